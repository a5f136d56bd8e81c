/** Words of the making of variants from options. */
import { words } from '../words/words.ts';

export const generateWords = words(
  {
    title: 'Générer les variantes',
    hint: 'Chaque combinaison des valeurs fait une variante. Celles qui existent restent telles quelles.',
    option: 'Option',
    optionHint: 'Taille, Couleur…',
    values: 'Valeurs',
    valuesHint: 'Entrée ou une virgule après chacune',
    addOption: 'Ajouter une option',
    combinations: 'Combinaisons',
    there: 'existe',
    new: 'à créer',
    leftOut: 'laissée de côté',
    make: ({ n }: { n: number }) => (n < 2 ? `Créer ${n} variante` : `Créer ${n} variantes`),
    made: ({ n }: { n: number }) => (n < 2 ? '1 variante créée' : `${n} variantes créées`),
  },
  {
    title: 'Generate variants',
    hint: 'Each combination of values makes a variant. Those there stay as they are.',
    option: 'Option',
    optionHint: 'Size, Colour…',
    values: 'Values',
    valuesHint: 'Enter or a comma after each',
    addOption: 'Add an option',
    combinations: 'Combinations',
    there: 'there',
    new: 'to be made',
    leftOut: 'left out',
    make: ({ n }) => (n === 1 ? 'Make 1 variant' : `Make ${n} variants`),
    made: ({ n }) => (n === 1 ? '1 variant made' : `${n} variants made`),
  },
);

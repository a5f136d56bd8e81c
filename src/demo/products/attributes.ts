// What Maison Ourcel says of its products: attributes, and families that list them.
import type { AttributeInput, FamilyInput } from '#catalog';
import { text, type Pair } from './build.ts';

type Code = string;
const named = (list: readonly (readonly [code: Code, fr: string, en: string])[]): AttributeInput['choices'] =>
  list.map(([code, fr, en]) => ({ code, name: text([fr, en]) }));

export const colours = named([
  ['groseille', 'Rouge groseille', 'Redcurrant'],
  ['bleu', 'Bleu', 'Blue'],
  ['nuit', 'Bleu nuit', 'Midnight'],
  ['figue', 'Violet figue', 'Fig'],
  ['mirabelle', 'Jaune mirabelle', 'Mirabelle'],
  ['brique', 'Brique', 'Brick'],
  ['cresson', 'Vert cresson', 'Cress'],
  ['sauge', 'Vert sauge', 'Sage'],
  ['lin', 'Lin', 'Flax'],
  ['craie', 'Blanc craie', 'Chalk'],
  ['rose', 'Rose', 'Rose'],
  ['zinc', 'Gris zinc', 'Zinc'],
  ['encre', 'Noir encre', 'Ink'],
  ['chene', 'Brun chêne', 'Oak'],
]);

/** With the word of the French facts that tells each. */
export const materialWords: readonly (readonly [code: Code, fr: string, en: string, word: RegExp])[] = [
  ['cotton', 'Coton', 'Cotton', /coton|chambray|percale/i],
  ['linen', 'Lin', 'Linen', /\blin\b/i],
  ['wool', 'Laine', 'Wool', /laine|feutre|drap de/i],
  ['cashmere', 'Cachemire', 'Cashmere', /cachemire/i],
  ['alpaca', 'Alpaga', 'Alpaca', /alpaga/i],
  ['silk', 'Soie', 'Silk', /soie/i],
  ['viscose', 'Viscose', 'Viscose', /viscose|cupro/i],
  ['polyester', 'Polyester', 'Polyester', /polyester/i],
  ['polyamide', 'Polyamide', 'Polyamide', /polyamide/i],
  ['elastane', 'Élasthanne', 'Elastane', /élasthanne/i],
  ['leather', 'Cuir', 'Leather', /cuir/i],
  ['canvas', 'Toile', 'Canvas', /toile/i],
  ['velvet', 'Velours', 'Velvet', /velours/i],
  ['straw', 'Paille', 'Straw', /paille/i],
  ['oak', 'Chêne', 'Oak', /chêne/i],
  ['beech', 'Hêtre', 'Beech', /hêtre/i],
  ['ash', 'Frêne', 'Ash', /frêne/i],
  ['steel', 'Acier', 'Steel', /acier|métal/i],
  ['aluminium', 'Aluminium', 'Aluminium', /aluminium/i],
  ['brass', 'Laiton', 'Brass', /laiton/i],
  ['stoneware', 'Grès', 'Stoneware', /grès/i],
  ['porcelain', 'Porcelaine', 'Porcelain', /porcelaine/i],
  ['ceramic', 'Céramique', 'Ceramic', /céramique/i],
  ['soy_wax', 'Cire végétale', 'Plant wax', /cire de soja/i],
  ['paper', 'Papier', 'Paper', /papier/i],
];

export const scents = named([
  ['woody', 'Boisé', 'Woody'],
  ['floral', 'Floral', 'Floral'],
  ['citrus', 'Hespéridé', 'Citrus'],
  ['fruity', 'Fruité', 'Fruity'],
  ['green', 'Vert', 'Green'],
  ['oriental', 'Ambré', 'Amber'],
  ['none', 'Sans parfum', 'Unscented'],
]);

export const sizes = [
  'xs',
  's',
  'm',
  'l',
  'xl',
  ...Array.from({ length: 13 }, (_, i) => String(34 + i)),
  '55',
  '57',
  '59',
];
export const sizeCode = (size: string): string => `size_${size.toLowerCase()}`;

const attribute = (
  code: Code,
  name: Pair,
  kind: AttributeInput['kind'],
  more: Partial<AttributeInput> = {},
): Omit<AttributeInput, 'position'> => ({
  code,
  name: text(name),
  kind,
  level: 'product',
  localisable: false,
  perChannel: false,
  facetable: false,
  unit: null,
  rules: {},
  choices: [],
  ...more,
});
const measure = (code: Code, name: Pair, unit: string, max: number, more: Partial<AttributeInput> = {}) =>
  attribute(code, name, 'measure', { unit, rules: { min: 0, max, decimals: 2 }, ...more });

export const attributes: readonly AttributeInput[] = [
  attribute('colour', ['Couleur', 'Colour'], 'choices', { choices: colours, facetable: true }),
  attribute('material', ['Matière', 'Material'], 'choices', {
    choices: named(materialWords.map(([code, fr, en]) => [code, fr, en])),
    facetable: true,
  }),
  attribute('size', ['Taille', 'Size'], 'choice', {
    level: 'variant',
    choices: sizes.map((size) => ({ code: sizeCode(size), name: text([size.toUpperCase(), size.toUpperCase()]) })),
    facetable: true,
  }),
  attribute('audience', ['Pour', 'For'], 'choices', {
    choices: named([
      ['women', 'Femme', 'Women'],
      ['men', 'Homme', 'Men'],
      ['children', 'Enfant', 'Children'],
    ]),
    facetable: true,
  }),
  attribute('scent', ['Senteur', 'Scent'], 'choice', { choices: scents, facetable: true }),
  measure('volume', ['Contenance', 'Volume'], 'ml', 5_000, { level: 'variant', facetable: true }),
  measure('length', ['Longueur', 'Length'], 'cm', 1_000),
  measure('width', ['Largeur', 'Width'], 'cm', 1_000),
  measure('depth', ['Profondeur', 'Depth'], 'cm', 1_000),
  measure('height', ['Hauteur', 'Height'], 'cm', 1_000),
  measure('net_weight', ['Poids net', 'Net weight'], 'g', 100_000),
  measure('burn_time', ['Durée de combustion', 'Burning time'], 'h', 500),
  measure('max_load', ['Charge maximale', 'Maximum load'], 'kg', 1_000),
  measure('max_power', ['Puissance maximale', 'Maximum power'], 'w', 1_000),
  attribute('pages', ['Pages', 'Pages'], 'number', { rules: { min: 1, max: 5_000, decimals: 0 } }),
  measure('wash_at', ['Lavage à', 'Wash at'], 'celsius', 95),
  attribute('recycled', ['Matière recyclée', 'Recycled material'], 'yes_no', { facetable: true }),
  attribute('organic', ['Issu de l’agriculture biologique', 'Organic'], 'yes_no', { facetable: true }),
  attribute('care', ['Entretien', 'Care'], 'text', { localisable: true, perChannel: true, rules: { maxLength: 500 } }),
  attribute('origin', ['Origine', 'Origin'], 'text', { localisable: true, rules: { maxLength: 500 } }),
].map((one, position) => ({ ...one, position }));

const family = (
  code: Code,
  name: Pair,
  everywhere: readonly Code[],
  more: readonly Code[],
): Omit<FamilyInput, 'position'> => ({
  code,
  name: text(name),
  attributes: [
    ...everywhere.map((one) => ({ code: one, required: 'everywhere' as const })),
    ...more.map((one) => ({ code: one, required: 'no' as const })),
  ],
});
const made = ['recycled', 'organic', 'origin'];

export const families: readonly FamilyInput[] = [
  family(
    'clothing',
    ['Vêtements', 'Clothes'],
    ['colour', 'material', 'size', 'care'],
    ['audience', 'wash_at', ...made],
  ),
  family('shoes', ['Chaussures', 'Shoes'], ['colour', 'material', 'size', 'care'], ['audience', ...made]),
  family(
    'accessories',
    ['Accessoires', 'Accessories'],
    ['colour', 'material'],
    ['length', 'width', 'size', 'care', ...made],
  ),
  family('makeup', ['Maquillage', 'Make-up'], ['colour'], ['net_weight', 'scent', 'origin']),
  family('fragrance', ['Parfums', 'Fragrances'], ['scent', 'volume'], ['origin']),
  family('skincare', ['Soins', 'Skincare'], ['origin'], ['volume', 'scent']),
  family(
    'furniture',
    ['Meubles', 'Furniture'],
    ['colour', 'material', 'width', 'depth'],
    ['height', 'max_load', 'care', ...made],
  ),
  family('lighting', ['Luminaires', 'Lighting'], ['colour', 'material', 'height'], ['max_power', 'care', 'origin']),
  family('ceramics', ['Céramique', 'Ceramics'], ['colour', 'material'], ['height', 'care', 'origin']),
  family('candles', ['Bougies', 'Candles'], ['scent', 'net_weight', 'burn_time'], ['material', 'care', 'origin']),
  family('plants', ['Plantes', 'Plants'], ['care'], ['origin']),
  family('linen', ['Linge', 'Linen'], ['material'], ['colour', 'length', 'width', 'wash_at', 'care', ...made]),
  family(
    'stationery',
    ['Papeterie', 'Stationery'],
    [],
    ['colour', 'material', 'width', 'length', 'pages', 'care', ...made],
  ),
  family('books', ['Livres', 'Books'], ['pages'], []),
  family('gifts', ['Coffrets et épicerie', 'Gift sets and groceries'], [], ['net_weight', 'origin']),
].map((one, position) => ({ ...one, position }));

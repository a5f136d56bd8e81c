/** The shop's words in French for finding a store. */
export const frStores = {
  'stores.title': 'Nos boutiques',
  'stores.text': 'Le même catalogue, les mêmes prix et le même stock qu’ici.',
  'stores.find': 'Trouver la plus proche',
  'stores.q': 'Code postal ou ville',
  'stores.search': 'Chercher',
  'stores.here': 'Autour de moi',
  'stores.hereText': 'Votre position est arrondie au kilomètre, sert à cette page, et n’est pas gardée.',
  'stores.hereNo': 'Votre appareil ne dit pas où vous êtes. Essayez un code postal.',
  'stores.from': ({ name }: { name: string }) =>
    `Les plus proches de ${name}. Les distances sont à vol d’oiseau, à peu près : nous ne connaissons que le milieu de la ville ou du département.`,
  'stores.fromHere': 'Les plus proches de vous, à vol d’oiseau.',
  'stores.unknown': ({ q }: { q: string }) =>
    `Nous ne savons pas où se trouve « ${q} ». Essayez un code postal de cinq chiffres, ou le chef-lieu du département ; voici toutes nos boutiques.`,
  'stores.about': ({ n }: { n: number }) => `à environ ${n} km`,
  'stores.hours': 'Horaires',
  'stores.special': 'Jours particuliers',
  'stores.way': 'Itinéraire',
  'stores.wayOf': ({ name }: { name: string }) => `Itinéraire vers ${name}, sur OpenStreetMap`,
  'stores.call': ({ phone }: { phone: string }) => `Appeler le ${phone}`,
  'stores.mine': 'Ma boutique :',
  'stores.isMine': 'Ma boutique',
  'stores.choose': 'Choisir comme ma boutique',
  'stores.chooseOf': ({ name }: { name: string }) => `Choisir ${name} comme ma boutique`,
  'stores.forget': 'Ne plus la retenir',
  'stores.pick': 'Choisir ma boutique',
  'stores.change': 'Changer de boutique',
} as const;

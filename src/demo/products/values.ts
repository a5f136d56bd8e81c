// What each product says, read out of its own facts: nothing is said twice, and nothing that the facts do not say.
import type { RelationKind, ValueIn, Value } from '#catalog';
import type { DemoProduct } from '../types.ts';
import { families, materialWords, scents, sizeCode, sizes } from './attributes.ts';

const byAisle: Readonly<Record<string, string>> = {
  'robes-et-jupes': 'clothing',
  manteaux: 'clothing',
  hauts: 'clothing',
  pantalons: 'clothing',
  chaussures: 'shoes',
  accessoires: 'accessories',
  maquillage: 'makeup',
  parfum: 'fragrance',
  soin: 'skincare',
  'fauteuils-et-canapes': 'furniture',
  luminaires: 'lighting',
  linge: 'linen',
  vaisselle: 'ceramics',
  sieges: 'furniture',
  bureaux: 'furniture',
  papeterie: 'stationery',
  encres: 'stationery',
};
const byDrawing: Readonly<Record<string, string>> = {
  candle: 'candles',
  plant: 'plants',
  vase: 'ceramics',
  shelf: 'furniture',
  monitorstand: 'furniture',
};

/** The family of a product, from its main aisle or, where an aisle holds many kinds, from what it looks like. */
export function familyOf(product: DemoProduct): string {
  const [aisle = ''] = product.categories;
  if (product.tags.includes('livre')) return 'books';
  if (aisle === 'cadeaux') return 'gifts';
  return byAisle[aisle] ?? byDrawing[product.variants[0]?.drawing.kind ?? ''] ?? 'stationery';
}

const scentOf: Readonly<Record<string, string>> = {
  'eau-de-fourviere': 'woody',
  'eau-de-saone': 'green',
  'nuit-des-celestins': 'oriental',
  'eau-de-l-erdre': 'citrus',
  'cologne-brotteaux': 'citrus',
  'brume-antiquaille': 'floral',
  'bougie-croix-rousse': 'woody',
  'bougie-ile-barbe': 'green',
  'bougie-huit-decembre': 'oriental',
  'huile-rose-de-mai': 'floral',
  'lotion-bleuet': 'floral',
  'gommage-noyau-de-prune': 'fruity',
  'rouge-gratte-ciel': 'none',
};

/** `78 × 76 × 82 cm` of a piece of furniture: width, depth, height; of anything flat: length, width. */
function dimensions(facts: string, family: string): Record<string, number> {
  const found = /(\d+) × (\d+)(?: × (\d+))? cm/.exec(facts);
  const height = /Hauteur (\d+) cm/.exec(facts)?.[1];
  const alone = height === undefined ? {} : { height: Number(height) };
  if (!found) return alone;
  const [a, b, c] = found.slice(1).map((text) => (text === undefined ? undefined : Number(text)));
  if (family === 'furniture') return { width: a ?? 0, depth: b ?? 0, ...(c === undefined ? {} : { height: c }) };
  return { length: a ?? 0, width: b ?? 0, ...alone };
}

const first = (facts: string, pattern: RegExp): number | undefined => {
  const found = pattern.exec(facts)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** The values of a product, of attributes that its family lists. `skuIdOf` gives the id of an SKU. */
export function valuesOf(product: DemoProduct, skuIdOf: (sku: string) => string): ValueIn[] {
  const family = familyOf(product);
  const listed = new Set(families.find((one) => one.code === family)?.attributes.map((one) => one.code));
  const values: ValueIn[] = [];
  const say = (attribute: string, value: Value | undefined, where: Partial<ValueIn> = {}): void => {
    if (value === undefined || !listed.has(attribute)) return;
    values.push({ attribute, skuId: null, language: null, channelId: null, value, ...where });
  };
  const facts = (product.material?.fr ?? '').replaceAll('\u00a0', ' ');
  const care = (product.care?.fr ?? '').replaceAll('\u00a0', ' ');
  if (product.options.some((option) => option.name.en === 'Colour'))
    say('colour', [...new Set(product.variants.map((variant) => variant.drawing.palette))]);
  const materials = materialWords.flatMap(([code, , , word]) => (word.test(facts) ? [code] : []));
  if (materials.length > 0) say('material', materials);
  if (/recycl/i.test(facts)) say('recycled', true);
  if (/biologique/i.test(facts)) say('organic', true);
  const audience = (['femme', 'homme', 'enfant'] as const).flatMap((tag, i) =>
    product.tags.includes(tag) ? [['women', 'men', 'children'][i] ?? ''] : [],
  );
  if (audience.length > 0) say('audience', audience);
  const scent = scentOf[product.handle];
  if (scents.some((one) => one.code === scent)) say('scent', scent);
  for (const [code, amount] of Object.entries(dimensions(facts, family))) say(code, { amount, unit: 'cm' });
  for (const [code, from, pattern, unit] of measures) {
    const amount = first(from === 'facts' ? facts : care, pattern);
    if (amount !== undefined) say(code, { amount, unit });
  }
  say('pages', first(facts, /(\d+) pages/));
  for (const language of ['fr', 'en'] as const) {
    say('care', product.care?.[language], { language });
    say('origin', product.origin?.[language], { language });
  }
  sayVariants(product, (attribute, sku, value) => say(attribute, value, { skuId: skuIdOf(sku) }));
  return values;
}

const measures = [
  ['net_weight', 'facts', /(\d+) g[.,]/, 'g'],
  ['burn_time', 'facts', /(\d+) h\b/, 'h'],
  ['max_load', 'facts', /Jusqu’à (\d+) kg/, 'kg'],
  ['max_power', 'care', /(\d+) W\b/, 'w'],
  ['wash_at', 'care', /(\d+) °C/, 'celsius'],
] as const;

function sayVariants(product: DemoProduct, say: (attribute: string, sku: string, value: Value) => void): void {
  const at = product.options.findIndex((option) => ['Size', 'Shoe size', 'Head size'].includes(option.name.en));
  const volumeAt = product.options.findIndex((option) => option.name.fr === 'Contenance');
  for (const variant of product.variants) {
    const size = variant.values[at]?.toLowerCase();
    if (size !== undefined && sizes.includes(size)) say('size', variant.sku, sizeCode(size));
    const volume = Number(variant.values[volumeAt]);
    if (volume > 0) say('volume', variant.sku, { amount: volume, unit: 'ml' });
  }
}

/** What goes with what, by handle. */
export const relations: readonly (readonly [handle: string, kind: RelationKind, others: readonly string[]])[] = [
  ['robe-bellecour', 'complement', ['echarpe-saone', 'sac-ainay', 'manteau-saone']],
  ['robe-bellecour', 'alternative', ['robe-terreaux', 'robe-feuillants', 'robe-ainay']],
  ['manteau-saone', 'complement', ['echarpe-saone', 'chapeau-bellevue']],
  ['manteau-saone', 'alternative', ['manteau-feydeau', 'caban-chantenay']],
  ['chemise-cordeliers', 'complement', ['pantalon-ampere', 'chino-jacobins']],
  ['pull-montchat', 'alternative', ['pull-tolozan', 'pull-trentemoult']],
  ['baskets-perrache', 'alternative', ['baskets-valmy', 'baskets-charonne']],
  ['rouge-gratte-ciel', 'complement', ['vernis-charpennes', 'poudre-libre-cordeliers']],
  ['rouge-gratte-ciel', 'alternative', ['rouge-garance', 'baume-teinte-terreaux']],
  ['eau-de-fourviere', 'alternative', ['eau-de-saone', 'nuit-des-celestins']],
  ['creme-de-jour-tete-d-or', 'complement', ['creme-de-nuit-chartreux', 'lotion-bleuet']],
  [
    'fauteuil-de-bureau-gerland',
    'complement',
    ['bureau-lacassagne', 'lampe-d-atelier-guillotiere', 'support-d-ecran-guillotiere'],
  ],
  ['fauteuil-de-bureau-gerland', 'alternative', ['fauteuil-de-bureau-debourg', 'fauteuil-de-direction-part-dieu']],
  ['bureau-lacassagne', 'complement', ['fauteuil-de-bureau-gerland', 'lampe-d-atelier-guillotiere']],
  ['fauteuil-presqu-ile', 'complement', ['coussin-monplaisir', 'lampadaire-quai-claude-bernard']],
  ['tasse-halles', 'alternative', ['tasse-deux-rives', 'grande-tasse-dimanche']],
  ['carnet-sathonay', 'complement', ['encre-a-plume-saone', 'stylos-quatre-nations']],
  ['encre-305-xl', 'alternative', ['encre-67', 'toner-rhone-12']],
];

/** What the gift sets are made of: how many of the first article of each product. */
export const bundles: readonly (readonly [
  handle: string,
  parts: readonly (readonly [handle: string, quantity: number])[],
])[] = [
  [
    'coffret-gratte-ciel',
    [
      ['rouge-gratte-ciel', 1],
      ['vernis-charpennes', 1],
    ],
  ],
  [
    'coffret-premier-froid',
    [
      ['echarpe-saone', 1],
      ['chapeau-croix-paquet', 1],
    ],
  ],
  ['coffret-cafe-du-matin', [['tasse-halles', 2]]],
  [
    'coffret-dimanche-soir',
    [
      ['huile-rose-de-mai', 1],
      ['masque-argile-puisaye', 1],
    ],
  ],
];

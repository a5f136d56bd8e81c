/** A few made-up goods and places, enough to look at every page and to test it. Not the demo merchant's data. */
import { money } from '#base/money';
import { stageOf } from '#kit/drawings/palettes';
import type { PaletteName, Pattern } from '#kit/drawings/palettes';
import { drawingPath } from '#kit/drawings/illustrate';
import type { Kind } from '#kit/drawings/illustrate';
import type { Available, CardView, Lang, Picture, PlaceView, StoreView, VariantBrief } from '../views.ts';

export type Good = {
  handle: string;
  name: string;
  category: string;
  kind: Kind;
  palette: PaletteName;
  pattern?: Pattern;
  variant?: number;
  minor: number;
  wasMinor?: number;
  isNew?: boolean;
  colours?: readonly PaletteName[];
  sizes?: readonly string[];
  /** Units on sale online, and at each of the three stores. */
  stock: readonly [online: number, bellecour: number, graslin: number, turenne: number];
};

export const goods: readonly Good[] = [
  {
    handle: 'robe-bellecour',
    name: 'Robe Bellecour',
    category: 'vetements',
    kind: 'dress',
    palette: 'groseille',
    minor: 7900,
    wasMinor: 9900,
    colours: ['groseille', 'bleu', 'encre', 'mirabelle'],
    sizes: ['34', '36', '38', '40', '42', '44', '46'],
    stock: [40, 2, 0, 1],
  },
  {
    handle: 'manteau-saone',
    name: 'Manteau Saône, laine et cachemire',
    category: 'vetements',
    kind: 'coat',
    palette: 'lin',
    minor: 24900,
    isNew: true,
    colours: ['lin', 'nuit', 'encre'],
    stock: [12, 2, 1, 0],
  },
  {
    handle: 'pull-croix-rousse',
    name: 'Pull Croix-Rousse',
    category: 'vetements',
    kind: 'sweater',
    palette: 'figue',
    minor: 8900,
    stock: [9, 3, 2, 1],
  },
  {
    handle: 'chemise-ainay',
    name: 'Chemise Ainay',
    category: 'vetements',
    kind: 'shirt',
    palette: 'bleu',
    pattern: 'stripe',
    minor: 6500,
    stock: [22, 4, 0, 5],
  },
  {
    handle: 'baskets-perrache',
    name: 'Baskets Perrache',
    category: 'vetements',
    kind: 'sneaker',
    palette: 'sauge',
    minor: 9500,
    stock: [6, 1, 0, 0],
  },
  {
    handle: 'echarpe-saone',
    name: 'Écharpe Saône',
    category: 'vetements',
    kind: 'scarf',
    palette: 'cresson',
    pattern: 'stripe',
    minor: 4500,
    stock: [0, 0, 0, 0],
  },
  {
    handle: 'eau-de-fourviere',
    name: 'Eau de Fourvière, 50 ml',
    category: 'beaute',
    kind: 'perfume',
    palette: 'rose',
    variant: 1,
    minor: 6800,
    stock: [30, 11, 4, 2],
  },
  {
    handle: 'rouge-gratte-ciel',
    name: 'Rouge Gratte-Ciel',
    category: 'beaute',
    kind: 'lipstick',
    palette: 'brique',
    minor: 2900,
    stock: [50, 8, 8, 8],
  },
  {
    handle: 'vase-halles',
    name: 'Vase Halles, grès émaillé',
    category: 'maison',
    kind: 'vase',
    palette: 'bleu',
    minor: 3990,
    wasMinor: 4990,
    colours: ['bleu', 'brique', 'sauge'],
    stock: [18, 4, 0, 3],
  },
  {
    handle: 'fauteuil-presquile',
    name: 'Fauteuil Presqu’île',
    category: 'maison',
    kind: 'armchair',
    palette: 'cresson',
    minor: 45900,
    stock: [3, 0, 0, 0],
  },
  {
    handle: 'lampe-canuts',
    name: 'Lampe Canuts',
    category: 'maison',
    kind: 'lamp',
    palette: 'nuit',
    minor: 12900,
    stock: [7, 1, 1, 0],
  },
  {
    handle: 'siege-gerland',
    name: 'Fauteuil de bureau Gerland',
    category: 'bureau',
    kind: 'chair',
    palette: 'bleu',
    minor: 32900,
    stock: [24, 1, 0, 1],
  },
  {
    handle: 'papier-rhone',
    name: 'Papier Rhône, A4 80 g',
    category: 'bureau',
    kind: 'paper',
    palette: 'cresson',
    minor: 2490,
    stock: [400, 12, 6, 9],
  },
];

export const categories: readonly { handle: string; name: string; kind: Kind; palette: PaletteName }[] = [
  { handle: 'vetements', name: 'Vêtements', kind: 'dress', palette: 'groseille' },
  { handle: 'beaute', name: 'Beauté', kind: 'lipstick', palette: 'brique' },
  { handle: 'maison', name: 'Maison', kind: 'armchair', palette: 'cresson' },
  { handle: 'lumiere', name: 'Lumière', kind: 'lamp', palette: 'figue' },
  { handle: 'bureau', name: 'Bureau', kind: 'chair', palette: 'bleu' },
];

export const stores: readonly StoreView[] = [
  {
    siteId: 'sit_bellecour',
    name: 'Lyon Bellecour',
    address: '12, rue de la Barre',
    open: true,
    hours: 'jusqu’à 19 h 30',
    pickup: 'retrait prêt en 1 h',
  },
  {
    siteId: 'sit_graslin',
    name: 'Nantes Graslin',
    address: '4, rue Crébillon',
    open: true,
    hours: 'jusqu’à 19 h',
    pickup: 'retrait prêt en 2 h',
  },
  {
    siteId: 'sit_turenne',
    name: 'Paris Turenne',
    address: '58, rue de Turenne',
    open: false,
    hours: 'ouvre demain à 10 h',
    pickup: 'retrait demain, 10 h',
  },
];

export const eur = (minor: number): ReturnType<typeof money> => money(minor, 'EUR');

/** A good's picture in one of its colours. */
export function pictureOf(good: Good, palette: PaletteName = good.palette, variant = good.variant ?? 0): Picture {
  const src = drawingPath({ kind: good.kind, palette, pattern: good.pattern ?? 'plain', variant });
  return { src, alt: `${good.name}, ${palette}`, stage: stageOf[palette] };
}

export const levelOf = (units: number): Available => (units === 0 ? 'none' : units === 1 ? 'low' : 'in_stock');

/** Variants by colour and size; sizes at the ends are sold out, and the last size does not exist in the first colour. */
export function variantsOf(good: Good): VariantBrief[] {
  const colours = good.colours ?? [];
  const sizes = good.sizes ?? [''];
  if (colours.length === 0) return [{ skuId: `sku_${good.handle}`, options: [], available: levelOf(totalOf(good)) }];
  return colours.flatMap((colour, c) =>
    sizes.flatMap((size, s): VariantBrief[] => {
      if (c === 0 && sizes.length > 1 && s === sizes.length - 1) return [];
      const out = sizes.length > 1 && s === 0;
      const options = size === '' ? [colour] : [colour, size];
      const state = out ? 'none' : levelOf(totalOf(good));
      return [
        {
          skuId: `sku_${good.handle}_${options.join('_')}`,
          options,
          available: state,
          ...(out ? { arrives: '2026-12-04' as VariantBrief['arrives'] & string } : {}),
        },
      ];
    }),
  );
}

const totalOf = (good: Good): number => good.stock.reduce((all, units) => all + units, 0);

/** Where a variant can be had. */
export function placesOf(good: Good, available: Available, lang: Lang): PlaceView[] {
  const [online, ...shelves] = good.stock;
  const none = available === 'none';
  const fr = lang === 'fr';
  const promise = fr
    ? 'Prêt aujourd’hui à 16 h 10 · ouvert jusqu’à 19 h 30'
    : 'Ready today at 16:10 · open until 19:30';
  const missing = fr ? 'Sur commande, prêt jeudi 26 novembre' : 'To order, ready Thursday 26 November';
  const atStores = stores.map((store, i): PlaceView => {
    const quantity = none ? 0 : (shelves[i] ?? 0);
    const words = quantity > 0 ? promise : missing;
    return {
      placeId: `plc_${store.siteId}`,
      siteId: store.siteId,
      name: store.name,
      kind: 'store',
      available: levelOf(quantity),
      quantity,
      words,
    };
  });
  const home: PlaceView = {
    placeId: 'plc_online',
    siteId: 'sit_corbas',
    name: fr ? 'En ligne' : 'Online',
    kind: 'online',
    available: none ? 'none' : levelOf(online),
    quantity: none ? 0 : online,
    words: fr ? 'Mardi 24 novembre · 4,90 €, offerte dès 90 €' : 'Tuesday 24 November · €4.90, free from €90',
  };
  const [first, ...others] = atStores;
  return first ? [first, home, ...others] : [home];
}

export function cardOf(good: Good, lang: Lang): CardView {
  const [online, bellecour] = good.stock;
  const here =
    bellecour === 1
      ? lang === 'fr'
        ? 'dernière pièce à Bellecour'
        : 'last one at Bellecour'
      : `${bellecour} ${lang === 'fr' ? 'à' : 'at'} Bellecour`;
  const words =
    online + bellecour === 0
      ? lang === 'fr'
        ? 'Épuisé'
        : 'Sold out'
      : `${lang === 'fr' ? 'En ligne' : 'Online'}${bellecour > 0 ? ` · ${here}` : ''}`;
  return {
    productId: `prd_${good.handle}`,
    skuId: `sku_${good.handle}`,
    handle: good.handle,
    name: good.name,
    picture: pictureOf(good),
    price: eur(good.minor),
    ...(good.wasMinor ? { was: eur(good.wasMinor) } : {}),
    ...(good.isNew ? { isNew: true } : {}),
    available: bellecour === 1 ? 'low' : levelOf(totalOf(good)),
    words,
  };
}

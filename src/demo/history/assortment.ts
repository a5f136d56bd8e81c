// What sells where: each variant's weight on each kind of channel, and the warehouse from which it is served.
import { hash32, type Chance } from '../seeded.ts';
import type { DemoChannel, DemoProduct, DemoVariant } from '../types.ts';

export type Warehouse = 'COR' | 'SEC';

export type Good = {
  sku: string;
  price: number;
  product: DemoProduct;
  /** The warehouse that holds it; the other keeps a little. */
  home: Warehouse;
  /** Too large to be carried out of a shop. */
  heavy: boolean;
  office: boolean;
  /** Popularity, by Zipf's law over products, spread over the variants. */
  weight: number;
};

/** Aisles that the pretend marketplace takes. */
const ON_MARKETPLACE = new Set([
  'maquillage',
  'soin',
  'parfum',
  'vaisselle',
  'linge',
  'papeterie',
  'encres',
  'accessoires',
  'decoration',
]);
const OFFICE = new Set(['sieges', 'bureaux', 'rangement', 'papeterie', 'encres']);
/** Ink and paper are kept near Lille only. */
const ONLY_SECLIN = new Set(['EN-305XL', 'PR-A4-5', 'PR-A4-1', 'PR-A3']);

/** Middle sizes and first colours sell most. */
function variantWeights(variants: readonly DemoVariant[]): number[] {
  const colours = [...new Set(variants.map((one) => one.values[0] ?? ''))];
  return variants.map((one) => {
    const siblings = variants.filter((other) => other.values[0] === one.values[0]);
    const middle = (siblings.length - 1) / 2;
    const size = Math.exp(-(((siblings.indexOf(one) - middle) / (siblings.length / 2.2)) ** 2));
    return (siblings.length > 1 ? size : 1) / (colours.indexOf(one.values[0] ?? '') + 1.4);
  });
}

/** All goods that can be sold, best sellers first; gift cards are left out, they are money and not stock. */
export function goodsOf(products: readonly DemoProduct[], chance: Chance): Good[] {
  const ranked = products
    .filter((product) => !product.tags.includes('carte-cadeau'))
    .map((product) => ({ product, luck: chance.next() - (product.tags.includes('favori') ? 1 : 0) }))
    .toSorted((a, b) => a.luck - b.luck);
  return ranked.flatMap(({ product }, rank) => {
    const weights = variantWeights(product.variants);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const office = OFFICE.has(product.categories[0]!);
    return product.variants.map((variant, index) => ({
      sku: variant.sku,
      price: variant.price,
      product,
      home:
        ONLY_SECLIN.has(variant.sku) || (office ? hash32(product.handle) % 10 < 6 : hash32(product.handle) % 10 < 3)
          ? ('SEC' as const)
          : ('COR' as const),
      heavy: product.tags.includes('livraison à domicile'),
      office,
      weight: (weights[index]! / all) * (rank + 3) ** -0.85 * Math.min(1.6, (60_00 / variant.price) ** 0.45),
    }));
  });
}

/** How well a good sells on a channel, against its own average. */
function affinity(good: Good, kind: DemoChannel['kind']): number {
  if (kind === 'till') return good.heavy ? 0.02 : good.office ? 0.5 : 1;
  if (kind === 'marketplace') return good.heavy || !ON_MARKETPLACE.has(good.product.categories[0]!) ? 0 : 1;
  return good.office ? 1.3 : 1;
}

/** Weights of all goods on a kind of channel, `daysAgo` days before today: what is not launched yet sells nothing. */
export function weightsOn(goods: readonly Good[], kind: DemoChannel['kind'], daysAgo: number): number[] {
  return goods.map((good) => {
    const age = good.product.launchedDaysAgo - daysAgo;
    if (age < 0) return 0;
    return good.weight * affinity(good, kind) * (age < 21 ? 1.7 : 1);
  });
}

/** The place that serves a delivery: the home warehouse, now and then the other one. */
export function warehouseFor(good: Good, chance: Chance): Warehouse {
  const other = good.home === 'COR' ? 'SEC' : 'COR';
  return !ONLY_SECLIN.has(good.sku) && chance.happens(0.15) ? other : good.home;
}

export const onlySeclin = (sku: string): boolean => ONLY_SECLIN.has(sku);

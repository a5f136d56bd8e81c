/** Offers as JSON for headless shops, written once until price, stock or product change. */
import type { Database } from '#base/db';
import type { RouteContext } from '#base/route';
import { categoryCounts, categoryTree, type CategoryNode } from '#catalog';
import { lowestPrice, type Listed } from './lists.ts';
import { levelOf } from './model.ts';
import { madeOf, type Offer } from './offers.ts';

/** JSON that was written before is sent as it is; the route's `output` still describes it, and a test holds it to that. */
export function ready(context: RouteContext, body: string): never {
  context.reply.header('content-type', 'application/json; charset=utf-8');
  return Buffer.from(body) as never;
}

/** One product in a list. */
export function cardJson(offer: Offer): string {
  return madeOf(offer, 'card', () => {
    const { product, stock, variants } = offer;
    const lowest = lowestPrice(offer);
    const prices = new Set(variants.flatMap(({ shown }) => shown?.price.minor ?? []));
    return JSON.stringify({
      productId: product.productId,
      handle: product.handle,
      name: product.name,
      brand: product.brand,
      image: product.image,
      alt: product.alt,
      price: lowest?.price ?? null,
      compareAt: lowest?.compareAt ?? null,
      from: prices.size > 1,
      available: levelOf(stock.total),
      quantity: stock.total,
      skuId: lowest?.skuId ?? null,
      variants: variants.length,
    });
  });
}

/** One product with variants, prices, and stock by site. */
export function detailJson(offer: Offer): string {
  return madeOf(offer, 'detail', () => {
    const { product, stock, variants } = offer;
    return JSON.stringify({
      productId: product.productId,
      handle: product.handle,
      name: product.name,
      description: product.description,
      facts: product.facts,
      brand: product.brand,
      image: product.image,
      alt: product.alt,
      media: product.media,
      options: product.options,
      categoryIds: product.categoryIds,
      tags: product.tags,
      available: levelOf(stock.total),
      quantity: stock.total,
      variants: variants.map(({ variant, shown, stock: own }) => ({
        skuId: variant.skuId,
        sku: variant.sku,
        gtin: variant.gtin,
        options: variant.optionValues,
        image: variant.image,
        price: shown?.price ?? null,
        compareAt: shown?.compareAt ?? null,
        available: levelOf(own.total),
        quantity: own.total,
        later: own.later ? { kind: own.later.kind, expected: own.later.expected } : null,
        sites: [...own.sites].map(([siteId, quantity]) => ({ siteId, quantity })),
      })),
      version: product.version,
    });
  });
}

/** A page of cards, put together from what is written already. */
export function listJson({ items, count, next }: Listed, before = ''): string {
  return `{${before}"items":[${items.map(cardJson).join(',')}],"count":${count},"next":${JSON.stringify(next)}}`;
}

type CategoryJson = {
  categoryId: string;
  handle: string;
  name: CategoryNode['name'];
  parentId: string | null;
  products: number;
};

/** The category tree as a list, parents before children, with how much is on sale in each. */
export async function categoriesOf(database: Database, channelId: string): Promise<CategoryJson[]> {
  const [tree, counts] = await Promise.all([categoryTree(database), categoryCounts(database, channelId)]);
  const flat = (nodes: readonly CategoryNode[]): CategoryJson[] =>
    nodes.flatMap(({ categoryId, handle, name, parentId, children }) => [
      { categoryId, handle, name, parentId, products: counts.get(categoryId) ?? 0 },
      ...flat(children),
    ]);
  return flat(tree);
}

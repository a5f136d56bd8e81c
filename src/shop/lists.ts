/** Lists of what is on sale in the catalogue's own orders by keyset, and what all lists need. */
import type { Database } from '#base/db';
import { listProducts, productIdsOnSale } from '#catalog';
import type { Lang } from '#kit/format';
import type { Shown } from '#pricing';
import { offersOf, type Offer } from './offers.ts';

export const listSorts = ['featured', 'best', 'newest', 'price_up', 'price_down', 'name'] as const;
export type ListSort = (typeof listSorts)[number];

export type ListChoice = {
  readonly channelId: string;
  readonly category?: string | undefined;
  readonly sort: ListSort;
  readonly lang: Lang;
  /** Only what can be had somewhere; or at this site. */
  readonly inStock?: boolean;
  readonly siteId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};
export type Listed = { readonly items: readonly Offer[]; readonly count: number; readonly next: string | null };

/** Facets and orders by value look at this many products at most; what lies beyond is not found by them. */
export const MAX_LOOKED_AT = 5_000;
const AT_ONCE = 500;

/**
 * A page of what is on sale in one of the catalogue's own orders: nothing is looked at but the page. Everything else is `grid.ts`.
 * Refuses `catalog.category_unknown`, and `request.invalid` for an `after` that is none.
 */
export async function listOffers(
  database: Database,
  choice: Omit<ListChoice, 'inStock' | 'siteId'> & { readonly sort: 'featured' | 'newest' | 'name' },
): Promise<Listed> {
  const { channelId, category, sort, lang, after, limit } = choice;
  const all = await productIdsOnSale(database, channelId, category);
  const { items, next } = await listProducts(database, {
    channelId,
    ...(category === undefined ? {} : { categoryHandle: category }),
    sort: sort === 'name' ? `name_${lang}` : 'newest',
    ...(after === undefined ? {} : { after }),
    limit,
  });
  const ids = items.map((card) => card.productId);
  const offers = await offersOf(database, channelId, ids);
  return { items: ids.flatMap((id) => offers.get(id) ?? []), count: all.length, next };
}

/** The offers of these products that are on sale, in their order. */
export async function allOffers(database: Database, channelId: string, ids: readonly string[]): Promise<Offer[]> {
  const found: Offer[] = [];
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const part = ids.slice(i, i + AT_ONCE);
    const offers = await offersOf(database, channelId, part);
    for (const id of part) {
      const offer = offers.get(id);
      if (offer) found.push(offer);
    }
  }
  return found;
}

/** The variant whose price a list shows: the cheapest that is there, else the cheapest. */
export function lowestPrice(offer: Offer): (Shown & { readonly skuId: string }) | undefined {
  let best: (Shown & { skuId: string; there: boolean }) | undefined;
  for (const { variant, shown, stock } of offer.variants) {
    if (!shown) continue;
    const there = stock.total > 0;
    if (!best || (there && !best.there) || (there === best.there && shown.price.minor < best.price.minor))
      best = { ...shown, skuId: variant.skuId, there };
  }
  return best;
}

// A mark names the last product shown, not a position: what is sold or repriced meanwhile moves nothing under the reader.
export function pageAfter(offers: readonly Offer[], { after, limit }: Pick<ListChoice, 'after' | 'limit'>): Listed {
  const at = after === undefined ? -1 : offers.findIndex((offer) => offer.product.productId === after);
  const items = offers.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  const more = at + 1 + items.length < offers.length;
  return { items, count: offers.length, next: more && last ? last.product.productId : null };
}

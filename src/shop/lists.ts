/** Grids and lists of what is on sale: in the catalogue's own orders by keyset, or by price and stock, which are above it. */
import type { Database } from '#base/db';
import { listProducts, productIdsOnSale } from '#catalog';
import type { Lang } from '#kit/format';
import type { Shown } from '#pricing';
import { offersOf, type Offer } from './offers.ts';

export const listSorts = ['featured', 'newest', 'price_up', 'price_down', 'name'] as const;
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

/** Filters and orders by price look at this many products at most; what lies beyond is not found by them. */
const MAX_LOOKED_AT = 5_000;
const AT_ONCE = 500;

/** A page of what is on sale. Refuses `catalog.category_unknown`, and `request.invalid` for an `after` that is none. */
export async function listOffers(database: Database, choice: ListChoice): Promise<Listed> {
  const { channelId, category, sort } = choice;
  const all = await productIdsOnSale(database, channelId, category);
  const filtered = choice.inStock === true || choice.siteId !== undefined;
  if (!filtered && sort !== 'price_up' && sort !== 'price_down') return byCatalogue(database, choice, all.length);
  const ordered = await byValue(database, choice, all.slice(0, MAX_LOOKED_AT));
  return pageAfter(
    ordered.filter((offer) => isThere(offer, choice)),
    choice,
  );
}

/** A page of products already found and ordered, such as by a search. */
export async function pageOfFound(
  database: Database,
  productIds: readonly string[],
  choice: ListChoice,
): Promise<Listed> {
  const offers = await allOffers(database, choice.channelId, productIds.slice(0, MAX_LOOKED_AT));
  return pageAfter(
    sorted(offers, choice).filter((offer) => isThere(offer, choice)),
    choice,
  );
}

async function byCatalogue(database: Database, choice: ListChoice, count: number): Promise<Listed> {
  const { channelId, category, sort, lang, after, limit } = choice;
  const { items, next } = await listProducts(database, {
    channelId,
    ...(category === undefined ? {} : { categoryHandle: category }),
    sort: sort === 'name' ? `name_${lang}` : 'newest',
    ...(after === undefined ? {} : { after }),
    limit,
  });
  const ids = items.map((card) => card.productId);
  const offers = await offersOf(database, channelId, ids);
  return { items: ids.flatMap((id) => offers.get(id) ?? []), count, next };
}

async function byValue(database: Database, choice: ListChoice, ids: readonly string[]): Promise<Offer[]> {
  return sorted(await allOffers(database, choice.channelId, ids), choice);
}

async function allOffers(database: Database, channelId: string, ids: readonly string[]): Promise<Offer[]> {
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

const isThere = ({ stock }: Offer, { inStock, siteId }: ListChoice): boolean =>
  siteId === undefined ? inStock !== true || stock.total > 0 : stock.sites.has(siteId);

/** Of equal ones the order as given stays. */
function sorted(offers: readonly Offer[], { sort, lang }: ListChoice): Offer[] {
  const lowest = (offer: Offer): number => lowestPrice(offer)?.price.minor ?? Number.MAX_SAFE_INTEGER;
  if (sort === 'price_up') return offers.toSorted((a, b) => lowest(a) - lowest(b));
  if (sort === 'price_down') return offers.toSorted((a, b) => lowest(b) - lowest(a));
  if (sort === 'name') return offers.toSorted((a, b) => a.product.name[lang].localeCompare(b.product.name[lang], lang));
  if (sort === 'newest') return offers.toSorted((a, b) => (a.product.createdAt < b.product.createdAt ? 1 : -1));
  return [...offers];
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
function pageAfter(offers: readonly Offer[], { after, limit }: ListChoice): Listed {
  const at = after === undefined ? -1 : offers.findIndex((offer) => offer.product.productId === after);
  const items = offers.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  const more = at + 1 + items.length < offers.length;
  return { items, count: offers.length, next: more && last ? last.product.productId : null };
}

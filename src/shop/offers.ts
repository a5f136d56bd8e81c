/**
 * What a channel offers of a product: the product, and price and stock of each of its variants, as one value kept in the process.
 * It hangs on the caches of catalog, pricing and inventory and is dropped with them at the same moment, so it is never older than
 * they are; a warm read asks the database nothing.
 */
import { createCache, type Cache } from '#base/cache';
import { perDatabase, type Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Money } from '#base/money';
import { clock, type Instant } from '#base/time';
import { productsById, type ProductDetail, type VariantView } from '#catalog';
import { channelById, policy, type ChannelFacts } from '#channels';
import {
  availabilityOf,
  forgetSkus,
  leasesOf,
  nothingAvailable,
  onStockForgotten,
  siteOfPlace,
  type Availability,
} from '#inventory';
import { nextPriceChange, onPricesForgotten, shownOffers, type Shown } from '#pricing';
import { laterOn, sellableAt, type Later, type Sellable } from '#sourcing';
import { noStock, stockOf, type Stock, type StockPlace } from './model.ts';

export type OfferVariant = {
  readonly variant: VariantView;
  readonly shown: Shown | undefined;
  readonly stock: Stock;
  /** The unit price from each number of units on, where it changes. */
  readonly steps?: readonly { readonly fromUnits: number; readonly price: Money }[];
  /** What everybody else is asked, where `shown` is a buyer's own price. */
  readonly open?: Money | undefined;
};
export type Offer = {
  readonly channel: ChannelFacts;
  readonly product: ProductDetail;
  /** Variants on sale, in the product's order. */
  readonly variants: readonly OfferVariant[];
  readonly bySku: ReadonlyMap<string, OfferVariant>;
  /** Units of all variants together, by site. */
  readonly stock: Stock;
  /** A planned price begins or ends then. */
  readonly until: Instant | null;
  /** What was made of this offer (JSON, cards), by name; goes with it. */
  readonly made: Map<string, unknown>;
};

type Offers = {
  /** By channel, since price and stock depend on it. */
  readonly caches: Map<string, Cache<Offer>>;
  /** Which product a SKU is of, for all products ever offered by this process. */
  readonly productOf: Map<string, string>;
};

const MAX_OFFERS = 20_000;
const MAX_KNOWN_SKUS = 500_000;

const offers: (database: Database) => Offers = perDatabase((database) => {
  const made: Offers = { caches: new Map(), productOf: new Map() };
  const forget = (skuIds: readonly string[] | 'all'): void => {
    if (skuIds === 'all') for (const cache of made.caches.values()) cache.forgetAll();
    else {
      const productIds = skuIds.flatMap((skuId) => made.productOf.get(skuId) ?? []);
      if (productIds.length > 0) for (const cache of made.caches.values()) cache.forget(productIds);
    }
  };
  onStockForgotten(database, forget);
  onPricesForgotten(database, forget);
  return made;
});

/** The products of these SKUs, of those that were ever offered by this process: nobody can have seen another. */
export function productsOfSkus(database: Database, skuIds: readonly string[]): string[] {
  const { productOf } = offers(database);
  return [...new Set(skuIds.flatMap((skuId) => productOf.get(skuId) ?? []))];
}

/** Drops everything: levels, channels or sites changed. */
export function forgetOffers(database: Database): void {
  for (const cache of offers(database).caches.values()) cache.forgetAll();
}

/** Given to the journal's tail: what is sold beyond stock and what is held back changes what is offered. */
export const offersFollowRules =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    for (const { type, body } of events) {
      if (type === 'sourcing.policy_made') forgetOffers(database);
      else if (type.startsWith('sourcing.later')) forgetSkus(database, (body as { skuIds: string[] }).skuIds);
    }
  };

function cacheOf(database: Database, channelId: string): Cache<Offer> {
  const { caches } = offers(database);
  let cache = caches.get(channelId);
  if (!cache) {
    cache = createCache({ max: MAX_OFFERS, load: (productIds) => readOffers(database, channelId, productIds) });
    caches.set(channelId, cache);
  }
  return cache;
}

async function readOffers(
  database: Database,
  channelId: string,
  productIds: readonly string[],
): Promise<Map<string, Offer>> {
  const [channel, products] = await Promise.all([channelById(database, channelId), productsById(database, productIds)]);
  if (!channel) return new Map();
  const { productOf } = offers(database);
  if (productOf.size > MAX_KNOWN_SKUS) productOf.clear();
  for (const { productId, skuIds } of products.values()) for (const skuId of skuIds) productOf.set(skuId, productId);
  const skuIds = [...products.values()].flatMap((product) => product.skuIds);
  const [prices, stock] = await Promise.all([
    shownOffers(database, channelId, skuIds),
    stockFor(database, channelId, skuIds),
  ]);
  const found = new Map<string, Offer>();
  for (const product of products.values()) {
    const variants = product.variants
      .filter((variant) => variant.status === 'active')
      .map((variant) => ({
        variant,
        ...(prices.get(variant.skuId) ?? { shown: undefined }),
        stock: stock.get(variant.skuId) ?? noStock,
      }));
    found.set(product.productId, {
      channel,
      product,
      variants,
      bySku: new Map(variants.map((one) => [one.variant.skuId, one])),
      stock: together(variants),
      until: await nextPriceChange(database, product.skuIds),
      made: new Map(),
    });
  }
  return found;
}

function together(variants: readonly OfferVariant[]): Stock {
  const places = variants.flatMap(({ stock }) => [...stock.sites].map(([siteId, free]) => ({ siteId, free })));
  const later = variants.flatMap(({ stock }) => stock.later ?? []);
  const { sites } = stockOf({ total: 0, places }, [], 'pool');
  const total = variants.reduce((units, { stock }) => units + stock.total, 0);
  const units = later.reduce((sum, one) => sum + one.units, 0);
  return {
    total,
    sites,
    ...(units > 0 ? { later: { units, expected: null, kind: later[0]?.kind ?? 'back_order' } } : {}),
  };
}

/** What the channel may sell of these SKUs, by its level in the domain `stock`. */
async function stockFor(database: Database, channelId: string, skuIds: readonly string[]): Promise<Map<string, Stock>> {
  const level = await policy(database, channelId, 'stock');
  const shares = level === 'unified' ? 'pool' : level === 'synchronised' ? 'both' : 'own';
  const [pool, leases, later, sellable] = await Promise.all([
    availabilityOf(database, skuIds),
    shares === 'pool' ? [] : leasesOf(database, channelId, skuIds),
    shares === 'own' ? new Map<string, Later>() : laterOn(database, channelId, skuIds),
    sellableAt(database, channelId),
  ]);
  const own = new Map<string, StockPlace[]>();
  for (const { skuId, placeId, quantity, used } of leases) {
    const siteId = siteOfPlace(placeId)?.siteId;
    if (siteId !== undefined) own.set(skuId, [...(own.get(skuId) ?? []), { siteId, free: quantity - used }]);
  }
  return new Map(
    skuIds.map((skuId) => {
      const free = pool.get(skuId) ?? nothingAvailable;
      const stock = stockOf(sellable ? collectable(free, sellable) : free, own.get(skuId) ?? [], shares);
      // What is kept for counters is collected there, and not sent.
      const kept = sellable && shares !== 'own' ? keptBack(free, sellable) : 0;
      const row = later.get(skuId);
      const kind = row?.kind === 'pre_order' ? 'pre_order' : 'back_order';
      const beyond = row ? ({ units: row.cap - row.taken, expected: row.expected, kind } as const) : undefined;
      const total = stock.total - kept + (beyond?.units ?? 0);
      return [skuId, { ...stock, total, ...(beyond ? { later: beyond } : {}) }];
    }),
  );
}

/** What is free after the channel's safety stock. */
function collectable({ places }: Availability, sellable: Sellable): Availability {
  const left = places.map((place) => ({ ...place, free: sellable.collected(place.siteId, place.free) }));
  return { places: left, total: left.reduce((sum, { free }) => sum + free, 0) };
}

/** Units that are sold where they are, and not sent. */
const keptBack = ({ places }: Availability, sellable: Sellable): number =>
  places.reduce((sum, { siteId, free }) => sum + sellable.collected(siteId, free) - sellable.sent(siteId, free), 0);

/** Offers of products that are on sale on the channel; what is not is absent. */
export async function offersOf(
  database: Database,
  channelId: string,
  productIds: readonly string[],
): Promise<Map<string, Offer>> {
  const cache = cacheOf(database, channelId);
  const [channel, products, kept] = await Promise.all([
    channelById(database, channelId),
    productsById(database, productIds),
    cache.getMany(productIds),
  ]);
  const now = clock();
  const stale = [...kept.values()].filter(
    (offer) =>
      offer.channel !== channel ||
      offer.product !== products.get(offer.product.productId) ||
      (offer.until !== null && offer.until <= now),
  );
  if (stale.length > 0) {
    const ids = stale.map((offer) => offer.product.productId);
    cache.forget(ids);
    for (const [id, offer] of await cache.getMany(ids)) kept.set(id, offer);
  }
  for (const [id, { product }] of kept)
    if (product.status !== 'active' || !product.channels.includes(channelId)) kept.delete(id);
  return kept;
}

/** One offer; undefined when the product is not on sale on the channel. */
export async function offerOf(database: Database, channelId: string, productId: string): Promise<Offer | undefined> {
  return (await offersOf(database, channelId, [productId])).get(productId);
}

/** Makes something of an offer once: the same answer until price, stock or product change. */
export function madeOf<T>(offer: Offer, name: string, make: () => T): T {
  const known = offer.made.get(name) as T | undefined;
  if (known !== undefined) return known;
  const value = make();
  offer.made.set(name, value);
  return value;
}

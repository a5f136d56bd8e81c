/** What carts ask of the modules below, in one place. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { clock, dayIn } from '#base/time';
import { skuFacts, type SkuFacts } from '#catalog';
import { channelByCode, channelById, policy } from '#channels';
import { lowerOf } from '#channels/model';
import { availabilityOf, leasesOf } from '#inventory';
import { customersByIds, findCustomers } from '#customers';
import { settings } from '#org';
import { cardArticlesNow } from '#payments';
import type { TaxAsk } from '#tax';
import { rulesFor, type Occasion, type OccasionRules } from '#pricing';
import { laterOn, sellableAt } from '#sourcing';
import { priceSteps, shownPrice } from '#pricing/model';
import type { Free } from './cards.ts';
import type { CartLine, Offer, Reach } from './model.ts';

export type Goods = {
  readonly facts: ReadonlyMap<string, SkuFacts>;
  readonly rules: OccasionRules;
  offer(skuId: string): Offer;
};

/** What a channel offers of these articles now, from the process's caches. */
export async function goodsOn(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
  occasion: Occasion = {},
): Promise<Goods> {
  const [facts, rules, stock] = await Promise.all([
    skuFacts(database, skuIds),
    rulesFor(database, channelId, skuIds, undefined, occasion),
    stockFor(database, channelId, skuIds),
  ]);
  const offer = (skuId: string): Offer => {
    const fact = facts.get(skuId);
    const good = rules.goods.get(skuId);
    const steps = priceSteps(rules, good);
    return {
      known: fact !== undefined,
      onSale: fact !== undefined && fact.status === 'active' && fact.channels.includes(channelId),
      unit: shownPrice(rules, good)?.price ?? null,
      ...(steps.length === 0 ? {} : { steps }),
      available: stock(skuId),
    };
  };
  return { facts, rules, offer };
}

/**
 * Units a channel may sell, by its level in the domain `stock`: *unified* all that is free; *synchronised* that and what it holds
 * itself; below only what it holds itself.
 */
async function stockFor(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
): Promise<(skuId: string) => number> {
  const level = await policy(database, channelId, 'stock');
  const [pool, later, sellable] = await Promise.all([
    availabilityOf(database, skuIds),
    laterOn(database, channelId, skuIds),
    sellableAt(database, channelId),
  ]);
  /** Of the common stock, what is not held back; and what may be sold beyond it. */
  const common = (skuId: string): number => {
    const row = later.get(skuId);
    const stock = pool.get(skuId);
    const free = sellable
      ? (stock?.places ?? []).reduce((sum, place) => sum + sellable.collected(place.siteId, place.free), 0)
      : (stock?.total ?? 0);
    return free + (row ? row.cap - row.taken : 0);
  };
  if (level === 'unified') return common;
  const own = new Map<string, number>();
  for (const { skuId, quantity, used } of await leasesOf(database, channelId, skuIds)) {
    own.set(skuId, (own.get(skuId) ?? 0) + quantity - used);
  }
  const shares = level === 'synchronised';
  return (skuId) => (own.get(skuId) ?? 0) + (shares ? common(skuId) : 0);
}

/** Between which amounts the gift cards among these lines may be chosen, in the currency of the channel. Only where there are any. */
export async function freeAmounts(
  database: Database,
  lines: readonly Pick<CartLine, 'cards'>[],
  currency: string,
): Promise<Free> {
  if (!lines.some(({ cards }) => cards !== undefined)) return () => undefined;
  const articles = await cardArticlesNow(database);
  return (skuId) => {
    const free = articles.get(skuId)?.free;
    return free?.currency === currency ? free : undefined;
  };
}

/** The lower of two channels' levels in the domain `carts`. */
export async function reachOf(database: Database, cartChannelId: string, channelId: string): Promise<Reach> {
  if (cartChannelId === channelId) return { level: await policy(database, channelId, 'carts'), sameChannel: true };
  const [there, here] = await Promise.all([
    policy(database, cartChannelId, 'carts'),
    policy(database, channelId, 'carts'),
  ]);
  return { level: lowerOf(there, here), sameChannel: false };
}

/** The channel with this code; refuses `carts.unknown_channel`. */
export async function channelIdOf(database: Database, code: string): Promise<string> {
  const channel = await channelByCode(database, code);
  if (!channel) refuse('carts.unknown_channel', { detail: code });
  return channel.channelId;
}

/** Whose VAT a cart shows: that of where it is going as far as it is told, of home until then. Refuses `carts.unknown_channel`. */
export async function taxAsk(database: Database, channelId: string, to: Destined = {}): Promise<TaxAsk> {
  const [{ timeZone }, channel] = await Promise.all([settings(database), channelById(database, channelId)]);
  if (!channel) refuse('carts.unknown_channel', { detail: channelId });
  const at = clock();
  return { channel, ...to, at, day: dayIn(at, timeZone) };
}

/** Where a cart is going. */
export type Destined = Pick<TaxAsk, 'siteId' | 'address' | 'business'>;

/** Ids of the customers whom a name, e-mail, telephone or code finds. */
export async function customersFor(database: Database, q: string, limit: number): Promise<string[]> {
  const { items } = await findCustomers(database, { q, limit });
  return items.map((customer) => customer.customerId);
}

/** What staff see of the customers of some carts. */
export async function namesOf(
  database: Database,
  customerIds: readonly string[],
): Promise<Map<string, { customerId: string; name: string; code: string }>> {
  const found = await customersByIds(database, [...new Set(customerIds)]);
  return new Map([...found].map(([customerId, { name, code }]) => [customerId, { customerId, name, code }]));
}

import { createCache, type Cache } from '#base/cache';
import { maybeOne, perDatabase, sql, type Database, type Db } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Minor } from '#base/money';
import { clock, type Instant } from '#base/time';
import { channelFacts, deliveryRule, taxClassesOf } from './facts.ts';
import { shownPrice, type ListPrice, type PricedGood, type PriceRules, type Shown } from './model.ts';
import { forgetPriors, withPriors } from './priors.ts';
import { traitsOf } from './promotions/facts.ts';
import { promotedOn, type Occasion, type PromotedNow } from './promotions/occasion.ts';
import { forgetPromotions, nextBoundary } from './promotions/versions.ts';

export type PriceList = {
  readonly listId: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  /** Null: the base list of the currency. */
  readonly channelId: string | null;
  readonly createdAt: Instant;
};

const listColumns = sql`list_id AS "listId", code, name, currency, channel_id AS "channelId", created_at AS "createdAt"`;

/** All price lists, base lists first. */
export async function priceLists(db: Db): Promise<PriceList[]> {
  return db.query<PriceList>(sql`SELECT ${listColumns} FROM pricing.price_list ORDER BY channel_id IS NOT NULL, code`);
}

/** One list by id. */
export async function priceListById(db: Db, listId: string): Promise<PriceList | undefined> {
  return maybeOne(db.query<PriceList>(sql`SELECT ${listColumns} FROM pricing.price_list WHERE list_id = ${listId}`));
}

/** The base list of a currency (channelId null) or a channel's own list. */
export async function priceListOf(db: Db, currency: string, channelId: string | null): Promise<PriceList | undefined> {
  return maybeOne(
    db.query<PriceList>(sql`SELECT ${listColumns} FROM pricing.price_list
      WHERE currency = ${currency} AND coalesce(channel_id, '') = ${channelId ?? ''}`),
  );
}

type CurrencyPrice = ListPrice & { readonly currency: string };
/** Prices in force, and the moment until which that is so: the next one planned to begin or end. */
type InForce = { readonly prices: readonly CurrencyPrice[]; readonly until: Instant | null };

/** Without `at`, by the database's clock, which also wrote the validity: a process's clock may run behind it. */
async function readPrices(db: Db, skuIds: readonly string[], at?: Instant): Promise<Map<string, InForce>> {
  const moment = at === undefined ? sql`now()` : sql`${at}::timestamptz`;
  const [rows, changes] = await Promise.all([
    db.query<Omit<CurrencyPrice, 'minor'> & { skuId: string; minor: Minor | null }>(sql`
      SELECT w.sku_id AS "skuId", l.list_id AS "listId", l.code AS "listCode", l.channel_id AS "channelId", l.currency,
        p.minor, p.compare_at_minor AS "compareAtMinor", p.valid_from AS "from"
      FROM unnest(${skuIds}::text[]) AS w(sku_id) CROSS JOIN pricing.price_list l
      CROSS JOIN LATERAL (
        SELECT minor, compare_at_minor, valid_from FROM pricing.price p
        WHERE p.sku_id = w.sku_id AND p.list_id = l.list_id AND valid_from <= ${moment}
          AND (valid_to IS NULL OR valid_to > ${moment})
        ORDER BY valid_from DESC, seq DESC LIMIT 1) p`),
    db.query<{ skuId: string; until: Instant }>(sql`
      SELECT sku_id AS "skuId", min(moment) AS until FROM (
        SELECT sku_id, valid_from AS moment FROM pricing.price WHERE sku_id = ANY(${skuIds}::text[])
        UNION ALL SELECT sku_id, valid_to FROM pricing.price WHERE sku_id = ANY(${skuIds}::text[])) m
      WHERE moment > ${moment} GROUP BY sku_id`),
  ]);
  const until = new Map(changes.map((change) => [change.skuId, change.until]));
  const found = new Map<string, CurrencyPrice[]>(skuIds.map((skuId) => [skuId, []]));
  for (const { skuId, minor, ...price } of rows) if (minor !== null) found.get(skuId)?.push({ ...price, minor });
  return new Map([...found].map(([skuId, prices]) => [skuId, { prices, until: until.get(skuId) ?? null }]));
}

const inForce: (database: Database) => Cache<InForce> = perDatabase((database) =>
  createCache({ max: 100_000, load: (skuIds) => readPrices(database, skuIds) }),
);

async function pricesNow(database: Database, skuIds: readonly string[]): Promise<Map<string, InForce>> {
  const cache = inForce(database);
  const found = await cache.getMany(skuIds);
  const now = clock();
  const over: string[] = [];
  for (const [skuId, { until }] of found) if (until !== null && until <= now) over.push(skuId);
  if (over.length === 0) return found;
  cache.forget(over);
  return cache.getMany(skuIds);
}

/** The rules of an occasion, with what the gate needs to count the uses of promotions. */
export type OccasionRules = PriceRules & { readonly promoted?: PromotedNow };

/**
 * All that decides prices on a channel for these SKUs, now (from the process's cache) or at a past or planned instant. A SKU that
 * does not exist is in no `goods`; one without a price has none listed. Refuses with `pricing.unknown_channel`.
 */
export async function rulesFor(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
  at?: Instant,
  occasion: Occasion = {},
): Promise<OccasionRules> {
  const [channel, classes, prices, delivery] = await Promise.all([
    channelFacts(database, channelId),
    taxClassesOf(database, skuIds),
    at === undefined ? pricesNow(database, skuIds) : readPrices(database, [...new Set(skuIds)], at),
    deliveryRule(database),
  ]);
  const promoted = await promotedOn(database, channel, occasion, at);
  const traits = promoted ? await traitsOf(database, skuIds) : undefined;
  const goods = new Map<string, PricedGood>();
  for (const [skuId, taxClass] of classes) {
    const listed = (prices.get(skuId)?.prices ?? []).filter((price) => price.currency === channel.currency);
    goods.set(skuId, { taxClass, prices: listed, ...(traits ? { traits: traits.get(skuId) ?? [] } : {}) });
  }
  const known = at === undefined ? await withPriors(database, channel, goods, promoted) : goods;
  return { ...channel, goods: known, delivery, ...(promoted ? { promoted } : {}) };
}

/** Price and price before reduction of each SKU on a channel; a SKU without a price is absent. */
export async function shownPrices(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
): Promise<Map<string, Shown>> {
  const rules = await rulesFor(database, channelId, skuIds);
  const shown = new Map<string, Shown>();
  for (const [skuId, good] of rules.goods) {
    const price = shownPrice(rules, good);
    if (price) shown.set(skuId, price);
  }
  return shown;
}

/** Every price a SKU ever had in a list, newest first. */
export async function priceHistory(
  db: Db,
  listId: string,
  skuId: string,
  limit = 100,
): Promise<
  { from: Instant; to: Instant | null; minor: number | null; compareAtMinor: number | null; actor: string }[]
> {
  return db.query(sql`SELECT valid_from AS "from", valid_to AS "to", minor, compare_at_minor AS "compareAtMinor", actor
    FROM pricing.price WHERE sku_id = ${skuId} AND list_id = ${listId} ORDER BY valid_from DESC, seq DESC LIMIT ${limit}`);
}

/** Drops prices from this process's cache: the writer's own next read is never stale. */
export function forgetPrices(database: Database, skuIds: readonly string[] | 'all'): void {
  forgetPriors(database);
  if (skuIds === 'all') inForce(database).forgetAll();
  else inForce(database).forget(skuIds);
  for (const hear of listeners(database)) hear(skuIds);
}

type Hear = (skuIds: readonly string[] | 'all') => void;
const listeners = perDatabase(() => new Set<Hear>());

/** Tells caches of higher modules, at the same moment, which prices were dropped here. For the life of the process. */
export function onPricesForgotten(database: Database, hear: Hear): void {
  listeners(database).add(hear);
}

/** The first moment at which a price of these SKUs begins or ends by itself, in a list or by a promotion; null when nothing is planned. */
export async function nextPriceChange(database: Database, skuIds: readonly string[]): Promise<Instant | null> {
  let first = await nextBoundary(database, clock());
  for (const { until } of (await pricesNow(database, skuIds)).values())
    if (until !== null && (first === null || until < first)) first = until;
  return first;
}

/** Drops what these events changed; given to the journal's tail. */
export function pricingCaches(database: Database): (events: readonly JournalEvent[]) => void {
  return (events) => {
    for (const event of events) {
      if (event.type === 'pricing.promotion_saved') {
        forgetPromotions(database);
        forgetPriors(database);
      }
      if (event.type !== 'pricing.changed') continue;
      const { skuIds } = event.body as { skuIds?: string[] };
      forgetPrices(database, skuIds ?? 'all');
    }
  };
}

/** What one list says of these SKUs now, whatever channels make of it: for exports. SKUs without a price are absent. */
export async function listedPrices(
  db: Db,
  listId: string,
  skuIds: readonly string[],
): Promise<Map<string, { minor: number; compareAtMinor: number | null }>> {
  const rows = await db.query<{ skuId: string; minor: number | null; compareAtMinor: number | null }>(sql`
    SELECT DISTINCT ON (sku_id) sku_id AS "skuId", minor, compare_at_minor AS "compareAtMinor" FROM pricing.price
    WHERE sku_id = ANY(${skuIds}::text[]) AND list_id = ${listId} AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sku_id, valid_from DESC, seq DESC`);
  return new Map(
    rows.flatMap(({ skuId, minor, compareAtMinor }) =>
      minor === null ? [] : [[skuId, { minor, compareAtMinor }] as const],
    ),
  );
}

/** The prices in force of a list, minor units; an article that is not in the list is absent, or null when it was taken out. */
export async function pricesInForce(
  db: Db,
  listId: string,
  skuIds: readonly string[],
): Promise<Map<string, number | null>> {
  const rows = await db.query<{ skuId: string; minor: number | null }>(sql`
    SELECT DISTINCT ON (sku_id) sku_id AS "skuId", minor FROM pricing.price
    WHERE list_id = ${listId} AND sku_id = ANY(${[...skuIds]}::text[]) AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sku_id, valid_from DESC, seq DESC`);
  return new Map(rows.map((row) => [row.skuId, row.minor]));
}

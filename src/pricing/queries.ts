import { createCache, type Cache } from '#base/cache';
import { maybeOne, perDatabase, sql, type Database, type Db } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Minor } from '#base/money';
import { clock, type Instant } from '#base/time';
import { channelFacts, deliveryRule, taxClassesOf, traitsOfBuyer } from './facts.ts';
import { stepKey } from './changes.ts';
import { priceSteps, shownPrice, type ListPrice, type PricedGood, type PriceRules, type Shown } from './model.ts';
import { forgetPriors, withPriors } from './priors.ts';
import { traitsOf } from './promotions/facts.ts';
import { promotedOn, type Occasion, type PromotedNow } from './promotions/occasion.ts';
import { forgetPromotions, nextBoundary } from './promotions/versions.ts';

export type PriceList = {
  readonly listId: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  /** Null: all channels but the isolated ones. */
  readonly channelId: string | null;
  /** For whom it is; both null: for everybody. */
  readonly groupId: string | null;
  readonly companyId: string | null;
  /** Of lists as specific as each other the lower counts. */
  readonly priority: number;
  readonly createdAt: Instant;
};

const listColumns = sql`list_id AS "listId", code, name, currency, channel_id AS "channelId", group_id AS "groupId", company_id AS "companyId", priority, created_at AS "createdAt"`;

/** All price lists: base lists first, those for groups and companies last. */
export async function priceLists(db: Db): Promise<PriceList[]> {
  return db.query<PriceList>(sql`SELECT ${listColumns} FROM pricing.price_list 
    ORDER BY group_id IS NOT NULL OR company_id IS NOT NULL, channel_id IS NOT NULL, code`);
}

/** One list by id. */
export async function priceListById(db: Db, listId: string): Promise<PriceList | undefined> {
  return maybeOne(db.query<PriceList>(sql`SELECT ${listColumns} FROM pricing.price_list WHERE list_id = ${listId}`));
}

/** The base list of a currency (channelId null) or a channel's own list. */
export async function priceListOf(db: Db, currency: string, channelId: string | null): Promise<PriceList | undefined> {
  return maybeOne(
    db.query<PriceList>(sql`SELECT ${listColumns} FROM pricing.price_list
      WHERE currency = ${currency} AND coalesce(channel_id, '') = ${channelId ?? ''} AND group_id IS NULL AND company_id IS NULL`),
  );
}

type CurrencyPrice = ListPrice & { readonly currency: string };
/** Prices in force, and the moment until which that is so: the next one planned to begin or end. */
type InForce = {
  readonly open: readonly CurrencyPrice[];
  /** By trait: of lists for a group or a company. */
  readonly forBuyers: ReadonlyMap<string, readonly CurrencyPrice[]>;
  readonly until: Instant | null;
};

/** Without `at`, by the database's clock, which also wrote the validity: a process's clock may run behind it. */
async function readPrices(db: Db, skuIds: readonly string[], at?: Instant): Promise<Map<string, InForce>> {
  const moment = at === undefined ? sql`now()` : sql`${at}::timestamptz`;
  const [rows, changes] = await Promise.all([
    db.query<PriceRow>(sql`
      SELECT s.sku_id AS "skuId", l.list_id AS "listId", l.code AS "listCode", l.channel_id AS "channelId", l.currency,
        coalesce('company:' || l.company_id, 'group:' || l.group_id) AS buyer, l.priority, s.from_units AS "fromUnits",
        p.minor, p.compare_at_minor AS "compareAtMinor", p.valid_from AS "from"
      FROM pricing.listed s JOIN pricing.price_list l USING (list_id)
      CROSS JOIN LATERAL (
        SELECT minor, compare_at_minor, valid_from FROM pricing.price p
        WHERE p.sku_id = s.sku_id AND p.list_id = s.list_id AND p.from_units = s.from_units AND valid_from <= ${moment}
          AND (valid_to IS NULL OR valid_to > ${moment})
        ORDER BY valid_from DESC, seq DESC LIMIT 1) p
      WHERE s.sku_id = ANY(${skuIds}::text[])
      ORDER BY s.sku_id, l.company_id IS NOT NULL, l.group_id IS NOT NULL, l.channel_id IS NOT NULL, l.code, s.from_units`),
    db.query<{ skuId: string; until: Instant }>(sql`
      SELECT sku_id AS "skuId", min(moment) AS until FROM (
        SELECT sku_id, valid_from AS moment FROM pricing.price WHERE sku_id = ANY(${skuIds}::text[])
        UNION ALL SELECT sku_id, valid_to FROM pricing.price WHERE sku_id = ANY(${skuIds}::text[])) m
      WHERE moment > ${moment} GROUP BY sku_id`),
  ]);
  const until = new Map(changes.map((change) => [change.skuId, change.until]));
  const bySku = Map.groupBy(rows, (row) => row.skuId);
  return new Map(
    skuIds.map((skuId) => {
      const prices = (bySku.get(skuId) ?? []).flatMap(priceOf);
      const open = prices.filter((price) => price.buyer === undefined);
      const others = prices.filter((price) => price.buyer !== undefined);
      const forBuyers = Map.groupBy(others, (price) => price.buyer ?? '');
      return [skuId, { open, forBuyers, until: until.get(skuId) ?? null }];
    }),
  );
}

type PriceRow = Omit<CurrencyPrice, 'minor' | 'buyer' | 'priority' | 'fromUnits'> & {
  readonly skuId: string;
  readonly minor: Minor | null;
  readonly buyer: string | null;
  readonly priority: number;
  readonly fromUnits: number;
};

function priceOf({ skuId: _skuId, minor, buyer, priority, fromUnits, ...row }: PriceRow): CurrencyPrice[] {
  if (minor === null) return [];
  const step = fromUnits === 1 ? {} : { fromUnits };
  return [{ ...row, minor, ...(buyer === null ? {} : { buyer, priority }), ...step }];
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
  const [channel, classes, prices, delivery, buyer] = await Promise.all([
    channelFacts(database, channelId),
    taxClassesOf(database, skuIds),
    at === undefined ? pricesNow(database, skuIds) : readPrices(database, [...new Set(skuIds)], at),
    deliveryRule(database),
    traitsOfBuyer(database, occasion, at),
  ]);
  const promoted = await promotedOn(database, channel, { ...occasion, buyer }, at);
  const traits = promoted ? await traitsOf(database, skuIds) : undefined;
  const goods = new Map<string, PricedGood>();
  for (const [skuId, taxClass] of classes) {
    const listed = pricesFor(prices.get(skuId), channel.currency, buyer);
    goods.set(skuId, { taxClass, prices: listed, ...(traits ? { traits: traits.get(skuId) ?? [] } : {}) });
  }
  const known = at === undefined ? await withPriors(database, channel, goods, promoted) : goods;
  return { ...channel, goods: known, delivery, ...(promoted ? { promoted } : {}) };
}

/** The open prices, and those of the lists for this buyer. */
function pricesFor(known: InForce | undefined, currency: string, buyer: readonly string[]): CurrencyPrice[] {
  const listed = (known?.open ?? []).filter((price) => price.currency === currency);
  if (buyer.length === 0 || !known || known.forBuyers.size === 0) return listed;
  const own = buyer.flatMap((trait) => known.forBuyers.get(trait) ?? []);
  return [...listed, ...own.filter((price) => price.currency === currency)];
}

/** Price and price before reduction of each SKU on a channel, for everybody; a SKU without a price is absent. */
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

/** As `shownPrices`, with the steps at which a quantity changes the price. */
export async function shownOffers(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
): Promise<Map<string, { readonly shown: Shown; readonly steps?: ReturnType<typeof priceSteps> }>> {
  const rules = await rulesFor(database, channelId, skuIds);
  const found = new Map<string, { readonly shown: Shown; readonly steps?: ReturnType<typeof priceSteps> }>();
  for (const [skuId, good] of rules.goods) {
    const shown = shownPrice(rules, good);
    const steps = priceSteps(rules, good);
    if (shown) found.set(skuId, steps.length > 0 ? { shown, steps } : { shown });
  }
  return found;
}

/** Every price a SKU ever had in a list, newest first. */
export async function priceHistory(
  db: Db,
  listId: string,
  skuId: string,
  limit = 100,
): Promise<
  {
    from: Instant;
    to: Instant | null;
    fromUnits: number;
    minor: number | null;
    compareAtMinor: number | null;
    actor: string;
  }[]
> {
  return db.query(sql`SELECT valid_from AS "from", from_units AS "fromUnits", valid_to AS "to", minor, compare_at_minor AS "compareAtMinor", actor
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
    WHERE sku_id = ANY(${skuIds}::text[]) AND list_id = ${listId} AND from_units = 1 AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sku_id, valid_from DESC, seq DESC`);
  return new Map(
    rows.flatMap(({ skuId, minor, compareAtMinor }) =>
      minor === null ? [] : [[skuId, { minor, compareAtMinor }] as const],
    ),
  );
}

/** The prices in force from more units than one on, of a list, by article; rising. */
export async function listedSteps(
  db: Db,
  listId: string,
  skuIds: readonly string[],
): Promise<Map<string, { readonly fromUnits: number; readonly minor: number }[]>> {
  const rows = await db.query<{ skuId: string; fromUnits: number; minor: number | null }>(sql`
    SELECT DISTINCT ON (sku_id, from_units) sku_id AS "skuId", from_units AS "fromUnits", minor FROM pricing.price
    WHERE sku_id = ANY(${skuIds}::text[]) AND list_id = ${listId} AND from_units > 1 AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sku_id, from_units, valid_from DESC, seq DESC`);
  const steps = new Map<string, { fromUnits: number; minor: number }[]>();
  for (const { skuId, fromUnits, minor } of rows)
    if (minor !== null) steps.set(skuId, [...(steps.get(skuId) ?? []), { fromUnits, minor }]);
  return steps;
}

/** The prices in force of a list by `stepKey`, minor units; an article that is not in the list is absent, or null when it was taken out. */
export async function pricesInForce(
  db: Db,
  listId: string,
  skuIds: readonly string[],
): Promise<Map<string, number | null>> {
  const rows = await db.query<{ skuId: string; fromUnits: number; minor: number | null }>(sql`
    SELECT DISTINCT ON (sku_id, from_units) sku_id AS "skuId", from_units AS "fromUnits", minor FROM pricing.price
    WHERE list_id = ${listId} AND sku_id = ANY(${[...skuIds]}::text[]) AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
    ORDER BY sku_id, from_units, valid_from DESC, seq DESC`);
  return new Map(rows.map((row) => [stepKey(row.skuId, row.fromUnits), row.minor]));
}

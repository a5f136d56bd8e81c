/** Why an order comes from where it comes, by the rules that chose; and what other rules would have chosen. From what the order keeps. */
import { must } from '#base/assert';
import { sql, type Database, type Db } from '#base/db';
import { clock, DAY, instantOfMs, msOf, type Instant } from '#base/time';
import { siteOfPlace } from '#inventory';
import { fieldOf, policyAt, policyById, type Field, type InForce } from '#sourcing';
import {
  restoreFacts,
  source,
  type Sourced,
  type SourcingFacts,
  type SourcingPolicy,
  type StoredSourcing,
} from '#sourcing/model';
import type { SiteVerdict } from './explain.ts';
import type { Delivery } from './model.ts';
import { destinationOf } from './prepare.ts';
import type { Order, OrderLine } from './queries.ts';

export type SourcingTold = Sourced & {
  readonly policyId: string | null;
  /** False: what it is served from has changed since, when its stock was taken again or came later. */
  readonly stands: boolean;
};

/** The decision of an order, made again from the facts it keeps by the rules it was made by; undefined where nothing was chosen. */
export async function sourcingOf(database: Database, order: Order): Promise<SourcingTold | undefined> {
  const rules = order.sourcing && (await policyById(database, order.sourcing.p));
  if (!order.sourcing || !rules) return undefined;
  const told = source(restoreFacts(order.sourcing), rules.policy);
  return { ...told, policyId: rules.policyId, stands: servedAs(order.lines, told) };
}

/** Whether what serves the lines now is what was decided. */
function servedAs(lines: readonly OrderLine[], { plan }: Sourced): boolean {
  const now = new Map<string, number>();
  const add = (skuId: string, siteId: string, quantity: number): void =>
    void now.set(`${skuId}|${siteId}`, (now.get(`${skuId}|${siteId}`) ?? 0) + quantity);
  for (const { skuId, allocations } of lines)
    for (const { siteId, quantity, state } of allocations)
      if (state === 'pending' || state === 'posted') add(skuId, siteId, quantity);
  for (const { skuId, siteId, quantity } of plan.lines) add(skuId, siteId, -quantity);
  return [...now.values()].every((units) => units === 0);
}

/** What each site was for one line: the sites by points, with what it gave and why not. */
export function lineVerdicts(line: OrderLine, facts: SourcingFacts, { why }: Sourced): SiteVerdict[] {
  const need = facts.needs.findIndex(({ skuId }) => skuId === line.skuId);
  const gives = new Map<string, number>();
  for (const { siteId, quantity, state } of line.allocations)
    if (state === 'pending' || state === 'posted') gives.set(siteId, (gives.get(siteId) ?? 0) + quantity);
  return why.candidates.map(({ siteId }, i): SiteVerdict => {
    const quantity = gives.get(siteId) ?? 0;
    const free = facts.free[need]?.[facts.sites.findIndex((site) => site.siteId === siteId)] ?? 0;
    const verdict = quantity > 0 ? (gives.size === 1 ? 'whole' : 'part') : free < line.ordered ? 'short' : 'not_needed';
    return { siteId, rank: i + 1, quantity, verdict };
  });
}

type PastRow = {
  orderId: string;
  number: string;
  channelId: string;
  openedAt: Instant;
  delivery: Delivery;
  sourcing: StoredSourcing | null;
  lines: { skuId: string; quantity: number }[];
};
type Past = PastRow & { readonly facts: SourcingFacts };

/** Orders that are looked at by one simulation at most: the newest. */
const MOST_ORDERS = 1_000;

async function pastRows(db: Db, channelId: string | null, since: Instant): Promise<PastRow[]> {
  return db.query<PastRow>(sql`
    SELECT o.order_id AS "orderId", o.number, o.channel_id AS "channelId", o.opened_at AS "openedAt", o.delivery, o.sourcing,
      (SELECT jsonb_agg(jsonb_build_object('skuId', sku_id, 'quantity', quantity) ORDER BY sku_id)
        FROM (SELECT sku_id, sum(ordered)::bigint AS quantity FROM orders.line l WHERE l.order_id = o.order_id GROUP BY 1) n) AS lines
    FROM orders.order o
    WHERE o.opened_at >= ${since}::timestamptz AND o.state <> 'cancelled' AND o.delivery->>'method' IN ('delivery', 'marketplace')
      AND (${channelId}::text IS NULL OR o.channel_id = ${channelId})
    ORDER BY o.opened_at DESC, o.order_id DESC LIMIT ${MOST_ORDERS}`);
}

/** On hand of articles by sellable place as the movements until then add up; what was promised at that moment is not known. */
async function onHandThen(db: Db, asked: readonly { skuId: string; at: Instant }[]): Promise<Map<string, number>[]> {
  const rows = await db.query<{ i: number; placeId: string; units: number }>(sql`
    SELECT w.i::int AS i, m.place_id AS "placeId", sum(m.quantity)::bigint AS units
    FROM unnest(${asked.map((one) => one.skuId)}::text[], ${asked.map((one) => one.at)}::timestamptz[]) WITH ORDINALITY AS w(sku_id, at, i)
    CROSS JOIN LATERAL (
      SELECT to_place AS place_id, quantity FROM inventory.movement m WHERE m.sku_id = w.sku_id AND m.at < w.at
      UNION ALL SELECT from_place, -quantity FROM inventory.movement m WHERE m.sku_id = w.sku_id AND m.at < w.at) m
    WHERE m.place_id LIKE 'plc\\_%' GROUP BY 1, 2`);
  const then = asked.map(() => new Map<string, number>());
  for (const { i, placeId, units } of rows) {
    const place = siteOfPlace(placeId);
    if (place) must(then[i - 1], 'what was asked').set(place.siteId, units);
  }
  return then;
}

/** Facts of orders: their own where they keep them, else today's sites with their hours of then, and what was on hand. */
async function factsOfPast(database: Database, rows: readonly PastRow[]): Promise<Past[]> {
  const bare = rows.filter((row) => row.sourcing === null);
  const asked = bare.flatMap((row) => row.lines.map(({ skuId }) => ({ skuId, at: row.openedAt })));
  const then = asked.length === 0 ? [] : await onHandThen(database, asked);
  const fields = await Promise.all(bare.map((row) => fieldThen(database, row)));
  let next = 0;
  const made = new Map(
    bare.map((row, i) => {
      const { sites } = must(fields[i], 'a field');
      const free = row.lines.map(() => {
        const stock = then[next++];
        return sites.map(({ siteId }) => Math.max(0, stock?.get(siteId) ?? 0));
      });
      return [row.orderId, { sites, needs: row.lines, free }] as const;
    }),
  );
  return rows.map((row) => ({
    ...row,
    facts: row.sourcing ? restoreFacts(row.sourcing) : must(made.get(row.orderId), 'facts'),
  }));
}

const fieldThen = (database: Database, { channelId, delivery, openedAt }: PastRow): Promise<Field> =>
  fieldOf(database, channelId, destinationOf(delivery), openedAt, () => Promise.resolve(new Map()));

/** What rules make of the orders: sums, and parcels by site. */
export type Outcome = {
  readonly parcels: number;
  /** Orders that leave in more than one parcel. */
  readonly split: number;
  /** Parcels whose distance is known, and their kilometres together. */
  readonly measured: number;
  readonly km: number;
  readonly costMinor: number;
  /** Orders that are not served whole. */
  readonly unserved: number;
  readonly bySite: readonly { readonly siteId: string; readonly parcels: number }[];
};

export type Simulation = {
  readonly since: Instant;
  readonly orders: number;
  /** Of them, those over stock as it was under the lock; the others over what was on hand then. */
  readonly exact: number;
  /** There were more; the newest were looked at. */
  readonly cut: boolean;
  readonly now: Outcome;
  readonly then: Outcome;
  /** Orders that would have come from elsewhere, the newest first; at most fifty. */
  readonly moved: readonly {
    readonly orderId: string;
    readonly number: string;
    readonly from: readonly string[];
    readonly to: readonly string[];
  }[];
  readonly movedCount: number;
};

/**
 * The orders of the last days under other rules, beside those in force: each alone, over the stock it saw. What one order would have left
 * for the next is not carried over.
 */
export async function simulateRules(
  database: Database,
  input: { channelId: string | null; rules: SourcingPolicy; days: number },
): Promise<Simulation> {
  const since = instantOfMs(msOf(clock()) - input.days * DAY);
  const rows = await pastRows(database, input.channelId, since);
  const past = await factsOfPast(database, rows);
  const inForce = new Map<string, InForce>();
  for (const channelId of new Set(past.map((one) => one.channelId)))
    inForce.set(channelId, await policyAt(database, channelId, clock()));
  const [now, then] = [tally(), tally()];
  const moved: Simulation['moved'][number][] = [];
  let movedCount = 0;
  for (const { orderId, number, channelId, facts } of past) {
    const before = source(facts, must(inForce.get(channelId), 'rules').policy);
    const after = source(facts, input.rules);
    const [from, to] = [now.add(before), then.add(after)];
    if (from.join() === to.join()) continue;
    movedCount++;
    if (moved.length < 50) moved.push({ orderId, number, from, to });
  }
  const exact = rows.filter((row) => row.sourcing !== null).length;
  const sums = { now: now.sum(), then: then.sum(), moved, movedCount };
  return { since, orders: rows.length, exact, cut: rows.length === MOST_ORDERS, ...sums };
}

function tally(): { add(sourced: Sourced): string[]; sum(): Outcome } {
  const sum = { parcels: 0, split: 0, measured: 0, km: 0, costMinor: 0, unserved: 0 };
  const bySite = new Map<string, number>();
  return {
    add({ plan, why }) {
      const used = why.candidates.filter(({ gives }) => gives > 0);
      sum.parcels += used.length;
      sum.costMinor += why.costMinor;
      if (used.length > 1) sum.split++;
      if (plan.missing.length > 0) sum.unserved++;
      for (const { siteId, km } of used) {
        bySite.set(siteId, (bySite.get(siteId) ?? 0) + 1);
        if (km === null) continue;
        sum.measured++;
        sum.km += km;
      }
      return used.map(({ siteId }) => siteId).sort();
    },
    sum: () => ({
      ...sum,
      bySite: [...bySite].map(([siteId, parcels]) => ({ siteId, parcels })).sort((a, b) => b.parcels - a.parcels),
    }),
  };
}

/** One past order under other rules, over the facts it was decided by, or such as can be found. */
export async function explainUnder(
  database: Database,
  order: Order,
  rules: SourcingPolicy,
): Promise<(Sourced & { exact: boolean }) | undefined> {
  const lines = order.lines.map(({ skuId, ordered }) => ({ skuId, quantity: ordered }));
  const sums = [...Map.groupBy(lines, (line) => line.skuId)].map(([skuId, mine]) => ({
    skuId,
    quantity: mine.reduce((sum, line) => sum + line.quantity, 0),
  }));
  const row: PastRow = { ...order, lines: sums };
  if (row.delivery.method !== 'delivery' && row.delivery.method !== 'marketplace') return undefined;
  const [past] = await factsOfPast(database, [row]);
  return past && { ...source(past.facts, rules), exact: row.sourcing !== null };
}

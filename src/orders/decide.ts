/** An order that was paid after its stock was given back and sold: what is missing, and taking it again once it is there. */
import { must } from '#base/assert';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { shelvesOf } from '#inventory';
import { sites } from '#org';
import { claimOf, claimPayments, isReleased, paymentsOf } from '#payments';
import { promiseBeyond } from '#sourcing';
import type { Delivery } from './model.ts';
import { candidatePlaces } from './prepare.ts';
import { advance, lockHeads, raced, retakeStock, type Head } from './settle.ts';

/** What an order that needs a decision lacks, and where it could be served from now. */
export type Decision = {
  /** The only cause there is: the money came when the stock promised to the order had been given back and sold. */
  cause: 'stock_gone';
  /** When the order began to wait for a person. */
  since: Instant;
  lines: {
    lineNo: number;
    skuId: string;
    missing: number;
    /** Free at the places that may serve the order as it is. */
    free: number;
  }[];
  /** All of it is free again where the order may be served from. */
  mayPlace: boolean;
  /** For an order to collect: the other open stores that have all of it. */
  otherStores: string[];
};

type Wanted = { lineNo: number; skuId: string; missing: number };

/** What may be decided about an order; undefined when nothing is to be. A look without locks: `retryOrder` decides. */
export async function decisionOf(db: Database, orderId: string): Promise<Decision | undefined> {
  const [head] = await db.query<{ delivery: Delivery & { siteId?: string }; since: Instant }>(sql`
    SELECT delivery, coalesce(placed_at, opened_at) AS since FROM orders.order WHERE order_id = ${orderId} AND state = 'needs_decision'`);
  if (!head) return undefined;
  const wanted = await missingOf(db, orderId);
  const shelves = await shelvesOf(
    db,
    wanted.map((line) => line.skuId),
  );
  const freeAt = (skuId: string, places: readonly string[]): number =>
    shelves.reduce((sum, s) => sum + (s.skuId === skuId && places.includes(s.placeId) ? s.free : 0), 0);
  const serves = (places: readonly string[]): boolean =>
    [...Map.groupBy(wanted, (line) => line.skuId)].every(
      ([skuId, lines]) => freeAt(skuId, places) >= lines.reduce((sum, line) => sum + line.missing, 0),
    );
  const places = await candidatePlaces(db, head.delivery.siteId);
  const stores = head.delivery.method === 'pickup' ? await openStores(db) : [];
  const others = stores.filter((siteId) => siteId !== head.delivery.siteId);
  const can = await Promise.all(others.map(async (siteId) => serves(await candidatePlaces(db, siteId))));
  return {
    cause: 'stock_gone',
    since: head.since,
    lines: wanted.map((line) => ({ ...line, free: freeAt(line.skuId, places) })),
    mayPlace: serves(places),
    otherStores: others.filter((_, i) => can[i]),
  };
}

/** What its lines have left to be served. */
async function missingOf(db: Db, orderId: string): Promise<Wanted[]> {
  return db.query<Wanted>(sql`
    SELECT line_no AS "lineNo", sku_id AS "skuId", ordered - shipped - backordered AS missing FROM orders.line
    WHERE order_id = ${orderId} AND ordered > shipped + backordered ORDER BY line_no`);
}

async function openStores(db: Database): Promise<string[]> {
  return (await sites(db)).filter((site) => site.open && site.pickup).map((site) => site.siteId);
}

/**
 * Places an order that needs a decision: its stock is taken by the same code as at the gate, whole or not at all, and the money that was
 * set aside is taken. `siteId` lets an order to collect be collected at another store. Placed already: nothing changes. Refuses
 * `orders.not_found`, `orders.nothing_to_decide`, `orders.delivery` (not an open store, or the order is not to be collected),
 * `inventory.short` with what is missing, `orders.money_gone` when it was given back meanwhile.
 */
export async function retryOrder(
  tx: Tx,
  { orderId, siteId }: { readonly orderId: string; readonly siteId?: string | undefined },
): Promise<void> {
  const [seen] = await tx.query<{ state: string; delivery: Delivery & { siteId?: string } }>(
    sql`SELECT state, delivery FROM orders.order WHERE order_id = ${orderId}`,
  );
  if (!seen) refuse('orders.not_found', { detail: orderId });
  if (seen.state === 'placed') return;
  if (seen.state !== 'needs_decision') refuse('orders.nothing_to_decide', { detail: seen.state });
  const moves = siteId !== undefined && siteId !== seen.delivery.siteId;
  if (moves && (seen.delivery.method !== 'pickup' || !(await openStores(tx.database)).includes(siteId)))
    refuse('orders.delivery', {
      detail: siteId,
      fields: [{ field: 'siteId', rule: 'an open store where one collects' }],
    });
  const taken = unwrap(must((await retakeStock(tx, [orderId], siteId))[0], 'an outcome'));
  const head = await standOnMoney(tx, orderId);
  if (moves) await collectAt(tx, orderId, siteId);
  const told = moves ? { told: { movedFrom: seen.delivery.siteId } } : {};
  await advance(tx, [{ head, to: 'placed', taken, ...told }]);
}

/** The money that was set aside for it is taken, and the order is locked. Refuses `orders.money_gone`. */
async function standOnMoney(tx: Tx, orderId: string): Promise<Head> {
  const held = (await paymentsOf(tx, orderId)).filter((payment) => payment.claimedAt !== null && !isReleased(payment));
  const claims = await claimPayments(
    tx,
    held.map((payment) => payment.paymentId),
    await claimOf(tx.database),
  );
  const [head] = await lockHeads(tx, [orderId]);
  if (head?.state !== 'needs_decision') throw raced(orderId);
  if (!claims.some((claim) => claim.ok && claim.value.claimed)) refuse('orders.money_gone', { detail: orderId });
  return head;
}

/**
 * Places an order that needs a decision though its stock is not there: what it lacks waits, beyond every cap, and is filled in its turn, at
 * once as far as there is some. From then on it may be changed like any other: other articles in the place of those. Placed already: nothing
 * changes. Refuses `orders.not_found`, `orders.nothing_to_decide`, `orders.delivery` (who carries it away at once cannot wait),
 * `orders.money_gone`.
 */
export async function waitForStock(tx: Tx, { orderId }: { readonly orderId: string }): Promise<void> {
  const [seen] = await tx.query<{ state: string; channelId: string; method: string }>(
    sql`SELECT state, channel_id AS "channelId", delivery->>'method' AS method FROM orders.order WHERE order_id = ${orderId}`,
  );
  if (!seen) refuse('orders.not_found', { detail: orderId });
  if (seen.state === 'placed') return;
  if (seen.state !== 'needs_decision') refuse('orders.nothing_to_decide', { detail: seen.state });
  if (seen.method !== 'delivery' && seen.method !== 'pickup') refuse('orders.delivery', { detail: seen.method });
  const wanted = await missingOf(tx, orderId);
  const { channelId } = seen;
  await promiseBeyond(
    tx,
    wanted.map(({ skuId, missing }) => ({ skuId, channelId, quantity: missing })),
  );
  const head = await standOnMoney(tx, orderId);
  await tx.query(sql`
    UPDATE orders.line SET backordered = ordered - shipped, flagged = 0, cancelled = 0
    WHERE order_id = ${orderId} AND ordered > shipped + backordered`);
  await advance(tx, [{ head, to: 'placed', told: { waits: wanted.reduce((sum, { missing }) => sum + missing, 0) } }]);
}

async function collectAt(tx: Tx, orderId: string, siteId: string): Promise<void> {
  await tx.query(sql`
    UPDATE orders.order SET site_id = ${siteId}, delivery = jsonb_set(delivery, '{siteId}', to_jsonb(${siteId}::text)) WHERE order_id = ${orderId}`);
}

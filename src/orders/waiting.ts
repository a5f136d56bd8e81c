/**
 * Who waits for stock, and how it is filled: the oldest order first, as far as the stock reaches. The gate sets aside what the fill would
 * give before it looks at a new buyer's wish, by the same plan over the same locked shelves: nobody who came later is served before.
 */
import { must } from '#base/assert';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { clock } from '#base/time';
import { lockForTakes, placeOf, writeTakes, type Reservation, type TakeRequest, type Workspace } from '#inventory';
import { laterKey, planTakes } from '#inventory/model';
import { sites } from '#org';
import { changeLater, lockLater, type LaterChange } from '#sourcing';
import { insertAllocations } from './insert.ts';
import type { Delivery, OrderState, PreparedOrder } from './model.ts';
import { fieldFor } from './prepare.ts';
import { lockHeads } from './settle.ts';

export type WaitingLine = {
  readonly orderId: string;
  readonly lineNo: number;
  readonly skuId: string;
  readonly quantity: number;
  readonly channelId: string;
  readonly state: OrderState;
  readonly delivery: Delivery & { readonly siteId?: string };
};

/** Lines that wait for these articles, the oldest order first. Stable while the articles' counters are locked. */
async function waitingFor(db: Db, skuIds: readonly string[]): Promise<WaitingLine[]> {
  return db.query<WaitingLine>(sql`
    SELECT l.order_id AS "orderId", l.line_no AS "lineNo", l.sku_id AS "skuId", l.backordered AS quantity, o.channel_id AS "channelId", o.state, o.delivery
    FROM orders.line l JOIN orders.order o USING (order_id)
    WHERE l.sku_id = ANY(${skuIds}::text[]) AND l.backordered > 0 ORDER BY o.opened_at, l.order_id, l.line_no`);
}

/** What waiting orders would take of what is free, in their order; each takes what there is, where it may be served from. */
async function requestsOf(database: Database, lines: readonly WaitingLine[]): Promise<TakeRequest[]> {
  const orders = [...Map.groupBy(lines, (line) => line.orderId)];
  return Promise.all(
    orders.map(async ([holder, mine]): Promise<TakeRequest> => {
      const { channelId, delivery } = must(mine[0], 'a line');
      const { places, leave } = await fieldFor(database, channelId, delivery, clock());
      const from = delivery.siteId === undefined ? { places, leave } : { places: [placeOf(delivery.siteId)] };
      const wanted = mine.map(({ lineNo, skuId, quantity }) => ({ lineNo, skuId, quantity }));
      return { holder, lines: wanted, ...from, pool: true, as: 'reserve', short: 'part', reason: 'sale' };
    }),
  );
}

/** Every shelf that may serve a waiting line of these articles, as a wish that takes nothing: locked with a batch. */
async function everyShelf(database: Database, skuIds: readonly string[]): Promise<TakeRequest> {
  const open = (await sites(database)).filter((site) => site.open);
  const lines = skuIds.map((skuId, i) => ({ lineNo: i + 1, skuId, quantity: 1 }));
  const places = open.map((site) => placeOf(site.siteId));
  return { holder: '', lines, places, pool: true, as: 'reserve', short: 'part', reason: 'sale' };
}

/** Articles of a batch that are sold beyond stock somewhere. */
const laterSkus = (orders: readonly Pick<PreparedOrder, 'later'>[]): string[] => [
  ...new Set(orders.flatMap((order) => [...order.later.keys()])),
];

/** What has to be locked besides, where a batch has articles that are sold beyond stock. */
export const shelvesOfWaiting = async (
  database: Database,
  orders: readonly Pick<PreparedOrder, 'later'>[],
): Promise<readonly TakeRequest[]> => [await everyShelf(database, laterSkus(orders))];

/**
 * Under the shelves' lock: locks the counters of what is sold beyond stock, sets aside what the oldest waiting orders would be given, and
 * tells the workspace what may still be promised.
 */
export async function setAsideForWaiting(
  tx: Tx,
  workspace: Workspace,
  orders: readonly Pick<PreparedOrder, 'later'>[],
): Promise<void> {
  const counters = await lockLater(tx, laterSkus(orders));
  for (const { skuId, channelId, kind, cap, taken } of counters)
    if (kind !== 'none') workspace.later.set(laterKey(channelId, skuId), cap - taken);
  const waited = [...new Set(counters.flatMap(({ skuId, waiting }) => (waiting > 0 ? [skuId] : [])))];
  if (waited.length > 0) planTakes(workspace, await requestsOf(tx.database, await waitingFor(tx, waited)));
}

/**
 * Gives waiting orders what has come of these articles, the oldest first. An order that is not paid keeps its turn: what it waits for is
 * set aside until it is placed or cancelled. Repeatable: what is filled waits no more.
 */
export async function fillWaiting(tx: Tx, skuIds: readonly string[]): Promise<{ orders: number; units: number }> {
  const workspace = await lockForTakes(tx, [await everyShelf(tx.database, skuIds)]);
  const counters = await lockLater(tx, skuIds);
  const lines = await waitingFor(tx, skuIds);
  const heads = new Map(
    (await lockHeads(tx, [...new Set(lines.map((line) => line.orderId))])).map((head) => [head.orderId, head]),
  );
  const planned = planTakes(workspace, await requestsOf(tx.database, lines)).filter(
    (take) => 'picks' in take && take.picks.length > 0 && heads.get(take.request.holder)?.state === 'placed',
  );
  if (planned.length === 0) return { orders: 0, units: 0 };
  const { taken, written } = writeTakes(tx, planned);
  const rows = [...taken.values()].flatMap(({ holder, reservations }) =>
    reservations.map((reservation) => ({ ...reservation, orderId: holder })),
  );
  const kinds = new Map(counters.map((row) => [`${row.channelId}|${row.skuId}`, row.kind]));
  const changes = rows.map(({ orderId, skuId, quantity }): LaterChange => {
    const channelId = must(heads.get(orderId), 'a head').channelId;
    // A pre-order is sold once: filling it gives nobody else a place.
    const freed = kinds.get(`${channelId}|${skuId}`) === 'pre_order' ? 0 : quantity;
    return { skuId, channelId, taken: -freed, waiting: -quantity };
  });
  await Promise.all([written, writeFilled(tx, rows), changeLater(tx, changes)]);
  announce(
    tx,
    [...Map.groupBy(rows, (row) => row.orderId)].map(([orderId, mine]) => {
      const head = must(heads.get(orderId), 'a head');
      return {
        type: 'orders.filled',
        subjectKind: 'order',
        subjectId: orderId,
        version: head.version + 1,
        channelId: head.channelId,
        mentions: head.customerId === null ? [] : [head.customerId],
        body: { units: mine.reduce((sum, row) => sum + row.quantity, 0) },
      };
    }),
  );
  return { orders: planned.length, units: rows.reduce((sum, row) => sum + row.quantity, 0) };
}

type Filled = Reservation & { readonly orderId: string };

async function writeFilled(tx: Tx, rows: readonly Filled[]): Promise<void> {
  const orderIds = [...new Set(rows.map((row) => row.orderId))];
  await Promise.all([
    insertAllocations(tx, rows),
    tx.query(sql`
      UPDATE orders.line l SET backordered = l.backordered - f.quantity
      FROM (SELECT order_id, line_no, sum(quantity)::bigint AS quantity
        FROM unnest(${rows.map((r) => r.orderId)}::text[], ${rows.map((r) => r.lineNo)}::int[], ${rows.map((r) => r.quantity)}::bigint[])
          AS w(order_id, line_no, quantity) GROUP BY 1, 2) f
      WHERE l.order_id = f.order_id AND l.line_no = f.line_no`),
    tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ANY(${orderIds}::text[])`),
  ]);
}

/** Articles of these that somebody waits for, straight from the counters: a fill must not miss one that a cache has not heard of. */
async function waitedFor(db: Db, skuIds: readonly string[] | null): Promise<string[]> {
  const rows = await db.query<{ skuId: string }>(sql`
    SELECT DISTINCT sku_id AS "skuId" FROM sourcing.later
    WHERE waiting > 0 AND (${skuIds}::text[] IS NULL OR sku_id = ANY(${skuIds}::text[])) ORDER BY 1 LIMIT 200`);
  return rows.map((row) => row.skuId);
}

/** Placed orders of a channel that wait for an article, the oldest first. */
export const ordersWaitingFor = (
  db: Db,
  skuId: string,
  channelId: string,
): Promise<{ orderId: string; customerId: string | null }[]> =>
  db.query(sql`
    SELECT o.order_id AS "orderId", o.customer_id AS "customerId" FROM orders.order o
    WHERE o.channel_id = ${channelId} AND o.state = 'placed'
      AND o.order_id IN (SELECT order_id FROM orders.line WHERE sku_id = ${skuId} AND backordered > 0)
    ORDER BY o.opened_at, o.order_id`);

/** Stock changed, or an order that waits was paid: what can be filled is. */
export async function onStockForWaiting(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const changed = events.flatMap(({ type, body }) =>
    type === 'inventory.changed' ? (body as { skuIds: string[] }).skuIds : [],
  );
  const placed = events.flatMap(({ type, subjectId }) => (type === 'orders.placed' ? [subjectId] : []));
  const paid =
    placed.length === 0
      ? []
      : await tx.query<{ skuId: string }>(sql`
          SELECT DISTINCT sku_id AS "skuId" FROM orders.line WHERE order_id = ANY(${placed}::text[]) AND backordered > 0`);
  const skuIds = [...new Set([...changed, ...paid.map((row) => row.skuId)])];
  const waited = skuIds.length === 0 ? [] : await waitedFor(tx, skuIds);
  if (waited.length > 0) await fillWaiting(tx, waited);
}

/** The net under the reaction: rules, sites and hours change too, and free what was not before. */
export async function fillAll(database: Database): Promise<void> {
  const waited = await waitedFor(database, null);
  if (waited.length > 0)
    await database.transaction({ actor: 'schedule:orders.fill' }, async (tx) => void (await fillWaiting(tx, waited)));
}

/** Units of an order that wait, by article: what its cancellation gives back. Looked at before any lock, and again under them. */
export async function waitingOf(db: Db, orderIds: readonly string[]): Promise<WaitingUnits[]> {
  return db.query<WaitingUnits>(sql`
    SELECT l.order_id AS "orderId", l.sku_id AS "skuId", o.channel_id AS "channelId", sum(l.backordered)::bigint AS quantity
    FROM orders.line l JOIN orders.order o USING (order_id)
    WHERE l.order_id = ANY(${orderIds}::text[]) AND l.backordered > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2`);
}
export type WaitingUnits = {
  readonly orderId: string;
  readonly skuId: string;
  readonly channelId: string;
  readonly quantity: number;
};

/** Locks the counters of what these orders wait for; after the shelves, before payments and orders. */
export async function lockWaiting(tx: Tx, waiting: readonly WaitingUnits[]): Promise<void> {
  if (waiting.length > 0) await lockLater(tx, [...new Set(waiting.map((row) => row.skuId))]);
}

/** Gives the places of these units back to their caps: nobody waits for them any more. Their counters are locked. */
export const giveUpWaiting = (tx: Tx, waiting: readonly WaitingUnits[]): Promise<void> =>
  changeLater(
    tx,
    waiting.map(({ skuId, channelId, quantity }) => ({ skuId, channelId, taken: -quantity, waiting: -quantity })),
  );

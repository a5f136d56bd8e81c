/** What is to be prepared: the open allocations of placed orders, by site. Derived, never written down a second time. */
import { empty, sql, type Db, type Sql, type Tx } from '#base/db';
import { noDay } from '#base/input';
import type { Instant } from '#base/time';
import { placeOf, siteOfPlace } from '#inventory';
import type { Delivery, OrderState, Snapshot } from './model.ts';
import { lockHeads } from './settle.ts';

/** Units kept for a line at a site, not yet left. */
export type KeptLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly siteId: string;
  readonly quantity: number;
};

/** An order under its lock, as those see it who prepare it. */
export type OrderWork = {
  readonly orderId: string;
  readonly number: string;
  readonly state: OrderState;
  readonly held: boolean;
  readonly version: number;
  readonly channelId: string;
  readonly customerId: string | null;
  readonly delivery: Delivery;
  readonly readyAt: Instant | null;
  readonly kept: readonly KeptLine[];
};

type KeptRow = { orderId: string; lineNo: number; skuId: string; placeId: string; quantity: number };

/** Locks orders in id order, and tells what is kept for them where. What is kept changes under this lock alone. */
export async function lockWork(tx: Tx, orderIds: readonly string[]): Promise<OrderWork[]> {
  const heads = await lockHeads(tx, orderIds);
  const rows = tx.query<Pick<OrderWork, 'orderId' | 'number' | 'held' | 'delivery' | 'readyAt'>>(sql`
    SELECT order_id AS "orderId", number, held_at IS NOT NULL AS held, delivery, ready_at AS "readyAt"
    FROM orders.order WHERE order_id = ANY(${orderIds}::text[])`);
  const [facts, kept] = await Promise.all([rows, keptFor(tx, orderIds)]);
  return heads.flatMap((head) => {
    const fact = facts.find((one) => one.orderId === head.orderId);
    return fact ? [{ ...head, ...fact, kept: kept.get(head.orderId) ?? [] }] : [];
  });
}

/** What is kept for orders, by order. */
export async function keptFor(db: Db, orderIds: readonly string[]): Promise<Map<string, KeptLine[]>> {
  const rows = await db.query<KeptRow>(sql`
    SELECT a.order_id AS "orderId", a.line_no AS "lineNo", a.sku_id AS "skuId", a.place_id AS "placeId", sum(a.quantity)::bigint AS quantity
    FROM orders.allocation a JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id
    WHERE a.order_id = ANY(${orderIds}::text[]) AND r.state = 'pending' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4`);
  return Map.groupBy(
    rows.flatMap(({ placeId, ...row }) => {
      const place = siteOfPlace(placeId);
      return place ? [{ ...row, siteId: place.siteId }] : [];
    }),
    (row) => row.orderId,
  );
}

/** An order with something to prepare at a site. */
export type SiteWork = {
  readonly orderId: string;
  readonly number: string;
  readonly channelId: string;
  readonly placedAt: Instant;
  readonly readyAt: Instant | null;
  readonly method: Delivery['method'];
  readonly customerName: string;
  /** The day until which it was promised; null: nothing was. */
  readonly promisedBy: string | null;
  readonly held: boolean;
  readonly siteId: string;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly skuId: string;
    readonly quantity: number;
    readonly snapshot: Snapshot;
  }[];
};

/** By when they were placed, or by the day until which they were promised: the ones without such a day last. */
export const workSorts = ['oldest', 'newest', 'promised', '-promised'] as const;
export type WorkSort = (typeof workSorts)[number];

type WorkPage = {
  readonly sort?: WorkSort | undefined;
  /** The last of the page before, by what the list is sorted by. */
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** What a list of work is sorted by: an instant, or a day. */
export const workKey = (row: Pick<SiteWork, 'placedAt' | 'promisedBy'>, sort: WorkSort): string =>
  sort.endsWith('promised') ? (row.promisedBy ?? noDay(sort === '-promised')) : row.placedAt;

const afterWork = ({ sort, after }: WorkPage): Sql => {
  if (!after) return empty;
  if (sort === 'promised')
    return sql`AND (coalesce(o.promise->>'latest', ${noDay(false)}), o.order_id) > (${after.key}, ${after.id})`;
  if (sort === '-promised')
    return sql`AND (coalesce(o.promise->>'latest', ${noDay(true)}), o.order_id) < (${after.key}, ${after.id})`;
  return sort === 'newest'
    ? sql`AND (o.placed_at, o.order_id) < (${after.key}::timestamptz, ${after.id})`
    : sql`AND (o.placed_at, o.order_id) > (${after.key}::timestamptz, ${after.id})`;
};
const byWork = (sort: WorkSort | undefined): Sql => {
  if (sort === 'promised') return sql`coalesce(o.promise->>'latest', ${noDay(false)}), o.order_id`;
  if (sort === '-promised') return sql`coalesce(o.promise->>'latest', ${noDay(true)}) DESC, o.order_id DESC`;
  return sort === 'newest' ? sql`o.placed_at DESC, o.order_id DESC` : sql`o.placed_at, o.order_id`;
};

/**
 * Placed orders that have something kept at this site, the oldest first unless sorted; a page of them, those that are named, or those
 * that `q` finds by a number’s beginning or a part of the shopper’s name.
 */
export async function workAt(
  db: Db,
  siteId: string,
  which: WorkPage & {
    readonly orderIds?: readonly string[] | undefined;
    readonly until?: Instant | undefined;
    readonly q?: string | undefined;
  },
): Promise<SiteWork[]> {
  const { orderIds, until, limit } = which;
  const words = which.q?.trim().replaceAll(/[\\%_]/g, (c) => `\\${c}`) ?? '';
  const rows = await db.query<Omit<SiteWork, 'siteId'>>(sql`
    WITH kept AS (
      SELECT r.holder AS order_id, a.line_no, sum(a.quantity)::bigint AS quantity
      FROM inventory.reservation r JOIN orders.allocation a ON a.order_id = r.holder AND a.reservation_id = r.reservation_id
      WHERE r.place_id = ${placeOf(siteId)} AND r.state = 'pending' AND r.expires_at IS NULL
        AND (${orderIds ?? null}::text[] IS NULL OR r.holder = ANY(${orderIds ?? null}::text[])) GROUP BY 1, 2)
    SELECT o.order_id AS "orderId", o.number, o.channel_id AS "channelId", o.placed_at AS "placedAt", o.ready_at AS "readyAt",
      o.delivery->>'method' AS method, o.contact->>'name' AS "customerName", o.promise->>'latest' AS "promisedBy", o.held_at IS NOT NULL AS held,
      jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'skuId', l.sku_id, 'quantity', k.quantity, 'snapshot', l.snapshot) ORDER BY l.line_no) AS lines
    FROM kept k JOIN orders.order o USING (order_id) JOIN orders.line l USING (order_id, line_no)
    WHERE o.state = 'placed' AND (${until ?? null}::timestamptz IS NULL OR o.placed_at <= ${until ?? null}::timestamptz)
      AND (${words} = '' OR o.number ILIKE ${`${words}%`} OR o.contact->>'name' ILIKE ${`%${words}%`}) ${afterWork(which)}
    GROUP BY o.order_id ORDER BY ${byWork(which.sort)} LIMIT ${limit}`);
  return rows.map((row) => ({ ...row, siteId }));
}

/** Orders to collect that lie ready at a site since before a moment, and have not been collected. */
export async function uncollected(
  db: Db,
  siteId: string,
  readyBefore: Instant,
): Promise<{ orderId: string; readyAt: Instant }[]> {
  return db.query(sql`
    SELECT DISTINCT o.order_id AS "orderId", o.ready_at AS "readyAt"
    FROM inventory.reservation r JOIN orders.order o ON o.order_id = r.holder
    WHERE r.place_id = ${placeOf(siteId)} AND r.state = 'pending' AND r.expires_at IS NULL AND o.state = 'placed'
      AND o.ready_at < ${readyBefore}::timestamptz AND o.delivery->>'method' = 'pickup' ORDER BY 2 LIMIT 200`);
}

/** Says when somebody began to pick an order, once: from then on its buyer changes nothing by themselves. The order is locked. */
export async function beginPicking(tx: Tx, orderId: string): Promise<void> {
  await tx.query(sql`
    UPDATE orders.order SET picking_at = ${tx.now}::timestamptz WHERE order_id = ${orderId} AND picking_at IS NULL`);
}

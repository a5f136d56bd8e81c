/** Pick lists of a site: orders that are picked in one go, chosen by hand or by a moment until which they were placed. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { workAt } from '#orders';
import { toPick, waveNumber } from './model.ts';
import { linesAt } from './state.ts';

/** More orders than this are not picked in one go. */
export const MOST_ORDERS = 50;

export type Wave = {
  readonly waveId: string;
  readonly siteId: string;
  readonly state: 'open' | 'closed';
  readonly rule: 'chosen' | 'until';
  readonly until: Instant | null;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly closedAt: Instant | null;
};
export type NewWave = {
  readonly waveId: string;
  readonly siteId: string;
  /** These orders; without them all that were placed until then, the oldest first, up to `MOST_ORDERS`. */
  readonly orderIds?: readonly string[] | undefined;
  readonly until?: Instant | undefined;
};
export type WaveReceipt = { readonly waveId: string; readonly number: string; readonly orders: number };

/**
 * Begins a pick list. An order is on one of a site at a time: chosen twice is refused `fulfilment.in_wave`, the rule passes it by. The id
 * is the key. Refuses `fulfilment.nothing` when none has anything to pick, `request.id_reused`.
 */
export async function makeWave(tx: Tx, wave: NewWave): Promise<WaveReceipt> {
  const { waveId, siteId, orderIds, until } = wave;
  const hash = contentHash({ siteId, until: until ?? null, orderIds: orderIds?.toSorted() ?? null });
  const known = await hashOf(tx, waveId);
  if (known) return known.hash === hash ? receiptOf(tx, waveId) : refuse('request.id_reused', { detail: waveId });
  const open = await pickable(tx, wave);
  lock(tx, 'fulfilment.wave');
  const rule = orderIds ? 'chosen' : 'until';
  const made = await tx.affected(sql`
    INSERT INTO fulfilment.wave (wave_id, site_id, state, rule, until, content_hash, made_by, made_at)
    VALUES (${waveId}, ${siteId}, 'open', ${rule}, ${until ?? null}::timestamptz, ${hash}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) refuse('request.in_flight');
  const taken = await claim(tx, wave, open.slice(0, MOST_ORDERS));
  if (orderIds && taken.length < orderIds.length) {
    const other = orderIds.find((orderId) => !taken.includes(orderId));
    refuse(open.includes(other ?? '') ? 'fulfilment.in_wave' : 'fulfilment.nothing', { detail: other ?? '' });
  }
  if (taken.length === 0) refuse('fulfilment.nothing');
  announce(tx, {
    ...{ type: 'fulfilment.wave_made', subjectKind: 'wave', subjectId: waveId, version: 1 },
    mentions: [siteId, ...taken],
    body: { siteId, orders: taken.length },
  });
  return { waveId, number: waveNumber(waveId), orders: taken.length };
}

async function hashOf(db: Db, waveId: string): Promise<{ hash: string } | undefined> {
  const [row] = await db.query<{ hash: string }>(
    sql`SELECT content_hash AS hash FROM fulfilment.wave WHERE wave_id = ${waveId}`,
  );
  return row;
}

async function receiptOf(db: Db, waveId: string): Promise<WaveReceipt> {
  const orders = await ordersOf(db, waveId);
  return { waveId, number: waveNumber(waveId), orders: orders.length };
}

/** Orders of the site that have something to pick, those on hold left out. */
async function pickable(db: Db, { siteId, orderIds, until }: NewWave): Promise<string[]> {
  const work = (await workAt(db, siteId, { orderIds, until, limit: 500 })).filter((order) => !order.held);
  const lines = await linesAt(db, siteId, new Map(work.map((order) => [order.orderId, order.lines])));
  return work.map((order) => order.orderId).filter((orderId) => lines.get(orderId)?.some((line) => toPick(line) > 0));
}

/** Puts orders on the list that are on no open one; which they were is asked and written under the rows' own locks. */
async function claim(tx: Tx, { waveId, siteId }: NewWave, orderIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ orderId: string }>(sql`
    INSERT INTO fulfilment.wave_order (order_id, site_id, wave_id)
    SELECT order_id, ${siteId}, ${waveId} FROM unnest(${orderIds}::text[]) AS w(order_id) ORDER BY order_id
    ON CONFLICT (order_id, site_id) DO UPDATE SET wave_id = excluded.wave_id
      WHERE NOT EXISTS (SELECT FROM fulfilment.wave o WHERE o.wave_id = fulfilment.wave_order.wave_id AND o.state = 'open')
    RETURNING order_id AS "orderId"`);
  return rows.map((row) => row.orderId);
}

/** A pick list. Refuses `fulfilment.unknown_wave`. */
export async function seeWave(db: Db, waveId: string): Promise<Wave> {
  const [wave] = await db.query<Wave>(sql`
    SELECT wave_id AS "waveId", site_id AS "siteId", state, rule, until, made_by AS "madeBy", made_at AS "madeAt", closed_at AS "closedAt"
    FROM fulfilment.wave WHERE wave_id = ${waveId}`);
  return wave ?? refuse('fulfilment.unknown_wave', { detail: waveId });
}

/** The orders that are on a list now; one that was put on a later list is on that one. */
export async function ordersOf(db: Db, waveId: string): Promise<string[]> {
  const rows = await db.query<{ orderId: string }>(sql`
    SELECT order_id AS "orderId" FROM fulfilment.wave_order WHERE wave_id = ${waveId} ORDER BY order_id`);
  return rows.map((row) => row.orderId);
}

/** Ends a list; what was not picked may be put on another. Repeatable. Refuses `fulfilment.unknown_wave`. */
export async function closeWave(tx: Tx, waveId: string): Promise<void> {
  const { siteId } = await seeWave(tx, waveId);
  lock(tx, 'fulfilment.wave');
  const closed = await tx.affected(sql`
    UPDATE fulfilment.wave SET state = 'closed', closed_at = ${tx.now}::timestamptz WHERE wave_id = ${waveId} AND state = 'open'`);
  if (closed === 0) return;
  announce(tx, {
    ...{ type: 'fulfilment.wave_closed', subjectKind: 'wave', subjectId: waveId, version: 2 },
    mentions: [siteId],
    body: { siteId },
  });
}

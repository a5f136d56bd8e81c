/** Holding an order: neither prepared nor handed over until somebody lets it go on, or its hour comes. */
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { insertNote } from './notes.ts';
import { lockHeads, type Head } from './settle.ts';

export type HoldOrder = {
  readonly orderId: string;
  /** The caller's: the note that says why; the same id is the same hold. */
  readonly noteId: string;
  readonly reason: string;
  /** When it goes on by itself; undefined: when somebody says so. */
  readonly until?: Instant | undefined;
};

/**
 * Puts an order on hold, with its reason as a note of the house; held already, its end and reason are the new ones. Refuses
 * `orders.not_found`, `orders.not_placed` (cancelled, or nobody has paid it yet), `orders.shipped` (nothing of it is here).
 */
export async function holdOrder(tx: Tx, { orderId, noteId, reason, until }: HoldOrder): Promise<void> {
  const head = await lockOne(tx, orderId);
  if (head.state !== 'placed' && head.state !== 'needs_decision') refuse('orders.not_placed', { detail: head.state });
  const [left] = await tx.query(
    sql`SELECT 1 FROM orders.line WHERE order_id = ${orderId} AND ordered > cancelled + shipped LIMIT 1`,
  );
  if (!left) refuse('orders.shipped', { detail: orderId });
  const made = await insertNote(tx, { orderId, noteId, audience: 'internal', about: 'hold', words: reason });
  if (!made) return;
  await tx.query(sql`
    UPDATE orders.order SET held_at = coalesce(held_at, ${tx.now}::timestamptz), held_until = ${until ?? null}::timestamptz, version = version + 1
    WHERE order_id = ${orderId}`);
  tell(tx, [head], 'held', { noteId, ...(until === undefined ? {} : { until }) });
}

/** Lets a held order go on. Refuses `orders.not_found`; one that is not held stays as it is. */
export async function resumeOrder(tx: Tx, { orderId }: { readonly orderId: string }): Promise<void> {
  const head = await lockOne(tx, orderId);
  const [row] = await tx.query(sql`SELECT 1 FROM orders.order WHERE order_id = ${orderId} AND held_at IS NOT NULL`);
  if (!row) return;
  await letGo(tx, [orderId]);
  tell(tx, [head], 'resumed', { by: 'person' });
}

async function letGo(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.query(sql`
    UPDATE orders.order SET held_at = NULL, held_until = NULL, version = version + 1 WHERE order_id = ANY(${orderIds}::text[])`);
}

/** Orders whose hold has come to its end go on. */
export async function resumeDue(database: Database): Promise<void> {
  const due = await database.query<{ orderId: string }>(
    sql`SELECT order_id AS "orderId" FROM orders.order WHERE held_until < now() ORDER BY held_until LIMIT 200`,
  );
  if (due.length === 0) return;
  await database.transaction({ actor: 'schedule:orders.resume' }, async (tx) => {
    const heads = await lockHeads(
      tx,
      due.map((row) => row.orderId),
    );
    const still = await tx.query<{ orderId: string }>(sql`
      SELECT order_id AS "orderId" FROM orders.order
      WHERE order_id = ANY(${heads.map((head) => head.orderId)}::text[]) AND held_until < ${tx.now}::timestamptz`);
    const ids = new Set(still.map((row) => row.orderId));
    await letGo(tx, [...ids]);
    tell(
      tx,
      heads.filter((head) => ids.has(head.orderId)),
      'resumed',
      { by: 'time' },
    );
  });
}

async function lockOne(tx: Tx, orderId: string): Promise<Head> {
  const [head] = await lockHeads(tx, [orderId]);
  return head ?? refuse('orders.not_found', { detail: orderId });
}

function tell(tx: Tx, heads: readonly Head[], what: 'held' | 'resumed', body: Readonly<Record<string, unknown>>): void {
  announce(
    tx,
    heads.map((head) => ({
      type: `orders.${what}`,
      subjectKind: 'order',
      subjectId: head.orderId,
      version: head.version + 1,
      channelId: head.channelId,
      mentions: head.customerId === null ? [] : [head.customerId],
      body,
    })),
  );
}

/** Refuses `orders.on_hold`: what is held is neither prepared nor handed over. */
export function refuseHeld(head: Pick<Head, 'orderId' | 'onHold'>): void {
  if (head.onHold) refuse('orders.on_hold', { detail: head.orderId });
}

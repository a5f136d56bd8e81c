/** Orders whose money is taken as they leave: what each parcel takes of it, and what is done when it is set aside no more. */
import { sql, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { JournalEvent } from '#base/journal';
import { ceilingOf, ordersWithMoneyAside, paymentsById, wantCaptures } from '#payments';
import { writeEntries } from './balance-entries.ts';
import { insertNote } from './notes.ts';
import { lockHeads } from './settle.ts';

type Worth = { orderId: string; minor: number; final: boolean };

/** What has left of orders by now: the frozen shares of its units and the whole carriage; with the last unit, all of it. */
async function leftWorth(db: Db, orderIds: readonly string[]): Promise<Worth[]> {
  return db.query<Worth>(sql`
    SELECT order_id AS "orderId", CASE WHEN final THEN gross_minor ELSE left_minor END AS minor, final FROM (
      SELECT o.order_id, o.gross_minor, bool_and(l.ordered <= l.shipped + l.cancelled) AS final,
        (o.delivery_minor + sum((l.total_minor / l.ordered) * l.shipped + least(l.shipped, l.total_minor % l.ordered)))::bigint AS left_minor
      FROM orders.order o JOIN orders.line l USING (order_id)
      WHERE o.order_id = ANY(${orderIds}::text[]) AND o.state = 'placed' GROUP BY o.order_id
      HAVING sum(l.shipped) > 0) w ORDER BY order_id`);
}

/** What left takes its share of what is set aside; the same again, and parcels told out of order, take nothing more. */
export async function onGoneForCaptures(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const orderIds = await ordersWithMoneyAside(
    tx,
    events.map(({ subjectId }) => subjectId),
  );
  if (orderIds.length > 0) await wantCaptures(tx, await leftWorth(tx, orderIds));
}

/**
 * Money that an order stood on was set aside for too long and went back: what has not left is held with a note that says so, and what was
 * to be taken is owed again, to be paid by link.
 */
export async function onLapsed(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const lapsed = events.filter(({ body }) => body.code === 'expired');
  if (lapsed.length === 0) return;
  const payments = await paymentsById(tx, [...new Set(lapsed.map(({ subjectId }) => subjectId))]);
  const stood = payments.filter((payment) => payment.claimedAt !== null && payment.code === 'expired');
  const heads = await lockHeads(tx, [...new Set(stood.map(({ orderId }) => orderId))].sort());
  for (const head of heads) {
    if (head.state !== 'placed') continue;
    const { orderId } = head;
    const entries = stood
      .filter((payment) => payment.orderId === orderId)
      .map((payment) => ({
        ...{ entryId: `${payment.paymentId}:lapsed`, kind: 'lapsed' as const },
        minor: ceilingOf(payment) - payment.capturedMinor,
      }));
    const known = await tx.query(
      sql`SELECT 1 FROM orders.balance WHERE order_id = ${orderId} AND entry_id = ${entries[0]?.entryId ?? ''}`,
    );
    if (known.length > 0) continue;
    await writeEntries(tx, orderId, entries);
    const words =
      'The card gave its authorisation back before the goods left. / L’autorisation de la carte a expiré avant le départ.';
    await insertNote(tx, { orderId, noteId: newId('nte'), audience: 'internal', about: 'hold', words });
    await tx.query(sql`
      UPDATE orders.order SET held_at = coalesce(held_at, ${tx.now}::timestamptz), version = version + 1 WHERE order_id = ${orderId}`);
  }
}

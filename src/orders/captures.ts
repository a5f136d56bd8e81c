/** Orders whose money is taken as they leave: what each parcel takes of it, and what is done when it is set aside no more. */
import { sql, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { JournalEvent } from '#base/journal';
import { ceilingOf, ordersWithMoneyAside, paymentsById, wantCaptures, type Payment } from '#payments';
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

/** Why money that an order stood on is there no more: its time ran out, or a person gave back what contradicted the order. */
const words = {
  expired:
    'The card gave its authorisation back before the goods left. / L’autorisation de la carte a expiré avant le départ.',
  released:
    'The payment was set aside and given back: the order is unpaid. / Le paiement mis de côté a été rendu : la commande n’est plus payée.',
} as const;

type Gone = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly minor: number;
  readonly why: keyof typeof words;
};

/** What of a payment is not there any more for the order that it was claimed for. */
function goneOf(event: JournalEvent, payment: Payment): Gone | undefined {
  const { orderId, paymentId, claimedAt, releasedAt, capturedMinor } = payment;
  const back = typeof event.body['minor'] === 'number' ? event.body['minor'] : 0;
  if (claimedAt === null) return undefined;
  if (event.type === 'payments.refunded')
    return releasedAt === null ? undefined : { orderId, paymentId, minor: back, why: 'released' };
  if (payment.code === 'expired' && event.body['code'] === 'expired')
    return { orderId, paymentId, minor: ceilingOf(payment) - capturedMinor, why: 'expired' };
  if (releasedAt === null || payment.state !== 'voided') return undefined;
  return { orderId, paymentId, minor: ceilingOf(payment) - capturedMinor, why: 'released' };
}

/**
 * Money that an order stood on went back: it was set aside for too long, or a person gave back a payment in quarantine. What has not left is
 * held with a note that says so, and what was to be taken is owed again, to be paid by link.
 */
export async function onLapsed(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const payments = new Map(
    (await paymentsById(tx, [...new Set(events.map(({ subjectId }) => subjectId))])).map((one) => [one.paymentId, one]),
  );
  const gone = events.flatMap((event) => {
    const payment = payments.get(event.subjectId);
    return (payment && goneOf(event, payment)) ?? [];
  });
  if (gone.length === 0) return;
  const heads = await lockHeads(tx, [...new Set(gone.map(({ orderId }) => orderId))].sort());
  for (const head of heads) {
    if (head.state !== 'placed') continue;
    const { orderId } = head;
    const mine = new Map(gone.filter((one) => one.orderId === orderId).map((one) => [`${one.paymentId}:lapsed`, one]));
    const known = await tx.query<{ id: string }>(sql`
      SELECT entry_id AS id FROM orders.balance WHERE order_id = ${orderId} AND entry_id = ANY(${[...mine.keys()]}::text[])`);
    for (const { id } of known) mine.delete(id);
    const [first] = mine.values();
    if (!first) continue;
    const entries = [...mine].map(([entryId, { minor }]) => ({ entryId, kind: 'lapsed' as const, minor }));
    await writeEntries(tx, orderId, entries);
    await insertNote(tx, {
      orderId,
      noteId: newId('nte'),
      audience: 'internal',
      about: 'hold',
      words: words[first.why],
    });
    await tx.query(sql`
      UPDATE orders.order SET held_at = coalesce(held_at, ${tx.now}::timestamptz), version = version + 1 WHERE order_id = ${orderId}`);
  }
}

import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { closeReservations, lockReservations } from '#inventory';
import { lockHeads } from './settle.ts';

/** Hands over all that an order still has allocated. Refuses `orders.not_found`, `orders.not_placed`; repeatable. */
export async function shipOrder(tx: Tx, { orderId }: { orderId: string }): Promise<void> {
  const open = await lockReservations(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (head.state !== 'placed') refuse('orders.not_placed', { detail: head.state });
  if (open.length === 0) return;
  await closeReservations(tx, open, 'posted', 'sale');
  await tx.query(sql`
    UPDATE orders.line l SET shipped = l.shipped + a.quantity
    FROM (SELECT line_no, sum(quantity) AS quantity FROM orders.allocation
      WHERE order_id = ${orderId} AND reservation_id = ANY(${open.map((r) => r.reservationId)}::text[]) GROUP BY line_no) a
    WHERE l.order_id = ${orderId} AND l.line_no = a.line_no`);
  await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${orderId}`);
  announce(tx, {
    type: 'orders.shipped',
    subjectKind: 'order',
    subjectId: orderId,
    version: head.version + 1,
    channelId: head.channelId,
    mentions: head.customerId === null ? [] : [head.customerId],
    body: { units: open.reduce((units, r) => units + r.quantity, 0) },
  });
}

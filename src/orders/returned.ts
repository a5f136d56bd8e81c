/** Units of an order that came back: written for the module above that knows of returns. */
import { sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { findOrder, type Order } from './queries.ts';
import { lockHeads } from './settle.ts';

/** Locks an order and reads it whole, as it is under the lock. Refuses `orders.not_found`. */
export async function lockOrder(tx: Tx, orderId: string): Promise<Order> {
  const [head] = await lockHeads(tx, [orderId]);
  const order = head && (await findOrder(tx, orderId));
  return order ?? refuse('orders.not_found', { detail: orderId });
}

/** Counts units of a locked order as back; never more than a line has sent out (the table's own floor). */
export async function countReturned(
  tx: Tx,
  orderId: string,
  lines: readonly { readonly lineNo: number; readonly quantity: number }[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.query(sql`
    UPDATE orders.line l SET returned = l.returned + r.quantity
    FROM (SELECT line_no, sum(quantity) AS quantity
      FROM unnest(${lines.map((l) => l.lineNo)}::int[], ${lines.map((l) => l.quantity)}::bigint[]) AS u(line_no, quantity) GROUP BY 1) r
    WHERE l.order_id = ${orderId} AND l.line_no = r.line_no`);
}

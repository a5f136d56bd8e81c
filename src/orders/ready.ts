import { createHmac } from 'node:crypto';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { refuseHeld } from './hold.ts';
import { orderSecret } from './secret.ts';
import { lockHeads } from './settle.ts';

/**
 * Somebody says that an order to collect lies ready in its store. Said once: again it changes nothing and announces nothing, so that its
 * buyer is told once. Refuses `orders.not_found`, `orders.not_placed`, `orders.delivery` (not one to collect), `orders.shipped`.
 */
export async function readyOrder(tx: Tx, { orderId }: { orderId: string }): Promise<void> {
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  const [found] = await tx.query<{ method: string; siteId: string | null; ready: boolean; left: boolean }>(sql`
    SELECT delivery->>'method' AS method, delivery->>'siteId' AS "siteId", ready_at IS NOT NULL AS ready,
      EXISTS (SELECT 1 FROM orders.line l WHERE l.order_id = o.order_id AND l.ordered > l.shipped + l.cancelled) AS left
    FROM orders.order o WHERE order_id = ${orderId}`);
  if (found?.method !== 'pickup') refuse('orders.delivery', { detail: found?.method ?? orderId });
  if (found.ready) return;
  if (head.state !== 'placed') refuse('orders.not_placed', { detail: head.state });
  refuseHeld(head);
  if (!found.left) refuse('orders.shipped', { detail: orderId });
  await tx.query(sql`
    UPDATE orders.order SET ready_at = ${tx.now}::timestamptz, version = version + 1 WHERE order_id = ${orderId}`);
  announce(tx, {
    type: 'orders.ready',
    subjectKind: 'order',
    subjectId: orderId,
    version: head.version + 1,
    channelId: head.channelId,
    mentions: head.customerId === null ? [] : [head.customerId],
    body: { siteId: found.siteId },
  });
}

/**
 * What who comes for an order shows: six digits that nobody can guess from its number. Its buyer reads it on the order's page and in the
 * mail; it never changes.
 */
export async function pickupCode(database: Database, orderId: string): Promise<string> {
  const digest = createHmac('sha256', await orderSecret(database))
    .update(`collect ${orderId}`)
    .digest();
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

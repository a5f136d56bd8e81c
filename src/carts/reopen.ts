/** A card order that nobody paid for in time gives its cart back, so that the shopper can go on. */
import { sql, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { cartsOfOrders } from '#orders';
import { reopenCarts } from './close.ts';

/**
 * Run by the journal; repeatable. The cart of a known customer who has begun another one meanwhile stays closed: they have one cart.
 */
export async function onOrdersExpired(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const orderIds = events.map((event) => event.subjectId);
  const cartOf = await cartsOfOrders(tx, orderIds);
  const cartIds = [...cartOf.values()];
  if (cartIds.length === 0) return;
  const replaced = await tx.query<{ cartId: string }>(sql`
    SELECT c.cart_id AS "cartId" FROM carts.cart c WHERE c.cart_id = ANY(${cartIds}::text[]) AND c.token_hash IS NULL
      AND NOT EXISTS (SELECT 1 FROM carts.shared s WHERE s.cart_id = c.cart_id)`);
  const gone = new Set(replaced.map((row) => row.cartId));
  await reopenCarts(
    tx,
    [...cartOf].flatMap(([orderId, cartId]) => (gone.has(cartId) ? [] : [{ cartId, orderId, actor: tx.caller.actor }])),
  );
}

/**
 * A card order that nobody paid for in time gives its cart back, so that the shopper can go on; when its money comes after all, what
 * came back is taken out again.
 */
import { lock, sql, type Tx } from '#base/db';
import { timeline, type JournalEvent } from '#base/journal';
import { cartsOfOrders } from '#orders';
import { reopenCarts } from './close.ts';
import { withoutOrdered, type Cart } from './model.ts';
import { lockCarts } from './queries.ts';
import { writeCarts } from './write.ts';

/** One reaction for both, so that what came first is done first. Run by the journal; repeatable. */
export async function onOrders(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  await onOrdersExpired(
    tx,
    events.filter((event) => event.type === 'orders.expired'),
  );
  const late = events.filter((event) => event.type !== 'orders.expired' && (event.version ?? 0) > 2);
  for (const event of late) if (await followsExpiry(tx, event)) await takeOut(tx, event);
}

/**
 * The cart of a known customer who has begun another one meanwhile stays closed: they have one cart. So does the cart of an order that
 * stands by now: its money came before this reaction ran.
 */
async function onOrdersExpired(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  if (events.length === 0) return;
  const orders = await cartsOfOrders(
    tx,
    events.map((event) => event.subjectId),
  );
  const unpaid = orders.filter((order) => order.state === 'cancelled');
  if (unpaid.length === 0) return;
  const replaced = await tx.query<{ cartId: string }>(sql`
    SELECT c.cart_id AS "cartId" FROM carts.cart c WHERE c.cart_id = ANY(${unpaid.map((order) => order.cartId)}::text[]) AND c.token_hash IS NULL
      AND NOT EXISTS (SELECT 1 FROM carts.shared s WHERE s.cart_id = c.cart_id)`);
  const gone = new Set(replaced.map((row) => row.cartId));
  await reopenCarts(
    tx,
    unpaid.flatMap(({ orderId, cartId }) => (gone.has(cartId) ? [] : [{ cartId, orderId, actor: tx.caller.actor }])),
  );
}

/** The order stands, and the fact before that was its expiry: a decision that a person takes later is not another late approval. */
async function followsExpiry(tx: Tx, { subjectId, version }: JournalEvent): Promise<boolean> {
  const facts = await timeline(tx, subjectId);
  return facts.some(
    (fact) => fact.subjectId === subjectId && fact.type === 'orders.expired' && fact.version === (version ?? 0) - 1,
  );
}

/** Takes what came back from the order out of the cart that holds it now; a cart ordered again or abandoned meanwhile is left alone. */
async function takeOut(tx: Tx, event: JournalEvent): Promise<void> {
  const [order] = await cartsOfOrders(tx, [event.subjectId]);
  if (!order) return;
  lock(tx, 'carts.cart');
  const cart = await lockWhereItWent(tx, order);
  if (cart?.status !== 'open') return;
  const after = withoutOrdered(cart, order);
  if (after === cart) return;
  const { actor } = tx.caller;
  const { orderId } = order;
  await writeCarts(tx, [{ before: cart, after, fact: 'changed', actor, mentions: [orderId], body: { orderId } }]);
}

/** The order's cart, or the one it was merged into at a sign-in. */
async function lockWhereItWent(tx: Tx, order: { readonly cartId: string }): Promise<Cart | undefined> {
  let cart = (await lockCarts(tx, [order.cartId])).get(order.cartId);
  while (cart?.status === 'merged' && cart.became !== null) {
    const { became }: Cart = cart;
    cart = (await lockCarts(tx, [became ?? ''])).get(became ?? '');
  }
  return cart;
}

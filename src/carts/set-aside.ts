import { lock, type Database } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import { reachOf } from './facts.ts';
import { sharing, tooLow, type Cart } from './model.ts';
import { cartById, lockCarts } from './queries.ts';
import { writeCarts } from './write.ts';

export type SetAside = {
  readonly cartId: string;
  readonly to: 'abandoned' | 'open';
  readonly staffId: string;
};

/**
 * Sets a visitor's cart aside before the month after which the house does so itself, or takes that back; its lines are kept. A known
 * customer's cart is theirs on every channel, and one at a till is being sold: `carts.of_customer`, `carts.at_till`. Repeatable.
 * Refuses also `carts.not_found`, `carts.level`, and `carts.closed` for one that was ordered or merged.
 */
export async function setAside(database: Database, { cartId, to, staffId }: SetAside): Promise<Cart> {
  const seen = await cartById(database, cartId);
  if (!seen) refuse('carts.not_found', { detail: cartId });
  const { level } = await reachOf(database, seen.channelId, seen.channelId);
  if (!sharing[level].staffWorks) unwrap(tooLow(level, 'staffWorks'));
  return database.transaction({ actor: staffId }, async (tx) => {
    lock(tx, 'carts.cart');
    const cart = (await lockCarts(tx, [cartId])).get(cartId);
    if (!cart) refuse('carts.not_found', { detail: cartId });
    if (cart.status === to) return cart;
    // Without a token nobody could come back to it: it is a customer's, or was one's who is forgotten.
    if (cart.customerId !== null || cart.tokenHash === null) refuse('carts.of_customer', { detail: cartId });
    if (cart.till !== null) refuse('carts.at_till', { detail: cartId });
    if (cart.status !== 'open' && cart.status !== 'abandoned')
      refuse('carts.closed', { status: cart.status, became: cart.became });
    const fact = to === 'open' ? 'reopened' : 'abandoned';
    const [set] = await writeCarts(tx, [{ before: cart, after: { ...cart, status: to }, fact, actor: staffId }]);
    return set ?? cart;
  });
}

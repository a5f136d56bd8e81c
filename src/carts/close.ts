/** What the order gate asks of carts: their lines with the prices shown, and to be closed with the order. */
import { lock, type Database, type Tx } from '#base/db';
import { granted, Refusal, refused, type Outcome } from '#base/refusal';
import { openedCart, type CartCall } from './change.ts';
import type { Cart } from './model.ts';
import { lockCarts } from './queries.ts';
import { quoteOf, viewOf, type CartView, type Quote } from './view.ts';
import { writeCarts } from './write.ts';

/**
 * A cart ready for the gate: its view on the channel of the sale and the quote whose amounts the gate compares. Refuses
 * `carts.not_found`, `carts.level`, `carts.closed`, `carts.empty`.
 */
export async function cartForOrder(
  database: Database,
  call: Omit<CartCall, 'actor'>,
): Promise<{ cart: Cart; view: CartView; quote: Quote }> {
  const { cart, channelId } = await openedCart(database, call);
  if (cart.status !== 'open') throw new Refusal('carts.closed', { status: cart.status, became: cart.became });
  if (cart.lines.length === 0) throw new Refusal('carts.empty');
  const view = await viewOf(database, cart, channelId);
  return { cart, view, quote: quoteOf(view) };
}

type WithDraft = { readonly draft: { readonly orderId: string; readonly cartId?: string } };

/**
 * For the gate's `admit`: locks the carts of a batch of orders and names those orders whose cart is no longer open, so that a cart
 * is ordered once. Of two orders for one cart in a batch, the first is admitted. The lock's class is not declared, because in the
 * gate rows of payments follow; nothing that holds those asks for a cart.
 */
export async function admitCarts(tx: Tx, orders: readonly WithDraft[]): Promise<ReadonlyMap<string, Refusal>> {
  return (await lockForOrders(tx, orders)).barred;
}

/** As `admitCarts`, with the carts that are now locked: `closeCarts` may be given them. */
export async function lockForOrders(
  tx: Tx,
  orders: readonly WithDraft[],
): Promise<{ barred: Map<string, Refusal>; carts: ReadonlyMap<string, Cart> }> {
  const barred = new Map<string, Refusal>();
  const wanted = orders.flatMap(({ draft }) =>
    draft.cartId === undefined ? [] : [{ orderId: draft.orderId, cartId: draft.cartId }],
  );
  if (wanted.length === 0) return { barred, carts: new Map() };
  const carts = await lockCarts(
    tx,
    wanted.map((want) => want.cartId),
  );
  const first = new Map<string, string>();
  for (const { orderId, cartId } of wanted) {
    const cart = carts.get(cartId);
    const other = first.get(cartId);
    if (!cart) barred.set(orderId, new Refusal('carts.not_found', { detail: cartId }));
    else if (cart.status !== 'open')
      barred.set(orderId, new Refusal('carts.closed', { status: cart.status, became: cart.became }));
    else if (other !== undefined)
      barred.set(orderId, new Refusal('carts.closed', { status: 'ordered', became: other }));
    else first.set(cartId, orderId);
  }
  return { barred, carts };
}

export type CloseCart = { readonly cartId: string; readonly orderId: string; readonly actor: string };

/**
 * Closes carts with their orders, in the order's transaction. The same again changes nothing. `held`: carts that this transaction has
 * locked already. Refuses `carts.closed`, `carts.not_found`.
 */
export async function closeCarts(
  tx: Tx,
  closings: readonly CloseCart[],
  held?: ReadonlyMap<string, Cart>,
): Promise<Outcome<Cart>[]> {
  return settle(tx, closings, 'ordered', held);
}

/** Opens the carts of orders that were never paid again, so that the shopper can go on. */
export async function reopenCarts(tx: Tx, closings: readonly CloseCart[]): Promise<Outcome<Cart>[]> {
  return settle(tx, closings, 'open');
}

async function settle(
  tx: Tx,
  closings: readonly CloseCart[],
  to: 'ordered' | 'open',
  held?: ReadonlyMap<string, Cart>,
): Promise<Outcome<Cart>[]> {
  if (closings.length === 0) return [];
  lock(tx, 'carts.cart');
  const ids = closings.map((closing) => closing.cartId);
  const before = held ?? (await lockCarts(tx, ids));
  const after = new Map(before);
  const actors = new Map<string, string>();
  const outcomes = closings.map(({ cartId, orderId, actor }): Outcome<Cart> => {
    const cart = after.get(cartId);
    if (!cart) return refused('carts.not_found', { detail: cartId });
    const mine = cart.status === 'ordered' && cart.became === orderId;
    if (to === 'ordered' ? mine : cart.status === 'open') return granted(cart);
    if (to === 'ordered' ? cart.status !== 'open' : !mine) {
      return refused('carts.closed', { status: cart.status, became: cart.became });
    }
    const settled: Cart = { ...cart, status: to, became: to === 'ordered' ? orderId : null };
    after.set(cartId, settled);
    actors.set(cartId, actor);
    return granted(settled);
  });
  const orderOf = new Map(closings.map((closing) => [closing.cartId, closing.orderId]));
  await writeCarts(
    tx,
    [...actors].map(([cartId, actor]) => ({
      before: before.get(cartId),
      after: after.get(cartId) as Cart,
      fact: to === 'ordered' ? ('ordered' as const) : ('reopened' as const),
      actor,
      mentions: [orderOf.get(cartId) ?? ''].filter((id) => id !== ''),
      body: { orderId: orderOf.get(cartId) },
    })),
  );
  return outcomes;
}

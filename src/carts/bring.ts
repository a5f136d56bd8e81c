import { lock, type Database, type Tx } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import { reachOf } from './facts.ts';
import { sharing, tooLow, type Cart, type Reach } from './model.ts';
import { cartById, lockCarts } from './queries.ts';
import { writeCarts } from './write.ts';

export type BringCart = {
  readonly cartId: string;
  /** The till's channel, and the device or session that takes the cart. */
  readonly channelId: string;
  readonly till: string;
  readonly staffId: string;
  /** The customer who stands at the till, where one has been identified. */
  readonly customerId?: string | undefined;
};

/**
 * Brings a customer's cart to a till; journaled with who did it. It stays the customer's one cart: the phone sees where it is.
 * *Unified* lets any cart come; *synchronised* only that of the customer at the till (`carts.wrong_customer`). Below, never: a
 * bridged cart can only be copied, by its link, and an isolated one not at all (`carts.level` names the level and the one it would
 * take). Repeatable.
 */
export async function bringToTill(database: Database, input: BringCart): Promise<Cart> {
  const cart = await cartById(database, input.cartId);
  if (!cart) refuse('carts.not_found', { detail: input.cartId });
  const reach = await reachOf(database, cart.channelId, input.channelId);
  return database.transaction({ actor: input.staffId, channelId: input.channelId }, (tx) => bring(tx, input, reach));
}

async function bring(tx: Tx, input: BringCart, reach: Reach): Promise<Cart> {
  lock(tx, 'carts.cart');
  const cart = (await lockCarts(tx, [input.cartId])).get(input.cartId);
  if (!cart) refuse('carts.not_found', { detail: input.cartId });
  checkBring(cart, input, reach);
  if (cart.status !== 'open') refuse('carts.closed', { status: cart.status, became: cart.became });
  if (cart.till === input.till && cart.broughtBy === input.staffId) return cart;
  const after = { ...cart, till: input.till, broughtBy: input.staffId };
  const mentions = [input.staffId];
  const body = { till: input.till, level: reach.level };
  const [brought] = await writeCarts(tx, [
    { before: cart, after, fact: 'brought', actor: input.staffId, mentions, body },
  ]);
  return brought ?? cart;
}

/** Pure: may this cart be brought? */
export function checkBring(
  cart: Pick<Cart, 'customerId'>,
  input: Pick<BringCart, 'customerId'>,
  { level }: Reach,
): void {
  const allows = sharing[level];
  if (allows.staffWorks) return;
  if (!allows.staffSees || input.customerId === undefined || cart.customerId === null)
    unwrap(tooLow(level, 'staffWorks'));
  if (cart.customerId !== input.customerId) refuse('carts.wrong_customer');
}

/** Leaves the cart to the customer again: the sale at the till did not happen. Repeatable. */
export async function leaveTill(database: Database, input: { cartId: string; staffId: string }): Promise<Cart> {
  return database.transaction({ actor: input.staffId }, async (tx) => {
    lock(tx, 'carts.cart');
    const cart = (await lockCarts(tx, [input.cartId])).get(input.cartId);
    if (!cart) refuse('carts.not_found', { detail: input.cartId });
    if (cart.till === null || cart.status !== 'open') return cart;
    const after = { ...cart, till: null, broughtBy: null };
    const [left] = await writeCarts(tx, [
      { before: cart, after, fact: 'changed', actor: input.staffId, body: { left: cart.till } },
    ]);
    return left ?? cart;
  });
}

/** Sign-in: the cart of the device and the one cart of the customer become one, and nothing is lost silently. */
import { lock, sql, type Database, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { goodsOn, reachOf } from './facts.ts';
import { emptyCart, limits, mergeLines, sharing, type Cart, type Offer } from './model.ts';
import { cartById, lockCarts, sharedCartId } from './queries.ts';
import { writeCarts } from './write.ts';

export type Claim = {
  readonly customerId: string;
  /** The channel on which the customer signed in. */
  readonly channelId: string;
  readonly actor: string;
  /** The cart of the device and its secret's hash. */
  readonly cartId?: string | undefined;
  readonly tokenHash?: string | undefined;
  /** Begin a cart under this id if there is none. */
  readonly openAs?: string;
};

/**
 * Gives the device's cart to the customer. On a channel that shares carts it becomes, or is merged into, the customer's one cart; else
 * it stays the cart of this device and only knows its customer. Repeatable. Undefined: the customer has no cart here. Refuses
 * `carts.not_found` for a cart whose secret the caller does not have, `carts.exists` when `openAs` is somebody else's.
 */
export async function claimCart(database: Database, claim: Claim): Promise<Cart | undefined> {
  const mine = claim.cartId === undefined ? undefined : await cartById(database, claim.cartId);
  if (claim.cartId !== undefined && (!mine || !holds(claim, mine))) refuse('carts.not_found', { detail: claim.cartId });
  const { level } = await reachOf(database, mine?.channelId ?? claim.channelId, claim.channelId);
  const caller = { actor: claim.actor, channelId: claim.channelId };
  if (!sharing[level].shared) {
    return mine && database.transaction(caller, (tx) => nameCustomer(tx, claim, mine.cartId));
  }
  const sharedId = await sharedCartId(database, claim.customerId);
  if (!mine && claim.openAs === undefined) return sharedId === undefined ? undefined : cartById(database, sharedId);
  // What is for sale is looked up before the transaction: a transaction never waits for a second connection.
  const skuIds = mine?.lines.map((line) => line.skuId) ?? [];
  const goods = await goodsOn(database, claim.channelId, skuIds);
  const offers = new Map(skuIds.map((skuId) => [skuId, goods.offer(skuId)]));
  return database.transaction(caller, (tx) => joinCarts(tx, claim, mine?.cartId, offers));
}

/** The secret opens it, or it is the customer's already. */
function holds(claim: Claim, cart: Cart): boolean {
  if (cart.customerId !== null && cart.customerId !== claim.customerId) return false;
  return (
    (cart.tokenHash !== null && cart.tokenHash === claim.tokenHash) ||
    (cart.tokenHash === null && cart.customerId === claim.customerId)
  );
}

async function nameCustomer(tx: Tx, claim: Claim, cartId: string): Promise<Cart | undefined> {
  lock(tx, 'carts.cart');
  const cart = (await lockCarts(tx, [cartId])).get(cartId);
  if (!cart || !holds(claim, cart) || cart.customerId !== null || cart.status !== 'open') return cart;
  const after = { ...cart, customerId: claim.customerId };
  return (await writeCarts(tx, [{ before: cart, after, fact: 'claimed', actor: claim.actor }]))[0];
}

async function joinCarts(
  tx: Tx,
  claim: Claim,
  mineId: string | undefined,
  offers: ReadonlyMap<string, Offer>,
): Promise<Cart | undefined> {
  const sharedId = await lockShared(tx, claim.customerId, mineId ?? claim.openAs ?? '');
  lock(tx, 'carts.cart');
  const carts = await lockCarts(tx, [sharedId, ...(mineId === undefined ? [] : [mineId])]);
  const main = openOrNothing(carts.get(sharedId));
  const held = mineId === undefined ? undefined : openOrNothing(carts.get(mineId));
  const mine = held && holds(claim, held) ? held : undefined;
  const { customerId, actor } = claim;
  if (main && main.customerId === customerId) {
    return mine && mine.cartId !== main.cartId ? mergeInto(tx, main, mine, offers, actor) : main;
  }
  if (mine) {
    await pointShared(tx, customerId, mine.cartId);
    const after = { ...mine, customerId, tokenHash: null };
    return (await writeCarts(tx, [{ before: mine, after, fact: 'claimed', actor }]))[0];
  }
  if (claim.openAs === undefined) return undefined;
  if ((await lockCarts(tx, [claim.openAs])).size > 0) refuse('carts.exists', { detail: claim.openAs });
  await pointShared(tx, customerId, claim.openAs);
  return openShared(tx, claim, claim.openAs);
}

const openOrNothing = (cart: Cart | undefined): Cart | undefined => (cart?.status === 'open' ? cart : undefined);

/** Locks the row that says which cart is the customer's; makes it when it is missing. */
async function lockShared(tx: Tx, customerId: string, cartId: string): Promise<string> {
  lock(tx, 'carts.shared');
  await tx.query(
    sql`INSERT INTO carts.shared (customer_id, cart_id) VALUES (${customerId}, ${cartId}) ON CONFLICT DO NOTHING`,
  );
  const [row] = await tx.query<{ cartId: string }>(
    sql`SELECT cart_id AS "cartId" FROM carts.shared WHERE customer_id = ${customerId} FOR UPDATE`,
  );
  return row?.cartId ?? cartId;
}

async function pointShared(tx: Tx, customerId: string, cartId: string): Promise<void> {
  await tx.query(
    sql`UPDATE carts.shared SET cart_id = ${cartId} WHERE customer_id = ${customerId} AND cart_id <> ${cartId}`,
  );
}

async function mergeInto(
  tx: Tx,
  main: Cart,
  mine: Cart,
  offers: ReadonlyMap<string, Offer>,
  actor: string,
): Promise<Cart | undefined> {
  const merged =
    mine.lines.length > 0 ? mergeLines(main.lines, mine.lines, offers) : { lines: main.lines, notices: [] };
  const codes = [...new Set([...main.codes, ...mine.codes])].slice(0, limits.codes);
  const after = { ...main, lines: merged.lines, codes, pending: [...main.pending, ...merged.notices] };
  const [cart] = await writeCarts(tx, [
    { before: main, after, fact: 'changed', actor, mentions: [mine.cartId], body: { mergedFrom: mine.cartId } },
    {
      before: mine,
      after: { ...mine, status: 'merged', became: main.cartId, customerId: main.customerId },
      fact: 'merged',
      actor,
      mentions: [main.cartId],
      body: { into: main.cartId, cut: merged.notices.length > 0 ? merged.notices.length - 1 : 0 },
    },
  ]);
  return cart;
}

async function openShared(tx: Tx, claim: Claim, cartId: string): Promise<Cart | undefined> {
  const { customerId, channelId, actor } = claim;
  const after = emptyCart({ cartId, tokenHash: null, customerId, channelId }, tx.now);
  return (await writeCarts(tx, [{ before: undefined, after, fact: 'opened', actor }]))[0];
}

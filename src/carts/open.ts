/** Beginning a cart: anonymous with a secret, or the one cart of a known customer. */
import { createBatcher, type Batcher } from '#base/batcher';
import { sha256 } from '#base/canonical';
import { perDatabase, sql, type Database, type Tx } from '#base/db';
import { newSecret } from '#base/ids';
import { granted, refused, type Outcome } from '#base/refusal';
import { claimCart } from './claim.ts';
import { reachOf } from './facts.ts';
import { emptyCart, sharing, type Cart, type CartLine } from './model.ts';
import { cartById } from './queries.ts';
import { writeCarts } from './write.ts';

export type NewCart = {
  readonly cartId: string;
  readonly tokenHash: string | null;
  readonly customerId: string | null;
  readonly channelId: string;
  readonly actor: string;
  readonly copiedFrom?: string;
  readonly lines?: readonly Pick<CartLine, 'skuId' | 'quantity' | 'cards'>[];
};

type Begun = {
  readonly cart: Cart;
  /** It was there before: `cart` is only its beginning. */
  readonly known: boolean;
};

/**
 * Begins carts. The same id with the same secret again is the same cart; an id or a secret that another cart has is refused with
 * `carts.exists`.
 */
export async function openCarts(tx: Tx, wanted: readonly NewCart[]): Promise<Outcome<Begun>[]> {
  const hashes = wanted.flatMap(({ tokenHash }) => (tokenHash === null ? [] : [tokenHash]));
  const taken = await tx.query<{ cartId: string; tokenHash: string | null }>(sql`
    SELECT cart_id AS "cartId", token_hash AS "tokenHash" FROM carts.cart WHERE cart_id = ANY(${wanted.map((w) => w.cartId)}::text[])
    UNION ALL SELECT cart_id, token_hash FROM carts.cart WHERE token_hash = ANY(${hashes}::text[])`);
  const ids = new Map(taken.map((row) => [row.cartId, row.tokenHash]));
  const secrets = new Map(taken.map((row) => [row.tokenHash, row.cartId]));
  const fresh = new Map<string, Cart>();
  const outcomes = wanted.map((want): Outcome<Begun> => {
    const { cartId, tokenHash } = want;
    const same = ids.has(cartId) && tokenHash !== null && ids.get(cartId) === tokenHash;
    if (!same && (ids.has(cartId) || (tokenHash !== null && secrets.has(tokenHash)))) {
      return refused('carts.exists', { detail: cartId });
    }
    const cart = fresh.get(cartId) ?? newCart(want, tx);
    if (!same) fresh.set(cartId, cart);
    ids.set(cartId, tokenHash);
    if (tokenHash !== null) secrets.set(tokenHash, cartId);
    return granted({ cart, known: same });
  });
  const actors = new Map(wanted.map((want) => [want.cartId, want]));
  await writeCarts(
    tx,
    [...fresh.values()].map((after) => ({
      before: undefined,
      after,
      fact: after.copiedFrom === null ? ('opened' as const) : ('copied' as const),
      actor: actors.get(after.cartId)?.actor ?? 'visitor',
      ...(after.copiedFrom === null ? {} : { mentions: [after.copiedFrom], body: { from: after.copiedFrom } }),
    })),
  );
  return outcomes;
}

function newCart(want: NewCart, tx: Tx): Cart {
  const { cartId, tokenHash, customerId, channelId, copiedFrom, lines = [] } = want;
  const cart = emptyCart({ cartId, tokenHash, customerId, channelId }, tx.now, copiedFrom ?? null);
  const added = { addedChannelId: channelId, addedAt: tx.now, seen: null };
  return {
    ...cart,
    lines: lines.map(({ skuId, quantity, cards }) => ({ ...added, skuId, quantity, ...(cards ? { cards } : {}) })),
  };
}

const batcher: (database: Database) => Batcher<NewCart, Begun> = perDatabase((database) =>
  createBatcher(database, { name: 'carts.open', caller: { actor: 'visitor' }, lanes: 1, run: openCarts }),
);

export type Opened = {
  readonly cart: Cart;
  /** The secret that opens the cart; null when the customer's session does. */
  readonly token: string | null;
};

/**
 * Begins a cart on a channel. A signed-in customer of a channel that shares carts gets the one they have, if any, and no secret.
 * `token` is a secret of the caller's own making, so that the call can be repeated; without it we make one, told only once.
 */
export async function openCart(
  database: Database,
  input: {
    cartId: string;
    channelId: string;
    customerId?: string | undefined;
    token?: string | undefined;
    actor: string;
  },
): Promise<Outcome<Opened>> {
  const { cartId, channelId, customerId, actor } = input;
  const { level } = await reachOf(database, channelId, channelId);
  if (customerId !== undefined && sharing[level].shared) {
    const cart = await claimCart(database, { customerId, channelId, actor, openAs: cartId });
    return cart ? granted({ cart, token: null }) : refused('carts.exists', { detail: cartId });
  }
  const token = input.token ?? newSecret();
  const outcome = await batcher(database).submit({
    cartId,
    channelId,
    customerId: customerId ?? null,
    tokenHash: sha256(token),
    actor,
  });
  if (!outcome.ok) return outcome;
  const { cart, known } = outcome.value;
  // A repeated call finds the cart as it is by now.
  return granted({ cart: (known ? await cartById(database, cart.cartId) : undefined) ?? cart, token });
}

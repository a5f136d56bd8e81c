/** Bridged carts: a link (or its QR code) from which a cart is copied to another channel or device. The copy shares nothing later. */
import { sha256 } from '#base/canonical';
import { maybeOne, sql, type Database, type Db, type Tx } from '#base/db';
import { newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import { DAY, plus, type Instant } from '#base/time';
import { withoutNames } from './cards.ts';
import { reachOf } from './facts.ts';
import { limits, LINK_DAYS, sharing, tooLow, type Cart } from './model.ts';
import { openCarts } from './open.ts';
import { cartById } from './queries.ts';

export type CartLink = {
  readonly code: string;
  /** The path of the page that shows it: what a QR code holds, after the shop's own address. */
  readonly path: string;
  readonly expiresAt: Instant;
};

/**
 * Makes a link. It may be used more than once within a week (mail programs open links before people do), by whoever has it: it shows
 * articles and quantities, nothing personal. Each call makes another; the oldest beyond twenty end. Refuses `carts.closed`,
 * `carts.empty`, and `carts.level` on an isolated channel. The caller has checked that the cart may be opened.
 */
export async function linkCart(tx: Tx, cart: Cart, level: keyof typeof sharing, actor: string): Promise<CartLink> {
  if (!sharing[level].copies) unwrap(tooLow(level, 'copies'));
  if (cart.status !== 'open') refuse('carts.closed', { status: cart.status });
  if (cart.lines.length === 0) refuse('carts.empty');
  const code = newSecret(10);
  const expiresAt = plus(tx.now, LINK_DAYS * DAY);
  await tx.query(sql`
    DELETE FROM carts.link WHERE link_hash IN (
      SELECT link_hash FROM carts.link WHERE cart_id = ${cart.cartId} ORDER BY made_at DESC OFFSET ${limits.links - 1})`);
  await tx.query(sql`
    INSERT INTO carts.link (link_hash, cart_id, made_at, expires_at)
    VALUES (${sha256(code)}, ${cart.cartId}, ${tx.now}::timestamptz, ${expiresAt}::timestamptz)`);
  announce(tx, { type: 'carts.linked', subjectKind: 'cart', subjectId: cart.cartId, channelId: cart.channelId, actor });
  return { code, path: `/cart/open/${code}`, expiresAt };
}

/** The open cart behind a link's code, without the names of who gets gift cards; refuses `carts.link_not_found`. */
export async function linkedCart(database: Database, code: string): Promise<Cart> {
  const link = await liveLink(database, code);
  const cart = link && (await cartById(database, link.cartId));
  if (!cart || cart.status !== 'open') refuse('carts.link_not_found');
  return { ...cart, lines: withoutNames(cart.lines) };
}

function liveLink(db: Db, code: string): Promise<{ cartId: string } | undefined> {
  return maybeOne(
    db.query<{ cartId: string }>(
      sql`SELECT cart_id AS "cartId" FROM carts.link WHERE link_hash = ${sha256(code)} AND expires_at > now()`,
    ),
  );
}

export type CopyCart = {
  readonly code: string;
  /** The id and the secret of the copy; the caller may make the secret, so that the call can be repeated. */
  readonly cartId: string;
  readonly token?: string | undefined;
  readonly channelId: string;
  readonly customerId?: string | undefined;
  readonly actor: string;
};

/**
 * Copies the cart behind a link to a channel. Refuses `carts.link_not_found`, `carts.exists`, and `carts.level` when either channel
 * is isolated.
 */
export async function copyCart(database: Database, input: CopyCart): Promise<{ cart: Cart; token: string }> {
  const source = await linkedCart(database, input.code);
  const { level } = await reachOf(database, source.channelId, input.channelId);
  if (!sharing[level].copies) unwrap(tooLow(level, 'copies'));
  const token = input.token ?? newSecret();
  const { cartId, channelId, actor } = input;
  const cart = await database.transaction({ actor, channelId }, async (tx) => {
    const customerId = input.customerId ?? null;
    const wanted = {
      cartId,
      tokenHash: sha256(token),
      customerId,
      channelId,
      actor,
      copiedFrom: source.cartId,
      lines: source.lines,
    };
    const [outcome] = await openCarts(tx, [wanted]);
    return outcome ? unwrap(outcome).cart : refuse('carts.exists');
  });
  return { cart, token };
}

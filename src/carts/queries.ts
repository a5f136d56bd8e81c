import { maybeOne, perDatabase, sql, type Database, type Db, type Row, type Sql } from '#base/db';
import { money } from '#base/money';
import { instantOfMs, type Instant } from '#base/time';
import type { CartCard } from './cards.ts';
import type { Cart, CartLine, CartStatus } from './model.ts';

type LineArray = [
  skuId: string,
  quantity: number,
  channelId: string,
  addedMs: number,
  minor: number | null,
  currency: string | null,
  cards: readonly CartCard[] | null,
];
type CartRow = Omit<Cart, 'lines'> & { readonly lines: readonly LineArray[] | null };

const columns = sql`c.cart_id AS "cartId", c.token_hash AS "tokenHash", c.customer_id AS "customerId", c.channel_id AS "channelId",
  c.status, c.version, c.became, c.copied_from AS "copiedFrom", c.till, c.brought_by AS "broughtBy", c.recent_adds AS "recentAdds",
  c.pending, c.codes, c.created_at AS "createdAt", c.updated_at AS "updatedAt",
  (SELECT jsonb_agg(jsonb_build_array(l.sku_id, l.quantity, l.added_channel_id, (extract(epoch FROM l.added_at) * 1000)::bigint, l.seen_minor, l.seen_currency, l.cards)
    ORDER BY l.added_at, l.sku_id) FROM carts.cart_line l WHERE l.cart_id = c.cart_id) AS lines`;

function cartOf({ lines, ...row }: CartRow): Cart {
  return { ...row, lines: (lines ?? []).map(lineOf) };
}

function lineOf([skuId, quantity, addedChannelId, addedMs, minor, currency, cards]: LineArray): CartLine {
  const seen = minor === null || currency === null ? null : money(minor, currency);
  const line = { skuId, quantity, addedChannelId, addedAt: instantOfMs(addedMs), seen };
  return cards === null ? line : { ...line, cards };
}

/** Carts this process knows, each with its version: whoever reads a cart asks the database for its version first. */
type Known = { get(cartId: string): Cart | undefined; keep(cart: Cart): void };

/** Bounded by lines, not by carts: a few hundred full carts weigh as much as many thousand small ones. */
const MAX_KNOWN_LINES = 60_000;

const known: (database: Database) => Known = perDatabase(() => {
  const kept = new Map<string, Cart>();
  let weight = 0;
  const drop = (cart: Cart): void => {
    if (kept.delete(cart.cartId)) weight -= cart.lines.length + 4;
  };
  return {
    get: (cartId) => kept.get(cartId),
    keep: (cart) => {
      const before = kept.get(cart.cartId);
      if (before && before.version > cart.version) return;
      if (before) drop(before);
      kept.set(cart.cartId, cart);
      weight += cart.lines.length + 4;
      for (const oldest of kept.values()) {
        if (weight <= MAX_KNOWN_LINES) break;
        drop(oldest);
      }
    },
  };
});

/** The cart as this process last saw it: good for finding out its channel, never for deciding. */
export function lastKnown(database: Database, cartId: string): Cart | undefined {
  return known(database).get(cartId);
}

/** Keeps carts that were read or written; after a commit only. */
export function keepCarts(database: Database, carts: Iterable<Cart>): void {
  for (const cart of carts) known(database).keep(cart);
}

/** Reads carts with their lines, or takes them from the process where the database's version says that they are current. */
async function readCurrent(
  db: Db,
  database: Database,
  versions: readonly { cartId: string; version: number }[],
): Promise<Map<string, Cart>> {
  const found = new Map<string, Cart>();
  const missing: string[] = [];
  for (const { cartId, version } of versions) {
    const cart = known(database).get(cartId);
    if (cart?.version === version) found.set(cartId, cart);
    else missing.push(cartId);
  }
  if (missing.length === 0) return found;
  const rows = await db.query<CartRow>(
    sql`SELECT ${columns} FROM carts.cart c WHERE c.cart_id = ANY(${missing}::text[])`,
  );
  for (const row of rows) found.set(row.cartId, cartOf(row));
  return found;
}

/** A cart by id as it is now; whether the caller may see it is another question (`mayOpen`). */
export async function cartById(database: Database, cartId: string): Promise<Cart | undefined> {
  const versions = await database.query<{ cartId: string; version: number }>(
    sql`SELECT cart_id AS "cartId", version FROM carts.cart WHERE cart_id = ${cartId}`,
  );
  const cart = (await readCurrent(database, database, versions)).get(cartId);
  if (cart) keepCarts(database, [cart]);
  return cart;
}

/** Locks carts for this transaction, in order of id, and reads them. The lock comes first, in its own statement. */
export async function lockCarts(
  tx: { query: Db['query']; readonly database: Database },
  cartIds: readonly string[],
): Promise<Map<string, Cart>> {
  const versions = await tx.query<{ cartId: string; version: number }>(sql`
    SELECT cart_id AS "cartId", version FROM carts.cart WHERE cart_id = ANY(${[...new Set(cartIds)]}::text[]) ORDER BY cart_id FOR NO KEY UPDATE`);
  return readCurrent(tx, tx.database, versions);
}

/** The id of the cart that this secret opens. */
export async function cartIdByToken(db: Db, tokenHash: string): Promise<string | undefined> {
  const row = await maybeOne(
    db.query<{ cartId: string }>(sql`SELECT cart_id AS "cartId" FROM carts.cart WHERE token_hash = ${tokenHash}`),
  );
  return row?.cartId;
}

/** The id of a customer's one open cart on the channels that share carts. */
export async function sharedCartId(db: Db, customerId: string): Promise<string | undefined> {
  const row = await maybeOne(
    db.query<{ cartId: string }>(sql`
      SELECT s.cart_id AS "cartId" FROM carts.shared s JOIN carts.cart c ON c.cart_id = s.cart_id AND c.customer_id = s.customer_id AND c.status = 'open'
      WHERE s.customer_id = ${customerId}`),
  );
  return row?.cartId;
}

export type CartSummary = {
  readonly cartId: string;
  readonly customerId: string | null;
  readonly channelId: string;
  readonly status: CartStatus;
  readonly version: number;
  readonly till: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly lines: number;
  readonly units: number;
};

const summary = sql`c.cart_id AS "cartId", c.customer_id AS "customerId", c.channel_id AS "channelId", c.status, c.version, c.till,
  c.created_at AS "createdAt", c.updated_at AS "updatedAt",
  (SELECT count(*) FROM carts.cart_line l WHERE l.cart_id = c.cart_id)::int AS lines,
  (SELECT coalesce(sum(l.quantity), 0) FROM carts.cart_line l WHERE l.cart_id = c.cart_id)::int AS units`;

/** By when they were opened (`newest`, `oldest`), or by their last change: the last one first, or the one left longest. */
export const cartSorts = ['newest', 'oldest', 'changed', 'idle'] as const;
export type CartSort = (typeof cartSorts)[number];

/** The instant of a cart that a page of such a list goes on from. */
export const sortedAt = (cart: CartSummary, sort: CartSort): Instant =>
  sort === 'newest' || sort === 'oldest' ? cart.createdAt : cart.updatedAt;

type CartPage = {
  readonly sort: CartSort;
  readonly after?: { readonly at: Instant; readonly id: string } | undefined;
  readonly limit: number;
};

/**
 * The change of a cart has no index on purpose: carts are written all day, each write would pay for it, and the office sorts by it
 * now and then.
 */
function pageOf({ sort, after, limit }: CartPage): Sql {
  const at = after?.at ?? null;
  const id = after?.id ?? '';
  if (sort === 'oldest')
    return sql`AND (${at}::timestamptz IS NULL OR (c.created_at, c.cart_id) > (${at}::timestamptz, ${id}))
      ORDER BY c.created_at, c.cart_id LIMIT ${limit}`;
  if (sort === 'idle')
    return sql`AND (${at}::timestamptz IS NULL OR (c.updated_at, c.cart_id) > (${at}::timestamptz, ${id}))
      ORDER BY c.updated_at, c.cart_id LIMIT ${limit}`;
  if (sort === 'changed')
    return sql`AND (${at}::timestamptz IS NULL OR (c.updated_at, c.cart_id) < (${at}::timestamptz, ${id}))
      ORDER BY c.updated_at DESC, c.cart_id DESC LIMIT ${limit}`;
  return sql`AND (${at}::timestamptz IS NULL OR (c.created_at, c.cart_id) < (${at}::timestamptz, ${id}))
    ORDER BY c.created_at DESC, c.cart_id DESC LIMIT ${limit}`;
}

/** A page of all carts, or of those in a status. */
export async function cartList(db: Db, filter: CartPage & { status?: CartStatus | undefined }): Promise<CartSummary[]> {
  return db.query<CartSummary & Row>(sql`
    SELECT ${summary} FROM carts.cart c
    WHERE (${filter.status ?? null}::text IS NULL OR c.status = ${filter.status ?? null}) ${pageOf(filter)}`);
}

/** A page of the open carts of these customers. */
export async function openCartsOf(
  db: Db,
  customerIds: readonly string[],
  page: CartPage = { sort: 'changed', limit: 100 },
): Promise<CartSummary[]> {
  return db.query<CartSummary & Row>(sql`
    SELECT ${summary} FROM carts.cart c
    WHERE c.customer_id = ANY(${customerIds}::text[]) AND c.status = 'open' ${pageOf(page)}`);
}

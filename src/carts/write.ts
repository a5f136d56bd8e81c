/** The only writer of carts and their lines: set-wise, a fixed number of statements whatever the number of carts. */
import { sql, type Tx } from '#base/db';
import { announce, type NewEvent } from '#base/journal';
import { must } from '#base/assert';
import type { Cart, CartLine } from './model.ts';
import { keepCarts } from './queries.ts';

/** A changed cart, what became known, and by whom. `before` undefined: a new cart. */
export type CartWrite = {
  readonly before: Cart | undefined;
  readonly after: Cart;
  readonly fact:
    | 'opened'
    | 'changed'
    | 'merged'
    | 'copied'
    | 'brought'
    | 'claimed'
    | 'ordered'
    | 'abandoned'
    | 'reopened';
  readonly actor: string;
  readonly mentions?: readonly string[];
  readonly body?: Readonly<Record<string, unknown>>;
};

/**
 * Writes carts that this transaction has locked or just made. Each gets the next version and one fact in the journal; the process
 * keeps the result after the commit. Returns the carts as written.
 */
export async function writeCarts(tx: Tx, writes: readonly CartWrite[]): Promise<Cart[]> {
  if (writes.length === 0) return [];
  const carts = writes.map(({ before, after }) => ({
    ...after,
    version: (before?.version ?? 0) + 1,
    updatedAt: tx.now,
  }));
  const made = carts.filter((_, i) => writes[i]?.before === undefined);
  const changed = carts.filter((_, i) => writes[i]?.before !== undefined);
  await Promise.all([insertCarts(tx, made), updateCarts(tx, changed), writeLines(tx, writes)]);
  announce(
    tx,
    carts.map((cart, i) => factOf(cart, must(writes[i], 'the write of a cart'))),
  );
  tx.afterCommit(() => keepCarts(tx.database, carts));
  return carts;
}

function factOf(cart: Cart, write: CartWrite): NewEvent {
  const mentions = [cart.customerId, ...(write.mentions ?? [])].filter((id) => id !== null);
  return {
    type: `carts.${write.fact}`,
    subjectKind: 'cart',
    subjectId: cart.cartId,
    version: cart.version,
    channelId: cart.channelId,
    actor: write.actor,
    ...(mentions.length > 0 ? { mentions } : {}),
    body: { lines: cart.lines.length, ...write.body },
  };
}

async function insertCarts(tx: Tx, carts: readonly Cart[]): Promise<void> {
  if (carts.length === 0) return;
  await tx.query(sql`
    INSERT INTO carts.cart (cart_id, token_hash, customer_id, channel_id, status, version, copied_from, pending, codes, active_on, created_at, updated_at)
    SELECT w.cart_id, w.token_hash, w.customer_id, w.channel_id, 'open', 1, w.copied_from, w.pending::jsonb, string_to_array(w.codes, E'\\n'),
      ${tx.now}::timestamptz::date, ${tx.now}::timestamptz, ${tx.now}::timestamptz
    FROM unnest(${carts.map((c) => c.cartId)}::text[], ${carts.map((c) => c.tokenHash)}::text[], ${carts.map((c) => c.customerId)}::text[],
      ${carts.map((c) => c.channelId)}::text[], ${carts.map((c) => c.copiedFrom)}::text[], ${carts.map((c) => JSON.stringify(c.pending))}::text[], ${carts.map((c) => c.codes.join('\n'))}::text[])
      AS w(cart_id, token_hash, customer_id, channel_id, copied_from, pending, codes)`);
}

async function updateCarts(tx: Tx, carts: readonly Cart[]): Promise<void> {
  if (carts.length === 0) return;
  await tx.query(sql`
    UPDATE carts.cart c SET token_hash = w.token_hash, customer_id = w.customer_id, status = w.status, version = w.version, became = w.became,
      till = w.till, brought_by = w.brought_by, brought_at = CASE WHEN w.till IS NOT DISTINCT FROM c.till THEN c.brought_at ELSE ${tx.now}::timestamptz END,
      recent_adds = string_to_array(w.recent_adds, E'\\n'), codes = string_to_array(w.codes, E'\\n'), pending = w.pending::jsonb,
      active_on = ${tx.now}::timestamptz::date, updated_at = ${tx.now}::timestamptz
    FROM unnest(${carts.map((c) => c.cartId)}::text[], ${carts.map((c) => c.tokenHash)}::text[], ${carts.map((c) => c.customerId)}::text[],
      ${carts.map((c) => c.status)}::text[], ${carts.map((c) => c.version)}::int[], ${carts.map((c) => c.became)}::text[],
      ${carts.map((c) => c.till)}::text[], ${carts.map((c) => c.broughtBy)}::text[], ${carts.map((c) => c.recentAdds.join('\n'))}::text[],
      ${carts.map((c) => JSON.stringify(c.pending))}::text[], ${carts.map((c) => c.codes.join('\n'))}::text[])
      AS w(cart_id, token_hash, customer_id, status, version, became, till, brought_by, recent_adds, pending, codes)
    WHERE c.cart_id = w.cart_id`);
}

/** Only the lines that differ are written. */
async function writeLines(tx: Tx, writes: readonly CartWrite[]): Promise<void> {
  const put: { cartId: string; line: CartLine }[] = [];
  const gone: { cartId: string; skuId: string }[] = [];
  for (const { before, after } of writes) {
    if (before?.lines === after.lines) continue;
    const old = new Map(before?.lines.map((line) => [line.skuId, line]));
    for (const line of after.lines) {
      if (old.get(line.skuId) !== line) put.push({ cartId: after.cartId, line });
      old.delete(line.skuId);
    }
    for (const skuId of old.keys()) gone.push({ cartId: after.cartId, skuId });
  }
  await Promise.all([putLines(tx, put), deleteLines(tx, gone)]);
}

async function putLines(tx: Tx, put: readonly { cartId: string; line: CartLine }[]): Promise<void> {
  if (put.length === 0) return;
  await tx.query(sql`
    INSERT INTO carts.cart_line (cart_id, sku_id, quantity, added_channel_id, added_at, seen_minor, seen_currency, cards)
    SELECT * FROM unnest(${put.map((p) => p.cartId)}::text[], ${put.map((p) => p.line.skuId)}::text[], ${put.map((p) => p.line.quantity)}::int[],
      ${put.map((p) => p.line.addedChannelId)}::text[], ${put.map((p) => p.line.addedAt)}::timestamptz[],
      ${put.map((p) => p.line.seen?.minor ?? null)}::bigint[], ${put.map((p) => p.line.seen?.currency ?? null)}::text[],
      ${put.map((p) => (p.line.cards ? JSON.stringify(p.line.cards) : null))}::jsonb[])
    ON CONFLICT (cart_id, sku_id) DO UPDATE SET quantity = excluded.quantity, added_at = excluded.added_at, seen_minor = excluded.seen_minor, seen_currency = excluded.seen_currency,
      cards = excluded.cards`);
}

async function deleteLines(tx: Tx, gone: readonly { cartId: string; skuId: string }[]): Promise<void> {
  if (gone.length === 0) return;
  await tx.query(sql`
    DELETE FROM carts.cart_line l USING unnest(${gone.map((g) => g.cartId)}::text[], ${gone.map((g) => g.skuId)}::text[]) AS w(cart_id, sku_id)
    WHERE l.cart_id = w.cart_id AND l.sku_id = w.sku_id`);
}

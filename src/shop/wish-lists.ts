/** Wish lists of those who have an account: several, with names, one of them the main one; what is on them, and who may look. */
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newId, newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { ListChange } from '../../web/store/choosing.ts';

export const MAX_LISTS = 20;
export const MAX_ITEMS = 200;

export type WishList = {
  readonly listId: string;
  readonly customerId: string;
  readonly name: string;
  readonly main: boolean;
  readonly shareCode: string | null;
  readonly count: number;
};
/** What is wished for, and how it was when it was put there: price in minor units, and whether it was to be had. */
export type Wish = { readonly productId: string; readonly seenMinor: number; readonly seenThere: boolean };

/** A customer's lists, the main one first. */
export async function wishListsOf(db: Db, customerId: string): Promise<WishList[]> {
  return db.query<WishList>(sql`
    SELECT l.list_id AS "listId", l.customer_id AS "customerId", l.name, l.main, l.share_code AS "shareCode",
      (SELECT count(*) FROM shop.wish_list_item i WHERE i.list_id = l.list_id)::int AS count
    FROM shop.wish_list l WHERE l.customer_id = ${customerId} ORDER BY l.main DESC, l.made_at, l.list_id`);
}

/** A list by the code its owner gave away. */
export async function wishListByCode(db: Db, code: string): Promise<WishList | undefined> {
  const [found] = await db.query<WishList>(sql`
    SELECT list_id AS "listId", customer_id AS "customerId", name, main, share_code AS "shareCode", 0 AS count
    FROM shop.wish_list WHERE share_code = ${code}`);
  return found;
}

/** What is on a list, newest first. */
export async function wishesOn(db: Db, listId: string): Promise<Wish[]> {
  return db.query<Wish>(sql`
    SELECT product_id AS "productId", seen_minor AS "seenMinor", seen_there AS "seenThere"
    FROM shop.wish_list_item WHERE list_id = ${listId} ORDER BY at DESC, product_id`);
}

/** The products on any of a customer's lists: their hearts are full. */
export async function wishedProducts(db: Db, customerId: string): Promise<string[]> {
  const rows = await db.query<{ productId: string }>(sql`
    SELECT DISTINCT i.product_id AS "productId" FROM shop.wish_list l JOIN shop.wish_list_item i USING (list_id)
    WHERE l.customer_id = ${customerId}`);
  return rows.map((row) => row.productId);
}

const changed = (tx: Tx, listId: string, customerId: string): void =>
  announce(tx, { type: 'shop.wish_list_changed', subjectKind: 'wish_list', subjectId: listId, mentions: [customerId] });

/** The customer's list, locked; the main one, made if there is none, without an id. Refuses `shop.wish_list_unknown`. */
async function lockList(
  tx: Tx,
  owner: { customerId: string; listId?: string | undefined; mainName: string },
): Promise<string> {
  const { customerId, listId, mainName } = owner;
  if (listId === undefined)
    await tx.query(sql`
      INSERT INTO shop.wish_list (list_id, customer_id, name, main, made_at)
      VALUES (${newId('wsl')}, ${customerId}, ${mainName}, true, ${tx.now}::timestamptz)
      ON CONFLICT (customer_id) WHERE main DO NOTHING`);
  const [found] = await tx.query<{ listId: string }>(sql`
    SELECT list_id AS "listId" FROM shop.wish_list
    WHERE customer_id = ${customerId} AND (${listId ?? null}::text = list_id OR (${listId ?? null}::text IS NULL AND main)) FOR UPDATE`);
  return found?.listId ?? refuse('shop.wish_list_unknown', { detail: listId ?? '' });
}

/**
 * Puts products on a customer's list (the main one without `listId`); newest first; what is there already stays as it was seen. Refuses
 * `shop.wish_list_unknown`, and `shop.wish_list_full` past 200.
 */
export async function addWishes(
  database: Database,
  to: { readonly customerId: string; readonly listId?: string | undefined; readonly mainName: string },
  wishes: readonly Wish[],
): Promise<void> {
  if (wishes.length === 0) return;
  await database.transaction({ actor: to.customerId }, async (tx) => {
    const listId = await lockList(tx, to);
    const made = await tx.query(sql`
      INSERT INTO shop.wish_list_item (list_id, product_id, seen_minor, seen_there, at)
      SELECT ${listId}, w.product_id, w.minor, w.there, ${tx.now}::timestamptz - w.n * interval '1 microsecond'
      FROM unnest(${wishes.map((wish) => wish.productId)}::text[], ${wishes.map((wish) => wish.seenMinor)}::bigint[],
        ${wishes.map((wish) => wish.seenThere)}::boolean[]) WITH ORDINALITY AS w(product_id, minor, there, n)
      ON CONFLICT DO NOTHING RETURNING product_id`);
    if (made.length === 0) return;
    const [all] = await tx.query<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM shop.wish_list_item WHERE list_id = ${listId}`,
    );
    if ((all?.count ?? 0) > MAX_ITEMS) refuse('shop.wish_list_full', { detail: String(MAX_ITEMS) });
    changed(tx, listId, to.customerId);
  });
}

/** Takes a product off one list, or off all of a customer's. */
export async function removeWish(
  database: Database,
  from: { readonly customerId: string; readonly listId?: string | undefined; readonly productId: string },
): Promise<void> {
  const { customerId, listId, productId } = from;
  await database.transaction({ actor: customerId }, async (tx) => {
    const gone = await tx.query<{ listId: string }>(sql`
      DELETE FROM shop.wish_list_item i USING shop.wish_list l
      WHERE l.list_id = i.list_id AND l.customer_id = ${customerId} AND i.product_id = ${productId}
        AND (${listId ?? null}::text IS NULL OR l.list_id = ${listId ?? null}) RETURNING i.list_id AS "listId"`);
    for (const row of gone) changed(tx, row.listId, customerId);
  });
}

/** Makes another list; the same id again is the same list. Refuses `shop.too_many_lists`, and `shop.wish_list_unknown` for another's id. */
export async function makeWishList(
  database: Database,
  list: { readonly listId: string; readonly customerId: string; readonly name: string; readonly mainName: string },
): Promise<void> {
  const { listId, customerId, name } = list;
  await database.transaction({ actor: customerId }, async (tx) => {
    await lockList(tx, { customerId, mainName: list.mainName });
    const made = await tx.query(sql`
      INSERT INTO shop.wish_list (list_id, customer_id, name, main, made_at)
      VALUES (${listId}, ${customerId}, ${name}, false, ${tx.now}::timestamptz) ON CONFLICT (list_id) DO NOTHING RETURNING 1`);
    const lists = await wishListsOf(tx, customerId);
    if (!lists.some((one) => one.listId === listId)) refuse('shop.wish_list_unknown', { detail: listId });
    if (lists.length > MAX_LISTS) refuse('shop.too_many_lists', { detail: String(MAX_LISTS) });
    if (made.length > 0) changed(tx, listId, customerId);
  });
}

/** Renames, shares, stops sharing or removes a list. Refuses `shop.wish_list_unknown`, and `shop.main_list` for removing the main one. */
export async function changeWishList(
  database: Database,
  list: { readonly listId: string; readonly customerId: string },
  change: ListChange,
): Promise<void> {
  const { listId, customerId } = list;
  await database.transaction({ actor: customerId }, async (tx) => {
    await lockList(tx, { customerId, listId, mainName: '' });
    if (change.kind === 'rename')
      await tx.query(sql`UPDATE shop.wish_list SET name = ${change.name} WHERE list_id = ${listId}`);
    if (change.kind === 'share')
      await tx.query(
        sql`UPDATE shop.wish_list SET share_code = coalesce(share_code, ${newSecret()}) WHERE list_id = ${listId}`,
      );
    if (change.kind === 'unshare')
      await tx.query(sql`UPDATE shop.wish_list SET share_code = NULL WHERE list_id = ${listId}`);
    if (change.kind === 'remove') {
      const gone = await tx.query(sql`DELETE FROM shop.wish_list WHERE list_id = ${listId} AND NOT main RETURNING 1`);
      if (gone.length === 0) refuse('shop.main_list', { detail: listId });
    }
    changed(tx, listId, customerId);
  });
}

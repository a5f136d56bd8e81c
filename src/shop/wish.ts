/** Where shoppers want what is in their cart from: said on the product's page, remembered until the checkout. */
import { sql, type Database, type Db } from '#base/db';

/** Days after which a wish is forgotten. */
const KEPT_DAYS = 90;

/** Remembers where a line shall come from: a site's id, or `home`. The last word counts. */
export async function rememberWish(
  database: Database,
  wish: { readonly cartId: string; readonly skuId: string; readonly place: string },
): Promise<void> {
  await database.transaction({ actor: 'visitor' }, (tx) =>
    tx.query(sql`
      INSERT INTO shop.wish (cart_id, sku_id, place, at) VALUES (${wish.cartId}, ${wish.skuId}, ${wish.place}, ${tx.now}::timestamptz)
      ON CONFLICT (cart_id, sku_id) DO UPDATE SET place = excluded.place, at = excluded.at`),
  );
}

/** Remembers the same of several lines at once. */
export async function rememberWishes(
  database: Database,
  wish: { readonly cartId: string; readonly skuIds: readonly string[]; readonly place: string },
): Promise<void> {
  await database.transaction({ actor: 'visitor' }, (tx) =>
    tx.query(sql`
      INSERT INTO shop.wish (cart_id, sku_id, place, at)
      SELECT ${wish.cartId}, sku_id, ${wish.place}, ${tx.now}::timestamptz FROM unnest(${[...wish.skuIds].sort()}::text[]) AS s(sku_id)
      ON CONFLICT (cart_id, sku_id) DO UPDATE SET place = excluded.place, at = excluded.at`),
  );
}

/** The wishes of a cart, by SKU, in the order in which they were said: the last one counts. */
export async function wishesOf(db: Db, cartId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ skuId: string; place: string }>(
    sql`SELECT sku_id AS "skuId", place FROM shop.wish WHERE cart_id = ${cartId} ORDER BY at, sku_id`,
  );
  return new Map(rows.map((row) => [row.skuId, row.place]));
}

/** Run by the clock. */
export async function sweepWishes(database: Database): Promise<void> {
  await database.query(sql`DELETE FROM shop.wish WHERE at < now() - make_interval(days => ${KEPT_DAYS})`);
}

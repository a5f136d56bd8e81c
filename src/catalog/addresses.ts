/** Addresses of what is on sale, for site maps: in parts of a fixed size, each from its first product on. */
import { sql, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';

export type ProductAddress = { readonly handle: string; readonly changedAt: Instant };

const onSale = (channelId: string): Sql => sql`p.status = 'active'
  AND EXISTS (SELECT 1 FROM catalog.publication b WHERE b.product_id = p.product_id AND b.channel_id = ${channelId})`;

/** The first product of each part of `size`, and when anything in the part last changed. */
export async function addressParts(
  db: Db,
  channelId: string,
  size: number,
): Promise<{ from: string; changedAt: Instant }[]> {
  return db.query(sql`
    SELECT min(id COLLATE "C") AS "from", max(at) AS "changedAt" FROM (
      SELECT p.product_id AS id, p.updated_at AS at, (row_number() OVER (ORDER BY p.product_id) - 1) / ${size}::int AS part
      FROM catalog.product p WHERE ${onSale(channelId)}) AS sold
    GROUP BY part ORDER BY 1`);
}

/** The addresses of one part. */
export async function addressesFrom(db: Db, channelId: string, from: string, size: number): Promise<ProductAddress[]> {
  return db.query<ProductAddress>(sql`
    SELECT p.handle, p.updated_at AS "changedAt" FROM catalog.product p
    WHERE p.product_id >= ${from} AND ${onSale(channelId)} ORDER BY p.product_id LIMIT ${size}`);
}

import { sql, type Tx } from '#base/db';
import { dropAfterCommit } from './cache.ts';

export type Touched = { readonly productId: string; readonly version: number; readonly skuIds: readonly string[] };

/** Counts a change of these products, whose rows the caller has locked, and drops what is remembered of them. In the order given. */
export async function touchProducts(tx: Tx, productIds: readonly string[]): Promise<Touched[]> {
  if (productIds.length === 0) return [];
  const rows = await tx.query<Touched>(sql`
    UPDATE catalog.product p SET version = version + 1, updated_at = ${tx.now}::timestamptz WHERE product_id = ANY(${productIds}::text[])
    RETURNING product_id AS "productId", version,
      ARRAY(SELECT v.sku_id FROM catalog.variant v WHERE v.product_id = p.product_id ORDER BY v.position, v.sku_id) AS "skuIds"`);
  const found = new Map(rows.map((row) => [row.productId, row]));
  dropAfterCommit(
    tx,
    productIds,
    rows.flatMap((row) => row.skuIds),
  );
  return productIds.flatMap((id) => found.get(id) ?? []);
}

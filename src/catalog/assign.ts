import { lock, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { finishChanges } from './history/record.ts';

/** Categories that a product may be in. */
export const MAX_CATEGORIES = 50;

export type Assignment = {
  readonly productIds: readonly string[];
  /** Put into these, last among those the product is in already. */
  readonly add: readonly string[];
  /** Taken out of these. */
  readonly remove: readonly string[];
};

/**
 * Puts products into categories and takes them out of others, whole or not at all. Products that are as wanted already are left alone.
 * Refuses `catalog.category_unknown`, `catalog.product_unknown`, `catalog.product_invalid` past `MAX_CATEGORIES`.
 */
export async function assignCategories(tx: Tx, { productIds, add, remove }: Assignment): Promise<{ changed: number }> {
  lock(tx, 'catalog.category');
  const known = await tx.query<{ id: string }>(sql`
    SELECT category_id AS id FROM catalog.category WHERE category_id = ANY(${[...add, ...remove]}::text[]) ORDER BY category_id FOR KEY SHARE`);
  const unknown = [...add, ...remove].find((id) => !known.some((row) => row.id === id));
  if (unknown !== undefined) refuse('catalog.category_unknown', { detail: unknown });
  lock(tx, 'catalog.product');
  const rows = await tx.query<{ id: string }>(sql`
    SELECT product_id AS id FROM catalog.product WHERE product_id = ANY(${productIds}::text[]) ORDER BY product_id FOR NO KEY UPDATE`);
  const missing = productIds.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) refuse('catalog.product_unknown', { detail: missing });
  const before = await placesOf(tx, productIds);
  const out = await tx.query<{ id: string }>(sql`
    DELETE FROM catalog.product_category WHERE product_id = ANY(${productIds}::text[]) AND category_id = ANY(${remove}::text[])
    RETURNING product_id AS id`);
  const into = await tx.query<{ id: string }>(sql`
    INSERT INTO catalog.product_category (product_id, category_id, position)
    SELECT p, c, (SELECT coalesce(max(position), -1) FROM catalog.product_category k WHERE k.product_id = p) + n
    FROM unnest(${productIds}::text[]) p CROSS JOIN unnest(${add}::text[]) WITH ORDINALITY AS a(c, n)
    ON CONFLICT DO NOTHING RETURNING product_id AS id`);
  const changed = [...new Set([...out, ...into].map((row) => row.id))].sort();
  await refuseTooMany(tx, changed);
  const after = await placesOf(tx, changed);
  await finishChanges(
    tx,
    changed.map((id) => ({
      productId: id,
      changes: [{ field: 'categories', from: before.get(id) ?? [], to: after.get(id) ?? [] }],
    })),
  );
  return { changed: changed.length };
}

/** The categories each product is in, in their order. */
async function placesOf(tx: Tx, productIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.query<{ id: string; categoryIds: string[] }>(sql`
    SELECT product_id AS id, array_agg(category_id ORDER BY position, category_id) AS "categoryIds" FROM catalog.product_category
    WHERE product_id = ANY(${productIds}::text[]) GROUP BY product_id`);
  return new Map(rows.map((row) => [row.id, row.categoryIds]));
}

async function refuseTooMany(tx: Tx, productIds: readonly string[]): Promise<void> {
  const [full] = await tx.query<{ id: string }>(sql`
    SELECT product_id AS id FROM catalog.product_category WHERE product_id = ANY(${productIds}::text[])
    GROUP BY product_id HAVING count(*) > ${MAX_CATEGORIES} LIMIT 1`);
  if (full)
    refuse('catalog.product_invalid', {
      detail: full.id,
      fields: [{ field: 'add', rule: `a product is in at most ${MAX_CATEGORIES} categories` }],
    });
}

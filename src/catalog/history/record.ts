/** The beginning and the end of every change of products: lock them; then count it, keep what was before, and tell it. */
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { lock, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { productChanged } from '../events.ts';
import type { Change } from '../plan.ts';
import { touchProducts, type Touched } from '../touch.ts';

export type ChangeKind = 'made' | 'changed' | 'undone';
export type Entry = { readonly productId: string; readonly changes: readonly Change[] };

/**
 * Locks products in the order of their ids. Refuses `catalog.product_unknown` naming the first one missing, and
 * `catalog.version_changed` when one is not at the version given.
 */
export async function lockProducts(tx: Tx, productIds: readonly string[], version?: number): Promise<void> {
  lock(tx, 'catalog.product');
  const rows = await tx.query<{ id: string; version: number }>(sql`
    SELECT product_id AS id, version FROM catalog.product WHERE product_id = ANY(${productIds}::text[])
    ORDER BY product_id FOR NO KEY UPDATE`);
  const missing = productIds.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) refuse('catalog.product_unknown', { detail: missing });
  const other = version === undefined ? undefined : rows.find((row) => row.version !== version);
  if (other) refuse('catalog.version_changed', { version: other.version });
}

/** Keeps what changed, with what was before. In the transaction of the change itself. Returns the ids of the entries. */
export async function recordChanges(
  tx: Tx,
  entries: readonly Entry[],
  kind: ChangeKind = 'changed',
  undoes: string | null = null,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const rows = entries.map(({ productId, changes }) => ({ change_id: newId('chg'), product_id: productId, changes }));
  await tx.query(sql`
    INSERT INTO catalog.change (change_id, product_id, at, actor, kind, changes, undoes)
    SELECT change_id, product_id, ${tx.now}::timestamptz, ${tx.caller.actor}, ${kind}, changes, ${undoes}
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS d(change_id text, product_id text, changes jsonb)`);
  return rows.map((row) => row.change_id);
}

/**
 * What follows the writing of a change by hand: the products' versions rise, the history is kept, the fact is announced; and what the
 * last file said of them is not how they are any more. `record: false`: the caller keeps the history itself.
 */
export async function finishChanges(
  tx: Tx,
  entries: readonly Entry[],
  { fromFile = false, record = true }: { readonly fromFile?: boolean; readonly record?: boolean } = {},
): Promise<Touched[]> {
  const ids = entries.map((entry) => entry.productId);
  if (!fromFile && ids.length > 0)
    await tx.query(sql`UPDATE catalog.product SET source_hash = NULL WHERE product_id = ANY(${ids}::text[])`);
  const touched = await touchProducts(tx, ids);
  if (record) await recordChanges(tx, entries);
  announce(
    tx,
    touched.map(({ productId, version, skuIds }) => productChanged(productId, version, skuIds)),
  );
  return touched;
}

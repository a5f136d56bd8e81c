import { announce } from '#base/journal';
import { lock, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { publicationChanged } from './events.ts';
import { recordChanges } from './history/record.ts';
import type { Change } from './plan.ts';
import { touchProducts } from './touch.ts';

export type PublicationInput = {
  readonly productIds: readonly string[];
  readonly channelIds: readonly string[];
  readonly published: boolean;
};

/**
 * Offers products on channels, or takes them off. Refuses `catalog.product_unknown` naming the first one missing. Products that are
 * as wanted already are left alone. That the channels exist is the caller's to check.
 */
export async function setPublication(
  tx: Tx,
  { productIds, channelIds, published }: PublicationInput,
  { record = true }: { readonly record?: boolean } = {},
): Promise<{ changed: number }> {
  lock(tx, 'catalog.product');
  const rows = await tx.query<{ id: string }>(sql`
    SELECT product_id AS id FROM catalog.product WHERE product_id = ANY(${productIds}::text[]) ORDER BY product_id FOR NO KEY UPDATE`);
  const missing = productIds.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) refuse('catalog.product_unknown', { detail: missing });
  const before = await tx.query<{ id: string; channels: string[] }>(sql`
    SELECT p AS id, ARRAY(SELECT channel_id FROM catalog.publication b WHERE b.product_id = p ORDER BY 1) AS channels
    FROM unnest(${productIds}::text[]) p`);
  const pairs = sql`SELECT p, c FROM unnest(${productIds}::text[]) p CROSS JOIN unnest(${channelIds}::text[]) c`;
  const pairsChanged = await tx.query<{ id: string }>(
    published
      ? sql`INSERT INTO catalog.publication (product_id, channel_id) ${pairs} ON CONFLICT DO NOTHING RETURNING product_id AS id`
      : sql`DELETE FROM catalog.publication WHERE (product_id, channel_id) IN (${pairs}) RETURNING product_id AS id`,
  );
  const ids = [...new Set(pairsChanged.map((row) => row.id))];
  if (ids.length === 0) return { changed: 0 };
  const touched = await touchProducts(tx, ids);
  const after = (from: readonly string[]): string[] =>
    (published ? [...new Set([...from, ...channelIds])] : from.filter((id) => !channelIds.includes(id))).toSorted();
  const changesOf = (from: readonly string[]): Change[] => [{ field: 'channels', from, to: after(from) }];
  if (record)
    await recordChanges(
      tx,
      before.flatMap(({ id, channels }) => (ids.includes(id) ? [{ productId: id, changes: changesOf(channels) }] : [])),
    );
  announce(
    tx,
    touched.map(({ productId, version, skuIds }) =>
      publicationChanged(productId, version, skuIds, channelIds, published),
    ),
  );
  return { changed: ids.length };
}

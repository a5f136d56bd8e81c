/** Putting pictures into the library, and into the galleries of products. */
import { maybeOne, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { dropAfterCommit } from '../cache.ts';
import { mediaChanged } from '../events.ts';
import type { Text } from '../model.ts';
import { mediaUrl } from '../queries.ts';
import type { Picture } from './files.ts';

export type MediaInput = {
  readonly mediaId: string;
  readonly picture: Picture;
  readonly alt: Text;
  readonly fileName?: string;
  readonly productId?: string;
};

/** The address of a picture just stored. */
export function urlOf(mediaId: string, picture: Picture): string {
  const { contentHash, mediaType, width, height } = picture;
  const face = { mediaId, contentHash, mediaType, width, height, drawing: null, state: 'ready' as const };
  return mediaUrl({ ...face, focusX: 50, focusY: 50 });
}

/** Records an uploaded picture, at the end of a product's gallery if it names one. Refuses `catalog.product_unknown`. */
export async function addMedia(tx: Tx, input: MediaInput): Promise<{ mediaId: string; url: string }> {
  const { mediaId, picture, productId, fileName } = input;
  const url = urlOf(mediaId, picture);
  if (productId !== undefined) await lockProduct(tx, productId);
  const made = await tx.affected(sql`
    INSERT INTO catalog.media (media_id, product_id, position, kind, content_hash, media_type, bytes, width, height, file_name, alt, state,
      created_at)
    SELECT ${mediaId}, ${productId ?? null},
      CASE WHEN ${productId ?? null}::text IS NOT NULL
        THEN (SELECT coalesce(max(position), 0) + 1 FROM catalog.media WHERE product_id = ${productId ?? null}) END,
      'upload', ${picture.contentHash}, ${picture.mediaType}, ${picture.bytes}, ${picture.width}, ${picture.height}, ${fileName ?? null},
      ${JSON.stringify(input.alt)}::jsonb, 'ready', ${tx.now}::timestamptz
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const known = await maybeOne(
      tx.query<{ hash: string | null }>(
        sql`SELECT content_hash AS hash FROM catalog.media WHERE media_id = ${mediaId}`,
      ),
    );
    if (known?.hash !== picture.contentHash) refuse('request.id_reused', { detail: mediaId });
    return { mediaId, url };
  }
  await tellMedia(tx, mediaId, productId ?? null);
  return { mediaId, url };
}

/** Locks the product whose gallery changes. Refuses `catalog.product_unknown`. */
export async function lockProduct(tx: Tx, productId: string): Promise<void> {
  const [product] = await tx.query(
    sql`SELECT 1 FROM catalog.product WHERE product_id = ${productId} FOR NO KEY UPDATE`,
  );
  if (!product) refuse('catalog.product_unknown', { detail: productId });
}

/** Says that a picture is new or another; whoever shows its product shows it so from now on. */
export async function tellMedia(tx: Tx, mediaId: string, productId: string | null): Promise<void> {
  if (productId === null) {
    announce(tx, mediaChanged(mediaId, null, []));
    return;
  }
  const skus = await tx.query<{ id: string }>(
    sql`SELECT sku_id AS id FROM catalog.variant WHERE product_id = ${productId}`,
  );
  const skuIds = skus.map((row) => row.id);
  announce(tx, mediaChanged(mediaId, productId, skuIds));
  dropAfterCommit(tx, [productId], skuIds);
}

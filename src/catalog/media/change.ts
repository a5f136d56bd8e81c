/** Changing pictures of the library by hand: words, focus, content, place, removal. */
import { maybeOne, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { productChanged } from '../events.ts';
import type { Text } from '../model.ts';
import { touchProducts } from '../touch.ts';
import { lockProduct, tellMedia, urlOf } from './add.ts';
import type { Picture } from './files.ts';

type Head = {
  readonly productId: string | null;
  readonly kind: 'drawing' | 'upload' | 'remote';
  readonly position: number | null;
  readonly version: number;
  readonly contentHash: string | null;
};

/**
 * Locks a picture, its product first: the order in which everybody else takes them. Refuses `catalog.media_unknown` and, when
 * a version is given that is not the present one, `catalog.version_changed`.
 */
async function lockMedia(tx: Tx, mediaId: string, version?: number): Promise<Head> {
  const read = async (locked: boolean): Promise<Head> =>
    (await maybeOne(
      tx.query<Head>(
        locked
          ? sql`SELECT product_id AS "productId", kind, position, version, content_hash AS "contentHash" FROM catalog.media
              WHERE media_id = ${mediaId} FOR UPDATE`
          : sql`SELECT product_id AS "productId", kind, position, version, content_hash AS "contentHash" FROM catalog.media
              WHERE media_id = ${mediaId}`,
      ),
    )) ?? refuse('catalog.media_unknown', { detail: mediaId });
  const { productId } = await read(false);
  if (productId !== null) await lockProduct(tx, productId);
  const head = await read(true);
  if (version !== undefined && head.version !== version) refuse('catalog.version_changed', { version: head.version });
  return head;
}

/** A picture's product counts as changed: its page is made anew, and an edit begun before is told so. */
async function told(tx: Tx, mediaId: string, productId: string | null): Promise<void> {
  const touched = productId === null ? [] : await touchProducts(tx, [productId]);
  announce(
    tx,
    touched.map((product) => productChanged(product.productId, product.version, product.skuIds)),
  );
  await tellMedia(tx, mediaId, productId);
}

export type MediaPatch = {
  readonly alt?: Text | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly focus?: { readonly x: number; readonly y: number } | undefined;
};

/** Sets what the patch names. Refuses `catalog.media_unknown`, `catalog.version_changed`. */
export async function updateMedia(
  tx: Tx,
  input: { readonly mediaId: string; readonly version: number; readonly patch: MediaPatch },
): Promise<{ version: number }> {
  const { mediaId, patch } = input;
  const head = await lockMedia(tx, mediaId, input.version);
  const tags =
    patch.tags && [...new Set(patch.tags.map((tag) => tag.trim().toLowerCase()))].filter((tag) => tag !== '');
  await tx.query(sql`
    UPDATE catalog.media SET version = version + 1,
      alt = coalesce(${patch.alt ? JSON.stringify(patch.alt) : null}::jsonb, alt), tags = coalesce(${tags ?? null}::text[], tags),
      focus_x = coalesce(${patch.focus?.x ?? null}::int, focus_x), focus_y = coalesce(${patch.focus?.y ?? null}::int, focus_y)
    WHERE media_id = ${mediaId}`);
  await told(tx, mediaId, head.productId);
  return { version: head.version + 1 };
}

/**
 * Another picture in the same place: gallery, variants and words stay, the focus returns to the middle. A remote picture keeps
 * its address and a drawing its name, so that a file imported again finds it there and leaves it alone.
 * Refuses `catalog.media_unknown`, `catalog.version_changed`.
 */
export async function replaceMedia(
  tx: Tx,
  input: {
    readonly mediaId: string;
    readonly version: number;
    readonly picture: Picture;
    readonly fileName?: string | undefined;
  },
): Promise<{ version: number; url: string }> {
  const { mediaId, picture } = input;
  const head = await lockMedia(tx, mediaId);
  const url = urlOf(mediaId, picture);
  // Sent twice: the first did it.
  if (head.contentHash === picture.contentHash && head.version === input.version + 1)
    return { version: head.version, url };
  if (head.version !== input.version) refuse('catalog.version_changed', { version: head.version });
  await tx.query(sql`
    UPDATE catalog.media SET version = version + 1, content_hash = ${picture.contentHash},
      media_type = ${picture.mediaType}, bytes = ${picture.bytes}, width = ${picture.width}, height = ${picture.height},
      file_name = ${input.fileName ?? null}, focus_x = 50, focus_y = 50, state = 'ready', problem = NULL, try_at = NULL
    WHERE media_id = ${mediaId}`);
  await told(tx, mediaId, head.productId);
  return { version: head.version + 1, url };
}

/**
 * Puts a picture that is no other product's at the end of a product's gallery. Refuses `catalog.media_unknown`,
 * `catalog.product_unknown`, and `catalog.media_in_use` when it belongs to another product.
 */
export async function placeMedia(
  tx: Tx,
  input: { readonly mediaId: string; readonly productId: string },
): Promise<{ version: number }> {
  const { mediaId, productId } = input;
  await lockProduct(tx, productId);
  const head = await lockMedia(tx, mediaId);
  if (head.productId !== null && head.productId !== productId)
    refuse('catalog.media_in_use', { detail: head.productId });
  if (head.productId === productId && head.position !== null) return { version: head.version };
  await tx.query(sql`
    UPDATE catalog.media SET version = version + 1, product_id = ${productId},
      position = (SELECT coalesce(max(position), 0) + 1 FROM catalog.media WHERE product_id = ${productId})
    WHERE media_id = ${mediaId}`);
  await told(tx, mediaId, productId);
  return { version: head.version + 1 };
}

/** Removes a picture that nothing shows. Refuses `catalog.media_in_use`; one that is gone already is no error. */
export async function removeMedia(tx: Tx, mediaId: string): Promise<{ removed: number }> {
  const [there] = await tx.query(sql`SELECT 1 FROM catalog.media WHERE media_id = ${mediaId}`);
  if (!there) return { removed: 0 };
  const head = await lockMedia(tx, mediaId);
  const [variant] = await tx.query<{ sku: string }>(
    sql`SELECT sku FROM catalog.variant WHERE media_id = ${mediaId} LIMIT 1`,
  );
  if (variant || (head.productId !== null && head.position !== null))
    refuse('catalog.media_in_use', { detail: variant?.sku ?? head.productId ?? mediaId });
  const removed = await tx.affected(sql`DELETE FROM catalog.media WHERE media_id = ${mediaId}`);
  await told(tx, mediaId, head.productId);
  return { removed };
}

/** Lets a remote picture that could not be had be tried again. Refuses `catalog.media_unknown`. */
export async function retryMedia(tx: Tx, mediaId: string): Promise<{ waiting: boolean }> {
  const head = await lockMedia(tx, mediaId);
  const waiting = await tx.affected(sql`
    UPDATE catalog.media SET state = 'pending', tries = 0, try_at = ${tx.now}::timestamptz, problem = NULL
    WHERE media_id = ${mediaId} AND kind = 'remote' AND state = 'failed' AND source_url IS NOT NULL`);
  if (waiting > 0) await tellMedia(tx, mediaId, head.productId);
  return { waiting: waiting > 0 };
}

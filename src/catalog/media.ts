/**
 * Pictures: uploads are files named by their content below HALLE_DATA/media; remote addresses are fetched by a schedule, one row at
 * a time, and shown by their placeholder until then. A picture is what its first bytes say, never what its name or sender says.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { readConfig } from '#base/config';
import { maybeOne, sql, type Database, type Tx } from '#base/db';
import { callOut } from '#base/http-client';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { plus, SECOND } from '#base/time';
import { dropAfterCommit } from './cache.ts';
import { mediaChanged } from './events.ts';
import type { Text } from './model.ts';
import type { MediaRow } from './queries.ts';

export const MAX_PICTURE_BYTES = 10_000_000;
const MAX_TRIES = 5;

export type Picture = { readonly contentHash: string; readonly mediaType: string; readonly bytes: number };

/** PNG, JPEG or WebP by their first bytes; undefined for everything else, SVG included: it can carry scripts. */
export function pictureType(bytes: Buffer): string | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

const fileOf = (contentHash: string): string =>
  join(readConfig().dataDir, 'media', contentHash.slice(0, 2), contentHash);

/** Keeps a picture's bytes; the same bytes twice are one file. Refuses `catalog.picture_unreadable`. */
export async function storePicture(bytes: Buffer): Promise<Picture> {
  const mediaType = pictureType(bytes);
  if (mediaType === undefined) refuse('catalog.picture_unreadable');
  const contentHash = createHash('sha256').update(bytes).digest('hex');
  const path = fileOf(contentHash);
  await mkdir(dirname(path), { recursive: true });
  // Written beside and renamed, so that a reader never meets half a picture.
  const draft = `${path}.${newId('tmp')}`;
  await writeFile(draft, bytes);
  await rename(draft, path);
  return { contentHash, mediaType, bytes: bytes.length };
}

/** Reads an upload to its end. Refuses `request.too_large`. */
export async function readUpload(stream: Readable, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > maxBytes) refuse('request.too_large', { detail: `more than ${maxBytes} bytes` });
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

export type MediaInput = {
  readonly mediaId: string;
  readonly picture: Picture;
  readonly alt: Text;
  readonly productId?: string;
};

/** Records an uploaded picture, at the end of a product's gallery if it names one. Refuses `catalog.product_unknown`. */
export async function addMedia(tx: Tx, input: MediaInput): Promise<{ mediaId: string; url: string }> {
  const { mediaId, picture, productId } = input;
  const url = `/media/${mediaId}.${{ 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' }[picture.mediaType] ?? 'bin'}`;
  if (productId !== undefined) {
    const [product] = await tx.query(
      sql`SELECT 1 FROM catalog.product WHERE product_id = ${productId} FOR NO KEY UPDATE`,
    );
    if (!product) refuse('catalog.product_unknown', { detail: productId });
  }
  const made = await tx.affected(sql`
    INSERT INTO catalog.media (media_id, product_id, position, kind, content_hash, media_type, bytes, alt, state, created_at)
    SELECT ${mediaId}, ${productId ?? null}, (SELECT coalesce(max(position), 0) + 1 FROM catalog.media WHERE product_id = ${productId ?? null}),
      'upload', ${picture.contentHash}, ${picture.mediaType}, ${picture.bytes}, ${JSON.stringify(input.alt)}::jsonb, 'ready', ${tx.now}::timestamptz
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
  if (productId !== undefined) {
    await tellMedia(tx, mediaId, productId);
  }
  return { mediaId, url };
}

async function tellMedia(tx: Tx, mediaId: string, productId: string): Promise<void> {
  const skus = await tx.query<{ id: string }>(
    sql`SELECT sku_id AS id FROM catalog.variant WHERE product_id = ${productId}`,
  );
  const skuIds = skus.map((row) => row.id);
  announce(tx, mediaChanged(mediaId, productId, skuIds));
  dropAfterCommit(tx, [productId], skuIds);
}

/** The stored bytes of a picture that is ready; undefined when there are none (its placeholder is shown). */
export async function pictureBytes(
  db: Database,
  mediaId: string,
): Promise<{ bytes: Buffer; mediaType: string } | undefined> {
  const [row] = await db.query<{ contentHash: string | null; mediaType: string | null }>(
    sql`SELECT content_hash AS "contentHash", media_type AS "mediaType" FROM catalog.media WHERE media_id = ${mediaId} AND state = 'ready'`,
  );
  if (!row?.contentHash || row.mediaType === null) return undefined;
  const bytes = await readFile(fileOf(row.contentHash)).catch(() => undefined);
  return bytes && { bytes, mediaType: row.mediaType };
}

/** What to draw when there are no bytes; undefined when there is no such picture. */
export async function mediaRow(db: Database, mediaId: string): Promise<MediaRow | undefined> {
  const [row] = await db.query<MediaRow>(sql`
    SELECT media_id AS "mediaId", position, kind, drawing, media_type AS "mediaType", state, alt FROM catalog.media WHERE media_id = ${mediaId}`);
  return row;
}

type Pending = { readonly mediaId: string; readonly productId: string; readonly url: string; readonly tries: number };

/**
 * Fetches remote pictures that are due, a few at a time. The row is claimed by moving its next try ahead, so two workers never fetch
 * one picture at once and a worker that dies leaves it to be tried again. After five tries the placeholder stays.
 */
export async function fetchPictures(database: Database, options: { limit?: number } = {}): Promise<number> {
  const due = await database.transaction({ actor: 'schedule:catalog.pictures' }, (tx) =>
    tx.query<Pending>(sql`
      UPDATE catalog.media m SET tries = tries + 1, try_at = ${plus(tx.now, 120 * SECOND)}::timestamptz
      FROM (SELECT media_id FROM catalog.media WHERE state = 'pending' AND try_at <= ${tx.now}::timestamptz
        ORDER BY try_at LIMIT ${options.limit ?? 16} FOR UPDATE SKIP LOCKED) due
      WHERE m.media_id = due.media_id RETURNING m.media_id AS "mediaId", m.product_id AS "productId", m.source_url AS url, m.tries`),
  );
  for (let i = 0; i < due.length; i += 4) {
    await Promise.all(due.slice(i, i + 4).map((one) => fetchOne(database, one)));
  }
  return due.length;
}

async function fetchOne(database: Database, pending: Pending): Promise<void> {
  const picture = await download(pending.url);
  await database.transaction({ actor: 'schedule:catalog.pictures' }, async (tx) => {
    if (picture) {
      await tx.query(sql`
        UPDATE catalog.media SET state = 'ready', content_hash = ${picture.contentHash}, media_type = ${picture.mediaType},
          bytes = ${picture.bytes}, try_at = NULL WHERE media_id = ${pending.mediaId}`);
      await tellMedia(tx, pending.mediaId, pending.productId);
    } else {
      const failed = pending.tries >= MAX_TRIES;
      await tx.query(sql`
        UPDATE catalog.media SET state = ${failed ? 'failed' : 'pending'},
          try_at = ${failed ? null : plus(tx.now, 30 * SECOND * 4 ** pending.tries)}::timestamptz WHERE media_id = ${pending.mediaId}`);
    }
  });
}

/** The picture at an address, kept; undefined when there is none to be had. */
async function download(url: string): Promise<Picture | undefined> {
  try {
    const answer = await callOut({ url, maxBytes: MAX_PICTURE_BYTES, timeoutMs: 10_000 });
    return answer.status === 200 && pictureType(answer.body) !== undefined
      ? await storePicture(answer.body)
      : undefined;
  } catch {
    return undefined; // no answer, too large, a private or malformed address: the placeholder stays
  }
}

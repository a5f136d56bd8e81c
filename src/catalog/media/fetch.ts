/**
 * Remote pictures: fetched by a schedule, a few at a time, through the client that reaches no private address, and shown by their
 * placeholder until then. Stored ones that nobody could measure when they came are measured here.
 */
import { readFile } from 'node:fs/promises';
import { sql, type Database } from '#base/db';
import { callOut } from '#base/http-client';
import { Refusal } from '#base/refusal';
import { plus, SECOND } from '#base/time';
import { tellMedia } from './add.ts';
import { MAX_PICTURE_BYTES, pictureType, sourceFile, storePicture, type Picture } from './files.ts';
import { cannotRender, render } from './render.ts';

const MAX_TRIES = 5;

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
  const found = await download(pending.url);
  await database.transaction({ actor: 'schedule:catalog.pictures' }, async (tx) => {
    if (typeof found !== 'string') {
      await tx.query(sql`
        UPDATE catalog.media SET state = 'ready', content_hash = ${found.contentHash}, media_type = ${found.mediaType},
          bytes = ${found.bytes}, width = ${found.width}, height = ${found.height}, problem = NULL, try_at = NULL
        WHERE media_id = ${pending.mediaId}`);
      await tellMedia(tx, pending.mediaId, pending.productId);
    } else {
      const failed = pending.tries >= MAX_TRIES;
      await tx.query(sql`
        UPDATE catalog.media SET state = ${failed ? 'failed' : 'pending'}, problem = ${found},
          try_at = ${failed ? null : plus(tx.now, 30 * SECOND * 4 ** pending.tries)}::timestamptz WHERE media_id = ${pending.mediaId}`);
    }
  });
}

/** Why there is no picture: no answer in time or a forbidden address, another status, too large, or no picture at all. */
export type FetchProblem = 'no_answer' | 'not_found' | 'not_a_picture' | 'too_large';

/** The picture at an address, kept; else why there is none. */
async function download(url: string): Promise<Picture | FetchProblem> {
  try {
    const answer = await callOut({ url, maxBytes: MAX_PICTURE_BYTES, timeoutMs: 10_000 });
    if (answer.status !== 200) return 'not_found';
    return pictureType(answer.body) === undefined ? 'not_a_picture' : await storePicture(answer.body);
  } catch (error) {
    if (!(error instanceof Refusal)) return 'no_answer';
    return error.code === 'catalog.picture_too_large' ? 'too_large' : 'not_a_picture';
  }
}

/** Measures pictures that came before this machine could decode them, a few at a time; those that are none are never shown again. */
export async function measurePictures(database: Database, limit = 8): Promise<number> {
  if (cannotRender()) return 0;
  const rows = await database.query<{ mediaId: string; productId: string | null; contentHash: string }>(sql`
    SELECT media_id AS "mediaId", product_id AS "productId", content_hash AS "contentHash" FROM catalog.media
    WHERE state = 'ready' AND content_hash IS NOT NULL AND width IS NULL ORDER BY media_id LIMIT ${limit}`);
  for (const { mediaId, productId, contentHash } of rows) {
    const source = sourceFile(contentHash);
    const there = await readFile(source).catch(() => undefined);
    const answer = there ? await render({ kind: 'measure', source }) : undefined;
    if (answer?.outcome === 'busy' || answer?.outcome === 'no_renderer') return 0;
    await database.transaction({ actor: 'schedule:catalog.pictures' }, async (tx) => {
      const size = answer?.outcome === 'done' ? answer : undefined;
      await tx.query(
        size
          ? sql`UPDATE catalog.media SET width = ${size.width}, height = ${size.height} WHERE media_id = ${mediaId}`
          : sql`UPDATE catalog.media SET state = 'failed', problem = ${there ? 'not_a_picture' : 'lost'} WHERE media_id = ${mediaId}`,
      );
      await tellMedia(tx, mediaId, productId);
    });
  }
  return rows.length;
}

/**
 * What browsers get: a picture cut to a width, encoded anew, made when first asked for and kept on disk. The address names the
 * content, so a rendition never changes and may be kept for ever; anything shown in its stead may not.
 */
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { sql, type Database } from '#base/db';
import { epochMs, HOUR, SECOND } from '#base/time';
import type { PictureFormat, PictureWidth, Rendition } from '#kit/pictures';
import type { MediaRow } from '../queries.ts';
import { renditionFile, renditionFolder, sourceFile, withoutMetadata } from './files.ts';
import { render, type Rendered } from './render.ts';

const YEAR_S = 365 * 86_400;
/** What renditions may take on disk; the least looked at go first. */
export const MAX_RENDITION_BYTES = 2_000_000_000;

const mediaTypes: Readonly<Record<PictureFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
};

export type Shown =
  /** `cacheS` is a year only for what the address names by its content. */
  | { readonly kind: 'picture'; readonly bytes: Buffer; readonly mediaType: string; readonly cacheS: number }
  /** There is no picture to be had (yet): draw this. */
  | { readonly kind: 'placeholder'; readonly row: MediaRow }
  | undefined;

const making = new Map<string, Promise<Rendered>>();

/** One rendition. A known one costs one file read and no query. */
export async function showRendition(db: Database, wanted: Rendition): Promise<Shown> {
  const { content, width, format } = wanted;
  const path = renditionFile(content, width, format);
  const known = await readKept(path);
  if (known) return { kind: 'picture', bytes: known, mediaType: mediaTypes[format], cacheS: YEAR_S };
  const row = await contentOf(db, wanted.mediaId);
  if (!row) return undefined;
  // Replaced since the page was made: the picture of now, and not for long under the address of another.
  const hash = row.contentHash;
  if (hash === null || row.state !== 'ready') return { kind: 'placeholder', row };
  const shown = await make(hash, width, format, row);
  return shown.kind === 'picture' && !hash.startsWith(content) ? { ...shown, cacheS: 60 } : shown;
}

/** A picture at an address without a width: mails, old orders, pages that show one size. */
export async function showPicture(db: Database, mediaId: string, content?: string): Promise<Shown> {
  const row = await contentOf(db, mediaId);
  if (!row) return undefined;
  if (row.contentHash === null || row.state !== 'ready') return { kind: 'placeholder', row };
  const shown = await make(row.contentHash, 1920, 'jpg', row);
  if (shown.kind !== 'picture') return shown;
  // Only an address with the content in it stays true when the picture is replaced.
  const named = content !== undefined && row.contentHash.startsWith(content);
  return { ...shown, cacheS: named ? shown.cacheS : 60 };
}

type ContentRow = MediaRow & { readonly contentHash: string | null };

async function contentOf(db: Database, mediaId: string): Promise<ContentRow | undefined> {
  const [row] = await db.query<ContentRow>(sql`
    SELECT media_id AS "mediaId", position, kind, drawing, media_type AS "mediaType", state, alt, content_hash AS "contentHash"
    FROM catalog.media WHERE media_id = ${mediaId}`);
  return row;
}

async function make(
  contentHash: string,
  width: PictureWidth,
  format: PictureFormat,
  row: ContentRow,
): Promise<NonNullable<Shown>> {
  const target = renditionFile(contentHash.slice(0, 16), width, format);
  const kept = await readKept(target);
  if (kept) return { kind: 'picture', bytes: kept, mediaType: mediaTypes[format], cacheS: YEAR_S };
  let task = making.get(target);
  if (!task) {
    const wish = { kind: 'render', source: sourceFile(contentHash), target, width, format } as const;
    task = render(wish, { urgent: true }).finally(() => making.delete(target));
    making.set(target, task);
  }
  const { outcome } = await task;
  if (outcome === 'done') {
    const bytes = await readFile(target).catch(() => undefined);
    if (bytes) return { kind: 'picture', bytes, mediaType: mediaTypes[format], cacheS: YEAR_S };
  }
  // Without a decoder on this machine the original has to do, without what it tells of its maker; a bad one is never shown.
  if (outcome !== 'no_renderer' || row.mediaType === null) return { kind: 'placeholder', row };
  const bytes = await readFile(sourceFile(contentHash)).catch(() => undefined);
  if (!bytes) return { kind: 'placeholder', row };
  return { kind: 'picture', bytes: withoutMetadata(bytes), mediaType: row.mediaType, cacheS: 3_600 };
}

/** Reads a kept rendition and, once an hour at most, notes that somebody looked. */
async function readKept(path: string): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length === 0) return undefined;
    void touch(path);
    return bytes;
  } catch {
    return undefined;
  }
}

const touched = new Map<string, number>();

async function touch(path: string): Promise<void> {
  const now = epochMs();
  if (now - (touched.get(path) ?? 0) < HOUR) return;
  if (touched.size > 20_000) touched.clear();
  touched.set(path, now);
  await utimes(path, now / SECOND, now / SECOND).catch(() => undefined);
}

/** Keeps the renditions below `maxBytes`: removes the least looked at until a tenth is free. Returns how many files went. */
export async function trimRenditions(maxBytes = MAX_RENDITION_BYTES): Promise<number> {
  const files: { path: string; size: number; seen: number }[] = [];
  for (const folder of await readdir(renditionFolder()).catch(() => [] as string[])) {
    for (const name of await readdir(join(renditionFolder(), folder)).catch(() => [] as string[])) {
      const path = join(renditionFolder(), folder, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts?.isFile()) files.push({ path, size: facts.size, seen: facts.mtimeMs });
    }
  }
  let total = files.reduce((sum, file) => sum + file.size, 0);
  if (total <= maxBytes) return 0;
  let removed = 0;
  for (const file of files.sort((a, b) => a.seen - b.seen)) {
    if (total <= maxBytes * 0.9) break;
    await rm(file.path, { force: true });
    total -= file.size;
    removed++;
  }
  return removed;
}

/**
 * Pictures on disk: what came is kept once, named by its content, below HALLE_DATA/media; what is shown is made from it
 * (`renditions.ts`). A picture is what its first bytes say and what the decoder can read to its end, never what its name says.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { readConfig } from '#base/config';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { render } from './render.ts';

export const MAX_PICTURE_BYTES = 20_000_000;

export type Picture = {
  readonly contentHash: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Pixels, upright; null where nothing on this machine can decode pictures. */
  readonly width: number | null;
  readonly height: number | null;
};

/** PNG, JPEG or WebP by their first bytes; undefined for everything else, SVG included: it can carry scripts. */
export function pictureType(bytes: Buffer): string | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

const mediaFolder = (): string => join(readConfig().dataDir, 'media');

/** Where the picture as it came lies. */
export const sourceFile = (contentHash: string): string => join(mediaFolder(), contentHash.slice(0, 2), contentHash);

/** Below here is nothing that can't be made again. */
export const renditionFolder = (): string => join(mediaFolder(), 'renditions');

export const renditionFile = (content: string, width: number, format: string): string =>
  join(renditionFolder(), content.slice(0, 2), `${content}-w${width}.${format}`);

/**
 * Keeps a picture's bytes; the same bytes twice are one file. Refuses `catalog.picture_unreadable` and, beyond 60 megapixels,
 * `catalog.picture_too_large`.
 */
export async function storePicture(bytes: Buffer): Promise<Picture> {
  const mediaType = pictureType(bytes);
  if (mediaType === undefined) refuse('catalog.picture_unreadable');
  const contentHash = createHash('sha256').update(bytes).digest('hex');
  const path = sourceFile(contentHash);
  await mkdir(dirname(path), { recursive: true });
  // Written beside and renamed, so that a reader never meets half a picture, and only once it is known to be one.
  const draft = `${path}.${newId('tmp')}`;
  try {
    await writeFile(draft, bytes);
    const size = await measure(draft);
    await rename(draft, path);
    return { contentHash, mediaType, bytes: bytes.length, ...size };
  } finally {
    await rm(draft, { force: true });
  }
}

async function measure(path: string): Promise<{ width: number | null; height: number | null }> {
  const answer = await render({ kind: 'measure', source: path });
  if (answer.outcome === 'done') return { width: answer.width, height: answer.height };
  if (answer.outcome === 'too_large') refuse('catalog.picture_too_large');
  if (answer.outcome === 'unreadable') refuse('catalog.picture_unreadable');
  return { width: null, height: null }; // measured later (`measurePictures`)
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

/**
 * A JPEG without the segments that tell where and with what it was taken (APP1 and further, comments), for machines that
 * can't encode anew. Other formats are returned as they are.
 */
export function withoutMetadata(bytes: Buffer): Buffer {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return bytes;
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) break; // from here on it is picture to the end
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const tells = (marker >= 0xe1 && marker <= 0xef && marker !== 0xee && marker !== 0xe2) || marker === 0xfe;
    if (!tells) parts.push(bytes.subarray(at, end));
    at = end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}

/**
 * Decodes pictures of strangers in a process of its own: it holds no secret and no connection, it may be killed, and it gives way to
 * the order gate. Only the loaders of the three formats we take are left in; everything it writes is encoded anew, without
 * the metadata (place, camera, thumbnail) of the original.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import type sharpFunction from 'sharp';
import type { RenderAnswer, RenderTask } from './render.ts';

/** 60 megapixels: beyond what cameras of shops make, below what a machine of 2 GB can hold decoded. */
const MAX_PIXELS = 60_000_000;
const SECONDS = 12;

type Sharp = typeof sharpFunction;

async function load(): Promise<Sharp | undefined> {
  try {
    const { default: sharp } = await import('sharp');
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile'],
    });
    return sharp;
  } catch {
    return undefined; // no prebuilt for this machine: pictures are shown as they are
  }
}

const sharp = await load();
try {
  setPriority(10);
} catch {
  // not allowed on this machine: it runs like any other process
}

async function work(task: RenderTask): Promise<RenderAnswer> {
  if (!sharp) return { id: task.id, outcome: 'no_renderer' };
  const open = () => sharp(task.source, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
  if (task.kind === 'measure') {
    const { width, height, orientation = 1 } = await open().metadata();
    if (width * height > MAX_PIXELS) return { id: task.id, outcome: 'too_large' };
    // Decoded once to its end, small: what breaks off half-way is no picture.
    await open()
      .rotate()
      .resize({ width: 16, withoutEnlargement: true })
      .timeout({ seconds: SECONDS })
      .raw()
      .toBuffer();
    const upright = orientation < 5;
    return { id: task.id, outcome: 'done', width: upright ? width : height, height: upright ? height : width };
  }
  const draft = `${task.target}.${process.pid}.${task.id}`;
  await mkdir(dirname(task.target), { recursive: true });
  // sRGB, upright, and without metadata, which is what sharp writes unless told otherwise.
  const picture = open().rotate().resize({ width: task.width, withoutEnlargement: true }).timeout({ seconds: SECONDS });
  try {
    if (task.format === 'avif') await picture.avif({ quality: 55, effort: 2 }).toFile(draft);
    else if (task.format === 'webp') await picture.webp({ quality: 78, effort: 3 }).toFile(draft);
    else await picture.flatten({ background: '#ffffff' }).jpeg({ quality: 80, progressive: true }).toFile(draft);
    await rename(draft, task.target);
  } finally {
    await rm(draft, { force: true });
  }
  return { id: task.id, outcome: 'done', width: 0, height: 0 };
}

process.on('message', (task: RenderTask) => {
  work(task)
    .catch((error: unknown): RenderAnswer => {
      const tooLarge = /exceeds pixel limit/i.test(String(error));
      return { id: task.id, outcome: tooLarge ? 'too_large' : 'unreadable' };
    })
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
process.on('disconnect', () => process.exit(0));

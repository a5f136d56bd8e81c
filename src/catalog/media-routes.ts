/** Pictures in and out. What goes out never carries scripts: our own drawings and three raster formats, in a sandbox all the same. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, type Reply, type Route } from '#base/route';
import type { Readable } from 'node:stream';
import { illustrate, parseDrawingName } from '#kit/drawings/illustrate';
import { addMedia, MAX_PICTURE_BYTES, mediaRow, pictureBytes, readUpload, storePicture } from './media.ts';
import { plainText } from './model.ts';
import { drawable } from './placeholder.ts';
import { mediaId, productId } from './shapes.ts';

const DAY_S = 86_400;
const YEAR_S = 365 * DAY_S;

/** A picture opened on its own can do nothing, whatever it holds. */
function sandbox(reply: Reply): void {
  reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  reply.header('cross-origin-resource-policy', 'same-origin');
}

const svg = (text: string, cacheS: number): { mediaType: string; content: Buffer; cacheS: number } => ({
  mediaType: 'image/svg+xml; charset=utf-8',
  content: Buffer.from(text),
  cacheS,
});

const upload = route({
  method: 'POST',
  path: '/api/media',
  permission: 'staff:catalog.write',
  summary: 'Upload a PNG, JPEG or WebP picture of at most 10 MB, at the end of a product’s gallery if one is named',
  idempotency: 'id',
  upload: {
    mediaTypes: ['image/png', 'image/jpeg', 'image/webp', 'application/octet-stream'],
    maxBytes: MAX_PICTURE_BYTES,
  },
  query: z.strictObject({ mediaId, productId: productId.optional(), alt: z.string().max(500).default('') }),
  output: z.strictObject({ mediaId: z.string(), url: z.string() }),
  status: 201,
  refusals: [
    'catalog.picture_unreadable',
    'catalog.product_unknown',
    'request.too_large',
    'request.media_type',
    'request.id_reused',
  ],
  run: async (context, { query, body }) => {
    if (body === undefined || body === null) refuse('catalog.picture_unreadable');
    const picture = await storePicture(await readUpload(body as unknown as Readable, MAX_PICTURE_BYTES));
    const { mediaId: id, productId: product, alt } = query;
    return context.command((tx) =>
      addMedia(tx, {
        mediaId: id,
        picture,
        alt: plainText(alt),
        ...(product === undefined ? {} : { productId: product }),
      }),
    );
  },
});

const file = route({
  method: 'GET',
  path: '/media/:file',
  permission: 'public',
  summary: 'A picture, or its placeholder while it can’t be had',
  download: true,
  params: z.strictObject({ file: z.string().max(60) }),
  refusals: ['catalog.media_unknown'],
  run: async ({ db, reply }, { params }) => {
    const match = /^(med_[0-9a-hjkmnp-tv-z]{26})(?:\.(?:png|jpg|webp|svg))?$/.exec(params.file);
    const id = match?.[1];
    if (id === undefined) return refuse('catalog.media_unknown', { detail: params.file });
    sandbox(reply);
    const picture = await pictureBytes(db, id);
    if (picture) return { mediaType: picture.mediaType, content: picture.bytes, cacheS: YEAR_S };
    const row = await mediaRow(db, id);
    if (!row) return refuse('catalog.media_unknown', { detail: id });
    const spec = (row.drawing && drawable(row.drawing)) ?? { kind: 'parcel' as const };
    return svg(illustrate(spec), row.state === 'ready' ? DAY_S : 60);
  },
});

const drawing = route({
  method: 'GET',
  path: '/media/drawing/:file',
  permission: 'public',
  summary: 'One of our drawings on its wall: `dress.svg?palette=groseille&pattern=plain&variant=0`',
  download: true,
  params: z.strictObject({ file: z.string().max(40) }),
  query: z.strictObject({
    palette: z.string().max(30).optional(),
    pattern: z.string().max(30).optional(),
    variant: z.int().min(0).max(3).optional(),
  }),
  refusals: ['catalog.media_unknown'],
  run: async ({ reply }, { params, query }) => {
    const kind = /^([a-z]+)\.svg$/.exec(params.file)?.[1];
    const spec = kind === undefined ? undefined : drawable({ kind, ...query });
    if (!spec) return refuse('catalog.media_unknown', { detail: params.file });
    sandbox(reply);
    return svg(illustrate(spec), DAY_S);
  },
});

/** The address that `drawingPath` of the kit writes: without a wall, so that dark mode can dim it. */
const asset = route({
  method: 'GET',
  path: '/assets/drawings/:file',
  permission: 'public',
  summary: 'One of our drawings without its wall: `dress-groseille-plain-0.svg`',
  download: true,
  params: z.strictObject({ file: z.string().max(120) }),
  refusals: ['catalog.media_unknown'],
  run: async ({ reply }, { params }) => {
    const spec = parseDrawingName(params.file);
    if (!spec) return refuse('catalog.media_unknown', { detail: params.file });
    sandbox(reply);
    return svg(illustrate(spec, { stage: false }), DAY_S);
  },
});

export const mediaRoutes: readonly Route[] = [upload, file, drawing, asset];

/** The office's routes over the media library. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { fileNameIn } from '#base/file-name';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { plainText } from '../model.ts';
import { mediaId, productId, text } from '../shapes.ts';
import { addMedia } from './add.ts';
import { placeMedia, removeMedia, replaceMedia, retryMedia, updateMedia } from './change.ts';
import { MAX_PICTURE_BYTES, readUpload, storePicture, type Picture } from './files.ts';
import { library, libraryLine, librarySummary, mediaViews, type LibraryLine } from './library.ts';
import { servingRoutes } from './serve-routes.ts';

const anyText = z.strictObject({ fr: z.string(), en: z.string() });
const focus = z.strictObject({ x: z.int().min(0).max(100), y: z.int().min(0).max(100) });
const version = z.int().min(1);
const tag = z.string().min(1).max(40);
const one = z.strictObject({ mediaId });
const line = z.strictObject({
  mediaId: z.string(),
  url: z.string(),
  kind: z.enum(['drawing', 'upload', 'remote']),
  state: z.enum(['ready', 'pending', 'failed']),
  problem: z.string().nullable(),
  alt: anyText,
  tags: z.array(z.string()),
  focus,
  fileName: z.string().nullable(),
  sourceUrl: z.string().nullable(),
  mediaType: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  bytes: z.int().nullable(),
  use: z
    .strictObject({
      productId: z.string(),
      handle: z.string(),
      name: anyText,
      position: z.int().nullable(),
      skus: z.array(z.string()),
    })
    .nullable(),
  used: z.boolean(),
  copies: z.int(),
  createdAt: z.string(),
  version: z.int(),
});
const shown = (one: LibraryLine): z.input<typeof line> => one as unknown as z.input<typeof line>;

const picture = {
  mediaTypes: ['image/png', 'image/jpeg', 'image/webp', 'application/octet-stream'],
  maxBytes: MAX_PICTURE_BYTES,
};
const uploadRefusals = [
  'catalog.picture_unreadable',
  'catalog.picture_too_large',
  'request.too_large',
  'request.media_type',
];

async function pictureOf(body: unknown): Promise<Picture> {
  if (body === undefined || body === null) refuse('catalog.picture_unreadable');
  return storePicture(await readUpload(body as Readable, MAX_PICTURE_BYTES));
}

const upload = route({
  method: 'POST',
  path: '/api/media',
  permission: 'staff:catalog.write',
  summary: 'Upload a PNG, JPEG or WebP picture of at most 20 MB, at the end of a product’s gallery if one is named',
  idempotency: 'id',
  upload: picture,
  query: z.strictObject({
    mediaId,
    productId: productId.optional(),
    alt: z.string().max(500).default(''),
    fileName: fileNameIn.optional(),
  }),
  output: z.strictObject({ mediaId: z.string(), url: z.string() }),
  status: 201,
  refusals: [...uploadRefusals, 'catalog.product_unknown', 'request.id_reused'],
  run: async (context, { query, body }) => {
    const stored = await pictureOf(body);
    const { alt, ...rest } = query;
    const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return context.command((tx) =>
      addMedia(tx, { ...named, mediaId: rest.mediaId, picture: stored, alt: plainText(alt) }),
    );
  },
});

const list = route({
  method: 'GET',
  path: '/api/media',
  permission: 'staff:catalog.read',
  summary: 'Pictures with where they are used, the newest first',
  query: z.strictObject({
    q: z.string().max(200).optional(),
    view: z.enum(mediaViews).optional(),
    tag: tag.optional(),
    productId: productId.optional(),
    sameAs: mediaId.optional(),
    after: z.string().max(4_000).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({ items: z.array(line), next: z.string().nullable() }),
  run: async ({ db }, { query }) => {
    const { items, next } = await library(db, query as Parameters<typeof library>[1]);
    return { items: items.map(shown), next };
  },
});

const summary = route({
  method: 'GET',
  path: '/api/media/summary',
  permission: 'staff:catalog.read',
  summary: 'How many pictures there are, how many want something, and the tags in use',
  output: z.strictObject({
    total: z.int(),
    views: z.strictObject(Object.fromEntries(mediaViews.map((view) => [view, z.int()])) as Record<string, z.ZodInt>),
    tags: z.array(z.strictObject({ tag: z.string(), pictures: z.int() })),
  }),
  run: ({ db }) => librarySummary(db),
});

const get = route({
  method: 'GET',
  path: '/api/media/:mediaId',
  permission: 'staff:catalog.read',
  summary: 'One picture and where it is used',
  params: one,
  output: line,
  refusals: ['catalog.media_unknown'],
  run: async ({ db }, { params }) =>
    shown((await libraryLine(db, params.mediaId)) ?? refuse('catalog.media_unknown', { detail: params.mediaId })),
});

const update = route({
  method: 'PATCH',
  path: '/api/media/:mediaId',
  permission: 'staff:catalog.write',
  summary: 'Change a picture’s text, tags, or where to look when it is cropped',
  idempotency: 'key',
  params: one,
  body: z.strictObject({
    version,
    alt: text(500).optional(),
    tags: z.array(tag).max(50).optional(),
    focus: focus.optional(),
  }),
  output: z.strictObject({ version: z.int() }),
  refusals: ['catalog.media_unknown', 'catalog.version_changed'],
  run: (context, { params, body }) => {
    const { version: seen, ...patch } = body;
    return context.command((tx) => updateMedia(tx, { mediaId: params.mediaId, version: seen, patch }));
  },
});

const replace = route({
  method: 'PUT',
  path: '/api/media/:mediaId/content',
  permission: 'staff:catalog.write',
  summary: 'Put another picture in the place of this one: gallery, variants and words stay',
  idempotency: 'natural',
  upload: picture,
  params: one,
  query: z.strictObject({ version, fileName: fileNameIn.optional() }),
  output: z.strictObject({ version: z.int(), url: z.string() }),
  refusals: [...uploadRefusals, 'catalog.media_unknown', 'catalog.version_changed'],
  run: async (context, { params, query, body }) => {
    const stored = await pictureOf(body);
    return context.command((tx) => replaceMedia(tx, { mediaId: params.mediaId, picture: stored, ...query }));
  },
});

const place = route({
  method: 'PUT',
  path: '/api/media/:mediaId/place',
  permission: 'staff:catalog.write',
  summary: 'Put a picture of the library at the end of a product’s gallery',
  idempotency: 'natural',
  params: one,
  body: z.strictObject({ productId }),
  output: z.strictObject({ version: z.int() }),
  refusals: ['catalog.media_unknown', 'catalog.product_unknown', 'catalog.media_in_use'],
  run: (context, { params, body }) => context.command((tx) => placeMedia(tx, { ...params, ...body })),
});

const retry = route({
  method: 'PUT',
  path: '/api/media/:mediaId/retry',
  permission: 'staff:catalog.write',
  summary: 'Try again to fetch a remote picture that could not be had',
  idempotency: 'natural',
  params: one,
  output: z.strictObject({ waiting: z.boolean() }),
  refusals: ['catalog.media_unknown'],
  run: (context, { params }) => context.command((tx) => retryMedia(tx, params.mediaId)),
});

const remove = route({
  method: 'DELETE',
  path: '/api/media/:mediaId',
  permission: 'staff:catalog.write',
  summary: 'Remove a picture that nothing shows',
  idempotency: 'natural',
  params: one,
  output: z.strictObject({ removed: z.int() }),
  refusals: ['catalog.media_in_use'],
  run: (context, { params }) => context.command((tx) => removeMedia(tx, params.mediaId)),
});

export const mediaRoutes: readonly Route[] = [
  upload,
  list,
  summary,
  get,
  update,
  replace,
  place,
  retry,
  remove,
  ...servingRoutes,
];

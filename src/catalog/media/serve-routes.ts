/** Pictures out: renditions, pictures, drawings. What goes out never carries scripts, and lies in a sandbox all the same. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, type Reply, type Route } from '#base/route';
import { illustrate, parseDrawingName } from '#kit/drawings/illustrate';
import { readPicture, readRendition } from '#kit/pictures';
import { drawable } from '../placeholder.ts';
import { showPicture, showRendition } from './renditions.ts';

const DAY_S = 86_400;

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

const file = route({
  method: 'GET',
  path: '/media/:file',
  permission: 'public',
  summary: 'A picture in one of its sizes, or its placeholder while it can’t be had',
  download: true,
  params: z.strictObject({ file: z.string().max(120) }),
  refusals: ['catalog.media_unknown'],
  run: async ({ db, reply }, { params }) => {
    const path = `/media/${params.file}`;
    const rendition = readRendition(path);
    const picture = readPicture(path);
    const plain = /^(med_[0-9a-hjkmnp-tv-z]{26})(?:\.(?:png|jpg|webp|svg))?$/.exec(params.file)?.[1];
    const mediaId = picture?.mediaId ?? plain;
    const shown = rendition
      ? await showRendition(db, rendition)
      : mediaId === undefined
        ? undefined
        : await showPicture(db, mediaId, picture?.content);
    if (!shown) return refuse('catalog.media_unknown', { detail: params.file });
    sandbox(reply);
    if (shown.kind === 'picture') return { mediaType: shown.mediaType, content: shown.bytes, cacheS: shown.cacheS };
    const spec = (shown.row.drawing && drawable(shown.row.drawing)) ?? { kind: 'parcel' as const };
    return svg(illustrate(spec), shown.row.kind === 'drawing' && shown.row.state === 'ready' ? DAY_S : 60);
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

export const servingRoutes: readonly Route[] = [file, drawing, asset];

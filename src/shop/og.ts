/** Our drawings as PNG for social networks, which take no SVG: 1200 × 630, one at a time, the last ones kept. */
import { z } from 'zod';
import { createLru } from '#base/lru';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { illustrate, parseDrawingName } from '#kit/drawings/illustrate';

const WIDTH = 1_200;
const HEIGHT = 630;
const DAY_S = 86_400;
const kept = createLru<Buffer>(60);
let before: Promise<unknown> = Promise.resolve();

async function drawn(name: string, svg: string): Promise<Buffer> {
  const known = kept.get(name);
  if (known) return known;
  const { default: sharp } = await import('sharp');
  const picture = await sharp(Buffer.from(svg)).resize(HEIGHT, HEIGHT).png().toBuffer();
  const { dominant } = await sharp(picture).extract({ left: 0, top: 0, width: 8, height: 8 }).stats();
  const wall = { width: WIDTH, height: HEIGHT, channels: 3 as const, background: dominant };
  const bytes = await sharp({ create: wall })
    .composite([{ input: picture, gravity: 'centre' }])
    .png()
    .toBuffer();
  kept.set(name, bytes);
  return bytes;
}

export const pictureRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/og/:file',
    permission: 'public',
    summary: 'A drawing of ours as PNG, 1200 × 630, for social networks',
    download: true,
    params: z.strictObject({ file: z.string().max(80) }),
    refusals: ['shop.unknown_picture'],
    run: async (_, { params }) => {
      const name = params.file.replace(/\.png$/, '.svg');
      const spec = params.file.endsWith('.png') ? parseDrawingName(name) : undefined;
      if (!spec) return refuse('shop.unknown_picture', { detail: params.file });
      const turn = before.then(() => drawn(name, illustrate(spec)));
      before = turn.catch(() => undefined);
      return { mediaType: 'image/png', content: await turn, cacheS: 30 * DAY_S };
    },
  }),
];

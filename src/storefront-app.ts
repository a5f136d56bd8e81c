/**
 * What makes the storefront an app: its icons, the service worker with the shell's files, and the channel `app`. The app says that it
 * is one by a cookie its start page sets. That chooses what is on sale and at which price, both public; it opens nothing.
 */
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import type { Database } from '#base/db';
import { channelByCode, policy } from '#channels';
import { fileOf, sendFile, type PageRequest, type PageResponse, type PageRoute, type StaticFile } from '#http';
import { appIconSvg } from '#kit/logo';
import { appCookieName, cookieNames } from '../web/store/visit.ts';

const root = join(import.meta.dirname, '..');

/** The anonymous cart of the app, where its level shares none with the browser beside it. */
const OWN_CART = 'halle_app_cart';

export const inApp = (cookies: PageRequest['cookies']): boolean => cookies[appCookieName] === '1';

/**
 * Each route twice: for browsers, and for the app. A merchant without the channel `app` sells to it as on the web. The app opens the
 * browser's anonymous cart only where the level of carts lets one cart be on both.
 */
export function appRoutes(database: Database, web: readonly PageRoute[], app: readonly PageRoute[]): PageRoute[] {
  return web.map((route, i) => ({
    ...route,
    handle: async (request) => {
      const twin = app[i];
      const channel = inApp(request.cookies) && twin ? await channelByCode(database, 'app') : undefined;
      if (!twin || channel?.status !== 'live') return route.handle(request);
      const level = await policy(database, channel.channelId, 'carts');
      if (level === 'synchronised' || level === 'unified') return twin.handle(request);
      const cookies = { ...request.cookies, [cookieNames.cart]: request.cookies[OWN_CART] };
      return withOwnCart(await twin.handle({ ...request, cookies }));
    },
  }));
}

const withOwnCart = (response: PageResponse): PageResponse =>
  response.cookies
    ? {
        ...response,
        cookies: response.cookies.map((cookie) =>
          cookie.name === cookieNames.cart ? { ...cookie, name: OWN_CART } : cookie,
        ),
      }
    : response;

/** Mounts the icons and the service worker. `store` are the built files of the shop. */
export async function mountApp(app: FastifyInstance, store: ReadonlyMap<string, StaticFile>): Promise<void> {
  const icons = new Map<string, StaticFile>();
  for (const [name, size, maskable] of [
    ['icon-192.png', 192, false],
    ['icon-512.png', 512, false],
    ['maskable-512.png', 512, true],
    ['touch-180.png', 180, true],
  ] as const) {
    const png = await sharp(Buffer.from(appIconSvg(size, maskable)))
      .png({ compressionLevel: 9 })
      .toBuffer();
    icons.set(`/app/${name}`, fileOf(png, name));
  }
  for (const [path, file] of icons) app.get(path, (request, reply) => sendFile(request, reply, file));
  const worker = await serviceWorker(store);
  app.get('/sw.js', (request, reply) => sendFile(request, reply, worker));
}

/** The program with its version before it. A change of the shell is another version, so that browsers fetch it again. */
async function serviceWorker(store: ReadonlyMap<string, StaticFile>): Promise<StaticFile> {
  const program = await readFile(join(root, 'dist/app/sw.js'), 'utf8').catch(() => '');
  const built = [...store.keys()].filter((path) => /\/assets\/(?:main|store)-[\w-]+\.(?:js|css)$/.test(path)).sort();
  const fonts = ['hanken-grotesk-latin-wght', 'bricolage-grotesque-latin-opsz'];
  const files = [
    ...built,
    ...fonts.map((font) => `/assets/fonts/${font}-normal.woff2`),
    '/favicon.svg',
    '/app/icon-192.png',
  ];
  const version = createHash('sha256').update(program).update(files.join('\n')).digest('hex').slice(0, 12);
  const text = program === '' ? '' : `self.HALLE_SHELL=${JSON.stringify({ version, files })};\n${program}`;
  return fileOf(Buffer.from(text), 'sw.js');
}

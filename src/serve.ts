/** Composes the server: the route table, the screens, the journal's tail; the API's own description. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Database } from '#base/db';
import { startTail, type Tail } from '#base/journal';
import { log } from '#base/log';
import { route, type Route } from '#base/route';
import { authenticateWith } from '#identity';
import { createServer, docsPage, fileOf, openapi, readStatic, sendFile, type StaticFile } from '#http';
import { faviconSvg } from '#kit/logo';
import { setWebhookUrl } from '#payments';
import { eventRoutes } from './events.ts';
import { timelineRoute } from './timeline.ts';
import { withExamples } from './examples.ts';
import { healthRoute, version } from './health.ts';
import { modules, refusals, routes } from './modules.ts';
import { mountPlay } from './play.ts';
import { mountApp } from './storefront-app.ts';
import { mountStorefront, type NotFoundPage } from './storefront.ts';

export type Served = {
  readonly app: FastifyInstance;
  readonly tail: Tail;
  readonly url: string;
  close(): Promise<void>;
};
export type ServeOptions = {
  readonly port: number;
  readonly host: string;
  readonly https?: { key: string; cert: string };
  readonly demo?: boolean;
  /** See `proxy` in `#base/config`. */
  readonly proxy?: string | undefined;
};

const root = join(import.meta.dirname, '..');

/** Starts serving; `close` lets what is under way finish. */
export async function serve(database: Database, options: ServeOptions): Promise<Served> {
  // A promise nobody waits for is our bug; it must not take the shop down with it.
  process.on('unhandledRejection', (error: unknown) =>
    log.error({ error: error instanceof Error ? error.stack : error }, 'broken: a rejection nobody handled'),
  );
  if (process.env.HALLE_URL?.startsWith('https:') && !options.https && options.proxy === undefined)
    log.warn({}, 'people come over https (HALLE_URL), but HALLE_PROXY names no proxy: cookies go out without Secure');
  const tail = await startTail(database);
  keepCachesCurrent(database, tail);
  const screens: { lost?: NotFoundPage } = {}; // known once the storefront is mounted
  const app = await createServer({
    database,
    tail,
    routes: [...routes, ...houseRoutes()],
    refusals,
    authenticate: authenticateWith(database),
    notFound: (request, reply) =>
      wantsPage(request.url, request.headers.accept) ? screens.lost?.(request, reply) : undefined,
    proxy: options.proxy,
    ...(options.https ? { https: options.https } : {}),
  });
  const store = await readStatic(join(root, 'dist/store/assets'), '/assets/');
  await mountScreens(app, store, options.demo ?? false);
  await mountApp(app, store);
  screens.lost = await mountStorefront(app, database, tail, { demo: options.demo ?? false, files: store });
  if (options.demo) await mountPlay(app, database);
  try {
    await app.listen({ port: options.port, host: options.host });
  } catch (error) {
    await tail.stop();
    throw listenError(error, options.port);
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  setWebhookUrl(database, `${options.https ? 'https' : 'http'}://127.0.0.1:${port}/api/webhooks/pretend`);
  const shown = options.host === '0.0.0.0' || options.host === '::' ? 'localhost' : options.host;
  return {
    app,
    tail,
    url: `${options.https ? 'https' : 'http'}://${shown}:${port}`,
    close: async () => {
      await app.close();
      await tail.stop();
    },
  };
}

const wantsPage = (url: string, accept = ''): boolean => !url.startsWith('/api/') && accept.includes('text/html');

function listenError(error: unknown, port: number): unknown {
  const code = (error as { code?: string }).code;
  const why = {
    EADDRINUSE: `Port ${port} is taken: stop what runs there, or choose another with PORT=4100.`,
    EACCES: `Port ${port} needs more rights: choose one above 1024 with PORT=4100.`,
  };
  const known = code === 'EADDRINUSE' || code === 'EACCES' ? why[code] : undefined;
  if (known === undefined) return error;
  const plain = new Error(known, { cause: error });
  plain.name = 'UsageError';
  return plain;
}

function keepCachesCurrent(database: Database, tail: Tail): void {
  for (const module of modules) {
    const hear = module.caches?.(database);
    if (hear) tail.subscribe(hear);
  }
}

/** What the whole house answers, above its modules. */
export function houseRoutes(): Route[] {
  return [
    healthRoute(modules.flatMap((module) => module.reactions ?? []).map((reaction) => reaction.name)),
    route({
      method: 'GET',
      path: '/api/openapi.json',
      permission: 'public',
      summary: 'This description',
      download: true,
      run: async () => ({ mediaType: 'application/json', content: description().json, cacheS: 60 }),
    }),
    route({
      method: 'GET',
      path: '/api/docs',
      permission: 'public',
      summary: 'The API for people',
      download: true,
      run: async () => ({ mediaType: 'text/html; charset=utf-8', content: description().page, cacheS: 60 }),
    }),
    ...eventRoutes,
    timelineRoute,
  ];
}

let described: { json: Buffer; page: Buffer } | undefined;
function description(): { json: Buffer; page: Buffer } {
  if (!described) {
    const all = [...routes, ...houseRoutes()];
    const api = withExamples(openapi(all, refusals, version()), all);
    described = { json: Buffer.from(JSON.stringify(api)), page: Buffer.from(docsPage(api)) };
  }
  return described;
}

const NOT_BUILT =
  '<!doctype html><html lang="en"><title>Halle</title><p>The screens are not built yet: run <code>npm run build</code>.';

/** Till and office are single-page programs: every path below them that is no file is their page. */
async function mountScreens(
  app: FastifyInstance,
  store: ReadonlyMap<string, StaticFile>,
  demo: boolean,
): Promise<void> {
  const files = new Map(store);
  for (const name of ['office', 'till']) {
    const built = await readStatic(join(root, 'dist', name), `/${name}/`);
    for (const [path, file] of built) files.set(path, file);
    const index = built.get(`/${name}/index.html`) ?? fileOf(Buffer.from(NOT_BUILT), 'index.html');
    const headers = { 'content-security-policy': screenPolicy };
    app.get(`/${name}`, (request, reply) => sendFile(request, reply.headers(headers), index));
    app.get(`/${name}/*`, (request, reply) => {
      const path = request.url.split('?')[0] ?? '';
      const file = built.get(path);
      if (!file && path.startsWith(`/${name}/assets/`)) return reply.callNotFound(); // an old page asks for what is no more
      return sendFile(request, file ? reply : reply.headers(headers), file ?? index);
    });
  }
  await addFonts(files);
  await addDocs(files, demo);
  const favicon = fileOf(Buffer.from(faviconSvg), 'favicon.svg');
  app.get('/favicon.svg', (request, reply) => sendFile(request, reply, favicon));
  app.get('/favicon.ico', (_request, reply) => reply.redirect('/favicon.svg', 301));
  app.get('/assets/*', (request, reply) => {
    const file = files.get(request.url.split('?')[0] ?? '');
    return file ? sendFile(request, reply, file) : reply.callNotFound();
  });
}

// Mantine writes its variables into a style element; nothing else inline is needed.
const screenPolicy =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/** What the page for developers looks like and does; in the demo one may send its examples. */
async function addDocs(files: Map<string, StaticFile>, demo: boolean): Promise<void> {
  const read = (name: string): Promise<string> => readFile(join(root, 'web/docs', name), 'utf8');
  const script = (await read('docs.js')) + (demo ? await read('try.js') : '');
  files.set('/assets/docs.css', fileOf(Buffer.from(await read('docs.css')), 'docs.css'));
  files.set('/assets/docs.js', fileOf(Buffer.from(script), 'docs.js'));
}

/** The two typefaces, from their packages: no page loads anything from another host. */
async function addFonts(files: Map<string, StaticFile>): Promise<void> {
  const require = createRequire(import.meta.url);
  const faces = [
    ['@fontsource-variable/hanken-grotesk', 'hanken-grotesk', 'wght'],
    ['@fontsource-variable/bricolage-grotesque', 'bricolage-grotesque', 'opsz'],
  ] as const;
  for (const [packageName, family, axis] of faces) {
    const folder = join(require.resolve(`${packageName}/package.json`), '../files');
    for (const subset of ['latin', 'latin-ext']) {
      const name = `${family}-${subset}-${axis}-normal.woff2`;
      const body = await readFile(join(folder, name));
      files.set(`/assets/fonts/${name}`, { ...fileOf(body, name), forEver: true });
    }
  }
}

/** `node web/store/preview.ts 4180`: the shop's pages over the sample shop, to look at them while writing. Not part of the product. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { illustrate, parseDrawingName } from '#kit/drawings/illustrate';
import { faviconSvg } from '#kit/logo';
import { goods, pictureOf, eur } from './sample/goods.ts';
import { sampleStatus } from './sample/accounts.ts';
import { sampleShop } from './sample/shop.ts';
import { cookieNames, failure, storefront } from './server.ts';
import type { StorefrontOptions, StorefrontRoute, StoreRequest, StoreResponse } from './server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const port = Number(process.argv[2] ?? 4180);
if (process.argv.includes('--build') || !existsSync(`${root}dist/store/manifest.json`)) {
  execFileSync(`${root}node_modules/.bin/vite`, ['build', '-c', `${root}web/store/vite.config.ts`], {
    stdio: 'inherit',
  });
}
type Entry = { file: string; css?: string[] };
const manifest: Record<string, Entry> = JSON.parse(readFileSync(`${root}dist/store/manifest.json`, 'utf8'));
const built = manifest['browser/main.ts'];
const assets = { js: `/${built?.file ?? ''}`, css: `/${built?.css?.[0] ?? ''}` };
const options: StorefrontOptions = { assets, statusOf: sampleStatus };
const api = sampleShop();
const routes = storefront(api, options).map((route) => ({ route, pattern: patternOf(route.path) }));

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}

createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
    response.writeHead(500).end('broken');
  });
}).listen(port, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${port}/\n`));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
  if (file(url.pathname, response) || data(url, response)) return;
  for (const { route, pattern } of routes) {
    const match = pattern.exec(url.pathname);
    if (match && route.method === request.method)
      return send(response, await answer(route, url, request, { ...match.groups }));
  }
  send(response, await failure(api, options, await asked(url, request, {}), { status: 404 }));
}

async function answer(
  route: StorefrontRoute,
  url: URL,
  request: IncomingMessage,
  params: Record<string, string>,
): Promise<StoreResponse> {
  return route.handle(await asked(url, request, params));
}

async function asked(url: URL, request: IncomingMessage, params: Record<string, string>): Promise<StoreRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
  const cookies = Object.fromEntries(
    (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=') as [string, string]),
  );
  const session = cookies[cookieNames.session];
  const query = Object.fromEntries(url.searchParams);
  return {
    url: url.pathname + url.search,
    origin: url.origin,
    params,
    query,
    body,
    cookies,
    ...(session ? { session: { customerId: session } } : {}),
  };
}

function send(response: ServerResponse, made: StoreResponse): void {
  const cookies = (made.cookies ?? []).map(
    ({ name, value, maxAgeS }) => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}`,
  );
  response.setHeader('set-cookie', cookies);
  response.setHeader('content-security-policy', "default-src 'self'");
  if (made.redirect) response.writeHead(made.status, { location: made.redirect }).end();
  else
    response
      .writeHead(made.status, { 'content-type': made.text?.type ?? 'text/html; charset=utf-8' })
      .end(made.text?.body ?? made.html);
}

function file(path: string, response: ServerResponse): boolean {
  const name = path.split('/').at(-1) ?? '';
  const reply = (type: string, body: string | Buffer): true => {
    response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=60' }).end(body);
    return true;
  };
  if (path === '/favicon.svg') return reply('image/svg+xml', faviconSvg);
  if (!/^[\w.-]+$/.test(name) || !path.startsWith('/assets/')) return false;
  const spec = path.startsWith('/assets/drawings/') ? parseDrawingName(name) : undefined;
  if (spec) return reply('image/svg+xml', illustrate(spec, { stage: false }));
  if (path.startsWith('/assets/fonts/')) {
    const family = name.startsWith('bricolage') ? 'bricolage-grotesque' : 'hanken-grotesk';
    return reply('font/woff2', readFileSync(`${root}node_modules/@fontsource-variable/${family}/files/${name}`));
  }
  if (existsSync(`${root}dist/store/assets/${name}`))
    return reply(
      name.endsWith('.css') ? 'text/css' : 'text/javascript',
      readFileSync(`${root}dist/store/assets/${name}`),
    );
  return false;
}

function data(url: URL, response: ServerResponse): boolean {
  if (url.pathname === '/api/shop/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
    return true;
  }
  if (url.pathname !== '/api/shop/search') return false;
  const q = (url.searchParams.get('q') ?? '').toLowerCase();
  const items = goods.filter((good) => good.name.toLowerCase().includes(q)).slice(0, 8);
  const body = {
    items: items.map((good) => ({
      handle: good.handle,
      name: { fr: good.name, en: good.name },
      price: eur(good.minor),
      image: pictureOf(good).src,
    })),
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
}

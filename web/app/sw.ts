/**
 * The shopper's app without a connection: pages and pictures that were seen are shown again, with a banner that says so. Pages come
 * from the network whenever it answers, so what is kept is never preferred. What a page may not be kept for is decided in `keep.ts`.
 */
import {
  addressOf,
  cacheNames,
  cartAfter,
  changesHands,
  kindOf,
  most,
  ownPage,
  windowFor,
  withBanner,
} from './keep.ts';
import type { FetchOf, Worker } from './worker.d.ts';

const worker = self as unknown as Worker;
const { version, files } = worker.HALLE_SHELL;
const names = cacheNames(version);
const { origin } = worker.location;

/** A network that has not answered by then is no network, when there is something kept to show. */
const PATIENCE_MS = 8_000;
/** Several changes of a cart in a row are one visit to its page. */
const CART_MS = 1_500;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const shell = await caches.open(names.shell);
      await shell.addAll(files.map((file) => new Request(file, { cache: 'reload' })));
      // Without cookies: these two pages hold nothing of anybody.
      const blank = ['/offline', '/en/offline'].map(
        (path) => new Request(path, { cache: 'reload', credentials: 'omit' }),
      );
      await shell.addAll(blank);
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const ours = new Set(Object.values(names));
      const old = (await caches.keys()).filter((name) => name.startsWith('halle-') && !ours.has(name));
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isPage = request.mode === 'navigate' || (request.headers.get('accept') ?? '').startsWith('text/html');
  if (url.origin === origin && changesHands(request.method, url)) return event.respondWith(emptied(event));
  const cart = url.origin === origin ? cartAfter(request.method, url) : undefined;
  if (cart !== undefined) return event.respondWith(changed(event, cart));
  switch (kindOf({ method: request.method, url, isPage }, origin)) {
    case 'page':
      return event.respondWith(page(event, url));
    case 'live':
      return event.respondWith(fetch(request).catch(() => nothingHere(url)));
    case 'asset':
      return event.respondWith(first(names.shell, request));
    case 'picture':
      return event.respondWith(first(names.pictures, request, most.pictures));
    case 'through':
  }
});

async function emptied({ request }: FetchOf): Promise<Response> {
  const answer = await fetch(request);
  await caches.delete(names.pages);
  return answer;
}

async function changed(event: FetchOf, cart: string): Promise<Response> {
  const answer = await fetch(event.request);
  event.waitUntil(cartAgain(cart));
  return answer;
}

let turn = 0;
async function cartAgain(cart: string): Promise<void> {
  const mine = ++turn;
  await new Promise((resolve) => setTimeout(resolve, CART_MS));
  if (mine !== turn) return;
  const fresh = await fetch(cart, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (fresh) await keep(new URL(cart, origin), fresh);
}

async function page(event: FetchOf, url: URL): Promise<Response> {
  const kept = await (await caches.open(names.pages)).match(addressOf(url));
  const asked = fetch(event.request);
  const copy = asked.then((answer) => answer.clone());
  event.waitUntil(copy.then((answer) => keep(url, answer)).catch(() => undefined));
  if (!kept) return asked.catch(() => nothingHere(url));
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
  return (await Promise.race([asked, late]).catch(() => undefined)) ?? shown(kept);
}

/** Only whole pages that are what was asked for; an error, or where a redirection ended, is not kept. */
async function keep(url: URL, answer: Response): Promise<void> {
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200 || answer.redirected || !type.startsWith('text/html')) return;
  const headers = { 'content-type': type, 'x-kept-at': new Date().toISOString() };
  const policy = answer.headers.get('content-security-policy');
  const body = await answer.text();
  const copy = new Response(body, {
    headers: policy === null ? headers : { ...headers, 'content-security-policy': policy },
  });
  await put(names.pages, addressOf(url), copy, most.pages);
}

async function shown(kept: Response): Promise<Response> {
  const at = kept.headers.get('x-kept-at') ?? '';
  return new Response(withBanner(await kept.text(), at), { headers: kept.headers });
}

async function nothingHere(url: URL): Promise<Response> {
  const path = /^\/en(?:\/|$)/.test(url.pathname) ? '/en/offline' : '/offline';
  const kept = await (await caches.open(names.shell)).match(path);
  if (!kept) return Response.error();
  return new Response(withBanner(await kept.text(), ''), { status: 503, headers: kept.headers });
}

/** What is kept, else from the network and kept from then on. */
async function first(name: string, request: Request, limit?: number): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await put(name, request.url, answer.clone(), limit);
  return answer;
}

async function put(name: string, address: string, answer: Response, limit = Number.POSITIVE_INFINITY): Promise<void> {
  const cache = await caches.open(name);
  try {
    await cache.put(address, answer);
  } catch {
    // The device has no room left: what is kept of pictures goes first.
    await caches.delete(names.pictures);
    return;
  }
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - limit)).map((key) => cache.delete(key)));
}

type Message = { title?: string; body?: string; url?: string; tag?: string; lang?: string };

worker.addEventListener('push', (event) => {
  const message = (event.data?.json() ?? {}) as Message;
  const { title = '', body = '', url, tag, lang } = message;
  const icon = '/app/icon-192.png';
  const options = { body, icon, badge: icon, data: { url }, ...(tag ? { tag } : {}), ...(lang ? { lang } : {}) };
  event.waitUntil(worker.registration.showNotification(title, options));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const to = ownPage((event.notification.data as { url?: unknown } | null)?.url, origin);
  event.waitUntil(
    (async () => {
      const open = windowFor(await worker.clients.matchAll({ type: 'window' }), to);
      if (!open) return void (await worker.clients.openWindow(to));
      // The system may refuse to bring it to the front; the page is there all the same.
      const shown = await open.focus().catch(() => open);
      await shown.navigate(to);
    })(),
  );
});

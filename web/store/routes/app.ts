/** The shop as an app: what a browser reads to install it, and the page it starts with, which says that this is the app. */
import { one, readForm } from '../forms.ts';
import { href } from '../shell.ts';
import { appCookieName, seeOther } from '../visit.ts';
import type { Page, StoreCookie, StoreResponse, Visit } from '../visit.ts';
import { w } from '../words.ts';
import { baseOf } from './cart.ts';

export const appPages: readonly Page[] = [
  { method: 'GET', path: '/app.webmanifest', run: manifest },
  { method: 'GET', path: '/app', run: start },
  { method: 'POST', path: '/app', run: choose },
];

const places = { scan: '/scan', cart: '/cart', account: '/account' } as const;
const names = { scan: 'app.scan', cart: 'app.cart', account: 'app.account' } as const;
const DAY_S = 24 * 3_600;

/** Says in which of the two the shopper is; it picks the channel and opens nothing. */
const appCookie = (on: boolean): StoreCookie => ({
  name: appCookieName,
  value: on ? '1' : '',
  maxAgeS: on ? 30 * DAY_S : 0,
});

async function manifest(visit: Visit): Promise<StoreResponse> {
  const { lang, facts, base } = await visit.shell();
  const { name, text } = facts.shop;
  const icon = (file: string, sizes: string, purpose: 'any' | 'maskable') => ({
    src: `/app/${file}`,
    sizes,
    type: 'image/png',
    purpose,
  });
  const start = href({ base }, '/app');
  const shortcut = (to: keyof typeof places) => ({
    name: w(lang, names[to]),
    url: `${start}?to=${to}`,
    icons: [icon('icon-192.png', '192x192', 'any')],
  });
  const body = {
    id: '/app',
    name,
    short_name: name.length > 12 ? (name.split(' ').at(-1) ?? name) : name,
    ...(text === '' ? {} : { description: text }),
    lang,
    dir: 'ltr',
    start_url: start,
    scope: '/',
    display: 'standalone',
    background_color: '#FFFFFF',
    theme_color: '#FFFFFF',
    categories: ['shopping'],
    icons: [
      icon('icon-192.png', '192x192', 'any'),
      icon('icon-512.png', '512x512', 'any'),
      icon('maskable-512.png', '512x512', 'maskable'),
    ],
    shortcuts: [shortcut('scan'), shortcut('cart'), shortcut('account')],
  };
  return { status: 200, text: { type: 'application/manifest+json; charset=utf-8', body: JSON.stringify(body) } };
}

async function start(visit: Visit): Promise<StoreResponse> {
  const to = one(visit.request.query, 'to', 20) ?? '';
  const path = Object.hasOwn(places, to) ? places[to as keyof typeof places] : '/';
  return seeOther(baseOf(visit), path, [appCookie(true)]);
}

/** The page's script found that it runs in the other of the two. */
async function choose(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { on: { max: 1 } });
  return {
    status: 200,
    text: { type: 'text/plain; charset=utf-8', body: '' },
    cookies: [appCookie(values.on === '1')],
  };
}

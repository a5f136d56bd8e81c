/** What the storefront's routes work with: a request, the shell around its page, and the few shapes of an answer. */
import { toText } from '#kit/html';
import type { Html } from '#kit/html';
import type { Ask, ShopApi } from './api.ts';
import type { Fields } from './forms.ts';
import { href } from './shell.ts';
import type { Assets, Shell } from './shell.ts';

/** What a route is given. `body` holds a POST's form fields; `session` is resolved by the server from its cookie. */
export type StoreRequest = {
  /** Path with query, as asked for. */
  url: string;
  origin: string;
  params: Readonly<Record<string, string>>;
  query: Fields;
  body: Fields;
  cookies: Readonly<Record<string, string | undefined>>;
  session?: { customerId: string; sessionId?: string };
  /** The address the request came from. */
  ip?: string;
};

/** `maxAgeS: 0` forgets the cookie. All are HttpOnly, SameSite=Lax, Path=/ and, over https, Secure. */
export type StoreCookie = { name: string; value: string; maxAgeS: number };

/** Exactly one of `html`, `text` and `redirect`. `cache` only where the answer is the same for every visitor. */
export type StoreResponse = {
  status: number;
  html?: string;
  /** With `fileName` (plain letters), a file to keep. */
  text?: { type: string; body: string; fileName?: string };
  redirect?: string;
  cookies?: readonly StoreCookie[];
  cache?: { key: string; tags: readonly string[]; seconds: number };
  retryAfterS?: number;
  /** The page runs WebAssembly of ours: the reader of barcodes. */
  runsWasm?: boolean;
};

export type StorefrontOptions = {
  assets: Assets;
  /** These pages are the installed app's. */
  app?: boolean;
  /** The HTTP status of a refusal's code, from the modules' declarations. */
  statusOf: (code: string) => number;
};

/** The app's cookie: `1` where the shop runs as an installed app. */
export const appCookieName = 'halle_app';

/** The store a shopper said they are in. */
export const siteCookieName = 'halle_site';

/** The names of the shop's cookies. */
export const cookieNames = {
  cart: 'halle_cart',
  session: 'halle_shopper',
  compared: 'halle_compare',
  wishes: 'halle_wishes',
  consent: 'halle_consent',
  store: 'halle_store',
} as const;

/** What a page's function works with. */
export type Visit = {
  api: ShopApi;
  request: StoreRequest;
  ask: Ask;
  options: StorefrontOptions;
  /** The surroundings of the page, asked for when needed. */
  shell: () => Promise<Shell>;
};
export type Page = { method: 'GET' | 'POST'; path: string; run: (visit: Visit) => Promise<StoreResponse> };

/** The store this device calls its own, by the look of its id; whether there is one is for the pages to see. */
export function storeOf(cookies: StoreRequest['cookies']): string | undefined {
  const said = cookies[cookieNames.store];
  return said !== undefined && /^sit_[0-9a-z_]{1,26}$/.test(said) ? said : undefined;
}

/** A page as an answer. */
export const answer = (page: Html, status = 200, cookies: readonly StoreCookie[] = []): StoreResponse => ({
  ...{ status, html: toText(page) },
  ...(cookies.length > 0 ? { cookies } : {}),
});

/** Go there with GET: the answer to every form that did what it was asked. */
export const seeOther = (
  shell: Pick<Shell, 'base'>,
  path: string,
  cookies: readonly StoreCookie[] = [],
): StoreResponse => ({
  status: 303,
  redirect: href(shell, path),
  ...(cookies.length > 0 ? { cookies } : {}),
});

/** The same page under its address of today, its query kept. */
export const movedPermanently = (visit: Pick<Visit, 'request'>, base: Shell['base'], path: string): StoreResponse => {
  const query = visit.request.url.split('?')[1];
  return { status: 301, redirect: href({ base }, path) + (query === undefined ? '' : `?${query}`) };
};

/** The page with a cache key, when nobody in particular asks. `parts` are what the page depends on beside its path. */
export function cacheable(
  visit: Visit,
  response: StoreResponse,
  path: string,
  parts: readonly (string | number | boolean | undefined)[],
  tags: readonly string[],
): StoreResponse {
  const { who, lang } = visit.ask;
  if (who.customerId || who.cartToken || who.compared || who.wishes || response.status !== 200) return response;
  const key = [lang, visit.request.origin, who.storeId ?? '', path, ...parts.map((part) => String(part ?? ''))].join(
    '|',
  );
  return { ...response, cache: { key, tags: ['shell', ...new Set(tags)], seconds: 30 } };
}

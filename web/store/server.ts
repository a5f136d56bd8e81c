/**
 * The storefront as data: routes the server mounts, each a function from a request to a page, a redirect or a refusal's page. Pages for
 * visitors without cart and session carry a cache key and the tags that make it stale; see docs/decisions/0004.
 */
import { Refusal, Unavailable } from '#base/refusal';
import { toText } from '#kit/html';
import { isLook, lookStyle } from '#pages/model';
import type { ShopApi, Who } from './api.ts';
import { one } from './forms.ts';
import { consentOf } from './consent.ts';
import { readCompared, readWishes } from './device-lists.ts';
import { failPage } from './pages/fail.ts';
import type { Failure } from './pages/fail.ts';
import { refusedWords } from './refused.ts';
import { accountRoutes } from './routes/account.ts';
import { appPages } from './routes/app.ts';
import { forgottenRoutes } from './routes/forgotten.ts';
import { inStoreRoutes } from './routes/in-store.ts';
import { inStorePayRoutes } from './routes/in-store-pay.ts';
import { browseRoutes } from './routes/browse.ts';
import { cartRoutes } from './routes/cart.ts';
import { checkoutRoutes } from './routes/checkout.ts';
import { choosingRoutes } from './routes/choosing.ts';
import { orderChangePages } from './routes/order-changes.ts';
import { payLinkPages } from './routes/pay-link.ts';
import { returnPages } from './routes/returns.ts';
import { serviceRoutes } from './routes/service.ts';
import { siteFiles } from './routes/site.ts';
import { storeRoutes } from './routes/stores.ts';
import { href } from './shell.ts';
import type { Shell } from './shell.ts';
import type { Lang, ShellFacts } from './views.ts';
import { answer, cookieNames, storeOf } from './visit.ts';
import type { Page, StoreRequest, StoreResponse, StorefrontOptions, Visit } from './visit.ts';

export type { ShopApi } from './api.ts';
export type { StoreCookie, StoreRequest, StoreResponse, StorefrontOptions } from './visit.ts';
export { cookieNames } from './visit.ts';

export type StorefrontRoute = {
  method: 'GET' | 'POST';
  /** With `:name` parameters. */
  path: string;
  lang: Lang;
  handle: (request: StoreRequest) => Promise<StoreResponse>;
};

const languages: readonly { lang: Lang; base: Shell['base'] }[] = [
  { lang: 'fr', base: '' },
  { lang: 'en', base: '/en' },
];

/** All routes of the storefront, in French at `/…` and in English at `/en/…`. */
export function storefront(api: ShopApi, options: StorefrontOptions): StorefrontRoute[] {
  const pages: Page[] = [
    ...serviceRoutes,
    ...orderChangePages,
    ...payLinkPages,
    ...returnPages,
    ...browseRoutes,
    ...storeRoutes,
    ...cartRoutes,
    ...checkoutRoutes,
    ...accountRoutes,
    ...forgottenRoutes,
    ...choosingRoutes,
  ];
  const both = languages.flatMap(({ lang, base }) =>
    [...appPages, ...inStoreRoutes, ...inStorePayRoutes, ...pages].map((page) =>
      routeOf(api, options, page, lang, href({ base }, page.path)),
    ),
  );
  return [...both, ...siteFiles.map((page) => routeOf(api, options, page, 'fr', page.path))];
}

/**
 * What a page kept for everybody depends on beside its address: the answer on cookies (the page on cookies shows its day), and the
 * store somebody calls theirs, of which a merchant has a few.
 */
export function variantOf(cookies: StoreRequest['cookies']): string {
  const consent = consentOf(cookies[cookieNames.consent]);
  return `${consent.said === 'unasked' ? 'unasked' : `${consent.said} ${consent.day}`} ${storeOf(cookies) ?? ''}`;
}

function routeOf(api: ShopApi, options: StorefrontOptions, page: Page, lang: Lang, path: string): StorefrontRoute {
  return {
    method: page.method,
    path,
    lang,
    handle: async (request) => {
      const visit = visitOf(api, options, lang, request);
      try {
        const { cache, ...response } = await page.run(visit);
        return cache && request.query['look'] === undefined ? { ...response, cache } : response;
      } catch (error) {
        return failed(visit, error);
      }
    },
  };
}

/** A page that says what went wrong; for addresses nobody serves, and for the server's own 500s. */
export async function failure(
  api: ShopApi,
  options: StorefrontOptions,
  request: StoreRequest,
  what: Failure,
): Promise<StoreResponse> {
  const lang: Lang = /^\/en(?:[/?]|$)/.test(request.url) ? 'en' : 'fr';
  return { status: what.status, html: toText(failPage(what, await calmShell(visitOf(api, options, lang, request)))) };
}

function visitOf(api: ShopApi, options: StorefrontOptions, lang: Lang, request: StoreRequest): Visit {
  const cartToken = request.cookies[cookieNames.cart];
  const sessionToken = request.cookies[cookieNames.session];
  const compared = readCompared(request.cookies[cookieNames.compared]);
  const wishes = readWishes(request.cookies[cookieNames.wishes]);
  const storeId = storeOf(request.cookies);
  const who: Who = {
    ...(storeId === undefined ? {} : { storeId }),
    ...(compared.length > 0 ? { compared } : {}),
    ...(wishes.length > 0 ? { wishes } : {}),
    ...(cartToken ? { cartToken } : {}),
    ...(request.ip ? { ip: request.ip } : {}),
    ...(request.session && sessionToken ? { ...request.session, sessionToken } : {}),
  };
  const ask = { lang, who, origin: request.origin };
  const shell = async (): Promise<Shell> => shellOf(lang, request, options, await api.shell(ask));
  return { api, request, ask, options, shell };
}

/** A look to be tried in the office before it is kept: `?look=` with its choices as JSON. It changes this answer alone. */
function triedLook(query: StoreRequest['query']): ShellFacts['look'] {
  const text = one(query, 'look', 600);
  if (text === undefined) return undefined;
  try {
    const look: unknown = JSON.parse(text);
    return isLook(look) ? { style: lookStyle(look), home: look.home } : undefined;
  } catch {
    return undefined;
  }
}

function shellOf(lang: Lang, request: StoreRequest, options: StorefrontOptions, told: ShellFacts): Shell {
  const tried = triedLook(request.query);
  const facts = tried ? { ...told, look: { ...told.look, ...tried } } : told;
  const mine = facts.stores.find((store) => store.siteId === storeOf(request.cookies));
  const base = lang === 'en' ? '/en' : '';
  const bare = base === '' ? request.url : request.url.slice(base.length);
  const path = bare.startsWith('/') ? bare : `/${bare}`;
  return {
    lang,
    base,
    path,
    origin: request.origin,
    assets: options.assets,
    facts,
    ...(mine ? { mine } : {}),
    app: options.app ?? false,
    consent: consentOf(request.cookies[cookieNames.consent]),
  };
}

async function failed(visit: Visit, error: unknown): Promise<StoreResponse> {
  if (error instanceof Refusal) {
    const status = visit.options.statusOf(error.code);
    const detail = refusedWords(visit.ask.lang, error);
    const page = failPage({ status, reference: error.code, detail }, await calmShell(visit));
    return answer(page, status);
  }
  if (error instanceof Unavailable) {
    return { ...answer(failPage({ status: 503 }, await calmShell(visit)), 503), retryAfterS: error.retryAfterS };
  }
  throw error;
}

// A failing page must not fail again because its surroundings do.
async function calmShell(visit: Visit): Promise<Shell> {
  const plain: ShellFacts = { shop: { name: 'Halle', text: '' }, nav: [], stores: [], demo: false };
  return visit.shell().catch(() => shellOf(visit.ask.lang, visit.request, visit.options, plain));
}

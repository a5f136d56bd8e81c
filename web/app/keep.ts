/** What the shopper's app keeps for when there is no connection, and how much of it. Pure. */

/** How many pages and pictures are kept; the longest ago fetched go first. */
export const most = { pages: 80, pictures: 240 } as const;

/**
 * `page`: shown from the network, kept, and shown from what was kept without one. `live`: only from the network, for what it says must be
 * true now or is nobody else's business. `asset`: its name has its content's hash. `picture`: kept when first seen. `through`: not ours.
 */
export type Kind = 'page' | 'live' | 'asset' | 'picture' | 'through';

export type Wanted = { readonly method: string; readonly url: URL; readonly isPage: boolean };

const screens = /^\/(?:api|office|till|play)(?:\/|$)/;
const kept =
  /^\/(?:en\/?)?(?:$|c\/|p\/|in\/\w+\/(?:p\/|till$|compare$)|stores$|search$|scan$|cart$|compare|wish|offline$|legal\/|pages\/)/;

export function kindOf({ method, url, isPage }: Wanted, origin: string): Kind {
  const { pathname } = url;
  if (method !== 'GET' || url.origin !== origin || screens.test(pathname)) return 'through';
  if (isPage) return kept.test(pathname) ? 'page' : 'live';
  if (pathname.startsWith('/media/') || pathname.startsWith('/assets/drawings/')) return 'picture';
  return pathname.startsWith('/assets/') && !pathname.endsWith('.wasm') ? 'asset' : 'through';
}

/** After these forms another person, or another channel, may be looking: what was kept of pages goes. */
export const changesHands = (method: string, url: URL): boolean =>
  method === 'POST' && /^(?:\/en)?\/(?:account\/(?:sign-in|sign-out|register)|app)$/.test(url.pathname);

/** The cart's page to fetch again after this form, so that the kept one is today's. */
export const cartAfter = (method: string, url: URL): string | undefined =>
  method === 'POST' ? /^((?:\/en)?\/cart)\/(?:lines|open)\b/.exec(url.pathname)?.[1] : undefined;

/** Under which address a page is kept: what only says where a click came from is left out. */
export function addressOf(url: URL): string {
  const plain = new URL(url);
  plain.hash = '';
  for (const name of ['from', 'utm_source', 'utm_medium', 'utm_campaign', 'fbclid', 'gclid'])
    plain.searchParams.delete(name);
  return plain.href;
}

/** A kept page says that it is kept, and since when: the banner every page carries, hidden, is shown. */
export const withBanner = (page: string, keptAt: string): string =>
  page.replace(
    /<div id="offline" hidden/,
    () => `<div id="offline" data-kept="${keptAt.replaceAll(/[^\dTZ:.-]/g, '')}"`,
  );

/** The names of the caches of one version; every other cache of ours is of another version and goes. */
export const cacheNames = (version: string): { shell: string; pages: string; pictures: string } => ({
  shell: `halle-shell-${version}`,
  pages: `halle-pages-${version}`,
  pictures: 'halle-pictures-1',
});

/** Where a message leads: a page of ours, never another host. */
export function ownPage(address: unknown, origin: string): string {
  if (typeof address !== 'string' || !address.startsWith('/')) return `${origin}/account`;
  const url = URL.canParse(address, origin) ? new URL(address, origin) : undefined;
  return url?.origin === origin ? url.href : `${origin}/account`;
}

/** Which open window shows a page: one that shows it already, else any but one where somebody is paying; undefined: a new one. */
export function windowFor<T extends { readonly url: string }>(windows: readonly T[], to: string): T | undefined {
  const pathOf = (address: string): string => new URL(address).pathname;
  return (
    windows.find((one) => pathOf(one.url) === pathOf(to)) ??
    windows.find((one) => !/^\/(?:en\/)?checkout(?:\/|$)/.test(pathOf(one.url)))
  );
}

/** Files for machines, without a language: who may look where, and the site map in parts. */
import { raw, toText } from '#kit/html';
import { href } from '../shell.ts';
import type { SitePath } from '../service-api.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';

export const siteFiles: readonly Page[] = [
  { method: 'GET', path: '/robots.txt', run: robots },
  { method: 'GET', path: '/sitemap.xml', run: siteIndex },
  { method: 'GET', path: '/sitemaps/:part', run: sitePart },
];

const closed = ['/cart', '/checkout', '/orders', '/account', '/search', '/cookies'];

async function robots({ request }: Visit): Promise<StoreResponse> {
  const body = ['User-agent: *', ...['', '/en'].flatMap((base) => closed.map((path) => `Disallow: ${base}${path}`))]
    .concat(`Sitemap: ${request.origin}/sitemap.xml`, '')
    .join('\n');
  return { status: 200, text: { type: 'text/plain; charset=utf-8', body } };
}

const xml = (body: string): StoreResponse => ({
  status: 200,
  text: {
    type: 'application/xml; charset=utf-8',
    body: toText(raw(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`)),
  },
});

const lastmod = (at: string | undefined): string => (at === undefined ? '' : `<lastmod>${at}</lastmod>`);

/** The index of parts, each small enough for one file (sitemaps.org: 50,000 addresses). */
async function siteIndex({ api, request }: Visit): Promise<StoreResponse> {
  const parts = (await api.service.siteParts()).map(
    ({ name, changedAt }) =>
      `<sitemap><loc>${escapeXml(`${request.origin}/sitemaps/${name}.xml`)}</loc>${lastmod(changedAt)}</sitemap>`,
  );
  return xml(
    `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${parts.join('\n')}\n</sitemapindex>`,
  );
}

async function sitePart({ api, request }: Visit): Promise<StoreResponse> {
  const name = /^(\w+)\.xml$/.exec(request.params['part'] ?? '')?.[1];
  const paths = name === undefined ? undefined : await api.service.sitePart(name);
  if (!paths) return { status: 404, text: { type: 'text/plain; charset=utf-8', body: 'There is no such part.\n' } };
  const entries = paths.flatMap((entry) => inBoth(request.origin, entry));
  const names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  return xml(`<urlset ${names}>\n${entries.join('\n')}\n</urlset>`);
}

/** An address in both languages, each naming the other. */
function inBoth(origin: string, { path, changedAt }: SitePath): string[] {
  const at = (base: '' | '/en'): string => escapeXml(origin + href({ base }, path));
  const links = [
    ['fr', at('')],
    ['en', at('/en')],
  ].map(([lang, address]) => `<xhtml:link rel="alternate" hreflang="${lang}" href="${address}"/>`);
  return [at(''), at('/en')].map((address) => `<url><loc>${address}</loc>${lastmod(changedAt)}${links.join('')}</url>`);
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

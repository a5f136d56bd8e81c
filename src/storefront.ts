/** Mounts the storefront: its pages over the shop's own reads and commands, its page cache over the journal. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#base/db';
import type { JournalEvent, Tail } from '#base/journal';
import { epochMs } from '#base/time';
import { cookiesOf, factsOf, mountPages, pageRequest, sendPage, type PageCache, type StaticFile } from '#http';
import { principalOf, shopperCookie } from '#identity';
import { productsOfSkus, shopApi } from '#shop';
import { cookieNames, failure, storefront, variantOf } from '../web/store/server.ts';
import { appRoutes, inApp } from './storefront-app.ts';
import { refusals } from './modules.ts';

export type StorefrontOptions = { readonly demo: boolean; readonly files: ReadonlyMap<string, StaticFile> };

export type NotFoundPage = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Serves `/`, `/en/` and all below; returns what answers where nothing is. */
export async function mountStorefront(
  app: FastifyInstance,
  database: Database,
  tail: Tail,
  { demo, files }: StorefrontOptions,
): Promise<NotFoundPage> {
  const api = shopApi(database, { demo });
  const find = (start: string, end: string): string =>
    [...files.keys()].find((path) => path.startsWith(start) && path.endsWith(end)) ?? `${start}${end}`;
  const options = {
    assets: { css: find('/assets/store', '.css'), js: find('/assets/main', '.js') },
    statusOf: (code: string): number => refusals[code]?.status ?? 422,
  };
  const sessionOf = async (
    request: Parameters<typeof factsOf>[0],
  ): Promise<{ customerId: string; sessionId: string } | undefined> => {
    if (cookiesOf(request)[shopperCookie] === undefined) return undefined;
    const principal = await principalOf(database, factsOf(request), { permission: 'shopper' });
    return principal.kind === 'customer'
      ? { customerId: principal.customerId, sessionId: principal.sessionId }
      : undefined;
  };
  const pages = mountPages(app, {
    routes: appRoutes(
      database,
      storefront(api, options),
      storefront(shopApi(database, { demo, channel: 'app' }), { ...options, app: true }),
    ),
    personalCookies: [cookieNames.cart, cookieNames.session, cookieNames.compared, cookieNames.wishes],
    variantOf: (cookies) => `${variantOf(cookies)}${inApp(cookies) ? ' app' : ''}`,
    sessionOf,
    now: epochMs,
  });
  tail.subscribe((events) => dropStale(database, pages, events));
  return async (request, reply) =>
    sendPage(
      request,
      reply,
      await failure(api, options, pageRequest(request, await sessionOf(request)), { status: 404 }),
    );
}

/** Drops exactly the pages that show what these events changed. */
function dropStale(database: Database, pages: PageCache, events: readonly JournalEvent[]): void {
  const tags = staleTags(database, events);
  if (tags === 'all') pages.dropAll();
  else if (tags.size > 0) pages.dropTags([...tags]);
}

/**
 * What these events made stale: a product's own page and every page with its card; with the catalogue or a price, also the grids in
 * which it may have moved. `all`: what stands around every page changed.
 */
export function staleTags(database: Database, events: readonly JournalEvent[]): ReadonlySet<string> | 'all' {
  const tags = new Set<string>();
  for (const { type, body, subjectId, mentions } of events) {
    const { skuIds = [], all, productId } = body as { skuIds?: string[]; all?: boolean; productId?: string };
    if (
      /^(org|channels)\./.test(type) ||
      type === 'sourcing.policy_made' ||
      /^catalog\.(?:category|attribute|family)_changed$/.test(type)
    )
      return 'all';
    if (type === 'pages.look_changed') return 'all';
    if (type === 'pages.text_written') tags.add(`text:${subjectId}`);
    if (type === 'pricing.changed' && all === true) return 'all';
    if (type === 'inventory.changed' || type === 'pricing.changed' || type.startsWith('sourcing.later'))
      for (const id of productsOfSkus(database, skuIds)) tags.add(`product:${id}`);
    if (type === 'payments.card_article')
      for (const id of productsOfSkus(database, mentions)) tags.add(`product:${id}`);
    if (type === 'pricing.changed') tags.add('lists');
    if (type.startsWith('catalog.'))
      for (const tag of [`product:${productId ?? subjectId}`, 'lists', 'home']) tags.add(tag);
  }
  return tags;
}

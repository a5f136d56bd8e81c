import { z } from 'zod';
import type { Database } from '#base/db';
import { idPattern } from '#base/ids';
import { instantIn, readCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { categoryTree, productIdsIn, productsById, skuFacts, type CategoryNode } from '#catalog';
import { placeOf, stockedAt } from '#inventory';
import { sites } from '#org';
import { confirmNone, finishCounting } from './finish.ts';
import { seeHead, type Head } from './head.ts';
import { states, type State } from './model.ts';
import { cancelCount, openCount, reopenCount } from './open.ts';
import { postCount } from './post.ts';
import { listCounts, proposeArticles } from './queries.ts';
import { recordScans } from './scan.ts';
import * as shapes from './shapes.ts';
import { filters, shownLines } from './show.ts';
import { groups, shrinkage } from './shrinkage.ts';

const params = z.strictObject({ countId: shapes.countId });
const article = { skuId: z.string(), sku: z.string(), name: z.record(z.string(), z.string()) };

/** The count, for who may see it: at its site. To everybody else it does not exist. */
async function seen(context: RouteContext, countId: string, right = 'counts.read'): Promise<Head> {
  const head = await seeHead(context.db, countId);
  if (!holdsAt(context, 'counts.read', [head.siteId])) refuse('counts.unknown', { detail: countId });
  checkSites(context, right, [head.siteId]);
  return head;
}

async function checkSkus(db: Database, skuIds: readonly string[]): Promise<void> {
  const known = await skuFacts(db, [...new Set(skuIds)]);
  const missing = skuIds.find((id) => !known.has(id));
  if (missing !== undefined) refuse('counts.unknown_sku', { detail: missing });
}

const below = (node: CategoryNode): string[] => [node.categoryId, ...node.children.flatMap(below)];
const find = (nodes: readonly CategoryNode[], id: string): CategoryNode | undefined =>
  nodes.find((node) => node.categoryId === id) ?? nodes.flatMap((node) => find(node.children, id) ?? [])[0];

/** The articles a count expects: all that lies at the site, those of a category, those named; none of a zone. */
async function expected(db: Database, body: z.output<typeof shapes.newCount>): Promise<readonly string[]> {
  const place = placeOf(body.siteId);
  if (body.scope === 'full') return (await stockedAt(db, place)).map((row) => row.skuId);
  if (body.scope === 'articles') {
    await checkSkus(db, body.skuIds ?? []);
    return body.skuIds ?? [];
  }
  if (body.scope === 'zone' || body.categoryId === undefined) return [];
  const node = find(await categoryTree(db), body.categoryId);
  const products = await productsById(db, node ? await productIdsIn(db, below(node)) : []);
  const skuIds = [...products.values()].flatMap((product) => product.variants.map((variant) => variant.skuId));
  return (await stockedAt(db, place, skuIds)).map((row) => row.skuId);
}

const reading: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/counts',
    permission: 'staff:counts.read',
    summary: 'Counts, newest first, by state, site and words',
    query: z.strictObject({
      state: z.enum([...states, 'running']).optional(),
      siteId: shapes.siteId.optional(),
      q: z.string().min(1).max(80).optional(),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(shapes.count), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async (context, { query }) => {
      const { state, siteId, after: cursor, q, limit } = query;
      const at = readCursor(cursor);
      if (siteId !== undefined) checkSites(context, 'counts.read', [siteId]);
      const running: readonly State[] = ['open', 'recount', 'review'];
      const rows = await listCounts(context.db, {
        siteIds: siteId === undefined ? sitesOf(context, 'counts.read') : [siteId],
        states: state === undefined ? undefined : state === 'running' ? running : [state],
        after: at && { at: at.at, countId: at.id },
        ...{ q, limit },
      });
      const last = rows.at(-1);
      return { items: rows, next: rows.length === limit && last ? `${last.madeAt}~${last.countId}` : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/counts/proposal',
    permission: 'staff:counts.read',
    summary: 'Which articles of a site to count next: those counted longest ago first',
    query: z.strictObject({ siteId: shapes.siteId, limit: z.int().min(1).max(200).default(20) }),
    output: z.strictObject({
      items: z.array(z.strictObject({ ...article, onHand: z.int(), countedAt: z.string().nullable() })),
      next: z.null(),
    }),
    run: async (context, { query }) => {
      checkSites(context, 'counts.read', [query.siteId]);
      const rows = await proposeArticles(context.db, query.siteId, query.limit);
      const facts = await skuFacts(
        context.db,
        rows.map((row) => row.skuId),
      );
      return {
        items: rows.map((row) => {
          const fact = facts.get(row.skuId);
          return { ...row, sku: fact?.sku ?? row.skuId, name: fact?.name ?? { fr: row.skuId, en: row.skuId } };
        }),
        next: null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/counts/shrinkage',
    permission: 'staff:counts.read',
    summary:
      'What went missing or turned up, by site, category, reason or article, valued at cost where known, else at price',
    query: z.strictObject({
      from: instantIn,
      to: instantIn,
      siteId: shapes.siteId.optional(),
      by: z.enum(groups).default('site'),
    }),
    output: z.strictObject({
      currency: z.string(),
      items: z.array(shapes.lossLine),
      total: shapes.lossLine,
      next: z.null(),
    }),
    run: async (context, { query }) => {
      if (query.siteId !== undefined) checkSites(context, 'counts.read', [query.siteId]);
      const siteIds = query.siteId === undefined ? sitesOf(context, 'counts.read') : [query.siteId];
      const span = { from: query.from as Instant, to: query.to as Instant, siteIds };
      const { items, ...rest } = await shrinkage(context.db, span, query.by, staffOf(context).rights.has('costs.read'));
      return { ...rest, items: [...items], next: null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/counts/:countId',
    permission: 'staff:counts.read',
    summary: 'A count: how far it is, who counts, what was posted',
    params,
    output: shapes.count,
    refusals: ['counts.unknown', 'request.forbidden'],
    run: async (context, { params: { countId } }) => {
      await seen(context, countId);
      const [row] = await listCounts(context.db, { countId, limit: 1 });
      return row ?? refuse('counts.unknown', { detail: countId });
    },
  }),
  route({
    method: 'GET',
    path: '/api/counts/:countId/lines',
    permission: 'staff:counts.read',
    summary:
      'Articles of a count: what was counted, what the book said at the scan, and where each stands; keyset by article',
    params,
    query: z.strictObject({
      standing: z.enum(filters).optional(),
      skuId: shapes.skuId.optional(),
      q: z.string().min(1).max(80).optional(),
      after: shapes.skuId.optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(shapes.line), next: z.string().nullable() }),
    refusals: ['counts.unknown', 'request.forbidden'],
    run: async (context, { params: { countId }, query: { standing, skuId, ...rest } }) => {
      const head = await seen(context, countId);
      const counting = head.state === 'open' || head.state === 'recount';
      const open = !(head.blind && counting) || holdsAt(context, 'counts.approve', [head.siteId]);
      const skuIds = skuId === undefined ? undefined : [skuId];
      return shownLines(context.db, head, { ...rest, filter: standing, skuIds }, open);
    },
  }),
];

const counting: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/counts',
    permission: 'staff:counts.write',
    summary: 'Begin a count of a site, a category, some articles or a zone; the site goes on selling',
    idempotency: 'id',
    body: shapes.newCount,
    output: z.strictObject({ countId: z.string(), number: z.string() }),
    status: 201,
    refusals: ['counts.nothing', 'counts.unknown_site', 'counts.unknown_sku', 'request.id_reused', 'request.forbidden'],
    run: async (context, { body }) => {
      checkSites(context, 'counts.write', [body.siteId]);
      if (!(await sites(context.db)).some((site) => site.siteId === body.siteId))
        refuse('counts.unknown_site', { detail: body.siteId });
      const skuIds = await expected(context.db, body);
      const { categoryId: _of, ...rest } = body;
      return context.command((tx) => openCount(tx, { ...rest, skuIds }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/counts/:countId/scans',
    permission: 'staff:counts.write',
    summary: 'Keep what was scanned, each with what the book said at its instant',
    idempotency: 'key',
    params,
    body: z.strictObject({ scans: z.array(shapes.scan).min(1).max(200) }),
    output: z.strictObject({ scans: z.int() }),
    status: 201,
    refusals: [
      'counts.unknown',
      'counts.unknown_sku',
      'counts.state',
      'counts.below_zero',
      'request.id_reused',
      'request.forbidden',
    ],
    run: async (context, { params: { countId }, body }) => {
      await seen(context, countId, 'counts.write');
      await checkSkus(
        context.db,
        body.scans.map((scan) => scan.skuId),
      );
      return context.command(async (tx) => {
        await recordScans(tx, countId, body.scans);
        return { scans: body.scans.length };
      });
    },
  }),
  route({
    method: 'POST',
    path: '/api/counts/:countId/none',
    permission: 'staff:counts.write',
    summary: 'Confirm that there are none of these articles, or of all that nobody scanned',
    idempotency: 'key',
    params,
    body: z.strictObject({ skuIds: z.array(shapes.skuId).min(1).max(2_000).optional() }),
    output: z.strictObject({ confirmed: z.int() }),
    refusals: ['counts.unknown', 'counts.state', 'counts.unscanned', 'request.forbidden'],
    run: async (context, { params: { countId }, body }) => {
      await seen(context, countId, 'counts.write');
      return context.command(async (tx) => ({ confirmed: await confirmNone(tx, countId, body.skuIds ?? 'all') }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/counts/:countId/finish',
    permission: 'staff:counts.write',
    summary: 'End counting: large differences wait for a second count, the rest for approval',
    idempotency: 'key',
    params,
    body: z.strictObject({
      /** Takes first counts that were not counted again; asks for the right to approve. */
      accept: z.boolean().default(false),
    }),
    output: z.strictObject({ state: z.enum(['recount', 'review']), recount: z.int() }),
    refusals: ['counts.unknown', 'counts.state', 'counts.recount_missing', 'request.forbidden'],
    run: async (context, { params: { countId }, body }) => {
      const { siteId } = await seen(context, countId, 'counts.write');
      if (body.accept) checkSites(context, 'counts.approve', [siteId]);
      return context.command((tx) => finishCounting(tx, countId, body.accept));
    },
  }),
  route({
    method: 'POST',
    path: '/api/counts/:countId/reopen',
    permission: 'staff:counts.write',
    summary: 'Count on: what was scanned stays',
    idempotency: 'key',
    params,
    status: 204,
    refusals: ['counts.unknown', 'counts.state', 'request.forbidden'],
    run: async (context, { params: { countId } }) => {
      await seen(context, countId, 'counts.write');
      await context.command((tx) => reopenCount(tx, countId));
    },
  }),
  route({
    method: 'POST',
    path: '/api/counts/:countId/cancel',
    permission: 'staff:counts.write',
    summary: 'Give a count up: nothing is posted',
    idempotency: 'key',
    params,
    body: z.strictObject({ reason: z.string().min(1).max(300) }),
    status: 204,
    refusals: ['counts.unknown', 'counts.state', 'request.forbidden'],
    run: async (context, { params: { countId }, body }) => {
      await seen(context, countId, 'counts.write');
      await context.command((tx) => cancelCount(tx, countId, body.reason));
    },
  }),
  route({
    method: 'POST',
    path: '/api/counts/:countId/approval',
    permission: 'staff:counts.approve',
    summary: 'Post what was counted: each difference becomes a movement with its reason',
    idempotency: 'key',
    params,
    body: z.strictObject({
      version: z.int().min(1),
      reasons: z.record(z.string().regex(new RegExp(idPattern('sku'))), shapes.reason).optional(),
      /** Leaves out what cannot be posted, and ends the count all the same. */
      leave: z.boolean().default(false),
    }),
    output: z.strictObject({
      state: z.enum(['review', 'posted']),
      posted: z.int(),
      more: z.int(),
      fewer: z.int(),
      blocked: z.array(z.string()),
    }),
    refusals: ['counts.unknown', 'counts.state', 'counts.changed_meanwhile', 'request.forbidden'],
    run: async (context, { params: { countId }, body }) => {
      await seen(context, countId, 'counts.approve');
      const { reasons = {}, ...rest } = body;
      return context.command(async (tx) => {
        const posted = await postCount(tx, { countId, ...rest, reasons });
        return { ...posted, blocked: [...posted.blocked] };
      });
    },
  }),
];

export const countRoutes: readonly Route[] = [...reading, ...counting];

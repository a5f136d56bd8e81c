import { z } from 'zod';
import { idPattern } from '#base/ids';
import { instantIn, numberKey, readCursor, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { sites } from '#org';
import { skuFacts } from '#catalog';
import { channelById } from '#channels';
import type { Database } from '#base/db';
import { compensateBreach } from './breach.ts';
import { grantLease, returnLease } from './lease.ts';
import { placeKinds, placeOf, siteOfPlace, type PlaceKind } from './model.ts';
import {
  movements,
  openBreaches,
  openLeases,
  shelvesOf,
  siteOfRecord,
  sortedFigure,
  stockAsOf,
  stockList,
  stockSorts,
  type StockSort,
} from './queries.ts';
import { countStock, moveStock, receiveStock } from './receive.ts';

const skuId = z.string().regex(new RegExp(idPattern('sku')));
const siteId = z.string().regex(new RegExp(idPattern('sit')));
const quantity = z.int().min(1).max(1_000_000_000);
const note = z.string().min(1).max(120);
const kind = z.enum(Object.keys(placeKinds) as [PlaceKind, ...PlaceKind[]]);
const done = z.strictObject({ document: z.string() });
const place = z.strictObject({ siteId, kind });

const shelf = z.strictObject({
  skuId: z.string(),
  siteId: z.string(),
  kind,
  onHand: z.int(),
  reserved: z.int(),
  leased: z.int(),
  free: z.int(),
});
const movement = z.strictObject({
  movementId: z.string(),
  skuId: z.string(),
  from: z.string(),
  fromSite: z.string().nullable(),
  to: z.string(),
  toSite: z.string().nullable(),
  quantity: z.int(),
  reason: z.string(),
  document: z.string().nullable(),
  actor: z.string(),
  at: z.string(),
});

/** The ids in a list with commas between; refused when one is none, or there are more than 200. */
function idsIn(text: string): string[] {
  const ids = text.split(',');
  const pattern = new RegExp(idPattern('sku'));
  if (ids.length > 200 || !ids.every((id) => pattern.test(id)))
    refuse('request.invalid', {
      fields: [{ field: 'query.skuIds', rule: 'at most 200 article ids with commas between' }],
    });
  return ids;
}

async function checkExist(database: Database, skuIds: readonly string[], siteIds: readonly string[]): Promise<void> {
  const known = await skuFacts(database, skuIds);
  const missing = skuIds.find((id) => !known.has(id));
  if (missing !== undefined) refuse('inventory.unknown_sku', { detail: missing });
  const all = new Set((await sites(database)).map((site) => site.siteId));
  const foreign = siteIds.find((id) => !all.has(id));
  if (foreign !== undefined) refuse('inventory.unknown_site', { detail: foreign });
}

/** A breach or a lease of another site is not one's own to settle. */
async function checkRecord(context: RouteContext, sku: string, recordId: string): Promise<void> {
  const site = await siteOfRecord(context.db, sku, recordId);
  if (site !== undefined) checkSites(context, 'stock.write', [site]);
}

/** Only a channel that sells from its own stock has an allotment (LEVELS, stock): the others sell from the common stock. */
async function checkAllotment(database: Database, channelId: string): Promise<void> {
  const channel =
    (await channelById(database, channelId)) ?? refuse('inventory.unknown_channel', { detail: channelId });
  const level = channel.levels.stock;
  if (level === 'synchronised' || level === 'unified')
    refuse('inventory.no_allotment', { detail: channel.code, level });
}

const leaseRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/stock/leases',
    permission: 'staff:stock.write',
    summary: 'Set stock apart for a channel: an allotment',
    idempotency: 'key',
    body: z.strictObject({ channelId: z.string().regex(new RegExp(idPattern('chn'))), skuId, siteId, quantity }),
    output: z.strictObject({ leaseId: z.string() }),
    status: 201,
    refusals: [
      'inventory.short',
      'inventory.unknown_sku',
      'inventory.unknown_site',
      'inventory.unknown_channel',
      'inventory.no_allotment',
    ],
    run: async (context, { body }) => {
      const { db, command } = context;
      checkSites(context, 'stock.write', [body.siteId]);
      await checkExist(db, [body.skuId], [body.siteId]);
      await checkAllotment(db, body.channelId);
      return command(async (tx) => {
        const leaseId = await grantLease(tx, {
          holder: body.channelId,
          skuId: body.skuId,
          placeId: placeOf(body.siteId),
          quantity: body.quantity,
          expiresAt: null,
        });
        return { leaseId };
      });
    },
  }),
  route({
    method: 'GET',
    path: '/api/stock/:skuId/leases',
    permission: 'staff:stock.read',
    summary: 'Leases of an article that are open: who may sell without asking, how much is used',
    params: z.strictObject({ skuId }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          leaseId: z.string(),
          siteId: z.string().nullable(),
          holder: z.string(),
          quantity: z.int(),
          used: z.int(),
          grantedAt: z.string(),
          expiresAt: z.string().nullable(),
        }),
      ),
    }),
    run: async (context, { params }) => ({
      items: (await openLeases(context.db, params.skuId))
        .map(({ placeId, ...lease }) => ({ ...lease, siteId: siteOfPlace(placeId)?.siteId ?? null }))
        .filter((lease) => holdsAt(context, 'stock.read', [lease.siteId])),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/api/stock/:skuId/leases/:leaseId',
    permission: 'staff:stock.write',
    summary: 'Give back what an allotment has left',
    idempotency: 'natural',
    params: z.strictObject({ skuId, leaseId: z.string().regex(new RegExp(idPattern('lea'))) }),
    status: 204,
    run: async (context, { params }) => {
      await checkRecord(context, params.skuId, params.leaseId);
      await context.command(async (tx) => {
        await returnLease(tx, params.skuId, params.leaseId);
      });
    },
  }),
  route({
    method: 'GET',
    path: '/api/stock/breaches',
    permission: 'staff:stock.read',
    summary: 'Sales beyond stock that need a person',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          breachId: z.string(),
          skuId: z.string(),
          placeId: z.string(),
          quantity: z.int(),
          cause: z.string(),
          document: z.string(),
          at: z.string(),
        }),
      ),
    }),
    run: async (context) => ({ items: await openBreaches(context.db, 100, sitesOf(context, 'stock.read')) }),
  }),
  route({
    method: 'POST',
    path: '/api/stock/:skuId/breaches/:breachId/compensation',
    permission: 'staff:stock.write',
    summary: 'Settle a breach, saying how',
    idempotency: 'key',
    params: z.strictObject({ skuId, breachId: z.string().regex(new RegExp(idPattern('brc'))) }),
    body: z.strictObject({ compensation: z.string().min(1).max(300) }),
    status: 204,
    refusals: ['inventory.breach_settled'],
    run: async (context, { params, body }) => {
      await checkRecord(context, params.skuId, params.breachId);
      await context.command((tx) => compensateBreach(tx, params.skuId, params.breachId, body.compensation));
    },
  }),
];

/** Where a page of stock goes on: after an article, or after its figure where the list is sorted by one. */
function stockCursor(after: string | undefined, sort: StockSort | undefined): { key?: string; id: string } | undefined {
  if (sort !== undefined) return readKeyCursor(after, numberKey);
  if (after !== undefined && !skuId.safeParse(after).success)
    refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
  return after === undefined ? undefined : { id: after };
}

export const inventoryRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/stock',
    permission: 'staff:stock.read',
    summary: 'Stock by article over all sites, by SKU id or by how much there is',
    query: z.strictObject({
      after: z.string().max(80).optional(),
      sort: z.enum(stockSorts).optional(),
      limit: z.int().min(1).max(200).default(50),
      siteId: siteId.optional(),
      low: z.int().min(0).max(1_000_000).optional(),
      /** At most 200 ids with commas between: only these articles. */
      skuIds: z.string().max(6_300).optional(),
    }),
    refusals: ['request.invalid'],
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          skuId: z.string(),
          sku: z.string(),
          productId: z.string(),
          name: z.record(z.string(), z.string()),
          optionText: z.record(z.string(), z.string()),
          image: z.string(),
          onHand: z.int(),
          reserved: z.int(),
          leased: z.int(),
          free: z.int(),
          shelves: z.array(shelf),
        }),
      ),
      next: z.string().nullable(),
    }),
    run: async (context, { query }) => {
      const { db } = context;
      const { siteId: site, skuIds, after, ...rest } = query;
      const own = sitesOf(context, 'stock.read');
      if (site !== undefined) checkSites(context, 'stock.read', [site]);
      const lines = await stockList(db, {
        ...rest,
        after: stockCursor(after, query.sort),
        placeIds: site === undefined ? own?.map((one) => placeOf(one)) : [placeOf(site)],
        ...(skuIds === undefined ? {} : { skuIds: idsIn(skuIds) }),
      });
      const ids = lines.map((line) => line.skuId);
      const [facts, shelves] = await Promise.all([skuFacts(db, ids), shelvesOf(db, ids)]);
      const items = lines.flatMap((line) => {
        const fact = facts.get(line.skuId);
        if (!fact) return [];
        const { sku, productId, name, optionText, image } = fact;
        return [
          {
            ...line,
            sku,
            productId,
            name,
            optionText,
            image,
            shelves: shelves
              .filter((s) => s.skuId === line.skuId && (own?.includes(s.siteId) ?? true))
              .map(({ placeId: _place, ...s }) => s),
          },
        ];
      });
      const last = lines.length === query.limit ? lines.at(-1) : undefined;
      const key = last && query.sort ? `${sortedFigure(last, query.sort)}~` : '';
      return { items, next: last ? `${key}${last.skuId}` : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/stock/movements',
    permission: 'staff:stock.read',
    summary: 'Movements, newest first: what, from where to where, why, by whom',
    query: z.strictObject({
      skuId: skuId.optional(),
      document: z.string().max(80).optional(),
      siteId: siteId.optional(),
      /** After one instant, up to another. */
      from: instantIn.optional(),
      to: instantIn.optional(),
      before: z.string().max(80).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(movement), next: z.string().nullable() }),
    run: async (context, { query }) => {
      const before = readCursor(query.before, 'query.before');
      if (query.siteId !== undefined) checkSites(context, 'stock.read', [query.siteId]);
      const rows = await movements(context.db, {
        limit: query.limit,
        siteIds: query.siteId === undefined ? sitesOf(context, 'stock.read') : [query.siteId],
        from: query.from as Instant | undefined,
        to: query.to as Instant | undefined,
        ...(query.skuId === undefined ? {} : { skuId: query.skuId }),
        ...(query.document === undefined ? {} : { document: query.document }),
        ...(before ? { before: { at: before.at, movementId: before.id } } : {}),
      });
      const last = rows.at(-1);
      return {
        items: rows.map((row) => ({
          ...row,
          fromSite: siteOfPlace(row.from)?.siteId ?? null,
          toSite: siteOfPlace(row.to)?.siteId ?? null,
        })),
        next: rows.length === query.limit && last ? `${last.at}~${last.movementId}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/stock/:skuId/as-of',
    permission: 'staff:stock.read',
    summary: 'On hand by place as it was at an instant',
    params: z.strictObject({ skuId }),
    query: z.strictObject({ at: instantIn }),
    output: z.strictObject({
      at: z.string(),
      places: z.array(z.strictObject({ siteId: z.string(), kind, onHand: z.int() })),
    }),
    run: async (context, { params, query }) => {
      const all = await stockAsOf(context.db, params.skuId, query.at as Instant);
      const rows = all.filter((row) => holdsAt(context, 'stock.read', [row.siteId]));
      return {
        at: query.at,
        places: rows.map(({ siteId: site, kind: k, onHand }) => ({ siteId: site, kind: k, onHand })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/stock/receipts',
    permission: 'staff:stock.write',
    summary: 'Receive goods at a site',
    idempotency: 'key',
    body: z.strictObject({
      siteId,
      document: note,
      lines: z.array(z.strictObject({ skuId, quantity })).min(1).max(500),
    }),
    output: done,
    status: 201,
    refusals: ['inventory.unknown_sku', 'inventory.unknown_site'],
    run: async (context, { body }) => {
      const { db, command } = context;
      checkSites(context, 'stock.write', [body.siteId]);
      await checkExist(
        db,
        body.lines.map((line) => line.skuId),
        [body.siteId],
      );
      return command(async (tx) => {
        await receiveStock(
          tx,
          body.lines.map((line) => ({ ...line, siteId: body.siteId, document: body.document })),
        );
        return { document: body.document };
      });
    },
  }),
  route({
    method: 'POST',
    path: '/api/stock/counts',
    permission: 'staff:stock.write',
    summary: 'Post what was counted: the difference to the book becomes a movement',
    idempotency: 'key',
    body: z.strictObject({
      siteId,
      document: note,
      lines: z
        .array(z.strictObject({ skuId, quantity: z.int().min(0).max(1_000_000_000) }))
        .min(1)
        .max(500),
    }),
    output: z.strictObject({
      lines: z.array(z.strictObject({ skuId: z.string(), before: z.int(), quantity: z.int(), difference: z.int() })),
    }),
    status: 201,
    refusals: ['inventory.count_below_promised', 'inventory.unknown_sku', 'inventory.unknown_site'],
    run: async (context, { body }) => {
      const { db, command } = context;
      checkSites(context, 'stock.write', [body.siteId]);
      await checkExist(
        db,
        body.lines.map((line) => line.skuId),
        [body.siteId],
      );
      return command(async (tx) => {
        const results = await countStock(
          tx,
          body.lines.map((line) => ({ ...line, siteId: body.siteId, document: body.document })),
        );
        return {
          lines: results.map(({ skuId: sku, before, quantity: counted, difference }) => ({
            skuId: sku,
            before,
            quantity: counted,
            difference,
          })),
        };
      });
    },
  }),
  route({
    method: 'POST',
    path: '/api/stock/moves',
    permission: 'staff:stock.write',
    summary: 'Move stock between places of our sites',
    idempotency: 'key',
    body: z.strictObject({
      document: note,
      reason: note,
      moves: z
        .array(z.strictObject({ skuId, from: place, to: place, quantity }))
        .min(1)
        .max(500),
    }),
    output: done,
    status: 201,
    refusals: ['inventory.short', 'inventory.same_place', 'inventory.unknown_sku', 'inventory.unknown_site'],
    run: async (context, { body }) => {
      const { db, command } = context;
      const where = body.moves.flatMap((m) => [m.from.siteId, m.to.siteId]);
      checkSites(context, 'stock.write', where);
      await checkExist(
        db,
        body.moves.map((m) => m.skuId),
        where,
      );
      return command(async (tx) => {
        await moveStock(
          tx,
          body.moves.map((m) => ({ ...m, reason: body.reason, document: body.document })),
        );
        return { document: body.document };
      });
    },
  }),
  ...leaseRoutes,
];

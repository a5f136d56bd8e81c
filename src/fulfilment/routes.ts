import { z } from 'zod';
import { dayKey, instantIn, readCursor, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { skuIdsByCode } from '#catalog';
import { findOrder, takeFlagged, workKey, workSorts, type WorkSort } from '#orders';
import { siteById } from '#org';
import { changeSetting, settingOf } from './collect.ts';
import { missPick, pickScanned, pickUnits, type Picked } from './pick.ts';
import { parcelRoutes } from './parcel-routes.ts';
import { listWaves, queueAt, waveWhole } from './queries.ts';
import { handOver } from './send.ts';
import * as shapes from './shapes.ts';
import { closeWave, makeWave, seeWave, type Wave } from './waves.ts';

const waveParams = z.strictObject({ waveId: shapes.waveId });
const paging = { after: z.string().max(80).optional(), limit: z.int().min(1).max(200).default(100) };

/** A pick list, for who may see its site; to everybody else it does not exist. */
async function waveFor(context: RouteContext, right: string, waveId: string): Promise<Wave> {
  const wave = await seeWave(context.db, waveId);
  if (!holdsAt(context, right, [wave.siteId])) refuse('fulfilment.unknown_wave', { detail: waveId });
  return wave;
}

async function withNumber(context: RouteContext, picked: Picked) {
  const order = await findOrder(context.db, picked.orderId);
  return { ...picked, number: order?.number ?? '' };
}

/** The SKUs of a code. Refuses `fulfilment.not_in_wave` when it is nothing of ours. */
export async function articlesOf(context: RouteContext, code: string, otherwise: string): Promise<string[]> {
  const skuIds = await skuIdsByCode(context.db, code.trim());
  return skuIds.length > 0 ? skuIds : refuse(otherwise, { detail: code });
}

function workCursor(after: string | undefined, sort: WorkSort): { key: string; id: string } | undefined {
  if (sort.endsWith('promised')) return readKeyCursor(after, dayKey);
  const at = readCursor(after);
  return at && { key: at.at, id: at.id };
}

const queue: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/fulfilment/queue',
    permission: 'staff:fulfilment.read',
    summary: 'What a site has to prepare now, the oldest order first: to pick, to pack, to send, to hand over',
    query: z.strictObject({
      siteId: shapes.siteId,
      /** A number’s beginning, or a part of the shopper’s name. */
      q: z.string().max(120).optional(),
      sort: z.enum(workSorts).default('oldest'),
      ...paging,
    }),
    output: z.strictObject({ items: z.array(shapes.queueRow), next: z.string().nullable() }),
    refusals: ['request.forbidden', 'request.invalid'],
    run: async (context, { query }) => {
      checkSites(context, 'fulfilment.read', [query.siteId]);
      const { siteId, after, ...page } = query;
      const items = await queueAt(context.db, siteId, { ...page, after: workCursor(after, query.sort) });
      const last = items.at(-1);
      const next = items.length === query.limit && last ? `${workKey(last, query.sort)}~${last.orderId}` : null;
      return { items, next };
    },
  }),
  route({
    method: 'GET',
    path: '/api/fulfilment/waves',
    permission: 'staff:fulfilment.read',
    summary: 'Pick lists, the newest first',
    query: z.strictObject({
      siteId: shapes.siteId.optional(),
      state: z.enum(['open', 'closed']).optional(),
      ...paging,
    }),
    output: z.strictObject({ items: z.array(shapes.waveRow), next: z.string().nullable() }),
    refusals: ['request.forbidden', 'request.invalid'],
    run: async (context, { query: { siteId, state, limit, after } }) => {
      if (siteId !== undefined) checkSites(context, 'fulfilment.read', [siteId]);
      const at = readCursor(after);
      const items = await listWaves(context.db, {
        ...{ state, limit, after: at && { at: at.at, waveId: at.id } },
        siteIds: siteId === undefined ? sitesOf(context, 'fulfilment.read') : [siteId],
      });
      const last = items.at(-1);
      return { items, next: items.length === limit && last ? `${last.madeAt}~${last.waveId}` : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/fulfilment/waves/:waveId',
    permission: 'staff:fulfilment.read',
    summary: 'A pick list with its lines, by article: what is kept, picked and packed',
    params: waveParams,
    output: shapes.waveWhole,
    refusals: ['fulfilment.unknown_wave'],
    run: async (context, { params: { waveId } }) => {
      await waveFor(context, 'fulfilment.read', waveId);
      return waveWhole(context.db, waveId);
    },
  }),
];

const picking: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/fulfilment/waves',
    permission: 'staff:fulfilment.write',
    summary: 'Begin a pick list of a site: of these orders, or of all that were placed until a moment',
    idempotency: 'id',
    body: z.strictObject({
      waveId: shapes.waveId,
      siteId: shapes.siteId,
      orderIds: z.array(shapes.orderId).min(1).max(50).optional(),
      until: instantIn.optional(),
    }),
    output: z.strictObject({ waveId: z.string(), number: z.string(), orders: z.int() }),
    status: 201,
    refusals: [
      'fulfilment.nothing',
      'fulfilment.in_wave',
      'request.id_reused',
      'request.in_flight',
      'request.forbidden',
    ],
    run: async (context, { body: { until, ...body } }) => {
      checkSites(context, 'fulfilment.write', [body.siteId]);
      return context.command((tx) => makeWave(tx, { ...body, until: until as Instant | undefined }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/waves/:waveId/picks',
    permission: 'staff:fulfilment.write',
    summary:
      'Pick units: of a scanned article for the first order that waits for it, or of a line; below zero puts them back',
    idempotency: 'key',
    params: waveParams,
    body: z.union([
      z.strictObject({ code: shapes.code, quantity: shapes.quantity.default(1) }),
      z.strictObject({
        orderId: shapes.orderId,
        lineNo: shapes.lineNo,
        quantity: z.int().min(-10_000).max(10_000),
      }),
    ]),
    output: shapes.picked,
    refusals: [
      'fulfilment.unknown_wave',
      'fulfilment.wave_closed',
      'fulfilment.not_in_wave',
      'fulfilment.picked_already',
      'fulfilment.packed_already',
      'orders.on_hold',
      'orders.not_placed',
    ],
    run: async (context, { params: { waveId }, body }) => {
      await waveFor(context, 'fulfilment.write', waveId);
      if ('code' in body) {
        const skuIds = await articlesOf(context, body.code, 'fulfilment.not_in_wave');
        const scan = { waveId, skuIds, quantity: body.quantity };
        return withNumber(context, await context.command((tx) => pickScanned(tx, scan)));
      }
      return withNumber(context, await context.command((tx) => pickUnits(tx, { waveId, ...body })));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/waves/:waveId/missing',
    permission: 'staff:fulfilment.write',
    summary: 'Say that units are not where they should be: counted, and taken at another site if they are there',
    idempotency: 'id',
    params: waveParams,
    body: z.strictObject({
      missingId: shapes.missingId,
      orderId: shapes.orderId,
      lineNo: shapes.lineNo,
      quantity: shapes.quantity,
    }),
    output: z.strictObject({ elsewhere: z.int(), flagged: z.int() }),
    refusals: [
      'fulfilment.unknown_wave',
      'fulfilment.wave_closed',
      'fulfilment.not_in_wave',
      'fulfilment.picked_already',
      'orders.not_allocated',
      'orders.not_placed',
      'orders.on_hold',
      'request.id_reused',
    ],
    run: async (context, { params: { waveId }, body }) => {
      await waveFor(context, 'fulfilment.write', waveId);
      return context.command((tx) => missPick(tx, { waveId, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/waves/:waveId/close',
    permission: 'staff:fulfilment.write',
    summary: 'End a pick list; what was not picked may be put on another',
    idempotency: 'natural',
    params: waveParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['fulfilment.unknown_wave'],
    run: async (context, { params: { waveId } }) => {
      await waveFor(context, 'fulfilment.write', waveId);
      await context.command((tx) => closeWave(tx, waveId));
    },
  }),
];

const settingParams = z.strictObject({ siteId: shapes.siteId });

const rest: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/fulfilment/orders/:orderId/hand-over',
    permission: 'staff:fulfilment.write',
    summary: 'Hand an order over to who comes for it: by the code they show, or by a name that was looked at',
    idempotency: 'natural',
    params: z.strictObject({ orderId: shapes.orderId }),
    body: z.strictObject({
      siteId: shapes.siteId,
      check: z.union([
        z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
        z.strictObject({ name: z.literal(true) }),
      ]),
    }),
    output: z.strictObject({ units: z.int() }),
    refusals: [
      'orders.not_found',
      'orders.not_placed',
      'orders.delivery',
      'orders.on_hold',
      'orders.not_allocated',
      'fulfilment.wrong_code',
      'fulfilment.elsewhere',
      'fulfilment.nothing',
      'request.forbidden',
    ],
    run: async (context, { params, body }) => {
      checkSites(context, 'fulfilment.write', [body.siteId]);
      return context.command((tx) => handOver(tx, { ...params, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/orders/:orderId/take-again',
    permission: 'staff:orders.write',
    summary: 'Take what was not found for an order, where it is there now',
    idempotency: 'key',
    params: z.strictObject({ orderId: shapes.orderId }),
    output: z.strictObject({ elsewhere: z.int(), flagged: z.int() }),
    refusals: [
      'orders.not_found',
      'orders.not_placed',
      'orders.on_hold',
      'orders.nothing_to_decide',
      'inventory.short',
    ],
    run: async (context, { params: { orderId } }) => {
      const order = await findOrder(context.db, orderId);
      const sites = order?.lines.flatMap((line) => line.allocations.map((one) => one.siteId)) ?? [];
      if (!order || !holdsAt(context, 'orders.write', [order.siteId, ...sites]))
        refuse('orders.not_found', { detail: orderId });
      return context.command((tx) => takeFlagged(tx, orderId));
    },
  }),
  route({
    method: 'GET',
    path: '/api/fulfilment/settings/:siteId',
    permission: 'staff:fulfilment.read',
    summary: 'How a site prepares: for how long it keeps what is to be collected, and who carries its parcels',
    params: settingParams,
    output: shapes.setting,
    refusals: ['request.forbidden', 'fulfilment.unknown_site'],
    run: async (context, { params: { siteId } }) => {
      checkSites(context, 'fulfilment.read', [siteId]);
      if (!(await siteById(context.db, siteId))) refuse('fulfilment.unknown_site', { detail: siteId });
      return settingOf(context.db, siteId);
    },
  }),
  route({
    method: 'PUT',
    path: '/api/fulfilment/settings/:siteId',
    permission: 'staff:fulfilment.manage',
    summary: 'Change how a site prepares',
    idempotency: 'key',
    params: settingParams,
    body: z.strictObject({
      collectDays: z.int().min(1).max(60).default(7),
      remindDays: z.int().min(0).max(30).default(2),
      carrier: shapes.setting.shape.carrier,
      gs1Prefix: shapes.setting.shape.gs1Prefix.default(null),
      version: z.int().min(0),
    }),
    output: z.strictObject({ version: z.int() }),
    refusals: ['request.invalid', 'request.forbidden', 'fulfilment.unknown_site', 'fulfilment.changed_meanwhile'],
    run: async (context, { params: { siteId }, body }) => {
      checkSites(context, 'fulfilment.manage', [siteId]);
      return context.command((tx) => changeSetting(tx, { siteId, ...body }));
    },
  }),
];

export const fulfilmentRoutes: readonly Route[] = [...queue, ...picking, ...parcelRoutes, ...rest];

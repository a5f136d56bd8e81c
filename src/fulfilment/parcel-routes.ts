/** Parcels on the wire: packed by scan, labelled, sent. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, type Download, type Route, type RouteContext } from '#base/route';
import { skuIdsByCode } from '#catalog';
import { findOrder, orderTouches } from '#orders';
import { parcelNumber } from './model.ts';
import { closeParcel, dropParcel, openParcel, packUnits, seeParcel, unpackLine, type Parcel } from './parcels.ts';
import { packingOf, type OrderPacking } from './queries.ts';
import { shipParcel } from './send.ts';
import * as shapes from './shapes.ts';
import { eventsOf, type ParcelEvent } from './tracking.ts';

const params = z.strictObject({ parcelId: shapes.parcelId });

/** A parcel, for who may work at its site; to everybody else it does not exist. */
async function parcelFor(context: RouteContext, right: string, parcelId: string): Promise<Parcel> {
  const parcel = await seeParcel(context.db, parcelId);
  if (!holdsAt(context, right, [parcel.siteId])) refuse('fulfilment.unknown_parcel', { detail: parcelId });
  return parcel;
}

const shown = ({ label: _label, ...parcel }: OrderPacking['parcels'][number], events: readonly ParcelEvent[]) => ({
  ...parcel,
  number: parcelNumber(parcel.parcelId),
  lines: [...parcel.lines],
  events: events
    .filter((event) => event.parcelId === parcel.parcelId)
    .map(({ kind, at, place }) => ({ kind, at, place })),
});

const packing: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/fulfilment/orders/:orderId',
    permission: 'staff:fulfilment.read',
    summary: 'What lies where for an order, and its parcels with what their carriers told',
    params: z.strictObject({ orderId: shapes.orderId }),
    output: shapes.packing,
    refusals: ['orders.not_found'],
    run: async (context, { params: { orderId } }) => {
      const sites = sitesOf(context, 'fulfilment.read');
      const order = await findOrder(context.db, orderId);
      if (!order || !(await orderTouches(context.db, orderId, sites))) refuse('orders.not_found', { detail: orderId });
      const whole = await packingOf(context.db, orderId);
      const events = await eventsOf(
        context.db,
        whole.parcels.map((one) => one.parcelId),
      );
      return {
        ...{ orderId, number: order.number },
        sites: whole.sites.map((site) => ({ ...site, lines: [...site.lines] })),
        parcels: whole.parcels.map((parcel) => shown(parcel, events)),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/parcels',
    permission: 'staff:fulfilment.write',
    summary: 'Begin a parcel of an order at a site; `all` lays in whatever was picked',
    idempotency: 'id',
    body: z.strictObject({
      parcelId: shapes.parcelId,
      orderId: shapes.orderId,
      siteId: shapes.siteId,
      all: z.boolean().optional(),
    }),
    output: z.strictObject({ parcelId: z.string(), number: z.string() }),
    status: 201,
    refusals: [
      'orders.not_found',
      'orders.not_placed',
      'orders.delivery',
      'orders.on_hold',
      'fulfilment.not_picked',
      'request.id_reused',
      'request.forbidden',
    ],
    run: async (context, { body }) => {
      checkSites(context, 'fulfilment.write', [body.siteId]);
      return context.command((tx) => openParcel(tx, body));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/parcels/:parcelId/lines',
    permission: 'staff:fulfilment.write',
    summary: 'Lay a scanned article into a parcel',
    idempotency: 'key',
    params,
    body: z.strictObject({ code: shapes.code, quantity: shapes.quantity.default(1) }),
    output: z.strictObject({ lineNo: z.int(), quantity: z.int(), left: z.int() }),
    refusals: [
      'fulfilment.unknown_parcel',
      'fulfilment.parcel_state',
      'fulfilment.wrong_article',
      'fulfilment.surplus',
      'fulfilment.not_picked',
      'orders.on_hold',
      'orders.not_placed',
    ],
    run: async (context, { params: { parcelId }, body }) => {
      await parcelFor(context, 'fulfilment.write', parcelId);
      const skuIds = await skuIdsByCode(context.db, body.code.trim());
      if (skuIds.length === 0) refuse('fulfilment.wrong_article', { detail: body.code });
      return context.command((tx) => packUnits(tx, { parcelId, skuIds, quantity: body.quantity }));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/fulfilment/parcels/:parcelId/lines/:lineNo',
    permission: 'staff:fulfilment.write',
    summary: 'Take a line out of a parcel again',
    idempotency: 'natural',
    params: z.strictObject({ parcelId: shapes.parcelId, lineNo: z.coerce.number().pipe(shapes.lineNo) }),
    status: 204,
    refusals: ['fulfilment.unknown_parcel', 'fulfilment.parcel_state'],
    run: async (context, { params: { parcelId, lineNo } }) => {
      await parcelFor(context, 'fulfilment.write', parcelId);
      await context.command((tx) => unpackLine(tx, parcelId, lineNo));
    },
  }),
];

const sending: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/fulfilment/parcels/:parcelId/close',
    permission: 'staff:fulfilment.write',
    summary: 'Close a parcel with its weight; its carrier is asked for a label',
    idempotency: 'natural',
    params,
    body: z.strictObject({ weightG: z.int().min(1).max(1_000_000), carrier: shapes.carrier }),
    status: 204,
    refusals: [
      'fulfilment.unknown_parcel',
      'fulfilment.parcel_state',
      'fulfilment.empty',
      'orders.not_placed',
      'orders.on_hold',
    ],
    run: async (context, { params: { parcelId }, body }) => {
      await parcelFor(context, 'fulfilment.write', parcelId);
      await context.command((tx) => closeParcel(tx, { parcelId, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/parcels/:parcelId/drop',
    permission: 'staff:fulfilment.write',
    summary: 'Unpack a parcel that has not left',
    idempotency: 'natural',
    params,
    body: z.strictObject({}),
    status: 204,
    refusals: ['fulfilment.unknown_parcel', 'fulfilment.parcel_state'],
    run: async (context, { params: { parcelId } }) => {
      await parcelFor(context, 'fulfilment.write', parcelId);
      await context.command((tx) => dropParcel(tx, parcelId));
    },
  }),
  route({
    method: 'POST',
    path: '/api/fulfilment/parcels/:parcelId/ship',
    permission: 'staff:fulfilment.write',
    summary: 'A parcel leaves: what is in it is posted, the rest of the order stays kept',
    idempotency: 'natural',
    params,
    body: z.strictObject({}),
    status: 204,
    refusals: [
      'fulfilment.unknown_parcel',
      'fulfilment.parcel_state',
      'fulfilment.no_label',
      'orders.not_placed',
      'orders.on_hold',
      'orders.not_allocated',
    ],
    run: async (context, { params: { parcelId } }) => {
      await parcelFor(context, 'fulfilment.write', parcelId);
      await context.command((tx) => shipParcel(tx, parcelId));
    },
  }),
  route({
    method: 'GET',
    path: '/api/fulfilment/parcels/:parcelId/label',
    permission: 'staff:fulfilment.read',
    summary: 'The label of a parcel: ZPL for a label printer, SVG for any other',
    download: true,
    params,
    query: z.strictObject({ as: z.enum(['zpl', 'svg']).default('svg') }),
    refusals: ['fulfilment.unknown_parcel', 'fulfilment.no_label'],
    run: async (context, { params: { parcelId }, query }): Promise<Download> => {
      const { label, labelState } = await parcelFor(context, 'fulfilment.read', parcelId);
      if (!label) refuse('fulfilment.no_label', { detail: labelState });
      const mediaType = query.as === 'svg' ? 'image/svg+xml' : 'text/plain; charset=utf-8';
      return { mediaType, content: Buffer.from(label[query.as]), fileName: `${parcelNumber(parcelId)}.${query.as}` };
    },
  }),
];

export const parcelRoutes: readonly Route[] = [...packing, ...sending];

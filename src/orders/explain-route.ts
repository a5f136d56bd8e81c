import { z } from 'zod';
import type { Database } from '#base/db';
import { timeline } from '#base/journal';
import type { Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import { route, sitesOf, type Route } from '#base/route';
import { dayIn } from '#base/time';
import { channelById, levelAt, type PastChange } from '#channels';
import { siteOfPlace } from '#inventory';
import { settings } from '#org';
import { paymentsOf } from '#payments';
import { explainRate } from '#tax';
import { explainSourcing, explainState } from './explain.ts';
import { candidatePlaces } from './prepare.ts';
import { findOrder, orderTouches, type Order } from './queries.ts';
import { id } from './shapes.ts';

const shape = z.strictObject({
  state: z.strictObject({
    path: z.array(z.strictObject({ at: z.string(), type: z.string() })),
    waitsFor: z.array(z.enum(['payment', 'decision', 'shipping', 'collection', 'promised_payment'])),
    until: z.string().nullable(),
    siteIds: z.array(z.string()),
  }),
  /** The level of the order's channel in the domain stock when it was opened. */
  stockLevel: z.string(),
  lines: z.array(
    z.strictObject({
      lineNo: z.int(),
      /** Null where no class had the line's rate on that day: the rate came with the order. */
      tax: z
        .strictObject({
          country: z.string(),
          taxClass: z.string(),
          rate: z.int(),
          from: z.string(),
          law: z.string(),
          day: z.string(),
        })
        .nullable(),
      sourcing: z.strictObject({
        rule: z.enum(['counter', 'pickup', 'allotment', 'lease_first', 'ranked']),
        sites: z.array(
          z.strictObject({
            siteId: z.string(),
            rank: z.int().nullable(),
            quantity: z.int(),
            verdict: z.enum(['only', 'whole', 'part', 'short', 'beyond', 'not_needed', 'lease']),
          }),
        ),
      }),
    }),
  ),
});

/** `GET /api/orders/:orderId/why`: read from what the order and the journal keep, never decided again. */
export const explainRoute: Route = route({
  method: 'GET',
  path: '/api/orders/:orderId/why',
  permission: 'staff:orders.read',
  summary:
    'Why an order stands where it stands: what brought it there, the VAT of its lines, the places that serve them',
  params: z.strictObject({ orderId: id('ord') }),
  output: shape,
  refusals: ['orders.not_found'],
  run: async (context, { params }) => {
    const order = await findOrder(context.db, params.orderId);
    if (!order || !(await orderTouches(context.db, params.orderId, sitesOf(context, 'orders.read'))))
      refuse('orders.not_found', { detail: params.orderId });
    return whyOf(context.db, order);
  },
});

async function whyOf(db: Database, order: Order) {
  const [facts, payments, house, ranked, stockLevel] = await Promise.all([
    timeline(db, order.orderId),
    paymentsOf(db, order.orderId),
    settings(db),
    candidatePlaces(db, undefined),
    stockLevelThen(db, order),
  ]);
  const day = dayIn(order.openedAt, house.timeZone);
  const { method } = order.delivery;
  const siteId = 'siteId' in order.delivery ? order.delivery.siteId : order.siteId;
  const siteIds = ranked.flatMap((placeId) => siteOfPlace(placeId)?.siteId ?? []);
  return {
    state: mutable(explainState({ ...order, method, facts, payments })),
    stockLevel,
    lines: order.lines.map((line) => {
      const tax = explainRate(house.country, line.taxRate as Rate, day);
      const { rule, sites } = explainSourcing({ method, siteId, level: stockLevel, ranked: siteIds, line });
      return { lineNo: line.lineNo, tax: tax ? { ...tax, day } : null, sourcing: { rule, sites: [...sites] } };
    }),
  };
}

const mutable = ({ path, waitsFor, until, siteIds }: ReturnType<typeof explainState>) => ({
  path: path.map(({ at, type }) => ({ at, type })),
  waitsFor: [...waitsFor],
  until,
  siteIds: [...siteIds],
});

async function stockLevelThen(db: Database, order: Order) {
  const [channel, events] = await Promise.all([channelById(db, order.channelId), timeline(db, order.channelId, 200)]);
  const changes = events
    .filter(({ type, subjectId }) => type === 'channels.level_changed' && subjectId === order.channelId)
    .map(({ at, body }): PastChange => ({ at, changes: body.changes as PastChange['changes'] }));
  return levelAt(channel?.levels.stock ?? 'isolated', 'stock', changes, order.openedAt);
}

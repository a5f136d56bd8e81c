import { z } from 'zod';
import type { Database } from '#base/db';
import { timeline } from '#base/journal';
import type { Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import { route, sitesOf, type Route } from '#base/route';
import { dayIn, type Day } from '#base/time';
import { channelById, levelAt, type PastChange } from '#channels';
import { siteOfPlace } from '#inventory';
import { settings } from '#org';
import { paymentsOf, type DepositReason } from '#payments';
import { checkRules, rulesShape } from '#sourcing';
import { restoreFacts, type Sourced } from '#sourcing/model';
import { explainRate, findRate, ratesKey, taxHouse, type OwnRate, type TaxClass } from '#tax';
import { explainSourcing, explainState } from './explain.ts';
import { explainUnder, lineVerdicts, simulateRules, sourcingOf } from './explain-sourcing.ts';
import { candidatePlaces } from './prepare.ts';
import { findOrder, orderTouches, type Order } from './queries.ts';
import { id, vatShape } from './shapes.ts';

const pointsShape = z.strictObject({
  priority: z.int(),
  store: z.int(),
  distance: z.int(),
  cost: z.int(),
  depth: z.int(),
  closed: z.int(),
});

/** A decision of sourcing with its reasons. */
const sourcedShape = z.strictObject({
  candidates: z.array(
    z.strictObject({
      siteId: z.string(),
      km: z.int().nullable(),
      open: z.boolean(),
      costMinor: z.int(),
      points: pointsShape,
      total: z.int(),
      can: z.int(),
      gives: z.int(),
      verdict: z.enum(['whole', 'part', 'points', 'short', 'not_sending', 'full', 'nothing', 'kept']),
    }),
  ),
  parcels: z.int(),
  splitPoints: z.int(),
  total: z.int(),
  costMinor: z.int(),
  missing: z.array(z.strictObject({ skuId: z.string(), quantity: z.int() })),
});

const told = ({ plan, why }: Sourced) => ({
  ...why,
  candidates: [...why.candidates],
  missing: [...plan.missing],
});

const shape = z.strictObject({
  state: z.strictObject({
    path: z.array(z.strictObject({ at: z.string(), type: z.string() })),
    waitsFor: z.array(z.enum(['payment', 'decision', 'shipping', 'collection', 'promised_payment'])),
    until: z.string().nullable(),
    siteIds: z.array(z.string()),
  }),
  /** The level of the order's channel in the domain stock when it was opened. */
  stockLevel: z.string(),
  /** The rules' choice among the sites, made again from what the order keeps; null where nothing was to be chosen. */
  sourcing: sourcedShape
    .extend({
      policyId: z.string().nullable(),
      /** False: what serves it has changed since. */
      stands: z.boolean(),
    })
    .nullable(),
  /** Which VAT it bears and why, as decided when it was placed; null for orders of before that was kept. */
  vat: vatShape,
  /** Whose rule asked for a deposit, whom it asks, and for how much of the order (per million), as it was then; null: none was asked for by rule. */
  deposit: z
    .strictObject({
      by: z.enum(['house', 'channel', 'company', 'company_on_channel']),
      asks: z.enum(['nobody', 'companies', 'beyond_stock', 'everybody']),
      ppm: z.int(),
    })
    .nullable(),
  lines: z.array(
    z.strictObject({
      lineNo: z.int(),
      /** Null where no class had the line's rate on that day: the rate came with the order. */
      tax: z
        .strictObject({
          country: z.string(),
          taxClass: z.string(),
          /** The class whose rate it bears; another where the country knows no such tier. */
          as: z.string(),
          /** Set by the merchant, not by the law's table. */
          own: z.boolean(),
          rate: z.int(),
          from: z.string(),
          law: z.string(),
          day: z.string(),
        })
        .nullable(),
      sourcing: z.strictObject({
        rule: z.enum(['counter', 'pickup', 'allotment', 'lease_first', 'ranked', 'points']),
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

/** `POST /api/orders/:orderId/sourcing`: what other rules would have chosen; nothing is written. */
export const underRoute: Route = route({
  method: 'POST',
  path: '/api/orders/:orderId/sourcing',
  permission: 'staff:sourcing.read',
  summary: 'Which places would serve a past order by other rules, over the stock it was decided by',
  idempotency: 'natural',
  params: z.strictObject({ orderId: id('ord') }),
  body: z.strictObject({ rules: rulesShape }),
  output: z.strictObject({
    /** Null: it is not sent from a place that is chosen. */
    sourcing: sourcedShape
      .extend({
        /** Over the stock under the lock; else over what was on hand then. */
        exact: z.boolean(),
      })
      .nullable(),
  }),
  refusals: ['orders.not_found', 'sourcing.unknown_site', 'sourcing.bad_rules'],
  run: async (context, { params, body }) => {
    const order = await findOrder(context.db, params.orderId);
    if (!order || !(await orderTouches(context.db, params.orderId, sitesOf(context, 'sourcing.read'))))
      refuse('orders.not_found', { detail: params.orderId });
    await checkRules(context.db, body.rules);
    const sourced = await explainUnder(context.db, order, body.rules);
    return { sourcing: sourced ? { ...told(sourced), exact: sourced.exact } : null };
  },
});

const outcomeShape = z.strictObject({
  parcels: z.int(),
  split: z.int(),
  measured: z.int(),
  km: z.int(),
  costMinor: z.int(),
  unserved: z.int(),
  bySite: z.array(z.strictObject({ siteId: z.string(), parcels: z.int() })),
});

/** `POST /api/sourcing/simulations`: rules tried on the orders of the last days; nothing is written. */
export const simulateRoute: Route = route({
  method: 'POST',
  path: '/api/sourcing/simulations',
  permission: 'staff:sourcing.write',
  summary:
    'Try rules on the orders of the last days, beside those in force: parcels, splits, distance, cost; nothing is written',
  idempotency: 'natural',
  body: z.strictObject({ channelId: id('chn').nullable(), rules: rulesShape, days: z.int().min(1).max(92) }),
  output: z.strictObject({
    since: z.string(),
    orders: z.int(),
    exact: z.int(),
    cut: z.boolean(),
    now: outcomeShape,
    then: outcomeShape,
    moved: z.array(
      z.strictObject({
        orderId: z.string(),
        number: z.string(),
        from: z.array(z.string()),
        to: z.array(z.string()),
      }),
    ),
    movedCount: z.int(),
  }),
  refusals: ['sourcing.unknown_site', 'sourcing.bad_rules'],
  run: async ({ db }, { body }) => {
    await checkRules(db, body.rules);
    return (await simulateRules(db, body)) as never;
  },
});

async function whyOf(db: Database, order: Order) {
  const [facts, payments, house, ranked, stockLevel, sourced, { own }] = await Promise.all([
    timeline(db, order.orderId),
    paymentsOf(db, order.orderId),
    settings(db),
    candidatePlaces(db, undefined),
    stockLevelThen(db, order),
    sourcingOf(db, order),
    taxHouse(db),
  ]);
  const day = dayIn(order.openedAt, house.timeZone);
  const { method } = order.delivery;
  const siteId = 'siteId' in order.delivery ? order.delivery.siteId : order.siteId;
  const siteIds = ranked.flatMap((placeId) => siteOfPlace(placeId)?.siteId ?? []);
  return {
    state: mutable(explainState({ ...order, method, facts, payments })),
    stockLevel,
    sourcing: sourced ? { ...told(sourced), policyId: sourced.policyId, stands: sourced.stands } : null,
    vat: order.vat && { ...order.vat, why: [...order.vat.why] },
    deposit: (facts.find(({ type }) => type === 'orders.opened')?.body.deposit as DepositReason | undefined) ?? null,
    lines: order.lines.map((line) => {
      const tax = rateReason(order, line, { home: house.country, day, own });
      const { rule, sites } =
        sourced && order.sourcing && stockLevel === 'unified'
          ? { rule: 'points' as const, sites: lineVerdicts(line, restoreFacts(order.sourcing), sourced) }
          : explainSourcing({ method, siteId, level: stockLevel, ranked: siteIds, line });
      return { lineNo: line.lineNo, tax: tax ? { ...tax, day } : null, sourcing: { rule, sites: [...sites] } };
    }),
  };
}

/** Why a line bore its rate: by its class under the law it was sold under; where its class was not kept, by the rate. */
function rateReason(
  { vat }: Order,
  { taxClass, taxRate }: Order['lines'][number],
  { home, day, own }: { home: string; day: Day; own: readonly OwnRate[] },
) {
  const zone = vat ? ratesKey(vat) : home;
  const byClass = taxClass === null ? undefined : findRate(zone, taxClass as TaxClass, day, own);
  if (byClass?.rate === taxRate) return byClass;
  return explainRate(zone, taxRate as Rate, day);
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

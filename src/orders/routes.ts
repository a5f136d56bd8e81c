import { cardGiftsOf } from './gift-cards.ts';
import { readCursor } from '#base/input';
import { z } from 'zod';
import { timeline } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import { route, sitesOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { channelByCode } from '#channels';
import { customerReach, customersByIds } from '#customers';
import { staffNames } from '#identity';
import { paymentsOf } from '#payments';
import { cancelOrder } from './cancel.ts';
import { checkCodes } from './codes.ts';
import { buyerMayCancel, type OrderDraft, type OrderReceipt } from './model.ts';
import { shopNow } from './now.ts';
import { notesOf } from './notes.ts';
import { payOrder, providerFor } from './pay.ts';
import { placeOrder } from './place.ts';
import {
  findOrder,
  listOrders,
  orderBrief,
  orderToken,
  orderTouches,
  tokenOpens,
  type Order,
  type OrderHead,
} from './queries.ts';
import {
  headShape,
  id,
  moneyShape,
  newOrderShape,
  officeOrderShape,
  receiptShape,
  shopOrderShape,
  texts,
} from './shapes.ts';
import { salesByDay } from './sales.ts';
import { readyOrder } from './ready.ts';
import { shipOrder } from './ship.ts';

const orderParams = z.strictObject({ orderId: id('ord') });

/** The receipt with the token that opens the order's page. */
export async function receiptFor(
  context: Pick<RouteContext, 'db'>,
  receipt: OrderReceipt,
): Promise<OrderReceipt & { token: string }> {
  return { ...receipt, token: await orderToken(context.db, receipt.orderId) };
}

const shopRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shop/orders',
    permission: 'shopper',
    summary: 'Place a whole order in one call, with a promise to pay or a card payment to follow',
    idempotency: 'id',
    body: newOrderShape,
    output: receiptShape,
    status: 201,
    refusals: [
      'orders.unknown_channel',
      'orders.unknown_sku',
      'orders.not_on_sale',
      'orders.price_changed',
      'orders.promotion_used_up',
      'orders.unknown_code',
      'orders.delivery',
      'orders.not_a_member',
      'orders.company_blocked',
      'orders.over_limit',
      'payments.no_transfer',
      'inventory.short',
      'request.id_reused',
      'request.rate_limited',
    ],
    run: async (context, { body }) => {
      const { payment, companyId, reference, codes, ...rest } = body;
      const opened = await checkCodes(context, codes ?? []);
      const draft: OrderDraft = {
        ...rest,
        ...(opened.length === 0 ? {} : { codes: opened }),
        ...(companyId === undefined ? {} : { companyId }),
        ...(reference === undefined ? {} : { reference }),
        ...(context.principal.kind === 'customer' ? { customerId: context.principal.customerId } : {}),
        payments: [
          {
            ...payment,
            provider: await providerFor(context.db, payment.method),
          },
        ],
        price: 'ours',
        short: 'refuse',
      };
      return receiptFor(context, unwrap(await placeOrder(context.db, draft, context.caller.actor)));
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/orders/:orderId/pay',
    permission: 'shopper',
    summary: 'Pay an order by card: authorised by the provider, then placed',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({
      paymentId: id('pay'),
      card: z.strictObject({ token: z.string().min(4).max(80) }),
      orderToken: z.string().max(80).optional(),
    }),
    output: receiptShape,
    refusals: ['orders.not_found', 'orders.declined', 'orders.expired', 'orders.payment', 'payments.card_number'],
    run: async (context, { params, body }) => {
      const seen = await orderBrief(context.db, params.orderId);
      await checkOwn(context, seen, params.orderId, body.orderToken);
      const call = {
        seen,
        orderId: params.orderId,
        paymentId: body.paymentId,
        card: body.card.token,
        actor: context.caller.actor,
      };
      const { customerId: _whose, ...receipt } = await payOrder(context.db, call);
      return receiptFor(context, receipt);
    },
  }),
  route({
    method: 'GET',
    path: '/api/shop/orders/:orderId',
    permission: 'shopper',
    summary: 'An order, for its customer or for who holds its token; by id or by number',
    params: z.strictObject({ orderId: z.string().min(10).max(40) }),
    query: z.strictObject({ token: z.string().max(80).optional() }),
    output: shopOrderShape,
    refusals: ['orders.not_found'],
    run: async (context, { params, query }) => shopOrder(context, await ownOrder(context, params.orderId, query.token)),
  }),
  route({
    method: 'GET',
    path: '/api/shop/orders',
    permission: 'customer',
    summary: 'The history of the signed-in customer: of this channel, and of those that share it with it',
    query: z.strictObject({
      channel: z.string().max(40).default('web'),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.strictObject({ items: z.array(headShape), next: z.string().nullable() }),
    refusals: ['orders.unknown_channel'],
    run: async (context, { query: { channel, after, limit } }) => {
      if (context.principal.kind !== 'customer') refuse('request.unauthenticated');
      const here = (await channelByCode(context.db, channel)) ?? refuse('orders.unknown_channel', { detail: channel });
      const { history } = await customerReach(context.db, here.channelId);
      const { customerId } = context.principal;
      return page(context, { customerId, channelIds: history, limit, ...cursorOf(after) });
    },
  }),
];

const officeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/orders',
    permission: 'staff:orders.read',
    summary: 'Orders of all channels, newest first',
    query: z.strictObject({
      q: z.string().max(80).optional(),
      state: z.enum(['awaiting_payment', 'placed', 'needs_decision', 'cancelled']).optional(),
      channelId: id('chn').optional(),
      customerId: id('cus').optional(),
      companyId: id('com').optional(),
      /** These alone, by their ids with commas between: names for other lists. */
      ids: z.string().max(3_200).optional(),
      sort: z.enum(['newest', 'oldest']).optional(),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(headShape), next: z.string().nullable() }),
    run: async (context, { query: { after, ids, ...filter } }) =>
      page(context, {
        ...filter,
        orderIds: ids?.split(','),
        siteIds: sitesOf(context, 'orders.read'),
        ...cursorOf(after),
      } as Parameters<typeof listOrders>[1]),
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId',
    permission: 'staff:orders.read',
    summary: 'One order with lines, money, places and the trace of its price',
    params: z.strictObject({ orderId: z.string().min(10).max(40) }),
    output: officeOrderShape,
    refusals: ['orders.not_found'],
    run: async (context, { params }) => {
      const order =
        (await findOrder(context.db, params.orderId)) ?? refuse('orders.not_found', { detail: params.orderId });
      await checkTouches(context, 'orders.read', order.orderId, params.orderId);
      const payments = await paymentsOf(context.db, order.orderId);
      const gifts = await cardGiftsOf(context.db, [order.orderId], 'UTC');
      return {
        ...(await named(context, [order]))[0]!,
        ...wholeOf(order),
        cartId: order.cartId,
        version: order.version,
        ...changesOf(order),
        trace: order.trace,
        cardsFor: gifts.map(({ lineNo, name, email, day = null }) => ({ lineNo, name, email, day })),
        payments,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/timeline',
    permission: 'staff:orders.read',
    summary: 'What happened to an order, newest first: facts from the journal',
    params: orderParams,
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          at: z.string(),
          type: z.string(),
          actor: z.string(),
          /** The member of staff who did it; null when it was somebody or something else. */
          actorName: z.string().nullable(),
          body: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
    run: async (context, { params }) => {
      const { db } = context;
      if (!(await orderTouches(db, params.orderId, sitesOf(context, 'orders.read')))) return { items: [] };
      const events = await timeline(db, params.orderId);
      const names = await staffNames(db, [...new Set(events.map((event) => event.actor))]);
      const items = events.map(({ at, type, actor, body }) => ({
        at,
        type,
        actor,
        actorName: names.get(actor) ?? null,
        body,
      }));
      return { items };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/cancel',
    permission: 'staff:orders.write',
    summary: 'Cancel an order that has not left',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({ reason: z.string().min(1).max(200) }),
    status: 204,
    refusals: ['orders.not_found', 'orders.shipped'],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => cancelOrder(tx, { orderId: params.orderId, reason: body.reason }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/ship',
    permission: 'staff:orders.write',
    summary: 'Hand over all that the order has allocated',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['orders.not_found', 'orders.not_placed'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => shipOrder(tx, params));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/ready',
    permission: 'staff:orders.write',
    summary: 'An order to collect lies ready in its store: its buyer is told, once',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['orders.not_found', 'orders.not_placed', 'orders.delivery', 'orders.shipped'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => readyOrder(tx, params));
    },
  }),
  route({
    method: 'GET',
    path: '/api/now',
    permission: 'staff:orders.read',
    summary: 'The shop now: sales by channel and hour, what to prepare, what runs out, what needs a person',
    output: z.strictObject({
      day: z.string(),
      salesToday: moneyShape,
      salesLastWeek: moneyShape,
      orders: z.int(),
      averageBasket: moneyShape,
      byChannel: z.array(z.strictObject({ channelId: z.string(), total: moneyShape, hours: z.array(z.int()) })),
      lastWeekHours: z.array(z.int()),
      toPrepare: z.array(z.strictObject({ siteId: z.string(), orders: z.int(), late: z.int() })),
      atRisk: z.array(
        z.strictObject({
          skuId: z.string(),
          productId: z.string(),
          name: texts,
          optionText: texts,
          image: z.string(),
          free: z.int(),
          perWeek: z.number(),
        }),
      ),
      needsPerson: z.array(
        z.strictObject({
          kind: z.string(),
          id: z.string(),
          number: z.string().nullable(),
          article: z.strictObject({ skuId: z.string(), name: texts, optionText: texts }).nullable(),
          units: z.int(),
          at: z.string(),
        }),
      ),
    }),
    run: (context) => shopNow(context.db, sitesOf(context, 'orders.read')),
  }),
  route({
    method: 'GET',
    path: '/api/sales',
    permission: 'staff:orders.read',
    summary: 'Sales by day and channel of the last days, beside those of as many days before',
    query: z.strictObject({ days: z.int().min(2).max(92).default(7) }),
    output: z.strictObject({
      days: z.array(z.string()),
      total: moneyShape,
      totalBefore: moneyShape,
      orders: z.int(),
      byChannel: z.array(z.strictObject({ channelId: z.string(), total: moneyShape, days: z.array(z.int()) })),
      before: z.array(z.int()),
    }),
    run: (context, { query }) => salesByDay(context.db, query.days, sitesOf(context, 'orders.read')),
  }),
];

export const orderRoutes: readonly Route[] = [...shopRoutes, ...officeRoutes];

/** For staff of some sites an order that touches none of them is not there. Refuses orders.not_found. */
export async function checkTouches(
  context: RouteContext,
  right: string,
  orderId: string,
  asked = orderId,
): Promise<void> {
  if (!(await orderTouches(context.db, orderId, sitesOf(context, right))))
    refuse('orders.not_found', { detail: asked });
}

/** The order for whom it belongs to: its customer, or who holds its token. Anybody else finds nothing (404). */
async function ownOrder(context: RouteContext, idOrNumber: string, token: string | undefined): Promise<Order> {
  const order = await findOrder(context.db, idOrNumber);
  await checkOwn(context, order, idOrNumber, token);
  return order ?? refuse('orders.not_found', { detail: idOrNumber });
}

/** Refuses orders.not_found to everybody but its customer, or who holds its token. */
export async function checkOwn(
  context: RouteContext,
  order: { orderId: string; customerId: string | null } | undefined,
  asked: string,
  token: string | undefined,
): Promise<void> {
  const mine = order && context.principal.kind === 'customer' && order.customerId === context.principal.customerId;
  if (!order || !(mine || (token !== undefined && (await tokenOpens(context.db, order.orderId, token)))))
    refuse('orders.not_found', { detail: asked });
}

function cursorOf(after: string | undefined): { after?: { at: Instant; orderId: string } } {
  const cursor = readCursor(after);
  return cursor ? { after: { at: cursor.at, orderId: cursor.id } } : {};
}

async function page(context: RouteContext, filter: Parameters<typeof listOrders>[1]) {
  const rows = await listOrders(context.db, filter);
  const last = rows.at(-1);
  return {
    items: await named(context, rows),
    next: rows.length === filter.limit && last ? `${last.openedAt}~${last.orderId}` : null,
  };
}

/** Heads as they go out: with the customer's name, or the one the order was placed in. */
async function named(context: RouteContext, rows: readonly OrderHead[]) {
  const ids = rows.flatMap((row) => (row.customerId === null ? [] : [row.customerId]));
  const customers = await customersByIds(context.db, ids);
  return rows.map((row) => ({
    orderId: row.orderId,
    number: row.number,
    channelId: row.channelId,
    siteId: row.siteId,
    customerId: row.customerId,
    sourceRef: row.sourceRef,
    customerName: (row.customerId === null ? undefined : customers.get(row.customerId)?.name) ?? row.contact.name,
    openedAt: row.openedAt,
    placedAt: row.placedAt,
    readyAt: row.readyAt,
    heldAt: row.heldAt,
    state: row.state,
    fulfilment: row.fulfilment,
    total: row.total,
    units: row.units,
  }));
}

/** What its changes left: for the house. */
const changesOf = ({ total, firstMinor, balanceMinor, heldUntil, pickingAt }: Order) => ({
  firstTotal: firstMinor === null ? null : { minor: firstMinor, currency: total.currency },
  balanceMinor,
  heldUntil,
  pickingAt,
});

function wholeOf(order: Order) {
  return {
    expiresAt: order.expiresAt,
    promise: order.promise,
    buyer: order.buyer,
    contact: order.contact,
    delivery: order.delivery as { method: string },
    lines: order.lines.map(({ snapshot, ...line }) => ({ ...line, ...snapshot })),
    taxGroups: order.taxGroups,
    vat: order.vat && { ...order.vat, why: [...order.vat.why] },
    reductions: order.reductions.map((one) => ({ ...one })),
    totals: order.totals,
  };
}

async function shopOrder(context: RouteContext, order: Order) {
  const [payments, facts, notes] = await Promise.all([
    paymentsOf(context.db, order.orderId),
    timeline(context.db, order.orderId),
    notesOf(context.db, order.orderId, 'shopper'),
  ]);
  return {
    orderId: order.orderId,
    number: order.number,
    channelId: order.channelId,
    state: order.state,
    fulfilment: order.fulfilment,
    openedAt: order.openedAt,
    placedAt: order.placedAt,
    readyAt: order.readyAt,
    onHold: order.heldAt !== null,
    due: { minor: Math.max(0, order.balanceMinor), currency: order.total.currency },
    mayCancel: buyerMayCancel(order),
    notes: notes.map(({ at, words }) => ({ at, words: words ?? '' })),
    ...wholeOf(order),
    payments: payments.map((p) => ({
      paymentId: p.paymentId,
      method: p.method,
      state: p.state,
      amount: { minor: p.amountMinor, currency: p.currency },
    })),
    timeline: facts.filter((fact) => fact.type.startsWith('orders.')).map(({ at, type }) => ({ at, type })),
  };
}

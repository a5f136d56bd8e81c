/** Exchanges by an agent: what one would come to, setting the new goods aside, and taking them for what came. */
import { z } from 'zod';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import { withApproval } from '#identity';
import { orderTouches } from '#orders';
import { exchangeChoices } from './exchange-choices.ts';
import {
  completeExchange,
  holdExchange,
  planHeldExchange,
  prepareCompletion,
  prepareHold,
  releaseExchange,
  unitsBack,
} from './exchange-hold.ts';
import type { ExchangePlan } from './exchange.ts';
import { fourEyes } from './four-eyes.ts';
import { announcedOf, seeReturn, type Return } from './hold.ts';
import { reasons, type DueWish } from './model.ts';
import { returnTouches } from './queries.ts';
import * as shape from './shapes.ts';

const params = z.strictObject({ returnId: shape.returnId });
const priced = [
  'orders.not_found',
  'orders.unknown_sku',
  'orders.not_on_sale',
  'orders.delivery',
  'orders.unknown_channel',
];
const amounts = ['returns.too_much', 'returns.no_money', 'returns.currency', 'returns.exchange_channel'];

/** Refuses `returns.unknown` to whom this return is none of their sites'. */
async function mine(context: RouteContext, right: string, returnId: string): Promise<void> {
  if (!(await returnTouches(context.db, returnId, sitesOf(context, right))))
    refuse('returns.unknown', { detail: returnId });
}

const reached = ({ returnId, number, state, version }: Return) => ({ returnId, number, state, version });

const planView = ({ wants, ...plan }: ExchangePlan): z.input<typeof shape.exchangePlan> => ({
  ...plan,
  wants: wants.map((want) => ({ ...want })),
});

/** The units that were announced: what an exchange that is asked for is about. */
async function announced(context: RouteContext, returnId: string): Promise<DueWish[]> {
  return unitsBack(await announcedOf(context.db, [returnId]));
}

/** Refuses `orders.not_found` to whom this order is none of their sites'. */
async function myOrder(context: RouteContext, right: string, orderId: string): Promise<void> {
  if (!(await orderTouches(context.db, orderId, sitesOf(context, right))))
    refuse('orders.not_found', { detail: orderId });
}

const ofOrder: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/orders/:orderId/exchange/choices',
    permission: 'staff:returns.read',
    summary: 'The sizes and colours that may take the place of each line of an order, with price and what lies there',
    params: z.strictObject({ orderId: shape.id('ord') }),
    output: z.strictObject({ items: z.array(shape.lineChoices), next: z.null() }),
    refusals: ['orders.not_found', 'returns.exchange_channel'],
    run: async (context, { params: { orderId } }) => {
      await myOrder(context, 'returns.read', orderId);
      const found = await exchangeChoices(context.db, orderId);
      const items = found.map(({ lineNo, articles }) => ({
        lineNo,
        articles: articles.map((one) => ({ ...one, optionText: { ...one.optionText } })),
      }));
      return { items, next: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/exchange/preview',
    permission: 'staff:returns.read',
    summary: 'What other goods for these units of an order would come to: who owes whom; nothing is written',
    idempotency: 'natural',
    params: z.strictObject({ orderId: shape.id('ord') }),
    body: z.strictObject({ reason: z.enum(reasons), lines: shape.announced, wanted: shape.wanted }),
    output: shape.exchangePlan,
    refusals: [...priced, ...amounts],
    run: async (context, { params: { orderId }, body: { reason, lines, wanted } }) => {
      await myOrder(context, 'returns.read', orderId);
      const ids = { exchangeId: `exc${orderId.slice(3)}`, newOrderId: newId('ord') };
      const input = { ...ids, orderId, reason, back: unitsBack(lines), wanted };
      return planView((await prepareHold(context.db, input, staffOf(context).staffId)).plan);
    },
  }),
];

const ofReturn: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/returns/:returnId/exchange/preview',
    permission: 'staff:returns.read',
    summary:
      'What taking these articles for what was announced would come to; without articles, what was set aside for what came',
    idempotency: 'natural',
    params,
    body: z.strictObject({ wanted: shape.wanted.optional(), lines: shape.dueLines.optional() }),
    output: shape.exchangePlan,
    refusals: ['returns.unknown', 'returns.exchange_none', ...priced, ...amounts],
    run: async (context, { params: { returnId }, body: { wanted, lines } }) => {
      await mine(context, 'returns.read', returnId);
      const back = lines ?? (await announced(context, returnId));
      if (wanted === undefined) return planView(await planHeldExchange(context.db, returnId, back));
      const { orderId, reason } = await seeReturn(context.db, returnId);
      // Nothing is written under these ids: they are this look's alone.
      const ids = { exchangeId: `exc${returnId.slice(3)}`, newOrderId: `ord${returnId.slice(3)}` };
      const input = { ...ids, orderId, reason, back, wanted };
      return planView((await prepareHold(context.db, input, staffOf(context).staffId)).plan);
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/exchange',
    permission: 'staff:returns.write',
    summary: 'Set articles aside that take the place of what comes back, for fourteen days',
    idempotency: 'id',
    params,
    body: z.strictObject({ exchangeId: shape.id('exc'), orderId: shape.id('ord'), wanted: shape.wanted }),
    output: shape.reachedShape,
    status: 201,
    refusals: [
      ...['returns.unknown', 'returns.state', 'returns.exchange_open', 'inventory.short', 'request.id_reused'],
      ...[...priced, ...amounts],
    ],
    run: async (context, { params: { returnId }, body: { orderId: newOrderId, ...body } }) => {
      await mine(context, 'returns.write', returnId);
      const { orderId, reason } = await seeReturn(context.db, returnId);
      const input = { ...body, newOrderId, orderId, reason, back: await announced(context, returnId) };
      const prepared = await prepareHold(context.db, input, staffOf(context).staffId);
      return reached(await context.command((tx) => holdExchange(tx, returnId, prepared)));
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/exchange/complete',
    permission: 'staff:returns.refund',
    summary:
      'Sell what was set aside for what came back: the difference goes back to what was paid with, or is promised',
    idempotency: 'id',
    params,
    body: z.strictObject({
      dueId: shape.id('due'),
      lines: shape.dueLines.min(1),
      /** As it was shown: another amount is refused. */
      payMinor: shape.amount,
      backMinor: shape.amount,
      promise: z.strictObject({ paymentId: shape.id('pay') }).optional(),
    }),
    output: shape.reachedShape,
    status: 201,
    refusals: [
      ...['returns.unknown', 'returns.exchange_none', 'returns.exchange_over', 'returns.exchange_changed'],
      ...['returns.exchange_pay', 'returns.ahead', 'returns.nothing', 'inventory.short', 'request.id_reused'],
      ...['orders.payment_split', 'identity.approval_needed', ...priced, ...amounts],
    ],
    run: async (context, { params: { returnId }, body: { dueId, lines, promise, ...shown } }) => {
      await mine(context, 'returns.refund', returnId);
      const ahead =
        staffOf(context).rights.has('returns.kindness') &&
        (await returnTouches(context.db, returnId, sitesOf(context, 'returns.kindness')));
      const prepared = await prepareCompletion(context.db, returnId, staffOf(context).staffId);
      const at = await seeReturn(context.db, returnId);
      const { orderId } = prepared.exchange;
      const { backMinor } = shown;
      const giving = { orderId, dueId, lines, goodwillMinor: 0, right: 'returns.refund' as const, at, backMinor };
      const ask = await fourEyes(context, giving);
      const input = { returnId, dueId, back: lines, shown, promise };
      return withApproval(context, ask, async () =>
        reached(await context.command((tx) => completeExchange(tx, prepared, input, ahead))),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/exchange/release',
    permission: 'staff:returns.write',
    summary: 'Give an exchange up: what was set aside is free again',
    idempotency: 'natural',
    params,
    output: shape.reachedShape,
    refusals: ['returns.unknown'],
    run: async (context, { params: { returnId } }) => {
      await mine(context, 'returns.write', returnId);
      return reached(await context.command((tx) => releaseExchange(tx, returnId, 'given_up')));
    },
  }),
];

export const exchangeRoutes: readonly Route[] = [...ofOrder, ...ofReturn];

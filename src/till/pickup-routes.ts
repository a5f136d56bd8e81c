import { z } from 'zod';
import { refuse } from '#base/refusal';
import { checkSites, route, staffOf, type Route, type RouteContext } from '#base/route';
import { money } from '#base/money';
import { duesOf } from '#orders';
import type { Tender } from './model.ts';
import { askDueCard, orderHere, settleAtTill, type MoneyDraft, type MoneyReceipt } from './money.ts';
import { pickupsAt } from './pickups.ts';
import { tillOf } from './queries.ts';
import * as shape from './shapes.ts';

const orderParams = z.strictObject({ orderId: shape.id('ord') });
const dueMinor = z.int().min(1).max(1_000_000_000_000);
const link = {
  ticketId: shape.id('tkt'),
  sequence: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().max(40),
};
const receipt = z.strictObject({
  ticketId: z.string(),
  orderId: z.string(),
  number: z.string(),
  sequence: z.int(),
  hash: z.string(),
  total: shape.moneyShape,
  receivedAt: z.string(),
});
const refusals = [
  ...['till.unknown_device', 'till.fork', 'till.blocked', 'orders.not_found', 'orders.nothing_due'],
  ...['orders.due_changed', 'orders.payment', 'request.id_reused'],
];

async function settle(
  context: RouteContext,
  right: string,
  draft: Omit<MoneyDraft, 'at' | 'payment'> & { readonly at: string },
  payment?: z.output<typeof shape.paymentBody>,
): Promise<MoneyReceipt> {
  const device = await tillOf(context);
  checkSites(context, right, [device.siteId]);
  const told = { ...draft, at: shape.momentOf(draft.at), ...(payment ? { payment: tenderOf(payment) } : {}) };
  return settleAtTill(context.db, told, device, staffOf(context).staffId);
}

function tenderOf({ method, paymentId, receivedMinor }: z.output<typeof shape.paymentBody>): Tender {
  if (method === 'card') return { method, paymentId };
  if (receivedMinor === undefined)
    refuse('request.invalid', { fields: [{ field: 'payment.receivedMinor', rule: 'cash says what was received' }] });
  return { method, paymentId, receivedMinor };
}

export const tillPickupRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/pickups',
    permission: 'staff:till.sell',
    summary: 'Orders that wait to be collected in this store, by number or name, with what is owed for them',
    query: z.strictObject({ q: z.string().max(80).default('') }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          orderId: z.string(),
          number: z.string(),
          customerName: z.string(),
          placedAt: z.string(),
          readyAt: z.string().nullable(),
          held: z.boolean(),
          units: z.int(),
          due: shape.moneyShape,
        }),
      ),
      next: z.null(),
    }),
    refusals: ['till.unknown_device'],
    run: async (context, { query }) => ({
      items: await pickupsAt(context.db, await tillOf(context), query.q),
      next: null,
    }),
  }),
  route({
    method: 'GET',
    path: '/api/till/pickups/:orderId/due',
    permission: 'staff:till.sell',
    summary: 'What is owed for an order of this store: above zero by its buyer, below zero by us',
    params: orderParams,
    output: z.strictObject({ orderId: z.string(), due: shape.moneyShape }),
    refusals: ['till.unknown_device', 'orders.not_found'],
    run: async (context, { params: { orderId } }) => {
      const { total } = await orderHere(context.db, orderId, await tillOf(context));
      const due = (await duesOf(context.db, [orderId])).get(orderId);
      return { orderId, due: due ?? money(0, total.currency) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/pickups/:orderId/card',
    permission: 'staff:till.sell',
    summary: 'Ask the card for what is due for an order; again with the same paymentId looks an open answer up',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({
      paymentId: shape.id('pay'),
      dueMinor,
      card: z.strictObject({ token: z.string().min(1).max(100) }),
    }),
    output: z.strictObject({ state: z.enum(['authorised', 'declined', 'unknown']), code: z.string().optional() }),
    refusals: [...refusals, 'payments.closed', 'payments.card_number'],
    run: async (context, { params, body: { card, ...body } }) => {
      const call = { ...params, ...body, card: card.token };
      return askDueCard(context.db, call, await tillOf(context), staffOf(context).staffId);
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/pickups/:orderId/pay',
    permission: 'staff:till.sell',
    summary: 'Take what is due for an order, in cash or by the card that was asked; a ticket in the chain says so',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ ...link, dueMinor, payment: shape.paymentBody }),
    output: receipt,
    status: 201,
    refusals: [...refusals, 'till.cash_short'],
    run: (context, { params, body: { payment, ...body } }) =>
      settle(context, 'till.sell', { ...params, ...body }, payment),
  }),
  route({
    method: 'POST',
    path: '/api/till/pickups/:orderId/give-back',
    permission: 'staff:returns.refund',
    summary: 'Give back what we owe for the changes of an order: to its cards, what was paid in cash out of the drawer',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ ...link, owedMinor: dueMinor }),
    output: receipt,
    status: 201,
    refusals: [...refusals, 'payments.drawer_short', 'request.forbidden'],
    run: (context, { params, body: { owedMinor, ...body } }) =>
      settle(context, 'returns.refund', { ...params, ...body, dueMinor: -owedMinor }),
  }),
];

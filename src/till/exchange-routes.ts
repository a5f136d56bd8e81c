/** Exchanges at a till: what one would come to, its card, and the exchange itself. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { checkSites, route, staffOf, type Route, type RouteContext } from '#base/route';
import { instantOfMs, type Instant } from '#base/time';
import { withApproval } from '#identity';
import { conditions, dispositions, reasons } from '#returns';
import { askExchangeCard, exchangeAtTill, planAtTill, type ExchangeDraft } from './exchange.ts';
import { tillFourEyes } from './four-eyes.ts';
import type { Device, Tender } from './model.ts';
import { tillOf } from './queries.ts';
import * as shape from './shapes.ts';

const units = z.int().min(1).max(9_999);
const lines = z
  .array(
    z.strictObject({
      lineNo: z.int().min(1).max(1_000),
      quantity: units,
      condition: z.enum(conditions),
      disposition: z.enum(dispositions),
    }),
  )
  .min(1)
  .max(200);
const wanted = z
  .array(z.strictObject({ skuId: shape.id('sku'), quantity: units }))
  .min(1)
  .max(50);
const minor = z.int().min(0).max(1_000_000_000_000);
const exchange = {
  exchangeId: shape.id('exc'),
  /** Of the return's ticket; the sale's is the one after. */
  sequence: z
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER - 1),
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().max(40),
  back: z.strictObject({
    ticketId: shape.id('tkt'),
    orderId: shape.id('ord'),
    /** A new return, or one that the buyer has asked for. */
    returnId: shape.id('rtn'),
    receiptId: shape.id('rtc'),
    dueId: shape.id('due'),
    reason: z.enum(reasons),
    note: z.string().trim().max(500).default(''),
    lines,
  }),
  sale: z.strictObject({
    ticketId: shape.id('tkt'),
    orderId: shape.id('ord'),
    wanted,
    override: z.boolean().default(false),
  }),
};
const plan = z.strictObject({
  wants: z.array(z.strictObject({ skuId: z.string(), quantity: z.int(), unitMinor: z.int(), kept: z.boolean() })),
  ...{ currency: z.string(), valueMinor: z.int(), totalMinor: z.int(), tenderMinor: z.int() },
  ...{ payMinor: z.int(), backMinor: z.int() },
});
const end = z.strictObject({
  ticketId: z.string(),
  sequence: z.int(),
  hash: z.string(),
  total: shape.moneyShape,
  receivedAt: z.string(),
});
const known = ['till.unknown_device', 'orders.not_found', 'returns.level', 'returns.too_much', 'returns.no_money'];
const sold = [
  'returns.currency',
  'orders.unknown_sku',
  'orders.not_on_sale',
  'orders.unknown_channel',
  'orders.delivery',
];
const paying = ['till.blocked', 'returns.exchange_changed', 'inventory.short', 'request.id_reused'];

async function tillFor(context: RouteContext): Promise<Device> {
  const device = await tillOf(context);
  checkSites(context, 'returns.refund', [device.siteId]);
  return device;
}

function momentOf(text: string): Instant {
  const ms = Date.parse(text);
  if (!Number.isFinite(ms) || ms < Date.UTC(2000, 0) || ms > Date.UTC(9999, 0))
    refuse('request.invalid', { fields: [{ field: 'at', rule: 'a moment, ISO 8601' }] });
  return instantOfMs(ms);
}

const draftOf = ({
  exchangeId,
  sequence,
  previousHash,
  at,
  back,
  sale,
}: z.output<z.ZodObject<typeof exchange>>): ExchangeDraft => ({
  ...{ exchangeId, sequence, previousHash, back, sale },
  at: momentOf(at),
});

export const tillExchangeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/till/exchanges/preview',
    permission: 'staff:returns.refund',
    summary: 'What other goods for these would come to: what each costs, who owes whom; nothing is written',
    idempotency: 'natural',
    body: z.strictObject({
      orderId: shape.id('ord'),
      returnId: shape.id('rtn').optional(),
      reason: z.enum(reasons),
      lines: z
        .array(z.strictObject({ lineNo: z.int().min(1).max(1_000), quantity: units }))
        .min(1)
        .max(200),
      wanted,
    }),
    output: plan,
    refusals: [...known, ...sold],
    run: async (context, { body }) => {
      const found = await planAtTill(context.db, body, await tillFor(context));
      return { ...found, wants: found.wants.map((want) => ({ ...want })) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/exchanges/card',
    permission: 'staff:returns.refund',
    summary:
      'Ask the card for what the buyer owes for an exchange; again with the same paymentId looks an open answer up',
    idempotency: 'id',
    body: z.strictObject({
      ...exchange,
      payMinor: minor,
      paymentId: shape.id('pay'),
      card: z.strictObject({ token: z.string().min(1).max(100) }),
    }),
    output: z.strictObject({ state: z.enum(['authorised', 'declined', 'unknown']), code: z.string().optional() }),
    refusals: [...known, ...sold, ...paying, 'payments.closed', 'payments.amount', 'payments.card_number'],
    run: async (context, { body: { payMinor, paymentId, card, ...body } }) => {
      const asked = { payMinor, paymentId, card: card.token, staffId: staffOf(context).staffId };
      return askExchangeCard(context.db, draftOf(body), await tillFor(context), asked);
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/exchanges',
    permission: 'staff:returns.refund',
    summary: 'Take goods back and sell others for them, with both tickets: all at once or not at all',
    idempotency: 'id',
    body: z.strictObject({
      ...exchange,
      payMinor: minor,
      backMinor: minor,
      payment: z
        .strictObject({ method: z.enum(['cash', 'card']), paymentId: shape.id('pay'), receivedMinor: minor.optional() })
        .optional(),
    }),
    output: z.strictObject({
      exchangeId: z.string(),
      returnId: z.string(),
      orderId: z.string(),
      number: z.string(),
      back: end,
      sale: end,
    }),
    status: 201,
    refusals: [
      ...[...known, ...sold, ...paying, 'till.fork', 'till.cash_short', 'returns.lines', 'returns.not_placed'],
      ...['returns.exchange_pay', 'returns.exchange_over', 'payments.drawer_short', 'payments.refund_too_large'],
      'identity.approval_needed',
    ],
    run: async (context, { body: { payMinor, backMinor, payment, ...body } }) => {
      const device = await tillFor(context);
      const paid = { payMinor, backMinor, ...(payment === undefined ? {} : { payment: tenderOf(payment) }) };
      const ask = await tillFourEyes(context, device, { ...body.back, right: 'returns.refund', backMinor });
      const { staffId } = staffOf(context);
      return withApproval(context, ask, () => exchangeAtTill(context.db, draftOf(body), paid, { device, staffId }));
    },
  }),
];

function tenderOf({
  method,
  paymentId,
  receivedMinor,
}: {
  method: 'cash' | 'card';
  paymentId: string;
  receivedMinor?: number | undefined;
}): Tender {
  if (method === 'card') return { method, paymentId };
  if (receivedMinor === undefined)
    refuse('request.invalid', { fields: [{ field: 'payment.receivedMinor', rule: 'cash says what was received' }] });
  return { method, paymentId, receivedMinor };
}

import { z } from 'zod';
import { checkSites, route, staffOf, type Route, type RouteContext } from '#base/route';
import { instantOfMs } from '#base/time';
import { refuse } from '#base/refusal';
import { withApproval } from '#identity';
import { conditions, dispositions, reasons } from '#returns';
import { tillFourEyes } from './four-eyes.ts';
import { checkCustomer } from './promotions.ts';
import { tillOf } from './queries.ts';
import { findReturnable } from './return-find.ts';
import * as shape from './shapes.ts';
import { takeBack, type ReturnReceipt } from './take-back.ts';

const line = z.strictObject({ lineNo: z.int().min(1).max(1_000), quantity: z.int().min(1).max(9_999) });
const body = z.strictObject({
  ticketId: shape.id('tkt'),
  orderId: shape.id('ord'),
  /** A new return, or one that the buyer has asked for. */
  returnId: shape.id('rtn'),
  receiptId: shape.id('rtc'),
  dueId: shape.id('due'),
  sequence: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().max(40),
  reason: z.enum(reasons),
  note: z.string().trim().max(500).default(''),
  lines: z
    .array(line.extend({ condition: z.enum(conditions), disposition: z.enum(dispositions) }))
    .min(1)
    .max(200),
});
const text = z.strictObject({ fr: z.string(), en: z.string() });
const returnable = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  channel: z.strictObject({ kind: z.string(), name: text }).nullable(),
  placedAt: z.string(),
  name: z.string(),
  level: z.string(),
  paid: z.array(z.string()),
  lines: z.array(
    z.strictObject({
      lineNo: z.int(),
      skuId: z.string(),
      name: text,
      option: text,
      image: z.string(),
      left: z.int(),
      unit: shape.moneyShape,
    }),
  ),
  request: z
    .strictObject({ returnId: z.string(), number: z.string(), reason: z.enum(reasons), lines: z.array(line) })
    .nullable(),
});
const receipt = z.strictObject({
  returnId: z.string(),
  number: z.string(),
  state: z.string(),
  ticket: z
    .strictObject({
      ticketId: z.string(),
      sequence: z.int(),
      hash: z.string(),
      total: shape.moneyShape,
      receivedAt: z.string(),
    })
    .nullable(),
});
const refusals = [
  ...['till.unknown_device', 'till.fork', 'till.blocked', 'orders.not_found', 'returns.lines', 'returns.not_placed'],
  ...['returns.level', 'returns.too_much', 'payments.drawer_short', 'payments.refund_too_large'],
  ...['request.id_reused', 'request.forbidden', 'identity.approval_needed', 'returns.no_money'],
  'payments.card_spent',
];

async function give(
  context: RouteContext,
  right: 'returns.refund' | 'returns.cash' | 'returns.credit',
  way: 'original' | 'cash' | 'credit',
  input: z.output<typeof body> & { readonly customerId?: string | undefined },
): Promise<ReturnReceipt> {
  const device = await tillOf(context);
  checkSites(context, right, [device.siteId]);
  const ms = Date.parse(input.at);
  if (!Number.isFinite(ms) || ms < Date.UTC(2000, 0) || ms > Date.UTC(9999, 0))
    refuse('request.invalid', { fields: [{ field: 'at', rule: 'a moment, ISO 8601' }] });
  const { customerId } = input;
  await checkCustomer(context.db, device, customerId);
  const ask = await tillFourEyes(context, device, { ...input, right, creditOf: customerId });
  return withApproval(context, ask, () =>
    takeBack(context.db, { ...input, at: instantOfMs(ms), way }, device, staffOf(context).staffId),
  );
}

export const tillReturnRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/returns',
    permission: 'staff:till.sell',
    summary: 'Orders of any channel whose goods may come back here: by receipt, number, return code or whole e-mail',
    query: z.strictObject({ code: z.string().min(1).max(400) }),
    output: z.strictObject({ items: z.array(returnable), next: z.null() }),
    refusals: ['till.unknown_device', 'till.nothing_found'],
    run: async (context, { query }) => {
      const items = await findReturnable(context.db, await tillOf(context), query.code);
      return {
        items: items.map((order) => ({
          ...order,
          paid: [...order.paid],
          lines: order.lines.map((one) => ({ ...one })),
          request: order.request && { ...order.request, lines: order.request.lines.map((one) => ({ ...one })) },
        })),
        next: null,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/returns',
    permission: 'staff:returns.refund',
    summary: 'Take goods back at a till and give the money back to what was paid with; a ticket below zero follows',
    idempotency: 'id',
    body,
    output: receipt,
    status: 201,
    refusals,
    run: (context, input) => give(context, 'returns.refund', 'original', input.body),
  }),
  route({
    method: 'POST',
    path: '/api/till/returns/cash',
    permission: 'staff:returns.cash',
    summary: 'The same, with cash out of the drawer whatever it was paid with',
    idempotency: 'id',
    body,
    output: receipt,
    status: 201,
    refusals,
    run: (context, input) => give(context, 'returns.cash', 'cash', input.body),
  }),
  route({
    method: 'POST',
    path: '/api/till/returns/credit',
    permission: 'staff:returns.credit',
    summary: 'The same, as store credit of the customer of the order, or of who brings the goods',
    idempotency: 'id',
    body: body.extend({ customerId: shape.id('cus').optional() }),
    output: receipt,
    status: 201,
    refusals: [...refusals, 'returns.no_customer', 'till.unknown_customer'],
    run: (context, input) => give(context, 'returns.credit', 'credit', input.body),
  }),
];

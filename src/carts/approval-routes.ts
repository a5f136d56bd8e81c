/** Asking for an order beyond one's limit, and deciding about those of others. Ownership is the session. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse, unwrap } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { contactShape, deliveryShape, referenceShape } from '#orders';
import { approvalsFor, askApproval, decideApproval, orderOfApproval, type OrderApproval } from './approvals.ts';
import { channelIdOf } from './facts.ts';
import * as shape from './shapes.ts';

const askId = z.string().regex(new RegExp(idPattern('bap')));
const words = z.string().trim().max(300);
const text = z.record(z.string(), z.string());

const approval = z.strictObject({
  askId: z.string(),
  companyId: z.string(),
  /** Who would buy. */
  customerId: z.string(),
  lines: z.array(
    z.strictObject({
      skuId: z.string(),
      name: text,
      optionText: text,
      quantity: z.int(),
      totalMinor: z.int(),
    }),
  ),
  totalMinor: z.int(),
  currency: z.string(),
  note: z.string(),
  state: z.enum(['waiting', 'placing', 'approved', 'refused']),
  answer: z.string(),
  askedAt: z.string(),
  /** Until when its goods are set aside; null: they are not. */
  heldUntil: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** The order it became. */
  orderId: z.string().nullable(),
});

const own = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.unauthenticated');

const onWire = (row: OrderApproval): z.input<typeof approval> => {
  const {
    askId: id,
    companyId,
    customerId,
    lines,
    totalMinor,
    currency,
    note,
    state,
    answer,
    askedAt,
    decidedAt,
    heldUntil,
  } = row;
  return {
    ...{ askId: id, companyId, customerId, totalMinor, currency, note, state, answer, askedAt, decidedAt, heldUntil },
    lines: lines.map((line) => ({ ...line })),
    orderId: state === 'approved' ? orderOfApproval(id) : null,
  };
};

const gate = [
  'orders.unknown_channel',
  'orders.not_on_sale',
  'orders.price_changed',
  'orders.delivery',
  'orders.not_a_member',
  'orders.company_blocked',
  'carts.empty',
  'carts.closed',
] as const;

export const approvalRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shop/approvals',
    permission: 'customer',
    summary:
      'Ask the company’s approvers for an order that costs more than I may spend; the cart stays open, its goods are set aside for a week',
    idempotency: 'id',
    body: z.strictObject({
      askId,
      cartId: shape.cartId,
      contact: contactShape,
      delivery: deliveryShape,
      /** On account, where it is collected, by transfer, or by a card that its buyer is asked for once it is agreed to. */
      method: z.enum(['account', 'promise', 'card', 'transfer']),
      reference: referenceShape.optional(),
      note: words.default(''),
      channel: shape.channelCode.optional(),
    }),
    output: approval,
    status: 201,
    refusals: [
      ...gate,
      'carts.not_found',
      'carts.level',
      'carts.unknown_channel',
      'carts.no_approval_needed',
      'carts.approval_open',
      'inventory.short',
      'payments.no_transfer',
      'request.id_reused',
    ],
    run: async (context, { body }) => {
      const customerId = own(context);
      const { channel, method, ...rest } = body;
      const payment = { method, paymentId: `pay_${body.askId.slice(4)}` };
      const row = await askApproval(context.db, {
        ...rest,
        ...{ payment, customerId, actor: customerId, access: { customerId, tokenHash: undefined } },
        channelId: channel === undefined ? undefined : await channelIdOf(context.db, channel),
      });
      return onWire(unwrap(row));
    },
  }),
  route({
    method: 'GET',
    path: '/api/shop/approvals',
    permission: 'customer',
    summary: 'Orders of my companies that wait for my decision, and those I asked for',
    output: z.strictObject({ items: z.array(approval.extend({ mayDecide: z.boolean() })), next: z.null() }),
    run: async (context) => {
      const rows = await approvalsFor(context.db, own(context));
      return { items: rows.map((row) => ({ ...onWire(row), mayDecide: row.mayDecide })), next: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/approvals/:askId/decide',
    permission: 'customer',
    summary: 'Agree to an order of my company, which places it as it was asked, or refuse it',
    idempotency: 'natural',
    params: z.strictObject({ askId }),
    body: z.strictObject({ approve: z.boolean(), answer: words.default('') }),
    output: z.strictObject({ orderId: z.string().nullable(), number: z.string().nullable() }),
    refusals: [
      ...gate,
      'carts.unknown_approval',
      'carts.approval_decided',
      'carts.changed',
      'orders.over_limit',
      'inventory.short',
    ],
    run: async (context, { params, body }) => {
      const placed = unwrap(await decideApproval(context.db, { ...params, ...body, customerId: own(context) }));
      return { orderId: placed?.orderId ?? null, number: placed?.number ?? null };
    },
  }),
];

import { z } from 'zod';
import { idPattern } from '#base/ids';
import { readCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, staffOf, type Route, type RouteContext } from '#base/route';
import { inFours, referenceOf } from './references.ts';
import { paymentMethods, type Payment } from './model.ts';
import { mayRefund, withApproval, type Ask } from '#identity';
import { refundPayment, voidPayment } from './flows.ts';
import { listPayments, movementsOf, paymentById, refundsOf } from './queries.ts';
import { checkWebhook, storeWebhook, type WebhookProvider } from './webhooks.ts';

const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
const moneyShape = z.strictObject({ minor: z.int(), currency: z.string() });
const state = z.enum([
  'intent',
  'unknown',
  'promised',
  'authorised',
  'captured',
  'declined',
  'voided',
  'failed',
  'quarantined',
]);
const paymentShape = z.strictObject({
  paymentId: z.string(),
  orderId: z.string(),
  method: z.enum(paymentMethods),
  provider: z.string(),
  state,
  code: z.string().nullable(),
  amount: moneyShape,
  authorised: moneyShape,
  captured: moneyShape,
  refunded: moneyShape,
  refunding: moneyShape,
  createdAt: z.string(),
  /** What a transfer for it has to say; null where none is awaited or owed. */
  reference: z.string().nullable(),
  updatedAt: z.string(),
});

/** A payment as screens are given it: amounts with their currency, nothing of the provider's. */
function shown(payment: Payment): z.input<typeof paymentShape> {
  const { paymentId, orderId, method, provider, state: now, code, currency, createdAt, updatedAt } = payment;
  const amount = (minor: number) => ({ minor, currency });
  return {
    paymentId,
    orderId,
    method,
    provider,
    state: now,
    code,
    amount: amount(payment.amountMinor),
    authorised: amount(payment.authorisedMinor),
    captured: amount(payment.capturedMinor),
    refunded: amount(payment.refundedMinor),
    refunding: amount(payment.refundingMinor),
    createdAt,
    reference: method === 'transfer' || method === 'account' ? inFours(referenceOf(paymentId)) : null,
    updatedAt,
  };
}

export const paymentsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/payments',
    permission: 'staff:payments.read',
    summary: 'Payments by id or by time: of an order, a state, a way to pay, or found by a number of theirs',
    query: z.strictObject({
      orderId: id('ord').optional(),
      state: state.optional(),
      method: z.enum(paymentMethods).optional(),
      q: z.string().min(1).max(80).optional(),
      sort: z.enum(['id', 'newest', 'oldest']).default('id'),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(paymentShape), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query }) => {
      const byId = query.sort === 'id';
      if (byId && query.after !== undefined && !id('pay').safeParse(query.after).success)
        refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
      const after = byId ? query.after && { id: query.after } : readCursor(query.after);
      const found = await listPayments(db, { ...query, after: after || undefined });
      const last = found.length === query.limit ? found.at(-1) : undefined;
      const next = last ? (byId ? last.paymentId : `${last.createdAt}~${last.paymentId}`) : null;
      return { items: found.map(shown), next };
    },
  }),
  route({
    method: 'GET',
    path: '/api/payments/:paymentId',
    permission: 'staff:payments.read',
    summary: 'A payment with its movements and refunds',
    params: z.strictObject({ paymentId: id('pay') }),
    output: z.strictObject({
      payment: paymentShape,
      movements: z.array(
        z.strictObject({
          movementId: z.string(),
          from: z.string(),
          to: z.string(),
          amount: moneyShape,
          reason: z.string(),
          actor: z.string(),
          at: z.string(),
        }),
      ),
      refunds: z.array(
        z.strictObject({
          refundId: z.string(),
          amount: moneyShape,
          reason: z.string(),
          state: z.string(),
          /** What a transfer of it says; null: it goes back in another way. */
          reference: z.string().nullable(),
        }),
      ),
    }),
    refusals: ['payments.not_found'],
    run: async ({ db }, { params }) => {
      const payment = await paymentById(db, params.paymentId);
      if (!payment) refuse('payments.not_found', { detail: params.paymentId });
      const [moved, refunds] = await Promise.all([movementsOf(db, params.paymentId), refundsOf(db, params.paymentId)]);
      const { currency } = payment;
      return {
        payment: shown(payment),
        movements: moved.map(({ minor, currency: of, ...rest }) => ({ ...rest, amount: { minor, currency: of } })),
        refunds: refunds.map(({ refundId, minor, reason, state: now, account }) => ({
          refundId,
          amount: { minor, currency },
          reason,
          state: now,
          reference: account === 'bank' ? inFours(referenceOf(refundId)) : null,
        })),
      };
    },
  }),
  ...givingBackRoutes(),
  webhookRoute('pretend', 'What the pretend card provider tells; signed, stored, answered, then applied'),
  webhookRoute('stripe', 'What Stripe tells; signed, stored, answered, then read anew'),
];

/** A refund beyond what the caller's role gives back by itself; one that is known already is only told again. */
async function fourEyes(
  { db, principal }: RouteContext,
  { refundId, paymentId, minor, currency }: { refundId: string; paymentId: string; minor: number; currency: string },
): Promise<Ask | undefined> {
  const [payment, before] = await Promise.all([paymentById(db, paymentId), refundsOf(db, paymentId)]);
  if (!payment || before.some((known) => known.refundId === refundId)) return undefined;
  // All that was given back of this payment counts: many small refunds are one large one.
  const total = minor + payment.refundedMinor + payment.refundingMinor;
  if (await mayRefund(db, principal, total)) return undefined;
  return { kind: 'refund', subjectId: paymentId, right: 'payments.write', facts: { minor, total, currency } };
}

function givingBackRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/payments/:paymentId/refunds',
      permission: 'staff:payments.write',
      summary: 'Give money back; asks the provider, and says how far it came',
      idempotency: 'id',
      params: z.strictObject({ paymentId: id('pay') }),
      body: z.strictObject({
        refundId: id('rfd'),
        amount: z.strictObject({ minor: z.int().min(1).max(Number.MAX_SAFE_INTEGER), currency: z.string().length(3) }),
        reason: z.string().min(1).max(200),
        deviceId: id('dev').optional(),
      }),
      output: z.strictObject({ refundId: z.string(), state: z.enum(['open', 'done', 'refused']) }),
      status: 201,
      refusals: [
        'payments.not_found',
        'payments.amount',
        'payments.refund_too_large',
        'payments.drawer_short',
        'request.id_reused',
        'identity.approval_needed',
      ],
      run: async (context, { params, body }) => {
        const { amount, deviceId, refundId, reason } = body;
        const request = { refundId, reason, paymentId: params.paymentId, ...amount };
        const refund = await withApproval(context, await fourEyes(context, request), () =>
          refundPayment(
            context.db,
            { ...request, ...(deviceId === undefined ? {} : { deviceId }) },
            staffOf(context).staffId,
          ),
        );
        return { refundId: refund.refundId, state: refund.state };
      },
    }),
    route({
      method: 'POST',
      path: '/api/payments/:paymentId/release',
      permission: 'staff:payments.write',
      summary: 'Give back what a payment in quarantine holds',
      idempotency: 'natural',
      params: z.strictObject({ paymentId: id('pay') }),
      output: z.strictObject({ state }),
      refusals: ['payments.not_found', 'payments.not_quarantined'],
      run: async (context, { params }) => {
        const payment = await paymentById(context.db, params.paymentId);
        if (!payment) refuse('payments.not_found', { detail: params.paymentId });
        if (payment.state !== 'quarantined') refuse('payments.not_quarantined', { detail: payment.state });
        const actor = staffOf(context).staffId;
        const after = await voidPayment(context.db, { paymentId: params.paymentId, reason: 'quarantine', actor });
        return { state: after.state };
      },
    }),
  ];
}

function webhookRoute(provider: WebhookProvider, summary: string): Route {
  return route({
    method: 'POST',
    path: `/api/webhooks/${provider}`,
    permission: 'webhook',
    summary,
    idempotency: 'natural',
    raw: true,
    output: z.strictObject({ received: z.boolean() }),
    refusals: ['payments.bad_signature', 'request.malformed'],
    run: async ({ db, request, command }) => {
      const signature = String(request.headers[`${provider}-signature`] ?? '');
      const webhook = await checkWebhook(db, provider, { rawBody: request.rawBody, signature });
      await command((tx) => storeWebhook(tx, { provider, ...webhook }));
      return { received: true };
    },
  });
}

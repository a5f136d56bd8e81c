/** What the house decides about money, and its key with Stripe. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { depositAskers } from './deposits.ts';
import { paymentMethods, type PaymentMethod } from './model.ts';
import { stripeHint, stripeIsReady, writeStripeKey } from './providers/stripe/client.ts';
import { writeWebhookSecret } from './secrets.ts';
import { changeSettings, readSettings } from './settings.ts';

/** What leaves the fewest hands gives back first; a gift card before all, so that none becomes cash. */
const usualRefundOrder: readonly PaymentMethod[] = [
  ...(['gift_card', 'account', 'card', 'exchange', 'given', 'transfer', 'promise', 'cash'] as const),
];

const depositTerms = {
  depositFor: z.enum(depositAskers),
  depositPpm: z.int().min(10_000).max(900_000),
};
const settings = {
  captureOn: z.enum(['order', 'shipment']),
  refundOrder: z.array(z.enum(paymentMethods)).max(paymentMethods.length),
  cardProvider: z.enum(['pretend', 'stripe']),
  transferHolder: z.string().trim().max(70),
  transferIban: z.string().trim().max(42),
  transferBic: z.string().trim().max(11),
  transferDays: z.int().min(1).max(60),
  transferChannels: z.array(z.string().regex(new RegExp(idPattern('chn')))).max(100),
  ...depositTerms,
  depositRules: z
    .array(
      z.strictObject({
        ...depositTerms,
        channelId: z
          .string()
          .regex(new RegExp(idPattern('chn')))
          .nullable(),
        companyId: z
          .string()
          .regex(new RegExp(idPattern('com')))
          .nullable(),
      }),
    )
    .max(500),
  version: z.int().min(1),
};

/** Without what was not said. */
const said = <T extends object>(body: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;

export const settingsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/payments/settings',
    permission: 'staff:payments.read',
    summary:
      'When cards are taken, what gives back first, who takes cards, where transfers go, and whether Stripe has our key',
    output: z.strictObject({ ...settings, stripe: z.strictObject({ hint: z.string() }).nullable() }),
    run: async ({ db }) => {
      const [found, hint] = await Promise.all([readSettings(db), stripeHint(db)]);
      return {
        ...found,
        refundOrder: [...found.refundOrder],
        transferChannels: [...found.transferChannels],
        depositRules: found.depositRules.map((rule) => ({ ...rule })),
        stripe: hint === undefined ? null : { hint },
      };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/payments/settings',
    permission: 'staff:payments.settings',
    summary: 'Decide when cards are taken, what gives back first, who takes cards and where transfers go',
    idempotency: 'natural',
    body: z.strictObject({
      ...settings,
      refundOrder: settings.refundOrder.default([...usualRefundOrder]),
      // What is not said stays.
      transferHolder: settings.transferHolder.optional(),
      transferIban: settings.transferIban.optional(),
      transferBic: settings.transferBic.optional(),
      transferDays: settings.transferDays.optional(),
      transferChannels: settings.transferChannels.optional(),
      depositFor: settings.depositFor.optional(),
      depositPpm: settings.depositPpm.optional(),
      depositRules: settings.depositRules.optional(),
    }),
    output: z.strictObject({ version: z.int() }),
    refusals: [
      'payments.changed',
      'payments.refund_order',
      'payments.no_key',
      'payments.iban',
      'payments.deposit_rule',
    ],
    run: async (context, { body }) => {
      if (body.cardProvider === 'stripe' && !(await stripeIsReady(context.db))) refuse('payments.no_key');
      const { version } = await context.command(async (tx) =>
        changeSettings(tx, { ...(await readSettings(tx)), ...said(body) }),
      );
      return { version };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/payments/stripe-key',
    permission: 'staff:payments.settings',
    summary: 'Give the house’s secret key with Stripe and the secret of its webhooks; neither is ever told again',
    idempotency: 'natural',
    body: z.strictObject({
      secretKey: z.string().regex(/^(sk|rk)_(test|live)_[A-Za-z0-9]{8,200}$/),
      webhookSecret: z.string().regex(/^whsec_[A-Za-z0-9+/=_-]{8,200}$/),
    }),
    status: 204,
    run: async (context, { body }) => {
      await context.command(async (tx) => {
        await writeStripeKey(tx, body.secretKey);
        await writeWebhookSecret(tx, 'stripe', body.webhookSecret);
      });
    },
  }),
];

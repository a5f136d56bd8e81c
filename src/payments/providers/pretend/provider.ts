/** The connector to the pretend card provider: translates between its words and ours. */
import { z } from 'zod';
import type { Database } from '#base/db';
import { instant } from '#base/time';
import type { Payment } from '../../model.ts';
import type { Provider, ProviderFacts } from '../provider.ts';
import {
  captureCharge,
  createCharge,
  decidePending,
  readCharge,
  refundCharge,
  renewCharge,
  voidCharge,
} from './psp.ts';

// Tolerant of fields that a later version adds; strict in what we use.
const charge = z.object({
  reference: z.string().max(100),
  id: z.string().min(1).max(100),
  state: z.enum(['pending', 'authorised', 'captured', 'voided', 'declined']),
  code: z.string().max(100).nullish(),
  currency: z.string().max(10),
  amount: z.int().min(0),
  captured: z.int().min(0),
  held: z.int().min(0).default(0),
  lapses: z.iso.datetime({ offset: true }).nullish(),
  disputes: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        amount: z.int().min(1),
        reason: z.string().max(100),
        state: z.enum(['open', 'lost', 'won']),
        answerBy: z.iso.datetime({ offset: true }),
      }),
    )
    .max(100)
    .readonly()
    .default([]),
  refunds: z
    .array(
      z.object({
        ...{ reference: z.string().min(1).max(100), amount: z.int().min(1) },
        bounced: z.boolean().default(false),
      }),
    )
    .max(1_000)
    .readonly(),
});
const event = z.object({ id: z.string().min(1).max(100), type: z.string().max(100), charge: charge.optional() });

/** Translates a charge; pure. */
export function factsOfCharge(given: z.infer<typeof charge>): ProviderFacts {
  const live = given.state === 'authorised' || given.state === 'captured';
  return {
    paymentId: given.reference,
    state: given.state,
    externalId: given.id,
    ...(given.code ? { code: given.code } : {}),
    currency: given.currency,
    authorisedMinor: live ? given.amount : 0,
    capturedMinor: given.captured,
    heldMinor: given.held,
    ...(given.lapses ? { lapsesAt: instant(given.lapses) } : {}),
    disputes: given.disputes.map(({ id, amount, reason, state, answerBy }) => ({
      ...{ externalId: id, minor: amount, reason, state, answerBy: instant(answerBy) },
    })),
    refunds: given.refunds
      .filter(({ bounced }) => !bounced)
      .map((refund) => ({ refundId: refund.reference, minor: refund.amount })),
    bouncedRefunds: given.refunds
      .filter(({ bounced }) => bounced)
      .map((refund) => ({ refundId: refund.reference, minor: refund.amount })),
  };
}

/** The event's own id, or undefined when the bytes are not an event of this provider; pure. */
export function readWebhook(body: string): { eventId: string; facts: ProviderFacts | undefined } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const read = event.safeParse(value);
  if (!read.success) return undefined;
  const known = read.data.type === 'charge.updated' ? read.data.charge : undefined;
  return { eventId: read.data.id, facts: known && factsOfCharge(known) };
}

/** The pretend card provider of a database. */
export function pretendProvider(database: Database): Provider {
  const none = (payment: Payment): ProviderFacts => ({
    paymentId: payment.paymentId,
    state: 'none',
    currency: payment.currency,
    authorisedMinor: 0,
    capturedMinor: 0,
    refunds: [],
  });
  return {
    name: 'pretend',
    methods: ['card'],
    local: false,
    opens: 'intent',
    account: () => 'psp:pretend',
    authorise: async ({ paymentId, amountMinor, currency }, card) =>
      factsOfCharge(await createCharge(database, { reference: paymentId, token: card, amount: amountMinor, currency })),
    captures: 'several',
    capture: async ({ paymentId }, minor, final) =>
      factsOfCharge(await captureCharge(database, paymentId, minor, final)),
    renew: async ({ paymentId }) => factsOfCharge(await renewCharge(database, paymentId)),
    void: async ({ paymentId, currency, amountMinor }) =>
      factsOfCharge(await voidCharge(database, { reference: paymentId, currency, amount: amountMinor })),
    refund: async ({ paymentId }, { refundId, minor }) =>
      factsOfCharge(await refundCharge(database, { reference: paymentId, refund: refundId, amount: minor })),
    lookup: async (payment) => {
      await decidePending(database);
      const found = await readCharge(database, payment.paymentId);
      return found ? factsOfCharge(found) : none(payment);
    },
  };
}

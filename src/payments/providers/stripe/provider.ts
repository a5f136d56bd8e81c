/**
 * The connector to Stripe, through its own library. An intent is made from the payment alone, under our payment id as idempotency key, and
 * confirmed by another call: so it may be made again at any time to learn what became of it, and holds no money by itself.
 */
import { Stripe } from 'stripe';
import { must } from '#base/assert';
import type { Database } from '#base/db';
import { Unavailable } from '#base/refusal';
import { instantOfMs, msOf, type Instant } from '#base/time';
import type { Payment } from '../../model.ts';
import type { DisputeFact, PayPage, Provider, ProviderFacts, TheirCharge } from '../provider.ts';
import { fromStripe, toStripe } from './amounts.ts';
import { stripeIsReady, stripeOf } from './client.ts';

type Intent = Stripe.PaymentIntent;

/** What is known of a payment for which nothing was ever confirmed. */
const nothing = ({ paymentId, currency }: Payment): ProviderFacts => ({
  ...{ paymentId, currency, state: 'none', authorisedMinor: 0, capturedMinor: 0, refunds: [] },
});

const states: Readonly<Record<string, ProviderFacts['state']>> = {
  requires_payment_method: 'none',
  requires_confirmation: 'none',
  requires_action: 'pending',
  processing: 'pending',
  requires_capture: 'authorised',
  succeeded: 'captured',
  canceled: 'voided',
};

/** What a status means to us; one that a later version adds is not decided yet. */
const stateOf = ({ status }: Intent): ProviderFacts['state'] => states[status] ?? 'pending';

/** Translates an intent with its refunds and disputes; pure. */
export function factsOfIntent(
  paymentId: string,
  intent: Intent,
  refunds: readonly Stripe.Refund[] = [],
  disputes: readonly Stripe.Dispute[] = [],
): ProviderFacts {
  const currency = intent.currency.toUpperCase();
  const minor = (amount: number): number => fromStripe(amount, currency);
  const refusal = intent.last_payment_error;
  const state = stateOf(intent) === 'none' && refusal ? 'declined' : stateOf(intent);
  const live = state === 'authorised' || state === 'captured';
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const before = charge?.payment_method_details?.card?.capture_before;
  const expired = state === 'voided' && intent.cancellation_reason === 'automatic';
  const code =
    state === 'declined' ? (refusal?.decline_code ?? refusal?.code ?? 'declined') : expired ? 'expired' : undefined;
  return {
    ...{ paymentId, currency, state },
    ...(state === 'none' ? {} : { externalId: intent.id }),
    ...(code === undefined ? {} : { code }),
    authorisedMinor: live ? minor(intent.amount) : 0,
    capturedMinor: minor(intent.amount_received),
    heldMinor: state === 'authorised' ? minor(intent.amount_capturable) : 0,
    ...(before ? { lapsesAt: instantOfMs(before * 1_000) } : {}),
    refunds: refunds
      .filter((refund) => refund.status === 'succeeded')
      .map((refund) => ({ refundId: refund.metadata?.refund_id ?? refund.id, minor: minor(refund.amount) })),
    bouncedRefunds: refunds
      .filter((refund) => refund.status === 'failed' || refund.status === 'canceled')
      .map((refund) => ({
        ...{ refundId: refund.metadata?.refund_id ?? refund.id, minor: minor(refund.amount) },
        code: refund.failure_reason ?? 'bounced',
      })),
    openRefunds: refunds.flatMap((refund) =>
      refund.status === 'pending' || refund.status === 'requires_action'
        ? [refund.metadata?.refund_id ?? refund.id]
        : [],
    ),
    disputes: disputes.flatMap((dispute) => disputeFact(dispute, minor(dispute.amount))),
  };
}

/** An inquiry moves no money yet: it is not told as a dispute. */
function disputeFact({ id, status, reason, evidence_details: evidence }: Stripe.Dispute, minor: number): DisputeFact[] {
  if (status.startsWith('warning_') || status === 'prevented') return [];
  const due = evidence?.due_by;
  const state = status === 'won' ? 'won' : status === 'lost' ? 'lost' : 'open';
  return [{ externalId: id, minor, reason, state, ...(due ? { answerBy: instantOfMs(due * 1_000) } : {}) }];
}

/** The answer of a call; none at all (no connection, too slow, an error of theirs) leaves the outcome unknown. */
async function heard<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError)
      throw error;
    if (error instanceof Stripe.errors.StripeError) throw new Unavailable(`Stripe: ${error.type}`); // never its text: it may quote a key
    throw error;
  }
}

/** The same where Stripe may say that it can't be any more: what is true then is read anew. */
async function tried(call: Promise<unknown>): Promise<void> {
  try {
    await heard(call);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
  }
}

const paramsOf = ({ paymentId, orderId, amountMinor, currency }: Payment): Stripe.PaymentIntentCreateParams => ({
  amount: toStripe(amountMinor, currency),
  currency: currency.toLowerCase(),
  capture_method: 'manual',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  metadata: { payment_id: paymentId, order_id: orderId },
});

/** Of several intents of one payment (a form of ours, a page of theirs) the one that holds money is meant, then one that may. */
const weight = (intent: Intent): number =>
  ({ captured: 4, authorised: 3, pending: 2, declined: 1, none: 1, voided: 0 })[stateOf(intent)];

/** The intent's id: as we know it, as Stripe finds it by our id, or made, which repeats the answer that was lost. */
async function intentId(stripe: Stripe, payment: Payment): Promise<string> {
  if (payment.externalId !== null) return payment.externalId;
  const query = `metadata['payment_id']:'${payment.paymentId}'`;
  const found = await heard(stripe.paymentIntents.search({ query, limit: 10 }));
  const best = found.data.toSorted((a, b) => weight(b) - weight(a))[0];
  if (best) return best.id;
  return (await heard(stripe.paymentIntents.create(paramsOf(payment), { idempotencyKey: payment.paymentId }))).id;
}

async function lookAt(stripe: Stripe, payment: Payment, id: string): Promise<ProviderFacts> {
  const [intent, refunds, disputes] = await Promise.all([
    heard(stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })),
    heard(stripe.refunds.list({ payment_intent: id, limit: 100 })),
    heard(stripe.disputes.list({ payment_intent: id, limit: 100 })),
  ]);
  return factsOfIntent(payment.paymentId, intent, refunds.data, disputes.data);
}

/** Does something to the intent of a payment, and says how it stands then. */
async function act(
  database: Database,
  payment: Payment,
  what: (stripe: Stripe, id: string) => Promise<unknown>,
): Promise<ProviderFacts> {
  const stripe = await stripeOf(database);
  const id = await intentId(stripe, payment);
  await tried(what(stripe, id));
  return lookAt(stripe, payment, id);
}

/** A page of Stripe's own on which the buyer pays: no card number reaches us. Open for half an hour, the shortest Stripe keeps one. */
async function openPage(database: Database, payment: Payment, page: PayPage): Promise<{ url: string }> {
  const stripe = await stripeOf(database);
  const { paymentId, orderId, currency, amountMinor } = payment;
  const metadata = { payment_id: paymentId, order_id: orderId };
  const price = {
    currency: currency.toLowerCase(),
    unit_amount: toStripe(amountMinor, currency),
    product_data: { name: page.title },
  };
  const session = await heard(
    stripe.checkout.sessions.create(
      {
        ...{ mode: 'payment', client_reference_id: paymentId, locale: page.lang, metadata },
        line_items: [{ quantity: 1, price_data: price }],
        payment_intent_data: { capture_method: 'manual', metadata },
        ...{ success_url: page.returnUrl, cancel_url: page.cancelUrl },
      },
      { idempotencyKey: `${paymentId}:page` },
    ),
  );
  return { url: must(session.url, 'the page of a session') };
}

/** What Stripe holds under our ids, page by page; nothing while the house has no key. */
async function readBook(database: Database, since: Instant): Promise<TheirCharge[]> {
  if (!(await stripeIsReady(database))) return [];
  const stripe = await stripeOf(database);
  const created = { gte: Math.floor(msOf(since) / 1_000) };
  const charges: TheirCharge[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await heard(
      stripe.paymentIntents.list({
        ...{ created, limit: 100, expand: ['data.latest_charge'] },
        ...(after === undefined ? {} : { starting_after: after }),
      }),
    );
    for (const intent of page.data) {
      const { payment_id: paymentId } = intent.metadata;
      if (paymentId !== undefined) charges.push(chargeOf(paymentId, intent));
    }
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return charges;
  }
}

/** A line of Stripe's book; pure. */
function chargeOf(paymentId: string, intent: Intent): TheirCharge {
  const currency = intent.currency.toUpperCase();
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  return {
    ...{ externalId: intent.id, paymentId, currency },
    heldMinor: stateOf(intent) === 'authorised' ? fromStripe(intent.amount_capturable, currency) : 0,
    capturedMinor: fromStripe(intent.amount_received, currency),
    refundedMinor: fromStripe(charge?.amount_refunded ?? 0, currency),
  };
}

/** Stripe, as the house's key reaches it. */
export function stripeProvider(database: Database): Provider {
  const provider: Provider = {
    name: 'stripe',
    methods: ['card'],
    local: false,
    captures: 'once',
    opens: 'intent',
    account: () => 'psp:stripe',
    page: (payment, page) => openPage(database, payment, page),
    authorise: async (payment, card) =>
      act(database, payment, async (stripe, id) => {
        const intent = await heard(stripe.paymentIntents.retrieve(id));
        if (stateOf(intent) !== 'none' || intent.last_payment_error) return;
        const idempotencyKey = `${payment.paymentId}:confirm`;
        await stripe.paymentIntents.confirm(id, { payment_method: card }, { idempotencyKey });
      }),
    // An intent is taken once, and ended once: these need no key, under which Stripe would say again what it said when it could not yet.
    capture: async (payment, minor) => {
      if (minor > payment.amountMinor) return provider.lookup(payment);
      const amount = toStripe(minor, payment.currency);
      return act(database, payment, (stripe, id) => stripe.paymentIntents.capture(id, { amount_to_capture: amount }));
    },
    void: async (payment) => act(database, payment, (stripe, id) => stripe.paymentIntents.cancel(id)),
    refund: async (payment, { refundId, minor }) =>
      act(database, payment, (stripe, id) => {
        const amount = toStripe(minor, payment.currency);
        const metadata = { refund_id: refundId };
        return stripe.refunds.create({ payment_intent: id, amount, metadata }, { idempotencyKey: refundId });
      }),
    book: (since) => readBook(database, since),
    lookup: async (payment) => {
      const facts = await act(database, payment, async () => undefined);
      return facts.state === 'none' ? nothing(payment) : facts;
    },
  };
  return provider;
}

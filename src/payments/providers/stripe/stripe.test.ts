/** What is Stripe's own: webhooks verified, repeated and out of order; its pages; its disputes; its smallest units; its key. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { testDatabase } from '../../../../test/support/database.ts';
import { react } from '../../../../test/support/react.ts';
import { connectStripe, stripeServer, type StripeServer } from '../../../../test/support/stripe-server.ts';
import { readBooks } from '../../books.ts';
import { carryOut, carryOutRefunds } from '../../carry-out.ts';
import { disputesOf } from '../../disputes.ts';
import { applyFacts } from '../../facts.ts';
import { refundPayment, voidPayment } from '../../flows.ts';
import { paymentsModule } from '../../module.ts';
import { openPayments } from '../../open.ts';
import { paymentsOracles } from '../../oracles.ts';
import { movementsOf, paymentById, refundsOf } from '../../queries.ts';
import { claimPayments } from '../../settle.ts';
import { sweepPayments } from '../../sweep.ts';
import { lookUpTold } from '../../told.ts';
import { checkWebhook, storeWebhook } from '../../webhooks.ts';
import { providerOf } from '../index.ts';
import { fromStripe, toStripe } from './amounts.ts';

const by = { actor: 'test' };
const secret = 'whsec_stripe_test';
let database: Database;
let stripe: StripeServer;
const undo: (() => unknown)[] = [];

before(async () => {
  database = await testDatabase({ after: (fn) => void undo.push(fn as () => unknown) });
  stripe = await stripeServer();
  await connectStripe(database, stripe);
  undo.push(stripe.close);
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

const payment = async (paymentId: string) => must(await paymentById(database, paymentId), paymentId);
async function opened(): Promise<string> {
  const paymentId = newId('pay');
  const wanted = {
    paymentId,
    orderId: newId('ord'),
    method: 'card',
    provider: 'stripe',
    amountMinor: 5_000,
    currency: 'EUR',
  } as const;
  await database.transaction(by, async (tx) => {
    for (const one of await openPayments(tx, [wanted])) unwrap(one);
  });
  return paymentId;
}
const page = {
  title: 'Ourcel',
  lang: 'fr',
  returnUrl: 'https://shop.example/back',
  cancelUrl: 'https://shop.example/pay',
} as const;
async function onPage(paymentId: string): Promise<string> {
  const open = must(providerOf(database, { provider: 'stripe' }).page, 'Stripe has a page');
  return (await open(await payment(paymentId), page)).url;
}
const intentOf = (paymentId: string) =>
  must(
    [...stripe.intents.values()].find(
      (one) =>
        (one.metadata as Record<string, string>).payment_id === paymentId && one.status !== 'requires_payment_method',
    ),
    paymentId,
  );
/** Sends events as they are given, and lets the house find out. */
async function tell(...events: { body: Buffer; signature: string }[]): Promise<void> {
  for (const { body: rawBody, signature } of events) {
    const webhook = await checkWebhook(database, 'stripe', { rawBody, signature });
    await database.transaction(by, (tx) => storeWebhook(tx, { provider: 'stripe', ...webhook }));
  }
  await react(database, paymentsModule.reactions ?? []);
  await lookUpTold(database);
}

/** Paid on a page, placed, and taken. */
async function paidOnPage(): Promise<string> {
  const paymentId = await opened();
  stripe.payOnPage(await onPage(paymentId));
  await tell(stripe.event('payment_intent.amount_capturable_updated', intentOf(paymentId), secret));
  await database.transaction(by, (tx) => claimPayments(tx, [paymentId]));
  await carryOut(database, { only: [paymentId] });
  return paymentId;
}
const violated = async (): Promise<string[]> =>
  (
    await Promise.all(
      paymentsOracles.map(async ({ code, violations }) =>
        (await database.query<{ what: string }>(violations)).map(({ what }) => `${code} ${what}`),
      ),
    )
  ).flat();

test('a buyer pays on a page of Stripe’s: the same payment is one page, and its webhook places the money, however often it comes', async () => {
  const paymentId = await opened();
  const url = await onPage(paymentId);
  assert.equal(await onPage(paymentId), url);
  stripe.payOnPage(url);
  const event = stripe.event('payment_intent.amount_capturable_updated', intentOf(paymentId), secret);
  await tell(event, event);
  await tell(event);
  const known = await payment(paymentId);
  assert.deepEqual(
    [known.state, known.authorisedMinor, known.externalId],
    ['authorised', 5_000, intentOf(paymentId).id],
  );
  assert.notEqual(known.lapsesAt, null);
});

test('events out of order and late: what counts is what is true when they are read', async () => {
  const paymentId = await opened();
  stripe.payOnPage(await onPage(paymentId));
  const early = stripe.event(
    'payment_intent.created',
    { ...intentOf(paymentId), status: 'requires_payment_method' },
    secret,
  );
  await tell(stripe.event('payment_intent.amount_capturable_updated', intentOf(paymentId), secret));
  await database.transaction(by, (tx) => claimPayments(tx, [paymentId]));
  await carryOut(database, { only: [paymentId] });
  await tell(early);
  assert.deepEqual([(await payment(paymentId)).state, (await payment(paymentId)).capturedMinor], ['captured', 5_000]);
});

test('a webhook that is forged, too old or signed with another secret is refused, and nothing is stored', async () => {
  const paymentId = await opened();
  const object = { id: 'pi_x', object: 'payment_intent', metadata: { payment_id: paymentId } };
  const good = stripe.event('payment_intent.succeeded', object, secret);
  const bad = [
    stripe.event('payment_intent.succeeded', object, secret, 301),
    stripe.event('payment_intent.succeeded', object, 'whsec_other'),
    { ...good, body: Buffer.from(String(good.body).replace('pi_x', 'pi_y')) },
    { ...good, signature: '' },
    { ...good, signature: 't=1,v1=zz' },
  ];
  for (const { body: rawBody, signature } of bad)
    await assert.rejects(checkWebhook(database, 'stripe', { rawBody, signature }), { code: 'payments.bad_signature' });
});

test('a dispute is heard of, and one that is only asked about is not', async () => {
  const paymentId = await opened();
  stripe.payOnPage(await onPage(paymentId));
  const intent = intentOf(paymentId);
  await tell(stripe.event('payment_intent.amount_capturable_updated', intent, secret));
  await database.transaction(by, (tx) => claimPayments(tx, [paymentId]));
  await carryOut(database, { only: [paymentId] });
  const dispute = {
    object: 'dispute',
    payment_intent: intent.id,
    amount: 2_000,
    reason: 'fraudulent',
    evidence_details: { due_by: 1_800_000_000 },
  };
  stripe.disputes.push(
    { ...dispute, id: 'dp_1', status: 'needs_response' },
    { ...dispute, id: 'dp_2', status: 'warning_needs_response' },
  );
  await tell(stripe.event('charge.dispute.created', stripe.disputes[0], secret));
  const found = await disputesOf(database, paymentId);
  assert.deepEqual(
    found.map(({ externalId, state, minor }) => [externalId, state, minor]),
    [['dp_1', 'open', 2_000]],
  );
  assert.equal((await payment(paymentId)).disputedMinor, 2_000);
});

test('a refund that comes back from the buyer’s bank days later is owed again, and stays so whatever is heard late', async () => {
  const paymentId = await paidOnPage();
  const refund = { refundId: newId('rfd'), paymentId, minor: 2_000, currency: 'EUR', reason: 'test' };
  assert.equal((await refundPayment(database, refund)).state, 'done');
  const done = await providerOf(database, { provider: 'stripe' }).lookup(await payment(paymentId));
  const theirs = must(
    stripe.refunds.find((one) => (one.metadata as Record<string, string>).refund_id === refund.refundId),
    'a refund',
  );
  Object.assign(theirs, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
  const event = () => stripe.event('refund.failed', theirs, secret);
  await tell(event());
  await tell(event());
  await database.transaction(by, (tx) => applyFacts(tx, [done])); // an answer from before, that comes after
  const now = await payment(paymentId);
  assert.deepEqual([now.state, now.refundedMinor, now.refundingMinor], ['captured', 0, 0]);
  const [known] = await refundsOf(database, paymentId);
  assert.deepEqual([known?.state, known?.code], ['refused', 'bounced']);
  assert.equal(
    (await refundPayment(database, { ...refund, refundId: newId('rfd') })).state,
    'done',
    'it is given back anew',
  );
  const moves = (await movementsOf(database, paymentId)).map(({ from, to, minor }) => [from, to, minor]);
  assert.deepEqual(moves.slice(1), [
    ['psp:stripe', 'customers', 2_000],
    ['customers', 'psp:stripe', 2_000],
    ['psp:stripe', 'customers', 2_000],
  ]);
  assert.deepEqual(await violated(), []);
});

test('what was released and came back goes out again by itself, ten minutes later and never twice', async () => {
  const paymentId = await paidOnPage();
  await voidPayment(database, { paymentId, reason: 'test' });
  const bounce = () =>
    stripe.refunds
      .filter((one) => one.status === 'succeeded' && one.payment_intent === intentOf(paymentId).id)
      .forEach((one) => Object.assign(one, { status: 'failed' }));
  bounce();
  await tell(stripe.event('refund.failed', must(stripe.refunds.at(-1), 'a refund'), secret));
  assert.equal((await payment(paymentId)).refundedMinor, 0);
  await sweepPayments(database);
  assert.equal((await payment(paymentId)).refundingMinor, 0, 'not at once');
  await database.query(
    sql`UPDATE payments.refund SET closed_at = now() - interval '11 minutes' WHERE payment_id = ${paymentId}`,
  );
  await Promise.all([sweepPayments(database), sweepPayments(database)]);
  await carryOutRefunds(database);
  await sweepPayments(database);
  assert.deepEqual(
    [(await payment(paymentId)).refundedMinor, (await refundsOf(database, paymentId)).length],
    [5_000, 2],
  );
  assert.deepEqual(await violated(), []);
});

test('a second charge under our id is shut at Stripe: told by webhook, or found in its book when nobody told', async () => {
  for (const told of [true, false]) {
    const paymentId = await opened();
    const url = await onPage(paymentId);
    await sweepPayments(database, { lookUpAfterMs: 0, giveUpAfterMs: 0 }); // given up, and shut by the intent we know
    assert.equal((await payment(paymentId)).state, 'failed');
    stripe.payOnPage(url); // the page was still open
    const second = must([...stripe.intents.values()].at(-1), 'an intent');
    assert.equal(second.status, 'requires_capture');
    if (told) await tell(stripe.event('payment_intent.amount_capturable_updated', second, secret));
    else {
      await readBooks(database);
      await lookUpTold(database);
      await readBooks(database);
    }
    assert.deepEqual([second.status, (await payment(paymentId)).capturedMinor], ['canceled', 0]);
    assert.deepEqual(await violated(), []);
  }
});

test('a page that nobody pays on ends without money, and shut at Stripe', async () => {
  const paymentId = await opened();
  await onPage(paymentId);
  await database.query(
    sql`UPDATE payments.payment SET created_at = now() - interval '20 minutes' WHERE payment_id = ${paymentId}`,
  );
  await sweepPayments(database);
  assert.equal((await payment(paymentId)).state, 'failed');
});

test('its smallest units are ours but for a few', () => {
  const table: [string, number, number][] = [
    ['EUR', 1_234, 1_234],
    ['JPY', 1_234, 1_234],
    ['ISK', 50, 5_000],
    ['UGX', 50, 5_000],
    ['MGA', 5_000, 50],
    ['KWD', 1_230, 1_230],
  ];
  for (const [currency, ours, theirs] of table) {
    assert.equal(toStripe(ours, currency), theirs);
    assert.equal(fromStripe(theirs, currency), ours);
  }
  assert.throws(() => toStripe(1_234, 'KWD'));
});

test('the key rests sealed', async () => {
  const [row] = await database.query<{ secret: string; hint: string }>(
    sql`SELECT secret, hint FROM payments.provider_secret`,
  );
  assert.ok(row && !row.secret.includes('sk_test') && row.hint === 'hing');
});

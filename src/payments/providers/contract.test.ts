/** The contract of payment providers: one suite that every provider must pass. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Database } from '#base/db';
import { must } from '#base/assert';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { testDatabase } from '../../../test/support/database.ts';
import { connectStripe, stripeServer, type StripeServer } from '../../../test/support/stripe-server.ts';
import { authorisePayment } from '../authorise.ts';
import { carryOut } from '../carry-out.ts';
import { applyFacts } from '../facts.ts';
import { refundPayment } from '../flows.ts';
import type { Payment } from '../model.ts';
import { openPayments } from '../open.ts';
import { paymentById } from '../queries.ts';
import { settlePayments } from '../settle.ts';
import { providerOf } from './index.ts';
import type { Provider, ProviderFacts } from './provider.ts';

const by = { actor: 'test' };
const at = '2026-03-01T10:00:00.000Z' as Instant;

/** A payment, and how it takes in what a provider says, as the ledger would. */
function paymentOf(provider: Provider): { is: Payment; hear: (facts: ProviderFacts) => ProviderFacts } {
  const method = provider.methods[0] ?? 'card';
  const held = {
    is: {
      paymentId: newId('pay'),
      orderId: newId('ord'),
      method,
      provider: provider.name,
      currency: 'EUR',
      amountMinor: 4_200,
      state: provider.opens === 'promised' ? 'promised' : 'intent',
      externalId: null,
      authorisedMinor: 0,
      capturedMinor: 0,
      refundedMinor: 0,
      refundingMinor: 0,
      deviceId: 'dev_1',
      accountId: null,
      code: null,
      wish: null,
      claimedAt: null,
      calledAt: null,
      createdAt: at,
      updatedAt: at,
      version: 0,
    } as Payment,
    hear: (facts: ProviderFacts): ProviderFacts => {
      const told = facts.state === 'none' || facts.state === 'pending' ? held.is.state : facts.state;
      const refundedMinor = Math.max(
        held.is.refundedMinor,
        facts.refunds.reduce((sum, r) => sum + r.minor, 0),
      );
      const { authorisedMinor, capturedMinor } = facts;
      held.is = { ...held.is, state: told, authorisedMinor, capturedMinor, refundedMinor };
      return facts;
    },
  };
  return held;
}

async function captured(provider: Provider): Promise<ReturnType<typeof paymentOf>> {
  const payment = paymentOf(provider);
  payment.hear(await provider.authorise(payment.is, 'tok_ok'));
  payment.hear(await provider.capture(payment.is, payment.is.amountMinor, true));
  return payment;
}

const every = [
  'pretend',
  'stripe',
  'cash',
  'promise',
  'marketplace',
  'bank-transfer',
  'on-account',
  'gift-card',
] as const;
/** Those that are asked over a network. */
const outside: readonly string[] = ['pretend', 'stripe'];

for (const name of every) {
  describe(`the provider ${name}`, () => {
    let database: Database;
    let provider: Provider;
    let stripe: StripeServer | undefined;
    const undo: (() => unknown)[] = [];
    before(async () => {
      database = await testDatabase({ after: (fn) => void undo.push(fn as () => unknown) });
      provider = providerOf(database, { provider: name });
      if (name !== 'stripe') return;
      stripe = await stripeServer();
      await connectStripe(database, stripe);
      undo.push(stripe.close);
    });
    after(async () => {
      for (const fn of undo.reverse()) await fn();
    });

    test('speaks of the payment it was asked about, in its currency, within its amount', async () => {
      const payment = paymentOf(provider);
      const facts = await provider.authorise(payment.is, 'tok_ok');
      assert.equal(facts.paymentId, payment.is.paymentId);
      assert.equal(facts.currency, 'EUR');
      assert.ok(facts.capturedMinor <= facts.authorisedMinor && facts.authorisedMinor <= 4_200);
    });

    test('asked twice under the same id, it says the same and takes nothing more', async () => {
      const payment = paymentOf(provider);
      const first = payment.hear(await provider.authorise(payment.is, 'tok_ok'));
      assert.deepEqual(await provider.authorise(payment.is, 'tok_ok'), first);
      const taken = payment.hear(await provider.capture(payment.is, 4_200, true));
      assert.deepEqual([taken.state, taken.capturedMinor], ['captured', 4_200]);
      assert.deepEqual(await provider.capture(payment.is, 4_200, true), taken);
    });

    test('a look-up says what the last answer said', async () => {
      const payment = paymentOf(provider);
      payment.hear(await provider.authorise(payment.is, 'tok_ok'));
      assert.equal((await provider.lookup(payment.is)).capturedMinor, payment.is.capturedMinor);
      payment.hear(await provider.capture(payment.is, 4_200, true));
      const found = await provider.lookup(payment.is);
      assert.deepEqual([found.state, found.capturedMinor], ['captured', 4_200]);
    });

    test('a capture past the amount takes nothing', async () => {
      const payment = paymentOf(provider);
      payment.hear(await provider.authorise(payment.is, 'tok_ok'));
      const taken = (await provider.capture(payment.is, 4_201, true)).capturedMinor;
      assert.ok(taken <= 4_200, `took ${taken}`);
    });

    test('what is void takes no money, not even from a request that comes late', async () => {
      const payment = paymentOf(provider);
      const shut = payment.hear(await provider.void(payment.is));
      assert.equal(shut.state, 'voided');
      const late = payment.hear(await provider.authorise(payment.is, 'tok_ok'));
      assert.deepEqual([late.state, late.authorisedMinor, late.capturedMinor], ['voided', 0, 0]);
      assert.equal((await provider.capture(payment.is, 4_200, true)).capturedMinor, 0);
      assert.equal((await provider.void(payment.is)).state, 'voided');
    });

    test('money that was taken is not voided but refunded', async () => {
      const payment = await captured(provider);
      const facts = await provider.void(payment.is);
      assert.deepEqual([facts.state, facts.capturedMinor], ['captured', 4_200]);
    });

    test('a refund happens once for its id, and never past what was taken', async () => {
      const payment = await captured(provider);
      const refund = { refundId: newId('rfd'), minor: 3_000 };
      const done = await provider.refund(payment.is, refund);
      assert.deepEqual(
        done.refunds.filter((r) => r.refundId === refund.refundId),
        [refund],
      );
      assert.deepEqual((await provider.refund(payment.is, refund)).refunds, done.refunds);
      payment.hear(done);
      const more = { refundId: newId('rfd'), minor: 1_201 };
      const refusedFacts = await provider.refund(payment.is, more);
      assert.equal(
        refusedFacts.refunds.some((r) => r.refundId === more.refundId),
        false,
      );
    });

    if (!outside.includes(name)) return;

    const settled = async (paymentId: string) => must(await paymentById(database, paymentId), paymentId);
    /** A payment in our ledger. */
    const opened = async (amountMinor = 4_200): Promise<string> => {
      const paymentId = newId('pay');
      const request = { paymentId, orderId: newId('ord'), method: 'card', currency: 'EUR', amountMinor } as const;
      await database.transaction(by, async (tx) => {
        for (const one of await openPayments(tx, [{ ...request, provider: provider.name }])) unwrap(one);
      });
      return paymentId;
    };
    const authorised = async (paymentId: string, card = 'tok_ok'): Promise<void> => {
      const { settlement } = await authorisePayment(database, { paymentId, card, deadlineMs: 2_000 });
      await database.transaction(by, (tx) => settlePayments(tx, [{ ...settlement, claim: 'capture' }]));
    };

    test('an answer that is lost is not asked for again but looked up: one charge, taken once', async () => {
      const paymentId = await opened();
      if (stripe) stripe.faults.push('lost', 'lost'); // the library itself asks once more over a connection that broke
      await authorised(paymentId, name === 'pretend' ? 'tok_lost_answer' : 'tok_ok');
      assert.equal((await settled(paymentId)).state, 'unknown');
      await authorised(paymentId);
      const { paymentId: _same, ...known } = await settled(paymentId);
      assert.deepEqual([known.state, known.authorisedMinor], ['authorised', 4_200]);
      if (stripe) stripe.faults.push('lost', 'lost'); // the library itself asks once more over a connection that broke
      await carryOut(database, { only: [paymentId] });
      await carryOut(database, { only: [paymentId], askAgainS: 0 });
      const after = await settled(paymentId);
      assert.deepEqual([after.state, after.capturedMinor], ['captured', 4_200]);
    });

    test('called twice at once it charges once, and gives back once', async () => {
      const paymentId = await opened();
      await Promise.all([authorised(paymentId), authorised(paymentId)]);
      await authorised(paymentId);
      await Promise.all([
        carryOut(database, { only: [paymentId] }),
        carryOut(database, { only: [paymentId], askAgainS: 0 }),
      ]);
      await carryOut(database, { only: [paymentId], askAgainS: 0 });
      const refund = { refundId: newId('rfd'), paymentId, minor: 1_000, currency: 'EUR', reason: 'test' };
      await Promise.all([refundPayment(database, refund), refundPayment(database, refund)]);
      const facts = await provider.lookup(await settled(paymentId));
      assert.deepEqual([facts.capturedMinor, facts.refunds], [4_200, [{ refundId: refund.refundId, minor: 1_000 }]]);
    });

    test('refunds at once never give back more than was taken, there as here', async () => {
      const paymentId = await opened();
      await authorised(paymentId);
      await carryOut(database, { only: [paymentId] });
      const refund = (minor: number) =>
        refundPayment(database, { refundId: newId('rfd'), paymentId, minor, currency: 'EUR', reason: 'test' }).catch(
          () => undefined,
        );
      await Promise.all([refund(3_000), refund(3_000), refund(3_000), refund(1_200), refund(1)]);
      const facts = await provider.lookup(await settled(paymentId));
      const given = facts.refunds.reduce((sum, one) => sum + one.minor, 0);
      const { refundedMinor, capturedMinor } = await settled(paymentId);
      assert.ok(
        given <= 4_200 && given === refundedMinor && capturedMinor === 4_200,
        `gave ${given}, booked ${refundedMinor}`,
      );
    });

    test('another amount than was asked for is set aside for a person', async () => {
      const paymentId = await opened();
      await authorised(paymentId);
      const facts = { ...(await provider.lookup(await settled(paymentId))), authorisedMinor: 4_300 };
      await database.transaction(by, (tx) => applyFacts(tx, [facts]));
      assert.deepEqual(
        [(await settled(paymentId)).state, (await settled(paymentId)).code],
        ['quarantined', 'amount_differs'],
      );
    });

    test('declined is declined, and another try has an id of its own', async () => {
      const [first, second] = [await opened(), await opened()];
      await authorised(first, 'tok_declined');
      await authorised(second);
      assert.deepEqual([(await settled(first)).state, (await settled(second)).state], ['declined', 'authorised']);
    });

    test('a part is taken as the provider can: in parts, or once with the rest given back', async () => {
      const payment = paymentOf(provider);
      payment.hear(await provider.authorise(payment.is, 'tok_ok'));
      const part = payment.hear(await provider.capture(payment.is, 1_500, false));
      assert.deepEqual([part.state, part.capturedMinor], ['captured', 1_500]);
      const more = await provider.capture(payment.is, 2_500, true);
      const several = provider.captures === 'several';
      assert.deepEqual([more.capturedMinor, more.heldMinor], [several ? 2_500 : 1_500, 0]);
    });
  });
}

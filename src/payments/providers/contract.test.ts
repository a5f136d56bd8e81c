/** The contract of payment providers: one suite that every provider must pass. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { testDatabase } from '../../../test/support/database.ts';
import type { Payment } from '../model.ts';
import { providerOf } from './index.ts';
import type { Provider, ProviderFacts } from './provider.ts';

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

for (const name of ['pretend', 'cash', 'promise', 'marketplace', 'bank-transfer', 'on-account', 'gift-card'] as const) {
  describe(`the provider ${name}`, () => {
    let database: Database;
    let provider: Provider;
    let close: () => Promise<void> | void = () => undefined;
    before(async () => {
      database = await testDatabase({ after: (fn) => void (close = fn as typeof close) });
      provider = providerOf(database, { provider: name });
    });
    after(() => close());

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
  });
}

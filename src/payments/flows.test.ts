import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { journalOracles } from '#base/oracles';
import { unwrap, type Outcome } from '#base/refusal';
import { sleep } from '#base/time';
import { testDatabase } from '../../test/support/database.ts';
import {
  authorisePayment,
  capturePayment,
  carryOut,
  carryOutRefunds,
  claimPayments,
  lockPayments,
  movementsOf,
  openPayments,
  openRefunds,
  paymentById,
  refundPayment,
  refundsOf,
  releasePayments,
  settlePayments,
  sweepPayments,
  voidPayment,
  type Settlement,
} from './index.ts';
import { applyFacts } from './facts.ts';
import { paymentsOracles } from './oracles.ts';
import { providerOf } from './providers/index.ts';
import { readCharge, refundCharge } from './providers/pretend/psp.ts';

const caller = { actor: 'test' };
let database: Database;
let close: () => unknown = () => undefined;
before(async () => {
  database = await testDatabase({ after: (fn) => void (close = fn as typeof close) });
});
after(() => close());

const now = { lookUpAfterMs: 0, giveUpAfterMs: 14 * 60_000 };
const soon = { lookUpAfterMs: 0, giveUpAfterMs: 0 };

async function card(amountMinor = 3_900): Promise<{ paymentId: string; orderId: string }> {
  const payment = { paymentId: newId('pay'), orderId: newId('ord') };
  const request = { ...payment, method: 'card', provider: 'pretend', amountMinor, currency: 'EUR' } as const;
  await database.transaction(caller, async (tx) => unwrap(first(await openPayments(tx, [request]))));
  return payment;
}

function first<T>(outcomes: readonly Outcome<T>[]): Outcome<T> {
  assert.equal(outcomes.length, 1);
  return outcomes[0] as Outcome<T>;
}

const settle = (settlement: Settlement) =>
  database.transaction(caller, async (tx) => unwrap(first(await settlePayments(tx, [settlement]))));
const state = async (paymentId: string) => (await paymentById(database, paymentId))?.state;
const charge = (paymentId: string) => readCharge(database, paymentId);
const bookDiffers = async () => {
  const rows = await Promise.all(
    [...paymentsOracles, ...journalOracles].map((oracle) => database.query<{ what: string }>(oracle.violations)),
  );
  return rows.flat().map((row) => row.what);
};

describe('a card payment', () => {
  test('is authorised, claimed and captured in three steps, each repeatable', async () => {
    const { paymentId } = await card();
    const answer = await authorisePayment(database, { paymentId, card: 'tok_ok' });
    assert.equal(answer.state, 'authorised');
    assert.equal(await state(paymentId), 'unknown', 'nothing is settled before the caller does');
    const settled = await settle({ ...answer.settlement, claim: 'capture' });
    assert.deepEqual([settled.state, settled.claimed], ['authorised', true]);
    assert.equal((await capturePayment(database, { paymentId })).capturedMinor, 3_900);
    assert.equal((await capturePayment(database, { paymentId })).state, 'captured');
    assert.equal((await charge(paymentId))?.captured, 3_900);
    assert.equal((await authorisePayment(database, { paymentId, card: 'tok_ok' })).state, 'authorised');
    assert.equal((await movementsOf(database, paymentId)).length, 1);
  });

  test('that is declined says why, and stays declined', async () => {
    const { paymentId } = await card();
    const answer = await authorisePayment(database, { paymentId, card: 'tok_declined' });
    assert.deepEqual([answer.state, answer.code], ['declined', 'card_declined']);
    await settle(answer.settlement);
    assert.deepEqual((await authorisePayment(database, { paymentId, card: 'tok_ok' })).state, 'declined');
    assert.equal(
      (await authorisePayment(database, { paymentId: (await card()).paymentId, card: 'tok_nobody' })).code,
      'unknown_card',
    );
  });

  for (const token of ['tok_timeout', 'tok_lost_answer']) {
    test(`with ${token} is unknown, charged once, and found by our id`, async () => {
      const { paymentId } = await card();
      const answer = await authorisePayment(database, { paymentId, card: token, deadlineMs: 60 });
      assert.deepEqual(answer, { state: 'unknown', settlement: { paymentId } });
      assert.equal(await state(paymentId), 'unknown');
      const again = await authorisePayment(database, { paymentId, card: 'tok_ok', deadlineMs: 1_000 });
      assert.equal(again.state, 'authorised', 'the second try looks up, and finds the first charge');
      await sweepPayments(database, now);
      assert.equal(await state(paymentId), 'authorised');
      assert.equal((await charge(paymentId))?.id, (await paymentById(database, paymentId))?.externalId);
    });
  }

  test('asked for twenty times at once is one charge', async () => {
    const { paymentId } = await card();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => authorisePayment(database, { paymentId, card: 'tok_ok' })),
    );
    assert.deepEqual([...new Set(answers.map((answer) => answer.state))], ['authorised']);
    assert.equal(new Set(answers.map((answer) => answer.settlement.externalId)).size, 1);
  });

  test('with a late decision is pending until the provider tells', async () => {
    const { paymentId } = await card();
    assert.equal((await authorisePayment(database, { paymentId, card: 'tok_late_webhook' })).state, 'unknown');
    await sweepPayments(database, now);
    assert.equal(await state(paymentId), 'unknown');
    await database.query(sql`UPDATE pretend_psp.charge SET approve_at = now() WHERE reference = ${paymentId}`);
    await sweepPayments(database, now);
    assert.equal(await state(paymentId), 'authorised');
  });

  test('takes tokens only', async () => {
    const { paymentId } = await card();
    await assert.rejects(authorisePayment(database, { paymentId, card: '4111111111111111' }), {
      code: 'payments.card_number',
    });
    await assert.rejects(authorisePayment(database, { paymentId, card: 'a b' }), { code: 'request.invalid' });
    await assert.rejects(authorisePayment(database, { paymentId: newId('pay'), card: 'tok_ok' }), {
      code: 'payments.not_found',
    });
    assert.equal(await state(paymentId), 'intent');
  });
});

describe('after a crash', () => {
  test('between the provider’s yes and our second transaction, the sweeper finds the money (A1)', async () => {
    const { paymentId, orderId } = await card();
    await authorisePayment(database, { paymentId, card: 'tok_ok' }); // and the process is gone
    await sweepPayments(database, now);
    const [event] = await database.query<{ body: { state: string; claimable: boolean } }>(
      sql`SELECT body FROM journal.event WHERE type = 'payments.settled' AND mentions @> ARRAY[${orderId}]::text[]`,
    );
    assert.deepEqual([event?.body.state, event?.body.claimable], ['authorised', true]);
    const [claim] = await database.transaction(caller, (tx) => claimPayments(tx, [paymentId]));
    assert.equal(claim && unwrap(claim).claimed, true);
  });

  test('a rush that nobody paid for is over in one round, however many they were', async () => {
    const ids = Array.from({ length: 130 }, () => newId('pay'));
    const rush = ids.map((paymentId) => {
      const how = { method: 'card', provider: 'pretend', amountMinor: 100, currency: 'EUR' } as const;
      return { paymentId, orderId: newId('ord'), ...how };
    });
    await database.transaction(caller, (tx) => openPayments(tx, rush));
    await sweepPayments(database, { lookUpAfterMs: 30_000, giveUpAfterMs: 0 });
    const states = await Promise.all(ids.map(state));
    assert.deepEqual([...new Set(states)], ['failed']);
  });

  test('before the provider was reached, the payment fails, and a late request finds it shut', async () => {
    const { paymentId } = await card();
    await database.query(
      sql`UPDATE payments.payment SET state = 'unknown', called_at = now() WHERE payment_id = ${paymentId}`,
    );
    await sweepPayments(database, now);
    assert.equal(await state(paymentId), 'failed');
    assert.equal((await authorisePayment(database, { paymentId, card: 'tok_ok' })).state, 'declined');
    assert.equal((await charge(paymentId))?.state, 'voided');
  });

  test('money that no order claims is given back', async () => {
    const { paymentId } = await card();
    const answer = await authorisePayment(database, { paymentId, card: 'tok_ok' });
    await settle(answer.settlement);
    await sweepPayments(database, now);
    assert.equal(await state(paymentId), 'authorised', 'not before its time');
    await sweepPayments(database, soon);
    await carryOut(database);
    assert.equal(await state(paymentId), 'voided');
    assert.equal((await charge(paymentId))?.state, 'voided');
  });

  test('money that was claimed is kept, and taken by the worker', async () => {
    const { paymentId } = await card();
    const answer = await authorisePayment(database, { paymentId, card: 'tok_ok' });
    await settle({ ...answer.settlement, claim: 'capture' });
    await sweepPayments(database, soon);
    await carryOut(database);
    assert.equal(await state(paymentId), 'captured');
  });

  test('between a capture at the provider and our note of it, the worker asks again and takes nothing twice', async () => {
    const { paymentId } = await card();
    const answer = await authorisePayment(database, { paymentId, card: 'tok_ok' });
    await settle({ ...answer.settlement, claim: 'capture' });
    await database.query(sql`UPDATE payments.payment SET called_at = now() WHERE payment_id = ${paymentId}`);
    await database.query(
      sql`UPDATE pretend_psp.charge SET state = 'captured', captured_minor = amount_minor WHERE reference = ${paymentId}`,
    );
    await carryOut(database);
    assert.equal(await state(paymentId), 'authorised', 'the first call may still answer');
    await carryOut(database, { askAgainS: 0 });
    assert.equal(await state(paymentId), 'captured');
    assert.equal((await charge(paymentId))?.captured, 3_900);
  });

  test('between a refund at the provider and our note of it, the worker asks again and gives nothing twice', async () => {
    const { paymentId } = await card();
    await settle({ ...(await authorisePayment(database, { paymentId, card: 'tok_ok' })).settlement, claim: 'capture' });
    await carryOut(database);
    const refundId = newId('rfd');
    const request = { refundId, paymentId, minor: 900, currency: 'EUR', reason: 'test' };
    await database.transaction(caller, async (tx) => unwrap(first(await openRefunds(tx, [request]))));
    await refundCharge(database, { reference: paymentId, refund: refundId, amount: 900 });
    assert.equal((await refundPayment(database, request)).state, 'done');
    assert.equal((await charge(paymentId))?.refunds.length, 1);
    assert.equal((await paymentById(database, paymentId))?.refundedMinor, 900);
  });
});

describe('an order that ends', () => {
  const releaseOrder = (orderId: string) =>
    database.transaction(caller, async (tx) => {
      await lockPayments(tx, [orderId]);
      await releasePayments(tx, [orderId], 'expired');
    });

  test('while its card is being asked: the id is shut, and the late yes is a no (B3)', async () => {
    const { paymentId, orderId } = await card();
    await authorisePayment(database, { paymentId, card: 'tok_late_webhook' });
    await releaseOrder(orderId);
    await carryOut(database);
    assert.equal(await state(paymentId), 'voided');
    await sleep(20);
    assert.equal((await charge(paymentId))?.state, 'voided');
  });

  test('after its card said yes: the money goes back, whoever is first', async () => {
    const { paymentId, orderId } = await card();
    const answer = await authorisePayment(database, { paymentId, card: 'tok_ok' });
    await releaseOrder(orderId);
    const late = await settle({ ...answer.settlement, claim: 'capture' });
    assert.deepEqual([late.state, late.claimed], ['authorised', false]);
    await carryOut(database);
    assert.equal(await state(paymentId), 'voided');
  });

  test('after its money was taken: it goes back as a refund', async () => {
    const { paymentId, orderId } = await card();
    await settle({ ...(await authorisePayment(database, { paymentId, card: 'tok_ok' })).settlement, claim: 'capture' });
    await carryOut(database);
    await releaseOrder(orderId);
    const payment = await paymentById(database, paymentId);
    assert.deepEqual([payment?.refundingMinor, payment?.refundedMinor], [3_900, 0]);
    const after = await voidPayment(database, { paymentId, reason: 'again' });
    assert.equal(after.refundingMinor, 3_900, 'released twice is refunded once');
    await carryOutRefunds(database);
    assert.deepEqual(
      (await refundsOf(database, paymentId)).map((refund) => [refund.minor, refund.state]),
      [[3_900, 'done']],
    );
  });

  test('while its capture is under way: what was taken meanwhile goes back', async () => {
    const { paymentId, orderId } = await card();
    await settle({ ...(await authorisePayment(database, { paymentId, card: 'tok_ok' })).settlement, claim: 'capture' });
    await releaseOrder(orderId);
    await database.query(
      sql`UPDATE pretend_psp.charge SET state = 'captured', captured_minor = amount_minor WHERE reference = ${paymentId}`,
    );
    await carryOut(database);
    const payment = await paymentById(database, paymentId);
    assert.deepEqual([payment?.capturedMinor, payment?.refundedMinor, payment?.wish], [3_900, 3_900, null]);
    assert.equal((await charge(paymentId))?.refunds.length, 1);
  });
});

test('a refund that the provider refuses stays owed, and says so', async () => {
  const { paymentId } = await card();
  await settle({ ...(await authorisePayment(database, { paymentId, card: 'tok_ok' })).settlement, claim: 'capture' });
  await carryOut(database);
  // Another system of the merchant gave the money back at the provider; we do not know yet.
  await refundCharge(database, { reference: paymentId, refund: 'elsewhere', amount: 3_900 });
  const request = { refundId: newId('rfd'), paymentId, minor: 3_900, currency: 'EUR', reason: 'test' };
  assert.equal((await refundPayment(database, request)).state, 'refused');
  const payment = await paymentById(database, paymentId);
  assert.deepEqual([payment?.refundedMinor, payment?.refundingMinor], [0, 0]);
  const events = await database.query<{ type: string }>(
    sql`SELECT type FROM journal.event WHERE subject_id = ${paymentId} ORDER BY seq DESC LIMIT 1`,
  );
  assert.equal(events[0]?.type, 'payments.refund_failed');
  assert.ok(payment);
  const facts = await providerOf(database, payment).lookup(payment);
  await database.transaction(caller, (tx) => applyFacts(tx, [facts]));
  assert.equal((await paymentById(database, paymentId))?.refundedMinor, 3_900, 'their book is ours again');
});

test('after all of this our book is the provider’s book, and every invariant holds', async () => {
  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = now() - interval '2 minutes'`);
  assert.deepEqual(await bookDiffers(), []);
});

/** Money of one order that pays for another, on real PostgreSQL: it moves once, and goes back by the way it came. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap, type Outcome } from '#base/refusal';
import { testDatabase } from '../../test/support/database.ts';
import { carryOutRefunds } from './carry-out.ts';
import {
  authorisePayment,
  balancesOf,
  capturePayment,
  deliverWebhooks,
  drawerOf,
  exchangePayments,
  lockPayments,
  openPayments,
  openRefunds,
  paymentById,
  releasePayments,
  settlePayments,
  type PaymentRequest,
} from './index.ts';
import { paymentsOracles } from './oracles.ts';

const by = { actor: 'test' };

test('what came back of an order pays for another', async (t) => {
  const database = await testDatabase(t);
  const taken = async (method: 'card' | 'cash', amountMinor: number): Promise<PaymentRequest> => {
    const common = { paymentId: newId('pay'), orderId: newId('ord'), amountMinor, currency: 'EUR' };
    const request: PaymentRequest =
      method === 'card'
        ? { ...common, method, provider: 'pretend' }
        : { ...common, method, provider: 'cash', deviceId: newId('dev') };
    await database.transaction(by, async (tx) =>
      (await openPayments(tx, [request])).map((one: Outcome<unknown>) => unwrap(one)),
    );
    if (method === 'cash') return request;
    const { settlement } = await authorisePayment(database, { paymentId: request.paymentId, card: 'tok_ok' });
    await database.transaction(by, (tx) => settlePayments(tx, [{ ...settlement, claim: 'capture' }]));
    await capturePayment(database, request);
    return request;
  };
  /** Moves some of a payment to a new order; says its payment there. */
  const move = async (paymentId: string, orderId: string, minor: number) => {
    const made = { refundId: newId('rfd'), paymentId: newId('pay'), orderId: newId('ord'), minor, reason: 'exchange' };
    await database.transaction(by, async (tx) => {
      const from = (await lockPayments(tx, [orderId])).find((one) => one.paymentId === paymentId);
      assert.ok(from);
      await exchangePayments(tx, [{ ...made, from }]);
    });
    return made;
  };
  const refund = (paymentId: string, minor: number, more: object = {}) =>
    database.transaction(by, async (tx) =>
      (
        await openRefunds(tx, [{ refundId: newId('rfd'), paymentId, minor, currency: 'EUR', reason: 'test', ...more }])
      ).map((one) => (one.ok ? one.value.state : one.refusal.code)),
    );
  const back = async (paymentId: string) => (await paymentById(database, paymentId))?.refundedMinor;
  const chargedBack = async (reference: string) =>
    (
      await database.query<{ n: number }>(
        sql`SELECT refunded_minor AS n FROM pretend_psp.charge WHERE reference = ${reference}`,
      )
    )[0]?.n;

  await t.test('the provider hears of it only when money goes back, through the payment by which it came', async () => {
    const old = await taken('card', 10_000);
    const second = await move(old.paymentId, old.orderId, 6_000);
    assert.deepEqual([await back(old.paymentId), await chargedBack(old.paymentId)], [6_000, 0]);
    assert.deepEqual(
      await refund(old.paymentId, 4_001),
      ['payments.refund_too_large'],
      'what went on is not given back here',
    );
    const third = await move(second.paymentId, second.orderId, 2_500);
    assert.deepEqual(await refund(second.paymentId, 3_501), ['payments.refund_too_large']);
    assert.deepEqual([await refund(third.paymentId, 2_500), await refund(second.paymentId, 500)], [['open'], ['open']]);
    await carryOutRefunds(database);
    await deliverWebhooks(database);
    assert.deepEqual([await back(third.paymentId), await back(second.paymentId)], [2_500, 3_000]);
    assert.equal(await chargedBack(old.paymentId), 3_000, 'of an exchange of an exchange, to the first card');
    assert.deepEqual(await refund(old.paymentId, 4_000), ['open']);
    await carryOutRefunds(database);
    assert.equal(await chargedBack(old.paymentId), 7_000);
  });

  await t.test(
    'an order that is cancelled gives a card its money back; cash stays owed, for a person to give',
    async () => {
      const card = await taken('card', 5_000);
      const onCard = await move(card.paymentId, card.orderId, 5_000);
      const cash = await taken('cash', 3_000);
      const onCash = await move(cash.paymentId, cash.orderId, 3_000);
      const released = await database.transaction(by, async (tx) => {
        await lockPayments(tx, [onCard.orderId, onCash.orderId]);
        return releasePayments(tx, [onCard.orderId, onCash.orderId], 'cancelled');
      });
      assert.equal(released.find((one) => one.paymentId === onCard.paymentId)?.owedMinor, 0);
      assert.equal(released.find((one) => one.paymentId === onCash.paymentId)?.owedMinor, 3_000);
      await carryOutRefunds(database);
      assert.equal(await chargedBack(card.paymentId), 5_000);
      assert.deepEqual(await refund(onCash.paymentId, 1_000), ['done'], 'out of the drawer in which it lies');
      const [drawer] = await balancesOf(database, [drawerOf(cash.deviceId ?? '')]);
      assert.equal(drawer?.balance, 2_000);
    },
  );

  await t.test('nobody makes such money', async () => {
    const request = { paymentId: newId('pay'), orderId: newId('ord'), amountMinor: 100, currency: 'EUR' };
    const [made] = await database.transaction(by, (tx) =>
      openPayments(tx, [{ ...request, method: 'exchange', provider: 'exchange' }]),
    );
    assert.equal(made?.ok === false && made.refusal.code, 'request.invalid');
    const old = await taken('cash', 100);
    await assert.rejects(move(old.paymentId, old.orderId, 101), { code: 'payments.refund_too_large' });
  });

  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = now() - interval '1 hour'`);
  for (const { code, violations } of paymentsOracles) assert.deepEqual(await database.query(violations), [], code);
});

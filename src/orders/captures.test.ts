/** Money by card that is taken as the goods leave: each parcel its share, never more, and nothing left behind. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { must } from '#base/assert';
import { unwrap } from '#base/refusal';
import {
  carryOut,
  deliverWebhooks,
  disputesOf,
  disputeCharge,
  forgetSettings,
  lifeOf,
  paymentById,
  refundPayment,
  renewHeld,
  wantCaptures,
} from '#payments';
import { cancelUnits, findOrder, payOrder, placeOrder, shipUnits } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { sound, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';
import { storeWebhook } from '../payments/webhooks.ts';
import { paymentsModule } from '../payments/module.ts';
import { owingOf } from './balance.ts';
import { ordersModule } from './module.ts';

const reactions = [...(paymentsModule.reactions ?? []), ...(ordersModule.reactions ?? [])];
let database: Database;
let shop: TestShop;
let close: () => unknown = () => undefined;

before(async () => {
  database = await testDatabase({ after: (fn) => void (close = fn as typeof close) });
  shop = await testShop(database, { articles: 1, stock: 200 });
  await database.query(sql`UPDATE payments.setting SET capture_on = 'shipment'`);
  forgetSettings(database);
});
after(() => close());

/** An order of units at 10.00 each, paid by card. */
async function paid(units: number): Promise<{ orderId: string; paymentId: string; totalMinor: number }> {
  const draft = webDraft(shop, [[shop.skuIds[0] ?? '', units]], 'card');
  const receipt = unwrap(await placeOrder(database, draft));
  const paymentId = draft.payments[0]?.paymentId ?? '';
  await payOrder(database, { orderId: draft.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  await goOn(paymentId);
  return { orderId: draft.orderId, paymentId, totalMinor: receipt.total.minor };
}

async function goOn(...only: string[]): Promise<void> {
  await react(database, reactions);
  await carryOut(database, { only });
  await react(database, reactions);
}
const payment = async (paymentId: string) => must(await paymentById(database, paymentId), paymentId);
const ship = (orderId: string, quantity: number) =>
  database.transaction({ actor: 'test' }, (tx) =>
    shipUnits(tx, { orderId, units: [{ lineNo: 1, siteId: shop.siteId, quantity }] }),
  );
const hear = (): Promise<void> =>
  deliverWebhooks(database, async ({ body }) => {
    const { id } = JSON.parse(body.toString()) as { id: string };
    await database.transaction({ actor: 'test' }, (tx) =>
      storeWebhook(tx, { provider: 'pretend', eventId: id, body: body.toString() }),
    );
    return 200;
  });

test('nothing is taken before anything leaves; each parcel takes its share, the carriage goes with the first', async () => {
  const { orderId, paymentId, totalMinor } = await paid(3);
  const carriage = totalMinor - 3_000;
  assert.deepEqual([lifeOf(await payment(paymentId)), (await payment(paymentId)).capturedMinor], ['authorised', 0]);
  await ship(orderId, 1);
  await goOn(paymentId);
  const first = await payment(paymentId);
  assert.deepEqual([first.capturedMinor, lifeOf(first)], [1_000 + carriage, 'partly_captured']);
  await goOn(paymentId);
  assert.equal((await payment(paymentId)).capturedMinor, 1_000 + carriage, 'told again it takes nothing more');
  await ship(orderId, 2);
  await goOn(paymentId);
  const last = await payment(paymentId);
  assert.deepEqual([last.capturedMinor, lifeOf(last)], [totalMinor, 'captured']);
  await sound(database);
});

test('an order that became cheaper takes less of what is set aside; nobody is owed anything, the rest goes back', async () => {
  const { orderId, paymentId, totalMinor } = await paid(3);
  await ship(orderId, 1);
  await goOn(paymentId);
  const cancel = {
    orderId,
    editId: newId('edt'),
    lines: [{ lineNo: 1, quantity: 1 }],
    reason: 'less',
    by: 'staff',
  } as const;
  await cancelUnits(database, cancel, 'test');
  assert.equal((await owingOf(database, orderId)).balanceMinor, 0);
  await ship(orderId, 1);
  await goOn(paymentId);
  const last = await payment(paymentId);
  assert.deepEqual([last.capturedMinor, last.releasedMinor, last.refundedMinor], [totalMinor - 1_000, 1_000, 0]);
  await sound(database);
});

test('parcels, refunds and a dispute at once: never more back than was taken, never more taken than asked for', async () => {
  const { orderId, paymentId, totalMinor } = await paid(3);
  await ship(orderId, 1);
  await goOn(paymentId);
  const refund = (minor: number) =>
    refundPayment(database, { refundId: newId('rfd'), paymentId, minor, currency: 'EUR', reason: 'test' }).catch(
      () => undefined,
    );
  await Promise.all([
    ship(orderId, 2).then(() => goOn(paymentId)),
    ...[300, 300, 300, 300, 300, 300].map(refund),
    disputeCharge(database, { id: newId('x'), reference: paymentId, amount: 100, reason: 'fraud', state: 'open' }).then(
      hear,
    ),
  ]);
  await goOn(paymentId);
  const now = await payment(paymentId);
  assert.equal(now.capturedMinor, totalMinor);
  assert.ok(now.refundedMinor + now.refundingMinor + now.disputedMinor <= now.capturedMinor);
  assert.ok(now.refundedMinor > 0);
  await sound(database);
});

test('more is asked for than was set aside: no more than that is taken', async () => {
  const { orderId, paymentId, totalMinor } = await paid(1);
  await database.transaction({ actor: 'test' }, (tx) =>
    wantCaptures(tx, [{ orderId, minor: totalMinor + 5_000, final: false }]),
  );
  await goOn(paymentId);
  assert.equal((await payment(paymentId)).capturedMinor, totalMinor);
});

test('a dispute moves its money aside, back when it is won, and for good when it is lost; facts in any order', async () => {
  const { orderId, paymentId } = await paid(2);
  await ship(orderId, 2);
  await goOn(paymentId);
  const [a, b] = [newId('x'), newId('x')];
  const say = (id: string, state: 'open' | 'lost' | 'won') =>
    disputeCharge(database, { id, reference: paymentId, amount: 500, reason: 'not_received', state });
  await say(a, 'open');
  await say(b, 'lost');
  await hear();
  await goOn();
  assert.equal((await payment(paymentId)).disputedMinor, 1_000);
  await say(a, 'won');
  await hear();
  await goOn();
  assert.deepEqual((await disputesOf(database, paymentId)).map(({ state }) => state).sort(), ['lost', 'won']);
  const now = await payment(paymentId);
  assert.deepEqual([now.disputedMinor, lifeOf(now)], [500, 'disputed']);
  await sound(database);
});

test('a dispute of what was given back already moves nothing below zero: a person contests it', async () => {
  const { orderId, paymentId, totalMinor } = await paid(1);
  await ship(orderId, 1);
  await goOn(paymentId);
  const refund = { refundId: newId('rfd'), paymentId, minor: totalMinor, currency: 'EUR', reason: 'test' };
  await refundPayment(database, refund);
  await disputeCharge(database, {
    id: newId('x'),
    reference: paymentId,
    amount: totalMinor,
    reason: 'fraud',
    state: 'open',
  });
  await hear();
  await goOn();
  const now = await payment(paymentId);
  assert.deepEqual([now.state, now.disputedMinor], ['captured', 0], 'nothing was left of it, and nobody has to decide');
  const [bank] = await disputesOf(database, paymentId);
  assert.deepEqual([bank?.movedMinor, bank?.overMinor], [0, totalMinor], 'it is out of our own pocket');
  await sound(database);
});

test('more time is asked for before money lapses; what lapses all the same holds the order, and its money is owed again', async () => {
  const { orderId, paymentId, totalMinor } = await paid(2);
  const soon = (interval: string) => [
    sql`UPDATE payments.payment SET lapses_at = now() + ${interval}::interval, renewed_at = NULL WHERE payment_id = ${paymentId}`,
    sql`UPDATE pretend_psp.charge SET lapses_at = now() + ${interval}::interval WHERE reference = ${paymentId}`,
  ];
  for (const change of soon('1 hour')) await database.query(change);
  const before = must((await payment(paymentId)).lapsesAt, 'when it lapses');
  await renewHeld(database);
  assert.ok(must((await payment(paymentId)).lapsesAt, 'when it lapses') > before);
  for (const change of soon('-1 second')) await database.query(change);
  await hear();
  await goOn(paymentId);
  assert.equal(lifeOf(await payment(paymentId)), 'expired');
  const order = must(await findOrder(database, orderId), orderId);
  assert.notEqual(order.heldAt, null);
  assert.equal((await owingOf(database, orderId)).balanceMinor, totalMinor);
  await sound(database);
});

/** MISSION E12, RELIABILITY C19: one card, many hands. What it held is spent once, whoever asks at the same moment. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { cancelOrder, expireOrders, findOrder, payOrder, placeOrder, settleOrder, type OrderDraft } from '#orders';
import {
  authorisePayment,
  blockCard,
  carryOut,
  carryOutRefunds,
  cardById,
  giftAccount,
  creditOf,
  giveCard,
  giveCredit,
  moveCard,
  paymentsOf,
  sweepPayments,
} from '#payments';
import { testDatabase } from '../support/database.ts';
import { marketTown, secondProcess, sound, stock, tillDraft, webDraft } from '../support/orders.ts';

const by = { actor: 'test' };

async function newCard(database: Database, minor: number): Promise<string> {
  const cardId = newId('gft');
  await database.transaction(by, (tx) => giveCard(tx, { cardId, minor, currency: 'EUR', reason: 'test' }));
  return cardId;
}
const holds = async (database: Database, cardId: string) => (await cardById(database, cardId))?.balanceMinor;

/** The same order, paid by a card: all of it, or a part beside other money. */
function byGiftCard(draft: OrderDraft, cardId: string, minor?: number, rest?: number): OrderDraft {
  const gift = {
    ...{ paymentId: newId('pay'), method: 'gift_card' as const, provider: 'gift-card' as const },
    ...{ accountId: giftAccount(cardId), ...(minor === undefined ? {} : { amountMinor: minor }) },
  };
  const others = rest === undefined ? [] : draft.payments.map((one) => ({ ...one, amountMinor: rest }));
  return { ...draft, payments: [gift, ...others] };
}

test('fifty buyers of one card, on the web and at tills of two processes: as many orders as it could pay, and not a cent more', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 100);
  const cardId = await newCard(database, 7_500);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => {
      const draft = i % 2 === 0 ? webDraft(shop, [[skuId, 1]]) : tillDraft(shop, [[skuId, 1]]);
      return placeOrder(i % 3 === 0 ? other : database, byGiftCard(draft, cardId));
    }),
  );
  const paid = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.total.minor] : []));
  const spent = paid.reduce((sum, minor) => sum + minor, 0);
  const left = (await holds(database, cardId)) ?? -1;
  assert.equal(spent + left, 7_500);
  assert.ok(left >= 0 && left < 1_500, `${left} would have paid for another`);
  assert.deepEqual(
    new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal.code]))),
    new Set(['payments.card_short']),
  );
  await sound(database);
});

test('a card that is blocked or moved while it pays: either it paid before, or it pays nothing', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 100);
  for (let round = 0; round < 10; round++) {
    const [cardId, newCardId] = [await newCard(database, 1_000), newId('gft')];
    const [outcome] = await Promise.all([
      placeOrder(database, byGiftCard(tillDraft(shop, [[skuId, 1]]), cardId)),
      other
        .transaction(by, (tx) =>
          round % 2 === 0
            ? blockCard(tx, { cardId, reason: 'lost' })
            : moveCard(tx, { cardId, newCardId, reason: 'lost' }),
        )
        .catch((error: unknown) => error),
    ]);
    const sum = ((await holds(database, cardId)) ?? 0) + ((await holds(database, newCardId)) ?? 0);
    assert.equal(sum, outcome.ok ? 0 : 1_000, `round ${round}: ${outcome.ok ? 'paid' : outcome.refusal.code}`);
  }
  await sound(database);
});

test('gift card and bank card: both pay, or neither, whatever comes first: the approval, the expiry, the sweep', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  for (let round = 0; round < 12; round++) {
    await stock(database, shop, skuId, 1);
    const cardId = await newCard(database, 400);
    const plain = webDraft(shop, [[skuId, 1]], 'card');
    const priced = unwrap(await placeOrder(database, { ...webDraft(shop, [[skuId, 1]]) })).total.minor;
    await stock(database, shop, skuId, 1);
    const draft = byGiftCard(plain, cardId, 400, priced - 400);
    const { orderId, state } = unwrap(await placeOrder(database, draft));
    assert.equal(state, 'awaiting_payment');
    assert.equal(await holds(database, cardId), 0, 'set aside while the order waits');
    const paymentId = draft.payments[1]?.paymentId ?? '';
    const declined = round % 3 === 2;
    const { settlement } = await authorisePayment(database, { paymentId, card: declined ? 'tok_declined' : 'tok_ok' });
    await database.query(sql`
      UPDATE orders.order SET expires_at = now() - interval '1 second' WHERE order_id = ${orderId}`);
    await database.query(sql`
      UPDATE payments.payment SET updated_at = now() - interval '17 minutes' WHERE order_id = ${orderId} AND method = 'gift_card'`);
    await Promise.all([
      settleOrder(database, { ...settlement, orderId }),
      expireOrders(other),
      round % 2 === 0 ? sweepPayments(other) : undefined,
    ]);
    await sweepPayments(database);
    for (let i = 0; i < 2; i++) await carryOut(database);
    const order = await findOrder(database, orderId);
    const payments = await paymentsOf(database, orderId);
    const taken = payments.reduce((sum, one) => sum + one.capturedMinor, 0);
    if (declined) {
      assert.deepEqual([order?.state, taken], ['cancelled', 0]);
      assert.equal(await holds(database, cardId), 400, 'it came back');
    } else {
      assert.ok(order?.state === 'placed' || order?.state === 'needs_decision', order?.state);
      assert.equal(order.state === 'placed' ? taken : priced, priced);
    }
  }
  await sound(database);
});

test('after a declined card the next one pays the rest; a cancelled order gives each its own back', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 5);
  const cardId = await newCard(database, 600);
  const priced = unwrap(await placeOrder(database, webDraft(shop, [[skuId, 1]]))).total.minor;
  const draft = byGiftCard(webDraft(shop, [[skuId, 1]], 'card'), cardId, 600, priced - 600);
  const { orderId } = unwrap(await placeOrder(database, draft));
  const pay = (paymentId: string, card: string) => payOrder(database, { orderId, paymentId, card, actor: 'test' });
  await assert.rejects(pay(draft.payments[1]?.paymentId ?? '', 'tok_declined'), { code: 'orders.declined' });
  const second = newId('pay');
  assert.equal((await pay(second, 'tok_ok')).state, 'placed');
  await carryOut(database);
  const payments = await paymentsOf(database, orderId);
  assert.deepEqual(payments.map(({ method, state, amountMinor }) => [method, state, amountMinor]).toSorted(), [
    ['card', 'captured', priced - 600],
    ['card', 'declined', priced - 600],
    ['gift_card', 'captured', 600],
  ]);
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
  await carryOutRefunds(database);
  assert.equal(await holds(database, cardId), 600);
  assert.deepEqual(
    (await paymentsOf(database, orderId)).map(({ capturedMinor, refundedMinor }) => capturedMinor - refundedMinor),
    [0, 0, 0],
  );
  await sound(database);
});

test('the first credit of a customer, given twice at once, is one; the same id for another sum is refused', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  for (let round = 0; round < 10; round++) {
    const credit = {
      movementId: newId('mny'),
      customerId: newId('cus'),
      minor: 2_400,
      currency: 'EUR',
      reason: 'test',
    };
    await Promise.all(
      [database, other, database].map((where) => where.transaction(by, (tx) => giveCredit(tx, credit))),
    );
    assert.deepEqual(
      (await creditOf(database, credit.customerId)).map(({ balanceMinor }) => balanceMinor),
      [2_400],
    );
    await assert.rejects(
      database.transaction(by, (tx) => giveCredit(tx, { ...credit, minor: 2_500 })),
      (error: { code?: string }) => error.code === 'request.id_reused',
    );
  }
});

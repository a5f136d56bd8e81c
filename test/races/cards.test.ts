/** Card orders against the clock, the person and the other buyer: never money without an order, never one unit twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { unwrap, type Outcome } from '#base/refusal';
import {
  cancelOrder,
  expireOrders,
  findOrder,
  payOrder,
  placeOrder,
  settleOrder,
  type OrderDraft,
  type OrderReceipt,
} from '#orders';
import { sleep } from '#base/time';
import { setPrices } from '#pricing';
import { authorisePayment, carryOut, paymentsOf, settlePayments } from '#payments';
import { modules } from '../../src/modules.ts';
import { testDatabase } from '../support/database.ts';
import { free, marketTown, secondProcess, sound, stock, webDraft } from '../support/orders.ts';
import { react as reactToEnd } from '../support/react.ts';

const by = { actor: 'test' };
const paymentOf = (draft: OrderDraft): string => draft.payments[0]?.paymentId ?? '';

/** The time to pay is over, for the order and for its stock. */
async function lapse(database: Database, orderId: string): Promise<void> {
  await database.query(
    sql`UPDATE orders.order SET expires_at = now() - interval '30 seconds' WHERE order_id = ${orderId}`,
  );
  await database.query(
    sql`UPDATE inventory.reservation SET expires_at = now() - interval '30 seconds' WHERE holder = ${orderId}`,
  );
}

/** The reactions of orders and payments, to the journal's end. */
const react = (database: Database): Promise<void> =>
  reactToEnd(
    database,
    modules
      .flatMap((module) => module.reactions ?? [])
      .filter((reaction) => /^(orders|payments)\./.test(reaction.name)),
  );

/** Money stands behind an order, or is on its way back: nothing between. */
async function noMoneyAlone(database: Database, orderId: string): Promise<void> {
  const order = await findOrder(database, orderId);
  const [payment] = await paymentsOf(database, orderId);
  assert.ok(order && payment);
  const stands = payment.claimedAt !== null && payment.wish !== 'void' && payment.state !== 'voided';
  assert.equal(
    stands,
    order.state === 'placed' || order.state === 'needs_decision',
    `the order is ${order.state}, its payment ${payment.state}, claimed ${payment.claimedAt}, wish ${payment.wish}`,
  );
}

test('the approval races the expiry, and another buyer for the unit: placed or a decision, one unit sold once', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const seen = new Map<string, number>();
  for (let round = 0; round < 24; round++) {
    await stock(database, shop, skuId, 1);
    const draft = webDraft(shop, [[skuId, 1]], 'card');
    const { orderId } = unwrap(await placeOrder(database, draft));
    const { settlement } = await authorisePayment(database, { paymentId: paymentOf(draft), card: 'tok_ok' });
    await lapse(database, orderId);
    const rival = webDraft(shop, [[skuId, 1]]);
    const turns = [
      () => settleOrder(database, { ...settlement, orderId }),
      () => expireOrders(other),
      () => placeOrder(other, rival),
    ];
    if (round % 4 === 3) await turns[1]?.();
    const order = round % 3;
    const results: unknown[] = [];
    await Promise.all(
      [...turns.slice(order), ...turns.slice(0, order)].map(
        async (turn, i) => (results[(i + order) % 3] = await turn()),
      ),
    );
    const rivalWon = (results[2] as Outcome<OrderReceipt>).ok;
    const state = (await findOrder(database, orderId))?.state ?? 'gone';
    seen.set(state, (seen.get(state) ?? 0) + 1);
    assert.equal(state, rivalWon ? 'needs_decision' : 'placed');
    await noMoneyAlone(database, orderId);
    assert.equal(await free(database, skuId), 0, 'one unit, one owner');
    await settleOrder(database, { ...settlement, orderId });
    assert.equal((await findOrder(database, orderId))?.state, state, 'told again, it stays');
  }
  t.diagnostic([...seen].join(' '));
  await sound(database);
});

test('whatever runs first after a stop, an unpaid order and its stock end together', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 1);
  const { orderId } = unwrap(await placeOrder(database, webDraft(shop, [[skuId, 1]], 'card')));
  await lapse(database, orderId);
  const schedules = modules.flatMap((module) => module.schedules ?? []);
  for (const { name, run } of schedules) if (name !== 'orders.expire') await run(database);
  assert.equal(await free(database, skuId), 0, 'only the end of the order gives its stock back');
  await sound(database);
  await expireOrders(database);
  assert.equal((await findOrder(database, orderId))?.state, 'cancelled');
  assert.equal(await free(database, skuId), 1);
  await sound(database);
});

test('a person cancels while the card is asked: cancelled, the money goes back, nobody else is harmed', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 60);
  for (let round = 0; round < 12; round++) {
    const draft = webDraft(shop, [[skuId, 1]], 'card');
    const neighbour = webDraft(shop, [[skuId, 1]], 'card');
    const { orderId } = unwrap(await placeOrder(database, draft));
    unwrap(await placeOrder(database, neighbour));
    const pay = (one: OrderDraft) =>
      payOrder(database, { orderId: one.orderId, paymentId: paymentOf(one), card: 'tok_ok', actor: 'test' });
    const cancel = () => other.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
    const [paid, cancelled, nextDoor] = await Promise.allSettled(
      round % 2 ? [pay(draft), cancel(), pay(neighbour)] : [pay(draft), sleep(round).then(cancel), pay(neighbour)],
    );
    assert.equal(cancelled.status, 'fulfilled');
    assert.equal(nextDoor.status === 'fulfilled' && nextDoor.value?.state, 'placed');
    if (paid.status === 'rejected') assert.match(String(paid.reason.code), /^orders\.(expired|declined)$/);
    assert.equal((await findOrder(database, orderId))?.state, 'cancelled');
    await noMoneyAlone(database, orderId);
  }
  await react(database);
  await carryOut(database);
  assert.equal(await free(database, skuId), 60 - 12);
  await sound(database);
});

test('an approval told after a person cancelled holds up no other settlement', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 10);
  const [cancelled, waiting] = [webDraft(shop, [[skuId, 1]], 'card'), webDraft(shop, [[skuId, 1]], 'card')];
  for (const draft of [cancelled, waiting]) unwrap(await placeOrder(database, draft));
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId: cancelled.orderId, reason: 'test' }));
  // What webhooks and sweeps do: write the fact, and leave the order to the journal.
  await database.transaction(by, (tx) =>
    settlePayments(
      tx,
      [cancelled, waiting].map((draft) => ({ paymentId: paymentOf(draft), state: 'authorised' })),
    ),
  );
  await react(database);
  assert.equal((await findOrder(database, waiting.orderId))?.state, 'placed');
  assert.equal((await findOrder(database, cancelled.orderId))?.state, 'cancelled');
  await noMoneyAlone(database, cancelled.orderId);
  assert.equal(await free(database, skuId), 9);
});

test('one order paid twice at once: one payment stands, the other attempt is refused or answered alike', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 20);
  for (let round = 0; round < 8; round++) {
    const draft = webDraft(shop, [[skuId, 1]], 'card');
    const { orderId } = unwrap(await placeOrder(database, draft));
    const pay = (home: Database, paymentId: string) =>
      payOrder(home, { orderId, paymentId, card: 'tok_ok', actor: 'test' });
    const results = await Promise.allSettled([
      pay(database, paymentOf(draft)),
      pay(other, paymentOf(draft)),
      pay(other, paymentOf(webDraft(shop, [[skuId, 1]], 'card'))),
    ]);
    for (const result of results)
      if (result.status === 'rejected') assert.match(String(result.reason.code), /^orders\.(payment|expired)$/);
    assert.equal((await findOrder(database, orderId))?.state, 'placed');
    const live = (await paymentsOf(database, orderId)).filter((payment) => payment.claimedAt !== null);
    assert.equal(live.length, 1, 'one payment stands behind the order');
  }
  await carryOut(database);
  await sound(database);
});

test('what costs nothing waits for no payment, however it would be paid', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 5);
  await database.transaction(by, (tx) => setPrices(tx, { listId: shop.listId, prices: [{ skuId, minor: 0 }] }));
  const draft = webDraft(shop, [[skuId, 1]], 'card');
  const { lines } = draft;
  const gift = {
    ...draft,
    lines: lines.map((line) => ({ ...line, unitMinor: 0 })),
    delivery: { method: 'pickup', siteId: shop.siteId } as const,
  };
  assert.equal(unwrap(await placeOrder(database, gift)).state, 'placed');
  await sound(database);
});

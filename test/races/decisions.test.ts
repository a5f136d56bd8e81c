/** Orders paid after their stock had gone: placed once it is there, or cancelled; never both, never one unit twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { sleep } from '#base/time';
import { receiveStock, shelvesOf } from '#inventory';
import { cancelOrder, decisionOf, expireOrders, findOrder, placeOrder, retryOrder, settleOrder } from '#orders';
import { createSite, entity, siteById } from '#org';
import { authorisePayment, carryOut, lockPayments, paymentsOf, releasePayments } from '#payments';
import type { OrderDraft } from '#orders';
import { testDatabase } from '../support/database.ts';
import { free, marketTown, secondProcess, sound, stock, webDraft, type Market } from '../support/orders.ts';

const by = { actor: 'test' };
const retry = (database: Database, orderId: string, siteId?: string): Promise<void> =>
  database.transaction(by, (tx) => retryOrder(tx, { orderId, siteId }));
const stateOf = async (database: Database, orderId: string): Promise<string | undefined> =>
  (await findOrder(database, orderId))?.state;

/** An order whose time to pay ran out, whose unit another bought, and whose bank said yes after all. */
async function paidTooLate(
  database: Database,
  shop: Market,
  change: (draft: OrderDraft) => OrderDraft = (draft) => draft,
): Promise<string> {
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 1);
  const draft = change(webDraft(shop, [[skuId, 1]], 'card'));
  const { orderId } = unwrap(await placeOrder(database, draft));
  await database.query(
    sql`UPDATE orders.order SET expires_at = now() - interval '30 seconds' WHERE order_id = ${orderId}`,
  );
  await expireOrders(database);
  unwrap(await placeOrder(database, webDraft(shop, [[skuId, 1]])));
  const { settlement } = await authorisePayment(database, {
    paymentId: draft.payments[0]?.paymentId ?? '',
    card: 'tok_ok',
  });
  await settleOrder(database, { ...settlement, orderId });
  assert.equal(await stateOf(database, orderId), 'needs_decision');
  return orderId;
}

test('it is placed once its stock is there, not before, and only then its money is taken', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const orderId = await paidTooLate(database, shop);
  const waiting = await decisionOf(database, orderId);
  assert.deepEqual(waiting?.lines, [{ lineNo: 1, skuId, missing: 1, free: 0 }]);
  assert.deepEqual([waiting?.cause, waiting?.mayPlace, waiting?.otherStores], ['stock_gone', false, []]);
  await assert.rejects(retry(database, orderId), { code: 'inventory.short' });
  await carryOut(database);
  assert.equal((await paymentsOf(database, orderId))[0]?.state, 'authorised', 'held, not taken');
  await sound(database);

  await stock(database, shop, skuId, 3);
  assert.equal((await decisionOf(database, orderId))?.mayPlace, true);
  await retry(database, orderId);
  await retry(database, orderId);
  const order = await findOrder(database, orderId);
  assert.deepEqual([order?.state, order?.lines[0]?.flagged, order?.lines[0]?.cancelled], ['placed', 0, 0]);
  assert.equal(await free(database, skuId), 2, 'told twice, taken once');
  assert.equal(await decisionOf(database, orderId), undefined);
  await carryOut(database);
  assert.equal((await paymentsOf(database, orderId))[0]?.state, 'captured');
  await sound(database);
});

test('what waits for nothing is refused, and so is what is not there', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await assert.rejects(retry(database, newId('ord')), { code: 'orders.not_found' });
  const orderId = await paidTooLate(database, shop);
  await assert.rejects(retry(database, orderId, shop.siteId), { code: 'orders.delivery' }, 'it is sent home');
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
  await stock(database, shop, skuId, 1);
  await assert.rejects(retry(database, orderId), { code: 'orders.nothing_to_decide' });
  assert.equal(await free(database, skuId), 1);
  await carryOut(database);
  assert.equal((await paymentsOf(database, orderId))[0]?.state, 'voided', 'the money went back');
  await sound(database);
});

test('money that was given back places nothing and takes no stock', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const orderId = await paidTooLate(database, shop);
  await database.transaction(by, async (tx) => {
    await lockPayments(tx, [orderId]);
    await releasePayments(tx, [orderId], 'test');
  });
  await stock(database, shop, skuId, 1);
  await assert.rejects(retry(database, orderId), { code: 'orders.money_gone' });
  assert.equal(await free(database, skuId), 1);
  assert.equal(await stateOf(database, orderId), 'needs_decision');
});

test('an order to collect may be collected at another store that has it', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const orderId = await paidTooLate(database, shop, (draft) => ({
    ...draft,
    delivery: { method: 'pickup', siteId: shop.siteId },
  }));
  const nantes = await secondStore(database, shop);
  assert.deepEqual((await decisionOf(database, orderId))?.otherStores, []);
  await assert.rejects(retry(database, orderId, nantes), { code: 'inventory.short' });
  await database.transaction(by, (tx) => receiveStock(tx, [{ skuId, siteId: nantes, quantity: 1, document: 'test' }]));
  const decision = await decisionOf(database, orderId);
  assert.deepEqual([decision?.mayPlace, decision?.otherStores], [false, [nantes]]);
  await assert.rejects(retry(database, orderId), { code: 'inventory.short' }, 'never at a store nobody agreed to');
  await retry(database, orderId, nantes);
  const order = await findOrder(database, orderId);
  assert.deepEqual(
    [order?.state, order?.siteId, order?.delivery],
    ['placed', nantes, { method: 'pickup', siteId: nantes }],
  );
  const shelves = await shelvesOf(database, [skuId]);
  assert.equal(shelves.find((shelf) => shelf.siteId === nantes)?.reserved, 1);
  const [fact] = await database.query<{ body: Record<string, unknown> }>(
    sql`SELECT body FROM journal.event WHERE subject_id = ${orderId} AND type = 'orders.placed'`,
  );
  assert.deepEqual([fact?.body.siteId, fact?.body.movedFrom], [nantes, shop.siteId]);
  await sound(database);
});

async function secondStore(database: Database, shop: Market): Promise<string> {
  const [first, owner] = await Promise.all([siteById(database, shop.siteId), entity(database)]);
  assert.ok(first && owner);
  const { open: _open, version: _version, ...rest } = first;
  const siteId = newId('sit');
  const site = { ...rest, entityId: owner.entityId, siteId, code: 'nantes', name: 'Nantes' };
  await database.transaction(by, (tx) => createSite(tx, site));
  return siteId;
}

test('two people decide, one cancels, a buyer comes: one unit, one owner, money where the order is', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const seen = new Map<string, number>();
  for (let round = 0; round < 16; round++) {
    const orderId = await paidTooLate(database, shop);
    await stock(database, shop, skuId, 1);
    const turns = [
      () => retry(database, orderId),
      () => retry(other, orderId),
      () => other.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' })),
      () => placeOrder(other, webDraft(shop, [[skuId, 1]])).then(unwrap),
    ];
    const from = round % 4;
    // Who is slower by a few ms differs from round to round, so that each of them wins now and then.
    const late = (i: number): Promise<void> => sleep(i >= 2 ? ((round * 7 + i * 5) % 13) * 2 : 0);
    const ended = await Promise.allSettled(
      turns.map(async (_, i) => {
        await late((i + from) % 4);
        return turns[(i + from) % 4]?.();
      }),
    );
    const [one, two, cancel, rival] = turns.map((_, i) => ended[(i - from + 4) % 4]);
    assert.equal(cancel?.status, 'fulfilled', 'cancelling is always possible before it leaves');
    for (const result of [one, two, rival])
      if (result?.status === 'rejected')
        assert.match(String(result.reason.code), /^(inventory\.short|orders\.nothing_to_decide|orders\.money_gone)$/);
    assert.equal(await stateOf(database, orderId), 'cancelled');
    const left = await free(database, skuId);
    assert.equal(left, rival?.status === 'fulfilled' ? 0 : 1, 'what nobody holds is free');
    if (left > 0) unwrap(await placeOrder(database, webDraft(shop, [[skuId, 1]])));
    const tale = [one, two, rival].map((result) => (result?.status === 'fulfilled' ? 'y' : 'n')).join('');
    seen.set(tale, (seen.get(tale) ?? 0) + 1);
  }
  t.diagnostic([...seen].join(' '));
  await carryOut(database);
  await sound(database);
});

/** The races of what is sold beyond stock: the cap, the queue, and who came first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { unwrap, type Outcome } from '#base/refusal';
import { cancelOrder, expireOrders, payOrder, placeOrder, shipOrder, type OrderReceipt } from '#orders';
import { setLater, type Later } from '#sourcing';
import { ordersModule } from '../../src/orders/module.ts';
import { testDatabase } from '../support/database.ts';
import { free, marketTown, secondProcess, sound, stock, tillDraft, webDraft, type Market } from '../support/orders.ts';
import { react } from '../support/react.ts';

const caller = { actor: 'test' };
const reactions = (ordersModule.reactions ?? []).filter(({ name }) => name === 'orders.waiting');

type Town = { shop: Market; skuId: string };

async function backOrdered(
  database: Database,
  cap: number,
  kind: 'back_order' | 'pre_order' = 'back_order',
): Promise<Town> {
  const shop = await marketTown(database);
  const skuId = shop.skuIds[0] ?? '';
  await set(database, shop, skuId, { cap, kind, version: 0 });
  return { shop, skuId };
}
const set = (
  database: Database,
  shop: Market,
  skuId: string,
  input: Pick<Later, 'cap' | 'version'> & { kind: Later['kind'] },
): Promise<Later> =>
  database.transaction(caller, (tx) => setLater(tx, { skuId, channelId: shop.channels.web, expected: null, ...input }));

type LineNow = { orderId: string; ordered: number; backordered: number; cancelled: number };
const lines = (database: Database): Promise<LineNow[]> =>
  database.query(sql`
    SELECT l.order_id AS "orderId", ordered, backordered, cancelled FROM orders.line l JOIN orders.order o USING (order_id)
    WHERE o.channel_id = (SELECT channel_id FROM channels.channel WHERE code = 'web') ORDER BY o.opened_at, l.order_id`);
const counter = async (database: Database): Promise<{ taken: number; waiting: number }> =>
  (await database.query<{ taken: number; waiting: number }>(sql`SELECT taken, waiting FROM sourcing.later`))[0] ?? {
    taken: -1,
    waiting: -1,
  };
const sold = (outcomes: readonly Outcome<OrderReceipt>[]): number => outcomes.filter((outcome) => outcome.ok).length;
const waitingIds = async (database: Database): Promise<string[]> =>
  (await lines(database)).filter((line) => line.backordered > 0).map((line) => line.orderId);

test('a cap of ten, fifty buyers in two processes: ten are promised, forty are refused, and three in stock go first', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const other = secondProcess(t, database);
  const { shop, skuId } = await backOrdered(database, 10);
  await stock(database, shop, skuId, 3);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => placeOrder(i % 2 ? database : other, webDraft(shop, [[skuId, 1]]))),
  );
  assert.equal(sold(outcomes), 13);
  assert.deepEqual(await counter(database), { taken: 10, waiting: 10 });
  assert.equal(await free(database, skuId), 0);
  await sound(database);
});

test('an order takes what is there and waits for the rest; cancelled, it gives back both, each where it came from', async (t) => {
  const database = await testDatabase(t);
  const { shop, skuId } = await backOrdered(database, 4);
  await stock(database, shop, skuId, 2);
  const draft = webDraft(shop, [[skuId, 5]]);
  unwrap(await placeOrder(database, draft));
  assert.deepEqual(await lines(database), [{ orderId: draft.orderId, ordered: 5, backordered: 3, cancelled: 0 }]);
  const large = await placeOrder(database, webDraft(shop, [[skuId, 2]]));
  assert.equal(large.ok, false, 'one place is left under the cap, two are wanted');
  assert.deepEqual(await counter(database), { taken: 3, waiting: 3 }, 'who is refused uses nothing');
  await sound(database);
  await database.transaction(caller, (tx) => cancelOrder(tx, { orderId: draft.orderId, reason: 'test' }));
  assert.deepEqual(await counter(database), { taken: 0, waiting: 0 });
  assert.equal(await free(database, skuId), 2);
  await sound(database);
});

test('what comes goes to the oldest first, and never to a newer buyer, whether he asks before the fill or after', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const { shop, skuId } = await backOrdered(database, 100);
  const old = [webDraft(shop, [[skuId, 3]]), webDraft(shop, [[skuId, 2]]), webDraft(shop, [[skuId, 4]])];
  for (const draft of old) unwrap(await placeOrder(database, draft));
  await stock(database, shop, skuId, 4);
  // The goods are here, the fill has not run: neither the web nor the counter takes what others wait for.
  const hasty = webDraft(shop, [[skuId, 1]]);
  unwrap(await placeOrder(database, hasty));
  assert.equal((await placeOrder(database, tillDraft(shop, [[skuId, 1]]))).ok, false);
  assert.equal(await free(database, skuId), 4, 'nobody took them');
  await react(database, reactions);
  assert.deepEqual(
    (await lines(database)).map((line) => line.backordered),
    [0, 1, 4, 1],
    'three to the first, one of two to the second',
  );
  assert.deepEqual(await counter(database), { taken: 6, waiting: 6 });
  await sound(database);
  await stock(database, shop, skuId, 20);
  await react(database, reactions);
  assert.deepEqual(await waitingIds(database), []);
  assert.equal(await free(database, skuId), 14);
  for (const draft of [...old, hasty]) await database.transaction(caller, (tx) => shipOrder(tx, draft));
  await sound(database);
});

test('goods arrive in small lots while people buy and cancel: the books hold at every step', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const other = secondProcess(t, database);
  const { shop, skuId } = await backOrdered(database, 15);
  const drafts = Array.from({ length: 40 }, (_, i) => webDraft(shop, [[skuId, 1 + (i % 3)]]));
  const buying = drafts.map(async (draft, i) => {
    const outcome = await placeOrder(i % 2 ? database : other, draft);
    if (outcome.ok && i % 4 === 0)
      await other.transaction(caller, (tx) => cancelOrder(tx, { orderId: draft.orderId, reason: 'test' }));
  });
  const receiving = (async () => {
    for (let i = 0; i < 6; i++) {
      await stock(other, shop, skuId, 3);
      await react(database, reactions);
    }
  })();
  await Promise.all([...buying, receiving]);
  await react(database, reactions);
  await sound(database);
  const waits = await waitingIds(database);
  assert.ok(waits.length === 0 || (await free(database, skuId)) === 0, 'nobody waits while something is free');
});

test('who has not paid keeps the turn and is filled once paid; who never pays gives it up', async (t) => {
  const database = await testDatabase(t);
  const { shop, skuId } = await backOrdered(database, 10);
  const [pays, forgets, last] = [
    webDraft(shop, [[skuId, 2]], 'card'),
    webDraft(shop, [[skuId, 2]], 'card'),
    webDraft(shop, [[skuId, 2]]),
  ];
  for (const draft of [pays, forgets, last]) unwrap(await placeOrder(database, draft));
  await stock(database, shop, skuId, 4);
  await react(database, reactions);
  assert.deepEqual(
    await waitingIds(database),
    [pays.orderId, forgets.orderId, last.orderId],
    'the two before are not paid',
  );
  const paymentId = pays.payments[0]?.paymentId ?? '';
  const paid = await payOrder(database, { orderId: pays.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  assert.equal(paid.state, 'placed', 'nothing was reserved, and nothing was lost');
  await react(database, reactions);
  assert.deepEqual(await waitingIds(database), [forgets.orderId, last.orderId]);
  await database.query(
    sql`UPDATE orders.order SET expires_at = now() - interval '1 minute' WHERE order_id = ${forgets.orderId}`,
  );
  await expireOrders(database);
  await stock(database, shop, skuId, 1);
  await react(database, reactions);
  assert.deepEqual(await waitingIds(database), []);
  assert.deepEqual(await counter(database), { taken: 0, waiting: 0 });
  assert.equal(await free(database, skuId), 1);
  await sound(database);
});

test('a pre-order is sold once: what is filled gives nobody else a place; a cancelled one does', async (t) => {
  const database = await testDatabase(t);
  const { shop, skuId } = await backOrdered(database, 3, 'pre_order');
  const drafts = [1, 1, 1].map((units) => webDraft(shop, [[skuId, units]]));
  for (const draft of drafts) unwrap(await placeOrder(database, draft));
  await stock(database, shop, skuId, 1);
  await react(database, reactions);
  assert.deepEqual(await counter(database), { taken: 3, waiting: 2 });
  assert.equal((await placeOrder(database, webDraft(shop, [[skuId, 1]]))).ok, false);
  await database.transaction(caller, (tx) => cancelOrder(tx, { orderId: drafts[2]?.orderId ?? '', reason: 'test' }));
  assert.equal((await placeOrder(database, webDraft(shop, [[skuId, 1]]))).ok, true);
  await assert.rejects(
    set(database, shop, skuId, { cap: 1, kind: 'pre_order', version: 1 }),
    /cap_below_promised|already promised/,
  );
  await sound(database);
});

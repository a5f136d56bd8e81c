/** The races of the order gate: many buyers, three channels, two processes, one stock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import type { Outcome } from '#base/refusal';
import { cancelOrder, placeOrder, shipOrder, type OrderDraft, type OrderReceipt } from '#orders';
import { setPrices } from '#pricing';
import { testDatabase } from '../support/database.ts';
import {
  count,
  free,
  marketDraft,
  marketTown,
  placeTogether,
  secondProcess,
  sound,
  stock,
  tillDraft,
  webDraft,
} from '../support/orders.ts';

const sold = (outcomes: readonly Outcome<OrderReceipt>[]): number => outcomes.filter((outcome) => outcome.ok).length;
const codes = (outcomes: readonly Outcome<unknown>[]): string[] => [
  ...new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal.code]))),
];
const alone = async (database: Database, draft: OrderDraft): Promise<Outcome<OrderReceipt>> => {
  const [outcome] = await placeTogether(database, [draft]);
  assert.ok(outcome);
  return outcome;
};

test('a thousand buyers, three channels, fifty units: fifty are sold, everybody else is told that it is gone', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 50);
  const wanted = [[skuId, 1]] as const;
  const outcomes = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => {
      if (i % 5 < 2) return placeOrder(i % 2 ? database : other, webDraft(shop, wanted));
      if (i % 5 < 4) return placeOrder(i % 2 ? database : other, tillDraft(shop, wanted));
      return alone(i % 2 ? database : other, marketDraft(shop, wanted, 'refuse'));
    }),
  );
  assert.equal(sold(outcomes), 50);
  assert.deepEqual(codes(outcomes), ['inventory.short']);
  assert.equal(await free(database, skuId), 0);
  assert.equal(await count(database, 'order'), 50);
  assert.equal(await count(database, 'payment'), 50);
  assert.equal(await count(database, 'breach'), 0);
  await sound(database);
});

test('what was sold elsewhere already is never refused: it takes what is there, and the rest is a breach', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 50);
  const [asked, told] = await Promise.all([
    Promise.all(Array.from({ length: 400 }, () => placeOrder(database, webDraft(shop, [[skuId, 1]])))),
    Promise.all(Array.from({ length: 30 }, () => alone(other, marketDraft(shop, [[skuId, 2]])))),
  ]);
  assert.equal(sold(told), 30, 'a marketplace order has happened');
  assert.deepEqual(codes(asked), ['inventory.short']);
  const [missing] = await database.query<{ units: number }>(
    sql`SELECT coalesce(sum(quantity), 0)::bigint AS units FROM inventory.breach`,
  );
  assert.equal(missing?.units, 60 + sold(asked) - 50, 'each unit beyond the fifty is a breach');
  assert.equal(await free(database, skuId), 0);
  await sound(database);
});

test('an article on two lines of one order is one wish: two and two of three are refused, two and one are sold', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 3);
  for (const draft of [webDraft, tillDraft]) {
    const refused = await placeOrder(
      database,
      draft(shop, [
        [skuId, 2],
        [skuId, 2],
      ]),
    );
    assert.deepEqual(codes([refused]), ['inventory.short']);
    assert.equal(await free(database, skuId), 3, 'a refused order holds nothing');
  }
  const granted = await placeOrder(
    database,
    webDraft(shop, [
      [skuId, 2],
      [skuId, 1],
    ]),
  );
  assert.equal(granted.ok, true);
  assert.equal(await free(database, skuId), 0);
  await sound(database);
});

test('lines in opposite orders, in two processes and three ways: nobody deadlocks, everybody is served', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [a = '', b = '', c = ''] = shop.skuIds;
  for (const skuId of [a, b, c]) await stock(database, shop, skuId, 400);
  const before = await deadlocks(database);
  const outcomes = await Promise.all(
    Array.from({ length: 240 }, (_, i) => {
      const skus = i % 2 ? [a, b, c] : [c, b, a];
      const wanted = skus.map((skuId) => [skuId, 1] as const);
      const home = i % 4 < 2 ? database : other;
      if (i % 3 === 0) return placeOrder(home, webDraft(shop, wanted));
      return alone(home, i % 3 === 1 ? tillDraft(shop, wanted) : marketDraft(shop, wanted));
    }),
  );
  assert.equal(sold(outcomes), 240);
  assert.equal(await deadlocks(database), before);
  await sound(database);
});

async function deadlocks(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    sql`SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()`,
  );
  return row?.n ?? 0;
}

test('the same id many times in flight is one order and one receipt, in one process and in two', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 100);
  for (let round = 0; round < 10; round++) {
    for (const draft of [
      webDraft(shop, [[skuId, 1]]),
      tillDraft(shop, [[skuId, 1]]),
      marketDraft(shop, [[skuId, 1]]),
    ]) {
      const outcomes = await Promise.all([
        placeOrder(database, draft),
        placeOrder(other, draft),
        placeOrder(database, draft),
        alone(other, draft),
        placeOrder(other, draft),
      ]);
      const receipts = outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.refusal));
      for (const receipt of receipts) assert.deepEqual(receipt, receipts[0]);
      assert.equal((receipts[0] as OrderReceipt).orderId, draft.orderId);
    }
  }
  assert.equal(await free(database, skuId), 70);
  assert.equal(await count(database, 'order'), 30);
  assert.equal(await count(database, 'payment'), 30);
  await sound(database);
});

test('the same id with other content is one order and refusals, whatever the articles and the process', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 100);
  for (let round = 0; round < 15; round++) {
    const one = webDraft(shop, [[a, 1]]);
    const two = { ...webDraft(shop, [[b, 2]]), orderId: one.orderId };
    const outcomes = await Promise.all([
      placeOrder(database, one),
      placeOrder(round % 3 === 0 ? database : other, two),
      ...(round % 3 === 1 ? [placeOrder(database, two)] : []),
    ]);
    assert.ok(sold(outcomes) >= 1);
    assert.deepEqual(codes(outcomes), ['request.id_reused']);
  }
  assert.equal(await count(database, 'order'), 15);
  await sound(database);
});

test('a repetition gets its receipt also when price, stock and assortment have changed since', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 1);
  const draft = webDraft(shop, [[skuId, 1]]);
  const first = await placeOrder(database, draft);
  assert.equal(first.ok, true);
  await database.transaction({ actor: 'test' }, async (tx) => {
    await setPrices(tx, { listId: shop.listId, prices: [{ skuId, minor: 1_234 }] });
  });
  assert.deepEqual(await placeOrder(database, draft), first);
  const changed = await placeOrder(database, { ...draft, contact: { name: 'Somebody Else' } });
  assert.deepEqual(codes([changed]), ['request.id_reused']);
});

test('the last unit: web, till and marketplace at one instant, one winner and clean refusals', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const winners = new Map<number, number>();
  for (let round = 0; round < 30; round++) {
    await stock(database, shop, skuId, 1);
    const turns = [
      () => placeOrder(database, webDraft(shop, [[skuId, 1]])),
      () => alone(other, tillDraft(shop, [[skuId, 1]])),
      () => alone(database, marketDraft(shop, [[skuId, 1]], 'refuse')),
    ];
    const first = round % 3;
    const outcomes = await Promise.all([...turns.slice(first), ...turns.slice(0, first)].map((turn) => turn()));
    assert.equal(sold(outcomes), 1);
    assert.deepEqual(codes(outcomes), ['inventory.short']);
    const winner = (outcomes.findIndex((outcome) => outcome.ok) + first) % 3;
    winners.set(winner, (winners.get(winner) ?? 0) + 1);
    assert.equal(await free(database, skuId), 0);
  }
  t.diagnostic(`won by web, till, market: ${[0, 1, 2].map((i) => winners.get(i) ?? 0).join(', ')}`);
  await sound(database);
});

test('a bad draft in a batch is refused alone; its forty neighbours are sold', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 200);
  const earlier = webDraft(shop, [[skuId, 1]]);
  await placeOrder(database, earlier);
  const good = Array.from({ length: 40 }, () => webDraft(shop, [[skuId, 1]]));
  const poisoned = { ...webDraft(shop, [[skuId, 1]]), payments: earlier.payments };
  const results = await Promise.allSettled([
    ...good.slice(0, 20).map((draft) => placeOrder(database, draft)),
    placeOrder(database, poisoned),
    ...good.slice(20).map((draft) => placeOrder(database, draft)),
  ]);
  const codeOf = (result: (typeof results)[number]): string =>
    result.status === 'rejected' ? result.reason.code : result.value.ok ? 'ok' : result.value.refusal.code;
  assert.deepEqual(
    results.map(codeOf),
    results.map((_, i) => (i === 20 ? 'request.id_reused' : 'ok')),
  );
  assert.equal(await free(database, skuId), 200 - 41);
  await sound(database);
});

test('a marketplace number told under two ids in one batch is one order, and sinks nobody', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 50);
  const told = marketDraft(shop, [[skuId, 1]]);
  const again = { ...marketDraft(shop, [[skuId, 1]]), sourceRef: told.sourceRef ?? '' };
  const good = Array.from({ length: 10 }, () => webDraft(shop, [[skuId, 1]]));
  const outcomes = await Promise.all([...good, told, again].map((draft) => placeOrder(database, draft)));
  assert.equal(sold(outcomes), 12);
  assert.deepEqual(outcomes[11], outcomes[10], 'the second is answered as the first');
  assert.equal(await count(database, 'order'), 11);
  await sound(database);
});

test('cancel against ship: one of the two happens, whole', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 100);
  let shipped = 0;
  for (let round = 0; round < 20; round++) {
    const draft = webDraft(shop, [
      [b, 1],
      [a, 2],
    ]);
    assert.equal((await placeOrder(database, draft)).ok, true);
    const { orderId } = draft;
    const ship = () => database.transaction({ actor: 'test' }, (tx) => shipOrder(tx, { orderId }));
    const cancel = () => other.transaction({ actor: 'test' }, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
    const results = await Promise.allSettled(round % 2 ? [ship(), cancel()] : [cancel(), ship()]);
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason.code)] : []));
    assert.equal(failed.length, 1, 'exactly one of the two');
    assert.match(failed[0] ?? '', /^orders\.(shipped|not_placed)$/);
    if (failed[0] === 'orders.shipped') shipped++;
  }
  t.diagnostic(`${shipped} of 20 were shipped`);
  const [left] = await database.query<{ onHand: number; reserved: number }>(
    sql`SELECT on_hand AS "onHand", reserved FROM inventory.shelf WHERE sku_id = ${a}`,
  );
  assert.deepEqual(left, { onHand: 100 - 2 * shipped, reserved: 0 });
  await sound(database);
});

test('prices shown are prices paid: an order at an old price is refused with both, and holds nothing', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 5);
  const draft = webDraft(shop, [[skuId, 1]]);
  await database.transaction({ actor: 'test' }, (tx) =>
    setPrices(tx, { listId: shop.listId, prices: [{ skuId, minor: 1_500 }] }),
  );
  const outcome = await placeOrder(database, draft);
  assert.deepEqual(codes([outcome]), ['orders.price_changed']);
  assert.equal(await free(database, skuId), 5);
});

/** The races of the stock ledger between sessions of a real PostgreSQL: each was a way to oversell, to refuse falsely, or to deadlock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBatcher } from '#base/batcher';
import type { Database, Tx } from '#base/db';
import { newId } from '#base/ids';
import { sleep } from '#base/time';
import { placeOf, receiveStock, releaseStock, shelvesOf, takeStock, type TakeRequest } from '#inventory';
import { inventoryOracles } from '../../src/inventory/oracles.ts';
import { testDatabase } from '../support/database.ts';

const caller = { actor: 'race' };
const siteId = newId('sit');
const place = placeOf(siteId);

const wish = (skuId: string, quantity = 1, holder = newId('ord')): TakeRequest => ({
  holder,
  lines: [{ lineNo: 1, skuId, quantity }],
  places: [place],
  pool: true,
  as: 'reserve',
  short: 'refuse',
  reason: 'sale',
});

async function stocked(database: Database, quantity: number): Promise<string> {
  const skuId = newId('sku');
  await database.transaction(caller, (tx) => receiveStock(tx, [{ skuId, siteId, quantity, document: 'start' }]));
  return skuId;
}

async function free(database: Database, skuId: string): Promise<number> {
  return (await shelvesOf(database, [skuId])).reduce((sum, shelf) => sum + shelf.free, 0);
}

async function sound(database: Database): Promise<void> {
  for (const oracle of inventoryOracles) assert.deepEqual(await database.query(oracle.violations), [], oracle.code);
}

/** A transaction held open at a point: it goes on, and commits or fails, when told. */
function held(
  database: Database,
  work: (tx: Tx) => Promise<unknown>,
): { ready: Promise<void>; end(how: 'commit' | 'fail'): Promise<void> } {
  let arrive = (): void => undefined;
  let leave = (_how: 'commit' | 'fail'): void => undefined;
  const ready = new Promise<void>((resolve) => (arrive = resolve));
  const told = new Promise<'commit' | 'fail'>((resolve) => (leave = resolve));
  const done = database.transaction(caller, async (tx) => {
    await work(tx);
    arrive();
    if ((await told) === 'fail') throw new Error('given up');
  });
  return {
    ready,
    end: async (how) => {
      leave(how);
      await done.catch(() => undefined);
    },
  };
}

test('a take that is not committed yet: the second waits, and is refused only when the first stays', async (t) => {
  const database = await testDatabase(t);
  for (const how of ['commit', 'fail'] as const) {
    const skuId = await stocked(database, 1);
    const first = held(database, (tx) => takeStock(tx, [wish(skuId)]));
    await first.ready;
    let settled = false;
    const second = database.transaction(caller, (tx) => takeStock(tx, [wish(skuId)])).finally(() => (settled = true));
    await sleep(50);
    assert.equal(settled, false, 'the second waits for the lock');
    await first.end(how);
    assert.equal((await second)[0]?.ok, how === 'fail');
  }
  await sound(database);
});

test('a release that is not committed yet: who waits for it gets the unit', async (t) => {
  const database = await testDatabase(t);
  const skuId = await stocked(database, 1);
  const holder = newId('ord');
  await database.transaction(caller, (tx) => takeStock(tx, [wish(skuId, 1, holder)]));
  const giving = held(database, (tx) => releaseStock(tx, [holder]));
  await giving.ready;
  const taking = database.transaction(caller, (tx) => takeStock(tx, [wish(skuId)]));
  await sleep(20);
  await giving.end('commit');
  assert.equal((await taking)[0]?.ok, true);
  await sound(database);
});

test('a batch whose first request is too large still grants the fifty behind it', async (t) => {
  const database = await testDatabase(t);
  const skuId = await stocked(database, 50);
  const outcomes = await database.transaction(caller, (tx) =>
    takeStock(tx, [wish(skuId, 100), ...Array.from({ length: 50 }, () => wish(skuId))]),
  );
  assert.equal(outcomes.filter((outcome) => outcome.ok).length, 50);
  assert.equal(await free(database, skuId), 0);
});

test('lines in opposite orders never deadlock', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  const [a, b] = [await stocked(database, 500), await stocked(database, 500)];
  const both = (first: string, second: string): TakeRequest => ({
    ...wish(first),
    lines: [
      { lineNo: 1, skuId: first, quantity: 1 },
      { lineNo: 2, skuId: second, quantity: 1 },
    ],
  });
  const before = await deadlocks(database);
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      database.transaction(caller, (tx) => takeStock(tx, [i % 2 === 0 ? both(a, b) : both(b, a)])),
    ),
  );
  assert.ok(outcomes.every(([outcome]) => outcome?.ok));
  assert.equal(await deadlocks(database), before);
  await sound(database);
});

async function deadlocks(database: Database): Promise<number> {
  const { rows } = await database.pool.query(
    'SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return (rows[0] as { n: number }).n;
}

test('a thousand buyers, fifty units, takes and releases in one storm: exactly what is there is promised', async (t) => {
  const database = await testDatabase(t, { max: 12 });
  const skuId = await stocked(database, 50);
  const lanes = [2, 3, 1].map((count) =>
    createBatcher(database, {
      name: 'race',
      caller,
      lanes: count,
      max: 40,
      run: (tx, wishes: readonly TakeRequest[]) => takeStock(tx, wishes),
    }),
  );
  const holders: string[] = [];
  await Promise.all(
    Array.from({ length: 1_000 }, async (_, i) => {
      const request = wish(skuId);
      const outcome = await lanes[i % 3]?.submit(request);
      if (outcome?.ok) holders.push(request.holder);
    }),
  );
  assert.equal(holders.length, 50);
  assert.equal(await free(database, skuId), 0);
  const again = lanes[0]?.submit(wish(skuId, 10));
  await database.transaction(caller, (tx) => releaseStock(tx, holders.slice(0, 10)));
  await again;
  const late = await lanes[1]?.submit(wish(skuId, (await free(database, skuId)) + 1));
  assert.equal(late?.ok, false);
  await sound(database);
});

test('units come and go while many buy: nobody is refused what is free, the check never fails', async (t) => {
  const database = await testDatabase(t, { max: 12 });
  const skuId = await stocked(database, 100);
  let refusedFalsely = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 25; round++) {
        const holder = newId('ord');
        const [outcome] = await database.transaction(caller, (tx) => takeStock(tx, [wish(skuId, 5, holder)]));
        if (!outcome?.ok) refusedFalsely++; // eight buyers hold at most forty of the hundred
        else await database.transaction(caller, (tx) => releaseStock(tx, [holder]));
      }
    }),
  );
  assert.equal(refusedFalsely, 0);
  assert.equal(await free(database, skuId), 100);
  await sound(database);
});

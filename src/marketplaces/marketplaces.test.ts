import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { availabilityOf, forgetSkus, shelvesOf } from '#inventory';
import { findOrder } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown as emptyTown, stock, type Market } from '../../test/support/orders.ts';
import { oracles } from '../modules.ts';
import { acceptInbox, joinMarketplace, marketOrderId, pushOffers, storeInbox, tellEverything } from './index.ts';
import { leaseIsOff, leaseTarget, MAX_LEASE, type MarketOrder } from './model.ts';

/** A town with ten of each article. */
async function marketTown(database: Database): Promise<Market> {
  const town = await emptyTown(database);
  for (const skuId of town.skuIds) await stock(database, town, skuId, 10);
  return town;
}

async function sound(database: Database): Promise<void> {
  for (const oracle of oracles) assert.deepEqual(await database.query(oracle.violations), [], oracle.code);
}

async function orderOf(database: Database, skuId: string, more: Partial<MarketOrder> = {}): Promise<MarketOrder> {
  const sku = (await skuFacts(database, [skuId])).get(skuId)?.sku ?? '';
  return {
    externalId: `GM-${newId('x')}`,
    version: 1,
    state: 'placed',
    placedAt: '2026-11-22T10:00:00.000Z' as Instant,
    buyer: { name: 'Nadia' },
    currency: 'EUR',
    lines: [{ sku, quantity: 1, unitMinor: 1_000 }],
    ...more,
  };
}

const told = (database: Database, channelId: string, orders: readonly MarketOrder[]): Promise<number> =>
  database.transaction({ actor: 'test' }, (tx) => storeInbox(tx, channelId, orders));

test('told twice, together and again later, an order is one order through the one gate', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  const order = await orderOf(database, skuId);
  assert.equal(await told(database, town.marketId, [order, order]), 1);
  await acceptInbox(database);
  await told(database, town.marketId, [order]);
  await acceptInbox(database);
  const [count] = await database.query<{ n: number }>(sql`SELECT count(*)::int AS n FROM orders.order`);
  assert.equal(count?.n, 1);
  const placed = await findOrder(database, marketOrderId('ord', town.marketId, order.externalId));
  assert.equal(placed?.sourceRef, order.externalId);
  assert.equal(placed?.state, 'placed');
  await sound(database);
});

test('a cancellation that overtakes its order leaves nothing placed; one that follows it gives the stock back', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  const market = town.marketId;
  const free = async (): Promise<number> => {
    forgetSkus(database, [skuId]);
    return (await availabilityOf(database, [skuId])).get(skuId)?.total ?? 0;
  };
  const before = await free();
  const early = await orderOf(database, skuId);
  await told(database, market, [{ ...early, version: 2, state: 'cancelled' }]);
  await acceptInbox(database);
  await told(database, market, [early]);
  await acceptInbox(database);
  assert.equal(await findOrder(database, marketOrderId('ord', market, early.externalId)), undefined);
  const late = await orderOf(database, skuId);
  await told(database, market, [late]);
  await acceptInbox(database);
  assert.equal(await free(), before - 1);
  await told(database, market, [{ ...late, version: 2, state: 'cancelled' }]);
  await acceptInbox(database);
  assert.equal((await findOrder(database, marketOrderId('ord', market, late.externalId)))?.state, 'cancelled');
  assert.equal(await free(), before);
  await sound(database);
});

test('whatever the order in which versions arrive, the end is that of the newest', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(['placed', 'cancelled', 'placed', 'cancelled'], { minLength: 2 }),
      async (arrivals) => {
        const order = await orderOf(database, skuId);
        for (const state of arrivals as ('placed' | 'cancelled')[]) {
          await told(database, town.marketId, [{ ...order, state, version: state === 'placed' ? 1 : 2 }]);
          await acceptInbox(database);
        }
        const found = await findOrder(database, marketOrderId('ord', town.marketId, order.externalId));
        const cancelled = arrivals.includes('cancelled');
        assert.ok(cancelled ? found === undefined || found.state === 'cancelled' : found?.state === 'placed');
      },
    ),
    { numRuns: 12 },
  );
  await sound(database);
});

test('an order for an article we do not know is set aside with its reason; its neighbours go on', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  const good = await orderOf(database, skuId);
  const bad = await orderOf(database, skuId, { lines: [{ sku: 'NOBODY-KNOWS', quantity: 1, unitMinor: 100 }] });
  await told(database, town.marketId, [bad, good]);
  await acceptInbox(database);
  const rows = await database.query<{ id: string; state: string; problem: string | null }>(
    sql`SELECT external_id AS id, state, problem FROM marketplaces.inbox`,
  );
  assert.equal(rows.find((row) => row.id === bad.externalId)?.state, 'failed');
  assert.match(rows.find((row) => row.id === bad.externalId)?.problem ?? '', /NOBODY-KNOWS/);
  assert.equal(rows.find((row) => row.id === good.externalId)?.state, 'applied');
});

test('a marketplace is shown only what it holds on lease, never the last unit', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  const market = town.marketId;
  await database.transaction({ actor: 'test' }, async (tx) => {
    await joinMarketplace(tx, {
      channelId: market,
      connector: 'pretend',
      config: { url: 'http://127.0.0.1:9', key: '' },
      live: true,
    });
    await tellEverything(tx, market, town.skuIds);
  });
  await pushOffers(database); // nobody answers there: the listing stays to be told, the lease is granted
  const shelves = await shelvesOf(database, [skuId]);
  const leased = shelves.reduce((sum, shelf) => sum + shelf.leased, 0);
  const onHand = shelves.reduce((sum, shelf) => sum + shelf.onHand, 0);
  assert.equal(leased, Math.min(MAX_LEASE, Math.floor(onHand / 2)));
  const [dirty] = await database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM marketplaces.listing WHERE dirty`,
  );
  assert.equal(dirty?.n, town.skuIds.length);
  await sound(database);
});

test('leases: half of what is free, at most five, none of the last unit, and small changes move nothing', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 9, 100].map((free) => leaseTarget(free, 0)),
    [0, 0, 1, 1, 4, 5],
  );
  assert.equal(leaseIsOff(4, 5), false);
  assert.equal(leaseIsOff(1, 5), true);
  assert.equal(leaseIsOff(5, 2), true);
  assert.equal(leaseIsOff(0, 0), false);
});

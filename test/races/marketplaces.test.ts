/** A marketplace's order, heard of by two processes at once: the end is what the marketplace said last, whoever was faster. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { findOrder, shipUnits } from '#orders';
import { acceptInbox, marketOrderId, storeInbox } from '#marketplaces';
import type { MarketOrder } from '#marketplaces/model';
import { testDatabase } from '../support/database.ts';
import { free, marketTown, secondProcess, sound, stock, type Market } from '../support/orders.ts';
import { until } from '../support/until.ts';

const by = { actor: 'test' };

async function sale(t: TestContext, quantity: number) {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  await stock(database, town, skuId, 10);
  const order: MarketOrder = {
    ...{ externalId: newId('ext'), version: 1, state: 'placed', placedAt: '2026-11-22T10:00:00.000Z' as Instant },
    ...{ buyer: { name: 'Nadia' }, currency: 'EUR' },
    lines: [{ sku: (await skuFacts(database, [skuId])).get(skuId)?.sku ?? '', quantity, unitMinor: 1_000 }],
  };
  return { database, town, skuId, order, orderId: marketOrderId('ord', town.marketId, order.externalId) };
}

const told = (database: Database, { marketId }: Market, order: MarketOrder): Promise<number> =>
  database.transaction(by, (tx) => storeInbox(tx, marketId, [order]));

const waiting = async (database: Database): Promise<number> => {
  const [row] = await database.query<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return row?.n ?? 0;
};

/** Holds the shelves of an article, so that whoever places an order of it stands still in the middle, for as long as `meanwhile` runs. */
const withShelvesHeld = (database: Database, skuId: string, meanwhile: () => Promise<void>): Promise<void> =>
  database.transaction(by, async (tx) => {
    await tx.query(sql`SELECT FROM inventory.shelf WHERE sku_id = ${skuId} FOR UPDATE`);
    await meanwhile();
  });

test('one process places the sale while the other hears that it was cancelled: it is cancelled, and the stock is free', async (t) => {
  const { database, town, skuId, order, orderId } = await sale(t, 2);
  const other = secondProcess(t, database);
  await told(database, town, order);
  const both: Promise<unknown>[] = [];
  await withShelvesHeld(database, skuId, async () => {
    both.push(acceptInbox(database));
    await until('the sale waits for its shelf', async () => (await waiting(database)) === 1);
    await told(other, town, { ...order, version: 2, state: 'cancelled' });
    let over = false;
    both.push(acceptInbox(other).then(() => (over = true)));
    await until('the cancellation waits too, or is over', async () => over || (await waiting(database)) === 2);
  });
  await Promise.all(both);
  await acceptInbox(database); // what came in the middle is for the next round
  assert.equal((await findOrder(database, orderId))?.state ?? 'cancelled', 'cancelled');
  assert.equal(await free(database, skuId), 10);
  const left = await database.query(sql`SELECT FROM marketplaces.inbox WHERE state <> 'applied'`);
  assert.equal(left.length, 0, 'and nothing is left to be done');
  await sound(database);
});

test('a cancellation that comes while the sale is placed is not taken for done with it', async (t) => {
  const { database, town, skuId, order, orderId } = await sale(t, 2);
  await told(database, town, order);
  let placing: Promise<unknown> | undefined;
  await withShelvesHeld(database, skuId, async () => {
    placing = acceptInbox(database);
    await until('the sale waits for its shelf', async () => (await waiting(database)) === 1);
    await told(database, town, { ...order, version: 2, state: 'cancelled' });
  });
  await placing;
  await acceptInbox(database);
  assert.equal((await findOrder(database, orderId))?.state, 'cancelled');
  assert.equal(await free(database, skuId), 10);
  await sound(database);
});

test('what of a cancelled sale has left is told to a person; the rest does not leave', async (t) => {
  const { database, town, skuId, order, orderId } = await sale(t, 3);
  await told(database, town, order);
  await acceptInbox(database);
  await database.transaction(by, (tx) =>
    shipUnits(tx, { orderId, units: [{ lineNo: 1, siteId: town.siteId, quantity: 1 }] }),
  );
  const last: MarketOrder = { ...order, version: 2, state: 'cancelled' };
  await told(database, town, last);
  await acceptInbox(database);
  await told(database, town, last);
  await acceptInbox(database);
  const found = await findOrder(database, orderId);
  assert.deepEqual(
    found?.lines.map(({ ordered, cancelled, shipped }) => ({ ordered, cancelled, shipped })),
    [{ ordered: 3, cancelled: 2, shipped: 1 }],
  );
  assert.equal(await free(database, skuId), 9);
  const late = await database.query(sql`
    SELECT FROM journal.event WHERE type = 'marketplaces.late_cancellation' AND subject_id = ${orderId}`);
  assert.equal(late.length, 1, 'a person is told once');
  await sound(database);
});

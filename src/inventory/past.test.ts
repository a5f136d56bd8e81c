import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { instant, plus, type Instant } from '#base/time';
import {
  booksAt,
  countStock,
  lossesBetween,
  moveStock,
  placeOf,
  receiveStock,
  stockBetween,
  stockThen,
} from '#inventory';
import { testDatabase } from '../../test/support/database.ts';

const [a, b] = [newId('sit'), newId('sit')];
const skuIds = [newId('sku'), newId('sku')].toSorted() as [string, string];
const noon = instant('2026-03-02T12:00:00Z');
const at = (minutes: number): Instant => plus(noon, minutes * 60_000);
const places = [a, b].flatMap((siteId) => [placeOf(siteId), placeOf(siteId, 'damaged')]);

/** Ten arrive at noon, four move on at 10 past, one is broken at 20 past, three are missing at half past. */
async function past(database: Database): Promise<void> {
  const then = (minutes: number, work: Parameters<Database['transaction']>[1]) =>
    database.transaction({ actor: 'test', at: at(minutes) }, work);
  const move = (quantity: number, to: { siteId: string; kind: 'sellable' | 'damaged' }, reason: string) => ({
    ...{ skuId: skuIds[0], from: { siteId: a, kind: 'sellable' as const }, to, quantity, reason, document: 'd' },
  });
  await then(0, (tx) =>
    receiveStock(
      tx,
      skuIds.map((skuId) => ({ skuId, siteId: a, quantity: 10, document: 'd' })),
    ),
  );
  await then(10, (tx) => moveStock(tx, [move(4, { siteId: b, kind: 'sellable' }, 'transfer')]));
  await then(20, (tx) => moveStock(tx, [move(1, { siteId: a, kind: 'damaged' }, 'broken')]));
  await then(30, (tx) => countStock(tx, [{ skuId: skuIds[0], siteId: a, quantity: 2, document: 'd' }]));
}

test('stock at an instant, and what explains the difference between two', async (t) => {
  const database = await testDatabase(t);
  await past(database);
  const page = { placeIds: places, limit: 50 };
  const held = async (minutes: number) =>
    (await stockThen(database, at(minutes), page)).rows
      .filter((row) => row.skuId === skuIds[0])
      .map((row) => [row.siteId === a ? 'a' : 'b', row.kind, row.onHand, row.now]);
  assert.deepEqual(
    new Set(await held(15)),
    new Set([
      ['a', 'sellable', 6, 2],
      ['a', 'damaged', 0, 1],
      ['b', 'sellable', 4, 4],
    ]),
  );
  assert.deepEqual(
    (await held(-1)).map(([, , onHand]) => onHand),
    [0, 0, 0].slice(0, (await held(-1)).length),
  );
  const { rows } = await stockBetween(database, { from: at(5), to: at(30) }, page);
  for (const row of rows)
    assert.equal(row.before + row.reasons.reduce((sum, one) => sum + one.in - one.out, 0), row.after);
  const here = rows.find((row) => row.siteId === a && row.kind === 'sellable');
  assert.deepEqual([here?.before, here?.after], [10, 2]);
  assert.deepEqual(
    here?.reasons.map((one) => [one.reason, one.in, one.out]),
    [
      ['broken', 0, 1],
      ['count', 0, 3],
      ['transfer', 0, 4],
    ],
  );
  assert.ok(
    rows.every((row) => row.skuId === skuIds[0]),
    'what did not move is not told',
  );
  const paged = await stockThen(database, at(60), { ...page, limit: 1 });
  assert.equal(paged.last, skuIds[0]);
  const rest = await stockThen(database, at(60), { ...page, limit: 1, after: paged.last });
  assert.deepEqual(
    rest.rows.map((row) => [row.skuId, row.onHand]),
    [[skuIds[1], 10]],
  );
  assert.deepEqual(await lossesBetween(database, { from: at(0), to: at(60) }), [
    { skuId: skuIds[0], siteId: a, reason: 'count', quantity: 3 },
  ]);
  const books = await database.transaction({ actor: 'test' }, (tx) =>
    booksAt(tx, [
      { skuId: skuIds[0], placeId: placeOf(a), at: at(25) },
      { skuId: skuIds[1], placeId: placeOf(a), at: at(-5) },
      { skuId: skuIds[1], placeId: placeOf(b), at: at(25) },
      { skuId: skuIds[0], placeId: placeOf(a), at: at(10) },
    ]),
  );
  assert.deepEqual(books, [5, 0, 0, 6], 'what happened at the instant has happened');
});

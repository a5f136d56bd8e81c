/** Counting while the site sells: on real PostgreSQL, with the oracles at the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { lockPlaces, placeOf, receiveStock, shelvesOf, takeStock } from '#inventory';
import { confirmNone, finishCounting, openCount, postCount, recordScans, reopenCount } from '#counts';
import { countOracles } from '../../src/counts/oracles.ts';
import { inventoryOracles } from '../../src/inventory/oracles.ts';
import { testDatabase } from '../support/database.ts';

const caller = { actor: 'race' };
const siteId = newId('sit');
const placeId = placeOf(siteId);
type Limits = { recountUnits: number | null; recountPercent: number | null };
const never: Limits = { recountUnits: null, recountPercent: null };

const receive = (database: Database, skuId: string, quantity: number): Promise<void> =>
  database.transaction(caller, (tx) => receiveStock(tx, [{ skuId, siteId, quantity, document: 'start' }]));

async function begin(database: Database, skuIds: readonly string[], limits = never): Promise<string> {
  const countId = newId('cnt');
  const how = { siteId, scope: 'articles', name: 'x', blind: false } as const;
  await database.transaction(caller, (tx) => openCount(tx, { countId, ...how, skuIds, ...limits }));
  return countId;
}

const take = (database: Database, skuId: string, quantity: number, as: 'sell' | 'reserve'): Promise<boolean> =>
  database.transaction(caller, async (tx) => {
    const lines = [{ lineNo: 1, skuId, quantity }];
    const how = { places: [placeId], pool: true, as, short: 'refuse', reason: 'sale' } as const;
    const [outcome] = await takeStock(tx, [{ holder: newId('ord'), lines, ...how }]);
    return outcome?.ok ?? false;
  });

/** Somebody looks at the shelf: `missing` units of what the book has are not there. The lock makes the look and the book one moment. */
const look = (database: Database, countId: string, skuId: string, missing: number): Promise<void> =>
  database.transaction(caller, async (tx) => {
    const shelf = (await lockPlaces(tx, [{ skuId, placeId }])).get(`${skuId}|${placeId}`);
    const quantity = Math.max(0, (shelf?.onHand ?? 0) - missing);
    await recordScans(tx, countId, [{ scanId: newId('scn'), skuId, quantity, agoMs: 0, zone: '' }]);
  });

async function onHand(db: Database, skuId: string): Promise<number> {
  return (await shelvesOf(db, [skuId])).find((shelf) => shelf.placeId === placeId)?.onHand ?? 0;
}

const finish = (database: Database, countId: string) =>
  database.transaction(caller, (tx) => finishCounting(tx, countId));

async function approve(database: Database, countId: string, leave = false) {
  const [head] = await database.query<{ version: number }>(
    sql`SELECT version FROM counts.count WHERE count_id = ${countId}`,
  );
  return database.transaction(caller, (tx) => postCount(tx, { countId, version: head?.version ?? 0, leave }));
}

async function refusedWith(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

async function sound(database: Database): Promise<void> {
  for (const oracle of [...inventoryOracles, ...countOracles])
    assert.deepEqual(await database.query(oracle.violations), [], oracle.code);
}

test('the book after posting is what was counted and what moved since, whoever sells meanwhile', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  for (const missing of [0, 3]) {
    const skuId = newId('sku');
    await receive(database, skuId, 40);
    const countId = await begin(database, [skuId]);
    const selling = Array.from({ length: 20 }, () => take(database, skuId, 1, 'sell'));
    await look(database, countId, skuId, missing);
    const ended = await finish(database, countId);
    assert.deepEqual(ended, { state: 'review', recount: 0 });
    const [posted, ...sold] = await Promise.all([
      approve(database, countId),
      ...Array.from({ length: 10 }, () => take(database, skuId, 1, 'sell')),
      ...selling,
    ]);
    assert.deepEqual([posted.state, posted.fewer, posted.more], ['posted', missing, 0]);
    const gone = sold.filter(Boolean).length;
    assert.equal(gone, 30);
    assert.equal(await onHand(database, skuId), 40 - gone - missing);
  }
  await sound(database);
});

test('any order of sales, deliveries and looks: the posted book is the shelf', async (t) => {
  const database = await testDatabase(t);
  const steps = fc.array(fc.constantFrom('sell', 'receive', 'look'), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(2), steps, async (before, missing, after) => {
      const skuId = newId('sku');
      await receive(database, skuId, 9);
      const countId = await begin(database, [skuId]);
      const shelf = { units: 9 - missing }; // what really lies there
      const run = async (step: string) => {
        if (step === 'sell' && shelf.units > 0 && (await take(database, skuId, 1, 'sell'))) shelf.units--;
        if (step === 'receive') await receive(database, skuId, 1).then(() => void shelf.units++);
      };
      for (const step of before) await run(step);
      await look(database, countId, skuId, missing);
      for (const step of after) await run(step);
      await finish(database, countId);
      await approve(database, countId);
      assert.equal(await onHand(database, skuId), shelf.units, `${before.join()} / ${missing} / ${after.join()}`);
    }),
    { numRuns: 12 },
  );
  await sound(database);
});

test('many count at once: parts add up, a scan sent twice is one, and nobody scans under the end', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  const skuId = newId('sku');
  await receive(database, skuId, 12);
  const countId = await begin(database, [skuId]);
  const scans = Array.from({ length: 12 }, () => ({ scanId: newId('scn'), skuId, quantity: 1, agoMs: 0, zone: '' }));
  const send = (scan: (typeof scans)[number]) =>
    refusedWith(database.transaction(caller, (tx) => recordScans(tx, countId, [scan])));
  const told = await Promise.all([...scans, ...scans].map(send));
  assert.deepEqual([...new Set(told)], ['done']);
  const other = { ...scans[0], scanId: scans[0]?.scanId ?? '', skuId, quantity: 5, agoMs: 0, zone: '' };
  assert.equal(await send(other), 'request.id_reused');
  assert.equal(await send({ ...other, scanId: newId('scn'), quantity: -13 }), 'counts.below_zero');
  const late = { ...other, scanId: newId('scn'), quantity: 1 };
  const [ended, scanned] = await Promise.all([finish(database, countId), send(late)]);
  assert.ok(scanned === 'counts.state' || scanned === 'done');
  assert.equal(ended.state, 'review');
  const posted = await approve(database, countId);
  assert.equal(posted.more, scanned === 'done' ? 1 : 0);
  assert.deepEqual(
    await Promise.all([refusedWith(approve(database, countId)), send(scans[1] as typeof late)]),
    ['counts.state', 'counts.state'],
    'what is posted is posted once',
  );
  await sound(database);
});

test('what nobody scanned stays; what is promised is not counted away; a large difference is counted again', async (t) => {
  const database = await testDatabase(t);
  const [left, none, held, far] = Array.from({ length: 4 }, () => newId('sku')) as [string, string, string, string];
  for (const skuId of [left, none, held, far]) await receive(database, skuId, 6);
  const countId = await begin(database, [left, none, held, far], { recountUnits: 4, recountPercent: null });
  await look(database, countId, held, 3);
  await look(database, countId, far, 5);
  assert.equal(await take(database, held, 5, 'reserve'), true, 'the site sells on');
  assert.deepEqual(await finish(database, countId), { state: 'recount', recount: 1 });
  assert.equal(await refusedWith(finish(database, countId)), 'counts.recount_missing');
  await look(database, countId, far, 1);
  assert.deepEqual(await finish(database, countId), { state: 'review', recount: 0 });
  await database.transaction(caller, (tx) => reopenCount(tx, countId));
  assert.equal(await database.transaction(caller, (tx) => confirmNone(tx, countId, [none])), 1);
  assert.deepEqual(await finish(database, countId), { state: 'recount', recount: 1 }, 'six fewer is large too');
  await database.transaction(caller, (tx) => confirmNone(tx, countId, [none]));
  await finish(database, countId);
  const first = await approve(database, countId);
  assert.deepEqual([first.state, first.fewer, first.blocked], ['review', 7, [held]]);
  const last = await approve(database, countId, true);
  assert.deepEqual([last.state, last.posted], ['posted', 0]);
  const books = await Promise.all([left, none, held, far].map((skuId) => onHand(database, skuId)));
  assert.deepEqual(books, [6, 0, 6, 5]);
  await sound(database);
});

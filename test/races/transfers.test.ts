/** Transfers against sales of the same articles, and two receivers at once: on real PostgreSQL, with the oracles at the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { placeOf, receiveStock, shelvesOf, takeStock } from '#inventory';
import {
  cancelTransfer,
  closeTransfer,
  createTransfer,
  pickTransfer,
  receiveTransfer,
  sendBack,
  shipTransfer,
  transferById,
  unpickTransfer,
  type Arrival,
} from '#transfers';
import { inventoryOracles } from '../../src/inventory/oracles.ts';
import { transferOracles } from '../../src/transfers/oracles.ts';
import { testDatabase } from '../support/database.ts';

const caller = { actor: 'race' };
const [a, b] = [newId('sit'), newId('sit')];

async function stocked(database: Database, quantity: number): Promise<string> {
  const skuId = newId('sku');
  await database.transaction(caller, (tx) => receiveStock(tx, [{ skuId, siteId: a, quantity, document: 'start' }]));
  return skuId;
}

const sell = (database: Database, skuId: string, siteId: string): Promise<boolean> =>
  database.transaction(caller, async (tx) => {
    const line = { lineNo: 1, skuId, quantity: 1 };
    const how = { places: [placeOf(siteId)], pool: true, as: 'sell', short: 'refuse', reason: 'sale' } as const;
    const [outcome] = await takeStock(tx, [{ holder: newId('ord'), lines: [line], ...how }]);
    return outcome?.ok ?? false;
  });

async function draft(database: Database, skuId: string, quantity: number): Promise<string> {
  const transferId = newId('trf');
  const lines = [{ skuId, quantity }];
  await database.transaction(caller, (tx) => createTransfer(tx, { transferId, fromSite: a, toSite: b, lines }));
  return transferId;
}

const arrived = (skuId: string, part: Partial<Arrival>): Arrival => ({
  ...{ skuId, received: 0, damaged: 0, lost: 0, extra: 0, found: 0 },
  ...part,
});

/** Does it, or tells with which code it was refused. */
async function attempt(database: Database, work: Parameters<Database['transaction']>[1]): Promise<string> {
  try {
    await database.transaction(caller, work);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

async function sound(database: Database): Promise<void> {
  for (const oracle of [...inventoryOracles, ...transferOracles])
    assert.deepEqual(await database.query(oracle.violations), [], oracle.code);
}

async function units(database: Database, skuId: string): Promise<Record<string, number>> {
  const shelves = await shelvesOf(database, [skuId]);
  return Object.fromEntries(shelves.map((shelf) => [shelf.siteId === a ? 'a' : `b.${shelf.kind}`, shelf.onHand]));
}

test('picking against sales: each unit is sold or sent, never both; what was picked nobody can buy', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  const skuId = await stocked(database, 20);
  const transferId = await draft(database, skuId, 10);
  const [picked, ...sold] = await Promise.all([
    attempt(database, (tx) => pickTransfer(tx, transferId)),
    ...Array.from({ length: 15 }, () => sell(database, skuId, a)),
  ]);
  const sales = sold.filter(Boolean).length;
  if (picked === 'done') assert.equal(sales, 10, 'ten were picked, so ten were left to be sold');
  else assert.deepEqual([picked, sales], ['inventory.short', 15]);
  await sound(database);
});

test('sending and receiving while both sites sell: no unit is twice anywhere, none is on neither side without being under way', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  const skuId = await stocked(database, 12);
  const transferId = await draft(database, skuId, 8);
  await database.transaction(caller, (tx) => pickTransfer(tx, transferId));
  const [shipped, again, ...sold] = await Promise.all([
    attempt(database, (tx) => shipTransfer(tx, transferId)),
    attempt(database, (tx) => shipTransfer(tx, transferId)),
    ...Array.from({ length: 10 }, (_, i) => sell(database, skuId, i % 2 === 0 ? a : b)),
  ]);
  assert.deepEqual([shipped, again].toSorted(), ['done', 'transfers.state'], 'it leaves once');
  assert.equal(sold.filter(Boolean).length, 4, 'what is under way is for sale nowhere');
  const receivers = Array.from({ length: 4 }, () =>
    attempt(database, (tx) => receiveTransfer(tx, transferId, [arrived(skuId, { received: 4 })])),
  );
  const buyers = Array.from({ length: 12 }, () => sell(database, skuId, b));
  const told = await Promise.all(receivers);
  const bought = (await Promise.all(buyers)).filter(Boolean).length;
  assert.deepEqual(told.toSorted(), ['done', 'done', 'transfers.more_than_sent', 'transfers.more_than_sent']);
  assert.ok(bought <= 8);
  assert.deepEqual(await units(database, skuId), { a: 0, 'b.sellable': 8 - bought });
  await sound(database);
});

test('cancelling against sending, putting back against sending: one of them happens', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  for (const undo of [
    (id: string) => attempt(database, (tx) => cancelTransfer(tx, id, 'race')),
    (id: string) => attempt(database, (tx) => unpickTransfer(tx, id)),
  ]) {
    const skuId = await stocked(database, 5);
    const transferId = await draft(database, skuId, 5);
    await database.transaction(caller, (tx) => pickTransfer(tx, transferId));
    const told = await Promise.all([undo(transferId), attempt(database, (tx) => shipTransfer(tx, transferId))]);
    assert.deepEqual(told.toSorted(), ['done', 'transfers.state']);
    assert.equal((await units(database, skuId)).a, told[0] === 'done' ? 5 : 0);
  }
  await sound(database);
});

test('turned around while somebody receives: each unit arrives at one end', async (t) => {
  const database = await testDatabase(t, { max: 16 });
  const skuId = await stocked(database, 6);
  const transferId = await draft(database, skuId, 6);
  await database.transaction(caller, (tx) => pickTransfer(tx, transferId));
  await database.transaction(caller, (tx) => shipTransfer(tx, transferId));
  const backId = newId('trf');
  const [back, received] = await Promise.all([
    attempt(database, (tx) => sendBack(tx, { transferId, backId, note: 'turned' })),
    attempt(database, (tx) => receiveTransfer(tx, transferId, [arrived(skuId, { received: 4 })])),
  ]);
  assert.equal(back, 'done');
  const home = received === 'done' ? 2 : 6;
  assert.equal(
    await attempt(database, (tx) => receiveTransfer(tx, backId, [arrived(skuId, { received: home })])),
    'done',
  );
  for (const id of [transferId, backId]) assert.equal(await attempt(database, (tx) => closeTransfer(tx, id)), 'done');
  assert.deepEqual((await units(database, skuId)).a, home);
  await sound(database);
});

test('any sequence of commands keeps every unit somewhere, and the oracles hold', async (t) => {
  const database = await testDatabase(t);
  const steps = [
    'pick',
    'unpick',
    'ship',
    'receive',
    'damage',
    'lose',
    'extra',
    'find',
    'close',
    'cancel',
    'sell',
  ] as const;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 }), async (sequence) => {
      const skuId = await stocked(database, 5);
      const transferId = await draft(database, skuId, 3);
      let [sold, extra] = [0, 0];
      const say = (part: Partial<Arrival>) =>
        attempt(database, (tx) => receiveTransfer(tx, transferId, [arrived(skuId, part)]));
      for (const step of ['pick', 'ship', ...sequence]) {
        if (step === 'pick') await attempt(database, (tx) => pickTransfer(tx, transferId));
        else if (step === 'unpick') await attempt(database, (tx) => unpickTransfer(tx, transferId));
        else if (step === 'ship') await attempt(database, (tx) => shipTransfer(tx, transferId));
        else if (step === 'receive') await say({ received: 1 });
        else if (step === 'damage') await say({ damaged: 1 });
        else if (step === 'lose') await say({ lost: 1 });
        else if (step === 'find') await say({ found: 1 });
        else if (step === 'extra') extra += (await say({ extra: 1 })) === 'done' ? 1 : 0;
        else if (step === 'close') await attempt(database, (tx) => closeTransfer(tx, transferId, 'lost'));
        else if (step === 'cancel') await attempt(database, (tx) => cancelTransfer(tx, transferId, 'x'));
        else sold += (await sell(database, skuId, b)) ? 1 : 0;
      }
      const line = (await transferById(database, transferId))?.lines[0];
      assert.ok(line);
      const here = Object.values(await units(database, skuId)).reduce((sum, n) => sum + n, 0);
      const away = line.shipped - line.received - line.lost - line.sentBack;
      assert.equal(here + away + line.lost - line.found + sold - extra, 5, sequence.join(' '));
    }),
    { numRuns: 12 },
  );
  await sound(database);
});

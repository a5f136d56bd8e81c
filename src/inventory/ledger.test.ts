/** The ledger beside a model of it, on real PostgreSQL. Whatever the sequence of commands, both end the same and every oracle is silent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { testDatabase } from '../../test/support/database.ts';
import {
  countStock,
  moveStock,
  receiveStock,
  releaseStock,
  shipStock,
  stockAsOf,
  takeStock,
  grantLease,
  returnLease,
  placeOf,
  shelvesOf,
} from './index.ts';
import { inventoryOracles } from './oracles.ts';

const caller = { actor: 'test' };
const sites = [newId('sit'), newId('sit')];
const skus = [newId('sku'), newId('sku'), newId('sku')];

async function silent(database: Database): Promise<void> {
  for (const oracle of inventoryOracles) assert.deepEqual(await database.query(oracle.violations), [], oracle.code);
}

/** What the ledger should hold: on hand and promised per shelf, and what each holder has. */
type Model = {
  onHand: Map<string, number>;
  held: Map<string, { key: string; quantity: number }[]>;
  leases: Map<string, { skuId: string; key: string; quantity: number }>;
};
const keyOf = (sku: string, site: string): string => `${sku}|${placeOf(site)}`;
const promised = (model: Model, key: string): number =>
  [...model.held.values()]
    .flat()
    .filter((h) => h.key === key)
    .reduce((sum, h) => sum + h.quantity, 0) +
  [...model.leases.values()].filter((l) => l.key === key).reduce((sum, l) => sum + l.quantity, 0);
const free = (model: Model, key: string): number => (model.onHand.get(key) ?? 0) - promised(model, key);

type Step = {
  kind: 'receive' | 'take' | 'release' | 'ship' | 'count' | 'move' | 'lease' | 'return';
  sku: number;
  site: number;
  quantity: number;
  pick: number;
};
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('receive', 'take', 'take', 'release', 'ship', 'count', 'move', 'lease', 'return'),
  sku: fc.nat(2),
  site: fc.nat(1),
  quantity: fc.integer({ min: 1, max: 12 }),
  pick: fc.nat(20),
});

/** Runs a command; a refusal must come exactly when the model says so. */
async function attempt(expected: boolean, run: () => Promise<unknown>): Promise<void> {
  const done = await run().then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refusal) return false;
      throw error;
    },
  );
  assert.equal(done, expected);
}

type Scene = {
  database: Database;
  model: Model;
  skuId: string;
  siteId: string;
  key: string;
  quantity: number;
  pick: number;
};
const inTx = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(caller, work);
const raise = (model: Model, key: string, by: number): void =>
  void model.onHand.set(key, (model.onHand.get(key) ?? 0) + by);
const picked = <T>(items: Iterable<T>, pick: number): T | undefined => {
  const all = [...items];
  return all[pick % Math.max(1, all.length)];
};

async function settle({ database, model, pick }: Scene, how: 'ship' | 'release'): Promise<void> {
  const holder = picked(model.held.keys(), pick);
  if (holder === undefined) return;
  await inTx(database, (tx) => (how === 'ship' ? shipStock(tx, [holder]) : releaseStock(tx, [holder])));
  if (how === 'ship') for (const held of model.held.get(holder) ?? []) raise(model, held.key, -held.quantity);
  model.held.delete(holder);
}

/** Each command, done to the ledger and to the model. */
const moves: Readonly<Record<Step['kind'], (scene: Scene) => Promise<void>>> = {
  receive: async ({ database, model, skuId, siteId, key, quantity }) => {
    await inTx(database, (tx) => receiveStock(tx, [{ skuId, siteId, quantity, document: 'd' }]));
    raise(model, key, quantity);
  },
  take: async ({ database, model, skuId, siteId, key, quantity }) => {
    const holder = newId('ord');
    const lines = [{ lineNo: 1, skuId, quantity }];
    const [outcome] = await inTx(database, (tx) =>
      takeStock(tx, [
        { holder, lines, places: [placeOf(siteId)], pool: true, as: 'reserve', short: 'refuse', reason: 'sale' },
      ]),
    );
    assert.equal(outcome?.ok, free(model, key) >= quantity);
    if (outcome?.ok) model.held.set(holder, [{ key, quantity }]);
  },
  release: (scene) => settle(scene, 'release'),
  ship: (scene) => settle(scene, 'ship'),
  count: async ({ database, model, skuId, siteId, key, quantity }) => {
    const fits = quantity >= promised(model, key);
    await attempt(fits, () => inTx(database, (tx) => countStock(tx, [{ skuId, siteId, quantity, document: 'c' }])));
    if (fits) model.onHand.set(key, quantity);
  },
  move: async ({ database, model, skuId, siteId, key, quantity }) => {
    const other = sites.find((site) => site !== siteId) ?? '';
    const fits = free(model, key) >= quantity;
    const ends = { from: { siteId, kind: 'sellable' as const }, to: { siteId: other, kind: 'sellable' as const } };
    await attempt(fits, () =>
      inTx(database, (tx) => moveStock(tx, [{ skuId, ...ends, quantity, reason: 'r', document: 'm' }])),
    );
    if (!fits) return;
    raise(model, key, -quantity);
    raise(model, keyOf(skuId, other), quantity);
  },
  lease: async ({ database, model, skuId, siteId, key, quantity }) => {
    const leaseId = newId('lea');
    const fits = free(model, key) >= quantity;
    const lease = { leaseId, holder: 'chn_x', skuId, placeId: placeOf(siteId), quantity, expiresAt: null };
    await attempt(fits, () => inTx(database, (tx) => grantLease(tx, lease)));
    if (fits) model.leases.set(leaseId, { skuId, key, quantity });
  },
  return: async ({ database, model, pick }) => {
    const [leaseId, lease] = picked(model.leases, pick) ?? [];
    if (leaseId === undefined || !lease) return;
    await inTx(database, (tx) => returnLease(tx, lease.skuId, leaseId));
    model.leases.delete(leaseId);
  },
};

function play(database: Database, model: Model, { kind, sku, site, quantity, pick }: Step): Promise<void> {
  const [skuId = '', siteId = ''] = [skus[sku], sites[site]];
  return moves[kind]({ database, model, skuId, siteId, key: keyOf(skuId, siteId), quantity, pick });
}

test('any sequence of commands leaves ledger and model the same, and the oracles silent', async (t) => {
  const database = await testDatabase(t);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      await database.query(
        sql`TRUNCATE inventory.shelf, inventory.movement, inventory.reservation, inventory.lease, inventory.breach`,
      );
      const model: Model = { onHand: new Map(), held: new Map(), leases: new Map() };
      for (const one of steps) await play(database, model, one);
      for (const shelf of await shelvesOf(database, skus)) {
        const key = `${shelf.skuId}|${shelf.placeId}`;
        assert.equal(shelf.onHand, model.onHand.get(key) ?? 0, key);
        assert.equal(shelf.free, free(model, key), key);
      }
      await silent(database);
    }),
    { numRuns: 25 },
  );
});

test('a breach never takes a shelf below zero, and is written down with its cause', async (t) => {
  const database = await testDatabase(t);
  const [skuId = '', siteId = ''] = [skus[0], sites[0]];
  await database.transaction(caller, (tx) => receiveStock(tx, [{ skuId, siteId, quantity: 1, document: 'd' }]));
  const holder = newId('ord');
  await database.transaction(caller, (tx) =>
    takeStock(tx, [
      {
        holder,
        lines: [{ lineNo: 1, skuId, quantity: 3 }],
        places: [placeOf(siteId)],
        pool: true,
        as: 'sell',
        short: 'accept',
        reason: 'till offline',
      },
    ]),
  );
  const [shelf] = await shelvesOf(database, [skuId]);
  assert.equal(shelf?.onHand, 0);
  const breaches = await database.query<{ quantity: number; cause: string; document: string }>(
    sql`SELECT quantity, cause, document FROM inventory.breach`,
  );
  assert.deepEqual(breaches, [{ quantity: 2, cause: 'till offline', document: holder }]);
  await silent(database);
});

test('stock as of an instant is what the movements until then add up to', async (t) => {
  const database = await testDatabase(t);
  const [skuId = '', siteId = ''] = [skus[0], sites[0]];
  await database.transaction({ actor: 'test', at: '2026-01-10T10:00:00.000Z' as never }, (tx) =>
    receiveStock(tx, [{ skuId, siteId, quantity: 9, document: 'd' }]),
  );
  await database.transaction({ actor: 'test', at: '2026-02-10T10:00:00.000Z' as never }, (tx) =>
    countStock(tx, [{ skuId, siteId, quantity: 4, document: 'd' }]),
  );
  const at = async (text: string): Promise<number | undefined> =>
    (await stockAsOf(database, skuId, text as never))[0]?.onHand;
  assert.deepEqual(
    [await at('2026-01-01T00:00:00.000Z'), await at('2026-01-20T00:00:00.000Z'), await at('2026-03-01T00:00:00.000Z')],
    [undefined, 9, 4],
  );
});

test('a movement cannot be changed or deleted, not even by us', async (t) => {
  const database = await testDatabase(t);
  const [skuId = '', siteId = ''] = [skus[0], sites[0]];
  await database.transaction(caller, (tx) => receiveStock(tx, [{ skuId, siteId, quantity: 1, document: 'd' }]));
  await assert.rejects(database.query(sql`UPDATE inventory.movement SET quantity = 2`), /never changed/);
  await assert.rejects(database.query(sql`DELETE FROM inventory.movement`), /never changed/);
});

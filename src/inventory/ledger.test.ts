/** The ledger beside a model of it, on real PostgreSQL: any sequence of commands leaves both the same, and every oracle silent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database } from '#base/db';
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

async function play(database: Database, model: Model, { kind, sku, site, quantity, pick }: Step): Promise<void> {
  const skuId = skus[sku] ?? '';
  const siteId = sites[site] ?? '';
  const key = keyOf(skuId, siteId);
  const inTx = <T>(work: Parameters<Database['transaction']>[1]): Promise<T> =>
    database.transaction(caller, work) as Promise<T>;
  if (kind === 'receive') {
    await inTx((tx) => receiveStock(tx, [{ skuId, siteId, quantity, document: 'd' }]));
    model.onHand.set(key, (model.onHand.get(key) ?? 0) + quantity);
  } else if (kind === 'take') {
    const holder = newId('ord');
    const request = {
      holder,
      lines: [{ lineNo: 1, skuId, quantity }],
      places: [placeOf(siteId)],
      pool: true,
      as: 'reserve' as const,
      short: 'refuse' as const,
      reason: 'sale',
    };
    const [outcome] = await inTx<Awaited<ReturnType<typeof takeStock>>>((tx) => takeStock(tx, [request]));
    assert.equal(outcome?.ok, free(model, key) >= quantity);
    if (outcome?.ok) model.held.set(holder, [{ key, quantity }]);
  } else if (kind === 'release' || kind === 'ship') {
    const holder = [...model.held.keys()][pick % Math.max(1, model.held.size)];
    if (holder === undefined) return;
    await inTx((tx) => (kind === 'ship' ? shipStock(tx, [holder]) : releaseStock(tx, [holder])));
    if (kind === 'ship')
      for (const held of model.held.get(holder) ?? [])
        model.onHand.set(held.key, (model.onHand.get(held.key) ?? 0) - held.quantity);
    model.held.delete(holder);
  } else if (kind === 'count') {
    await attempt(quantity >= promised(model, key), () =>
      inTx((tx) => countStock(tx, [{ skuId, siteId, quantity, document: 'c' }])),
    );
    if (quantity >= promised(model, key)) model.onHand.set(key, quantity);
  } else if (kind === 'move') {
    const other = sites[1 - site] ?? '';
    const fits = free(model, key) >= quantity;
    await attempt(fits, () =>
      inTx((tx) =>
        moveStock(tx, [
          {
            skuId,
            from: { siteId, kind: 'sellable' },
            to: { siteId: other, kind: 'sellable' },
            quantity,
            reason: 'r',
            document: 'm',
          },
        ]),
      ),
    );
    if (!fits) return;
    model.onHand.set(key, (model.onHand.get(key) ?? 0) - quantity);
    model.onHand.set(keyOf(skuId, other), (model.onHand.get(keyOf(skuId, other)) ?? 0) + quantity);
  } else if (kind === 'lease') {
    const leaseId = newId('lea');
    const fits = free(model, key) >= quantity;
    await attempt(fits, () =>
      inTx((tx) =>
        grantLease(tx, { leaseId, holder: 'chn_x', skuId, placeId: placeOf(siteId), quantity, expiresAt: null }),
      ),
    );
    if (fits) model.leases.set(leaseId, { skuId, key, quantity });
  } else {
    const [leaseId, lease] = [...model.leases][pick % Math.max(1, model.leases.size)] ?? [];
    if (leaseId === undefined || !lease) return;
    await inTx((tx) => returnLease(tx, lease.skuId, leaseId));
    model.leases.delete(leaseId);
  }
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

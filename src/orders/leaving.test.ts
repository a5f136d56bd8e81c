/** What leaves in parts, and what nobody finds: no unit is posted twice, none is forgotten. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, unwrap } from '#base/refusal';
import { receiveStock, stockedAt } from '#inventory';
import { cancelOrder, findOrder, missUnits, placeOrder, shipOrder, shipUnits, takeFlagged } from '#orders';
import { createSite, sites } from '#org';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, sound, stock, webDraft } from '../../test/support/orders.ts';
import { reservationsFor, type Allocated } from './leaving.ts';

const siteId = 'sit_1';
const held = (...quantities: number[]): Allocated[] =>
  quantities.map((quantity, i) => ({
    lineNo: 1,
    reservation: { skuId: 'sku', reservationId: `rsv_${i}`, placeId: 'plc_1', quantity, holder: 'ord' },
  }));

test('units that leave are found among what is kept: never more than there is, never twice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      (kept, leaving) => {
        const open = held(...kept);
        const wanted = leaving.reduce((sum, n) => sum + n, 0);
        const outcome = reservationsFor(
          open,
          leaving.map((quantity) => ({ lineNo: 1, siteId, quantity })),
        );
        assert.equal(outcome.ok, wanted <= kept.reduce((sum, n) => sum + n, 0));
        if (!outcome.ok) return assert.equal(outcome.refusal.code, 'orders.not_allocated');
        assert.equal(
          outcome.value.reduce((sum, one) => sum + one.quantity, 0),
          wanted,
        );
        assert.ok(outcome.value.every((one) => one.quantity > 0 && one.quantity <= one.reservation.quantity));
        return assert.equal(
          new Set(outcome.value.map((one) => one.reservation.reservationId)).size,
          outcome.value.length,
        );
      },
    ),
  );
  const elsewhere = reservationsFor(held(2), [{ lineNo: 1, siteId: 'sit_2', quantity: 1 }]);
  assert.equal(elsewhere.ok, false);
});

const by = { actor: 'test' };
const code = (error: unknown): string => (error instanceof Refusal ? error.code : String(error));

async function ordered(t: TestContext, quantity: number) {
  const database = await testDatabase(t);
  const shop = await marketTown(database, 1);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, quantity);
  const { orderId } = unwrap(await placeOrder(database, webDraft(shop, [[skuId, quantity]])));
  const ship = (n: number, parcelId?: string) =>
    database
      .transaction(by, (tx) =>
        shipUnits(tx, {
          orderId,
          units: [{ lineNo: 1, siteId: shop.siteId, quantity: n }],
          ...(parcelId ? { parcelId } : {}),
        }),
      )
      .then((gone) => gone.reduce((sum, one) => sum + one.quantity, 0), code);
  const line = async () => (await findOrder(database, orderId))?.lines[0];
  return { database, shop, skuId, orderId, ship, line };
}

test('a part leaves and the rest stays kept; then more of it, then all; nothing leaves twice', async (t) => {
  const { database, orderId, ship, line } = await ordered(t, 5);
  assert.equal(await ship(2, 'pcl_1'), 2);
  assert.equal((await line())?.shipped, 2);
  await sound(database);
  const told = await Promise.all([ship(2), ship(2), ship(2)]);
  assert.deepEqual(
    told.toSorted(),
    [2, 'orders.not_allocated', 'orders.not_allocated'],
    'two do not fit in what is left',
  );
  assert.equal(
    await database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'x' })).then(() => 'done', code),
    'orders.shipped',
  );
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  assert.deepEqual([(await line())?.shipped, await ship(1)], [5, 'orders.not_allocated']);
  const facts = await database.query<{ body: Record<string, unknown> }>(
    sql`SELECT body FROM journal.event WHERE subject_id = ${orderId} AND type = 'orders.shipped' ORDER BY seq`,
  );
  assert.deepEqual(
    facts.map(({ body }) => body['units']),
    [2, 2, 1],
  );
  assert.equal(facts[0]?.body['parcelId'], 'pcl_1');
  await sound(database);
});

async function otherSite(database: Database): Promise<string> {
  const [first] = await sites(database);
  assert.ok(first);
  const siteId = newId('sit');
  await database.transaction(by, (tx) =>
    createSite(tx, { ...first, siteId, code: 'nantes', name: 'Nantes', siret: null, hours: [] }),
  );
  return siteId;
}

test('what nobody finds leaves the book, is taken elsewhere as far as it is there, and else waits for a person', async (t) => {
  const { database, shop, skuId, orderId, line } = await ordered(t, 5);
  const other = await otherSite(database);
  const receive = (quantity: number) =>
    database.transaction(by, (tx) => receiveStock(tx, [{ skuId, siteId: other, quantity, document: newId('rcv') }]));
  await receive(1);
  const document = newId('wav');
  const missed = { orderId, lineNo: 1, siteId: shop.siteId, quantity: 3, document };
  assert.deepEqual(await database.transaction(by, (tx) => missUnits(tx, missed)), { elsewhere: 1, flagged: 2 });
  assert.equal((await line())?.flagged, 2);
  await sound(database);
  const short = await database.transaction(by, (tx) => takeFlagged(tx, orderId)).then(() => 'done', code);
  assert.equal(short, 'inventory.short');
  await receive(4);
  assert.deepEqual(await database.transaction(by, (tx) => takeFlagged(tx, orderId)), { elsewhere: 2, flagged: 0 });
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  assert.deepEqual([(await line())?.flagged, (await line())?.shipped], [0, 5]);
  assert.equal((await stockedAt(database, shop.siteId)).length, 0, 'nobody is promised what was not found');
  await sound(database);
});

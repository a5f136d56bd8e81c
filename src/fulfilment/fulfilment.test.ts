/** From the queue to the buyer's hands, against a real database; and what must not happen on the way. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, unwrap } from '#base/refusal';
import { plus, DAY, type Instant } from '#base/time';
import {
  closeParcel,
  eventsOf,
  fetchLabel,
  handOver,
  hearOf,
  makeWave,
  missPick,
  openParcel,
  packUnits,
  pickScanned,
} from '#fulfilment';
import { parcelsOf, pickUnits, seeParcel, shipParcel, sweepCollections, trackParcels } from '#fulfilment';
import { cancelOrder, findOrder, pickupCode, placeOrder, readyOrder, shipOrder } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { packOne, pickOne } from '../../test/support/fulfilment.ts';
import { free as unitsFree, marketTown, sound, stock, webDraft, type Wanted } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { fulfilmentModule } from './module.ts';
import { queueAt } from './queries.ts';

const by = { actor: 'test' };

async function town(t: TestContext, articles = 2) {
  const database = await testDatabase(t);
  const shop = await marketTown(database, articles);
  for (const skuId of shop.skuIds) await stock(database, shop, skuId, 10);
  const did = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(by, work);
  const said = (work: (tx: Tx) => Promise<unknown>): Promise<string> =>
    did(work).then(
      () => 'done',
      (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
    );
  const order = async (wanted: Wanted, pickup = false): Promise<string> => {
    const draft = webDraft(shop, wanted);
    const placed = await placeOrder(
      database,
      pickup ? { ...draft, delivery: { method: 'pickup', siteId: shop.siteId } } : draft,
    );
    return unwrap(placed).orderId;
  };
  const { siteId } = shop;
  const queue = async () =>
    (await queueAt(database, siteId, { limit: 50 })).map(({ orderId, step, toPick }) => [orderId, step, toPick]);
  const free = (skuId: string): Promise<number> => unitsFree(database, skuId);
  return { database, shop, siteId, did, said, order, queue, free };
}

test('a list by the rule, picked by scan, packed by scan, labelled, and half of it leaves', async (t) => {
  const { database, shop, siteId, did, said, order, queue } = await town(t);
  const [a = '', b = ''] = shop.skuIds;
  const first = await order([
    [a, 2],
    [b, 1],
  ]);
  const second = await order([[a, 1]]);
  const waveId = newId('wav');
  const make = (tx: Tx) => makeWave(tx, { waveId, siteId });
  assert.deepEqual([(await did(make)).orders, (await did(make)).orders], [2, 2], 'said twice it is one list');
  assert.equal(await said((tx) => makeWave(tx, { waveId: newId('wav'), siteId })), 'fulfilment.nothing');
  const chosen = { waveId: newId('wav'), siteId, orderIds: [first] };
  assert.equal(await said((tx) => makeWave(tx, chosen)), 'fulfilment.in_wave');
  const scan = (skuId: string, quantity = 1) => did((tx) => pickScanned(tx, { waveId, skuIds: [skuId], quantity }));
  assert.deepEqual([(await scan(a)).orderId, (await scan(a)).left, (await scan(a)).orderId], [first, 0, second]);
  assert.equal(await said((tx) => pickScanned(tx, { waveId, skuIds: [a], quantity: 1 })), 'fulfilment.picked_already');
  assert.deepEqual(await queue(), [
    [first, 'to_pick', 1],
    [second, 'to_pack', 0],
  ]);
  const parcelId = newId('pcl');
  await did((tx) => openParcel(tx, { parcelId, orderId: first, siteId }));
  const pack = (skuId: string, quantity: number) =>
    said((tx) => packUnits(tx, { parcelId, skuIds: [skuId], quantity }));
  assert.deepEqual(
    [await pack(b, 1), await pack(a, 3), await pack(a, 2), await pack(a, 1)],
    [...['fulfilment.not_picked', 'fulfilment.surplus', 'done', 'fulfilment.surplus']],
  );
  assert.equal(await pack(newId('sku'), 1), 'fulfilment.wrong_article');
  await did((tx) => closeParcel(tx, { parcelId, weightG: 750, carrier: 'pretend' }));
  assert.equal(await said((tx) => shipParcel(tx, parcelId)), 'fulfilment.no_label');
  await fetchLabel(database, parcelId);
  await fetchLabel(database, parcelId);
  const told = await Promise.all([said((tx) => shipParcel(tx, parcelId)), said((tx) => shipParcel(tx, parcelId))]);
  assert.deepEqual(told, ['done', 'done']);
  const seen = await findOrder(database, first);
  assert.deepEqual(
    seen?.lines.map((line) => line.shipped),
    [2, 0],
    'it left once',
  );
  assert.equal(seen?.fulfilment, 'partly');
  assert.equal((await seeParcel(database, parcelId)).state, 'left');
  await sound(database);
});

test('what is not found is counted, taken elsewhere or flagged; nobody is promised it again', async (t) => {
  const { database, shop, siteId, did, said, order, free } = await town(t, 1);
  const [a = ''] = shop.skuIds;
  const orderId = await order([[a, 4]]);
  const waveId = await pickOne(database, { orderId, siteId, quantity: 1 });
  const missing = { missingId: newId('mis'), waveId, orderId, lineNo: 1, quantity: 2 };
  const [became, twin] = await Promise.all([1, 2].map(() => did((tx) => missPick(tx, missing))));
  const again = await did((tx) => missPick(tx, missing));
  assert.deepEqual([twin, again], [became, became], 'said twice at once, and again, it is missing once');
  assert.deepEqual(became, { elsewhere: 0, flagged: 2 });
  assert.equal(await said((tx) => missPick(tx, { ...missing, missingId: newId('mis') })), 'fulfilment.picked_already');
  assert.equal(await free(a), 6);
  const [count] = await database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM counts.line WHERE sku_id = ${a}`,
  );
  assert.equal(count?.n, 1, 'a count looks for it');
  await sound(database);
});

test('an order that is cancelled while it is picked: what was picked is to be put back, its parcel does not leave', async (t) => {
  const { database, shop, siteId, did, said, order, queue } = await town(t, 1);
  const [a = ''] = shop.skuIds;
  const orderId = await order([[a, 2]]);
  const parcelId = await packOne(database, { orderId, siteId, quantity: 2 });
  await did((tx) => cancelOrder(tx, { orderId, reason: 'x' }));
  assert.equal(await said((tx) => shipParcel(tx, parcelId)), 'orders.not_placed');
  assert.deepEqual(await queue(), []);
  await sound(database);
  await react(database, fulfilmentModule.reactions ?? []);
  const [told] = await database.query<{ body: { units: number } }>(
    sql`SELECT body FROM journal.event WHERE type = 'fulfilment.put_back' AND subject_id = ${orderId}`,
  );
  assert.equal(told?.body.units, 2);
  assert.equal((await seeParcel(database, parcelId)).state, 'dropped');
  const direct = await order([[a, 2]]);
  await packOne(database, { orderId: direct, siteId, quantity: 1 });
  await did((tx) => shipOrder(tx, { orderId: direct }));
  await react(database, fulfilmentModule.reactions ?? []);
  assert.deepEqual(await parcelsOf(database, [direct]), [], 'what left without its parcel is in no parcel any more');
  await sound(database);
});

test('a lost answer of the carrier is looked up: one shipment, one label', async (t) => {
  const { database, shop, siteId, did, order } = await town(t, 1);
  const [a = ''] = shop.skuIds;
  const orderId = await order([[a, 1]]);
  await database.query(
    sql`UPDATE orders.order SET delivery = jsonb_set(delivery, '{address,postcode}', '"98011"') WHERE order_id = ${orderId}`,
  );
  const parcelId = await packOne(database, { orderId, siteId, quantity: 1 });
  const parcel = await seeParcel(database, parcelId);
  assert.equal(parcel.labelState, 'known', 'though its answer was lost');
  const [book] = await database.query<{ asked: number }>(sql`SELECT asked FROM pretend_carrier.shipment`);
  assert.equal(book?.asked, 1);
  await did((tx) => shipParcel(tx, parcelId));
  await trackParcels(database);
  assert.equal((await seeParcel(database, parcelId)).status, 'accepted');
  const { tracking } = parcel;
  const fact = (kind: 'delivered' | 'under_way', at: string) => ({
    ...{ eventId: `${tracking}-${kind}`, tracking: tracking ?? '', kind, at: at as Instant, place: 'Lyon' },
  });
  const delivered = fact('delivered', '2027-03-01T12:00:00.000Z');
  for (let i = 0; i < 2; i++) await did((tx) => hearOf(tx, parcelId, [delivered, delivered]));
  await did((tx) => hearOf(tx, parcelId, [fact('under_way', '2027-03-01T09:00:00.000Z')]));
  assert.equal((await seeParcel(database, parcelId)).status, 'delivered', 'what comes late changes nothing');
  assert.equal((await eventsOf(database, [parcelId])).length, 3);
  const told = await database.query(sql`SELECT 1 FROM journal.event WHERE type = 'fulfilment.delivered'`);
  assert.equal(told.length, 1);
  await sound(database);
});

test('collected by its code, or by a name; another code hands nothing over', async (t) => {
  const { database, shop, siteId, did, said, order } = await town(t, 1);
  const [a = ''] = shop.skuIds;
  const [one, other] = [await order([[a, 1]], true), await order([[a, 2]], true)];
  const code = await pickupCode(database, one);
  assert.match(code, /^\d{6}$/);
  const hand = (orderId: string, given: string) =>
    said((tx) => handOver(tx, { orderId, siteId, check: { code: given } }));
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  assert.deepEqual(
    [await hand(one, wrong), await hand(other, code)],
    ['fulfilment.wrong_code', 'fulfilment.wrong_code'],
  );
  const elsewhere = await said((tx) => handOver(tx, { orderId: one, siteId: newId('sit'), check: { code } }));
  assert.equal(elsewhere, 'fulfilment.elsewhere');
  assert.deepEqual([await hand(one, code), await hand(one, code)], ['done', 'done'], 'said twice, it went once');
  assert.deepEqual(await did((tx) => handOver(tx, { orderId: other, siteId, check: { name: true } })), { units: 2 });
  const sent = await order([[a, 1]]);
  assert.equal(await said((tx) => handOver(tx, { orderId: sent, siteId, check: { name: true } })), 'orders.delivery');
  await sound(database);
});

test('what nobody collects is reminded of once, then given back; never what was collected', async (t) => {
  const { database, shop, siteId, did, order, free } = await town(t, 1);
  const [a = ''] = shop.skuIds;
  const ready = async (days: number): Promise<string> => {
    const orderId = await order([[a, 1]], true);
    await did((tx) => readyOrder(tx, { orderId }));
    await database.query(
      sql`UPDATE orders.order SET ready_at = ${plus(new Date().toISOString() as Instant, -days * DAY)}::timestamptz WHERE order_id = ${orderId}`,
    );
    return orderId;
  };
  const [late, soon, fresh, taken] = [await ready(7.1), await ready(5.5), await ready(1), await ready(8)];
  const collect = did((tx) => handOver(tx, { orderId: taken, siteId, check: { name: true } })).then(
    () => 'collected',
    () => 'given up',
  );
  const [how] = await Promise.all([collect, sweepCollections(database)]);
  await sweepCollections(database);
  const states = await Promise.all([late, soon, fresh].map(async (id) => (await findOrder(database, id))?.state));
  assert.deepEqual(states, ['cancelled', 'placed', 'placed']);
  assert.equal((await findOrder(database, taken))?.state, how === 'collected' ? 'placed' : 'cancelled');
  assert.equal(await free(a), how === 'collected' ? 7 : 8);
  const reminded = await database.query<{ id: string }>(
    sql`SELECT subject_id AS id FROM journal.event WHERE type = 'fulfilment.collect_soon'`,
  );
  assert.deepEqual(
    reminded.map(({ id }) => id),
    [soon],
  );
  assert.equal((await parcelsOf(database, [late])).length, 0);
  await sound(database);
});

test('of many who pick the same unit one does, and none picks what is put on hold', async (t) => {
  const { database, shop, siteId, did, said, order } = await town(t, 1);
  const [a = ''] = shop.skuIds;
  const orderId = await order([[a, 2]]);
  const waveId = newId('wav');
  await did((tx) => makeWave(tx, { waveId, siteId, orderIds: [orderId] }));
  const pick = (quantity = 1) => said((tx) => pickUnits(tx, { waveId, orderId, lineNo: 1, quantity }));
  const told = await Promise.all([pick(), pick(), pick(), pick()]);
  assert.deepEqual(told.toSorted(), ['done', 'done', 'fulfilment.picked_already', 'fulfilment.picked_already']);
  assert.equal(await pick(-1), 'done');
  await database.query(sql`UPDATE orders.order SET held_at = now() WHERE order_id = ${orderId}`);
  assert.equal(await pick(), 'orders.on_hold');
  await sound(database);
});

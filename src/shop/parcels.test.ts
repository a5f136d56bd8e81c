/** One page for all parcels of an order: what has left and what was heard of it, what is packed, and what is still to come. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '#base/assert';
import { unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { hearOf, seeParcel, shipParcel } from '#fulfilment';
import { findOrder, placeOrder, shipOrder } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { packOne } from '../../test/support/fulfilment.ts';
import { marketTown, stock, webDraft } from '../../test/support/orders.ts';
import { parcelsOf } from './parcels.ts';

test('an order in parts: each unit stands in one parcel, with what its carrier told, and the rest is still to come', async (t) => {
  const database = await testDatabase(t);
  const by = { actor: 'test' };
  const shop = await marketTown(database, 2);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 5);
  const draft = webDraft(shop, [
    [a, 3],
    [b, 1],
  ]);
  const { orderId } = unwrap(await placeOrder(database, draft));
  const seen = async () => parcelsOf(database, must(await findOrder(database, orderId), 'an order'), 'fr');
  const units = async () =>
    (await seen()).views.map(({ way, lines }) => [way?.state, lines.reduce((n, line) => n + line.quantity, 0)]);
  assert.deepEqual(await units(), [[undefined, 4]], 'nothing is packed: the order is one');
  const parcelId = await packOne(database, { orderId, siteId: shop.siteId, quantity: 2 });
  assert.deepEqual(await units(), [
    ['Emballé', 2],
    ['En préparation', 2],
  ]);
  assert.equal((await seen()).views[0]?.way?.number, undefined, 'its number leads nowhere before it has left');
  await database.transaction(by, (tx) => shipParcel(tx, parcelId));
  const { tracking } = await seeParcel(database, parcelId);
  assert.equal((await seen()).views[0]?.way?.number, tracking);
  const at = '2027-03-01T12:00:00.000Z' as Instant;
  const event = { eventId: 'x', tracking: tracking ?? '', kind: 'delivered' as const, at, place: 'Lyon' };
  await database.transaction(by, (tx) => hearOf(tx, parcelId, [event]));
  assert.deepEqual(await units(), [
    ['Livré', 2],
    ['En préparation', 2],
  ]);
  assert.deepEqual((await seen()).sent, [{ tracked: true, deliveredAt: at }]);
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  assert.deepEqual(await units(), [
    ['Livré', 2],
    ['Parti', 2],
  ]);
});

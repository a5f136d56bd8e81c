/** What the office does with stock, over HTTP, on real rows: breaches settled, allotments made and given back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { setLevels } from '#channels';
import { forgetSkus } from '#inventory';
import { findOrder, placeOrder } from '#orders';
import { testApp, type TestApp } from '../../test/support/app.ts';
import {
  free,
  marketDraft,
  marketTown,
  placeTogether,
  sound,
  stock,
  webDraft,
  type Market,
} from '../../test/support/orders.ts';

const by = { actor: 'test' };

async function isolate({ database }: TestApp, shop: Market): Promise<void> {
  const levels = { stock: 'isolated' } as const;
  await database.transaction(by, (tx) => setLevels(tx, { channelId: shop.channels.web, levels, by: 'test' }));
}

test('a sale beyond stock waits for a person, is settled once, and the journal says how and by whom', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 1);
  const [placed] = await placeTogether(database, [marketDraft(shop, [[skuId, 3]])]);
  assert.ok(placed?.ok);
  const as = await app.staff('clerk');
  const list = async () => (await app.call('GET', '/api/stock/breaches', { as })).body.items;
  const [breach] = await list();
  assert.deepEqual([breach.skuId, breach.quantity, breach.document], [skuId, 2, placed.value.orderId]);

  const now = (await app.call('GET', '/api/now', { as })).body;
  assert.deepEqual(
    now.needsPerson.map((one: Record<string, unknown>) => [one.kind, one.id, one.units, one.article]),
    [
      [
        'breach',
        placed.value.orderId,
        2,
        { skuId, name: { fr: 'Essai 0', en: 'Essai 0' }, optionText: { fr: '0', en: '0' } },
      ],
    ],
  );

  const path = `/api/stock/${skuId}/breaches/${breach.breachId}/compensation`;
  const body = { compensation: 'retrouvé au comptage' };
  assert.equal((await app.call('POST', path, { as, body: { compensation: '' } })).status, 400, 'how is not optional');
  const key = newId('key');
  for (let i = 0; i < 2; i++) assert.equal((await app.call('POST', path, { as, body, key })).status, 204);
  const late = await app.call('POST', path, { as, body: { compensation: 'autrement' } });
  assert.equal(late.body.code, 'inventory.breach_settled');
  assert.deepEqual(await list(), []);
  assert.deepEqual((await app.call('GET', '/api/now', { as })).body.needsPerson, []);
  const facts = await database.query<{ actor: string; body: { compensation: string } }>(
    sql`SELECT actor, body FROM journal.event WHERE type = 'inventory.breach_settled'`,
  );
  assert.deepEqual(facts, [{ actor: as.id, body }]);
  assert.equal(await free(database, skuId), 0, 'settling makes no stock');
  await sound(database);
});

test('an allotment is sold from by its channel alone, and what is left of it goes back', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 5);
  await isolate(app, shop);
  const as = await app.staff('clerk');
  const body = { channelId: shop.channels.web, skuId, siteId: shop.siteId, quantity: 3 };
  const made = await app.call('POST', '/api/stock/leases', { as, body });
  assert.equal(made.status, 201, made.text);
  assert.equal(await free(database, skuId), 2);
  const tooMuch = await app.call('POST', '/api/stock/leases', { as, body });
  assert.equal(tooMuch.body.code, 'inventory.short');

  const sold = unwrap(await placeOrder(database, webDraft(shop, [[skuId, 2]])));
  assert.equal((await findOrder(database, sold.orderId))?.state, 'placed');
  assert.equal(await free(database, skuId), 2, 'it came out of the allotment');
  const why = async () => {
    const { items } = (await app.call('GET', `/api/stock/${skuId}/why`, { as })).body;
    return items.find((one: { channelId: string }) => one.channelId === shop.channels.web);
  };
  const told = await why();
  assert.deepEqual([told.draw, told.available, told.shelves[0].own], ['lease', 1, 1], 'what is left of it, and why');
  const leases = async () => (await app.call('GET', `/api/stock/${skuId}/leases`, { as })).body.items;
  const [lease] = await leases();
  assert.deepEqual(
    [lease.leaseId, lease.holder, lease.quantity, lease.used],
    [made.body.leaseId, body.channelId, 3, 2],
  );
  const path = `/api/stock/${skuId}/leases/${made.body.leaseId}`;
  for (let i = 0; i < 2; i++) assert.equal((await app.call('DELETE', path, { as })).status, 204);
  assert.deepEqual(await leases(), []);
  assert.equal(await free(database, skuId), 3, 'the unsold one, and it only once');
  assert.deepEqual([(await why()).available, (await why()).shelves[0].why], [0, 'allotment_only']);
  const short = await placeOrder(database, webDraft(shop, [[skuId, 1]]));
  assert.equal(!short.ok && short.refusal.code, 'inventory.short', 'the channel has nothing of its own any more');
  const ended = await database.query<{ actor: string; body: unknown }>(
    sql`SELECT actor, body FROM journal.event WHERE type = 'inventory.lease_ended'`,
  );
  assert.deepEqual(ended, [{ actor: as.id, body: { skuId, left: 1, state: 'returned' } }]);
  await sound(database);
});

test('a channel that sells from the common stock is given no allotment', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 5);
  const as = await app.staff('clerk');
  const allot = (channelId: string) =>
    app.call('POST', '/api/stock/leases', { as, body: { channelId, skuId, siteId: shop.siteId, quantity: 1 } });
  for (const level of ['unified', 'synchronised'] as const) {
    await database.transaction(by, (tx) =>
      setLevels(tx, { channelId: shop.channels.web, levels: { stock: level }, by: 'test' }),
    );
    const answer = await allot(shop.channels.web);
    assert.deepEqual([answer.status, answer.body.code], [409, 'inventory.no_allotment'], level);
  }
  assert.equal((await allot(newId('chn'))).body.code, 'inventory.unknown_channel');
  forgetSkus(database, [skuId]);
  assert.equal(await free(database, skuId), 5);
});

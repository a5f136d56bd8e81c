/** What the office reads and writes over HTTP and no other test calls: stock by article and in time, an order to its end, lists, accounts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { clock } from '#base/time';
import { setLevels } from '#channels';
import { placeOrder } from '#orders';
import { joinMarketplace } from '#marketplaces';
import { houseRoutes } from '../src/serve.ts';
import { testApp } from './support/app.ts';
import { marketTown, sound, webDraft } from './support/orders.ts';

test('stock over HTTP: received, moved, read by article, as movements and as it was', async (t) => {
  const app = await testApp(t, { more: houseRoutes() });
  const shop = await marketTown(app.database);
  const [a = '', b = '', c = ''] = shop.skuIds;
  const { siteId } = shop;
  const as = await app.staff('clerk');
  const get = async (path: string) => (await app.call('GET', path, { as })).body;
  const post = (path: string, body: object, key = newId('cmd')) =>
    app.call('POST', path, { as, body, headers: { 'idempotency-key': key } });

  const receipt = { siteId, document: 'BL-1', lines: [a, b].map((skuId) => ({ skuId, quantity: 10 })) };
  const key = newId('cmd');
  for (let twice = 0; twice < 2; twice++) {
    const received = await post('/api/stock/receipts', receipt, key);
    assert.deepEqual([received.status, received.body], [201, { document: 'BL-1' }], received.text);
  }
  const between = clock();
  const move = (quantity: number) =>
    post('/api/stock/moves', {
      document: 'CASSE-1',
      reason: 'damaged',
      moves: [{ skuId: a, from: { siteId, kind: 'sellable' }, to: { siteId, kind: 'damaged' }, quantity }],
    });
  assert.equal((await move(11)).body.code, 'inventory.short', 'nothing moves that is not there');
  assert.equal((await move(4)).status, 201);

  const some = await get(`/api/stock?skuIds=${b},${a}`);
  assert.deepEqual(
    new Map(some.items.map((item: { skuId: string; onHand: number }) => [item.skuId, item.onHand])),
    new Map([
      [a, 6],
      [b, 10],
    ]),
    'the articles asked for, no others, what is damaged not among the stock',
  );
  const shelves: { kind: string; onHand: number }[] = some.items.find((i: { skuId: string }) => i.skuId === a).shelves;
  assert.deepEqual(new Map(shelves.map((s) => [s.kind, s.onHand])).get('damaged') ?? 'not shown', 4);
  assert.deepEqual((await get(`/api/stock?skuIds=${c}`)).items, [], 'one that was never stocked has no shelf to show');
  for (const wrong of ['x', `${a},`, Array.from({ length: 201 }, () => a).join()])
    assert.equal((await app.call('GET', `/api/stock?skuIds=${wrong}`, { as })).status, 400);

  const first = await get(`/api/stock/movements?skuId=${a}&limit=1`);
  const rest = await get(`/api/stock/movements?skuId=${a}&limit=5&before=${encodeURIComponent(first.next)}`);
  const told = [...first.items, ...rest.items].map((m) => [m.document, m.quantity, m.fromSite, m.toSite, m.actor]);
  assert.deepEqual(told, [
    ['CASSE-1', 4, siteId, siteId, as.id],
    ['BL-1', 10, null, siteId, as.id],
  ]);
  assert.equal(rest.next, null);
  assert.equal((await get('/api/stock/movements?document=BL-1')).items.length, 2);

  const on = async (at: string) =>
    new Map(
      (await get(`/api/stock/${a}/as-of?at=${at}`)).places.map((p: { kind: string; onHand: number }) => [
        p.kind,
        p.onHand,
      ]),
    );
  assert.deepEqual([(await on(between)).get('sellable'), (await on(clock())).get('sellable')], [10, 6]);

  const levels = { stock: 'isolated' } as const;
  await app.database.transaction({ actor: 'test' }, (tx) =>
    setLevels(tx, { channelId: shop.channels.web, levels, by: 'test' }),
  );
  await post('/api/stock/leases', { channelId: shop.channels.web, skuId: a, siteId, quantity: 2 });
  const story = (await get(`/api/timeline/${a}`)).items;
  assert.deepEqual(
    story.map((fact: Record<string, unknown>) => [fact.type, fact.actor, typeof fact.actorName]),
    [['inventory.leased', as.id, 'string']],
    'what was set apart of an article stands in its timeline',
  );
  assert.equal(
    (await app.call('GET', `/api/timeline/${newId('whe')}`, { as })).status,
    403,
    'no right to see endpoints',
  );
  assert.equal(
    (await app.call('GET', `/api/timeline/${newId('ord')}`, { as })).status,
    400,
    'it has a route of its own',
  );
  await sound(app.database);
});

test('an order over HTTP: whole, shipped once, its story with who did it', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const as = await app.staff('clerk');
  const lines = [{ skuId, quantity: 5 }];
  await app.call('POST', '/api/stock/receipts', {
    as,
    body: { siteId: shop.siteId, document: 'BL-2', lines },
    headers: { 'idempotency-key': newId('cmd') },
  });
  const { orderId, number } = unwrap(await placeOrder(database, webDraft(shop, [[skuId, 2]])));
  const order = async (id: string) => (await app.call('GET', `/api/orders/${id}`, { as })).body;
  const before = await order(number);
  assert.deepEqual([before.orderId, before.fulfilment, before.lines[0].ordered], [orderId, 'open', 2], 'by its number');
  const { gross, net, tax } = before.totals;
  assert.equal(net.minor + tax.minor, gross.minor);
  const why = async () => (await app.call('GET', `/api/orders/${orderId}/why`, { as })).body;
  const open = await why();
  assert.deepEqual([open.state.waitsFor, open.state.siteIds], [['shipping', 'promised_payment'], [shop.siteId]]);
  assert.deepEqual([open.lines[0].tax.taxClass, open.lines[0].tax.rate], ['standard', before.lines[0].taxRate]);
  assert.deepEqual(open.lines[0].sourcing.sites[0].siteId, shop.siteId);
  for (let twice = 0; twice < 2; twice++)
    assert.equal((await app.call('POST', `/api/orders/${orderId}/ship`, { as, body: {} })).status, 204);
  const after = await order(orderId);
  assert.deepEqual([after.fulfilment, after.lines[0].shipped], ['done', 2]);
  const { state } = await why();
  assert.deepEqual([state.waitsFor, state.path.at(-1).type], [['promised_payment'], 'orders.shipped']);
  const cancel = await app.call('POST', `/api/orders/${orderId}/cancel`, { as, body: { reason: 'too late' } });
  assert.equal(cancel.body.code, 'orders.shipped');
  const story = (await app.call('GET', `/api/orders/${orderId}/timeline`, { as })).body.items;
  assert.deepEqual(
    story.filter((fact: { actor: string }) => fact.actor === as.id).map((fact: { type: string }) => fact.type),
    ['orders.shipped'],
    'shipped once, by this person',
  );
  await sound(database);
});

test('price lists, legal entities and marketplaces over HTTP', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  const as = await app.staff('owner');

  const list = { listId: newId('prl'), code: 'soldes', name: 'Soldes', currency: 'EUR', channelId: shop.channels.app };
  const make = (body: object) => app.call('POST', '/api/price-lists', { as, body });
  assert.deepEqual([(await make(list)).status, (await make(list)).status], [201, 201]);
  assert.equal((await make({ ...list, name: 'Autre' })).status, 422);
  const lists = (await app.call('GET', '/api/price-lists', { as })).body.items;
  assert.ok(lists.some((one: { listId: string }) => one.listId === list.listId));
  for (const minor of [900, 700]) {
    const path = `/api/price-lists/${list.listId}/prices`;
    assert.equal((await app.call('PUT', path, { as, body: { prices: [{ skuId, minor }] } })).status, 200);
  }
  const history = await app.call('GET', `/api/price-lists/${list.listId}/prices/${skuId}`, { as });
  assert.deepEqual(
    history.body.items.map((row: { minor: number; actor: string }) => [row.minor, row.actor]),
    [
      [700, as.id],
      [900, as.id],
    ],
    'newest first; what was is kept, with who set it',
  );

  const [entity] = (await app.call('GET', '/api/entities', { as })).body.items;
  const rename = (version: number, name: string) =>
    app.call('PATCH', `/api/entities/${entity.entityId}`, {
      as,
      body: { name, version },
      headers: { 'idempotency-key': newId('cmd') },
    });
  assert.equal((await rename(entity.version, 'Halle & Fils')).body.name, 'Halle & Fils');
  assert.equal((await rename(entity.version, 'Trop tard')).body.code, 'org.changed_meanwhile');

  const config = { url: 'http://127.0.0.1:9', key: 'secret words' };
  const { marketId: channelId } = shop;
  await database.transaction({ actor: 'test' }, (tx) =>
    joinMarketplace(tx, { channelId, connector: 'pretend', config, live: true }),
  );
  const set = (id: string) => app.call('PUT', `/api/marketplaces/${id}/state`, { as, body: { state: 'paused' } });
  assert.equal((await set(channelId)).status, 204);
  const accounts = await app.call('GET', '/api/marketplaces', { as });
  assert.deepEqual(
    accounts.body.items.map((one: { channelId: string; state: string }) => [one.channelId, one.state]),
    [[channelId, 'paused']],
  );
  assert.ok(!accounts.text.includes('secret words'), 'its key never goes out');
  assert.deepEqual((await app.call('GET', `/api/marketplaces/${channelId}/inbox`, { as })).body.items, []);
  assert.equal((await set(shop.channels.web)).body.code, 'marketplaces.not_joined');
});

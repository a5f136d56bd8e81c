import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { createSite, sites } from '#org';
import { houseRoutes } from '../serve.ts';
import { testApp } from '../../test/support/app.ts';
import { testShop } from '../../test/support/shop.ts';

test('a transfer over HTTP, from the wish to its end: two parts, one damaged, one lost, another article in the parcel', async (t) => {
  const app = await testApp(t, { more: houseRoutes() });
  const shop = await testShop(app.database);
  const [a = '', b = ''] = shop.skuIds;
  const [first] = await sites(app.database);
  assert.ok(first);
  const [fromSite, toSite] = [shop.siteId, newId('sit')];
  await app.database.transaction({ actor: 'test' }, (tx) =>
    createSite(tx, { ...first, siteId: toSite, code: 'nantes', name: 'Nantes', siret: null, hours: [] }),
  );
  const as = await app.staff('clerk');
  const transferId = newId('trf');
  const post = (path: string, body: object = {}, key = newId('key')) =>
    app.call('POST', `/api/transfers${path}`, { as, body, key });
  const draft = { transferId, fromSite, toSite, lines: [{ skuId: a, quantity: 6 }], promisable: true };
  assert.equal((await post('', draft)).status, 201);
  assert.equal((await post('', { ...draft, note: 'other' })).body.code, 'request.id_reused');
  assert.equal(
    (await post('', { ...draft, transferId: newId('trf'), toSite: fromSite })).body.code,
    'transfers.same_site',
  );
  assert.equal((await post(`/${transferId}/ship`)).body.code, 'transfers.state', 'nothing leaves before it is picked');
  assert.equal((await post(`/${transferId}/pick`)).body.state, 'picked');
  const free = async () => (await app.call('GET', `/api/stock?skuIds=${a}`, { as })).body.items[0].free;
  assert.equal(await free(), 4, 'picked is not for sale');
  const expectedAt = '2090-01-02T09:00:00.000Z';
  assert.equal((await post(`/${transferId}/ship`, { expectedAt })).body.state, 'shipped');
  const coming = await app.call('GET', `/api/transfers/incoming?siteId=${toSite}`, { as });
  assert.deepEqual(
    coming.body.items.map((one: Record<string, unknown>) => [one.skuId, one.quantity, one.expectedAt, one.promisable]),
    [[a, 6, expectedAt, true]],
  );
  assert.equal(await free(), 4, 'under way is for sale nowhere');
  const key = newId('key');
  const part = { lines: [{ skuId: a, received: 3 }] };
  for (let twice = 0; twice < 2; twice++)
    assert.equal((await post(`/${transferId}/receipts`, part, key)).body.state, 'receiving');
  const rest = [
    { skuId: a, received: 1, damaged: 1 },
    { skuId: b, extra: 2 },
  ];
  assert.equal((await post(`/${transferId}/receipts`, { lines: rest })).status, 200);
  const over = await post(`/${transferId}/receipts`, { lines: [{ skuId: a, received: 2 }] });
  assert.deepEqual([over.body.code, over.body.underWay], ['transfers.more_than_sent', 1]);
  assert.equal((await post(`/${transferId}/close`)).body.code, 'transfers.under_way');
  assert.equal((await post(`/${transferId}/close`, { missing: 'lost' })).body.state, 'closed');
  const { lines } = (await app.call('GET', `/api/transfers/${transferId}`, { as })).body;
  const said = lines.map((l: Record<string, unknown>) => [l.skuId, l.received, l.damaged, l.lost, l.extra, l.underWay]);
  assert.deepEqual(
    new Set(said),
    new Set([
      [a, 5, 1, 1, 0, 0],
      [b, 0, 0, 0, 2, 0],
    ]),
  );
  const story = (await app.call('GET', `/api/timeline/${transferId}`, { as })).body.items;
  assert.deepEqual(
    story.map((event: { type: string }) => event.type.replace('transfers.', '')),
    ['closed', 'received', 'received', 'shipped', 'picked', 'drafted'],
  );
  const list = await app.call('GET', `/api/transfers?state=closed&skuId=${b}`, { as });
  assert.deepEqual(
    list.body.items.map((one: { discrepancies: number }) => one.discrepancies),
    [2],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { sites } from '#org';
import { setCosts } from '#purchasing';
import { testApp } from '../../test/support/app.ts';
import { testShop } from '../../test/support/shop.ts';

const span = 'from=2000-01-01T00:00:00Z&to=2090-01-01T00:00:00Z';

test('a blind count over HTTP: counted by a clerk who sees no book, approved by a manager, told as shrinkage', async (t) => {
  const app = await testApp(t);
  const shop = await testShop(app.database);
  const [a = '', b = '', c = ''] = shop.skuIds;
  const [clerk, manager] = [await app.staff('clerk'), await app.staff('manager')];
  const countId = newId('cnt');
  const post = (path: string, body: object, as = clerk) => app.call('POST', `/api/counts${path}`, { as, body });
  const opening = { countId, siteId: shop.siteId, scope: 'full', name: 'Inventaire', blind: true };
  const opened = await post('', opening);
  assert.equal(opened.status, 201, opened.text);
  assert.equal((await post('', opening)).status, 201, 'asked twice is one count');
  assert.equal((await post('', { ...opening, name: 'Autre' })).body.code, 'request.id_reused');
  const scan = (skuId: string, quantity: number) => ({ scanId: newId('scn'), skuId, quantity });
  const scanned = await post(`/${countId}/scans`, { scans: [scan(a, 8), scan(b, 4), scan(b, 6)] });
  assert.equal(scanned.status, 201, scanned.text);
  const lines = async (as = clerk) => (await app.call('GET', `/api/counts/${countId}/lines`, { as })).body.items;
  for (const line of await lines()) assert.deepEqual([line.book, line.difference, line.why], [null, null, null]);
  assert.deepEqual(
    new Map((await lines(manager)).map((line: Record<string, unknown>) => [line.skuId, line.difference])),
    new Map([
      [a, -2],
      [b, 0],
      [c, null],
    ]),
    'who approves sees',
  );
  const hidden = await app.call('GET', `/api/counts/${countId}/lines?standing=different`, { as: clerk });
  assert.deepEqual(hidden.body.items, [], 'nor do filters tell');
  assert.deepEqual((await post(`/${countId}/finish`, {})).body, { state: 'review', recount: 0 });
  const { version } = (await app.call('GET', `/api/counts/${countId}`, { as: clerk })).body;
  assert.equal((await post(`/${countId}/approval`, { version })).status, 403, 'who counts does not approve');
  const stale = await post(`/${countId}/approval`, { version: version - 1 }, manager);
  assert.equal(stale.body.code, 'counts.changed_meanwhile');
  const done = await post(`/${countId}/approval`, { version, reasons: { [a]: 'count_theft' } }, manager);
  assert.deepEqual(done.body, { state: 'posted', posted: 2, more: 0, fewer: 2, blocked: [] });
  const told = await app.call('GET', `/api/stock/movements?document=${countId}`, { as: clerk });
  assert.deepEqual(
    told.body.items.map((m: Record<string, unknown>) => [m.skuId, m.to, m.quantity, m.reason, m.actor]),
    [[a, 'unaccounted', 2, 'count_theft', manager.id]],
  );
  const stock = await app.call('GET', `/api/stock?skuIds=${a},${b},${c}`, { as: clerk });
  assert.deepEqual(
    new Map(stock.body.items.map((item: Record<string, unknown>) => [item.skuId, item.onHand])),
    new Map([
      [a, 8],
      [b, 10],
      [c, 10],
    ]),
    'what nobody scanned is not zero',
  );
  const loss = async (by: string, as = manager) =>
    (await app.call('GET', `/api/counts/shrinkage?${span}&by=${by}`, { as })).body;
  const [line] = (await loss('reason')).items;
  assert.deepEqual([line.reason, line.lost, line.lostMinor, line.atPrice], ['count_theft', 2, 2_000, 2]);
  const entityId = (await sites(app.database))[0]?.entityId ?? '';
  await app.database.transaction({ actor: 'test' }, (tx) =>
    setCosts(tx, entityId, [{ skuId: a, costMilli: 400_500 }], 'test'),
  );
  const atCost = (await loss('site')).items[0];
  assert.deepEqual([atCost.siteId, atCost.lostMinor, atCost.atCost, atCost.atPrice], [shop.siteId, 801, 2, 0]);
  assert.equal((await loss('article', clerk)).items[0].lostMinor, 2_000, 'who may not know costs is told prices');
});

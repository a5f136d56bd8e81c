import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { timeline } from '#base/journal';
import { day, plus, type Instant } from '#base/time';
import { setLevels } from '#channels';
import { testApp } from '../../test/support/app.ts';
import { testShop } from '../../test/support/shop.ts';
import { until } from '../../test/support/until.ts';
import { createPriceList, forgetPrices, price, rulesFor, setPrices, shownPrices } from './index.ts';

test('prices in the database', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await testShop(database, { stock: 0, articles: 6 });
  const by = { actor: 'test' };
  const set = (listId: string, skuId: string, minor: number | null, more: { from?: Instant; until?: Instant } = {}) =>
    database.transaction(by, (tx) => setPrices(tx, { listId, prices: [{ skuId, minor }], ...more }));
  const shown = async (skuId: string, channelId = shop.channels.web): Promise<number | undefined> =>
    (await shownPrices(database, channelId, [skuId])).get(skuId)?.price.minor;
  const now = async (): Promise<Instant> =>
    (await database.query<{ now: Instant }>(sql`SELECT now()`))[0]?.now as Instant;
  const sku = (i: number): string => shop.skuIds[i] as string;

  await t.test('setting what is in force changes nothing and tells nothing', async () => {
    const told = async () => (await timeline(database, shop.listId)).length;
    const first = await told();
    assert.deepEqual(await set(shop.listId, sku(0), 1_000), { changed: 0, unchanged: 1 });
    assert.equal(await told(), first);
    assert.deepEqual(await set(shop.listId, sku(0), 1_100), { changed: 1, unchanged: 0 });
    assert.equal(await shown(sku(0)), 1_100);
    assert.equal(await told(), first + 1);
  });

  await t.test('any past moment is priced again, to the same cent', async () => {
    const then = await now();
    await database.query(sql`SELECT pg_sleep(0.005)`); // instants count milliseconds
    await set(shop.listId, sku(1), 777);
    const at = async (moment?: Instant) => {
      const rules = await rulesFor(database, shop.channels.web, [sku(1)], moment);
      const input = { country: 'FR', day: day('2026-11-22'), lines: [{ lineNo: 1, skuId: sku(1), quantity: 3 }] };
      return price({ ...input, delivery: 'none' }, rules).totals.gross.minor;
    };
    assert.equal(await at(), 3 * 777);
    assert.equal(await at(then), 3 * 1_001);
  });

  await t.test('a planned price begins and ends by itself; a price set in between does not undo it', async () => {
    const start = plus(await now(), 1_000);
    await set(shop.listId, sku(2), 500, { from: start, until: plus(start, 2_000) });
    assert.equal(await shown(sku(2)), 1_002);
    await set(shop.listId, sku(2), 900);
    assert.equal(await shown(sku(2)), 900);
    await until('it begins', async () => (await shown(sku(2))) === 500);
    await until('it ends', async () => (await shown(sku(2))) === 900);
    assert.ok((await now()) >= plus(start, 2_000), 'not before its end');
  });

  await t.test('a channel’s own list comes first; an isolated channel knows no other', async () => {
    const listId = newId('prl');
    const list = { listId, code: 'app', name: 'App', currency: 'EUR', channelId: shop.channels.app };
    await database.transaction(by, (tx) => createPriceList(tx, list));
    await set(listId, sku(0), 850);
    assert.deepEqual([await shown(sku(0), shop.channels.app), await shown(sku(0))], [850, 1_100]);
    assert.equal(await shown(sku(1), shop.channels.app), 777);
    await database.transaction(by, (tx) =>
      setLevels(tx, { channelId: shop.channels.app, levels: { prices: 'isolated' }, by: 'test' }),
    );
    assert.deepEqual(
      [await shown(sku(0), shop.channels.app), await shown(sku(1), shop.channels.app)],
      [850, undefined],
    );
    await set(listId, sku(0), null);
    assert.equal(await shown(sku(0), shop.channels.app), undefined);
  });

  await t.test('what this process kept is the same as what a fresh one reads', async () => {
    const kept = await shownPrices(database, shop.channels.web, shop.skuIds);
    forgetPrices(database, 'all');
    assert.deepEqual(await shownPrices(database, shop.channels.web, shop.skuIds), kept);
  });

  await t.test('the history cannot be edited', async () => {
    await assert.rejects(database.query(sql`UPDATE pricing.price SET minor = 1`), /append-only/);
    await assert.rejects(database.query(sql`DELETE FROM pricing.price`), /append-only/);
  });

  await t.test('over HTTP: shoppers read, owners write, clerks do not; bad input is refused by name', async () => {
    const [owner, clerk] = [await app.staff('owner'), await app.staff('clerk')];
    const path = `/api/price-lists/${shop.listId}/prices`;
    const put = async (as: typeof owner, prices: unknown, more = {}) =>
      app.call('PUT', path, { as, body: { prices, ...more } });
    const read = await app.call('GET', `/api/prices?skuIds=${sku(0)},${sku(1)}&channel=web`);
    assert.deepEqual([read.status, read.body.items.length], [200, 2]);
    assert.equal((await put(clerk, [{ skuId: sku(0), minor: 1 }])).status, 403);
    assert.deepEqual((await put(owner, [{ skuId: sku(0), minor: 1_234, compareAtMinor: 2_000 }])).body, {
      changed: 1,
      unchanged: 0,
    });
    const again = await app.call('GET', `/api/prices?skuIds=${sku(0)}`);
    assert.equal(again.body.items[0].compareAt, undefined, 'it was asked for less in the 30 days before');
    await put(owner, [{ skuId: sku(5), minor: 900, compareAtMinor: 2_000 }]);
    const reduced = await app.call('GET', `/api/prices?skuIds=${sku(5)}`);
    assert.deepEqual(reduced.body.items[0].compareAt, { minor: 1_005, currency: 'EUR' }, 'not what the list says');
    const tries: [unknown, object, string][] = [
      [[{ skuId: newId('sku'), minor: 1 }], {}, 'pricing.unknown_sku'],
      [[{ skuId: sku(0), minor: -1 }], {}, 'request.invalid'],
      [[{ skuId: sku(0), minor: 1, colour: 'red' }], {}, 'request.invalid'],
      [[{ skuId: sku(0), minor: 1 }], { from: '2020-01-01T00:00:00Z' }, 'pricing.bad_period'],
      [[{ skuId: sku(0), minor: 1 }], { from: '2027-02-31T25:00:00Z' }, 'request.invalid'],
    ];
    for (const [prices, more, code] of tries) assert.equal((await put(owner, prices, more)).body.code, code);
    assert.equal((await app.call('GET', `/api/prices?skuIds=${'x'.repeat(40)}`)).body.code, 'request.invalid');
    assert.equal((await app.call('GET', `/api/prices?skuIds=${sku(0)}&channel=nowhere`)).status, 404);
  });

  await t.test('the explanation names rule, amount and reason', async () => {
    const as = await app.staff('clerk');
    const { status, body } = await app.call('GET', `/api/prices/explain?skuId=${sku(0)}&channel=web&quantity=2`, {
      as,
    });
    assert.equal(status, 200);
    assert.deepEqual(body.total, { minor: 2_468, currency: 'EUR' });
    assert.deepEqual(
      body.trace.map((step: { rule: string; reason: string }) => [step.rule, step.reason]),
      [
        ['list:base', 'base_list'],
        ['vat:20', body.trace[1].reason],
      ],
    );
  });
});

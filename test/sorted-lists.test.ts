/** Lists of the office, sorted: made from the route table, so that one more is tried by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day } from '#base/time';
import { setLater } from '#sourcing';
import { jsonSchema } from '../src/http/validate.ts';
import { routes } from '../src/modules.ts';
import { testApp } from './support/app.ts';
import { add, device, sku } from './support/carts.ts';
import { marketTown, placeTogether, stock, webDraft } from './support/orders.ts';
import { makeArticles, testCustomer } from './support/shop.ts';

type Sorted = { readonly path: string; readonly words: readonly string[] };

/** Lists of staff whose query knows a `sort`; what is shown in the shop has no keyset of its own to prove here. */
const sorted: readonly Sorted[] = routes.flatMap((route) => {
  if (route.method !== 'GET' || route.path.startsWith('/api/exports/') || !route.query) return [];
  const { sort, after } = (jsonSchema(route.query, 'input').properties ?? {}) as Record<string, { enum?: string[] }>;
  return sort?.enum && after && route.permission.startsWith('staff:') ? [{ path: route.path, words: sort.enum }] : [];
});

test('a list that is read row by row is the list that is read whole, however it is sorted', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database, 5);
  for (const first of [5, 6]) await makeArticles(database, 1, [shop.channels.web], first);
  for (const [i, quantity] of [9, 4, 9, 7, 4].entries()) await stock(database, shop, sku(shop, i), quantity);
  const drafts = [0, 1, 2, 3, 4].map((i) => webDraft(shop, [[sku(shop, i), 1 + (i % 2)]]));
  for (const outcome of await placeTogether(database, drafts)) assert.ok(outcome.ok);
  for (const [i, expected] of [null, '2030-01-02', null, '2030-01-01', '2030-01-02'].entries())
    await database.transaction({ actor: 'test' }, (tx) =>
      setLater(tx, {
        ...{ skuId: sku(shop, i), channelId: shop.channels.web, kind: 'back_order', cap: 5, version: 0 },
        expected: expected === null ? null : day(expected),
      }),
    );
  for (const word of ['Une', 'Deux', 'Trois']) await testCustomer(database, word);
  for (const i of [0, 1, 2]) await add({ app, shop }, await device({ app, shop }), sku(shop, i));
  const as = await app.staff('owner');

  const walk = async (path: string, sort: string, limit: number): Promise<string[]> => {
    const found: string[] = [];
    for (let after = ''; ;) {
      const query = new URLSearchParams({ sort, limit: String(limit), ...(after ? { after } : {}) });
      if (path === '/api/fulfilment/queue') query.set('siteId', shop.siteId);
      const { status, body, text } = await app.call('GET', `${path}?${query}`, { as });
      assert.equal(status, 200, `${path}?${query}: ${text}`);
      found.push(...body.items.map((row: unknown) => JSON.stringify(row)));
      if (!body.next || body.items.length === 0) return found;
      after = body.next;
    }
  };
  const enough: string[] = [];
  for (const { path, words } of sorted)
    for (const word of words) {
      const whole = await walk(path, word, 100);
      assert.deepEqual(await walk(path, word, 1), whole, `${path}, ${word}`);
      assert.equal(new Set(whole).size, whole.length, `${path}, ${word}: each row once`);
      if (whole.length >= 2) enough.push(path);
      const spoilt = await app.call('GET', `${path}?sort=${word}&siteId=${shop.siteId}&after=zzz`, { as });
      assert.ok([200, 400].includes(spoilt.status), `${path}, ${word}: ${spoilt.text}`);
    }
  const lists = ['carts', 'customers', 'fulfilment/queue', 'orders', 'products', 'sourcing/later', 'stock'];
  assert.deepEqual(
    lists.filter((name) => !enough.includes(`/api/${name}`)),
    [],
    'had rows to walk over',
  );
});

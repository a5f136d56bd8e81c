import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { testApp } from '../../test/support/app.ts';
import { testCustomer, testShop } from '../../test/support/shop.ts';

test('wish lists over the API: made, filled, shared and unshared; said twice it is once, and the guest learns nothing else', async (t) => {
  const app = await testApp(t);
  const { database, call } = app;
  await testShop(database, { articles: 2 });
  const [one] = await database.query<{ id: string }>(sql`SELECT product_id AS id FROM catalog.product ORDER BY 1`);
  const { customerId } = await testCustomer(database, 'Ada');
  const as = await app.shopper(customerId);
  const base = '/api/shop/wish-lists';
  const status = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<number> =>
    (await call(method, `${base}${path}`, { as, ...(body ? { body } : {}) })).status;
  assert.equal((await call('GET', base)).status, 401);
  for (let twice = 0; twice < 2; twice++)
    assert.equal(await status('PUT', `/main/items/${one?.id}`), 204, 'the main list is there for the asking');
  const listId = newId('wsl');
  for (let twice = 0; twice < 2; twice++) assert.equal(await status('POST', '', { listId, name: 'Noël' }), 201);
  assert.equal(await status('PUT', `/${listId}/items/${one?.id}`), 204);
  assert.equal(await status('PUT', `/${listId}/items/${newId('prd')}`), 404, 'what is not sold is not wished for');
  const { items } = (await call('GET', base, { as })).body;
  assert.deepEqual(
    items.map((list: { main: boolean; name: string; count: number }) => [list.main, list.count]),
    [
      [true, 1],
      [false, 1],
    ],
  );
  const share = (shared: boolean) => call('PATCH', `${base}/${listId}`, { as, body: { shared } });
  const { shareCode } = (await share(true)).body;
  assert.equal((await share(true)).body.shareCode, shareCode);
  const seen = await call('GET', `/api/shop/shared-lists/${shareCode}`);
  assert.deepEqual([seen.status, seen.body.name, seen.body.items[0].product.productId], [200, 'Noël', one?.id]);
  assert.ok(!seen.text.includes(customerId) && !seen.text.includes('Ada'));
  await share(false);
  assert.equal((await call('GET', `/api/shop/shared-lists/${shareCode}`)).status, 404);
  assert.equal(await status('DELETE', `/${listId}/items/${one?.id}`), 204);
  const left = await call('GET', `${base}/${listId}/items`, { as });
  assert.deepEqual(left.body.items, []);
  const main = items[0].listId as string;
  assert.deepEqual([await status('DELETE', `/${listId}`), await status('DELETE', `/${main}`)], [204, 409]);
});

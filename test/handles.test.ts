/** An address once given to a product or category leads to it for ever, in one step, unless something else has it now. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyProducts } from '#catalog';
import { newId } from '#base/ids';
import { openStreet, type Street } from './support/storefront.ts';
import { until } from './support/until.ts';

type Staff = Awaited<ReturnType<Street['app']['staff']>>;

async function office(t: Parameters<typeof openStreet>[0]) {
  const street = await openStreet(t);
  const owner = await street.app.staff('owner');
  const api = (method: 'GET' | 'PUT' | 'POST', path: string, body?: object, as: Staff = owner) =>
    street.app.call(method, path, { as, ...(body ? { body } : {}) });
  const version = async (id: string): Promise<number> => (await api('GET', `/api/products/${id}`)).body.version;
  const rename = async (id: string, handle: string) =>
    api('PUT', `/api/products/${id}/handle`, { handle, version: await version(id) });
  /** Status and where to, as a browser without cookies sees it. */
  const visit = async (path: string): Promise<[number, string | undefined]> => {
    const answer = await street.app.app.inject({ method: 'GET', url: path, headers: { accept: 'text/html' } });
    return [answer.statusCode, answer.headers.location];
  };
  return { street, owner, api, rename, visit, robe: street.goods['robe']?.productId ?? '' };
}

test('a product’s old address answers 301 to the present one, whatever happened between', async (t) => {
  const { street, api, rename, visit, robe } = await office(t);
  assert.deepEqual(await visit('/p/robe'), [200, undefined], 'kept for everybody from now on');
  const changed = await rename(robe, 'robe-bellecour');
  assert.deepEqual([changed.status, changed.body.handle], [200, 'robe-bellecour'], changed.text);
  await until('the kept page is dropped', async () => (await visit('/p/robe'))[0] === 301);
  assert.deepEqual(await visit('/p/robe?v=sku_x&a=1'), [301, '/p/robe-bellecour?v=sku_x&a=1']);
  assert.deepEqual(await visit('/en/p/robe'), [301, '/en/p/robe-bellecour']);
  const page = await street.app.app.inject({
    method: 'GET',
    url: '/p/robe-bellecour',
    headers: { accept: 'text/html' },
  });
  assert.match(page.body, /rel="canonical" href="[^"]*\/p\/robe-bellecour"/);
  await rename(robe, 'robe-presquile');
  assert.deepEqual(await visit('/p/robe'), [301, '/p/robe-presquile'], 'one step, not a chain');
  await until('the one between, too', async () => (await visit('/p/robe-bellecour'))[1] === '/p/robe-presquile');
  await rename(robe, 'robe');
  assert.deepEqual(await visit('/p/robe'), [200, undefined], 'back again: no circle');
  assert.deepEqual(await visit('/p/robe-presquile'), [301, '/p/robe']);
  assert.equal((await visit('/p/jamais'))[0], 404);
  const json = await street.app.call('GET', '/api/shop/products/robe-presquile');
  assert.deepEqual([json.status, json.body.handle], [200, 'robe']);
  const map = await street.app.app.inject({ method: 'GET', url: '/sitemap.xml' });
  const part = /sitemaps\/(prd_\w+)\.xml/.exec(map.body)?.[1] ?? '';
  const addresses = (await street.app.app.inject({ method: 'GET', url: `/sitemaps/${part}.xml` })).body;
  assert.match(addresses, /\/p\/robe</);
  assert.doesNotMatch(addresses, /robe-presquile/);
  const [last] = (await api('GET', `/api/products/${robe}/history`)).body.items;
  assert.deepEqual(last.changes, [{ field: 'handle', from: 'robe-presquile', to: 'robe' }]);
  assert.equal((await api('POST', `/api/products/${robe}/history/${last.changeId}/undo`)).status, 200);
  await until('the undoing leaves no dead address', async () => (await visit('/p/robe'))[1] === '/p/robe-presquile');
});

test('an address that something has now goes before what once had it; nobody takes one in use', async (t) => {
  const { street, api, rename, visit, robe } = await office(t);
  const pull = street.goods['pull']?.productId ?? '';
  assert.equal((await rename(robe, 'pull')).body.code, 'catalog.handle_taken');
  assert.equal((await rename(robe, 'Robe Été')).body.code, 'catalog.product_invalid');
  assert.equal((await rename(robe, 'robe')).status, 200, 'the one it has changes nothing');
  const clerk = await street.app.staff('clerk');
  assert.equal((await api('PUT', `/api/products/${robe}/handle`, { handle: 'x', version: 1 }, clerk)).status, 403);
  const seen = await api('PUT', `/api/products/${robe}/handle`, { handle: 'autre', version: 99 });
  assert.equal(seen.body.code, 'catalog.version_changed');
  await rename(robe, 'robe-longue');
  await rename(pull, 'robe');
  await until('the page under the address is the other’s', async () => {
    const answer = await street.app.app.inject({ method: 'GET', url: '/p/robe', headers: { accept: 'text/html' } });
    return answer.statusCode === 200 && answer.body.includes(`data-product="${pull}"`);
  });
  await rename(pull, 'pull-fin');
  await until('it leads to whoever had it last', async () => (await visit('/p/robe'))[1] === '/p/pull-fin');
  const [change] = (await api('GET', `/api/products/${robe}/history`)).body.items;
  await rename(pull, 'robe');
  const undone = await api('POST', `/api/products/${robe}/history/${change.changeId}/undo`);
  assert.equal(undone.body.code, 'catalog.handle_taken', 'an undoing takes nothing from others');
});

test('a file that still has the old handle changes the product and makes no second one', async (t) => {
  const { street, rename, robe } = await office(t);
  await rename(robe, 'robe-bellecour');
  const text = { fr: 'Robe du fichier', en: 'Dress of the file' };
  const draft = {
    ...{ handle: 'robe', name: text, description: text, facts: {}, brand: 'Fichier', productType: null, tags: [] },
    ...{ taxClass: 'standard', options: [], status: 'active', media: [], attributes: {}, categoryIds: [] },
    ...{ published: false, sourceHash: null, variants: [] },
  } as unknown as Parameters<typeof applyProducts>[1][number];
  const [applied] = await street.app.database.transaction({ actor: 'system' }, (tx) =>
    applyProducts(tx, [draft], { channelIds: [] }),
  );
  assert.deepEqual([applied?.plan.kind, applied?.plan.productId], ['updated', robe]);
  const made = { ...draft, productId: newId('prd') };
  const [other] = await street.app.database.transaction({ actor: 'system' }, (tx) =>
    applyProducts(tx, [made], { channelIds: [] }),
  );
  assert.deepEqual([other?.plan.kind, other?.plan.productId], ['created', made.productId], 'said to be another, it is');
});

test('a category’s old address leads to it with what was chosen there, and its pages follow', async (t) => {
  const { api, visit } = await office(t);
  const [category] = (await api('GET', '/api/categories')).body.items;
  const change = (handle: string, version: number) =>
    api('PUT', `/api/categories/${category.categoryId}/handle`, { handle, version });
  assert.deepEqual(await visit('/c/vetements'), [200, undefined]);
  assert.equal((await change('mode', category.version)).status, 200);
  await until('the kept page is dropped', async () => (await visit('/c/vetements'))[0] === 301);
  assert.deepEqual(await visit('/en/c/vetements?sort=newest'), [301, '/en/c/mode?sort=newest']);
  assert.equal((await change('habits', category.version)).body.code, 'catalog.version_changed');
  assert.equal((await change('vetements', category.version + 1)).status, 200);
  assert.deepEqual(await visit('/c/mode'), [301, '/c/vetements']);
  assert.deepEqual(await visit('/c/vetements'), [200, undefined]);
});

/** The tree of categories and the products in it, as the office changes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { listProducts } from '#catalog';
import { searchModule, searchProducts } from '#search';
import { testApp, type Answer, type Person, type TestApp } from '../../test/support/app.ts';
import { react } from '../../test/support/react.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';

const text = (fr: string, en = fr) => ({ fr, en });
type Line = { categoryId: string; handle: string; depth: number; products: number; version: number };
type Office = { app: TestApp; shop: TestShop; owner: Person };

async function office(t: Parameters<typeof testApp>[0]): Promise<Office> {
  const app = await testApp(t);
  return { app, shop: await testShop(app.database, { articles: 0 }), owner: await app.staff('owner') };
}

async function category({ app, owner }: Office, handle: string, parentId: string | null = null): Promise<string> {
  const categoryId = newId('cat');
  const body = { categoryId, handle, name: text(handle), parentId };
  const answer = await app.call('POST', '/api/categories', { as: owner, body });
  assert.equal(answer.status, 201, answer.text);
  return categoryId;
}

async function product({ app, owner, shop }: Office, handle: string, categoryIds: string[] = []): Promise<string> {
  const productId = newId('prd');
  const body = { productId, handle, name: text(handle), categoryIds, channelIds: [shop.channels.web] };
  const answer = await app.call('POST', '/api/products', {
    as: owner,
    body: { ...body, variants: [{ optionValues: [] }] },
  });
  assert.equal(answer.status, 201, answer.text);
  return productId;
}

const lines = async ({ app, owner }: Office): Promise<Line[]> =>
  (await app.call('GET', '/api/categories', { as: owner })).body.items;
const drawn = async (at: Office): Promise<string[]> =>
  (await lines(at)).map(({ depth, handle }) => `${'-'.repeat(depth)}${handle}`);
const change = ({ app, owner }: Office, categoryId: string, body: object): Promise<Answer> =>
  app.call('PATCH', `/api/categories/${categoryId}`, { as: owner, body });
const sort = ({ app, owner }: Office, parentId: string | null, categoryIds: string[]): Promise<Answer> =>
  app.call('PUT', '/api/categories/order', { as: owner, body: { parentId, categoryIds } });
const assign = ({ app, owner }: Office, body: object): Promise<Answer> =>
  app.call('POST', '/api/products/categories', { as: owner, body: { add: [], remove: [], ...body } });
const facts = ({ app }: Office, subjectId: string): Promise<{ type: string; actor: string; body: object }[]> =>
  app.database.query(sql`SELECT type, actor, body FROM journal.event WHERE subject_id = ${subjectId} ORDER BY version`);

test('categories are made last, sorted, moved and renamed; the tree and the journal tell it', async (t) => {
  const at = await office(t);
  const [a, b] = [await category(at, 'a'), await category(at, 'b')];
  const [c, d] = [await category(at, 'c', a), await category(at, 'd', a)];
  assert.deepEqual(await drawn(at), ['a', '-c', '-d', 'b']);
  assert.deepEqual((await sort(at, null, [b, a])).body, { changed: 2 });
  assert.deepEqual((await sort(at, null, [b, a])).body, { changed: 0 });
  assert.equal((await change(at, d, { version: 1, parentId: b })).status, 200);
  assert.equal((await change(at, c, { version: 1, parentId: b })).status, 200);
  assert.deepEqual(await drawn(at), ['b', '-d', '-c', 'a'], 'what is moved comes last');
  const renamed = await change(at, c, { version: 2, name: text('Chapeaux', 'Hats') });
  assert.equal(renamed.body.version, 3);
  assert.equal((await change(at, c, { version: 2, name: text('X') })).body.code, 'catalog.version_changed');
  assert.deepEqual(
    (await facts(at, c)).map(({ actor, body }) => [actor === at.owner.id, body]),
    [['made'], ['moved'], ['renamed']].map((what) => [true, { what }]),
  );
});

test('an order that is not of all and only the sisters is refused, and so is a clerk', async (t) => {
  const at = await office(t);
  const [a, b] = [await category(at, 'a'), await category(at, 'b')];
  const c = await category(at, 'c', a);
  for (const ids of [[a], [a, b, c], [a, a], [a, c], [a, newId('cat')]])
    assert.equal((await sort(at, null, ids)).body.code, 'catalog.version_changed');
  assert.deepEqual(await drawn(at), ['a', '-c', 'b']);
  const clerk = await at.app.staff('clerk');
  const body = { parentId: null, categoryIds: [b, a] };
  assert.equal((await at.app.call('PUT', '/api/categories/order', { as: clerk, body })).status, 403);
  const wish = { productIds: [newId('prd')], add: [a], remove: [] };
  assert.equal((await at.app.call('POST', '/api/products/categories', { as: clerk, body: wish })).status, 403);
});

test('many products are put into categories at once, whole or not at all', async (t) => {
  const at = await office(t);
  const { app, owner, shop } = at;
  const [a, b] = [await category(at, 'a'), await category(at, 'b')];
  const [one, two, three] = [
    await product(at, 'one', [a]),
    await product(at, 'two', [a, b]),
    await product(at, 'three'),
  ];
  const of = async (productId: string) => (await app.call('GET', `/api/products/${productId}`, { as: owner })).body;
  const inB = async (): Promise<string[]> => {
    const wish = { channelId: shop.channels.web, categoryHandle: 'b', sort: 'name_fr', limit: 9 } as const;
    return (await listProducts(app.database, wish)).items.map((item) => item.handle);
  };
  assert.deepEqual(await inB(), ['two']);
  assert.deepEqual((await assign(at, { productIds: [one, two, three], add: [b] })).body, { changed: 2 });
  assert.deepEqual(await inB(), ['one', 'three', 'two'], 'the shop’s list has them at once');
  assert.deepEqual((await of(one)).categoryIds, [a, b]);
  assert.deepEqual([(await of(one)).version, (await of(two)).version], [2, 1], 'what was so already is left alone');
  assert.equal((await facts(at, one)).at(-1)?.actor, owner.id);
  assert.deepEqual((await assign(at, { productIds: [one, two], add: [], remove: [a, b] })).body, { changed: 2 });
  assert.deepEqual(
    (await lines(at)).map((line) => line.products),
    [0, 1],
  );
  for (const wrong of [{ add: [newId('cat')] }, { productIds: [one, newId('prd')], add: [a] }]) {
    const answer = await assign(at, { productIds: [one], ...wrong });
    assert.match(answer.body.code, /^catalog\.(category|product)_unknown$/);
  }
  assert.deepEqual((await of(one)).categoryIds, []);
});

test('a category that goes leaves its products, and nothing of it behind', async (t) => {
  const at = await office(t);
  const a = await category(at, 'a');
  const b = await category(at, 'b', a);
  const one = await product(at, 'one', [a, b]);
  const remove = (id: string) => at.app.call('DELETE', `/api/categories/${id}`, { as: at.owner });
  assert.equal((await remove(a)).body.code, 'catalog.category_in_use');
  assert.equal((await remove(b)).status, 200);
  assert.equal((await remove(a)).status, 200);
  assert.equal((await remove(a)).body.code, 'catalog.category_unknown');
  const left = (await at.app.call('GET', `/api/products/${one}`, { as: at.owner })).body;
  assert.deepEqual([left.categoryIds, left.version], [[], 3]);
  assert.deepEqual(
    (await facts(at, one)).map((fact) => fact.type),
    Array.from({ length: 3 }, () => 'catalog.product_changed'),
  );
});

test('two moves at once make no circle; nothing is made below what goes', async (t) => {
  const at = await office(t);
  for (let round = 0; round < 6; round++) {
    const [a, b] = [await category(at, `a${round}`), await category(at, `b${round}`)];
    const moves = await Promise.all([
      change(at, a, { version: 1, parentId: b }),
      change(at, b, { version: 1, parentId: a }),
    ]);
    assert.deepEqual(moves.map((answer) => answer.status).sort(), [200, 422], 'one of them is below the other now');
    const c = await category(at, `c${round}`);
    const below = { categoryId: newId('cat'), handle: `d${round}`, name: text('d'), parentId: c };
    const [made, gone] = await Promise.all([
      at.app.call('POST', '/api/categories', { as: at.owner, body: below }),
      at.app.call('DELETE', `/api/categories/${c}`, { as: at.owner }),
    ]);
    assert.ok(
      (made.status === 201 && gone.body.code === 'catalog.category_in_use') ||
        (made.body.code === 'catalog.category_unknown' && gone.status === 200),
      `${made.text} ${gone.text}`,
    );
  }
});

test('a product is found by the name its category has now', async (t) => {
  const at = await office(t);
  const a = await category(at, 'bonnets');
  await product(at, 'one', [a]);
  const found = async (q: string): Promise<number> => {
    await react(at.app.database, searchModule.reactions ?? []);
    const wish = { q, channelId: at.shop.channels.web, lang: 'fr', limit: 5 } as const;
    return (await searchProducts(at.app.database, wish)).total;
  };
  assert.equal(await found('bonnets'), 1);
  await change(at, a, { version: 1, name: text('Couvre-chefs', 'Headgear') });
  assert.equal(await found('headgear'), 1);
  assert.equal(await found('bonnets'), 0);
});

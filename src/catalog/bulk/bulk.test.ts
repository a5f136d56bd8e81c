/** One change of many products: told first, then made, refused row by row, kept in the history; and variants made from options. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { testApp, type Answer, type Person, type TestApp } from '../../../test/support/app.ts';
import { testShop, type TestShop } from '../../../test/support/shop.ts';

const text = (fr: string, en = fr) => ({ fr, en });
type Office = { app: TestApp; shop: TestShop; owner: Person };

const send = ({ app, owner }: Office, method: 'POST' | 'PUT' | 'PATCH', path: string, body?: object): Promise<Answer> =>
  app.call(method, path, { as: owner, ...(body ? { body } : {}) });
async function ok(answer: Promise<Answer>, status = 200): Promise<Answer['body']> {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.body;
}

async function office(t: Parameters<typeof testApp>[0]): Promise<Office> {
  const app = await testApp(t);
  const at = { app, shop: await testShop(app.database, { articles: 0 }), owner: await app.staff('owner') };
  const choices = ['lin', 'coton', 'laine'].map((code) => ({ code, name: text(code) }));
  const attributes = [
    { code: 'material', name: text('Matière'), kind: 'choices', choices, rules: { maxChoices: 2 } },
    { code: 'care', name: text('Entretien'), kind: 'text', localisable: true },
  ];
  for (const attribute of attributes) await ok(send(at, 'POST', '/api/attributes', attribute), 201);
  const listed = attributes.map(({ code }) => ({ code, required: 'no' }));
  await ok(send(at, 'POST', '/api/families', { code: 'dress', name: text('Robes'), attributes: listed }), 201);
  return at;
}

async function product(at: Office, handle: string, body: object = {}): Promise<string> {
  const productId = newId('prd');
  await ok(
    send(at, 'POST', '/api/products', {
      productId,
      handle,
      name: text(handle),
      variants: [{ optionValues: [] }],
      ...body,
    }),
    201,
  );
  return productId;
}

const bulk = (at: Office, select: object, edits: object[], dryRun = false): Promise<Answer['body']> =>
  ok(send(at, 'POST', '/api/products/bulk', { select, edits, dryRun }));
const get = (at: Office, path: string): Promise<Answer['body']> => ok(at.app.call('GET', path, { as: at.owner }));
const outcomes = (result: Answer['body']): string[] => result.items.map((item: { outcome: string }) => item.outcome);

test('a dry run tells what would change and writes nothing; the same then changes exactly that', async (t) => {
  const at = await office(t);
  const [a, b] = [
    await product(at, 'robe-a', { tags: ['été'] }),
    await product(at, 'robe-b', { tags: ['été', 'soldes'], brand: 'Ourcel' }),
  ];
  const other = await product(at, 'lampe');
  const select = { filter: { q: 'robe' } };
  const edits = [
    { op: 'set', field: 'brand', value: 'Ourcel' },
    { op: 'replace', field: 'tags', find: 'été', with: 'printemps' },
    { op: 'append', field: 'tags', value: ['soldes'] },
    { op: 'set', field: 'family', value: 'dress' },
    { op: 'set', field: 'attribute:material', value: ['lin'] },
    { op: 'append', field: 'attribute:material', value: ['coton'] },
    { op: 'set', field: 'attribute:care', language: 'fr', value: 'À la main' },
    { op: 'append', field: 'name', language: 'fr', value: ' (nouvelle)' },
  ];
  const before = await get(at, `/api/products/${a}`);
  const told = await bulk(at, select, edits, true);
  assert.deepEqual([told.matched, told.changed, told.refused], [2, 2, 0]);
  assert.deepEqual(await get(at, `/api/products/${a}`), before, 'a dry run writes nothing');
  const done = await bulk(at, select, edits);
  assert.deepEqual(done, told);
  const now = await get(at, `/api/products/${b}`);
  assert.deepEqual(
    [now.brand, now.tags, now.name.fr, now.name.en],
    ['Ourcel', ['printemps', 'soldes'], 'robe-b (nouvelle)', 'robe-b'],
  );
  const content = await get(at, `/api/products/${a}/content`);
  assert.deepEqual(
    [content.family, ...content.values.map((value: { value: unknown }) => value.value)],
    ['dress', 'À la main', ['lin', 'coton']],
  );
  assert.equal((await get(at, `/api/products/${other}`)).version, 1, 'who is not selected is not touched');
  const again = await bulk(at, { productIds: [a, b] }, edits.slice(0, 7));
  assert.deepEqual(outcomes(again), ['unchanged', 'unchanged'], 'the same again changes nothing');
});

test('a product that a rule refuses is left as it was, whole, and told; the others are changed', async (t) => {
  const at = await office(t);
  const [a, b, c] = [await product(at, 'a'), await product(at, 'b'), await product(at, 'c')];
  const ids = [a, b, c].toSorted();
  await bulk(at, { productIds: [a, b] }, [{ op: 'set', field: 'family', value: 'dress' }]);
  await bulk(at, { productIds: [b] }, [{ op: 'set', field: 'attribute:material', value: ['laine', 'coton'] }]);
  const result = await bulk(at, { productIds: ids }, [
    { op: 'set', field: 'brand', value: 'Neuve' },
    { op: 'append', field: 'attribute:material', value: ['lin'] },
  ]);
  const of = (id: string) => result.items.find((item: { productId: string }) => item.productId === id);
  assert.equal(of(a).outcome, 'changed');
  assert.deepEqual([of(b).outcome, of(b).fields], ['refused', [{ field: 'edits.1', rule: 'at most 2' }]]);
  assert.deepEqual(
    [of(c).outcome, of(c).fields],
    ['refused', [{ field: 'edits.1', rule: 'an attribute of the product’s family' }]],
  );
  assert.equal((await get(at, `/api/products/${b}`)).brand, null, 'also what would have been right');
  assert.deepEqual([result.changed, result.refused], [1, 2]);
  const wrong = await bulk(at, { productIds: [a] }, [
    { op: 'clear', field: 'name' },
    { op: 'set', field: 'taxClass', value: 'free' },
    { op: 'append', field: 'categories', value: [newId('cat')] },
    { op: 'set', field: 'attribute:nothing', value: 'x' },
    { op: 'set', field: 'family', value: 'nothing' },
  ]);
  assert.deepEqual(of.call(null, a) && wrong.items[0].fields.map((one: { field: string }) => one.field), [
    'edits.0',
    'edits.1',
    'edits.2',
    'edits.3',
    'family',
  ]);
});

test('each product’s part of a bulk edit stands in its history as one change, and is undone alone', async (t) => {
  const at = await office(t);
  const [a, b] = [await product(at, 'a'), await product(at, 'b')];
  await bulk(at, { productIds: [a, b] }, [
    { op: 'set', field: 'brand', value: 'Neuve' },
    { op: 'set', field: 'family', value: 'dress' },
    { op: 'set', field: 'attribute:material', value: ['lin'] },
  ]);
  const [last] = (await get(at, `/api/products/${a}/history`)).items;
  assert.deepEqual(
    last.changes.map((change: { field: string }) => change.field),
    ['brand', 'family', 'attribute:material'],
  );
  await ok(send(at, 'POST', `/api/products/${a}/history/${last.changeId}/undo`));
  assert.equal((await get(at, `/api/products/${a}`)).brand, null);
  assert.deepEqual((await get(at, `/api/products/${a}/content`)).values, []);
  assert.equal((await get(at, `/api/products/${b}`)).brand, 'Neuve');
});

test('options make every combination, told first; what is there keeps its SKU, what is left out is not made', async (t) => {
  const at = await office(t);
  const productId = await product(at, 'robe', { variants: [{ sku: 'ROBE-1', optionValues: [] }] });
  const options = [
    { name: text('Couleur', 'Colour'), values: [text('Bleu', 'Blue'), text('Rouge', 'Red')] },
    { name: text('Taille', 'Size'), values: [text('S'), text('M')] },
  ];
  const preview = await ok(send(at, 'POST', `/api/products/${productId}/variants/preview`, { options }));
  assert.deepEqual(
    preview.items.map((item: { sku: string; exists: boolean }) => `${item.sku} ${item.exists}`),
    ['ROBE-1 true', 'robe-bleu-m false', 'robe-rouge-s false', 'robe-rouge-m false'],
  );
  const path = `/api/products/${productId}/variants`;
  const made = await ok(send(at, 'POST', path, { version: 1, options, leaveOut: ['robe-rouge-m'] }));
  assert.deepEqual(
    made.made.map((sku: { sku: string }) => sku.sku),
    ['robe-bleu-m', 'robe-rouge-s'],
  );
  const now = await get(at, `/api/products/${productId}`);
  assert.deepEqual(
    now.variants.map((v: { sku: string; optionValues: { fr: string }[] }) => [
      v.sku,
      ...v.optionValues.map((o) => o.fr),
    ]),
    [
      ['ROBE-1', 'Bleu', 'S'],
      ['robe-bleu-m', 'Bleu', 'M'],
      ['robe-rouge-s', 'Rouge', 'S'],
    ],
  );
  const wider = [options[0], { ...options[1], values: [text('S'), text('M'), text('L')] }];
  const more = await ok(send(at, 'POST', path, { version: 2, options: wider }));
  assert.equal(more.made.length, 3);
  assert.equal((await send(at, 'POST', path, { version: 2, options: wider })).body.code, 'catalog.version_changed');
  const fewer = await send(at, 'POST', path, { version: 3, options: [options[0]] });
  assert.equal(fewer.body.code, 'catalog.product_invalid');
  const many = Array.from({ length: 3 }, (_, i) => ({
    name: text(`o${i}`),
    values: Array.from({ length: 9 }, (_, n) => text(String(n))),
  }));
  const plain = await product(at, 'trop');
  assert.equal(
    (await send(at, 'POST', `/api/products/${plain}/variants/preview`, { options: many })).body.code,
    'catalog.product_invalid',
  );
});

test('what a grid shows: the products asked for in that order, of one family, each with its values', async (t) => {
  const at = await office(t);
  const [a, b] = [await product(at, 'robe-a', { tags: ['été'] }), await product(at, 'robe-b', { brand: 'Ourcel' })];
  const other = await product(at, 'lampe');
  await bulk(at, { productIds: [a, b] }, [
    { op: 'set', field: 'family', value: 'dress' },
    { op: 'set', field: 'attribute:care', language: 'fr', value: 'À la main' },
  ]);
  const listed = await get(at, '/api/products?family=dress');
  assert.deepEqual(
    listed.items.map((line: { productId: string }) => line.productId),
    [a, b],
  );
  const path = '/api/products/values?productIds=';
  const { items } = await get(at, `${path}${b},${other},${newId('prd')},${a},${b}`);
  assert.deepEqual(
    items.map((row: { productId: string; family: string | null; brand: string | null }) => [
      row.productId,
      row.family,
      row.brand,
    ]),
    [
      [b, 'dress', 'Ourcel'],
      [other, null, null],
      [a, 'dress', null],
    ],
  );
  assert.deepEqual([items[2].tags, items[2].version], [['été'], 2]);
  assert.deepEqual(items[2].values, [
    { attribute: 'care', skuId: null, language: 'fr', channelId: null, value: 'À la main' },
  ]);
  const wrong = await at.app.call('GET', `${path}${a},tout-le-reste`, { as: at.owner });
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'request.invalid']);
  const nobody = await at.app.call('GET', `${path}${a}`);
  assert.equal(nobody.status, 401);
});

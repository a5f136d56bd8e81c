/** What products say: families, values, completeness, state, relations, bundles, as the office states them over HTTP. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { componentsOf, facetValues, productTexts, relatedProducts, shownAttributes } from '#catalog';
import { testApp, type Answer, type Person, type TestApp } from '../../../test/support/app.ts';
import { testShop, type TestShop } from '../../../test/support/shop.ts';

const text = (fr: string, en = fr) => ({ fr, en });
type Office = { app: TestApp; shop: TestShop; owner: Person };
type Made = { productId: string; version: number; skuIds: string[] };

async function office(t: Parameters<typeof testApp>[0]): Promise<Office> {
  const app = await testApp(t);
  return { app, shop: await testShop(app.database, { articles: 0 }), owner: await app.staff('owner') };
}

const send = ({ app, owner }: Office, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
  app.call(method, path, { as: owner, ...(body ? { body } : {}) });

async function ok(answer: Promise<Answer>, status = 200): Promise<Answer['body']> {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.body;
}

async function product(at: Office, handle: string, sizes: string[] = []): Promise<Made> {
  const productId = newId('prd');
  const body = {
    productId,
    handle,
    name: text(handle),
    description: text('<p>Belle.</p>', '<p>Fine.</p>'),
    options: sizes.length > 0 ? [text('Taille', 'Size')] : [],
    media: [{ source: { drawing: { kind: 'dress', palette: 'bleu', pattern: 'plain', variant: 0 } }, alt: text('') }],
    variants: sizes.length > 0 ? sizes.map((size) => ({ optionValues: [text(size)] })) : [{ optionValues: [] }],
    channelIds: [at.shop.channels.web],
  };
  const made = await ok(send(at, 'POST', '/api/products', body), 201);
  return { productId, version: made.version, skuIds: made.skus.map((sku: { skuId: string }) => sku.skuId) };
}

/** Dresses: material everywhere, care in each language, length on the web only, colour variant by variant. */
async function dresses(at: Office): Promise<void> {
  const choices = ['lin', 'coton'].map((code) => ({
    code,
    name: text(code === 'lin' ? 'Lin' : 'Coton', code === 'lin' ? 'Linen' : 'Cotton'),
  }));
  const attributes = [
    { code: 'material', name: text('Matière', 'Material'), kind: 'choices', choices, facetable: true },
    { code: 'care', name: text('Entretien', 'Care'), kind: 'text', localisable: true, perChannel: true },
    {
      code: 'length',
      name: text('Longueur', 'Length'),
      kind: 'measure',
      unit: 'cm',
      facetable: true,
      rules: { min: 20, max: 200 },
    },
    { code: 'lined', name: text('Doublée', 'Lined'), kind: 'yes_no', level: 'variant', facetable: true },
  ];
  for (const attribute of attributes) await ok(send(at, 'POST', '/api/attributes', attribute), 201);
  await ok(
    send(at, 'POST', '/api/families', {
      code: 'dress',
      name: text('Robes', 'Dresses'),
      attributes: [
        { code: 'material', required: 'everywhere' },
        { code: 'care', required: 'everywhere' },
        { code: 'length', required: [at.shop.channels.web] },
        { code: 'lined', required: 'no' },
      ],
    }),
    201,
  );
}

const values = (at: Office, { productId }: Made, version: number, list: object[]): Promise<Answer> =>
  send(at, 'PUT', `/api/products/${productId}/values`, { version, values: list });
const content = async (at: Office, { productId }: Made): Promise<Answer['body']> =>
  ok(at.app.call('GET', `/api/products/${productId}/content`, { as: at.owner }));

test('values are held to their attribute, whole or not at all, and the refusal names field and rule', async (t) => {
  const at = await office(t);
  await dresses(at);
  const dress = await product(at, 'robe', ['36', '38']);
  const early = await values(at, dress, 1, [{ attribute: 'material', value: ['lin'] }]);
  assert.equal(early.status, 422);
  assert.deepEqual(early.body.fields, [
    { field: 'body.values.0.attribute', rule: 'an attribute of the product’s family' },
  ]);
  await ok(send(at, 'PUT', `/api/products/${dress.productId}/family`, { version: 1, family: 'dress' }));
  const wrong = await values(at, dress, 2, [
    { attribute: 'material', value: ['lin'] },
    { attribute: 'material', value: ['soie'] },
    { attribute: 'care', value: '30 °C' },
    { attribute: 'length', value: { amount: 3, unit: 'm' } },
    { attribute: 'length', language: 'fr', value: { amount: 1, unit: 'm' } },
    { attribute: 'length', skuId: dress.skuIds[0], value: { amount: 1, unit: 'm' } },
    { attribute: 'lined', skuId: newId('sku'), value: true },
    { attribute: 'care', language: 'fr', channelId: newId('chn'), value: 'Ici' },
    { attribute: 'weave', value: 'x' },
  ]);
  assert.equal(wrong.body.code, 'catalog.value_invalid');
  assert.deepEqual(
    wrong.body.fields.map(
      ({ field, rule }: { field: string; rule: string }) => `${field.slice('body.values.'.length)}: ${rule}`,
    ),
    [
      '1.value: of its choices',
      '2.language: fr or en',
      '3.value: at most 200',
      '4.language: none: it is the same in every language',
      '5.skuId: none: it is said of the product',
      '6.skuId: a variant of the product',
      '7.channelId: a channel of ours',
      '8.attribute: an attribute that exists',
    ],
  );
  assert.deepEqual((await content(at, dress)).values, [], 'nothing of it is kept');
  assert.equal(
    (await values(at, dress, 1, [{ attribute: 'material', value: ['lin'] }])).body.code,
    'catalog.version_changed',
  );
  const set = await ok(values(at, dress, 2, [{ attribute: 'length', value: { amount: 1.05, unit: 'm' } }]));
  assert.deepEqual(set, { productId: dress.productId, version: 3, changed: 1 });
  const same = await ok(values(at, dress, 3, [{ attribute: 'length', value: { amount: 1.05, unit: 'm' } }]));
  assert.deepEqual(same, { productId: dress.productId, version: 3, changed: 0 }, 'the same again is no change');
  await ok(values(at, dress, 3, [{ attribute: 'length', value: null }]));
  assert.deepEqual((await content(at, dress)).values, []);
});

test('completeness is told by channel and language, with what is missing; ready is refused until nothing is', async (t) => {
  const at = await office(t);
  await dresses(at);
  const dress = await product(at, 'robe');
  const { web, till } = at.shop.channels;
  await ok(send(at, 'PUT', `/api/products/${dress.productId}/family`, { version: 1, family: 'dress' }));
  await ok(
    values(at, dress, 2, [
      { attribute: 'material', value: ['lin'] },
      { attribute: 'care', language: 'fr', value: 'À la main' },
    ]),
  );
  const missing = async (channelId: string) =>
    (await content(at, dress)).completeness.flatMap(
      (line: { channelId: string; language: string; missing: string[] }) =>
        line.channelId === channelId ? [`${line.language}: ${line.missing.join()}`] : [],
    );
  assert.deepEqual(await missing(web), ['fr: length', 'en: care,length']);
  assert.deepEqual(await missing(till), ['fr: ', 'en: care']);
  const move = (version: number, to: string) =>
    send(at, 'PUT', `/api/products/${dress.productId}/enrichment`, { version, to });
  assert.equal((await move(3, 'ready')).body.code, 'catalog.move_not_allowed');
  await ok(move(3, 'review'));
  const refused = await move(4, 'ready');
  assert.equal(refused.body.code, 'catalog.incomplete');
  assert.deepEqual(
    refused.body.fields.map((one: { field: string }) => one.field),
    [`length@fr@${web}`, `care@en@${web}`, `length@en@${web}`],
    'on the channels where it is offered',
  );
  await ok(
    values(at, dress, 4, [
      { attribute: 'care', language: 'en', channelId: web, value: 'By hand' },
      { attribute: 'length', value: { amount: 90, unit: 'cm' } },
    ]),
  );
  assert.deepEqual(await missing(web), ['fr: ', 'en: ']);
  assert.deepEqual(await missing(till), ['fr: ', 'en: care'], 'what only the web says is missing elsewhere');
  await ok(move(5, 'ready'));
  assert.equal((await content(at, dress)).enrichment, 'ready');
});

test('a channel shows its own words before those for all, in the family’s order; facets count codes in one unit', async (t) => {
  const at = await office(t);
  await dresses(at);
  const dress = await product(at, 'robe', ['36', '38']);
  const { web, till } = at.shop.channels;
  await ok(send(at, 'PUT', `/api/products/${dress.productId}/family`, { version: 1, family: 'dress' }));
  await ok(
    values(at, dress, 2, [
      { attribute: 'length', value: { amount: 1.05, unit: 'm' } },
      { attribute: 'material', value: ['lin', 'coton'] },
      { attribute: 'care', language: 'fr', value: 'À la main' },
      { attribute: 'care', language: 'fr', channelId: till, value: 'Voir l’étiquette' },
      { attribute: 'lined', skuId: dress.skuIds[0], value: true },
      { attribute: 'lined', skuId: dress.skuIds[1], value: false },
    ]),
  );
  const { database } = at.app;
  const shown = (await shownAttributes(database, [dress.productId], web)).get(dress.productId) ?? [];
  assert.deepEqual(
    shown.map((one) => [one.code, one.text.fr, one.text.en]),
    [
      ['material', 'Lin, Coton', 'Linen, Cotton'],
      ['care', 'À la main', 'À la main'],
      ['length', '1,05\u00a0m', '1.05\u00a0m'],
      ['lined', 'Oui, Non', 'Yes, No'],
    ],
  );
  assert.deepEqual(shown[3]?.bySku.get(dress.skuIds[1] ?? ''), { fr: 'Non', en: 'No' });
  const path = `/api/products/${dress.productId}/preview?channelId=${till}`;
  const preview = await ok(at.app.call('GET', path, { as: at.owner }));
  assert.equal(preview.published, false);
  const care = preview.attributes.find((one: { code: string }) => one.code === 'care');
  assert.deepEqual([care.text.fr, care.from], ['Voir l’étiquette', 'channel']);
  const facets = (await facetValues(database, [dress.productId], web)).get(dress.productId);
  assert.deepEqual(facets, [
    { attribute: 'material', values: ['lin', 'coton'] },
    { attribute: 'length', values: ['105'] },
    { attribute: 'lined', values: ['yes', 'no'] },
  ]);
  const [found] = (await productTexts(database, [dress.productId])).map((one) => one.body.join(' '));
  assert.match(found ?? '', /Linen, Cotton.*À la main|À la main.*Linen, Cotton/, 'it is found by what it says');
  await ok(send(at, 'PATCH', '/api/attributes/material', { version: 1, name: text('Tissu', 'Fabric') }));
  const renamed = (await shownAttributes(database, [dress.productId], web)).get(dress.productId);
  assert.equal(renamed?.[0]?.name.fr, 'Tissu', 'a new name is seen at once');
});

test('what products still use is not taken away', async (t) => {
  const at = await office(t);
  await dresses(at);
  const dress = await product(at, 'robe');
  await ok(send(at, 'PUT', `/api/products/${dress.productId}/family`, { version: 1, family: 'dress' }));
  await ok(values(at, dress, 2, [{ attribute: 'material', value: ['lin'] }]));
  const code = async (answer: Promise<Answer>): Promise<string> => (await answer).body.code;
  assert.equal(await code(send(at, 'DELETE', '/api/families/dress')), 'catalog.definition_in_use');
  assert.equal(await code(send(at, 'DELETE', '/api/attributes/material')), 'catalog.definition_in_use');
  const coton = [{ code: 'coton', name: text('Coton') }];
  const patch = (choices: object[]) => send(at, 'PATCH', '/api/attributes/material', { version: 1, choices });
  assert.equal(await code(patch(coton)), 'catalog.definition_in_use');
  await ok(patch([{ code: 'lin', name: text('Lin lavé') }]));
  assert.equal(
    await code(send(at, 'PATCH', '/api/attributes/length', { version: 1, unit: 'kg' })),
    'catalog.definition_invalid',
  );
  await ok(send(at, 'PUT', `/api/products/${dress.productId}/family`, { version: 3, family: null }));
  await ok(send(at, 'DELETE', '/api/families/dress'));
  await ok(send(at, 'POST', '/api/families', { code: 'dress', name: text('Robes') }), 201);
  await ok(send(at, 'DELETE', '/api/attributes/length'));
  assert.equal(
    await code(send(at, 'DELETE', '/api/attributes/material')),
    'catalog.definition_in_use',
    'its value stays',
  );
});

test('an attribute or family made twice is made once; another under the same code is refused', async (t) => {
  const at = await office(t);
  const size = { code: 'size', name: text('Taille'), kind: 'number' };
  assert.deepEqual(await ok(send(at, 'POST', '/api/attributes', size), 201), { code: 'size', version: 1 });
  assert.deepEqual(await ok(send(at, 'POST', '/api/attributes', size), 201), { code: 'size', version: 1 });
  assert.equal((await send(at, 'POST', '/api/attributes', { ...size, kind: 'text' })).body.code, 'catalog.code_taken');
  const family = { code: 'f', name: text('F'), attributes: [{ code: 'size', required: 'no' }] };
  await ok(send(at, 'POST', '/api/families', family), 201);
  await ok(send(at, 'POST', '/api/families', family), 201);
  assert.equal(
    (await send(at, 'POST', '/api/families', { ...family, attributes: [] })).body.code,
    'catalog.code_taken',
  );
  const unknown = await send(at, 'PATCH', '/api/families/f', {
    version: 1,
    attributes: [{ code: 'weave', required: 'no' }],
  });
  assert.deepEqual(unknown.body.fields, [{ field: 'body.attributes.0.code', rule: 'an attribute that exists' }]);
});

test('related products keep their order; none goes with itself or with nothing', async (t) => {
  const at = await office(t);
  const [a, b, c] = [await product(at, 'a'), await product(at, 'b'), await product(at, 'c')];
  const relate = (version: number, productIds: string[]) =>
    send(at, 'PUT', `/api/products/${a.productId}/relations`, { version, kind: 'complement', productIds });
  assert.deepEqual((await relate(1, [a.productId])).body.fields, [
    { field: 'body.productIds.0', rule: 'another product' },
  ]);
  assert.equal((await relate(1, [newId('prd')])).body.code, 'catalog.relation_invalid');
  assert.equal((await relate(1, [b.productId, b.productId])).body.code, 'catalog.relation_invalid');
  await ok(relate(1, [c.productId, b.productId]));
  const { database } = at.app;
  assert.deepEqual(await relatedProducts(database, a.productId, 'complement'), [c.productId, b.productId]);
  assert.deepEqual(await relatedProducts(database, b.productId, 'complement'), [], 'it is not said of the other one');
  await ok(send(at, 'PATCH', `/api/products/${c.productId}`, { version: 1, status: 'archived' }));
  assert.deepEqual(
    await relatedProducts(database, a.productId, 'complement'),
    [b.productId],
    'who is not sold is not shown',
  );
  const lines = (await content(at, a)).relations.complement;
  assert.deepEqual(
    lines.map((line: { handle: string }) => line.handle),
    ['c', 'b'],
    'the office sees them all',
  );
});

test('a bundle is made of articles of other products, and never of bundles', async (t) => {
  const at = await office(t);
  const [set, cup, tea] = [await product(at, 'coffret'), await product(at, 'tasse'), await product(at, 'the')];
  const [bundle = '', mug = '', leaves = ''] = [set.skuIds[0], cup.skuIds[0], tea.skuIds[0]];
  const compose = (of: Made, version: number, skuId: string, components: object[]) =>
    send(at, 'PUT', `/api/products/${of.productId}/components`, { version, skuId, components });
  const two = [
    { skuId: mug, quantity: 2 },
    { skuId: leaves, quantity: 1 },
  ];
  await ok(compose(set, 1, bundle, two));
  assert.deepEqual((await componentsOf(at.app.database, [bundle, mug])).get(bundle), two);
  assert.equal(
    (await compose(cup, 1, mug, [{ skuId: leaves, quantity: 1 }])).body.code,
    'catalog.bundle_invalid',
    'it is inside one',
  );
  const other = await product(at, 'autre');
  assert.equal(
    (await compose(other, 1, other.skuIds[0] ?? '', [{ skuId: bundle, quantity: 1 }])).body.code,
    'catalog.bundle_invalid',
  );
  assert.equal((await compose(set, 2, mug, two)).body.code, 'catalog.bundle_invalid', 'not its article');
  assert.equal((await compose(set, 2, bundle, [{ skuId: bundle, quantity: 1 }])).body.code, 'catalog.bundle_invalid');
  assert.equal(
    (await compose(set, 2, bundle, [{ skuId: newId('sku'), quantity: 1 }])).body.code,
    'catalog.bundle_invalid',
  );
  await ok(compose(set, 2, bundle, []));
  assert.equal((await componentsOf(at.app.database, [bundle])).size, 0);
  const facts = await at.app.database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM journal.event WHERE subject_id = ${set.productId} AND type = 'catalog.product_changed'`,
  );
  assert.equal(facts[0]?.n, 3, 'made, composed, taken apart');
});

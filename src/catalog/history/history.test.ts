/** What changed on a product is kept with what was before, and one change can be taken back when nothing later stands on it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { newId } from '#base/ids';
import { testApp, type Answer, type Person, type TestApp } from '../../../test/support/app.ts';
import { testShop, type TestShop } from '../../../test/support/shop.ts';

const text = (fr: string, en = fr) => ({ fr, en });
type Office = { app: TestApp; shop: TestShop; owner: Person };
type Entry = {
  changeId: string;
  kind: string;
  actor: string;
  changes: { field: string; skuId?: string; from: unknown; to: unknown }[];
  undoneBy: string | null;
  undoes: string | null;
  undoable: boolean;
};

async function office(t: Parameters<typeof testApp>[0]): Promise<Office> {
  const app = await testApp(t);
  const at = { app, shop: await testShop(app.database, { articles: 0 }), owner: await app.staff('owner') };
  const material = { code: 'material', name: text('Matière'), kind: 'text' };
  await ok(send(at, 'POST', '/api/attributes', material), 201);
  const family = { code: 'dress', name: text('Robes'), attributes: [{ code: 'material', required: 'no' }] };
  await ok(send(at, 'POST', '/api/families', family), 201);
  return at;
}

const send = ({ app, owner }: Office, method: 'POST' | 'PUT' | 'PATCH', path: string, body?: object): Promise<Answer> =>
  app.call(method, path, { as: owner, ...(body ? { body } : {}) });

async function ok(answer: Promise<Answer>, status = 200): Promise<Answer['body']> {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.body;
}

async function product(at: Office, handle: string): Promise<{ productId: string; skuId: string }> {
  const productId = newId('prd');
  const made = await ok(
    send(at, 'POST', '/api/products', { productId, handle, name: text(handle), variants: [{ optionValues: [] }] }),
    201,
  );
  return { productId, skuId: made.skus[0].skuId };
}

const get = (at: Office, path: string): Promise<Answer['body']> => ok(at.app.call('GET', path, { as: at.owner }));
const history = async (at: Office, id: string): Promise<Entry[]> =>
  (await get(at, `/api/products/${id}/history`)).items;
const undo = (at: Office, id: string, changeId: string): Promise<Answer> =>
  send(at, 'POST', `/api/products/${id}/history/${changeId}/undo`);
const version = async (at: Office, id: string): Promise<number> => (await get(at, `/api/products/${id}`)).version;
const patch = async (at: Office, id: string, body: object): Promise<Answer['body']> =>
  ok(send(at, 'PATCH', `/api/products/${id}`, { version: await version(at, id), ...body }));
const put = async (at: Office, id: string, what: string, body: object): Promise<Answer['body']> =>
  ok(send(at, 'PUT', `/api/products/${id}/${what}`, { version: await version(at, id), ...body }));

test('every kind of change is kept: who, when, what was before and after', async (t) => {
  const at = await office(t);
  const [dress, scarf] = [await product(at, 'robe'), await product(at, 'echarpe')];
  const categoryId = newId('cat');
  await ok(send(at, 'POST', '/api/categories', { categoryId, handle: 'robes', name: text('Robes') }), 201);
  await patch(at, dress.productId, {
    brand: 'Ourcel',
    variants: [{ skuId: dress.skuId, optionValues: [], weightG: 380 }],
  });
  await put(at, dress.productId, 'family', { family: 'dress' });
  await put(at, dress.productId, 'values', { values: [{ attribute: 'material', value: 'Lin' }] });
  await put(at, dress.productId, 'relations', { kind: 'complement', productIds: [scarf.productId] });
  await put(at, dress.productId, 'components', {
    skuId: dress.skuId,
    components: [{ skuId: scarf.skuId, quantity: 2 }],
  });
  await ok(
    send(at, 'POST', '/api/products/categories', { productIds: [dress.productId], add: [categoryId], remove: [] }),
  );
  const channelIds = [at.shop.channels.web];
  await ok(send(at, 'PUT', `/api/products/${dress.productId}/publication`, { channelIds, published: true }));
  const entries = (await history(at, dress.productId)).toReversed();
  assert.ok(entries.every((entry) => entry.actor === at.owner.id));
  assert.deepEqual(
    entries.map((entry) => [entry.kind, ...entry.changes.map(({ field, from, to }) => [field, from, to])]),
    [
      ['made'],
      ['changed', ['brand', null, 'Ourcel'], ['variant robe: weightG', null, 380]],
      ['changed', ['family', null, 'dress']],
      ['changed', ['attribute:material', null, 'Lin']],
      ['changed', ['relations:complement', [], [scarf.productId]]],
      ['changed', ['components', [], [{ skuId: scarf.skuId, quantity: 2 }]]],
      ['changed', ['categories', [], [categoryId]]],
      ['changed', ['channels', [], channelIds]],
    ],
  );
  for (const { changeId, undoable } of entries.slice(1).toReversed()) {
    assert.equal(undoable, true);
    await ok(undo(at, dress.productId, changeId));
  }
  const now = await get(at, `/api/products/${dress.productId}`);
  assert.deepEqual([now.brand, now.variants[0].weightG, now.categoryIds, now.channels], [null, null, [], []]);
  const content = await get(at, `/api/products/${dress.productId}/content`);
  assert.deepEqual(
    [content.family, content.values, content.relations.complement, content.components],
    [null, [], [], []],
  );
  assert.equal((await history(at, dress.productId)).length, 15, 'nothing is taken out of the history');
});

test('a change that later ones stand on is refused, naming them; undone in turn they stand in nobody’s way', async (t) => {
  const at = await office(t);
  const { productId } = await product(at, 'robe');
  await patch(at, productId, { brand: 'A', tags: ['x'] });
  await patch(at, productId, { brand: 'B' });
  await patch(at, productId, { productType: 'Robe' });
  const [type, second, first, made] = await history(at, productId);
  assert.ok(type && second && first && made);
  const refused = await undo(at, productId, first.changeId);
  assert.equal(refused.status, 409);
  assert.deepEqual([refused.body.code, refused.body.changes], ['catalog.change_overlapped', [second.changeId]]);
  const { changeId: undoing } = await ok(undo(at, productId, second.changeId));
  assert.equal((await get(at, `/api/products/${productId}`)).brand, 'A');
  assert.equal((await undo(at, productId, second.changeId)).body.code, 'catalog.change_final', 'once only');
  await ok(undo(at, productId, undoing));
  assert.equal((await get(at, `/api/products/${productId}`)).brand, 'B', 'an undoing can be undone');
  assert.equal(
    (await undo(at, productId, first.changeId)).body.code,
    'catalog.change_overlapped',
    'it stands there again',
  );
  await ok(undo(at, productId, second.changeId));
  await ok(undo(at, productId, first.changeId));
  const now = await get(at, `/api/products/${productId}`);
  assert.deepEqual([now.brand, now.tags, now.productType], [null, [], 'Robe'], 'what others changed stays');
  assert.equal((await undo(at, productId, made.changeId)).body.code, 'catalog.change_final');
  assert.equal((await undo(at, productId, newId('chg'))).body.code, 'catalog.change_unknown');
  const other = await product(at, 'autre');
  assert.equal(
    (await undo(at, other.productId, type.changeId)).body.code,
    'catalog.change_unknown',
    'of another product',
  );
});

test('an undo that the rules of today refuse changes nothing', async (t) => {
  const at = await office(t);
  const { productId } = await product(at, 'robe');
  await put(at, productId, 'family', { family: 'dress' });
  await put(at, productId, 'values', { values: [{ attribute: 'material', value: 'Linge de maison' }] });
  await put(at, productId, 'values', { values: [{ attribute: 'material', value: 'Lin' }] });
  await ok(send(at, 'PATCH', '/api/attributes/material', { version: 1, rules: { maxLength: 5 } }));
  const [last] = await history(at, productId);
  const before = await version(at, productId);
  const refused = await undo(at, productId, last?.changeId ?? '');
  assert.equal(refused.body.code, 'catalog.value_invalid');
  assert.equal(await version(at, productId), before);
  await put(at, productId, 'enrichment', { to: 'review' });
  const [moved] = await history(at, productId);
  assert.equal(moved?.undoable, false, 'states move by their own rule');
});

test('whatever is changed and undone in whatever order, the product is what its live changes make it', async (t) => {
  const at = await office(t);
  const { productId } = await product(at, 'robe');
  await put(at, productId, 'family', { family: 'dress' });
  const fixed = (await history(at, productId)).length;
  const step = fc.oneof(
    fc.record({ set: fc.constantFrom('brand', 'productType', 'material'), to: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ undo: fc.nat(8) }),
  );
  const state = async (): Promise<Record<string, unknown>> => {
    const now = await get(at, `/api/products/${productId}`);
    const content = await get(at, `/api/products/${productId}/content`);
    return { brand: now.brand, productType: now.productType, 'attribute:material': content.values[0]?.value ?? null };
  };
  const run = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
    for (const one of steps) {
      if ('set' in one && one.set === 'material')
        await put(at, productId, 'values', { values: [{ attribute: 'material', value: one.to }] });
      else if ('set' in one) await patch(at, productId, { [one.set]: one.to });
      else {
        const known = await history(at, productId);
        const chosen = known.slice(0, known.length - fixed)[one.undo];
        if (chosen) assert.ok([200, 409, 422].includes((await undo(at, productId, chosen.changeId)).status));
      }
    }
    // Played again from the beginning, the entries give what is stored; each begins where the field was.
    const played: Record<string, unknown> = { brand: null, productType: null, 'attribute:material': null };
    for (const { changes } of (await history(at, productId)).toReversed().slice(fixed))
      for (const { field, from, to } of changes) {
        assert.deepEqual(played[field], from, field);
        played[field] = to;
      }
    assert.deepEqual(await state(), played);
  });
  await fc.assert(run, { numRuns: 4, seed: 20_261_122, endOnFailure: true });
});

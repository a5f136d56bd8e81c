import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { createProduct, plainText, setPublication, updateProduct, type ProductDraft } from '#catalog';
import { searchModule, searchProducts } from '#search';
import { testDatabase } from '../../test/support/database.ts';
import { react } from '../../test/support/react.ts';
import { testShop } from '../../test/support/shop.ts';
import { editDistance, nearest, queryWords, tellingWords } from './model.ts';

const by = { actor: 'test' };

test('words are folded, elisions cut, and those that say nothing left out', () => {
  assert.deepEqual(queryWords("L’Écharpe d'été, CŒUR"), ['echarpe', 'ete', 'coeur']);
  assert.deepEqual(tellingWords(['robe', 'de', 'soie'], 'fr'), ['robe', 'soie']);
  assert.deepEqual(tellingWords(['de'], 'fr'), ['de']);
  assert.equal(editDistance('chemsie', 'chemise', 2), 1);
  assert.equal(editDistance('abc', 'xyz', 2), 3);
  assert.deepEqual(nearest('chemsie', ['chemin', 'chemise', 'cerise']).slice(0, 1), ['chemise']);
});

test('shoppers find in both languages, half typed, mistyped, and by code', async (t) => {
  const database = await testDatabase(t);
  const shop = await testShop(database, { articles: 0 });
  const channelId = shop.channels.web;
  const ids = new Map<string, string>();
  const make = async (handle: string, fr: string, en: string, more: Partial<ProductDraft> = {}): Promise<void> => {
    const productId = newId('prd');
    ids.set(productId, handle);
    const draft: ProductDraft & { productId: string } = {
      productId,
      handle,
      name: { fr, en },
      description: plainText(''),
      facts: {},
      brand: null,
      productType: null,
      taxClass: 'standard',
      tags: [],
      options: [],
      status: 'active',
      attributes: {},
      media: [],
      variants: [{ sku: null, gtin: null, optionValues: [], weightG: null, image: null, attributes: {} }],
      published: true,
      sourceHash: null,
      ...more,
    };
    await database.transaction(by, (tx) => createProduct(tx, draft, [channelId]));
  };
  const find = async (q: string, lang: 'fr' | 'en' = 'fr') => {
    const { hits, corrected, total } = await searchProducts(database, { q, lang, channelId, limit: 20 });
    return { handles: hits.map((hit) => ids.get(hit.productId)), corrected, total };
  };
  await make('chemise', 'Chemise Cordeliers en popeline', 'Cordeliers poplin shirt', {
    tags: ['homme'],
    brand: 'Ourcel',
  });
  await make('echarpe', 'Écharpe d’été', 'Summer scarf', {
    description: plainText('<p>Douce comme une <b>chemise</b>.</p>'),
  });
  await make('bougie', 'Bougie figue', 'Fig candle', {
    variants: [{ sku: 'BOU-77', gtin: '04006381333931', optionValues: [], weightG: null, image: null, attributes: {} }],
  });
  await make('chevaux', 'Tapis aux chevaux', 'Horse rug');

  assert.deepEqual((await find('chemises')).handles, ['chemise', 'echarpe'], 'a name goes before a description');
  assert.deepEqual((await find('echarpe dété')).handles.slice(0, 1), ['echarpe']);
  assert.deepEqual((await find('ECHARPE')).handles, ['echarpe']);
  assert.deepEqual((await find('shirts')).handles, ['chemise'], 'English on the French site');
  assert.deepEqual((await find('bougi')).handles, ['bougie'], 'half typed');
  assert.deepEqual((await find('che')).handles.length, 3);
  assert.deepEqual(await find('chemsie'), { handles: ['chemise', 'echarpe'], corrected: 'chemise', total: 2 });
  assert.deepEqual((await find('echrape')).corrected, 'echarpe');
  assert.deepEqual((await find('canlde', 'en')).corrected, 'candle');
  assert.deepEqual((await find('4006381333931')).handles, ['bougie']);
  assert.deepEqual((await find('bou-77')).handles.slice(0, 1), ['bougie']);
  assert.deepEqual(await find('zzzzqqqq'), { handles: [], corrected: null, total: 0 });
  assert.deepEqual((await find('chemise velours')).handles.includes('chemise'), true, 'most words rather than nothing');
  for (const odd of ['', '   ', "'", "it's & | ! :* (", '\\', '%', 'a'.repeat(5_000), '🧣', 'de la']) await find(odd);

  const [chemise] = [...ids].find(([, handle]) => handle === 'chemise') ?? [];
  await database.transaction(by, (tx) =>
    updateProduct(tx, { productId: chemise ?? '', version: 1, patch: { name: plainText('Blouse Cordeliers') } }),
  );
  assert.deepEqual((await find('blouse')).handles, ['chemise'], 'the writer’s own next search');
  await database.transaction(by, (tx) =>
    setPublication(tx, { productIds: [chemise ?? ''], channelIds: [channelId], published: false }),
  );
  assert.deepEqual((await find('blouse')).handles, []);
  assert.deepEqual(
    (await searchProducts(database, { q: 'bougie', lang: 'fr', channelId: shop.channels.app, limit: 5 })).total,
    0,
    'another channel',
  );

  await react(database, searchModule.reactions ?? []);
  assert.deepEqual((await find('blouse')).handles, [], 'the reaction changes nothing that is right already');
});

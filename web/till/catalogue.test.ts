/** The till finds by code at once and by words as one types, and a live change touches only what it names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elapsed } from '#base/time';
import type { Item } from './api.ts';
import { byCode, catalogueOf, favourites, search, shelf, tileOf, withItems } from './catalogue.ts';

const both = (text: string) => ({ fr: text, en: text });

function item(n: number, more: Partial<Item> = {}): Item {
  return {
    ...{
      skuId: `sku_${n}`,
      productId: `prd_${n}`,
      sku: `S-${n}`,
      gtin: null,
      name: both(`Article ${n}`),
      option: both(''),
    },
    ...{
      image: '',
      minor: 1_000,
      compareAtMinor: null,
      taxRate: 200_000,
      taxClass: 'standard',
      prices: [],
      priorMinor: null,
      traits: [],
      here: 3,
      elsewhere: [],
      categoryIds: ['cat_a'],
    },
    ...more,
  };
}

const part = (items: readonly Item[]) => ({
  items,
  next: null,
  categories: [{ categoryId: 'cat_a', name: both('A') }],
  sites: [{ siteId: 'sit_p', name: 'Paris', city: 'Paris', pickup: true }],
});

test('a code finds its article however it is written', () => {
  const catalogue = catalogueOf([part([item(1, { gtin: '3760123456789', sku: 'Robe-36' })])]);
  for (const code of ['3760123456789', '03760123456789', ' 3760123456789 ', 'robe-36', 'ROBE-36'])
    assert.equal(byCode(catalogue, code)?.skuId, 'sku_1', code);
  assert.equal(byCode(catalogue, '3760123456780'), undefined);
});

test('a short GTIN is found by scanners that write it long', () => {
  const catalogue = catalogueOf([part([item(1, { gtin: '96385074' })])]);
  assert.equal(byCode(catalogue, '0000096385074')?.skuId, 'sku_1');
});

test('words are found without accents or capitals, names that begin so first', () => {
  const catalogue = catalogueOf([
    part([item(1, { name: both('Grande écharpe Saône') }), item(2, { name: both('Écharpe Halles') }), item(3)]),
  ]);
  const { tiles, found } = search(catalogue, 'ECHARPE', 10);
  assert.deepEqual([tiles.map((tile) => tile.productId), found], [['prd_2', 'prd_1'], 2]);
  assert.equal(search(catalogue, 'echarpe saone', 10).found, 1);
  assert.equal(search(catalogue, '   ', 10).found, 0);
});

test('a tile tells of all its articles: units here, the lowest price, and whether others differ', () => {
  const tile = tileOf([
    item(1, { here: 0, minor: 1_500 }),
    item(2, { here: 2, minor: 1_200 }),
    item(3, { here: 1, minor: null }),
  ]);
  assert.deepEqual([tile?.face.skuId, tile?.here, tile?.minor, tile?.varies], ['sku_2', 3, 1_200, true]);
});

test('a live change replaces what it names; what was asked for and did not come is gone', () => {
  const before = catalogueOf([part([item(1), item(2), item(3)])]);
  const after = withItems(before, ['sku_1', 'sku_2'], [item(1, { here: 0, minor: 900 })]);
  assert.deepEqual([after.bySku.get('sku_1')?.item.here, after.bySku.get('sku_1')?.item.minor], [0, 900]);
  assert.equal(byCode(after, 'S-2'), undefined);
  assert.equal(byCode(after, 'S-3')?.skuId, 'sku_3');
  assert.equal(before.bySku.get('sku_1')?.item.here, 3, 'the one before is left as it was');
});

test('shelves keep to their category; favourites begin with what is sold most', () => {
  const catalogue = catalogueOf([part([item(1), item(2, { categoryIds: [] }), item(3)])]);
  assert.deepEqual(
    shelf(catalogue, 'cat_a', 10).map((tile) => tile.productId),
    ['prd_1', 'prd_3'],
  );
  assert.equal(favourites(catalogue, { prd_2: 1, prd_3: 5 }, 12)[0]?.productId, 'prd_3');
});

test('a shop without categories has favourites too', () => {
  const catalogue = catalogueOf([{ ...part([item(1), item(2, { here: 0 })]), categories: [] }]);
  assert.deepEqual(
    favourites(catalogue, {}, 12).map((tile) => tile.productId),
    ['prd_1'],
  );
});

test('a shelf label is read whichever way it says its GTIN, and another shop’s link is no article', () => {
  const catalogue = catalogueOf([part([item(1, { gtin: '4006381333931' })])]);
  for (const code of [
    'https://boutique.example/01/04006381333931?in=LYO',
    'https://id.gs1.org/01/04006381333931/10/ABC123/21/12345?17=261231',
    '(01)04006381333931(21)7',
    ']d20104006381333931',
  ])
    assert.equal(byCode(catalogue, code)?.skuId, 'sku_1', code);
  for (const code of ['https://boutique.example/p/robe', 'https://id.gs1.org/01/09521234543213'])
    assert.equal(byCode(catalogue, code), undefined, code);
});

test('a code among 50,000 articles is found within a fraction of the 50 ms a scan may take', () => {
  const items = Array.from({ length: 50_000 }, (_, n) => item(n, { gtin: String(2_000_000_000_000 + n) }));
  const catalogue = catalogueOf([part(items)]);
  const began = elapsed();
  for (let n = 0; n < 1_000; n++) assert.ok(byCode(catalogue, String(2_000_000_000_000 + n * 49)));
  assert.ok(elapsed() - began < 500, 'half a millisecond each at the very most');
});

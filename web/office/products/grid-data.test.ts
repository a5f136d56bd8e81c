/** The grid's cells: what is typed, what is a change, and the fewest calls that save them row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  callsOf,
  cellAt,
  countTyped,
  keptOf,
  readCell,
  refusedOf,
  typeCell,
  type GridColumn,
  type GridRow,
  type Typed,
} from './grid-data.ts';

const row = (productId: string): GridRow => ({
  productId,
  version: 1,
  name: { fr: 'Robe', en: 'Dress' },
  brand: null,
  status: 'active',
  tags: [],
  family: null,
  values: [{ attribute: 'care', skuId: null, language: 'fr', channelId: null, value: 'À la main' }],
});
const column = (key: string, kind: GridColumn['kind'] = 'text'): GridColumn => ({
  key,
  field: key,
  label: key,
  kind,
  options: [],
});

test('a cell typed back to what is stored is no change', () => {
  const brand = column('brand');
  const once = typeCell(new Map(), row('a'), brand, 'Ourcel');
  assert.equal(cellAt(once, row('a'), brand), 'Ourcel');
  assert.equal(countTyped(once), 1);
  assert.equal(countTyped(typeCell(once, row('a'), brand, null)), 0);
});

test('products with the same edits share a call; each is in one only, its family first', () => {
  const typed: Typed = new Map([
    [
      'a',
      new Map([
        ['attribute:care@fr', 'Sec'],
        ['family', 'dress'],
      ]),
    ],
    [
      'b',
      new Map([
        ['family', 'dress'],
        ['attribute:care@fr', 'Sec'],
      ]),
    ],
    ['c', new Map([['name.en', 'Gown']])],
  ]);
  assert.deepEqual(callsOf(typed), [
    {
      productIds: ['a', 'b'],
      edits: [
        { op: 'set', field: 'family', value: 'dress' },
        { op: 'set', field: 'attribute:care', language: 'fr', value: 'Sec' },
      ],
      keys: ['family', 'attribute:care@fr'],
    },
    { productIds: ['c'], edits: [{ op: 'set', field: 'name', language: 'en', value: 'Gown' }], keys: ['name.en'] },
  ]);
});

test('a refusal stands at the cell it is of, and only its row stays typed', () => {
  const typed: Typed = new Map([
    ['a', new Map([['attribute:width', 9]])],
    ['b', new Map([['attribute:width', 9]])],
  ]);
  const [call] = callsOf(typed);
  assert.ok(call);
  const item = { name: { fr: '', en: '' }, changes: [] };
  const refused = refusedOf([
    {
      call,
      items: [
        { ...item, productId: 'a', outcome: 'changed', fields: [] },
        { ...item, productId: 'b', outcome: 'refused', fields: [{ field: 'edits.0', rule: 'at most 5' }] },
      ],
    },
  ]);
  assert.deepEqual([...(refused.get('b') ?? [])], [['attribute:width', 'at most 5']]);
  assert.deepEqual([...keptOf(typed, refused).keys()], ['b']);
});

test('what is typed is read by the kind of the column', () => {
  assert.deepEqual(readCell(column('tags', 'words'), ' été, , lin,été '), ['été', 'lin']);
  assert.equal(readCell(column('attribute:n', 'amount'), '1 234,5'), 1234.5);
  assert.equal(readCell(column('attribute:n', 'amount'), 'beaucoup'), undefined);
  assert.equal(readCell(column('brand'), '  '), null);
  assert.equal(readCell({ ...column('name.fr'), field: 'name' }, ''), undefined, 'a name is never empty');
});

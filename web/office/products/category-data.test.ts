import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepped, withBelow } from './category-data.ts';
import type { Category } from './data.ts';

const line = (categoryId: string, parentId: string | null): Category => ({
  categoryId,
  handle: categoryId,
  name: { fr: categoryId, en: categoryId },
  parentId,
  depth: 0,
  products: 0,
  version: 1,
});
const all = [line('a', null), line('b', 'a'), line('c', 'b'), line('d', 'a'), line('e', null)];

test('a category may go into none of those below it', () => {
  assert.deepEqual([...withBelow(all, 'a')], ['a', 'b', 'c', 'd']);
  assert.deepEqual([...withBelow(all, 'c')], ['c']);
});

test('a step changes places with the next sister, and ends at the ends', () => {
  assert.deepEqual(stepped(all, 'b', 1), ['d', 'b']);
  assert.deepEqual(stepped(all, 'e', -1), ['e', 'a']);
  assert.equal(stepped(all, 'a', -1), undefined);
  assert.equal(stepped(all, 'c', 1), undefined);
  assert.equal(stepped(all, 'nobody', 1), undefined);
});

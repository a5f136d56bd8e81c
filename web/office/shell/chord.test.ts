import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chord } from './chord.ts';

test('a key belongs to the g just before it, and to no other', () => {
  const follows = chord();
  assert.equal(follows('x', 300), false, 'a page just opened has had no g');
  assert.equal(follows('g', 400), false);
  assert.equal(follows('x', 900), true);
  assert.equal(follows('x', 950), false, 'one g, one key');
  assert.equal(follows('g', 1_000), false);
  assert.equal(follows('x', 2_200), false, 'too late');
});

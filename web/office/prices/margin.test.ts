import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marginOf } from './margin.ts';

test('the margin is a part of the price without VAT, below zero where it is sold below cost', () => {
  assert.equal(marginOf(2_000, 1_000_000), 500);
  assert.equal(marginOf(2_000, 0), 1_000);
  assert.equal(marginOf(1_000, 1_250_000), -250);
  assert.equal(marginOf(1_000, 1_000_000), 0);
  assert.equal(marginOf(0, 1_000), undefined);
});

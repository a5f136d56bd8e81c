import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from './seeded.ts';

const first = (seed: string | number, count = 5): number[] => {
  const chance = seeded(seed);
  return Array.from({ length: count }, () => chance.next());
};

test('the same seed gives the same sequence, another seed another', () => {
  assert.deepEqual(first('ourcel'), first('ourcel'));
  assert.notDeepEqual(first('ourcel'), first('halle'));
});

test('fractions lie in [0, 1) and are spread evenly', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const value of first(7, 20_000)) {
    assert.ok(value >= 0 && value < 1);
    tenths[Math.floor(value * 10)]! += 1;
  }
  for (const count of tenths) assert.ok(Math.abs(count - 2000) < 200, String(tenths));
});

test('between reaches both ends and nothing else', () => {
  const chance = seeded(1);
  const seen = new Set(Array.from({ length: 500 }, () => chance.between(3, 6)));
  assert.deepEqual([...seen].toSorted(), [3, 4, 5, 6]);
});

test('weighted never chooses what weighs nothing', () => {
  const chance = seeded(2);
  for (let i = 0; i < 500; i += 1) assert.notEqual(chance.weighted([1, 0, 3]), 1);
  assert.throws(() => chance.weighted([0, 0]));
});

test('drawing from a fork changes nothing in its origin', () => {
  const alone = seeded('a');
  const forked = seeded('a');
  forked.fork('b').next();
  assert.equal(alone.next(), forked.next());
});

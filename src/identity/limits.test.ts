import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimiter } from './limits.ts';

test('a bucket allows a burst, then one try at each interval, and never more than the burst', () => {
  let now = 0;
  const limiter = createLimiter(3, 1_000, () => now);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => limiter.take('a')),
    [true, true, true, false],
  );
  assert.equal(limiter.take('b'), true, 'another key has its own bucket');
  now = 999;
  assert.equal(limiter.take('a'), false);
  now = 2_000;
  assert.deepEqual(
    [1, 2, 3].map(() => limiter.take('a')),
    [true, true, false],
  );
  now = 1_000_000;
  assert.deepEqual(
    [1, 2, 3, 4].map(() => limiter.take('a')),
    [true, true, true, false],
  );
});

test('a try that was right is given back', () => {
  const limiter = createLimiter(1, 1_000, () => 0);
  for (let i = 0; i < 5; i++) {
    assert.equal(limiter.take('a'), true);
    limiter.giveBack('a');
  }
  limiter.take('a');
  assert.equal(limiter.take('a'), false);
});

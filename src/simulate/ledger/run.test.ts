/** The house's decisions about stock, by the ten thousand, with commands that die, come twice, late and out of order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bugs } from './book.ts';
import { runLedger } from './run.ts';

const seed = Number(process.env.SEED ?? crypto.getRandomValues(new Uint16Array(1))[0]);

test(`nothing is sold beyond the shelf without a record of why, seed ${seed}`, () => {
  const { operations, granted, refused, recorded, oversold, violations } = runLedger({ seed, operations: 15_000 });
  assert.deepEqual(violations, [], `SEED=${seed}`);
  assert.equal(oversold, 0);
  assert.equal(operations, 15_000);
  assert.ok(
    granted > 1_000 && refused > 1_000 && recorded > 0,
    'much was granted, much refused, and some had happened',
  );
});

for (const bug of bugs)
  test(`the planted bug ${bug} is found`, () => {
    const { violations } = runLedger({ seed: 11, operations: 5_000, checkEvery: 100, bug });
    assert.notEqual(violations.length, 0);
  });

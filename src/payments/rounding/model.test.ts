/** Cash is rounded to the smallest coin, and only cash. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Day } from '#base/time';
import { cashRoundings, cashStep, roundedCash } from './model.ts';

test('to the nearest step, half up, and below zero like above it', () => {
  const cases = [
    [997, 5, 995],
    [998, 5, 1_000],
    [1_002, 5, 1_000],
    [-997, 5, -995],
    [1_234, 1, 1_234],
    [149, 100, 100],
    [150, 100, 200],
    [0, 5, 0],
  ] as const;
  for (const [minor, step, rounded] of cases)
    assert.equal(roundedCash(minor, step) + 0, rounded, `${minor} by ${step}`);
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(1, 5, 10, 50, 100), (minor, step) => {
      const rounded = roundedCash(minor, step);
      return Math.abs(rounded % step) === 0 && Math.abs(rounded - minor) * 2 <= step;
    }),
  );
});

test('where the law or custom asks it, since then, in the money of the country, and each rule names its source', () => {
  assert.deepEqual(
    [
      cashStep('CH', 'CHF', '2026-01-01' as Day),
      cashStep('CH', 'EUR', '2026-01-01' as Day),
      cashStep('FR', 'EUR', '2026-01-01' as Day),
      cashStep('BE', 'EUR', '2019-11-30' as Day),
      cashStep('BE', 'EUR', '2019-12-01' as Day),
      cashStep('SE', 'SEK', '2026-01-01' as Day),
    ],
    [5, 1, 1, 1, 5, 100],
  );
  for (const { source, stepMinor } of cashRoundings) assert.ok(source.length > 10 && stepMinor > 1);
});

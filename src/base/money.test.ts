import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { divide, money, scale, split, type Rounding } from './money.ts';

const MAX = Number.MAX_SAFE_INTEGER;

describe('amounts in whole numbers', () => {
  test('however small or large, a fraction is exact and rounded as named, as in numbers without an end', () => {
    const roundings: Rounding[] = ['half_up', 'half_even', 'down', 'up'];
    const value = fc.oneof(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.maxSafeInteger());
    const part = fc.oneof(fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(value, part, part, fc.constantFrom(...roundings), (n, up, down, rounding) => {
        const exact = divide(BigInt(n) * BigInt(up), BigInt(down + 1), rounding);
        if (exact > BigInt(MAX) || exact < BigInt(-MAX)) assert.throws(() => scale(n, up, down + 1, rounding));
        else assert.equal(scale(n, up, down + 1, rounding), Number(exact));
      }),
      { numRuns: 5_000 },
    );
    assert.ok(Object.is(scale(-1, 1, 3, 'down'), 0));
  });

  test('the parts of a total sum to it, each within a unit of its share, the larger rest first and of equals the earlier', () => {
    const weight = fc.oneof(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 2 }), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.integer(), fc.array(weight, { minLength: 1, maxLength: 40 }), (total, weights) => {
        const parts = split(money(total, 'EUR'), weights).map((part) => part.minor);
        assert.equal(
          parts.reduce<number>((a, b) => a + b, 0),
          total,
        );
        const all = weights.reduce<bigint>((sum, one) => sum + BigInt(one), 0n);
        if (all === 0n) return;
        const amount = BigInt(Math.abs(total));
        const rests = weights.map((one, i) => ({ i, rest: (amount * BigInt(one)) % all }));
        const floors = weights.map((one) => Number((amount * BigInt(one)) / all));
        const more = parts.map((part, i) => Math.abs(part) - (floors[i] ?? 0));
        assert.ok(more.every((one) => one === 0 || one === 1));
        const first = rests.toSorted((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
        const given = more.filter((one) => one === 1).length;
        assert.ok(first.slice(0, given).every(({ i }) => more[i] === 1));
      }),
      { numRuns: 2_000 },
    );
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Day } from '#base/time';
import { newSecretOfCard } from './code.ts';
import { cardBar, checkCharacter, isCode, lastDay, partsOfVouchers, plainCode, readableCode } from './model.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const body = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 19, maxLength: 19 });

test('a code is read as it is printed, typed or dictated, and one wrong character is always found', () => {
  fc.assert(
    fc.property(body, fc.nat(19), fc.constantFrom(...ALPHABET), (text, at, other) => {
      const code = text + checkCharacter(text);
      assert.ok(isCode(code));
      assert.equal(plainCode(readableCode(code)), code);
      const wrong = code.slice(0, at) + other + code.slice(at + 1);
      assert.equal(isCode(wrong), other === code[at], `${wrong} beside ${code}`);
    }),
  );
  assert.equal(plainCode(' OIl0-aBcd '), '0110abcd');
  for (const no of ['', '0000', 'u'.repeat(20), '0'.repeat(21)]) assert.equal(isCode(no), false, no);
});

test('codes are of chance: a thousand of them share nothing, all check, each PIN is four digits', () => {
  const made = Array.from({ length: 1_000 }, newSecretOfCard);
  assert.equal(new Set(made.map(({ code }) => code)).size, 1_000);
  assert.equal(new Set(made.map(({ code }) => code.slice(0, 8))).size, 1_000, 'the first half alone is chance too');
  for (const { code, pin } of made) assert.ok(isCode(code) && /^\d{4}$/.test(pin));
  assert.ok(new Set(made.map(({ pin }) => pin)).size > 900);
});

test('the last day of a card is the merchant’s rule, never less than the law of the country', () => {
  const rows: [string, number | null, string, string | null][] = [
    ['2026-11-22', 24, 'FR', '2028-11-22'],
    ['2024-02-29', 12, 'FR', '2025-02-28'],
    ['2026-01-31', 1, 'FR', '2026-02-28'],
    ['2026-11-22', 12, 'IE', '2031-11-22'],
    ['2026-11-22', 12, 'DE', '2029-12-31'],
    ['2026-11-22', null, 'FR', null],
  ];
  for (const [made, months, country, last] of rows) assert.equal(lastDay(made as Day, months, country), last);
});

test('a card is good until its last day is over, and only while nobody blocked it', () => {
  const today = '2026-11-22' as Day;
  const at = (expiresOn: string | null, state: 'active' | 'blocked' | 'moved' = 'active') =>
    cardBar({ state, expiresOn: expiresOn as Day | null }, today);
  assert.deepEqual(
    [at(null), at('2026-11-22'), at('2026-11-21'), at(null, 'blocked'), at(null, 'moved')],
    [undefined, undefined, 'expired', 'blocked', 'blocked'],
  );
});

test('vouchers pay in the order in which they are named, never past the total or what they hold', () => {
  const voucher = fc.record({
    account: fc.constantFrom('a', 'b', 'c'),
    balanceMinor: fc.integer({ min: -5, max: 500 }),
  });
  fc.assert(
    fc.property(fc.nat(1_000), fc.array(voucher), (totalMinor, vouchers) => {
      const { parts, restMinor } = partsOfVouchers(totalMinor, vouchers);
      const paid = parts.reduce((sum, part) => sum + part.minor, 0);
      assert.equal(paid + restMinor, totalMinor);
      assert.ok(restMinor >= 0 && parts.every(({ minor }) => minor > 0));
      assert.equal(new Set(parts.map(({ account }) => account)).size, parts.length);
      for (const { account, minor } of parts)
        assert.ok(vouchers.some((one) => one.account === account && one.balanceMinor >= minor));
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Day } from '#base/time';
import { ageOf, creditBars, dueDay, reminderDue, spread } from './model.ts';

test('something is due so many days later, or at the end of that month', () => {
  const rows: [string, number, boolean, string][] = [
    ['2026-11-22', 30, false, '2026-12-22'],
    ['2026-11-22', 30, true, '2026-12-31'],
    ['2026-01-15', 45, true, '2026-03-31'],
    ['2028-01-31', 29, true, '2028-02-29'],
    ['2026-12-01', 0, true, '2026-12-31'],
    ['2026-11-22', 0, false, '2026-11-22'],
  ];
  for (const [made, days, endOfMonth, due] of rows) assert.equal(dueDay(made as Day, { days, endOfMonth }), due);
});

test('an aged list has five columns; on its day nothing is late', () => {
  const today = '2026-11-22' as Day;
  const rows: [string, string][] = [
    ['2026-11-22', 'notDue'],
    ['2026-11-21', 'to30'],
    ['2026-10-23', 'to30'],
    ['2026-10-22', 'to60'],
    ['2026-09-23', 'to60'],
    ['2026-09-22', 'to90'],
    ['2026-08-24', 'to90'],
    ['2026-08-23', 'over90'],
  ];
  for (const [due, age] of rows) assert.equal(ageOf(due as Day, today), age, due);
});

test('reminders come one level at a time, each from its own day', () => {
  const rows: [number, number, number][] = [
    [4, 0, 0],
    [5, 0, 1],
    [100, 0, 1],
    [19, 1, 0],
    [20, 1, 2],
    [40, 2, 3],
    [400, 3, 0],
  ];
  for (const [late, reminded, level] of rows) assert.equal(reminderDue(late, reminded), level);
});

test('why a company may not buy on account: everything that stands in the way is said', () => {
  const good = { blocked: false, hasTerms: true, limitMinor: 1_000, openMinor: 400, lateDays: 0, blockAfterDays: 30 };
  assert.deepEqual(creditBars(good, 600), []);
  assert.deepEqual(creditBars(good, 601), ['over_limit']);
  assert.deepEqual(creditBars({ ...good, limitMinor: null }, 10 ** 9), []);
  assert.deepEqual(creditBars({ ...good, lateDays: 30 }, 1), []);
  assert.deepEqual(creditBars({ ...good, lateDays: 31, blocked: true, hasTerms: false }, 601), [
    'company_blocked',
    'no_terms',
    'company_overdue',
    'over_limit',
  ]);
  assert.deepEqual(creditBars({ ...good, lateDays: 400, blockAfterDays: null }, 1), []);
});

test('what came in is spread whole, over the oldest first or those chosen, and never past what is open', () => {
  const open = fc.array(fc.integer({ min: -50, max: 500 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), open, (minor, amounts) => {
      const items = amounts.map((openMinor, i) => ({ paymentId: `p${i}`, openMinor }));
      const { parts, left } = spread(minor, items);
      assert.equal(
        parts.reduce((sum, part) => sum + part.minor, left),
        minor,
      );
      for (const part of parts) {
        const item = items.find((one) => one.paymentId === part.paymentId);
        assert.ok(item && part.minor > 0 && part.minor <= item.openMinor);
      }
      // Oldest first: before one that was paid in part, all are paid.
      const last = parts.at(-1);
      const before = items.slice(
        0,
        items.findIndex((one) => one.paymentId === last?.paymentId),
      );
      for (const { paymentId, openMinor } of before)
        assert.equal(parts.find((part) => part.paymentId === paymentId)?.minor ?? 0, Math.max(0, openMinor));
    }),
  );
  assert.deepEqual(
    spread(
      100,
      [
        { paymentId: 'a', openMinor: 80 },
        { paymentId: 'b', openMinor: 80 },
      ],
      ['b'],
    ),
    {
      parts: [{ paymentId: 'b', minor: 80 }],
      left: 20,
    },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { easter, holidaysOf, nextHolidays } from './holidays.ts';

test('Easter is where the calendars have it, early and late', () => {
  assert.deepEqual([2008, 2024, 2026, 2027, 2038].map(easter), [
    '2008-03-23',
    '2024-03-31',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
  ]);
});

test('the eleven holidays of a year, those that move with Easter among them', () => {
  const days = new Map(holidaysOf(2026).map(({ date, note }) => [note.fr, date]));
  assert.equal(days.size, 11);
  assert.deepEqual(
    ['Lundi de Pâques', 'Ascension', 'Lundi de Pentecôte'].map((name) => days.get(name)),
    ['2026-04-06', '2026-05-14', '2026-05-25'],
  );
  const next = nextHolidays('2026-11-22');
  assert.equal(next.length, 11, 'each of them once in twelve months');
  assert.equal(next[0]?.date, '2026-12-25');
  assert.ok(
    next.every(({ date }) => date >= '2026-11-22'),
    'none of them over',
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money as amount } from '#base/money';
import { day, instant } from '#base/time';
import { cut, date, dateTime, longDate, money, number, percent, shortDate, time, when } from './format.ts';

const nb = (text: string): string => text.replaceAll(' ', '\u00a0');

test('money reads as the locale writes it, exact to the last minor unit', () => {
  assert.equal(money('fr', amount(1846230, 'EUR')), nb('18 462,30 €'));
  assert.equal(money('en', amount(1846230, 'EUR')), '€18,462.30');
  assert.equal(money('fr', amount(-50, 'EUR')), nb('−0,50 €'));
  assert.equal(money('en', amount(1200, 'JPY')), 'JP¥1,200');
  assert.equal(money('en', amount(1234, 'KWD')), nb('KWD 1.234'));
  assert.equal(money('en', amount(Number.MAX_SAFE_INTEGER, 'EUR')), '€90,071,992,547,409.91');
});

test('no narrow no-break space is left anywhere', () => {
  for (const text of [money('fr', amount(123456789, 'EUR')), number('fr', 1234567), percent('fr', 0.2)]) {
    assert.doesNotMatch(text, /\u202f/);
  }
  assert.equal(percent('fr', 0.055), nb('5,5 %'));
});

test('a price cut is never announced larger than it is', () => {
  assert.equal(cut('fr', amount(9900, 'EUR'), amount(7900, 'EUR')), nb('−20 %'));
  assert.equal(cut('fr', amount(3000, 'EUR'), amount(2001, 'EUR')), nb('−33 %'));
  assert.equal(cut('fr', amount(1000, 'EUR'), amount(1000, 'EUR')), '');
});

test('times follow the zone given, across the change of hour', () => {
  assert.equal(time('fr', instant('2026-11-24T13:51:00Z')), nb('14 h 51'));
  assert.equal(time('fr', instant('2026-07-24T17:00:00Z')), nb('19 h'));
  assert.equal(time('en', instant('2026-11-24T23:05:00Z')), '00:05');
  assert.equal(time('fr', instant('2026-11-24T13:51:00Z'), 'America/Martinique'), nb('9 h 51'));
});

test('dates are told in words, a Day being the same day everywhere', () => {
  assert.equal(longDate('fr', instant('2026-11-24T13:51:00Z')), 'mardi 24 novembre');
  assert.equal(longDate('en', day('2026-11-24')), 'Tuesday 24 November');
  assert.equal(date('fr', day('2026-11-01')), '1 novembre 2026');
  assert.equal(shortDate('fr', day('2026-11-24'), 'Pacific/Honolulu'), '24 nov. 2026');
  assert.equal(dateTime('fr', instant('2026-11-24T23:30:00Z')), `25 nov. 2026, ${nb('0 h 30')}`);
});

test('near moments are told from now', () => {
  const now = instant('2026-11-24T22:30:00Z');
  assert.equal(when('fr', instant('2026-11-24T15:10:00Z'), now), `aujourd’hui, ${nb('16 h 10')}`);
  assert.equal(when('fr', instant('2026-11-25T09:00:00Z'), now), `demain, ${nb('10 h')}`);
  assert.equal(when('en', instant('2026-11-23T09:00:00Z'), now), 'yesterday, 10:00');
  assert.equal(when('fr', instant('2026-11-20T09:00:00Z'), now), `ven. 20 nov., ${nb('10 h')}`);
});

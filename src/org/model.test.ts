import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant } from '#base/time';
import { checkAddress, checkSpecialDays, hoursOn, openState, type Address, type Opening } from './model.ts';

const lyon: Address = { name: 'A', line1: '3 rue X', postcode: '69002', city: 'Lyon', country: 'FR' };
const fields = (address: Address): string[] => checkAddress(address).map((error) => error.field);

test('an address is judged by its country, and never needs a state', () => {
  assert.deepEqual(fields(lyon), []);
  assert.deepEqual(fields({ ...lyon, postcode: '20000' }), [], 'Corsica');
  assert.deepEqual(fields({ ...lyon, postcode: '2A000' }), ['address.postcode']);
  assert.deepEqual(fields({ ...lyon, postcode: '1000', country: 'BE' }), []);
  assert.deepEqual(fields({ ...lyon, postcode: 'sw1a 1aa', country: 'GB' }), []);
  assert.deepEqual(fields({ ...lyon, postcode: '', country: 'HK' }), [], 'countries without postcodes');
  assert.deepEqual(fields({ ...lyon, line1: ' ', city: '', country: 'France' }), [
    'address.line1',
    'address.city',
    'address.country',
  ]);
});

test('a site is open by its local time, on either side of a change of clocks', () => {
  const week = [1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: '10:00', closes: '19:30' }));
  const site = { hours: week, specialDays: [], timeZone: 'Europe/Paris' };
  assert.deepEqual(openState(site, instant('2026-07-01T08:00:00Z')), { open: true, until: '19:30' });
  assert.equal(openState(site, instant('2026-07-01T07:59:00Z')).open, false);
  assert.equal(openState(site, instant('2026-07-01T17:30:00Z')).open, false, 'closed at the very minute');
  const saturdayNight = openState(site, instant('2026-10-24T20:00:00Z'));
  assert.deepEqual(saturdayNight, {
    open: false,
    next: { at: '2026-10-26T09:00:00.000Z', day: 1, opens: '10:00' },
  });
  assert.deepEqual(openState({ ...site, hours: [] }, instant('2026-07-01T08:00:00Z')), { open: false, next: null });
});

const none = { fr: '', en: '' };
const shut = (date: string) => ({ date, hours: [], note: none });
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: '10:00', closes: '19:00' }));
const paris: Opening = { hours: everyDay, specialDays: [], timeZone: 'Europe/Paris' };

test('a special day replaces the hours of its weekday, on that date alone', () => {
  const christmas: Opening = {
    ...paris,
    specialDays: [{ date: '2026-12-24', hours: [{ opens: '09:00', closes: '16:00' }], note: none }, shut('2026-12-25')],
  };
  assert.deepEqual(openState(christmas, instant('2026-12-24T08:30:00Z')), { open: true, until: '16:00' });
  assert.equal(openState(christmas, instant('2026-12-24T16:00:00Z')).open, false, 'shorter than every Thursday');
  assert.deepEqual(openState(christmas, instant('2026-12-24T16:00:00Z')), {
    open: false,
    next: { at: '2026-12-26T09:00:00.000Z', day: 6, opens: '10:00' },
  });
  assert.deepEqual(openState(christmas, instant('2026-12-31T09:30:00Z')), { open: true, until: '19:00' }, 'next week');
  assert.deepEqual(hoursOn(christmas, '2026-12-25'), []);
});

test('a summer closing is looked past, a closing for good is not', () => {
  const august = Array.from({ length: 23 }, (_, i) => shut(`2026-08-${String(i + 1).padStart(2, '0')}`));
  const state = openState({ ...paris, specialDays: august }, instant('2026-08-01T08:00:00Z'));
  assert.deepEqual(state, { open: false, next: { at: '2026-08-24T08:00:00.000Z', day: 1, opens: '10:00' } });
  assert.deepEqual(openState({ ...paris, hours: [] }, instant('2026-08-01T08:00:00Z')), { open: false, next: null });
  const once = { date: '2026-08-30', hours: [{ opens: '10:00', closes: '12:00' }], note: none };
  const only = openState({ ...paris, hours: [], specialDays: [once] }, instant('2026-08-01T08:00:00Z'));
  assert.equal(only.open ? '' : only.next?.at, '2026-08-30T08:00:00.000Z', 'a day of its own is enough');
});

test('hours are those of the site’s own clock: overseas, over midnight in Paris, in the hour that spring leaves out', () => {
  const reunion: Opening = { ...paris, timeZone: 'Indian/Reunion' };
  assert.equal(openState(reunion, instant('2026-11-22T06:00:00Z')).open, true, '10:00 there, 7:00 in Paris');
  assert.equal(openState(paris, instant('2026-11-22T06:00:00Z')).open, false);
  const guadeloupe: Opening = { ...paris, timeZone: 'America/Guadeloupe', specialDays: [shut('2026-11-22')] };
  // In Paris it is Monday already; there the closed Sunday has an hour left.
  assert.deepEqual(openState(guadeloupe, instant('2026-11-23T03:00:00Z')), {
    open: false,
    next: { at: '2026-11-23T14:00:00.000Z', day: 1, opens: '10:00' },
  });
  const night: Opening = { ...paris, hours: [{ day: 7, opens: '02:30', closes: '23:00' }] };
  const spring = openState(night, instant('2026-03-29T00:30:00Z'));
  assert.equal(spring.open ? '' : spring.next?.at, '2026-03-29T01:30:00.000Z', '02:30 is not there: half past three');
});

test('stretches that meet are one, and a lunch break is none', () => {
  const split = (opens: string): Opening => ({
    ...paris,
    hours: [
      { day: 7, opens, closes: '19:00' },
      { day: 7, opens: '10:00', closes: '13:00' },
    ],
  });
  assert.deepEqual(openState(split('13:00'), instant('2026-11-22T09:30:00Z')), { open: true, until: '19:00' });
  assert.deepEqual(openState(split('14:00'), instant('2026-11-22T09:30:00Z')), { open: true, until: '13:00' });
});

test('special days: each date once, in the calendar, stretches apart', () => {
  const wrong = (...days: Parameters<typeof checkSpecialDays>[0]): string[] =>
    checkSpecialDays(days).map(({ field }) => field);
  const open = (...hours: [string, string][]) => ({
    date: '2026-12-24',
    hours: hours.map(([opens, closes]) => ({ opens, closes })),
    note: none,
  });
  assert.deepEqual(wrong(shut('2026-12-25'), open(['09:00', '12:00'], ['12:00', '16:00'])), []);
  assert.deepEqual(wrong(shut('2026-02-30')), ['specialDays.0.date']);
  assert.deepEqual(wrong(shut('2026-12-25'), shut('2026-12-25')), ['specialDays.1.date']);
  assert.deepEqual(wrong(open(['12:00', '09:00'])), ['specialDays.0.hours']);
  assert.deepEqual(wrong(open(['09:00', '13:00'], ['12:00', '16:00'])), ['specialDays.0.hours']);
});

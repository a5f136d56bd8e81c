import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant } from '#base/time';
import { checkAddress, openState, type Address } from './model.ts';

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
  const site = { hours: week, timeZone: 'Europe/Paris' };
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

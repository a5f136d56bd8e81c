import assert from 'node:assert/strict';
import { test } from 'node:test';
import { departmentOf, departments, distanceKm, sitePoint, type Site } from '#org/model';
import { placeOf, pointOf, roundedKm } from './near.ts';

const store = (over: Partial<Site> & { postcode: string; city: string }): Site => ({
  ...{
    siteId: 'sit_x',
    entityId: 'ent_x',
    code: 'X',
    kind: 'store',
    name: `Maison ${over.city}`,
    siret: null,
    phone: null,
  },
  ...{ hours: [], specialDays: [], timeZone: 'Europe/Paris', pickup: true, pickupMinutes: 60, priority: 1 },
  ...{ latitude: null, longitude: null, open: true, version: 1 },
  ...over,
  address: { name: 'x', line1: 'x', postcode: over.postcode, city: over.city, country: 'FR' },
});
const lyon = store({ postcode: '69002', city: 'Lyon', latitude: 45.7578, longitude: 4.832 });
const nantes = store({ postcode: '44000', city: 'Nantes' });
const stores = [lyon, nantes];
const named = (q: string): string | undefined => placeOf(q, stores)?.name;

test('each département is once in the table, in France', () => {
  assert.equal(departments.length, 101);
  assert.equal(new Set(departments.map(({ code }) => code)).size, 101);
  const astray = departments.filter(
    ({ code, latitude, longitude }) =>
      code.length === 2 && !(latitude > 41 && latitude < 51.2 && longitude > -5 && longitude < 9.7),
  );
  assert.deepEqual(astray, []);
});

test('a postcode leads to its département, Corsica and overseas too', () => {
  const code = (postcode: string): string | undefined => departmentOf(postcode)?.code;
  assert.deepEqual(['69002', '01000', '20000', '20200', '20600', '97110', '97400', '98000', '75'].map(code), [
    '69',
    '01',
    '2A',
    '2B',
    '2B',
    '971',
    '974',
    '06',
    '75',
  ]);
  assert.deepEqual(['99999', '00100', '6', 'SW1A', '690022'].map(code), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('places are found as people type them, and never claim to be where somebody is', () => {
  assert.equal(named('69002'), '69002 Lyon');
  assert.equal(named('69 002'), '69002 Lyon');
  assert.equal(named('69100 Villeurbanne'), 'Rhône (69)');
  assert.equal(named('lyon'), 'Lyon');
  assert.equal(named('  SAINT ETIENNE '), 'Saint-Étienne');
  assert.equal(named('st-etienne'), 'Saint-Étienne');
  assert.equal(named('gironde'), 'Gironde');
  assert.equal(named('marsei'), 'Marseille');
  assert.equal(named('vienne'), 'Vienne', 'the town, for a département is asked for by number');
  assert.equal(placeOf('nantes', stores)?.exact, false);
  for (const nowhere of ['', ' ', 'xy', 'Atlantis', '99999', "'; --", '٣٤٥'])
    assert.equal(named(nowhere), undefined, nowhere);
});

test('distances are right to a few kilometres, and told no finer than known', () => {
  const [paris, marseille] = [departmentOf('75001'), departmentOf('13001')];
  assert.ok(paris && marseille);
  assert.ok(Math.abs(distanceKm(paris, lyon as never) - 392) < 5);
  assert.ok(Math.abs(distanceKm(paris, marseille) - 661) < 8);
  assert.equal(distanceKm(paris, paris), 0);
  assert.deepEqual(
    [roundedKm(392, false), roundedKm(392, true), roundedKm(14.4, false), roundedKm(0, true)],
    [390, 392, 14, 1],
  );
  assert.deepEqual(sitePoint(nantes), { latitude: 47.22, longitude: -1.55 }, 'by its postcode while nobody said where');
  assert.equal(sitePoint({ ...nantes, address: { ...nantes.address, country: 'BE' } }), undefined);
});

test('what a browser says of its place is rounded to a kilometre, and checked', () => {
  assert.deepEqual(pointOf('45.757812', '4.832011'), { latitude: 45.76, longitude: 4.83 });
  for (const [lat, lon] of [
    ['91', '0'],
    ['0', '181'],
    ['', ''],
    ['NaN', '1'],
    ['1e3', '1'],
    ['45,7', '4,8'],
  ] as const)
    assert.equal(pointOf(lat, lon), undefined);
});

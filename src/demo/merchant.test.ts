import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channels, legalEntity, sites, staff, taxRates } from './merchant.ts';
import { moreCustomers, namedCustomers } from './people.ts';
import { domains, levels, taxClasses } from './types.ts';

/** Luhn's sum, which SIREN and SIRET numbers satisfy. */
const luhn = (digits: string): boolean =>
  [...digits].toReversed().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0) %
    10 ===
  0;

const vatOf = (siren: string): string => `FR${String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0')}${siren}`;
const unique = (values: readonly string[]): void => assert.equal(new Set(values).size, values.length);

test('company numbers and VAT keys are well formed', () => {
  assert.equal(vatOf('404833048'), 'FR83404833048');
  const companies = namedCustomers.flatMap((customer) => customer.company ?? []);
  assert.ok(companies.some((company) => company.name === 'Atelier Brossard'));
  for (const { siren, vatNumber } of [legalEntity, ...companies]) {
    assert.ok(/^\d{9}$/.test(siren) && luhn(siren), siren);
    assert.equal(vatNumber, vatOf(siren));
  }
});

test('three shops and two warehouses, each with its establishment number, hours and place on the map', () => {
  assert.deepEqual(
    sites.map((site) => `${site.code} ${site.kind}`),
    ['LYO store', 'NAN store', 'PAR store', 'COR warehouse', 'SEC warehouse'],
  );
  unique(sites.map((site) => site.siret));
  for (const site of sites) {
    assert.ok(site.siret.startsWith(legalEntity.siren) && site.siret.length === 14 && luhn(site.siret), site.siret);
    assert.ok(site.latitude > 42 && site.latitude < 51.1 && site.longitude > -4.8 && site.longitude < 8.3, site.code);
    assert.ok(site.hours.length >= 5);
    for (const one of site.hours) assert.ok(one.opens < one.closes && /^\d\d:\d\d$/.test(one.opens), site.code);
    assert.equal(site.pickupMinutes !== undefined, site.kind === 'store');
  }
});

test('channels: web, app, a till a shop and a marketplace are live; the others are declared', () => {
  unique(channels.map((channel) => channel.handle));
  const live = channels.filter((channel) => channel.live).map((channel) => channel.handle);
  assert.deepEqual(live, ['web', 'app', 'till-lyo-1', 'till-nan-1', 'till-par-1', 'marche']);
  for (const channel of channels) {
    assert.equal(channel.site !== undefined, channel.kind === 'till', channel.handle);
    for (const [domain, level] of Object.entries(channel.overrides)) {
      assert.ok(domains.some((one) => one === domain) && levels.includes(level), channel.handle);
    }
  }
});

test('staff: one owner, a clerk in each shop, mails and till codes each given once', () => {
  unique(staff.map((person) => person.email));
  unique(staff.flatMap((person) => person.pin ?? []));
  assert.deepEqual(
    staff.filter((person) => person.role === 'owner').map((person) => person.name),
    ['Louise Ourcel'],
  );
  for (const site of sites.filter((one) => one.kind === 'store')) {
    assert.ok(
      staff.some((person) => person.role === 'clerk' && person.pin && person.sites.includes(site.code)),
      site.code,
    );
  }
});

test('each tax class but that of gift cards has one rate', () => {
  const named = taxClasses.filter((one) => one !== 'outside');
  assert.deepEqual(
    taxRates.map((rate) => rate.taxClass),
    named,
  );
  assert.deepEqual(
    taxRates.map((rate) => rate.basisPoints),
    [2000, 1000, 550, 210],
  );
});

test('customers: keys and mails are unique, nobody can be telephoned or written to', () => {
  const all = [...namedCustomers, ...moreCustomers(2000)];
  assert.equal(all.length, namedCustomers.length + 2000);
  assert.equal(all[0]!.email, 'camille.rey@courriel.example');
  unique(all.map((customer) => customer.key));
  unique(all.map((customer) => customer.email));
  for (const { email, phone, address } of all) {
    assert.match(email, /^[a-z0-9.-]+@[a-z-]+\.example$/);
    assert.match(phone, /^\+3363998\d{4}$/);
    assert.match(address.postcode, /^\d{5}$/);
  }
});

test('the same seed makes the same people; only the two Camilles share a telephone', () => {
  assert.deepEqual(moreCustomers(50, 'a'), moreCustomers(50, 'a'));
  assert.notDeepEqual(moreCustomers(50, 'a'), moreCustomers(50, 'b'));
  const byPhone = Map.groupBy([...namedCustomers, ...moreCustomers(2000)], (customer) => customer.phone);
  const shared = [...byPhone.values()].filter((people) => people.length > 1);
  assert.deepEqual(
    shared.map((people) => people.map((one) => one.key)),
    [['camille.rey', 'camille.rey-morin']],
  );
});

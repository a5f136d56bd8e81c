import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { percent } from '#base/rate';
import { day } from '#base/time';
import { findRate, memberStates, rateFor, ratedClasses, taxCase, zoneOf, type TaxFacts } from './model.ts';

const today = day('2026-11-22');
const at = (country: string, postcode = '') => zoneOf({ country, postcode });
const seller: TaxFacts['seller'] = {
  entityId: 'ent_1',
  zone: at('FR', '69002'),
  vatNumber: 'FR44732829320',
  registrations: [],
  franchise: false,
  oss: true,
  always: false,
  overLimit: true,
  netStays: [],
};
const consumer = { kind: 'consumer' } as const;
const belgian = {
  kind: 'business',
  vatNumber: 'BE0403170701',
  vatCountry: 'BE',
  proof: { checkId: 'vck_1', at: '2026-11-20T10:00:00.000Z' },
} as const;
const facts = (
  to: ReturnType<typeof at> | null,
  more: Partial<TaxFacts> = {},
  of: Partial<TaxFacts['seller']> = {},
): TaxFacts => ({
  seller: { ...seller, ...of },
  origin: seller.zone,
  destination: to,
  buyer: consumer,
  ...more,
});
const said = (one: TaxFacts) => {
  const { scheme, country, region, reasonCode } = taxCase(one);
  return [scheme, region ?? country, reasonCode];
};

describe('zones', () => {
  test('postcodes tell the parts of a country, also where an address writes them as countries', () => {
    const table: readonly (readonly [string, string, string, string | null, string])[] = [
      ['FR', '69002', 'FR', null, 'eu'],
      ['FR', '20000', 'FR', 'FR-20R', 'eu'],
      ['FR', '20200', 'FR', 'FR-20R', 'eu'],
      ['FR', '97110', 'FR', 'FR-971', 'overseas'],
      ['FR', '97133', 'FR', 'FR-977', 'outside'],
      ['FR', '97200', 'FR', 'FR-972', 'overseas'],
      ['FR', '97300', 'FR', 'FR-973', 'overseas'],
      ['FR', '97400', 'FR', 'FR-974', 'overseas'],
      ['RE', '97400', 'FR', 'FR-974', 'overseas'],
      ['FR', '97600', 'FR', 'FR-976', 'overseas'],
      ['FR', '98800', 'FR', 'FR-COM', 'outside'],
      ['MC', '98000', 'FR', null, 'eu'],
      ['ES', '28001', 'ES', null, 'eu'],
      ['ES', '35001', 'ES', 'ES-CN', 'outside'],
      ['IT', '23041', 'IT', 'IT-LIVIGNO', 'outside'],
      ['DE', '27498', 'DE', 'DE-HELGOLAND', 'outside'],
      ['PT', '9500-321', 'PT', 'PT-20', 'eu'],
      ['PT', '9000-001', 'PT', 'PT-30', 'eu'],
      ['GB', 'SW1A 1AA', 'GB', null, 'outside'],
      ['GB', 'BT1 5GS', 'XI', null, 'eu'],
      ['CH', '1201', 'CH', null, 'outside'],
      ['LI', '9490', 'CH', null, 'outside'],
      ['US', '10001', 'US', null, 'outside'],
      ['constructor', '', 'constructor', null, 'outside'],
    ];
    for (const [country, postcode, c, region, area] of table)
      assert.deepEqual(at(country, postcode), { country: c, region, area }, `${country} ${postcode}`);
  });
});

describe('rates of the Union', () => {
  test('every member state has a rate for every class, none above its standard one', () => {
    for (const country of memberStates) {
      const standard = rateFor(country, 'standard', today);
      for (const taxClass of ratedClasses) assert.ok(rateFor(country, taxClass, today) <= standard, country);
    }
  });

  test('standard rates are those the Commission lists', (t) => {
    let text: string;
    try {
      text = readFileSync(
        new URL('../../../shared/data/standards/vat-rates/eu-vat-rates-data.json', import.meta.url),
        'utf8',
      );
    } catch {
      return t.skip('../shared/data/standards is not here');
    }
    const { rates } = JSON.parse(text) as { rates: Record<string, { standard: number; eu_member: boolean }> };
    for (const [country, { standard, eu_member }] of Object.entries(rates))
      if (eu_member || country === 'CH' || country === 'XI')
        assert.equal(rateFor(country, 'standard', today), percent(String(standard)), country);
  });

  test('changes of law, to the day', () => {
    const table = [
      ['FI', 'standard', '2024-08-31', '24'],
      ['FI', 'standard', '2024-09-01', '25.5'],
      ['DE', 'standard', '2020-07-01', '16'],
      ['DE', 'reduced', '2021-01-01', '7'],
      ['EE', 'standard', '2025-06-30', '22'],
      ['EE', 'standard', '2025-07-01', '24'],
      ['RO', 'standard', '2025-08-01', '21'],
      ['SK', 'reduced', '2025-01-01', '5'],
      ['CH', 'standard', '2023-12-31', '7.7'],
      ['CH', 'standard', '2024-01-01', '8.1'],
      ['CH', 'reduced', '2024-01-01', '2.6'],
      ['CH', 'intermediate', '2024-01-01', '3.8'],
      ['FR-20R', 'reduced', '2026-11-22', '2.1'],
      ['FR-20R', 'standard', '2026-11-22', '20'],
      ['FR-974', 'standard', '2026-11-22', '8.5'],
      ['FR-974', 'reduced', '2026-11-22', '2.1'],
      ['FR-972', 'super_reduced', '2026-11-22', '1.05'],
      ['FR-976', 'standard', '2026-11-22', '0'],
      ['PT-20', 'standard', '2026-11-22', '16'],
      ['PT-30', 'reduced', '2026-11-22', '4'],
    ] as const;
    for (const [zone, taxClass, on, rate] of table)
      assert.equal(rateFor(zone, taxClass, day(on)), percent(rate), `${zone} ${taxClass} ${on}`);
  });

  test('a class that a country does not know bears the next one up, and says so', () => {
    assert.equal(findRate('DK', 'reduced', today)?.as, 'standard');
    assert.equal(findRate('DE', 'super_reduced', today)?.as, 'reduced');
    assert.equal(findRate('FR', 'reduced', today)?.as, 'reduced');
  });

  test("the merchant's own rate goes first, from its day until it is taken back", () => {
    const own = [
      { zone: 'DE', taxClass: 'standard', from: day('2026-01-01'), rate: percent('7'), source: 'books' },
      { zone: 'DE', taxClass: 'standard', from: day('2026-06-01'), rate: null, source: 'the law again' },
    ] as const;
    assert.equal(rateFor('DE', 'standard', day('2025-12-31'), own), percent('19'));
    assert.equal(rateFor('DE', 'standard', day('2026-03-01'), own), percent('7'));
    assert.equal(findRate('DE', 'standard', day('2026-03-01'), own)?.own, true);
    assert.equal(rateFor('DE', 'standard', day('2026-06-01'), own), percent('19'));
    assert.equal(rateFor('AT', 'standard', day('2026-03-01'), own), percent('20'));
  });
});

describe('which VAT', () => {
  test('a French shop, from case to case', () => {
    const table: readonly (readonly [string, TaxFacts, readonly (string | null)[]])[] = [
      ['carried away', facts(null), ['domestic', 'FR', null]],
      ['carried away in Ajaccio', facts(null, { origin: at('FR', '20000') }), ['domestic', 'FR-20R', null]],
      ['Lyon', facts(at('FR', '69001')), ['domestic', 'FR', null]],
      ['Monaco', facts(at('MC', '98000')), ['domestic', 'FR', null]],
      ['Corsica', facts(at('FR', '20137')), ['domestic', 'FR-20R', null]],
      ['Réunion', facts(at('FR', '97400')), ['export', 'FR', 'VATEX-EU-G']],
      ['Guyane', facts(at('GF', '97300')), ['export', 'FR', 'VATEX-EU-G']],
      [
        'Belgium, a consumer, under the threshold',
        facts(at('BE', '1000'), {}, { overLimit: false }),
        ['domestic', 'FR', null],
      ],
      ['… over it', facts(at('BE', '1000')), ['oss', 'BE', null]],
      ['… by choice', facts(at('BE', '1000'), {}, { overLimit: false, always: true }), ['oss', 'BE', null]],
      ['… over it, without the one-stop shop', facts(at('BE', '1000'), {}, { oss: false }), ['oss', 'BE', null]],
      [
        '… registered there',
        facts(at('BE', '1000'), {}, { registrations: [{ country: 'BE', vatNumber: 'BE0403170701' }] }),
        ['domestic', 'BE', null],
      ],
      ['Madeira', facts(at('PT', '9000-001')), ['oss', 'PT-30', null]],
      ['Northern Ireland', facts(at('GB', 'BT1 5GS')), ['oss', 'XI', null]],
      [
        'Belgium, a business with proof',
        facts(at('BE', '1000'), { buyer: belgian }),
        ['intra_eu', 'FR', 'VATEX-EU-IC'],
      ],
      [
        'Germany, the same Belgian business',
        facts(at('DE', '10115'), { buyer: belgian }),
        ['intra_eu', 'FR', 'VATEX-EU-IC'],
      ],
      ['… without proof', facts(at('BE', '1000'), { buyer: { ...belgian, proof: undefined } }), ['oss', 'BE', null]],
      [
        'Belgium, a business with a French number',
        facts(at('BE', '1000'), { buyer: { ...belgian, vatNumber: 'FR40303265045', vatCountry: 'FR' } }),
        ['oss', 'BE', null],
      ],
      ['France, a Belgian business', facts(at('FR', '75001'), { buyer: belgian }), ['domestic', 'FR', null]],
      ['Switzerland', facts(at('CH', '1201')), ['export', 'FR', 'VATEX-EU-G']],
      [
        'Switzerland, registered there',
        facts(at('CH', '1201'), {}, { registrations: [{ country: 'CH', vatNumber: 'CHE107787577' }] }),
        ['domestic', 'CH', null],
      ],
      ['London', facts(at('GB', 'SW1A 1AA')), ['export', 'FR', 'VATEX-EU-G']],
      ['Canary Islands', facts(at('ES', '35001')), ['export', 'FR', 'VATEX-EU-G']],
      ['franchise, at home', facts(at('FR', '69001'), {}, { franchise: true }), ['exempt', 'FR', 'VATEX-FR-FRANCHISE']],
      ['franchise, over the threshold', facts(at('BE', '1000'), {}, { franchise: true }), ['oss', 'BE', null]],
    ];
    for (const [name, one, expected] of table) assert.deepEqual(said(one), expected, name);
  });

  test('sellers elsewhere', () => {
    const swiss = { zone: at('CH', '1201') };
    const inRéunion = { zone: at('FR', '97400') };
    assert.deepEqual(said(facts(null, { origin: swiss.zone }, swiss)), ['domestic', 'CH', null]);
    assert.deepEqual(said(facts(at('FR', '69001'), { origin: swiss.zone }, swiss)), ['export', 'CH', 'VATEX-EU-G']);
    assert.deepEqual(said(facts(null, { origin: inRéunion.zone }, inRéunion)), ['domestic', 'FR-974', null]);
    assert.deepEqual(said(facts(at('FR', '69001'), { origin: inRéunion.zone }, inRéunion)), [
      'export',
      'FR-974',
      'VATEX-EU-G',
    ]);
    assert.deepEqual(
      said(facts(at('FR', '97200'), { origin: at('FR', '97110') }, { zone: at('FR', '97110') })),
      ['domestic', 'FR-972', null],
      'Guadeloupe and Martinique are one market',
    );
    const stockInBelgium = { origin: at('BE', '1000'), buyer: belgian };
    assert.deepEqual(said(facts(at('BE', '9000'), stockInBelgium)), ['reverse_charge', 'BE', 'VATEX-EU-AE']);
    assert.deepEqual(said(facts(at('DE', '10115'), { origin: at('BE', '1000') }, { overLimit: false })), [
      'oss',
      'DE',
      null,
    ]);
  });

  test('nothing is exempt without a reason, a mention and a law; nothing is charged with one; every answer is explained', () => {
    const zone = fc
      .constantFrom(
        ['FR', '69002'],
        ['FR', '20000'],
        ['FR', '97400'],
        ['FR', '97110'],
        ['BE', '1000'],
        ['DE', '10115'],
        ['CH', '1201'],
        ['GB', 'BT1 5GS'],
        ['US', ''],
      )
      .map(([country = '', postcode]) => at(country, postcode));
    fc.assert(
      fc.property(
        zone.filter(({ country }) => country !== 'US'),
        zone.filter(({ country }) => country !== 'US'),
        fc.option(zone),
        fc.constantFrom<TaxFacts['buyer']>(consumer, belgian, { ...belgian, proof: undefined }),
        fc.record({ franchise: fc.boolean(), oss: fc.boolean(), always: fc.boolean(), overLimit: fc.boolean() }),
        (home, origin, destination, buyer, more) => {
          const one = taxCase({ seller: { ...seller, ...more, zone: home }, origin, destination, buyer });
          const charged = one.scheme === 'domestic' || one.scheme === 'oss';
          assert.equal(one.reasonCode === null, charged);
          assert.equal(one.mention === null, charged);
          assert.ok(one.law !== '' && one.why.length > 0);
          if (one.scheme === 'intra_eu' || one.scheme === 'reverse_charge') {
            assert.ok(one.proof && one.buyerVatNumber, 'exempt for a buyer without proof');
            assert.equal(one.stays, 'net');
          }
          if (one.scheme === 'oss') assert.ok(origin.area === 'eu' && one.country === (destination ?? origin).country);
          if (charged) rateFor(one.region ?? one.country, 'standard', today);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

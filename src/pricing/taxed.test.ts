import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { minor } from '#base/money';
import { percent } from '#base/rate';
import { day, instant } from '#base/time';
import { taxCase, zoneOf, type TaxCase, type TaxClass, type TaxFacts } from '#tax/model';
import { price, type ListPrice, type PriceInput, type PriceRules } from './model.ts';

const listed = (amount: number): ListPrice => ({
  ...{ listId: 'prl_base', listCode: 'base', channelId: null, minor: minor(amount), compareAtMinor: null },
  from: instant('2026-01-01T00:00:00Z'),
});
type Goods = readonly (readonly [amount: number, quantity: number, taxClass?: TaxClass])[];
const rulesOf = (goods: Goods, more: Partial<PriceRules> = {}): PriceRules => ({
  ...{ channelId: 'web', currency: 'EUR', level: 'unified' },
  goods: new Map(
    goods.map(([amount, , taxClass = 'standard'], i) => [`s${i}`, { taxClass, prices: [listed(amount)] }]),
  ),
  delivery: { flatMinor: 600, freeFromMinor: null },
  ...more,
});
const run = (goods: Goods, tax: TaxCase | undefined, rules: Partial<PriceRules> = {}, more: Partial<PriceInput> = {}) =>
  price(
    {
      country: tax?.country ?? 'FR',
      day: day('2026-11-22'),
      lines: goods.map(([, quantity], i) => ({ lineNo: i + 1, skuId: `s${i}`, quantity })),
      delivery: 'none',
      ...(tax ? { tax } : {}),
      ...more,
    },
    rulesOf(goods, rules),
  );

const lyon = zoneOf({ country: 'FR', postcode: '69002' });
const caseTo = (
  country: string,
  postcode: string,
  seller: Partial<TaxFacts['seller']> = {},
  buyer?: TaxFacts['buyer'],
): TaxCase =>
  taxCase({
    seller: {
      ...{ entityId: 'ent_1', zone: lyon, vatNumber: 'FR44732829320', registrations: [], franchise: false },
      ...{ oss: true, always: true, overLimit: false, netStays: [], ...seller },
    },
    origin: lyon,
    destination: zoneOf({ country, postcode }),
    buyer: buyer ?? { kind: 'consumer' },
  });
const business: TaxFacts['buyer'] = {
  ...{ kind: 'business', vatNumber: 'BE0403170701', vatCountry: 'BE' },
  proof: { checkId: 'vck_1', at: '2026-11-20T10:00:00.000Z' },
};
const net = (onNet: 'global' | 'per_line') => ({ vat: { basis: 'net', onNet, own: [] } }) as const;

describe('where it goes', () => {
  test('the price to pay stays, the net follows the rate: Lyon, Bastia, Brussels, Helsinki', () => {
    const goods: Goods = [[12_000, 1]];
    const paid = (to: TaxCase) => {
      const { gross, net: without, tax } = run(goods, to).totals;
      return [gross.minor, without.minor, tax.minor];
    };
    assert.deepEqual(paid(caseTo('FR', '69001')), [12_000, 10_000, 2_000]);
    assert.deepEqual(paid(caseTo('FR', '20200')), [12_000, 10_000, 2_000]);
    assert.deepEqual(paid(caseTo('BE', '1000')), [12_000, 9_917, 2_083]);
    assert.deepEqual(paid(caseTo('FI', '00100')), [12_000, 9_562, 2_438]);
    assert.deepEqual(run([[1_055, 1, 'reduced']], caseTo('FR', '20200')).lines[0]?.taxRate, percent('2.1'));
  });

  test('where the merchant says so the net stays and the price to pay follows', () => {
    const one = run([[12_000, 2]], caseTo('BE', '1000', { netStays: ['BE'] }));
    assert.deepEqual(
      [one.lines[0]?.unit.minor, one.totals.gross.minor, one.totals.net.minor],
      [12_100, 24_200, 20_000],
    );
    assert.ok(
      one.trace.some((step) => step.reason === 'net_stays'),
      'it is told',
    );
  });

  test('a business with proof in another member state pays the net, carriage too, and no VAT', () => {
    const one = run(
      [
        [12_000, 1],
        [1_055, 1, 'reduced'],
      ],
      caseTo('BE', '1000', {}, business),
      {},
      { delivery: 'flat' },
    );
    assert.deepEqual(
      one.lines.map((line) => [line.unit.minor, line.tax.minor, line.taxRate]),
      [
        [10_000, 0, 0],
        [1_000, 0, 0],
      ],
    );
    // 6.00 by value: 5.52 at 20 % and 0.48 at 5.5 % are 4.60 and 0.45 without.
    assert.equal(one.delivery?.gross.minor, 505);
    assert.equal(one.totals.tax.minor, 0);
    assert.equal(one.totals.gross.minor, 11_505);
  });

  test('a voucher bears no VAT anywhere, and gives the carriage of what comes with it none', () => {
    assert.equal(run([[5_000, 1, 'none']], caseTo('FI', '00100')).totals.tax.minor, 0);
    const both = run(
      [
        [5_000, 1, 'none'],
        [1_055, 1, 'reduced'],
      ],
      undefined,
      {},
      { delivery: 'flat' },
    );
    assert.deepEqual(
      both.delivery?.parts.map(({ rate }) => rate),
      [55_000],
      'it bears the rate of what is taxed',
    );
  });

  test('what was agreed is paid, wherever it goes', () => {
    const agreed = new Map([[1, listed(12_000)]]);
    const one = run([[9_999, 1]], caseTo('BE', '1000', {}, business), { agreed });
    assert.equal(one.totals.gross.minor, 12_000);
  });
});

describe('prices without VAT', () => {
  test('4 × 1.48 + 1.52 + 1.54 + 0.39 at 21 % is 9.37 and 1.97 rounded once, 1.96 line by line', () => {
    const goods: Goods = [
      [148, 4],
      [152, 1],
      [154, 1],
      [39, 1],
    ];
    const own = [
      { zone: 'FR', taxClass: 'standard', from: day('2026-01-01'), rate: percent('21'), source: 'a test' },
    ] as const;
    for (const [onNet, tax] of [
      ['global', 197],
      ['per_line', 196],
    ] as const) {
      const one = run(goods, undefined, { vat: { basis: 'net', onNet, own } });
      assert.deepEqual([one.totals.net.minor, one.totals.tax.minor, one.totals.gross.minor], [937, tax, 937 + tax]);
      assert.equal(
        one.lines.reduce((sum, line) => sum + line.tax.minor, 0),
        tax,
      );
      assert.deepEqual([one.basis, one.onNet], ['net', onNet]);
    }
  });

  test('10,000 documents: the unit shown × quantity is the net, lines sum to totals, by either method, under any case', () => {
    const line = fc.tuple(
      fc.integer({ min: 0, max: 99_999 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom<TaxClass>('standard', 'reduced', 'super_reduced', 'none'),
    );
    const where = fc.constantFrom(
      caseTo('FR', '69001'),
      caseTo('FI', '00100'),
      caseTo('BE', '1000', {}, business),
      caseTo('CH', '1201'),
    );
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        where,
        fc.constantFrom('global' as const, 'per_line' as const),
        fc.constantFrom('none' as const, 'flat' as const),
        (goods, to, onNet, delivery) => {
          const one = run(goods, to, net(onNet), { delivery });
          const { items, net: without, tax, gross } = one.totals;
          assert.equal(without.minor + tax.minor, gross.minor);
          assert.equal(
            one.lines.reduce((sum, l) => sum + l.total.minor, 0),
            items.minor,
          );
          for (const l of one.lines) {
            assert.equal(l.net.minor, l.unit.minor * l.quantity);
            assert.equal(l.net.minor + l.tax.minor, l.total.minor);
          }
          assert.equal(
            one.lines.reduce((sum, l) => sum + l.net.minor, 0) + (one.delivery?.net.minor ?? 0),
            without.minor,
          );
          assert.equal(
            one.taxGroups.reduce((sum, g) => sum + g.tax.minor, 0),
            tax.minor,
          );
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

describe('currencies', () => {
  test('without decimals and with three: whole units, and what is given is what is paid', () => {
    for (const currency of ['JPY', 'KWD', 'CHF']) {
      const one = run(
        [
          [1_005, 1],
          [333, 3],
        ],
        caseTo('FR', '69001'),
        { currency },
      );
      assert.equal(one.totals.gross.minor, 2_004);
      assert.equal(one.totals.gross.currency, currency);
      assert.equal(one.totals.net.minor + one.totals.tax.minor, 2_004);
    }
  });
});

describe('the trap of one in six', () => {
  test('from 0.01 to 2,000.00: the document says when its net states another gross, and by how much', () => {
    for (const text of ['20', '10', '5.5', '2.1', '8.5', '19', '21']) {
      const own = [
        { zone: 'FR', taxClass: 'standard', from: day('2026-01-01'), rate: percent(text), source: 'a test' },
      ] as const;
      // One document of every 41st cent a rate; the arithmetic beneath is tried at every cent in `tax`.
      for (let cents = 1; cents <= 200_000; cents += 41) {
        const one = run([[cents, 1]], undefined, { vat: { basis: 'gross', onNet: 'global', own } });
        const [group] = one.taxGroups;
        const stated = Math.round((one.totals.net.minor * percent(text)) / 1_000_000);
        assert.equal(one.totals.net.minor + stated + (group?.rounding?.minor ?? 0), cents, `${text} % of ${cents}`);
      }
    }
  });
});

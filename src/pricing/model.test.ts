import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Level } from '#channels/model';
import { minor, type Money } from '#base/money';
import { day, instant } from '#base/time';
import { Refusal } from '#base/refusal';
import { taxClasses, type TaxClass } from '#tax/model';
import {
  changesOf,
  MAX_PRICE_MINOR,
  price,
  shownPrice,
  type ListPrice,
  type PriceInput,
  type PriceRules,
} from './model.ts';

const listed = (
  listCode: string,
  channelId: string | null,
  amount: number,
  compareAt: number | null = null,
): ListPrice => ({
  listId: `prl_${listCode}`,
  listCode,
  channelId,
  minor: minor(amount),
  compareAtMinor: compareAt === null ? null : minor(compareAt),
  from: instant('2026-01-01T00:00:00Z'),
});
type Good = { taxClass: TaxClass; prices: ListPrice[] };
const rulesOf = (goods: Record<string, Good>, changes: Partial<PriceRules> = {}): PriceRules => ({
  channelId: 'web',
  currency: 'EUR',
  level: 'unified',
  goods: new Map(Object.entries(goods)),
  delivery: { flatMinor: 490, freeFromMinor: 6_000 },
  ...changes,
});
const inputOf = (lines: [string, number][], changes: Partial<PriceInput> = {}): PriceInput => ({
  country: 'FR',
  day: day('2026-11-22'),
  lines: lines.map(([skuId, quantity], i) => ({ lineNo: i + 1, skuId, quantity })),
  delivery: 'none',
  ...changes,
});
const total = (amounts: readonly Money[]): number => amounts.reduce((sum, amount) => sum + amount.minor, 0);

test('a gift card is money: no VAT, nothing to carry, and no promotion of everything lowers it', () => {
  const goods = {
    card: { taxClass: 'none' as const, prices: [listed('base', null, 5_000)] },
    shirt: { taxClass: 'standard' as const, prices: [listed('base', null, 2_400)] },
  };
  const alone = price(inputOf([['card', 1]], { delivery: 'flat' }), rulesOf(goods));
  assert.deepEqual([alone.totals.gross.minor, alone.totals.tax.minor, alone.totals.delivery.minor], [5_000, 0, 0]);
  const beside = price(
    inputOf(
      [
        ['card', 1],
        ['shirt', 1],
      ],
      { delivery: 'flat' },
    ),
    rulesOf(goods, { delivery: { flatMinor: 490, freeFromMinor: null } }),
  );
  assert.equal(beside.totals.delivery.minor, 490);
});

describe('which list counts', () => {
  const prices = [listed('base', null, 1_000), listed('web', 'web', 900), listed('store', 'store', 800)];
  const own = { a: { taxClass: 'standard' as const, prices } };
  const baseOnly = { a: { taxClass: 'standard' as const, prices: prices.slice(0, 1) } };

  for (const level of ['isolated', 'bridged', 'synchronised', 'unified'] satisfies Level[]) {
    test(`${level}: the channel's own list comes first`, () => {
      assert.equal(price(inputOf([['a', 1]]), rulesOf(own, { level })).totals.gross.minor, 900);
    });
    test(`${level}: ${level === 'isolated' ? 'the base list is not known here' : 'else the base list'}`, () => {
      const priced = price(inputOf([['a', 1]]), rulesOf(baseOnly, { level }));
      if (level === 'isolated') {
        assert.deepEqual(priced.unpriced, ['a']);
        assert.deepEqual(
          priced.trace.map((step) => [step.rule, step.applied, step.reason]),
          [
            ['list:base', false, 'isolated'],
            ['list', false, 'no_price'],
          ],
        );
      } else assert.equal(priced.totals.gross.minor, 1_000);
    });
  }

  test('the trace names what was applied, what was passed over and why, and never another channel’s price', () => {
    const { trace } = price(inputOf([['a', 2]]), rulesOf(own));
    assert.deepEqual(
      trace.map((step) => [step.lineNo, step.rule, step.amount.minor, step.applied, step.reason]),
      [
        [1, 'list:base', 1_000, false, 'overridden'],
        [1, 'list:web', 900, true, 'channel_list'],
        [null, 'vat:20', 300, true, 'in_price'],
      ],
    );
  });
});

describe('a document', () => {
  test('goods of two rates and carriage, which bears both in proportion to their value: totals by hand', () => {
    const rules = rulesOf({
      dress: { taxClass: 'standard', prices: [listed('base', null, 2_490, 3_490)] },
      book: { taxClass: 'reduced', prices: [listed('base', null, 1_200)] },
    });
    const priced = price(
      inputOf(
        [
          ['dress', 1],
          ['book', 2],
        ],
        { delivery: 'flat' },
      ),
      rules,
    );
    assert.deepEqual(
      priced.taxGroups.map((g) => [g.rate, g.gross.minor, g.net.minor, g.tax.minor]),
      [
        // 4.90 × 24.90 ÷ 48.90 = 2.495… and 2.404…: the cent that is left goes to the larger remainder.
        [200_000, 2_740, 2_283, 457],
        [55_000, 2_640, 2_502, 138],
      ],
    );
    const { delivery } = priced;
    assert.deepEqual(
      delivery?.parts.map((part) => [part.rate, part.gross.minor]),
      [
        [200_000, 250],
        [55_000, 240],
      ],
    );
    // 22.83 × 2.50 ÷ 27.40 = 2.083… and 25.02 × 2.40 ÷ 26.40 = 2.274…: 2.08 + 2.27.
    assert.deepEqual([delivery?.gross.minor, delivery?.net.minor, delivery?.tax.minor], [490, 435, 55]);
    assert.deepEqual(
      priced.trace.filter((step) => step.rule.startsWith('delivery')).map((step) => [step.rule, step.amount.minor]),
      [
        ['delivery', 490],
        ['delivery:20', 250],
        ['delivery:5.5', 240],
      ],
    );
    assert.equal(priced.totals.gross.minor, 5_380);
    assert.equal(priced.lines[0]?.compareAt?.minor, 3_490);
  });

  test('delivery is free from the amount on, and a cent below it is not', () => {
    const rules = (amount: number) => rulesOf({ a: { taxClass: 'standard', prices: [listed('base', null, amount)] } });
    const fee = (amount: number) =>
      price(inputOf([['a', 1]], { delivery: 'flat' }), rules(amount)).totals.delivery.minor;
    assert.deepEqual([fee(5_999), fee(6_000)], [490, 0]);
  });

  test('an empty cart costs nothing, not even delivery', () => {
    const priced = price(inputOf([], { delivery: 'flat' }), rulesOf({}));
    assert.deepEqual([priced.totals.gross.minor, priced.taxGroups.length, priced.delivery], [0, 0, undefined]);
  });

  test('the dearest document we accept still adds up', () => {
    const rules = rulesOf({ a: { taxClass: 'standard', prices: [listed('base', null, MAX_PRICE_MINOR)] } });
    const priced = price(inputOf(Array.from({ length: 200 }, () => ['a', 9_999] as [string, number])), rules);
    assert.equal(priced.totals.gross.minor, 200 * 9_999 * MAX_PRICE_MINOR);
  });

  test('a country without known VAT is refused', () => {
    const rules = rulesOf({ a: { taxClass: 'standard', prices: [listed('base', null, 100)] } });
    assert.throws(
      () => price(inputOf([['a', 1]], { country: 'XX' }), rules),
      (e) => e instanceof Refusal && e.code === 'tax.no_rate',
    );
  });

  test('20,000 documents: price shown × quantity is paid, lines sum to totals, order of lines changes no version', () => {
    const goods = fc.array(
      fc.record({
        minor: fc.integer({ min: 0, max: 500_000 }),
        taxClass: fc.constantFrom(...taxClasses),
        quantity: fc.integer({ min: 1, max: 50 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(goods, fc.constantFrom('none' as const, 'flat' as const), (items, delivery) => {
        const rules = rulesOf(
          Object.fromEntries(
            items.map((g, i) => [`s${i}`, { taxClass: g.taxClass, prices: [listed('base', null, g.minor)] }]),
          ),
        );
        const lines = items.map((g, i) => [`s${i}`, g.quantity] as [string, number]);
        const priced = price(inputOf(lines, { delivery }), rules);
        for (const line of priced.lines) {
          const shown = shownPrice(rules, rules.goods.get(line.skuId));
          assert.equal(line.total.minor, (shown?.price.minor ?? NaN) * line.quantity);
          assert.equal(line.net.minor + line.tax.minor, line.total.minor);
        }
        const { totals } = priced;
        assert.equal(total(priced.lines.map((l) => l.total)), totals.items.minor);
        assert.equal(totals.items.minor + totals.delivery.minor, totals.gross.minor);
        assert.equal(total(priced.lines.map((l) => l.net)) + (priced.delivery?.net.minor ?? 0), totals.net.minor);
        assert.equal(totals.net.minor + totals.tax.minor, totals.gross.minor);
        assert.equal(total(priced.taxGroups.map((g) => g.tax)), totals.tax.minor);
        assert.equal(price(inputOf([...lines].reverse(), { delivery }), rules).version, priced.version);
      }),
      { numRuns: 20_000 },
    );
  });

  test('another unit price, tax class or fee is another version; another quantity is not', () => {
    const versionOf = (amount: number, taxClass: TaxClass, flatMinor: number, quantity: number) =>
      price(
        inputOf([['a', quantity]]),
        rulesOf(
          { a: { taxClass, prices: [listed('base', null, amount)] } },
          { delivery: { flatMinor, freeFromMinor: null } },
        ),
      ).version;
    const versions = [
      versionOf(100, 'standard', 490, 1),
      versionOf(101, 'standard', 490, 1),
      versionOf(100, 'reduced', 490, 1),
      versionOf(100, 'standard', 491, 1),
    ];
    assert.equal(new Set(versions).size, 4);
    assert.equal(versionOf(100, 'standard', 490, 7), versions[0]);
  });
});

describe('what to append', () => {
  test('only differences; the last word on a SKU counts; a "reduction" to a higher price is none', () => {
    const inForce = new Map([
      ['a 1', { minor: 100, compareAtMinor: null }],
      ['b 1', { minor: 100, compareAtMinor: 200 }],
    ]);
    const wanted = [
      { skuId: 'a', minor: 300 },
      { skuId: 'a', minor: 100, compareAtMinor: 90 },
      { skuId: 'b', minor: 100, compareAtMinor: 150 },
      { skuId: 'c', minor: null },
      { skuId: 'd', minor: 5, compareAtMinor: 5 },
      { skuId: 'a', minor: 100, fromUnits: 10 },
    ];
    assert.deepEqual(changesOf(wanted, inForce), [
      { skuId: 'b', fromUnits: 1, minor: 100, compareAtMinor: 150 },
      { skuId: 'd', fromUnits: 1, minor: 5, compareAtMinor: null },
      { skuId: 'a', fromUnits: 10, minor: 100, compareAtMinor: null },
    ]);
  });
});

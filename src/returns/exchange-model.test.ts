import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backUnits, priceExchange, settleExchange, type BackUnit, type Wanted } from './exchange-model.ts';
import { shareOf, type OrderLine } from './model.ts';

const line = (more: Partial<OrderLine> = {}): OrderLine => ({
  ...{ lineNo: 1, skuId: 'dress-36', ordered: 2, cancelled: 0, shipped: 2, returned: 0, taxRate: 200_000 },
  ...{ totalMinor: 24_000, netMinor: 20_000, taxMinor: 4_000 },
  ...more,
});
const good = (skuId: string, nowMinor: number | null) => ({ skuId, productId: skuId.split('-')[0] ?? '', nowMinor });
const back = (skuId: string, nowMinor: number | null, paidMinor: number): BackUnit => ({
  ...good(skuId, nowMinor),
  paidMinor,
});
const want = (skuId: string, nowMinor: number | null, quantity = 1): Wanted => ({ ...good(skuId, nowMinor), quantity });
const said = (units: readonly BackUnit[], wanted: readonly Wanted[]): string[] =>
  (priceExchange(units, wanted) ?? []).map(
    ({ skuId, quantity, unitMinor, kept }) => `${quantity} ${skuId} ${unitMinor}${kept ? ' kept' : ''}`,
  );

const prices: [what: string, back: BackUnit[], wanted: Wanted[], is: string[]][] = [
  [
    'another size at the same price keeps what was paid',
    [back('dress-36', 150, 120)],
    [want('dress-38', 150)],
    ['1 dress-38 120 kept'],
  ],
  ['the same size again, too', [back('dress-36', 150, 120)], [want('dress-36', 150)], ['1 dress-36 120 kept']],
  ['also when both cost more today', [back('dress-36', 180, 120)], [want('dress-38', 180)], ['1 dress-38 120 kept']],
  [
    'a size that costs more costs what it costs',
    [back('dress-36', 150, 120)],
    [want('dress-50', 170)],
    ['1 dress-50 170'],
  ],
  [
    'another product at the same price costs that price',
    [back('dress-36', 150, 120)],
    [want('coat-36', 150)],
    ['1 coat-36 150'],
  ],
  [
    'each unit lends its price once',
    [back('dress-36', 150, 120)],
    [want('dress-38', 150, 3)],
    ['1 dress-38 120 kept', '2 dress-38 150'],
  ],
  [
    'units with a cent more keep it',
    [back('dress-36', 150, 34), back('dress-36', 150, 33), back('dress-36', 150, 33)],
    [want('dress-38', 150, 3)],
    ['1 dress-38 34 kept', '2 dress-38 33 kept'],
  ],
  [
    'what is not sold any more lends nothing',
    [back('dress-36', null, 120)],
    [want('dress-38', 150)],
    ['1 dress-38 150'],
  ],
  ['what has no price is not exchanged', [back('dress-36', 150, 120)], [want('dress-38', null)], []],
];
for (const [what, units, wanted, is] of prices) test(what, () => assert.deepEqual(said(units, wanted), is));

const owed: [value: number, total: number, is: [number, number, number]][] = [
  [120, 120, [120, 0, 0]],
  [120, 150, [120, 30, 0]],
  [120, 90, [90, 0, 30]],
  [0, 90, [0, 90, 0]],
  [120, 0, [0, 0, 120]],
];
for (const [value, total, [tenderMinor, payMinor, backMinor]] of owed)
  test(`worth ${value} for goods of ${total}: ${payMinor} to pay, ${backMinor} back`, () =>
    assert.deepEqual(settleExchange(value, total), { tenderMinor, payMinor, backMinor }));

test('whoever owes, it sums to the cent, and only one of both owes', () => {
  const cents = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(cents, cents, (value, total) => {
      const { tenderMinor, payMinor, backMinor } = settleExchange(value, total);
      assert.ok(tenderMinor >= 0 && payMinor >= 0 && backMinor >= 0);
      assert.equal(tenderMinor + payMinor, total);
      assert.equal(tenderMinor + backMinor, value);
      assert.equal(Math.min(payMinor, backMinor), 0);
    }),
  );
});

test('a swap of the same sizes moves no money, however a line was lowered, and every unit once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 99_999 }),
      fc.nat(29),
      (ordered, totalMinor, before) => {
        const paid = Math.min(before, ordered - 1);
        const some = line({ ordered, shipped: ordered, totalMinor, netMinor: totalMinor, taxMinor: 0 });
        const count = ordered - paid;
        const units = backUnits(
          [some],
          new Map([[1, paid]]),
          [{ lineNo: 1, quantity: count, deductMinor: 0 }],
          (skuId) => good(skuId, 5_000),
        );
        const priced = priceExchange(units, [want('dress-38', 5_000, count)]) ?? [];
        const total = priced.reduce((sum, one) => sum + one.quantity * one.unitMinor, 0);
        assert.deepEqual(settleExchange(shareOf(some, paid, count).minor, total), {
          tenderMinor: total,
          payMinor: 0,
          backMinor: 0,
        });
        assert.equal(
          priced.reduce((sum, one) => sum + one.quantity, 0),
          count,
        );
        assert.ok(priced.every((one) => one.kept));
      },
    ),
  );
});

test('whatever is wanted, each unit is priced once, at what was paid or what it costs', () => {
  const sku = fc.constantFrom('dress-36', 'dress-38', 'coat-36', 'coat-40');
  const price = fc.constantFrom(100, 150);
  fc.assert(
    fc.property(
      fc.array(fc.record({ sku, price, paid: fc.nat(150) }), { maxLength: 6 }),
      fc.array(fc.record({ sku, price, quantity: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 4 }),
      (units, wanted) => {
        const priced =
          priceExchange(
            units.map((one) => back(one.sku, one.price, one.paid)),
            wanted.map((one) => want(one.sku, one.price, one.quantity)),
          ) ?? [];
        const unitsOf = (rows: readonly { quantity: number }[]) => rows.reduce((sum, row) => sum + row.quantity, 0);
        assert.equal(unitsOf(priced), unitsOf(wanted));
        assert.ok(unitsOf(priced.filter((one) => one.kept)) <= units.length);
        for (const one of priced)
          assert.ok(
            one.kept
              ? units.some((unit) => unit.paid === one.unitMinor)
              : wanted.some((other) => other.sku === one.skuId && other.price === one.unitMinor),
          );
      },
    ),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minor } from '#base/money';
import { day, type Instant } from '#base/time';
import { choosePrice, passedOver, type ListPrice } from './choose.ts';
import { price, priceSteps, shownPrice, type PriceRules } from './model.ts';

const from = '2026-01-01T00:00:00.000Z' as Instant;
const listed = (code: string, amount: number, over: Partial<ListPrice> = {}): ListPrice => ({
  listId: code,
  listCode: code,
  channelId: null,
  minor: minor(amount),
  compareAtMinor: null,
  from,
  ...over,
});
const web = { channelId: 'web', level: 'unified' } as const;
const base = listed('base', 1_000);
const channel = listed('web', 950, { channelId: 'web' });
const group = listed('pros', 980, { buyer: 'group:g' });
const company = listed('atelier', 990, { buyer: 'company:c' });
const chosen = (prices: readonly ListPrice[], quantity = 1): string | undefined =>
  choosePrice(web, prices, quantity)?.listCode;

test('the most specific list wins, dearer or not: company, group, channel, base', () => {
  assert.equal(chosen([base, channel, group, company]), 'atelier');
  assert.equal(chosen([base, channel, group]), 'pros');
  assert.equal(chosen([base, channel]), 'web');
  assert.equal(chosen([base]), 'base');
  const here = listed('atelier-web', 1_100, { buyer: 'company:c', channelId: 'web' });
  assert.equal(chosen([company, here, base]), 'atelier-web', 'of a company’s own the one for this channel');
  assert.equal(choosePrice({ ...web, channelId: 'app' }, [here, channel, base])?.listCode, 'base');
});

test('an isolated channel hears its own lists alone', () => {
  const isolated = { channelId: 'web', level: 'isolated' } as const;
  assert.equal(choosePrice(isolated, [base, group, company]), undefined);
  assert.equal(choosePrice(isolated, [base, channel, company])?.listCode, 'web');
});

test('the step the quantity reaches counts; a list without a price for so few is passed over', () => {
  const steps = [company, listed('atelier', 900, { buyer: 'company:c', fromUnits: 10 }), base];
  assert.deepEqual(
    [1, 9, 10, 500].map((units) => choosePrice(web, steps, units)?.minor),
    [990, 990, 900, 900],
  );
  const onlyMany = [listed('atelier', 900, { buyer: 'company:c', fromUnits: 10 }), base];
  assert.deepEqual([chosen(onlyMany, 9), chosen(onlyMany, 10)], ['base', 'atelier']);
  const dearer = [listed('base', 500), listed('base', 700, { fromUnits: 5 })];
  assert.equal(choosePrice(web, dearer, 5)?.minor, 700, 'a step is a step, also upwards');
});

test('of groups alike the lower priority, then the cheaper', () => {
  const other = listed('vip', 970, { buyer: 'group:v' });
  assert.equal(chosen([group, other]), 'vip');
  assert.equal(chosen([{ ...group, priority: 10 }, other]), 'pros');
});

test('whatever the order of the prices, the same one counts, and every other says why not', () => {
  const one = fc.record({
    list: fc.integer({ min: 0, max: 3 }),
    amount: fc.integer({ min: 1, max: 5 }),
    step: fc.integer({ min: 1, max: 4 }),
  });
  const lists: Partial<ListPrice>[] = [{}, { channelId: 'web' }, { buyer: 'group:g' }, { buyer: 'company:c' }];
  fc.assert(
    fc.property(fc.uniqueArray(one, { selector: ({ list, step }) => `${list} ${step}` }), fc.nat(5), (rows, more) => {
      const prices = rows.map(({ list, amount, step }) =>
        listed(`l${list}`, amount, { ...lists[list], ...(step === 1 ? {} : { fromUnits: step }) }),
      );
      const best = choosePrice(web, prices, more + 1);
      assert.deepEqual(choosePrice(web, prices.toReversed(), more + 1), best);
      for (const price of prices) if (price !== best) assert.ok(passedOver(web, price, best, more + 1));
    }),
  );
});

const rulesOf = (prices: readonly ListPrice[]): PriceRules => ({
  ...web,
  currency: 'EUR',
  goods: new Map([['sku', { taxClass: 'standard', prices }]]),
  delivery: { flatMinor: 0, freeFromMinor: null },
});
const priced = (prices: readonly ListPrice[], quantity: number) =>
  price(
    { country: 'FR', day: day('2026-03-02'), lines: [{ lineNo: 1, skuId: 'sku', quantity }], delivery: 'none' },
    rulesOf(prices),
  );

test('the waterfall tells the list, what was negotiated, and the step; unit × quantity stays the total', () => {
  const step = listed('atelier', 900, { buyer: 'company:c', fromUnits: 10 });
  const { lines, trace } = priced([base, company, step], 12);
  assert.deepEqual([lines[0]?.unit.minor, lines[0]?.total.minor], [900, 10_800]);
  assert.deepEqual(
    trace.filter(({ rule }) => rule.startsWith('list')).map(({ rule, applied, reason }) => [rule, applied, reason]),
    [
      ['list:base', false, 'overridden'],
      ['list:atelier', false, 'other_step'],
      ['list:atelier:10', true, 'company_list'],
    ],
  );
  assert.equal(priced([base, company, step], 2).trace[2]?.reason, 'below_step');
});

test('another price is another version, and what is negotiated announces no reduction', () => {
  const before = { ...company, compareAtMinor: minor(2_000) };
  assert.notEqual(priced([base], 1).version, priced([base, company], 1).version);
  const rules = rulesOf([base, before]);
  const good = { taxClass: 'standard', prices: [base, before], priorMinor: 3_000 } as const;
  const shown = shownPrice(rules, good);
  assert.deepEqual([shown?.price.minor, shown?.compareAt, shown?.for], [990, undefined, 'company']);
});

test('a page shows the steps at which the price changes, none where it does not', () => {
  const steps = [base, listed('base', 900, { fromUnits: 10 }), listed('base', 900, { fromUnits: 20 })];
  const of = (prices: readonly ListPrice[]) =>
    priceSteps(rulesOf(prices), { taxClass: 'standard', prices }).map((one) => [one.fromUnits, one.price.minor]);
  assert.deepEqual(of(steps), [
    [1, 1_000],
    [10, 900],
  ]);
  assert.deepEqual(of([base, company]), []);
});

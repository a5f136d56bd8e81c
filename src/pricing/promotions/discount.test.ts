import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { percent, rate } from '#base/rate';
import { instant } from '#base/time';
import { compile } from './compile.ts';
import { discount, reducedPrice, type Circumstances, type Item } from './discount.ts';
import { everything, type Effect, type Promotion } from './model.ts';

const promotion = (promotionId: string, effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  promotionId,
  version: 1,
  name: { fr: promotionId, en: promotionId },
  currency: 'EUR',
  from: instant('2026-11-01T00:00:00Z'),
  until: null,
  hours: null,
  audience: { channelIds: null, siteIds: null, buyers: null },
  of: everything,
  effect,
  coded: false,
  minimumMinor: 0,
  minimumUnits: 0,
  priority: 10,
  stacks: 'all',
  set: null,
  ...more,
});
const now: Circumstances = {
  channelId: 'web',
  ownOnly: false,
  siteId: null,
  currency: 'EUR',
  buyer: new Set(),
  at: instant('2026-11-22T18:00:00Z'),
  weekday: 7,
  minute: 19 * 60,
  coded: new Set(),
  left: new Map(),
};
const item = (skuId: string, quantity: number, unitMinor: number, ...traits: string[]): Item => ({
  skuId,
  quantity,
  unitMinor,
  traits: [`sku:${skuId}`, ...traits],
});
const only = (...anyOf: string[]) => ({ anyOf, noneOf: [] });
const off = (promotions: readonly Promotion[], items: readonly Item[], when: Partial<Circumstances> = {}): number[] =>
  discount(compile(promotions), { ...now, ...when }, items).items.map((pieces) =>
    pieces.reduce((sum, piece) => sum + piece.minor, 0),
  );
const reason = (one: Promotion, items: readonly Item[], when: Partial<Circumstances> = {}): string | undefined =>
  discount(compile([one]), { ...now, ...when }, items).steps.find((step) => step.passedOver)?.passedOver;

describe('what is taken off', () => {
  const basket = [item('a', 1, 1_999), item('b', 1, 500), item('c', 1, 501)];
  const tenOff = promotion('p1', { kind: 'amount', minor: 1_000 });

  test('ten off is ten off, spread by largest remainder (E2)', () =>
    assert.deepEqual(off([tenOff], basket), [666, 167, 167]));
  test('more off than there is leaves exactly nothing', () =>
    assert.deepEqual(off([promotion('p1', { kind: 'amount', minor: 9_999 })], basket), [1_999, 500, 501]));
  test('a hundred per cent is all of it, however odd the amounts', () =>
    assert.deepEqual(
      off([promotion('p1', { kind: 'percent', rate: percent('100'), capMinor: null })], basket),
      [1_999, 500, 501],
    ));
  test('per cent of the chosen lines together, rounded once', () => {
    const third = promotion(
      'p1',
      { kind: 'percent', rate: percent('33.33'), capMinor: null },
      { of: only('sku:b', 'sku:c') },
    );
    assert.deepEqual(off([third], basket), [0, 167, 167]);
  });
  test('per cent, but never more than so much', () =>
    assert.deepEqual(
      off([promotion('p1', { kind: 'percent', rate: percent('50'), capMinor: 300 })], basket),
      [200, 50, 50],
    ));
  test('three for two: the cheapest of each three, whatever lines they are on', () => {
    const three = promotion('p1', { kind: 'buy_get', buy: 2, get: 1, of: null, rate: percent('100'), times: null });
    assert.deepEqual(off([three], [item('a', 2, 900), item('b', 4, 700)]), [0, 1_400]);
    assert.deepEqual(off([three], [item('a', 2, 900)]), [0]);
  });
  test('a cup at half price with two dresses; a cup alone earns nothing', () => {
    const cup = promotion(
      'p1',
      { kind: 'buy_get', buy: 2, get: 1, of: only('sku:cup'), rate: percent('50'), times: 1 },
      { of: only('kind:dress') },
    );
    const dresses = item('a', 5, 9_000, 'kind:dress');
    assert.deepEqual(off([cup], [dresses, item('cup', 3, 1_001)]), [0, 501]);
    assert.deepEqual(off([cup], [item('cup', 3, 1_001)]), [0]);
  });
  test('a set for one price, of the dearest that fit; what is left over pays its own', () => {
    const set = promotion('p1', {
      kind: 'bundle',
      parts: [
        { of: only('kind:shirt'), quantity: 1 },
        { of: only('kind:tie'), quantity: 1 },
      ],
      minor: 5_000,
    });
    const basketOf = [
      item('s1', 1, 4_000, 'kind:shirt'),
      item('s2', 1, 4_500, 'kind:shirt'),
      item('t', 1, 2_500, 'kind:tie'),
    ];
    const [first, second, tie] = off([set], basketOf);
    assert.deepEqual([first, (second ?? 0) + (tie ?? 0)], [0, 2_000]);
  });
  test('steps by units and by value: the highest that is reached', () => {
    const tiers = [
      { from: 3, rate: percent('10') },
      { from: 6, rate: percent('20') },
    ];
    const byUnits = promotion('p1', { kind: 'tiers', by: 'units', tiers });
    assert.deepEqual(
      [2, 3, 5, 6].map((n) => off([byUnits], [item('a', n, 100)])[0]),
      [0, 30, 50, 120],
    );
  });
  test('a gift costs nothing where it lies in the basket, and is offered where it does not', () => {
    const gift = promotion('p1', { kind: 'gift', skuId: 'cup', quantity: 1 }, { minimumMinor: 5_000 });
    assert.deepEqual(off([gift], [item('a', 1, 5_000), item('cup', 2, 900)]), [0, 900]);
    assert.deepEqual(discount(compile([gift]), now, [item('a', 1, 5_000)]).offered, [
      { promotionId: 'p1', skuId: 'cup', quantity: 1 },
    ]);
    assert.deepEqual(off([gift], [item('a', 1, 4_500), item('cup', 1, 900)]), [0, 0], 'a gift does not earn itself');
  });
  test('carriage', () => {
    const free = promotion('p1', { kind: 'delivery', rate: percent('100') }, { minimumMinor: 3_001 });
    assert.equal(discount(compile([free]), now, [item('a', 3, 1_000)]).delivery.length, 0);
    assert.equal(discount(compile([free]), now, [item('a', 4, 1_000)]).delivery.length, 1);
  });
});

describe('the price of an article', () => {
  const reduce = (promotions: Promotion[], list: number): number =>
    reducedPrice(compile(promotions), now, ['sku:a'], list).minor;
  test('is rounded on the unit', () =>
    assert.equal(reduce([promotion('p', { kind: 'price_percent', rate: percent('33') })], 1_999), 1_339));
  test('a fixed price never raises it', () =>
    assert.equal(reduce([promotion('p', { kind: 'price_fixed', minor: 2_500 })], 1_999), 1_999));
  test('never falls below zero', () =>
    assert.equal(reduce([promotion('p', { kind: 'price_less', minor: 2_500 })], 1_999), 0));
  test('is not that of other articles', () =>
    assert.equal(reduce([promotion('p', { kind: 'price_less', minor: 500 }, { of: only('sku:b') })], 1_999), 1_999));
});

describe('stacking', () => {
  const ten = (id: string, more: Partial<Promotion> = {}) =>
    promotion(id, { kind: 'percent', rate: percent('10'), capMinor: null }, more);
  const basket = [item('a', 1, 10_000)];
  test('one after the other, of what is left', () => assert.deepEqual(off([ten('p1'), ten('p2')], basket), [1_900]));
  test('`line`: not where another was, and none after it', () => {
    assert.deepEqual(off([ten('p1'), ten('p2', { stacks: 'line', priority: 20 })], basket), [1_000]);
    assert.deepEqual(off([ten('p1', { priority: 20 }), ten('p2', { stacks: 'line' })], basket), [1_000]);
  });
  test('`basket`: alone or not at all', () => {
    const two = [item('a', 1, 10_000), item('b', 1, 10_000)];
    const onB = ten('p2', { of: only('sku:b') });
    assert.deepEqual(off([ten('p1', { stacks: 'basket', of: only('sku:a') }), onB], two), [1_000, 0]);
    assert.deepEqual(off([ten('p1', { stacks: 'basket', of: only('sku:a'), priority: 20 }), onB], two), [0, 1_000]);
  });
  test('of one set, what gives most; the others say so', () => {
    const best = promotion('p2', { kind: 'amount', minor: 1_500 }, { set: 'autumn', priority: 20 });
    const found = discount(compile([ten('p1', { set: 'autumn' }), best]), now, basket);
    assert.deepEqual(found.items, [[{ promotionId: 'p2', minor: 1_500 }]]);
    assert.equal(found.steps.find((step) => step.promotionId === 'p1')?.passedOver, 'better_one');
  });
});

describe('why a promotion took nothing off', () => {
  const basket = [item('a', 1, 1_000)];
  const of = (more: Partial<Promotion>) => promotion('p1', { kind: 'amount', minor: 100 }, more);
  const audience = { channelIds: null, siteIds: null, buyers: null };
  const evening = { days: [1, 2, 3, 4, 5, 6, 7], from: 22 * 60, until: 2 * 60 };
  const cases: [string, Promotion, Partial<Circumstances>, string | undefined][] = [
    ['another channel', of({ audience: { ...audience, channelIds: ['till'] } }), {}, 'not_here'],
    ['a channel that keeps its own', of({}), { ownOnly: true }, 'not_here'],
    ['… but named', of({ audience: { ...audience, channelIds: ['web'] } }), { ownOnly: true }, undefined],
    ['another store', of({ audience: { ...audience, siteIds: ['lyon'] } }), {}, 'not_here'],
    ['another currency', of({ currency: 'CHF' }), {}, 'not_here'],
    ['before it begins', of({ from: instant('2026-12-01T00:00:00Z') }), {}, 'not_now'],
    ['the instant it ends', of({ until: now.at }), {}, 'not_now'],
    ['outside its hours', of({ hours: { days: [7], from: 17 * 60, until: 19 * 60 } }), {}, 'not_now'],
    ['hours over midnight, the evening', of({ hours: evening }), { minute: 23 * 60 }, undefined],
    ['… and the night after', of({ hours: { ...evening, days: [7] } }), { weekday: 1, minute: 60 }, undefined],
    ['… not the night before', of({ hours: { ...evening, days: [7] } }), { minute: 60 }, 'not_now'],
    ['another group', of({ audience: { ...audience, buyers: ['group:staff'] } }), {}, 'not_for_you'],
    ['no code', of({ coded: true }), {}, 'needs_code'],
    ['the code', of({ coded: true }), { coded: new Set(['p1']) }, undefined],
    ['too little', of({ minimumMinor: 1_001 }), {}, 'below_minimum'],
    ['too few', of({ minimumUnits: 2 }), {}, 'below_minimum'],
    ['other articles', of({ of: only('sku:b') }), {}, 'nothing_chosen'],
    ['the exception', of({ of: { anyOf: [], noneOf: ['sku:a'] } }), {}, 'nothing_chosen'],
    ['no use left', of({}), { left: new Map([['p1', { uses: 0, minor: null }]]) }, 'used_up'],
    ['a budget that would be exceeded', of({}), { left: new Map([['p1', { uses: 9, minor: 99 }]]) }, 'used_up'],
    ['a budget that just suffices', of({}), { left: new Map([['p1', { uses: 1, minor: 100 }]]) }, undefined],
  ];
  for (const [name, one, when, expected] of cases) test(name, () => assert.equal(reason(one, basket, when), expected));
});

const traits = fc.subarray(['kind:x', 'kind:y', 'kind:z']);
const selection = fc.record({ anyOf: traits, noneOf: fc.subarray(['kind:z']) });
const rates = fc.integer({ min: 0, max: 1_000_000 }).map(rate);
const amounts = fc.integer({ min: 0, max: 20_000 });
const count = fc.integer({ min: 1, max: 4 });
const effects: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ kind: fc.constant('amount' as const), minor: amounts }),
  fc.record({ kind: fc.constant('percent' as const), rate: rates, capMinor: fc.option(amounts) }),
  fc.record({
    kind: fc.constant('tiers' as const),
    by: fc.constantFrom('units' as const, 'value' as const),
    tiers: fc
      .array(fc.record({ from: fc.integer({ min: 1, max: 9_000 }), rate: rates }), { maxLength: 3 })
      .map((all) => all.toSorted((a, b) => a.from - b.from)),
  }),
  fc.record({
    kind: fc.constant('buy_get' as const),
    buy: count,
    get: count,
    of: fc.option(selection),
    rate: rates,
    times: fc.option(count),
  }),
  fc.record({
    kind: fc.constant('bundle' as const),
    parts: fc.array(fc.record({ of: selection, quantity: count }), { minLength: 1, maxLength: 3 }),
    minor: amounts,
  }),
  fc.record({ kind: fc.constant('gift' as const), skuId: fc.constantFrom('s1', 's2'), quantity: count }),
);
const promotions = fc
  .array(
    fc.record({
      effect: effects,
      of: selection,
      minimumMinor: fc.constantFrom(0, 0, 3_000),
      priority: fc.integer({ min: 0, max: 3 }),
      stacks: fc.constantFrom('all' as const, 'all' as const, 'line' as const, 'basket' as const),
      set: fc.constantFrom(null, null, 'one'),
    }),
    { maxLength: 8 },
  )
  .map((all) => all.map(({ effect, ...more }, i) => promotion(`p${i}`, effect, more)));
const items = fc
  .array(
    fc.record({
      id: fc.integer({ min: 1, max: 6 }),
      quantity: fc.integer({ min: 1, max: 9 }),
      unitMinor: fc.integer({ min: 0, max: 9_999 }),
      traits,
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => all.map(({ id, quantity, unitMinor, traits: of }) => item(`s${id}`, quantity, unitMinor, ...of)));
const runs = { numRuns: Number(process.env['RUNS'] ?? 400) };

test('no item falls below zero, and each piece is what a step says', () => {
  fc.assert(
    fc.property(promotions, items, (all, basket) => {
      const found = discount(compile(all), now, basket);
      found.items.forEach((pieces, i) => {
        const sum = pieces.reduce((total, piece) => total + piece.minor, 0);
        const one = basket[i] as Item;
        assert.ok(sum >= 0 && sum <= one.unitMinor * one.quantity, `item ${i}: ${sum}`);
        assert.ok(pieces.every((piece) => Number.isSafeInteger(piece.minor) && piece.minor > 0));
        const told = found.steps.filter((step) => step.item === i && !step.passedOver);
        assert.deepEqual(
          told.map(({ promotionId, minor }) => ({ promotionId, minor })),
          pieces,
        );
      });
    }),
    runs,
  );
});

test('the order in which promotions and lines were written changes nothing', () => {
  fc.assert(
    fc.property(promotions, items, fc.infiniteStream(fc.nat()), (all, basket, stream) => {
      const shuffle = <T>(list: readonly T[]): T[] =>
        list
          .map((value) => ({ value, key: stream.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
      const mixed = shuffle(basket.map((one, i) => ({ one, i })));
      const first = discount(compile(all), now, basket).items;
      const second = discount(
        compile(shuffle(all)),
        now,
        mixed.map(({ one }) => one),
      ).items;
      // Equal lines are interchangeable: what they lost is compared as a bag.
      const bag = (list: readonly Item[], lost: typeof first): string[] =>
        list.map((one, k) => JSON.stringify([one, lost[k]])).sort();
      assert.deepEqual(
        bag(
          mixed.map(({ one }) => one),
          second,
        ),
        bag(basket, first),
      );
    }),
    runs,
  );
});

test('every promotion that was tried says what became of it', () => {
  fc.assert(
    fc.property(promotions, items, (all, basket) => {
      const told = new Set(discount(compile(all), now, basket).steps.map((step) => step.promotionId));
      assert.deepEqual([...told].sort(), all.map((one) => one.promotionId).sort());
    }),
    runs,
  );
});

test('units are counted, never listed: thirty lines of 9,999 have no more pieces than thirty of one', () => {
  const of = (quantity: number) => Array.from({ length: 30 }, (_, i) => item(`s${i}`, quantity, 1_000 + i));
  const promotions = [
    promotion('p1', { kind: 'buy_get', buy: 2, get: 1, of: null, rate: percent('50'), times: null }),
    promotion('p2', { kind: 'bundle', parts: [{ of: everything, quantity: 3 }], minor: 1_500 }),
    promotion('p3', { kind: 'percent', rate: percent('7.5'), capMinor: null }),
    promotion('p4', { kind: 'tiers', by: 'units', tiers: [{ from: 5, rate: percent('3') }] }),
  ];
  for (const quantity of [1, 9_999]) {
    const { items } = discount(compile(promotions), now, of(quantity));
    assert.equal(items.length, 30);
    for (const pieces of items) assert.ok(pieces.length <= promotions.length, `${pieces.length} pieces`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedPrice, changedSteps, endings, hundredthsOf, type Ending } from './change.ts';

const percent = (value: number, ending: Ending = 'none') => ({ by: { kind: 'percent', value }, ending }) as const;
const amount = (value: number, ending: Ending = 'none') => ({ by: { kind: 'amount', value }, ending }) as const;

test('a price moves by a share or an amount, half a cent goes up, and none falls below zero', () => {
  assert.equal(changedPrice(1_990, percent(-1_000)), 1_791);
  assert.equal(changedPrice(1_995, percent(1_000)), 2_195, '2194.5');
  assert.equal(changedPrice(1_990, percent(0)), 1_990);
  assert.equal(changedPrice(1_990, amount(-90)), 1_900);
  assert.equal(changedPrice(100, amount(-500)), 0);
});

test('an ending is the nearest price that has it, above zero', () => {
  assert.equal(changedPrice(1_990, percent(-1_000, '90')), 1_790);
  assert.equal(changedPrice(1_990, percent(1_000, '99')), 2_199, '2189 is nearer to 2199');
  assert.equal(changedPrice(40, amount(0, '00')), 100);
  assert.equal(changedPrice(0, amount(0, '90')), 0);
});

test('whatever moves, the ending is kept and the price is within half of what the ending allows', () => {
  fc.assert(
    fc.property(
      fc.nat(10_000_000),
      fc.integer({ min: -9_999, max: 20_000 }),
      fc.constantFrom(...endings),
      (minor, by, ending) => {
        const plain = changedPrice(minor, percent(by));
        const ended = changedPrice(minor, percent(by, ending));
        if (ending === 'none' || plain === 0) return assert.equal(ended, plain);
        assert.equal(String(ended).padStart(2, '0').slice(-2), ending);
        return assert.ok(ended > 0 && (Math.abs(ended - plain) <= 50 || plain < 100), `${plain} → ${ended}`);
      },
    ),
  );
});

test('what people type is a number with a sign and two places', () => {
  const typed = ['-12,5', '+3', '7.25 %', '−1', '1 000,00 €', '', '1,234', 'abc'];
  assert.deepEqual(typed.map(hundredthsOf), [-1_250, 300, 725, -100, 100_000, undefined, undefined, undefined]);
});

test('a change of one unit’s price takes the steps along or leaves them; a step is made of one unit’s price', () => {
  const article = { minor: 1_000, steps: [{ fromUnits: 10, minor: 900 }] };
  const tenth = percent(-1_000);
  const all = changedSteps(article, tenth, { fromUnits: 1, withSteps: true });
  assert.deepEqual(
    all.map(({ before, to }) => [to.fromUnits, before.minor, to.minor]),
    [
      [1, 1_000, 900],
      [10, 900, 810],
    ],
  );
  assert.equal(changedSteps(article, tenth, { fromUnits: 1, withSteps: false }).length, 1);
  assert.deepEqual(changedSteps(article, percent(-2_000), { fromUnits: 50, withSteps: true }), [
    { before: { fromUnits: 50, minor: null }, to: { fromUnits: 50, minor: 800 } },
  ]);
  assert.deepEqual(changedSteps(article, tenth, { fromUnits: 10, withSteps: true }), [], 'it costs that already');
});

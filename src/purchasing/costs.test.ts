/** The weighted average: exact sums whatever the sequence, and the cases an accountant would ask for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  averageOf,
  bookOf,
  converted,
  FX_SCALE,
  landCost,
  receiveCost,
  returnCost,
  revalue,
  settle,
  spread,
  worthOf,
  type Book,
  type Position,
} from './costs.ts';

const fresh = (): Position => ({ skuId: 's', entityId: 'e', units: 0, valueMilli: 0, lastMilli: 0, entries: 0 });
const state = ({ position }: Book) => [position.units, position.valueMilli, averageOf(position)];

test('the textbook: two deliveries at different prices, a sale between', () => {
  const book = bookOf(fresh());
  receiveCost(book, 0, { units: 10, valueMilli: 10_000_000, document: 'a' }); // 10 at 10.00
  assert.deepEqual(state(book), [10, 10_000_000, 1_000_000]);
  receiveCost(book, 6, { units: 6, valueMilli: 7_200_000, document: 'b' }); // 4 were sold; 6 at 12.00
  assert.deepEqual(state(book), [12, 13_200_000, 1_100_000]);
  assert.deepEqual(
    book.entries.map((entry) => [entry.kind, entry.units, entry.valueMilli]),
    [
      ['receipt', 10, 10_000_000],
      ['moved', -4, -4_000_000],
      ['receipt', 6, 7_200_000],
    ],
  );
});

test('what lay there before the first cost is worth the first cost', () => {
  const book = bookOf(fresh());
  receiveCost(book, 3, { units: 2, valueMilli: 3_001, document: 'a' });
  assert.deepEqual(
    book.entries.map((entry) => [entry.kind, entry.units, entry.valueMilli]),
    [
      ['opening', 3, 4_503],
      ['receipt', 2, 3_001],
    ],
  );
});

test('emptied stock is worth nothing, and what is found later is worth the last average', () => {
  const book = bookOf(fresh());
  receiveCost(book, 0, { units: 3, valueMilli: 1_000, document: 'a' });
  settle(book, 2);
  settle(book, 1);
  settle(book, 0);
  assert.deepEqual(state(book), [0, 0, 333]);
  settle(book, 2);
  assert.equal(book.position.valueMilli, 666);
});

test('a late cost reaches what is still there; the share of what has left is an expense', () => {
  const book = bookOf(fresh());
  receiveCost(book, 0, { units: 10, valueMilli: 10_000, document: 'a' });
  landCost(book, 4, { received: 10, valueMilli: 1_000, document: 'r' });
  assert.deepEqual(state(book), [4, 4_400, 1_100]);
  assert.equal(book.entries.at(-1)?.expensedMilli, 600);
});

test('a person says the cost; going back to the supplier leaves at the average', () => {
  const book = bookOf(fresh());
  revalue(book, 5, 2_000, 'opening');
  assert.deepEqual(state(book), [5, 10_000, 2_000]);
  returnCost(book, 5, 2, 'ret');
  assert.deepEqual(state(book), [3, 6_000, 2_000]);
  revalue(book, 3, 500, 'damp');
  assert.deepEqual(state(book), [3, 1_500, 500]);
});

test('another currency: by the rate and by the decimals both count in', () => {
  assert.equal(converted(1_000_000, FX_SCALE, 'EUR', 'EUR'), 1_000_000);
  assert.equal(converted(10_000, 920_000_000, 'USD', 'EUR'), 9_200); // 10 cents of USD at 0.92
  assert.equal(converted(1_000_000, 6_100_000, 'JPY', 'EUR'), 610_000); // 1 000 yen at 0.0061: 6.10 EUR
  assert.equal(converted(610_000, 163_934_426_230, 'EUR', 'JPY'), 1_000_000);
});

type Step = { kind: 'receive' | 'move' | 'return' | 'land' | 'revalue'; units: number; milli: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('receive', 'receive', 'move', 'move', 'return', 'land', 'revalue'),
  units: fc.integer({ min: 1, max: 50 }),
  milli: fc.integer({ min: 0, max: 9_999_999 }),
});

/** Plays a sequence on a book beside a count of what is on hand; `in` is the value of receipts, landed costs kept, and revaluations. */
function play(steps: readonly Step[]): { book: Book; onHand: number; bought: number } {
  const book = bookOf(fresh());
  let [onHand, bought] = [0, 0];
  for (const { kind, units, milli } of steps) {
    if (kind === 'receive') {
      receiveCost(book, onHand, { units, valueMilli: milli, document: 'd' });
      onHand += units;
      bought += milli;
    } else if (kind === 'move') onHand = Math.max(0, onHand + (milli % 2 === 0 ? units : -units));
    else if (book.position.entries === 0) continue;
    else if (kind === 'return') {
      const back = Math.min(units, onHand);
      if (back === 0) continue;
      returnCost(book, onHand, back, 'r');
      onHand -= back;
    } else if (kind === 'land') landCost(book, onHand, { received: units, valueMilli: milli, document: 'l' });
    else revalue(book, onHand, milli, 'w');
  }
  return { book, onHand, bought };
}

test('whatever happens: value and units are the sum of the entries, never below zero, nothing for nothing', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { book, onHand } = play(steps);
      settle(book, onHand);
      let [units, value] = [0, 0];
      for (const entry of book.entries) {
        units += entry.units;
        value += entry.valueMilli;
        assert.deepEqual([entry.unitsAfter, entry.valueAfter], [units, value]);
        assert.ok(value >= 0 && units >= 0 && (units > 0 || value === 0));
      }
      assert.deepEqual([book.position.units, book.position.valueMilli], [units, value]);
      if (book.position.entries > 0) assert.equal(units, onHand);
    }),
    { numRuns: 500 },
  );
});

test('receipts alone: the value is exactly what was paid, and rounding never drifts', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const { book, bought, onHand } = play(steps.map((one) => ({ ...one, kind: 'receive' })));
      assert.equal(book.position.valueMilli, bought);
      // Sold one by one to the last: what left is what was paid, to the thousandth.
      for (let left = onHand - 1; left >= 0; left--) settle(book, left);
      const left = book.entries.filter((entry) => entry.kind === 'moved').reduce((sum, e) => sum - e.valueMilli, 0);
      assert.deepEqual([left, book.position.valueMilli], [bought, 0]);
    }),
    { numRuns: 100 },
  );
});

test('reading the worth is settling without writing', () => {
  const { book } = play([{ kind: 'receive', units: 7, milli: 1_000 }]);
  const read = worthOf(book.position, 5);
  settle(book, 5);
  assert.deepEqual(read, { valueMilli: book.position.valueMilli, averageMilli: averageOf(book.position) });
});

test('a landed cost is spread by value, and its parts sum to it', () => {
  assert.deepEqual(spread(100, [100_000, 200_000]), [33_333, 66_667]);
  assert.deepEqual(spread(5, [0, 0]), [5_000, 0]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 20 }),
      (minor, values) =>
        spread(minor, values).reduce((a, b) => a + b, 0) === minor * 1_000 &&
        spread(minor, values).every((p) => p >= 0),
    ),
  );
});

/** What a change makes of an order's lines, totals and money: tables and properties, no database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percent } from '#base/rate';
import { Refusal } from '#base/refusal';
import { planEdit, shareOf, totalsOf, wantedOf, type EditFacts, type EditLine, type OrderEdit } from './edit-model.ts';
import { squareOf } from './edit-money.ts';

const standard = percent('20');
const reduced = percent('5.5');

function lineOf(lineNo: number, ordered: number, totalMinor: number, more: Partial<EditLine> = {}): EditLine {
  const none = { cancelled: 0, shipped: 0, flagged: 0, backordered: 0 };
  const unitMinor = Math.ceil(totalMinor / ordered);
  return { lineNo, skuId: `sku_${lineNo}`, ordered, ...none, unitMinor, totalMinor, taxRate: standard, ...more };
}

const address = { name: 'Ada', line1: '1 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
const factsOf = (lines: readonly EditLine[], more: Partial<EditFacts> = {}): EditFacts => ({
  currency: 'EUR',
  lines,
  carriageMinor: 500,
  delivery: { method: 'delivery', address },
  contact: { name: 'Ada' },
  today: new Map(lines.map(({ skuId, taxRate }) => [skuId, { unitMinor: 2_000, taxRate }])),
  carriageToday: { flatMinor: 690, freeFromMinor: 6_000 },
  ...more,
});
const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return undefined;
};
const gross = (facts: EditFacts, edit: OrderEdit): number => planEdit(facts, edit).totals.gross.minor;

test('the frozen share: 150 and 60 less 20 % is 120 and 48; giving back the first gives back 120', () => {
  const facts = factsOf([lineOf(1, 1, 12_000, { unitMinor: 15_000 }), lineOf(2, 1, 4_800, { unitMinor: 6_000 })]);
  assert.equal(gross(facts, {}) - gross(facts, { lines: [{ lineNo: 1, quantity: 0 }] }), 12_000);
  assert.deepEqual(
    planEdit(facts, { lines: [{ lineNo: 1, less: 1 }] }).steps.map(({ rule, minor }) => [rule, minor]),
    [
      ['less', -12_000],
      ['carriage_kept', 0],
    ],
  );
});

test('the shares of all units sum to the line, whatever the number of units', () => {
  assert.deepEqual(
    [1, 2, 3].map((units) => shareOf({ ordered: 3, totalMinor: 1_000 }, units)),
    [334, 667, 1_000],
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 10_000_000 }), (ordered, totalMinor) => {
      assert.equal(shareOf({ ordered, totalMinor }, ordered), totalMinor);
      assert.equal(shareOf({ ordered, totalMinor }, 0), 0);
    }),
  );
});

test('units given up come back at their share; more than were bought is a line of its own at the same unit price', () => {
  const facts = factsOf([lineOf(1, 3, 1_000, { cancelled: 1 })]);
  const plan = planEdit(facts, { lines: [{ lineNo: 1, quantity: 5 }] });
  assert.deepEqual(
    plan.lines.map(({ lineNo, ordered, cancelled, totalMinor }) => [lineNo, ordered, cancelled, totalMinor]),
    [
      [1, 3, 0, 1_000],
      [2, 2, 0, 668],
    ],
  );
  assert.deepEqual(
    plan.take.map(({ lineNo, quantity }) => [lineNo, quantity]),
    [
      [1, 1],
      [2, 2],
    ],
  );
});

test('at the price of today, what has not left goes on as a line of its own, with what is reserved for it', () => {
  const facts = factsOf([lineOf(1, 5, 5_000, { shipped: 2, backordered: 1 })]);
  const plan = planEdit(facts, { lines: [{ lineNo: 1, quantity: 6, price: 'today' }] });
  assert.deepEqual([...plan.moved], [[1, 2]]);
  assert.deepEqual(
    plan.lines.map((line) => [line.lineNo, line.ordered, line.cancelled, line.backordered, line.totalMinor]),
    [
      [1, 5, 3, 0, 5_000],
      [2, 4, 0, 1, 8_000],
    ],
  );
  assert.deepEqual(plan.take, [{ lineNo: 2, skuId: 'sku_1', quantity: 1 }]);
  assert.equal(plan.totals.items.minor, 2_000 + 8_000);
});

test('what waits beyond stock is given up before what is reserved', () => {
  const facts = factsOf([lineOf(1, 5, 5_000, { backordered: 1, flagged: 1 })]);
  const plan = planEdit(facts, { lines: [{ lineNo: 1, quantity: 2 }] });
  assert.deepEqual(plan.giveBack, [{ lineNo: 1, quantity: 1 }]);
  assert.deepEqual(plan.noLongerWaiting, [{ skuId: 'sku_1', quantity: 1 }]);
});

test('carriage stays what was bought, whatever goes; it changes with the way of delivery alone', () => {
  const facts = factsOf([lineOf(1, 2, 10_000)]);
  const carriage = (edit: OrderEdit, more: Partial<EditFacts> = {}): number =>
    planEdit({ ...facts, ...more }, edit).totals.delivery.minor;
  assert.equal(carriage({ lines: [{ lineNo: 1, quantity: 1 }] }), 500);
  const collected = { method: 'pickup', siteId: 'sit_1' } as const;
  assert.equal(carriage({ delivery: collected }), 0);
  assert.equal(carriage({ delivery: collected }, { lines: [lineOf(1, 2, 10_000, { shipped: 1 })] }), 500);
  const sent = { delivery: { method: 'delivery', address } } as const;
  assert.equal(carriage(sent, { delivery: collected, carriageMinor: 0 }), 0, 'free from 60.00 on');
  assert.equal(carriage(sent, { delivery: collected, carriageMinor: 0, lines: [lineOf(1, 2, 4_000)] }), 690);
  assert.equal(planEdit(facts, sent).retake, false, 'another address is served as before');
  assert.equal(planEdit(facts, { delivery: collected }).retake, true);
});

test('what a change refuses', () => {
  const facts = factsOf([lineOf(1, 3, 3_000, { shipped: 1 })]);
  assert.equal(
    codeOf(() => planEdit(facts, { lines: [{ lineNo: 9, quantity: 1 }] })),
    'orders.line',
  );
  const twice = [1, 2].map((quantity) => ({ lineNo: 1, quantity }));
  assert.equal(
    codeOf(() => planEdit(facts, { lines: twice })),
    'orders.line',
  );
  assert.equal(
    codeOf(() => planEdit(facts, { lines: [{ lineNo: 1, quantity: 0 }] })),
    'orders.shipped',
  );
  assert.equal(
    codeOf(() => planEdit(facts, { add: [{ skuId: 'sku_9', quantity: 1 }] })),
    'orders.not_on_sale',
  );
  const whole = factsOf([lineOf(1, 3, 3_000)]);
  assert.equal(
    codeOf(() => planEdit(whole, { lines: [{ lineNo: 1, less: 3 }] })),
    'orders.nothing_left',
  );
  const market = factsOf([lineOf(1, 3, 3_000)], { delivery: { method: 'marketplace' } });
  assert.equal(
    codeOf(() => planEdit(market, { add: [{ skuId: 'sku_1', quantity: 1 }] })),
    'orders.delivery',
  );
  assert.equal(
    codeOf(() => planEdit(market, { lines: [{ lineNo: 1, quantity: 4 }] })),
    'orders.delivery',
  );
  assert.equal(
    codeOf(() => planEdit(market, { lines: [{ lineNo: 1, less: 1 }] })),
    undefined,
  );
});

const anyLines = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 50_000 }), fc.boolean()), {
    minLength: 1,
    maxLength: 5,
  })
  .map((rows) =>
    rows.map(([ordered, total, low], i) => lineOf(i + 1, ordered, total, { taxRate: low ? reduced : standard })),
  );
const anyEdit = fc.record({
  lines: fc.array(fc.tuple(fc.nat(20), fc.nat(8), fc.boolean()), { maxLength: 3 }),
  added: fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 4 })), { maxLength: 2 }),
});
type AnyEdit = { lines: [number, number, boolean][]; added: [number, number][] };

function editFrom(lines: readonly EditLine[], { lines: changed, added }: AnyEdit): OrderEdit {
  const at = (n: number): EditLine => lines[n % lines.length] as EditLine;
  const named = new Map(
    changed.map(([n, quantity, today]) => [at(n).lineNo, { quantity, price: today ? 'today' : 'kept' } as const]),
  );
  return {
    lines: [...named].map(([lineNo, change]) => ({ lineNo, ...change })),
    add: added.map(([n, quantity]) => ({ skuId: at(n).skuId, quantity })),
  };
}

test('however an order is changed, its totals are the sum of what is wanted, and its steps the difference', () => {
  fc.assert(
    fc.property(anyLines, fc.array(anyEdit, { maxLength: 6 }), (lines, edits) => {
      let facts = factsOf(lines);
      for (const drawn of edits) {
        const before = totalsOf('EUR', facts.lines, 500).totals;
        let plan: ReturnType<typeof planEdit>;
        try {
          plan = planEdit(facts, editFrom(facts.lines, drawn as AnyEdit));
        } catch (error) {
          if (error instanceof Refusal) continue;
          throw error;
        }
        const { totals, steps } = plan;
        const worth = plan.lines.reduce((sum, line) => sum + shareOf(line, wantedOf(line)), 0);
        assert.equal(totals.items.minor, worth);
        assert.equal(totals.gross.minor, totals.items.minor + totals.delivery.minor);
        assert.equal(totals.gross.minor, totals.net.minor + totals.tax.minor);
        const said = steps.reduce((sum, { minor }) => sum + minor, 0);
        assert.equal(said, totals.gross.minor - before.gross.minor);
        for (const line of facts.lines) {
          const after: EditLine | undefined = plan.lines.find(({ lineNo }) => lineNo === line.lineNo);
          assert.deepEqual([after?.ordered, after?.totalMinor], [line.ordered, line.totalMinor], 'bought once');
          assert.ok(after && after.cancelled + after.flagged + after.backordered <= after.ordered);
        }
        facts = { ...facts, lines: plan.lines };
      }
    }),
    { numRuns: 200 },
  );
});

test('a change and its inverse: the same totals, and no money moves', () => {
  fc.assert(
    fc.property(anyLines, anyEdit, fc.boolean(), (lines, drawn, promised) => {
      const facts = factsOf(lines);
      const { lines: asked = [], add = [] } = editFrom(lines, drawn as AnyEdit);
      const kept = { lines: asked.map((line) => ({ ...line, price: 'kept' as const })), add };
      if (codeOf(() => planEdit(facts, kept)) !== undefined) return;
      const there = planEdit(facts, kept);
      const inverse = there.lines.map(({ lineNo }) => {
        const old = lines.find((line) => line.lineNo === lineNo);
        return { lineNo, quantity: old ? wantedOf(old) : 0 };
      });
      const back = planEdit({ ...facts, lines: there.lines }, { lines: inverse });
      const [first, last] = [totalsOf('EUR', lines, 500), back];
      assert.deepEqual(last.totals, first.totals);
      assert.deepEqual(last.taxGroups, first.taxGroups);
      const delta = there.totals.gross.minor - first.totals.gross.minor;
      const due = squareOf(delta, [paid(first.totals.gross.minor, promised)], 'link');
      if (delta >= 0)
        assert.deepEqual(due, { endPromises: [], promiseMinor: 0, lowers: [], refunds: [], balanceMinor: delta });
      const undone = squareOf(due.balanceMinor - delta, [], 'link');
      if (delta >= 0)
        assert.deepEqual(undone, { endPromises: [], promiseMinor: 0, lowers: [], refunds: [], balanceMinor: 0 });
    }),
    { numRuns: 200 },
  );
});

const paid = (minor: number, promised: boolean) =>
  ({
    paymentId: 'pay_1',
    method: promised ? 'promise' : 'card',
    state: promised ? 'promised' : 'captured',
    amountMinor: minor,
    capturedMinor: promised ? 0 : minor,
    refundedMinor: 0,
    refundingMinor: 0,
    wish: null,
  }) as const;

test('who owes less has their promise lowered first, then cards give back, the last first, never more than is left', () => {
  const card = { ...paid(3_000, false), paymentId: 'pay_2', refundedMinor: 2_500 };
  const older = { ...paid(1_000, false), paymentId: 'pay_0' };
  assert.deepEqual(squareOf(-300, [paid(1_000, true), card], 'link'), {
    endPromises: [{ paymentId: 'pay_1', minor: 1_000 }],
    promiseMinor: 700,
    lowers: [],
    refunds: [],
    balanceMinor: 0,
  });
  assert.deepEqual(squareOf(-1_600, [card, older], 'link').refunds, [
    { paymentId: 'pay_2', minor: 500 },
    { paymentId: 'pay_0', minor: 1_000 },
  ]);
  assert.equal(squareOf(-1_600, [card, older], 'link').balanceMinor, -100, 'more than was taken is not given back');
  const waiting = { ...paid(1_000, false), state: 'authorised', capturedMinor: 0 } as const;
  assert.equal(squareOf(-400, [waiting], 'link').balanceMinor, -400, 'a card that is not charged yet waits');
});

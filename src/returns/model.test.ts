import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instant } from '#base/time';
import {
  carriageOf,
  planArrivals,
  planDue,
  planTenders,
  shareOf,
  stateAfter,
  type DueFacts,
  type OrderLine,
} from './model.ts';
import { lastReceipt } from './ask.ts';
import { lastDay, periodOf } from './period.ts';

const line = (lineNo: number, ordered: number, totalMinor: number, more: Partial<OrderLine> = {}): OrderLine => {
  const netMinor = Math.round(totalMinor / 1.2);
  const units = { ordered, cancelled: 0, shipped: ordered, returned: 0 };
  return {
    lineNo,
    skuId: `sku_${lineNo}`,
    ...units,
    totalMinor,
    netMinor,
    taxMinor: totalMinor - netMinor,
    taxRate: 200_000,
    ...more,
  };
};
const facts = (lines: readonly OrderLine[], more: Partial<DueFacts> = {}): DueFacts => ({
  lines,
  paidUnits: new Map(),
  carriage: [],
  carriagePaid: false,
  freeMinor: 1_000_000,
  carriageToo: true,
  ...more,
});
const wish = (lineNo: number, quantity: number, deductMinor = 0) => ({ lineNo, quantity, deductMinor });

test('a part gives back what was paid for that part: 150 and 60 less 20 %, and the 150 gives 120 (E3)', () => {
  const lines = [line(1, 1, 12_000), line(2, 1, 4_800)];
  assert.equal(planDue(facts(lines), [wish(1, 1)])?.minor, 12_000);
  assert.equal(planDue(facts(lines, { paidUnits: new Map([[1, 1]]) }), [wish(2, 1)])?.minor, 4_800);
});

test('the shares of a line’s units sum to it, however they come back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.array(fc.integer({ min: 1, max: 5 })),
      (ordered, total, sizes) => {
        const one = line(1, ordered, total);
        let [from, minor, net, tax] = [0, 0, 0, 0];
        for (const size of [...sizes, ordered]) {
          const count = Math.min(size, ordered - from);
          const share = shareOf(one, from, count);
          assert.ok(share.minor >= 0 && share.netMinor >= 0 && share.taxMinor >= -1, JSON.stringify(share));
          [from, minor, net, tax] = [from + count, minor + share.minor, net + share.netMinor, tax + share.taxMinor];
        }
        assert.deepEqual([minor, net, tax], [one.totalMinor, one.netMinor, one.taxMinor]);
      },
    ),
  );
});

test('carriage goes back once, with its VAT, when no unit stays with the buyer', () => {
  const lines = [line(1, 2, 2_000), line(2, 1, 1_000)];
  const groups = [{ rate: 200_000, grossMinor: 3_490, netMinor: 2_908 }];
  const carriage = carriageOf(lines, groups, 490);
  assert.deepEqual(carriage, [{ rate: 200_000, minor: 490, netMinor: 408, taxMinor: 82 }]);
  const [changed] = carriageOf(
    [line(1, 2, 2_000, { cancelled: 1 }), line(2, 1, 1_000)],
    [{ rate: 200_000, grossMinor: 99, netMinor: 82 }],
    490,
  );
  assert.deepEqual(changed, { rate: 200_000, minor: 490, netMinor: 408, taxMinor: 82 }, 'a changed order');
  const part = planDue(facts(lines, { carriage }), [wish(1, 2)]);
  assert.deepEqual([part?.minor, part?.carriage.length], [2_000, 0]);
  const rest = facts(lines, { carriage, paidUnits: new Map([[1, 2]]) });
  assert.equal(planDue(rest, [wish(2, 1)])?.minor, 1_490);
  assert.equal(
    planDue({ ...rest, carriageToo: false }, [wish(2, 1)])?.minor,
    1_000,
    'a change of mind after the period',
  );
  assert.equal(planDue({ ...rest, carriagePaid: true }, [wish(2, 1)])?.minor, 1_000);
});

test('never more than was paid and is left, never for more units than there are, less what wear took', () => {
  const lines = [line(1, 2, 2_000, { cancelled: 1, shipped: 1 })];
  assert.equal(planDue(facts(lines), [wish(1, 2)]), undefined);
  assert.equal(planDue(facts(lines, { paidUnits: new Map([[1, 1]]) }), [wish(1, 1)]), undefined);
  assert.equal(planDue(facts(lines), [wish(1, 1, 300)])?.minor, 700);
  assert.equal(planDue(facts(lines), [wish(1, 1, 1_001)]), undefined);
  const poor = planDue(facts(lines, { freeMinor: 400 }), [wish(1, 1)]);
  assert.deepEqual(
    [poor?.entitledMinor, poor?.minor, poor?.why.at(-1)],
    [1_000, 400, { rule: 'paid_only', minor: -600 }],
  );
});

test('money goes back to the card first, and what no payment holds stays owed', () => {
  const tenders = [
    { paymentId: 'cash', method: 'cash', refundableMinor: 300 },
    { paymentId: 'card', method: 'card', refundableMinor: 500 },
  ];
  assert.deepEqual(planTenders(tenders, 600), {
    parts: [
      { paymentId: 'card', minor: 500 },
      { paymentId: 'cash', minor: 100 },
    ],
    left: 0,
  });
  assert.equal(planTenders(tenders, 900).left, 100);
});

test('what came is sorted: of the order, beyond it, another article of ours, not ours; and nothing is lost', () => {
  const lines = [line(1, 3, 3_000, { shipped: 2, returned: 1 }), line(2, 1, 1_000)];
  const said = [
    { lineNo: 1, quantity: 2 },
    { skuId: 'sku_2', quantity: 1 },
    { skuId: 'sku_9', quantity: 1, reason: 'mistake' as const },
    { label: 'a scarf', quantity: 1 },
  ];
  const items = planArrivals(lines, said, 'size');
  assert.deepEqual(
    items.map(({ kind, lineNo, skuId, quantity, reason }) => [kind, lineNo, skuId, quantity, reason]),
    [
      ['line', 1, 'sku_1', 1, 'size'],
      ['surplus', null, 'sku_1', 1, 'size'],
      ['line', 2, 'sku_2', 1, 'size'],
      ['surplus', null, 'sku_9', 1, 'mistake'],
      ['foreign', null, null, 1, 'size'],
    ],
  );
});

test('a return is received until all of it was looked at, and resolved when money was decided for what is the order’s', () => {
  const at = { received: 3, inspected: 2, owed: 2, settled: 2 };
  assert.equal(stateAfter(at), 'received');
  assert.equal(stateAfter({ ...at, inspected: 3 }), 'resolved');
  assert.equal(stateAfter({ ...at, inspected: 3, settled: 1 }), 'inspected');
});

test('the period of withdrawal: fourteen days, that of receipt not counted, never ending on a day of rest', () => {
  const zone = 'Europe/Paris';
  const cases = [
    ['2026-11-02T09:00:00Z', '2026-11-16'],
    ['2026-11-07T09:00:00Z', '2026-11-23'], // the 21st is a Saturday
    ['2026-10-28T09:00:00Z', '2026-11-12'], // the 11th is a holiday
    ['2026-11-02T23:30:00Z', '2026-11-17'], // the day after, in Paris
  ] as const;
  for (const [at, last] of cases) assert.equal(lastDay(instant(at), zone, 'FR'), last, at);
  const received = { at: instant('2026-11-02T09:00:00Z'), assumed: false };
  const open = (at: string) => periodOf({ distance: true, received, zone, country: 'FR' }, instant(at)).open;
  assert.equal(open('2026-11-16T22:59:00Z'), true, 'the whole of the last day');
  assert.equal(open('2026-11-16T23:01:00Z'), false);
  assert.equal(periodOf({ distance: true, received: null, zone, country: 'FR' }, received.at).open, true);
  assert.equal(periodOf({ distance: false, received, zone, country: 'FR' }, received.at).open, false);
});

test('the last parcel counts: as its carrier told, else assumed a week after it left', () => {
  const shipped = (parcelId: string, at: string) => ({
    type: 'orders.shipped',
    at: instant(at),
    subjectId: 'ord',
    body: { parcelId },
  });
  const delivered = (parcelId: string, at: string) => ({
    type: 'fulfilment.delivered',
    at: instant(at),
    subjectId: parcelId,
    body: {},
  });
  const [a, b] = [shipped('a', '2026-11-02T09:00:00Z'), shipped('b', '2026-11-03T09:00:00Z')];
  assert.equal(lastReceipt([], false), null);
  const one = lastReceipt([a, b, delivered('a', '2026-11-04T09:00:00Z')], false);
  assert.deepEqual(one, { at: instant('2026-11-10T09:00:00Z'), assumed: true }, 'the other parcel is not there yet');
  const both = [a, b, delivered('b', '2026-11-05T09:00:00Z'), delivered('a', '2026-11-06T09:00:00Z')];
  assert.deepEqual(lastReceipt(both, false), { at: instant('2026-11-06T09:00:00Z'), assumed: false });
  assert.deepEqual(lastReceipt([a], true), { at: a.at, assumed: false }, 'collected is received');
});

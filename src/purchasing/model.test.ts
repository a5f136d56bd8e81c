/** What may be ordered and received, and what is proposed: tables and properties, no database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '#base/refusal';
import {
  ceilingOf,
  draftLines,
  milliOf,
  unitDecimal,
  planReceipt,
  type PurchaseLine,
  type ReceivedInput,
  type Supply,
} from './model.ts';
import { propose, standard, type SiteFacts } from './propose.ts';

const supply = (skuId: string, packUnits = 1): Supply => ({
  ...{ skuId, supplierId: 'p', supplierSku: null, packUnits, costMilli: 500, leadDays: null, preferred: true },
});
const supplies = new Map(['a', 'b'].map((skuId) => [skuId, supply(skuId, skuId === 'b' ? 12 : 1)]));
const line = (skuId: string, ordered: number, allowed = ordered): PurchaseLine => ({
  ...{ lineNo: 1, skuId, ordered, good: 0, damaged: 0, allowed, allowedBy: null },
  ...{ supplierSku: null, packUnits: 1, costMilli: 500 },
});
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('a draft: prices and packs are the supplier’s, an article stands once', () => {
  const [first] = draftLines([{ skuId: 'b', quantity: 24 }], supplies, 10);
  assert.deepEqual([first?.costMilli, first?.packUnits, first?.allowed], [500, 12, 26]);
  const draft = (lines: { skuId: string; quantity: number; costMilli?: number }[]) => () =>
    draftLines(lines, supplies, 0);
  assert.throws(draft([{ skuId: 'b', quantity: 13 }]), refusedWith('purchasing.packs'));
  assert.throws(draft([{ skuId: 'c', quantity: 1 }]), refusedWith('purchasing.not_supplied'));
  const twice = { skuId: 'a', quantity: 1 };
  assert.throws(draft([twice, twice]), refusedWith('purchasing.sku_twice'));
  const huge = { skuId: 'a', quantity: 1_000_000, costMilli: 100_000_000_000 };
  assert.throws(draft([huge]), refusedWith('purchasing.too_large'));
});

test('a delivery: parts, damage and wrong articles', () => {
  const ordered = [line('a', 10), line('b', 4)];
  const first = planReceipt(ordered, [
    { skuId: 'a', quantity: 6, state: 'good' },
    { skuId: 'a', quantity: 1, state: 'damaged' },
    { skuId: 'x', quantity: 2, state: 'wrong' },
  ]);
  assert.deepEqual(
    first.lines.map((l) => [l.good, l.damaged]),
    [
      [6, 1],
      [0, 0],
    ],
  );
  assert.equal(first.complete, false);
  const rest: ReceivedInput[] = [
    { skuId: 'a', quantity: 3, state: 'good' },
    { skuId: 'b', quantity: 4, state: 'good' },
  ];
  assert.equal(planReceipt(first.lines, rest).complete, true);
  const receive = (input: ReceivedInput) => () => planReceipt(ordered, [input]);
  assert.throws(receive({ skuId: 'x', quantity: 1, state: 'good' }), refusedWith('purchasing.not_ordered'));
  assert.throws(receive({ skuId: 'a', quantity: 1, state: 'wrong' }), refusedWith('purchasing.is_ordered'));
  assert.throws(receive({ skuId: 'a', quantity: 11, state: 'good' }), refusedWith('purchasing.over_receipt'));
});

test('received never passes ordered and its tolerance, whatever comes in whatever parts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 0, max: 100 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 20 }),
      (ordered, tolerance, parts) => {
        let lines: readonly PurchaseLine[] = [line('a', ordered, ceilingOf(ordered, tolerance))];
        let taken = 0;
        for (const [quantity, good] of parts) {
          try {
            lines = planReceipt(lines, [{ skuId: 'a', quantity, state: good ? 'good' : 'damaged' }]).lines;
            taken += quantity;
          } catch (error) {
            assert.ok(refusedWith('purchasing.over_receipt')(error));
          }
        }
        const [now] = lines;
        assert.equal((now?.good ?? 0) + (now?.damaged ?? 0), taken);
        assert.ok(taken * 100 <= ordered * (100 + tolerance));
      },
    ),
  );
});

const site = (siteId: string, facts: Partial<SiteFacts> = {}): SiteFacts => ({
  ...{ siteId, sold: 0, free: 0, incoming: 0, nextOn: null, rule: null, targetDays: null, skip: false },
  ...facts,
});
const buys = { supplierId: 'p', leadDays: 9, packUnits: 12 };

test('what to buy: rate, what is there, what is on its way, whole packs', () => {
  // 1.4 a day (39 in 28 days); 16 days of delay and reserve are 23, 37 days are 52.
  const [one] = propose([site('s', { sold: 39, free: 12, incoming: 8 })], buys);
  assert.deepEqual([one?.why.because, one?.why.point, one?.why.upTo, one?.need], ['below_point', 23, 52, 32]);
  assert.deepEqual([one?.packs, one?.quantity, one?.why.lastsDays], [3, 36, 8]);
  const because = (facts: Partial<SiteFacts>) => propose([site('s', facts)], buys)[0]?.why.because;
  assert.equal(because({ sold: 39, free: 24 }), 'above_point');
  assert.equal(because({ sold: 0, free: 0 }), 'no_sales');
  assert.equal(because({ sold: 39, skip: true }), 'skipped');
  assert.equal(because({ free: 3, rule: { min: 3, max: 9 } }), 'above_min');
  const [ruled] = propose([site('s', { free: 2, rule: { min: 3, max: 9 } })], { ...buys, packUnits: 5 });
  assert.deepEqual([ruled?.why.because, ruled?.need, ruled?.quantity], ['below_min', 7, 10]);
});

test('what another site has too much of is moved before anything is bought, and only once', () => {
  const rich = site('rich', { sold: 0, free: 20 });
  const poor = (siteId: string) => site(siteId, { sold: 28, free: 0 });
  const [, first, second] = propose([rich, poor('x'), poor('y')], { ...buys, packUnits: 1 });
  assert.deepEqual([first?.need, first?.transfers, first?.quantity], [37, [{ fromSiteId: 'rich', quantity: 20 }], 17]);
  assert.deepEqual([second?.transfers, second?.quantity], [[], 37]);
});

test('a proposal is enough, not a pack too many, and moves no more than others can spare', () => {
  const facts = fc.record({ sold: fc.nat(300), free: fc.nat(200), incoming: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 24 }), (all, packUnits) => {
      const sites = all.map((one, i) => site(`s${i}`, one));
      const made = propose(sites, { ...buys, packUnits }, standard);
      const given = new Map<string, number>();
      made.forEach((proposal) => {
        const moved = proposal.transfers.reduce((sum, t) => sum + t.quantity, 0);
        const total = moved + proposal.quantity;
        assert.ok(total >= proposal.need && total < proposal.need + packUnits && proposal.quantity % packUnits === 0);
        for (const t of proposal.transfers) given.set(t.fromSiteId, (given.get(t.fromSiteId) ?? 0) + t.quantity);
      });
      made.forEach((proposal, i) => {
        const left = (sites[i]?.free ?? 0) - (given.get(proposal.siteId) ?? 0);
        assert.ok((given.get(proposal.siteId) ?? 0) === 0 || left >= proposal.why.upTo);
      });
    }),
  );
});

test('a unit cost is written with the decimals it has, two at least', () => {
  assert.deepEqual(
    [unitDecimal(12_345, 'EUR'), unitDecimal(1_250_000, 'EUR'), unitDecimal(7, 'EUR'), unitDecimal(12_000, 'JPY')],
    ['0.12345', '12.50', '0.00007', '12'],
  );
  for (const milli of [0, 7, 12_345, 1_250_000]) assert.equal(milliOf(unitDecimal(milli, 'EUR'), 'EUR'), milli);
  assert.deepEqual(
    [milliOf('1 299,5', 'EUR'), milliOf('0,000001', 'EUR'), milliOf('x', 'EUR')],
    [129_950_000, undefined, undefined],
  );
});

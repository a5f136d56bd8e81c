/** Orders priced without VAT, changed: the VAT is that of the net, as when they were bought; the shares of lines sum to what is paid. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { money } from '#base/money';
import { percent, times } from '#base/rate';
import { Refusal } from '#base/refusal';
import { taxOnNet } from '#tax/model';
import { planEdit, type EditFacts, type EditPlan } from './edit-model.ts';
import { shareOf, totalsOf, wantedOf, type EditLine } from './edit-totals.ts';

const standard = percent('20');
const reduced = percent('5.5');
type Sold = readonly { readonly unit: number; readonly quantity: number; readonly low?: boolean }[];

/** An order as the gate takes it: priced without VAT, VAT once a rate, carriage by rate of the goods left out. */
function bought(sold: Sold, onNet: 'global' | 'per_line' = 'global'): EditFacts {
  const nets = sold.map(({ unit, quantity, low }) => ({
    net: money(unit * quantity, 'EUR'),
    rate: low ? reduced : standard,
  }));
  const { groups, lineTaxes } = taxOnNet(nets, onNet);
  const lines = sold.map(({ unit, quantity, low }, i): EditLine => {
    const netMinor = unit * quantity;
    const none = { cancelled: 0, shipped: 0, flagged: 0, backordered: 0 };
    const amounts = { unitMinor: unit, netMinor, totalMinor: netMinor + (lineTaxes[i]?.minor ?? 0) };
    return {
      lineNo: i + 1,
      skuId: `sku_${i}`,
      ordered: quantity,
      ...none,
      ...amounts,
      taxRate: low ? reduced : standard,
    };
  });
  return {
    ...{ currency: 'EUR', lines, carriageMinor: 0, vat: { basis: 'net', onNet } },
    netMinor: groups.reduce((sum, { net }) => sum + net.minor, 0),
    delivery: { method: 'pickup', siteId: 'sit_1' },
    contact: { name: 'Ada' },
    today: new Map(lines.map(({ skuId, taxRate, unitMinor }) => [skuId, { unitMinor: unitMinor + 7, taxRate }])),
    carriageToday: { flatMinor: 690, freeFromMinor: null },
  };
}

/** Facts after a plan, for the next change. */
const after = (facts: EditFacts, { lines, totals }: EditPlan): EditFacts => ({
  ...facts,
  ...{ lines, netMinor: totals.net.minor, carriageMinor: totals.delivery.minor },
});

/** By rate, the VAT is that of the net, and what lines and carriage are worth is the price to pay. */
function sound(plan: EditPlan): void {
  for (const { net, tax, gross, rate, representable } of plan.taxGroups) {
    assert.equal(tax.minor, times(net, rate, 'half_up').minor, `${net.minor} at ${rate}`);
    assert.equal(net.minor + tax.minor, gross.minor);
    assert.equal(representable, true);
  }
  const worth = plan.lines.reduce((sum, line) => sum + shareOf(line, wantedOf(line)), 0);
  assert.equal(plan.totals.items.minor, worth, 'what is given back for the units is what was paid for them');
  assert.equal(plan.totals.gross.minor, worth + plan.totals.delivery.minor);
}

test('three at 8.38 without VAT, one of them given up: 16.76 and 3.35, not the 3.36 of its frozen VAT', () => {
  const facts = bought([838, 838, 838].map((unit) => ({ unit, quantity: 1 })));
  assert.equal(totalsOf('EUR', facts.lines, 0).totals.gross.minor, 3_017);
  for (const lineNo of [1, 2, 3]) {
    const plan = planEdit(facts, { lines: [{ lineNo, quantity: 0 }] });
    assert.deepEqual(
      [plan.totals.net.minor, plan.totals.tax.minor, plan.totals.gross.minor],
      [1_676, 335, 2_011],
      `without line ${lineNo}`,
    );
    sound(plan);
    const back = planEdit(after(facts, plan), { lines: [{ lineNo, quantity: 1 }] });
    assert.equal(back.totals.gross.minor, 3_017, 'and undone it is what it was');
  }
});

test('what comes in addition is priced without VAT too, and bears it on top', () => {
  const facts = bought([{ unit: 838, quantity: 2 }]);
  const plan = planEdit(facts, { add: [{ skuId: 'sku_0', quantity: 3 }] });
  const [, line] = plan.lines;
  assert.deepEqual([line?.unitMinor, line?.netMinor], [845, 2_535]);
  assert.deepEqual([plan.totals.net.minor, plan.totals.tax.minor], [4_211, 842]);
  sound(plan);
  const more = planEdit(facts, { lines: [{ lineNo: 1, quantity: 5 }] });
  assert.deepEqual([more.lines[1]?.unitMinor, more.totals.net.minor, more.totals.tax.minor], [838, 4_190, 838]);
});

test('of lines that have partly left, what left keeps its share to the cent, and what did not makes the VAT right as far as cents allow', () => {
  const goods = fc.array(
    fc.record({ unit: fc.integer({ min: 1, max: 90_000 }), quantity: fc.integer({ min: 1, max: 6 }), left: fc.nat(6) }),
    { minLength: 1, maxLength: 6 },
  );
  let [better, whole] = [0, 0];
  fc.assert(
    fc.property(goods, fc.nat(20), fc.nat(6), (sold, n, quantity) => {
      const plain = bought(sold);
      const begun = plain.lines.map((line, i) => ({ ...line, shipped: Math.min(line.ordered, sold[i]?.left ?? 0) }));
      const facts = { ...plain, lines: begun };
      const line = begun[n % begun.length];
      if (!line || quantity < line.shipped || quantity >= line.ordered) return;
      if (quantity === 0 && begun.length === 1) return; // nothing would be left
      const plan = planEdit(facts, { lines: [{ lineNo: line.lineNo, quantity }] });
      for (const [i, one] of plan.lines.entries()) {
        const before = begun[i];
        assert.ok(before);
        for (let units = 0; units <= before.shipped; units++)
          assert.equal(shareOf(one, units), shareOf(before, units), 'what has left is worth what it was');
      }
      const isFree = plan.lines.some((one) => one.shipped === 0 && wantedOf(one) > 0 && one.totalMinor > 100);
      for (const { net, tax, rate } of plan.taxGroups) {
        const off = Math.abs(tax.minor - times(net, rate, 'half_up').minor);
        if (isFree) assert.equal(off, 0);
        else if (off === 0) better += 1;
        else assert.ok(off <= sold.length, `${off} cents`);
        whole += 1;
      }
      const worth = plan.lines.reduce((sum, one) => sum + shareOf(one, wantedOf(one)), 0);
      assert.equal(plan.totals.gross.minor, worth + plan.totals.delivery.minor);
    }),
    { numRuns: 400, seed: 7 },
  );
  assert.ok(better > 0 && whole > 0);
});

test('of lines that have begun to leave the shares stay: nobody gets back more than was paid for them', () => {
  const plain = bought([838, 838, 838].map((unit) => ({ unit, quantity: 2 })));
  const facts = { ...plain, lines: plain.lines.map((line) => ({ ...line, shipped: 1 })) };
  const plan = planEdit(facts, { lines: [{ lineNo: 1, quantity: 1 }] });
  assert.deepEqual(
    plan.lines.map(({ totalMinor }) => totalMinor),
    facts.lines.map(({ totalMinor }) => totalMinor),
  );
  const [group] = plan.taxGroups;
  assert.ok(group && Math.abs(group.tax.minor - times(group.net, group.rate, 'half_up').minor) <= 2);
});

test('however it is changed, its VAT is that of its net, and the steps are the difference', () => {
  const sold = fc.array(
    fc.record({
      unit: fc.integer({ min: 1, max: 90_000 }),
      quantity: fc.integer({ min: 1, max: 6 }),
      low: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const edits = fc.array(fc.array(fc.tuple(fc.nat(20), fc.nat(8)), { minLength: 1, maxLength: 3 }), { maxLength: 5 });
  fc.assert(
    fc.property(sold, edits, (goods, changes) => {
      let facts = bought(goods);
      let grossMinor = facts.lines.reduce((sum, line) => sum + line.totalMinor, 0);
      for (const change of changes) {
        const named = new Map(
          change.map(([n, quantity]) => [facts.lines[n % facts.lines.length]?.lineNo ?? 1, quantity]),
        );
        let plan: EditPlan;
        try {
          plan = planEdit(facts, { lines: [...named].map(([lineNo, quantity]) => ({ lineNo, quantity })) });
        } catch (error) {
          if (error instanceof Refusal) continue;
          throw error;
        }
        sound(plan);
        const said = plan.steps.reduce((sum, { minor }) => sum + minor, 0);
        assert.equal(plan.totals.gross.minor - grossMinor, said);
        grossMinor = plan.totals.gross.minor;
        facts = after(facts, plan);
      }
    }),
    { numRuns: 200 },
  );
});

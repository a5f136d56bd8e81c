import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '#base/ids';
import {
  discrepancies,
  freshLine,
  planArrivals,
  restLost,
  underWay,
  type Arrival,
  type Line,
  type State,
} from './model.ts';

const [skuId, other] = [newId('sku'), newId('sku')];
const facts = (state: State = 'shipped') => ({ transferId: newId('trf'), toSite: newId('sit'), state });
const sent = (shipped: number): Line => ({ ...freshLine(skuId, shipped), picked: shipped, shipped });
const said = (part: Partial<Arrival>): Arrival => ({
  ...{ skuId, received: 0, damaged: 0, lost: 0, extra: 0, found: 0 },
  ...part,
});

const cases: [what: string, lines: Line[], state: State, says: Arrival[], refusal: string | null, left: number][] = [
  ['all of it', [sent(5)], 'shipped', [said({ received: 5 })], null, 0],
  ['a part', [sent(5)], 'shipped', [said({ received: 2 })], null, 3],
  ['some damaged', [sent(5)], 'receiving', [said({ received: 2, damaged: 1 })], null, 2],
  ['some lost', [sent(5)], 'receiving', [said({ received: 4, lost: 1 })], null, 0],
  ['more than was sent', [sent(5)], 'shipped', [said({ received: 6 })], 'transfers.more_than_sent', 5],
  ['more than was sent, said to be extra', [sent(5)], 'shipped', [said({ received: 5, extra: 1 })], null, 0],
  ['what nobody announced', [sent(5)], 'shipped', [said({ skuId: other, extra: 2 })], null, 5],
  [
    'what nobody announced, as if sent',
    [sent(5)],
    'shipped',
    [said({ skuId: other, received: 2 })],
    'transfers.more_than_sent',
    5,
  ],
  ['what was never lost', [sent(5)], 'shipped', [said({ found: 1 })], 'transfers.more_than_lost', 5],
  ['found after the end', [{ ...sent(5), received: 4, lost: 1 }], 'closed', [said({ found: 1 })], null, 0],
  [
    'received after the end',
    [{ ...sent(5), received: 4, lost: 1 }],
    'closed',
    [said({ extra: 1 })],
    'transfers.state',
    0,
  ],
  ['received before it left', [freshLine(skuId, 5)], 'picked', [said({ received: 1 })], 'transfers.state', 0],
];
for (const [what, lines, state, says, refusal, left] of cases)
  test(`what arrives: ${what}`, () => {
    const outcome = planArrivals(facts(state), lines, says);
    assert.equal(outcome.ok ? null : outcome.refusal.code, refusal);
    const after = outcome.ok ? outcome.value.lines : lines;
    assert.equal(
      after.reduce((sum, line) => sum + underWay(line), 0),
      left,
    );
  });

test('the damaged go to the damaged place of the receiving site, the lost to the lost', () => {
  const at = facts();
  const outcome = planArrivals(at, [sent(9)], [said({ received: 2, damaged: 3, lost: 4, extra: 1 })]);
  assert.ok(outcome.ok);
  const site = at.toSite.slice(4);
  assert.deepEqual(
    outcome.value.steps.map(({ from, to, quantity }) => [from, to, quantity]),
    [
      [`transit:${at.transferId}`, `plc_${site}`, 2],
      [`transit:${at.transferId}`, `dmg_${site}`, 3],
      [`transit:${at.transferId}`, 'lost', 4],
      ['unaccounted', `plc_${site}`, 1],
    ],
  );
  assert.equal(discrepancies(outcome.value.lines), 1);
});

test('whatever is said in whatever order, what is under way never falls below zero, and the steps say the same as the lines', () => {
  const part = fc.record({
    received: fc.nat(4),
    damaged: fc.nat(2),
    lost: fc.nat(2),
    extra: fc.nat(1),
    found: fc.nat(1),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(part, { maxLength: 12 }), (shipped, parts) => {
      const at = facts();
      let lines: readonly Line[] = [sent(shipped)];
      let out = 0;
      for (const one of parts) {
        const outcome = planArrivals(at, lines, [said(one)]);
        if (!outcome.ok) continue;
        lines = outcome.value.lines;
        out += outcome.value.steps.filter((s) => s.from.startsWith('transit:')).reduce((sum, s) => sum + s.quantity, 0);
        for (const line of lines) assert.ok(underWay(line) >= 0 && line.found <= line.lost);
        assert.equal(underWay(lines[0] as Line), shipped - out);
      }
      const rest = planArrivals(at, lines, restLost(lines));
      assert.ok(
        rest.ok && rest.value.lines.every((line) => underWay(line) === 0),
        'what is left can always be told as lost',
      );
    }),
  );
});

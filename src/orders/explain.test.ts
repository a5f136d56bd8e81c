import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Instant } from '#base/time';
import { placeOf, planTakes, workspaceOf } from '#inventory/model';
import { explainSourcing, explainState, type LineFacts, type StateFacts } from './explain.ts';

const at = (minute: number): Instant => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z` as Instant;
const [A, B, C] = ['a', 'b', 'c'].map((letter) => `sit_${letter.repeat(26)}`) as [string, string, string];
const line = (over: Partial<LineFacts> = {}): LineFacts => ({
  ordered: 2,
  cancelled: 0,
  shipped: 0,
  flagged: 0,
  allocations: [{ siteId: A, quantity: 2, state: 'pending' }],
  ...over,
});
const order = (over: Partial<StateFacts> = {}): StateFacts => ({
  state: 'placed',
  method: 'delivery',
  expiresAt: null,
  facts: [],
  lines: [line()],
  payments: [],
  ...over,
});

test('an order waits for what its state, its lines and its money say, and for nothing else', () => {
  const waits = (over: Partial<StateFacts>) => explainState(order(over)).waitsFor;
  assert.deepEqual(waits({}), ['shipping']);
  assert.deepEqual(waits({ method: 'pickup', payments: [{ state: 'promised' }] }), ['collection', 'promised_payment']);
  assert.deepEqual(waits({ lines: [line({ shipped: 1, cancelled: 1 })] }), []);
  assert.deepEqual(waits({ state: 'needs_decision' }), ['decision']);
  assert.deepEqual(waits({ state: 'cancelled', payments: [{ state: 'promised' }] }), []);
  const open = explainState(order({ state: 'awaiting_payment', expiresAt: at(15) }));
  assert.deepEqual([open.waitsFor, open.until], [['payment'], at(15)]);
  assert.equal(explainState(order({ expiresAt: at(15) })).until, null, 'paid: nothing expires');
});

test('the path is the facts that moved it, oldest first; goods lie where they are still promised', () => {
  const facts = [
    { at: at(3), type: 'orders.placed' },
    { at: at(2), type: 'payments.settled' },
    { at: at(1), type: 'orders.opened' },
    { at: at(0), type: 'carts.changed' },
  ];
  const why = explainState(
    order({
      facts,
      lines: [line(), line({ allocations: [{ siteId: B, quantity: 2, state: 'posted' }] })],
    }),
  );
  assert.deepEqual(
    why.path.map(({ type }) => type),
    ['orders.opened', 'payments.settled', 'orders.placed'],
  );
  assert.deepEqual(why.siteIds, [A]);
});

test('by rank: what is told of each site is what the gate did with the stock there was', () => {
  const stock = fc.tuple(...[A, B, C].map(() => fc.integer({ min: 0, max: 4 })));
  fc.assert(
    fc.property(stock, fc.integer({ min: 1, max: 6 }), (free, ordered) => {
      const ranked = [A, B, C];
      const shelves = ranked.map((siteId, i) => ({
        skuId: 'sku',
        placeId: placeOf(siteId),
        onHand: free[i] ?? 0,
        reserved: 0,
        leased: 0,
      }));
      const [plan] = planTakes(workspaceOf(shelves, []), [
        {
          holder: 'ord',
          lines: [{ lineNo: 1, skuId: 'sku', quantity: ordered }],
          places: ranked.map((siteId) => placeOf(siteId)),
          pool: true,
          as: 'reserve',
          short: 'refuse',
          reason: 'sale',
        },
      ]);
      fc.pre(plan !== undefined && 'picks' in plan);
      const allocations = plan.picks.map(({ placeId, quantity }) => ({
        siteId: `sit_${placeId.slice(4)}`,
        quantity,
        state: 'pending',
      }));
      const why = explainSourcing({
        method: 'delivery',
        siteId: null,
        level: 'unified',
        ranked,
        line: line({ ordered, allocations }),
      });
      for (const [i, { verdict, rank }] of why.sites.entries()) {
        const had = free[i] ?? 0;
        assert.equal(rank, i + 1);
        if (verdict === 'whole') assert.ok(had >= ordered);
        if (verdict === 'short') assert.ok(had < ordered);
        if (verdict === 'part') assert.ok(had > 0 && had < ordered && free.every((n) => n < ordered));
      }
    }),
    { numRuns: 300 },
  );
});

test('at a counter and for a pick-up there is one place; a lease is told as a lease, a sale beyond stock as that', () => {
  const why = (over: Partial<Parameters<typeof explainSourcing>[0]>) =>
    explainSourcing({ method: 'delivery', siteId: null, level: 'unified', ranked: [A, B], line: line(), ...over });
  assert.deepEqual(why({ method: 'handover', siteId: C, line: line({ allocations: [] }) }), {
    rule: 'counter',
    sites: [{ siteId: C, rank: null, quantity: 2, verdict: 'only' }],
  });
  assert.equal(why({ method: 'pickup' }).rule, 'pickup');
  assert.deepEqual(why({ level: 'bridged' }), {
    rule: 'allotment',
    sites: [{ siteId: A, rank: null, quantity: 2, verdict: 'lease' }],
  });
  assert.equal(why({ level: 'synchronised' }).rule, 'lease_first');
  assert.equal(why({ line: line({ flagged: 1 }) }).sites[0]?.verdict, 'beyond');
  const given = why({ line: line({ allocations: [{ siteId: A, quantity: 2, state: 'voided' }] }) });
  assert.deepEqual(given.sites, [], 'what was given back is served by nobody');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { explainAvailability, type Draw } from './explain.ts';
import { placeOf, planTakes, workspaceOf } from './model.ts';

const SKU = 'sku_a';
const sites = ['a', 'b', 'c'].map((letter) => `sit_${letter.repeat(26)}`);
const small = fc.integer({ min: 0, max: 6 });
const shelf = fc
  .record({ reserved: small, own: small, others: small, free: small, used: small })
  .map(({ reserved, own, others, free, used }) => ({
    onHand: reserved + own + others + free,
    reserved,
    leased: own + others,
    lease: { quantity: own + used, used },
  }));

test('what is explained as available is what the gate grants, and one more is refused', () => {
  fc.assert(
    fc.property(
      fc.tuple(shelf, shelf, shelf),
      fc.constantFrom<Draw>('pool', 'both', 'lease'),
      fc.subarray(sites, { minLength: 1 }),
      fc.tuple(small, small, small),
      (rows, draw, openSites, kept) => {
        const leave = kept.map((units, i) => [sites[i] ?? '', units] as const);
        const shelves = rows.map((row, i) => ({ ...row, siteId: sites[i] ?? '' }));
        const leases = shelves.map(({ siteId, lease }, i) => ({
          ...lease,
          placeId: placeOf(siteId),
          leaseId: `lea_${i}`,
          skuId: SKU,
          holder: 'chn',
        }));
        const why = explainAvailability({
          ...{ draw, onSale: true, onlySite: null, openSites, shelves, leases },
          holdsBack: new Map(leave),
        });
        const grants = (quantity: number): boolean => {
          const ledger = shelves.map((row) => ({ ...row, skuId: SKU, placeId: placeOf(row.siteId) }));
          const [plan] = planTakes(workspaceOf(ledger, leases), [
            {
              holder: 'ord',
              lines: [{ lineNo: 1, skuId: SKU, quantity }],
              places: openSites.map((siteId) => placeOf(siteId)),
              ...(draw === 'pool' ? {} : { leaseHolder: 'chn' }),
              pool: draw !== 'lease',
              leave: new Map(leave.map(([siteId, units]) => [placeOf(siteId), units])),
              as: 'reserve',
              short: 'refuse',
              reason: 'sale',
            },
          ]);
          return plan !== undefined && 'picks' in plan;
        };
        assert.ok(why.available === 0 || grants(why.available));
        assert.ok(!grants(why.available + 1));
      },
    ),
    { numRuns: 300 },
  );
});

test('each shelf says why it does not count; what is not on sale is nothing, its shelves still told', () => {
  const shelves = sites.map((siteId) => ({ siteId, onHand: 5, reserved: 1, leased: 2 }));
  const facts = { draw: 'pool', onSale: true, onlySite: null, openSites: sites, shelves, leases: [] } as const;
  assert.equal(explainAvailability(facts).available, 6);
  const atTill = explainAvailability({ ...facts, onlySite: sites[0] ?? '', openSites: sites.slice(0, 2) });
  assert.deepEqual(
    atTill.shelves.map(({ why, counts }) => [why, counts]),
    [
      ['counts', 2],
      ['elsewhere', 0],
      ['closed', 0],
    ],
  );
  const holdsBack = new Map([
    [sites[0] ?? '', 1],
    [sites[1] ?? '', Number.POSITIVE_INFINITY],
  ]);
  const kept = explainAvailability({ ...facts, holdsBack });
  assert.deepEqual(
    kept.shelves.map(({ held, counts }) => [held, counts]),
    [
      [1, 1],
      [2, 0],
      [0, 2],
    ],
    'safety stock is left alone; a place that sends nothing keeps all',
  );
  const off = explainAvailability({ ...facts, onSale: false });
  assert.deepEqual([off.available, off.shelves[0]?.free], [0, 2]);
});

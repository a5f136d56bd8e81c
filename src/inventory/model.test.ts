import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placeOf, planTakes, shelfKey, siteOfPlace, sumChanges, workspaceOf, type TakeRequest } from './model.ts';

const A = 'sku_a';
const B = 'sku_b';
const site = 'sit_00000000000000000000000000';
const place = placeOf(site);
const shelf = (skuId: string, onHand: number, placeId = place) => ({ skuId, placeId, onHand, reserved: 0, leased: 0 });

function request(holder: string, lines: [string, number][], more: Partial<TakeRequest> = {}): TakeRequest {
  return {
    holder,
    lines: lines.map(([skuId, quantity], i) => ({ lineNo: i + 1, skuId, quantity })),
    places: [place],
    pool: true,
    as: 'reserve',
    short: 'refuse',
    reason: 'sale',
    ...more,
  };
}

test('a place is named from its site and back', () => {
  assert.deepEqual(siteOfPlace(placeOf(site, 'damaged')), { siteId: site, kind: 'damaged' });
  assert.equal(siteOfPlace('customers'), undefined);
});

test('a request too large uses nothing: [100, 50 × 1] on 50 grants the fifty', () => {
  const plans = planTakes(workspaceOf([shelf(A, 50)], []), [
    request('big', [[A, 100]]),
    ...Array.from({ length: 50 }, (_, i) => request(`one${i}`, [[A, 1]])),
  ]);
  assert.equal(plans.filter((plan) => 'picks' in plan).length, 50);
  assert.ok('short' in (plans[0] ?? {}));
});

test('the same article on two lines is summed before it is granted', () => {
  const [plan] = planTakes(workspaceOf([shelf(A, 3)], []), [
    request('twice', [
      [A, 2],
      [A, 2],
    ]),
  ]);
  assert.deepEqual(plan && 'short' in plan ? plan.short : undefined, [{ skuId: A, wanted: 2, available: 1 }]);
});

test('a refused request gives back what it had taken of other articles', () => {
  const workspace = workspaceOf([shelf(A, 1), shelf(B, 0)], []);
  const plans = planTakes(workspace, [
    request('both', [
      [A, 1],
      [B, 1],
    ]),
    request('a', [[A, 1]]),
  ]);
  assert.deepEqual(
    plans.map((plan) => 'picks' in plan),
    [false, true],
  );
});

test('the first place that can serve a whole line serves it; else the places share it in order', () => {
  const other = placeOf('sit_00000000000000000000000001');
  const workspace = workspaceOf([shelf(A, 1), shelf(A, 3, other)], []);
  const plans = planTakes(workspace, [
    request('whole', [[A, 2]], { places: [place, other] }),
    request('shared', [[A, 2]], { places: [place, other] }),
  ]);
  assert.deepEqual(
    plans.map((plan) => ('picks' in plan ? plan.picks.map((pick) => [pick.placeId, pick.quantity]) : [])),
    [
      [[other, 2]],
      [
        [place, 1],
        [other, 1],
      ],
    ],
  );
});

test('an isolated channel sells from its own lease and from nothing else', () => {
  const lease = { leaseId: 'lea_1', skuId: A, placeId: place, holder: 'chn_1', quantity: 2, used: 0 };
  const plans = planTakes(workspaceOf([{ ...shelf(A, 10), leased: 2 }], [lease]), [
    request('own', [[A, 2]], { pool: false, leaseHolder: 'chn_1' }),
    request('more', [[A, 1]], { pool: false, leaseHolder: 'chn_1' }),
    request('stranger', [[A, 1]], { pool: false, leaseHolder: 'chn_2' }),
  ]);
  assert.deepEqual(
    plans.map((plan) => 'picks' in plan),
    [true, false, false],
  );
});

test('a sale that has happened takes what is there and flags the rest as a breach', () => {
  const [plan] = planTakes(workspaceOf([shelf(A, 1)], []), [
    request('sold', [[A, 3]], { short: 'accept', as: 'sell' }),
  ]);
  assert.deepEqual(plan && 'picks' in plan ? plan.picks.map((pick) => [pick.quantity, pick.breach]) : [], [
    [1, false],
    [2, true],
  ]);
});

test('whatever is asked, no more is granted than there was, and each grant is whole', () => {
  const requests = fc.array(
    fc.array(fc.tuple(fc.constantFrom(A, B), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 4 }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(requests, fc.nat(40), fc.nat(40), (wishes, a, b) => {
      const asked = wishes.map((lines, i) => request(`h${i}`, lines));
      const plans = planTakes(workspaceOf([shelf(A, a), shelf(B, b)], []), asked);
      const taken = new Map<string, number>();
      for (const plan of plans) {
        if (!('picks' in plan)) continue;
        const wanted = plan.request.lines.reduce((sum, line) => sum + line.quantity, 0);
        assert.equal(
          plan.picks.reduce((sum, pick) => sum + pick.quantity, 0),
          wanted,
        );
        for (const pick of plan.picks) taken.set(pick.skuId, (taken.get(pick.skuId) ?? 0) + pick.quantity);
      }
      assert.ok((taken.get(A) ?? 0) <= a && (taken.get(B) ?? 0) <= b);
    }),
    { numRuns: 2_000 },
  );
});

test('changes of one shelf are summed to one, and nothing is no change', () => {
  const change = { skuId: A, placeId: place, onHand: 0, reserved: 1, leased: 0 };
  assert.deepEqual(sumChanges([change, change, { ...change, skuId: B, reserved: 0 }]), [{ ...change, reserved: 2 }]);
  assert.equal(shelfKey(A, place), `${A}|${place}`);
});

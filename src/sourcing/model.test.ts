import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instant, type Day } from '#base/time';
import {
  decide,
  defaultPolicy,
  heldBack,
  promiseOf,
  publicHoliday,
  restoreFacts,
  source,
  storedSites,
  type PromiseFacts,
  type SiteFacts,
  type SourcingFacts,
  type SourcingPolicy,
} from './model.ts';

const site = (siteId: string, over: Partial<SiteFacts> = {}): SiteFacts => ({
  siteId,
  kind: 'warehouse',
  priority: 1,
  km: 100,
  open: true,
  sentToday: null,
  ...over,
});
const facts = (sites: SiteFacts[], needs: [string, number][], free: number[][]): SourcingFacts => ({
  sites,
  needs: needs.map(([skuId, quantity]) => ({ skuId, quantity })),
  free,
});
const policy = (over: Partial<SourcingPolicy> & { w?: Partial<SourcingPolicy['weights']> } = {}): SourcingPolicy => {
  const { w, ...rest } = over;
  return { ...defaultPolicy, ...rest, weights: { ...defaultPolicy.weights, ...w } };
};
const given = ({ plan }: ReturnType<typeof source>): string[] =>
  plan.lines.map(({ skuId, siteId, quantity }) => `${quantity} ${skuId} ${siteId}`);
const verdicts = ({ why }: ReturnType<typeof source>): Record<string, string> =>
  Object.fromEntries(why.candidates.map(({ siteId, verdict }) => [siteId, verdict]));

const [corbas, seclin, lyon] = [
  site('corbas', { priority: 4, km: 20 }),
  site('seclin', { priority: 5, km: 600 }),
  site('lyon', { kind: 'store', priority: 1, km: 2 }),
];

test('as the house begins: warehouses before stores by priority, one site for all of it before any split', () => {
  const all = [corbas, seclin, lyon];
  assert.deepEqual(given(source(facts(all, [['a', 1]], [[9, 9, 9]]), defaultPolicy)), ['1 a corbas']);
  const two = facts(
    all,
    [
      ['a', 1],
      ['b', 2],
    ],
    [
      [9, 0, 9],
      [0, 9, 9],
    ],
  );
  const whole = source(two, defaultPolicy);
  assert.deepEqual(given(whole), ['1 a lyon', '2 b lyon'], 'the store has all of it: one parcel');
  assert.deepEqual(verdicts(whole), { lyon: 'whole', corbas: 'short', seclin: 'short' });
});

test('the fewest points win: each rule can turn the choice, and says with how many points', () => {
  const all = [corbas, seclin, lyon];
  const one = facts(all, [['a', 1]], [[9, 9, 1]]);
  const near = source(one, policy({ w: { store: 0, distance: 500 } }));
  assert.deepEqual(given(near), ['1 a lyon']);
  assert.equal(near.why.candidates.find(({ siteId }) => siteId === 'seclin')?.points.distance, 3_000);
  const deep = source(one, policy({ w: { store: 0, distance: 500, depth: 5_000 } }));
  assert.deepEqual(given(deep), ['1 a corbas'], 'the last unit of a shelf is dear');
  const cheap = policy({ w: { cost: 1_000 }, sites: { corbas: { costMinor: 900 }, seclin: { costMinor: 300 } } });
  assert.deepEqual(given(source(one, cheap)), ['1 a seclin']);
  const night = facts([{ ...corbas, open: false }, seclin], [['a', 1]], [[9, 9]]);
  assert.deepEqual(given(source(night, policy({ w: { closed: 100 } }))), ['1 a seclin']);
});

test('a site that may not is refused with its reason: not sending, full, nothing there, all of it kept', () => {
  const all = [corbas, seclin, lyon, site('nantes', { kind: 'store' }), site('paris', { kind: 'store' })];
  const rules = policy({
    safety: 1,
    sites: { corbas: { sends: false }, seclin: { capacity: 30 }, lyon: { keep: 2 } },
  });
  const busy = all.map((one) => (one.siteId === 'seclin' ? { ...one, sentToday: 30 } : one));
  const said = source(facts(busy, [['a', 1]], [[9, 9, 3, 0, 2]]), rules);
  assert.deepEqual(given(said), ['1 a paris']);
  assert.deepEqual(verdicts(said), {
    paris: 'whole',
    corbas: 'not_sending',
    seclin: 'full',
    lyon: 'kept',
    nantes: 'nothing',
  });
  assert.equal(heldBack(rules, lyon), 3);
});

test('a split costs points, and stops at the parcels allowed: the rest is missing, and nothing beyond it is given', () => {
  const sites = ['p', 'q', 'r', 's'].map((id, i) => site(id, { priority: i }));
  const spread = facts(sites, [['a', 10]], [[4, 3, 3, 1]]);
  assert.deepEqual(given(source(spread, policy({ maxParcels: 3 }))), ['4 a p', '3 a q', '3 a r']);
  const { plan } = source(spread, policy({ maxParcels: 2 }));
  assert.deepEqual(plan.missing, [{ skuId: 'a', quantity: 3 }]);
  assert.deepEqual(source(spread, policy({ maxParcels: 1 })).plan.missing, [{ skuId: 'a', quantity: 6 }]);
  const twoLines = facts(
    sites,
    [
      ['a', 1],
      ['b', 1],
    ],
    [
      [1, 0, 0, 1],
      [0, 1, 1, 0],
    ],
  );
  const split = source(twoLines, policy({ maxParcels: 2, split: 700 }));
  assert.deepEqual(given(split), ['1 a p', '1 b q']);
  assert.deepEqual([split.why.splitPoints, split.why.parcels, split.why.total], [700, 2, 710]);
});

const cases = fc.integer({ min: 1, max: 5 }).chain((sites) =>
  fc.integer({ min: 1, max: 4 }).chain((needs) =>
    fc.record({
      sites: fc.constant(sites),
      priorities: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: sites, maxLength: sites }),
      stores: fc.array(fc.boolean(), { minLength: sites, maxLength: sites }),
      wanted: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: needs, maxLength: needs }),
      free: fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: sites, maxLength: sites }), {
        minLength: needs,
        maxLength: needs,
      }),
      split: fc.integer({ min: 0, max: 500 }),
      max: fc.integer({ min: 1, max: 5 }),
      safety: fc.integer({ min: 0, max: 1 }),
      depth: fc.constantFrom(0, 300),
    }),
  ),
);
const madeOf = (one: ReturnType<typeof fc.sample<typeof cases extends fc.Arbitrary<infer T> ? T : never>>[number]) => ({
  facts: facts(
    one.priorities.map((priority, i) => site(`s${i}`, { priority, kind: one.stores[i] ? 'store' : 'warehouse' })),
    one.wanted.map((quantity, i) => [`k${i}`, quantity]),
    one.free,
  ),
  policy: policy({ split: one.split, maxParcels: one.max, safety: one.safety, w: { store: 50, depth: one.depth } }),
});

test('whatever the stock: never more than is free and not held back, never too much, the sum is what was wanted or said missing', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const { facts: f, policy: rules } = madeOf(one);
      const { plan, why } = source(f, rules);
      assert.deepEqual(decide(f, rules), plan, 'the gate decides what is explained');
      const used = new Map<string, number>();
      for (const { skuId, siteId, quantity } of plan.lines) {
        const key = `${skuId}|${siteId}`;
        used.set(key, (used.get(key) ?? 0) + quantity);
      }
      for (const [key, units] of used) {
        const [sku = '', at = ''] = key.split('|');
        const free = f.free[Number(sku.slice(1))]?.[Number(at.slice(1))] ?? 0;
        assert.ok(units <= Math.max(0, free - one.safety), key);
      }
      for (const { skuId, quantity } of f.needs) {
        const sum = [...plan.lines, ...plan.missing]
          .filter((x) => x.skuId === skuId)
          .reduce((n, x) => n + x.quantity, 0);
        assert.equal(sum, quantity);
      }
      assert.ok(new Set(plan.lines.map(({ siteId }) => siteId)).size <= one.max);
      assert.equal(why.candidates.length, f.sites.length, 'every site is accounted for');
      const whole = f.sites.some((_, s) =>
        f.needs.every(({ quantity }, n) => (f.free[n]?.[s] ?? 0) - one.safety >= quantity),
      );
      assert.equal(
        why.parcels === 1 && plan.missing.length === 0,
        whole,
        'one site for all of it wherever there is one',
      );
    }),
    { numRuns: 400 },
  );
});

test('the split chosen has the fewest points of all splits of whole articles over two or three sites', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const made = madeOf({ ...one, depth: 0 });
      const { why, plan } = source(made.facts, made.policy);
      fc.pre(plan.missing.length === 0 && why.parcels > 1 && why.parcels <= 3);
      const has = (s: number, n: number): boolean =>
        (made.facts.free[n]?.[s] ?? 0) - one.safety >= (made.facts.needs[n]?.quantity ?? 0);
      const ids = made.facts.sites.map((_, s) => s);
      const sets = ids.flatMap((a) =>
        ids.flatMap((b) => ids.flatMap((c) => (a < b && b <= c ? [[...new Set([a, b, c])]] : []))),
      );
      const points = sets
        .filter((set) => set.length <= one.max && made.facts.needs.every((_, n) => set.some((s) => has(s, n))))
        .map((set) =>
          set.reduce(
            (sum, s) => {
              const { priority, kind } = made.facts.sites[s] as SiteFacts;
              return sum + 10 * priority + (kind === 'store' ? 50 : 0);
            },
            one.split * (set.length - 1),
          ),
        );
      if (points.length > 0) assert.equal(why.total, Math.min(...points));
    }),
    { numRuns: 300 },
  );
});

test('what an order keeps gives the same plan again', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const { facts: f, policy: rules } = madeOf(one);
      const kept = JSON.parse(
        JSON.stringify({ p: null, s: storedSites(f.sites), n: f.needs.map((x) => [x.skuId, x.quantity]), f: f.free }),
      ) as Parameters<typeof restoreFacts>[0];
      assert.deepEqual(source(restoreFacts(kept), rules), source(f, rules));
    }),
    { numRuns: 100 },
  );
});

/** As a large house: fifty sites, twenty lines, most shelves too thin for a whole line. */
function large(sites: number, lines: number): SourcingFacts {
  const names = Array.from({ length: sites }, (_, i) => site(`s${i}`, { priority: i % 7, km: (i * 37) % 900 }));
  const needs = Array.from({ length: lines }, (_, i): [string, number] => [`k${i}`, 1 + (i % 3)]);
  return facts(
    names,
    needs,
    needs.map((_, n) => names.map((__, s) => (s * 13 + n * 7) % 5)),
  );
}

test('twenty lines over fifty sites stay cheap: not much dearer than carrying their facts through JSON', () => {
  const big = large(50, 20);
  const rules = policy({ w: { distance: 40, depth: 100, cost: 10 }, split: 900 });
  const best = (run: () => unknown): number => {
    let least = Infinity;
    for (let i = 0; i < 200; i++) {
      const begun = process.hrtime.bigint();
      run();
      least = Math.min(least, Number(process.hrtime.bigint() - begun));
    }
    return least;
  };
  const carried = best(() => JSON.parse(JSON.stringify(big)) as unknown);
  const decided = best(() => source(big, rules));
  assert.ok(decided < carried * 40, `${decided} ns to decide, ${carried} ns to carry`);
});

const weekdays = [1, 2, 3, 4, 5].map((day) => ({ day, opens: '07:00', closes: '17:00' }));
const promise = (over: Partial<PromiseFacts> = {}): string => {
  const found = promiseOf({
    at: instant('2026-11-23T09:00:00Z'), // a Monday, 10:00 in Paris
    site: { hours: weekdays, specialDays: [], timeZone: 'Europe/Paris' },
    prepDays: 0,
    rule: {
      cutOff: '14:00',
      prepDays: 0,
      carrierDays: [1, 2, 3, 4, 5, 6],
      transit: [
        { country: 'FR', maxKm: 100, minDays: 1, maxDays: 1 },
        { country: 'FR', maxKm: null, minDays: 1, maxDays: 2 },
      ],
    },
    country: 'FR',
    km: 400,
    ...over,
  });
  return found ? `${found.earliest.slice(5)} ${found.latest.slice(5)}` : 'nothing';
};

test('a promise counts the cut-off, the site’s days, its preparation, the carrier’s days and the way', () => {
  assert.equal(promise(), '11-24 11-25');
  assert.equal(
    promise({ at: instant('2026-11-23T13:30:00Z') }),
    '11-25 11-26',
    'after the cut-off it leaves on Tuesday',
  );
  assert.equal(promise({ km: 60 }), '11-24 11-24');
  assert.equal(promise({ km: null }), '11-24 11-25', 'an unknown distance is a long one');
  assert.equal(promise({ prepDays: 2 }), '11-26 11-27');
  assert.equal(promise({ at: instant('2026-11-27T14:00:00Z') }), '12-01 12-02', 'Friday evening leaves on Monday');
  const closed = [{ date: '2026-11-23', hours: [], note: { fr: '', en: '' } }];
  assert.equal(promise({ site: { hours: weekdays, specialDays: closed, timeZone: 'Europe/Paris' } }), '11-25 11-26');
  assert.equal(promise({ at: instant('2026-12-24T09:00:00Z') }), '12-26 12-28', 'no parcel comes at Christmas');
  assert.equal(
    promise({ notBefore: '2026-12-12' as Day }),
    '12-15 12-16',
    'a back-order leaves on the first working day',
  );
});

test('where a fact is missing nothing is promised', () => {
  const site = { hours: [], specialDays: [], timeZone: 'Europe/Paris' };
  assert.equal(promise({ site }), 'nothing', 'a site without opening days');
  assert.equal(promise({ country: 'JP' }), 'nothing', 'a country without a row');
  assert.equal(promise({ rule: { ...defaultPolicy.promise, transit: [] } }), 'nothing');
  assert.equal(
    promiseOf({
      at: instant('2026-11-23T09:00:00Z'),
      site,
      prepDays: 0,
      rule: defaultPolicy.promise,
      country: 'FR',
      km: 1,
    }),
    undefined,
  );
});

test('the public holidays of France, the movable ones too', () => {
  const off = ['2026-04-06', '2026-05-14', '2026-05-25', '2026-07-14', '2027-03-29'];
  assert.deepEqual(
    off.map((date) => publicHoliday('FR', date)),
    off.map(() => true),
  );
  assert.equal(publicHoliday('FR', '2026-05-15'), false);
  assert.equal(publicHoliday('BE', '2026-07-14'), false);
});

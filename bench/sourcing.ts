/** How long sourcing takes, alone: `node bench/sourcing.ts`. The figure to hold: 20 lines over 50 sites within 2 ms. */
import { elapsed } from '#base/time';
import { decide, defaultPolicy, source, type SourcingFacts, type SourcingPolicy } from '#sourcing/model';

/** Thin shelves, so that most orders must be split; `depth` 0 to `most` units on each. */
function factsOf(sites: number, lines: number, most: number): SourcingFacts {
  return {
    sites: Array.from({ length: sites }, (_, i) => ({
      siteId: `sit_${i}`,
      kind: i % 5 === 0 ? 'warehouse' : 'store',
      priority: i % 7,
      km: (i * 37) % 900,
      open: i % 3 > 0,
      sentToday: null,
    })),
    needs: Array.from({ length: lines }, (_, i) => ({ skuId: `sku_${i}`, quantity: 1 + (i % 3) })),
    free: Array.from({ length: lines }, (_, n) =>
      Array.from({ length: sites }, (__, s) => (s * 13 + n * 7 + ((s * n) % 11)) % (most + 1)),
    ),
  };
}

const policy: SourcingPolicy = {
  ...defaultPolicy,
  weights: { priority: 10, store: 300, distance: 40, cost: 10, depth: 100, closed: 200 },
  split: 900,
  maxParcels: 5,
};

const shapes: readonly [name: string, facts: SourcingFacts][] = [
  ['2 lines over 5 sites, plenty', factsOf(5, 2, 60)],
  ['20 lines over 50 sites, plenty', factsOf(50, 20, 400)],
  ['20 lines over 50 sites, thin', factsOf(50, 20, 8)],
  ['20 lines over 50 sites, almost nothing', factsOf(50, 20, 2)],
];
for (const [name, facts] of shapes) {
  for (const [verb, run] of [
    ['decide', decide],
    ['source', source],
  ] as const) {
    const took: number[] = [];
    for (let i = 0; i < 400; i++) {
      const begun = elapsed();
      run(facts, policy);
      took.push(elapsed() - begun);
    }
    took.sort((a, b) => a - b);
    const at = (share: number): string => `${Math.round((took[Math.floor(took.length * share)] ?? 0) * 1_000)} µs`;
    process.stdout.write(`${name}, ${verb}: median ${at(0.5)}, 99 % within ${at(0.99)}\n`);
  }
}

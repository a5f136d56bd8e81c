/**
 * `npm run bench -- [--json FILE] [--quick]`: starts its own database and server, drives them from another process, and measures the
 * floor (what PostgreSQL alone can do) in the same run. Machines are shared: read the ratios and the CPU per operation.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFloor } from './floor.ts';
import { catalogueCsv, startHouse, timeStarts, type BenchHouse } from './house.ts';
import { memoryOf, percentile } from './machine.ts';
import type { Job, Seen } from './load.ts';
import { measurePropagation } from './propagation.ts';
import { measured, type Measured } from './measure.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, quick: { type: 'boolean' } } });
const quick = values.quick ?? false;
const seconds = quick ? 2 : 8;

const dir = mkdtempSync(join(tmpdir(), 'halle-bench-'));
const results: Record<string, unknown> = {};
try {
  say('first and later start of the demo …');
  Object.assign(results, await timeStarts(join(dir, 'demo'), quick));
  say('a shop of 1,000 products × 2 variants …');
  const house = await startHouse(join(dir, 'shop'), catalogueCsv(1_000, 2));
  try {
    await run(house);
    results.memory_mb = memoryOf(house.serverPid);
  } finally {
    await house.stop();
  }
  results.versions = { node: process.versions.node, postgres: house.postgres, halle: house.version };
  print();
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

type Go = (name: string, kind: Job['kind'], clients: number, more?: Partial<Job>) => Promise<Measured>;

async function run(house: BenchHouse): Promise<void> {
  const floor = await measureFloor(house.databaseUrl, seconds);
  results.floor = floor;
  const job = (kind: Job['kind'], clients: number, more: Partial<Job> = {}): Job => ({
    kind,
    clients,
    seconds,
    port: house.port,
    channelId: house.channelId,
    goods: house.goods,
    ...more,
  });
  const go: Go = async (
    name: string,
    kind: Job['kind'],
    clients: number,
    more: Partial<Job> = {},
  ): Promise<Measured> => {
    say(`${name} …`);
    return measured(house, job(kind, clients, more));
  };
  // Warm: the compiler has seen the paths, as in a shop that is open; cold, the first seconds run at half the speed.
  for (const kind of ['one_call', 'journey', 'add_to_cart'] as const)
    await measured(house, job(kind, 64, { seconds: quick ? 3 : 6 }));
  const oneCall = await go('one_call', 'one_call', 128);
  results.one_call = {
    per_s: oneCall.perS,
    ratio_to_floor: Math.round((oneCall.perS / floor.tps) * 100) / 100,
    cpu_ms: oneCall.cpuMs,
    p50_ms: percentile(oneCall.seen.latencies, 50),
    p99_ms: percentile(oneCall.seen.latencies, 99),
    statuses: oneCall.seen.statuses,
  };
  const journey = await go('journey', 'journey', 16);
  const alone = await measured(house, job('journey', 1, { seconds: Math.min(3, seconds) }));
  results.journey = {
    per_s: journey.perS,
    cpu_ms: journey.cpuMs,
    steps: journey.seen.steps,
    last_p50_ms: percentile(alone.seen.last, 50),
    last_p99_ms: percentile(alone.seen.last, 99),
    statuses: journey.seen.statuses,
  };
  const stock = quick ? 200 : 1_000;
  const buyers = quick ? 1_000 : 10_000;
  const hotSku = await house.makeHot(stock);
  const hot = await go('hot', 'hot', 128, { goods: [hotSku], seconds: 60, buyers });
  results.hot = {
    stock,
    buyers,
    sold: hot.seen.statuses[201] ?? 0,
    refused: hot.seen.statuses[409] ?? 0,
    errors_5xx: fives(hot.seen),
    per_s: hot.perS,
    left: await house.free(hotSku.skuId),
  };
  await reads(house, go);
  await carts(house, go);
  results.verify = await house.verify();
}

/** One article more: in a small cart, by many; and in one of 200 lines under 50 promotions. */
async function carts(house: BenchHouse, go: Go): Promise<void> {
  const add = await go('add_to_cart', 'add_to_cart', 16);
  results.add_to_cart = {
    per_s: add.perS,
    p50_ms: percentile(add.seen.latencies, 50),
    p95_ms: percentile(add.seen.latencies, 95),
    cpu_ms: add.cpuMs,
    statuses: add.seen.statuses,
  };
  await house.promote(50);
  // The first quarter warms; what fills the carts is not among the latencies.
  const full = await go('full_cart', 'full_cart', 2, { seconds: seconds + 10 });
  const settled = full.seen.last.slice(full.seen.last.length / 4);
  results.full_cart = {
    ...{ lines: 200, promotions: 50 },
    p50_ms: percentile(settled, 50),
    p95_ms: percentile(settled, 95),
    statuses: full.seen.statuses,
  };
}

/** What shoppers read, and how soon a change of stock reaches them. */
async function reads(house: BenchHouse, go: Go): Promise<void> {
  for (const kind of ['list', 'detail', 'search'] as const) {
    const seen = await go(kind, kind, 16);
    results[kind] = {
      per_s: seen.perS,
      p50_ms: percentile(seen.seen.latencies, 50),
      cpu_ms: seen.cpuMs,
      statuses: seen.seen.statuses,
    };
  }
  const cached = await go('html cached', 'html_cached', 16);
  const uncached = await go('html uncached', 'html_uncached', 16);
  results.html = {
    cached_per_s: cached.perS,
    uncached_per_s: uncached.perS,
    statuses: { ...cached.seen.statuses, ...uncached.seen.statuses },
  };
  say('propagation …');
  const times = await measurePropagation(house, quick ? 40 : 200);
  results.propagation = { p50_ms: percentile(times, 50), p99_ms: percentile(times, 99) };
}

function fives(seen: Seen): number {
  return Object.entries(seen.statuses).reduce(
    (sum, [status, count]) => (status.startsWith('5') ? sum + count : sum),
    0,
  );
}

function say(line: string): void {
  console.error(line);
}

function print(): void {
  for (const [name, value] of Object.entries(results)) console.log(`${name.padEnd(16)} ${JSON.stringify(value)}`);
}

/** What is done to the machines, and when: the schedule follows from the seed alone. */
import { elapsed, sleep } from '#base/time';
import type { Roll } from '../roll.ts';
import { postgresProcesses, seats, signal, type Machine, type Machines, type Seat } from './machines.ts';

/** Kinds of harm, as often as their weights say; a machine that is killed is counted when it had been working. */
const harms = [
  { name: 'kill -9 API', weight: 46 },
  { name: 'kill -9 worker', weight: 20 },
  { name: 'kill -9 PostgreSQL', weight: 14 },
  { name: 'kill -9 one backend', weight: 4 },
  { name: 'API stands still', weight: 3 },
  { name: 'worker stands still', weight: 2 },
  { name: 'a backend stands still', weight: 2 },
  { name: 'connections cut', weight: 5 },
  { name: 'answers swallowed', weight: 2 },
  { name: 'slow wire', weight: 3 },
] as const;
export type Harm = (typeof harms)[number]['name'];

export type Blow = {
  readonly harm: Harm;
  readonly seat: Seat;
  /** Since the blow before, and how long it lasts where it lasts. */
  readonly afterMs: number;
  readonly lastsMs: number;
  /** Which of several, in [0, 1). */
  readonly nth: number;
};

/** The next blow. Of the first `gapMs`, two of three pass at least. */
export function nextBlow(roll: Roll, gapMs: number): Blow {
  const { name: harm } = roll.weighted(harms);
  const afterMs = Math.round(gapMs * (0.66 + 0.68 * roll.next()));
  const api = roll.pick(['api 1', 'api 2'] as const) ?? 'api 1';
  const whoever = roll.pick(seats) ?? 'api 1';
  const seat = harm.includes('worker') ? 'worker' : harm.includes('API') ? api : whoever;
  const longest = harm === 'slow wire' || harm === 'answers swallowed' ? 4_000 : 12_000;
  return { harm, seat, afterMs, lastsMs: roll.int(500, longest), nth: roll.next() };
}

export type Struck = {
  /** Blows that struck, by kind. */
  readonly counts: Map<Harm, number>;
  /** Kills of processes: of machines that had been working, and of those that were starting. */
  kills: { api: number; worker: number; starting: number; postgres: number; backend: number };
};

export const unstruck = (): Struck => ({
  counts: new Map(),
  kills: { api: 0, worker: 0, starting: 0, postgres: 0, backend: 0 },
});

export type Options = {
  readonly gapMs: number;
  /** Elapsed milliseconds at which it ends, or how many kills it ends after. */
  readonly until: () => boolean;
  /** How much was done so far: a house that has served nobody since the last blow is given a while to do so. */
  readonly done: () => number;
  readonly hear?: ((line: string) => void) | undefined;
  /** The house is left alone for a while. */
  readonly alone: () => boolean;
};

const PATIENCE_MS = 5_000;

/** Strikes until the end; what lasts goes on beside the next blows, and is over before this returns. */
export async function haunt(machines: Machines, roll: Roll, struck: Struck, options: Options): Promise<void> {
  const lasting = new Set<Promise<void>>();
  while (!options.until()) {
    const blow = nextBlow(roll, options.gapMs);
    const before = options.done();
    await sleep(blow.afterMs);
    const began = elapsed();
    while (options.done() === before && elapsed() - began < PATIENCE_MS && !options.until()) await sleep(50);
    while (options.alone() && !options.until()) await sleep(200);
    const after = strike(machines, blow, struck);
    if (after === false) continue;
    struck.counts.set(blow.harm, (struck.counts.get(blow.harm) ?? 0) + 1);
    options.hear?.(`${Math.round(elapsed())} ms: ${blow.harm} (${blow.seat})`);
    if (!after) continue;
    const over = sleep(blow.lastsMs).then(after);
    lasting.add(over);
    void over.then(() => lasting.delete(over));
  }
  await Promise.all(lasting);
}

type After = (() => void) | undefined;

/** Does it; false when there was nobody to strike, else what ends it. */
function strike(machines: Machines, blow: Blow, { kills }: Struck): After | false {
  const machine = machines.of(blow.seat);
  const { child, wire } = machine;
  switch (blow.harm) {
    case 'kill -9 API':
    case 'kill -9 worker': {
      const victim = workingOne(machines, blow);
      if (!victim) return false;
      const kind = victim.ready ? (blow.seat === 'worker' ? 'worker' : 'api') : 'starting';
      if (!signal(victim.child.pid, 'SIGKILL')) return false;
      kills[kind]++;
      return undefined;
    }
    case 'kill -9 PostgreSQL': {
      const { all, backends } = postgresProcesses(machines.dataDir);
      // As of the others: one that is only starting, or that nobody works with, is seldom worth it.
      const busy = backends.length > 0 && machines.apis.some((one) => one.ready);
      if (all.length === 0 || (!busy && blow.nth > 0.15)) return false;
      for (const pid of all) signal(pid, 'SIGKILL');
      kills.postgres++;
      return undefined;
    }
    case 'kill -9 one backend': {
      if (!signal(oneBackend(machines, blow), 'SIGKILL')) return false;
      kills.backend++;
      return undefined;
    }
    case 'API stands still':
    case 'worker stands still':
      return standStill(child.pid);
    case 'a backend stands still':
      return standStill(oneBackend(machines, blow));
    case 'connections cut':
      return wire.cut() > 0 ? undefined : false;
    case 'answers swallowed':
      wire.trouble.blackHole = true;
      return () => {
        delete wire.trouble.blackHole;
        wire.cut();
      };
    case 'slow wire':
      wire.trouble.latencyMs = [1, 40];
      return () => void delete wire.trouble.latencyMs;
  }
}

/** The one meant, or another of its kind that works; one that is only starting is seldom worth it. */
function workingOne(machines: Machines, { seat, nth }: Blow): Machine | undefined {
  const meant = machines.of(seat);
  if (meant.ready || nth < 0.15) return meant;
  return seat === 'worker' ? undefined : machines.apis.find((machine) => machine.ready);
}

function oneBackend(machines: Machines, { nth }: Blow): number | undefined {
  const { backends } = postgresProcesses(machines.dataDir);
  return backends[Math.floor(nth * backends.length)];
}

function standStill(pid: number | undefined): After | false {
  if (!signal(pid, 'SIGSTOP')) return false;
  return () => void signal(pid, 'SIGCONT');
}

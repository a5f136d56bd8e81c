/**
 * A seeded run of a whole town over the real commands and a real PostgreSQL: who does what next, and what goes wrong meanwhile, is told
 * by the seed alone. Every few steps, and at the end when everything under way has come to its end, the books are checked.
 */
import { createHash } from 'node:crypto';
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { reactOnce } from '#base/journal';
import { Refusal, Unavailable } from '#base/refusal';
import { MINUTE, sleep } from '#base/time';
import { oracles } from '../modules.ts';
import { verify } from '../verify.ts';
import { actors } from './actors/index.ts';
import { reactions, workRound } from './actors/machines.ts';
import { Died, faults, type Fault } from './faults.ts';
import { learn, type Told } from './model.ts';
import type { Actor, Operation } from './operation.ts';
import { townOracles } from './oracles.ts';
import { passTime } from './pass.ts';
import { plantBug, type Plant } from './plants.ts';
import { rollOf, type Roll } from './roll.ts';
import { count, openTown, type Town } from './town.ts';

export type Options = {
  /** An empty, migrated database that nobody else uses. */
  readonly url: string;
  readonly seed: number;
  readonly steps: number;
  /** Steps between two checks of the books. */
  readonly checkEvery?: number;
  readonly plant?: Plant;
  /** Hears each operation as it is chosen. */
  readonly hear?: (line: string) => void;
};

export type Violation = { readonly step: number; readonly code: string; readonly what: string };

export type Report = {
  readonly seed: number;
  /** Steps done: fewer than asked for when a violation was found. */
  readonly steps: number;
  readonly operations: ReadonlyMap<string, number>;
  readonly refusals: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<string, number>;
  readonly checks: number;
  /** The step after which the bug was planted. */
  readonly planted: number | undefined;
  readonly violations: readonly Violation[];
  /** Of all that was chosen, in order: the same for the same seed. */
  readonly digest: string;
};

type Chosen = { readonly actor: Actor; readonly operation: Operation; readonly fault: Fault; readonly nth: number };

type Run = {
  readonly options: Options;
  readonly town: Town;
  readonly operations: Map<string, number>;
  readonly refusals: Map<string, number>;
  /** Operations whose answer was not heard: asked again, oldest first. */
  readonly unanswered: Chosen[];
  readonly violations: Violation[];
  step: number;
  checks: number;
  planted: number | undefined;
  planting: boolean;
};

/** Runs until the steps are done or a violation is found. */
export async function simulate(options: Options): Promise<Report> {
  const { url, seed, steps, checkEvery = 25 } = options;
  const roll = rollOf(seed);
  const town = await openTown(url, roll.fork());
  const run: Run = {
    ...{ options, town, operations: new Map(), refusals: new Map(), unanswered: [], violations: [] },
    ...{ step: 0, checks: 0, planted: undefined, planting: false },
  };
  const digest = createHash('sha256');
  try {
    while (run.step < steps && run.violations.length === 0) {
      run.step++;
      const chosen = choose(town, roll);
      for (const { actor, operation, fault } of chosen) {
        const line = `${run.step} ${actor.name}: ${operation.says}${fault.name === 'none' ? '' : ` [${fault.name}]`}`;
        digest.update(`${line}\n`);
        options.hear?.(line);
      }
      await Promise.all(chosen.map((one, i) => carryOut(run, one, i)));
      if (roll.chance(20)) await askAgain(run, 1);
      // At once after a planted bug: the town may mend what it broke before the next look.
      if (run.step % checkEvery === 0 || run.planted === run.step) await check(run, false);
    }
    if (run.violations.length === 0) await comeToRest(run, roll.fork());
    if (run.violations.length === 0) await check(run, true);
  } finally {
    await town.close();
  }
  const { operations, refusals, checks, planted, violations, step } = run;
  const injected = town.counts.faults;
  return {
    ...{ seed, steps: step, operations, refusals, faults: injected, checks, planted, violations },
    digest: digest.digest('hex').slice(0, 16),
  };
}

/** One operation, or a few that run at once. */
function choose(town: Town, roll: Roll): Chosen[] {
  const wanted = roll.chance(25) ? roll.int(2, 5) : 1;
  const chosen: Chosen[] = [];
  for (let i = 0; i < wanted; i++) {
    const actor = roll.weighted(actors);
    const dice = roll.fork();
    const [struck, nth] = [roll.weighted(faults), roll.int(1, 3)];
    if (actor.alone && i > 0) continue;
    const operation = actor.act(town, dice);
    if (!operation) continue;
    chosen.push({ actor, operation, fault: actor.alone ? must(faults[0], 'no fault') : struck, nth });
    if (actor.alone) break;
  }
  return chosen;
}

/** Does it in one of the processes, with its fault; takes in what was told. */
async function carryOut(run: Run, one: Chosen, seat: number): Promise<void> {
  const { town } = run;
  const { actor, operation, fault, nth } = one;
  const at = (i: number): Database => must(town.homes[(run.step + i) % town.homes.length], 'a home');
  const hit = (): void => count(town, fault.name);
  if (fault.twice) hit();
  const databases = fault.twice ? [at(0), at(1)] : [fault.strike ? fault.strike(at(seat), nth, hit) : at(seat)];
  const results = await Promise.allSettled(databases.map((database) => operation.run(database)));
  const done = results.find((result) => result.status === 'fulfilled');
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  for (const error of errors) {
    run.options.hear?.(`    ${operation.says}: ${(error as Error).message}`);
    if (error instanceof Refusal) add(run.refusals, error.code);
    else if (!(error instanceof Died || error instanceof Unavailable))
      violate(run, 'BROKEN', `${actor.name}, ${operation.says}: ${(error as Error).stack ?? String(error)}`);
  }
  if (done) return takeIn(run, actor, done.value);
  if (errors.some((error) => error instanceof Died || error instanceof Unavailable)) run.unanswered.push(one);
}

async function takeIn(run: Run, actor: Actor, value: Told | readonly Told[]): Promise<void> {
  add(run.operations, actor.name);
  for (const told of [value].flat() as Told[]) {
    learn(run.town.model, told);
    const { plant } = run.options;
    if (!plant || run.planting || run.planted !== undefined || run.step < 10) continue;
    run.planting = true; // answers of a burst come at once: it is planted once
    if (await plantBug(must(run.town.homes[0], 'a home'), plant, told)) run.planted = run.step;
    run.planting = false;
  }
}

/** Whoever heard nothing asks again, with the same ids and without a fault. */
async function askAgain(run: Run, most: number): Promise<void> {
  for (let i = 0; i < most; i++) {
    const one = run.unanswered.shift();
    if (!one) return;
    await carryOut(run, { ...one, fault: must(faults[0], 'no fault') }, 0);
  }
}

/** Every invariant of `verify`, and what the people were told. Before that, all that was asked is answered. */
async function check(run: Run, atRest: boolean): Promise<void> {
  await askAgain(run, 1_000);
  run.checks++;
  for (const finding of await verify(run.town.url, oracles))
    for (const what of finding.violations) violate(run, finding.code, what);
  for (const oracle of townOracles)
    if (atRest || !oracle.atRest) for (const what of await oracle.violations(run.town)) violate(run, oracle.code, what);
}

/** All that was asked is answered, and then nothing is under way any more. */
async function comeToRest(run: Run, roll: Roll): Promise<void> {
  await askAgain(run, 1_000);
  await letRest(run.town, roll);
}

/** Time passes and the worker works until nothing is under way any more; nobody else may be at it. */
export async function letRest(town: Town, roll: Roll): Promise<void> {
  const home = must(town.homes[0], 'a home');
  for (let round = 0; round < 4; round++) {
    await passTime(home, 16 * MINUTE);
    for (let turn = 0; turn < 2; turn++) await workRound(town, roll, true);
    await toTheEnd(home);
  }
}

/** Runs the reactions to the journal's end; the horizon belongs to the whole server, so somebody else may hold it back for a while. */
async function toTheEnd(database: Database): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    for (const reaction of reactions) await reactOnce(database, reaction);
    const behind = await database.query(sql`
      SELECT FROM journal.cursor c WHERE EXISTS (SELECT FROM journal.event e WHERE (e.xid, e.seq) > (c.xid, c.seq))`);
    if (behind.length === 0) return;
    await sleep(25);
  }
}

function violate(run: Run, code: string, what: string): void {
  run.violations.push({ step: run.step, code, what });
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/**
 * A chaos run: two APIs, a worker and PostgreSQL under the load of people who write down what they hear, while machines are killed,
 * stopped and cut off as the seed says. Every few seconds the invariants are asked; at the end what was told is held against the books.
 */
import { join } from 'node:path';
import { must } from '#base/assert';
import { sql } from '#base/db';
import { createStaff, hashSecret, openSession, staffCookie } from '#identity';
import { receiveStock } from '#inventory';
import { elapsed, SECOND, sleep } from '#base/time';
import { enrolTill } from '#till';
import type { House } from '../../house.ts';
import { learn } from '../model.ts';
import { rollOf, type Roll } from '../roll.ts';
import { openTown, type Town } from '../town.ts';
import type { Violation } from '../run.ts';
import { clerk, office, shopper, stranger, type Counter, type World } from './clients.ts';
import { openHistory, type History } from './history.ts';
import { judge, look, type Verdict } from './judge.ts';
import { allReady, postgresProcesses, signal, startMachines, type Machines } from './machines.ts';
import { haunt, unstruck, type Struck } from './nemesis.ts';

export type Options = {
  /** An opened house over an embedded PostgreSQL of its own, empty and migrated; it keeps the server running. */
  readonly house: House;
  readonly seed: number;
  readonly seconds: number;
  /** It may end earlier: when there were kills enough. */
  readonly enough?: (kills: Struck['kills']) => boolean;
  /** Between two blows, on average. */
  readonly gapMs?: number;
  readonly shoppers?: number;
  readonly checkEveryMs?: number;
  readonly hear?: (line: string) => void;
  /** Hears after each check how far it is. */
  readonly hearState?: (state: Pick<Report, 'history' | 'struck' | 'verdict'>) => void;
};

export type Report = {
  readonly seed: number;
  readonly seconds: number;
  readonly history: Pick<History, 'counts' | 'done'>;
  /** Where each question and answer is written, one JSON a line. */
  readonly file: string;
  readonly struck: Struck;
  readonly starts: number;
  readonly verdict: Omit<Verdict, 'violations'>;
  readonly violations: readonly Violation[];
};

/** All kills of processes there were. */
export const killsOf = (kills: Struck['kills']): number => Object.values(kills).reduce((sum, one) => sum + one, 0);

const STOCK = 40_000;

export async function chaos(options: Options): Promise<Report> {
  const { house, seed, seconds } = options;
  const { dataDir } = house.config;
  const roll = rollOf(seed);
  const town = await openTown(house.url, roll.fork());
  const file = join(dataDir, 'history.jsonl');
  const history = openHistory(file, town.model);
  const verdict: Verdict = {
    violations: [],
    checks: 0,
    away: 0,
    slowestMs: 0,
    lateSince: undefined,
    late: 0,
    acknowledged: 0,
    lost: 0,
    unknown: 0,
  };
  const struck = unstruck();
  let machines: Machines | undefined;
  let starts = 0;
  try {
    const people = await furnish(town, roll);
    const broken: string[] = [];
    machines = await startMachines(dataDir, house.url, roll.fork(), broken);
    await allReady(machines);
    const until = elapsed() + seconds * SECOND;
    const over = (): boolean =>
      elapsed() > until || verdict.violations.length > 0 || (options.enough?.(struck.kills) ?? false);
    const prices = new Map(town.model.prices);
    const world: World = { ...people, town, machines, history, prices, orders: [], broken, over };
    await sale(world, { options, roll, struck, verdict });
    starts = machines.all.reduce((sum, machine) => sum + machine.starts, 0);
    await machines.end();
    machines = undefined;
    const begin = async (): Promise<Machines> =>
      (machines = await startMachines(dataDir, house.url, roll.fork(), broken));
    const crash = (): Promise<void> => crashOnce(house);
    await backAgain(house); // the last blow may have been its death
    await judge({ world, verdict, url: house.url, roll: roll.fork(), crash, begin });
    tellBroken(world, verdict);
  } catch (error) {
    verdict.violations.push({ step: verdict.checks, code: 'BROKEN', what: (error as Error).stack ?? String(error) });
  } finally {
    history.flush();
    await machines?.end();
    await town.close();
  }
  const { violations, ...rest } = verdict;
  return { seed, seconds, history, file, struck, starts, verdict: rest, violations };
}

/** An answer of 500 is a violation at once: its cause is still near. */
function tellBroken({ broken }: World, { violations, checks }: Verdict): void {
  for (const what of broken.splice(0)) violations.push({ step: checks, code: 'BROKEN', what });
}

type Play = { options: Options; roll: Roll; struck: Struck; verdict: Verdict };

/** People and harm at once, and somebody who looks; ends when all of them have. */
async function sale(world: World, { options, roll, struck, verdict }: Play): Promise<void> {
  const { gapMs = 2_000, shoppers = 6, checkEveryMs = 3_000, hear } = options;
  const watch = async (): Promise<void> => {
    while (!world.over()) {
      await sleep(checkEveryMs);
      await look(options.house.url, verdict);
      tellBroken(world, verdict);
      world.history.flush();
      options.hearState?.({ history: world.history, struck, verdict });
    }
  };
  await Promise.all([
    haunt(world.machines, roll.fork(), struck, {
      ...{ gapMs, until: world.over, done: () => world.history.counts.ok, hear },
      alone: () => verdict.lateSince !== undefined,
    }),
    ...Array.from({ length: shoppers }, (_, i) => shopper(world, `shopper ${i + 1}`, roll.fork())),
    ...world.counters.map((counter, i) => clerk(world, `clerk ${i + 1}`, roll.fork(), counter)),
    office(world, 'office', roll.fork()),
    stranger(world, 'stranger', roll.fork()),
    watch(),
  ]);
}

/** Goods on the shelves (of the last article few), a manager who is signed in, and two tills. */
async function furnish(town: Town, roll: Roll): Promise<{ office: string; counters: Counter[] }> {
  const home = must(town.homes[0], 'a home');
  const { store, warehouse } = town.sites;
  const receipts = town.skuIds
    .slice(0, -1)
    .flatMap((skuId) =>
      [store, warehouse].map((siteId) => ({ skuId, siteId, quantity: STOCK, document: 'opening 2' })),
    );
  const [staffId, passwordHash] = [roll.id('stf'), await hashSecret('open sesame')];
  const staff = { staffId, email: 'ada@exemple.fr', name: 'Ada', role: 'owner', passwordHash } as const;
  const done = await home.transaction({ actor: 'chaos' }, async (tx) => {
    await receiveStock(tx, receipts);
    await createStaff(tx, staff);
    const { token } = await openSession(tx, { kind: 'staff', subjectId: staffId });
    const cookie = `${staffCookie}=${token}`;
    const counters: Counter[] = [];
    for (const name of ['Caisse 3', 'Caisse 4']) {
      const enrolled = await enrolTill(tx, { deviceId: roll.id('dev'), channelId: town.channels.till, name });
      const { deviceId, lastSequence, lastHash } = enrolled.till;
      counters.push({ cookie: `${cookie}; halle_device=${enrolled.token}`, deviceId, lastSequence, lastHash });
    }
    return { office: cookie, counters };
  });
  for (const { skuId, quantity } of receipts) learn(town.model, { told: 'received', skuId, units: quantity });
  return done;
}

/** kill -9 of the whole PostgreSQL, and its return. */
async function crashOnce(house: House): Promise<void> {
  for (const pid of postgresProcesses(house.config.dataDir).all) signal(pid, 'SIGKILL');
  await backAgain(house);
}

/** The database answers. */
async function backAgain(house: House): Promise<void> {
  const began = elapsed();
  for (;;) {
    await sleep(200);
    try {
      await house.database.query(sql`SELECT 1`);
      return;
    } catch (error) {
      if (elapsed() - began > 60 * SECOND) throw error;
    }
  }
}

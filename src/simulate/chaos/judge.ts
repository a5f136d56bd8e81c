/** What a chaos run has to answer for: the invariants while it runs, and at its end what was told against what is there (DUR1). */
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { Unavailable } from '#base/refusal';
import { elapsed, sleep } from '#base/time';
import { oracles } from '../../modules.ts';
import { verify } from '../../verify.ts';
import { townOracles } from '../oracles.ts';
import { letRest, type Violation } from '../run.ts';
import type { Roll } from '../roll.ts';
import type { World } from './clients.ts';
import { allReady, type Machines } from './machines.ts';

export type Verdict = {
  readonly violations: Violation[];
  /** Times all oracles were asked, each in one snapshot; times the database was away. */
  checks: number;
  away: number;
  /** Milliseconds of the longest check. */
  slowestMs: number;
  /** Since when (ms) something is late: nobody strikes meanwhile, and what is still late after that is a violation. */
  lateSince: number | undefined;
  /** Times something was late, and came when the house was left alone. */
  late: number;
  /** Writes that were acknowledged: orders, tickets, refunds, goods that came or moved; and those of them that are not there. */
  acknowledged: number;
  lost: number;
  /** Questions that nobody had heard an answer to when the harm ended. */
  unknown: number;
};

/** A house that was killed again and again may be late; left alone, it has so long to do what is due. */
const LATE_MS = 45_000;

/** Every invariant, in one snapshot of the database while everything goes on, or when it is at rest. */
export async function look(url: string, verdict: Verdict, atRest = false): Promise<void> {
  const began = elapsed();
  try {
    const findings = (await verify(url, oracles)).filter(({ violations }) => violations.length > 0);
    const late = findings.some(({ inTime }) => inTime);
    const left = atRest || (late && began - (verdict.lateSince ?? began) > LATE_MS);
    if (late && verdict.lateSince === undefined) verdict.late++;
    verdict.lateSince = late ? (verdict.lateSince ?? began) : undefined;
    for (const { code, violations, inTime } of findings)
      if (!inTime || left) for (const what of violations) verdict.violations.push({ step: verdict.checks, code, what });
    verdict.checks++;
    verdict.slowestMs = Math.max(verdict.slowestMs, Math.round(elapsed() - began));
  } catch (error) {
    verdict.away++;
    if (!isAway(error)) throw error;
  }
}

/** Killed, starting, or full: whoever looks comes again. */
const isAway = (error: unknown): boolean =>
  error instanceof Unavailable ||
  /^(57P|08|53300|E[A-Z]+\b)|terminat|not queryable|timeout/.test(
    `${(error as { code?: string }).code ?? ''} ${(error as Error).message}`.trim(),
  );

type Seen = ReadonlyMap<string, string>;

/** Of questions, by their ids: whether what they asked for is there. */
async function presence(database: Database, ids: readonly string[]): Promise<Seen> {
  const rows = await database.query<{ id: string; what: string }>(sql`
    SELECT order_id AS id, number || ' ' || gross_minor AS what FROM orders.order WHERE order_id = ANY(${[...ids]}::text[])
    UNION ALL SELECT ticket_id, order_id || ' ' || sequence FROM till.ticket WHERE ticket_id = ANY(${[...ids]}::text[])
    UNION ALL SELECT refund_id, payment_id || ' ' || minor FROM payments.refund WHERE refund_id = ANY(${[...ids]}::text[])
    UNION ALL SELECT document, sum(quantity)::text FROM inventory.movement WHERE document = ANY(${[...ids]}::text[]) AND document LIKE 'key\\_%'
    GROUP BY document`);
  return new Map(rows.map(({ id, what }) => [id, what]));
}

/** What leaves a row of its own behind when it is done. */
const lasting: readonly string[] = ['order', 'ticket', 'refund', 'receive', 'move'];

export type Judged = {
  readonly world: World;
  readonly verdict: Verdict;
  readonly url: string;
  readonly roll: Roll;
  /** Kills PostgreSQL once more and waits until it is back. */
  readonly crash: () => Promise<void>;
  /** Starts the machines again. */
  readonly begin: () => Promise<Machines>;
};

/**
 * The end: everything stands still, the database is killed a last time. What nobody had heard of is either there or not, before as
 * after; then everybody is told; then all comes to rest, and the books are held against what was told.
 */
export async function judge({ world, verdict, url, roll, crash, begin }: Judged): Promise<void> {
  const { history, town } = world;
  const violate = (code: string, what: string): void =>
    void verdict.violations.push({ step: verdict.checks, code, what });
  const home = must(town.homes[0], 'a home');
  verdict.unknown = history.open.size;
  const ids = [...history.open.keys()];
  const before = await presence(home, ids);
  await crash();
  const after = await presence(home, ids);
  for (const id of ids)
    if (before.get(id) !== after.get(id))
      violate('DUR1', `${id}, of which nothing was heard, was ${before.get(id)} and is ${after.get(id)}`);
  const acknowledged = [...history.acknowledged].filter(([, what]) => lasting.includes(what));
  verdict.acknowledged = acknowledged.length;
  const there = await presence(
    home,
    acknowledged.map(([id]) => id),
  );
  for (const [id, what] of acknowledged) {
    if (there.has(id)) continue;
    verdict.lost++;
    violate('DUR1', `${what} ${id} was acknowledged and is lost`);
  }
  const machines = (world.machines = await begin());
  await allReady(machines);
  await tellEverybody(world, violate);
  for (const [id, what] of after)
    if (id.startsWith('ord_') && !town.model.orders.get(id)?.receipt) violate('DUR1', `${id} (${what}) is denied now`);
  await machines.end();
  await letRest(town, roll);
  await look(url, verdict, true);
  for (const oracle of townOracles) for (const what of await oracle.violations(town)) violate(oracle.code, what);
}

/** Whoever heard nothing asks again, now that the house is up; silence is a violation. */
async function tellEverybody(world: World, violate: (code: string, what: string) => void): Promise<void> {
  for (const question of [...world.history.open.values()]) {
    for (let tries = 1; ; tries++) {
      const { how } = await world.history.ask(question);
      if (how !== 'unknown') break;
      if (tries === 10) {
        violate('DUR1', `${question.what} ${question.id} is not answered by a house that is up`);
        break;
      }
      await sleep(200);
    }
  }
  world.history.flush();
}

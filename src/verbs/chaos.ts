import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopPostgres } from '#base/postgres';
import { openHouse, UsageError } from '../house.ts';
import { elapsed } from '#base/time';
import { chaos, killsOf, type Options, type Report } from '../simulate/chaos/run.ts';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** Of so many kills of API and worker, one of PostgreSQL. */
const KILLS_PER_POSTGRES = 5;
/** Between two lines that tell how far a long run is. */
const TELL_MS = 60_000;

/**
 * `halle chaos --minutes N --seed S`: the whole house over a throw-away PostgreSQL, under load, while its machines are killed. With
 * `--kills N` it ends as soon as API and worker were killed N times and PostgreSQL a fifth of that; it exits 1 when the minutes were too
 * few for it, and on a violation, and then keeps the clients' history.
 */
export async function run(args: string[]): Promise<number> {
  if (process.platform !== 'linux')
    throw new UsageError('chaos finds the processes of PostgreSQL in /proc: it runs on Linux.');
  const { seed, minutes, kills, gapMs, shoppers, trace } = read(args);
  const dataDir = mkdtempSync(join(tmpdir(), 'halle-chaos-'));
  process.env.HALLE_DATA = dataDir;
  delete process.env.DATABASE_URL; // never in a database that somebody keeps
  let keep = false;
  try {
    const house = await openHouse({ max: 4 });
    say(`seed ${seed}, ${minutes} minutes; ${dataDir}`);
    const report = await chaos({
      house,
      seed,
      seconds: minutes * 60,
      gapMs,
      shoppers,
      enough: enoughOf(kills),
      hearState: teller(),
      ...(trace ? { hear: say } : {}),
    });
    await house.close();
    print(report);
    keep = report.violations.length > 0;
    const tooFew = kills !== undefined && !keep && !enoughOf(kills)(report.struck.kills);
    if (tooFew) say(`${minutes} minutes were too few for ${kills} kills`);
    if (keep) say(`again: npm run chaos -- --minutes ${minutes} --seed ${seed}    history: ${report.file}`);
    return keep || tooFew ? 1 : 0;
  } finally {
    await stopPostgres(dataDir);
    rmSync(keep ? join(dataDir, 'pg') : dataDir, { recursive: true, force: true });
  }
}

const enoughOf =
  (kills = Infinity) =>
  ({ api, worker, starting, postgres }: Report['struck']['kills']): boolean =>
    api + worker + starting >= kills && postgres >= Math.ceil(kills / KILLS_PER_POSTGRES);

/** Tells once a minute how far it is. */
function teller(): NonNullable<Options['hearState']> {
  const began = elapsed();
  let next = began + TELL_MS;
  return ({ history, struck: { kills }, verdict }) => {
    if (elapsed() < next) return;
    next += TELL_MS;
    const minutes = Math.round((elapsed() - began) / TELL_MS);
    say(
      `${minutes} min: ${history.counts.ok} done, ${kills.api + kills.worker + kills.starting} kills of API and worker, ${kills.postgres} of PostgreSQL, ${verdict.checks} checks`,
    );
  };
}

const numbers = {
  minutes: { least: 0.1, fallback: 10 },
  seed: { least: 0, fallback: undefined },
  kills: { least: 1, fallback: Infinity },
  gap: { least: 100, fallback: 2_000 },
  shoppers: { least: 1, fallback: 6 },
} as const;

function read(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    minutes: text,
    seed: text,
    kills: text,
    gap: text,
    shoppers: text,
    trace: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args, options });
  const number = (name: keyof typeof numbers): number => {
    const { least, fallback = crypto.getRandomValues(new Uint16Array(1))[0] } = numbers[name];
    const value = Number(values[name] ?? fallback);
    if (!Number.isFinite(value) || value < least) throw new UsageError(`--${name} is a number from ${least}`);
    return value;
  };
  return {
    ...{ minutes: number('minutes'), seed: Math.floor(number('seed')), gapMs: number('gap') },
    ...(values.kills === undefined ? { kills: undefined } : { kills: number('kills') }),
    ...{ shoppers: number('shoppers'), trace: values.trace ?? false },
  };
}

/** The figures, whatever they are. */
export function print({ seed, history, struck, starts, verdict, violations }: Report): void {
  const { counts, done } = history;
  const { kills } = struck;
  say(`${counts.asked} questions: ${counts.ok} done, ${counts.fail} refused, ${counts.unknown} without an answer`);
  for (const [what, count] of [...done].sort((a, b) => b[1] - a[1])) say(`  ${String(count).padStart(6)}  ${what}`);
  say(`${[...struck.counts.values()].reduce((sum, one) => sum + one, 0)} faults`);
  for (const [harm, count] of [...struck.counts].sort((a, b) => b[1] - a[1]))
    say(`  ${String(count).padStart(6)}  ${harm}`);
  say(
    `${killsOf(kills)} kills: API ${kills.api}, worker ${kills.worker}, either while starting ${kills.starting}, PostgreSQL ${kills.postgres}, one backend ${kills.backend}; ${starts} starts of processes`,
  );
  say(
    `${verdict.checks} checks of all invariants (slowest ${verdict.slowestMs} ms; ${verdict.away} times the database was away; ${verdict.late} times something was late and came when the house was left alone), ${verdict.unknown} unknown at the end`,
  );
  say(`${verdict.acknowledged} acknowledged writes, ${verdict.lost} of them lost`);
  say(`seed ${seed}: ${violations.length} violations`);
  for (const { step, code, what } of violations) say(`VIOLATION  seed ${seed} check ${step}  ${code}  ${what}`);
}

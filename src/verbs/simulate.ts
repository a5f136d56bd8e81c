import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopPostgres } from '#base/postgres';
import { elapsed } from '#base/time';
import { openHouse, UsageError } from '../house.ts';
import { bugs } from '../simulate/ledger/book.ts';
import { runLedger } from '../simulate/ledger/run.ts';
import { plants } from '../simulate/plants.ts';
import { simulate, type Report } from '../simulate/run.ts';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/**
 * `halle simulate --seed N`: a town whose every step is told by the seed, over a throw-away PostgreSQL of its own. Exits 1 on a violation.
 * PLANT names a known bug that the run must find. `--ledger N`: the stock ledger alone, N operations in memory.
 */
export async function run(args: string[]): Promise<number> {
  const { seed, steps, trace, ledger } = read(args);
  const { PLANT: name } = process.env;
  if (ledger !== undefined) return ledgerAlone(seed, ledger, name);
  const plant = plants.find((one) => one.name === name);
  if (name && !plant) throw new UsageError(`PLANT is one of ${plants.map((one) => one.name).join(', ')}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'halle-simulate-'));
  process.env.HALLE_DATA = dataDir;
  delete process.env.DATABASE_URL; // never in a database that somebody keeps
  try {
    const house = await openHouse({ max: 2 });
    const began = elapsed();
    const { url } = house;
    const report = await simulate({ url, seed, steps, ...(plant ? { plant } : {}), ...(trace ? { hear: say } : {}) });
    await house.close();
    print(report, Math.round((elapsed() - began) / 100) / 10, plant?.name);
    if (plant && report.planted === undefined) say(`nothing came up to plant ${plant.name} in: take more steps`);
    return report.violations.length > 0 || (plant && report.planted === undefined) ? 1 : 0;
  } finally {
    await stopPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The stock ledger alone: no database, the house's decisions. */
function ledgerAlone(seed: number, operations: number, name: string | undefined): number {
  const bug = bugs.find((one) => one === name);
  if (name && !bug) throw new UsageError(`PLANT is one of ${bugs.join(', ')}`);
  const began = elapsed();
  const report = runLedger({ seed, operations, ...(bug ? { bug } : {}) });
  const seconds = (elapsed() - began) / 1_000;
  const { granted, refused, faults, recorded, oversold, checks, violations } = report;
  say(
    `${report.operations} operations in ${Math.round(seconds * 10) / 10} s, ${Math.round(report.operations / seconds)} a second`,
  );
  say(`requests for stock: ${granted} granted, ${refused} refused`);
  for (const [fault, count] of faults) say(`  ${String(count).padStart(8)}  ${fault}`);
  say(`sold beyond the shelf: ${recorded} units with a recorded cause, ${oversold} without`);
  say(`seed ${seed}: ${checks} checks, ${violations.length} violations`);
  for (const what of violations) say(`VIOLATION  seed ${seed}  ${what}`);
  return violations.length > 0 || oversold !== 0 ? 1 : 0;
}

function read(args: string[]): { seed: number; steps: number; trace: boolean; ledger: number | undefined } {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      steps: { type: 'string' },
      ledger: { type: 'string' },
      trace: { type: 'boolean' },
    },
  });
  const seed = Number(values.seed ?? crypto.getRandomValues(new Uint16Array(1))[0]);
  const steps = Number(values.steps ?? 1_000);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new UsageError('--seed is a whole number');
  if (!Number.isSafeInteger(steps) || steps < 1) throw new UsageError('--steps is a whole number from 1');
  const ledger = values.ledger === undefined ? undefined : Number(values.ledger);
  if (ledger !== undefined && (!Number.isSafeInteger(ledger) || ledger < 1))
    throw new UsageError('--ledger is a whole number from 1');
  return { seed, steps, trace: values.trace ?? false, ledger };
}

function print(report: Report, seconds: number, plant: string | undefined): void {
  const { seed, steps, operations, refusals, faults, checks, planted, violations, digest } = report;
  for (const [title, counts] of [
    ['operations', operations],
    ['refusals', refusals],
    ['faults injected', faults],
  ] as const) {
    const sum = [...counts.values()].reduce((total, one) => total + one, 0);
    say(`${sum} ${title}`);
    for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1])) say(`  ${String(count).padStart(6)}  ${name}`);
  }
  if (planted !== undefined) say(`the bug was planted after step ${planted}`);
  say(
    `seed ${seed}, ${steps} steps in ${seconds} s, chosen ${digest}, ${checks} checks, ${violations.length} violations`,
  );
  for (const { step, code, what } of violations) say(`VIOLATION  seed ${seed} step ${step}  ${code}  ${what}`);
  if (violations.length > 0)
    say(
      `again: ${plant === undefined ? '' : `PLANT=${plant} `}npm run simulate -- --seed ${seed} --steps ${steps} --trace`,
    );
}

/** Jobs are enqueued in the business transaction and run by the worker through graphile-worker; never on the hot path. */
import { Logger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker';
import { sql, type Database, type Tx } from './db.ts';
import type { Job } from './module.ts';
import { assert } from './assert.ts';
import type { Instant } from './time.ts';

/** Enqueues a job with this transaction. `key` makes it one: a second enqueue before it ran replaces the first. */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: Readonly<Record<string, unknown>>,
  options: { key?: string; runAt?: Instant; maxAttempts?: number } = {},
): Promise<void> {
  assert(/^[a-z_]+\.[a-z_]+$/.test(name), `a job is named module.verb: ${name}`);
  await tx.query(sql`SELECT graphile_worker.add_job(${name}, payload := ${JSON.stringify(payload)}::json,
    run_at := ${options.runAt ?? null}::timestamptz, max_attempts := ${options.maxAttempts ?? 12}::int, job_key := ${options.key ?? null})`);
}

// One line a job at INFO costs more than the job.
const quiet = new Logger(() => () => undefined);

/** Brings the library's own tables up to date. */
export async function migrateJobs(database: Database): Promise<void> {
  await runMigrations({ pgPool: database.pool as never, logger: quiet });
}

/** Runs the jobs of all modules until stopped. */
export async function startJobs(database: Database, jobs: readonly Job[], concurrency = 4): Promise<Runner> {
  const taskList: TaskList = {};
  for (const job of jobs) {
    taskList[job.name] = async (payload) => job.run(database, (payload ?? {}) as Readonly<Record<string, unknown>>);
  }
  return run({
    pgPool: database.pool as never,
    taskList,
    concurrency,
    noHandleSignals: true,
    pollInterval: 500,
    logger: quiet,
  });
}

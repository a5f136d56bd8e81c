/**
 * How the house is. All that is told of the worker is read from the database, never from this process: it is as true when the work is
 * done by another process, on another machine, or by none.
 */
import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import { sql, type Database } from '#base/db';
import { horizonAge } from '#base/journal';
import { route, type Route } from '#base/route';

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

export const version = (): string => (createRequire(import.meta.url)('../package.json') as { version: string }).version;

const shape = z.strictObject({
  status: z.string(),
  version: z.string(),
  node: z.string(),
  postgres: z.string(),
  horizonMs: z.int(),
  eventLoopMs: z.number(),
  /** Age of the oldest work that waits: of what a follower has not passed, or of a job that is due. */
  workerLagMs: z.int(),
  followers: z.array(z.strictObject({ name: z.string(), behind: z.int(), lagMs: z.int() })),
  jobs: z.strictObject({ due: z.int(), lagMs: z.int(), givenUp: z.int() }),
});
export type Health = z.output<typeof shape>;

/** `GET /health`; `followers` are the names of all reactions there are. */
export function healthRoute(followers: readonly string[]): Route {
  return route({
    method: 'GET',
    path: '/health',
    permission: 'public',
    summary: 'Ready or not; versions, age of the journal horizon, lag of the worker by follower and of its jobs',
    output: shape,
    run: ({ db }) => health(db, followers),
  });
}

/** `status` says that this process serves; it does not depend on the worker, whose lag stands beside it. */
export async function health(database: Database, followers: readonly string[]): Promise<Health> {
  const [[server], horizonMs, late, jobs] = await Promise.all([
    database.query<{ version: string }>(sql`SELECT current_setting('server_version') AS version`),
    horizonAge(database),
    lateFollowers(database, followers),
    lateJobs(database),
  ]);
  return {
    status: 'ready',
    version: version(),
    node: process.versions.node,
    postgres: server?.version ?? '',
    horizonMs,
    eventLoopMs: Math.round(delay.mean / 1e5) / 10,
    workerLagMs: Math.max(jobs.lagMs, ...late.map((follower) => follower.lagMs)),
    followers: late,
    jobs,
  };
}

/** `behind` is counted up to 10,000. One that has never run, or whose cursor is of another cluster, has everything before it. */
function lateFollowers(database: Database, names: readonly string[]): Promise<Health['followers']> {
  return database.query(sql`
    SELECT w.name, late.behind, late.lag_ms AS "lagMs"
    FROM unnest(${[...names].toSorted()}::text[]) AS w(name)
    LEFT JOIN journal.cursor c ON c.follower = w.name AND c.epoch = (SELECT epoch FROM journal.epoch)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS behind, coalesce(max(extract(epoch FROM clock_timestamp() - at) * 1000), 0)::bigint AS lag_ms
      FROM (SELECT e.at FROM journal.event e WHERE (e.xid, e.seq) > (coalesce(c.xid, '0'::xid8), coalesce(c.seq, 0))
        ORDER BY e.xid, e.seq LIMIT 10000) waiting) late
    ORDER BY w.name`);
}

async function lateJobs(database: Database): Promise<Health['jobs']> {
  const [row] = await database.query<Health['jobs']>(sql`
    SELECT count(*) FILTER (WHERE due)::int AS due, count(*) FILTER (WHERE attempts >= max_attempts)::int AS "givenUp",
      coalesce(max(extract(epoch FROM clock_timestamp() - run_at) * 1000) FILTER (WHERE due), 0)::bigint AS "lagMs"
    FROM (SELECT *, run_at <= clock_timestamp() AND attempts < max_attempts AS due FROM graphile_worker.jobs) j`);
  return row ?? { due: 0, lagMs: 0, givenUp: 0 };
}

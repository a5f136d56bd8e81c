/** Databases for tests and demos: they say so themselves, in their journal, and only those may be emptied. */
import pg from 'pg';
import { sql, type Database } from '#base/db';
import { migrateJobs } from '#base/jobs';
import { announce } from '#base/journal';
import { migrate } from '#base/migrate';
import { seedDemo, seedMerchant } from '#demo';
import { sleep } from '#base/time';
import { UsageError } from './house.ts';
import { migrations } from './modules.ts';

export type Furnishing = 'demo' | 'empty';

/** How this database was furnished for a demo or a test; undefined: it may be somebody's business. */
export async function furnishedAs(database: Database): Promise<Furnishing | undefined> {
  const [table] = await database.query<{ there: boolean }>(
    sql`SELECT to_regclass('journal.event') IS NOT NULL AS there`,
  );
  if (!table?.there) return undefined;
  const rows = await database.query<{ type: string }>(
    sql`SELECT DISTINCT type FROM journal.event WHERE type IN ('demo.seeded', 'demo.marked_test')`,
  );
  if (rows.length === 0) return undefined;
  return rows.some((row) => row.type === 'demo.seeded') ? 'demo' : 'empty';
}

/** Furnishes an empty house, and marks it as one that may be emptied again. Throws a UsageError when something is there. */
export async function furnishForTests(database: Database, as: Furnishing): Promise<string> {
  const [site] = await database.query(sql`SELECT 1 FROM org.site LIMIT 1`);
  const [staff] = await database.query(sql`SELECT 1 FROM identity.staff LIMIT 1`);
  if (site || staff)
    throw new UsageError('The database is not empty: seed furnishes empty ones only. To start over: npm run reset');
  if (as === 'demo') {
    const history = await seedDemo(database);
    await history();
    return 'The demo shop Maison Ourcel is there.';
  }
  const owner = await seedMerchant(database);
  await database.transaction({ actor: 'demo' }, async (tx) =>
    announce(tx, { type: 'demo.marked_test', subjectKind: 'demo', subjectId: 'test' }),
  );
  return owner ? `An empty shop is there; ${owner.email} signs in with ${owner.password}` : 'An empty shop is there.';
}

/** Whether anybody else is connected. Who has just left may still be seen for a moment, so it looks again for a second. */
async function isShared(database: Database): Promise<boolean> {
  for (let look = 0; look < 10; look++) {
    const [others] = await database.query<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'`);
    if ((others?.n ?? 0) <= database.pool.totalCount) return false;
    await sleep(100);
  }
  return true;
}

/**
 * Empties a database that says it is a demo or a test, and makes our tables anew; nothing else in it is touched. Throws a UsageError
 * when it does not say so, or while anybody else is connected.
 */
export async function emptyDatabase(database: Database, url: string): Promise<Furnishing> {
  const as = await furnishedAs(database);
  if (as === undefined)
    throw new UsageError(
      'This database does not say that it is a demo or a test, so nothing was done. Empty it by hand if you mean it.',
    );
  if (await isShared(database))
    throw new UsageError('Somebody is connected to this database: stop Halle first, then reset.');
  const all = await migrations();
  const made = all.flatMap(({ text }) =>
    [...text.matchAll(/CREATE SCHEMA (?:IF NOT EXISTS )?(\w+)/g)].map((m) => m[1] ?? ''),
  );
  const names = [...new Set(['base', 'graphile_worker', ...made])].map((name) => pg.escapeIdentifier(name)).join(', ');
  await database.pool.query(`DROP SCHEMA IF EXISTS ${names} CASCADE`);
  await migrate(url, all);
  await migrateJobs(database);
  return as;
}

/** A migrated database of its own for each test file, cloned from a template on a throw-away cluster shared by all files. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { connectionOf, declareLockOrder, openDatabase, type Database } from '#base/db';
import { newId } from '#base/ids';
import { migrateJobs } from '#base/jobs';
import { migrate } from '#base/migrate';
import { startPostgres } from '#base/postgres';
import { sleep } from '#base/time';
import { lockOrder, migrations } from '../../src/modules.ts';

/** Where the tests' cluster lives: HALLE_TEST_URL names another server, else an embedded one below the temporary folder. */
async function serverUrl(): Promise<string> {
  if (process.env.HALLE_TEST_URL) return process.env.HALLE_TEST_URL;
  const dir = join(tmpdir(), `halle-tests-${process.getuid?.() ?? 0}`);
  mkdirSync(dir, { recursive: true });
  return (await startPostgres(dir, { throwAway: true })).url;
}

// Secrets are sealed with a key that is in no file.
process.env.HALLE_SECRET_KEY ??= 'the-key-of-the-tests-which-opens-nothing-else';

/** Opens a fresh database for this test (or suite) and drops it afterwards. */
export async function testDatabase(t: Pick<TestContext, 'after'>, options: { max?: number } = {}): Promise<Database> {
  const server = await serverUrl();
  const template = await templateOf(server);
  const name = newId('test');
  await asAdmin(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  declareLockOrder(lockOrder);
  const database = openDatabase(withName(server, name), { max: options.max ?? 8 });
  t.after(async () => {
    await database.close();
    await asAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  });
  return database;
}

async function templateOf(server: string): Promise<string> {
  const all = await migrations();
  const hash = createHash('sha256')
    .update(all.map((m) => m.name + m.text).join())
    .digest('hex')
    .slice(0, 16);
  const name = `template_${hash}`;
  await asAdmin(server, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(99)');
    const { rows } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (rows.length > 0) return;
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name}`);
    await migrate(withName(server, name), all);
    const database = openDatabase(withName(server, name), { max: 2 });
    await migrateJobs(database);
    await database.close();
    for (let tries = 0; tries < 50; tries++) {
      const { rows: open } = await admin.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [name]);
      if (open.length === 0) break;
      await sleep(20);
    }
    await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
  return name;
}

async function asAdmin(server: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(connectionOf(withName(server, 'postgres')));
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The same server, another database. */
export function withName(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
}

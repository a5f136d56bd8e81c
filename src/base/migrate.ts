/** Migrations: one folder a module, plain SQL, applied once in the order of `modules.ts`, each in its own transaction. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { connectionOf } from './db.ts';
import { sleep } from './time.ts';

export type Migration = { readonly name: string; readonly text: string };

/** Reads `<dir>/migrations/*.sql` of each module, lowest first. */
export async function readMigrations(modules: readonly { name: string; dir: string }[]): Promise<Migration[]> {
  const found: Migration[] = [];
  for (const { name, dir } of modules) {
    const folder = join(dir, 'migrations');
    const files = await readdir(folder).catch(() => [] as string[]);
    for (const file of files.filter((f) => f.endsWith('.sql')).sort()) {
      found.push({ name: `${name}/${file.slice(0, -4)}`, text: await readFile(join(folder, file), 'utf8') });
    }
  }
  return found;
}

/**
 * Applies what is missing. Several processes may start at once: one works, the others wait. Refuses when an applied migration's
 * text has changed since. Returns the names applied.
 */
export async function migrate(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({ ...connectionOf(url), options: '-c timezone=UTC -c lock_timeout=2000' });
  await client.connect();
  const applied: string[] = [];
  try {
    await client.query(`SELECT pg_advisory_lock(4812655)`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS base;
      CREATE TABLE IF NOT EXISTS base.migration (name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string; hash: string }>('SELECT name, hash FROM base.migration');
    const done = new Map(rows.map((row) => [row.name, row.hash]));
    for (const { name, text } of migrations) {
      const hash = createHash('sha256').update(text).digest('hex');
      const known = done.get(name);
      if (known === hash) continue;
      if (known !== undefined)
        throw new Error(`migration ${name} was changed after it was applied; write a new one instead`);
      await applyOne(client, name, text, hash);
      applied.push(name);
    }
  } finally {
    await client.end();
  }
  return applied;
}

/** A migration that waits for a lock gives up after two seconds and tries again, so that traffic never queues behind it. */
async function applyOne(client: pg.Client, name: string, text: string, hash: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await client.query('BEGIN');
      await client.query(text);
      await client.query('INSERT INTO base.migration (name, hash) VALUES ($1, $2)', [name, hash]);
      await client.query('COMMIT');
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if ((error as { code?: string }).code !== '55P03' || tries >= 30) {
        throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error });
      }
      await sleep(500);
    }
  }
}

/** Puts a backup into an empty, freshly migrated database: all or nothing, in one transaction. */
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { connectionOf } from '../db.ts';
import {
  type ForeignKey,
  hasForeignRows,
  inspect,
  listForeignKeys,
  listMigrations,
  listStoredViews,
  listTriggers,
  nameOf,
  type Named,
  SESSION,
  type Table,
  type Trigger,
} from './catalog.ts';
import { BackupError } from './errors.ts';
import { type FileSequence, type FileTable, type Header, readBackup } from './reader.ts';

type Plan = {
  readonly header: Header;
  readonly tables: FileTable[];
  readonly sequences: FileSequence[];
  readonly sha256: string;
  readonly rows: number;
};

/**
 * Fills the database at `url` from `file`. The file is read whole and its checksum proved before anything is written.
 * Refuses with a BackupError, and changes nothing: a damaged file, other migrations than the backup's, a table that
 * holds rows (named), a database in use (after `patienceMs`, 10 seconds). Raises the journal's epoch, so that
 * followers elsewhere know that they look at a restored past.
 */
export async function restore(
  url: string,
  file: string,
  options: { patienceMs?: number } = {},
): Promise<{ tables: number; rows: number }> {
  const path = resolve(file);
  const plan = await check(path);
  const client = new pg.Client({ ...connectionOf(url), options: SESSION });
  client.on('error', () => undefined); // the running query tells
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = ${options.patienceMs ?? 10_000}`);
    const tables = await prepare(client, plan);
    await fill(client, path, plan, tables);
    await client.query('COMMIT');
    if (tables.length > 0) await client.query(`ANALYZE ${tables.map(nameOf).join(', ')}`);
    return { tables: plan.tables.length, rows: plan.rows };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // gone with its connection
    throw error;
  } finally {
    await client.end();
  }
}

async function check(path: string): Promise<Plan> {
  let header: Header | undefined;
  const tables: FileTable[] = [];
  const sequences: FileSequence[] = [];
  const { sha256, rows } = await readBackup(path, {
    header: (found) => void (header = found),
    sequence: (found) => void sequences.push(found),
    async table(found, data) {
      tables.push(found);
      for await (const _ of data); // only the checksum wants to see it
    },
  });
  if (header === undefined) throw new BackupError(`${path} is not a backup of Halle.`);
  return { header, tables, sequences, sha256, rows };
}

/** Locks everything and refuses whatever doesn't fit. Returns the tables of this database. */
async function prepare(client: pg.Client, plan: Plan): Promise<Table[]> {
  compareMigrations(plan.header.migrations, await listMigrations(client));
  const { tables, sequences } = await inspect(client);
  const known = new Map(tables.map((table) => [nameOf(table), table]));
  for (const table of plan.tables) {
    const columns = known.get(nameOf(table))?.columns ?? [];
    const strange = table.columns.find((column) => !columns.includes(column));
    if (!known.has(nameOf(table)) || strange !== undefined) {
      throw new BackupError(
        `The backup has ${strange ?? 'a table'} in ${nameOf(table)}, which this database does not have.`,
      );
    }
  }
  const names = new Set(sequences.map(nameOf));
  const lost = plan.sequences.find((sequence) => !names.has(nameOf(sequence)));
  if (lost !== undefined)
    throw new BackupError(`The backup has a sequence ${nameOf(lost)}, which this database does not have.`);
  try {
    if (tables.length > 0) await client.query(`LOCK TABLE ${tables.map(nameOf).join(', ')} IN ACCESS EXCLUSIVE MODE`);
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    throw new BackupError('The database is in use: stop Halle, then restore.', { cause: error });
  }
  for (const table of tables) {
    if (await hasForeignRows(client, table)) {
      throw new BackupError(`The database is not empty: ${nameOf(table)} holds rows. Restore into a new database.`);
    }
  }
  return tables;
}

function compareMigrations(theirs: readonly string[], ours: readonly string[]): void {
  const missing = theirs.find((name) => !ours.includes(name));
  if (missing !== undefined) {
    throw new BackupError(`The backup was made by a newer release (migration ${missing}): restore it with that one.`);
  }
  const extra = ours.find((name) => !theirs.includes(name));
  if (extra !== undefined) {
    throw new BackupError(
      `The backup was made by an older release (without migration ${extra}): restore it with that one, then upgrade.`,
    );
  }
}

/**
 * Rows that migrations brought go; the backup has them, perhaps changed since. Triggers rest: what they would do is
 * in the backup too.
 */
async function fill(client: pg.Client, path: string, plan: Plan, tables: readonly Table[]): Promise<void> {
  const replica = await becomeReplica(client);
  const triggers = await listTriggers(client, replica);
  for (const { table, name } of triggers) {
    await client.query(`ALTER TABLE ${nameOf(table)} DISABLE TRIGGER ${pg.escapeIdentifier(name)}`);
  }
  if (tables.length > 0) await client.query(`TRUNCATE ${tables.map(nameOf).join(', ')}`);
  const late = replica ? [] : againstTheOrder(await listForeignKeys(client), plan.tables);
  for (const key of late) await alterKey(client, key, 'DEFERRABLE INITIALLY DEFERRED');

  await load(client, path, plan);

  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const key of late) {
    await alterKey(
      client,
      key,
      key.deferrable ? `DEFERRABLE INITIALLY ${key.deferred ? 'DEFERRED' : 'IMMEDIATE'}` : 'NOT DEFERRABLE',
    );
  }
  for (const trigger of triggers) await enable(client, trigger);
  if (replica) await client.query('SET LOCAL session_replication_role = origin');
  for (const { schema, name, last, called } of plan.sequences) {
    await client.query('SELECT setval($1::regclass, $2, $3)', [nameOf({ schema, name }), last, called]);
  }
  for (const view of await listStoredViews(client)) await client.query(`REFRESH MATERIALIZED VIEW ${nameOf(view)}`);
  await raiseEpoch(client);
}

/**
 * In this role the server trusts the rows: no triggers, no foreign key checks. A superuser may, and whoever was
 * granted it.
 */
async function becomeReplica(client: pg.Client): Promise<boolean> {
  await client.query('SAVEPOINT role');
  try {
    await client.query('SET LOCAL session_replication_role = replica');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    await client.query('ROLLBACK TO role');
    return false;
  }
}

/** The file has referred tables first; only circles of references go against its order, and are checked at the end. */
function againstTheOrder(keys: readonly ForeignKey[], tables: readonly Named[]): ForeignKey[] {
  const place = new Map(tables.map((table, at) => [nameOf(table), at]));
  return keys.filter((key) => (place.get(nameOf(key.to)) ?? -1) > (place.get(nameOf(key.from)) ?? -1));
}

async function alterKey(client: pg.Client, key: ForeignKey, how: string): Promise<void> {
  await client.query(`ALTER TABLE ${nameOf(key.from)} ALTER CONSTRAINT ${pg.escapeIdentifier(key.name)} ${how}`);
}

async function enable(client: pg.Client, trigger: Trigger): Promise<void> {
  const how = { A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' }[trigger.state] ?? 'ENABLE';
  await client.query(`ALTER TABLE ${nameOf(trigger.table)} ${how} TRIGGER ${pg.escapeIdentifier(trigger.name)}`);
}

async function load(client: pg.Client, path: string, plan: Plan): Promise<void> {
  let rows = 0;
  const { sha256 } = await readBackup(path, {
    header: () => undefined,
    sequence: () => undefined,
    async table(table, data) {
      const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
      const stream = client.query(copyFrom(`COPY ${nameOf(table)} (${columns}) FROM STDIN`));
      await pipeline(data, stream);
      rows += stream.rowCount;
    },
  });
  if (sha256 !== plan.sha256 || rows !== plan.rows) {
    throw new BackupError(`${path} changed while it was being restored; nothing was restored from it.`);
  }
}

/**
 * Transaction numbers of another cluster mean nothing here. The journal says itself how it moves; its epoch tells
 * followers.
 */
async function raiseEpoch(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rebase: boolean; epoch: boolean }>(
    `SELECT to_regprocedure('journal.rebase()') IS NOT NULL AS rebase, to_regclass('journal.epoch') IS NOT NULL AS epoch`,
  );
  if (rows[0]?.rebase === true) await client.query('SELECT journal.rebase()');
  else if (rows[0]?.epoch === true) await client.query('UPDATE journal.epoch SET epoch = epoch + 1');
}

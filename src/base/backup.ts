/**
 * A logical copy of all data between any two PostgreSQL ≥ 15 (the embedded one has no pg_dump). The format is
 * described in docs/notes/embedded-postgres.md: gzip over lines of text, closed by their SHA-256.
 */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import {
  inspect,
  listForeignKeys,
  listMigrations,
  nameOf,
  referredFirst,
  type Sequence,
  SESSION,
  type Table,
} from './backup/catalog.ts';
import { FORMAT } from './backup/reader.ts';
import { BackupError } from './backup/errors.ts';
import { connectionOf } from './db.ts';
import { clock } from './time.ts';

export { BackupError };
export { restore } from './backup/restore.ts';

export type BackupSummary = { readonly tables: number; readonly rows: number };

/**
 * Writes all data of the database at `url` to `file`, as of one moment, while others go on working. Memory stays
 * flat. The file appears whole or not at all (it grows as `file.part`) and only its owner may read it. Refuses a
 * database without Halle's migrations.
 */
export async function backup(url: string, file: string): Promise<BackupSummary> {
  const target = resolve(file);
  const part = `${target}.part`;
  const client = new pg.Client({ ...connectionOf(url), options: SESSION });
  client.on('error', () => undefined); // the running query tells
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const summary = await writeFile(client, part);
    await client.query('COMMIT');
    await sync(part);
    await rename(part, target);
    await sync(dirname(target));
    return summary;
  } catch (error) {
    await rm(part, { force: true });
    const code = (error as { code?: string }).code ?? '';
    throw /^E[A-Z]+$/.test(code) ? new BackupError(`${target} cannot be written (${code}).`, { cause: error }) : error;
  } finally {
    await client.end();
  }
}

/** Gzips what is written, with its hash as the last line. `write` waits while the disk is slower than the database. */
function openWriter(part: string): {
  write(bytes: Buffer | string): Promise<void>;
  finish(): Promise<void>;
  fail(): void;
} {
  const hash: Hash = createHash('sha256');
  const gzip = createGzip({ level: 3 }); // twice as fast as the usual 6, a few percent bigger
  const stored = pipeline(gzip, createWriteStream(part, { mode: 0o600 }));
  stored.catch(() => undefined); // told by write() or finish()
  return {
    async write(bytes) {
      hash.update(bytes);
      if (gzip.destroyed || !gzip.write(bytes)) await drained(gzip);
      if (gzip.destroyed) await stored;
    },
    async finish() {
      gzip.end(`sha256 ${hash.digest('hex')}\n`);
      await stored;
    },
    fail: () => void gzip.destroy(),
  };
}

/** Until more may be written, or never again. (Racing against the pipeline's promise would collect a waiter a time.) */
function drained(gzip: Gzip): Promise<void> {
  return new Promise((done) => {
    const settle = (): void => {
      gzip.off('drain', settle).off('close', settle);
      done();
    };
    if (gzip.closed) done();
    else gzip.on('drain', settle).on('close', settle);
  });
}

async function writeFile(client: pg.Client, part: string): Promise<BackupSummary> {
  const found = await inspect(client);
  const tables = referredFirst(found.tables, await listForeignKeys(client));
  const migrations = await listMigrations(client);
  // No table may be dropped or rewritten under the copy; readers and writers of rows are not hindered.
  if (tables.length > 0) await client.query(`LOCK TABLE ${tables.map(nameOf).join(', ')} IN ACCESS SHARE MODE`);
  const writer = openWriter(part);
  try {
    const [server] = (await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`))
      .rows;
    await writer.write(`${FORMAT}\n${JSON.stringify({ at: clock(), server: server?.version, migrations })}\n`);
    let rows = 0;
    for (const table of tables) rows += await writeTable(client, table, writer.write);
    await writeSequences(client, found.sequences, writer.write);
    await writer.write(`end ${JSON.stringify({ tables: tables.length, rows })}\n`);
    await writer.finish();
    return { tables: tables.length, rows };
  } catch (error) {
    writer.fail();
    throw error;
  }
}

/** COPY's text form never holds a bare newline or a line `\.`, whatever the values: that line ends the table. */
async function writeTable(
  client: pg.Client,
  table: Table,
  write: (bytes: Buffer | string) => Promise<void>,
): Promise<number> {
  await write(`table ${JSON.stringify({ schema: table.schema, name: table.name, columns: table.columns })}\n`);
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  // ONLY: a child by inheritance is a table of its own; a partitioned table speaks for its parts.
  const from = table.partitioned ? nameOf(table) : `ONLY ${nameOf(table)}`;
  const stream = client.query(copyTo(`COPY (SELECT ${columns} FROM ${from}) TO STDOUT`));
  for await (const chunk of stream) await write(chunk as Buffer);
  await write(`\\.\n`);
  return stream.rowCount;
}

/** Read after the snapshot was taken: never behind the rows. */
async function writeSequences(
  client: pg.Client,
  sequences: readonly Sequence[],
  write: (bytes: string) => Promise<void>,
): Promise<void> {
  for (const { schema, name } of sequences) {
    const { rows } = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${nameOf({ schema, name })}`,
    );
    await write(`sequence ${JSON.stringify({ schema, name, ...rows[0] })}\n`);
  }
}

async function sync(path: string): Promise<void> {
  if (process.platform === 'win32') return; // needs a handle opened for writing, and folders can't be
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

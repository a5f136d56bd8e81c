/** What a database holds, from PostgreSQL's catalogue: the same questions before a backup and before a restore. */
import pg from 'pg';
import { BackupError } from './errors.ts';

/** Values in the text form that every server reads the same, and no limit on how long a copy may take. */
export const SESSION = [
  'DateStyle=ISO',
  'IntervalStyle=postgres',
  'TimeZone=UTC',
  'client_encoding=UTF8',
  'bytea_output=hex',
  'extra_float_digits=1',
  'statement_timeout=0',
  'idle_in_transaction_session_timeout=0',
  'lock_timeout=10s',
  'application_name=halle-backup',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export type Named = { readonly schema: string; readonly name: string };
export type Table = Named & { readonly columns: readonly string[]; readonly partitioned: boolean };
export type Sequence = Named;

/** The quoted name. */
export function nameOf({ schema, name }: Named): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}

/**
 * graphile_worker's jobs are derived: reactions are remembered by their cursor in the journal, what must leave by its
 * own row, and both make their jobs again. A job copied from a snapshot might be done a second time by the other
 * database.
 */
const OURS = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'graphile_worker')
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')`;

/** base.migration tells what both sides must have in common; it is compared, not copied. */
const NOT_COPIED = `(n.nspname, c.relname) <> ('base', 'migration')`;

/**
 * Tables with the columns that can be copied (generated ones compute themselves) and sequences, by name. Parts of
 * partitioned tables are not listed: the whole is. Refuses large objects, which no module uses.
 */
export async function inspect(client: pg.Client): Promise<{ tables: Table[]; sequences: Sequence[] }> {
  const large = await client.query('SELECT FROM pg_largeobject_metadata LIMIT 1');
  if (large.rows.length > 0) throw new BackupError('The database holds large objects, which a backup cannot carry.');
  const tables = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
      ARRAY(SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${OURS} AND ${NOT_COPIED} ORDER BY 1, 2`,
  );
  const sequences = await client.query<Sequence>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND ${OURS} ORDER BY 1, 2`,
  );
  return { tables: tables.rows, sequences: sequences.rows };
}

/** Names of the migrations applied. Refuses a database that has none of Halle's. */
export async function listMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('base.migration') IS NOT NULL AS there`);
  if (rows[0]?.there !== true)
    throw new BackupError('This is not a database of Halle: it has no table base.migration.');
  const names = await client.query<{ name: string }>('SELECT name FROM base.migration ORDER BY name COLLATE "C"');
  return names.rows.map((row) => row.name);
}

/**
 * A row that no migration has written: its transaction is none of those that recorded a migration. So the first rows
 * that migrations bring (an epoch, a default) don't make a database "in use".
 */
export async function hasForeignRows(client: pg.Client, table: Table): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM ${nameOf(table)} WHERE xmin::text NOT IN (SELECT xmin::text FROM base.migration) LIMIT 1`,
  );
  return rows.length > 0;
}

export type Trigger = { readonly table: Named; readonly name: string; readonly state: string };

/** User's triggers that would fire on the rows copied in; `state` is pg_trigger.tgenabled. */
export async function listTriggers(client: pg.Client, replica: boolean): Promise<Trigger[]> {
  const { rows } = await client.query<{ schema: string; table: string; name: string; state: string }>(
    `SELECT n.nspname AS schema, c.relname AS table, t.tgname AS name, t.tgenabled::text AS state
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled = ANY ($1) AND ${OURS} ORDER BY c.oid, t.oid`,
    [replica ? ['A', 'R'] : ['A', 'O']],
  );
  return rows.map((row) => ({ table: { schema: row.schema, name: row.table }, name: row.name, state: row.state }));
}

export type ForeignKey = {
  readonly name: string;
  readonly from: Named;
  readonly to: Named;
  readonly deferrable: boolean;
  readonly deferred: boolean;
};

/** Foreign keys between the listed tables (those of parts belong to their whole). */
export async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<
    Record<'name' | 'fs' | 'ft' | 'ts' | 'tt', string> & { able: boolean; late: boolean }
  >(
    `SELECT k.conname AS name, n.nspname AS fs, c.relname AS ft, tn.nspname AS ts, tc.relname AS tt, k.condeferrable AS able, k.condeferred AS late
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_class tc ON tc.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = tc.relnamespace
     WHERE k.contype = 'f' AND k.conparentid = 0 AND ${OURS} ORDER BY k.oid`,
  );
  return rows.map((row) => ({
    name: row.name,
    from: { schema: row.fs, name: row.ft },
    to: { schema: row.ts, name: row.tt },
    deferrable: row.able,
    deferred: row.late,
  }));
}

/** Stored views in the order of their making, which is one in which they can be computed. */
export async function listStoredViews(client: pg.Client): Promise<Named[]> {
  const { rows } = await client.query<Named>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'm' AND ${OURS} ORDER BY c.oid`,
  );
  return rows;
}

/**
 * The tables with those that others refer to before them, so that each foreign key finds its row; circles keep the
 * given order.
 */
export function referredFirst(tables: readonly Table[], keys: readonly ForeignKey[]): Table[] {
  const known = new Map(tables.map((table) => [nameOf(table), table]));
  const refers = new Map<string, string[]>();
  for (const key of keys) refers.set(nameOf(key.from), [...(refers.get(nameOf(key.from)) ?? []), nameOf(key.to)]);
  const sorted = new Set<Table>();
  const begun = new Set<string>();
  const visit = (name: string): void => {
    const table = known.get(name);
    if (table === undefined || begun.has(name)) return;
    begun.add(name);
    for (const other of refers.get(name) ?? []) visit(other);
    sorted.add(table);
  };
  for (const name of known.keys()) visit(name);
  return [...sorted];
}

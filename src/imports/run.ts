/** Imports started from the office: the file is kept until its end, the record says how far it is. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readConfig } from '#base/config';
import { empty, maybeOne, sql, type Caller, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { newId } from '#base/ids';
import { log } from '#base/log';
import { Refusal, refuse } from '#base/refusal';
import { elapsed, type Instant } from '#base/time';
import { priceListById } from '#pricing';
import { importCatalogue } from './import.ts';
import type { Format, ImportReport } from './model.ts';
import { importPrices } from './prices.ts';
import { familyNamed, siteNamed, worldOf } from './world.ts';

export type ImportRun = {
  readonly importId: string;
  readonly fileName: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly dryRun: boolean;
  /** Of prices: into which list; null: a catalogue. */
  readonly listId: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly report: ImportReport | null;
  readonly actor: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
};

export type StartImport = {
  readonly importId: string;
  readonly stream: Readable;
  readonly fileName: string;
  readonly format?: Format;
  readonly siteCode?: string;
  readonly pictureBase?: string;
  readonly family?: string;
  readonly dryRun: boolean;
  /** Takes prices far below those in force too. */
  readonly lowPrices?: boolean;
  /** The file is one of prices, for this list. */
  readonly listId?: string;
};

/** Runs the start of an import of this file once nothing stands against it. */
export type Guard = <T>(fileHash: string, begin: () => Promise<T>) => Promise<T>;
const noGuard: Guard = (_hash, begin) => begin();

/**
 * Takes an upload, records the import and works on it after the answer. The same id with the same file gives the same record; with
 * another file it is refused (`request.id_reused`). Refuses `imports.site_unknown`, `imports.family_unknown` and `pricing.list_not_found`
 * before the file is read.
 */
export async function startImport(
  database: Database,
  caller: Caller,
  input: StartImport,
  guard: Guard = noGuard,
): Promise<ImportRun> {
  await checkNames(database, input);
  const { path, hash } = await spool(input);
  const begin = (): Promise<boolean> => database.transaction(caller, (tx) => recordStart(tx, caller, input, hash));
  const again = (await importRun(database, input.importId)) !== undefined;
  const fresh = await (again ? begin() : guard(hash, begin)).catch(async (error: unknown) => {
    await rm(path, { force: true });
    throw error;
  });
  if (!fresh) {
    await rm(path, { force: true });
    const [known] = await database.query<{ hash: string }>(
      sql`SELECT file_hash AS hash FROM imports.run WHERE import_id = ${input.importId}`,
    );
    if (known?.hash !== hash) refuse('request.id_reused', { detail: input.importId });
  } else void work(database, caller, input, path);
  return (await importRun(database, input.importId)) ?? refuse('imports.unknown', { detail: input.importId });
}

async function checkNames(database: Database, { siteCode, family, listId }: StartImport): Promise<void> {
  if (listId !== undefined && !(await priceListById(database, listId)))
    refuse('pricing.list_not_found', { detail: listId });
  if (siteCode === undefined && family === undefined) return;
  const world = await worldOf(database);
  if (siteCode !== undefined) siteNamed(world, siteCode);
  if (family !== undefined) familyNamed(world, family);
}

/** False when it is known already. */
async function recordStart(tx: Tx, caller: Caller, input: StartImport, hash: string): Promise<boolean> {
  const made = await tx.affected(sql`
    INSERT INTO imports.run (import_id, file_name, file_hash, state, dry_run, list_id, actor, started_at, seen_at)
    VALUES (${input.importId}, ${input.fileName}, ${hash}, 'running', ${input.dryRun}, ${input.listId ?? null}, ${caller.actor}, ${tx.now}::timestamptz, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made > 0) tell(tx, input.importId, 'started');
  return made > 0;
}

async function spool({ stream, importId }: StartImport): Promise<{ path: string; hash: string }> {
  const folder = join(readConfig().dataDir, 'imports');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${importId}-${newId('tmp')}.csv`);
  const hash = createHash('sha256');
  try {
    await pipeline(
      stream,
      async function* (source: AsyncIterable<Buffer>) {
        for await (const part of source) {
          hash.update(part);
          yield part;
        }
      },
      createWriteStream(path),
    );
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, hash: hash.digest('hex') };
}

/** The work itself; whatever goes wrong ends in the record, never in the air. */
async function work(database: Database, caller: Caller, input: StartImport, path: string): Promise<void> {
  let written = 0;
  try {
    const onProgress = async (now: ImportReport): Promise<void> => {
      if (elapsed() - written < 500) return;
      written = elapsed();
      await record(database, caller, input.importId, 'running', now);
    };
    const report = await reportOf(database, caller, { ...input, path, onProgress });
    await record(database, caller, input.importId, 'done', report);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : undefined;
    if (!refusal) log.error({ error: String(error), importId: input.importId }, 'an import broke off');
    const problem = {
      code: refusal?.code ?? 'service.broken',
      detail: refusal?.facts.detail ?? 'The import broke off; start it again.',
    };
    await record(database, caller, input.importId, 'failed', undefined, problem).catch(() => undefined);
  } finally {
    await rm(path, { force: true });
  }
}

type Work = StartImport & { readonly path: string; readonly onProgress: (report: ImportReport) => Promise<void> };

async function reportOf(database: Database, { actor }: Caller, input: Work): Promise<ImportReport> {
  const { path, importId, dryRun, listId, lowPrices = false, onProgress } = input;
  const common = { path, importId, actor, dryRun, lowPrices, onProgress };
  if (listId !== undefined) return importPrices(database, { ...common, listId });
  return importCatalogue(database, {
    ...common,
    world: await worldOf(database),
    ...(input.format === undefined ? {} : { format: input.format }),
    ...(input.siteCode === undefined ? {} : { siteCode: input.siteCode }),
    ...(input.pictureBase === undefined ? {} : { pictureBase: input.pictureBase }),
    ...(input.family === undefined ? {} : { family: input.family }),
  });
}

async function record(
  database: Database,
  caller: Caller,
  importId: string,
  state: ImportRun['state'],
  report?: ImportReport,
  problem?: ImportRun['problem'],
): Promise<void> {
  await database.transaction(caller, async (tx) => {
    const at = state === 'running' ? null : tx.now;
    await tx.query(sql`
      UPDATE imports.run SET state = ${state}, seen_at = ${tx.now}::timestamptz, finished_at = ${at}::timestamptz,
        report = coalesce(${report ? JSON.stringify(report) : null}::jsonb, report), problem = ${problem ? JSON.stringify(problem) : null}::jsonb
      WHERE import_id = ${importId}`);
    tell(tx, importId, state === 'running' ? 'progressed' : state, report);
  });
}

function tell(
  tx: Parameters<typeof announce>[0],
  importId: string,
  fact: 'started' | 'progressed' | 'done' | 'failed',
  report?: ImportReport,
): void {
  const body = report ? { done: report.done, rows: report.rows, created: report.created, updated: report.updated } : {};
  announce(tx, { type: `imports.${fact}`, subjectKind: 'import', subjectId: importId, body });
}

/** A run whose process died says so instead of running for ever. Its file is safe to import again: what is there is left alone. */
export async function closeAbandoned(database: Database): Promise<void> {
  await database.query(sql`
    UPDATE imports.run SET state = 'failed', finished_at = now(),
      problem = '{"code":"imports.interrupted","detail":"The system stopped during this import. Import the file again: what was done is left alone."}'
    WHERE state = 'running' AND seen_at < now() - interval '2 minutes'`);
}

const columns = sql`import_id AS "importId", file_name AS "fileName", state, dry_run AS "dryRun", list_id AS "listId", problem, report, actor,
  started_at AS "startedAt", finished_at AS "finishedAt"`;

export async function importRun(db: Db, importId: string): Promise<ImportRun | undefined> {
  return maybeOne(db.query<ImportRun>(sql`SELECT ${columns} FROM imports.run WHERE import_id = ${importId}`));
}

/** The latest imports first, of catalogues or of prices alone. */
export async function importRuns(
  db: Db,
  { kind, after, limit }: { kind?: 'catalogue' | 'prices' | undefined; after?: string | undefined; limit: number },
): Promise<{ items: ImportRun[]; next: string | null }> {
  const rows = await db.query<ImportRun>(sql`
    SELECT ${columns} FROM imports.run WHERE (${kind ?? null}::text IS NULL OR (list_id IS NOT NULL) = (${kind ?? null}::text = 'prices'))
      ${after === undefined ? empty : sql`AND (started_at, import_id) < (SELECT started_at, import_id FROM imports.run WHERE import_id = ${after})`}
    ORDER BY started_at DESC, import_id DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.importId ?? null) : null };
}

/** `halle import catalogue …` and `halle export catalogue …`: beside a running server or a stopped one, the database is the same. */
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Database } from '#base/db';
import { Refusal } from '#base/refusal';
import { elapsed } from '#base/time';
import { exportCatalogue, exportSpreadsheet } from './export.ts';
import { importCatalogue, type ImportOptions } from './import.ts';
import { formats, type Format, type ImportReport, type RowProblem } from './model.ts';
import { worldOf, type World } from './world.ts';

/** A wrong call, told in one sentence. */
class UsageError extends Error {
  override name = 'UsageError';
}

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const FORMATS = formats.join('|');
const IMPORT = `halle import catalogue FILE [--format ${FORMATS}] [--site CODE] [--pictures URL] [--family CODE] [--dry-run]`;
const EXPORT = `halle export catalogue FILE(.csv|.xlsx) --format ${FORMATS} [--site CODE]`;

type Call = {
  readonly file: string;
  readonly format?: Format;
  readonly site?: string;
  readonly pictures?: string;
  readonly family?: string;
  readonly dryRun: boolean;
};

function readCall(args: readonly string[], usage: string): Call {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        site: { type: 'string' },
        pictures: { type: 'string' },
        family: { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} Usage: ${usage}`);
  }
  const { positionals, values } = parsed;
  const [what, file] = positionals;
  if (what !== 'catalogue' || file === undefined || positionals.length > 2) throw new UsageError(`Usage: ${usage}`);
  const format = formats.find((known) => known === values.format);
  if (values.format !== undefined && format === undefined)
    throw new UsageError(`--format is one of ${formats.join(', ')}, not "${values.format}".`);
  return {
    file: resolve(file),
    dryRun: values['dry-run'] ?? false,
    ...(format === undefined ? {} : { format }),
    ...(values.site === undefined ? {} : { site: values.site }),
    ...(values.pictures === undefined ? {} : { pictures: values.pictures }),
    ...(values.family === undefined ? {} : { family: values.family }),
  };
}

/** Runs `import`; returns the exit code: 0 done, 1 not done or rows left out entirely, 2 done but some rows were refused. */
export async function importFile(database: Database, args: readonly string[]): Promise<number> {
  const call = readCall(args, IMPORT);
  const found = await stat(call.file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`There is no file ${call.file}.`);
  const world = await worldOf(database);
  const begun = elapsed();
  const options: ImportOptions = {
    path: call.file,
    world,
    actor: 'command-line',
    dryRun: call.dryRun,
    ...(call.format === undefined ? {} : { format: call.format }),
    ...(call.site === undefined ? {} : { siteCode: call.site }),
    ...(call.pictures === undefined ? {} : { pictureBase: call.pictures }),
    ...(call.family === undefined ? {} : { family: call.family }),
    onProgress: progress(),
  };
  const report = await withSite(options, world, (ready) => importCatalogue(database, ready));
  print(report, (elapsed() - begun) / 1_000);
  return report.rows > 0 && report.created + report.updated + report.unchanged === 0 ? 1 : 0;
}

/** Asks where the stock lies when the file has some and nobody said; without a terminal that is an error. */
async function withSite<T>(
  options: ImportOptions,
  world: World,
  run: (options: ImportOptions) => Promise<T>,
): Promise<T> {
  try {
    return await run(options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const said = error.facts.detail ?? error.code;
    if (error.code !== 'imports.site_needed') throw new UsageError(said);
    if (world.sites.length === 0)
      throw new UsageError('The file has stock, but there is no site yet where it could lie: make one first.');
    const codes = world.sites.map((site) => site.code).join(', ');
    if (!process.stdin.isTTY || !process.stdout.isTTY)
      throw new UsageError(`The file has stock: say where it lies with --site CODE (one of ${codes}).`);
    out('Where does the stock of this file lie?');
    for (const site of world.sites) out(`  ${site.code.padEnd(6)} ${site.name} (${site.kind})`);
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const siteCode = (await terminal.question('Site: ')).trim();
    terminal.close();
    if (world.siteIdOf(siteCode) === undefined)
      throw new UsageError(`There is no site "${siteCode}"; there are ${codes}.`);
    return run({ ...options, siteCode });
  }
}

function progress(): (report: ImportReport) => void {
  let last = elapsed();
  return ({ done, rows }) => {
    if (!process.stderr.isTTY || elapsed() - last < 200) return;
    last = elapsed();
    process.stderr.write(`\r${done} of ${rows} rows`);
  };
}

function print(report: ImportReport, seconds: number): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const rate = Math.round(report.rows / Math.max(seconds, 0.001));
  out(
    `${report.dryRun ? 'Dry run, nothing was written: ' : ''}${report.rows} rows (${report.format}) in ${Math.round(seconds * 10) / 10} s, ${rate} rows/s.`,
  );
  out(
    `Products: ${report.created} new, ${report.updated} changed, ${report.unchanged} unchanged. Prices set: ${report.prices}. Stock counted: ${report.stock}.`,
  );
  if (report.dryRun) {
    for (const { handle, change, fields } of report.diff) {
      out(`  ${change === 'created' ? '+' : '~'} ${handle}`);
      if (change === 'updated') for (const { field, from, to } of fields) out(`      ${field}: ${from} → ${to}`);
    }
  }
  const list = (title: string, all: readonly RowProblem[], total: number): void => {
    if (total === 0) return;
    out(`${title}: ${total}`);
    for (const { row, field, rule, value } of all.slice(0, 50))
      out(`  row ${row}${field === '' ? '' : `, ${field}`}: ${rule}${value === '' ? '' : ` ("${value}")`}`);
    if (total > 50) out(`  … and ${total - 50} more`);
  };
  list('Rows left out', report.refused, report.refusedRows);
  list('Taken with a remark', report.warnings, report.warnings.length);
  if (report.unread.length > 0) {
    out(`Columns without a meaning here, kept as text: ${report.unread.length}`);
    for (const { column, rows, example } of report.unread.slice(0, 50)) out(`  ${column}: ${rows} ("${example}")`);
    if (report.unread.length > 50) out(`  … and ${report.unread.length - 50} more`);
  }
  if (report.refused.some((problem) => problem.rule === 'not_utf8'))
    out('Some rows are not UTF-8: save the file as "CSV UTF-8" and import it again.');
}

/** Runs `export`; the file appears whole or not at all. */
export async function exportFile(database: Database, args: readonly string[]): Promise<number> {
  const call = readCall(args, EXPORT);
  if (call.format === undefined) throw new UsageError(`Usage: ${EXPORT}`);
  const world = await worldOf(database);
  const draft = `${call.file}.part`;
  try {
    const options = {
      format: call.format,
      world,
      ...(call.site === undefined ? {} : { siteCode: call.site }),
    };
    const content = call.file.endsWith('.xlsx')
      ? exportSpreadsheet(database, options)
      : Readable.from(exportCatalogue(database, options));
    await pipeline(content, createWriteStream(draft));
    await rename(draft, call.file);
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Refusal) throw new UsageError(error.facts.detail ?? error.code);
    throw error;
  }
  out(`Written: ${call.file}`);
  return 0;
}

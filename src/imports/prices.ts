/** Prices of one list from a file: at most 500 rows a transaction; bad rows are told and left out, good ones kept. */
import type { Database, Db, Tx } from '#base/db';
import { money, toDecimal } from '#base/money';
import { refuse } from '#base/refusal';
import { clock, type Instant } from '#base/time';
import { skuIdsBySku, skuKey } from '#catalog';
import { settings } from '#org';
import { priceListById, setPrices, stepsInForce, type PriceList, type StepInForce } from '#pricing';
import { isSuspicious } from '#pricing/model';
import { CsvFileError } from '#base/csv';
import { hashOf } from './file.ts';
import type { ImportDiff, ImportReport, RowProblem } from './model.ts';
import { readPriceHeader, readPriceRow, unreadColumns, type PriceLine, type PriceReading } from './price-rows.ts';
import { readRows } from './rows.ts';

const MAX_BATCH_ROWS = 500;
/** Prices with other beginnings and ends are set by calls of their own: more of them would make a long transaction. */
const MAX_PERIODS = 40;
const MAX_LISTED = 1_000;
const MAX_DIFF = 200;

export type PriceImport = {
  readonly path: string;
  readonly listId: string;
  readonly dryRun: boolean;
  readonly actor: string;
  readonly importId: string;
  /** Whether prices far below those in force are taken too. */
  readonly lowPrices: boolean;
  readonly onProgress?: (report: ImportReport) => void | Promise<void>;
};

type Tally = { -readonly [K in keyof ImportReport]: ImportReport[K] } & {
  refused: RowProblem[];
  warnings: RowProblem[];
  diff: ImportDiff[];
};

/**
 * Imports prices into a list. What the file does not name stays; the same file again changes nothing. Refuses `imports.unreadable`,
 * `pricing.list_not_found`.
 */
export async function importPrices(database: Database, options: PriceImport): Promise<ImportReport> {
  const list = await priceListById(database, options.listId);
  if (!list) refuse('pricing.list_not_found', { detail: options.listId });
  try {
    return await importInto(database, list, options);
  } catch (error) {
    if (error instanceof CsvFileError) refuse('imports.unreadable', { detail: error.message, rule: error.rule });
    throw error;
  }
}

async function importInto(database: Database, list: PriceList, options: PriceImport): Promise<ImportReport> {
  const tally = newTally(options.dryRun);
  const { timeZone } = await settings(database);
  const reading = { currency: list.currency, zone: timeZone, now: clock() };
  const seen = new Set<number>();
  let full: PriceReading | undefined;
  let batch: PriceLine[] = [];
  const periods = new Set<string>();
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await runBatch(database, list, batch, options, tally);
    batch = [];
    periods.clear();
    await options.onProgress?.(tally);
  };
  for await (const rows of readRows(options.path)) {
    for (const row of rows) {
      if (full === undefined) {
        full = { ...reading, header: readPriceHeader(row) };
        tally.unread = unreadColumns(full.header).map((column) => ({ column, rows: 0, example: '' }));
        continue;
      }
      tally.rows++;
      const line = lineOf(row, full, seen, tally);
      if (!line) continue;
      batch.push(line);
      periods.add(periodOf(line));
      if (batch.length >= MAX_BATCH_ROWS || periods.size >= MAX_PERIODS) await flush();
    }
  }
  if (full === undefined) throw new CsvFileError('empty', 'The file is empty.');
  await flush();
  return { ...tally, done: tally.rows };
}

function newTally(dryRun: boolean): Tally {
  return {
    ...{
      format: 'prices',
      dryRun,
      rows: 0,
      done: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      variants: 0,
      prices: 0,
      stock: 0,
    },
    ...{ refusedRows: 0, refused: [], warnings: [], unread: [], diff: [] },
  };
}

const periodOf = ({ from, until }: PriceLine): string => `${from ?? ''} ${until ?? ''}`;

/** The line of a row, once: a second one of the same article, step and beginning is refused. */
function lineOf(
  row: Parameters<typeof readPriceHeader>[0],
  reading: PriceReading,
  seen: Set<number>,
  tally: Tally,
): PriceLine | undefined {
  const tell = (problem: RowProblem): undefined => {
    tally.done++;
    tally.refusedRows++;
    if (tally.refused.length < MAX_LISTED) tally.refused.push(problem);
  };
  if (!('cells' in row)) return tell({ row: row.row, field: 'row', rule: row.rule, value: row.excerpt });
  const line = readPriceRow(row.row, row.cells, reading);
  if (line === undefined) {
    tally.done++;
    tally.unchanged++;
    return undefined;
  }
  if ('rule' in line) return tell(line);
  const key = hashOf(`${skuKey(line.sku)}\u001f${line.fromUnits}\u001f${line.from ?? ''}`);
  if (seen.has(key)) return tell({ row: line.row, field: 'sku', rule: 'price_twice', value: line.sku });
  seen.add(key);
  return line;
}

type Known = {
  readonly line: PriceLine;
  readonly skuId: string;
  readonly from: Instant;
  readonly before: StepInForce | undefined;
};

async function runBatch(
  database: Database,
  list: PriceList,
  lines: readonly PriceLine[],
  options: PriceImport,
  tally: Tally,
): Promise<void> {
  const caller = { actor: options.actor, commandId: options.importId };
  const result = options.dryRun
    ? await planned(database, list, lines, clock(), options)
    : await database.transaction(caller, (tx) => applied(tx, list, lines, options));
  for (const { row, ...problem } of result.refused) {
    tally.refusedRows++;
    if (tally.refused.length < MAX_LISTED) tally.refused.push({ row, ...problem });
  }
  tally.warnings.push(...result.warnings.slice(0, MAX_LISTED - tally.warnings.length));
  tally.done += lines.length;
  tally.unchanged += result.unchanged;
  for (const known of result.changes) {
    if (known.before == null || known.before.minor === null) tally.created++;
    else tally.updated++;
    tally.prices++;
    if (tally.diff.length < MAX_DIFF) tally.diff.push(diffOf(known, list.currency));
  }
}

type Plan = {
  readonly changes: Known[];
  unchanged: number;
  readonly refused: RowProblem[];
  readonly warnings: RowProblem[];
};

async function planned(
  db: Db,
  list: PriceList,
  lines: readonly PriceLine[],
  now: Instant,
  { lowPrices }: Pick<PriceImport, 'lowPrices'>,
): Promise<Plan> {
  const plan: Plan = { changes: [], unchanged: 0, refused: [], warnings: [] };
  const skuIds = await skuIdsBySku(
    db,
    lines.map((line) => line.sku),
  );
  const known = lines.flatMap((line) => {
    const skuId = skuIds.get(line.sku);
    if (skuId === undefined)
      plan.refused.push({ row: line.row, field: 'sku', rule: 'unknown_article', value: line.sku });
    // What should have begun already begins now: the past keeps its prices.
    return skuId === undefined ? [] : [{ line, skuId, from: line.from === null || line.from < now ? now : line.from }];
  });
  const inForce = await stepsInForce(
    db,
    list.listId,
    known.map(({ line, skuId, from }) => ({ skuId, fromUnits: line.fromUnits, at: from })),
  );
  known.forEach((one, i) => {
    const { line } = one;
    const before = inForce[i];
    if (isSame(line, before)) plan.unchanged++;
    else if (!lowPrices && isLow(line, before)) {
      const value = toDecimal(money(line.minor ?? 0, list.currency));
      plan.warnings.push({ row: line.row, field: 'price', rule: 'price_far_below', value });
    } else {
      if (line.from !== null && line.from < now)
        plan.warnings.push({ row: line.row, field: 'valid_from', rule: 'begins_now', value: line.from });
      plan.changes.push({ ...one, before });
    }
  });
  return plan;
}

/** A price before reduction that is no higher says nothing. */
const compareOf = ({ minor, compareAtMinor }: Pick<PriceLine, 'minor' | 'compareAtMinor'>): number | null =>
  minor !== null && compareAtMinor !== null && compareAtMinor > minor ? compareAtMinor : null;

function isSame(line: PriceLine, before: StepInForce | undefined): boolean {
  if (line.minor === null && (before === undefined || before.minor === null)) return true;
  if (!before || before.until !== line.until) return false;
  return before.minor === line.minor && before.compareAtMinor === compareOf(line);
}

function isLow({ minor }: PriceLine, before: StepInForce | undefined): boolean {
  return (
    minor !== null && typeof before?.minor === 'number' && minor !== before.minor && isSuspicious(minor, before.minor)
  );
}

async function applied(tx: Tx, list: PriceList, lines: readonly PriceLine[], options: PriceImport): Promise<Plan> {
  const plan = await planned(tx, list, lines, tx.now, options);
  for (const [, group] of Map.groupBy(plan.changes, ({ line, from }) => `${from} ${line.until ?? ''}`)) {
    const [first] = group;
    if (!first) continue;
    const prices = group.map(({ skuId, line }) => ({
      ...{ skuId, minor: line.minor, compareAtMinor: line.compareAtMinor, fromUnits: line.fromUnits },
    }));
    const { until } = first.line;
    await setPrices(tx, { listId: list.listId, prices, from: first.from, ...(until === null ? {} : { until }) });
  }
  return plan;
}

function diffOf({ line, before }: Known, currency: string): ImportDiff {
  const shown = (minor: number | null | undefined): string => (minor == null ? '' : toDecimal(money(minor, currency)));
  const fields = [
    { field: 'price', from: shown(before?.minor), to: shown(line.minor) },
    { field: 'compare_at_price', from: shown(before?.compareAtMinor), to: shown(compareOf(line)) },
    { field: 'valid_from', from: '', to: line.from ?? '' },
    { field: 'valid_to', from: before?.until ?? '', to: line.until ?? '' },
  ].filter((one) => one.from !== one.to);
  const handle = line.fromUnits === 1 ? line.sku : `${line.sku} × ${line.fromUnits}`;
  return { handle, change: before == null || before.minor === null ? 'created' : 'updated', fields };
}

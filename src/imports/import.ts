/** Running an import: survey, then batches of whole products, each in a short transaction of its own. */
import { sqlState, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, refuse } from '#base/refusal';
import { elapsed } from '#base/time';
import { skuKey } from '#catalog';
import { applyBatch, planBatch, type BatchInput, type BatchResult } from './batch.ts';
import { CsvFileError } from '#base/csv';
import { hashOf, readProducts, surveyFile, type Survey } from './file.ts';
import { hasLinks, importLinks, type Seen } from './links.ts';
import {
  excerpt,
  type CatalogueReport,
  type FileProduct,
  type Format,
  type ImportDiff,
  type ImportReport,
  type RowProblem,
  type UnreadColumn,
} from './model.ts';
import { knownShelves } from './ways.ts';
import { familyNamed, siteNamed, type World } from './world.ts';

const MAX_BATCH_ROWS = 500;
const MIN_BATCH_ROWS = 50;
/** A transaction that took longer makes the next batch smaller: the journal's readers wait for the oldest one (200 ms at most). */
const SLOW_MS = 120;
const LANES = 2;
const MAX_LISTED = 1_000;
const MAX_DIFF = 200;
const MAX_UNREAD = 500;

export type ImportOptions = {
  readonly path: string;
  readonly format?: Format;
  /** Where the file's stock lies. */
  readonly siteCode?: string;
  readonly dryRun?: boolean;
  readonly actor: string;
  readonly importId?: string;
  readonly world: World;
  /** Where pictures lie that the file names by a path only (Magento): `https://shop.example/media/catalog/product`. */
  readonly pictureBase?: string | undefined;
  /** The family, by its code, of products that are in none. */
  readonly family?: string | undefined;
  /** Whether prices far below those in force are taken too: whoever runs a command on the machine, or has the agreement of another. */
  readonly lowPrices?: boolean | undefined;
  readonly onProgress?: (report: ImportReport) => void | Promise<void>;
};

type Tally = { -readonly [K in keyof CatalogueReport]: CatalogueReport[K] } & {
  refused: RowProblem[];
  warnings: RowProblem[];
  diff: ImportDiff[];
  unread: UnreadColumn[];
};

/**
 * Imports a catalogue file. Bad rows are told and left out, good ones kept; what the file does not name stays as it is; the same file
 * again changes nothing. Refuses `imports.unreadable`, `imports.site_needed`, `imports.site_unknown`, `imports.family_unknown`.
 */
export async function importCatalogue(database: Database, options: ImportOptions): Promise<CatalogueReport> {
  const { world } = options;
  const survey = await surveyed(options);
  const siteId = siteFor(survey, options);
  for (const code of survey.siteCodes) siteNamed(world, code);
  const family = options.family === undefined ? null : familyNamed(world, options.family);
  const tally = newTally(survey, options.dryRun ?? false);
  const reader = {
    currency: world.currency,
    language: world.defaultLanguage,
    pictureBase: options.pictureBase,
    rules: world.rules,
  };
  const seen: Seen = { handles: new Set(), skus: new Set() };
  const products = uniqueSkus(
    readProducts(options.path, survey, {
      ...reader,
      refuse: (problem) => refuseRow(tally, problem),
      warn: (problem) => warnRow(tally, problem),
      passed: (rows) => void (tally.done += rows),
    }),
    (problem) => refuseRow(tally, problem),
    (rows) => void (tally.done += rows),
    seen,
  );
  const input = {
    world,
    importId: options.importId ?? newId('imp'),
    siteId,
    family,
    lowPrices: options.lowPrices ?? true,
    format: survey.format.name,
    shelves: await knownShelves(database),
  };
  const changed = hasLinks(survey.header) ? new Set<number>() : undefined;
  await runBatches(database, options, products, input, (result) => count(tally, result, changed), tally);
  if (changed) {
    // Read once more: what a row names may stand below it.
    const quiet = { ...reader, refuse: () => undefined, warn: () => undefined, passed: () => undefined };
    await importLinks(
      database,
      readProducts(options.path, survey, quiet),
      { actor: options.actor, dryRun: options.dryRun ?? false, seen },
      { warn: (problem) => warnRow(tally, problem), changed: (diff) => countLinks(tally, diff, changed) },
    );
  }
  tally.done = tally.rows;
  return tally;
}

function newTally(survey: Survey, dryRun: boolean): Tally {
  const none = { done: 0, created: 0, updated: 0, unchanged: 0, variants: 0, prices: 0, stock: 0, refusedRows: 0 };
  return {
    ...none,
    format: survey.format.name,
    dryRun,
    rows: survey.rows,
    refused: [],
    warnings: [],
    diff: [],
    unread: [],
  };
}

async function surveyed({ path, format }: ImportOptions): Promise<Survey> {
  try {
    return await surveyFile(path, format);
  } catch (error) {
    if (error instanceof CsvFileError) refuse('imports.unreadable', { detail: error.message, rule: error.rule });
    throw error;
  }
}

/** Where stock without a site's name lies. One site needs no question. */
function siteFor(survey: Survey, { world, siteCode }: ImportOptions): string | null {
  if (siteCode !== undefined) return siteNamed(world, siteCode);
  if (!survey.hasStock) return null;
  const [only] = world.sites;
  if (world.sites.length === 1 && only) return only.siteId;
  return refuse('imports.site_needed', {
    detail: `The file has stock; name the site where it lies: ${world.sites.map((s) => s.code).join(', ') || 'there is none yet'}`,
  });
}

/** Two batches at once: while PostgreSQL writes one, the next is read; more would only make each transaction longer. */
async function runBatches(
  database: Database,
  options: ImportOptions,
  products: AsyncGenerator<FileProduct>,
  input: Omit<BatchInput, 'products'>,
  done: (result: BatchResult) => void,
  tally: Tally,
): Promise<void> {
  let size = MAX_BATCH_ROWS;
  let batch: FileProduct[] = [];
  let rows = 0;
  const lanes = new Set<Promise<void>>();
  const work = async (mine: FileProduct[], mineRows: number): Promise<void> => {
    const begun = elapsed();
    const result = await runBatch(database, options, { ...input, products: mine });
    const took = elapsed() - begun;
    size = took > SLOW_MS ? Math.max(MIN_BATCH_ROWS, Math.floor(size * 0.8)) : Math.min(MAX_BATCH_ROWS, size + 25);
    tally.done += mineRows;
    done(result);
    await options.onProgress?.(tally);
  };
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const lane: Promise<void> = work(batch, rows).finally(() => lanes.delete(lane));
    lanes.add(lane);
    lane.catch(() => undefined); // told at the next wait
    batch = [];
    rows = 0;
    if (lanes.size >= LANES) await Promise.race(lanes);
  };
  try {
    for await (const product of products) {
      if (rows + product.rows > size) await flush();
      batch.push(product);
      rows += product.rows;
    }
    await flush();
    await Promise.all(lanes);
  } finally {
    await Promise.allSettled(lanes);
  }
}

/** A batch may meet another import at work on the same handles or SKUs: then it is decided again on what is there now. */
async function runBatch(database: Database, options: ImportOptions, input: BatchInput): Promise<BatchResult> {
  if (options.dryRun) return planBatch(database, input);
  for (let tries = 0; ; tries++) {
    try {
      return await database.transaction({ actor: options.actor, commandId: input.importId }, (tx) =>
        applyBatch(tx, input),
      );
    } catch (error) {
      const raced =
        sqlState(error) === '23505' || (error instanceof Refusal && error.code === 'inventory.count_below_promised');
      if (!raced || tries >= 3) throw error;
    }
  }
}

function count(tally: Tally, result: BatchResult, changed: Set<number> | undefined): void {
  if (changed) for (const diff of result.diff) changed.add(hashOf(diff.handle));
  for (const key of ['created', 'updated', 'unchanged', 'variants', 'prices', 'stock'] as const)
    tally[key] += result[key];
  for (const problem of result.refused) refuseRow(tally, problem);
  for (const [column, one] of result.unread) {
    const at = tally.unread.findIndex((known) => known.column === column);
    const known = tally.unread[at];
    if (known) tally.unread[at] = { ...known, rows: known.rows + one.rows };
    else if (tally.unread.length < MAX_UNREAD) tally.unread.push(one);
  }
  tally.warnings.push(...result.warnings.slice(0, MAX_LISTED - tally.warnings.length));
  tally.diff.push(...result.diff.slice(0, MAX_DIFF - tally.diff.length));
}

/** A product of which only the links are new was unchanged until now. `changed`: those that were not, as numbers. */
function countLinks(tally: Tally, diff: ImportDiff, changed: ReadonlySet<number>): void {
  if (!changed.has(hashOf(diff.handle))) {
    tally.unchanged--;
    tally.updated++;
    if (tally.diff.length < MAX_DIFF) tally.diff.push(diff);
    return;
  }
  const at = tally.diff.findIndex((one) => one.handle === diff.handle && one.change === 'updated');
  const known = tally.diff[at];
  if (known) tally.diff[at] = { ...known, fields: [...known.fields, ...diff.fields] };
}

function warnRow(tally: Tally, problem: RowProblem): void {
  if (tally.warnings.length < MAX_LISTED) tally.warnings.push(problem);
}

function refuseRow(tally: Tally, problem: RowProblem): void {
  tally.refusedRows++;
  if (tally.refused.length < MAX_LISTED) tally.refused.push(problem);
}

/** An SKU that the file gave to a variant before is refused; the first keeps it. A number an SKU, so that memory stays flat. */
async function* uniqueSkus(
  products: AsyncGenerator<FileProduct>,
  refuseOne: (problem: RowProblem) => void,
  passed: (rows: number) => void,
  { handles, skus: seen }: Seen,
): AsyncGenerator<FileProduct> {
  for await (const product of products) {
    // Two products of another shop whose names for us are one: the second would overwrite the first.
    const handle = hashOf(product.handle);
    if (handles.has(handle)) {
      refuseOne({ row: product.firstRow, field: 'SKU', rule: 'duplicate_handle', value: excerpt(product.handle) });
      passed(product.rows);
      continue;
    }
    handles.add(handle);
    const variants = product.variants.filter(({ sku, row }) => {
      if (sku === null) return true;
      const key = hashOf(skuKey(sku));
      if (!seen.has(key)) {
        seen.add(key);
        return true;
      }
      refuseOne({ row, field: 'SKU', rule: 'duplicate_sku', value: excerpt(sku) });
      return false;
    });
    if (variants.length === product.variants.length) yield product;
    else if (variants.length > 0) yield { ...product, variants };
    else passed(product.rows);
  }
}

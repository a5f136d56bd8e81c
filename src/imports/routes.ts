import { Readable } from 'node:stream';
import { z } from 'zod';
import { fileNameIn } from '#base/file-name';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import { clock } from '#base/time';
import { withApproval, type Ask } from '#identity';
import { priceListById } from '#pricing';
import { exportPrices, exportPriceSheet } from './export-prices.ts';
import { exportCatalogue, exportSpreadsheet } from './export.ts';
import { catalogueLosses, lossRules } from './losses.ts';
import { formats } from './model.ts';
import { importRun, importRuns, startImport, type Guard, type ImportRun } from './run.ts';
import { siteNamed, worldOf } from './world.ts';

const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MAX_FILE_BYTES = 300_000_000;
const importId = z.string().regex(new RegExp(idPattern('imp')));
const listId = z.string().regex(new RegExp(idPattern('prl')));
const format = z.enum(formats);
const problem = z.strictObject({ row: z.int(), field: z.string(), rule: z.string(), value: z.string() });
const report = z.strictObject({
  format: z.enum([...formats, 'prices']),
  dryRun: z.boolean(),
  ...Object.fromEntries(
    (['rows', 'done', 'created', 'updated', 'unchanged', 'variants', 'prices', 'stock', 'refusedRows'] as const).map(
      (name) => [name, z.int()],
    ),
  ),
  refused: z.array(problem),
  warnings: z.array(problem),
  unread: z.array(z.strictObject({ column: z.string(), rows: z.int(), example: z.string() })).default([]),
  diff: z.array(
    z.strictObject({
      handle: z.string(),
      change: z.enum(['created', 'updated']),
      fields: z.array(z.strictObject({ field: z.string(), from: z.string(), to: z.string() })),
    }),
  ),
});
const run = z.strictObject({
  importId: z.string(),
  fileName: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  dryRun: z.boolean(),
  /** Of prices: into which list; null: a catalogue. */
  listId: z.string().nullable(),
  problem: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
  report: report.nullable(),
  actor: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
const runLine = run.omit({ report: true });

const shown = (one: ImportRun): z.input<typeof run> => one as unknown as z.input<typeof run>;

const start = route({
  method: 'POST',
  path: '/api/imports/catalogue',
  permission: 'staff:catalog.write',
  summary:
    'Import a catalogue file (CSV or XLSX, at most 300 MB; Shopify, WooCommerce, Magento or our own); the work goes on after the answer, see GET /api/imports/:importId',
  idempotency: 'id',
  upload: {
    mediaTypes: ['text/csv', 'application/vnd.ms-excel', SPREADSHEET, 'application/octet-stream'],
    maxBytes: MAX_FILE_BYTES,
  },
  query: z.strictObject({
    importId,
    fileName: fileNameIn.default('catalogue.csv'),
    format: format.optional(),
    siteCode: z.string().min(1).max(40).optional(),
    pictureBase: z
      .string()
      .max(500)
      .regex(/^https?:\/\/[^\s"<>]+$/)
      .optional(),
    family: z.string().min(1).max(40).optional(),
    dryRun: z.boolean().default(false),
    /** Prices of less than half of those in force too: another person agrees. */
    lowPrices: z.boolean().default(false),
  }),
  output: run,
  status: 202,
  refusals: [
    'imports.site_unknown',
    'imports.family_unknown',
    'request.id_reused',
    'request.too_large',
    'request.media_type',
    'imports.unreadable',
    'identity.approval_needed',
  ],
  run: async (context, { query, body }) => {
    if (body === undefined || body === null)
      refuse('imports.unreadable', { detail: 'There is no file in the request.' });
    const { format: kind, siteCode, pictureBase, family, ...rest } = query;
    const input = {
      ...rest,
      ...(kind === undefined ? {} : { format: kind }),
      ...(siteCode === undefined ? {} : { siteCode }),
      ...(pictureBase === undefined ? {} : { pictureBase }),
      ...(family === undefined ? {} : { family }),
    };
    return shown(
      await startImport(
        context.db,
        context.caller,
        { ...input, stream: body as unknown as Readable },
        guardOf(context, query),
      ),
    );
  },
});

const startPrices = route({
  method: 'POST',
  path: '/api/imports/prices',
  permission: 'staff:prices.write',
  summary:
    'Import prices into a list (CSV or XLSX): by SKU and number of units, from and until a moment; the work goes on after the answer, see GET /api/imports/:importId',
  idempotency: 'id',
  upload: {
    mediaTypes: ['text/csv', 'application/vnd.ms-excel', SPREADSHEET, 'application/octet-stream'],
    maxBytes: MAX_FILE_BYTES,
  },
  query: z.strictObject({
    importId,
    listId,
    fileName: fileNameIn.default('prices.csv'),
    dryRun: z.boolean().default(false),
    /** Prices of less than half of those in force too: another person agrees. */
    lowPrices: z.boolean().default(false),
  }),
  output: run,
  status: 202,
  refusals: [
    'pricing.list_not_found',
    'request.id_reused',
    'request.too_large',
    'request.media_type',
    'imports.unreadable',
    'identity.approval_needed',
  ],
  run: async (context, { query, body }) => {
    if (body === undefined || body === null)
      refuse('imports.unreadable', { detail: 'There is no file in the request.' });
    const input = { ...query, stream: body as unknown as Readable };
    return shown(await startImport(context.db, context.caller, input, guardOf(context, query, query.listId)));
  },
});

/** Four eyes over a file that may lower prices below half of what they are: good for that very file. */
function guardOf(
  context: RouteContext,
  query: { lowPrices: boolean; dryRun: boolean; fileName: string },
  subjectId = 'catalogue',
): Guard {
  if (query.lowPrices && !staffOf(context).rights.has('prices.write'))
    refuse('request.forbidden', { detail: 'prices.write' });
  return (content, begin) => {
    const facts = { file: query.fileName, content };
    const ask: Ask = { kind: 'price', subjectId, right: 'prices.write', facts };
    return withApproval(context, query.lowPrices && !query.dryRun ? ask : undefined, begin);
  };
}

const one = route({
  method: 'GET',
  path: '/api/imports/:importId',
  permission: 'staff:catalog.read',
  summary: 'How far an import is, what it did, which rows it left out and why',
  params: z.strictObject({ importId }),
  output: run,
  refusals: ['imports.unknown'],
  run: async ({ db }, { params }) =>
    shown((await importRun(db, params.importId)) ?? refuse('imports.unknown', { detail: params.importId })),
});

const list = route({
  method: 'GET',
  path: '/api/imports',
  permission: 'staff:catalog.read',
  summary: 'The latest imports',
  query: z.strictObject({
    kind: z.enum(['catalogue', 'prices']).optional(),
    after: importId.optional(),
    limit: z.int().min(1).max(100).default(20),
  }),
  output: z.strictObject({ items: z.array(runLine), next: z.string().nullable() }),
  run: async ({ db }, { query }) => {
    const { items, next } = await importRuns(db, query);
    return { items: items.map(({ report: _report, ...line }) => line), next };
  },
});

const exported = route({
  method: 'GET',
  path: '/api/exports/catalogue',
  permission: 'staff:catalog.read',
  summary: 'The whole catalogue as a file',
  download: true,
  query: z.strictObject({
    format: format.default('shopify'),
    as: z.enum(['csv', 'xlsx']).default('csv'),
    siteCode: z.string().min(1).max(40).optional(),
  }),
  refusals: ['imports.site_unknown'],
  run: async (context, { query }) => {
    const { db } = context;
    const world = await worldOf(db);
    // The file tells what lies where: whoever sees the stock of some sites exports one of these.
    const own = sitesOf(context, 'stock.read');
    const asked = query.siteCode === undefined ? undefined : world.siteIdOf(query.siteCode);
    if (own && !own.includes(asked ?? '')) refuse('request.forbidden', { detail: 'another site: name yours' });
    const options = {
      format: query.format,
      world,
      ...(query.siteCode === undefined ? {} : { siteCode: query.siteCode }),
    };
    const name = `catalogue-${query.format}.${query.as}`;
    if (query.siteCode !== undefined) siteNamed(world, query.siteCode);
    if (query.as === 'xlsx') return { mediaType: SPREADSHEET, content: exportSpreadsheet(db, options), fileName: name };
    const rows = exportCatalogue(db, options);
    const first = await rows.next(); // refuses before the answer begins
    const content = Readable.from(
      (async function* () {
        if (!first.done) yield first.value;
        yield* rows;
      })(),
    );
    return { mediaType: 'text/csv; charset=utf-8', content, fileName: name };
  },
});

const exportedPrices = route({
  method: 'GET',
  path: '/api/exports/prices',
  permission: 'staff:catalog.read',
  summary: 'The prices of a list as a file: those in force and those planned, as an import takes them again',
  download: true,
  query: z.strictObject({ listId, as: z.enum(['csv', 'xlsx']).default('csv') }),
  refusals: ['pricing.list_not_found'],
  run: async ({ db }, { query }) => {
    const priceList =
      (await priceListById(db, query.listId)) ?? refuse('pricing.list_not_found', { detail: query.listId });
    const options = { list: priceList, now: clock() };
    const fileName = `prices-${priceList.code}.${query.as}`;
    if (query.as === 'xlsx') return { mediaType: SPREADSHEET, content: exportPriceSheet(db, options), fileName };
    return { mediaType: 'text/csv; charset=utf-8', content: Readable.from(exportPrices(db, options)), fileName };
  },
});

const losses = route({
  method: 'GET',
  path: '/api/exports/catalogue/losses',
  permission: 'staff:catalog.read',
  summary: 'What a file of this format cannot say of the catalogue, by number of products',
  query: z.strictObject({ format: format.default('shopify'), as: z.enum(['csv', 'xlsx']).default('csv') }),
  output: z.strictObject({
    items: z.array(z.strictObject({ rule: z.enum(lossRules), products: z.int(), example: z.string() })),
  }),
  run: async ({ db }, { query }) => {
    const options = { format: query.format, world: await worldOf(db) };
    return { items: await catalogueLosses(db, options, query.as === 'xlsx') };
  },
});

export const importRoutes: readonly Route[] = [start, startPrices, one, list, exported, exportedPrices, losses];

import type { Readable } from 'node:stream';
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { dayKey, readCursor, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { readUpload } from '#catalog';
import { settings } from '#org';
import { inFours, isIban, paymentSettings, referenceOf } from '#payments';
import { plainIban } from '#payments/model';
import { readCamt } from './camt.ts';
import {
  areEnough,
  columnKinds,
  decodeText,
  readCsvStatement,
  readRows,
  suggestColumns,
  type ColumnKind,
  type Columns,
} from './csv.ts';
import { decideEntry } from './decide.ts';
import { accountRoutes } from './account-routes.ts';
import { importStatements } from './import.ts';
import { partWhats, type Entry } from './ledger.ts';
import { decisions, StatementError, whys, type Parsed } from './model.ts';
import { entryById, listEntries, listStatements, openGiveBacks, shows } from './queries.ts';
import { openBankRefunds } from './refunds.ts';

/** Ten megabytes are a year of a busy account. */
const MAX_BYTES = 10_000_000;
const mediaTypes = ['text/csv', 'text/xml', 'application/xml', 'application/vnd.ms-excel', 'application/octet-stream'];

const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
const money = z.strictObject({ minor: z.int(), currency: z.string() });
const why = z.enum(whys);

const column = `(?:${columnKinds.join('|')}):\\d{1,2}`;
/** `day:0,amount:3`: which column is what, counted from 0. */
const columnsGiven = z
  .string()
  .max(200)
  .regex(new RegExp(`^${column}(?:,${column})*$`));

const columnsOf = (text: string): Columns =>
  Object.fromEntries(text.split(',').map((one) => [one.split(':')[0], Number(one.split(':')[1])]));

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) refuse('bank.not_a_statement', { detail: 'There is no file.' });
  return readUpload(body as Readable, MAX_BYTES);
}

/** What a reader of a file throws is told as a refusal. */
function asRefusal<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StatementError) refuse('bank.not_a_statement', { detail: error.message });
    throw error;
  }
}

const isXml = (text: string): boolean => /^\uFEFF?\s*</.test(text);

type Read = { readonly format: 'camt' | 'csv'; readonly parsed: readonly Parsed[] };

function readFile(text: string, own: { iban: string; currency: string }, asked: Columns | undefined): Read {
  if (isXml(text)) return { format: 'camt', parsed: asRefusal(() => readCamt(text)) };
  const rows = asRefusal(() => readRows(text));
  const columns = asked ?? suggestColumns(rows[0] ?? []);
  if (!areEnough(columns)) refuse('bank.columns', { detail: (rows[0] ?? []).join(' · ').slice(0, 300) });
  return { format: 'csv', parsed: [asRefusal(() => readCsvStatement(rows, columns, own))] };
}

const badShape = z.array(z.strictObject({ row: z.int(), code: z.string(), detail: z.string() }));

export const entryShape = z.strictObject({
  entryId: z.string(),
  statementId: z.string(),
  ownIban: z.string(),
  bankRef: z.string(),
  bookedOn: z.string(),
  credit: z.boolean(),
  amount: money,
  left: money,
  name: z.string(),
  iban: z.string(),
  words: z.string(),
  paymentId: z.string().nullable(),
  why: why.nullable(),
  at: z.string(),
});

export const shownEntry = ({
  minor,
  leftMinor,
  currency,
  entityId: _,
  ...entry
}: Entry): z.input<typeof entryShape> => ({
  ...entry,
  amount: { minor, currency },
  left: { minor: leftMinor, currency },
});

const listed = (columns: Columns): { kind: ColumnKind; at: number }[] =>
  columnKinds.flatMap((kind) => (columns[kind] === undefined ? [] : [{ kind, at: columns[kind] }]));

const taking: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/statements/look',
    permission: 'staff:payments.write',
    summary: 'What a statement holds before it is taken in: for CSV its columns, what they may be, and the first rows',
    idempotency: 'natural',
    upload: { mediaTypes, maxBytes: MAX_BYTES },
    output: z.strictObject({
      format: z.enum(['camt', 'csv']),
      heads: z.array(z.string()),
      columns: z.array(z.strictObject({ kind: z.enum(columnKinds), at: z.int() })),
      enough: z.boolean(),
      rows: z.array(z.array(z.string())),
      lines: z.int(),
    }),
    refusals: ['bank.not_a_statement', 'request.too_large', 'request.media_type'],
    run: async (_context, { body }) => {
      const text = decodeText(await bytesOf(body));
      if (isXml(text)) {
        const lines = asRefusal(() => readCamt(text)).reduce((sum, one) => sum + one.lines.length, 0);
        return { format: 'camt' as const, heads: [], columns: [], enough: true, rows: [], lines };
      }
      const rows = asRefusal(() => readRows(text)).map((row) => row.slice(0, 60).map((cell) => cell.slice(0, 200)));
      const heads = rows[0] ?? [];
      const columns = suggestColumns(heads);
      return {
        ...{ format: 'csv' as const, heads, columns: listed(columns), enough: areEnough(columns) },
        ...{ rows: rows.slice(1, 6), lines: Math.max(0, rows.length - 1) },
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/statements',
    permission: 'staff:payments.write',
    summary:
      'Take in a statement of the bank (camt.053 or CSV): each line once, applied where reference, amount and currency agree, else left to a person',
    idempotency: 'id',
    upload: { mediaTypes, maxBytes: MAX_BYTES },
    query: z.strictObject({
      statementId: id('stm'),
      fileName: z.string().min(1).max(120).default('statement'),
      columns: columnsGiven.optional(),
      /** The account of a CSV file, which does not say it; absent: the one that buyers pay to. */
      iban: z.string().max(42).optional(),
    }),
    output: z.strictObject({
      newLines: z.int(),
      knownLines: z.int(),
      applied: z.int(),
      waiting: z.int(),
      bad: badShape,
    }),
    status: 201,
    refusals: [
      'bank.not_a_statement',
      'bank.columns',
      'payments.iban',
      'request.id_reused',
      'request.too_large',
      'request.media_type',
    ],
    run: async (context, { query, body }) => {
      const { statementId, fileName, columns, iban } = query;
      if (iban !== undefined && !isIban(iban))
        refuse('payments.iban', { fields: [{ field: 'query.iban', rule: 'an IBAN' }] });
      const [own, shop, bytes] = await Promise.all([paymentSettings(context.db), settings(context.db), bytesOf(body)]);
      const account = { iban: plainIban(iban ?? own.transferIban), currency: shop.currency };
      const read = readFile(decodeText(bytes), account, columns === undefined ? undefined : columnsOf(columns));
      const { bad, ...counts } = await context.command((tx) =>
        importStatements(tx, { statementId, fileName, ...read }),
      );
      return { ...counts, bad: bad.slice(0, 200).map((row) => ({ ...row })) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/statements',
    permission: 'staff:payments.read',
    summary:
      'Statements of the bank that were taken in: all, those with lines to decide, those with rows that could not be read',
    query: z.strictObject({
      show: z.enum(['all', 'waiting', 'bad']).default('all'),
      q: z.string().min(1).max(80).optional(),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      after: z.string().max(100).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          statementId: z.string(),
          fileName: z.string(),
          format: z.string(),
          iban: z.string(),
          fromOn: z.string().nullable(),
          toOn: z.string().nullable(),
          newLines: z.int(),
          knownLines: z.int(),
          waiting: z.int(),
          bad: badShape,
          by: z.string(),
          at: z.string(),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query }) => {
      const items = await listStatements(db, { ...query, after: readCursor(query.after) });
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return {
        items: items.map((one) => ({ ...one, bad: one.bad.map((row) => ({ ...row })) })),
        next: last ? `${last.at}~${last.statementId}` : null,
      };
    },
  }),
];

const deciding: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/statement-lines',
    permission: 'staff:payments.read',
    summary: 'Lines of statements: those that wait for a decision, those to be given back, those set aside, or all',
    query: z.strictObject({
      show: z.enum(shows).default('waiting'),
      why: why.optional(),
      q: z.string().min(1).max(80).optional(),
      statementId: id('stm').optional(),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      after: z.string().max(100).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(entryShape), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query: { after, ...query } }) => {
      const items = await listEntries(db, { ...query, after: readKeyCursor(after, dayKey) });
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return { items: items.map(shownEntry), next: last ? `${last.bookedOn}~${last.entryId}` : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/statement-lines/:entryId',
    permission: 'staff:payments.read',
    summary: 'A line of a statement and what became of it',
    params: z.strictObject({ entryId: id('bnk') }),
    output: z.strictObject({
      entry: entryShape,
      parts: z.array(
        z.strictObject({
          partId: z.string(),
          what: z.enum(partWhats),
          amount: money,
          target: z.string().nullable(),
          words: z.string(),
          closedBy: z.string().nullable(),
          undoneAt: z.string().nullable(),
          by: z.string(),
          at: z.string(),
        }),
      ),
    }),
    refusals: ['bank.entry_unknown'],
    run: async ({ db }, { params }) => {
      const found = (await entryById(db, params.entryId)) ?? refuse('bank.entry_unknown');
      const { currency } = found.entry;
      return {
        entry: shownEntry(found.entry),
        parts: found.parts.map(({ minor, entryId: _entry, ...part }) => ({ ...part, amount: { minor, currency } })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/statement-lines/:entryId/decisions',
    permission: 'staff:payments.write',
    summary:
      'Decide of a line or a part of it: apply it, give it back, make it store credit, set it aside, or link a debit',
    idempotency: 'id',
    params: z.strictObject({ entryId: id('bnk') }),
    body: z.strictObject({
      partId: id('alc'),
      what: z.enum(decisions),
      minor: z.int().min(1).max(1_000_000_000_000).optional(),
      paymentId: id('pay').optional(),
      companyId: id('com').optional(),
      customerId: id('cus').optional(),
      givenBack: id('alc').optional(),
      refundId: id('rfd').optional(),
      words: z.string().trim().max(200).optional(),
    }),
    output: z.strictObject({ leftMinor: z.int() }),
    status: 201,
    refusals: [
      'bank.entry_unknown',
      'bank.entry_done',
      'bank.entry_amount',
      'bank.entry_debit',
      'bank.entry_currency',
      'bank.entry_target',
      'bank.entry_words',
      'payments.receipt_too_much',
      'payments.amount',
      'request.id_reused',
    ],
    run: ({ command }, { params, body }) => command((tx) => decideEntry(tx, { ...body, entryId: params.entryId })),
  }),
  route({
    method: 'GET',
    path: '/api/give-backs',
    permission: 'staff:payments.read',
    summary:
      'Transfers that are to be given back, and refunds that were made by transfer, that no debit has shown yet, the oldest first',
    output: z.strictObject({
      refunds: z.array(
        z.strictObject({
          refundId: z.string(),
          orderId: z.string(),
          amount: money,
          name: z.string(),
          /** What the transfer may say, so that its line is recognised. */
          reference: z.string(),
          at: z.string(),
        }),
      ),
      items: z.array(
        z.strictObject({
          partId: z.string(),
          entryId: z.string(),
          amount: money,
          name: z.string(),
          iban: z.string(),
          at: z.string(),
        }),
      ),
    }),
    run: async ({ db }) => ({
      refunds: (await openBankRefunds(db)).map(({ refundId, orderId, minor, currency, name, at }) => ({
        ...{ refundId, orderId, amount: { minor, currency }, name, reference: inFours(referenceOf(refundId)), at },
      })),
      items: (await openGiveBacks(db)).map(({ minor, currency, ...one }) => ({ ...one, amount: { minor, currency } })),
    }),
  }),
];

export const bankRoutes: readonly Route[] = [...taking, ...deciding, ...accountRoutes];

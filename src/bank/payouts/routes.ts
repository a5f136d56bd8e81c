import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Database } from '#base/db';
import { idPattern } from '#base/ids';
import { dayKey, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { clock, DAY, dayIn, plus, type Day } from '#base/time';
import { readUpload } from '#catalog';
import { settings } from '#org';
import { decodeText, readRows } from '../csv.ts';
import { StatementError } from '../model.ts';
import { entryById } from '../queries.ts';
import { entryShape, shownEntry } from '../routes.ts';
import { importPayouts } from './import.ts';
import { lineKinds, readPayouts } from './model.ts';
import {
  differences,
  listPayouts,
  missingThere,
  payoutById,
  payoutCandidates,
  payoutLines,
  payoutShows,
  type Payout,
} from './queries.ts';
import { tiePayout, untiePayout } from './tie.ts';

const MAX_BYTES = 20_000_000;
const provider = z.enum(['stripe', 'pretend']);
const money = z.strictObject({ minor: z.int(), currency: z.string() });

function asRefusal<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StatementError) refuse('bank.not_a_payout', { detail: error.message });
    throw error;
  }
}

const payoutParams = z.strictObject({ payoutId: z.string().regex(new RegExp(idPattern('pyt'))) });

/** Banks take two working days, and a weekend may lie between: after so many days a payout that no statement shows is late. */
const LATE_DAYS = 5;

/** Payouts of before this day should be on a statement by now. */
async function lateBefore(database: Database): Promise<Day> {
  const { timeZone } = await settings(database);
  return dayIn(plus(clock(), -LATE_DAYS * DAY), timeZone);
}

const payoutShape = z.strictObject({
  payoutId: z.string(),
  provider: z.string(),
  externalRef: z.string(),
  paidOn: z.string(),
  amount: money,
  fees: money,
  /** What the file itself says was paid out, where it says it. */
  stated: money.nullable(),
  /** The line of our bank that shows it. */
  entryId: z.string().nullable(),
  /** No statement shows it, although one should by now. */
  late: z.boolean(),
  lines: z.int(),
  differences: z.int(),
});

const shown = (
  { minor, feeMinor, statedMinor, currency, ...one }: Payout,
  before: Day,
): z.input<typeof payoutShape> => ({
  ...one,
  amount: { minor, currency },
  fees: { minor: feeMinor, currency },
  stated: statedMinor === null ? null : { minor: statedMinor, currency },
  late: one.entryId === null && minor !== 0 && one.paidOn < before,
});

export const payoutRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/payouts',
    permission: 'staff:payments.write',
    summary:
      'Take in a payout file of a payment provider (Stripe’s balance or payout report, or a plain CSV): each line once',
    idempotency: 'natural',
    upload: { mediaTypes: ['text/csv', 'application/vnd.ms-excel', 'application/octet-stream'], maxBytes: MAX_BYTES },
    query: z.strictObject({
      provider: provider.default('stripe'),
      fileName: z.string().min(1).max(120).default('payout.csv'),
    }),
    output: z.strictObject({
      payouts: z.int(),
      known: z.int(),
      lines: z.int(),
      bad: z.array(z.strictObject({ row: z.int(), code: z.string(), detail: z.string() })),
    }),
    refusals: ['bank.not_a_payout', 'request.too_large', 'request.media_type'],
    run: async ({ command }, { query, body }) => {
      if (body === undefined || body === null) refuse('bank.not_a_payout', { detail: 'There is no file.' });
      const text = decodeText(await readUpload(body as unknown as Readable, MAX_BYTES));
      const { payouts, bad } = asRefusal(() => readPayouts(readRows(text)));
      const taken = await command((tx) => importPayouts(tx, { ...query, payouts }));
      return { ...taken, bad: bad.slice(0, 200).map((row) => ({ ...row })) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/payouts',
    permission: 'staff:payments.read',
    summary:
      'Payouts of payment providers: all, those our bank has not shown (yet, or for too long), those that differ from our ledger',
    query: z.strictObject({
      show: z.enum(payoutShows).default('all'),
      provider: provider.optional(),
      q: z.string().min(1).max(80).optional(),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      after: z.string().max(100).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(payoutShape), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query }) => {
      const before = await lateBefore(db);
      const items = await listPayouts(db, { ...query, before, after: readKeyCursor(query.after, dayKey) });
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return {
        items: items.map((one) => shown(one, before)),
        next: last ? `${last.paidOn}~${last.payoutId}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/payouts/:payoutId',
    permission: 'staff:payments.read',
    summary: 'A payout with the line of our bank that shows it; or, while none does, with the lines that could',
    params: payoutParams,
    output: z.strictObject({
      payout: payoutShape,
      entry: entryShape.nullable(),
      candidates: z.array(entryShape),
    }),
    refusals: ['bank.payout_unknown'],
    run: async ({ db }, { params }) => {
      const payout = (await payoutById(db, params.payoutId)) ?? refuse('bank.payout_unknown');
      const [entry, candidates] = await Promise.all([
        payout.entryId === null ? undefined : entryById(db, payout.entryId),
        payout.entryId === null && payout.minor !== 0 ? payoutCandidates(db, payout) : [],
      ]);
      return {
        payout: shown(payout, await lateBefore(db)),
        entry: entry ? shownEntry(entry.entry) : null,
        candidates: candidates.map(shownEntry),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/payouts/:payoutId/tie',
    permission: 'staff:payments.write',
    summary: 'Say which line of our bank shows this payout; what is left of the line stays to be decided',
    idempotency: 'id',
    params: payoutParams,
    body: z.strictObject({
      partId: z.string().regex(new RegExp(idPattern('alc'))),
      entryId: z.string().regex(new RegExp(idPattern('bnk'))),
    }),
    status: 204,
    refusals: [
      'bank.payout_unknown',
      'bank.payout_seen',
      'bank.entry_unknown',
      'bank.entry_currency',
      'bank.entry_debit',
      'bank.entry_amount',
      'request.id_reused',
    ],
    run: async ({ command }, { params, body }) => {
      await command((tx) => tiePayout(tx, { ...params, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/payouts/:payoutId/untie',
    permission: 'staff:payments.write',
    summary: 'Take back which line of our bank shows this payout: the line is to be decided again',
    idempotency: 'natural',
    params: payoutParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['bank.payout_unknown'],
    run: async ({ command }, { params }) => {
      await command((tx) => untiePayout(tx, params));
    },
  }),
  route({
    method: 'GET',
    path: '/api/payouts/:payoutId/lines',
    permission: 'staff:payments.read',
    summary: 'Lines of a payout beside our ledger, those that differ first',
    params: payoutParams,
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          lineRef: z.string(),
          kind: z.enum(lineKinds),
          theirRef: z.string(),
          paymentId: z.string().nullable(),
          orderId: z.string().nullable(),
          gross: money,
          fee: money,
          madeOn: z.string(),
          difference: z.enum(differences).nullable(),
        }),
      ),
    }),
    run: async ({ db }, { params }) => ({
      items: (await payoutLines(db, params.payoutId)).map(({ grossMinor, feeMinor, currency, ...one }) => ({
        ...one,
        gross: { minor: grossMinor, currency },
        fee: { minor: feeMinor, currency },
      })),
    }),
  }),
  route({
    method: 'GET',
    path: '/api/payouts-missing',
    permission: 'staff:payments.read',
    summary:
      'Money we took through a provider that none of its payout files tells of, although they tell of later days',
    query: z.strictObject({ provider: provider.default('stripe') }),
    output: z.strictObject({
      items: z.array(z.strictObject({ paymentId: z.string(), orderId: z.string(), captured: money, at: z.string() })),
    }),
    run: async ({ db }, { query }) => ({
      items: (await missingThere(db, query.provider)).map(({ capturedMinor, currency, ...one }) => ({
        ...one,
        captured: { minor: capturedMinor, currency },
      })),
    }),
  }),
];

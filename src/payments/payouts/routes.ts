import type { Readable } from 'node:stream';
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { dayKey, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { readUpload } from '#catalog';
import { decodeText, readRows } from '../bank/csv.ts';
import { StatementError } from '../bank/model.ts';
import { importPayouts } from './import.ts';
import { lineKinds, readPayouts } from './model.ts';
import { differences, listPayouts, missingThere, payoutLines } from './queries.ts';

const MAX_BYTES = 20_000_000;
const provider = z.enum(['stripe', 'pretend']);
const money = z.strictObject({ minor: z.int(), currency: z.string() });

function asRefusal<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StatementError) refuse('payments.not_a_payout', { detail: error.message });
    throw error;
  }
}

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
    refusals: ['payments.not_a_payout', 'request.too_large', 'request.media_type'],
    run: async ({ command }, { query, body }) => {
      if (body === undefined || body === null) refuse('payments.not_a_payout', { detail: 'There is no file.' });
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
    summary: 'Payouts of payment providers, the last first, each with how many of its lines differ from our ledger',
    query: z.strictObject({ after: z.string().max(100).optional(), limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
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
          lines: z.int(),
          differences: z.int(),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query: { after, limit } }) => {
      const items = await listPayouts(db, { after: readKeyCursor(after, dayKey), limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      return {
        items: items.map(({ minor, feeMinor, statedMinor, currency, ...one }) => ({
          ...one,
          amount: { minor, currency },
          fees: { minor: feeMinor, currency },
          stated: statedMinor === null ? null : { minor: statedMinor, currency },
        })),
        next: last ? `${last.paidOn}~${last.payoutId}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/payouts/:payoutId/lines',
    permission: 'staff:payments.read',
    summary: 'Lines of a payout beside our ledger, those that differ first',
    params: z.strictObject({ payoutId: z.string().regex(new RegExp(idPattern('pyt'))) }),
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

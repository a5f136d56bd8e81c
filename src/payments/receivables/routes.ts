import { z } from 'zod';
import { idPattern } from '#base/ids';
import { dayGiven, readKeyCursor } from '#base/input';
import { day } from '#base/time';
import { route, type Route } from '#base/route';
import { bookReceipt, remindCompany } from './ledger.ts';
import { agedId, agedKey, agedReceivables, agedSorts, statementOf } from './queries.ts';

const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
const money = z.strictObject({ minor: z.int(), currency: z.string() });
const companyId = id('com');

const agedShape = z.strictObject({
  companyId: z.string(),
  name: z.string(),
  open: money,
  byAge: z.strictObject({ notDue: z.int(), to30: z.int(), to60: z.int(), to90: z.int(), over90: z.int() }),
  lateDays: z.int(),
  /** Which reminder is due: 0 none. */
  remind: z.int(),
  reminded: z.int(),
});

const statementShape = z.strictObject({
  receivables: z.array(
    z.strictObject({
      paymentId: z.string(),
      orderId: z.string(),
      amount: money,
      creditedMinor: z.int(),
      receivedMinor: z.int(),
      openMinor: z.int(),
      madeOn: z.string(),
      dueOn: z.string(),
      lateDays: z.int(),
      reminded: z.int(),
    }),
  ),
  receipts: z.array(
    z.strictObject({
      receiptId: z.string(),
      amount: money,
      receivedOn: z.string(),
      reference: z.string(),
      by: z.string(),
      at: z.string(),
    }),
  ),
  reminders: z.array(
    z.strictObject({ reminderId: z.string(), level: z.int(), amount: money, by: z.string(), at: z.string() }),
  ),
  /** What decides whether it may buy on account. */
  credit: z.strictObject({
    blocked: z.boolean(),
    hasTerms: z.boolean(),
    limitMinor: z.int().nullable(),
    openMinor: z.int(),
    lateDays: z.int(),
    blockAfterDays: z.int().nullable(),
  }),
  bars: z.array(z.enum(['company_blocked', 'no_terms', 'company_overdue', 'over_limit'])),
});

export const receivableRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/receivables',
    permission: 'staff:payments.read',
    summary:
      'What companies owe, by age (not due, to 30, 60 and 90 days late, and more), who is overdue longest or owes most first',
    query: z.strictObject({
      late: z.boolean().default(false),
      q: z.string().trim().min(1).max(80).optional(),
      sort: z.enum(agedSorts).default('late'),
      after: z.string().max(100).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(agedShape), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query }) => {
      const rows = await agedReceivables(db, { ...query, after: readKeyCursor(query.after, agedKey) });
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      const key = query.sort === 'most' || query.sort === 'least' ? last?.openMinor : last?.lateDays;
      return {
        items: rows.map(({ openMinor, currency, ...row }) => ({ ...row, open: { minor: openMinor, currency } })),
        next: last ? `${key}~${agedId(last)}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/receivables/:companyId',
    permission: 'staff:payments.read',
    summary: 'The account of a company: what it owes and paid, its reminders, and whether it may buy on account',
    params: z.strictObject({ companyId }),
    output: statementShape,
    run: async ({ db }, { params }) => {
      const { receivables, receipts, reminders, credit, bars } = await statementOf(db, params.companyId);
      return {
        receivables: receivables.map(({ companyId: _, currency, amountMinor, ...one }) => ({
          ...one,
          amount: { minor: amountMinor, currency },
        })),
        receipts: receipts.map(({ minor, currency, ...one }) => ({ ...one, amount: { minor, currency } })),
        reminders: reminders.map(({ reminderId, level, minor, currency, by, at }) => ({
          ...{ reminderId, level, by, at },
          amount: { minor, currency },
        })),
        credit,
        bars: [...bars],
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/receipts',
    permission: 'staff:payments.write',
    summary: 'Book what a company paid, off its oldest receivables or those chosen',
    idempotency: 'id',
    body: z.strictObject({
      receiptId: id('rcp'),
      companyId,
      minor: z.int().min(1).max(1_000_000_000_000),
      currency: z.string().regex(/^[A-Z]{3}$/),
      receivedOn: dayGiven,
      reference: z.string().trim().max(140).default(''),
      paymentIds: z.array(id('pay')).min(1).max(200).optional(),
    }),
    output: z.strictObject({ booked: z.boolean() }),
    status: 201,
    refusals: ['payments.amount', 'payments.receipt_too_much', 'request.id_reused'],
    run: async ({ command }, { body }) => {
      await command((tx) => bookReceipt(tx, { ...body, receivedOn: day(body.receivedOn) }));
      return { booked: true };
    },
  }),
  route({
    method: 'POST',
    path: '/api/reminders',
    permission: 'staff:payments.write',
    summary: 'Remind a company of all that is late; the letter is sent once',
    idempotency: 'id',
    body: z.strictObject({ reminderId: id('rmd'), companyId }),
    output: z.strictObject({ reminded: z.boolean() }),
    status: 201,
    refusals: ['payments.nothing_late'],
    run: async ({ command }, { body }) => {
      await command((tx) => remindCompany(tx, body));
      return { reminded: true };
    },
  }),
];

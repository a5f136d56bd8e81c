/** What companies owe, as it is read: aged, per company, and who is to be reminded. */
import { empty, sql, type Database, type Db } from '#base/db';
import { clock, dayIn, type Day, type Instant } from '#base/time';
import { companiesByIds } from '#customers';
import { settings } from '#org';
import { creditOfCompany, receivablesOf, type Receivable } from './ledger.ts';
import { creditBars, daysBetween, reminderDue, type Age, type Credit, type CreditBar } from './model.ts';

export type AgedRow = {
  readonly companyId: string;
  readonly name: string;
  readonly currency: string;
  readonly openMinor: number;
  readonly byAge: Readonly<Record<Age, number>>;
  /** Days past due of the oldest. */
  readonly lateDays: number;
  /** The reminder that is due; 0: none. */
  readonly remind: 0 | 1 | 2 | 3;
  readonly reminded: number;
};

type Aged = Omit<AgedRow, 'name' | 'byAge' | 'remind'> & Record<Age, number>;

export const agedSorts = ['late', '-late', 'most', 'least'] as const;
/** What may be a key of the list: days late, or minor units. */
export const agedKey = /^-?\d{1,16}$/;

export type AgedFilter = {
  readonly late: boolean;
  /** A part of the company's name, or its SIREN or VAT number. */
  readonly q?: string | undefined;
  /** `late`: who is overdue longest first; `most`: who owes most. Absent: `late`. */
  readonly sort?: (typeof agedSorts)[number] | undefined;
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** Where a row stands in the list, after its key. */
export const agedId = ({ companyId, currency }: Pick<AgedRow, 'companyId' | 'currency'>): string =>
  `${companyId}-${currency}`;

/** Companies that owe something, a row for each currency. */
export async function agedReceivables(database: Database, filter: AgedFilter): Promise<AgedRow[]> {
  const { late, q, sort = 'late', after, limit } = filter;
  const today = dayIn(clock(), (await settings(database)).timeZone);
  const key = sort === 'most' || sort === 'least' ? sql`a."openMinor"` : sql`a."lateDays"::bigint`;
  const place = sql`a."companyId" || '-' || a.currency`;
  const up = sort === 'least' || sort === '-late';
  const from =
    after === undefined
      ? empty
      : up
        ? sql`AND (${key}, ${place}) > (${after.key}::bigint, ${after.id})`
        : sql`AND (${key}, ${place}) < (${after.key}::bigint, ${after.id})`;
  const order = up ? sql`ORDER BY ${key}, ${place}` : sql`ORDER BY ${key} DESC, ${place} DESC`;
  const like = q === undefined ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const plain = (q ?? '').replace(/[\s.]/g, '').toUpperCase();
  const said =
    q === undefined
      ? empty
      : sql`AND EXISTS (SELECT FROM customers.company c WHERE c.company_id = a."companyId" AND (c.name ILIKE ${like} OR c.siren = ${plain} OR c.vat_number = ${plain}))`;
  const overdue = late ? sql`AND a."lateDays" > 0` : empty;
  const rows = await database.query<Aged>(sql`
    WITH open AS (
      SELECT r.company_id, r.currency, r.reminded, ${today}::date - r.due_on AS late, p.captured_minor - p.refunded_minor - r.received_minor AS minor
      FROM payments.receivable r JOIN payments.payment p USING (payment_id)
      WHERE p.captured_minor - p.refunded_minor - r.received_minor <> 0),
    aged AS (
      SELECT company_id AS "companyId", currency, sum(minor)::bigint AS "openMinor", greatest(0, max(late) FILTER (WHERE minor > 0))::int AS "lateDays",
        coalesce(max(reminded) FILTER (WHERE late > 0), 0)::int AS reminded,
        coalesce(sum(minor) FILTER (WHERE late <= 0), 0)::bigint AS "notDue", coalesce(sum(minor) FILTER (WHERE late BETWEEN 1 AND 30), 0)::bigint AS "to30",
        coalesce(sum(minor) FILTER (WHERE late BETWEEN 31 AND 60), 0)::bigint AS "to60",
        coalesce(sum(minor) FILTER (WHERE late BETWEEN 61 AND 90), 0)::bigint AS "to90", coalesce(sum(minor) FILTER (WHERE late > 90), 0)::bigint AS "over90"
      FROM open GROUP BY 1, 2)
    SELECT a.* FROM aged a WHERE true ${overdue} ${said} ${from} ${order} LIMIT ${limit}`);
  const names = await companiesByIds(
    database,
    rows.map((row) => row.companyId),
  );
  return rows.map(({ notDue, to30, to60, to90, over90, ...row }) => ({
    ...row,
    name: names.get(row.companyId)?.name ?? row.companyId,
    byAge: { notDue, to30, to60, to90, over90 },
    remind: reminderDue(row.lateDays, row.reminded),
  }));
}

export type Receipt = {
  readonly receiptId: string;
  readonly minor: number;
  readonly currency: string;
  readonly receivedOn: Day;
  readonly reference: string;
  readonly by: string;
  readonly at: Instant;
};
export type Reminder = {
  readonly reminderId: string;
  readonly companyId: string;
  readonly level: 1 | 2 | 3;
  readonly currency: string;
  readonly minor: number;
  readonly paymentIds: readonly string[];
  readonly by: string;
  readonly at: Instant;
};

export type Statement = {
  readonly receivables: readonly (Receivable & { readonly lateDays: number })[];
  readonly receipts: readonly Receipt[];
  readonly reminders: readonly Reminder[];
  readonly credit: Credit;
  /** Why it may buy nothing more on account; empty: it may. */
  readonly bars: readonly CreditBar[];
};

/** The account of a company: what it owes, what it paid, how it was reminded, and whether it may go on. */
export async function statementOf(database: Database, companyId: string): Promise<Statement> {
  const today = dayIn(clock(), (await settings(database)).timeZone);
  const [receivables, receipts, reminders, credit] = await Promise.all([
    receivablesOf(database, companyId, false),
    database.query<Receipt>(sql`
      SELECT receipt_id AS "receiptId", minor, currency, received_on AS "receivedOn", reference, by, at FROM payments.receipt
      WHERE company_id = ${companyId} ORDER BY at DESC, receipt_id LIMIT 500`),
    remindersOf(database, sql`company_id = ${companyId}`),
    creditOfCompany({ query: database.query, database }, companyId, today),
  ]);
  const late = (one: Receivable): number => (one.openMinor > 0 ? Math.max(0, daysBetween(one.dueOn, today)) : 0);
  return {
    receivables: receivables.map((one) => ({ ...one, lateDays: late(one) })),
    ...{ receipts, reminders, credit, bars: creditBars(credit, 1) },
  };
}

const remindersOf = (db: Db, which: ReturnType<typeof sql>): Promise<Reminder[]> =>
  db.query<Reminder>(sql`
    SELECT reminder_id AS "reminderId", company_id AS "companyId", level, currency, minor, payment_ids AS "paymentIds", by, at FROM payments.reminder
    WHERE ${which} ORDER BY at DESC, reminder_id LIMIT 500`);

export const reminderById = async (db: Db, reminderId: string): Promise<Reminder | undefined> =>
  (await remindersOf(db, sql`reminder_id = ${reminderId}`))[0];

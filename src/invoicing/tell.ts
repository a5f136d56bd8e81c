/** Makes the reports of periods that are over, and again where what they say has changed since. Reads the accounts for people and the file. */
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { clock, dayIn, type Day, type Instant } from '#base/time';
import { houseOf, readEntities } from '#org';
import { dayTotals, entriesOf, type DayTotals, type Entry } from './book.ts';
import { periodBefore, periodOf, reportHash, reportOf, reportText, type Period, type Report } from './reports.ts';
import { profileOf } from './read.ts';
import { bookInEuro, rateOn, ratesOf, type Book } from './rates.ts';
import { currenciesIn, salesOf, tendersOf, transfersOf, type Span } from './sales.ts';

/** How many periods back a late sale is looked for. */
const LOOK_BACK = 3;

async function spanOf(database: Database, entityId: string, from: Day, to: Day): Promise<Span> {
  const { timeZone } = (await houseOf(database)).settings;
  return { entityId, from, to, timeZone, currency: 'EUR' };
}

/**
 * Entries of the accounts between two days, and what each day comes to: in euros, whatever was charged. Refuses `invoicing.no_rate` where
 * something was in another currency on a day for which no rate is known.
 */
export async function bookOf(
  database: Database,
  entityId: string,
  from: Day,
  to: Day,
): Promise<{ entries: Entry[]; days: DayTotals[] }> {
  const span = await spanOf(database, entityId, from, to);
  const [{ profile }, rates, currencies] = await Promise.all([
    profileOf(database, entityId),
    ratesOf(database, 100_000),
    currenciesIn(database),
  ]);
  const books = await Promise.all(
    currencies.map(async (currency): Promise<Book> => {
      const own = { ...span, currency };
      const [sales, tenders, transfers] = await Promise.all([
        salesOf(database, own),
        tendersOf(database, own),
        transfersOf(database, own),
      ]);
      const book = { sales, tenders, transfers };
      return currency === span.currency
        ? book
        : bookInEuro(book, currency, (day) => rateOn(rates, currency, day, profile.exchange));
    }),
  );
  const entries = entriesOf(
    books.flatMap((book) => book.sales),
    books.flatMap((book) => book.tenders),
    profile.accounts,
    books.flatMap((book) => book.transfers),
  );
  return { entries, days: dayTotals(entries, profile.accounts) };
}

export type ReportRow = {
  readonly reportId: string;
  readonly from: Day;
  readonly to: Day;
  readonly version: number;
  readonly madeAt: Instant;
  readonly report: Report;
};

/** Reports of an entity, the newest period first. */
export async function reportsOf(db: Db, entityId: string, limit = 60): Promise<ReportRow[]> {
  const rows = await db.query<Omit<ReportRow, 'report'> & { content: string }>(sql`
    SELECT report_id AS "reportId", from_day::text AS "from", to_day::text AS "to", version, made_at AS "madeAt", content
    FROM invoicing.report WHERE entity_id = ${entityId} ORDER BY from_day DESC, version DESC LIMIT ${limit}`);
  return rows.map(({ content, ...row }) => ({ ...row, report: JSON.parse(content) as Report }));
}

/** The totals of the period that runs, so far. */
export async function runningReport(database: Database, entityId: string): Promise<{ period: Period; report: Report }> {
  const { profile } = await profileOf(database, entityId);
  const { timeZone } = (await houseOf(database)).settings;
  const period = periodOf(profile.regime, dayIn(clock(), timeZone));
  return { period, report: await totalsOf(database, entityId, period) };
}

async function totalsOf(database: Database, entityId: string, period: Period): Promise<Report> {
  const span = await spanOf(database, entityId, period.from, period.to);
  const { profile } = await profileOf(database, entityId);
  const [sales, tenders] = await Promise.all([salesOf(database, span), tendersOf(database, span)]);
  return reportOf(period, sales, tenders, profile.nature);
}

/** The schedule: periods that are over are reported once, and once more for each time that their totals have changed. */
export async function makeReports(database: Database): Promise<void> {
  for (const { entityId } of await readEntities(database)) {
    const { profile, version } = await profileOf(database, entityId);
    if (version === 0) continue; // nobody has decided how this company is taxed
    const { timeZone } = (await houseOf(database)).settings;
    let period = periodBefore(profile.regime, periodOf(profile.regime, dayIn(clock(), timeZone)).from);
    for (let i = 0; i < LOOK_BACK; i++) {
      const report = await totalsOf(database, entityId, period);
      await database.transaction({ actor: 'system:invoicing' }, (tx) => keepReport(tx, entityId, report));
      period = periodBefore(profile.regime, period.from);
    }
  }
}

/** Keeps a report as the next version of its period, unless the last one says the same. */
export async function keepReport(tx: Tx, entityId: string, report: Report): Promise<boolean> {
  lock(tx, 'invoicing.profile');
  await tx.query(sql`SELECT 1 FROM invoicing.profile WHERE entity_id = ${entityId} FOR NO KEY UPDATE`);
  const text = reportText(report);
  const hash = reportHash(text);
  const [last] = await tx.query<{ version: number; hash: string }>(sql`
    SELECT version, hash FROM invoicing.report WHERE entity_id = ${entityId} AND from_day = ${report.from}::date AND to_day = ${report.to}::date
    ORDER BY version DESC LIMIT 1`);
  if (last?.hash === hash || (!last && report.transactions.length === 0 && report.payments.length === 0)) return false;
  const reportId = newId('rpt');
  const version = (last?.version ?? 0) + 1;
  await tx.query(sql`
    INSERT INTO invoicing.report (report_id, entity_id, from_day, to_day, version, content, hash, made_at)
    VALUES (${reportId}, ${entityId}, ${report.from}::date, ${report.to}::date, ${version}, ${text}, ${hash}, ${tx.now}::timestamptz)`);
  announce(tx, {
    ...{ type: 'invoicing.reported', subjectKind: 'report', subjectId: reportId, version: 1 },
    body: { from: report.from, to: report.to, version },
  });
  return true;
}

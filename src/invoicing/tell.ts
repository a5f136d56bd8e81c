/** Makes the reports of periods that are over, and again where what they say has changed since. Reads the accounts for people and the file. */
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { clock, dayIn, type Day, type Instant } from '#base/time';
import { houseOf, readEntities, type Entity } from '#org';
import { dayTotals, entriesOf, type DayTotals, type Entry } from './book.ts';
import { homeCurrency } from './compose.ts';
import {
  dayBefore,
  isReporting,
  periodBefore,
  periodOf,
  reportHash,
  reportOf,
  reportText,
  type Period,
  type Report,
} from './reports.ts';
import { profileOf } from './read.ts';
import { bookIn, crossOn, rateOn, ratesOf, type Book } from './rates.ts';
import { currenciesIn, salesOf, tendersOf, transfersOf, type Span } from './sales.ts';
import { settledOf } from './settled.ts';

/** How many periods back a late sale is looked for. */
const LOOK_BACK = 3;

async function spanOf(database: Database, entityId: string, from: Day, to: Day): Promise<Span> {
  const { timeZone } = (await houseOf(database)).settings;
  return { entityId, from, to, timeZone, currency: 'EUR' };
}

/** In which currency an entity keeps its accounts: what its profile says, else that of its country. */
export async function currencyOf(db: Db, entityId: string): Promise<string> {
  const [entities, { profile }] = await Promise.all([readEntities(db), profileOf(db, entityId)]);
  const country = entities.find((one) => one.entityId === entityId)?.address.country ?? 'FR';
  return profile.currency || homeCurrency(country);
}

const FIRST_DAY = '1900-01-01' as Day;

/** What was sold and moved in one currency; of orders that are followed to their end what came before the span too, apart. */
async function readBook(database: Database, span: Span, isForeign: boolean): Promise<{ book: Book; before: Book }> {
  const own = { ...span, byOrder: isForeign };
  const [sales, tenders, transfers] = await Promise.all([
    salesOf(database, own),
    tendersOf(database, own),
    transfersOf(database, own),
  ]);
  const followed = [
    ...sales.flatMap(({ told, orderId }) => (isForeign || told === 'document' ? [orderId] : [])),
    ...tenders.flatMap(({ orderId }) => orderId ?? []),
  ];
  const past = { ...own, from: FIRST_DAY, to: dayBefore(span.from), orderIds: [...new Set(followed)] };
  const [earlier, paid] =
    past.orderIds.length === 0 ? [[], []] : await Promise.all([salesOf(database, past), tendersOf(database, past)]);
  return { book: { sales, tenders, transfers }, before: { sales: earlier, tenders: paid, transfers: [] } };
}

/**
 * Entries of the accounts between two days, and what each day comes to: in the currency of the entity's accounts, whatever was charged.
 * Refuses `invoicing.no_rate` where something was in another currency on a day for which no rate is known.
 */
export async function bookOf(
  database: Database,
  entityId: string,
  from: Day,
  to: Day,
): Promise<{ currency: string; entries: Entry[]; days: DayTotals[] }> {
  const span = await spanOf(database, entityId, from, to);
  const [{ profile }, into, rates, currencies] = await Promise.all([
    profileOf(database, entityId),
    currencyOf(database, entityId),
    ratesOf(database, 100_000),
    currenciesIn(database),
  ]);
  const books = await Promise.all(
    currencies.map(async (currency) => {
      const { book, before } = await readBook(database, { ...span, currency }, currency !== into);
      if (currency === into) return { book, before };
      const crossOf = (day: Day) => crossOn(rates, { currency, into, day }, profile.exchange);
      return { book: bookIn(into, book, currency, crossOf), before: bookIn(into, before, currency, crossOf) };
    }),
  );
  const all = books.flatMap(({ book, before }) => [before, book]);
  const everySale = all.flatMap(({ sales }) => sales);
  const { differences, letters } = settledOf(
    everySale,
    all.flatMap(({ tenders }) => tenders),
  );
  const entries = entriesOf(
    books.flatMap(({ book }) => book.sales),
    books.flatMap(({ book }) => book.tenders),
    profile.accounts,
    books.flatMap(({ book }) => book.transfers),
    {
      differences: differences.filter(({ day }) => day >= from),
      letters,
      companies: new Map(
        everySale.flatMap(({ orderId, customer }) => (customer ? [[orderId, customer] as const] : [])),
      ),
    },
  );
  return { currency: into, entries, days: dayTotals(entries, profile.accounts) };
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

/** A currency and a day for which no rate is known, so that nothing can be told of it. */
export type NoRate = { readonly currency: string; readonly day: Day };
export type Totals = { readonly report: Report | null; readonly missing: readonly NoRate[] };

/**
 * The totals of the period that runs, so far; null for a company that is not established in France, which tells its own tax office. Where a
 * rate is missing there is no report, and the list of what is missing.
 */
export async function runningReport(
  database: Database,
  entity: Entity,
): Promise<({ readonly period: Period } & Totals) | null> {
  if (!isReporting(entity.address)) return null;
  const { profile } = await profileOf(database, entity.entityId);
  const { timeZone } = (await houseOf(database)).settings;
  const period = periodOf(profile.regime, dayIn(clock(), timeZone));
  return { period, ...(await totalsOf(database, entity.entityId, period)) };
}

/** What was sold in a period, all currencies, in euros by the rates of each day (CGI, art. 290). */
async function totalsOf(database: Database, entityId: string, period: Period): Promise<Totals> {
  const span = await spanOf(database, entityId, period.from, period.to);
  const [{ profile }, rates, currencies] = await Promise.all([
    profileOf(database, entityId),
    ratesOf(database, 100_000),
    currenciesIn(database),
  ]);
  const books = await Promise.all(
    currencies.map(async (currency): Promise<Book & { readonly currency: string }> => {
      const own = { ...span, currency };
      const [sales, tenders] = await Promise.all([salesOf(database, own), tendersOf(database, own)]);
      const told = sales.filter((sale) => sale.told === 'total'); // companies are told by their documents
      return { currency, sales: told, tenders: profile.nature === 'services' ? tenders : [], transfers: [] };
    }),
  );
  const into = span.currency;
  const missing: NoRate[] = [];
  const told = books.map(({ currency, ...book }) => {
    if (currency === into) return book;
    const days = new Set([...book.sales, ...book.tenders].map(({ day }) => day));
    const none = [...days].filter((day) => rateOn(rates, currency, day, profile.exchange) === undefined);
    missing.push(...none.toSorted().map((day) => ({ currency, day })));
    const crossOf = (day: Day) => crossOn(rates, { currency, into, day }, profile.exchange);
    return none.length > 0 ? book : bookIn(into, book, currency, crossOf);
  });
  if (missing.length > 0) return { report: null, missing };
  const sales = told.flatMap((book) => book.sales);
  const tenders = told.flatMap((book) => book.tenders);
  return { report: reportOf(period, sales, tenders, profile.nature), missing };
}

/**
 * The schedule: periods that are over are reported once, and once more for each time that their totals have changed. A period in which a rate
 * is missing waits for it. Companies established elsewhere report nothing here.
 */
export async function makeReports(database: Database): Promise<void> {
  for (const { entityId, address } of await readEntities(database)) {
    const { profile, version } = await profileOf(database, entityId);
    if (version === 0 || !isReporting(address)) continue; // nobody has decided how this company is taxed
    const { timeZone } = (await houseOf(database)).settings;
    let period = periodBefore(profile.regime, periodOf(profile.regime, dayIn(clock(), timeZone)).from);
    for (let i = 0; i < LOOK_BACK; i++) {
      const { report } = await totalsOf(database, entityId, period);
      if (report) await database.transaction({ actor: 'system:invoicing' }, (tx) => keepReport(tx, entityId, report));
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

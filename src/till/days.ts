/** The days of all tills, for the office: what each was sold, counted and found to differ by, with its tickets. */
import { empty, sql, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';
import type { TicketSums, TillSums } from './day.ts';
import type { TicketBody } from './model.ts';
import { withMoves, type Session } from './session.ts';

export type TillDay = Session & {
  readonly deviceId: string;
  readonly till: string;
  readonly siteId: string;
  readonly site: string;
  /** Receipts of its tickets that were printed again. */
  readonly copies: number;
};

export const daySorts = ['newest', 'oldest', 'difference'] as const;
export type DayFilter = {
  readonly q?: string | undefined;
  readonly show: 'all' | 'open' | 'closed' | 'differs';
  readonly siteIds: readonly string[] | undefined;
  readonly sort: (typeof daySorts)[number];
  /** Of the row before: when it was opened, or by how much it differed, and its id. */
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

const columns = sql`s.session_id AS "sessionId", s.device_id AS "deviceId", d.name || ' · ' || d.code AS till, d.site_id AS "siteId", o.name AS site, s.number, s.currency,
  s.float_minor AS "floatMinor", s.first_sequence AS "firstSequence", s.opened_by AS "openedBy", s.opened_at AS "openedAt", s.last_sequence AS "lastSequence",
  s.expected_minor AS "expectedMinor", s.counted_minor AS "countedMinor", s.left_minor AS "leftMinor", s.report, s.closed_by AS "closedBy", s.closed_at AS "closedAt",
  (SELECT count(*)::int FROM till.ticket t JOIN till.print p USING (ticket_id) WHERE t.device_id = s.device_id AND p.copy > 0
    AND t.sequence BETWEEN s.first_sequence AND coalesce(s.last_sequence, 9223372036854775807)) AS copies`;
const from = sql`till.session s JOIN till.device d USING (device_id) JOIN org.site o ON o.site_id = d.site_id`;

type Row = Omit<TillDay, 'report'> & { readonly report: string | null };
const dayOf = ({ report, ...row }: Row): TillDay => ({
  ...row,
  report: report === null ? null : withMoves(JSON.parse(report) as TicketSums & Partial<TillSums>),
});

/** Days of tills by the name or code of the till or its store, the newest first, or those that differ most. */
export async function listDays(db: Db, filter: DayFilter): Promise<TillDay[]> {
  const { q, show, siteIds } = filter;
  const like = q === undefined ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const said =
    q === undefined ? empty : sql`AND (d.name ILIKE ${like} OR d.code ILIKE ${like} OR o.name ILIKE ${like})`;
  const at = siteIds === undefined ? empty : sql`AND d.site_id = ANY(${[...siteIds]}::text[])`;
  const rows = await db.query<Row>(
    sql`SELECT ${columns} FROM ${from} WHERE true ${shown(show)} ${said} ${at} ${pageOf(filter)}`,
  );
  return rows.map(dayOf);
}

function shown(show: DayFilter['show']): Sql {
  if (show === 'open') return sql`AND s.closed_at IS NULL`;
  if (show === 'closed') return sql`AND s.closed_at IS NOT NULL`;
  return show === 'differs' ? sql`AND s.counted_minor <> s.expected_minor` : empty;
}

function pageOf({ sort, after, limit }: DayFilter): Sql {
  const key = after?.key ?? null;
  const id = after?.id ?? '';
  if (sort === 'difference')
    return sql`AND (${key}::bigint IS NULL OR (abs(coalesce(s.counted_minor - s.expected_minor, 0)), s.session_id) < (${key}::bigint, ${id}))
      ORDER BY abs(coalesce(s.counted_minor - s.expected_minor, 0)) DESC, s.session_id DESC LIMIT ${limit}`;
  if (sort === 'oldest')
    return sql`AND (${key}::timestamptz IS NULL OR (s.opened_at, s.session_id) > (${key}::timestamptz, ${id}))
      ORDER BY s.opened_at, s.session_id LIMIT ${limit}`;
  return sql`AND (${key}::timestamptz IS NULL OR (s.opened_at, s.session_id) < (${key}::timestamptz, ${id}))
    ORDER BY s.opened_at DESC, s.session_id DESC LIMIT ${limit}`;
}

/** The key of a row in its order. */
export const dayKeyOf = ({ openedAt, countedMinor, expectedMinor }: TillDay, sort: DayFilter['sort']): string =>
  sort === 'difference' ? String(Math.abs((countedMinor ?? 0) - (expectedMinor ?? 0))) : openedAt;

export async function dayById(db: Db, sessionId: string): Promise<TillDay | undefined> {
  const [row] = await db.query<Row>(sql`SELECT ${columns} FROM ${from} WHERE s.session_id = ${sessionId}`);
  return row && dayOf(row);
}

export type DayTicket = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly kind: 'sale' | 'return' | 'payment';
  readonly totalMinor: number;
  readonly methods: readonly string[];
  readonly staffId: string;
  readonly copies: number;
  readonly at: Instant;
};

/** The tickets of a day, in the order of their chain, after a number. */
export async function ticketsOfDay(
  db: Db,
  { deviceId, firstSequence, lastSequence }: Pick<TillDay, 'deviceId' | 'firstSequence' | 'lastSequence'>,
  { after = 0, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<DayTicket[]> {
  const rows = await db.query<Omit<DayTicket, 'totalMinor' | 'methods' | 'staffId'> & { readonly body: string }>(sql`
    SELECT t.ticket_id AS "ticketId", t.order_id AS "orderId", t.sequence, t.kind, t.body, t.at,
      (SELECT count(*)::int FROM till.print p WHERE p.ticket_id = t.ticket_id AND p.copy > 0) AS copies
    FROM till.ticket t WHERE t.device_id = ${deviceId} AND t.sequence > ${Math.max(after, firstSequence - 1)}
      AND t.sequence <= ${lastSequence ?? Number.MAX_SAFE_INTEGER} ORDER BY t.sequence LIMIT ${limit}`);
  return rows.map(({ body, ...row }) => {
    const { totalMinor, payments, staffId } = JSON.parse(body) as TicketBody;
    return { ...row, totalMinor, staffId, methods: [...new Set(payments.map(({ method }) => method))] };
  });
}

import { sql, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';
import { touches } from '#orders';
import { announcedOf, duesOf, returnById, returnColumns, type AnnouncedLine, type Return } from './hold.ts';
import type { ExchangeState } from './exchange-model.ts';
import type { State } from './model.ts';

/** Of a return `r` of an order `o`: whether the order, its goods or where they are expected touch one of these sites; undefined: all. */
const seenAt = (siteIds: readonly string[] | undefined): Sql =>
  siteIds === undefined
    ? sql`true`
    : sql`(${touches(siteIds)} OR r.site_id = ANY(${siteIds}::text[]) OR EXISTS (SELECT 1 FROM returns.receipt c
        WHERE c.return_id = r.return_id AND c.site_id = ANY(${siteIds}::text[])))`;

export type ReturnFilter = {
  /** A return's or an order's number, or a buyer's name or e-mail. */
  readonly q?: string | undefined;
  readonly state?: State | undefined;
  /** `open`: waits for goods or a person; `owed`: money that is not back; `late`: and its day is near or over. */
  readonly wait?: 'open' | 'owed' | 'late' | undefined;
  readonly orderId?: string | undefined;
  readonly siteIds?: readonly string[] | undefined;
  readonly sort?: 'newest' | 'oldest' | undefined;
  readonly after?: { readonly at: Instant; readonly returnId: string } | undefined;
  readonly limit: number;
};

export type ReturnHead = Return & {
  readonly orderNumber: string;
  readonly channelId: string;
  readonly customerName: string;
  /** Units that were announced, and that came. */
  readonly announced: number;
  readonly came: number;
  readonly currency: string;
  readonly owedMinor: number;
  readonly paidMinor: number;
  /** Where its last exchange stands. */
  readonly exchangeState: ExchangeState | null;
};

const waiting = (wait: ReturnFilter['wait']): Sql => {
  const unpaid = sql`EXISTS (SELECT 1 FROM returns.due d WHERE d.return_id = r.return_id AND d.paid_at IS NULL)`;
  if (wait === 'open') return sql`r.state NOT IN ('resolved', 'refused', 'cancelled')`;
  if (wait === 'owed') return unpaid;
  if (wait === 'late')
    return sql`r.pay_by < now() + interval '3 days' AND (${unpaid} OR r.state NOT IN ('resolved', 'refused', 'cancelled'))`;
  return sql`true`;
};

function pageOf({ sort, after, limit }: ReturnFilter): Sql {
  const [at, id] = [after?.at ?? null, after?.returnId ?? ''];
  return sort === 'oldest'
    ? sql`AND (${at}::timestamptz IS NULL OR (r.asked_at, r.return_id) > (${at}::timestamptz, ${id}))
        ORDER BY r.asked_at, r.return_id LIMIT ${limit}`
    : sql`AND (${at}::timestamptz IS NULL OR (r.asked_at, r.return_id) < (${at}::timestamptz, ${id}))
        ORDER BY r.asked_at DESC, r.return_id DESC LIMIT ${limit}`;
}

/** Returns, the newest first. */
export async function listReturns(db: Db, filter: ReturnFilter): Promise<ReturnHead[]> {
  const q = filter.q?.trim() ?? '';
  const [like, number] = [`%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`, `${q.toUpperCase().replace(/[\\%_]/g, '')}%`];
  return db.query<ReturnHead>(sql`
    SELECT ${returnColumns}, o.number AS "orderNumber", o.channel_id AS "channelId", o.contact->>'name' AS "customerName", o.currency,
      (SELECT coalesce(sum(quantity), 0) FROM returns.line l WHERE l.return_id = r.return_id)::bigint AS announced,
      (SELECT coalesce(sum(quantity), 0) FROM returns.item i WHERE i.return_id = r.return_id)::bigint AS came,
      (SELECT coalesce(sum(minor), 0) FROM returns.due d WHERE d.return_id = r.return_id)::bigint AS "owedMinor",
      (SELECT coalesce(sum(minor), 0) FROM returns.due d WHERE d.return_id = r.return_id AND d.paid_at IS NOT NULL)::bigint AS "paidMinor",
      (SELECT x.state FROM returns.exchange x WHERE x.return_id = r.return_id ORDER BY x.at DESC, x.exchange_id DESC LIMIT 1) AS "exchangeState"
    FROM returns.request r JOIN orders.order o USING (order_id)
    WHERE (${filter.state ?? null}::text IS NULL OR r.state = ${filter.state ?? null})
      AND (${filter.orderId ?? null}::text IS NULL OR r.order_id = ${filter.orderId ?? null})
      AND ${seenAt(filter.siteIds)} AND ${waiting(filter.wait)}
      AND (${q} = '' OR r.number LIKE ${number} OR o.number LIKE ${number} OR o.contact->>'name' ILIKE ${like} OR o.contact->>'email' ILIKE ${like})
      ${pageOf(filter)}`);
}

/** Whether a return touches one of these sites; undefined: all. */
export async function returnTouches(
  db: Db,
  returnId: string,
  siteIds: readonly string[] | undefined,
): Promise<boolean> {
  const found = await db.query(sql`
    SELECT 1 FROM returns.request r JOIN orders.order o USING (order_id) WHERE r.return_id = ${returnId} AND ${seenAt(siteIds)}`);
  return found.length > 0;
}

/** A return by the number that people and QR codes say. */
export async function returnByNumber(db: Db, number: string): Promise<Return | undefined> {
  const [row] = await db.query<Return>(
    sql`SELECT ${returnColumns} FROM returns.request r WHERE number = ${number.toUpperCase()}`,
  );
  return row;
}

export type ReturnBrief = Return & {
  readonly lines: readonly AnnouncedLine[];
  readonly owedMinor: number;
  readonly paidMinor: number;
};

/** Returns of an order, the newest first, with what was announced and what is owed. */
export async function returnsOf(db: Db, orderId: string): Promise<ReturnBrief[]> {
  const rows = await db.query<Return>(
    sql`SELECT ${returnColumns} FROM returns.request r WHERE order_id = ${orderId} ORDER BY asked_at DESC, return_id DESC`,
  );
  const [lines, dues] = await Promise.all([
    announcedOf(
      db,
      rows.map((row) => row.returnId),
    ),
    duesOf(db, [orderId]),
  ]);
  return rows.map((row) => {
    const mine = dues.filter((due) => due.returnId === row.returnId);
    return {
      ...row,
      lines: lines
        .filter((line) => line.returnId === row.returnId)
        .map(({ lineNo, quantity }) => ({ lineNo, quantity })),
      owedMinor: mine.reduce((sum, due) => sum + due.minor, 0),
      paidMinor: mine.reduce((sum, due) => sum + due.doneMinor, 0),
    };
  });
}

export { returnById };

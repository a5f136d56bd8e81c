import { empty, sql, type Db } from '#base/db';
import type { Instant } from '#base/time';
import { linesOf } from './head.ts';
import { numberOf, type Line, type State } from './model.ts';

type Row = {
  readonly transferId: string;
  readonly fromSite: string;
  readonly toSite: string;
  readonly state: State;
  readonly note: string;
  readonly reference: string;
  readonly expectedAt: Instant | null;
  readonly promisable: boolean;
  readonly reverseOf: string | null;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly pickedAt: Instant | null;
  readonly shippedAt: Instant | null;
  readonly closedAt: Instant | null;
};

const columns = sql`t.transfer_id AS "transferId", t.from_site AS "fromSite", t.to_site AS "toSite", t.state, t.note, t.reference,
  t.expected_at AS "expectedAt", t.promisable, t.reverse_of AS "reverseOf", t.version, t.made_by AS "madeBy", t.made_at AS "madeAt",
  t.picked_at AS "pickedAt", t.shipped_at AS "shippedAt", t.closed_at AS "closedAt"`;

export type TransferLine = Row & {
  readonly number: string;
  readonly articles: number;
  readonly asked: number;
  readonly shipped: number;
  readonly received: number;
  readonly underWay: number;
  /** Articles with something lost, damaged or extra. */
  readonly discrepancies: number;
};

export type TransferFilter = {
  /** Only those from or to one of these sites. */
  readonly siteIds?: readonly string[] | undefined;
  readonly siteId?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly states?: readonly State[] | undefined;
  /** A number, a reference, words of the note. */
  readonly q?: string | undefined;
  readonly skuId?: string | undefined;
  readonly oldest?: boolean | undefined;
  /** The last one of the page before. */
  readonly after?: { readonly at: Instant; readonly transferId: string } | undefined;
  readonly limit: number;
};

/** Transfers, newest first (or oldest), by when they were made. */
export async function listTransfers(db: Db, filter: TransferFilter): Promise<TransferLine[]> {
  const { siteIds, siteId, direction, states, after, limit } = filter;
  const q = filter.q === undefined ? null : `%${filter.q.replace(/^tr-/i, '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const [inward, outward] = [direction !== 'out', direction !== 'in'];
  const rows = await db.query<Omit<TransferLine, 'number'>>(sql`
    SELECT ${columns}, s.articles, s.asked, s.shipped, s.received, s."underWay", s.discrepancies
    FROM transfers.transfer t CROSS JOIN LATERAL (
      SELECT count(*) AS articles, coalesce(sum(asked), 0)::bigint AS asked, coalesce(sum(shipped), 0)::bigint AS shipped,
        coalesce(sum(received), 0)::bigint AS received, coalesce(sum(l.shipped - l.received - l.lost - l.sent_back), 0)::bigint AS "underWay",
        count(*) FILTER (WHERE lost > found OR damaged > 0 OR extra > 0) AS discrepancies
      FROM transfers.line l WHERE l.transfer_id = t.transfer_id) s
    WHERE (${siteIds ?? null}::text[] IS NULL OR t.from_site = ANY(${siteIds ?? null}::text[]) OR t.to_site = ANY(${siteIds ?? null}::text[]))
      AND (${siteId ?? null}::text IS NULL OR (${outward}::boolean AND t.from_site = ${siteId ?? null}) OR (${inward}::boolean AND t.to_site = ${siteId ?? null}))
      AND (${states ?? null}::text[] IS NULL OR t.state = ANY(${states ?? null}::text[]))
      AND (${q}::text IS NULL OR t.transfer_id ILIKE ${q} OR t.reference ILIKE ${q} OR t.note ILIKE ${q})
      AND (${filter.skuId ?? null}::text IS NULL OR EXISTS (SELECT FROM transfers.line l WHERE l.transfer_id = t.transfer_id AND l.sku_id = ${filter.skuId ?? null}))
      ${
        after === undefined
          ? empty
          : filter.oldest
            ? sql`AND (t.made_at, t.transfer_id) > (${after.at}::timestamptz, ${after.transferId})`
            : sql`AND (t.made_at, t.transfer_id) < (${after.at}::timestamptz, ${after.transferId})`
      }
    ORDER BY ${filter.oldest ? sql`t.made_at, t.transfer_id` : sql`t.made_at DESC, t.transfer_id DESC`} LIMIT ${limit}`);
  return rows.map((row) => ({ ...row, number: numberOf(row.transferId) }));
}

export type Transfer = Row & { readonly number: string; readonly lines: readonly Line[] };

/** A transfer with its lines; undefined when there is none. */
export async function transferById(db: Db, transferId: string): Promise<Transfer | undefined> {
  const [rows, lines] = await Promise.all([
    db.query<Row>(sql`SELECT ${columns} FROM transfers.transfer t WHERE t.transfer_id = ${transferId}`),
    linesOf(db, [transferId]),
  ]);
  const row = rows[0];
  return row && { ...row, number: numberOf(transferId), lines: lines.map(({ transferId: _of, ...line }) => line) };
}

/** Goods under way to a site: an article of a transfer. */
export type Incoming = {
  readonly skuId: string;
  readonly siteId: string;
  readonly transferId: string;
  readonly quantity: number;
  readonly expectedAt: Instant | null;
  readonly promisable: boolean;
};

/** What is under way, by article and site; of some articles, to some sites. Keyset by article and transfer. */
export async function incoming(
  db: Db,
  filter: {
    readonly skuIds?: readonly string[] | undefined;
    readonly siteIds?: readonly string[] | undefined;
    readonly promisable?: boolean | undefined;
    readonly after?: { readonly skuId: string; readonly transferId: string } | undefined;
    readonly limit: number;
  },
): Promise<Incoming[]> {
  const { skuIds, siteIds, promisable, after, limit } = filter;
  return db.query<Incoming>(sql`
    SELECT l.sku_id AS "skuId", t.to_site AS "siteId", t.transfer_id AS "transferId",
      (l.shipped - l.received - l.lost - l.sent_back)::bigint AS quantity, t.expected_at AS "expectedAt", t.promisable
    FROM transfers.transfer t JOIN transfers.line l USING (transfer_id)
    WHERE t.state IN ('shipped', 'receiving') AND l.shipped - l.received - l.lost - l.sent_back > 0
      AND (${skuIds ?? null}::text[] IS NULL OR l.sku_id = ANY(${skuIds ?? null}::text[]))
      AND (${siteIds ?? null}::text[] IS NULL OR t.to_site = ANY(${siteIds ?? null}::text[]))
      AND (${promisable ?? null}::boolean IS NULL OR t.promisable = ${promisable ?? null})
      ${after === undefined ? empty : sql`AND (l.sku_id, t.transfer_id) > (${after.skuId}, ${after.transferId})`}
    ORDER BY l.sku_id, t.transfer_id LIMIT ${limit}`);
}

/** Units that transfers lost between two instants, by article and the site that waited for them; what was found again comes off. */
export async function lostUnderWay(
  db: Db,
  span: { readonly from: Instant; readonly to: Instant; readonly siteIds?: readonly string[] | undefined },
): Promise<{ skuId: string; siteId: string; quantity: number }[]> {
  return db.query(sql`
    SELECT m.sku_id AS "skuId", t.to_site AS "siteId", sum(CASE WHEN m.to_place = 'lost' THEN m.quantity ELSE -m.quantity END)::bigint AS quantity
    FROM inventory.movement m JOIN transfers.transfer t ON t.transfer_id = m.document
    WHERE m.at >= ${span.from}::timestamptz AND m.at < ${span.to}::timestamptz AND m.reason IN ('transfer_lost', 'transfer_found')
      AND (${span.siteIds ?? null}::text[] IS NULL OR t.to_site = ANY(${span.siteIds ?? null}::text[]))
    GROUP BY 1, 2`);
}

import { empty, sql, type Db } from '#base/db';
import type { Instant } from '#base/time';
import { placeOf, stockedAt } from '#inventory';
import { numberOf, type Scope, type State } from './model.ts';

export type CountRow = {
  readonly countId: string;
  readonly number: string;
  readonly siteId: string;
  readonly scope: Scope;
  readonly state: State;
  readonly name: string;
  readonly blind: boolean;
  readonly recountUnits: number | null;
  readonly recountPercent: number | null;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly finishedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
  /** Articles in it, and how many of them somebody scanned. */
  readonly lines: number;
  readonly scanned: number;
  /** Waiting for their second count. */
  readonly recount: number;
  readonly counters: number;
  /** Units posted as more, and as fewer, than the book. */
  readonly more: number;
  readonly fewer: number;
};

export type CountFilter = {
  readonly siteIds?: readonly string[] | undefined;
  readonly states?: readonly State[] | undefined;
  readonly q?: string | undefined;
  readonly countId?: string | undefined;
  readonly after?: { readonly at: Instant; readonly countId: string } | undefined;
  readonly limit: number;
};

/** Counts, newest first. */
export async function listCounts(db: Db, filter: CountFilter): Promise<CountRow[]> {
  const { siteIds, states, countId, after, limit } = filter;
  const q = filter.q === undefined ? null : `%${filter.q.replace(/^co-/i, '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const rows = await db.query<Omit<CountRow, 'number'>>(sql`
    SELECT c.count_id AS "countId", c.site_id AS "siteId", c.scope, c.state, c.name, c.blind, c.recount_units AS "recountUnits",
      c.recount_percent AS "recountPercent", c.version, c.made_by AS "madeBy", c.made_at AS "madeAt", c.finished_at AS "finishedAt",
      c.closed_at AS "closedAt", c.closed_by AS "closedBy", l.lines, s.scanned, l.recount, s.counters, l.more, l.fewer
    FROM counts.count c
    CROSS JOIN LATERAL (SELECT count(*) AS lines,
        count(*) FILTER (WHERE round = 2 AND NOT accepted AND posted_at IS NULL AND NOT EXISTS (
          SELECT FROM counts.scan s WHERE s.count_id = l.count_id AND s.sku_id = l.sku_id AND s.round = 2)) AS recount,
        coalesce(sum(difference) FILTER (WHERE difference > 0), 0)::bigint AS more,
        coalesce(-sum(difference) FILTER (WHERE difference < 0), 0)::bigint AS fewer
      FROM counts.line l WHERE l.count_id = c.count_id) l
    CROSS JOIN LATERAL (SELECT count(DISTINCT sku_id) AS scanned, count(DISTINCT counter) AS counters
      FROM counts.scan s WHERE s.count_id = c.count_id) s
    WHERE (${siteIds ?? null}::text[] IS NULL OR c.site_id = ANY(${siteIds ?? null}::text[]))
      AND (${states ?? null}::text[] IS NULL OR c.state = ANY(${states ?? null}::text[]))
      AND (${countId ?? null}::text IS NULL OR c.count_id = ${countId ?? null})
      AND (${q}::text IS NULL OR c.count_id ILIKE ${q} OR c.name ILIKE ${q})
      ${after === undefined ? empty : sql`AND (c.made_at, c.count_id) < (${after.at}::timestamptz, ${after.countId})`}
    ORDER BY c.made_at DESC, c.count_id DESC LIMIT ${limit}`);
  return rows.map((row) => ({ ...row, number: numberOf(row.countId) }));
}

export type Proposal = { readonly skuId: string; readonly onHand: number; readonly countedAt: Instant | null };

/** Which articles of a site to count next: never counted first, then those counted longest ago, the largest stocks first. */
export async function proposeArticles(db: Db, siteId: string, limit: number): Promise<Proposal[]> {
  const [stocked, counted] = await Promise.all([
    stockedAt(db, placeOf(siteId)),
    db.query<{ skuId: string; at: Instant }>(sql`
      SELECT l.sku_id AS "skuId", max(l.posted_at) AS at FROM counts.line l JOIN counts.count c USING (count_id)
      WHERE c.site_id = ${siteId} AND l.posted_at IS NOT NULL GROUP BY 1`),
  ]);
  const last = new Map(counted.map((row) => [row.skuId, row.at]));
  return stocked
    .map((row) => ({ ...row, countedAt: last.get(row.skuId) ?? null }))
    .toSorted((a, b) => (a.countedAt ?? '').localeCompare(b.countedAt ?? '') || b.onHand - a.onHand)
    .slice(0, limit);
}

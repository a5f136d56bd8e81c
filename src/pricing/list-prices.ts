/** What one list says of articles at given moments, whatever channels make of it: for whoever sets prices, and for files of prices. */
import { sql, type Db } from '#base/db';
import type { Instant } from '#base/time';
import { timelineOf, type PriceSpan } from './timeline.ts';

export type AskedStep = { readonly skuId: string; readonly fromUnits: number; readonly at: Instant };
export type StepInForce = {
  /** Null: the article, or its step, is not in the list any more. */
  readonly minor: number | null;
  readonly compareAtMinor: number | null;
  readonly until: Instant | null;
};

/** What a list says of each article and step at its own moment, in the order asked; undefined where it never said anything yet. */
export async function stepsInForce(
  db: Db,
  listId: string,
  asked: readonly AskedStep[],
): Promise<(StepInForce | undefined)[]> {
  const rows = await db.query<StepInForce & { no: number }>(sql`
    SELECT w.no::int AS no, p.minor, p.compare_at_minor AS "compareAtMinor", p.valid_to AS until
    FROM unnest(${asked.map((one) => one.skuId)}::text[], ${asked.map((one) => one.fromUnits)}::int[], ${asked.map((one) => one.at)}::timestamptz[])
      WITH ORDINALITY AS w(sku_id, from_units, at, no)
    CROSS JOIN LATERAL (
      SELECT minor, compare_at_minor, valid_to FROM pricing.price p
      WHERE p.sku_id = w.sku_id AND p.list_id = ${listId} AND p.from_units = w.from_units AND valid_from <= w.at
        AND (valid_to IS NULL OR valid_to > w.at)
      ORDER BY valid_from DESC, seq DESC LIMIT 1) p`);
  const found = new Map(rows.map(({ no, ...row }) => [no, row]));
  return asked.map((_, i) => found.get(i + 1));
}

export type ListedSpan = PriceSpan & { readonly skuId: string; readonly fromUnits: number };

/**
 * What a list says from a moment on: what is in force then, what is planned, and what comes back when a price with an end gives way. By
 * article id; `afterSkuId` empty begins at the first. At most `limit` articles; the last one's id is where to go on.
 */
export async function listTimeline(
  db: Db,
  listId: string,
  at: Instant,
  { afterSkuId, limit }: { readonly afterSkuId: string; readonly limit: number },
): Promise<{ readonly spans: readonly ListedSpan[]; readonly last: string | undefined }> {
  const skus = await db.query<{ skuId: string }>(sql`
    SELECT DISTINCT sku_id AS "skuId" FROM pricing.listed WHERE list_id = ${listId} AND sku_id > ${afterSkuId} ORDER BY 1 LIMIT ${limit}`);
  const skuIds = skus.map((row) => row.skuId);
  const rows = await db.query<{
    skuId: string;
    fromUnits: number;
    from: Instant;
    until: Instant | null;
    minor: number | null;
    compareAtMinor: number | null;
  }>(sql`
    SELECT sku_id AS "skuId", from_units AS "fromUnits", valid_from AS "from", valid_to AS until, minor, compare_at_minor AS "compareAtMinor"
    FROM pricing.price WHERE list_id = ${listId} AND sku_id = ANY(${skuIds}::text[]) AND (valid_to IS NULL OR valid_to > ${at}::timestamptz)
    ORDER BY sku_id, from_units, valid_from, seq`);
  const spans: ListedSpan[] = [];
  for (const [, own] of Map.groupBy(rows, (row) => `${row.skuId} ${row.fromUnits}`)) {
    const [first] = own;
    if (!first) continue;
    for (const span of timelineOf(own, at)) spans.push({ skuId: first.skuId, fromUnits: first.fromUnits, ...span });
  }
  return { spans, last: skuIds.at(-1) };
}

/** What was picked and packed of orders: read, under their locks or without. */
import { sql, type Db } from '#base/db';
import type { KeptLine } from '#orders';
import type { PackLine } from './model.ts';

type Done = { orderId: string; lineNo: number; siteId: string; skuId: string; picked: number; packed: number };

/** Lines of these orders at a site, each with what is kept, picked and packed. `kept` is told by who knows it. */
export async function linesAt(
  db: Db,
  siteId: string,
  kept: ReadonlyMap<string, readonly Pick<KeptLine, 'lineNo' | 'skuId' | 'quantity'>[]>,
): Promise<Map<string, PackLine[]>> {
  const orderIds = [...kept.keys()];
  const rows = await db.query<Done>(sql`
    SELECT order_id AS "orderId", line_no AS "lineNo", site_id AS "siteId", sku_id AS "skuId",
      sum(picked)::bigint AS picked, sum(packed)::bigint AS packed
    FROM (SELECT order_id, line_no, site_id, sku_id, picked, 0 AS packed FROM fulfilment.pick
        WHERE order_id = ANY(${orderIds}::text[]) AND site_id = ${siteId}
      UNION ALL SELECT p.order_id, l.line_no, p.site_id, l.sku_id, 0, l.quantity
        FROM fulfilment.parcel p JOIN fulfilment.parcel_line l USING (parcel_id)
        WHERE p.order_id = ANY(${orderIds}::text[]) AND p.site_id = ${siteId} AND p.state IN ('packing', 'packed')) w
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`);
  const done = Map.groupBy(rows, (row) => row.orderId);
  return new Map(
    [...kept].map(([orderId, lines]) => {
      const own = done.get(orderId) ?? [];
      const nos = [...new Set([...lines, ...own].map((line) => line.lineNo))].toSorted((a, b) => a - b);
      return [orderId, nos.map((lineNo) => lineOf(lineNo, lines, own))];
    }),
  );
}

function lineOf(
  lineNo: number,
  kept: readonly Pick<KeptLine, 'lineNo' | 'skuId' | 'quantity'>[],
  own: readonly Done[],
): PackLine {
  const here = kept.filter((line) => line.lineNo === lineNo);
  const done = own.find((line) => line.lineNo === lineNo);
  return {
    lineNo,
    skuId: here[0]?.skuId ?? done?.skuId ?? '',
    kept: here.reduce((sum, line) => sum + line.quantity, 0),
    picked: done?.picked ?? 0,
    packed: done?.packed ?? 0,
  };
}

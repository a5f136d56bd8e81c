import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of counts. Each must return nothing; `verify` runs them in one snapshot. */
export const countOracles: readonly Oracle[] = [
  {
    code: 'CNT1',
    promise: 'what a count posted is the difference of its scans to the book, and so are its movements',
    violations: sql`
      WITH moved AS (
        SELECT document AS count_id, sku_id, sum(CASE WHEN to_place = 'unaccounted' THEN -quantity ELSE quantity END) AS quantity
        FROM inventory.movement WHERE document LIKE 'cnt\\_%' AND document IN (SELECT count_id FROM counts.count) GROUP BY 1, 2)
      SELECT format('count %s of %s: posted %s, movements %s', count_id, sku_id, coalesce(l.difference, 0), coalesce(m.quantity, 0)) AS what
      FROM (SELECT count_id, sku_id, difference FROM counts.line WHERE posted_at IS NOT NULL) l FULL JOIN moved m USING (count_id, sku_id)
      WHERE coalesce(l.difference, 0) <> coalesce(m.quantity, 0)
      UNION ALL
      SELECT format('count %s of %s: posted %s, scanned %s', l.count_id, l.sku_id, l.counted, s.quantity)
      FROM counts.line l JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS quantity FROM counts.scan s
        WHERE s.count_id = l.count_id AND s.sku_id = l.sku_id AND s.round = CASE WHEN l.accepted THEN 1 ELSE l.round END) s ON true
      WHERE l.posted_at IS NOT NULL AND l.counted <> s.quantity`,
  },
  {
    code: 'CNT2',
    promise: 'only a count in review or posted has posted anything',
    violations: sql`
      SELECT format('count %s is %s and posted %s', c.count_id, c.state, l.sku_id) AS what
      FROM counts.count c JOIN counts.line l USING (count_id) WHERE l.posted_at IS NOT NULL AND c.state = 'cancelled'`,
  },
];

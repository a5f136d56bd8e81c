/** What is told to other countries' tax offices: the invariants of it. */
import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** As `isAbroad` has it, of the case `t` of an order's VAT. */
const abroad = sql`(t.tax->>'scheme' <> 'domestic' OR t.tax->>'destination' <> left(t.tax->>'home', 2) OR t.tax->>'country' <> left(t.tax->>'home', 2))`;
/** The journal's reactions write it down; what happened in the last minute may be on its way. */
const settled = sql`NOT EXISTS (SELECT FROM journal.event e WHERE e.subject_id = t.order_id AND e.at > now() - interval '1 minute')`;

export const taxOracles: readonly Oracle[] = [
  {
    code: 'TAX1',
    promise: 'what is declared of orders taxed abroad is the VAT frozen with them, by rate, and of others nothing',
    inTime: true,
    violations: sql`
      WITH t AS (SELECT * FROM orders.order t WHERE t.tax IS NOT NULL),
      said AS (SELECT t.order_id, (g->>'rate')::int AS rate, (g->'net'->>'minor')::bigint AS net, (g->'tax'->>'minor')::bigint AS tax
        FROM t CROSS JOIN LATERAL jsonb_array_elements(t.tax_groups) g WHERE t.state = 'placed' AND ${abroad}),
      written AS (SELECT s.order_id, s.rate, sum(s.net_minor) AS net, sum(s.tax_minor) AS tax FROM tax.sale s
        WHERE s.sale_id LIKE 'ord\\_%' GROUP BY 1, 2 HAVING sum(s.net_minor) <> 0 OR sum(s.tax_minor) <> 0)
      SELECT format('order %s at %s: it says %s and %s VAT, declared %s and %s', order_id, rate, coalesce(said.net, 0), coalesce(said.tax, 0),
        coalesce(written.net, 0), coalesce(written.tax, 0)) AS what
      FROM said FULL JOIN written USING (order_id, rate) LEFT JOIN orders.order t USING (order_id)
      WHERE (coalesce(said.net, 0) <> coalesce(written.net, 0) OR coalesce(said.tax, 0) <> coalesce(written.tax, 0)) AND ${settled}`,
  },
  {
    code: 'TAX1',
    promise:
      'no more VAT goes back of a sale taxed abroad than was declared for it, and each row is its order’s own country and currency',
    violations: sql`
      SELECT format('order %s at %s: %s and %s VAT are left after what went back', order_id, rate, sum(net_minor), sum(tax_minor)) AS what
      FROM tax.sale GROUP BY order_id, rate HAVING sum(net_minor) < 0 OR sum(tax_minor) < 0
      UNION ALL
      SELECT format('sale %s of order %s: %s in %s, its order says %s in %s', s.sale_id, s.order_id, s.country, s.currency, t.tax->>'country', t.currency)
      FROM tax.sale s JOIN orders.order t USING (order_id) WHERE t.tax IS NOT NULL
        AND (s.country <> t.tax->>'country' OR s.currency <> t.currency OR s.scheme <> t.tax->>'scheme')`,
  },
];

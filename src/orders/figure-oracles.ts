/** The running totals of sales and promotions: the invariants of them. */
import { sql } from '#base/db';
import type { Oracle } from '#base/module';
import { toldOf } from './promotion-totals.ts';

export const figureOracles: readonly Oracle[] = [
  {
    code: 'FIG1',
    promise: 'the totals of a day are the sum of the orders that are counted on it, and so are those of each promotion',
    violations: sql`
      WITH s AS (SELECT day, channel_id, currency, count(*) AS orders, sum(gross_minor) AS minor FROM orders.counted GROUP BY 1, 2, 3)
      SELECT format('%s %s %s: %s orders of %s, the total says %s of %s', day, channel_id, currency, coalesce(s.orders, 0), coalesce(s.minor, 0),
        coalesce(t.orders, 0), coalesce(t.turnover_minor, 0)) AS what
      FROM s FULL JOIN orders.sales_day t USING (day, channel_id, currency)
      WHERE coalesce(s.orders, 0) <> coalesce(t.orders, 0) OR coalesce(s.minor, 0) <> coalesce(t.turnover_minor, 0)
      UNION ALL
      SELECT format('%s of %s %s %s: %s orders less %s, the total says %s less %s', promotion_id, day, channel_id, currency, coalesce(p.uses, 0),
        coalesce(p.given, 0), coalesce(t.uses, 0), coalesce(t.given_minor, 0))
      FROM (SELECT h.key AS promotion_id, day, channel_id, currency, count(*) AS uses, sum(h.value::bigint) AS given, sum(gross_minor) AS worth
        FROM orders.counted CROSS JOIN LATERAL jsonb_each_text(told) h GROUP BY 1, 2, 3, 4) p
      FULL JOIN orders.promotion_day t USING (promotion_id, day, channel_id, currency)
      WHERE coalesce(p.uses, 0) <> coalesce(t.uses, 0) OR coalesce(p.given, 0) <> coalesce(t.given_minor, 0)
        OR coalesce(p.worth, 0) <> coalesce(t.worth_minor, 0)
      UNION ALL
      SELECT format('%s of %s %s %s: its days sum to %s less %s, the month says %s less %s', promotion_id, month, channel_id, currency, coalesce(d.uses, 0),
        coalesce(d.given, 0), coalesce(m.uses, 0), coalesce(m.given_minor, 0))
      FROM (SELECT promotion_id, date_trunc('month', day)::date AS month, channel_id, currency, sum(uses) AS uses, sum(given_minor) AS given,
        sum(worth_minor) AS worth FROM orders.promotion_day GROUP BY 1, 2, 3, 4) d
      FULL JOIN orders.promotion_month m USING (promotion_id, month, channel_id, currency)
      WHERE coalesce(d.uses, 0) <> coalesce(m.uses, 0) OR coalesce(d.given, 0) <> coalesce(m.given_minor, 0)
        OR coalesce(d.worth, 0) <> coalesce(m.worth_minor, 0)`,
  },
  {
    code: 'FIG1',
    promise:
      'an order is counted as what it is: once it stands, not once it is cancelled, with what each promotion took off it',
    // A reaction counts it: what it has not heard of yet may be otherwise.
    violations: sql`
      SELECT format('order %s: %s less %s, counted as %s less %s', coalesce(i.order_id, c.order_id), i.gross_minor, i.told, c.gross_minor, c.told) AS what
      FROM (SELECT o.order_id, o.channel_id, o.currency, o.gross_minor, ${toldOf} AS told FROM orders.order o
        WHERE o.placed_at IS NOT NULL AND o.state <> 'cancelled') i
      FULL JOIN orders.counted c USING (order_id)
      WHERE (i.order_id IS NULL OR c.order_id IS NULL OR (i.channel_id, i.currency, i.gross_minor, i.told) <> (c.channel_id, c.currency, c.gross_minor, c.told))
        AND NOT EXISTS (SELECT FROM journal.event e LEFT JOIN journal.cursor h ON h.follower = 'orders.figures'
          WHERE e.subject_id = coalesce(i.order_id, c.order_id) AND e.type IN ('orders.placed', 'orders.needs_decision', 'orders.edited', 'orders.cancelled')
            AND (h.follower IS NULL OR (e.xid, e.seq) > (h.xid, h.seq)))`,
  },
];

import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of preparing. Each must return nothing; `verify` runs them in one snapshot. */
export const fulfilmentOracles: readonly Oracle[] = [
  {
    code: 'FUL1',
    promise:
      'what a parcel holds is what left in it: each line by posted reservations of its order, and nothing before it left',
    violations: sql`
      WITH gone AS (SELECT parcel_id, line_no, sum(quantity) AS quantity FROM fulfilment.gone GROUP BY 1, 2),
      held AS (SELECT l.parcel_id, l.line_no, l.quantity FROM fulfilment.parcel_line l JOIN fulfilment.parcel p USING (parcel_id) WHERE p.state = 'left')
      SELECT format('parcel %s line %s: holds %s, left %s', parcel_id, line_no, coalesce(h.quantity, 0), coalesce(g.quantity, 0)) AS what
      FROM held h FULL JOIN gone g USING (parcel_id, line_no) WHERE coalesce(h.quantity, 0) <> coalesce(g.quantity, 0)
      UNION ALL
      SELECT format('parcel %s line %s left without a posted reservation of its order: %s', g.parcel_id, g.line_no, g.reservation_id)
      FROM fulfilment.gone g JOIN fulfilment.parcel p USING (parcel_id)
      LEFT JOIN orders.allocation a ON a.order_id = p.order_id AND a.line_no = g.line_no AND a.reservation_id = g.reservation_id
      LEFT JOIN inventory.reservation r ON r.sku_id = g.sku_id AND r.reservation_id = g.reservation_id
      WHERE a.order_id IS NULL OR r.state IS DISTINCT FROM 'posted' OR r.quantity <> g.quantity`,
  },
  {
    code: 'FUL2',
    promise:
      'what was picked for a line is kept for it, as the order was when that was agreed; what lies in parcels was picked',
    violations: sql`
      WITH kept AS (SELECT a.order_id, a.line_no, a.place_id, sum(a.quantity) AS quantity FROM orders.allocation a
        JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id AND r.state = 'pending' GROUP BY 1, 2, 3),
      packed AS (SELECT p.order_id, p.site_id, l.line_no, sum(l.quantity) AS quantity FROM fulfilment.parcel p JOIN fulfilment.parcel_line l USING (parcel_id)
        WHERE p.state IN ('packing', 'packed') GROUP BY 1, 2, 3)
      SELECT format('order %s line %s at %s: picked %s, kept %s, packed %s', p.order_id, p.line_no, p.site_id, p.picked,
        coalesce(k.quantity, 0), coalesce(d.quantity, 0)) AS what
      FROM fulfilment.pick p JOIN orders.order o ON o.order_id = p.order_id AND o.version = p.order_version
      LEFT JOIN kept k ON k.order_id = p.order_id AND k.line_no = p.line_no AND k.place_id = 'plc' || substr(p.site_id, 4)
      LEFT JOIN packed d ON d.order_id = p.order_id AND d.line_no = p.line_no AND d.site_id = p.site_id
      WHERE o.state = 'placed' AND (p.picked > coalesce(k.quantity, 0) OR coalesce(d.quantity, 0) > p.picked)`,
  },
  {
    code: 'FUL3',
    promise: 'no parcel of a cancelled order left, and none was delivered before it left',
    violations: sql`
      SELECT format('parcel %s of order %s, which is %s, left', p.parcel_id, p.order_id, o.state) AS what
      FROM fulfilment.parcel p JOIN orders.order o USING (order_id) WHERE p.state = 'left' AND o.state <> 'placed'
      UNION ALL
      SELECT format('parcel %s was delivered and is %s', parcel_id, state) FROM fulfilment.parcel WHERE delivered_at IS NOT NULL AND state <> 'left'`,
  },
  {
    code: 'FUL4',
    promise:
      'parcels of a line hold no more than was shipped of it, and what was ended for not being collected was not handed over',
    violations: sql`
      WITH gone AS (SELECT p.order_id, g.line_no, sum(g.quantity) AS quantity FROM fulfilment.gone g JOIN fulfilment.parcel p USING (parcel_id) GROUP BY 1, 2)
      SELECT format('order %s line %s: shipped %s, in parcels %s', g.order_id, g.line_no, coalesce(l.shipped, 0), g.quantity) AS what
      FROM gone g LEFT JOIN orders.line l USING (order_id, line_no) WHERE g.quantity > coalesce(l.shipped, 0)
      UNION ALL
      SELECT format('order %s was collected, and is %s', c.order_id, o.state) FROM fulfilment.collection c JOIN orders.order o USING (order_id)
      WHERE c.collected_at IS NOT NULL AND o.state = 'cancelled'`,
  },
];

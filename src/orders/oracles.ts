import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of orders. */
export const orderOracles: readonly Oracle[] = [
  {
    code: 'ORD1',
    promise: 'per line: allocated + back-ordered + flagged + cancelled + shipped = ordered',
    violations: sql`
      WITH held AS (
        SELECT a.order_id, a.line_no, sum(a.quantity) AS quantity FROM orders.allocation a
        JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id AND r.state = 'pending' GROUP BY 1, 2)
      SELECT format('order %s line %s: ordered %s, allocated %s, back-ordered %s, flagged %s, cancelled %s, shipped %s',
        l.order_id, l.line_no, l.ordered, coalesce(h.quantity, 0), l.backordered, l.flagged, l.cancelled, l.shipped) AS what
      FROM orders.line l LEFT JOIN held h USING (order_id, line_no)
      WHERE coalesce(h.quantity, 0) + l.backordered + l.flagged + l.cancelled + l.shipped <> l.ordered`,
  },
  {
    code: 'ORD2',
    promise: 'an allocation belongs to a reservation of its order and size; a reservation feeds one line',
    violations: sql`
      SELECT format('allocation of order %s line %s has no such reservation %s', a.order_id, a.line_no, a.reservation_id) AS what
      FROM orders.allocation a LEFT JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id
      WHERE r.reservation_id IS NULL OR r.holder <> a.order_id OR r.quantity <> a.quantity
      UNION ALL
      SELECT format('reservation %s feeds %s lines', reservation_id, count(*)) FROM orders.allocation GROUP BY reservation_id HAVING count(*) > 1
      UNION ALL
      SELECT format('pending reservation %s of order %s feeds no line', r.reservation_id, r.holder) FROM inventory.reservation r
      LEFT JOIN orders.allocation a ON a.order_id = r.holder AND a.reservation_id = r.reservation_id
      WHERE r.state = 'pending' AND r.holder LIKE 'ord\\_%' AND a.order_id IS NULL`,
  },
  {
    code: 'ORD3',
    promise: 'every order stands in the journal with its own id, is placed once, and has lines that sum to its total',
    violations: sql`
      SELECT format('order %s is not in the journal', o.order_id) AS what FROM orders.order o
      WHERE NOT EXISTS (SELECT 1 FROM journal.event e WHERE e.subject_id = o.order_id AND e.version = 1)
      UNION ALL
      SELECT format('order %s is %s and has %s placed events', o.order_id, o.state, count(e.seq)) FROM orders.order o
      LEFT JOIN journal.event e ON e.subject_id = o.order_id AND e.type = 'orders.placed'
      GROUP BY o.order_id HAVING count(e.seq) > 1 OR (o.state = 'placed' AND count(e.seq) = 0)
      UNION ALL
      SELECT format('order %s: items %s, lines %s', o.order_id, o.items_minor, coalesce(sum(l.total_minor), 0))
      FROM orders.order o LEFT JOIN orders.line l USING (order_id) GROUP BY o.order_id HAVING o.items_minor <> coalesce(sum(l.total_minor), 0)`,
  },
  {
    code: 'ORD3',
    promise: 'no order without its money: what is placed stands on payments of its worth, promised, set aside or taken',
    violations: sql`
      WITH paid AS (SELECT order_id, sum(amount_minor) AS minor FROM payments.payment
        WHERE state IN ('promised', 'authorised', 'captured', 'quarantined') GROUP BY 1)
      SELECT format('order %s is %s and worth %s, its payments %s', o.order_id, o.state, o.gross_minor, coalesce(p.minor, 0)) AS what
      FROM orders.order o LEFT JOIN paid p USING (order_id)
      WHERE o.state IN ('placed', 'needs_decision') AND o.gross_minor > coalesce(p.minor, 0)`,
  },
  {
    code: 'ORD4',
    promise: 'who waits for stock has a place under the cap: the waiting units of lines are those of the counters',
    violations: sql`
      WITH waiting AS (SELECT l.sku_id, o.channel_id, sum(l.backordered) AS quantity FROM orders.line l JOIN orders.order o USING (order_id)
        WHERE l.backordered > 0 GROUP BY 1, 2)
      SELECT format('%s on %s: lines wait for %s, the counter says %s', sku_id, channel_id, coalesce(w.quantity, 0), coalesce(c.waiting, 0)) AS what
      FROM sourcing.later c FULL JOIN waiting w USING (sku_id, channel_id) WHERE coalesce(w.quantity, 0) <> coalesce(c.waiting, 0)`,
  },
];

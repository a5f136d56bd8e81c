import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** What the units still wanted of a line `l` were bought for: their frozen share, as `shareOf` has it. */
const worth = sql`(l.total_minor / l.ordered) * (l.ordered - l.cancelled) + least(l.ordered - l.cancelled, l.total_minor % l.ordered)`;

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
    promise:
      'every order stands in the journal with its own id, is placed once (again only after it was cancelled), and has lines that sum to its total',
    violations: sql`
      SELECT format('order %s is not in the journal', o.order_id) AS what FROM orders.order o
      WHERE NOT EXISTS (SELECT 1 FROM journal.event e WHERE e.subject_id = o.order_id AND e.version = 1)
      UNION ALL
      SELECT format('order %s is %s, was placed %s times and cancelled %s times', o.order_id, o.state, count(e.seq) FILTER (WHERE e.type = 'orders.placed'),
        count(e.seq) FILTER (WHERE e.type = 'orders.cancelled')) FROM orders.order o
      LEFT JOIN journal.event e ON e.subject_id = o.order_id AND e.type IN ('orders.placed', 'orders.cancelled')
      GROUP BY o.order_id HAVING count(e.seq) FILTER (WHERE e.type = 'orders.placed') > 1 + count(e.seq) FILTER (WHERE e.type = 'orders.cancelled')
        OR (o.state = 'placed' AND count(e.seq) FILTER (WHERE e.type = 'orders.placed') = 0)
      UNION ALL
      SELECT format('order %s: items %s, what is wanted of its lines %s', o.order_id, o.items_minor, coalesce(sum(${worth}), 0))
      FROM orders.order o LEFT JOIN orders.line l USING (order_id) WHERE o.state <> 'cancelled'
      GROUP BY o.order_id HAVING o.items_minor <> coalesce(sum(${worth}), 0)`,
  },
  {
    code: 'DIS1',
    promise: 'a line cost its price less what promotions took off, and each of them says how much',
    violations: sql`
      SELECT format('order %s line %s: %s units at %s less %s cost %s', order_id, line_no, ordered, unit_minor, discount_minor, total_minor) AS what
      FROM orders.line l JOIN orders.order o USING (order_id)
      WHERE unit_minor * ordered - discount_minor <> l.total_minor
        AND NOT (o.tax->>'basis' = 'net' AND unit_minor * ordered - discount_minor = l.net_minor)
      UNION ALL
      SELECT format('order %s line %s: less %s, its promotions %s', order_id, line_no, discount_minor, discounts) FROM orders.line
      WHERE discount_minor <> coalesce((SELECT sum((d ->> 'minor')::bigint) FROM jsonb_array_elements(discounts) d), 0)`,
  },
  {
    code: 'ORD3',
    promise:
      'no order without its money: what is placed stands on payments of its worth, promised, set aside or taken, or says what is due',
    violations: sql`
      WITH paid AS (SELECT order_id, sum(amount_minor) AS minor FROM payments.payment
        WHERE state IN ('promised', 'authorised', 'captured', 'quarantined') GROUP BY 1)
      SELECT format('order %s is %s and worth %s, its payments %s', o.order_id, o.state, o.gross_minor, coalesce(p.minor, 0)) AS what
      FROM orders.order o LEFT JOIN paid p USING (order_id)
      WHERE o.state IN ('placed', 'needs_decision') AND o.gross_minor > coalesce(p.minor, 0) + greatest(o.balance_minor, 0)`,
  },
  {
    code: 'ORD5',
    promise:
      'the last version of an order is what it is worth: versions follow each other without a gap, each by its delta',
    violations: sql`
      SELECT format('order %s: version %s is worth %s, the one before %s and the change %s', order_id, number, gross_minor, was, delta_minor) AS what
      FROM (SELECT v.*, lag(gross_minor) OVER w AS was, lag(number) OVER w AS last FROM orders.version v
        WINDOW w AS (PARTITION BY order_id ORDER BY number)) v
      WHERE number <> coalesce(last, 0) + 1 OR gross_minor <> coalesce(was, gross_minor) + delta_minor
        OR gross_minor <> (totals->'gross'->>'minor')::bigint
        OR (totals->'items'->>'minor')::bigint <> (SELECT coalesce(sum((l->>'worthMinor')::bigint), 0) FROM jsonb_array_elements(lines) l)
      UNION ALL
      SELECT format('order %s is worth %s, its last version %s', o.order_id, o.gross_minor, v.gross_minor) FROM orders.order o
      JOIN (SELECT DISTINCT ON (order_id) order_id, gross_minor FROM orders.version ORDER BY order_id, number DESC) v USING (order_id)
      WHERE v.gross_minor <> o.gross_minor
      UNION ALL
      SELECT format('order %s was worth %s at first, its first version %s', o.order_id, coalesce(o.first_minor, o.gross_minor), v.gross_minor)
      FROM orders.order o LEFT JOIN orders.version v ON v.order_id = o.order_id AND v.number = 1
      WHERE (o.first_minor IS NULL) <> (v.order_id IS NULL) OR o.first_minor <> v.gross_minor`,
  },
  {
    code: 'ORD6',
    promise:
      'what is owed for changes is the sum of its entries; each payment, promise and refund among them is there with its amount',
    violations: sql`
      SELECT format('order %s: the balance is %s, its entries %s', o.order_id, o.balance_minor, coalesce(sum(b.minor), 0)) AS what
      FROM orders.order o LEFT JOIN orders.balance b USING (order_id) GROUP BY o.order_id HAVING o.balance_minor <> coalesce(sum(b.minor), 0)
      UNION ALL
      SELECT format('order %s: its changes make %s, it went from %s to %s', o.order_id, coalesce(sum(b.minor), 0), o.first_minor, o.gross_minor)
      FROM orders.order o LEFT JOIN orders.balance b ON b.order_id = o.order_id AND b.kind = 'edit'
      GROUP BY o.order_id HAVING coalesce(sum(b.minor), 0) <> o.gross_minor - coalesce(o.first_minor, o.gross_minor)
      UNION ALL
      SELECT format('order %s: %s %s of %s has no payment of that amount', b.order_id, b.kind, b.entry_id, b.minor) FROM orders.balance b
      LEFT JOIN payments.payment p ON p.payment_id = split_part(b.entry_id, ':', 1) AND p.order_id = b.order_id
      WHERE b.kind IN ('paid', 'promised', 'promise_ended') AND abs(b.minor) IS DISTINCT FROM p.amount_minor
      UNION ALL
      SELECT format('order %s: %s %s of %s is no refund of its payments', b.order_id, b.kind, b.entry_id, b.minor) FROM orders.balance b
      LEFT JOIN payments.refund r ON r.refund_id = split_part(b.entry_id, ':', 1)
      LEFT JOIN payments.payment p ON p.payment_id = r.payment_id AND p.order_id = b.order_id
      WHERE b.kind IN ('refund', 'refund_failed') AND (p.payment_id IS NULL OR abs(b.minor) <> r.minor)`,
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
  {
    code: 'ORD9',
    promise: 'never two live links of the house for one owed sum, and none for a sum that is not owed any more',
    violations: sql`
      WITH live AS (SELECT link_id, order_id, minor FROM orders.pay_link
        WHERE minor IS NOT NULL AND revoked_at IS NULL AND used_at IS NULL AND expires_at > now())
      SELECT format('order %s has %s live links: %s', order_id, count(*), string_agg(link_id, ', ')) AS what
      FROM live GROUP BY order_id HAVING count(*) > 1
      UNION ALL
      SELECT format('order %s is %s and owes %s, its link %s asks for %s', o.order_id, o.state, o.balance_minor, l.link_id, l.minor)
      FROM live l JOIN orders.order o USING (order_id)
      WHERE (o.state <> 'placed' OR l.minor <> o.balance_minor)
        AND NOT EXISTS (SELECT FROM payments.payment p WHERE p.order_id = o.order_id AND p.method = 'transfer' AND p.state = 'promised')
        AND NOT EXISTS (SELECT FROM orders.balance b WHERE b.order_id = o.order_id AND b.at > now() - interval '15 minutes')
        AND NOT EXISTS (SELECT FROM orders.version v WHERE v.order_id = o.order_id AND v.at > now() - interval '15 minutes')`,
  },
];

import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of returns. Each must return nothing; `verify` runs them in one snapshot. */
export const returnOracles: readonly Oracle[] = [
  {
    code: 'RET1',
    promise: 'what an order’s line counts as back is what was received of it, and no more than it has sent',
    violations: sql`
      WITH came AS (SELECT order_id, line_no, sum(quantity) AS quantity FROM returns.item WHERE kind = 'line' GROUP BY 1, 2)
      SELECT format('order %s line %s: received %s, counted %s, shipped %s', coalesce(l.order_id, c.order_id), coalesce(l.line_no, c.line_no),
        coalesce(c.quantity, 0), coalesce(l.returned, 0), coalesce(l.shipped, 0)) AS what
      FROM came c FULL JOIN (SELECT * FROM orders.line WHERE returned > 0) l USING (order_id, line_no)
      WHERE coalesce(c.quantity, 0) <> coalesce(l.returned, 0) OR coalesce(l.returned, 0) > coalesce(l.shipped, 0)`,
  },
  {
    code: 'RET2',
    promise: 'each unit that came moved once into quarantine, and once to the place that its inspection says',
    violations: sql`
      WITH place(disposition, prefix) AS (VALUES ('sellable', 'plc'), ('refurbish', 'rfb'), ('scrap', 'scr'), ('vendor', 'vnd'))
      SELECT format('item %s of return %s has no such movement into quarantine', i.item_id, i.return_id) AS what
      FROM returns.item i JOIN returns.receipt c USING (receipt_id)
      LEFT JOIN inventory.movement m ON m.sku_id = i.sku_id AND m.movement_id = i.item_id
      WHERE i.sku_id IS NOT NULL AND (m.movement_id IS NULL OR m.quantity <> i.quantity OR m.from_place <> 'customers'
        OR m.to_place <> 'qua' || substr(c.site_id, 4))
      UNION ALL
      SELECT format('part %s of return %s has no such movement to %s', p.part_id, p.return_id, coalesce(p.disposition, 'nowhere'))
      FROM returns.part p JOIN returns.item i USING (item_id) JOIN returns.receipt c USING (receipt_id)
      LEFT JOIN place USING (disposition) LEFT JOIN inventory.movement m ON m.sku_id = i.sku_id AND m.movement_id = p.part_id
      WHERE i.sku_id IS NOT NULL AND (m.movement_id IS NULL OR m.quantity <> p.quantity OR m.from_place <> 'qua' || substr(c.site_id, 4)
        OR m.to_place IS DISTINCT FROM place.prefix || substr(c.site_id, 4))
      UNION ALL
      SELECT format('item %s of %s units was looked at %s times', i.item_id, i.quantity, sum(p.quantity))
      FROM returns.item i JOIN returns.part p USING (item_id) GROUP BY i.item_id HAVING sum(p.quantity) > i.quantity
      UNION ALL
      SELECT format('movement %s of return %s belongs to nothing that came', m.movement_id, m.document) FROM inventory.movement m
      WHERE m.reason LIKE 'return%' AND m.document LIKE 'rtn\\_%' AND m.movement_id LIKE 'rt%'
        AND NOT EXISTS (SELECT 1 FROM returns.item i WHERE i.item_id = m.movement_id)
        AND NOT EXISTS (SELECT 1 FROM returns.part p WHERE p.part_id = m.movement_id)`,
  },
  {
    code: 'RET3',
    promise: 'what is owed for an order is for units that it has, once each, and no more than was paid for it',
    violations: sql`
      WITH units AS (SELECT d.order_id, (l->>'lineNo')::int AS line_no, sum((l->>'quantity')::bigint) AS quantity
        FROM returns.due d CROSS JOIN jsonb_array_elements(d.lines) AS l GROUP BY 1, 2),
      owed AS (SELECT order_id, sum(minor) AS minor, count(*) FILTER (WHERE carriage <> '[]') AS carriages FROM returns.due GROUP BY 1),
      taken AS (SELECT order_id, sum(captured_minor) AS minor
        FROM payments.payment GROUP BY 1)
      SELECT format('order %s line %s: money for %s units of %s', u.order_id, u.line_no, u.quantity, coalesce(l.ordered, 0)) AS what
      FROM units u LEFT JOIN orders.line l USING (order_id, line_no) WHERE l.order_id IS NULL OR u.quantity > l.ordered
      UNION ALL
      SELECT format('order %s: owed %s of %s that were taken, carriage %s times', o.order_id, o.minor, coalesce(t.minor, 0), o.carriages)
      FROM owed o LEFT JOIN taken t USING (order_id) WHERE o.minor > coalesce(t.minor, 0) OR o.carriages > 1`,
  },
  {
    code: 'RET4',
    promise:
      'a due is paid by refunds of its order’s payments, never by more than it, and said to be paid only when all of it is back',
    violations: sql`
      WITH paid AS (SELECT b.due_id, sum(b.minor) FILTER (WHERE f.state <> 'refused') AS minor, sum(b.minor) FILTER (WHERE f.state = 'done') AS done,
          count(*) FILTER (WHERE f.refund_id IS NULL OR f.minor <> b.minor OR f.payment_id <> b.payment_id OR p.order_id IS DISTINCT FROM d.order_id) AS strange
        FROM returns.payback b JOIN returns.due d USING (due_id) LEFT JOIN payments.refund f USING (refund_id)
        LEFT JOIN payments.payment p ON p.payment_id = b.payment_id GROUP BY 1)
      SELECT format('due %s of return %s: owed %s, refunds %s, back %s, strange %s, paid %s', d.due_id, d.return_id, d.minor, coalesce(p.minor, 0),
        coalesce(p.done, 0), coalesce(p.strange, 0), coalesce(d.paid_at::text, 'no')) AS what
      FROM returns.due d LEFT JOIN paid p USING (due_id)
      WHERE coalesce(p.minor, 0) > d.minor OR coalesce(p.strange, 0) > 0 OR (d.paid_at IS NOT NULL AND coalesce(p.done, 0) <> d.minor)`,
  },
  {
    code: 'RET5',
    promise: 'a return that is over has nothing that nobody looked at, and every return stands in the journal',
    violations: sql`
      SELECT format('return %s is %s with %s units not looked at', r.return_id, r.state, i.quantity - coalesce(p.quantity, 0)) AS what
      FROM returns.request r JOIN (SELECT return_id, sum(quantity) AS quantity FROM returns.item GROUP BY 1) i USING (return_id)
      LEFT JOIN (SELECT return_id, sum(quantity) AS quantity FROM returns.part GROUP BY 1) p USING (return_id)
      WHERE r.state IN ('resolved', 'refused', 'cancelled') AND i.quantity > coalesce(p.quantity, 0)
      UNION ALL
      SELECT format('return %s is not in the journal', r.return_id) FROM returns.request r
      WHERE r.content_hash <> '' AND NOT EXISTS (SELECT 1 FROM journal.event e WHERE e.subject_id = r.return_id AND e.version = 1)`,
  },
  {
    code: 'RET6',
    promise:
      'an exchange pays for one new order what came back is worth, as far as that costs, once; goods are set aside for it only while it waits',
    violations: sql`
      WITH moved AS (SELECT b.due_id, sum(p.amount_minor) AS minor, count(DISTINCT p.order_id) AS orders, min(p.order_id) AS order_id
        FROM returns.payback b JOIN payments.exchange e USING (refund_id) JOIN payments.payment p ON p.payment_id = e.payment_id GROUP BY 1)
      SELECT format('exchange %s of return %s: worth %s, due %s; costs %s, ordered %s; pays %s, moved %s to %s', x.exchange_id, x.return_id, x.value_minor,
        coalesce(d.minor::text, 'nothing'), x.total_minor, coalesce(o.first_minor, o.gross_minor), x.tender_minor, coalesce(m.minor, 0),
        coalesce(m.order_id, 'nowhere')) AS what
      FROM returns.exchange x LEFT JOIN returns.due d USING (due_id) LEFT JOIN moved m USING (due_id) LEFT JOIN orders.order o ON o.order_id = x.new_order_id
      WHERE x.state = 'done' AND (d.due_id IS NULL OR d.way <> 'exchange' OR d.return_id <> x.return_id OR d.minor <> x.value_minor OR o.order_id IS NULL
        OR coalesce(o.first_minor, o.gross_minor) <> x.total_minor OR coalesce(m.minor, 0) <> x.tender_minor
        OR x.tender_minor <> least(x.value_minor, x.total_minor) OR coalesce(m.orders, 1) <> 1 OR coalesce(m.order_id, x.new_order_id) <> x.new_order_id)
      UNION ALL
      SELECT format('due %s of return %s was exchanged for nothing', d.due_id, d.return_id) FROM returns.due d
      LEFT JOIN returns.exchange x ON x.due_id = d.due_id WHERE d.way = 'exchange' AND x.exchange_id IS NULL
      UNION ALL
      SELECT format('%s of %s are set aside for exchange %s, which is %s', r.quantity, r.sku_id, r.holder, coalesce(x.state, 'not there'))
      FROM inventory.reservation r LEFT JOIN returns.exchange x ON x.exchange_id = r.holder
      WHERE r.state = 'pending' AND r.holder LIKE 'exc\\_%' AND x.state IS DISTINCT FROM 'held'`,
  },
  {
    code: 'TAX2',
    promise: 'what goes back of VAT declared abroad is the VAT of what is owed for the return, by rate',
    inTime: true,
    violations: sql`
      WITH d AS (SELECT d.* FROM returns.due d JOIN orders.order t USING (order_id) WHERE t.tax IS NOT NULL AND (t.tax->>'scheme' <> 'domestic'
          OR t.tax->>'destination' <> left(t.tax->>'home', 2) OR t.tax->>'country' <> left(t.tax->>'home', 2))),
      part AS (
        SELECT d.due_id, (l->>'rate')::int AS rate, (l->>'minor')::bigint - (l->>'deductMinor')::bigint AS gross, CASE WHEN (l->>'minor')::bigint = 0 THEN 0
          ELSE floor((l->>'netMinor')::numeric * ((l->>'minor')::bigint - (l->>'deductMinor')::bigint) / (l->>'minor')::bigint + 0.5) END AS net
        FROM d CROSS JOIN LATERAL jsonb_array_elements(d.lines) l
        UNION ALL SELECT d.due_id, (c->>'rate')::int, (c->>'minor')::bigint, (c->>'netMinor')::bigint FROM d CROSS JOIN LATERAL jsonb_array_elements(d.carriage) c),
      owed AS (SELECT due_id, rate, sum(net) AS net, sum(gross - net) AS tax FROM part GROUP BY 1, 2 HAVING sum(net) <> 0 OR sum(gross - net) <> 0),
      written AS (SELECT sale_id AS due_id, rate, -sum(net_minor) AS net, -sum(tax_minor) AS tax FROM tax.sale WHERE sale_id LIKE 'due\\_%' GROUP BY 1, 2)
      SELECT format('due %s at %s: %s and %s VAT go back, declared %s and %s', due_id, rate, coalesce(o.net, 0), coalesce(o.tax, 0), coalesce(w.net, 0),
        coalesce(w.tax, 0)) AS what
      FROM owed o FULL JOIN written w USING (due_id, rate) LEFT JOIN returns.due d USING (due_id)
      WHERE (coalesce(o.net, 0) <> coalesce(w.net, 0) OR coalesce(o.tax, 0) <> coalesce(w.tax, 0)) AND coalesce(d.at, '-infinity') < now() - interval '1 minute'`,
  },
];

import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of buying. Each must return nothing; `verify` runs them in one snapshot. */
export const purchasingOracles: readonly Oracle[] = [
  {
    code: 'PUR1',
    promise: 'no line has received more than was ordered and tolerated, unless a person allowed it',
    violations: sql`
      SELECT format('%s of %s: %s arrived, %s allowed', l.sku_id, l.purchase_id, l.good + l.damaged, l.allowed) AS what
      FROM purchasing.purchase_line l WHERE l.good + l.damaged > l.allowed
      UNION ALL
      SELECT format('%s of %s: %s allowed of %s ordered, by nobody', l.sku_id, l.purchase_id, l.allowed, l.ordered)
      FROM purchasing.purchase_line l JOIN purchasing.purchase p USING (purchase_id)
      WHERE l.allowed_by IS NULL AND l.allowed > l.ordered + l.ordered * p.tolerance_percent / 100`,
  },
  {
    code: 'PUR2',
    promise: 'what a line has received is the sum of its deliveries',
    violations: sql`
      WITH came AS (
        SELECT r.purchase_id, l.sku_id, coalesce(sum(l.quantity) FILTER (WHERE l.state = 'good'), 0) AS good,
          coalesce(sum(l.quantity) FILTER (WHERE l.state = 'damaged'), 0) AS damaged
        FROM purchasing.receipt r JOIN purchasing.receipt_line l USING (receipt_id) WHERE l.state <> 'wrong' GROUP BY 1, 2)
      SELECT format('%s of %s: line %s + %s, deliveries %s + %s', sku_id, purchase_id, coalesce(k.good, 0), coalesce(k.damaged, 0),
        coalesce(c.good, 0), coalesce(c.damaged, 0)) AS what
      FROM purchasing.purchase_line k FULL JOIN came c USING (purchase_id, sku_id)
      WHERE coalesce(k.good, 0) <> coalesce(c.good, 0) OR coalesce(k.damaged, 0) <> coalesce(c.damaged, 0)`,
  },
  {
    code: 'PUR3',
    promise: 'each line of a delivery and of a return is one movement, and an order has no other movements',
    violations: sql`
      WITH said AS (
        SELECT l.sku_id, l.movement_id, l.quantity, r.purchase_id AS document, true AS comes
        FROM purchasing.receipt_line l JOIN purchasing.receipt r USING (receipt_id)
        UNION ALL SELECT sku_id, movement_id, quantity, return_id, false FROM purchasing.supplier_return_line)
      SELECT format('%s of %s: said %s, moved %s', s.sku_id, s.document, s.quantity, coalesce(m.quantity::text, 'nothing')) AS what
      FROM said s LEFT JOIN inventory.movement m ON m.sku_id = s.sku_id AND m.movement_id = s.movement_id
      WHERE m.movement_id IS NULL OR m.quantity <> s.quantity OR m.document <> s.document
        OR (CASE WHEN s.comes THEN m.from_place ELSE m.to_place END) <> 'suppliers'
      UNION ALL
      SELECT format('movement %s names %s, which does not know it', m.movement_id, m.document)
      FROM purchasing.purchase p JOIN inventory.movement m ON m.document = p.purchase_id
      WHERE NOT EXISTS (SELECT 1 FROM said s WHERE s.movement_id = m.movement_id AND s.document = m.document)`,
  },
  {
    code: 'CST1',
    promise: 'units and value of a position are the sum of its entries, numbered from one',
    violations: sql`
      SELECT format('%s of %s: %s units worth %s, entries %s worth %s', c.sku_id, c.entity_id, c.units, c.value_milli,
        coalesce(sum(e.units), 0), coalesce(sum(e.value_milli), 0)) AS what
      FROM purchasing.cost c LEFT JOIN purchasing.cost_entry e USING (sku_id, entity_id)
      GROUP BY c.sku_id, c.entity_id, c.units, c.value_milli, c.entries
      HAVING c.units <> coalesce(sum(e.units), 0) OR c.value_milli <> coalesce(sum(e.value_milli), 0)
        OR c.entries <> count(e.entry_no) OR coalesce(max(e.entry_no), 0) <> c.entries`,
  },
  {
    code: 'CST2',
    promise: 'nothing is worth something when nothing is there, and nothing is worth less than nothing',
    violations: sql`
      SELECT format('%s of %s: %s units worth %s', sku_id, entity_id, units, value_milli) AS what
      FROM purchasing.cost WHERE units < 0 OR value_milli < 0 OR (units = 0 AND value_milli <> 0)`,
  },
  {
    code: 'CST3',
    promise: 'what a delivery cost stands in the books: entries of an order are worth its deliveries',
    violations: sql`
      WITH came AS (
        SELECT r.purchase_id AS document, l.sku_id, sum(l.quantity) AS units, sum(l.value_milli) AS value
        FROM purchasing.receipt r JOIN purchasing.receipt_line l USING (receipt_id) WHERE l.state <> 'wrong' GROUP BY 1, 2),
      booked AS (SELECT document, sku_id, sum(units) AS units, sum(value_milli) AS value FROM purchasing.cost_entry WHERE kind = 'receipt' GROUP BY 1, 2)
      SELECT format('%s of %s: delivered %s worth %s, booked %s worth %s', sku_id, document, c.units, c.value, b.units, b.value) AS what
      FROM came c FULL JOIN booked b USING (document, sku_id)
      WHERE c.units IS DISTINCT FROM b.units OR c.value IS DISTINCT FROM b.value`,
  },
];

import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of transfers. Each must return nothing; `verify` runs them in one snapshot. */
export const transferOracles: readonly Oracle[] = [
  {
    code: 'TRF1',
    promise:
      'what a transfer has under way is what it shipped less what was received, lost or sent back, as its movements say',
    violations: sql`
      WITH moved AS (
        SELECT place_id, sku_id, sum(quantity) AS quantity FROM (
          SELECT to_place AS place_id, sku_id, quantity FROM inventory.movement WHERE to_place LIKE 'transit:%'
          UNION ALL SELECT from_place, sku_id, -quantity FROM inventory.movement WHERE from_place LIKE 'transit:%'
        ) m GROUP BY 1, 2),
      said AS (SELECT 'transit:' || transfer_id AS place_id, sku_id, shipped - received - lost - sent_back AS quantity FROM transfers.line)
      SELECT format('%s of %s: movements %s, lines %s', place_id, sku_id, coalesce(m.quantity, 0), coalesce(s.quantity, 0)) AS what
      FROM moved m FULL JOIN said s USING (place_id, sku_id)
      WHERE coalesce(m.quantity, 0) <> coalesce(s.quantity, 0) OR coalesce(s.quantity, 0) < 0`,
  },
  {
    code: 'TRF2',
    promise: 'a transfer that has not left, is closed or cancelled has nothing under way',
    violations: sql`
      SELECT format('transfer %s is %s and has %s of %s under way', t.transfer_id, t.state, l.shipped - l.received - l.lost - l.sent_back, l.sku_id) AS what
      FROM transfers.transfer t JOIN transfers.line l USING (transfer_id)
      WHERE t.state NOT IN ('shipped', 'receiving') AND l.shipped - l.received - l.lost - l.sent_back <> 0`,
  },
  {
    code: 'TRF3',
    promise: 'a picked transfer has what it picked reserved, and no other transfer has anything reserved',
    violations: sql`
      WITH held AS (SELECT holder AS transfer_id, sku_id, sum(quantity) AS quantity FROM inventory.reservation
        WHERE state = 'pending' AND holder LIKE 'trf\\_%' GROUP BY 1, 2),
      wanted AS (SELECT l.transfer_id, l.sku_id, l.picked AS quantity FROM transfers.line l JOIN transfers.transfer t USING (transfer_id)
        WHERE t.state = 'picked' AND l.picked > 0)
      SELECT format('transfer %s of %s: picked %s, reserved %s', transfer_id, sku_id, coalesce(w.quantity, 0), coalesce(h.quantity, 0)) AS what
      FROM held h FULL JOIN wanted w USING (transfer_id, sku_id) WHERE coalesce(w.quantity, 0) <> coalesce(h.quantity, 0)`,
  },
];

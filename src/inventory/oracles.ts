import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of stock. Each must return nothing; `verify` runs them in one snapshot. */
export const inventoryOracles: readonly Oracle[] = [
  {
    code: 'STK1',
    promise: 'on hand is the sum of the movements',
    violations: sql`
      WITH moved AS (
        SELECT sku_id, place_id, sum(quantity) AS quantity FROM (
          SELECT sku_id, to_place AS place_id, quantity FROM inventory.movement
          UNION ALL SELECT sku_id, from_place, -quantity FROM inventory.movement
        ) m WHERE place_id LIKE '___\\_%' GROUP BY 1, 2)
      SELECT format('%s at %s: on hand %s, movements %s', sku_id, place_id, coalesce(s.on_hand, 0), coalesce(m.quantity, 0)) AS what
      FROM inventory.shelf s FULL JOIN moved m USING (sku_id, place_id)
      WHERE coalesce(s.on_hand, 0) <> coalesce(m.quantity, 0)`,
  },
  {
    code: 'STK2',
    promise: 'reserved is the sum of the pending reservations',
    violations: sql`
      WITH held AS (SELECT sku_id, place_id, sum(quantity) AS quantity FROM inventory.reservation WHERE state = 'pending' GROUP BY 1, 2)
      SELECT format('%s at %s: reserved %s, pending %s', sku_id, place_id, coalesce(s.reserved, 0), coalesce(h.quantity, 0)) AS what
      FROM inventory.shelf s FULL JOIN held h USING (sku_id, place_id)
      WHERE coalesce(s.reserved, 0) <> coalesce(h.quantity, 0)`,
  },
  {
    code: 'STK3',
    promise: 'no shelf promises more than it holds',
    violations: sql`
      SELECT format('%s at %s: on hand %s, reserved %s, leased %s', sku_id, place_id, on_hand, reserved, leased) AS what
      FROM inventory.shelf WHERE reserved < 0 OR leased < 0 OR on_hand - reserved - leased < 0`,
  },
  {
    code: 'STK4',
    promise:
      'a posted reservation has exactly one movement to the customer, with its id and quantity; the others have none',
    violations: sql`
      SELECT format('reservation %s is %s, its movement has %s', r.reservation_id, r.state, coalesce(m.quantity::text, 'nothing')) AS what
      FROM inventory.reservation r LEFT JOIN inventory.movement m ON m.sku_id = r.sku_id AND m.movement_id = r.reservation_id
      WHERE (r.state = 'posted') <> (m.movement_id IS NOT NULL)
        OR (r.state = 'posted' AND (m.quantity <> r.quantity OR m.to_place <> 'customers' OR m.from_place <> r.place_id))`,
  },
  {
    code: 'STK5',
    promise: 'no reservation is pending 60 s after its expiry',
    inTime: true,
    violations: sql`
      SELECT format('reservation %s of %s expired at %s', reservation_id, holder, expires_at) AS what
      FROM inventory.reservation WHERE state = 'pending' AND expires_at < now() - interval '60 seconds'`,
  },
  {
    code: 'STK6',
    promise: 'leased is what open leases have left; each breach moved its units in from unaccounted',
    violations: sql`
      WITH lent AS (SELECT sku_id, place_id, sum(quantity - used) AS quantity FROM inventory.lease WHERE state = 'open' GROUP BY 1, 2)
      SELECT format('%s at %s: leased %s, open leases %s', sku_id, place_id, coalesce(s.leased, 0), coalesce(l.quantity, 0)) AS what
      FROM inventory.shelf s FULL JOIN lent l USING (sku_id, place_id) WHERE coalesce(s.leased, 0) <> coalesce(l.quantity, 0)
      UNION ALL
      SELECT format('breach %s of %s units has no movement from unaccounted', b.breach_id, b.quantity)
      FROM inventory.breach b LEFT JOIN inventory.movement m ON m.sku_id = b.sku_id AND m.movement_id = b.breach_id
      WHERE m.movement_id IS NULL OR m.from_place <> 'unaccounted' OR m.quantity <> b.quantity`,
  },
];

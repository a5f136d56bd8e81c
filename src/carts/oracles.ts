import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of carts. */
export const cartOracles: readonly Oracle[] = [
  {
    code: 'CRT1',
    promise: 'a request for approval holds goods only while it is open, and no longer than it says',
    violations: sql`
      SELECT format('%s of %s are set aside for %s, which is %s and holds until %s', r.quantity, r.sku_id, r.holder,
        coalesce(a.state, 'nowhere'), coalesce(a.held_until::text, 'never')) AS what
      FROM inventory.reservation r LEFT JOIN carts.approval a ON a.ask_id = r.holder
      WHERE r.state = 'pending' AND r.holder LIKE 'bap\\_%'
        AND (a.held_until IS NULL OR a.held_until < now() - interval '10 minutes'
          OR (a.state IN ('approved', 'refused') AND a.held_until > now()))`,
  },
];

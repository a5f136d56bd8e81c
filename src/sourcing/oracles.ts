import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of what is sold beyond stock. Who waits is told by the orders, above; their oracle holds both against each other. */
export const sourcingOracles: readonly Oracle[] = [
  {
    code: 'SRC1',
    promise: 'nobody is promised more beyond stock than the cap; who waits has a place under it',
    violations: sql`
      SELECT format('%s on %s: cap %s, taken %s, waiting %s', sku_id, channel_id, cap, taken, waiting) AS what
      FROM sourcing.later WHERE waiting < 0 OR waiting > taken OR taken > cap OR (kind = 'back_order' AND taken <> waiting)`,
  },
  {
    code: 'SRC2',
    promise: 'versions of the rules of a channel are numbered from one without gaps',
    violations: sql`
      SELECT format('rules of %s: %s versions, the last is number %s', coalesce(channel_id, 'the house'), count(*), max(version)) AS what
      FROM sourcing.policy GROUP BY channel_id HAVING count(*) <> max(version)`,
  },
];

import { sql } from '#base/db';
import type { Oracle } from '#base/module';

/** The invariants of limited promotions (COU1 of the design: uses of a coupon never pass its limit). */
export const pricingOracles: readonly Oracle[] = [
  {
    code: 'COU1',
    promise: 'a promotion is used no more often, and takes off no more, than a version of it ever allowed',
    violations: sql`
      SELECT format('%s: %s uses of %s, %s taken off of %s', promotion_id, t.uses, v.uses, t.spent_minor, v.budget) AS what
      FROM pricing.promotion_tally t
      JOIN (SELECT promotion_id, CASE WHEN count(max_uses) = count(*) THEN max(max_uses) END AS uses,
          CASE WHEN count(budget_minor) = count(*) THEN max(budget_minor) END AS budget
        FROM pricing.promotion GROUP BY 1) v USING (promotion_id)
      WHERE t.uses > v.uses OR t.spent_minor > v.budget`,
  },
  {
    code: 'COU2',
    promise: 'what a promotion and a code were used is the sum of the orders that used them',
    violations: sql`
      SELECT format('%s: tally %s/%s, uses %s/%s', t.promotion_id, t.uses, t.spent_minor, coalesce(u.uses, 0), coalesce(u.minor, 0)) AS what
      FROM pricing.promotion_tally t LEFT JOIN (
        SELECT promotion_id, count(*) AS uses, sum(minor) AS minor FROM pricing.promotion_use WHERE given_back_at IS NULL GROUP BY 1
      ) u USING (promotion_id) WHERE t.uses <> coalesce(u.uses, 0) OR t.spent_minor <> coalesce(u.minor, 0)
      UNION ALL
      SELECT format('code %s: %s, uses %s', c.code, c.uses, coalesce(u.uses, 0))
      FROM pricing.promotion_code c LEFT JOIN (
        SELECT code, count(*) AS uses FROM pricing.promotion_use WHERE given_back_at IS NULL AND code IS NOT NULL GROUP BY 1
      ) u USING (code) WHERE c.uses <> coalesce(u.uses, 0)`,
  },
];

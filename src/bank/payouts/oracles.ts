/** The invariants of what providers hold for us and pay out. */
import { sql } from '#base/db';
import type { Oracle } from '#base/module';

export const payoutOracles: readonly Oracle[] = [
  {
    code: 'PSP1',
    promise: 'our account with a provider is what was taken − given back − disputed − paid out − fees',
    violations: sql`
      WITH held AS (SELECT account, currency, sum(minor) AS minor FROM (
          SELECT to_account AS account, currency, minor FROM payments.movement WHERE to_account LIKE 'psp:%'
          UNION ALL SELECT from_account, currency, -minor FROM payments.movement WHERE from_account LIKE 'psp:%') m GROUP BY 1, 2),
      due AS (SELECT account, currency, sum(minor) AS minor FROM (
          SELECT 'psp:' || provider AS account, currency, captured_minor AS minor FROM payments.payment WHERE provider IN ('stripe', 'pretend')
          UNION ALL SELECT r.account, p.currency, -r.minor FROM payments.refund r JOIN payments.payment p USING (payment_id)
            WHERE r.state = 'done' AND r.account LIKE 'psp:%'
          UNION ALL SELECT 'psp:' || provider, currency, -(moved_minor + over_minor) FROM payments.dispute WHERE state <> 'won'
          UNION ALL SELECT 'psp:' || provider, currency, other_minor - minor - fee_minor FROM bank.payout) d GROUP BY 1, 2)
      SELECT format('%s: %s %s by movements, %s by payments and payouts', account, coalesce(h.minor, 0), currency, coalesce(d.minor, 0)) AS what
      FROM held h FULL JOIN due d USING (account, currency) WHERE coalesce(h.minor, 0) <> coalesce(d.minor, 0)`,
  },
  {
    code: 'PSP2',
    promise: 'a payout is the sum of its lines, and what our bank has not shown yet is on its way',
    violations: sql`
      SELECT format('payout %s: %s with fees %s, its lines %s and %s', p.payout_id, p.minor, p.fee_minor, coalesce(l.minor, 0), coalesce(l.fee, 0)) AS what
      FROM bank.payout p LEFT JOIN (SELECT payout_id, sum(gross_minor - fee_minor) AS minor, sum(fee_minor) AS fee FROM bank.payout_line GROUP BY 1) l
        USING (payout_id) WHERE p.minor <> coalesce(l.minor, 0) OR p.fee_minor <> coalesce(l.fee, 0)
      UNION ALL
      SELECT format('payout %s is said to be line %s, which shows %s of its %s', p.payout_id, coalesce(p.entry_id, 'none'), coalesce(t.minor, 0), p.minor)
      FROM bank.payout p FULL JOIN (SELECT target, entry_id, sum(minor) AS minor FROM bank.entry_part
        WHERE what = 'payout' AND undone_at IS NULL GROUP BY 1, 2) t ON t.target = p.payout_id
      WHERE CASE WHEN p.entry_id IS NULL THEN t.target IS NOT NULL ELSE t.entry_id IS DISTINCT FROM p.entry_id OR t.minor <> abs(p.minor) END
      UNION ALL
      SELECT format('on its way %s: %s by movements, %s by payouts', currency, coalesce(m.minor, 0), coalesce(w.minor, 0)) FROM (
        SELECT currency, sum(minor) AS minor FROM (SELECT currency, minor FROM payments.movement WHERE to_account = 'payouts'
          UNION ALL SELECT currency, -minor FROM payments.movement WHERE from_account = 'payouts') v GROUP BY 1) m
      FULL JOIN (SELECT currency, sum(minor) AS minor FROM bank.payout WHERE entry_id IS NULL GROUP BY 1) w USING (currency)
      WHERE coalesce(m.minor, 0) <> coalesce(w.minor, 0)`,
  },
];

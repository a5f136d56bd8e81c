/** The invariants of what companies owe. */
import { sql } from '#base/db';
import type { Oracle } from '#base/module';

export const receivableOracles: readonly Oracle[] = [
  {
    code: 'RCV1',
    promise:
      'each purchase on account is owed once, by its company, and what was received for it is the sum of its receipts',
    violations: sql`
      WITH got AS (SELECT payment_id, sum(minor) AS minor FROM payments.receipt_part GROUP BY 1)
      SELECT format('receivable %s of %s: payment %s, received %s, its receipts %s', coalesce(r.payment_id, p.payment_id, g.payment_id), r.company_id, p.state,
        r.received_minor, coalesce(g.minor, 0)) AS what
      FROM payments.receivable r FULL JOIN (SELECT * FROM payments.payment WHERE method = 'account') p USING (payment_id) FULL JOIN got g USING (payment_id)
      WHERE r.payment_id IS NULL OR p.payment_id IS NULL OR p.account_id <> 'receivable:' || r.company_id OR p.currency <> r.currency
        OR r.received_minor <> coalesce(g.minor, 0) OR r.received_minor > p.captured_minor`,
  },
  {
    code: 'RCV2',
    promise: 'what a company owes by its account is what its purchases leave open, and each receipt was spread whole',
    violations: sql`
      WITH moved AS (SELECT account, currency, sum(minor) AS minor FROM (
          SELECT to_account AS account, currency, minor FROM payments.movement WHERE to_account LIKE 'receivable:%'
          UNION ALL SELECT from_account, currency, -minor FROM payments.movement WHERE from_account LIKE 'receivable:%') m GROUP BY 1, 2),
      open AS (SELECT 'receivable:' || company_id AS account, r.currency, sum(p.captured_minor - p.refunded_minor - r.received_minor) AS minor
        FROM payments.receivable r JOIN payments.payment p USING (payment_id) GROUP BY 1, 2)
      SELECT format('%s: open %s %s, its movements %s', account, coalesce(o.minor, 0), currency, coalesce(m.minor, 0)) AS what
      FROM moved m FULL JOIN open o USING (account, currency) WHERE coalesce(o.minor, 0) <> coalesce(m.minor, 0)
      UNION ALL
      SELECT format('receipt %s of %s: spread %s', receipt_id, r.minor, coalesce(sum(p.minor), 0))
      FROM payments.receipt r LEFT JOIN payments.receipt_part p USING (receipt_id) GROUP BY receipt_id, r.minor HAVING r.minor <> coalesce(sum(p.minor), 0)`,
  },
];

/** The invariants of what came in at the bank. */
import { sql } from '#base/db';
import type { Oracle } from '#base/module';

export const bankOracles: readonly Oracle[] = [
  {
    code: 'BNK1',
    promise:
      'every line of a statement is allocated, waits on the list with its reason, or was set aside: no cent is lost',
    violations: sql`
      SELECT format('line %s of %s: %s left, its parts %s', e.entry_id, e.minor, e.left_minor, coalesce(sum(p.minor), 0)) AS what
      FROM bank.entry e LEFT JOIN bank.entry_part p ON p.entry_id = e.entry_id AND p.undone_at IS NULL GROUP BY e.entry_id
      HAVING e.minor <> e.left_minor + coalesce(sum(p.minor), 0) OR (e.left_minor > 0 AND e.why IS NULL)
      UNION ALL
      SELECT format('part %s of no line', p.part_id) FROM bank.entry_part p LEFT JOIN bank.entry e USING (entry_id) WHERE e.entry_id IS NULL`,
  },
  {
    code: 'BNK1',
    promise: 'what a line paid was taken: its payment has that money, its receivable was received',
    violations: sql`
      SELECT format('payment %s: %s by statements, taken %s', t.target, t.minor, coalesce(p.captured_minor, 0)) AS what
      FROM (SELECT target, what, sum(minor) AS minor FROM bank.entry_part WHERE what IN ('payment', 'receipt')
        AND target NOT LIKE 'rcp%' GROUP BY 1, 2) t
      LEFT JOIN payments.payment p ON p.payment_id = t.target LEFT JOIN payments.receivable r ON r.payment_id = t.target
      WHERE CASE t.what WHEN 'payment' THEN coalesce(p.captured_minor, 0) <> t.minor ELSE coalesce(r.received_minor, 0) < t.minor END
      UNION ALL
      SELECT format('receipt %s: %s by statements, booked %s', t.target, t.minor, coalesce(r.minor, 0))
      FROM bank.entry_part t LEFT JOIN payments.receipt r ON r.receipt_id = t.target
      WHERE t.what = 'receipt' AND t.target LIKE 'rcp%' AND t.minor IS DISTINCT FROM r.minor`,
  },
  {
    code: 'BNK1',
    promise: 'a debit that is a refund is one that was made from our bank, the whole of it, once',
    violations: sql`
      SELECT format('refund %s: %s on statements, %s from our bank', t.target, t.minor, coalesce(r.minor, 0)) AS what
      FROM (SELECT target, sum(minor) AS minor FROM bank.entry_part WHERE what = 'refund' GROUP BY 1) t
      LEFT JOIN payments.refund r ON r.refund_id = t.target AND r.account = 'bank' AND r.state = 'done' WHERE t.minor IS DISTINCT FROM r.minor`,
  },
  {
    code: 'BNK2',
    promise: 'what nobody has decided of, and what is to be given back, is what the ledger holds as undecided',
    violations: sql`
      WITH moved AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, minor FROM payments.movement WHERE to_account = 'unallocated'
          UNION ALL SELECT currency, -minor FROM payments.movement WHERE from_account = 'unallocated') m GROUP BY 1),
      waits AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, CASE WHEN credit THEN -left_minor ELSE left_minor END AS minor FROM bank.entry
          UNION ALL SELECT e.currency, -p.minor FROM bank.entry_part p JOIN bank.entry e USING (entry_id)
            WHERE p.what = 'give_back' AND p.closed_by IS NULL) w GROUP BY 1)
      SELECT format('%s: %s by movements, %s by lines', currency, coalesce(m.minor, 0), coalesce(w.minor, 0)) AS what
      FROM moved m FULL JOIN waits w USING (currency) WHERE coalesce(m.minor, 0) <> coalesce(w.minor, 0)`,
  },
  {
    code: 'BNK3',
    promise: 'our bank is what its statements show, and what we know of that they have not shown: nothing counts twice',
    violations: sql`
      WITH moved AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, minor FROM payments.movement WHERE to_account = 'bank'
          UNION ALL SELECT currency, -minor FROM payments.movement WHERE from_account = 'bank') m GROUP BY 1),
      known AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, CASE WHEN credit THEN minor ELSE -minor END AS minor FROM bank.entry
          UNION ALL SELECT e.currency, CASE p.what WHEN 'refund' THEN p.minor ELSE -p.minor END FROM bank.entry_part p
            JOIN bank.entry e USING (entry_id) WHERE p.what IN ('payment', 'receipt', 'refund')
          UNION ALL SELECT currency, captured_minor FROM payments.payment WHERE provider IN ('bank-transfer', 'promise')
          UNION ALL SELECT currency, minor FROM payments.receipt
          UNION ALL SELECT p.currency, -r.minor FROM payments.refund r JOIN payments.payment p USING (payment_id)
            WHERE r.account = 'bank' AND r.state = 'done'
          UNION ALL SELECT currency, CASE WHEN to_account = 'bank' THEN minor ELSE -minor END FROM payments.movement
            WHERE (to_account = 'bank' AND from_account ~ '^(safe|drawer:)') OR (from_account = 'bank' AND to_account ~ '^(safe|drawer:)')) k GROUP BY 1)
      SELECT format('%s: %s by movements, %s by statements and what is on its way', currency, coalesce(m.minor, 0), coalesce(k.minor, 0)) AS what
      FROM moved m FULL JOIN known k USING (currency) WHERE coalesce(m.minor, 0) <> coalesce(k.minor, 0)`,
  },
];

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
      FROM payments.entry e LEFT JOIN payments.entry_part p USING (entry_id) GROUP BY e.entry_id
      HAVING e.minor <> e.left_minor + coalesce(sum(p.minor), 0) OR (e.left_minor > 0 AND e.why IS NULL)
      UNION ALL
      SELECT format('part %s of no line', p.part_id) FROM payments.entry_part p LEFT JOIN payments.entry e USING (entry_id) WHERE e.entry_id IS NULL`,
  },
  {
    code: 'BNK1',
    promise: 'what a line paid was taken: its payment has that money, its receivable was received',
    violations: sql`
      SELECT format('payment %s: %s by statements, taken %s', t.target, t.minor, coalesce(p.captured_minor, 0)) AS what
      FROM (SELECT target, what, sum(minor) AS minor FROM payments.entry_part WHERE what IN ('payment', 'receipt') GROUP BY 1, 2) t
      LEFT JOIN payments.payment p ON p.payment_id = t.target LEFT JOIN payments.receivable r ON r.payment_id = t.target
      WHERE CASE t.what WHEN 'payment' THEN coalesce(p.captured_minor, 0) <> t.minor ELSE coalesce(r.received_minor, 0) < t.minor END`,
  },
  {
    code: 'BNK2',
    promise: 'what nobody has decided of, and what is to be given back, is what the ledger holds as undecided',
    violations: sql`
      WITH moved AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, minor FROM payments.movement WHERE to_account = 'unallocated'
          UNION ALL SELECT currency, -minor FROM payments.movement WHERE from_account = 'unallocated') m GROUP BY 1),
      waits AS (SELECT currency, sum(minor) AS minor FROM (
          SELECT currency, CASE WHEN credit THEN -left_minor ELSE left_minor END AS minor FROM payments.entry
          UNION ALL SELECT e.currency, -p.minor FROM payments.entry_part p JOIN payments.entry e USING (entry_id)
            WHERE p.what = 'give_back' AND p.closed_by IS NULL) w GROUP BY 1)
      SELECT format('%s: %s by movements, %s by lines', currency, coalesce(m.minor, 0), coalesce(w.minor, 0)) AS what
      FROM moved m FULL JOIN waits w USING (currency) WHERE coalesce(m.minor, 0) <> coalesce(w.minor, 0)`,
  },
];

import { sql } from './db.ts';
import type { Oracle } from './module.ts';

/** The invariants of the journal itself. */
export const journalOracles: readonly Oracle[] = [
  {
    code: 'EVT1',
    promise: 'the versions of a subject are dense from 1',
    violations: sql`
      SELECT format('%s %s: %s versions, the highest is %s', subject_kind, subject_id, count(*), max(version)) AS what
      FROM journal.event WHERE version IS NOT NULL GROUP BY subject_kind, subject_id HAVING count(*) <> max(version) OR min(version) <> 1`,
  },
  {
    code: 'EVT2',
    promise: 'no follower stands beyond the end of the journal, or in another epoch',
    violations: sql`
      SELECT format('%s stands at %s-%s, the journal ends at %s-%s', c.follower, c.xid, c.seq, e.xid, e.seq) AS what
      FROM journal.cursor c
      LEFT JOIN LATERAL (SELECT xid, seq FROM journal.event ORDER BY xid DESC, seq DESC LIMIT 1) e ON true
      WHERE (c.xid, c.seq) > (coalesce(e.xid, '0'::xid8), coalesce(e.seq, 0)) AND c.seq > 0
      UNION ALL
      SELECT format('%s is of epoch %s', follower, epoch) FROM journal.cursor WHERE epoch > (SELECT epoch FROM journal.epoch)`,
  },
  {
    code: 'EVT3',
    promise: 'a command leaves one receipt and no half of one',
    violations: sql`SELECT format('command %s of %s has no receipt', id, principal) AS what FROM base.command WHERE receipt IS NULL`,
  },
];

/** What the spine itself knows of a person: receipts of their writes, and the facts of the journal, which hold ids alone. */
import { sql } from './db.ts';
import { timeline } from './journal.ts';
import type { Personal } from './module.ts';

/** Facts in one export; more than a person leaves in many years. */
const FACTS = 5_000;

export const basePersonal: Personal = {
  export: async (db, { customerId }) => ({
    facts: (await timeline(db, customerId, FACTS)).map(({ at, type, subjectKind, subjectId }) => ({
      at,
      type,
      subjectKind,
      subjectId,
    })),
  }),
  // A receipt is what a repeated command is answered with: theirs, and those of staff that speak of them or of their orders.
  erase: async (tx, { customerId, email, records }) => {
    const marks = [customerId, ...records, ...(email === null ? [] : [email])];
    await tx.query(sql`
      DELETE FROM base.command c WHERE c.principal = ${customerId}
        OR EXISTS (SELECT 1 FROM unnest(${marks}::text[]) AS m(mark) WHERE strpos(c.receipt::text, m.mark) > 0)`);
    const [row] = await tx.query<{ facts: number }>(sql`
      SELECT count(*)::int AS facts FROM journal.event
      WHERE subject_id = ${customerId} OR (mentions <> '{}' AND mentions @> ARRAY[${customerId}]::text[])`);
    return [{ what: 'journal', why: 'ledger', count: row?.facts ?? 0 }];
  },
};

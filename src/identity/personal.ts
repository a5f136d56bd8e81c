/** Shoppers' sessions and forgotten passwords; who works here is no customer. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';
import { closeSessionsOf } from './session.ts';

export const identityPersonal: Personal = {
  export: async (db, { customerId }) => ({
    sessions: await db.query(sql`
      SELECT opened_by AS "openedBy", agent, created_at AS "openedAt", seen_at AS "seenAt", expires_at AS "expiresAt"
      FROM identity.session WHERE subject_id = ${customerId} ORDER BY created_at`),
    newPasswordsAskedFor: await db.query(sql`
      SELECT asked_at AS "askedAt", used_at AS "usedAt" FROM identity.reset WHERE subject_id = ${customerId} ORDER BY asked_at`),
  }),
  erase: async (tx, { customerId }) => {
    await closeSessionsOf(tx, customerId);
    await tx.query(sql`DELETE FROM identity.reset WHERE subject_id = ${customerId}`);
    return [];
  },
};

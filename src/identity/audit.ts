/** Privileged changes, from the journal: who may do what, the house and its channels, money given back. */
import { sql, type Db } from '#base/db';
import type { Instant } from '#base/time';

export type AuditLine = {
  readonly seq: number;
  readonly at: Instant;
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly actor: string;
  /** The person or the key that did it; null when it was something else. */
  readonly actorName: string | null;
  readonly body: Readonly<Record<string, unknown>>;
};

export type AuditPage = {
  readonly before?: number | undefined;
  readonly limit: number;
  readonly actor?: string | undefined;
  /** Beginning of the type, as `identity.`. */
  readonly about?: string | undefined;
};

/** The newest first; the condition is that of the index `event_audit`. */
export async function auditOf(db: Db, page: AuditPage): Promise<AuditLine[]> {
  return db.query<AuditLine>(sql`
    SELECT e.seq, e.at, e.type, e.subject_kind AS "subjectKind", e.subject_id AS "subjectId", e.actor, e.body,
      coalesce((SELECT f.name FROM identity.staff f WHERE f.staff_id = e.actor), (SELECT k.name FROM identity.api_key k WHERE k.key_id = e.actor)) AS "actorName"
    FROM journal.event e
    WHERE (starts_with(e.type, 'identity.') OR starts_with(e.type, 'org.') OR starts_with(e.type, 'channels.') OR starts_with(e.type, 'payments.refund'))
      AND (${page.before ?? null}::bigint IS NULL OR e.seq < ${page.before ?? null}::bigint)
      AND (${page.actor ?? null}::text IS NULL OR e.actor = ${page.actor ?? null})
      AND (${page.about ?? null}::text IS NULL OR starts_with(e.type, ${page.about ?? null}))
    ORDER BY e.seq DESC LIMIT ${page.limit}`);
}

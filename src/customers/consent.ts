/** What customers agree to, said for each purpose on its own, and taken back as easily (GDPR, articles 6 and 7). */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { lockCustomer } from './address.ts';
import { purposes, type Purpose } from './model.ts';

export type ConsentSource = 'account' | 'till' | 'checkout';
export type ConsentInput = {
  readonly consentId: string;
  readonly customerId: string;
  readonly purpose: Purpose;
  readonly granted: boolean;
  /** The version of the sentence that was read. */
  readonly wording: number;
  readonly source: ConsentSource;
};
export type Consent = {
  readonly purpose: Purpose;
  readonly granted: boolean;
  readonly wording: number;
  readonly source: ConsentSource;
  readonly at: Instant;
};

/**
 * Writes down that a customer agrees, or no longer does. Saying what is already so writes nothing. Refuses customers.unknown,
 * request.id_reused.
 */
export async function sayConsent(tx: Tx, input: ConsentInput): Promise<Consent> {
  const { consentId, customerId, purpose, granted, wording, source } = input;
  await lockCustomer(tx, customerId);
  const before = await consentOf(tx, customerId, purpose);
  if (before && before.granted === granted && before.wording === wording) return before;
  const made = await tx.affected(sql`
    INSERT INTO customers.consent (customer_id, consent_id, purpose, granted, wording, source, at)
    VALUES (${customerId}, ${consentId}, ${purpose}, ${granted}, ${wording}, ${source}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) refuse('request.id_reused', { detail: consentId });
  announce(tx, {
    type: granted ? 'customers.consent_given' : 'customers.consent_withdrawn',
    subjectKind: 'customer',
    subjectId: customerId,
    body: { purpose },
  });
  return { purpose, granted, wording, source, at: tx.now };
}

async function consentOf(db: Db, customerId: string, purpose: Purpose): Promise<Consent | undefined> {
  return (await consentsOf(db, customerId)).find((consent) => consent.purpose === purpose);
}

/** What counts now, a purpose each; one that was never spoken of is absent. */
export async function consentsOf(db: Db, customerId: string): Promise<Consent[]> {
  return db.query<Consent>(sql`
    SELECT DISTINCT ON (purpose) purpose, granted, wording, source, at FROM customers.consent
    WHERE customer_id = ${customerId} AND purpose = ANY(${[...purposes]}::text[])
    ORDER BY purpose, at DESC, consent_id DESC`);
}

/** Who of these customers agrees to a purpose now. Nobody agrees by silence. */
export async function consenting(
  db: Db,
  customerIds: readonly string[],
  purpose: Purpose,
): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ customerId: string; granted: boolean }>(sql`
    SELECT DISTINCT ON (customer_id) customer_id AS "customerId", granted FROM customers.consent
    WHERE customer_id = ANY(${[...customerIds]}::text[]) AND purpose = ${purpose}
    ORDER BY customer_id, at DESC, consent_id DESC`);
  return new Set(rows.filter((row) => row.granted).map((row) => row.customerId));
}

/**
 * A new password for a shopper who forgot theirs. The link goes to the account that holds the e-mail address, and to no other: who only
 * claims an address has not shown that it is theirs. A profile made at a till gets its first password this way.
 */
import { sql, type Database, type Db } from '#base/db';
import { refuse } from '#base/refusal';
import {
  askReset,
  closeSessionsOf,
  countAsking,
  countFollowing,
  hashSecret,
  isWeakPassword,
  plainEmail,
  resetOf,
  stampOf,
  useReset,
  type Reset,
  type SecretHash,
} from '#identity';
import type { Language } from '#org';
import { updateCustomer } from './update.ts';

type Holder = { customerId: string; email: string; name: string; hash: SecretHash | null; version: number };

const columns = sql`customer_id AS "customerId", email, name, password_hash AS hash, version`;

/** Asks for a link. Says nothing of whether there is such an account. Refuses request.rate_limited. */
export async function forgotShopper(
  database: Database,
  { email, language, ip }: { email: string; language: Language; ip: string },
): Promise<void> {
  await countAsking(database, { kind: 'customer', email, ip });
  const [holder] = await database.query<Holder>(
    sql`SELECT ${columns} FROM customers.customer WHERE email = ${plainEmail(email)} AND email_held AND erased_at IS NULL`,
  );
  const known = holder && { subjectId: holder.customerId, stamp: stampOf(holder.email, holder.hash) };
  await database.transaction({ actor: 'visitor' }, (tx) => askReset(tx, 'customer', known, language));
}

/** Whom a reset is for, while they hold the address and nothing of their sign-in has changed since; undefined otherwise. */
export async function customerOfReset(db: Db, reset: Reset): Promise<Holder | undefined> {
  const [holder] = await db.query<Holder>(sql`
    SELECT ${columns} FROM customers.customer WHERE customer_id = ${reset.subjectId} AND email_held AND email IS NOT NULL`);
  return holder && stampOf(holder.email, holder.hash) === reset.stamp ? holder : undefined;
}

/** The account a link is for. Refuses identity.reset_over, request.rate_limited. */
export async function lookShopperReset(
  database: Database,
  { token, ip }: { token: string; ip: string },
): Promise<{ reset: Reset; holder: Holder }> {
  await countFollowing(database, ip);
  const reset = await resetOf(database, 'customer', token);
  return { reset, holder: (await customerOfReset(database, reset)) ?? refuse('identity.reset_over') };
}

/**
 * Sets the password behind a link and ends all sessions of the account; opens none. Refuses identity.reset_over, customers.weak_password,
 * customers.changed_meanwhile, request.rate_limited.
 */
export async function resetShopperPassword(
  database: Database,
  { token, password, ip }: { token: string; password: string; ip: string },
): Promise<void> {
  const { reset, holder } = await lookShopperReset(database, { token, ip });
  if (isWeakPassword(password, holder.email))
    refuse('customers.weak_password', {
      fields: [{ field: 'password', rule: 'four different characters, not the e-mail' }],
    });
  const passwordHash = await hashSecret(password);
  const { customerId, version } = holder;
  await database.transaction({ actor: customerId }, async (tx) => {
    await useReset(tx, reset);
    // The version says that e-mail and password are still those of the stamp.
    await updateCustomer(tx, { customerId, passwordHash, version });
    await closeSessionsOf(tx, customerId);
  });
}

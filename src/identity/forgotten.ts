/** A new password for somebody of the staff who forgot theirs. The second factor stays: signing in asks for it as before. */
import { sql, type Database, type Db } from '#base/db';
import { refuse } from '#base/refusal';
import { plainEmail } from './model.ts';
import { askReset, countAsking, countFollowing, resetOf, stampOf, useReset, type Reset } from './reset.ts';
import { hashSecret, type SecretHash } from './secret.ts';
import { changeStaff, checkPassword } from './staff.ts';

type Person = { staffId: string; email: string; name: string; hash: SecretHash; version: number };

const columns = sql`staff_id AS "staffId", email, name, password_hash AS hash, version`;

/** Asks for a link. Says nothing of whether there is such a person. Refuses request.rate_limited. */
export async function forgotStaff(
  database: Database,
  { email, language, ip }: { email: string; language: 'fr' | 'en'; ip: string },
): Promise<void> {
  await countAsking(database, { kind: 'staff', email, ip });
  const [person] = await database.query<Person>(
    sql`SELECT ${columns} FROM identity.staff WHERE email = ${plainEmail(email)} AND active`,
  );
  const known = person && { subjectId: person.staffId, stamp: stampOf(person.email, person.hash) };
  await database.transaction({ actor: 'visitor' }, (tx) => askReset(tx, 'staff', known, language));
}

/** Whom a reset is for, while they work here and nothing of their sign-in has changed since; undefined otherwise. */
export async function staffOfReset(db: Db, reset: Reset): Promise<Person | undefined> {
  const [person] = await db.query<Person>(
    sql`SELECT ${columns} FROM identity.staff WHERE staff_id = ${reset.subjectId} AND active`,
  );
  return person && stampOf(person.email, person.hash) === reset.stamp ? person : undefined;
}

/** The person a link is for. Refuses identity.reset_over, request.rate_limited. */
export async function lookStaffReset(
  database: Database,
  { token, ip }: { token: string; ip: string },
): Promise<{ reset: Reset; person: Person }> {
  await countFollowing(database, ip);
  const reset = await resetOf(database, 'staff', token);
  return { reset, person: (await staffOfReset(database, reset)) ?? refuse('identity.reset_over') };
}

/**
 * Sets the password behind a link and ends all sessions of the person; opens none. Refuses identity.reset_over, identity.weak_password,
 * identity.changed_meanwhile, request.rate_limited.
 */
export async function resetStaffPassword(
  database: Database,
  { token, password, ip }: { token: string; password: string; ip: string },
): Promise<void> {
  const { reset, person } = await lookStaffReset(database, { token, ip });
  checkPassword(password, person.email);
  const passwordHash = await hashSecret(password);
  const { staffId, version } = person;
  await database.transaction({ actor: staffId }, async (tx) => {
    await useReset(tx, reset);
    // The version says that e-mail and password are still those of the stamp.
    await changeStaff(tx, { staffId, passwordHash, version });
  });
}

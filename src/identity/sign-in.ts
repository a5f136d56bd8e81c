/** Signing in and out. The secret is verified outside of any transaction; only the opening of the session is one. */
import { sql, type Database } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { countPinTry, countTry } from './limits.ts';
import { plainEmail, type Device } from './model.ts';
import { verifySecret, type SecretHash } from './secret.ts';
import { openSession, type OpenedSession } from './session.ts';

type Account = { staffId: string; hash: SecretHash | null };
export type SignedInStaff = OpenedSession & { readonly staffId: string };

/** Signs staff in by e-mail and password. Refuses identity.wrong_password (alike for unknown accounts), request.rate_limited. */
export async function signInStaff(
  database: Database,
  input: { email: string; password: string; ip: string; replaces?: string | undefined },
): Promise<SignedInStaff> {
  const email = plainEmail(input.email);
  const attempt = countTry(database, `staff ${email}`, input.ip);
  const [account] = await database.query<Account>(sql`
    SELECT staff_id AS "staffId", password_hash AS hash FROM identity.staff WHERE email = ${email} AND active`);
  const fits = await verifySecret(account?.hash, input.password);
  if (!fits || !account) refuse('identity.wrong_password');
  attempt.right();
  return open(database, account.staffId, { by: 'password', replaces: input.replaces });
}

/** Signs staff in by PIN on a trusted device. Refuses identity.wrong_pin, request.rate_limited. */
export async function signInByPin(
  database: Database,
  input: { device: Device; staffId: string; pin: string; replaces?: string | undefined },
): Promise<SignedInStaff> {
  const attempt = countPinTry(database, input.staffId, input.device.deviceId);
  const [account] = await database.query<Account>(sql`
    SELECT staff_id AS "staffId", pin_hash AS hash FROM identity.staff
    WHERE staff_id = ${input.staffId} AND active AND (site_id IS NULL OR site_id = ${input.device.siteId})`);
  const fits = await verifySecret(account?.hash, input.pin);
  if (!fits || !account) refuse('identity.wrong_pin');
  attempt.right();
  return open(database, account.staffId, { by: 'pin', replaces: input.replaces, deviceId: input.device.deviceId });
}

type Opening = { readonly by: string; readonly replaces: string | undefined; readonly deviceId?: string };

function open(database: Database, staffId: string, { by, ...rest }: Opening): Promise<SignedInStaff> {
  return database.transaction({ actor: staffId }, async (tx) => {
    const session = await openSession(tx, { kind: 'staff', subjectId: staffId, ...rest });
    announce(tx, { type: 'identity.signed_in', subjectKind: 'staff', subjectId: staffId, body: { by } });
    return { ...session, staffId };
  });
}

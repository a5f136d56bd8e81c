/** Signing in and out. The secret is verified outside of any transaction; only the opening of the session is one. */
import { sql, type Database } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { countPinTry, countTry } from './limits.ts';
import { plainEmail, type Device, type OpenedBy } from './model.ts';
import { useCode } from './second-factor.ts';
import { verifySecret, type SecretHash } from './secret.ts';
import { openSession, type OpenedSession } from './session.ts';
import { worksAt } from './staff.ts';

type Account = { staffId: string; hash: SecretHash | null };
export type SignedInStaff = OpenedSession & { readonly staffId: string };
/** The session brought along, which ends, and what the browser says it is. */
type Brought = { readonly replaces?: string | undefined; readonly agent?: string | undefined };

/**
 * Signs staff in by e-mail and password, and the code of their second factor where they have one. Refuses identity.wrong_password
 * (alike for unknown accounts), identity.code_needed, identity.wrong_code, request.rate_limited.
 */
export async function signInStaff(
  database: Database,
  input: Brought & { email: string; password: string; code?: string | undefined; ip: string },
): Promise<SignedInStaff> {
  const email = plainEmail(input.email);
  const attempt = await countTry(database, `staff ${email}`, input.ip);
  const [account] = await database.query<Account>(sql`
    SELECT staff_id AS "staffId", password_hash AS hash FROM identity.staff WHERE email = ${email} AND active`);
  const fits = await verifySecret(account?.hash, input.password);
  if (!fits || !account) refuse('identity.wrong_password');
  await attempt.right();
  await useCode(database, account.staffId, input.code);
  return open(database, account.staffId, { ...input, openedBy: 'password' });
}

/** Signs staff in by PIN on a trusted device. Refuses as `checkPin`. */
export async function signInByPin(
  database: Database,
  input: Brought & { device: Device; staffId: string; pin: string },
): Promise<SignedInStaff> {
  const staffId = await checkPin(database, input);
  return open(database, staffId, { ...input, openedBy: 'pin', deviceId: input.device.deviceId });
}

/** Whose PIN this is, on a trusted device. Refuses identity.wrong_pin, request.rate_limited. */
export async function checkPin(
  database: Database,
  input: { device: Device; staffId: string; pin: string },
): Promise<string> {
  const attempt = await countPinTry(database, input.staffId, input.device.deviceId);
  const [account] = await database.query<Account>(sql`
    SELECT f.staff_id AS "staffId", f.pin_hash AS hash FROM identity.staff f
    WHERE f.staff_id = ${input.staffId} AND f.active AND ${worksAt(input.device.siteId)}`);
  const fits = await verifySecret(account?.hash, input.pin);
  if (!fits || !account) refuse('identity.wrong_pin');
  await attempt.right();
  return account.staffId;
}

type Opening = Brought & { readonly openedBy: OpenedBy; readonly deviceId?: string };

/** Opens a session for somebody who has shown who they are. */
export function open(database: Database, staffId: string, opening: Opening): Promise<SignedInStaff> {
  const { openedBy, replaces, agent, deviceId } = opening;
  return database.transaction({ actor: staffId }, async (tx) => {
    const session = await openSession(tx, { kind: 'staff', subjectId: staffId, openedBy, replaces, agent, deviceId });
    announce(tx, { type: 'identity.signed_in', subjectKind: 'staff', subjectId: staffId, body: { by: openedBy } });
    return { ...session, staffId };
  });
}

/** Making and changing staff. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { newId, newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { siteExists } from '#org';
import { plainEmail, type Role, type Staff } from './model.ts';
import { forgetPrincipals } from './principal.ts';
import { hashSecret, type SecretHash } from './secret.ts';
import { closeSessionsOf } from './session.ts';

const columns = sql`staff_id AS "staffId", email, name, role, site_id AS "siteId", pin_hash IS NOT NULL AS "hasPin", active, version`;

/** Everybody, also who has left, by name; `after` is the last id of the page before. */
export async function listStaff(db: Db, page: { after?: string | undefined; limit: number }): Promise<Staff[]> {
  const after = page.after ?? null;
  return db.query<Staff>(sql`
    SELECT ${columns} FROM identity.staff
    WHERE ${after}::text IS NULL
      OR (name COLLATE "C", staff_id) > (SELECT a.name COLLATE "C", a.staff_id FROM identity.staff a WHERE a.staff_id = ${after})
    ORDER BY name COLLATE "C", staff_id LIMIT ${page.limit}`);
}

export async function staffById(db: Db, staffId: string): Promise<Staff | undefined> {
  const [row] = await db.query<Staff>(sql`SELECT ${columns} FROM identity.staff WHERE staff_id = ${staffId}`);
  return row;
}

/** Names by id, for whoever shows what people did. Ids that are no staff are absent. */
export async function staffNames(db: Db, staffIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ staffId: string; name: string }>(sql`
    SELECT staff_id AS "staffId", name FROM identity.staff WHERE staff_id = ANY(${[...staffIds]}::text[])`);
  return new Map(rows.map((row) => [row.staffId, row.name]));
}

/** For a change of one's own password. */
export async function passwordHashOf(
  db: Db,
  staffId: string,
): Promise<{ hash: SecretHash; email: string } | undefined> {
  const [row] = await db.query<{ hash: SecretHash; email: string }>(
    sql`SELECT password_hash AS hash, email FROM identity.staff WHERE staff_id = ${staffId} AND active`,
  );
  return row;
}

export type NewStaff = {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly siteId?: string | null | undefined;
  readonly passwordHash: SecretHash;
  readonly pinHash?: SecretHash | undefined;
};

/** Too easy to guess: one or a few characters over and over, or the person's own e-mail. Length is the schema's matter. */
export function isWeakPassword(password: string, email: string): boolean {
  const lower = password.toLowerCase();
  const own = plainEmail(email);
  return new Set(lower).size < 4 || lower === own || lower === own.split('@')[0];
}

export function checkPassword(password: string, email: string): void {
  if (isWeakPassword(password, email))
    refuse('identity.weak_password', {
      fields: [{ field: 'password', rule: 'four different characters, not the e-mail' }],
    });
}

/** Makes a member of staff; same id and content again changes nothing. Refuses identity.email_taken, identity.unknown_site, request.id_reused. */
export async function createStaff(tx: Tx, input: NewStaff): Promise<{ staffId: string }> {
  const { staffId, name, role, siteId = null } = input;
  const email = plainEmail(input.email);
  await checkSite(tx, siteId);
  const hash = contentHash({ staffId, email, name, role, siteId });
  const made = await tx.affected(sql`
    INSERT INTO identity.staff (staff_id, email, name, role, site_id, password_hash, pin_hash, content_hash, created_at)
    VALUES (${staffId}, ${email}, ${name}, ${role}, ${siteId}, ${input.passwordHash}, ${input.pinHash ?? null}, ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM identity.staff WHERE staff_id = ${staffId}`,
    );
    if (!known) refuse('identity.email_taken', { fields: [{ field: 'email', rule: 'unique' }] });
    if (known.hash !== hash) refuse('request.id_reused', { detail: staffId });
    return { staffId };
  }
  announce(tx, { type: 'identity.staff_added', subjectKind: 'staff', subjectId: staffId, version: 1, body: { role } });
  return { staffId };
}

async function checkSite(tx: Tx, siteId: string | null): Promise<void> {
  if (siteId !== null && !(await siteExists(tx, siteId))) refuse('identity.unknown_site', { detail: siteId });
}

export type StaffChange = {
  readonly staffId: string;
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly siteId?: string | null | undefined;
  readonly active?: boolean | undefined;
  readonly passwordHash?: SecretHash | undefined;
  readonly pinHash?: SecretHash | null | undefined;
  readonly version?: number | undefined;
};

/**
 * Changes a member of staff. A new role or password, or leaving, ends their sessions at once (but the one named by `keep`). Refuses
 * identity.unknown_staff, identity.last_owner, identity.unknown_site, identity.changed_meanwhile.
 */
export async function changeStaff(tx: Tx, change: StaffChange, keep = ''): Promise<Staff> {
  lock(tx, 'identity.staff');
  // All owners are locked, not only this row: two owners who dismiss each other at once must not both succeed.
  const rows = await tx.query<Staff>(sql`
    SELECT ${columns} FROM identity.staff WHERE staff_id = ${change.staffId} OR role = 'owner' ORDER BY staff_id FOR NO KEY UPDATE`);
  const before = rows.find((row) => row.staffId === change.staffId);
  if (!before) refuse('identity.unknown_staff', { detail: change.staffId });
  if (change.version !== undefined && change.version !== before.version)
    refuse('identity.changed_meanwhile', { version: before.version });
  const { name = before.name, role = before.role, siteId = before.siteId, active = before.active } = change;
  await checkSite(tx, siteId);
  const stillOwner = (row: Staff): boolean => row.role === 'owner' && row.active;
  const otherOwners = rows.filter((row) => row.staffId !== change.staffId && stillOwner(row));
  if (stillOwner(before) && !(role === 'owner' && active) && otherOwners.length === 0) refuse('identity.last_owner');
  await tx.query(sql`
    UPDATE identity.staff SET name = ${name}, role = ${role}, site_id = ${siteId}, active = ${active},
      password_hash = coalesce(${change.passwordHash ?? null}, password_hash),
      pin_hash = CASE WHEN ${change.pinHash !== undefined} THEN ${change.pinHash ?? null} ELSE pin_hash END,
      version = version + 1 WHERE staff_id = ${change.staffId}`);
  if (role !== before.role || !active || change.passwordHash !== undefined)
    await closeSessionsOf(tx, change.staffId, keep);
  const fields = Object.keys(change).filter((key) => key !== 'staffId' && key !== 'version');
  const version = before.version + 1;
  announce(tx, {
    type: 'identity.staff_changed',
    subjectKind: 'staff',
    subjectId: change.staffId,
    version,
    body: { fields, role, active },
  });
  tx.afterCommit(() => forgetPrincipals(tx.database));
  const hasPin = change.pinHash === undefined ? before.hasPin : change.pinHash !== null;
  return { ...before, name, role, siteId, active, hasPin, version };
}

/** The first start without a demo: makes an owner when there is no staff yet, and gives the password to be shown once. */
export async function bootstrapOwner(
  database: Database,
  email: string,
): Promise<{ email: string; password: string } | undefined> {
  const password = newSecret(10);
  const passwordHash = await hashSecret(password);
  return database.transaction({ actor: 'first-start' }, async (tx) => {
    await tx.query(sql`LOCK TABLE identity.staff IN SHARE ROW EXCLUSIVE MODE`);
    const [somebody] = await tx.query(sql`SELECT 1 FROM identity.staff LIMIT 1`);
    if (somebody) return undefined;
    await createStaff(tx, { staffId: newId('stf'), email, name: 'Owner', role: 'owner', passwordHash });
    return { email, password };
  });
}

/** Making and changing staff. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Database, type Db, type Sql, type Tx } from '#base/db';
import { newId, newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { checkGrants } from './grants.ts';
import { plainEmail, type Grant, type Role, type Staff } from './model.ts';
import { forgetPrincipals } from './principal.ts';
import { hashSecret, type SecretHash } from './secret.ts';
import { closeSessionsOf } from './session.ts';

const columns = sql`f.staff_id AS "staffId", f.email, f.name, f.role, f.site_id AS "siteId", f.entity_id AS "entityId",
  f.pin_hash IS NOT NULL AS "hasPin", f.active, f.version,
  EXISTS (SELECT 1 FROM identity.totp t WHERE t.staff_id = f.staff_id AND t.confirmed_at IS NOT NULL) AS "secondFactor",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'siteId', g.site_id, 'entityId', g.entity_id) ORDER BY g.role, g.site_id, g.entity_id), '[]')
    FROM identity.staff_grant g WHERE g.staff_id = f.staff_id) AS more`;

/** Of a person `f`: whether they work at a site by any of their roles, or everywhere. */
export const worksAt = (siteId: string): Sql => sql`EXISTS (
  SELECT 1 FROM (SELECT f.site_id, f.entity_id UNION ALL SELECT g.site_id, g.entity_id FROM identity.staff_grant g WHERE g.staff_id = f.staff_id) w
  WHERE w.site_id = ${siteId} OR (w.site_id IS NULL AND (w.entity_id IS NULL
    OR w.entity_id = (SELECT s.entity_id FROM org.site s WHERE s.site_id = ${siteId}))))`;

export type StaffPage = {
  readonly after?: string | undefined;
  readonly limit: number;
  /** Only who works at one of these sites, or not at one site alone. */
  readonly siteIds?: readonly string[] | undefined;
};

/** Everybody, also who has left, by name; `after` is the last id of the page before. */
export async function listStaff(db: Db, page: StaffPage): Promise<Staff[]> {
  const after = page.after ?? null;
  const siteIds = page.siteIds ?? null;
  return db.query<Staff>(sql`
    SELECT ${columns} FROM identity.staff f
    WHERE (${after}::text IS NULL
      OR (name COLLATE "C", staff_id) > (SELECT a.name COLLATE "C", a.staff_id FROM identity.staff a WHERE a.staff_id = ${after}))
      AND (${siteIds}::text[] IS NULL OR f.site_id IS NULL OR f.site_id = ANY(${siteIds}::text[])
        OR EXISTS (SELECT 1 FROM identity.staff_grant g WHERE g.staff_id = f.staff_id AND g.site_id = ANY(${siteIds}::text[])))
    ORDER BY name COLLATE "C", staff_id LIMIT ${page.limit}`);
}

/** The roles of a person, the main one first. */
export const grantsOf = ({ role, siteId, entityId, more }: Staff): Grant[] => [{ role, siteId, entityId }, ...more];

export async function staffById(db: Db, staffId: string): Promise<Staff | undefined> {
  const [row] = await db.query<Staff>(sql`SELECT ${columns} FROM identity.staff f WHERE staff_id = ${staffId}`);
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
  readonly entityId?: string | null | undefined;
  readonly more?: readonly Grant[] | undefined;
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
  const { staffId, name, role, siteId = null, entityId = null, more = [] } = input;
  const email = plainEmail(input.email);
  await checkGrants(tx, [{ role, siteId, entityId }, ...more]);
  const hash = contentHash({ staffId, email, name, role, siteId, entityId, more });
  const made = await tx.affected(sql`
    INSERT INTO identity.staff (staff_id, email, name, role, site_id, entity_id, password_hash, pin_hash, content_hash, created_at)
    VALUES (${staffId}, ${email}, ${name}, ${role}, ${siteId}, ${entityId}, ${input.passwordHash}, ${input.pinHash ?? null}, ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM identity.staff WHERE staff_id = ${staffId}`,
    );
    if (!known) refuse('identity.email_taken', { fields: [{ field: 'email', rule: 'unique' }] });
    if (known.hash !== hash) refuse('request.id_reused', { detail: staffId });
    return { staffId };
  }
  await writeMore(tx, staffId, more);
  const body = { role, siteId, entityId, more };
  announce(tx, { type: 'identity.staff_added', subjectKind: 'staff', subjectId: staffId, version: 1, body });
  return { staffId };
}

async function writeMore(tx: Tx, staffId: string, more: readonly Grant[]): Promise<void> {
  await tx.query(sql`DELETE FROM identity.staff_grant WHERE staff_id = ${staffId}`);
  if (more.length === 0) return;
  await tx.query(sql`
    INSERT INTO identity.staff_grant (staff_id, role, site_id, entity_id)
    SELECT ${staffId}, g.* FROM unnest(${more.map((one) => one.role)}::text[], ${more.map((one) => one.siteId)}::text[],
      ${more.map((one) => one.entityId)}::text[]) AS g ON CONFLICT DO NOTHING`);
}

export type StaffChange = {
  readonly staffId: string;
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly siteId?: string | null | undefined;
  readonly entityId?: string | null | undefined;
  readonly more?: readonly Grant[] | undefined;
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
  const before = await lockOwnersAnd(tx, change.staffId);
  if (change.version !== undefined && change.version !== before.person.version)
    refuse('identity.changed_meanwhile', { version: before.person.version });
  const after = personAfter(before.person, change);
  await checkGrants(tx, grantsOf(after));
  if (isOwner(before.person) && !isOwner(after) && !before.otherOwner) refuse('identity.last_owner');
  await tx.query(sql`
    UPDATE identity.staff SET name = ${after.name}, role = ${after.role}, site_id = ${after.siteId}, entity_id = ${after.entityId},
      active = ${after.active}, password_hash = coalesce(${change.passwordHash ?? null}, password_hash),
      pin_hash = CASE WHEN ${change.pinHash !== undefined} THEN ${change.pinHash ?? null} ELSE pin_hash END,
      version = ${after.version} WHERE staff_id = ${change.staffId}`);
  if (change.more !== undefined) await writeMore(tx, change.staffId, change.more);
  const newRights = JSON.stringify(grantsOf(after)) !== JSON.stringify(grantsOf(before.person));
  if (newRights || !after.active || change.passwordHash !== undefined) await closeSessionsOf(tx, change.staffId, keep);
  const fields = Object.keys(change).filter((key) => key !== 'staffId' && key !== 'version');
  const { role, siteId, entityId, more, active, version } = after;
  const subject = { subjectKind: 'staff', subjectId: change.staffId };
  const body = { fields, role, active, ...(newRights ? { siteId, entityId, more } : {}) };
  announce(tx, { type: 'identity.staff_changed', ...subject, version, body });
  tx.afterCommit(() => forgetPrincipals(tx.database));
  return after;
}

/** Everything, everywhere. */
const isOwner = (person: Staff): boolean =>
  person.role === 'owner' && person.siteId === null && person.entityId === null && person.active;

/** All owners are locked, not only this row: two owners who dismiss each other at once must not both succeed. */
async function lockOwnersAnd(tx: Tx, staffId: string): Promise<{ person: Staff; otherOwner: boolean }> {
  const rows = await tx.query<Staff>(sql`
    SELECT ${columns} FROM identity.staff f WHERE f.staff_id = ${staffId} OR f.role = 'owner' ORDER BY f.staff_id FOR NO KEY UPDATE`);
  const person = rows.find((row) => row.staffId === staffId);
  if (!person) refuse('identity.unknown_staff', { detail: staffId });
  return { person, otherOwner: rows.some((row) => row.staffId !== staffId && isOwner(row)) };
}

function personAfter(before: Staff, change: StaffChange): Staff {
  const { name = before.name, role = before.role, more = before.more, active = before.active } = change;
  const { siteId = before.siteId, entityId = before.entityId } = change;
  const hasPin = change.pinHash === undefined ? before.hasPin : change.pinHash !== null;
  return { ...before, name, role, siteId, entityId, more, active, hasPin, version: before.version + 1 };
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

/** Roles of the merchant's own, and whether a role needs a second factor. */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Principal } from '#base/route';
import { covers, isHouseRole, roles, type Role } from './model.ts';
import { forgetPrincipals } from './principal.ts';
import { isRight, rightsOf } from './rights.ts';

export type RoleLine = {
  readonly role: Role;
  /** Null for a role of the house: the screens name it. */
  readonly name: string | null;
  readonly rights: readonly string[];
  readonly secondFactor: boolean;
  /** How many people hold it. */
  readonly people: number;
  readonly version: number;
};

type Row = Omit<RoleLine, 'rights' | 'people'> & { readonly rights: string[] | null };

/** The roles of the house in their order, then the merchant's own by name. */
export async function listRoles(db: Db): Promise<RoleLine[]> {
  const [rows, held] = await Promise.all([
    db.query<Row>(sql`SELECT role, name, rights, second_factor AS "secondFactor", version FROM identity.role`),
    db.query<{ role: string; people: number }>(sql`
      SELECT h.role, count(DISTINCT h.staff_id)::int AS people FROM (
        SELECT f.role, f.staff_id FROM identity.staff f WHERE f.active
        UNION ALL SELECT g.role, g.staff_id FROM identity.staff_grant g JOIN identity.staff f USING (staff_id) WHERE f.active) h
      GROUP BY 1`),
  ]);
  const known = new Map(rows.map((row) => [row.role as string, row]));
  const people = new Map(held.map((row) => [row.role, row.people]));
  const house = roles.map((role) => ({ role, name: null, secondFactor: false, version: 0, ...known.get(role) }));
  const own = rows
    .filter((row) => row.rights !== null)
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '') || (a.role < b.role ? -1 : 1));
  return [...house, ...own].map((row) => ({
    role: row.role,
    name: row.name,
    rights: isHouseRole(row.role)
      ? [...rightsOf(row.role)].sort()
      : (known.get(row.role)?.rights ?? []).filter(isRight),
    secondFactor: row.secondFactor,
    people: people.get(row.role) ?? 0,
    version: row.version,
  }));
}

export type RoleDraft = {
  readonly role: Role;
  /** Name and rights of a role of the merchant's own; absent for a role of the house, which keeps its own. */
  readonly name?: string | undefined;
  readonly rights?: readonly string[] | undefined;
  readonly secondFactor: boolean;
  readonly version: number;
};

/**
 * Makes or changes a role. `version` is the one that was seen, 0 for none yet. Refuses identity.unknown_right,
 * identity.more_than_own, identity.changed_meanwhile.
 */
export async function saveRole(tx: Tx, draft: RoleDraft, principal: Principal): Promise<{ version: number }> {
  const { role, name, secondFactor, version } = draft;
  const house = isHouseRole(role);
  if (house !== (name === undefined) || house !== (draft.rights === undefined))
    refuse('request.invalid', { fields: [{ field: 'rights', rule: 'of a role of one’s own, with its name' }] });
  const rights = draft.rights === undefined ? null : [...new Set([...draft.rights, 'self'])].sort();
  const unknown = rights?.find((right) => !isRight(right));
  if (unknown !== undefined) refuse('identity.unknown_right', { detail: unknown });
  const given = { rights: new Set(rights ?? []), sites: new Map() };
  if (principal.kind !== 'staff' || !covers(principal, given)) refuse('identity.more_than_own');
  const [before] = await tx.query<{ version: number; rights: string[] | null }>(
    sql`SELECT version, rights FROM identity.role WHERE role = ${role} FOR NO KEY UPDATE`,
  );
  if ((before?.version ?? 0) !== version) refuse('identity.changed_meanwhile', { version: before?.version ?? 0 });
  const written = await tx.affected(sql`
    INSERT INTO identity.role AS r (role, name, rights, second_factor) VALUES (${role}, ${name ?? null}, ${rights}::text[], ${secondFactor})
    ON CONFLICT (role) DO UPDATE SET name = excluded.name, rights = excluded.rights, second_factor = excluded.second_factor,
      version = r.version + 1 WHERE r.version = ${version}`);
  if (written === 0) refuse('identity.changed_meanwhile');
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(rights ? { rights, before: before?.rights ?? [] } : {}),
    secondFactor,
  };
  announce(tx, { type: 'identity.role_changed', subjectKind: 'role', subjectId: role, version: version + 1, body });
  tx.afterCommit(() => forgetPrincipals(tx.database));
  return { version: version + 1 };
}

/** Removes a role of the merchant's own that nobody holds. Refuses identity.role_held, identity.unknown_role. */
export async function removeRole(tx: Tx, role: string): Promise<void> {
  if (isHouseRole(role)) refuse('identity.unknown_role', { detail: role });
  // Against somebody who is being given the role at this moment.
  await tx.query(sql`LOCK TABLE identity.staff, identity.staff_grant, identity.invitation IN SHARE MODE`);
  const held = await tx.query(sql`
    SELECT 1 FROM identity.staff WHERE role = ${role} UNION ALL SELECT 1 FROM identity.staff_grant WHERE role = ${role}
    UNION ALL SELECT 1 FROM identity.invitation WHERE role = ${role} AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > now() LIMIT 1`);
  if (held.length > 0) refuse('identity.role_held', { detail: role });
  const gone = await tx.affected(sql`DELETE FROM identity.role WHERE role = ${role}`);
  if (gone > 0) announce(tx, { type: 'identity.role_removed', subjectKind: 'role', subjectId: role });
}

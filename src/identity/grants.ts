/** Who holds what, where: roles held by people become rights at sites. */
import { sql, type Database, type Db } from '#base/db';
import { refuse } from '#base/refusal';
import type { Principal } from '#base/route';
import { entityExists, siteExists, sites } from '#org';
import { covers, heldBy, isHouseRole, type Grant, type Held } from './model.ts';
import { isHouseRight, rightsOf } from './rights.ts';

/** Rights of the merchant's own roles, by role. */
export async function ownRoles(db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.query<{ role: string; rights: string[] }>(
    sql`SELECT role, rights FROM identity.role WHERE rights IS NOT NULL`,
  );
  return new Map(rows.map((row) => [row.role, row.rights]));
}

/** All that these grants give together. */
export async function heldByGrants(
  database: Database,
  grants: readonly Grant[],
  own: ReadonlyMap<string, readonly string[]>,
): Promise<Held> {
  const places = grants.some((grant) => grant.entityId !== null) ? await sites(database) : [];
  const where = ({ siteId, entityId }: Grant): readonly string[] | undefined => {
    if (siteId !== null) return [siteId];
    return entityId === null
      ? undefined
      : places.filter((site) => site.entityId === entityId).map((site) => site.siteId);
  };
  const given = grants.map((grant) => ({ rights: own.get(grant.role) ?? rightsOf(grant.role), sites: where(grant) }));
  return heldBy(given, isHouseRight);
}

/** Nobody gives what they do not hold, nor changes who holds more than they do. Refuses identity.more_than_own. */
export async function checkCovers(database: Database, principal: Principal, grants: readonly Grant[]): Promise<void> {
  const held = await heldByGrants(database, grants, await ownRoles(database));
  if (principal.kind !== 'staff' || !covers(principal, held)) refuse('identity.more_than_own');
}

/** Refuses identity.unknown_role, identity.unknown_site, identity.unknown_entity. */
export async function checkGrants(db: Db, grants: readonly Grant[]): Promise<void> {
  const own = grants.some((grant) => !isHouseRole(grant.role)) ? await ownRoles(db) : new Map();
  for (const { role, siteId, entityId } of grants) {
    if (!isHouseRole(role) && !own.has(role)) refuse('identity.unknown_role', { detail: role });
    if (siteId !== null && entityId !== null)
      refuse('request.invalid', { fields: [{ field: 'entityId', rule: 'a site or a company, not both' }] });
    if (siteId !== null && !(await siteExists(db, siteId))) refuse('identity.unknown_site', { detail: siteId });
    if (entityId !== null && !(await entityExists(db, entityId)))
      refuse('identity.unknown_entity', { detail: entityId });
  }
}

/** Who holds a right of the whole house today, by name: those whom a fact concerns that only they may act on. */
export async function staffHolding(
  database: Database,
  right: string,
): Promise<{ staffId: string; name: string; email: string }[]> {
  const [people, own] = await Promise.all([
    database.query<{ staffId: string; name: string; email: string; grants: Grant[] }>(sql`
      SELECT f.staff_id AS "staffId", f.name, f.email,
        jsonb_build_array(jsonb_build_object('role', f.role, 'siteId', f.site_id, 'entityId', f.entity_id))
          || coalesce((SELECT jsonb_agg(jsonb_build_object('role', g.role, 'siteId', g.site_id, 'entityId', g.entity_id))
            FROM identity.staff_grant g WHERE g.staff_id = f.staff_id), '[]') AS grants
      FROM identity.staff f WHERE f.active ORDER BY f.name COLLATE "C", f.staff_id LIMIT 1000`),
    ownRoles(database),
  ]);
  const held = await Promise.all(people.map(({ grants }) => heldByGrants(database, grants, own)));
  return people.flatMap(({ staffId, name, email }, i) => {
    const mine = held[i];
    return mine?.rights.has(right) && !mine.sites.has(right) ? [{ staffId, name, email }] : [];
  });
}

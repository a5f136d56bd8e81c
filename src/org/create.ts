/** Making legal entities and sites. The caller makes the id; the same id and content again changes nothing. */
import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { entityChanged, siteChanged } from './events.ts';
import { checkAddress, checkHours, checkSpecialDays, isTimeZone, type Entity, type Site } from './model.ts';
import { forgetHouse } from './queries.ts';

export type NewEntity = Omit<Entity, 'version'>;
export type NewSite = Omit<Site, 'version' | 'open' | 'specialDays'> & Partial<Pick<Site, 'specialDays'>>;

/** Makes a legal entity. Refuses org.bad_address, request.id_reused. */
export async function createEntity(tx: Tx, input: NewEntity): Promise<{ entityId: string }> {
  const wrong = checkAddress(input.address);
  if (wrong.length > 0) refuse('org.bad_address', { fields: wrong });
  const hash = contentHash(input);
  const { entityId, name, siren, vatNumber, address } = input;
  const made = await tx.affected(sql`
    INSERT INTO org.entity (entity_id, name, siren, vat_number, address, content_hash, created_at)
    VALUES (${entityId}, ${name}, ${siren}, ${vatNumber}, ${JSON.stringify(address)}::jsonb, ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM org.entity WHERE entity_id = ${entityId}`,
    );
    if (known?.hash !== hash) refuse('request.id_reused', { detail: entityId });
    return { entityId };
  }
  announce(tx, entityChanged(entityId, 1, []));
  tx.afterCommit(() => forgetHouse(tx.database));
  return { entityId };
}

/** Makes a store or warehouse. Refuses org.code_taken, org.unknown_entity, org.bad_address, org.bad_value, request.id_reused. */
export async function createSite(tx: Tx, input: NewSite): Promise<{ siteId: string }> {
  checkSite(input);
  const [owner] = await tx.query(sql`SELECT 1 FROM org.entity WHERE entity_id = ${input.entityId}`);
  if (!owner) refuse('org.unknown_entity', { detail: input.entityId });
  const hash = contentHash(input);
  const made = await tx.affected(sql`
    INSERT INTO org.site (site_id, entity_id, code, kind, name, siret, phone, address, hours, special_days, time_zone, pickup, pickup_minutes, priority,
      latitude, longitude, content_hash, created_at)
    VALUES (${input.siteId}, ${input.entityId}, ${input.code}, ${input.kind}, ${input.name}, ${input.siret}, ${input.phone},
      ${JSON.stringify(input.address)}::jsonb, ${JSON.stringify(input.hours)}::jsonb, ${JSON.stringify(input.specialDays ?? [])}::jsonb, ${input.timeZone}, ${input.pickup},
      ${input.pickupMinutes}, ${input.priority}, ${input.latitude}, ${input.longitude}, ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM org.site WHERE site_id = ${input.siteId}`,
    );
    if (!known) refuse('org.code_taken', { detail: input.code, fields: [{ field: 'code', rule: 'unique' }] });
    if (known.hash !== hash) refuse('request.id_reused', { detail: input.siteId });
    return { siteId: input.siteId };
  }
  announce(tx, siteChanged(input.siteId, 1, []));
  tx.afterCommit(() => forgetHouse(tx.database));
  return { siteId: input.siteId };
}

/** Refuses what no site can be: org.bad_address, org.bad_value. */
export function checkSite(site: Pick<NewSite, 'address' | 'hours' | 'specialDays' | 'timeZone'>): void {
  const address = checkAddress(site.address);
  if (address.length > 0) refuse('org.bad_address', { fields: address });
  const wrong = [...checkHours(site.hours), ...checkSpecialDays(site.specialDays ?? [])];
  if (!isTimeZone(site.timeZone)) wrong.push({ field: 'timeZone', rule: 'an IANA time zone' });
  if (wrong.length > 0) refuse('org.bad_value', { fields: wrong });
}

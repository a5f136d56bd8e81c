/** Changing settings, entities and sites: what is not named stays as it is; an unseen change of somebody else is refused. */
import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { checkSite } from './create.ts';
import { entityChanged, settingsChanged, siteChanged } from './events.ts';
import { checkAddress, isTimeZone, type Entity, type Settings, type Site } from './model.ts';
import { forgetHouse, readEntities, readSettings, readSites } from './queries.ts';

type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };
export type SettingsChange = Changes<Omit<Settings, 'version'>> & { readonly version?: number | undefined };
export type SiteChange = { readonly siteId: string } & Changes<Omit<Site, 'siteId' | 'entityId' | 'code' | 'kind'>>;
export type EntityChange = { readonly entityId: string } & Changes<Omit<Entity, 'entityId'>>;

/** The record with the changes in it, and the names of those that differ. */
function merged<T extends object>(before: T, change: Changes<T>): { after: T; fields: string[] } {
  const after = { ...before };
  const fields: string[] = [];
  for (const key of Object.keys(before) as (keyof T & string)[]) {
    const value = change[key];
    if (key === 'version' || value === undefined || JSON.stringify(value) === JSON.stringify(before[key])) continue;
    after[key] = value as T[typeof key];
    fields.push(key);
  }
  return { after, fields };
}

function checkSeen(now: number, seen: number | undefined): void {
  if (seen !== undefined && seen !== now) refuse('org.changed_meanwhile', { version: now });
}

/** Changes settings of the house. Refuses org.bad_value, org.changed_meanwhile. */
export async function changeSettings(tx: Tx, change: SettingsChange): Promise<Settings> {
  lock(tx, 'org.settings');
  await tx.query(sql`SELECT 1 FROM org.settings FOR NO KEY UPDATE`);
  const before = await readSettings(tx);
  checkSeen(before.version, change.version);
  const { after, fields } = merged(before, change);
  if (!isTimeZone(after.timeZone))
    refuse('org.bad_value', { fields: [{ field: 'timeZone', rule: 'an IANA time zone' }] });
  if (!after.languages.includes(after.defaultLanguage) || new Set(after.languages).size !== after.languages.length)
    refuse('org.bad_value', { fields: [{ field: 'languages', rule: 'distinct, the default among them' }] });
  if (fields.length === 0) return before;
  await tx.query(sql`
    UPDATE org.settings SET shop_name = ${after.shopName}, shop_text = ${JSON.stringify(after.shopText)}::jsonb, email = ${after.email},
      phone = ${after.phone}, languages = ${after.languages}::text[], default_language = ${after.defaultLanguage},
      currency = ${after.currency}, country = ${after.country}, time_zone = ${after.timeZone},
      delivery_flat_minor = ${after.deliveryFlatMinor}, free_delivery_from_minor = ${after.freeDeliveryFromMinor}, version = version + 1`);
  announce(tx, settingsChanged(fields));
  tx.afterCommit(() => forgetHouse(tx.database));
  return { ...after, version: before.version + 1 };
}

/** Changes a site. Refuses org.unknown_site, org.bad_address, org.bad_value, org.changed_meanwhile. */
export async function changeSite(tx: Tx, change: SiteChange): Promise<Site> {
  lock(tx, 'org.site');
  await tx.query(sql`SELECT 1 FROM org.site WHERE site_id = ${change.siteId} FOR NO KEY UPDATE`);
  const before = (await readSites(tx)).find((site) => site.siteId === change.siteId);
  if (!before) refuse('org.unknown_site', { detail: change.siteId });
  checkSeen(before.version, change.version);
  const { after, fields } = merged<Site>(before, change);
  checkSite(after);
  if (fields.length === 0) return before;
  await tx.query(sql`
    UPDATE org.site SET name = ${after.name}, siret = ${after.siret}, phone = ${after.phone}, address = ${JSON.stringify(after.address)}::jsonb,
      hours = ${JSON.stringify(after.hours)}::jsonb, special_days = ${JSON.stringify(after.specialDays)}::jsonb, time_zone = ${after.timeZone}, pickup = ${after.pickup},
      pickup_minutes = ${after.pickupMinutes}, priority = ${after.priority}, latitude = ${after.latitude},
      longitude = ${after.longitude}, open = ${after.open}, version = version + 1
    WHERE site_id = ${change.siteId}`);
  announce(tx, siteChanged(change.siteId, before.version + 1, fields));
  tx.afterCommit(() => forgetHouse(tx.database));
  return { ...after, version: before.version + 1 };
}

/** Changes a legal entity. Refuses org.unknown_entity, org.bad_address, org.changed_meanwhile. */
export async function changeEntity(tx: Tx, change: EntityChange): Promise<Entity> {
  lock(tx, 'org.entity');
  await tx.query(sql`SELECT 1 FROM org.entity WHERE entity_id = ${change.entityId} FOR NO KEY UPDATE`);
  const before = (await readEntities(tx)).find((known) => known.entityId === change.entityId);
  if (!before) refuse('org.unknown_entity', { detail: change.entityId });
  checkSeen(before.version, change.version);
  const { after, fields } = merged<Entity>(before, change);
  const wrong = checkAddress(after.address);
  if (wrong.length > 0) refuse('org.bad_address', { fields: wrong });
  if (fields.length === 0) return before;
  await tx.query(sql`
    UPDATE org.entity SET name = ${after.name}, siren = ${after.siren}, vat_number = ${after.vatNumber},
      address = ${JSON.stringify(after.address)}::jsonb, version = version + 1 WHERE entity_id = ${change.entityId}`);
  announce(tx, entityChanged(change.entityId, before.version + 1, fields));
  tx.afterCommit(() => forgetHouse(tx.database));
  return { ...after, version: before.version + 1 };
}

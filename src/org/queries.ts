import { maybeOne, perDatabase, sql, type Database, type Db } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { must } from '#base/assert';
import { createSnapshot } from '#base/snapshot';
import type { Entity, Settings, Site } from './model.ts';

export type House = {
  readonly settings: Settings;
  readonly entity: Entity | undefined;
  /** All legal entities, the merchant itself first. */
  readonly entities: readonly Entity[];
  readonly sites: readonly Site[];
  readonly siteById: ReadonlyMap<string, Site>;
  readonly siteByCode: ReadonlyMap<string, Site>;
};

const house = perDatabase((database) => createSnapshot(() => readHouse(database)));

async function readHouse(db: Db): Promise<House> {
  const [settingsRow, entities, all] = await Promise.all([readSettings(db), readEntities(db), readSites(db)]);
  return {
    settings: settingsRow,
    entity: entities[0],
    entities,
    sites: all,
    siteById: new Map(all.map((site) => [site.siteId, site])),
    siteByCode: new Map(all.map((site) => [site.code, site])),
  };
}

export async function readSettings(db: Db): Promise<Settings> {
  const row = await maybeOne(
    db.query<Settings>(sql`
      SELECT shop_name AS "shopName", shop_text AS "shopText", email, phone, languages, default_language AS "defaultLanguage",
        currency, country, time_zone AS "timeZone", delivery_flat_minor AS "deliveryFlatMinor",
        free_delivery_from_minor AS "freeDeliveryFromMinor", version FROM org.settings`),
  );
  return must(row, 'the settings row');
}

/** All entities, the oldest (the merchant itself) first. */
export async function readEntities(db: Db): Promise<Entity[]> {
  return db.query<Entity>(sql`
    SELECT entity_id AS "entityId", name, siren, vat_number AS "vatNumber", address, version
    FROM org.entity ORDER BY created_at, entity_id`);
}

export async function readSites(db: Db): Promise<Site[]> {
  return db.query<Site>(sql`
    SELECT site_id AS "siteId", entity_id AS "entityId", code, kind, name, siret, phone, address, hours, special_days AS "specialDays", time_zone AS "timeZone",
      pickup, pickup_minutes AS "pickupMinutes", priority, latitude, longitude, open, version
    FROM org.site ORDER BY priority, code`);
}

/** Settings, entity and sites as this process knows them. */
export const houseOf = (database: Database): Promise<House> => house(database).get();

/** All sites by sourcing priority, closed ones included. */
export const sites = async (database: Database): Promise<readonly Site[]> => (await houseOf(database)).sites;
export const siteById = async (database: Database, siteId: string): Promise<Site | undefined> =>
  (await houseOf(database)).siteById.get(siteId);
export const siteByCode = async (database: Database, code: string): Promise<Site | undefined> =>
  (await houseOf(database)).siteByCode.get(code);
export const settings = async (database: Database): Promise<Settings> => (await houseOf(database)).settings;
/** The merchant's main legal entity; undefined before the first one is made. */
export const entity = async (database: Database): Promise<Entity | undefined> => (await houseOf(database)).entity;

/** For commands: whether a site exists as this transaction sees it, one just made included. */
export async function siteExists(db: Db, siteId: string): Promise<boolean> {
  return (await db.query(sql`SELECT 1 FROM org.site WHERE site_id = ${siteId}`)).length > 0;
}

/** The same of a legal entity. */
export async function entityExists(db: Db, entityId: string): Promise<boolean> {
  return (await db.query(sql`SELECT 1 FROM org.entity WHERE entity_id = ${entityId}`)).length > 0;
}

export function forgetHouse(database: Database): void {
  house(database).forget();
}

/** Given to the journal's tail: drops what these events changed. */
export const orgCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (events.some((event) => event.type.startsWith('org.'))) forgetHouse(database);
  };

import type { Database, Db } from '#base/db';
import { shelvesOf } from '#inventory';
import { sites } from '#org';
import { incoming } from '#transfers';

/** Articles asked for at once must not have more transfers under way than this. */
const MANY = 100_000;

/**
 * Units that belong to each legal entity, by `skuId|entityId`: what lies at its sites in any kind of place, and what is under way to
 * them between sites. So a transfer changes the value of nothing; between two entities, goods are the receiver's once they have left.
 */
export async function ownedUnits(
  db: Db,
  database: Database,
  skuIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const owner = new Map((await sites(database)).map((site) => [site.siteId, site.entityId]));
  const [shelves, away] = await Promise.all([shelvesOf(db, skuIds), incoming(db, { skuIds, limit: MANY })]);
  const found = new Map<string, number>();
  const add = (skuId: string, siteId: string, units: number): void => {
    const key = `${skuId}|${owner.get(siteId) ?? ''}`;
    found.set(key, (found.get(key) ?? 0) + units);
  };
  for (const shelf of shelves) add(shelf.skuId, shelf.siteId, shelf.onHand);
  for (const one of away) add(one.skuId, one.siteId, one.quantity);
  return found;
}

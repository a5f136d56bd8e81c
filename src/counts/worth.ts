/** What articles are worth: for the report of what was lost. At their cost where one is known, else at their price; it is said which. */
import type { Database } from '#base/db';
import { listedPrices, priceListOf } from '#pricing';
import { settings, sites } from '#org';
import { costsOf } from '#purchasing';
import type { Basis } from './model.ts';

export type Worth = {
  readonly currency: string;
  /** Minor units of so many units of an article at a site, and what that is. */
  readonly of: (skuId: string, siteId: string, units: number) => { readonly minor: number; readonly basis: Basis };
};

/** Costs are kept in thousandths of a minor unit. */
const SCALE = 1_000;

/**
 * Reads what these articles are worth now: their average cost at the company of the site, else the price of the base list. `costs`: the
 * caller may know costs; whoever may not is told prices.
 */
export async function worthOf(db: Database, skuIds: readonly string[], costs: boolean): Promise<Worth> {
  const [{ currency }, all] = await Promise.all([settings(db), sites(db)]);
  const entityOf = new Map(all.map((site) => [site.siteId, site.entityId]));
  const entities = costs ? [...new Set(entityOf.values())] : [];
  const [list, ...known] = await Promise.all([
    priceListOf(db, currency, null),
    ...entities.map(async (entityId) => [entityId, await costsOf(db, entityId, skuIds)] as const),
  ]);
  const costAt = new Map(known);
  const prices = list ? await listedPrices(db, list.listId, skuIds) : new Map<string, { minor: number }>();
  return {
    currency,
    of: (skuId, siteId, units) => {
      const milli = costAt.get(entityOf.get(siteId) ?? '')?.get(skuId);
      if (milli !== undefined) return { minor: Math.round((milli * units) / SCALE), basis: 'cost' };
      const price = prices.get(skuId);
      return price ? { minor: price.minor * units, basis: 'price' } : { minor: 0, basis: 'none' };
    },
  };
}

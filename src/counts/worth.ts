/** What articles are worth: for the report of what was lost. At their cost where one is known, else at their price; it is said which. */
import type { Database } from '#base/db';
import { listedPrices, priceListOf } from '#pricing';
import { settings } from '#org';
import type { Basis } from './model.ts';

export type Worth = {
  readonly currency: string;
  /** Minor units of one unit of an article at a site, and what that is. */
  readonly of: (skuId: string, siteId: string) => { readonly minor: number; readonly basis: Basis };
};

/** Reads what these articles are worth now. */
export async function worthOf(db: Database, skuIds: readonly string[]): Promise<Worth> {
  const { currency } = await settings(db);
  const list = await priceListOf(db, currency, null);
  const prices = list ? await listedPrices(db, list.listId, skuIds) : new Map<string, { minor: number }>();
  return {
    currency,
    of: (skuId) => {
      const price = prices.get(skuId);
      return price ? { minor: price.minor, basis: 'price' } : { minor: 0, basis: 'none' };
    },
  };
}

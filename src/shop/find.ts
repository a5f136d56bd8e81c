/** Search for shoppers: the products that fit, with what was searched instead when nothing does. */
import type { Database } from '#base/db';
import type { Lang } from '#kit/format';
import { searchProducts } from '#search';

/** As many as search ever finds: filters and orders by price look at all of them. */
const ALL = 200;

export type Found = {
  readonly productIds: readonly string[];
  readonly corrected: string | undefined;
};

/** Best first; on sale on the channel when they were indexed, which the caller's offers check again. */
export async function findProducts(
  database: Database,
  query: { readonly channelId: string; readonly q: string; readonly lang: Lang },
): Promise<Found> {
  const { hits, corrected } = await searchProducts(database, { ...query, limit: ALL });
  return { productIds: hits.map((hit) => hit.productId), corrected: corrected ?? undefined };
}

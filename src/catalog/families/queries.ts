import type { Database } from '#base/db';
import { channelsOf } from '#channels';
import { settings } from '#org';
import { contentsOf, definitionsOf } from '../attributes/definitions.ts';
import type { ProductDetail } from '../model.ts';
import { productsById } from '../queries.ts';
import { completeness, type Basics, type Completeness } from './completeness.ts';

export const basicsOf = (product: ProductDetail): Basics => ({
  name: product.name,
  description: product.description,
  pictures: product.media.length,
  activeSkuIds: product.skuIds,
});

/** How complete products are on every channel of the house in each of its languages; those that do not exist are absent. */
export async function completenessOf(
  db: Database,
  productIds: readonly string[],
): Promise<Map<string, readonly Completeness[]>> {
  const [definitions, contents, products, channels, { languages }] = await Promise.all([
    definitionsOf(db),
    contentsOf(db, productIds),
    productsById(db, productIds),
    channelsOf(db),
    settings(db),
  ]);
  const channelIds = channels.map((channel) => channel.channelId);
  const found = new Map<string, readonly Completeness[]>();
  for (const [productId, product] of products) {
    const content = contents.get(productId);
    if (content) found.set(productId, completeness(content, basicsOf(product), definitions, channelIds, languages));
  }
  return found;
}

/** What promotions ask of the modules below: by which traits they choose an article. */
import type { Database } from '#base/db';
import { categoryPath, categoryTree, productsById, skuFacts } from '#catalog';

/** What is money rather than goods (a gift card): outside the scope of VAT. */
const VOUCHER = 'voucher';

/** The traits of each article that exists: itself, its product, brand, tags, and its categories with all above them. */
export async function traitsOf(database: Database, skuIds: readonly string[]): Promise<Map<string, readonly string[]>> {
  const [facts, tree] = await Promise.all([skuFacts(database, skuIds), categoryTree(database)]);
  const products = await productsById(database, [...new Set([...facts.values()].map((fact) => fact.productId))]);
  const shared = new Map<string, readonly string[]>();
  for (const [productId, { brand, tags, categoryIds }] of products) {
    const shelves = categoryIds.flatMap((id) => categoryPath(tree, id).map((node) => node.categoryId));
    shared.set(productId, [
      `product:${productId}`,
      ...(brand === null ? [] : [`brand:${brand}`]),
      ...tags.map((tag) => `tag:${tag}`),
      ...new Set(shelves.map((id) => `category:${id}`)),
    ]);
  }
  return new Map(
    [...facts].map(([skuId, fact]) => [
      skuId,
      [`sku:${skuId}`, ...(fact.taxClass === 'none' ? [VOUCHER] : []), ...(shared.get(fact.productId) ?? [])],
    ]),
  );
}

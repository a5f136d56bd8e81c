/** What rules may ask of products, as the tables hold it: for modules above that decide what a channel offers. */
import { sql, type Db } from '#base/db';
import { readStored } from './apply.ts';
import { readContents } from './attributes/definitions.ts';
import type { ProductContent } from './attributes/model.ts';
import type { Basics } from './families/completeness.ts';
import { htmlText } from './html.ts';
import type { StoredProduct } from './plan.ts';

export type RangeFacts = {
  readonly product: StoredProduct;
  readonly content: ProductContent;
  readonly basics: Basics;
  /** The categories it is in, and all above them. */
  readonly categoryIds: ReadonlySet<string>;
};

/** A stored product's own words and pictures, as completeness counts them. */
export const basicsOfStored = (product: StoredProduct): Basics => ({
  name: product.name,
  description: { fr: htmlText(product.description.fr), en: htmlText(product.description.en) },
  pictures: product.media.filter((one) => one.position !== null).length,
  activeSkuIds: product.variants.flatMap((variant) => (variant.status === 'active' ? [variant.skuId] : [])),
});

/** Facts of products, by id; those that do not exist are absent. */
export async function rangeFacts(db: Db, productIds: readonly string[]): Promise<Map<string, RangeFacts>> {
  const products = await readStored(db, productIds);
  const contents = await readContents(db, productIds);
  const rows = await db.query<{ productId: string; categoryId: string }>(sql`
    WITH RECURSIVE above AS (
      SELECT product_id, category_id FROM catalog.product_category WHERE product_id = ANY(${productIds}::text[])
      UNION SELECT a.product_id, c.parent_id FROM above a JOIN catalog.category c ON c.category_id = a.category_id
        WHERE c.parent_id IS NOT NULL)
    SELECT product_id AS "productId", category_id AS "categoryId" FROM above`);
  const categories = Map.groupBy(rows, (row) => row.productId);
  return new Map(
    products.flatMap((product) => {
      const content = contents.get(product.productId);
      const categoryIds = new Set((categories.get(product.productId) ?? []).map((row) => row.categoryId));
      return content ? [[product.productId, { product, content, basics: basicsOfStored(product), categoryIds }]] : [];
    }),
  );
}

/** All products by id, a page at a time: those after one. */
export async function productIdsAfter(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    sql`SELECT product_id AS id FROM catalog.product WHERE product_id > ${after} ORDER BY product_id LIMIT ${limit}`,
  );
  return rows.map((row) => row.id);
}

/** Reading attributes, families and what products say: through the cache of this process. */
import { sql, type Database, type Db } from '#base/db';
import { catalogCache } from '../cache.ts';
import type { Attribute, Family, ProductContent, StoredValue } from './model.ts';

export type Definitions = {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly families: ReadonlyMap<string, Family>;
};

/** All attributes and families as the tables hold them, in the merchant's order. */
export async function readDefinitions(db: Db): Promise<Definitions> {
  const [attributes, families] = await Promise.all([
    db.query<Attribute>(sql`
      SELECT code, name, kind, level, localisable, per_channel AS "perChannel", facetable, unit, rules, choices, position, version
      FROM catalog.attribute ORDER BY position, code`),
    db.query<Family>(sql`SELECT code, name, attributes, position, version FROM catalog.family ORDER BY position, code`),
  ]);
  return {
    attributes: new Map(attributes.map((attribute) => [attribute.code, attribute])),
    families: new Map(families.map((family) => [family.code, family])),
  };
}

/** The same, remembered until one of them changes. */
export async function definitionsOf(database: Database): Promise<Definitions> {
  const cache = catalogCache(database);
  if (cache.definitions) return cache.definitions;
  const { generation } = cache;
  const read = await readDefinitions(database);
  if (cache.generation === generation) cache.definitions = read;
  return read;
}

export const attributesOf = async (database: Database): Promise<Attribute[]> => [
  ...(await definitionsOf(database)).attributes.values(),
];
export const familiesOf = async (database: Database): Promise<Family[]> => [
  ...(await definitionsOf(database)).families.values(),
];
/** Attributes to narrow a list by. */
export const facetableAttributes = async (database: Database): Promise<Attribute[]> =>
  (await attributesOf(database)).filter((attribute) => attribute.facetable);

/** How many products are in each family, by its code. */
export async function productsByFamily(db: Db): Promise<Map<string, number>> {
  const rows = await db.query<{ family: string; products: number }>(
    sql`SELECT family, count(*)::int AS products FROM catalog.product WHERE family IS NOT NULL GROUP BY family`,
  );
  return new Map(rows.map((row) => [row.family, row.products]));
}

/** Family, state and values of products as the tables hold them; those that do not exist are absent. */
export async function readContents(db: Db, productIds: readonly string[]): Promise<Map<string, ProductContent>> {
  if (productIds.length === 0) return new Map();
  const rows = await db.query<ProductContent>(sql`
    SELECT p.product_id AS "productId", p.family, p.enrichment,
      coalesce((SELECT json_agg(json_build_object('attribute', v.attribute, 'skuId', nullif(v.sku_id, ''),
        'language', nullif(v.language, ''), 'channelId', nullif(v.channel_id, ''), 'value', v.value)
        ORDER BY v.attribute, s.position NULLS FIRST, v.sku_id, v.language, v.channel_id)
        FROM catalog.attribute_value v LEFT JOIN catalog.variant s ON s.sku_id = v.sku_id WHERE v.product_id = p.product_id), '[]') AS values
    FROM catalog.product p WHERE p.product_id = ANY(${productIds}::text[])`);
  return new Map(rows.map((row) => [row.productId, row]));
}

/** The same, remembered until a product changes. */
export async function contentsOf(
  database: Database,
  productIds: readonly string[],
): Promise<Map<string, ProductContent>> {
  const cache = catalogCache(database);
  const found = new Map<string, ProductContent>();
  const missing: string[] = [];
  for (const productId of productIds) {
    const known = cache.contents.get(productId);
    if (known) found.set(productId, known);
    else missing.push(productId);
  }
  if (missing.length === 0) return found;
  const { generation } = cache;
  for (const [productId, content] of await readContents(database, missing)) {
    found.set(productId, content);
    if (cache.generation === generation) cache.contents.set(productId, content);
  }
  return found;
}

/** The values of products, by product. */
export async function readValues(db: Db, productIds: readonly string[]): Promise<Map<string, readonly StoredValue[]>> {
  return new Map([...(await readContents(db, productIds))].map(([id, content]) => [id, content.values]));
}

/** What the office sees of products: all of them, whatever their status, with what only staff may know. */
import { empty, sql, type Database, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';
import { foldText, skuKey, type ProductStatus, type Text } from './model.ts';
import { readStored } from './apply.ts';
import { readDefinitions, readValues } from './attributes/definitions.ts';
import { valueText } from './attributes/shown.ts';
import { makeMark, readMark, timeMark } from './lists.ts';
import { productCards, skuFacts } from './queries.ts';
import { htmlText } from './html.ts';

/** By French name, up or down; by when they were made. */
export const officeSorts = ['name', '-name', 'newest', 'oldest'] as const;
export type OfficeSort = (typeof officeSorts)[number];

export type OfficeQuery = {
  readonly q?: string;
  readonly status?: ProductStatus;
  readonly categoryId?: string;
  readonly family?: string;
  readonly sort?: OfficeSort;
  readonly after?: string;
  readonly limit: number;
};

export type OfficeLine = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  readonly brand: string | null;
  readonly status: ProductStatus;
  readonly image: string;
  readonly variants: number;
  readonly channels: readonly string[];
  readonly skuIds: readonly string[];
  readonly version: number;
  readonly createdAt: Instant;
};

/** A bar code as its variant keeps it; what is no bar code finds nothing. */
const scanned = (q: string): string | null => (/^\d{8,14}$/.test(q) ? q.padStart(14, '0') : null);

type Mark = readonly [key: string, id: string] | undefined;

function officePage(sort: OfficeSort, mark: Mark, limit: number): Sql {
  const [key, id] = mark ?? [null, ''];
  if (sort === '-name')
    return sql`AND (${key}::text IS NULL OR (p.sort_fr, p.product_id) < (${key}, ${id})) ORDER BY p.sort_fr DESC, p.product_id DESC LIMIT ${limit}`;
  if (sort === 'name')
    return sql`AND (${key}::text IS NULL OR (p.sort_fr, p.product_id) > (${key}, ${id})) ORDER BY p.sort_fr, p.product_id LIMIT ${limit}`;
  const at = key === null ? null : timeMark(key);
  return sort === 'newest'
    ? sql`AND (${at}::timestamptz IS NULL OR (p.created_at, p.product_id) < (${at}::timestamptz, ${id})) ORDER BY p.created_at DESC, p.product_id DESC LIMIT ${limit}`
    : sql`AND (${at}::timestamptz IS NULL OR (p.created_at, p.product_id) > (${at}::timestamptz, ${id})) ORDER BY p.created_at, p.product_id LIMIT ${limit}`;
}

/** Products by French name unless sorted by when they were made, found by a bar code, or part of a name, handle, or an SKU's beginning. Keyset. */
export async function officeProducts(
  db: Database,
  query: OfficeQuery,
): Promise<{ items: OfficeLine[]; next: string | null }> {
  const mark = readMark(query.after);
  const words = foldText(query.q ?? '').trim();
  const like = `%${words.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const found =
    words === ''
      ? empty
      : sql`AND ((p.sort_fr || ' ' || p.sort_en || ' ' || p.handle) LIKE ${like}
          OR p.product_id IN (SELECT v.product_id FROM catalog.variant v WHERE v.sku_key >= ${skuKey(query.q ?? '')}
            AND v.sku_key < ${`${skuKey(query.q ?? '')}\u{10ffff}`} LIMIT 500)
          OR p.product_id IN (SELECT v.product_id FROM catalog.variant v WHERE v.gtin = ${scanned(words)}))`;
  const sort = query.sort ?? 'name';
  const isByTime = sort === 'newest' || sort === 'oldest';
  const rows = await db.query<{ id: string; key: string; createdAt: Instant }>(sql`
    SELECT p.product_id AS id, ${isByTime ? sql`to_char(p.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : sql`p.sort_fr`} AS key, p.created_at AS "createdAt" FROM catalog.product p
    WHERE true ${found} ${query.status === undefined ? empty : sql`AND p.status = ${query.status}`}
      ${query.categoryId === undefined ? empty : sql`AND EXISTS (SELECT 1 FROM catalog.product_category c WHERE c.product_id = p.product_id AND c.category_id = ${query.categoryId})`}
      ${query.family === undefined ? empty : sql`AND p.family = ${query.family}`}
      ${officePage(sort, mark, query.limit + 1)}`);
  const shown = rows.slice(0, query.limit);
  const cards = await productCards(
    db,
    shown.map((row) => row.id),
  );
  const last = shown.at(-1);
  const items = shown.flatMap(({ id, createdAt }): OfficeLine[] => {
    const card = cards.get(id);
    if (!card) return [];
    const { productId, handle, name, brand, status, image, channels, skuIds, version } = card;
    return [
      { productId, handle, name, brand, status, image, channels, skuIds, version, variants: skuIds.length, createdAt },
    ];
  });
  return { items, next: rows.length > query.limit && last ? makeMark(last.key, last.id) : null };
}

/** Those of some articles that words of a name, an option or an SKU find; accents and capitals do not matter. */
export async function skusFound(db: Database, skuIds: readonly string[], q: string): Promise<string[]> {
  const words = foldText(q).split(/\s+/).filter(Boolean);
  return [...(await skuFacts(db, skuIds))].flatMap(([skuId, { sku, name, optionText }]) => {
    const told = foldText([sku, name.fr, name.en, optionText.fr, optionText.en].join(' '));
    return words.every((word) => told.includes(word)) ? [skuId] : [];
  });
}

/** How many products stand in each category itself, whatever their status; by category id. */
export async function productsByCategory(db: Db): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; products: number }>(
    sql`SELECT category_id AS id, count(*)::int AS products FROM catalog.product_category GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.id, row.products]));
}

/** The products that stand in any of these categories themselves. */
export async function productIdsIn(db: Db, categoryIds: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    SELECT DISTINCT product_id AS id FROM catalog.product_category WHERE category_id = ANY(${categoryIds}::text[]) ORDER BY 1`);
  return rows.map((row) => row.id);
}

/** Every brand and every tag that a product bears, by name. */
export async function brandsAndTags(db: Db): Promise<{ brands: readonly string[]; tags: readonly string[] }> {
  const rows = await db.query<{ name: string; isTag: boolean }>(sql`
    SELECT DISTINCT brand AS name, false AS "isTag" FROM catalog.product WHERE brand IS NOT NULL
    UNION SELECT DISTINCT unnest(tags), true FROM catalog.product ORDER BY name`);
  const of = (isTag: boolean): string[] => rows.flatMap((row) => (row.isTag === isTag ? [row.name] : []));
  return { brands: of(false), tags: of(true) };
}

/** Texts that make a product findable, for the module `search`; those that do not exist are absent. */
export type ProductTexts = {
  readonly productId: string;
  readonly version: number;
  readonly onSale: boolean;
  readonly channels: readonly string[];
  readonly names: readonly string[];
  readonly kinds: readonly string[];
  readonly options: readonly string[];
  readonly codes: readonly string[];
  readonly body: readonly string[];
};

/** The version each product has now. */
export async function productVersions(db: Db, productIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; version: number }>(
    sql`SELECT product_id AS id, version FROM catalog.product WHERE product_id = ANY(${productIds}::text[])`,
  );
  return new Map(rows.map((row) => [row.id, row.version]));
}

export async function productTexts(db: Db, productIds: readonly string[]): Promise<ProductTexts[]> {
  const categories = await db.query<{ id: string; names: string[] }>(sql`
    SELECT pc.product_id AS id, array_agg((c.name ->> 'fr') || ' ' || (c.name ->> 'en')) AS names
    FROM catalog.product_category pc JOIN catalog.category c USING (category_id)
    WHERE pc.product_id = ANY(${productIds}::text[]) GROUP BY pc.product_id`);
  const shelves = new Map(categories.map((row) => [row.id, row.names]));
  const said = await wordsSaid(db, productIds);
  return (await readStored(db, productIds)).map((p) => {
    const active = p.variants.filter((v) => v.status === 'active');
    return {
      productId: p.productId,
      version: p.version,
      onSale: p.status === 'active',
      channels: p.channels,
      names: both(p.name),
      kinds: [p.brand ?? '', p.productType ?? '', ...p.tags, ...(shelves.get(p.productId) ?? [])],
      options: active.flatMap((v) => v.optionValues.flatMap(both)),
      codes: active.flatMap((v) => [skuKey(v.sku), ...(v.gtin === null ? [] : [v.gtin])]),
      body: [
        ...both(p.description).map(htmlText),
        ...Object.values(p.facts).flatMap(both),
        ...(said.get(p.productId) ?? []),
      ],
    };
  });
}

/** What values say in words, in both languages; figures and yes or no are for facets. */
async function wordsSaid(db: Db, productIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { attributes } = await readDefinitions(db);
  const wordy = (kind: string | undefined): boolean => kind !== undefined && /^(text|rich_text|choices?)$/.test(kind);
  return new Map(
    [...(await readValues(db, productIds))].map(([id, values]) => [
      id,
      values.flatMap(({ attribute: code, value, language }) => {
        const attribute = attributes.get(code);
        if (!attribute || !wordy(attribute.kind)) return [];
        const texts = (language === null ? (['fr', 'en'] as const) : [language]).map((one) =>
          valueText(attribute, value, one),
        );
        return attribute.kind === 'rich_text' ? texts.map(htmlText) : texts;
      }),
    ]),
  );
}

/** Both languages, once when they are the same. */
const both = (text: Text): string[] => (text.fr === text.en ? [text.fr] : [text.fr, text.en]);

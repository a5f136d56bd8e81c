/** Writing the catalogue as a file: in pages of products by id, so that memory stays flat whatever the size. */
import type { Readable } from 'node:stream';
import { sql, type Db } from '#base/db';
import { componentsOf, readContents, readRelations, readStored, relationKinds, type StoredProduct } from '#catalog';
import { writeRow } from '#base/csv';
import { halleRows } from './export-halle.ts';
import type { ExportOptions, Figures, Line, Links, Row } from './export-line.ts';
import { magentoColumns, magentoRows } from './export-magento.ts';
import { shopifyRows } from './export-shopify.ts';
import { wooHeader, wooRows } from './export-woo.ts';
import { halleColumns, linkColumns } from './halle.ts';
import type { Format } from './model.ts';
import { shopifyColumns } from './shopify.ts';
import { siteNamed } from './world.ts';
import { columnFor, isValueColumn } from './values.ts';
import { categoryWays } from './ways.ts';
import { writeXlsx } from './write-xlsx.ts';

export type { ExportOptions } from './export-line.ts';

const PAGE = 200;

const writers: Readonly<Record<Format, (line: Line) => Row[]>> = {
  shopify: shopifyRows,
  woocommerce: wooRows,
  magento: magentoRows,
  halle: halleRows,
};

/** The CSV in pieces of text, its header first. Refuses `imports.site_unknown`. */
export async function* exportCatalogue(db: Db, options: ExportOptions): AsyncGenerator<string> {
  for await (const rows of exportRows(db, options)) yield rows.map(writeRow).join('');
}

/** The same rows as a spreadsheet; codes are texts there, so that no zero gets lost. */
export function exportSpreadsheet(db: Db, options: ExportOptions): Readable {
  return writeXlsx(exportRows(db, options), (column) => /^(price|compare_at_price|weight_g|stock(:.*)?)$/.test(column));
}

/** Rows in lists, the header first. Refuses `imports.site_unknown`. */
export async function* exportRows(db: Db, options: ExportOptions): AsyncGenerator<string[][]> {
  if (options.siteCode !== undefined) siteNamed(options.world, options.siteCode);
  const columns = await headerOf(db, options);
  yield [columns];
  for await (const lines of exportLines(db, options))
    yield lines.flatMap((line) => writers[options.format](line)).map((row) => columns.map((name) => row[name] ?? ''));
}

/** Products with all that writing them needs, a page at a time. */
export async function* exportLines(db: Db, options: ExportOptions): AsyncGenerator<Line[]> {
  const ways = await categoryWays(db);
  for (let after = ''; ;) {
    const ids = await db.query<{ id: string }>(
      sql`SELECT product_id AS id FROM catalog.product WHERE product_id > ${after} ORDER BY product_id LIMIT ${PAGE}`,
    );
    const last = ids.at(-1);
    if (!last) return;
    after = last.id;
    const products = await readStored(
      db,
      ids.map((row) => row.id),
    );
    products.sort((a, b) => (a.productId < b.productId ? -1 : 1));
    const skuIds = products.flatMap((p) => p.variants.map((v) => v.skuId));
    const figures = await readFigures(db, skuIds, options);
    const contents = await readContents(
      db,
      products.map((product) => product.productId),
    );
    const links = await readLinks(db, products, skuIds);
    yield products.map((product) => {
      const content = contents.get(product.productId);
      return { product, figures, options, ways, content, links };
    });
  }
}

/** What goes with products, and what bundles are made of, by the names that a file uses: handles and SKUs. */
async function readLinks(db: Db, products: readonly StoredProduct[], skuIds: readonly string[]): Promise<Links> {
  const relations = await readRelations(
    db,
    products.map((product) => product.productId),
  );
  const components = await componentsOf(db, skuIds);
  const others = [...relations.values()].flatMap((one) => relationKinds.flatMap((kind) => one[kind]));
  const parts = [...components.values()].flatMap((list) => list.map((part) => part.skuId));
  const handles = await db.query<{ id: string; handle: string }>(
    sql`SELECT product_id AS id, handle FROM catalog.product WHERE product_id = ANY(${others}::text[])`,
  );
  const skus = await db.query<{ id: string; sku: string }>(
    sql`SELECT sku_id AS id, sku FROM catalog.variant WHERE sku_id = ANY(${parts}::text[])`,
  );
  return {
    relations,
    components,
    handleOf: new Map(handles.map((row) => [row.id, row.handle])),
    skuOf: new Map(skus.map((row) => [row.id, row.sku])),
  };
}

async function headerOf(db: Db, options: ExportOptions): Promise<string[]> {
  if (options.format === 'halle') return halleHeader(db, options);
  const { product, variant } = await attributeNames(db);
  const names = [...product, ...variant];
  if (options.format === 'woocommerce') return wooHeader(names, mostListed(options));
  if (options.format === 'magento') return magentoColumns(names);
  // What another system's file brought belongs to that system's files only.
  return [...new Set([...shopifyColumns, ...names.filter((name) => !/^(woo|magento):/.test(name))])];
}

async function attributeNames(db: Db): Promise<{ product: string[]; variant: string[] }> {
  const product = await db.query<{ name: string }>(
    sql`SELECT DISTINCT jsonb_object_keys(attributes) AS name FROM catalog.product ORDER BY name`,
  );
  const variant = await db.query<{ name: string }>(
    sql`SELECT DISTINCT jsonb_object_keys(attributes) AS name FROM catalog.variant ORDER BY name`,
  );
  return { product: product.map((row) => row.name), variant: variant.map((row) => row.name) };
}

async function halleHeader(db: Db, options: ExportOptions): Promise<string[]> {
  const { world, siteCode } = options;
  const { product, variant } = await attributeNames(db);
  const sites = world.sites.filter((site) => siteCode === undefined || world.siteIdOf(siteCode) === site.siteId);
  return [
    ...halleColumns.filter((name) => name !== 'stock'),
    ...(await linksInUse(db)),
    ...sites.map((site) => `stock:${site.code}`),
    ...(await valuesInUse(db, options)),
    ...product.map((name) => `product.${name}`),
    ...variant.map((name) => `variant.${name}`),
  ];
}

const mostListed = ({ world }: ExportOptions): number =>
  Math.max(0, ...[...world.rules.definitions.families.values()].map((family) => family.attributes.length));

async function linksInUse(db: Db): Promise<string[]> {
  const rows = await db.query<{ name: string }>(sql`
    SELECT DISTINCT 'related_' || kind AS name FROM catalog.relation
    UNION ALL SELECT 'components' WHERE EXISTS (SELECT 1 FROM catalog.component)`);
  return linkColumns.filter((name) => rows.some((row) => row.name === name));
}

/** The columns of values that some product has, and of attributes that a family in use lists, in the merchant's order. */
async function valuesInUse(db: Db, { world }: ExportOptions): Promise<string[]> {
  const { attributes, families } = world.rules.definitions;
  const rows = await db.query<{
    attribute: string;
    variant: boolean;
    language: 'fr' | 'en' | null;
    channelId: string | null;
  }>(sql`
    SELECT DISTINCT attribute, sku_id <> '' AS variant, nullif(language, '') AS language, nullif(channel_id, '') AS "channelId"
    FROM catalog.attribute_value ORDER BY attribute, variant, "channelId" NULLS FIRST, language DESC`);
  const used = await db.query<{ family: string }>(
    sql`SELECT DISTINCT family FROM catalog.product WHERE family IS NOT NULL`,
  );
  const listed = new Set(used.flatMap((row) => families.get(row.family)?.attributes.map((one) => one.code) ?? []));
  const columns = [...attributes.values()].flatMap((attribute) => {
    const own = rows.filter((row) => row.attribute === attribute.code);
    const places = own.map((row) => ({ ...row, skuId: row.variant ? 'variant' : null }));
    const languages = attribute.localisable ? (['fr', 'en'] as const) : [null];
    const usual = languages.map((language) => ({ attribute: attribute.code, skuId: null, language, channelId: null }));
    return [...(listed.has(attribute.code) ? usual : []), ...places].flatMap(
      (place) => columnFor(place, world.rules) ?? [],
    );
  });
  return [...new Set(columns)].filter(isValueColumn);
}

async function readFigures(db: Db, skuIds: readonly string[], { world, siteCode }: ExportOptions): Promise<Figures> {
  const only = siteCode === undefined ? undefined : world.siteIdOf(siteCode);
  const [prices, stock] = await Promise.all([world.pricesOf(db, skuIds), world.stockOf(db, skuIds)]);
  const bySku = new Map<string, Map<string, number>>();
  for (const { skuId, siteId, quantity } of stock) {
    if (only !== undefined && siteId !== only) continue;
    const sites = bySku.get(skuId) ?? new Map<string, number>();
    sites.set(siteId, quantity);
    bySku.set(skuId, sites);
  }
  return { prices, stock: bySku };
}

/** Writing the catalogue as a file: in pages of products by id, so that memory stays flat whatever the size. */
import type { Readable } from 'node:stream';
import { sql, type Db } from '#base/db';
import { readStored, type Text } from '#catalog';
import { writeRow } from './csv.ts';
import { halleRows } from './export-halle.ts';
import type { ExportOptions, Figures, Line, Row } from './export-line.ts';
import { magentoColumns, magentoRows } from './export-magento.ts';
import { shopifyRows } from './export-shopify.ts';
import { wooHeader, wooRows } from './export-woo.ts';
import { halleColumns } from './halle.ts';
import type { Format } from './model.ts';
import { shopifyColumns } from './shopify.ts';
import { siteNamed } from './world.ts';
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
    const figures = await readFigures(
      db,
      products.flatMap((p) => p.variants.map((v) => v.skuId)),
      options,
    );
    yield products.map((product) => ({ product, figures, options, ways }));
  }
}

async function headerOf(db: Db, options: ExportOptions): Promise<string[]> {
  if (options.format === 'halle') return halleHeader(db, options);
  const { product, variant } = await attributeNames(db);
  const names = [...product, ...variant];
  if (options.format === 'woocommerce') return wooHeader(names);
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

async function halleHeader(db: Db, { world, siteCode }: ExportOptions): Promise<string[]> {
  const { product, variant } = await attributeNames(db);
  const sites = world.sites.filter((site) => siteCode === undefined || world.siteIdOf(siteCode) === site.siteId);
  return [
    ...halleColumns.filter((name) => name !== 'stock'),
    ...sites.map((site) => `stock:${site.code}`),
    ...product.map((name) => `product.${name}`),
    ...variant.map((name) => `variant.${name}`),
  ];
}

async function categoryWays(db: Db): Promise<Map<string, Text[]>> {
  const rows = await db.query<{ id: string; parentId: string | null; name: Text }>(
    sql`SELECT category_id AS id, parent_id AS "parentId", name FROM catalog.category`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const wayOf = (id: string | null): Text[] => {
    const row = id === null ? undefined : byId.get(id);
    return row ? [...wayOf(row.parentId), row.name] : [];
  };
  return new Map(rows.map((row) => [row.id, wayOf(row.id)]));
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

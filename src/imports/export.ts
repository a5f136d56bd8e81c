/** Writing the catalogue as a file: in pages of products by id, so that memory stays flat whatever the size. */
import { money, toDecimal } from '#base/money';
import { sql, type Db } from '#base/db';
import { readStored, shortGtin, type StoredMedia, type StoredProduct, type StoredVariant, type Text } from '#catalog';
import { drawingPath, type DrawingSpec } from '#kit/drawings/illustrate';
import { writeRow } from './csv.ts';
import { readFlag, readPrice } from './cells.ts';
import { factNames, halleColumns } from './halle.ts';
import type { Format } from './model.ts';
import { isProductColumn, shopifyColumns } from './shopify.ts';
import { siteNamed, type World } from './world.ts';

const PAGE = 200;

export type ExportOptions = {
  readonly format: Format;
  readonly world: World;
  /** Only what lies at this site; without it, Shopify's one quantity is the sum of all sites. */
  readonly siteCode?: string;
};

type Figures = {
  readonly prices: ReadonlyMap<string, { readonly minor: number; readonly compareAtMinor: number | null }>;
  /** SKU id → site id → units on hand. */
  readonly stock: ReadonlyMap<string, ReadonlyMap<string, number>>;
};
type Line = {
  readonly product: StoredProduct;
  readonly figures: Figures;
  readonly options: ExportOptions;
  readonly ways: ReadonlyMap<string, readonly Text[]>;
};

/** The file in pieces of text, its header first. Refuses `imports.site_unknown`. */
export async function* exportCatalogue(db: Db, options: ExportOptions): AsyncGenerator<string> {
  if (options.siteCode !== undefined) siteNamed(options.world, options.siteCode);
  const columns = options.format === 'shopify' ? await shopifyHeader(db) : await halleHeader(db, options);
  yield writeRow(columns);
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
    let text = '';
    for (const product of products) {
      const line = { product, figures, options, ways };
      const rows = options.format === 'shopify' ? shopifyRows(line) : halleRows(line);
      for (const row of rows) text += writeRow(columns.map((name) => row[name] ?? ''));
    }
    yield text;
  }
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

async function shopifyHeader(db: Db): Promise<string[]> {
  const { product, variant } = await attributeNames(db);
  return [...new Set([...shopifyColumns, ...product, ...variant])];
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

type Row = Record<string, string>;

/** A row a variant, and further rows for pictures that found no variant to stand beside. */
function shopifyRows({ product, figures, options }: Line): Row[] {
  const { currency, defaultLanguage, channelIds } = options.world;
  const say = (text: Text): string => text[defaultLanguage];
  const gallery = product.media.filter((m) => m.position !== null && m.sourceUrl !== null);
  const variants = product.variants.filter((v) => v.status === 'active');
  const rows: Row[] = [];
  for (let i = 0; i < Math.max(variants.length, gallery.length); i++) {
    const row: Row = { Handle: product.handle };
    if (i === 0) Object.assign(row, productCells(product, say, channelIds));
    const variant = variants[i];
    if (variant) Object.assign(row, variantCells(product, variant, figures, currency, say, i === 0));
    const picture = gallery[i];
    if (picture) {
      row['Image Src'] = picture.sourceUrl ?? '';
      row['Image Position'] = String(i + 1);
      row['Image Alt Text'] = say(picture.alt);
    }
    rows.push(row);
  }
  return rows;
}

function productCells(product: StoredProduct, say: (text: Text) => string, channelIds: readonly string[]): Row {
  const said = readFlag(product.attributes.Published ?? '');
  // A shop without channels offers nothing anywhere: then the file's own word stands.
  const published =
    channelIds.length === 0 && said.ok && said.value !== undefined
      ? said.value
      : channelIds.length === 0 || product.channels.length > 0;
  return {
    ...product.attributes,
    Title: say(product.name),
    'Body (HTML)': say(product.description),
    Vendor: product.brand ?? '',
    Type: product.productType ?? '',
    Tags: product.tags.join(', '),
    Published: String(published),
    Status: product.status,
  };
}

function variantCells(
  product: StoredProduct,
  variant: StoredVariant,
  figures: Figures,
  currency: string,
  say: (text: Text) => string,
  first: boolean,
): Row {
  const price = figures.prices.get(variant.skuId);
  const stock = figures.stock.get(variant.skuId);
  const raw = variant.attributes;
  const row: Row = Object.fromEntries(Object.entries(raw).filter(([name]) => !isProductColumn(name)));
  if (product.options.length === 0) {
    if (first) row['Option1 Name'] = 'Title';
    row['Option1 Value'] = 'Default Title';
  }
  product.options.forEach((name, n) => {
    if (first) row[`Option${n + 1} Name`] = say(name);
    row[`Option${n + 1} Value`] = say(variant.optionValues[n] ?? { fr: '', en: '' });
  });
  row['Variant SKU'] = variant.skuDerived ? '' : variant.sku;
  row['Variant Grams'] = variant.weightG === null ? '' : sameNumber(raw['Variant Grams'], variant.weightG);
  row['Variant Inventory Qty'] = stock === undefined ? '' : String([...stock.values()].reduce((a, b) => a + b, 0));
  row['Variant Price'] = price ? amount(raw['Variant Price'], price.minor, currency) : '';
  row['Variant Compare At Price'] = compareAmount(raw['Variant Compare At Price'], price, currency);
  row['Variant Barcode'] =
    variant.gtin === null ? (raw['Variant Barcode'] ?? '') : (raw['Variant Barcode'] ?? shortGtin(variant.gtin));
  if (
    raw['Variant Barcode'] !== undefined &&
    variant.gtin !== null &&
    raw['Variant Barcode'].replaceAll(/[\s-]/g, '').padStart(14, '0') !== variant.gtin
  )
    row['Variant Barcode'] = shortGtin(variant.gtin);
  const picture = product.media.find((m) => m.mediaId === variant.mediaId);
  if (picture?.sourceUrl) row['Variant Image'] = picture.sourceUrl;
  return row;
}

/** The text as it came when it still says the same amount (`50`), else our own (`50.00`). */
function amount(raw: string | undefined, minor: number, currency: string): string {
  const said = raw === undefined ? undefined : readPrice(raw, currency);
  return raw !== undefined && said?.ok && said.value === minor ? raw : toDecimal(money(minor, currency));
}

/** A crossed-out price not above the price is not kept by the price list, but the file may have it. */
function compareAmount(
  raw: string | undefined,
  price: { minor: number; compareAtMinor: number | null } | undefined,
  currency: string,
): string {
  if (!price) return '';
  if (price.compareAtMinor !== null) return amount(raw, price.compareAtMinor, currency);
  const said = raw === undefined ? undefined : readPrice(raw, currency);
  return raw !== undefined && said?.ok && said.value <= price.minor ? raw : '';
}

const sameNumber = (raw: string | undefined, value: number): string =>
  raw !== undefined && Math.round(Number(raw)) === value ? raw : String(value);

function halleRows({ product, figures, options, ways }: Line): Row[] {
  const { currency, sites } = options.world;
  const gallery = product.media.filter((m) => m.position !== null);
  return product.variants
    .filter((v) => v.status === 'active')
    .map((variant, i): Row => {
      const price = figures.prices.get(variant.skuId);
      const stock = figures.stock.get(variant.skuId);
      const picture = product.media.find((m) => m.mediaId === variant.mediaId);
      const row: Row = { handle: product.handle };
      if (i === 0) Object.assign(row, halleProduct(product, gallery, ways));
      product.options.forEach((name, n) => {
        if (i === 0) both(row, `option${n + 1}_name`, name);
        both(row, `option${n + 1}`, variant.optionValues[n] ?? { fr: '', en: '' });
      });
      row.sku = variant.sku;
      row.gtin = variant.gtin === null ? '' : shortGtin(variant.gtin);
      row.price = price ? toDecimal(money(price.minor, currency)) : '';
      row.compare_at_price =
        price === undefined || price.compareAtMinor === null ? '' : toDecimal(money(price.compareAtMinor, currency));
      row.weight_g = variant.weightG === null ? '' : String(variant.weightG);
      row.variant_image = picture ? pictureCell(picture) : '';
      for (const site of sites)
        row[`stock:${site.code}`] = stock?.has(site.siteId) ? String(stock.get(site.siteId)) : '';
      for (const [name, value] of Object.entries(variant.attributes)) row[`variant.${name}`] = value;
      return row;
    });
}

function halleProduct(
  product: StoredProduct,
  gallery: readonly StoredMedia[],
  ways: ReadonlyMap<string, readonly Text[]>,
): Row {
  const row: Row = {};
  both(row, 'name', product.name);
  both(row, 'description', product.description);
  for (const fact of factNames) both(row, fact, product.facts[fact] ?? { fr: '', en: '' });
  row.status = product.status;
  row.published = String(product.channels.length > 0);
  row.brand = product.brand ?? '';
  row.type = product.productType ?? '';
  row.tags = product.tags.join(', ');
  row.tax_class = product.taxClass;
  const paths = product.categoryIds.map((id) => ways.get(id) ?? []);
  row.categories_fr = paths.map((path) => path.map((name) => name.fr).join(' > ')).join('; ');
  row.categories_en = paths.map((path) => path.map((name) => name.en).join(' > ')).join('; ');
  const shown = gallery.filter((m) => pictureCell(m) !== '');
  row.images = shown.map(pictureCell).join(' ');
  if (shown.some((m) => m.alt.fr !== ''))
    row.image_alts = shown.map((m) => (m.alt.fr === m.alt.en ? m.alt.fr : `${m.alt.fr} // ${m.alt.en}`)).join(' | ');
  for (const [name, value] of Object.entries(product.attributes)) row[`product.${name}`] = value;
  return row;
}

function both(row: Row, name: string, text: Text): void {
  row[`${name}_fr`] = text.fr;
  row[`${name}_en`] = text.en;
}

/** Uploads have no address that another system could read: they stay where they are. */
function pictureCell(picture: StoredMedia): string {
  if (picture.kind === 'remote') return picture.sourceUrl ?? '';
  if (picture.kind === 'drawing' && picture.drawing)
    return `drawing:${drawingPath(picture.drawing as DrawingSpec)
      .replace('/assets/drawings/', '')
      .replace('.svg', '')}`;
  return '';
}

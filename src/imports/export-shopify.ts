/** Writing Shopify's product CSV. */
import { money, toDecimal } from '#base/money';
import { shortGtin, type StoredProduct, type StoredVariant, type Text } from '#catalog';
import { readFlag, readPrice } from './cells.ts';
import type { Figures, Line, Row } from './export-line.ts';
import { resolved, sayable } from './foreign-values.ts';
import { isProductColumn } from './shopify.ts';

/** A row a variant, and further rows for pictures that found no variant to stand beside. */
export function shopifyRows(line: Line): Row[] {
  const { product, figures, options } = line;
  const { currency, defaultLanguage, channelIds } = options.world;
  const say = (text: Text): string => text[defaultLanguage];
  const gallery = product.media.filter((m) => m.position !== null && m.sourceUrl !== null);
  const variants = product.variants.filter((v) => v.status === 'active');
  const said = sayable(line, defaultLanguage);
  const rows: Row[] = [];
  for (let i = 0; i < Math.max(variants.length, gallery.length); i++) {
    const row: Row = { Handle: product.handle };
    if (i === 0) Object.assign(row, resolved(product.attributes, said), productCells(product, say, channelIds));
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

/**
 * Shopify's product CSV (docs/notes/shopify-csv.md): a row a variant, rows of one `Handle` are one product, product columns on its
 * first row, further rows may hold only a picture. What we give no meaning to is kept as it came and goes out again.
 */
import { money, toDecimal } from '#base/money';
import { MAX_IMAGES, plainText, readGtin, shortGtin, type MediaDraft, type Text } from '#catalog';
import { variantTaker } from './accept.ts';
import { cellOf, readFlag, readGrams, readPrice, readQuantity, readUrl, tagsOf } from './cells.ts';
import type { Wrong } from './foreign.ts';
import { excerpt, type FileFormat, type FileProduct, type Group, type ReadContext, type VariantRow } from './model.ts';

/** Columns in the order of Shopify's own export. */
export const shopifyColumns: readonly string[] = (
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,' +
  'Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,' +
  'Variant Fulfillment Service,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,' +
  'Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Google Shopping / Google Product Category,' +
  'Google Shopping / Gender,Google Shopping / Age Group,Google Shopping / MPN,Google Shopping / AdWords Grouping,' +
  'Google Shopping / AdWords Labels,Google Shopping / Condition,Google Shopping / Custom Product,Google Shopping / Custom Label 0,' +
  'Google Shopping / Custom Label 1,Google Shopping / Custom Label 2,Google Shopping / Custom Label 3,' +
  'Google Shopping / Custom Label 4,Variant Image,Variant Weight Unit,Variant Tax Code,Status'
).split(',');
/** The names that its product template has used since 2024, with those of its export. */
const newer: readonly (readonly [newer: string, name: string])[] = [
  ['URL handle', 'Handle'],
  ['Description', 'Body (HTML)'],
  ['Published on online store', 'Published'],
  ['SKU', 'Variant SKU'],
  ['Barcode', 'Variant Barcode'],
  ['Price', 'Variant Price'],
  ['Compare-at price', 'Variant Compare At Price'],
  ['Charge tax', 'Variant Taxable'],
  ['Tax code', 'Variant Tax Code'],
  ['Inventory tracker', 'Variant Inventory Tracker'],
  ['Inventory quantity', 'Variant Inventory Qty'],
  ['Continue selling when out of stock', 'Variant Inventory Policy'],
  ['Weight value (grams)', 'Variant Grams'],
  ['Weight unit for display', 'Variant Weight Unit'],
  ['Requires shipping', 'Variant Requires Shipping'],
  ['Fulfillment service', 'Variant Fulfillment Service'],
  ['Product image URL', 'Image Src'],
  ['Variant image URL', 'Variant Image'],
];
const canonical = new Map(
  [...newer, ...shopifyColumns.map((name) => [name, name] as const)].map(([said, name]) => [said.toLowerCase(), name]),
);
/** Columns that our own fields hold. */
const held = new Set(
  shopifyColumns
    .slice(0, 14)
    .concat('Variant Inventory Qty', 'Image Src', 'Image Position', 'Image Alt Text', 'Variant Image', 'Status'),
);
/** Columns of the product: on its first row only. All other columns belong to the variant. */
export const isProductColumn = (name: string): boolean =>
  /^(gift card|seo |google shopping|product category|included |price |compare at price |status$|published$|standard product type|custom product type)/i.test(
    name,
  ) || /\(product\.metafields/i.test(name);

const kinds = new Map<string, boolean>();
function isProductColumnCached(name: string): boolean {
  let known = kinds.get(name);
  if (known === undefined) {
    known = isProductColumn(name);
    if (kinds.size < 5_000) kinds.set(name, known);
  }
  return known;
}

const limits: Readonly<Record<string, number>> = {
  Title: 500,
  'Body (HTML)': 100_000,
  Vendor: 200,
  Type: 200,
  Tags: 5_000,
};

export const shopifyFormat: FileFormat = {
  name: 'shopify',
  fits: (header) =>
    ['Handle', 'Variant Price', 'Option1 Value', 'Title'].filter((name) =>
      header.some((column) => canonical.get(column) === name),
    ).length,
  nameOf: (column) => canonical.get(column.toLowerCase()) ?? column,
  handleColumn: 'Handle',
  isStock: (column) => column === 'Variant Inventory Qty',
  read: readProduct,
};

function readProduct(group: Group, context: ReadContext): FileProduct | undefined {
  const { header } = context;
  const first = group.rows.find((r) => cellOf(header, r.cells, 'Title').trim() !== '') ?? group.rows[0];
  if (!first) return undefined;
  const get = (name: string): string => cellOf(header, first.cells, name);
  const wrong = productProblem(first.row, get);
  if (wrong) {
    for (const { row } of group.rows) context.refuse({ ...wrong, row });
    return undefined;
  }
  const options = optionNames(get);
  const media = pictures(group, context);
  const variants = readVariants(group, options, context);
  if (variants.length === 0) return undefined;
  const title = get('Title').trim();
  const tags = tagsOf(get('Tags'));
  const type = get('Type').trim();
  const published = readFlag(get('Published'));
  const status = get('Status').trim().toLowerCase();
  return {
    handle: group.handle,
    firstRow: first.row,
    rows: group.rows.length,
    draft: {
      handle: group.handle,
      language: context.language,
      name: plainText(title),
      description: plainText(get('Body (HTML)')),
      facts: {},
      brand: get('Vendor').trim() || null,
      productType: type || null,
      taxClass: 'standard',
      tags,
      options: options.map(plainText),
      status: status === 'draft' || status === 'archived' ? status : 'active',
      attributes: extras(first.row, first.cells, context, true),
      media,
      ...(published.ok && published.value !== undefined ? { published: published.value } : { published: true }),
    },
    categories: categoriesOf(get('Product Category'), type, tags),
    categoriesStated: false,
    variants,
  };
}

function productProblem(
  row: number,
  get: (name: string) => string,
): { row: number; field: string; rule: string; value: string } | undefined {
  if (get('Title').trim() === '') return { row, field: 'Title', rule: 'missing', value: '' };
  for (const [field, max] of Object.entries(limits))
    if (get(field).length > max) return { row, field, rule: 'too_long', value: excerpt(get(field)) };
  if (!readFlag(get('Published')).ok)
    return { row, field: 'Published', rule: 'true_or_false', value: excerpt(get('Published')) };
  return undefined;
}

/** The names of a product's options; `Title` / `Default Title` is Shopify's way to say that it has none. */
function optionNames(get: (name: string) => string): string[] {
  const names = [1, 2, 3].map((n) => get(`Option${n} Name`).trim());
  if (names[0] === 'Title' && get('Option1 Value').trim() === 'Default Title' && names[1] === '') return [];
  const last = names.findLastIndex((name) => name !== '');
  return names.slice(0, last + 1);
}

/** Where it goes on the shelves when the file has no categories: the taxonomy's path, else the type, else the first tag. */
function categoriesOf(taxonomy: string, type: string, tags: readonly string[]): Text[][] {
  const path = taxonomy
    .split('>')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, 3);
  if (path.length > 0) return [path.map(plainText)];
  const word = type || tags[0];
  return word ? [[plainText(word)]] : [];
}

function pictures(group: Group, context: ReadContext): MediaDraft[] {
  const found: { position: number; media: MediaDraft }[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of group.rows) {
    const src = cellOf(context.header, cells, 'Image Src');
    if (src.trim() === '') continue;
    const url = readUrl(src);
    if (!url.ok) context.warn({ row, field: 'Image Src', rule: url.rule, value: excerpt(src) });
    else if (found.length >= MAX_IMAGES)
      context.warn({ row, field: 'Image Src', rule: 'too_many_pictures', value: excerpt(src) });
    else if (!seen.has(url.value)) {
      seen.add(url.value);
      const position = Number(cellOf(context.header, cells, 'Image Position')) || found.length + 1;
      found.push({
        position,
        media: {
          source: { url: url.value },
          alt: plainText(cellOf(context.header, cells, 'Image Alt Text').slice(0, 500)),
        },
      });
    }
  }
  return found.sort((a, b) => a.position - b.position).map((one) => one.media);
}

function readVariants(group: Group, options: readonly string[], context: ReadContext): VariantRow[] {
  const variants: VariantRow[] = [];
  const take = variantTaker(context, { options: 'Option1 Value', product: 'Handle' });
  for (const { row, cells } of group.rows) {
    const get = (name: string): string => cellOf(context.header, cells, name);
    const isVariant = ['Option1 Value', 'Variant Price', 'Variant SKU'].some((name) => get(name).trim() !== '');
    if (!isVariant) {
      if (get('Image Src').trim() === '') context.refuse({ row, field: 'Variant Price', rule: 'missing', value: '' });
      continue;
    }
    const read = take(row, readVariant(row, cells, options, context), group.handle);
    if (read) variants.push(read);
  }
  return variants;
}

function readVariant(
  row: number,
  cells: readonly string[],
  options: readonly string[],
  context: ReadContext,
): VariantRow | Wrong {
  const { header, currency } = context;
  const get = (name: string): string => cellOf(header, cells, name);
  const values = readOptions(get, options);
  if ('rule' in values) return values;
  const price = readPrice(get('Variant Price'), currency);
  if (!price.ok) return { field: 'Variant Price', rule: price.rule, value: excerpt(get('Variant Price')) };
  const compareText = get('Variant Compare At Price').trim();
  const compare = compareText === '' ? { ok: true as const, value: null } : readPrice(compareText, currency);
  if (!compare.ok) return { field: 'Variant Compare At Price', rule: compare.rule, value: excerpt(compareText) };
  const grams = readGrams(get('Variant Grams'));
  if (!grams.ok) return { field: 'Variant Grams', rule: grams.rule, value: excerpt(get('Variant Grams')) };
  const sku = get('Variant SKU').trim();
  if (sku.length > 150) return { field: 'Variant SKU', rule: 'too_long', value: excerpt(sku) };
  const image = get('Variant Image').trim();
  const imageUrl = image === '' ? undefined : readUrl(image);
  if (imageUrl && !imageUrl.ok)
    context.warn({ row, field: 'Variant Image', rule: imageUrl.rule, value: excerpt(image) });
  return {
    row,
    sku: sku === '' ? null : sku,
    gtin: gtinOf(row, 'Variant Barcode', get('Variant Barcode'), context),
    optionValues: values.map(plainText),
    weightG: grams.value,
    image: imageUrl?.ok ? { url: imageUrl.value } : null,
    attributes: extras(row, cells, context, false),
    priceMinor: price.value,
    compareAtMinor: compare.value,
    stock: stockOf(row, get('Variant Inventory Qty'), context),
  };
}

function readOptions(get: (name: string) => string, options: readonly string[]): string[] | Wrong {
  const values: string[] = [];
  for (let n = 1; n <= 3; n++) {
    const value = get(`Option${n} Value`).trim();
    const name = get(`Option${n} Name`).trim();
    const wanted = options[n - 1];
    if (name !== '' && name !== wanted && !(options.length === 0 && name === 'Title'))
      return { field: `Option${n} Name`, rule: 'option_mismatch', value: excerpt(name) };
    if (wanted === undefined) {
      if (value !== '' && !(n === 1 && value === 'Default Title'))
        return { field: `Option${n} Value`, rule: 'option_mismatch', value: excerpt(value) };
      continue;
    }
    if (value === '') return { field: `Option${n} Value`, rule: 'missing', value: '' };
    if (value.length > 255) return { field: `Option${n} Value`, rule: 'too_long', value: excerpt(value) };
    values.push(value);
  }
  const fourth = get('Option4 Value').trim();
  return fourth === '' ? values : { field: 'Option4 Value', rule: 'too_many_options', value: excerpt(fourth) };
}

/** A bad barcode is no reason to lose a product: the row is taken without it, and told. */
export function gtinOf(row: number, field: string, text: string, context: Pick<ReadContext, 'warn'>): string | null {
  if (text.trim() === '') return null;
  const gtin = readGtin(text);
  if (gtin.ok) return gtin.gtin;
  context.warn({ row, field, rule: gtin.rule, value: excerpt(text) });
  return null;
}

function stockOf(row: number, text: string, context: ReadContext): VariantRow['stock'] {
  if (text.trim() === '') return [];
  const quantity = readQuantity(text);
  if (quantity.ok) return [{ siteCode: null, quantity: quantity.value }];
  // Shopify exports what it oversold as a negative number: nothing lies there.
  context.warn({ row, field: 'Variant Inventory Qty', rule: quantity.rule, value: excerpt(text) });
  return quantity.rule === 'negative' ? [{ siteCode: null, quantity: 0 }] : [];
}

/** Cells kept as they came. Of the columns that we also hold as values, those whose text says more than the value (`50`, `50.00`). */
function extras(row: number, cells: readonly string[], context: ReadContext, product: boolean): Record<string, string> {
  const kept: Record<string, string> = {};
  const { names } = context.header;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    const raw = cells[i];
    if (raw === undefined || raw === '' || name === '' || held.has(name) || isProductColumnCached(name) !== product)
      continue;
    if (raw.length > 5_000) context.warn({ row, field: name, rule: 'not_kept', value: excerpt(raw) });
    else {
      const value = cellOf(context.header, cells, name);
      if (!saysNoMore(name, value, context.currency)) kept[name] = value;
    }
  }
  return kept;
}

/** True for figures written the way we write them ourselves: then the value is enough. */
function saysNoMore(name: string, value: string, currency: string): boolean {
  if (name === 'Variant Price' || name === 'Variant Compare At Price') {
    const price = readPrice(value, currency);
    return price.ok && toDecimal(money(price.value, currency)) === value;
  }
  if (name === 'Variant Grams') return /^(0|[1-9]\d*)$/.test(value);
  if (name !== 'Variant Barcode') return false;
  const gtin = readGtin(value);
  return gtin.ok && shortGtin(gtin.gtin) === value;
}

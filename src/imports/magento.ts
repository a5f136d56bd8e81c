/**
 * Magento's product CSV (docs/notes/magento-csv.md): a row an SKU and store view. A configurable product stands after its simple ones
 * and names them in `configurable_variations`; rows of a store view say the texts of another language.
 */
import { plainText, slug, type Text } from '#catalog';
import { variantTaker } from './accept.ts';
import { cellOf } from './cells.ts';
import { factOf, readAddresses, readSale, readStock, readWeight, type NamedRow, type Wrong } from './foreign.ts';
import { excerpt, type FileFormat, type FileProduct, type Group, type ReadContext, type VariantRow } from './model.ts';
import { readPairs, writePairs } from './magento-pairs.ts';
import { gtinOf } from './shopify.ts';

export const MAGENTO = 'magento:';

const keyOfSku = (sku: string): string => sku.trim().toUpperCase();

export const magentoFormat: FileFormat = {
  name: 'magento',
  fits: (header) =>
    ['sku', 'product_type', 'attribute_set_code', 'additional_attributes', 'url_key', 'product_websites'].filter(
      (name) => header.includes(name),
    ).length,
  nameOf: (column) => (column.includes(':') ? column : column.toLowerCase()),
  handleColumn: 'sku',
  isStock: (column) => column === 'qty',
  keys: {
    hear: (get, links) => {
      const parent = keyOfSku(get('sku'));
      for (const { sku } of variationsOf(get('configurable_variations')))
        if (!links.has(keyOfSku(sku)) && keyOfSku(sku) !== parent) links.set(keyOfSku(sku), parent);
    },
    of: (get, links) => {
      const sku = keyOfSku(get('sku'));
      return links.get(sku) ?? sku;
    },
  },
  read: readProduct,
};

type Variation = { readonly sku: string; readonly values: ReadonlyMap<string, string> };

/** `sku=A,size=S|sku=B,size=M`: what belongs to a configurable product, and by which values. */
export function variationsOf(text: string): Variation[] {
  return text.split(/\|(?=sku=)/).flatMap((part) => {
    const values = readPairs(part);
    const sku = values.get('sku') ?? '';
    values.delete('sku');
    return sku === '' ? [] : [{ sku, values }];
  });
}

const isView = ({ get }: NamedRow): boolean => get('store_view_code').trim() !== '';

function readProduct(group: Group, context: ReadContext): FileProduct | undefined {
  const rows = group.rows.map(({ row, cells }): NamedRow => ({
    row,
    get: (name) => cellOf(context.header, cells, name),
  }));
  const base = rows.filter((row) => !isView(row));
  const head =
    base.find(({ get }) => keyOfSku(get('sku')) === group.handle) ?? (base.length === 1 ? base[0] : undefined);
  const wrong = head ? productProblem(head) : { field: 'sku', rule: 'no_parent', value: excerpt(group.handle) };
  if (!head || wrong) {
    for (const { row } of rows) if (wrong) context.refuse({ row, ...wrong });
    return undefined;
  }
  const configurable = head.get('product_type').trim() === 'configurable';
  for (const { row, get } of base)
    if (get('sku') === head.get('sku') && row !== head.row)
      context.refuse({ row, field: 'sku', rule: 'duplicate_sku', value: excerpt(get('sku')) });
  const links = variationsOf(head.get('configurable_variations'));
  const codes = [...new Set(links.flatMap(({ values }) => [...values.keys()]))];
  if (codes.length > 3) {
    for (const { row } of rows)
      context.refuse({
        row,
        field: 'configurable_variations',
        rule: 'too_many_options',
        value: excerpt(codes.join(', ')),
      });
    return undefined;
  }
  const children = base.filter((row) => keyOfSku(row.get('sku')) !== keyOfSku(head.get('sku')));
  const variants = configurable ? readChildren(children, { links, codes, head }, context) : readSimple(head, context);
  if (variants.length === 0) {
    if (configurable && children.length === 0)
      context.refuse({
        row: head.row,
        field: 'configurable_variations',
        rule: 'no_variants',
        value: excerpt(head.get('sku')),
      });
    return undefined;
  }
  const texts = textsOf(head, rows.filter(isView), context);
  return productOf(head, { variants, codes, texts, rows: rows.length, configurable }, context);
}

type Texts = { readonly name: Text; readonly description: Text; readonly kept: Readonly<Record<string, string>> };
type Parts = {
  readonly variants: VariantRow[];
  readonly codes: readonly string[];
  readonly texts: Texts;
  readonly rows: number;
  readonly configurable: boolean;
};

function productOf(
  head: NamedRow,
  { variants, codes, texts, rows, configurable }: Parts,
  context: ReadContext,
): FileProduct {
  const { get } = head;
  const pairs = readPairs(get('additional_attributes'));
  const labels = readPairs(get('configurable_variation_labels'));
  const fact = [...pairs].flatMap(([name, value]) =>
    factOf(name) === 'material' ? [['material', plainText(value.replaceAll('|', ', '))] as const] : [],
  );
  const origin = get('country_of_manufacture').trim();
  const handle = handleOf(head);
  const options = codes.map(
    (code) => labels.get(code) ?? code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' '),
  );
  const online = get('product_online').trim();
  const alone = get('visibility').trim() === 'Not Visible Individually';
  const sku = get('sku').trim();
  const optionCodes = codes.flatMap((code, i) =>
    slug(options[i] ?? '').replaceAll('-', '_') === code ? [] : [[`${MAGENTO}option:${options[i]}`, code] as const],
  );
  return {
    handle,
    firstRow: head.row,
    rows,
    draft: {
      handle,
      language: context.language,
      name: texts.name,
      description: texts.description,
      facts: Object.fromEntries([...fact, ...(origin === '' ? [] : [['origin', plainText(origin)] as const])]),
      brand: pairs.get('brand') ?? pairs.get('manufacturer') ?? null,
      productType: null,
      taxClass: taxClassOf(head, context),
      tags: [],
      unsaid: ['tags', 'productType'],
      options: options.map(plainText),
      status: online === '' || online === '1' ? 'active' : 'draft',
      attributes: {
        ...kept(head, [], context),
        ...texts.kept,
        ...Object.fromEntries(optionCodes),
        ...(configurable && sku !== handle ? { [`${MAGENTO}sku`]: sku } : {}),
      },
      media: pictures(head, context),
      published: !alone && (online === '' || online === '1'),
    },
    categories: waysOf(get('categories')),
    categoriesStated: context.language === 'fr' && context.header.index.has('categories'),
    variants,
  };
}

function pictures(row: NamedRow, context: ReadContext): FileProduct['draft']['media'] {
  const labels = row.get('additional_image_labels').split(',');
  const first = readAddresses(row, 'base_image', context).map((url) => [url, row.get('base_image_label')] as const);
  const more = readAddresses(row, 'additional_images', context).map((url, i) => [url, labels[i] ?? ''] as const);
  const seen = new Set<string>();
  return [...first, ...more].flatMap(([url, label]) => {
    if (seen.has(url)) return [];
    seen.add(url);
    return [{ source: { url }, alt: plainText(label.trim().slice(0, 500)) }];
  });
}

/** `Default Category/Men/Tops,Default Category/Sale` without the root, which no shopper sees. A name may hold a comma. */
function waysOf(text: string): Text[][] {
  const [root = ''] = text.split(/[/,]/);
  const ways: string[] = [];
  for (const part of text.split(',')) {
    if (ways.length === 0 || part.includes('/') || part.trim() === root) ways.push(part);
    else ways[ways.length - 1] += `,${part}`;
  }
  return ways
    .map((way) =>
      way
        .split(/(?<!\\)\//)
        .slice(1, 7)
        .map((name) => plainText(name.replaceAll('\\/', '/').trim().slice(0, 200))),
    )
    .filter((way) => way.length > 0 && way.every((name) => name.fr !== ''))
    .slice(0, 50);
}

function handleOf({ get }: NamedRow): string {
  const own = get('url_key').trim();
  return /^[^\s/?#%\\"'<>&]{1,200}$/u.test(own) ? own : slug(get('sku')).slice(0, 200) || 'magento';
}

function productProblem({ get }: NamedRow): Wrong | undefined {
  const type = get('product_type').trim();
  if (!['simple', 'configurable', 'virtual', 'downloadable', ''].includes(type))
    return { field: 'product_type', rule: 'type_not_sold', value: excerpt(type) };
  for (const [field, max] of [
    ['name', 500],
    ['description', 100_000],
    ['categories', 10_000],
  ] as const)
    if (get(field).length > max) return { field, rule: 'too_long', value: excerpt(get(field)) };
  return get('name').trim() === '' ? { field: 'name', rule: 'missing', value: '' } : undefined;
}

/**
 * Name and description in both languages, as far as store views say them (`fr`, `french`, `en_GB` …); what else a view says of its own
 * is kept under its language.
 */
function textsOf(head: NamedRow, views: readonly NamedRow[], context: ReadContext): Texts {
  const described = head.get('description').trim() === '' ? head.get('short_description') : head.get('description');
  let name = plainText(head.get('name').trim());
  let description = plainText(described);
  const kept: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { row, get } of views) {
    if (keyOfSku(get('sku')) !== keyOfSku(head.get('sku'))) continue;
    const code = get('store_view_code').trim();
    const language = /^fr/i.test(code) ? 'fr' : /^(en|gb|us|uk)/i.test(code) ? 'en' : undefined;
    if (!language || seen.has(language)) {
      const rule = language ? 'language_twice' : 'unknown_language';
      context.warn({ row, field: 'store_view_code', rule, value: excerpt(code) });
      continue;
    }
    seen.add(language);
    if (get('name').trim() !== '') name = { ...name, [language]: get('name').trim().slice(0, 500) };
    if (get('description') !== '') description = { ...description, [language]: get('description').slice(0, 100_000) };
    if (code !== language) kept[`${MAGENTO}view:${language}`] = code;
    for (const column of context.header.names) {
      const value = get(column);
      if (value === '' || ofRow.has(column) || value === head.get(column)) continue;
      if (value.length > 5_000) context.warn({ row, field: column, rule: 'not_kept', value: excerpt(value) });
      else kept[`${MAGENTO}${language}@${column}`] = value;
    }
  }
  return { name, description, kept };
}
const ofRow = new Set(
  'sku,store_view_code,attribute_set_code,product_type,product_websites,name,description'.split(','),
);

type Family = { readonly links: readonly Variation[]; readonly codes: readonly string[]; readonly head: NamedRow };

function readChildren(
  children: readonly NamedRow[],
  { links, codes, head }: Family,
  context: ReadContext,
): VariantRow[] {
  const bySku = new Map(links.map((link) => [keyOfSku(link.sku), link.values]));
  const take = variantTaker(context, { options: 'configurable_variations', product: 'sku' });
  const present = new Set(children.map(({ get }) => keyOfSku(get('sku'))));
  for (const { sku } of links)
    if (!present.has(keyOfSku(sku)))
      context.warn({ row: head.row, field: 'configurable_variations', rule: 'variant_missing', value: excerpt(sku) });
  return children.flatMap((row): VariantRow[] => {
    const own = readPairs(row.get('additional_attributes'));
    const named = bySku.get(keyOfSku(row.get('sku')));
    const values = codes.map((code) => (named?.get(code) ?? own.get(code) ?? '').slice(0, 255));
    const empty = codes.find((_, i) => values[i] === '');
    const said =
      empty === undefined
        ? readVariant(row, values.map(plainText), codes, context)
        : { field: empty, rule: 'missing', value: '' };
    const read = take(row.row, said, row.get('sku'));
    return read ? [{ ...read, attributes: { ...kept(row, codes, context), ...wordsOf(row, head, values) } }] : [];
  });
}

/** The name of a simple product inside of a configurable one, where it is not just made of its parent's. */
function wordsOf({ get }: NamedRow, head: NamedRow, values: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  const name = get('name').trim();
  if (name !== '' && name !== `${head.get('name').trim()}-${values.join('-')}`)
    out[`${MAGENTO}name`] = name.slice(0, 500);
  const text = get('description');
  if (text !== '' && text !== head.get('description') && text.length <= 5_000) out[`${MAGENTO}description`] = text;
  return out;
}

function readSimple(head: NamedRow, context: ReadContext): VariantRow[] {
  if (head.get('product_type').trim() === 'downloadable')
    context.warn({ row: head.row, field: 'product_type', rule: 'download_not_kept', value: 'downloadable' });
  const read = readVariant(head, [], [], context);
  if (!('rule' in read)) return [{ ...read, image: null, status: 'active' }];
  context.refuse({ row: head.row, ...read });
  return [];
}

function readVariant(
  row: NamedRow,
  optionValues: readonly Text[],
  codes: readonly string[],
  context: ReadContext,
): VariantRow | Wrong {
  const { get } = row;
  // Magento writes a beginning for every special price; only an end makes it pass.
  const scheduled = get('special_price_to_date').trim() !== '';
  const prices = readSale(row, { regular: 'price', sale: 'special_price', scheduled }, context);
  if ('rule' in prices) return prices;
  const weight = readWeight(get('weight'), 'kg');
  if (!weight.ok) context.warn({ row: row.row, field: 'weight', rule: weight.rule, value: excerpt(get('weight')) });
  const sku = get('sku').trim();
  if (sku === '' || sku.length > 150)
    return { field: 'sku', rule: sku === '' ? 'missing' : 'too_long', value: excerpt(sku) };
  const pairs = readPairs(get('additional_attributes'));
  const gtin = pairs.get('gtin') ?? pairs.get('ean') ?? pairs.get('barcode') ?? pairs.get('upc') ?? '';
  const [url] = codes.length > 0 ? readAddresses(row, 'base_image', { ...context, warn: () => undefined }) : [];
  return {
    row: row.row,
    sku,
    gtin: gtinOf(row.row, 'additional_attributes', gtin, context),
    optionValues,
    weightG: weight.ok ? weight.value : null,
    image: url === undefined ? null : { url },
    attributes: {},
    status: ['', '1'].includes(get('product_online').trim()) ? 'active' : 'withdrawn',
    ...prices,
    // `manage_stock` counts only where the shop's own setting does not.
    stock:
      get('manage_stock').trim() === '0' && get('use_config_manage_stock').trim() !== '1'
        ? []
        : readStock(row, 'qty', context),
  };
}

function taxClassOf({ row, get }: NamedRow, context: ReadContext): FileProduct['draft']['taxClass'] {
  const text = get('tax_class_name').trim().toLowerCase();
  if (text === '' || text === 'taxable goods' || text === 'standard') return 'standard';
  const known = {
    reduced: 'reduced',
    intermediate: 'intermediate',
    super_reduced: 'super_reduced',
    none: 'none',
  } as const;
  const found = known[text.replace(/[\s-]+/g, '_') as keyof typeof known];
  if (found === undefined)
    context.warn({ row, field: 'tax_class_name', rule: 'unknown_tax_class', value: excerpt(text) });
  return found ?? 'standard';
}

const held = new Set(
  'sku,store_view_code,product_type,name,description,short_description,weight,price,special_price,url_key,qty,additional_attributes,configurable_variations,configurable_variation_labels,categories,product_online,country_of_manufacture,base_image,base_image_label,additional_images,additional_image_labels,is_in_stock,tax_class_name'.split(
    ',',
  ),
);

/** What is written where nothing else is known; it needs no keeping. */
const usual: Readonly<Record<string, readonly string[]>> = {
  attribute_set_code: ['Default'],
  product_websites: ['base'],
  visibility: ['Catalog, Search', 'Not Visible Individually'],
  manage_stock: ['1'],
};

/** What our fields can't say; `codes`: attributes that are options, and so are said already. */
function kept({ row, get }: NamedRow, codes: readonly string[], context: ReadContext): Record<string, string> {
  const out: Record<string, string> = {};
  const keep = (name: string, value: string): void => {
    if (value === '') return;
    if (value.length > 5_000) context.warn({ row, field: name, rule: 'not_kept', value: excerpt(value) });
    else out[MAGENTO + name] = value;
  };
  for (const name of context.header.names)
    if (name !== '' && !held.has(name) && !usual[name]?.includes(get(name))) keep(name, get(name));
  const pairs = readPairs(get('additional_attributes'));
  for (const code of codes) pairs.delete(code);
  // Held by our own fields under these names; under others (`ean`, `manufacturer`) the name is worth keeping.
  for (const name of ['brand', 'gtin']) pairs.delete(name);
  if (!pairs.get('material')?.includes('|')) pairs.delete('material');
  keep('additional_attributes', writePairs(pairs));
  if (get('description').trim() !== '') keep('short_description', get('short_description'));
  if (get('special_price_to_date').trim() !== '') keep('special_price', get('special_price'));
  if (!['', 'simple', 'configurable'].includes(get('product_type').trim()))
    keep('product_type', get('product_type').trim());
  // A picture named by its path is no address for us; its shop wants it back.
  for (const name of ['base_image', 'additional_images'])
    if (context.pictureBase === undefined && !/^https?:/i.test(get(name).trim())) keep(name, get(name));
  return out;
}

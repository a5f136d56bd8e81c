/**
 * WooCommerce's product CSV (docs/notes/woocommerce-csv.md): a row a product or variation; a variation names its parent by SKU or
 * `id:12`. Columns are known in English, French and German, for a shop exports them in its own language.
 */
import { plainText, slug, type Text } from '#catalog';
import { variantTaker } from './accept.ts';
import {
  factOf,
  optionValue,
  readAddresses,
  readSale,
  readStock,
  readWeight,
  splitList,
  type NamedRow,
  type Wrong,
} from './foreign.ts';
import { cellOf, tagsOf } from './cells.ts';
import {
  excerpt,
  type CellOf,
  type FileFormat,
  type FileProduct,
  type Group,
  type ReadContext,
  type VariantRow,
} from './model.ts';
import { gtinOf } from './shopify.ts';
import { wooName } from './woo-columns.ts';

/** Kept columns carry their system's name, so that a file of another system is not filled with them. */
export const WOO = 'woo:';

const keyOfSku = (sku: string): string => sku.trim().toUpperCase();
const types = (get: CellOf): string[] =>
  get('Type')
    .toLowerCase()
    .split(',')
    .map((type) => type.trim());

export const wooFormat: FileFormat = {
  name: 'woocommerce',
  fits: (header) => {
    const names = new Set(header.map(wooName));
    return ['Type', 'SKU', 'Regular price', 'Parent', 'Attribute 1 name', 'Visibility in catalog'].filter((name) =>
      names.has(name),
    ).length;
  },
  nameOf: wooName,
  handleColumn: 'Name',
  isStock: (column) => column === 'Stock',
  keys: {
    hear: (get, links) => {
      const [id, sku] = [get('ID').trim(), keyOfSku(get('SKU'))];
      if (id !== '' && sku !== '' && !types(get).includes('variation')) links.set(`id:${id}`, sku);
    },
    of: (get, links) => {
      const parent = get('Parent').trim();
      const named = types(get).includes('variation') ? parent : '';
      if (named !== '')
        return /^id:\d+$/i.test(named) ? (links.get(named.toLowerCase()) ?? named.toLowerCase()) : keyOfSku(named);
      const id = get('ID').trim();
      return keyOfSku(get('SKU')) || (id === '' ? slug(get('Name')) : `id:${id}`);
    },
  },
  read: readProduct,
};

function readProduct(group: Group, context: ReadContext): FileProduct | undefined {
  const rows = group.rows.map(({ row, cells }): NamedRow => ({
    row,
    get: (name) => cellOf(context.header, cells, name),
  }));
  const own = rows.filter(({ get }) => !types(get).includes('variation'));
  const [head, ...twins] = own;
  const variations = rows.filter((row) => !own.includes(row));
  for (const { row, get } of twins)
    context.refuse({ row, field: 'SKU', rule: 'duplicate_sku', value: excerpt(get('SKU')) });
  const wrong = head ? productProblem(head) : { field: 'Parent', rule: 'no_parent', value: excerpt(group.handle) };
  if (!head || wrong) {
    for (const { row } of head ? [head, ...variations] : rows) if (wrong) context.refuse({ row, ...wrong });
    return undefined;
  }
  const variable = types(head.get).includes('variable');
  const names = variable ? varying(head, variations) : [];
  if (names.length > 3) {
    for (const { row } of [head, ...variations])
      context.refuse({ row, field: 'Attribute 4 name', rule: 'too_many_options', value: excerpt(names.join(', ')) });
    return undefined;
  }
  const variants = variable ? readVariations(head, variations, names, context) : readSimple(head, context);
  for (const { row } of variable ? [] : variations)
    context.refuse({ row, field: 'Parent', rule: 'no_parent', value: excerpt(group.handle) });
  if (variants.length === 0) {
    if (variable && variations.length === 0)
      context.refuse({ row: head.row, field: 'Type', rule: 'no_variants', value: 'variable' });
    return undefined;
  }
  return productOf(head, names, variants, { rows: group.rows.length, variable, context });
}

function productOf(
  head: NamedRow,
  names: readonly string[],
  variants: VariantRow[],
  { rows, variable, context }: { rows: number; variable: boolean; context: ReadContext },
): FileProduct {
  const { get } = head;
  const published = get('Published').trim();
  const attributes = attributesOf(get);
  const facts = attributes.flatMap(({ name, values }) => {
    const fact = factOf(name);
    return fact === undefined || names.includes(name) ? [] : [[fact, plainText(values.join(', '))] as const];
  });
  const described = textOf(get('Description')).trim() === '' ? get('Short description') : get('Description');
  const brands = splitList(get('Brands'), ',');
  if (brands.length > 1)
    context.warn({ row: head.row, field: 'Brands', rule: 'one_brand', value: excerpt(get('Brands')) });
  const tags = tagsOf(splitList(get('Tags'), ',').join(','));
  const handle = handleOf(head);
  return {
    handle,
    firstRow: head.row,
    rows,
    draft: {
      handle,
      language: context.language,
      name: plainText(get('Name').trim()),
      description: plainText(textOf(described)),
      facts: Object.fromEntries(facts),
      brand: brands[0] ?? null,
      productType: null,
      unsaid: ['productType'],
      taxClass: taxClassOf(head, context),
      tags,
      options: names.map(plainText),
      status: published === '-1' ? 'draft' : 'active',
      attributes: {
        ...kept(head, context),
        ...keptAttributes(attributes, names),
        ...(variable ? skuOfParent(head, handle) : {}),
      },
      media: readAddresses(head, 'Images', context).map((url) => ({ source: { url }, alt: plainText('') })),
      published: published === '' || published === '1',
    },
    categories: splitList(get('Categories'), ',')
      .map((way) => splitWay(way).map(plainText))
      .filter((way) => way.length > 0),
    // Addresses of categories are made of their French names: a file of another language can't name those there are.
    categoriesStated: context.language === 'fr' && context.header.index.has('Categories'),
    variants,
  };
}

const splitWay = (way: string): string[] =>
  way
    .split('>')
    .map((name) => name.trim().slice(0, 200))
    .filter((name) => name !== '')
    .slice(0, 6);

/** The address: ours if the file came from us, else the SKU's, which stays when names change. */
function handleOf({ get }: NamedRow): string {
  const own = get('Meta: halle_handle').trim();
  if (/^[^\s/?#%\\"'<>&]{1,200}$/u.test(own)) return own;
  const id = get('ID').trim();
  return slug(get('SKU')).slice(0, 200) || (id === '' ? slug(get('Name')).slice(0, 200) : `woo-${slug(id)}`) || 'woo';
}

/** A parent's SKU is nobody's at our tills, but its shop knows it by that. */
function skuOfParent({ get }: NamedRow, handle: string): Record<string, string> {
  const sku = get('SKU').trim();
  return sku === '' || sku === handle ? {} : { [`${WOO}SKU`]: sku };
}

function productProblem({ get }: NamedRow): Wrong | undefined {
  const type = types(get).find((one) => ['grouped', 'external', 'bundle', 'composite', 'subscription'].includes(one));
  if (type !== undefined) return { field: 'Type', rule: 'type_not_sold', value: type };
  for (const [field, max] of [
    ['Name', 500],
    ['Description', 100_000],
    ['Tags', 5_000],
    ['Categories', 5_000],
  ] as const)
    if (get(field).length > max) return { field, rule: 'too_long', value: excerpt(get(field)) };
  return get('Name').trim() === '' ? { field: 'Name', rule: 'missing', value: '' } : undefined;
}

export type WooAttribute = {
  readonly name: string;
  readonly values: readonly string[];
  readonly flags: string;
  readonly chosen: string;
};

/** The attributes of a row, in the order of their columns. */
function attributesOf(get: CellOf): WooAttribute[] {
  const found: WooAttribute[] = [];
  for (let n = 1; n <= 60; n++) {
    const name = get(`Attribute ${n} name`).trim();
    if (name === '') continue;
    const values = splitList(get(`Attribute ${n} value(s)`), ',');
    const flags = `${get(`Attribute ${n} visible`).trim() || '1'}|${get(`Attribute ${n} global`).trim() || '1'}`;
    found.push({ name, values, flags, chosen: get(`Attribute ${n} default`).trim() });
  }
  return found;
}

/** The attributes by which variations differ; one that no variation says is no option, but a property of the product. */
function varying(head: NamedRow, variations: readonly NamedRow[]): string[] {
  const said = new Map<string, string>();
  for (const { get } of variations)
    for (const { name, values } of attributesOf(get)) if (values.length > 0) said.set(name.toLowerCase(), name);
  const ordered = attributesOf(head.get).flatMap(({ name }) => (said.delete(name.toLowerCase()) ? [name] : []));
  return [...ordered, ...said.values()];
}

function readVariations(
  head: NamedRow,
  variations: readonly NamedRow[],
  names: readonly string[],
  context: ReadContext,
): VariantRow[] {
  const take = variantTaker(context, { options: 'Attribute 1 value(s)', product: 'Parent' });
  return variations.flatMap((row): VariantRow[] => {
    const attributes = new Map(attributesOf(row.get).map((one) => [one.name.toLowerCase(), one.values[0] ?? '']));
    const said = names.map((name) => (attributes.get(name.toLowerCase()) ?? '').slice(0, 255));
    const values = said.map(optionValue);
    const read = take(row.row, readVariant(row, values, context), row.get('Parent'));
    if (!read) return [];
    const open = names.find((_, i) => said[i] === '');
    if (open !== undefined) context.warn({ row: row.row, field: open, rule: 'any_value', value: '' });
    const published = row.get('Published').trim();
    return [
      {
        ...read,
        attributes: { ...kept(row, context), ...wordsOf(row, head, values, context) },
        // A variation that says no weight has that of its parent.
        weightG: read.weightG ?? weightOf(head, context),
        status: published === '0' || published === '-1' ? 'withdrawn' : 'active',
      },
    ];
  });
}

/** What a variation says in words of its own; its name is mostly made of its parent's and its values. */
function wordsOf(
  { row, get }: NamedRow,
  head: NamedRow,
  values: readonly Text[],
  context: ReadContext,
): Record<string, string> {
  const usual = `${head.get('Name').trim()} - ${values.map((value) => value[context.language]).join(', ')}`;
  const out: Record<string, string> = {};
  for (const name of ['Name', 'Description']) {
    const value = get(name);
    if (value.length > 5_000) context.warn({ row, field: name, rule: 'not_kept', value: excerpt(value) });
    else if (value !== '' && value !== usual) out[WOO + name] = value;
  }
  return out;
}

function readSimple(head: NamedRow, context: ReadContext): VariantRow[] {
  if (types(head.get).includes('downloadable'))
    context.warn({ row: head.row, field: 'Type', rule: 'download_not_kept', value: 'downloadable' });
  const read = readVariant(head, [], context);
  if (!('rule' in read)) return [{ ...read, image: null }];
  context.refuse({ row: head.row, ...read });
  return [];
}

function weightOf(row: NamedRow, context: ReadContext): number | null {
  const column = context.header.names.find((name) => name.startsWith('Weight (')) ?? '';
  const text = row.get(column);
  const weight = readWeight(text, /\((\w+)\)/.exec(column)?.[1] ?? 'kg');
  if (weight.ok) return weight.value;
  context.warn({ row: row.row, field: column, rule: weight.rule, value: excerpt(text) });
  return null;
}

function readVariant(row: NamedRow, optionValues: readonly Text[], context: ReadContext): VariantRow | Wrong {
  const { get } = row;
  const scheduled = get('Date sale price starts').trim() !== '' || get('Date sale price ends').trim() !== '';
  const prices = readSale(row, { regular: 'Regular price', sale: 'Sale price', scheduled }, context);
  if ('rule' in prices) return prices;
  const sku = get('SKU').trim();
  if (sku.length > 150) return { field: 'SKU', rule: 'too_long', value: excerpt(sku) };
  const gtin = 'GTIN, UPC, EAN, or ISBN';
  const [url] = optionValues.length > 0 ? readAddresses(row, 'Images', context) : [];
  return {
    row: row.row,
    sku: sku === '' ? null : sku,
    gtin: gtinOf(row.row, gtin, get(gtin), context),
    optionValues,
    weightG: weightOf(row, context),
    image: url === undefined ? null : { url },
    attributes: {},
    ...prices,
    stock: readStock(row, 'Stock', context),
  };
}

/** WooCommerce writes a line end as `\n`, and a `\n` of the text as `\\n`. */
const textOf = (text: string): string =>
  text
    .split('\\\\n')
    .map((part) => part.replaceAll('\\n', '\n'))
    .join('\\n');

function taxClassOf({ row, get }: NamedRow, context: ReadContext): FileProduct['draft']['taxClass'] {
  const text = get('Tax class').trim().toLowerCase();
  if (text === '' || text === 'standard' || text === 'parent') return 'standard';
  const known = {
    'reduced-rate': 'reduced',
    'intermediate-rate': 'intermediate',
    'super-reduced-rate': 'super_reduced',
    'outside-vat': 'none',
  } as const;
  const found = known[text as keyof typeof known];
  if (found === undefined) context.warn({ row, field: 'Tax class', rule: 'unknown_tax_class', value: excerpt(text) });
  return found ?? 'standard';
}

const held = new Set(
  'SKU;Name;Published;Short description;Description;Stock;Regular price;Sale price;Categories;Tags;Images;Parent;Brands;Meta: halle_handle;GTIN, UPC, EAN, or ISBN;Tax class;In stock?;Type'.split(
    ';',
  ),
);

/** Columns we give no meaning to, and of those we do what our fields can't say. */
function kept({ row, get }: NamedRow, context: ReadContext): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name of context.header.names) {
    if (name === '' || held.has(name) || name.startsWith('Weight (') || /^Attribute \d+ /.test(name)) continue;
    const value = get(name);
    if (value === '') continue;
    if (value.length > 5_000) context.warn({ row, field: name, rule: 'not_kept', value: excerpt(value) });
    else out[WOO + name] = value;
  }
  const type = types(get).filter((one) => !['simple', 'variable', 'variation', ''].includes(one));
  if (type.length > 0) out[`${WOO}Type`] = type.join(', ');
  const short = get('Short description');
  if (short !== '' && textOf(get('Description')).trim() !== '' && short.length <= 5_000)
    out[`${WOO}Short description`] = short;
  if (get('Date sale price starts').trim() + get('Date sale price ends').trim() !== '' && get('Sale price') !== '')
    out[`${WOO}Sale price`] = get('Sale price');
  if (get('Stock').trim() === '' && get('In stock?').trim() === '0') out[`${WOO}In stock?`] = '0';
  return out;
}

/** Attributes that are no options and no facts, and what an option's attribute says beside its values. */
function keptAttributes(attributes: readonly WooAttribute[], names: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { name, values, flags, chosen } of attributes) {
    const option = names.includes(name);
    if (!option && factOf(name) !== undefined) continue;
    if (!option) out[`${WOO}attribute:${name}`] = values.join(' | ');
    if (flags !== '1|1') out[`${WOO}flags:${name}`] = flags;
    if (chosen !== '') out[`${WOO}default:${name}`] = chosen;
  }
  return out;
}

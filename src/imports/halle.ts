/** Our own CSV (docs/notes/halle-csv.md): a row a variant, both languages, categories, VAT class, stock by site. */
import { MAX_IMAGES, MAX_VARIANTS, optionKey, type MediaSource, type TaxClass, type Text } from '#catalog';
import { cellOf, readFlag, readGrams, readPrice, readQuantity, readUrl, tagsOf } from './cells.ts';
import {
  excerpt,
  type FileFormat,
  type FileProduct,
  type Group,
  type ReadContext,
  type StockFigure,
  type VariantRow,
} from './model.ts';
import { gtinOf } from './shopify.ts';

export const factNames = ['material', 'origin', 'care'] as const;
export const halleColumns: readonly string[] = [
  'handle name_fr name_en description_fr description_en status published brand type tags categories_fr categories_en tax_class'.split(
    ' ',
  ),
  factNames.flatMap((fact) => [`${fact}_fr`, `${fact}_en`]),
  [1, 2, 3].flatMap((n) => [`option${n}_name_fr`, `option${n}_name_en`, `option${n}_fr`, `option${n}_en`]),
  'sku gtin price compare_at_price weight_g images image_alts variant_image stock'.split(' '),
].flat();
const known = new Set(halleColumns);
const taxClasses: readonly string[] = ['standard', 'intermediate', 'reduced', 'super_reduced'] satisfies TaxClass[];

export const halleFormat: FileFormat = {
  name: 'halle',
  fits: (header) => ['handle', 'name_fr', 'name_en', 'price', 'sku'].filter((name) => header.includes(name)).length,
  // A site's code and a kept column keep their capitals.
  nameOf: (column) =>
    column.includes('.') ? column : /^stock:/i.test(column) ? column.replace(/^stock/i, 'stock') : column.toLowerCase(),
  handleColumn: 'handle',
  isStock: (column) => /^stock(:|$)/i.test(column),
  read: readProduct,
};

function readProduct(group: Group, context: ReadContext): FileProduct | undefined {
  const { header } = context;
  const first =
    group.rows.find((r) => cellOf(header, r.cells, 'name_fr') !== '' || cellOf(header, r.cells, 'name_en') !== '') ??
    group.rows[0];
  if (!first) return undefined;
  const get = (name: string): string => cellOf(header, first.cells, name).trim();
  const both = (name: string): Text => bothOf(get(`${name}_fr`), get(`${name}_en`));
  const wrong = productProblem(get);
  if (wrong) {
    for (const { row } of group.rows) context.refuse({ row, ...wrong });
    return undefined;
  }
  const options = [1, 2, 3].map((n) => both(`option${n}_name`));
  const names = options.slice(0, options.findLastIndex((name) => name.fr !== '') + 1);
  const variants = readVariants(group, names, context);
  if (variants.length === 0) return undefined;
  const published = readFlag(get('published'));
  const facts = factNames.flatMap((fact) => (both(fact).fr === '' ? [] : [[fact, both(fact)] as const]));
  return {
    handle: group.handle,
    firstRow: first.row,
    rows: group.rows.length,
    draft: {
      handle: group.handle,
      name: both('name'),
      description: bothOf(cellOf(header, first.cells, 'description_fr'), cellOf(header, first.cells, 'description_en')),
      facts: Object.fromEntries(facts),
      brand: get('brand') || null,
      productType: get('type') || null,
      taxClass: (get('tax_class') || 'standard') as TaxClass,
      tags: tagsOf(get('tags')),
      options: names,
      status: (get('status') || 'active') as 'active',
      attributes: extras(header.names, first.cells, context, 'product.'),
      media: readPictures(first.row, get('images'), get('image_alts'), context),
      published: published.ok ? (published.value ?? true) : true,
    },
    categories: readCategories(get('categories_fr'), get('categories_en')),
    categoriesStated: header.index.has('categories_fr') || header.index.has('categories_en'),
    variants,
  };
}

const bothOf = (fr: string, en: string): Text => ({ fr: fr === '' ? en : fr, en: en === '' ? fr : en });

function productProblem(get: (name: string) => string): Wrong | undefined {
  if (get('name_fr') === '' && get('name_en') === '') return { field: 'name_fr', rule: 'missing', value: '' };
  for (const [field, max] of [
    ['name_fr', 500],
    ['name_en', 500],
    ['description_fr', 100_000],
    ['description_en', 100_000],
    ['brand', 200],
    ['type', 200],
    ['tags', 5_000],
  ] as const)
    if (get(field).length > max) return { field, rule: 'too_long', value: excerpt(get(field)) };
  if (get('tax_class') !== '' && !taxClasses.includes(get('tax_class')))
    return { field: 'tax_class', rule: 'unknown_tax_class', value: excerpt(get('tax_class')) };
  if (!['', 'draft', 'active', 'archived'].includes(get('status')))
    return { field: 'status', rule: 'unknown_status', value: excerpt(get('status')) };
  if (!readFlag(get('published')).ok)
    return { field: 'published', rule: 'true_or_false', value: excerpt(get('published')) };
  return undefined;
}

/** `Vêtements > Hauts; Nouveautés`, with the same ways in English beside it. */
function readCategories(fr: string, en: string): Text[][] {
  const ways = (text: string): string[][] =>
    text
      .split(';')
      .map((way) =>
        way
          .split('>')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      )
      .filter((way) => way.length > 0);
  const english = ways(en);
  const french = fr === '' ? english : ways(fr);
  return french
    .slice(0, 20)
    .map((way, i) =>
      way.slice(0, 6).map((name, j) => bothOf(name.slice(0, 200), (english[i]?.[j] ?? '').slice(0, 200))),
    );
}

/** Addresses with spaces between, or our drawings as `drawing:dress-groseille-plain-0`. */
function readPictures(row: number, text: string, alts: string, context: ReadContext): FileProduct['draft']['media'] {
  const names = alts.split('|').map((alt) => alt.trim());
  return text
    .split(/\s+/)
    .filter((one) => one !== '')
    .slice(0, MAX_IMAGES)
    .flatMap((one, i) => {
      const source = pictureOf(row, 'images', one, context);
      const [fr = '', en = ''] = (names[i] ?? '').split('//').map((part) => part.trim());
      return source ? [{ source, alt: bothOf(fr.slice(0, 500), en.slice(0, 500)) }] : [];
    });
}

function pictureOf(row: number, field: string, text: string, context: ReadContext): MediaSource | undefined {
  const drawing = /^drawing:([a-z]+)-([a-z]+)-([a-z]+)-([0-3])$/.exec(text);
  if (drawing) {
    const [, kind = '', palette = '', pattern = '', variant = '0'] = drawing;
    return { drawing: { kind, palette, pattern, variant: Number(variant) } };
  }
  const url = readUrl(text);
  if (url.ok) return { url: url.value };
  if (!/^(media|upload):/.test(text)) context.warn({ row, field, rule: url.rule, value: excerpt(text) });
  return undefined;
}

function readVariants(group: Group, options: readonly Text[], context: ReadContext): VariantRow[] {
  const variants: VariantRow[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of group.rows) {
    const read = readVariant(row, cells, options, context);
    if ('rule' in read) context.refuse({ row, ...read });
    else if (seen.has(optionKey(read.optionValues)))
      context.refuse({
        row,
        field: 'option1_fr',
        rule: 'duplicate_variant',
        value: excerpt(optionKey(read.optionValues).replaceAll('\u001f', ' / ')),
      });
    else if (variants.length >= MAX_VARIANTS)
      context.refuse({ row, field: 'handle', rule: 'too_many_variants', value: group.handle });
    else {
      seen.add(optionKey(read.optionValues));
      variants.push(read);
    }
  }
  return variants;
}

type Wrong = { readonly field: string; readonly rule: string; readonly value: string };

function readVariant(
  row: number,
  cells: readonly string[],
  options: readonly Text[],
  context: ReadContext,
): VariantRow | Wrong {
  const get = (name: string): string => cellOf(context.header, cells, name).trim();
  const values: Text[] = [];
  for (let n = 1; n <= 4; n++) {
    const value = bothOf(get(`option${n}_fr`), get(`option${n}_en`));
    if (n > options.length) {
      if (value.fr !== '')
        return {
          field: `option${n}_fr`,
          rule: n > 3 ? 'too_many_options' : 'option_mismatch',
          value: excerpt(value.fr),
        };
      continue;
    }
    if (value.fr === '') return { field: `option${n}_fr`, rule: 'missing', value: '' };
    if (value.fr.length > 255 || value.en.length > 255)
      return { field: `option${n}_fr`, rule: 'too_long', value: excerpt(value.fr) };
    values.push(value);
  }
  const price = readPrice(get('price'), context.currency);
  if (!price.ok) return { field: 'price', rule: price.rule, value: excerpt(get('price')) };
  const compareText = get('compare_at_price');
  const compare = compareText === '' ? { ok: true as const, value: null } : readPrice(compareText, context.currency);
  if (!compare.ok) return { field: 'compare_at_price', rule: compare.rule, value: excerpt(compareText) };
  const grams = readGrams(get('weight_g'));
  if (!grams.ok) return { field: 'weight_g', rule: grams.rule, value: excerpt(get('weight_g')) };
  const sku = get('sku');
  if (sku.length > 150) return { field: 'sku', rule: 'too_long', value: excerpt(sku) };
  const stock = stockOf(cells, context);
  if ('rule' in stock) return stock;
  const image = get('variant_image');
  return {
    row,
    sku: sku === '' ? null : sku,
    gtin: gtinOf(row, 'gtin', get('gtin'), context),
    optionValues: values,
    weightG: grams.value,
    image: image === '' ? null : (pictureOf(row, 'variant_image', image, context) ?? null),
    attributes: extras(context.header.names, cells, context, 'variant.'),
    priceMinor: price.value,
    compareAtMinor: compare.value,
    stock: stock.figures,
  };
}

function stockOf(cells: readonly string[], { header }: ReadContext): { figures: StockFigure[] } | Wrong {
  const figures: StockFigure[] = [];
  for (const name of header.names) {
    if (!halleFormat.isStock(name)) continue;
    const text = cellOf(header, cells, name);
    if (text.trim() === '') continue;
    const quantity = readQuantity(text);
    if (!quantity.ok) return { field: name, rule: quantity.rule, value: excerpt(text) };
    figures.push({
      siteCode: name.includes(':') ? name.slice(name.indexOf(':') + 1).trim() : null,
      quantity: quantity.value,
    });
  }
  return { figures };
}

/** Columns `product.X` and `variant.X` are kept as X; any other unknown column belongs to the variant. */
function extras(
  names: readonly string[],
  cells: readonly string[],
  { header }: ReadContext,
  level: 'product.' | 'variant.',
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    if (!cells[i] || name === '' || known.has(name) || halleFormat.isStock(name)) continue;
    const own = name.startsWith('product.') ? 'product.' : 'variant.';
    const value = cellOf(header, cells, name);
    if (own === level && value.length <= 5_000) kept[name.startsWith(own) ? name.slice(own.length) : name] = value;
  }
  return kept;
}

/** Our own CSV (docs/notes/halle-csv.md): a row a variant, both languages, categories, VAT class, stock by site. */
import { MAX_IMAGES, relationKinds, type MediaSource, type TaxClass, type Text, type VariantDraft } from '#catalog';
import { variantTaker } from './accept.ts';
import { cellOf, readFlag, readGrams, readPrice, readQuantity, readUrl, type Read } from './cells.ts';
import { splitList, type Wrong } from './foreign.ts';
import {
  excerpt,
  type FileFormat,
  type FilePart,
  type FileProduct,
  type Group,
  type ReadContext,
  type StockFigure,
  type VariantRow,
} from './model.ts';
import { gtinOf } from './shopify.ts';
import { isValueColumn, readValueCells, valueColumnName, valueColumnsOf } from './values.ts';

export const factNames = ['material', 'origin', 'care'] as const;
export const halleColumns: readonly string[] = [
  'handle name_fr name_en description_fr description_en status published brand type tags categories_fr categories_en tax_class family'.split(
    ' ',
  ),
  factNames.flatMap((fact) => [`${fact}_fr`, `${fact}_en`]),
  [1, 2, 3].flatMap((n) => [`option${n}_name_fr`, `option${n}_name_en`, `option${n}_fr`, `option${n}_en`]),
  'sku gtin price compare_at_price weight_g images image_alts variant_image variant_status stock'.split(' '),
].flat();
/** Written where there is something to say. */
export const linkColumns: readonly string[] = [...relationKinds.map((kind) => `related_${kind}`), 'components'];
const known = new Set([...halleColumns, ...linkColumns]);
const taxClasses: readonly string[] = [
  'standard',
  'intermediate',
  'reduced',
  'super_reduced',
  'none',
] satisfies TaxClass[];

export const halleFormat: FileFormat = {
  name: 'halle',
  fits: (header) => ['handle', 'name_fr', 'name_en', 'price', 'sku'].filter((name) => header.includes(name)).length,
  // A site's code and a kept column keep their capitals.
  nameOf: (column) =>
    isValueColumn(column)
      ? valueColumnName(column)
      : column.includes('.')
        ? column
        : /^stock:/i.test(column)
          ? column.replace(/^stock/i, 'stock')
          : column.toLowerCase(),
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
  const values = readValueCells(header, first, 'product', context.rules);
  const wrong = productProblem(get, context) ?? ('rule' in values ? values : undefined);
  if (wrong || 'rule' in values) {
    for (const { row } of group.rows) if (wrong) context.refuse({ row, ...wrong });
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
      tags: [...new Set(splitList(get('tags'), ','))].slice(0, 250),
      options: names,
      status: (get('status') || 'active') as 'active',
      attributes: extras(header.names, first.cells, context, 'product.'),
      media: readPictures(first.row, get('images'), get('image_alts'), context),
      published: published.ok ? (published.value ?? true) : true,
      ...contentOf(get('family'), values.values, context),
    },
    cells: values.cells,
    ...relatedOf(get, context),
    categories: readCategories(get('categories_fr'), get('categories_en')),
    categoriesStated: header.index.has('categories_fr') || header.index.has('categories_en'),
    variants,
  };
}

/** Family and values, as far as the file has columns for them. */
function contentOf(
  family: string,
  values: NonNullable<VariantDraft['values']>,
  { header, rules }: ReadContext,
): Pick<FileProduct['draft'], 'content'> {
  const { columns, stated } = valueColumnsOf(header, rules);
  const named = header.index.has('family');
  if (!named && columns.length === 0) return {};
  return { content: { ...(named ? { family: family.toLowerCase() || null } : {}), values, stated } };
}

/** Handles with spaces between, for each kind of relation that the file has a column for. */
function relatedOf(get: (name: string) => string, { header }: ReadContext): Pick<FileProduct, 'related'> {
  const named = relationKinds.filter((kind) => header.index.has(`related_${kind}`));
  if (named.length === 0) return {};
  const list = (text: string): string[] => [...new Set(text.split(/\s+/).filter((one) => one !== ''))];
  return { related: Object.fromEntries(named.map((kind) => [kind, list(get(`related_${kind}`))])) };
}

/** `SKU*2, OTHER`: what goes into one, by SKU. */
function readParts(text: string): Read<FilePart[]> {
  const parts: FilePart[] = [];
  for (const one of splitList(text, ',')) {
    const [, sku = one, count = '1'] = /^(.*)\*\s*(\d{1,6})$/s.exec(one) ?? [];
    const quantity = Number(count);
    if (sku.trim() === '' || quantity < 1) return { ok: false, rule: 'not_a_component' };
    parts.push({ sku: sku.trim(), quantity });
  }
  return parts.length <= 50 ? { ok: true, value: parts } : { ok: false, rule: 'too_many_components' };
}

const bothOf = (fr: string, en: string): Text => ({ fr: fr === '' ? en : fr, en: en === '' ? fr : en });

function productProblem(get: (name: string) => string, { rules }: ReadContext): Wrong | undefined {
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
  if (get('family') !== '' && !rules.definitions.families.has(get('family').toLowerCase()))
    return { field: 'family', rule: 'unknown_family', value: excerpt(get('family')) };
  if (!readFlag(get('published')).ok)
    return { field: 'published', rule: 'true_or_false', value: excerpt(get('published')) };
  return undefined;
}

/** `Vêtements > Hauts; Nouveautés`, with the same ways in English beside it; `\\` before a mark that belongs to a name. */
function readCategories(fr: string, en: string): Text[][] {
  const ways = (text: string): string[][] =>
    splitList(text, ';')
      .map((way) => splitList(way, '>'))
      .filter((way) => way.length > 0);
  const english = ways(en);
  const french = fr === '' ? english : ways(fr);
  return french
    .slice(0, 100)
    .map((way, i) =>
      way.slice(0, 12).map((name, j) => bothOf(name.slice(0, 500), (english[i]?.[j] ?? '').slice(0, 500))),
    );
}

/** Addresses with spaces between, or our drawings as `drawing:dress-groseille-plain-0`. */
function readPictures(row: number, text: string, alts: string, context: ReadContext): FileProduct['draft']['media'] {
  const names = readAlts(alts);
  return text
    .split(/\s+/)
    .filter((one) => one !== '')
    .slice(0, MAX_IMAGES)
    .flatMap((one, i) => {
      const source = pictureOf(row, 'images', one, context);
      const [fr = '', en = ''] = names[i] ?? [];
      return source ? [{ source, alt: bothOf(fr.slice(0, 500), en.slice(0, 500)) }] : [];
    });
}

const altMarks: readonly (readonly [plain: string, written: string])[] = [
  ['\\', '\\\\'],
  ['|', '\\!'],
  ['//', '\\-'],
];
/** Texts of pictures: ` | ` between pictures, ` // ` between French and English, which are written `\\!` and `\\-` inside of one. */
export const writeAlts = (alts: readonly Text[]): string => {
  const marked = (text: string): string =>
    altMarks.reduce((out, [plain, written]) => out.replaceAll(plain, written), text);
  return alts.map(({ fr, en }) => (fr === en ? marked(fr) : `${marked(fr)} // ${marked(en)}`)).join(' | ');
};
const readAlts = (text: string): string[][] =>
  text
    .split('|')
    .map((alt) =>
      alt
        .split('//')
        .map((part) =>
          part.trim().replaceAll(/\\([\\!-])/g, (_, mark: string) => ({ '!': '|', '-': '//' })[mark] ?? mark),
        ),
    );

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
  const take = variantTaker(context, { options: 'option1_fr', product: 'handle' });
  return group.rows.flatMap(
    ({ row, cells }) => take(row, readVariant(row, cells, options, context), group.handle) ?? [],
  );
}

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
  const priceText = get('price');
  const price = priceText === '' ? { ok: true as const, value: null } : readPrice(priceText, context.currency);
  if (!price.ok) return { field: 'price', rule: price.rule, value: excerpt(priceText) };
  const compareText = get('compare_at_price');
  const compare = compareText === '' ? { ok: true as const, value: null } : readPrice(compareText, context.currency);
  if (!compare.ok) return { field: 'compare_at_price', rule: compare.rule, value: excerpt(compareText) };
  if (price.value === null) context.warn({ row, field: 'price', rule: 'no_price', value: '' });
  const grams = readGrams(get('weight_g'));
  if (!grams.ok) return { field: 'weight_g', rule: grams.rule, value: excerpt(get('weight_g')) };
  const sku = get('sku');
  if (sku.length > 150) return { field: 'sku', rule: 'too_long', value: excerpt(sku) };
  const stock = stockOf(cells, context);
  if ('rule' in stock) return stock;
  const image = get('variant_image');
  const own = readValueCells(context.header, { row, cells }, 'variant', context.rules);
  if ('rule' in own) return own;
  const status = get('variant_status');
  if (!['', 'active', 'withdrawn'].includes(status))
    return { field: 'variant_status', rule: 'unknown_status', value: excerpt(status) };
  const parts = readParts(get('components'));
  if (!parts.ok) return { field: 'components', rule: parts.rule, value: excerpt(get('components')) };
  return {
    row,
    ...(own.values.length > 0 ? own : {}),
    ...(context.header.index.has('components') ? { parts: parts.value } : {}),
    ...(status === '' ? {} : { status: status as 'active' }),
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
    if (!cells[i] || name === '' || known.has(name) || halleFormat.isStock(name) || isValueColumn(name)) continue;
    const own = name.startsWith('product.') ? 'product.' : 'variant.';
    const value = cellOf(header, cells, name);
    if (own === level && value.length <= 5_000) kept[name.startsWith(own) ? name.slice(own.length) : name] = value;
  }
  return kept;
}

/** Writing Magento's product CSV: a row a variant, then the configurable product that holds them, then its other language. */
import { money, toDecimal } from '#base/money';
import {
  shortGtin,
  slug,
  type Attribute,
  type Language,
  type StoredMedia,
  type StoredProduct,
  type StoredVariant,
  type TaxClass,
  type Text,
} from '#catalog';
import type { Line, Row } from './export-line.ts';
import { kilograms } from './foreign.ts';
import { resolved, sayable } from './foreign-values.ts';
import { MAGENTO } from './magento.ts';
import { readPairs, writePairs } from './magento-pairs.ts';

/** The columns that Magento's own import needs and we can fill, in the order of its export. */
const columns =
  'sku,store_view_code,attribute_set_code,product_type,categories,product_websites,name,description,short_description,weight,product_online,tax_class_name,visibility,price,special_price,special_price_from_date,special_price_to_date,url_key,base_image,base_image_label,small_image,thumbnail_image,country_of_manufacture,additional_attributes,qty,is_in_stock,manage_stock,configurable_variations,configurable_variation_labels,additional_images,additional_image_labels'.split(
    ',',
  );

/** `names`: all kept columns there are. */
export const magentoColumns = (names: readonly string[]): string[] => [
  ...new Set([
    ...columns,
    ...names.flatMap((name) => /^magento:(?!option:|view:)(?:(?:fr|en)@)?(.+)$/s.exec(name)?.[1] ?? []),
  ]),
];

const taxClasses: Readonly<Record<TaxClass, string>> = {
  standard: 'Taxable Goods',
  intermediate: 'Intermediate',
  reduced: 'Reduced',
  super_reduced: 'Super reduced',
  none: 'None',
};

export function magentoRows(line: Line): Row[] {
  const { product, options } = line;
  const { defaultLanguage } = options.world;
  const say = (text: Text): string => text[defaultLanguage];
  const configurable = product.options.length > 0;
  const [only] = product.variants;
  const codes = product.options.map((name) => codeOf(product, say(name)));
  const sku = configurable ? (product.attributes[`${MAGENTO}sku`] ?? product.handle) : (only?.sku ?? product.handle);
  const base = productRow(line, say);
  const head: Row = configurable
    ? { ...base, sku, product_type: 'configurable', ...links(product, codes, say) }
    : { ...base, ...(only ? figureCells(only, line) : {}), ...(only ? codeCells(only, base) : {}), sku };
  const rows = configurable ? product.variants.map((variant) => variantRow(line, variant, codes, say)) : [];
  const other = defaultLanguage === 'fr' ? 'en' : 'fr';
  const views = ([defaultLanguage, other] as const).flatMap((language) => viewRow(line, sku, language));
  return [...rows, head, ...views];
}

/** What the store view of a language says beside the rows of all; none where nobody has translated anything. */
function viewRow(line: Line, sku: string, language: Language): Row[] {
  const { product, options } = line;
  const prefix = `${MAGENTO}${language}@`;
  const own = Object.fromEntries(
    Object.entries(product.attributes).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
  const pairs = readPairs(own.additional_attributes ?? '');
  const other = options.world.defaultLanguage !== language;
  for (const { attribute, text } of other ? sayable(line, language) : [])
    setPair(pairs, namesOf(product.attributes, attribute.code), pairText(attribute, text));
  dropMarks(pairs);
  const said = other && (['name', 'description'] as const).some((field) => product[field].fr !== product[field].en);
  if (!said && pairs.size === 0 && Object.keys(own).length === 0) return [];
  const row = {
    ...own,
    sku,
    store_view_code: product.attributes[`${MAGENTO}view:${language}`] ?? language,
    name: product.name[language],
    description: product.description[language],
  };
  return [pairs.size > 0 ? { ...row, additional_attributes: writePairs(pairs) } : row];
}

/** Several values stand with `|` between, without spaces. */
const pairText = ({ kind }: Attribute, text: string): string =>
  kind === 'choices' ? text.replaceAll(' | ', '|') : text;

/** The names under which pairs of a file stand for an attribute, else its code. */
function namesOf(kept: Readonly<Record<string, string>>, code: string): string[] {
  const pairs = Object.entries(kept).flatMap(([column, text]) =>
    column.endsWith('additional_attributes') ? [...readPairs(text)] : [],
  );
  return [...pairs.flatMap(([name, text]) => (text === `→ ${code}` ? [name] : [])), code];
}

/** The attribute behind an option: what the file called it, else its name as a code. */
const codeOf = (product: StoredProduct, name: string): string =>
  product.attributes[`${MAGENTO}option:${name}`] ?? (slug(name).replaceAll('-', '_') || 'option');

function links(product: StoredProduct, codes: readonly string[], say: (text: Text) => string): Row {
  const of = (variant: StoredVariant): string =>
    writePairs(
      new Map([
        ['sku', variant.sku],
        ...codes.map((code, i) => [code, say(variant.optionValues[i] ?? { fr: '', en: '' })] as const),
      ]),
    );
  return {
    configurable_variations: product.variants.map(of).join('|'),
    configurable_variation_labels: writePairs(
      new Map(codes.map((code, i) => [code, say(product.options[i] ?? { fr: '', en: '' })])),
    ),
  };
}

function productRow(line: Line, say: (text: Text) => string): Row {
  const { product, ways, options, content } = line;
  const said = sayable(line, options.world.defaultLanguage);
  const kept = keptOf(resolved(product.attributes, said));
  const family = options.world.rules.definitions.families.get(content?.family ?? '');
  const gallery = product.media.filter((one) => one.position !== null && one.sourceUrl !== null);
  const pairs = readPairs(kept.additional_attributes ?? '');
  for (const { attribute, text } of said)
    setPair(pairs, namesOf(product.attributes, attribute.code), pairText(attribute, text));
  dropMarks(pairs);
  setPair(pairs, ['brand', 'manufacturer'], product.brand);
  const material = product.facts.material;
  if (material && pairs.get('material')?.replaceAll('|', ', ') !== say(material)) pairs.set('material', say(material));
  return {
    ...kept,
    attribute_set_code: kept.attribute_set_code ?? (family ? say(family.name) : 'Default'),
    product_type: kept.product_type ?? 'simple',
    product_websites: kept.product_websites ?? 'base',
    categories: product.categoryIds
      .map((id) =>
        ['Default Category', ...(ways.get(id) ?? []).map((name) => say(name).replaceAll('/', '\\/'))].join('/'),
      )
      .join(','),
    name: say(product.name),
    description: say(product.description),
    product_online: product.status === 'active' ? '1' : '2',
    tax_class_name: taxClasses[product.taxClass],
    visibility: product.channels.length > 0 ? visible(kept.visibility) : 'Not Visible Individually',
    url_key: product.handle,
    country_of_manufacture: product.facts.origin ? say(product.facts.origin) : '',
    additional_attributes: writePairs(pairs),
    ...pictureCells(gallery, kept, say),
  };
}

const visible = (kept: string | undefined): string =>
  kept === undefined || kept === 'Not Visible Individually' ? 'Catalog, Search' : kept;

/** Addresses where there are any; else the paths that the file named, which only its shop can read. */
function pictureCells(gallery: readonly StoredMedia[], kept: Row, say: (text: Text) => string): Row {
  const [first, ...more] = gallery;
  if (!first) return { base_image: kept.base_image ?? '', additional_images: kept.additional_images ?? '' };
  return {
    base_image: first.sourceUrl ?? '',
    base_image_label: say(first.alt),
    additional_images: more.map((one) => one.sourceUrl ?? '').join(','),
    additional_image_labels: more.some((one) => say(one.alt) !== '')
      ? more.map((one) => say(one.alt).replaceAll(',', ' ')).join(',')
      : '',
  };
}

function variantRow(line: Line, variant: StoredVariant, codes: readonly string[], say: (text: Text) => string): Row {
  const { product } = line;
  const said = sayable(line, line.options.world.defaultLanguage, variant.skuId);
  const kept = keptOf(resolved(variant.attributes, said));
  const values = codes.map((code, i) => [code, say(variant.optionValues[i] ?? { fr: '', en: '' })] as const);
  const pairs = readPairs(kept.additional_attributes ?? '');
  for (const { attribute, text } of said)
    setPair(pairs, namesOf(variant.attributes, attribute.code), pairText(attribute, text));
  dropMarks(pairs);
  for (const [code, value] of values) pairs.set(code, value);
  setPair(pairs, ['gtin', 'ean', 'barcode', 'upc'], variant.gtin === null ? null : shortGtin(variant.gtin));
  const picture = product.media.find((media) => media.mediaId === variant.mediaId);
  return {
    ...kept,
    ...figureCells(variant, line),
    sku: variant.sku,
    attribute_set_code: kept.attribute_set_code ?? 'Default',
    product_type: kept.product_type ?? 'simple',
    product_websites: kept.product_websites ?? 'base',
    name: kept.name ?? `${say(product.name)}-${values.map(([, value]) => value).join('-')}`,
    product_online: variant.status === 'active' ? '1' : '2',
    tax_class_name: taxClasses[product.taxClass],
    visibility: kept.visibility ?? 'Not Visible Individually',
    url_key: slug(`${product.handle}-${variant.sku}`),
    base_image: picture?.sourceUrl ?? kept.base_image ?? '',
    additional_attributes: writePairs(pairs),
  };
}

/** A simple product's code stands among its own attributes. */
function codeCells(variant: StoredVariant, row: Row): Row {
  const pairs = readPairs(row.additional_attributes ?? '');
  setPair(pairs, ['gtin', 'ean', 'barcode', 'upc'], variant.gtin === null ? null : shortGtin(variant.gtin));
  return { additional_attributes: writePairs(pairs) };
}

/** Pairs whose attribute has no value any more. */
function dropMarks(pairs: Map<string, string>): void {
  for (const [name, value] of pairs) if (value.startsWith('→ ')) pairs.delete(name);
}

/** Under the first of these names that the file had, else under the first; null: not said. */
function setPair(pairs: Map<string, string>, names: readonly string[], value: string | null): void {
  if (value !== null) pairs.set(names.find((name) => pairs.has(name)) ?? names[0] ?? '', value);
}

function figureCells(variant: StoredVariant, { figures, options, product }: Line): Row {
  const price = figures.prices.get(variant.skuId);
  const stock = figures.stock.get(variant.skuId);
  const quantity = stock && [...stock.values()].reduce((a, b) => a + b, 0);
  const amount = (minor: number): string => toDecimal(money(minor, options.world.currency));
  const regular = price && (price.compareAtMinor ?? price.minor);
  const kept = variant.attributes[`${MAGENTO}special_price`] ?? product.attributes[`${MAGENTO}special_price`] ?? '';
  const own = { ...keptOf(product.options.length === 0 ? product.attributes : {}), ...keptOf(variant.attributes) };
  const byHand = own.manage_stock === '0' && own.use_config_manage_stock !== '1';
  return {
    price: regular === undefined ? '' : amount(regular),
    special_price: price && price.compareAtMinor !== null ? amount(price.minor) : kept,
    weight: kilograms(variant.weightG),
    qty: quantity === undefined ? '' : String(quantity),
    is_in_stock: quantity === undefined ? '' : quantity > 0 ? '1' : '0',
    manage_stock: quantity === undefined || !byHand ? (own.manage_stock ?? (quantity === undefined ? '' : '1')) : '1',
  };
}

const keptOf = (attributes: Readonly<Record<string, string>>): Row =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      /^magento:(?!option:|view:|fr@|en@)/.test(name) ? [[name.slice(MAGENTO.length), value]] : [],
    ),
  );

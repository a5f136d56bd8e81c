/** Writing WooCommerce's product CSV: a row a simple product; a variable one and a row for each of its variations. */
import { money, toDecimal } from '#base/money';
import { shortGtin, slug, type StoredMedia, type StoredVariant, type TaxClass, type Text } from '#catalog';
import type { Line, Row } from './export-line.ts';
import { factName, isAny, joinList, kilograms } from './foreign.ts';
import { placed, resolved, sayable, type SaidValue } from './foreign-values.ts';
import { WOO } from './woo.ts';
import { wooColumns } from './woo-columns.ts';

const own = /^woo:(?!attribute:|flags:|default:)/;

/** `names`: all kept columns there are; `values`: how many attributes products may have beside. */
export function wooHeader(names: readonly string[], values: number): string[] {
  const kept = names.filter((name) => own.test(name)).map((name) => name.slice(WOO.length));
  const attributes = names.filter((name) => name.startsWith(`${WOO}attribute:`)).length;
  // Three options, three facts, and what else products were said to be.
  const count = Math.min(60, 6 + attributes + values);
  const columns = Array.from({ length: count }, (_, i) =>
    ['name', 'value(s)', 'visible', 'global', 'default'].map((part) => `Attribute ${i + 1} ${part}`),
  );
  return [...new Set([...wooColumns, ...kept, 'Meta: halle_handle', ...columns.flat()])];
}

const taxClasses: Readonly<Record<TaxClass, string>> = {
  standard: '',
  intermediate: 'intermediate-rate',
  reduced: 'reduced-rate',
  super_reduced: 'super-reduced-rate',
  none: 'outside-vat',
};

export function wooRows(line: Line): Row[] {
  const { product, options } = line;
  const say = (text: Text): string => text[options.world.defaultLanguage];
  const variable = product.options.length > 0;
  const parent = productRow(line, say, variable);
  const kept = resolved(product.attributes, sayable(line, options.world.defaultLanguage));
  const [only] = product.variants;
  if (!variable) {
    if (!only) return [];
    const figure = figureCells(only, line, { ...kept, ...only.attributes });
    return [{ ...parent, ...figure, SKU: only.skuDerived ? '' : only.sku }];
  }
  const sku = product.attributes[`${WOO}SKU`] ?? product.handle;
  const rows = product.variants.map((variant): Row => {
    const picture = product.media.find((media) => media.mediaId === variant.mediaId);
    return {
      ...keptOf(variant.attributes),
      ...figureCells(variant, line, variant.attributes),
      Type: 'variation',
      SKU: variant.skuDerived ? '' : variant.sku,
      Name: variant.attributes[`${WOO}Name`] ?? `${say(product.name)} - ${variant.optionValues.map(say).join(', ')}`,
      Published: variant.status === 'active' ? '1' : '0',
      Parent: sku,
      Images: picture?.sourceUrl ?? '',
      ...attributeCells(
        product.options.map((name, n) => {
          const value = variant.optionValues[n];
          return {
            name: say(name),
            values: !value || isAny(value) ? '' : joinList([say(value)], ',', ', '),
            flags: '|1',
            chosen: '',
          };
        }),
      ),
    };
  });
  const kind = product.attributes[`${WOO}Type`];
  return [{ ...parent, Type: kind === undefined ? 'variable' : `variable, ${kind}`, SKU: sku }, ...rows];
}

function productRow(line: Line, say: (text: Text) => string, variable: boolean): Row {
  const { product, ways, options } = line;
  const said = sayable(line, options.world.defaultLanguage);
  const kept = resolved(product.attributes, said);
  const short = kept[`${WOO}Short description`] ?? '';
  const kind = product.attributes[`${WOO}Type`];
  const sku = variable ? (product.attributes[`${WOO}SKU`] ?? product.handle) : (product.variants[0]?.sku ?? '');
  const derived = variable ? false : product.variants[0]?.skuDerived === true;
  return {
    ...keptOf(kept),
    Type: kind === undefined ? 'simple' : `simple, ${kind}`,
    Name: say(product.name),
    Published: product.status !== 'active' ? '-1' : product.channels.length > 0 ? '1' : '0',
    'Short description': short,
    Description: escapeLines(say(product.description)),
    'Tax class': taxClasses[product.taxClass],
    Categories: joinList(
      product.categoryIds.map((id) => (ways.get(id) ?? []).map(say).join(' > ')),
      ',',
      ', ',
    ),
    Tags: joinList(product.tags, ',', ', '),
    Images: addresses(product.media).join(', '),
    Brands: product.brand === null ? '' : joinList([product.brand], ',', ', '),
    'Meta: halle_handle': !derived && slug(sku) === product.handle ? '' : product.handle,
    ...attributeCells(attributesOf({ product, kept, said }, say, variable)),
  };
}

const addresses = (media: readonly StoredMedia[]): string[] =>
  media.flatMap((one) => (one.position !== null && one.sourceUrl !== null ? [one.sourceUrl] : []));

type Attribute = { readonly name: string; readonly values: string; readonly flags: string; readonly chosen: string };

type Saying = Pick<Line, 'product'> & {
  readonly kept: Readonly<Record<string, string>>;
  readonly said: readonly SaidValue[];
};

function attributesOf({ product, kept, said }: Saying, say: (text: Text) => string, variable: boolean): Attribute[] {
  const withFlags = (name: string, values: string): Attribute => ({
    name,
    values,
    flags: kept[`${WOO}flags:${name}`] ?? '1|1',
    chosen: kept[`${WOO}default:${name}`] ?? '',
  });
  const options = (variable ? product.options : []).map((name, n) => {
    const values = product.variants.flatMap(({ optionValues }) => {
      const value = optionValues[n];
      return value && !isAny(value) ? [say(value)] : [];
    });
    return withFlags(say(name), joinList([...new Set(values)], ',', ', '));
  });
  const language = say({ fr: 'fr', en: 'en' }) as 'fr' | 'en';
  const named = new Set(said.map((one) => one.name));
  const facts = Object.entries(product.facts).flatMap(([fact, text]) => {
    const name = factName(fact, language);
    return named.has(name) ? [] : [withFlags(name, joinList([say(text)], ',', ', '))];
  });
  const stands = placed(product.attributes);
  const values = said.flatMap(({ attribute, name, text }) =>
    stands.has(attribute.code) ? [] : [withFlags(name, writeTexts(text, attribute.kind === 'choices'))],
  );
  const others = Object.entries(kept).flatMap(([name, value]) =>
    name.startsWith(`${WOO}attribute:`) && values.every((one) => one.name !== name.slice(`${WOO}attribute:`.length))
      ? [withFlags(name.slice(`${WOO}attribute:`.length), writeTexts(value, true))]
      : [],
  );
  return [...options, ...facts, ...others, ...values].slice(0, 60);
}

/** Several values of one attribute stand with ` | ` between here, with commas there. */
const writeTexts = (text: string, several: boolean): string =>
  joinList(several ? text.split(' | ') : [text], ',', ', ');

function attributeCells(attributes: readonly Attribute[]): Row {
  const row: Row = {};
  attributes.forEach(({ name, values, flags, chosen }, i) => {
    const [visible = '1', global = '1'] = flags.split('|');
    row[`Attribute ${i + 1} name`] = name;
    row[`Attribute ${i + 1} value(s)`] = values;
    row[`Attribute ${i + 1} visible`] = visible;
    row[`Attribute ${i + 1} global`] = global;
    row[`Attribute ${i + 1} default`] = chosen;
  });
  return row;
}

/** Price, stock, weight and code of one SKU; `kept`: what the last file said that our fields can't. */
function figureCells(variant: StoredVariant, { figures, options }: Line, kept: Readonly<Record<string, string>>): Row {
  const price = figures.prices.get(variant.skuId);
  const stock = figures.stock.get(variant.skuId);
  const quantity = stock && [...stock.values()].reduce((a, b) => a + b, 0);
  const amount = (minor: number): string => toDecimal(money(minor, options.world.currency));
  const regular = price && (price.compareAtMinor ?? price.minor);
  const reduced = price && price.compareAtMinor !== null ? amount(price.minor) : (kept[`${WOO}Sale price`] ?? '');
  return {
    'Regular price': regular === undefined ? '' : amount(regular),
    'Sale price': reduced,
    Stock: quantity === undefined ? '' : String(quantity),
    'In stock?': quantity === undefined ? (kept[`${WOO}In stock?`] ?? '1') : quantity > 0 ? '1' : '0',
    'Weight (kg)': kilograms(variant.weightG),
    'GTIN, UPC, EAN, or ISBN': variant.gtin === null ? '' : shortGtin(variant.gtin),
  };
}

const keptOf = (attributes: Readonly<Record<string, string>>): Row =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (own.test(name) ? [[name.slice(WOO.length), value]] : [])),
  );

const escapeLines = (text: string): string => text.replaceAll('\\n', '\\\\n').replaceAll(/\r?\n/g, '\\n');

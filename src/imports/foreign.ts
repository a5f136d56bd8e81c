/** What the files of other shops have in common: lists with escapes, weights, sales, figures, facts in their words. */
import { plainText, type Text } from '#catalog';
import { readPrice, readQuantity, readUrl, type Read } from './cells.ts';
import { excerpt, type ReadContext, type RowProblem, type StockFigure } from './model.ts';

export type Wrong = Omit<RowProblem, 'row'>;

/** The rows of a group by cell name. */
export type NamedRow = { readonly row: number; readonly get: (column: string) => string };

/** Splits at a separator that no `\` stands before. */
export function splitList(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '\\' && (text[i + 1] === separator || text[i + 1] === '\\')) part += text[++i] ?? '';
    else if (c === separator) {
      parts.push(part);
      part = '';
    } else part += c;
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '');
}

export const joinList = (parts: readonly string[], separator: string, between: string): string =>
  parts.map((part) => part.replaceAll('\\', '\\\\').replaceAll(separator, `\\${separator}`)).join(between);

const GRAMS: Readonly<Record<string, number>> = {
  g: 1,
  kg: 1_000,
  kgs: 1_000,
  lb: 453.59237,
  lbs: 453.59237,
  oz: 28.349523125,
};

/** A weight in the unit its column names, as whole grams; null when there is none. */
export function readWeight(text: string, unit: string): Read<number | null> {
  const value = text.trim().replace(',', '.');
  if (value === '') return { ok: true, value: null };
  const factor = GRAMS[unit.toLowerCase()];
  if (factor === undefined || !/^(\d{1,9}(\.\d{0,12})?|\.\d{1,12})$/.test(value))
    return { ok: false, rule: 'not_a_weight' };
  const grams = Math.round(Number(value) * factor);
  return grams <= 10_000_000 ? { ok: true, value: grams } : { ok: false, rule: 'too_large' };
}

/** Grams as kilograms, without figures that say nothing: 250 is `0.25`. */
export const kilograms = (grams: number | null): string => (grams === null ? '' : String(grams / 1_000));

export type Prices = { readonly priceMinor: number | null; readonly compareAtMinor: number | null };

/**
 * A regular price and one of a sale; an article without a price is not sold until it has one. A sale that begins or ends on a day is no price yet: the regular one is taken and the rest kept
 * and told.
 */
export function readSale(
  row: NamedRow,
  columns: { readonly regular: string; readonly sale: string; readonly scheduled: boolean },
  context: ReadContext,
): Prices | Wrong {
  if (row.get(columns.regular).trim() === '') {
    context.warn({ row: row.row, field: columns.regular, rule: 'no_price', value: '' });
    return { priceMinor: null, compareAtMinor: null };
  }
  const price = readPrice(row.get(columns.regular).trim(), context.currency);
  if (!price.ok) return { field: columns.regular, rule: price.rule, value: excerpt(row.get(columns.regular)) };
  const saleText = row.get(columns.sale).trim();
  if (saleText === '') return { priceMinor: price.value, compareAtMinor: null };
  const sale = readPrice(saleText, context.currency);
  if (!sale.ok) return { field: columns.sale, rule: sale.rule, value: excerpt(saleText) };
  if (columns.scheduled) {
    context.warn({ row: row.row, field: columns.sale, rule: 'sale_dates', value: excerpt(saleText) });
    return { priceMinor: price.value, compareAtMinor: null };
  }
  return sale.value < price.value
    ? { priceMinor: sale.value, compareAtMinor: price.value }
    : { priceMinor: price.value, compareAtMinor: null };
}

/** Units on hand; what was oversold is nothing, what is no whole number is told and left as it is. */
export function readStock(row: NamedRow, column: string, context: ReadContext): StockFigure[] {
  const text = row
    .get(column)
    .trim()
    .replace(/[.,]0+$/, '');
  if (text === '') return [];
  const quantity = readQuantity(text);
  if (quantity.ok) return [{ siteCode: null, quantity: quantity.value }];
  context.warn({ row: row.row, field: column, rule: quantity.rule, value: excerpt(text) });
  return quantity.rule === 'negative' ? [{ siteCode: null, quantity: 0 }] : [];
}

/** Addresses of pictures, separated by commas, which may stand inside of an address too. */
export function readAddresses(row: NamedRow, column: string, context: ReadContext): string[] {
  const text = row.get(column).trim();
  if (text === '') return [];
  const parts = /https?:\/\//i.test(text) ? text.split(/,\s*(?=https?:\/\/)/i) : text.split(',');
  const found: string[] = [];
  let told = false;
  for (const part of parts.map((one) => one.trim()).filter((one) => one !== '')) {
    const address = /^https?:/i.test(part) ? part : based(context.pictureBase, part);
    const url = readUrl(address ?? part);
    if (url.ok) found.push(url.value);
    // Once a cell: a catalogue whose pictures are all paths would say nothing else.
    else if (!told) {
      context.warn({
        row: row.row,
        field: column,
        rule: address === undefined ? 'picture_by_path' : url.rule,
        value: excerpt(part),
      });
      told = true;
    }
  }
  return [...new Set(found)];
}

const based = (base: string | undefined, path: string): string | undefined =>
  base === undefined ? undefined : `${base.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;

/** Facts that product pages show, in the words under which other shops keep them. */
const factWords: Readonly<Record<string, string>> = {
  material: 'material',
  matiere: 'material',
  matière: 'material',
  origin: 'origin',
  origine: 'origin',
  care: 'care',
  entretien: 'care',
};
export const factOf = (attribute: string): string | undefined => factWords[attribute.trim().toLowerCase()];

/** The name of a fact in a file of one language. */
export const factName = (fact: string, language: 'fr' | 'en'): string =>
  language === 'en'
    ? fact.charAt(0).toUpperCase() + fact.slice(1)
    : ({ material: 'Matière', origin: 'Origine', care: 'Entretien' }[fact] ?? fact);

/** What stands for “any value” where a variation does not say which. */
export const anyValue: Text = { fr: 'Toutes', en: 'Any' };
export const isAny = (value: Text): boolean => value.fr === anyValue.fr || value.en === anyValue.en;
export const optionValue = (text: string): Text => (text === '' ? anyValue : plainText(text));

/** A file of the prices of one list, row by row: its columns, and what each row says. Pure. */
import { dayGiven } from '#base/input';
import { DAY, instant, instantOfMs, type Instant } from '#base/time';
import { instantAt } from '#org/model';
import { cellOf, readPrice, unreadable, type Read } from './cells.ts';
import { CsvFileError, type CsvRow } from '#base/csv';
import { excerpt, type Header, type RowProblem } from './model.ts';

/** Written in this order; `name` and `currency` are for people, and the currency is checked where it is there. */
export const priceColumns = [
  ...(['sku', 'name', 'from_units', 'price', 'compare_at_price', 'currency', 'valid_from', 'valid_to'] as const),
] as const;
export type PriceColumn = (typeof priceColumns)[number];

/** What takes an article out of the list; an empty cell says nothing. */
export const OUT = 'out';
const outWords = [OUT, '-', '–', '—', 'hors liste', 'retiré', 'retire'];

/** Other names under which columns are known, in small letters without accents. */
const names: Readonly<Record<string, PriceColumn>> = {
  ...Object.fromEntries(priceColumns.map((name) => [name, name])),
  reference: 'sku',
  article: 'sku',
  nom: 'name',
  prix: 'price',
  prix_ttc: 'price',
  prix_ht: 'price',
  prix_barre: 'compare_at_price',
  compare_at: 'compare_at_price',
  a_partir_de: 'from_units',
  des: 'from_units',
  quantite: 'from_units',
  quantity: 'from_units',
  monnaie: 'currency',
  devise: 'currency',
  du: 'valid_from',
  debut: 'valid_from',
  from: 'valid_from',
  au: 'valid_to',
  fin: 'valid_to',
  until: 'valid_to',
};

const plain = (name: string): string =>
  name
    .trim()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** The columns of a file of prices. Throws CsvFileError where it has no articles or no prices. */
export function readPriceHeader(row: CsvRow): Header {
  if (!('cells' in row)) throw new CsvFileError(row.rule, 'The first row cannot be read; it must name the columns.');
  const found = row.cells.map((name) => names[plain(name)] ?? name.trim());
  const index = new Map<string, number>();
  for (const [i, name] of found.entries()) {
    if (name === '') continue;
    if (index.has(name)) throw new CsvFileError('column_twice', `The column "${excerpt(name)}" is there twice.`);
    index.set(name, i);
  }
  for (const needed of ['sku', 'price'] as const)
    if (!index.has(needed)) throw new CsvFileError('unknown_format', `The file has no column "${needed}".`);
  return { names: found, index };
}

/** Columns to which nothing here gives a meaning. */
export const unreadColumns = (header: Header): string[] =>
  header.names.filter((name) => name !== '' && !priceColumns.some((known) => known === name));

export type PriceLine = {
  readonly row: number;
  readonly sku: string;
  readonly fromUnits: number;
  /** Null: taken out of the list. */
  readonly minor: number | null;
  readonly compareAtMinor: number | null;
  /** Null: from now on. */
  readonly from: Instant | null;
  /** Null: without end. */
  readonly until: Instant | null;
};

export type PriceReading = {
  readonly header: Header;
  readonly currency: string;
  /** The zone of days and times that name none. */
  readonly zone: string;
  readonly now: Instant;
};

/** What a row says; undefined: its price is empty, so nothing. A row that breaks a rule comes as its first problem. */
export function readPriceRow(
  row: number,
  cells: readonly string[],
  { header, currency, zone, now }: PriceReading,
): PriceLine | RowProblem | undefined {
  const cell = (name: PriceColumn): string => cellOf(header, cells, name).trim();
  const wrong = (field: PriceColumn, rule: string): RowProblem => ({ row, field, rule, value: excerpt(cell(field)) });
  for (const name of priceColumns) {
    const rule = unreadable(cell(name));
    if (rule) return wrong(name, rule);
  }
  if (cell('price') === '') return cell('compare_at_price') === '' ? undefined : wrong('price', 'missing');
  const sku = cell('sku');
  if (sku === '') return wrong('sku', 'missing');
  if (cell('currency') !== '' && cell('currency').toUpperCase() !== currency)
    return wrong('currency', 'other_currency');
  const isOut = outWords.includes(cell('price').toLowerCase());
  const price: Read<number | null> = isOut ? { ok: true, value: null } : readPrice(cell('price'), currency);
  if (!price.ok) return wrong('price', price.rule);
  const compareAt: Read<number | null> =
    isOut || cell('compare_at_price') === ''
      ? { ok: true, value: null }
      : readPrice(cell('compare_at_price'), currency);
  if (!compareAt.ok) return wrong('compare_at_price', compareAt.rule);
  const units = /^([1-9]\d{0,3})?$/.exec(cell('from_units'));
  if (!units) return wrong('from_units', 'not_units');
  const from = readMoment(cell('valid_from'), zone, 'from');
  if (!from.ok) return wrong('valid_from', from.rule);
  const until = readMoment(cell('valid_to'), zone, 'until');
  if (!until.ok) return wrong('valid_to', until.rule);
  if (until.value !== null && until.value <= now) return wrong('valid_to', 'ended');
  if (until.value !== null && from.value !== null && until.value <= from.value) return wrong('valid_to', 'ends_before');
  return {
    ...{ row, sku, fromUnits: Number(units[1] ?? 1), minor: price.value },
    ...{ compareAtMinor: compareAt.value, from: from.value, until: until.value },
  };
}

const good = (value: Instant | null): Read<Instant | null> => ({ ok: true, value });
const notADay: Read<never> = { ok: false, rule: 'not_a_moment' };

/**
 * An instant in UTC, or a day with or without a time as it is in the shop's zone: `2026-12-31`, `31/12/2026 18:00`, or the number that a
 * spreadsheet makes of one. A last day is meant whole: it ends with that day.
 */
export function readMoment(text: string, zone: string, edge: 'from' | 'until'): Read<Instant | null> {
  if (text === '') return good(null);
  const whole = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?Z$/.exec(text);
  if (whole) return dayGiven.safeParse(whole[1]).success ? good(instant(text)) : notADay;
  const local = localOf(text);
  if (!local || !dayGiven.safeParse(local.day).success) return notADay;
  if (local.time !== undefined) return good(instantAt(local.day, local.time, zone));
  const day = edge === 'from' ? local.day : instantOfMs(Date.parse(`${local.day}T00:00:00Z`) + DAY).slice(0, 10);
  return good(instantAt(day, '00:00', zone));
}

const SPREADSHEET_ZERO = Date.parse('1899-12-30T00:00:00Z');

function localOf(text: string): { day: string; time: string | undefined } | undefined {
  const iso = /^(\d{4}-\d\d-\d\d)(?:[ T]((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?)?$/.exec(text);
  if (iso) return { day: iso[1] ?? '', time: iso[2] };
  const french = /^(\d\d)\/(\d\d)\/(\d{4})(?: ((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?)?$/.exec(text);
  if (french) return { day: `${french[3]}-${french[2]}-${french[1]}`, time: french[4] };
  if (!/^[3-9]\d{4}(?:\.\d+)?$/.test(text)) return undefined;
  const at = instantOfMs(SPREADSHEET_ZERO + Math.round(Number(text) * 1_440) * 60_000);
  const time = at.slice(11, 16);
  return { day: at.slice(0, 10), time: time === '00:00' ? undefined : time };
}

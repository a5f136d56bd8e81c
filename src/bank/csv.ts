/** Reading a statement of a bank as CSV: what a column is, its heading suggests and a person decides. */
import { CsvFileError, csvRows } from '#base/csv';
import { dayGiven } from '#base/input';
import { decimalsOf, parseDecimal } from '#base/money';
import type { Day } from '#base/time';
import { keyOf } from './camt.ts';
import { plainIban } from '#payments/model';
import { StatementError, type BadCode, type BadRow, type Line, type Parsed } from './model.ts';

const MAX_ROWS = 100_000;

/** The text of a file: UTF-8, or what French banks still write. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Rows of cells, the headings first. One that cannot be read is an empty one: it is told as a row without a day. */
export function readRows(text: string): string[][] {
  try {
    const rows = csvRows(text);
    if (rows.length > MAX_ROWS) throw new StatementError('The file has too many rows.');
    return rows.map((row) => ('cells' in row ? [...row.cells] : []));
  } catch (error) {
    throw error instanceof CsvFileError ? new StatementError(error.message) : error;
  }
}

export const columnKinds = ['day', 'amount', 'debit', 'credit', 'currency', 'name', 'iban', 'words', 'ref'] as const;
export type ColumnKind = (typeof columnKinds)[number];
/** Of each kind the place of its column, from 0; several columns of words are joined. */
export type Columns = Readonly<Partial<Record<ColumnKind, number>>>;

/** How banks head their columns, in French and English; compared without accents, the first that fits. */
const headings: Readonly<Record<ColumnKind, RegExp>> = {
  day: /^(date( de)?( comptable| comptabilisation| operation| d operation)?|booking date|transaction date|date)$/,
  debit: /^(debit|montant debit|debit amount|paid out|sortie)/,
  credit: /^(credit|montant credit|credit amount|paid in|entree)/,
  amount: /^(montant|amount|somme|valeur|value)/,
  currency: /^(devise|currency|monnaie|ccy)/,
  name: /^(nom|name|contrepartie|counterparty|emetteur|donneur|payer|tiers|beneficiaire)/,
  iban: /^(iban|compte (contrepartie|tiers)|counterparty (iban|account))/,
  ref: /^(ref(erence)?( de l)? ?(banque|operation|bancaire)?|transaction id|bank ref|id)/,
  words: /^(libelle|description|details?|motif|communication|reference du virement|remittance|label|texte)/,
};

const plainHeading = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Which column is what, as far as the headings say; each column once. */
export function suggestColumns(heads: readonly string[]): Columns {
  const taken = new Set<number>();
  const found: Partial<Record<ColumnKind, number>> = {};
  for (const kind of columnKinds) {
    const at = heads.findIndex((head, i) => !taken.has(i) && headings[kind].test(plainHeading(head)));
    if (at < 0) continue;
    found[kind] = at;
    taken.add(at);
  }
  return found;
}

/** Whether the columns are enough to read a statement: a day, and an amount with its sign or in two columns. */
export const areEnough = (columns: Columns): boolean =>
  columns.day !== undefined &&
  (columns.amount !== undefined || (columns.debit !== undefined && columns.credit !== undefined));

/** A day as banks write it: 2026-11-22, 22/11/2026, 22.11.26. */
export function readDay(text: string): Day | undefined {
  const [, d = '', m = '', y = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(text.trim()) ?? [];
  const iso = d === '' ? text.trim().slice(0, 10) : `${y.length === 2 ? `20${y}` : y}-${two(m)}-${two(d)}`;
  return dayGiven.safeParse(iso).success ? (iso as Day) : undefined;
}
const two = (text: string): string => text.padStart(2, '0');

/** An amount as banks write it, in minor units, with its sign: `1 234,56`, `-1,234.56`, `12.50 €`, `(12,50)`. */
export function readAmount(text: string, currency: string): number | undefined {
  const bare = text.replace(/[\s\u00A0\u202F'’€$£]|EUR|USD|GBP|CHF/g, '').replace('−', '-');
  const minus = /^\(.*\)$/.test(bare) || bare.startsWith('-') || bare.endsWith('-');
  const digits = bare.replace(/[()+-]/g, '');
  if (!/^\d[\d.,]*$/.test(digits)) return undefined;
  const mark = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const after = digits.length - mark - 1;
  // One mark before three digits alone is a thousand where the currency has two decimals.
  const isDecimal = mark >= 0 && after <= Math.max(2, decimalsOf(currency));
  const plain = isDecimal
    ? `${digits.slice(0, mark).replace(/[.,]/g, '')}.${digits.slice(mark + 1)}`
    : digits.replace(/[.,]/g, '');
  const amount = parseDecimal(plain.replace(/\.$/, ''), currency);
  return amount && (minus ? -amount.minor : amount.minor);
}

/** Lines of a statement by its columns. `iban` and `currency` are those of our account. Rows that cannot be read are told, the others kept. */
export function readCsvStatement(
  rows: readonly (readonly string[])[],
  columns: Columns,
  own: { readonly iban: string; readonly currency: string },
): Parsed {
  if (!areEnough(columns)) throw new StatementError('A statement needs a day and an amount.');
  const seen = new Map<string, number>();
  const lines: Line[] = [];
  const bad: BadRow[] = [];
  rows.slice(1).forEach((row, i) => {
    const read = readRow(row, columns, own.currency);
    if ('code' in read) return void bad.push({ row: i + 2, ...read });
    const { ref, ...line } = read;
    lines.push({ ...line, bankRef: keyOf(ref, line, seen) });
  });
  return { iban: plainIban(own.iban), lines, bad };
}

function readRow(
  row: readonly string[],
  columns: Columns,
  own: string,
): (Omit<Line, 'bankRef'> & { ref: string }) | { code: BadCode; detail: string } {
  const cell = (kind: ColumnKind): string => (row[columns[kind] ?? -1] ?? '').trim();
  const bookedOn = readDay(cell('day'));
  if (!bookedOn) return { code: 'day', detail: cell('day').slice(0, 40) };
  const currency = cell('currency').toUpperCase() || own;
  if (!/^[A-Z]{3}$/.test(currency)) return { code: 'currency', detail: currency.slice(0, 10) };
  const minor = amountOf(cell, currency);
  if (minor === undefined || minor === 0 || !Number.isSafeInteger(minor))
    return { code: 'amount', detail: (cell('amount') || cell('credit') || cell('debit')).slice(0, 40) };
  return {
    ref: cell('ref').slice(0, 100),
    bookedOn,
    credit: minor > 0,
    minor: Math.abs(minor),
    currency,
    name: cell('name').slice(0, 140),
    iban: plainIban(cell('iban')).slice(0, 34),
    words: cell('words').slice(0, 500),
  };
}

function amountOf(cell: (kind: ColumnKind) => string, currency: string): number | undefined {
  if (cell('amount') !== '') return readAmount(cell('amount'), currency);
  const [credit, debit] = [cell('credit'), cell('debit')];
  if ((credit === '') === (debit === '')) return undefined;
  const minor = readAmount(credit || debit, currency);
  return minor === undefined ? undefined : credit === '' ? -Math.abs(minor) : Math.abs(minor);
}

/**
 * Reading CSV as files in the wild are: BOM, CRLF, CR, `;` or tab, quotes over several lines, and rows that are broken. One bad row
 * costs that row only, and no row may cost more memory than MAX_ROW_CHARS. (csv-parse was tried: it cannot step over a row that is
 * too long or badly quoted, and spends eight times the time.)
 */
export const MAX_ROW_CHARS = 1_000_000;
export const MAX_COLUMNS = 500;

export type CsvRule = 'row_too_long' | 'quote_not_closed' | 'text_after_quote' | 'too_many_cells';
export type CsvRow =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly rule: CsvRule; readonly excerpt: string };

/** The file as a whole cannot be read. */
export class CsvFileError extends Error {
  override name = 'CsvFileError';
  readonly rule: string;
  constructor(rule: string, message: string) {
    super(message);
    this.rule = rule;
  }
}

const MORE = { kind: 'more' } as const;

/** Rows in lists as they arrive, the header first; rows are counted as a spreadsheet does, the header being row 1. */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow[]> {
  const decoder = new TextDecoder('utf-8');
  const state: Reader = { text: '', row: 0, delimiter: undefined, columns: MAX_COLUMNS, skipping: false };
  let first = true;
  for await (const chunk of chunks) {
    if (first && chunk.length >= 2) {
      refuseUtf16(chunk);
      first = false;
    }
    // Large chunks go in slices: a row list is then never much larger than 64 kB of text.
    for (let at = 0; at < chunk.length; at += 65_536) {
      state.text += decoder.decode(chunk.subarray(at, at + 65_536), { stream: true });
      const rows = take(state, false);
      if (rows.length > 0) yield rows;
    }
  }
  state.text += decoder.decode();
  const rows = take(state, true);
  if (rows.length > 0) yield rows;
}

/** Rows of a text that is small enough to be held as a whole; as `readCsv` reads them. */
export function csvRows(text: string): CsvRow[] {
  const body = text.replace(/^\uFEFF/, '');
  return take({ text: body, row: 0, delimiter: undefined, columns: MAX_COLUMNS, skipping: false }, true);
}

function refuseUtf16(chunk: Uint8Array): void {
  const [a, b] = chunk;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    throw new CsvFileError('utf16', 'The file is UTF-16; save it as CSV UTF-8.');
  if (a === 0x50 && b === 0x4b)
    throw new CsvFileError('not_csv', 'The file is a spreadsheet or archive, not CSV; export it as CSV UTF-8.');
}

type Reader = { text: string; row: number; delimiter: string | undefined; columns: number; skipping: boolean };

/** Takes the whole rows out of the text, leaving the beginning of the next. */
function take(state: Reader, end: boolean): CsvRow[] {
  const rows: CsvRow[] = [];
  let at = 0;
  if (state.skipping) {
    at = newlineAfter(state.text, 0);
    if (at < 0) {
      state.text = '';
      return rows;
    }
    state.skipping = false;
  }
  if (state.delimiter === undefined) {
    if (state.text.length < 4_096 && !end) return rows;
    state.delimiter = delimiterOf(state.text);
  }
  const delimiter = state.delimiter.charCodeAt(0);
  while (at < state.text.length) {
    const found = readRow(state.text, at, delimiter, end);
    const waits = found.kind === 'more';
    if (waits && state.text.length - at <= MAX_ROW_CHARS) break;
    if (found.kind !== 'row') {
      const rule = waits ? 'row_too_long' : found.rule;
      rows.push({ row: ++state.row, rule, excerpt: state.text.slice(at, at + 60) });
      // A bad row ends at its first line end: if a quote swallowed its neighbours, they are read again, as rows of their own.
      const next = newlineAfter(state.text, waits || found.rule === 'quote_not_closed' ? at : found.at);
      if (next < 0) {
        state.skipping = !end;
        at = state.text.length;
      } else at = next;
      continue;
    }
    at = found.end;
    const { cells } = found;
    if (cells.length === 1 && cells[0]?.trim() === '') {
      state.row++; // an empty line counts, as in a spreadsheet, and says nothing
      continue;
    }
    rows.push(checked(state, cells));
  }
  state.text = at === 0 ? state.text : state.text.slice(at);
  return rows;
}

function checked(state: Reader, cells: string[]): CsvRow {
  const row = ++state.row;
  if (row === 1) {
    if (cells.length > MAX_COLUMNS)
      throw new CsvFileError('too_many_columns', `The file has more than ${MAX_COLUMNS} columns.`);
    state.columns = cells.length;
  }
  while (cells.length > state.columns && cells.at(-1) === '') cells.pop();
  if (cells.length > state.columns)
    return { row, rule: 'too_many_cells', excerpt: cells.slice(state.columns).join(',').slice(0, 60) };
  return { row, cells };
}

type Found =
  | { readonly kind: 'row'; readonly cells: string[]; readonly end: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly rule: CsvRule; readonly at: number };

/** One row from `start`; `end` is −1 while its end has not arrived. */
function readRow(text: string, start: number, delimiter: number, last: boolean): Found {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === 34) {
      const cell = readQuoted(text, at);
      if (cell === undefined) return last ? { kind: 'bad', rule: 'quote_not_closed', at } : MORE;
      cells.push(cell.value);
      at = cell.end;
      const c = text.charCodeAt(at);
      if (at < text.length && c !== delimiter && c !== 10 && c !== 13)
        return { kind: 'bad', rule: 'text_after_quote', at };
      if (at >= text.length && !last) return MORE; // the next chunk may begin with the second half of an escaped quote
    } else {
      const from = at;
      let c = text.charCodeAt(at);
      while (at < text.length && c !== delimiter && c !== 10 && c !== 13) c = text.charCodeAt(++at);
      if (at >= text.length && !last) return MORE;
      cells.push(text.slice(from, at));
    }
    if (at >= text.length) return { kind: 'row', cells, end: at };
    const c = text.charCodeAt(at);
    if (c === delimiter) {
      at++;
      continue;
    }
    if (c === 13) {
      if (at + 1 >= text.length && !last) return MORE;
      return { kind: 'row', cells, end: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
    }
    return { kind: 'row', cells, end: at + 1 };
  }
}

function readQuoted(text: string, open: number): { value: string; end: number } | undefined {
  let value = '';
  let from = open + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    if (text.charCodeAt(quote + 1) !== 34) return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

function newlineAfter(text: string, from: number): number {
  const lf = text.indexOf('\n', from);
  const cr = text.indexOf('\r', from);
  if (cr >= 0 && (lf < 0 || cr < lf)) return cr + 1 === lf ? lf + 1 : cr + 1;
  return lf < 0 ? -1 : lf + 1;
}

/** The delimiter of the header line: the one there is most of. French spreadsheets write `;`. */
function delimiterOf(text: string): string {
  const end = newlineAfter(text, 0);
  const header = (end < 0 ? text : text.slice(0, end)).replaceAll(/"[^"]*"/g, '');
  const count = (c: string): number => header.split(c).length;
  return [',', ';', '\t'].reduce((best, c) => (count(c) > count(best) ? c : best), ',');
}

const FORMULA = /^'*[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/** A cell as it is written. One that a spreadsheet would run as a formula gets a `'` in front, which `readCell` takes away again. */
export function writeCell(value: string): string {
  const safe = protectCell(value);
  return /[",\n\r;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function protectCell(value: string): string {
  return FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}

export function readCell(value: string): string {
  return value.startsWith("'") && FORMULA.test(value) ? value.slice(1) : value;
}

export const writeRow = (cells: readonly string[]): string => `${cells.map(writeCell).join(',')}\n`;

/**
 * Reading the first sheet of a spreadsheet (Office Open XML) as a stream: only its shared texts are held in memory, and those within a
 * limit. What a spreadsheet computes is taken as it computed it; document types, other archives and bombs are refused.
 */
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { CsvFileError, MAX_COLUMNS, MAX_ROW_CHARS, type CsvRow } from '#base/csv';

const MAX_ENTRIES = 5_000;
const MAX_SHEET_BYTES = 2_000_000_000;
/** Texts that cells share, in characters. */
const MAX_SHARED = 60_000_000;
/** Honest sheets shrink to a tenth; one that shrinks to a thousandth was made to hurt. */
const MAX_RATIO = 500;
/** What may stand between two tags, and be held for it: far more than a cell may hold (32,767 characters). */
const MAX_BETWEEN_TAGS = 4_000_000;

const tooLarge = (): CsvFileError =>
  new CsvFileError('too_large', 'The spreadsheet is too large; export it as CSV UTF-8.');
const broken = (message: string): CsvFileError => new CsvFileError('not_xlsx', message);

/** Rows in lists as they arrive, the header first, numbered as the spreadsheet numbers them. */
export async function* readXlsx(path: string): AsyncGenerator<CsvRow[]> {
  const options = { validateEntrySizes: true, autoClose: false, strictFileNames: true };
  const zip = await openPromise(path, options).catch(() => {
    throw broken('The file is an archive that cannot be read; save it as XLSX or as CSV UTF-8.');
  });
  try {
    const parts = await partsOf(zip);
    const sheet = parts.get(await firstSheet(zip, parts));
    if (!sheet) throw broken('The archive holds no spreadsheet; save it as XLSX or as CSV UTF-8.');
    const shared = await sharedTexts(zip, parts.get('xl/sharedStrings.xml'));
    yield* sheetRows(await contentOf(zip, sheet, MAX_SHEET_BYTES), shared);
  } catch (error) {
    if (error instanceof CsvFileError) throw error;
    const { message } = error as Error;
    if (/^(?:invalid relative path|absolute path|invalid characters in fileName)/.test(message)) throw unsafePath();
    throw broken(`The spreadsheet cannot be read: ${message.slice(0, 120)}`);
  } finally {
    zip.close();
  }
}

async function partsOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (/\p{Cc}/u.test(name)) throw unsafePath();
    // What a document embeds has its own folder and is never opened; anywhere else, somebody packed a file to be unpacked.
    if (!name.startsWith('xl/embeddings/') && /\.(?:zip|xls[xmb]|ods|gz|tgz|tar|bz2|xz|zst|7z|rar)$/i.test(name))
      throw new CsvFileError(
        'nested_archive',
        'The file is an archive in an archive; unpack it and send what is inside.',
      );
    parts.set(name, entry);
    if (parts.size > MAX_ENTRIES) throw broken('The archive holds too many files.');
  }
  return parts;
}

const unsafePath = (): CsvFileError =>
  new CsvFileError(
    'unsafe_path',
    'The archive names a file outside of itself (../, a drive, a root, a control character).',
  );

async function contentOf(zip: ZipFile, entry: Entry, maxBytes: number): Promise<Readable> {
  const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
  if (entry.uncompressedSize > maxBytes || (entry.uncompressedSize > 20_000_000 && ratio > MAX_RATIO)) throw tooLarge();
  return zip.openReadStreamPromise(entry);
}

/** The part of the sheet that stands first in the workbook. */
async function firstSheet(zip: ZipFile, parts: Map<string, Entry>): Promise<string> {
  const usual = 'xl/worksheets/sheet1.xml';
  const [book, links] = [parts.get('xl/workbook.xml'), parts.get('xl/_rels/workbook.xml.rels')];
  if (!book || !links) return usual;
  let id: string | undefined;
  await parse(await contentOf(zip, book, 10_000_000), (name, attributes) => {
    if (name === 'sheet') id ??= attributes['r:id'] ?? attributes.id;
  });
  let target: string | undefined;
  await parse(await contentOf(zip, links, 10_000_000), (name, attributes) => {
    if (name === 'Relationship' && attributes.Id === id) target = attributes.Target;
  });
  if (target === undefined) return usual;
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

type Attributes = Readonly<Record<string, string>>;
type Hears = {
  readonly opens: (name: string, attributes: Attributes) => void;
  readonly text?: (text: string) => void;
  readonly closes?: (name: string) => void;
};

type Parser = { write(text: string): void; close(): void };

/** A parser without a document type: no entity but XML's own five can grow, and no text or comment without an end is held. */
function parserFor({ opens, text, closes }: Hears): Parser {
  const parser = new SaxesParser();
  let sinceTag = 0;
  parser.on('doctype', () => {
    throw broken('The spreadsheet declares a document type, which none needs.');
  });
  parser.on('error', (error) => {
    throw error;
  });
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', (tag) => {
    sinceTag = 0;
    opens(local(tag.name), tag.attributes as Attributes);
  });
  if (text) parser.on('text', text);
  parser.on('closetag', (tag) => {
    sinceTag = 0;
    closes?.(local(tag.name));
  });
  return {
    write: (part) => {
      sinceTag += part.length;
      parser.write(part);
      if (sinceTag > MAX_BETWEEN_TAGS) throw tooLarge();
    },
    close: () => void parser.close(),
  };
}

async function parse(stream: Readable, opens: Hears['opens'], rest: Omit<Hears, 'opens'> = {}): Promise<void> {
  const parser = parserFor({ opens, ...rest });
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of stream) parser.write(decoder.decode(chunk as Uint8Array, { stream: true }));
  parser.write(decoder.decode());
  parser.close();
}

async function sharedTexts(zip: ZipFile, entry: Entry | undefined): Promise<string[]> {
  if (!entry) return [];
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let inPhonetic = false;
  let size = 0;
  await parse(
    await contentOf(zip, entry, MAX_SHEET_BYTES),
    (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic;
    },
    {
      text: (part) => {
        if (inText) text += part;
        if (size + text.length > MAX_SHARED) throw tooLarge();
      },
      closes: (name) => {
        if (name === 't') inText = false;
        else if (name === 'rPh') inPhonetic = false;
        else if (name === 'si') {
          size += text.length;
          if (size > MAX_SHARED) throw tooLarge();
          texts.push(decodeText(text));
        }
      },
    },
  );
  return texts;
}

/** `_x000D_` stands for a character that XML cannot hold. */
const decodeText = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

type Cell = { column: number; kind: string; text: string };

async function* sheetRows(stream: Readable, shared: readonly string[]): AsyncGenerator<CsvRow[]> {
  let ready: CsvRow[] = [];
  let row = 0;
  let cells: string[] = [];
  let cell: Cell = { column: 0, kind: '', text: '' };
  let takes = false;
  let chars = 0;
  let columns = 0;
  const endRow = (): void => {
    while (cells.at(-1) === '') cells.pop();
    if (cells.length === 0) return;
    if (columns === 0) columns = cells.length;
    ready.push(checked(row, cells, chars, columns));
  };
  const parser = parserFor({
    opens: (name, attributes) => {
      if (name === 'row') {
        row = Number(attributes.r) || row + 1;
        [cells, chars] = [[], 0];
        cell.column = -1;
      } else if (name === 'c') {
        const column = attributes.r === undefined ? cell.column + 1 : columnOf(attributes.r);
        cell = { column, kind: attributes.t ?? 'n', text: '' };
      } else takes = name === 'v' || (name === 't' && cell.kind === 'inlineStr');
    },
    text: (part) => {
      if (takes && (chars += part.length) <= MAX_ROW_CHARS) cell.text += part;
    },
    closes: (name) => {
      if (name === 'v' || name === 't') takes = false;
      else if (name === 'row') endRow();
      else if (name === 'c' && cell.column >= 0 && cell.column <= MAX_COLUMNS) {
        while (cells.length < cell.column) cells.push('');
        cells[cell.column] = valueOf(cell, shared);
      }
    },
  });
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of stream) {
    parser.write(decoder.decode(chunk as Uint8Array, { stream: true }));
    if (ready.length === 0) continue;
    yield ready;
    ready = [];
  }
  parser.write(decoder.decode());
  parser.close();
  if (ready.length > 0) yield ready;
}

function checked(row: number, cells: string[], chars: number, columns: number): CsvRow {
  if (cells.length > MAX_COLUMNS)
    throw new CsvFileError('too_many_columns', `The file has more than ${MAX_COLUMNS} columns.`);
  if (chars > MAX_ROW_CHARS) return { row, rule: 'row_too_long', excerpt: cells.join(',').slice(0, 60) };
  if (cells.length > columns)
    return { row, rule: 'too_many_cells', excerpt: cells.slice(columns).join(',').slice(0, 60) };
  return { row, cells };
}

function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') column = column * 26 + (letter.charCodeAt(0) - 64);
  return column - 1;
}

/** A cell as a file would have written it. Numbers are binary fractions on disk: 19.9 may stand there as 19.899999999999999. */
function valueOf({ kind, text }: Cell, shared: readonly string[]): string {
  if (kind === 's') return shared[Number(text)] ?? '';
  if (kind === 'b') return text === '1' ? 'true' : text === '0' ? 'false' : '';
  if (kind !== 'n') return decodeText(text);
  const number = Number(text);
  return text === '' || !Number.isFinite(number) || Math.abs(number) >= 1e15
    ? text
    : String(Number(number.toPrecision(15)));
}

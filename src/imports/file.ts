/**
 * A catalogue file, read twice as a stream: the survey counts rows, finds the format, whether there is stock, and handles whose rows
 * are scattered; the second reading gives products. Memory stays flat: a number a handle, and the rows of scattered handles only.
 */
import { cellOf, unreadable } from './cells.ts';
import { CsvFileError, type CsvRow } from '#base/csv';
import { halleFormat } from './halle.ts';
import { magentoFormat } from './magento.ts';
import {
  excerpt,
  type FileFormat,
  type FileProduct,
  type Format,
  type Group,
  type Header,
  type ReadContext,
  type RowProblem,
} from './model.ts';
import { readRows } from './rows.ts';
import { shopifyFormat } from './shopify.ts';
import { wooFormat } from './woo.ts';

/** More rows than this cannot wait in memory for their sisters. */
const MAX_HELD_ROWS = 50_000;
/** A product's rows beyond this are refused: variants and pictures together. */
const MAX_GROUP_ROWS = 750;

const fileFormats: readonly FileFormat[] = [shopifyFormat, wooFormat, magentoFormat, halleFormat];

export type Survey = {
  readonly format: FileFormat;
  readonly header: Header;
  readonly rows: number;
  readonly hasStock: boolean;
  /** Stock columns of named sites. */
  readonly siteCodes: readonly string[];
  /** Handles whose rows are not together, by hash, with their last row. */
  readonly scattered: ReadonlyMap<number, number>;
  /** What `format.keys` heard of rows that name each other. */
  readonly links: ReadonlyMap<string, string>;
};

/** Reads the file once. Throws CsvFileError when it is no catalogue file at all. */
export async function surveyFile(path: string, wanted?: Format): Promise<Survey> {
  let header: Header | undefined;
  let format = shopifyFormat;
  let rows = 0;
  let anonymousStock = false;
  const seen = new Map<number, number>();
  const scattered = new Map<number, number>();
  const stockColumns: { index: number; code: string | null }[] = [];
  const codes = new Set<string>();
  let last = -1;
  let links: ReadonlyMap<string, string> = new Map();
  for await (const list of readRows(path)) {
    for (const row of list) {
      if (header === undefined) {
        ({ header, format } = readHeader(row, wanted));
        links = await linksOf(path, header, format);
        for (const [index, name] of header.names.entries())
          if (format.isStock(name))
            stockColumns.push({ index, code: name.includes(':') ? name.slice(name.indexOf(':') + 1).trim() : null });
        continue;
      }
      rows++;
      if (!('cells' in row)) continue;
      for (const { index, code } of stockColumns) {
        if (!row.cells[index]) continue;
        if (code === null) anonymousStock = true;
        else codes.add(code);
      }
      const hash = hashOf(keyOf(row.cells, header, format, links));
      if (hash === last) continue;
      if (seen.has(hash)) scattered.set(hash, row.row);
      seen.set(hash, row.row);
      last = hash;
    }
  }
  if (header === undefined) throw new CsvFileError('empty', 'The file is empty.');
  // The last row of a scattered handle is where its last run ends, so that all of its rows have come by then.
  for (const hash of scattered.keys()) scattered.set(hash, Number.POSITIVE_INFINITY);
  if (scattered.size > 0) await lastRows(path, { header, format, links }, scattered);
  return { format, header, rows, hasStock: anonymousStock, siteCodes: [...codes], scattered, links };
}

/** The key under which a row's product is known in the file: its handle, or what its format makes of it. */
function keyOf(
  cells: readonly string[],
  header: Header,
  format: FileFormat,
  links: ReadonlyMap<string, string>,
): string {
  return format.keys
    ? format.keys.of((name) => cellOf(header, cells, name), links)
    : (cells[header.index.get(format.handleColumn) ?? 0] ?? '');
}

/** Where rows name each other, a reading of its own hears who belongs to whom. */
async function linksOf(path: string, header: Header, format: FileFormat): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  if (!format.keys) return links;
  let first = true;
  for await (const list of readRows(path)) {
    for (const row of list) {
      if ('cells' in row && !first) format.keys.hear((name) => cellOf(header, row.cells, name), links);
      first = false;
    }
  }
  return links;
}

async function lastRows(
  path: string,
  { header, format, links }: Pick<Survey, 'header' | 'format' | 'links'>,
  scattered: Map<number, number>,
): Promise<void> {
  let first = true;
  for await (const list of readRows(path)) {
    for (const row of list) {
      const isHeader = first;
      first = false;
      if (isHeader || !('cells' in row)) continue;
      const hash = hashOf(keyOf(row.cells, header, format, links));
      if (scattered.has(hash)) scattered.set(hash, row.row);
    }
  }
}

function readHeader(row: CsvRow, wanted?: Format): { header: Header; format: FileFormat } {
  if (!('cells' in row)) throw new CsvFileError(row.rule, 'The first row cannot be read; it must name the columns.');
  const plain = row.cells.map((name) => name.trim());
  const lower = plain.map((name) => name.toLowerCase());
  const format = wanted
    ? fileFormats.find((f) => f.name === wanted)
    : fileFormats
        .map((f) => ({ f, fit: f.fits(lower) }))
        .sort((a, b) => b.fit - a.fit)
        .find(({ fit }) => fit >= 2)?.f;
  if (!format)
    throw new CsvFileError(
      'unknown_format',
      'This is no catalogue we know (Shopify, WooCommerce, Magento, our own): the first row names none of their columns.',
    );
  const names = plain.map(format.nameOf);
  if (!names.includes(format.handleColumn))
    throw new CsvFileError('no_handle', `The file has no column "${format.handleColumn}".`);
  const index = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    if (name === '') continue;
    if (index.has(name)) throw new CsvFileError('column_twice', `The column "${excerpt(name)}" is there twice.`);
    const rule = name.length > 200 ? 'too long' : unreadable(name);
    if (rule)
      throw new CsvFileError(
        'bad_column',
        `The column name "${excerpt(name)}" is ${rule === 'not_utf8' ? 'not UTF-8; save the file as CSV UTF-8' : rule}.`,
      );
    index.set(name, i);
  }
  return { header: { names, index }, format };
}

export type ProductReader = {
  readonly refuse: (problem: RowProblem) => void;
  readonly warn: (problem: RowProblem) => void;
  /** Rows of the file behind us that gave no product: for the progress. */
  readonly passed: (rows: number) => void;
  readonly currency: string;
  readonly language: 'fr' | 'en';
  readonly pictureBase?: string | undefined;
  readonly rules: ReadContext['rules'];
};

type GroupRow = Group['rows'][number];

/** The products of a surveyed file, in the order in which their last row comes. */
export async function* readProducts(path: string, survey: Survey, reader: ProductReader): AsyncGenerator<FileProduct> {
  const { format, header, scattered, links } = survey;
  const context: ReadContext = { ...reader, header };
  const held = new Map<string, GroupRow[]>();
  let heldRows = 0;
  let current: { handle: string; rows: GroupRow[] } | undefined;
  const finish = (group: { handle: string; rows: GroupRow[] }): FileProduct | undefined => {
    for (const { row } of group.rows.splice(MAX_GROUP_ROWS))
      reader.refuse({ row, field: format.handleColumn, rule: 'too_many_rows', value: group.handle });
    const product = format.read(group, context);
    if (!product) reader.passed(group.rows.length);
    return product;
  };
  let first = true;
  for await (const list of readRows(path)) {
    for (const row of list) {
      const isHeader = first;
      first = false;
      if (isHeader) continue;
      const key = 'cells' in row ? keyOf(row.cells, header, format, links) : '';
      const handle = usable(row, key, header, format, reader);
      const hash = 'cells' in row ? hashOf(key) : -1;
      if (handle === undefined || !('cells' in row)) reader.passed(1);
      else if (scattered.has(hash)) {
        const rows = held.get(handle) ?? [];
        if (heldRows >= MAX_HELD_ROWS) {
          reader.refuse({ row: row.row, field: format.handleColumn, rule: 'too_scattered', value: excerpt(handle) });
          reader.passed(1);
        } else {
          rows.push(row);
          heldRows++;
          held.set(handle, rows);
        }
      } else if (current?.handle === handle) current.rows.push(row);
      else {
        const product = current && finish(current);
        current = { handle, rows: [row] };
        if (product) yield product;
      }
      const due = scattered.get(hash);
      if (due !== undefined && row.row >= due) {
        for (const [name, rows] of held) {
          if (hashOf(name) !== hash) continue;
          held.delete(name);
          heldRows -= rows.length;
          const product = finish({ handle: name, rows });
          if (product) yield product;
          break;
        }
      }
    }
  }
  for (const group of [...(current ? [current] : []), ...[...held].map(([handle, rows]) => ({ handle, rows }))]) {
    const product = finish(group);
    if (product) yield product;
  }
}

/** The handle of a row that can be used; else it is told and undefined. */
function usable(
  row: CsvRow,
  key: string,
  header: Header,
  format: FileFormat,
  reader: ProductReader,
): string | undefined {
  if (!('cells' in row)) {
    reader.refuse({
      row: row.row,
      field: '',
      rule: row.rule,
      value: excerpt(row.excerpt),
    });
    return undefined;
  }
  for (let i = 0; i < row.cells.length; i++) {
    const cell = row.cells[i];
    const rule = cell ? unreadable(cell) : undefined;
    if (rule !== undefined) {
      const value = excerpt(cell ?? '');
      reader.refuse({ row: row.row, field: header.names[i] ?? '', rule, value });
      return undefined;
    }
  }
  const handle = key.trim();
  if (format.keys ? handle !== '' && handle.length <= 200 : /^[^\s/?#%\\"'<>&]{1,200}$/u.test(handle)) return handle;
  reader.refuse({
    row: row.row,
    field: format.handleColumn,
    rule: handle === '' ? 'missing' : 'not_a_handle',
    value: excerpt(handle),
  });
  return undefined;
}

/** 52 bits of two FNV-1a runs: a handle as a number. */
export function hashOf(text: string): number {
  const trimmed = text.trim();
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < trimmed.length; i++) {
    const c = trimmed.charCodeAt(i);
    a = Math.imul(a ^ c, 16777619);
    b = Math.imul(b ^ (c + 0x9e37), 0x85ebca6b);
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff);
}

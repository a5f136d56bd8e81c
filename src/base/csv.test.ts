import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { CsvFileError, readCell, readCsv, writeCell, writeRow, type CsvRow } from './csv.ts';

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function rowsOf(content: string | Uint8Array, size = 65_536): Promise<CsvRow[]> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const rows: CsvRow[] = [];
  for await (const list of readCsv(chunks(bytes, size))) rows.push(...list);
  return rows;
}
const cellsOf = (rows: readonly CsvRow[]) => rows.map((row) => ('cells' in row ? row.cells : row.rule));

test('BOM, CRLF, CR, quotes over lines, semicolons and tabs are read', async () => {
  assert.deepEqual(cellsOf(await rowsOf('\ufeffa,b\r\n1,"x\r\ny"\r\n2,"say ""hi"""\r\n')), [
    ['a', 'b'],
    ['1', 'x\r\ny'],
    ['2', 'say "hi"'],
  ]);
  assert.deepEqual(cellsOf(await rowsOf('a;b\r1;2\r3;"4"')), [
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ]);
  assert.deepEqual(cellsOf(await rowsOf('a\tb\n1\t5" nail\n')), [
    ['a', 'b'],
    ['1', '5" nail'],
  ]);
});

test('rows are counted as a spreadsheet counts them', async () => {
  const rows = await rowsOf('a,b\n"1\n2",3\n\n4,5\n');
  assert.deepEqual(
    rows.map((row) => row.row),
    [1, 2, 4],
  );
});

test('a bad row costs that row only', async () => {
  const rows = await rowsOf('a,b\n1,"x"y\n2,ok\n3,4,5\n6,ok,\n7,"never closed\n8,ok\n');
  assert.deepEqual(cellsOf(rows), [
    ['a', 'b'],
    'text_after_quote',
    ['2', 'ok'],
    'too_many_cells',
    ['6', 'ok'],
    'quote_not_closed',
    ['8', 'ok'],
  ]);
});

test('files of another kind are refused in one sentence', async () => {
  await assert.rejects(rowsOf(new Uint8Array([0xff, 0xfe, 0x61, 0])), CsvFileError);
  await assert.rejects(rowsOf(new TextEncoder().encode('PK\u0003\u0004xx')), /spreadsheet/);
  await assert.rejects(rowsOf(`${'a,'.repeat(600)}\n`), /columns/);
});

test('a line of 200 MB costs no more memory than a short one', async () => {
  const piece = new Uint8Array(1_000_000).fill(97);
  async function* file(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('a,b\n1,2\n"');
    for (let i = 0; i < 200; i++) yield piece;
    yield new TextEncoder().encode('\n3,4\n');
  }
  const before = process.memoryUsage().rss;
  const rows: CsvRow[] = [];
  for await (const list of readCsv(file())) rows.push(...list);
  assert.deepEqual(cellsOf(rows), [['a', 'b'], ['1', '2'], 'row_too_long', ['3', '4']]);
  assert.ok(process.memoryUsage().rss - before < 120_000_000, 'memory grew with the line');
});

test('what is written is read again, however the file is cut into chunks', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('=1+1', "'=1", '-5', '+33 6', '@x', 'é"è', 'a,b', 'x\ny', '\t', ' pad ', "''-"),
  );
  const usable = cell.filter((text) => !text.includes('\u0000') && !text.includes('\ufeff') && text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(usable, usable), { maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (lines, size) => {
        const text = writeRow(['a', 'b']) + lines.map((line) => writeRow(line)).join('');
        const rows = (await rowsOf(text, size)).slice(1);
        const expected = lines.filter(([a, b]) => writeRow([a, b]).trim() !== '');
        assert.deepEqual(
          rows.map((row) => ('cells' in row ? row.cells.map(readCell) : row)),
          expected,
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('no cell leaves as a formula', () => {
  for (const formula of ['=1+1', '+cmd|x', '@SUM(A1)', '-2+3', '\t=1', '=HYPERLINK("x")']) {
    assert.match(writeCell(formula), /^"?'/);
    assert.equal(readCell(`'${formula}`), formula);
  }
  assert.equal(writeCell('-5'), '-5');
  assert.equal(writeCell('12,50'), '"12,50"');
});

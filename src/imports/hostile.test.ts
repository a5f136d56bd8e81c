/** RELIABILITY, F1 and F2: files that were made to hurt. Each is refused by a rule that has a name, and costs no memory. */
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { ZipFile } from 'yazl';
import { fileNameIn } from '#base/file-name';
import { CsvFileError, type CsvRow } from '#base/csv';
import { readRows } from './rows.ts';

const sheet = 'xl/worksheets/sheet1.xml';
const fine = '<worksheet><sheetData><row><c t="inlineStr"><is><t>Handle</t></is></c></row></sheetData></worksheet>';
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halle-hostile-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** What became of a file: its first rows, those refused and the last, or the rule that refused it; and by how much memory grew at most while it was read. */
async function reading(path: string): Promise<{ rule: string; rows: CsvRow[]; grew: number }> {
  const start = process.memoryUsage().rss;
  let most = start;
  const rows: CsvRow[] = [];
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  try {
    let last: CsvRow | undefined;
    for await (const list of readRows(path)) {
      rows.push(...list.filter((row) => 'rule' in row).slice(0, 5), ...(rows.length === 0 ? list.slice(0, 2) : []));
      last = list.at(-1);
    }
    return { rule: 'taken', rows: last ? [...rows, last] : rows, grew: most - start };
  } catch (error) {
    assert.ok(error instanceof CsvFileError, String(error));
    assert.match(error.message, /^The .+\.$/, 'a sentence for people');
    return { rule: error.rule, rows, grew: most - start };
  } finally {
    clearInterval(watch);
  }
}

async function archive(parts: Record<string, string | Buffer | Readable>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) {
    if (content instanceof Readable) zip.addReadStream(content, name);
    else zip.addBuffer(Buffer.from(content), name);
  }
  zip.end();
  const path = join(folder, 'file.xlsx');
  await pipeline(zip.outputStream as Readable, createWriteStream(path));
  return path;
}

/** An archive with an entry under a name that no honest program writes: the bytes of an honest one, patched. */
async function named(name: string): Promise<string> {
  const honest = 'n'.repeat(Buffer.byteLength(name));
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(fine), sheet);
  zip.addBuffer(Buffer.from('x'), honest);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  const path = join(folder, 'named.xlsx');
  await writeFile(path, Buffer.from(Buffer.concat(parts).toString('latin1').replaceAll(honest, name), 'latin1'));
  return path;
}

test('an archive that names a file outside of itself is refused, even where that file is not the sheet', async () => {
  assert.equal((await reading(await named('xl/notes.txt'))).rule, 'taken');
  for (const name of [
    '../../etc/passwd',
    'xl/../../x.xml',
    '/etc/passwd',
    'C:/x.xml',
    '..\\x.xml',
    'xl\\x.xml',
    'x\0.xml',
  ])
    assert.equal((await reading(await named(name))).rule, 'unsafe_path', JSON.stringify(name));
});

test('an archive in an archive is refused; what a document embeds is left alone', async () => {
  for (const name of ['catalogue.xlsx', 'a.zip', 'deep/b.7z', 'c.tar'])
    assert.equal((await reading(await archive({ [name]: 'PK', [sheet]: fine }))).rule, 'nested_archive', name);
  const { rule } = await reading(await archive({ 'xl/embeddings/sheet.xlsx': 'PK', [sheet]: fine }));
  assert.equal(rule, 'taken');
});

test('a bomb is refused by what it says, and one that lies by what comes out; memory stays flat', async () => {
  const spaces = function* (megabytes: number): Generator<Buffer> {
    const piece = Buffer.alloc(1_000_000, ' ');
    for (let i = 0; i < megabytes; i++) yield piece;
  };
  const bomb = await archive({ [sheet]: Readable.from(spaces(60)) });
  assert.deepEqual((({ rule }) => rule)(await reading(bomb)), 'too_large');
  // Below the ratio, but one text without an end: in the sheet, in the shared texts, and as a comment.
  const noise = function* (before: string): Generator<Buffer> {
    yield Buffer.from(before);
    let seed = 1;
    for (let i = 0; i < 60; i++)
      yield Buffer.from(
        Array.from({ length: 400 }, () => ((seed = (seed * 48_271) % 2_147_483_647) % 10).toString())
          .join('')
          .repeat(250),
      );
  };
  for (const [name, before] of [
    [sheet, '<worksheet><sheetData><row><c t="inlineStr"><is><t>'],
    [sheet, '<worksheet><!-- < '],
    [sheet, '<worksheet x="'],
    ['xl/sharedStrings.xml', '<sst><si><t>'],
  ] as const) {
    const { rule, grew } = await reading(await archive({ [sheet]: fine, [name]: Readable.from(noise(before)) }));
    assert.equal(rule, 'too_large', before);
    assert.ok(grew < 60_000_000, `${before}: ${grew} bytes more`);
  }
});

test('a cell of 10 MB costs its row, in quotes or not', async () => {
  const path = join(folder, 'wide.csv');
  for (const cell of ['x'.repeat(10_000_000), `"${`${'y'.repeat(999)}\n`.repeat(10_000)}"`]) {
    await writeFile(path, `Handle,Title\na,b\nc,${cell}\nd,e\n`);
    const { rule, rows, grew } = await reading(path);
    assert.equal(rule, 'taken');
    assert.ok(rows.some((row) => 'rule' in row && row.rule === 'row_too_long'));
    const last = rows.at(-1);
    assert.ok(last && 'cells' in last && last.cells[0] === 'd', 'the row after it is read');
    assert.ok(grew < 120_000_000, `${grew} bytes more`);
  }
});

test('a file’s name is no path', () => {
  for (const name of ['../x.csv', '/etc/passwd', 'C:\\x.csv', 'a/b', '..', '.', 'a\0.csv', 'a\nb', '', 'x'.repeat(201)])
    assert.equal(fileNameIn.safeParse(name).success, false, JSON.stringify(name));
  for (const name of ['catalogue.csv', 'Été 2026 (2).xlsx', '..csv', '.halle', 'a..b'])
    assert.equal(fileNameIn.safeParse(name).success, true, name);
});

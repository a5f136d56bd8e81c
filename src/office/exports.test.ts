import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Names, Row } from './export-cells.ts';
import { lists } from './export-lists.ts';
import { csvRow } from './model.ts';

const evil = '=HYPERLINK("http://evil.example")';
const beginnings = ['=', '+', '-', '@', '\t', '\r'];

/** A row whose every field is what somebody might have typed to make a spreadsheet run it, in each shape that fields have. */
const rowOf = (value: unknown): Row => new Proxy({}, { get: () => value });
const shapes = beginnings.flatMap((begin) => {
  const typed = `${begin}${evil}`;
  return [typed, [typed], { fr: typed, en: typed, name: typed, city: typed, handle: typed, minor: 1, currency: 'EUR' }];
});

function cellsOf(row: string): string[] {
  return [...`,${row.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

test('no list, no column and no name in any file begins a cell with what a spreadsheet would run', () => {
  let told = 0;
  for (const list of lists)
    for (const [fr, en, cell] of list.columns)
      for (const value of shapes)
        for (const lang of ['fr', 'en'] as const) {
          const names: Names = { lang, channel: () => evil, site: () => evil };
          const given = attempt(() => cell(rowOf(value), names));
          if (typeof given !== 'string') continue;
          told++;
          const [out = ''] = cellsOf(csvRow([given]));
          assert.ok(!beginnings.some((begin) => out.startsWith(begin)), `${list.name}, ${fr}/${en}: ${out}`);
        }
  assert.ok(told > 1_000, `only ${told} cells were told`);
});

/** A shape that this column never has: nothing is told. */
function attempt(tell: () => string | number | null): string | number | null {
  try {
    return tell();
  } catch {
    return null;
  }
}

test('each file has a name of its own, and its columns have one each in both languages', () => {
  assert.equal(new Set(lists.map(({ name }) => name)).size, lists.length);
  for (const { name, columns } of lists)
    for (const at of [0, 1] as const) assert.equal(new Set(columns.map((one) => one[at])).size, columns.length, name);
});

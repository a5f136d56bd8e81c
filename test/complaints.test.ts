/** `docs/complaints.md` says which tests make a complaint impossible: each of them is there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs/complaints.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| \d/.test(line));

/** Files and the names of tests in them, as they follow each other in a row. */
function namedIn(row: string): { file: string; name: string }[] {
  let file = '';
  return [...row.matchAll(/`([^`]+\.ts)`|“([^”]+)”/g)].flatMap(([, path, name]) => {
    if (path !== undefined) file = path;
    return name === undefined ? [] : [{ file, name }];
  });
}

test('each complaint about money names tests that exist, or says that it is measured', () => {
  assert.ok(rows.length >= 20, `${rows.length} rows`);
  const missing = rows.flatMap((row) => {
    const named = namedIn(row);
    if (named.length === 0) return row.includes('measured, not tested') ? [] : [row];
    return named
      .filter(
        ({ file, name }) => !existsSync(join(root, file)) || !readFileSync(join(root, file), 'utf8').includes(name),
      )
      .map(({ file, name }) => `${file}: ${name}`);
  });
  assert.deepEqual(missing, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortRows } from './sort.ts';

test('rows are sorted by the word of the address, up and down, numbers as numbers, and an unknown word leaves them as they came', () => {
  const rows = [
    { name: 'Caisse 10', n: 2 },
    { name: 'Caisse 9', n: 10 },
    { name: 'caisse 1', n: 1 },
  ];
  const by = { name: (row: { name: string }) => row.name, n: (row: { n: number }) => row.n };
  const names = (sort: string) => sortRows(rows, sort, by).map(({ name }) => name);
  assert.deepEqual(names('name'), ['caisse 1', 'Caisse 9', 'Caisse 10']);
  assert.deepEqual(names('-name'), ['Caisse 10', 'Caisse 9', 'caisse 1']);
  assert.deepEqual(names('-n'), ['Caisse 9', 'Caisse 10', 'caisse 1']);
  for (const sort of ['', 'toString', '-'])
    assert.deepEqual(
      names(sort),
      rows.map(({ name }) => name),
      sort,
    );
});

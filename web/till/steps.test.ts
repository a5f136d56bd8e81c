/** Arrow keys in a grid of three columns whose last row is short. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextOf } from './steps.ts';

const box = (row: number, column: number) => ({
  ...{ top: row * 100, bottom: row * 100 + 90 },
  ...{ left: column * 100, right: column * 100 + 90 },
});
const grid = [box(0, 0), box(0, 1), box(0, 2), box(1, 0), box(1, 1), box(1, 2), box(2, 0)];

test('down and up keep to the column, and find the nearest where a row is short', () => {
  assert.equal(nextOf(grid, 1, 'ArrowDown'), 4);
  assert.equal(nextOf(grid, 5, 'ArrowDown'), 6);
  assert.equal(nextOf(grid, 6, 'ArrowUp'), 3);
  assert.equal(nextOf(grid, 5, 'ArrowUp'), 2);
});

test('left and right go from one to the next', () => {
  assert.deepEqual([nextOf(grid, 2, 'ArrowRight'), nextOf(grid, 3, 'ArrowLeft')], [3, 2]);
});

test('above the first row one is out, beneath the last nowhere', () => {
  assert.equal(nextOf(grid, 2, 'ArrowUp'), -1);
  assert.equal(nextOf(grid, 0, 'ArrowLeft'), -1);
  assert.equal(nextOf(grid, 6, 'ArrowDown'), undefined);
  assert.equal(nextOf(grid, 6, 'ArrowRight'), undefined);
});

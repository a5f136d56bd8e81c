import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countOf, recountFor, type Counted, type Scan } from './model.ts';

const scan = (quantity: number, book: number, at = '10:00', round = 1): Scan => ({ round, quantity, book, at });
const sums: [what: string, scans: Scan[], round: number, counted: Partial<Counted> | undefined][] = [
  ['nobody scanned it: not zero', [], 1, undefined],
  ['one number typed in', [scan(7, 8)], 1, { counted: 7, book: 8, difference: -1, moved: false }],
  ['parts of several people', [scan(3, 8), scan(4, 8, '10:05')], 1, { counted: 7, difference: -1, moved: false }],
  ['a correction', [scan(3, 8), scan(-1, 8, '10:01')], 1, { counted: 2, difference: -6 }],
  ['none, said so', [scan(0, 2)], 1, { counted: 0, difference: -2 }],
  [
    'sold between the first scan and the last',
    [scan(3, 8), scan(4, 7, '10:05')],
    1,
    { book: 7, difference: 0, moved: true },
  ],
  ['the second count alone', [scan(3, 8), scan(8, 8, '11:00', 2)], 2, { counted: 8, difference: 0 }],
  ['not yet counted again', [scan(3, 8)], 2, undefined],
];
for (const [what, scans, round, counted] of sums)
  test(`what scans add up to: ${what}`, () => {
    const found = countOf(scans, round);
    if (counted === undefined) return assert.equal(found, undefined);
    assert.deepEqual({ ...found, ...counted }, found);
  });

const of = (difference: number, book: number, moved = false): Counted => ({
  ...{ counted: book + difference, book, difference, at: '10:00', moved },
});
const again: [what: string, counted: Counted, units: number | null, percent: number | null, why: string | undefined][] =
  [
    ['as the book has it', of(0, 5), 0, 0, undefined],
    ['any difference, at nought', of(-1, 5), 0, null, 'large'],
    ['at the threshold, not beyond', of(-2, 5), 2, null, undefined],
    ['beyond it, either way', of(3, 5), 2, null, 'large'],
    ['a tenth of a large stock', of(-10, 100), null, 10, undefined],
    ['more than a tenth', of(-11, 100), null, 10, 'large'],
    ['something where the book has none', of(1, 0), null, 50, 'large'],
    ['no threshold', of(-50, 50), null, null, undefined],
    ['it moved while it was counted', of(0, 5, true), null, null, 'moved'],
  ];
for (const [what, counted, recountUnits, recountPercent, why] of again)
  test(`a second count: ${what}`, () => assert.equal(recountFor(counted, { recountUnits, recountPercent }), why));

test('however the parts are cut, they add up to the same', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }), fc.nat(40), (parts, book) => {
      const whole = parts.reduce((sum, part) => sum + part, 0);
      const found = countOf(
        parts.map((part, i) => scan(part, book, `10:0${i}`)),
        1,
      );
      assert.deepEqual([found?.counted, found?.difference, found?.moved], [whole, whole - book, false]);
    }),
  );
});

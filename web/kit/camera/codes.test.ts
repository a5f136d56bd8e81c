/** What a camera reads: one scan a piece, and codes as articles keep them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AWAY_MS, longUpc, nextSight, typedCode, type Sight } from './codes.ts';

test('the short form of a UPC becomes the long one', () => {
  // One of each rule, with its check digit.
  assert.equal(longUpc('04252614'), '042100005264');
  assert.equal(longUpc('01234531'), '012300000451');
  assert.equal(longUpc('01234543'), '012340000053');
  assert.equal(longUpc('01234558'), '012345000058');
  assert.equal(longUpc('96385074'), '96385074', 'an EAN-8 is no UPC-E');
});

test('only a UPC-E is made longer: an EAN-8 of the same digits stays', () => {
  assert.equal(typedCode({ text: '01234558', kind: 'ean_8' }), '01234558');
  assert.equal(typedCode({ text: '01234558', kind: 'upc_e' }), '012345000058');
  assert.equal(typedCode({ text: ' SKU-1 ', kind: 'code_128' }), 'SKU-1');
});

test('a code that stays in the picture is one scan; gone and back, it is the next piece', () => {
  const frames: readonly (readonly [number, string | undefined])[] = [
    [0, 'a'],
    [100, 'a'],
    [800, 'a'],
    [1_600, undefined],
    [800 + AWAY_MS, 'a'],
    [1_800, 'b'],
    [1_850, 'a'],
  ];
  const scans: string[] = [];
  let sight: Sight;
  for (const [at, code] of frames) {
    const next = nextSight(sight, code, at);
    sight = next.sight;
    if (next.scanned !== undefined) scans.push(`${next.scanned}@${at}`);
  }
  assert.deepEqual(scans, ['a@0', `a@${800 + AWAY_MS}`, 'b@1800', 'a@1850']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { picks, variantFor } from './choose.ts';
import type { VariantBrief } from './views.ts';

const variant = (colour: string, size: string, available: VariantBrief['available'] = 'in_stock'): VariantBrief => ({
  skuId: `${colour}-${size}`,
  options: [colour, size],
  available,
});
const dress = [
  variant('groseille', '34', 'none'),
  variant('groseille', '36'),
  variant('groseille', '38'),
  variant('bleu', '36'),
  variant('bleu', '46'),
];
const sizes = ['34', '36', '38', '46'];

test('each value says whether it can be had with what is chosen', () => {
  const seen = picks(dress, ['groseille', '36'], 1, sizes);
  assert.deepEqual(
    seen.map(({ value, state, chosen }) => [value, state, chosen]),
    [
      ['34', 'out', false],
      ['36', 'available', true],
      ['38', 'available', false],
      ['46', 'none', false],
    ],
  );
});

test('a value that does not exist here leads to where it does', () => {
  const seen = picks(dress, ['groseille', '36'], 1, sizes);
  assert.equal(seen.find(({ value }) => value === '46')?.skuId, 'bleu-46');
  assert.equal(variantFor(dress, ['groseille', '46'], ['groseille', '36'])?.skuId, 'bleu-46');
  assert.equal(variantFor(dress, ['bleu', '38'], ['groseille', '38'])?.skuId, 'bleu-36');
});

test('every pick leads to a variant that has the value, and the chosen one to itself', () => {
  const some = fc.subarray(dress, { minLength: 1 });
  fc.assert(
    fc.property(some, fc.nat(), (variants, n) => {
      const shown = variants[n % variants.length];
      assert.ok(shown);
      for (const [index, values] of [['groseille', 'bleu'], sizes].entries()) {
        for (const pick of picks(variants, shown.options, index, values)) {
          const target = variants.find(({ skuId }) => skuId === pick.skuId);
          assert.equal(target?.options[index], pick.value);
          if (pick.chosen) assert.equal(pick.skuId, shown.skuId);
        }
      }
    }),
  );
});

test('values nobody offers lead nowhere', () => {
  assert.deepEqual(picks(dress, ['groseille', '36'], 1, ['99']), []);
  assert.equal(variantFor([], ['a'], ['b']), undefined);
});

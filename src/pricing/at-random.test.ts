import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollOf } from '../simulate/roll.ts';
import { brokenIdentities } from '../../test/support/price-identities.ts';
import { randomCart } from '../../test/support/random-carts.ts';
import { compiledOf, price, promotedFrom } from './model.ts';

/** A million of them are priced by `node bench/pricing.ts`. */
const CARTS = 1_500;

test('carts at random: sums and VAT hold; a brief trace changes no amount and says the same of the document', () => {
  const roll = rollOf(2_026);
  let reduced = 0;
  for (let i = 0; i < CARTS; i++) {
    const { input, rules, carried, at } = randomCart(roll, { lines: 8, promotions: 6 });
    const now = { ...rules, promoted: promotedFrom(carried, compiledOf(carried), at, true) };
    const { trace, ...whole } = price(input, now);
    assert.deepEqual(brokenIdentities({ ...whole, trace }), [], `cart ${i}`);
    const { trace: short, ...brief } = price({ ...input, brief: true }, now);
    assert.deepEqual(brief, whole, `cart ${i}`);
    assert.deepEqual(
      short,
      trace.filter((step) => step.lineNo === null),
      `cart ${i}`,
    );
    if (whole.reductions.length > 0) reduced++;
  }
  assert.ok(reduced > CARTS / 20, `only ${reduced} of them were reduced`);
});

/** References and account numbers: tables and properties. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '#base/ids';
import { bodiesIn, bodyOf, inFours, isIban, isReference, referenceOf } from './references.ts';

test('account numbers and references are known by their check digits', () => {
  for (const good of ['FR14 2004 1010 0505 0001 3M02 606', 'DE89370400440532013000', 'be71 0961 2345 6769'])
    assert.equal(isIban(good), true, good);
  for (const bad of ['FR14 2004 1010 0505 0001 3M02 607', 'FR', '', 'DE8937040044053201300', 'XX00'])
    assert.equal(isIban(bad), false, bad);
  assert.equal(isReference('RF18 5390 0754 7034'), true, 'the example of the standard');
  assert.equal(isReference('RF18 5390 0754 7035'), false);
});

test('the reference of a payment is found in whatever a payer wrote around it, and one wrong sign is none', () => {
  const sign = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
  fc.assert(
    fc.property(
      fc.constant(0).map(() => newId('pay')),
      fc.integer({ min: 4, max: 15 }),
      sign,
      (paymentId, at, other) => {
        const reference = referenceOf(paymentId);
        assert.equal(isReference(reference), true);
        assert.deepEqual(bodiesIn(`VIR SEPA ${inFours(reference).toLowerCase()} merci`), [bodyOf(paymentId)]);
        const wrong = reference.slice(0, at) + other + reference.slice(at + 1);
        // A digit for a letter counts otherwise; the check digits are made for a sign mistaken for one of its own kind.
        if (/\d/.test(other) !== /\d/.test(reference[at] ?? '')) return;
        assert.deepEqual(bodiesIn(wrong), wrong === reference ? [bodyOf(paymentId)] : []);
      },
    ),
  );
});

test('O for 0 and I for 1 are read as meant', () => {
  const paymentId = 'pay_06bq3k9m2qxabt7w0000000101';
  const reference = referenceOf(paymentId);
  const typed = reference.slice(0, 4) + reference.slice(4).replaceAll('0', 'O').replaceAll('1', 'I');
  assert.deepEqual(bodiesIn(typed), [bodyOf(paymentId)]);
});

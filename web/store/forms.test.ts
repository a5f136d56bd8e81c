import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '#base/refusal';
import { localPath, one, readForm, wholeNumber } from './forms.ts';

test('a form may hold known fields only', () => {
  assert.throws(
    () => readForm({ email: 'a@b.fr', isAdmin: '1' }, { email: {} }),
    (error) => error instanceof Refusal && error.code === 'request.invalid',
  );
  assert.throws(() => readForm(JSON.parse('{"__proto__":"x"}'), { email: {} }), Refusal);
});

test('what does not fit is said at its field', () => {
  const rules = {
    email: { required: true, kind: 'email' },
    name: { required: true, max: 5 },
    password: { min: 10, kind: 'password' },
  } as const;
  const { errors } = readForm({ email: 'camille', name: 'too long', password: 'short' }, rules);
  assert.deepEqual(errors, { email: 'error.email', name: 'error.tooLong', password: 'error.tooShort' });
  assert.deepEqual(readForm({ email: ' camille@exemple.fr ' }, { email: rules.email }).values, {
    email: 'camille@exemple.fr',
  });
  assert.equal(readForm({ name: ['a', 'b'] }, { name: rules.name }).errors.name, 'error.required');
  assert.equal(readForm({ name: 'a\u0000' }, { name: rules.name }).errors.name, 'error.invalid');
  const card = { name: { max: 40 }, password: { kind: 'password' } } as const;
  const number = '4111 1111-1111 1111';
  assert.deepEqual(readForm({ name: `Ada ${number}`, password: number }, card).errors, { name: 'error.cardNumber' });
  assert.equal(readForm({ name: 'a\ud800' }, { name: rules.name }).errors.name, 'error.invalid');
});

test('no text leads a redirect to another host', () => {
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '',
    undefined,
  ]) {
    assert.equal(localPath(bad, '/account'), '/account');
  }
  assert.equal(localPath('/checkout?a=b', '/account'), '/checkout?a=b');
  fc.assert(
    fc.property(fc.string(), (text) => {
      const at = new URL(localPath(text, '/account'), 'https://shop.example');
      assert.equal(at.origin, 'https://shop.example');
    }),
  );
});

test('numbers are whole, not negative, and bounded', () => {
  assert.equal(wholeNumber('12', 99), 12);
  for (const bad of ['-1', '1.5', '1e3', '', ' 1', '100', '99999999999', 'x'])
    assert.equal(wholeNumber(bad, 99), undefined, bad);
});

test('repeated and overlong query values count as absent', () => {
  assert.equal(one({ q: ['a', 'b'] }, 'q'), undefined);
  assert.equal(one({ q: 'x'.repeat(300) }, 'q'), undefined);
  assert.equal(one({ q: 'robe' }, 'q'), 'robe');
});

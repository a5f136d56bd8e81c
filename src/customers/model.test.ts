import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainCode, plainPhone, searchWords } from './model.ts';

test('a telephone number has one form, however it is written', () => {
  for (const text of ['06 12 34 56 78', '06.12.34.56.78', '+33 6 12 34 56 78', '0033612345678', '+33 (0)6 12 34 56 78'])
    assert.equal(plainPhone(text), '+33612345678', text);
  assert.equal(plainPhone('0151 234567', 'DE'), '+49151234567');
  for (const text of ['', 'call me', '12', '06 12 34 56 78 90 12 34 56'])
    assert.equal(plainPhone(text), undefined, text);
});

test('a telephone number is searched as one word, a name word by word', () => {
  assert.deepEqual(searchWords('06 12 34'), ['61234']);
  assert.deepEqual(searchWords('+33 6 12'), ['33612']);
  assert.deepEqual(searchWords('  Élodie  Lef '), ['Élodie', 'Lef']);
  assert.deepEqual(searchWords('   '), []);
});

test('a code is read as people type it', () => {
  assert.equal(plainCode(' OIL4-7xyz-ab '), '01147xyzab');
});

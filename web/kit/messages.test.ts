import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import { plural, t } from './messages.ts';

test('both languages say the same things, and none is empty', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(fr).sort());
  for (const [key, message] of [...Object.entries(fr), ...Object.entries(en)]) {
    assert.notEqual(message, '', key);
  }
});

test('French texts carry no-break spaces where French wants them', () => {
  for (const [key, message] of Object.entries(fr)) {
    if (typeof message === 'string') assert.doesNotMatch(message, / [:;?!%€»]|« /, key);
  }
});

test('counts agree with their nouns in each language', () => {
  assert.equal(t('fr', 'count.items', { n: 0 }), '0 article');
  assert.equal(t('en', 'count.items', { n: 0 }), '0 items');
  assert.equal(t('fr', 'count.items', { n: 2 }), '2 articles');
  assert.equal(plural('en', 1, 'store', 'stores'), 'store');
  assert.equal(t('en', 'order.ready'), 'Ready to collect');
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';

test('both languages say the same things, and none is empty', () => {
  assert.deepEqual(Object.keys(en), Object.keys(fr));
  for (const [key, message] of [...Object.entries(fr), ...Object.entries(en)]) assert.notEqual(message, '', key);
});

test('French texts carry no-break spaces where French wants them', () => {
  const source = readFileSync(new URL('words/fr.ts', import.meta.url), 'utf8');
  assert.doesNotMatch(source, /[\p{Letter}}] [;!»]|« |[\p{Letter}}] : [\p{Letter}$]/u);
  for (const [key, message] of Object.entries(fr)) {
    if (typeof message === 'string') assert.doesNotMatch(message, / [:;?!%€»]|« /, key);
  }
});

test('every word of the shop is used by a page', () => {
  const pages = ['home', 'grid', 'facets', 'product', 'cart', 'checkout', 'order', 'account', 'fail'];
  const source = ['parts.ts', 'shell.ts', 'refused.ts', ...pages.map((page) => `pages/${page}.ts`)]
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n');
  const unused = Object.keys(fr).filter(
    (key) => !source.includes(`'${key}'`) && !/^(?:sort|error|order\.say)\./.test(key),
  );
  assert.deepEqual(unused, []);
});

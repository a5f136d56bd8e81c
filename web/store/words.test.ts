import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { en as enCore } from './words/en.ts';
import { fr as frCore } from './words/fr.ts';
import { serviceEn } from './words/service-en.ts';
import { serviceFr } from './words/service-fr.ts';

const fr = { ...frCore, ...serviceFr };
const en = { ...enCore, ...serviceEn };

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
  const pages = readdirSync(new URL('pages', import.meta.url)).map((name) => `pages/${name}`);
  const source = [
    'parts.ts',
    'shell.ts',
    'refused.ts',
    'routes/app.ts',
    'pages/in-store.ts',
    'routes/service.ts',
    ...pages,
  ]
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n');
  const unused = Object.keys(fr).filter(
    (key) =>
      !source.includes(`'${key}'`) &&
      !/^(?:approval|sort|error|delete\.held|scan|step|order\.say|foot|purchases|cards|papers|privacy|return|field)\./.test(
        key,
      ),
  );
  assert.deepEqual(unused, []);
});

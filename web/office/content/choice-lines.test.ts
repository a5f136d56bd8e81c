import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesIn, linesOf } from './choice-lines.ts';

test('choices are typed one a line, and read back as they were written', () => {
  const choices = [
    { code: 'wool', name: { fr: 'Laine', en: 'Wool' } },
    { code: 'silk', name: { fr: 'Soie', en: 'Silk' } },
  ];
  assert.deepEqual(choicesIn(linesOf(choices)), { choices });
  assert.deepEqual(choicesIn('lin = Lin\n\n'), { choices: [{ code: 'lin', name: { fr: 'Lin', en: 'Lin' } }] });
});

test('a line that is no choice, or a code said twice, is named', () => {
  assert.deepEqual(choicesIn('wool = Laine\nSoie'), { wrong: 'Soie' });
  assert.deepEqual(choicesIn('wool = Laine\nwool = Lainage'), { wrong: 'wool = Lainage' });
});

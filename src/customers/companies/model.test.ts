import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTerms, plainNumbers } from './model.ts';

const none = { siren: null, siret: null, vatNumber: null };
const fields = (given: Partial<typeof none> | object): string[] =>
  plainNumbers({ ...none, ...given }).wrong.map(({ field }) => field);

test('numbers are kept without blanks, and a SIRET says the SIREN', () => {
  const { numbers, wrong } = plainNumbers({ siren: '', siret: '732 829 320 00074', vatNumber: 'fr 44 732 829 320' });
  assert.deepEqual(wrong, []);
  assert.deepEqual(numbers, { siren: '732829320', siret: '73282932000074', vatNumber: 'FR44732829320' });
});

test('a number with a wrong digit, or of another company, is named', () => {
  assert.deepEqual(fields({ siren: '732829321' }), ['siren']);
  assert.deepEqual(fields({ siret: '73282932000075' }), ['siret']);
  assert.deepEqual(fields({ vatNumber: 'FR45732829320' }), ['vatNumber']);
  assert.deepEqual(fields({ siren: '552100554', siret: '73282932000074' }), ['siret']);
  assert.deepEqual(fields({ siren: '552100554', vatNumber: 'FR44732829320' }), ['vatNumber']);
  assert.deepEqual(fields({ siren: '552100554', vatNumber: 'BE0428759497' }), [], 'a number of another country');
});

test('terms are no longer than the law allows', () => {
  const terms = (days: number, endOfMonth: boolean) => checkTerms({ days, endOfMonth, limitMinor: null }).length === 0;
  assert.deepEqual([terms(60, false), terms(61, false), terms(45, true), terms(46, true)], [true, false, true, false]);
  assert.deepEqual(checkTerms(null), []);
});

/** Whose name an invoice bears: numbers are read as people type them, and a slip of the pen is told before anything is sent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { companyNumber, invoiceName } from './invoice-name.ts';

test('SIREN, SIRET and VAT numbers are one company; a slip, a short number and an unknown country are told apart', () => {
  const french = { siren: '732829320', vatNumber: 'FR44732829320', country: 'FR' };
  for (const text of ['732829320', '732 829 320', '73282932000074', 'FR44732829320', 'fr 44 732.829.320'])
    assert.deepEqual(companyNumber(text), french, text);
  assert.deepEqual(companyNumber('BE 0999.314.091'), { siren: null, vatNumber: 'BE0999314091', country: 'BE' });
  assert.deepEqual(companyNumber('CHE-116.281.710 MWST'), {
    ...{ siren: null, vatNumber: 'CHE116281710MWST', country: 'CH' },
  });
  for (const [text, fault] of [
    ['732829321', 'check_digits'],
    ['7328293', 'form'],
    ['FR45732829320', 'check_digits'],
    ['QQ123', 'unknown_country'],
    ['', 'unknown_country'],
  ] as const)
    assert.deepEqual(companyNumber(text), { fault }, text);
});

test('a company is asked for by its numbers, a person by their name and country, and nothing with a wrong number', () => {
  const typed = { id: '732829320', name: 'Atelier', line1: '3 quai', postcode: '69001', city: 'Lyon' };
  const address = { name: 'Atelier', line1: '3 quai', postcode: '69001', city: 'Lyon', country: 'FR' };
  assert.deepEqual(invoiceName('company', typed, 'CH'), {
    company: { name: 'Atelier', siren: '732829320', vatNumber: 'FR44732829320', address },
  });
  assert.deepEqual(invoiceName('person', typed, 'CH'), {
    person: { name: 'Atelier', address: { ...address, country: 'CH' } },
  });
  assert.equal(invoiceName('company', { ...typed, id: '732829321' }, 'FR'), undefined);
});

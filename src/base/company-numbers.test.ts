import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkVatNumber, frenchVatNumber, plainNumber, sirenFault, siretFault } from './company-numbers.ts';

describe('SIREN and SIRET', () => {
  test('Luhn, nine and fourteen digits', () => {
    for (const good of ['732829320', '552100554', '542065479', '356000000'])
      assert.equal(sirenFault(good), undefined, good);
    for (const good of ['73282932000074', '55210055400013']) assert.equal(siretFault(good), undefined, good);
    assert.equal(sirenFault('732829321'), 'check_digits');
    assert.equal(sirenFault('73282932'), 'form');
    assert.equal(siretFault('73282932000075'), 'check_digits');
    assert.equal(siretFault('732 829 320 00074'), 'form');
  });

  test('La Poste: digits that sum to a multiple of five, and only of La Poste', () => {
    assert.equal(siretFault('35600000000048'), undefined, 'its head office passes Luhn');
    assert.equal(siretFault('35600000049837'), undefined, 'a post office');
    assert.equal(siretFault('35600000049838'), 'check_digits');
  });
});

describe('VAT numbers', () => {
  const good: Readonly<Record<string, string>> = {
    'FR 44 732829320': 'FR',
    'fr83.404.833.048': 'FR',
    FR40303265045: 'FR',
    DE136695976: 'DE',
    'BE 0403.170.701': 'BE',
    BE0776091951: 'BE',
    IT00743110157: 'IT',
    ESA13585625: 'ES',
    ESB58378431: 'ES',
    ES54362315K: 'ES',
    ESX2482300W: 'ES',
    NL004495445B01: 'NL',
    NL123456789B13: 'NL',
    PT501964843: 'PT',
    PL8567346215: 'PL',
    ATU13585627: 'AT',
    LU15027442: 'LU',
    IE6433435F: 'IE',
    IE6433435OA: 'IE',
    IE8D79739I: 'IE',
    DK13585628: 'DK',
    FI20774740: 'FI',
    EL094259216: 'GR',
    SE556188840401: 'SE',
    SI50223054: 'SI',
    SK2022749619: 'SK',
    HR33392005961: 'HR',
    'CHE-107.787.577 TVA': 'CH',
    CHE100155212: 'CH',
    XI123456789: 'XI',
    CZ25123891: 'CZ',
  };

  test('of every country whose digits we check, one that is right', () => {
    for (const [text, country] of Object.entries(good)) {
      const found = checkVatNumber(text);
      assert.deepEqual(found, { number: plainNumber(text), country }, text);
    }
  });

  test('a slip of one digit is found wherever there are check digits', () => {
    for (const text of Object.keys(good)) {
      if (/^(XI|CZ)/.test(text)) continue;
      const number = plainNumber(text);
      const at = number.search(/\d{2}/) + 1;
      for (let by = 1; by <= 9; by++) {
        const slip = `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`;
        const found = checkVatNumber(slip);
        // Dutch numbers may be right by either of two rules, so that a slip in one can be a number of the other kind.
        if (number.startsWith('NL')) continue;
        assert.ok('fault' in found, `${slip} passed for ${number}`);
      }
    }
  });

  test('an unknown prefix, a wrong length and text are told apart', () => {
    assert.deepEqual(checkVatNumber('US123456789'), { fault: 'unknown_country' });
    assert.deepEqual(checkVatNumber('constructor'), { fault: 'unknown_country' });
    assert.deepEqual(checkVatNumber(''), { fault: 'unknown_country' });
    assert.deepEqual(checkVatNumber('DE12345678'), { fault: 'form' });
    assert.deepEqual(checkVatNumber('FR45732829320'), { fault: 'check_digits' });
  });

  test('the French key of a SIREN', () => {
    assert.equal(frenchVatNumber('732829320'), 'FR44732829320');
    assert.deepEqual(checkVatNumber(frenchVatNumber('356000000')), { number: 'FR39356000000', country: 'FR' });
  });
});

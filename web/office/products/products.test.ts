import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minorOf, typedOf } from '../prices/amount.ts';
import { combinations } from './combinations.ts';
import { csvCell, csvOf } from './csv.ts';
import { ruleText } from './rules.ts';

test('a product has one variant for each combination of values, and one without options', () => {
  assert.deepEqual(combinations([{ name: '', values: '' }]), [[]]);
  const options = [
    { name: 'Taille', values: 'S, M,, S' },
    { name: 'Couleur', values: 'Bleu' },
    { name: 'Sans valeur', values: ' ' },
  ];
  assert.deepEqual(combinations(options), [
    ['S', 'Bleu'],
    ['M', 'Bleu'],
  ]);
});

test('a downloaded cell can neither break the row nor run as a formula', () => {
  assert.equal(csvCell('a,"b"'), '"a,""b"""');
  for (const start of ['=', '+', '-', '@', '\t']) assert.match(csvCell(`${start}1`), /^"?'/);
  assert.equal(csvCell(-3), '-3');
  const file = csvOf(['Ligne'], [{ row: 3, field: 'Price', rule: 'not_an_amount', value: '=1' }], (rule) =>
    ruleText('en', rule),
  );
  assert.equal(file, "\ufeffLigne\r\n3,Price,not an amount,'=1\r\n");
});

test('typed amounts become minor units exactly, and back', () => {
  assert.equal(minorOf('1 299,90 €', 'EUR'), 129_990);
  assert.equal(minorOf('19.9', 'EUR'), 1_990);
  assert.equal(minorOf('', 'EUR'), null);
  for (const bad of ['-1', '1,234', 'abc', '1,2,3']) assert.equal(minorOf(bad, 'EUR'), undefined, bad);
  assert.equal(typedOf(1_990, 'EUR', 'fr'), '19,90');
  assert.equal(typedOf(1_990, 'EUR', 'en'), '19.90');
  assert.equal(typedOf(null, 'EUR', 'fr'), '');
});

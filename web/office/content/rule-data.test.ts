import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionOf, formOf, hasAnswer, type RuleForm } from './rule-data.ts';

test('what the form says is read back as it was said', () => {
  const forms: RuleForm[] = [
    { join: 'all', questions: [{ subject: 'brand', code: '', answer: 'Ourcel, Halles' }] },
    {
      join: 'any',
      questions: [
        { subject: 'category', code: '', answer: 'cat_1' },
        { subject: 'attribute', code: 'material', answer: 'wool, silk' },
        { subject: 'attribute', code: 'care', answer: '' },
        { subject: 'completeness', code: '', answer: '80' },
        { subject: 'priced', code: '', answer: 'no' },
      ],
    },
  ];
  for (const form of forms) assert.deepEqual(formOf(conditionOf(form)), form);
  assert.deepEqual(conditionOf(forms[0] as RuleForm), { brand: ['Ourcel', 'Halles'] });
});

test('a condition that the form cannot say is left to the API, whole', () => {
  assert.equal(formOf({ all: [{ any: [{ brand: ['A'] }] }] }), undefined);
  assert.equal(formOf({ not: { brand: ['A'] } }), undefined);
  assert.equal(formOf({ attribute: 'weight', min: 3 }), undefined);
});

test('a question without an answer asks nothing yet', () => {
  assert.equal(hasAnswer({ subject: 'category', code: '', answer: '' }), false);
  assert.equal(hasAnswer({ subject: 'brand', code: '', answer: ' ' }), false);
  assert.equal(hasAnswer({ subject: 'attribute', code: '', answer: 'wool' }), false);
  assert.equal(hasAnswer({ subject: 'attribute', code: 'material', answer: '' }), true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  checkAttribute,
  checkValue,
  fieldValue,
  mayMove,
  patternProblem,
  valueField,
  type Attribute,
  type Value,
} from './model.ts';
import { convert, units, unitsOf } from './units.ts';

const attribute = (kind: Attribute['kind'], more: Partial<Attribute> = {}): Attribute => ({
  code: 'a',
  name: { fr: 'A', en: 'A' },
  kind,
  level: 'product',
  localisable: false,
  perChannel: false,
  facetable: false,
  unit: kind === 'measure' ? 'cm' : null,
  rules: {},
  choices: [],
  position: 0,
  version: 1,
  ...more,
});
const choices = ['lin', 'coton', 'laine'].map((code) => ({ code, name: { fr: code, en: code } }));

const verdicts: [string, Attribute, Value, string[]][] = [
  ['a text', attribute('text'), 'Tissé à Roanne', []],
  ['a blank text', attribute('text'), '  ', ['not empty']],
  ['a number where a text belongs', attribute('text'), 3, ['a text']],
  ['a text too short', attribute('text', { rules: { minLength: 3 } }), 'ab', ['at least 3 characters']],
  ['characters are counted as people do', attribute('text', { rules: { maxLength: 2 } }), '🧵🧵', []],
  ['a text too long', attribute('text', { rules: { maxLength: 2 } }), 'abc', ['at most 2 characters']],
  ['a pattern kept', attribute('text', { rules: { pattern: '[A-Z]{3}-\\d+' } }), 'ROB-12', []],
  [
    'a pattern kept in part only',
    attribute('text', { rules: { pattern: '[A-Z]{3}' } }),
    'xROBx',
    ['of the form [A-Z]{3}'],
  ],
  ['alternatives as a whole', attribute('text', { rules: { pattern: 'a|b' } }), 'ab', ['of the form a|b']],
  ['a number', attribute('number', { rules: { min: 0, max: 10, decimals: 1 } }), 9.5, []],
  ['a number below', attribute('number', { rules: { min: 0 } }), -1, ['at least 0']],
  ['a number above', attribute('number', { rules: { max: 10 } }), 11, ['at most 10']],
  ['too many decimals', attribute('number', { rules: { decimals: 1 } }), 1.25, ['at most 1 decimals']],
  ['no number', attribute('number'), Number.NaN, ['a number of at most 12 digits']],
  [
    'a measure in another unit of the dimension',
    attribute('measure', { rules: { max: 100 } }),
    { amount: 1, unit: 'm' },
    [],
  ],
  [
    'a measure above the limit in another unit',
    attribute('measure', { rules: { max: 100 } }),
    { amount: 1.01, unit: 'm' },
    ['at most 100'],
  ],
  ['a mass for a length', attribute('measure'), { amount: 1, unit: 'kg' }, ['in a unit of length']],
  ['an amount without unit', attribute('measure'), 12, ['an amount and a unit']],
  ['yes', attribute('yes_no'), true, []],
  ['a word for yes', attribute('yes_no'), 'yes', ['yes or no']],
  ['a choice', attribute('choice', { choices }), 'lin', []],
  ['a choice that is none', attribute('choice', { choices }), 'soie', ['one of its choices']],
  ['choices', attribute('choices', { choices }), ['lin', 'coton'], []],
  ['the same choice twice', attribute('choices', { choices }), ['lin', 'lin'], ['each choice once']],
  ['no choice at all', attribute('choices', { choices }), [], ['not empty']],
  ['too many choices', attribute('choices', { choices, rules: { maxChoices: 1 } }), ['lin', 'coton'], ['at most 1']],
  ['a day', attribute('date'), '2024-02-29', []],
  ['a day that is on no calendar', attribute('date'), '2023-02-29', ['a day, as 2026-11-22']],
  ['a day too early', attribute('date', { rules: { minDay: '2024-01-01' } }), '2023-12-31', ['from 2024-01-01 on']],
];

for (const [what, one, value, rules] of verdicts)
  test(`value: ${what}`, () => assert.deepEqual(checkValue(one, value), rules));

test('whatever is sent for whatever attribute, the answer is a list of rules, and never an error', () => {
  const any = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.array(fc.string()),
    fc.record({ amount: fc.double(), unit: fc.oneof(fc.string(), fc.constantFrom(...units.map((u) => u.unit))) }),
  );
  const kinds = ['text', 'rich_text', 'number', 'measure', 'yes_no', 'choice', 'choices', 'date'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...kinds), any, (kind, value) => {
      const found = checkValue(attribute(kind, { choices }), value);
      assert.ok(found.every((rule) => rule !== ''));
    }),
  );
});

test('amounts between the limits pass, all others are named, whatever unit they are written in', () => {
  const inches = fc.integer({ min: -2_000, max: 2_000 });
  fc.assert(
    fc.property(inches, (amount) => {
      const found = checkValue(attribute('measure', { rules: { min: 0, max: 254 } }), { amount, unit: 'in' });
      assert.deepEqual(found, amount < 0 ? ['at least 0'] : amount > 100 ? ['at most 254'] : []);
    }),
  );
});

test('units: there and back is the same amount; between dimensions nothing is', () => {
  const pair = fc
    .constantFrom(...units)
    .chain((from) => fc.record({ from: fc.constant(from), to: fc.constantFrom(...unitsOf(from.dimension)) }));
  fc.assert(
    fc.property(pair, fc.integer({ min: -1_000_000, max: 1_000_000 }), ({ from, to }, amount) => {
      const there = convert(amount, from.unit, to.unit);
      assert.ok(there !== undefined);
      const back = convert(there, to.unit, from.unit) ?? Number.NaN;
      assert.ok(Math.abs(back - amount) <= Math.max(1e-6, Math.abs(amount) * 1e-9), `${amount} → ${there} → ${back}`);
    }),
  );
  assert.equal(convert(1, 'kg', 'cm'), undefined);
  assert.equal(convert(1, 'parsec', 'cm'), undefined);
  for (const [amount, from, to, is] of [
    [1, 'in', 'cm', 2.54],
    [1, 'lb', 'g', 453.59237],
    [16, 'oz', 'lb', 1],
    [75, 'cl', 'l', 0.75],
    [100, 'celsius', 'fahrenheit', 212],
    [32, 'fahrenheit', 'celsius', 0],
    [3, 'm2', 'cm2', 30_000],
  ] as const)
    assert.equal(convert(amount, from, to), is, `${amount} ${from}`);
});

test('an attribute that makes no sense says where', () => {
  const broken: [Partial<Attribute> & { kind: Attribute['kind'] }, string[]][] = [
    [{ kind: 'measure', unit: 'parsec' }, ['unit']],
    [{ kind: 'measure', unit: null }, ['unit']],
    [{ kind: 'text', unit: 'cm' }, ['unit']],
    [{ kind: 'choice', choices: [] }, ['choices']],
    [{ kind: 'number', choices }, ['choices']],
    [{ kind: 'choice', choices: [...choices, ...choices] }, ['choices']],
    [{ kind: 'number', localisable: true }, ['localisable']],
    [{ kind: 'rich_text', facetable: true }, ['facetable']],
    [{ kind: 'text', rules: { min: 1 } }, ['rules.min']],
    [{ kind: 'number', rules: { min: 2, max: 1 } }, ['rules.max']],
    [{ kind: 'date', rules: { minDay: 'soon' } }, ['rules.minDay']],
    [{ kind: 'text', rules: { pattern: '(a+)+' } }, ['rules.pattern']],
    [{ kind: 'measure' }, []],
  ];
  for (const [{ kind, ...more }, fields] of broken)
    assert.deepEqual(
      checkAttribute(attribute(kind, more)).map((problem) => problem.field),
      fields,
      `${kind} ${JSON.stringify(more)}`,
    );
});

test('a pattern can hold nobody up: no groups, few repetitions, short texts', () => {
  for (const wrong of ['(a+)+', '(?:a|b)*', 'a*a*a*a*b', '\\1', '[', 'a{', '\\'])
    assert.ok(patternProblem(wrong), wrong);
  for (const right of ['[A-Z]{2}\\d{3}', 'FR|EN', '\\(\\d+\\)', '[()]', 'é+'])
    assert.equal(patternProblem(right), undefined, right);
  const long = attribute('text', { rules: { pattern: 'a*a*a*b' } });
  assert.deepEqual(checkValue(long, 'a'.repeat(201)), ['at most 200 characters']);
  assert.deepEqual(checkValue(long, 'a'.repeat(200)), ['of the form a*a*a*b']);
});

test('the field of a value names it, and reads back', () => {
  const parts = fc.record({
    attribute: fc.stringMatching(/^[a-z][a-z0-9_]{0,39}$/),
    language: fc.constantFrom('fr' as const, 'en' as const, null),
    channelId: fc.constantFrom('chn_00000000000000000000000000', null),
  });
  fc.assert(fc.property(parts, (where) => assert.deepEqual(fieldValue(valueField(where)), { ...where })));
  assert.equal(fieldValue('name'), undefined);
});

test('content goes through review, and back to the beginning', () => {
  const allowed = (['draft', 'review', 'ready'] as const).flatMap((from) =>
    (['draft', 'review', 'ready'] as const).flatMap((to) => (mayMove(from, to) ? [`${from} ${to}`] : [])),
  );
  assert.deepEqual(allowed, ['draft review', 'review draft', 'review ready', 'ready draft']);
});

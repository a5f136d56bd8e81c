import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { instant } from '#base/time';
import { channelKinds } from '#channels/model';
import { advise, type AdviceFacts } from './advise.ts';
import { decide, inForce, judge, nextLook, type Condition, type Leaf, type ProductFacts, type Rule } from './model.ts';

const facts: ProductFacts = {
  categoryIds: new Set(['cat_a', 'cat_b']),
  brand: 'Ourcel',
  family: 'dress',
  tags: ['hiver'],
  attributes: new Map([
    ['material', ['lin', 'coton']],
    ['length', ['105']],
    ['note', ['douze']],
  ]),
  completeness: 80,
  enrichment: 'review',
  priced: true,
  pictures: 2,
};

const questions: [Leaf, boolean, string][] = [
  [{ category: 'cat_a' }, true, 'cat_a, cat_b'],
  [{ category: 'cat_c' }, false, 'cat_a, cat_b'],
  [{ brand: ['Vernay', 'Ourcel'] }, true, 'Ourcel'],
  [{ brand: ['Vernay'] }, false, 'Ourcel'],
  [{ family: ['dress'] }, true, 'dress'],
  [{ tag: ['fête'] }, false, 'hiver'],
  [{ attribute: 'material', is: ['lin'] }, true, 'lin, coton'],
  [{ attribute: 'material', is: ['soie'] }, false, 'lin, coton'],
  [{ attribute: 'material', present: true }, true, 'lin, coton'],
  [{ attribute: 'colour', present: false }, true, ''],
  [{ attribute: 'length', min: 100, max: 110 }, true, '105'],
  [{ attribute: 'length', min: 106 }, false, '105'],
  [{ attribute: 'note', min: 0 }, false, 'douze'],
  [{ completeness: 80 }, true, '80 %'],
  [{ completeness: 81 }, false, '80 %'],
  [{ enrichment: 'review' }, true, 'review'],
  [{ enrichment: 'ready' }, false, 'review'],
  [{ priced: true }, true, 'yes'],
  [{ priced: false }, false, 'yes'],
  [{ pictures: 2 }, true, '2'],
  [{ pictures: 3 }, false, '2'],
];

for (const [condition, met, fact] of questions)
  test(`question ${JSON.stringify(condition)}: ${met}`, () => {
    assert.deepEqual(judge(condition, facts), { matches: met, reasons: [{ condition, met, fact }] });
  });

const leaf = fc.constantFrom(...questions.map(([condition]) => condition));
const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ all: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('any') }),
  ),
})).any;

test('groups are logic, and every question they hold is answered, in order, whatever the verdict', () => {
  const truth = (one: Condition): boolean =>
    'all' in one
      ? one.all.every(truth)
      : 'any' in one
        ? one.any.some(truth)
        : 'not' in one
          ? !truth(one.not)
          : (questions.find(([known]) => known === one)?.[1] ?? false);
  const leaves = (one: Condition): Leaf[] =>
    'all' in one
      ? one.all.flatMap(leaves)
      : 'any' in one
        ? one.any.flatMap(leaves)
        : 'not' in one
          ? leaves(one.not)
          : [one];
  fc.assert(
    fc.property(condition, (one) => {
      const verdict = judge(one, facts);
      assert.equal(verdict.matches, truth(one));
      assert.deepEqual(
        verdict.reasons.map((reason) => reason.condition),
        leaves(one),
      );
    }),
  );
});

const [may, june, july] = ['2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'].map(instant) as [
  never,
  never,
  never,
];
const rule = (more: Partial<Rule> = {}): Rule => ({
  channelId: 'chn_a',
  when: { priced: true },
  from: null,
  until: null,
  enabled: true,
  version: 1,
  ...more,
});

test('an exception goes before the rule, the rule before the hand; outside its time a rule offers nothing', () => {
  const told = (one: Rule | undefined, exception?: boolean) => {
    const { published, by } = decide(one, exception, facts, june);
    return [published, by];
  };
  assert.deepEqual(told(undefined), [undefined, 'hand']);
  assert.deepEqual(told(rule({ enabled: false })), [undefined, 'hand']);
  assert.deepEqual(told(rule({ enabled: false }), true), [undefined, 'hand']);
  assert.deepEqual(told(rule()), [true, 'rule']);
  assert.deepEqual(told(rule({ when: { priced: false } })), [false, 'rule']);
  assert.deepEqual(told(rule(), false), [false, 'exception']);
  assert.deepEqual(told(rule({ until: june })), [false, 'rule'], 'the end is not included');
  assert.deepEqual(told(rule({ from: june })), [true, 'rule'], 'the beginning is');
  assert.deepEqual(told(rule({ from: july })), [false, 'rule']);
  assert.deepEqual(told(rule({ from: july }), true), [true, 'exception']);
  assert.equal(inForce(rule({ from: may, until: july }), june), true);
});

test('the clock looks again when a rule begins, when it ends, and hourly where prices are asked for', () => {
  const brand = { brand: ['Ourcel'] };
  assert.equal(nextLook(rule({ when: brand }), june, july), null);
  assert.equal(nextLook(rule({ when: brand, from: may, until: july }), june, july), july);
  assert.equal(nextLook(rule({ when: brand, from: june, until: july }), may, july), june);
  assert.equal(nextLook(rule({ when: { not: { any: [{ priced: true }] } }, until: july }), may, june), june);
});

const given: AdviceFacts = {
  onSale: true,
  completeness: 100,
  pictures: 4,
  prices: [7_900],
  articles: 4,
  withGtin: 4,
  stock: 100,
  grams: 380,
};

test('advice: a score between 0 and 100 with reasons that add up to it, and what is not known said', () => {
  const any = fc.record({
    onSale: fc.boolean(),
    completeness: fc.integer({ min: 0, max: 100 }),
    pictures: fc.nat(20),
    prices: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 5 }),
    articles: fc.nat(40),
    withGtin: fc.constant(0),
    stock: fc.nat(500),
    grams: fc.option(fc.nat(60_000)),
  });
  fc.assert(
    fc.property(fc.constantFrom(...channelKinds), any, (kind, one) => {
      const { score, verdict, reasons, unknown } = advise(kind, one);
      const sum = (of: 'points' | 'of') => reasons.reduce((total, reason) => total + reason[of], 0);
      assert.equal(score, Math.round((100 * sum('points')) / sum('of')));
      assert.ok(score >= 0 && score <= 100);
      assert.ok(reasons.every((reason) => reason.text.fr !== '' && reason.text.en !== ''));
      if (!one.onSale || one.prices.length === 0) assert.equal(verdict, 'not_yet');
      assert.deepEqual(
        unknown.map((word) => word.code),
        ['margin', 'returns'],
      );
    }),
  );
});

test('advice: what each channel cares about moves its score', () => {
  const score = (kind: (typeof channelKinds)[number], more: Partial<AdviceFacts>) =>
    advise(kind, { ...given, ...more }).score;
  for (const kind of channelKinds) assert.equal(advise(kind, given).verdict, 'suits', kind);
  assert.ok(score('social', { pictures: 0 }) < score('till', { pictures: 0 }));
  assert.ok(score('marketplace', { withGtin: 0 }) < score('web', { withGtin: 0 }));
  assert.ok(score('till', { stock: 0 }) < score('web', { stock: 0 }));
  assert.ok(score('b2b', { stock: 8 }) < score('web', { stock: 8 }));
  assert.ok(score('till', { grams: 30_000 }) < score('till', {}));
  assert.ok(score('social', { prices: [120_000] }) < score('web', { prices: [120_000] }));
  assert.equal(advise('web', { ...given, prices: [] }).verdict, 'not_yet');
});

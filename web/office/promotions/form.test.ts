/** What the editor's fields make of a promotion, and the way back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rate } from '#base/rate';
import type { Effect, Limits, Rule } from './data.ts';
import { everything, formOf, newForm, rateOf, ruleOf, type Form } from './form.ts';

const begun = newForm('2026-11-22T12:00:00.000Z', 'EUR');
const named = { ...begun, nameFr: 'Essai' };
const effects: readonly Effect[] = [
  { kind: 'percent', rate: 125_000 as Rate, capMinor: 5_000 },
  { kind: 'amount', minor: 1_050 },
  { kind: 'tiers', by: 'value', tiers: [{ from: 5_000, rate: 100_000 as Rate }] },
  { kind: 'buy_get', buy: 2, get: 1, of: { anyOf: ['brand:A'], noneOf: [] }, rate: 1_000_000 as Rate, times: 3 },
  { kind: 'bundle', parts: [{ of: everything, quantity: 2 }], minor: 9_900 },
  { kind: 'gift', skuId: 'sku_a', quantity: 1 },
  { kind: 'delivery', rate: 1_000_000 as Rate },
];

test('what is read back into the fields makes the same rule again', () => {
  const limits: Limits = { maxUses: 10, maxEach: null, budgetMinor: 50_000 };
  for (const effect of effects)
    for (const lang of ['fr', 'en'] as const) {
      const rule: Rule = {
        ...ruleOf({ ...named, hours: true, coded: true, minimum: '50', set: 'hiver' }).rule,
        effect,
        until: '2026-12-24T23:00:00.000Z' as Rule['from'],
      };
      const made = ruleOf(formOf(rule, limits, lang));
      assert.deepEqual(made, { rule, limits, wrong: new Set() }, `${effect.kind} ${lang}`);
    }
});

test('a price holds for everybody at any hour: what belongs to baskets is left out of it', () => {
  const made = ruleOf({
    ...named,
    ...{ kind: 'price_less', minor: '5', coded: true, hours: true, minimum: '50', siteIds: ['sit_a'], maxUses: '3' },
  });
  assert.deepEqual([...made.wrong], []);
  const { coded, hours, minimumMinor, audience } = made.rule;
  assert.deepEqual([coded, hours, minimumMinor, audience.siteIds, made.limits.maxUses], [false, null, 0, null, null]);
});

test('what makes no sense is named by its field', () => {
  const wrong = (more: Partial<Form>): string[] => [...ruleOf({ ...named, ...more }).wrong];
  assert.deepEqual(wrong({ nameFr: ' ' }), ['name']);
  assert.deepEqual(wrong({ rate: '101' }), ['rate']);
  assert.deepEqual(wrong({ until: begun.from }), ['until']);
  assert.deepEqual(
    wrong({
      kind: 'tiers',
      tiers: [
        { from: '3', rate: '5' },
        { from: '3', rate: '6' },
      ],
    }),
    ['tiers.1'],
  );
  assert.deepEqual(wrong({ channelIds: [] }), ['channels']);
  assert.deepEqual(wrong({ kind: 'gift' }), ['gift']);
  assert.deepEqual(wrong({ maxUses: 'beaucoup', minimum: 'x' }), ['minimum', 'maxUses']);
  assert.deepEqual(['12,5 %', '100', '100,1', '', '1.23456'].map(rateOf), [
    125_000,
    1_000_000,
    undefined,
    undefined,
    undefined,
  ]);
});

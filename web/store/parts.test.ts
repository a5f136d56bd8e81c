import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money } from '#base/money';
import { toText } from '#kit/html';
import { totals } from './parts.ts';

const eur = (minor: number) => money(minor, 'EUR');
const shown = (delivery?: Parameters<typeof totals>[1]['delivery']): string =>
  toText(
    totals('fr', { items: eur(2_000), taxes: [], total: eur(2_000), ...(delivery && { delivery }) }, 'totals.total'),
  );

test('delivery is said where there is one: unknown, free or with its price; goods taken along have none', () => {
  assert.match(shown(), /Retrait ou livraison/);
  assert.match(shown(eur(0)), /Retrait ou livraison.*Offert/);
  assert.match(shown(eur(490)), /Retrait ou livraison.*4,90/);
  assert.doesNotMatch(shown('none'), /livraison|Offert|false/);
  assert.match(shown('none'), /Articles[^]*Total/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editsOf, inheritedAt, placeKey, valueAt, type Edits } from './edits.ts';

const place = { attribute: 'care', skuId: null, language: 'fr', channelId: null } as const;
const values = [
  { ...place, value: 'Laver à 30°' },
  { ...place, channelId: 'chn_web', value: 'Laver à la main' },
];

test('what is typed stands before what is stored; typed nothing clears', () => {
  assert.equal(valueAt(values, new Map(), place), 'Laver à 30°');
  const typed: Edits = new Map([[placeKey(place), { ...place, value: 'À sec' }]]);
  assert.equal(valueAt(values, typed, place), 'À sec');
  const cleared: Edits = new Map([[placeKey(place), { ...place, value: null }]]);
  assert.equal(valueAt(values, cleared, place), undefined);
  assert.deepEqual(editsOf(cleared), [{ ...place, value: null }]);
});

test('a place where nothing is said has what holds more widely, never what another language says', () => {
  const variant = { ...place, skuId: 'sku_1', channelId: 'chn_web' };
  assert.equal(inheritedAt(values, new Map(), variant), 'Laver à la main');
  assert.equal(inheritedAt(values, new Map(), { ...place, channelId: 'chn_app' }), 'Laver à 30°');
  assert.equal(inheritedAt(values, new Map(), place), undefined);
  assert.equal(inheritedAt(values, new Map(), { ...variant, language: 'en' }), undefined);
});

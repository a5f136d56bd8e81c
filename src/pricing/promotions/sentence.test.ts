/** Each kind of promotion in one sentence, in both languages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percent } from '#base/rate';
import type { Instant } from '#base/time';
import { everything, type Effect } from './model.ts';
import { sentenceOf, type Text } from './sentence.ts';
import type { Rule } from './versions.ts';

const same = (name: string): Text => ({ fr: name, en: name });
const names = new Map<string, Text>([
  ['category:cat_v', { fr: 'Vêtements', en: 'Clothes' }],
  ['brand:Alma', same('Alma')],
  ['sku:sku_b', same('Bougie Figuier')],
  ['chn_web', { fr: 'Boutique web', en: 'Web shop' }],
  ['sit_lyo', same('Lyon Bellecour')],
]);
const said = { names, now: '2026-11-22T12:00:00Z' as Instant, timeZone: 'Europe/Paris' };
const base: Omit<Rule, 'effect'> = {
  name: same('Essai'),
  currency: 'EUR',
  from: '2026-11-01T00:00:00Z' as Instant,
  until: null,
  hours: null,
  audience: { channelIds: null, siteIds: null, buyers: null },
  of: everything,
  coded: false,
  minimumMinor: 0,
  minimumUnits: 0,
  priority: 10,
  stacks: 'all',
  set: null,
};
const clothes = { anyOf: ['category:cat_v'], noneOf: [] };

const table: readonly (readonly [Effect, Partial<Rule>, fr: string, en: string])[] = [
  [
    { kind: 'percent', rate: percent('20'), capMinor: null },
    { of: clothes, minimumMinor: 5_000, until: '2026-12-24T23:00:00Z' as Instant, coded: true },
    '20 % sur la catégorie Vêtements, dès 50 €, jusqu’au 24 décembre 2026, avec code',
    '20% on the category Clothes, from €50, until 24 December 2026, with a code',
  ],
  [
    { kind: 'price_percent', rate: percent('12.5') },
    { from: '2026-11-30T23:00:00Z' as Instant, until: '2026-12-02T17:00:00Z' as Instant },
    'Prix baissés de 12,5 % sur tous les articles, du 1er décembre 2026 au 2 décembre 2026, 18 h',
    'Prices down 12.5% on all articles, from 1 December 2026 to 2 December 2026, 18:00',
  ],
  [
    { kind: 'price_fixed', minor: 1_990 },
    { of: { anyOf: ['category:cat_v'], noneOf: ['brand:Alma'] } },
    'Prix ramenés à 19,90 € sur la catégorie Vêtements sauf la marque Alma',
    'Prices down to €19.90 on the category Clothes except the brand Alma',
  ],
  [
    { kind: 'price_less', minor: 500 },
    { of: clothes },
    'Prix baissés de 5 € sur la catégorie Vêtements',
    'Prices down €5 on the category Clothes',
  ],
  [
    { kind: 'amount', minor: 1_000 },
    { audience: { channelIds: ['chn_web'], siteIds: ['sit_lyo'], buyers: null }, stacks: 'basket' },
    '10 € de réduction sur le panier, seulement sur Boutique web, seulement à Lyon Bellecour, seule sur le panier',
    '€10 off the basket, only on Web shop, only at Lyon Bellecour, alone on the basket',
  ],
  [
    {
      kind: 'tiers',
      by: 'units',
      tiers: [
        { from: 3, rate: percent('10') },
        { from: 5, rate: percent('15') },
      ],
    },
    { hours: { days: [2, 1], from: 17 * 60, until: 19 * 60 + 30 } },
    '10 % dès 3 pièces et 15 % dès 5 pièces sur le panier, lundi et mardi de 17 h à 19 h 30',
    '10% from 3 items and 15% from 5 items off the basket, Monday and Tuesday from 17:00 to 19:30',
  ],
  [
    { kind: 'buy_get', buy: 2, get: 1, of: null, rate: percent('100'), times: null },
    { of: clothes },
    '2 achetés sur la catégorie Vêtements, 1 offert',
    'Buy 2 on the category Clothes, get 1 free',
  ],
  [
    {
      kind: 'bundle',
      parts: [
        { of: clothes, quantity: 1 },
        { of: everything, quantity: 2 },
      ],
      minor: 9_900,
    },
    {},
    'Ensemble à 99 € : 1 × Vêtements + 2 × tout article',
    'Set for €99: 1 × Clothes + 2 × any article',
  ],
  [
    { kind: 'gift', skuId: 'sku_b', quantity: 1 },
    { of: clothes, minimumUnits: 1 },
    'En cadeau : 1 × Bougie Figuier pour l’achat sur la catégorie Vêtements, dès 1 pièce',
    'As a gift: 1 × Bougie Figuier when buying from the category Clothes, from 1 item',
  ],
  [{ kind: 'delivery', rate: percent('100') }, {}, 'Livraison offerte', 'Free delivery'],
];

test('each kind of promotion is told in one sentence of plain words', () => {
  for (const [effect, more, fr, en] of table) {
    const rule = { ...base, ...more, effect };
    const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
    assert.equal(plain(sentenceOf(rule, 'fr', said)), fr);
    assert.equal(plain(sentenceOf(rule, 'en', said)), en);
  }
});

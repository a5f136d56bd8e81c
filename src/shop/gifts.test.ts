/** A gift in the storefront's cart: shown when it is earned, free once it lies there, gone and told when it is no longer earned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { savePromotion } from '#pricing';
import { browser, openStreet } from '../../test/support/storefront.ts';

test('a gift comes by one click, costs nothing, and leaves with what earned it', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  const [robe = ''] = street.goods['robe']?.skuIds ?? [];
  const [vase = ''] = street.goods['vase']?.skuIds ?? [];
  await database.transaction({ actor: 'test' }, (tx) =>
    savePromotion(tx, {
      ...{
        promotionId: newId('prm'),
        version: 0,
        state: 'on',
        note: '',
        maxUses: null,
        maxEach: null,
        budgetMinor: null,
      },
      rule: {
        ...{ name: { fr: 'Un vase dès 100 €', en: 'A vase' }, currency: 'EUR', until: null, hours: null },
        ...{ from: '2026-01-01T00:00:00Z' as Instant, audience: { channelIds: null, siteIds: null, buyers: null } },
        ...{ of: { anyOf: [], noneOf: [] }, effect: { kind: 'gift', skuId: vase, quantity: 1 }, coded: false },
        ...{ minimumMinor: 10_000, minimumUnits: 0, priority: 10, stacks: 'all', set: null },
      },
    }),
  );
  const visitor = browser(street);
  await visitor.post('/cart/lines', { skuId: robe, quantity: '1' });
  const one = await visitor.get('/cart');
  assert.match(one.html, /Plus que 21,00.€ pour «.Un vase dès 100 €.»/);
  assert.match(one.html, /Plus que 11,00.€ pour la livraison offerte/);
  assert.doesNotMatch(one.html, /Ajouter le cadeau/);
  await visitor.post(`/cart/lines/${robe}`, { set: '2' });
  const two = await visitor.get('/cart');
  assert.match(two.html, /Ajouter le cadeau/);
  const giftOf = /name="giftOf" value="(prm_[0-9a-z]{26})"/.exec(two.html)?.[1] ?? '';
  await visitor.post('/cart/lines', { skuId: vase, quantity: '1', giftOf });
  const given = await visitor.get('/cart');
  assert.match(given.html, new RegExp(`data-line-sku="${vase}"`));
  assert.match(given.html, /class="big"><dt>[^<]*<\/dt><dd class="num">158,00/, 'the gift costs nothing');
  const lost = await visitor.post(`/cart/lines/${robe}`, { set: '1' });
  assert.match(lost.html, /Vase Halles.: le cadeau n’est plus gagné/);
  assert.doesNotMatch(lost.html, new RegExp(`data-line-sku="${vase}"`));
  const after = await visitor.get('/cart');
  assert.doesNotMatch(after.html, /n’est plus gagné/, 'told once');
  await visitor.post('/cart/lines', { skuId: vase, quantity: '1' });
  assert.match((await visitor.get('/cart')).html, new RegExp(`data-line-sku="${vase}"`), 'what was bought stays');
});

/** What a shopper is told of stock that is held back, of what is sold beyond it, and of when it comes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { instant, type Day } from '#base/time';
import { skuFacts } from '#catalog';
import { makePolicy, setLater } from '#sourcing';
import { defaultPolicy } from '#sourcing/model';
import { testDatabase } from '../../test/support/database.ts';
import { testShop } from '../../test/support/shop.ts';
import { forgetOffers, offerOf, offersFollowRules } from './offers.ts';
import { cardWords, nowOf, placeViews } from './places.ts';
import { rangeText } from './words.ts';

const by = { actor: 'test' };
const at = instant('2026-11-22T10:00:00Z');

test('days of delivery in words: the weekday says enough while it is near', () => {
  const range = (earliest: string, latest: string) => ({ earliest: earliest as Day, latest: latest as Day });
  assert.equal(rangeText('fr', range('2026-11-24', '2026-11-25'), at), 'entre mardi 24 et mercredi 25');
  assert.equal(rangeText('fr', range('2026-11-24', '2026-11-24'), at), 'mardi 24');
  assert.equal(rangeText('en', range('2026-11-24', '2026-11-25'), at), 'between Tuesday 24 and Wednesday 25');
  assert.match(
    rangeText('fr', range('2026-12-29', '2026-12-30'), at),
    /^entre mardi 29 décembre et mercredi 30 décembre/,
  );
});

test('safety stock is not shown, a back-order is told as such, and the shop follows the rules when they change', async (t) => {
  const database = await testDatabase(t);
  const shop = await testShop(database, { articles: 2, stock: 3 });
  const skuId = shop.skuIds[0] ?? '';
  const productId = (await skuFacts(database, [skuId])).get(skuId)?.productId ?? '';
  const stock = async () => {
    forgetOffers(database);
    const offer = await offerOf(database, shop.channels.web, productId);
    return offer?.bySku.get(skuId)?.stock ?? assert.fail('no offer');
  };
  assert.equal((await stock()).total, 3);
  await database.transaction(by, (tx) =>
    makePolicy(tx, {
      policyId: newId('srp'),
      channelId: null,
      version: 0,
      rules: { ...defaultPolicy, safety: 1, sites: { [shop.siteId]: { keep: 2 } } },
      validFrom: instant('2026-01-01T00:00:00Z'),
      note: '',
    }),
  );
  const held = await stock();
  assert.deepEqual([held.total, held.sites.get(shop.siteId)], [0, 2], 'nothing is sent, two may be collected');
  await database.transaction(by, (tx) =>
    setLater(tx, {
      skuId,
      channelId: shop.channels.web,
      kind: 'back_order',
      cap: 4,
      expected: '2026-12-12' as Day,
      version: 0,
    }),
  );
  const beyond = await stock();
  assert.deepEqual(beyond.later, { units: 4, expected: '2026-12-12', kind: 'back_order' });
  const now = await nowOf(database);
  const gone = { ...beyond, total: 4, sites: new Map() };
  assert.equal(cardWords(now, gone, 'fr'), 'Sur commande');
  const home = placeViews(now, gone, 'fr').find((place) => place.kind === 'online');
  assert.match(home?.words ?? '', /^Sur commande, attendu samedi 12 décembre/);
  assert.doesNotThrow(() => offersFollowRules(database)([]));
});

/** A till shows prices: those that promotions have lowered, and nothing that comes off a basket behind its screen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import type { Instant } from '#base/time';
import { findOrder } from '#orders';
import { savePromotion, type NewVersion } from '#pricing';
import { counter, openTill, sell } from '../../test/support/till.ts';

test('what the till shows is what is paid, whatever promotions of the basket are on', async (t) => {
  const here = await counter(t, { articles: 1, stock: 20 });
  const { database } = here.app;
  const [skuId = ''] = here.shop.skuIds;
  const promote = (effect: NewVersion['rule']['effect']): Promise<unknown> =>
    database.transaction({ actor: 'test' }, (tx) =>
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
          ...{
            name: { fr: 'Essai', en: 'Trial' },
            currency: 'EUR',
            from: '2026-01-01T00:00:00Z' as Instant,
            until: null,
          },
          ...{
            hours: null,
            audience: { channelIds: null, siteIds: null, buyers: null },
            of: { anyOf: [], noneOf: [] },
          },
          ...{ effect, coded: false, minimumMinor: 0, minimumUnits: 0, priority: 10, stacks: 'all', set: null },
        },
      }),
    );
  const till = await openTill(here);
  await promote({ kind: 'percent', rate: percent('50'), capMinor: null });
  const sold = await sell(here, till, [[skuId, 3]]);
  assert.equal(sold.status, 201, sold.text);
  assert.equal(sold.body.total.minor, 3_000);
  assert.equal((await findOrder(database, sold.body.orderId))?.lines[0]?.discount.minor, 0);
  await promote({ kind: 'price_percent', rate: percent('20') });
  assert.equal((await sell(here, till, [[skuId, 1]])).body.code, 'orders.price_changed', 'the old price is not taken');
  assert.equal((await sell(here, till, [[skuId, 1]], { unit: 800 })).body.total.minor, 800);
});

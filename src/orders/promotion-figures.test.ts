/** What promotions came to by channel, from what orders kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import type { Instant } from '#base/time';
import { savePromotion, type NewVersion } from '#pricing';
import { modules } from '../modules.ts';
import { add, device, headers, town } from '../../test/support/carts.ts';
import { sound } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';

test('orders, what was given away and the share of sales, by channel: prices by their units, baskets as frozen, cancelled ones not', async (t) => {
  const place = await town(t, { stock: 100 });
  const { app, shop } = place;
  const { database } = app;
  const as = await app.staff('owner');
  const promote = async (name: string, effect: NewVersion['rule']['effect'], minimumMinor = 0): Promise<string> => {
    const promotionId = newId('prm');
    const rule: NewVersion['rule'] = {
      ...{ name: { fr: name, en: name }, currency: 'EUR', from: '2026-01-01T00:00:00Z' as Instant, until: null },
      ...{ hours: null, audience: { channelIds: null, siteIds: null, buyers: null }, of: { anyOf: [], noneOf: [] } },
      ...{ effect, coded: false, minimumMinor, minimumUnits: 0, priority: 10, stacks: 'all', set: null },
    };
    const none = { maxUses: null, maxEach: null, budgetMinor: null };
    await database.transaction({ actor: 'test' }, (tx) =>
      savePromotion(tx, { promotionId, version: 0, state: 'on', rule, note: '', ...none }),
    );
    return promotionId;
  };
  const ofPrice = await promote('Prix', { kind: 'price_percent', rate: percent('10') });
  const ofBasket = await promote('Panier', { kind: 'amount', minor: 200 }, 2_000);
  const buy = async (channel: 'web' | 'app', quantity: number): Promise<{ orderId: string; minor: number }> => {
    const at = await device(place, channel);
    await add(place, at, shop.skuIds[0] ?? '', quantity);
    const placed = await app.call('POST', `/api/carts/${at.cartId}/checkout`, {
      headers: headers(at),
      body: {
        ...{ orderId: newId('ord'), contact: { name: 'Ada' }, delivery: { method: 'pickup', siteId: shop.siteId } },
        ...{ payment: { method: 'promise', paymentId: newId('pay') } },
        ...(channel === 'app' ? { channel } : {}),
      },
    });
    assert.equal(placed.status, 201, placed.text);
    return { orderId: placed.body.orderId, minor: placed.body.total.minor };
  };
  // One at 9.00; three at 9.00 less 2.00; one by the app; one that is cancelled.
  assert.deepEqual(
    [(await buy('web', 1)).minor, (await buy('web', 3)).minor, (await buy('app', 1)).minor],
    [900, 2_500, 900],
  );
  const gone = await buy('web', 5);
  const cancelled = await app.call('POST', `/api/orders/${gone.orderId}/cancel`, { as, body: { reason: 'mistake' } });
  assert.equal(cancelled.status, 204, cancelled.text);

  const counting = modules.flatMap((module) => module.reactions ?? []).filter(({ name }) => name === 'orders.figures');
  await react(database, counting);
  await react(database, counting);
  const told = await app.call('GET', '/api/promotions/figures?days=30', { as });
  assert.equal(told.status, 200, told.text);
  const rows = told.body.items.map((row: Record<string, unknown>) => [
    ...[row['promotionId'], row['channelId'], row['uses'], row['givenMinor'], row['worthMinor'], row['orders']],
    ...[row['turnoverMinor'], row['share']],
  ]);
  assert.deepEqual(rows, [
    [ofPrice, shop.channels.web, 2, 400, 3_400, 2, 3_400, 1_000_000],
    [ofBasket, shop.channels.web, 1, 200, 2_500, 2, 3_400, 735_294],
    [ofPrice, shop.channels.app, 1, 100, 900, 1, 900, 1_000_000],
  ]);
  const one = await app.call('GET', `/api/promotions/figures?promotionId=${ofBasket}`, { as });
  assert.deepEqual([one.body.items.length, one.body.items[0].name.fr], [1, 'Panier']);
  const file = await app.call('GET', '/api/exports/promotion-figures?lang=en&bom=0', { as });
  assert.match(file.text, /^Promotion,Channel,.*\r?\nPrix,web,EUR,2,4,34,2,34,100,/);
  assert.equal((await app.call('GET', '/api/promotions/figures', { as: await app.staff('clerk') })).status, 403);

  // What was counted is taken back when the order goes, and what it was counted as is there no more.
  const [first] = told.body.items;
  const last = await buy('web', 2);
  await react(database, counting);
  assert.equal((await app.call('GET', '/api/promotions/figures?days=30', { as })).body.items[0].uses, first.uses + 1);
  await app.call('POST', `/api/orders/${last.orderId}/cancel`, { as, body: { reason: 'mistake' } });
  await react(database, counting);
  assert.deepEqual((await app.call('GET', '/api/promotions/figures?days=30', { as })).body.items, told.body.items);
  await sound(database);
});

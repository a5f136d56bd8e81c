/** A promotion over past sales: what it would have touched and taken off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percent } from '#base/rate';
import type { Instant } from '#base/time';
import { everything, type Effect, type Promotion } from './model.ts';
import { replay, type PastSale } from './replay.ts';

const promotion = (effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  ...{ promotionId: 'prm_a', version: 1, name: { fr: 'A', en: 'A' }, currency: 'EUR' },
  ...{ from: '2027-01-01T00:00:00Z' as Instant, until: null, hours: null },
  ...{ audience: { channelIds: null, siteIds: null, buyers: null }, of: everything, effect },
  ...{ coded: true, minimumMinor: 0, minimumUnits: 0, priority: 1, stacks: 'all' as const, set: null, ...more },
});
const sale = (n: number, minor: number, more: Partial<PastSale> = {}): PastSale => ({
  ...{ orderId: `ord_${n}`, channelId: 'chn_web', ownOnly: false, siteId: null, currency: 'EUR' },
  ...{ weekday: 1, minute: 600, deliveryMinor: 490 },
  lines: [{ skuId: 'sku_a', quantity: 2, unitMinor: minor / 2, traits: ['sku:sku_a'] }],
  ...more,
});
const none = { maxUses: null, maxEach: null, budgetMinor: null };
const told = (p: Promotion, sales: PastSale[], limits = none as Parameters<typeof replay>[1]) =>
  replay(p, limits, sales).map(({ minor, passedOver }) => passedOver ?? minor);

test('each sale alone, as if the promotion had held then and its code had been given', () => {
  const sales = [sale(1, 2_000), sale(2, 6_000), sale(3, 6_000, { ownOnly: true })];
  const tenth = { kind: 'percent', rate: percent('10'), capMinor: null } as const;
  assert.deepEqual(told(promotion(tenth, { minimumMinor: 5_000 }), sales), ['below_minimum', 600, 'not_here']);
  assert.deepEqual(told(promotion({ kind: 'price_less', minor: 100 }, { coded: false }), sales), [
    200,
    200,
    'not_here',
  ]);
  assert.deepEqual(told(promotion({ kind: 'delivery', rate: percent('50') }), sales), [245, 245, 'not_here']);
  const evening = { days: [1], from: 1_000, until: 1_100 };
  assert.deepEqual(told(promotion(tenth, { hours: evening }), sales.slice(0, 1)), ['not_now']);
});

test('of a limited promotion the first have it', () => {
  const sales = [sale(1, 2_000), sale(2, 2_000), sale(3, 2_000)];
  const off = promotion({ kind: 'amount', minor: 500 });
  assert.deepEqual(told(off, sales, { ...none, maxUses: 2 }), [500, 500, 'used_up']);
  assert.deepEqual(told(off, sales, { ...none, budgetMinor: 700 }), [500, 'used_up', 'used_up']);
});

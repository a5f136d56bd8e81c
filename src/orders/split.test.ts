import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DraftPayment } from './model.ts';
import { partsOf } from './split.ts';

const pay = (method: DraftPayment['method'], amountMinor?: number, paymentId = `pay_${method}`): DraftPayment => ({
  ...{ paymentId, method, provider: 'cash' as const },
  ...(amountMinor === undefined ? {} : { amountMinor }),
});
const amounts = (payments: readonly DraftPayment[], total: number): string | number[] => {
  const parts = partsOf(payments, total);
  return parts.ok ? parts.value.map((part) => part.amountMinor) : parts.refusal.code;
};

const split = 'orders.payment_split';
const table: [what: string, payments: DraftPayment[], total: number, is: string | number[]][] = [
  ['one pays all', [pay('card')], 500, [500]],
  ['one says that it pays all', [pay('cash', 500)], 500, [500]],
  ['nothing costs nothing', [pay('card')], 0, []],
  ['a card that was asked before is not among them', [], 500, []],
  ['two pay their parts', [pay('exchange', 300), pay('cash', 200)], 500, [300, 200]],
  ['a cent too little', [pay('exchange', 300), pay('cash', 199)], 500, split],
  ['a cent too much', [pay('exchange', 300), pay('cash', 201)], 500, split],
  ['one of two says nothing', [pay('exchange', 300), pay('cash')], 500, split],
  ['below zero', [pay('exchange', 600), pay('cash', -100)], 500, split],
  ['half a cent', [pay('exchange', 499.5), pay('cash', 0.5)], 500, split],
  ['the same payment twice', [pay('cash', 250), pay('cash', 250)], 500, split],
  ['a card that is waited for, beside another', [pay('promise', 250), pay('card', 250)], 500, split],
  ['a card that is waited for, beside a gift card', [pay('gift_card', 200), pay('card', 300)], 500, [200, 300]],
  ['two cards that are waited for', [pay('card', 200), pay('card', 300, 'pay_other')], 500, split],
  ['parts of nothing', [pay('cash', 1)], 0, split],
];
for (const [what, payments, total, is] of table) test(what, () => assert.deepEqual(amounts(payments, total), is));

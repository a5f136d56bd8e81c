/** Races over one order that is changed, cancelled in part, charged and shipped at once: nothing is given back or handed over twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, unwrap } from '#base/refusal';
import { cancelOrder, cancelUnits, editOrder, payOrder, placeOrder, shipOrder } from '#orders';
import { carryOut, carryOutRefunds, paymentsOf } from '#payments';
import { modules } from '../../src/modules.ts';
import { testDatabase } from '../support/database.ts';
import { marketTown, secondProcess, sound, stock, webDraft } from '../support/orders.ts';
import { react } from '../support/react.ts';

const reactions = modules
  .flatMap((module) => module.reactions ?? [])
  .filter(({ name }) => name === 'orders.payments' || name === 'orders.balances');
const by = { actor: 'test' };

/** What is refused here loses a race, and nothing else. */
const expected = /^(orders\.(shipped|not_placed|nothing_left|nothing_due|payment)|inventory\.short)$/;
async function tried<T>(run: Promise<T>): Promise<T | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof Refusal && expected.test(error.code)) return undefined;
    throw error;
  }
}

test('cancelled in part by two, charged and shipped at once: each unit goes one way, no more is given back than was taken', async (t) => {
  const database = await testDatabase(t, { max: 10 });
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 100);
  const drafts = Array.from({ length: 8 }, () =>
    webDraft(
      shop,
      [
        [a, 3],
        [b, 2],
      ],
      'card',
    ),
  );
  for (const draft of drafts) {
    unwrap(await placeOrder(database, draft));
    const paymentId = draft.payments[0]?.paymentId ?? '';
    await payOrder(database, { orderId: draft.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  }
  const units = (home: Database, orderId: string, lineNo: number, quantity: number) =>
    tried(
      cancelUnits(
        home,
        { orderId, editId: newId('edt'), lines: [{ lineNo, quantity }], reason: 'race', by: 'staff' },
        'test',
      ),
    );
  await Promise.all([
    carryOut(other),
    ...drafts.flatMap(({ orderId }, i) => [
      units(database, orderId, 1, 2),
      units(other, orderId, 1, 2),
      units(other, orderId, 2, 2),
      tried(
        editOrder(
          database,
          {
            ...{ orderId, editId: newId('edt'), why: 'race', by: 'staff', kind: 'edited' },
            edit: { add: [{ skuId: b, quantity: 1 }] },
          },
          'test',
        ),
      ),
      ...(i % 2 ? [tried(database.transaction(by, (tx) => shipOrder(tx, { orderId })))] : []),
      ...(i % 4 === 2 ? [tried(other.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'race' })))] : []),
    ]),
  ]);
  await carryOut(database);
  await react(database, reactions);
  await carryOutRefunds(database);
  for (const { orderId } of drafts) {
    const payments = await paymentsOf(database, orderId);
    const kept = payments.reduce((sum, p) => sum + p.capturedMinor - p.refundedMinor, 0);
    assert.ok(kept >= 0 && payments.every((p) => p.refundedMinor <= p.capturedMinor));
    const [order] = await database.query<{ state: string; grossMinor: number; balanceMinor: number }>(sql`
      SELECT state, gross_minor AS "grossMinor", balance_minor AS "balanceMinor" FROM orders.order WHERE order_id = ${orderId}`);
    const worth = order?.state === 'cancelled' ? 0 : (order?.grossMinor ?? 0);
    assert.equal(kept + (order?.balanceMinor ?? 0), worth, 'what is kept and what is owed is what it is worth');
  }
  await sound(database);
});

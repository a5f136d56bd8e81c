/** Links that the house makes by itself for what a change leaves due: one for each sum, mailed once, over when the sum is another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { carryOut } from '#payments';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, sound, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { notificationsModule } from '../notifications/module.ts';
import {
  cancelOrder,
  editOrder,
  payableBy,
  payByLink,
  payLinkSecret,
  payOrder,
  placeOrder,
  type OrderEdit,
} from './index.ts';
import { ordersModule } from './module.ts';
import { payLinksOf } from './pay-links.ts';

const all = [...(ordersModule.reactions ?? []), ...(notificationsModule.reactions ?? [])];

async function town(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t, { max: 6 });
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 20);
  const place = async (pay: 'card' | 'counter') => {
    const draft =
      pay === 'card'
        ? webDraft(shop, [[a, 1]], 'card')
        : { ...webDraft(shop, [[a, 1]]), delivery: { method: 'pickup', siteId: shop.siteId } as const };
    unwrap(await placeOrder(database, { ...draft, contact: { name: 'Ada', email: 'ada@exemple.fr' } }));
    const { orderId } = draft;
    const paymentId = draft.payments[0]?.paymentId ?? '';
    if (pay === 'card') await payOrder(database, { orderId, paymentId, card: 'tok_ok', actor: 'test' });
    await carryOut(database);
    return orderId;
  };
  const change = async (orderId: string, edit: OrderEdit, heard = true) => {
    const command = { orderId, editId: newId('edt'), edit, why: 'asked', by: 'staff', kind: 'edited' } as const;
    await editOrder(database, command, 'test');
    if (heard) await react(database, all);
  };
  return { database, shop, a, b, place, change };
}

/** The sums of an order's links, the oldest first; those that are over below zero. */
const linksOf = async (database: Database, orderId: string): Promise<number[]> =>
  (await payLinksOf(database, orderId))
    .toSorted((one, other) => (one.madeAt < other.madeAt ? -1 : 1))
    .map(({ minor, revokedAt }) => (revokedAt === null ? 1 : -1) * (minor ?? 0));
const mailsOf = async (database: Database, orderId: string): Promise<number> =>
  (
    await database.query(sql`
      SELECT 1 FROM notifications.message WHERE kind = 'order_pay_link' AND subject_id LIKE ${`${orderId}/%`}`)
  ).length;

test('what a change leaves due has a link and a mail, once however often it is heard; undone, the link is over', async (t) => {
  const { database, b, place, change } = await town(t);
  const orderId = await place('card');
  await change(orderId, { add: [{ skuId: b, quantity: 1 }] });
  await react(database, all);
  assert.deepEqual(await linksOf(database, orderId), [1_001]);
  assert.equal(await mailsOf(database, orderId), 1);
  const [link] = await payLinksOf(database, orderId);
  const secret = await payLinkSecret(database, link?.linkId ?? '');
  const { state, dueMinor } = (await payableBy(database, secret)) ?? {};
  assert.deepEqual([state, dueMinor], ['pay', 1_001]);
  await change(orderId, { lines: [{ lineNo: 2, quantity: 2 }] }, false);
  assert.equal((await payableBy(database, secret))?.state, 'over', 'another sum is due, whether or not that was heard');
  await react(database, all);
  assert.deepEqual(await linksOf(database, orderId), [-1_001, 2_002]);
  assert.equal(await mailsOf(database, orderId), 2);
  await change(orderId, {
    lines: [
      { lineNo: 2, quantity: 0 },
      { lineNo: 3, quantity: 0 },
    ],
  });
  assert.deepEqual(await linksOf(database, orderId), [-1_001, -2_002]);
  assert.equal(await mailsOf(database, orderId), 2, 'nothing is asked for');
  await sound(database);
});

test('who pays by the link owes nothing, and another change has another link', async (t) => {
  const { database, b, place, change } = await town(t);
  const orderId = await place('card');
  await change(orderId, { add: [{ skuId: b, quantity: 1 }] });
  const [link] = await payLinksOf(database, orderId);
  const secret = await payLinkSecret(database, link?.linkId ?? '');
  await payByLink(database, { secret, paymentId: newId('pay'), card: 'tok_ok' });
  assert.equal((await payableBy(database, secret))?.state, 'done');
  await change(orderId, { add: [{ skuId: b, quantity: 1 }] });
  assert.deepEqual((await linksOf(database, orderId)).at(-1), 1_001);
  assert.equal(await mailsOf(database, orderId), 2);
  await sound(database);
});

test('what is paid at the counter, and what costs less, has none', async (t) => {
  const { database, b, place, change } = await town(t);
  const counter = await place('counter');
  await change(counter, { add: [{ skuId: b, quantity: 1 }] });
  assert.deepEqual(await linksOf(database, counter), []);
  const card = await place('card');
  await change(card, { lines: [{ lineNo: 1, quantity: 2 }] });
  await change(card, { lines: [{ lineNo: 2, quantity: 0 }] });
  const last = await payLinksOf(database, card);
  assert.ok(last.every(({ revokedAt }) => revokedAt !== null));
  await sound(database);
});

test('an order that is cancelled asks for nothing: its link is over', async (t) => {
  const { database, b, place, change } = await town(t);
  const orderId = await place('card');
  await change(orderId, { add: [{ skuId: b, quantity: 1 }] });
  assert.deepEqual(await linksOf(database, orderId), [1_001]);
  await database.transaction({ actor: 'test' }, (tx) => cancelOrder(tx, { orderId, reason: 'asked' }));
  await react(database, all);
  assert.deepEqual(await linksOf(database, orderId), [-1_001]);
  assert.equal(await mailsOf(database, orderId), 1);
  await sound(database);
});

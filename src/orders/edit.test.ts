/** Orders changed after they were placed: what it does to lines, stock and money, and what it must not do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, unwrap } from '#base/refusal';
import {
  cancelOrder,
  cancelUnits,
  editOrder,
  findOrder,
  holdOrder,
  payBalance,
  payOrder,
  placeOrder,
  previewEdit,
  resumeOrder,
  shipOrder,
  versionsOf,
  type OrderDraft,
  type OrderEdit,
} from '#orders';
import { carryOut, carryOutRefunds, paymentsOf } from '#payments';
import { setPrices } from '#pricing';
import { testDatabase } from '../../test/support/database.ts';
import { free, marketTown, sound, stock, webDraft, type Market } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { ordersModule } from './module.ts';

type Town = { database: Database; shop: Market; a: string; b: string };

async function town(t: Parameters<typeof testDatabase>[0], units = 10): Promise<Town> {
  const database = await testDatabase(t, { max: 6 });
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, units);
  return { database, shop, a, b };
}

async function paidByCard({ database }: Town, draft: OrderDraft): Promise<string> {
  unwrap(await placeOrder(database, draft));
  const paymentId = draft.payments[0]?.paymentId ?? '';
  await payOrder(database, { orderId: draft.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  await carryOut(database);
  return draft.orderId;
}

const reactions = (ordersModule.reactions ?? []).filter(({ name }) => /payments|balances/.test(name));
const change = (database: Database, orderId: string, edit: OrderEdit, hash?: string) =>
  editOrder(
    database,
    { orderId, editId: newId('edt'), edit, why: 'asked by telephone', hash, by: 'staff', kind: 'edited' },
    'test',
  );
const codeOf = async (run: Promise<unknown>): Promise<string | undefined> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return undefined;
};
const refunded = async (database: Database, orderId: string): Promise<number> =>
  (await paymentsOf(database, orderId)).reduce((sum, p) => sum + p.refundedMinor + p.refundingMinor, 0);

test('fewer units: stock goes back where it was taken, the share to the card, and the receipt stays what it was', async (t) => {
  const place = await town(t);
  const { database, shop, a, b } = place;
  const draft = webDraft(
    shop,
    [
      [a, 3],
      [b, 1],
    ],
    'card',
  );
  const orderId = await paidByCard(place, draft);
  const before = await findOrder(database, orderId);
  const edit = { lines: [{ lineNo: 1, quantity: 1 }] };
  const preview = await previewEdit(database, { orderId, edit });
  assert.equal(preview.deltaMinor, -2_000);
  assert.deepEqual(preview.stock, { back: [{ skuId: a, siteId: shop.siteId, quantity: 2 }], take: [], later: [] });
  assert.equal(preview.money.refundMinor, 2_000);
  assert.equal(await free(database, a), 7, 'a preview changes nothing');
  await change(database, orderId, edit, preview.hash);
  assert.equal(await free(database, a), 9);
  assert.equal(await refunded(database, orderId), 2_000);
  await carryOutRefunds(database);
  const after = await findOrder(database, orderId);
  assert.equal(after?.totals.gross.minor, (before?.totals.gross.minor ?? 0) - 2_000);
  const again = unwrap(await placeOrder(database, draft));
  assert.equal(again.total.minor, before?.totals.gross.minor, 'what the gate answered it answers again');
  const versions = await versionsOf(database, orderId);
  assert.deepEqual(
    versions.map(({ number, kind, why, deltaMinor }) => [number, kind, why, deltaMinor]),
    [
      [1, 'bought', '', 0],
      [2, 'edited', 'asked by telephone', -2_000],
    ],
  );
  await sound(database);
});

test('a change with a balance due that is undone gives nothing back, and one that was paid gives back just that', async (t) => {
  const place = await town(t);
  const { database, shop, a, b } = place;
  const orderId = await paidByCard(place, webDraft(shop, [[a, 1]], 'card'));
  await change(database, orderId, { add: [{ skuId: b, quantity: 2 }] });
  assert.equal((await previewEdit(database, { orderId, edit: {} })).money.dueMinor, 2_002);
  await sound(database);
  await change(database, orderId, { lines: [{ lineNo: 2, quantity: 0 }] });
  assert.equal(await refunded(database, orderId), 0);
  assert.equal((await previewEdit(database, { orderId, edit: {} })).money.dueMinor, 0);
  assert.equal(await free(database, b), 10);
  await change(database, orderId, { lines: [{ lineNo: 2, quantity: 1 }] });
  const call = { orderId, paymentId: newId('pay'), card: 'tok_ok', actor: 'test' };
  assert.deepEqual(await payBalance(database, call), { paymentId: call.paymentId, state: 'paid', dueMinor: 0 });
  assert.deepEqual(await payBalance(database, call), { paymentId: call.paymentId, state: 'paid', dueMinor: 0 });
  assert.equal(await codeOf(payBalance(database, { ...call, paymentId: newId('pay') })), 'orders.nothing_due');
  await change(database, orderId, { lines: [{ lineNo: 2, quantity: 0 }] });
  assert.equal(await refunded(database, orderId), 1_001, 'to the card that has been charged');
  await sound(database);
  await carryOut(database);
  await react(database, reactions);
  await carryOutRefunds(database);
  assert.equal(await refunded(database, orderId), 1_001);
  await sound(database);
});

test('money that comes late for a change that was undone meanwhile goes back by itself; a declined card leaves it due', async (t) => {
  const place = await town(t);
  const { database, shop, a, b } = place;
  const orderId = await paidByCard(place, webDraft(shop, [[a, 1]], 'card'));
  await change(database, orderId, { add: [{ skuId: b, quantity: 1 }] });
  const call = { orderId, card: 'tok_declined', actor: 'test' };
  assert.equal(await codeOf(payBalance(database, { ...call, paymentId: newId('pay') })), 'orders.declined');
  const late = await payBalance(database, { ...call, paymentId: newId('pay'), card: 'tok_lost_answer' });
  assert.deepEqual([late.state, late.dueMinor], ['pending', 1_001]);
  assert.equal(await codeOf(payBalance(database, { ...call, paymentId: newId('pay') })), 'orders.payment');
  await change(database, orderId, { lines: [{ lineNo: 2, quantity: 0 }] });
  const paid = await payBalance(database, { ...call, paymentId: late.paymentId, card: 'tok_ok' });
  assert.equal(paid.state, 'paid');
  await carryOut(database);
  await react(database, reactions);
  await carryOutRefunds(database);
  assert.equal(await refunded(database, orderId), 1_001);
  await sound(database);
});

test('what is to be paid at the counter follows each change, and no money moves', async (t) => {
  const { database, shop, a, b } = await town(t);
  const draft = { ...webDraft(shop, [[a, 2]]), delivery: { method: 'pickup', siteId: shop.siteId } } as const;
  unwrap(await placeOrder(database, draft));
  const { orderId } = draft;
  const promised = async (): Promise<number> =>
    (await paymentsOf(database, orderId)).reduce((sum, p) => sum + (p.state === 'promised' ? p.amountMinor : 0), 0);
  await change(database, orderId, { add: [{ skuId: b, quantity: 1 }] });
  assert.equal(await promised(), 3_001);
  await change(database, orderId, { lines: [{ lineNo: 1, quantity: 1 }] });
  assert.equal(await promised(), 2_001);
  await sound(database);
  const address = { name: 'Ada', line1: '1 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
  await change(database, orderId, { delivery: { method: 'delivery', address } });
  assert.equal(await free(database, a), 9, 'taken anew for another way, once');
  await change(database, orderId, { lines: [{ lineNo: 1, quantity: 2, price: 'today' }] });
  assert.equal(await free(database, a), 8);
  await sound(database);
});

test('a commit is refused with the new preview when a price has changed, and more than there is is refused whole', async (t) => {
  const { database, shop, a, b } = await town(t, 3);
  const draft = webDraft(shop, [[a, 2]]);
  unwrap(await placeOrder(database, draft));
  const { orderId } = draft;
  const edit = { add: [{ skuId: b, quantity: 1 }] };
  const { hash } = await previewEdit(database, { orderId, edit });
  await database.transaction({ actor: 'test' }, (tx) =>
    setPrices(tx, { listId: shop.listId, prices: [{ skuId: b, minor: 1_500 }] }),
  );
  const refused = await change(database, orderId, edit, hash).catch((error: unknown) => error);
  assert.ok(refused instanceof Refusal && refused.code === 'orders.preview_changed');
  const { preview } = refused.facts as { preview: { hash: string; deltaMinor: number } };
  assert.equal(preview.deltaMinor, 1_500);
  assert.equal(await free(database, b), 3);
  assert.equal(await codeOf(change(database, orderId, { lines: [{ lineNo: 1, quantity: 4 }] })), 'inventory.short');
  const command = {
    orderId,
    editId: newId('edt'),
    edit,
    why: 'x',
    hash: preview.hash,
    by: 'staff',
    kind: 'edited',
  } as const;
  const [one, two] = await Promise.all([editOrder(database, command, 'test'), editOrder(database, command, 'test')]);
  assert.deepEqual(one, two);
  assert.equal(await codeOf(editOrder(database, { ...command, why: 'y' }, 'test')), 'request.id_reused');
  assert.equal(await free(database, b), 2, 'once');
  await sound(database);
});

test('its buyer cancels units, or all, until somebody gathers it; the house until it leaves', async (t) => {
  const place = await town(t);
  const { database, shop, a } = place;
  const orderId = await paidByCard(place, webDraft(shop, [[a, 3]], 'card'));
  const cancel = (quantity: number, by: 'buyer' | 'staff') =>
    cancelUnits(
      database,
      { orderId, editId: newId('edt'), lines: [{ lineNo: 1, quantity }], reason: 'changed my mind', by },
      'test',
    );
  assert.equal((await cancel(1, 'buyer'))?.deltaMinor, -1_000);
  await database.query(sql`UPDATE orders.order SET picking_at = now() WHERE order_id = ${orderId}`);
  assert.equal(await codeOf(cancel(1, 'buyer')), 'orders.picking');
  const byBuyer = database.transaction({ actor: 'test' }, (tx) =>
    cancelOrder(tx, { orderId, reason: 'no', by: 'buyer' }),
  );
  assert.equal(await codeOf(byBuyer), 'orders.picking');
  assert.equal(await cancel(2, 'staff'), null, 'nothing is left: cancelled whole');
  assert.equal((await findOrder(database, orderId))?.state, 'cancelled');
  await carryOutRefunds(database);
  const total = (await paymentsOf(database, orderId))[0]?.capturedMinor;
  assert.equal(await refunded(database, orderId), total, 'carriage too');
  assert.equal(await free(database, a), 10);
  await sound(database);
});

test('a held order is not handed over until somebody lets it go', async (t) => {
  const { database, shop, a } = await town(t);
  const draft = webDraft(shop, [[a, 1]]);
  unwrap(await placeOrder(database, draft));
  const { orderId } = draft;
  const run = (work: Parameters<Database['transaction']>[1]) => database.transaction({ actor: 'test' }, work);
  const hold = { orderId, noteId: newId('nte'), reason: 'the card looks stolen' };
  await run((tx) => holdOrder(tx, hold));
  await run((tx) => holdOrder(tx, hold));
  assert.equal(await codeOf(run((tx) => shipOrder(tx, { orderId }))), 'orders.on_hold');
  await run((tx) => resumeOrder(tx, { orderId }));
  await run((tx) => shipOrder(tx, { orderId }));
  const told = await database.query<{ type: string; body: unknown }>(
    sql`SELECT type, body FROM journal.event WHERE subject_id = ${orderId} ORDER BY version`,
  );
  assert.deepEqual(
    told.map(({ type }) => type),
    ['orders.placed', 'orders.held', 'orders.resumed', 'orders.shipped'],
  );
  assert.doesNotMatch(JSON.stringify(told), /stolen/, 'the journal holds ids');
  await sound(database);
});

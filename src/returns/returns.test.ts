/** Returns on real PostgreSQL: what comes back, where it goes, and the money for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { shelvesOf } from '#inventory';
import { paymentsOf } from '#payments';
import { sites } from '#org';
import {
  askReturn,
  closeUnpaid,
  duesOf,
  giveKindness,
  oweReturn,
  payDues,
  receiveReturn,
  retryDue,
  returnById,
  returnsModule,
  sendReturn,
  type NewDue,
} from '#returns';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, placeTogether, sound, stock, tillDraft, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { carryBack, putAway, receive, sentOrder } from '../../test/support/returns.ts';

const by = { actor: 'test' };

async function attempt(database: Database, work: Parameters<Database['transaction']>[1]): Promise<string> {
  try {
    await database.transaction(by, work);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const ask = (
  orderId: string,
  lines: readonly (readonly [number, number])[],
  reason: 'withdrawal' | 'size' = 'size',
) => ({
  ...{ returnId: newId('rtn'), orderId, source: 'shopper' as const, reason, note: '' },
  lines: lines.map(([lineNo, quantity]) => ({ lineNo, quantity })),
});
const due = (returnId: string, lines: readonly (readonly [number, number])[], more: Partial<NewDue> = {}): NewDue => ({
  ...{ returnId, dueId: newId('due'), goodwillMinor: 0, way: 'original' as const, reason: '' },
  lines: lines.map(([lineNo, quantity]) => ({ lineNo, quantity, deductMinor: 0 })),
  ...more,
});
const refunded = async (database: Database, orderId: string): Promise<number> =>
  (await paymentsOf(database, orderId)).reduce((sum, one) => sum + one.refundedMinor, 0);

test('returns', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database, 3);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 50);
  const [site] = await sites(database);
  assert.ok(site);
  const held = async (skuId: string, kind: string): Promise<number> =>
    (await shelvesOf(database, [skuId])).filter((one) => one.kind === kind).reduce((sum, one) => sum + one.onHand, 0);
  const reactions = returnsModule.reactions ?? [];

  await t.test('a withdrawal of all that left: units to the shelf, goods and carriage to the card, once', async () => {
    const order = await sentOrder(database, shop, [
      [a, 2],
      [b, 1],
    ]);
    const wish = ask(
      order.orderId,
      [
        [1, 2],
        [2, 1],
      ],
      'withdrawal',
    );
    for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => askReturn(tx, wish));
    const asked = await returnById(database, wish.returnId);
    assert.deepEqual([asked?.state, asked?.withdrawal], ['approved', true]);
    assert.equal(await attempt(database, (tx) => askReturn(tx, { ...wish, note: 'other' })), 'request.id_reused');
    assert.equal(await attempt(database, (tx) => askReturn(tx, ask(order.orderId, [[1, 1]]))), 'returns.open');
    const before = await held(a, 'sellable');
    const receiptId = await receive(database, wish.returnId, shop.siteId, [
      [1, 2],
      [2, 1],
    ]);
    assert.equal(await held(a, 'quarantine'), 2);
    const same = {
      returnId: wish.returnId,
      receiptId,
      siteId: shop.siteId,
      items: [
        { lineNo: 1, quantity: 2 },
        { lineNo: 2, quantity: 1 },
      ],
    };
    await database.transaction(by, (tx) => receiveReturn(tx, same));
    assert.equal(await held(a, 'quarantine'), 2, 'a repeated scan is one receipt');
    await putAway(database, wish.returnId);
    assert.deepEqual([await held(a, 'quarantine'), await held(a, 'sellable')], [0, before + 2]);
    const wanted = due(wish.returnId, [
      [1, 2],
      [2, 1],
    ]);
    for (let twice = 0; twice < 2; twice++)
      await database.transaction(by, (tx) => oweReturn(tx, wanted, { ahead: false }));
    const [owed] = await duesOf(database, [order.orderId]);
    const [paid] = await paymentsOf(database, order.orderId);
    assert.equal(owed?.minor, paid?.capturedMinor, 'all of it: goods and carriage');
    assert.equal(owed?.paidAt, null, 'the card has not answered');
    await carryBack(database);
    await react(database, reactions);
    const [done] = await duesOf(database, [order.orderId]);
    assert.notEqual(done?.paidAt, null);
    assert.equal(await refunded(database, order.orderId), paid?.capturedMinor);
    assert.equal((await returnById(database, wish.returnId))?.state, 'resolved');
    assert.equal(
      await attempt(database, (tx) => oweReturn(tx, due(wish.returnId, [[1, 1]]), { ahead: true })),
      'returns.too_much',
    );
  });

  await t.test(
    'less, more and other than announced is written down, and only what is the order’s is paid',
    async () => {
      const order = await sentOrder(database, shop, [[a, 2]]);
      const wish = ask(order.orderId, [[1, 2]]);
      await database.transaction(by, (tx) => askReturn(tx, wish));
      const items = [
        { lineNo: 1, quantity: 1 },
        { skuId: b, quantity: 1 },
        { label: 'une écharpe', quantity: 1 },
      ];
      const receipt = { returnId: wish.returnId, receiptId: newId('rtc'), siteId: shop.siteId, items };
      await database.transaction(by, (tx) => receiveReturn(tx, receipt));
      assert.equal(
        await attempt(database, (tx) => oweReturn(tx, due(wish.returnId, [[1, 2]]), { ahead: false })),
        'returns.ahead',
      );
      assert.equal(
        await attempt(database, (tx) => closeUnpaid(tx, { returnId: wish.returnId, answer: '' })),
        'returns.state',
      );
      await putAway(database, wish.returnId, 'refurbish');
      await database.transaction(by, (tx) => oweReturn(tx, due(wish.returnId, [[1, 1]]), { ahead: false }));
      assert.equal((await returnById(database, wish.returnId))?.state, 'resolved');
      await receive(database, wish.returnId, shop.siteId, [[1, 3]]);
      assert.equal((await returnById(database, wish.returnId))?.state, 'received', 'the rest came later, and more');
      await putAway(database, wish.returnId, 'scrap');
      await database.transaction(by, (tx) => closeUnpaid(tx, { returnId: wish.returnId, answer: 'usé' }));
      assert.deepEqual([await held(b, 'refurbish'), await held(a, 'scrap')], [1, 3]);
    },
  );

  await t.test(
    'money before the goods: by a right of its own, or for a withdrawal whose dispatch is proven',
    async () => {
      const order = await sentOrder(database, shop, [[a, 1]]);
      const wish = ask(order.orderId, [[1, 1]], 'withdrawal');
      await database.transaction(by, (tx) => askReturn(tx, wish));
      const wanted = due(wish.returnId, [[1, 1]]);
      assert.equal(await attempt(database, (tx) => oweReturn(tx, wanted, { ahead: false })), 'returns.ahead');
      await database.transaction(by, (tx) => sendReturn(tx, { returnId: wish.returnId, tracking: 'XX123' }));
      assert.equal(await attempt(database, (tx) => oweReturn(tx, wanted, { ahead: false })), 'done');
      assert.equal((await returnById(database, wish.returnId))?.state, 'in_transit', 'the goods are still to come');
      await receive(database, wish.returnId, shop.siteId, [[1, 1]]);
      await putAway(database, wish.returnId);
      assert.equal((await returnById(database, wish.returnId))?.state, 'resolved');
    },
  );

  await t.test('a kindness: money without goods, never more than is left', async () => {
    const order = await sentOrder(database, shop, [[a, 1]]);
    const gift = {
      returnId: newId('rtn'),
      dueId: newId('due'),
      orderId: order.orderId,
      lines: [],
      goodwillMinor: 300,
      note: 'retard',
    };
    for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => giveKindness(tx, gift));
    const more = { ...gift, returnId: newId('rtn'), dueId: newId('due'), goodwillMinor: 1_000_000 };
    assert.equal(await attempt(database, (tx) => giveKindness(tx, more)), 'returns.no_money');
    await carryBack(database);
    assert.equal(await refunded(database, order.orderId), 300);
  });

  await t.test('a withdrawal before anything left cancels the whole order', async () => {
    const draft = webDraft(shop, [[a, 1]]);
    await placeTogether(database, [draft]);
    const wish = ask(draft.orderId, [[1, 1]], 'withdrawal');
    for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => askReturn(tx, wish));
    const [order] = await database.query<{ state: string }>(
      sql`SELECT state FROM orders.order WHERE order_id = ${draft.orderId}`,
    );
    assert.deepEqual([order?.state, (await returnById(database, wish.returnId))?.state], ['cancelled', 'resolved']);
  });

  await t.test(
    'what could not be paid stays owed and is tried again: an empty drawer, a provider that says no',
    async () => {
      const order = tillDraft(shop, [[b, 2]]);
      await placeTogether(database, [order]);
      await database.query(sql`UPDATE payments.account SET floor = balance WHERE account_id LIKE 'drawer:%'`);
      const wish = { ...ask(order.orderId, [[1, 1]]), source: 'office' as const };
      await database.transaction(by, (tx) => askReturn(tx, wish));
      await receive(database, wish.returnId, shop.siteId, [[1, 1]]);
      await putAway(database, wish.returnId);
      const wanted = due(wish.returnId, [[1, 1]]);
      await database.transaction(by, (tx) => oweReturn(tx, wanted, { ahead: false }));
      assert.deepEqual(
        (await duesOf(database, [order.orderId])).map((one) => [one.paidAt, one.tries, one.doneMinor]),
        [[null, 1, 0]],
      );
      await database.query(sql`UPDATE payments.account SET floor = 0`);
      await payDues(database); // not yet its turn
      assert.equal(await refunded(database, order.orderId), 0);
      await database.query(sql`UPDATE returns.due SET next_try_at = now() WHERE due_id = ${wanted.dueId}`);
      await payDues(database);
      assert.equal(await refunded(database, order.orderId), 1_001);

      const card = await sentOrder(database, shop, [[a, 1]]);
      const other = ask(card.orderId, [[1, 1]]);
      await database.transaction(by, (tx) => askReturn(tx, other));
      await receive(database, other.returnId, shop.siteId, [[1, 1]]);
      await putAway(database, other.returnId);
      const [paymentId = ''] = card.payments.map((one) => one.paymentId);
      await database.query(sql`UPDATE pretend_psp.charge SET captured_minor = 0 WHERE reference = ${paymentId}`);
      const second = due(other.returnId, [[1, 1]]);
      await database.transaction(by, (tx) => oweReturn(tx, second, { ahead: false }));
      await carryBack(database);
      await react(database, reactions);
      const [failed] = await duesOf(database, [card.orderId]);
      assert.deepEqual([failed?.paidAt, failed?.openMinor, failed?.doneMinor], [null, 0, 0], 'owed, and never done');
      const [paid] = await paymentsOf(database, card.orderId);
      await database.query(
        sql`UPDATE pretend_psp.charge SET captured_minor = ${paid?.capturedMinor ?? 0} WHERE reference = ${paymentId}`,
      );
      await database.transaction(by, (tx) => retryDue(tx, other.returnId, second.dueId));
      await carryBack(database);
      await react(database, reactions);
      assert.notEqual((await duesOf(database, [card.orderId]))[0]?.paidAt, null);
    },
  );

  await sound(database);
});

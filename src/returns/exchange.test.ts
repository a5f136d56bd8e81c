/** Exchanges on real PostgreSQL: from afar, with goods set aside, and what must not come of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { clock } from '#base/time';
import { forgetSkus, forgetStock } from '#inventory';
import { cancelOrder, findOrder, shipOrder } from '#orders';
import { paymentsOf } from '#payments';
import { setPrices } from '#pricing';
import { askReturn, duesOf, exchangesOf, oweReturn, returnById, sweepExchanges } from '#returns';
import { testDatabase } from '../../test/support/database.ts';
import {
  count,
  free,
  marketDraft,
  marketTown,
  placeTogether,
  sound,
  stock,
  tillDraft,
} from '../../test/support/orders.ts';
import { carryBack, putAway, receive, sentOrder } from '../../test/support/returns.ts';
import { react } from '../../test/support/react.ts';
import { ordersModule } from '../orders/module.ts';
import { payLinksOf } from '../orders/pay-links.ts';
import { returnsModule } from './module.ts';
import { exchangeChoices } from './exchange-choices.ts';
import {
  askExchange,
  completeExchange,
  exchangeFor,
  holdExchange,
  planHeldExchange,
  prepareCompletion,
  prepareHold,
  releaseExchange,
} from './exchange-hold.ts';

const by = { actor: 'test' };

test('an exchange from afar', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database, 4);
  const [dress = '', other = '', coat = '', gloves = ''] = shop.skuIds;
  // 36 and 38 cost the same; the coat more, the gloves less. All are of one product, so that the price alone tells.
  await database.transaction(by, (tx) =>
    setPrices(tx, {
      listId: shop.listId,
      prices: [
        { skuId: dress, minor: 1_000 },
        { skuId: other, minor: 1_000 },
        { skuId: coat, minor: 2_500 },
        { skuId: gloves, minor: 400 },
      ],
    }),
  );
  for (const skuId of shop.skuIds) await stock(database, shop, skuId, 20);

  /** A return of an order that left, and goods set aside for it. */
  const held = async (quantity: number, wanted: readonly (readonly [string, number])[]) => {
    const order = await sentOrder(database, shop, [[dress, quantity]]);
    const returnId = newId('rtn');
    const lines = [{ lineNo: 1, quantity }];
    await database.transaction(by, (tx) =>
      askReturn(tx, { returnId, orderId: order.orderId, source: 'office', reason: 'size', note: '', lines }),
    );
    const input = {
      ...{ exchangeId: newId('exc'), newOrderId: newId('ord'), orderId: order.orderId, reason: 'size' as const },
      back: lines.map((line) => ({ ...line, deductMinor: 0 })),
      wanted: wanted.map(([skuId, units]) => ({ skuId, quantity: units })),
    };
    const prepared = await prepareHold(database, input, 'test');
    await database.transaction(by, (tx) => holdExchange(tx, returnId, prepared));
    return { ...input, returnId, prepared };
  };
  type Held = Awaited<ReturnType<typeof held>>;
  const arrive = async ({ returnId }: Held, quantity: number): Promise<void> => {
    await receive(database, returnId, shop.siteId, [[1, quantity]]);
    await putAway(database, returnId);
  };
  const complete = async (
    { returnId, back }: Held,
    more: {
      dueId?: string;
      shown?: { payMinor: number; backMinor: number };
      promise?: { paymentId: string };
      ahead?: boolean;
    } = {},
  ) => {
    const shown = more.shown ?? (await planHeldExchange(database, returnId, back));
    const prepared = await prepareCompletion(database, returnId, 'test');
    const input = { returnId, dueId: more.dueId ?? newId('due'), back, shown, promise: more.promise };
    return database.transaction(by, (tx) => completeExchange(tx, prepared, input, more.ahead ?? false));
  };
  const code = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof Refusal ? error.code : Promise.reject(error as Error)),
    );
  const paid = async (orderId: string) =>
    (await paymentsOf(database, orderId))
      .map(({ method, amountMinor, refundedMinor }) => [method, amountMinor, refundedMinor] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));

  await t.test('another size at the same price: set aside, sent, and no money moves outside', async () => {
    const before = await free(database, other);
    const one = await held(2, [[other, 2]]);
    assert.equal(await free(database, other), before - 2, 'set aside when it was asked for');
    assert.deepEqual(one.prepared.plan.wants, [{ skuId: other, quantity: 2, unitMinor: 1_000, kept: true }]);
    assert.equal(await code(complete(one)), 'returns.ahead', 'the goods come first');
    await arrive(one, 2);
    const dueId = newId('due');
    await complete(one, { dueId });
    const made = await findOrder(database, one.newOrderId);
    assert.deepEqual(
      [made?.state, made?.total.minor, made?.delivery.method],
      ['placed', 2_000, 'delivery'],
      'no carriage',
    );
    assert.deepEqual(await paid(one.newOrderId), [['exchange', 2_000, 0]]);
    assert.equal((await paid(one.orderId))[0]?.[2], 2_000, 'of what was paid for the old ones');
    assert.equal(await free(database, other), before - 2, 'the same two');
    assert.equal((await returnById(database, one.returnId))?.state, 'resolved');
    await complete(one, { dueId, shown: { payMinor: 0, backMinor: 0 } });
    assert.equal((await duesOf(database, [one.orderId])).length, 1, 'said again, done once');
    assert.equal(await code(complete(one)), 'returns.exchange_none', 'not again under another id');
    // What was exchanged comes back too: to the card that paid at first.
    await database.transaction(by, (tx) => shipOrder(tx, { orderId: one.newOrderId }));
    const [charge] = await paymentsOf(database, one.orderId);
    const again = {
      returnId: newId('rtn'),
      orderId: one.newOrderId,
      source: 'office' as const,
      reason: 'size' as const,
      note: '',
    };
    await database.transaction(by, (tx) => askReturn(tx, { ...again, lines: [{ lineNo: 1, quantity: 1 }] }));
    await receive(database, again.returnId, shop.siteId, [[1, 1]]);
    await putAway(database, again.returnId);
    const due = {
      returnId: again.returnId,
      dueId: newId('due'),
      goodwillMinor: 0,
      way: 'original' as const,
      reason: '',
    };
    await database.transaction(by, (tx) =>
      oweReturn(tx, { ...due, lines: [{ lineNo: 1, quantity: 1, deductMinor: 0 }] }, { ahead: false }),
    );
    await carryBack(database);
    const [row] = await database.query<{ n: number }>(sql`
      SELECT refunded_minor AS n FROM pretend_psp.charge WHERE reference = ${charge?.paymentId ?? ''}`);
    assert.equal(row?.n, 1_000);
  });

  await t.test('dearer goods: the difference is promised, or nothing happens', async () => {
    const one = await held(1, [[coat, 1]]);
    await arrive(one, 1);
    const plan = await planHeldExchange(database, one.returnId, one.back);
    assert.deepEqual([plan.valueMinor, plan.totalMinor, plan.payMinor, plan.backMinor], [1_000, 2_500, 1_500, 0]);
    const orders = await count(database, 'order');
    assert.equal(await code(complete(one)), 'returns.exchange_pay');
    assert.equal(await code(complete(one, { shown: { payMinor: 1_400, backMinor: 0 } })), 'returns.exchange_changed');
    assert.deepEqual([await count(database, 'order'), (await duesOf(database, [one.orderId])).length], [orders, 0]);
    await complete(one, { promise: { paymentId: newId('pay') } });
    assert.deepEqual(await paid(one.newOrderId), [
      ['exchange', 1_000, 0],
      ['promise', 1_500, 0],
    ]);
    const hear = [...(returnsModule.reactions ?? []), ...(ordersModule.reactions ?? [])];
    for (let twice = 0; twice < 2; twice++) await react(database, hear);
    const links = await payLinksOf(database, one.newOrderId);
    assert.deepEqual(
      [(await findOrder(database, one.newOrderId))?.balanceMinor, links.map(({ minor }) => minor)],
      [1_500, [1_500]],
      'nobody comes to a counter: a link asks for it',
    );
  });

  await t.test('cheaper goods, ahead of the old ones: what is left goes to the card', async () => {
    const one = await held(1, [[gloves, 1]]);
    await complete(one, { ahead: true });
    const [card] = await paymentsOf(database, one.orderId);
    assert.deepEqual([card?.refundedMinor, card?.refundingMinor], [400, 600]);
    await carryBack(database);
    const [charged] = await database.query<{ n: number }>(
      sql`SELECT refunded_minor AS n FROM pretend_psp.charge WHERE reference = ${card?.paymentId ?? ''}`,
    );
    assert.equal(charged?.n, 600);
    await database.transaction(by, (tx) => cancelOrder(tx, { orderId: one.newOrderId, reason: 'test' }));
    await carryBack(database);
    const [after] = await database.query<{ n: number }>(
      sql`SELECT refunded_minor AS n FROM pretend_psp.charge WHERE reference = ${card?.paymentId ?? ''}`,
    );
    assert.equal(after?.n, 1_000, 'the new order was given up: the rest of what it was worth too');
  });

  await t.test('what does not come is free again, what is given up too; both once', async () => {
    const before = await free(database, coat);
    const late = await held(1, [[coat, 1]]);
    await database.query(
      sql`UPDATE returns.exchange SET expires_at = now() - interval '1 second' WHERE exchange_id = ${late.exchangeId}`,
    );
    await Promise.all([sweepExchanges(database), sweepExchanges(database)]);
    const dropped = await held(1, [[coat, 1]]);
    assert.equal(await code(held(1, [[coat, 99]])), 'inventory.short');
    await database.transaction(by, (tx) => releaseExchange(tx, dropped.returnId, 'given_up'));
    await database.transaction(by, (tx) => releaseExchange(tx, dropped.returnId, 'given_up'));
    assert.equal(await free(database, coat), before);
    const states = await Promise.all(
      [late, dropped].map(async (one) => (await exchangesOf(database, one.returnId))[0]?.state),
    );
    assert.deepEqual(states, ['released', 'released']);
    await arrive(late, 1);
    assert.equal(await code(complete(late, { shown: { payMinor: 0, backMinor: 0 } })), 'returns.exchange_none');
  });

  await t.test(
    'asked for together with its return: both or neither; what may be chosen says what lies there',
    async () => {
      const order = await sentOrder(database, shop, [[dress, 1]]);
      const lying = async (skuId: string): Promise<number | undefined> => {
        forgetSkus(database, [skuId]);
        const [line] = await exchangeChoices(database, order.orderId);
        return line?.articles.find((one) => one.skuId === skuId)?.free;
      };
      const there = (await lying(other)) ?? 0;
      assert.ok(there > 0 && there < 90, String(there));
      const lines = [{ lineNo: 1, quantity: 1 }];
      const asked = { orderId: order.orderId, source: 'shopper' as const, reason: 'size' as const, note: '', lines };
      const ask = async (quantity: number, more: object = {}): Promise<{ code: string; returnId: string }> => {
        const input = { returnId: newId('rtn'), ...asked, ...more };
        const wish = { exchangeId: newId('exc'), orderId: newId('ord'), wanted: [{ skuId: other, quantity }] };
        const prepared = await prepareHold(database, exchangeFor(input, wish), 'test');
        const work = (): Promise<unknown> => database.transaction(by, (tx) => askExchange(tx, input, prepared));
        const first = await code(work());
        return { code: first === 'done' ? await code(work()) : first, returnId: input.returnId };
      };
      const none = await ask(there + 1);
      assert.equal(none.code, 'inventory.short');
      assert.equal(await returnById(database, none.returnId), undefined, 'no return without the goods for it');
      assert.equal((await ask(1, { reason: 'withdrawal' })).code, 'returns.exchange_withdrawal');
      const one = await ask(1);
      assert.equal(one.code, 'done', 'told twice, the same');
      assert.equal((await exchangesOf(database, one.returnId)).length, 1);
      assert.equal(await lying(other), there - 1);
    },
  );

  await t.test('what a marketplace or a counter sold is exchanged in a store', async () => {
    const [market] = await placeTogether(database, [marketDraft(shop, [[dress, 1]])]);
    const [counter] = await placeTogether(database, [tillDraft(shop, [[dress, 1]])]);
    assert.ok(market?.ok && counter?.ok);
    for (const { value } of [market, counter]) {
      const back = [{ lineNo: 1, quantity: 1, deductMinor: 0 }];
      const input = {
        exchangeId: newId('exc'),
        newOrderId: newId('ord'),
        orderId: value.orderId,
        reason: 'size' as const,
        back,
      };
      const wanted = [{ skuId: other, quantity: 1 }];
      assert.equal(await code(prepareHold(database, { ...input, wanted }, 'test')), 'returns.exchange_channel');
    }
  });

  await t.test('two who complete it at once: one does; a refund of the same units beside it: one of both', async () => {
    const both = await held(1, [[other, 1]]);
    await arrive(both, 1);
    const twice = await Promise.all([code(complete(both)), code(complete(both))]);
    assert.deepEqual(twice.filter((one) => one === 'done').length, 1, twice.join());
    const raced = await held(1, [[other, 1]]);
    await arrive(raced, 1);
    const due = {
      returnId: raced.returnId,
      dueId: newId('due'),
      goodwillMinor: 0,
      way: 'original' as const,
      reason: '',
    };
    const answers = await Promise.all([
      code(complete(raced)),
      code(database.transaction(by, (tx) => oweReturn(tx, { ...due, lines: raced.back }, { ahead: false }))),
    ]);
    assert.equal(answers.filter((one) => one === 'done').length, 1, answers.join());
    assert.ok(
      answers.every((one) => ['done', 'returns.too_much', 'returns.ahead'].includes(one)),
      answers.join(),
    );
    await sweepExchanges(database);
  });

  forgetStock(database);
  await carryBack(database);
  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = ${clock()}::timestamptz - interval '1 hour'`);
  await sound(database);
});

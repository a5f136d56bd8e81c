/** Exchanges at a till, over HTTP: goods in, goods out, the difference, and two tickets that follow each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { setLevels } from '#channels';
import { shelvesOf } from '#inventory';
import { carryOut, carryOutRefunds, paymentsOf } from '#payments';
import { setPrices } from '#pricing';
import { count, sound } from '../../test/support/orders.ts';
import { sentOrder } from '../../test/support/returns.ts';
import { counter, openTill, sell, type Till } from '../../test/support/till.ts';

test('goods are exchanged at a till', async (t) => {
  const here = await counter(t, { articles: 4, stock: 20 });
  const { app, shop, clerk } = here;
  const { database } = app;
  const till = await openTill(here);
  const [dress = '', other = '', coat = '', gloves = ''] = shop.skuIds;
  const minors: Record<string, number> = { [dress]: 1_000, [other]: 1_000, [coat]: 2_500, [gloves]: 400 };
  await database.transaction({ actor: 'test' }, (tx) =>
    setPrices(tx, { listId: shop.listId, prices: shop.skuIds.map((skuId) => ({ skuId, minor: minors[skuId] ?? 0 })) }),
  );
  const draft = (of: Till, orderId: string, quantity: number, wanted: readonly (readonly [string, number])[]) => ({
    ...{ exchangeId: newId('exc'), sequence: of.lastSequence + 1, previousHash: of.lastHash, at: clock() },
    back: {
      ...{
        ticketId: newId('tkt'),
        orderId,
        returnId: newId('rtn'),
        receiptId: newId('rtc'),
        dueId: newId('due'),
        reason: 'size',
      },
      lines: [{ lineNo: 1, quantity, condition: 'new', disposition: 'sellable' }],
    },
    sale: {
      ...{ ticketId: newId('tkt'), orderId: newId('ord') },
      wanted: wanted.map(([skuId, units]) => ({ skuId, quantity: units })),
    },
  });
  const call = (path: string, body: object, of = till) =>
    app.call('POST', `/api/till/exchanges${path}`, { as: clerk, cookies: of.cookies, body });
  const post = async (
    body: ReturnType<typeof draft> & object,
    paid: object = { payMinor: 0, backMinor: 0 },
    of = till,
  ) => {
    const answer = await call('', { ...body, ...paid }, of);
    if (answer.status === 201) [of.lastSequence, of.lastHash] = [body.sequence + 1, answer.body.sale.hash as string];
    return answer;
  };
  const onHand = async (skuId: string): Promise<number> =>
    (await shelvesOf(database, [skuId]))
      .filter((one) => one.kind === 'sellable')
      .reduce((sum, one) => sum + one.onHand, 0);
  const money = async (orderId: string) =>
    (await paymentsOf(database, orderId))
      .map(
        ({ method, amountMinor, refundedMinor, refundingMinor }) =>
          `${method} ${amountMinor} -${refundedMinor} -${refundingMinor}`,
      )
      .toSorted();
  /** What a refused exchange must have left as it was. */
  const books = async () => ({
    orders: await count(database, 'order'),
    payments: await count(database, 'payment'),
    stock: [await onHand(dress), await onHand(other), await onHand(coat)],
    ...(
      await database.query<{ tickets: number; returns: number }>(sql`
      SELECT (SELECT count(*) FROM till.ticket)::int AS tickets, (SELECT count(*) FROM returns.request)::int AS returns`)
    )[0],
  });

  await t.test('a size swap of what the web sold: even, both tickets, once', async () => {
    const order = await sentOrder(database, shop, [[dress, 2]]);
    const body = draft(till, order.orderId, 1, [[other, 1]]);
    const { reason, lines } = body.back;
    const seen = await call('/preview', {
      ...{ orderId: order.orderId, reason, lines: lines.map(({ lineNo, quantity }) => ({ lineNo, quantity })) },
      wanted: body.sale.wanted,
    });
    assert.equal(seen.status, 200, seen.text);
    assert.deepEqual(
      [seen.body.wants[0].kept, seen.body.valueMinor, seen.body.totalMinor, seen.body.payMinor, seen.body.backMinor],
      [true, 1_000, 1_000, 0, 0],
    );
    const before = [await onHand(dress), await onHand(other)];
    const done = await post(body);
    assert.equal(done.status, 201, done.text);
    assert.deepEqual([await onHand(dress), await onHand(other)], [(before[0] ?? 0) + 1, (before[1] ?? 0) - 1]);
    assert.deepEqual([done.body.back.total.minor, done.body.sale.total.minor], [-1_000, 1_000]);
    assert.deepEqual(await money(body.sale.orderId), ['exchange 1000 -0 -0']);
    assert.match((await money(order.orderId)).join(), /^card \d+ -1000 -0$/, 'no card is asked');
    const again = await call('', { ...body, payMinor: 0, backMinor: 0 });
    assert.deepEqual(again.body, done.body, 'the same exchange, the same receipt');
    assert.equal(
      (await call('', { ...body, payMinor: 0, backMinor: 0, at: '2026-02-02T10:00:00Z' })).body.code,
      'request.id_reused',
    );
    const paper = await app.call('GET', `/api/till/tickets/${body.sale.ticketId}`, {
      as: clerk,
      cookies: till.cookies,
    });
    assert.deepEqual([paper.body.backTicketId, paper.body.payments[0].method], [body.back.ticketId, 'exchange']);
  });

  await t.test(
    'dearer: the buyer pays the difference in cash, with change; cheaper: cash comes back out of the drawer',
    async () => {
      const sold = await sell(here, till, [[dress, 3]]);
      const dear = draft(till, sold.body.orderId, 1, [[coat, 1]]);
      const cash = (receivedMinor: number) => ({ method: 'cash', paymentId: newId('pay'), receivedMinor });
      const before = await books();
      const owes = { payMinor: 1_500, backMinor: 0 };
      assert.equal((await post(dear, owes)).body.code, 'returns.exchange_pay');
      assert.equal((await post(dear, { ...owes, payment: cash(1_499) })).body.code, 'till.cash_short');
      assert.equal(
        (await post(dear, { payMinor: 1_000, backMinor: 0, payment: cash(1_000) })).body.code,
        'returns.exchange_changed',
      );
      const none = draft(till, sold.body.orderId, 1, [[coat, 99]]);
      assert.equal(
        (await post(none, { payMinor: 99 * 2_500 - 1_000, backMinor: 0, payment: cash(999_999) })).body.code,
        'inventory.short',
      );
      assert.deepEqual(await books(), before, 'a refused half leaves nothing behind');
      const done = await post(dear, { ...owes, payment: cash(2_000) });
      assert.equal(done.status, 201, done.text);
      assert.deepEqual(await money(dear.sale.orderId), ['cash 1500 -0 -0', 'exchange 1000 -0 -0']);
      const cheap = draft(till, sold.body.orderId, 2, [[gloves, 1]]);
      const given = await post(cheap, { payMinor: 0, backMinor: 1_600 });
      assert.equal(given.status, 201, given.text);
      assert.deepEqual(await money(sold.body.orderId), ['cash 3000 -3000 -0']);
      // What came in exchange is brought back: out of the drawer in which the money lies.
      const body = {
        ...{
          ticketId: newId('tkt'),
          orderId: cheap.sale.orderId,
          returnId: newId('rtn'),
          receiptId: newId('rtc'),
          dueId: newId('due'),
        },
        ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
        lines: [{ lineNo: 1, quantity: 1, condition: 'new', disposition: 'sellable' }],
      };
      const taken = await app.call('POST', '/api/till/returns', { as: clerk, cookies: till.cookies, body });
      assert.equal(taken.status, 201, taken.text);
      [till.lastSequence, till.lastHash] = [body.sequence, taken.body.ticket.hash as string];
      assert.deepEqual(await money(cheap.sale.orderId), ['exchange 400 -400 -0']);
    },
  );

  await t.test(
    'what does not follow the chain is put aside with both its tickets, and the till waits for a person',
    async () => {
      const order = await sentOrder(database, shop, [[dress, 1]]);
      const before = await books();
      const fork = { ...draft(till, order.orderId, 1, [[other, 1]]), previousHash: '0'.repeat(64) };
      assert.equal((await post(fork)).body.code, 'till.fork');
      assert.equal((await post(fork)).body.code, 'till.fork', 'told twice, put aside once');
      const owner = await app.staff('owner');
      const { items } = (await app.call('GET', '/api/till/forks', { as: owner })).body;
      assert.deepEqual(
        new Map(items.map((one: Record<string, unknown>) => [one.ticketId, [one.sequence, one.units]])),
        new Map([
          [fork.back.ticketId, [fork.sequence, -1]],
          [fork.sale.ticketId, [fork.sequence + 1, 1]],
        ]),
      );
      const next = draft(till, order.orderId, 1, [[other, 1]]);
      assert.equal((await post(next)).body.code, 'till.blocked');
      assert.deepEqual(await books(), before, 'and nothing is in the books');
      for (const { ticketId } of [fork.back, fork.sale])
        await app.call('POST', `/api/till/forks/${ticketId}/settle`, { as: owner });
      assert.equal((await post(next)).status, 201);
    },
  );

  await t.test('the difference by card, asked before', async () => {
    const order = await sentOrder(database, shop, [[dress, 1]]);
    const body = draft(till, order.orderId, 1, [[coat, 1]]);
    const paymentId = newId('pay');
    const ask = (payMinor: number) => call('/card', { ...body, payMinor, paymentId, card: { token: 'tok_ok' } });
    assert.equal((await ask(1_499)).body.code, 'returns.exchange_changed');
    const asked = await ask(1_500);
    assert.equal(asked.body.state, 'authorised', asked.text);
    const done = await post(body, { payMinor: 1_500, backMinor: 0, payment: { method: 'card', paymentId } });
    assert.equal(done.status, 201, done.text);
    await carryOut(database);
    assert.deepEqual(await money(body.sale.orderId), ['card 1500 -0 -0', 'exchange 1000 -0 -0']);
  });

  await t.test('two tills exchange the same unit at once: one does', async () => {
    const second = await openTill(here);
    const order = await sentOrder(database, shop, [[dress, 1]]);
    const [one, two] = [draft(till, order.orderId, 1, [[other, 1]]), draft(second, order.orderId, 1, [[other, 1]])];
    const answers = await Promise.all([post(one), post(two, undefined, second)]);
    // Whoever is late is told so when it is looked at, or under the lock: `returns.too_much`.
    const [done, late] = answers.toSorted((one, other) => one.status - other.status);
    assert.equal(done?.status, 201, done?.text);
    assert.ok(late?.status === 409 || late?.status === 422, late?.text);
    const left = await money(order.orderId);
    assert.match(left.join(), /^card \d+ -1000 -0$/);
  });

  await t.test('what is paid elsewhere is brought back, not exchanged; cash for it needs no right here', async () => {
    const order = await sentOrder(database, shop, [[dress, 1]]);
    const level = (returns: 'bridged' | 'unified') =>
      database.transaction({ actor: 'test' }, (tx) =>
        setLevels(tx, { channelId: shop.channels.web, levels: { returns }, by: 'test' }),
      );
    await level('bridged');
    assert.equal((await post(draft(till, order.orderId, 1, [[other, 1]]))).body.code, 'returns.level');
    await level('unified');
  });

  await carryOutRefunds(database);
  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = now() - interval '1 hour'`);
  await sound(database);
});

/** Goods back at a till, over HTTP: J9, a web order returned in a store. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { setLevels } from '#channels';
import { shelvesOf } from '#inventory';
import { carryOutRefunds, paymentsOf } from '#payments';
import { duesOf, returnById } from '#returns';
import type { Answer, Person } from '../../test/support/app.ts';
import { sound } from '../../test/support/orders.ts';
import { sentOrder } from '../../test/support/returns.ts';
import { counter, openTill, sell, type Till } from '../../test/support/till.ts';

type Line = readonly [lineNo: number, quantity: number];

function backOf(till: Till, orderId: string, lines: readonly Line[]) {
  return {
    ...{ ticketId: newId('tkt'), orderId, returnId: newId('rtn'), receiptId: newId('rtc'), dueId: newId('due') },
    ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
    lines: lines.map(([lineNo, quantity]) => ({ lineNo, quantity, condition: 'new', disposition: 'sellable' })),
  };
}

test('goods come back at a till, whatever channel sold them', async (t) => {
  const here = await counter(t, { articles: 3, stock: 20 });
  const { app, shop, clerk } = here;
  const { database } = app;
  const till = await openTill(here);
  const [a = ''] = shop.skuIds;
  const post = async (body: ReturnType<typeof backOf>, as: Person = clerk, path = ''): Promise<Answer> => {
    const answer = await app.call('POST', `/api/till/returns${path}`, { as, cookies: till.cookies, body });
    if (answer.status === 201 && answer.body.ticket !== null && answer.body.ticket.ticketId === body.ticketId)
      [till.lastSequence, till.lastHash] = [body.sequence, answer.body.ticket.hash as string];
    return answer;
  };
  const find = (code: string) =>
    app.call('GET', `/api/till/returns?code=${encodeURIComponent(code)}`, { as: clerk, cookies: till.cookies });
  const onHand = async (): Promise<number> =>
    (await shelvesOf(database, [a])).filter((one) => one.kind === 'sellable').reduce((sum, one) => sum + one.onHand, 0);

  await t.test('J9: a web order found by e-mail, into this store, back to the card, once, in the chain', async () => {
    const order = await sentOrder(database, shop, [[a, 2]]);
    const found = await find('ADA@exemple.fr');
    assert.equal(found.status, 200, found.text);
    const [shown] = found.body.items;
    assert.deepEqual([shown.orderId, shown.lines[0].left, shown.paid], [order.orderId, 2, ['card']]);
    assert.equal((await find('ada@')).status, 404, 'no looking through customers');
    assert.equal((await find(shown.number)).body.items[0].orderId, order.orderId);
    const before = await onHand();
    const body = backOf(till, order.orderId, [[1, 1]]);
    const taken = await post(body);
    assert.equal(taken.status, 201, taken.text);
    assert.deepEqual([taken.body.ticket.total.minor, taken.body.state], [-1_000, 'resolved']);
    assert.equal(await onHand(), before + 1);
    const again = await post(body);
    assert.deepEqual(again.body, taken.body, 'the same ticket, the same receipt');
    assert.equal(await onHand(), before + 1);
    const [paid] = await paymentsOf(database, order.orderId);
    assert.deepEqual([paid?.refundingMinor, paid?.refundedMinor], [1_000, 0], 'the card is asked by the worker');
    await carryOutRefunds(database);
    assert.equal((await paymentsOf(database, order.orderId))[0]?.refundedMinor, 1_000);
    const view = await app.call('GET', `/api/till/tickets/${body.ticketId}`, { as: clerk, cookies: till.cookies });
    assert.deepEqual(
      [view.body.kind, view.body.lines[0].quantity, view.body.total.minor, view.body.payments[0].method],
      ['return', -1, -1_000, 'card'],
    );
    const rest = await post(backOf(till, order.orderId, [[1, 1]]));
    assert.equal(
      rest.body.ticket.total.minor,
      -1_000 - (paid?.capturedMinor ?? 0) + 2_000,
      'carriage with the last unit',
    );
    assert.equal((await post(backOf(till, order.orderId, [[1, 1]]))).body.code, 'returns.lines');
  });

  await t.test('a sale of this till goes back in cash, out of this drawer', async () => {
    const sold = await sell(here, till, [[a, 2]]);
    const body = backOf(till, sold.body.orderId, [[1, 2]]);
    assert.equal((await find(sold.body.ticketId)).body.items[0].orderId, sold.body.orderId);
    const taken = await post(body);
    assert.equal(taken.status, 201, taken.text);
    const [due] = await duesOf(database, [sold.body.orderId]);
    assert.deepEqual([due?.minor, due?.doneMinor, due?.paidAt !== null], [2_000, 2_000, true]);
  });

  await t.test('cash for a card needs a right of its own', async () => {
    await sell(here, till, [[a, 3]]);
    const order = await sentOrder(database, shop, [[a, 1]]);
    const body = backOf(till, order.orderId, [[1, 1]]);
    assert.equal((await post(body, clerk, '/cash')).status, 403);
    const given = await post(body, await app.staff('manager'), '/cash');
    assert.equal(given.status, 201, given.text);
    const [paid] = await paymentsOf(database, order.orderId);
    assert.equal(paid?.refundedMinor, paid?.capturedMinor, 'at once, and the card provider hears nothing of it');
  });

  await t.test('a return that the buyer asked for is taken up; its code is read here', async () => {
    const order = await sentOrder(database, shop, [[a, 1]]);
    const returnId = newId('rtn');
    const asked = { returnId, reason: 'different', lines: [{ lineNo: 1, quantity: 1 }] };
    const agent = await app.staff('agent');
    const made = await app.call('POST', `/api/orders/${order.orderId}/returns`, { as: agent, body: asked });
    assert.equal(made.status, 201, made.text);
    const [shown] = (await find(made.body.number)).body.items;
    assert.equal(shown.request.returnId, returnId);
    const taken = await post({ ...backOf(till, order.orderId, [[1, 1]]), returnId });
    assert.equal(taken.status, 201, taken.text);
    assert.equal((await returnById(database, returnId))?.state, 'resolved');
  });

  await t.test('what does not follow the chain is refused whole; the levels say who takes what', async () => {
    const order = await sentOrder(database, shop, [[a, 2]]);
    const before = await onHand();
    const fork = { ...backOf(till, order.orderId, [[1, 1]]), previousHash: '0'.repeat(64) };
    assert.equal((await post(fork)).body.code, 'till.fork');
    assert.equal((await post(fork)).body.code, 'till.fork', 'told twice it is put aside once');
    assert.equal(await onHand(), before);
    const owner = await app.staff('owner');
    const { items } = (await app.call('GET', '/api/till/forks', { as: owner })).body;
    assert.deepEqual(
      items.map((one: Record<string, unknown>) => [one.ticketId, one.units, one.total]),
      [[fork.ticketId, -1, { minor: -1_000, currency: 'EUR' }]],
    );
    const next = backOf(till, order.orderId, [[1, 1]]);
    assert.equal((await post(next)).body.code, 'till.blocked', 'nor are goods taken back until a person has looked');
    await app.call('POST', `/api/till/forks/${fork.ticketId}/settle`, { as: owner });
    const level = (returns: 'isolated' | 'bridged' | 'unified') =>
      database.transaction({ actor: 'test' }, (tx) =>
        setLevels(tx, { channelId: shop.channels.web, levels: { returns }, by: 'test' }),
      );
    await level('isolated');
    const body = backOf(till, order.orderId, [[1, 1]]);
    assert.equal((await post(body)).body.code, 'returns.level', 'only where it was bought');
    await level('bridged');
    const taken = await post(body);
    assert.deepEqual([taken.status, taken.body.ticket, taken.body.state], [201, null, 'inspected'], 'who sold it pays');
    assert.equal(await onHand(), before + 1);
    await level('unified');
  });

  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = now() - interval '1 hour'`);
  await carryOutRefunds(database);
  await sound(database);
});

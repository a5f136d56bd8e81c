/** Who comes to collect pays what is owed at the till: once, into its drawer and its chain; what we owe goes back the way it came. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { clock } from '#base/time';
import { editOrder, findOrder, payOrder, pickupCode, placeOrder, type OrderEdit } from '#orders';
import { balancesOf, paymentsOf } from '#payments';
import { sound, webDraft } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

async function town(t: TestContext) {
  const c = await counter(t, { articles: 2, stock: 20 });
  const { app, shop, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.call(method, `/api/till/pickups${path}`, { as: clerk, cookies: till.cookies, ...(body ? { body } : {}) });
  const next = () => ({
    ...{ ticketId: newId('tkt'), at: clock() },
    ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash },
  });
  const moved = (body: { sequence: number }, answer: { status: number; body: { hash?: string } }): void => {
    if (answer.status === 201) Object.assign(till, { lastSequence: body.sequence, lastHash: answer.body.hash });
  };
  const drawer = async (): Promise<number> =>
    (await balancesOf(database, [`drawer:${till.deviceId}`])).reduce((sum, one) => sum + one.balance, 0);
  const ordered = async (method: 'promise' | 'card', units = 2): Promise<string> => {
    const [a = ''] = shop.skuIds;
    const draft = {
      ...webDraft(shop, [[a, units]], method),
      delivery: { method: 'pickup' as const, siteId: shop.siteId },
    };
    const { orderId } = unwrap(await placeOrder(database, draft));
    if (method === 'card') {
      const paymentId = draft.payments[0]?.paymentId ?? '';
      await payOrder(database, { orderId, paymentId, card: 'tok_ok', actor: 'test' });
    }
    return orderId;
  };
  const change = async (orderId: string, edit: OrderEdit): Promise<void> => {
    const how = { why: 'asked', by: 'staff', kind: 'edited' } as const;
    await editOrder(database, { ...how, orderId, edit, editId: newId('edt') }, 'test');
  };
  return { ...c, database, till, call, next, moved, drawer, ordered, change };
}

test('an order to be paid at the counter: found, paid in cash once, handed over; drawer, receipt and chain agree', async (t) => {
  const { app, clerk, shop, database, till, call, next, moved, drawer, ordered } = await town(t);
  const orderId = await ordered('promise');
  await ordered('card', 1);
  const [row] = (await call('GET', '?q=ada')).body.items.filter((one: { orderId: string }) => one.orderId === orderId);
  assert.deepEqual([row.units, row.due.minor, row.readyAt], [2, 2_000, null]);
  assert.equal(
    (await call('GET', `?q=${row.number}.123456`)).body.items.length,
    1,
    'number and code as they are scanned',
  );
  assert.equal((await call('GET', '?q=nobody')).body.items.length, 0);
  const payment = { method: 'cash', paymentId: newId('pay'), receivedMinor: 5_000 };
  const body = { ...next(), dueMinor: 2_000, payment };
  const few = { ...body, payment: { ...payment, receivedMinor: 1_999 } };
  assert.equal((await call('POST', `/${orderId}/pay`, few)).body.code, 'till.cash_short');
  const other = { ...body, dueMinor: 1_900 };
  assert.equal((await call('POST', `/${orderId}/pay`, other)).body.code, 'orders.due_changed');
  const paid = await call('POST', `/${orderId}/pay`, body);
  assert.equal(paid.status, 201, paid.text);
  assert.deepEqual((await call('POST', `/${orderId}/pay`, body)).body, paid.body, 'said twice it is one payment');
  moved(body, paid);
  assert.equal(await drawer(), 2_000);
  assert.deepEqual((await paymentsOf(database, orderId)).map(({ method, state }) => [method, state]).sort(), [
    ['cash', 'captured'],
    ['promise', 'voided'],
  ]);
  assert.equal((await call('GET', `/${orderId}/due`)).body.due.minor, 0);
  const again = { ...next(), dueMinor: 2_000, payment: { ...payment, paymentId: newId('pay') } };
  assert.equal((await call('POST', `/${orderId}/pay`, again)).body.code, 'orders.nothing_due');
  const path = `/api/till/tickets/${body.ticketId}`;
  const receipt = (await app.call('GET', path, { as: clerk, cookies: till.cookies })).body;
  assert.deepEqual([receipt.kind, receipt.total.minor, receipt.payments[0].change.minor], ['payment', 2_000, 3_000]);
  const code = await pickupCode(database, orderId);
  const handOver = { siteId: shop.siteId, check: { code } };
  const gone = await app.call('POST', `/api/fulfilment/orders/${orderId}/hand-over`, { as: clerk, body: handOver });
  assert.equal(gone.status, 200, gone.text);
  assert.equal((await findOrder(database, orderId))?.fulfilment, 'done');
  const fork = { ...next(), previousHash: '0'.repeat(64), dueMinor: 2_000 };
  const later = await ordered('promise');
  const forked = { ...fork, payment: { ...payment, paymentId: newId('pay') } };
  assert.equal((await call('POST', `/${later}/pay`, forked)).body.code, 'till.fork');
  assert.equal(await drawer(), 2_000, 'and no money came in');
  const forks = (await app.call('GET', '/api/till/forks', { as: await app.staff('owner') })).body.items;
  assert.deepEqual(
    forks.map((one: { total: { minor: number } }) => one.total.minor),
    [2_000],
  );
  await sound(database);
});

test('what a change cost is paid by card at the till, a declined one leaves it due', async (t) => {
  const { shop, database, call, next, moved, ordered, change, drawer } = await town(t);
  const orderId = await ordered('card');
  await change(orderId, { add: [{ skuId: shop.skuIds[1] ?? '', quantity: 1 }] });
  const { due } = (await call('GET', `/${orderId}/due`)).body;
  assert.equal(due.minor, 1_001);
  const ask = (token: string, paymentId = newId('pay')) =>
    call('POST', `/${orderId}/card`, { paymentId, dueMinor: due.minor, card: { token } });
  assert.equal((await ask('tok_declined')).body.state, 'declined');
  const paymentId = newId('pay');
  assert.equal((await ask('tok_ok', paymentId)).body.state, 'authorised');
  assert.equal((await ask('tok_ok')).body.code, 'orders.payment', 'one card at a time');
  const cash = { method: 'cash', paymentId: newId('pay'), receivedMinor: 2_000 };
  const twice = { ...next(), dueMinor: due.minor, payment: cash };
  assert.equal((await call('POST', `/${orderId}/pay`, twice)).body.code, 'orders.payment', 'nor cash beside it');
  const body = { ...next(), dueMinor: due.minor, payment: { method: 'card', paymentId } };
  const paid = await call('POST', `/${orderId}/pay`, body);
  assert.equal(paid.status, 201, paid.text);
  moved(body, paid);
  assert.deepEqual([await drawer(), (await call('GET', `/${orderId}/due`)).body.due.minor], [0, 0]);
  await sound(database);
});

test('what was paid in cash and is owed for a change goes back out of the drawer, once', async (t) => {
  const { app, shop, clerk, database, till, call, next, moved, drawer, change } = await town(t);
  const [a = ''] = shop.skuIds;
  const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };
  const sold = { ...sale(till, [[a, 3]]), sent: { to: { method: 'pickup', siteId: shop.siteId }, contact } };
  const posted = await app.call('POST', '/api/till/tickets', { as: clerk, cookies: till.cookies, body: sold });
  assert.equal(posted.status, 201, posted.text);
  moved(sold, posted);
  assert.equal(await drawer(), 3_000);
  await change(sold.orderId, { lines: [{ lineNo: 1, quantity: 1 }] });
  assert.equal((await call('GET', `/${sold.orderId}/due`)).body.due.minor, -2_000);
  const body = { ...next(), owedMinor: 2_000 };
  const back = await call('POST', `/${sold.orderId}/give-back`, body);
  assert.equal(back.status, 201, back.text);
  assert.deepEqual((await call('POST', `/${sold.orderId}/give-back`, body)).body, back.body, 'said twice, given once');
  moved(body, back);
  assert.deepEqual([back.body.total.minor, await drawer()], [-2_000, 1_000]);
  const more = { ...next(), owedMinor: 2_000 };
  assert.equal((await call('POST', `/${sold.orderId}/give-back`, more)).body.code, 'orders.nothing_due');
  await sound(database);
});

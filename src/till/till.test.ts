/** What a till promises, over HTTP on a real database: a chain without gaps, one sale for one unit, never money without a ticket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { setPrices } from '#pricing';
import { forgetSkus, shelvesOf } from '#inventory';
import { placeOrder, settleOrder } from '#orders';
import { paymentById } from '#payments';
import { count, free, sound, webDraft } from '../../test/support/orders.ts';
import { add, device as phone, signedIn } from '../../test/support/carts.ts';
import { firstHash, ticketHash } from './model.ts';
import { counter, openTill, sale, sell, type Counter, type Till } from '../../test/support/till.ts';

const at = (c: Counter, i: number): string => c.shop.skuIds[i] as string;

test('tickets form a chain that anyone can check, and hold no name', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const { customerId } = await signedIn(c, 'Camille');
  const first = await sell(c, till, [[at(c, 0), 2]], { customerId });
  assert.equal(first.status, 201, first.text);
  assert.equal(first.body.total.minor, 2_000);
  const second = await sell(c, till, [[at(c, 1), 1]]);
  const tickets = await c.app.database.query<{ hash: string; previous: string; body: string }>(
    sql`SELECT hash, previous_hash AS previous, body FROM till.ticket ORDER BY sequence`,
  );
  assert.deepEqual(
    tickets.map((one) => one.previous),
    [firstHash(till.deviceId), first.body.hash],
  );
  for (const one of tickets) assert.equal(one.hash, ticketHash(one.previous, one.body));
  assert.equal(tickets[1]?.hash, second.body.hash);
  assert.ok(!/Camille|Martin|clerk/i.test(tickets.map((one) => one.body).join()), 'a ticket holds ids, never names');
  assert.equal(await free(c.app.database, at(c, 0)), 8);
  await sound(c.app.database);
});

test('the same ticket again gives its receipt, also after prices have changed; another content is refused', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const body = sale(till, [[at(c, 0), 1]], { unit: 1_000 });
  const first = await c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
  await c.app.database.transaction({ actor: 'test' }, (tx) =>
    setPrices(tx, { listId: c.shop.listId, prices: [{ skuId: at(c, 0), minor: 1_200 }] }),
  );
  const again = await c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
  assert.deepEqual(again.body, first.body);
  const other = { ...body, lines: [{ skuId: at(c, 0), quantity: 2, unitMinor: 1_000 }] };
  const refused = await c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body: other });
  assert.equal(refused.body.code, 'request.id_reused');
  assert.equal(await count(c.app.database, 'order'), 1);
});

test('two posts at once of one ticket are one sale', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const body = sale(till, [[at(c, 0), 1]], { unit: 1_000 });
  const post = () => c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
  const answers = await Promise.all([post(), post(), post()]);
  for (const answer of answers)
    assert.ok(answer.status === 201 || answer.body.code === 'request.in_flight', answer.text);
  assert.deepEqual((await post()).body.hash, answers.find((answer) => answer.status === 201)?.body.hash);
  assert.equal(await count(c.app.database, 'order'), 1);
  assert.equal(await free(c.app.database, at(c, 0)), 9);
});

test('a cloned till is a fork: refused with the place where the chain stands, and nothing is sold', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const clone: Till = { ...till };
  const first = await sell(c, till, [[at(c, 0), 1]]);
  const forked = await sell(c, clone, [[at(c, 0), 1]]);
  assert.equal(forked.body.code, 'till.fork');
  assert.deepEqual([forked.body.lastSequence, forked.body.lastHash], [1, first.body.hash]);
  const tampered = await sell(c, { ...till, lastHash: firstHash('other') }, [[at(c, 0), 1]]);
  assert.equal(tampered.body.code, 'till.fork');
  assert.equal(await free(c.app.database, at(c, 0)), 9);
  await sound(c.app.database);
});

test('a forked ticket is put aside once and told to a person; until they have looked its till sells nothing', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const clone: Till = { ...till };
  await sell(c, till, [[at(c, 0), 1]]);
  const body = sale(clone, [[at(c, 0), 2]], { unit: 1_000 });
  const post = (ticket: object) =>
    c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body: ticket });
  assert.equal((await post(body)).body.code, 'till.fork');
  assert.equal((await post(body)).body.code, 'till.fork');
  const owner = await c.app.staff('owner');
  const forks = async () => (await c.app.call('GET', '/api/till/forks', { as: owner })).body.items;
  const [fork, ...others] = await forks();
  assert.deepEqual(others, [], 'told twice, kept once');
  assert.deepEqual(
    [fork.ticketId, fork.sequence, fork.stoodSequence, fork.units, fork.total.minor, fork.enteredAs],
    [body.ticketId, 1, 1, 2, 2_000, null],
  );
  assert.deepEqual([await free(c.app.database, at(c, 0)), await count(c.app.database, 'payment')], [9, 1]);
  const resumed = { ...body, sequence: till.lastSequence + 1, previousHash: till.lastHash };
  const device = () => c.app.call('GET', '/api/till/device', { as: c.clerk, cookies: till.cookies });
  assert.equal((await device()).body.blocked, true);
  assert.equal((await post(resumed)).body.code, 'till.blocked', 'nobody knows yet which of the two is ours');
  assert.equal(
    (await ask(c, till, sale(till, [[at(c, 1), 1]], { unit: 1_000, method: 'card' }), 'tok_ok')).body.code,
    'till.blocked',
  );
  const neighbour = await openTill(c);
  assert.equal((await sell(c, neighbour, [[at(c, 1), 1]])).status, 201, 'the till beside it sells on');
  const settle = (as: typeof owner, id = body.ticketId) => c.app.call('POST', `/api/till/forks/${id}/settle`, { as });
  assert.equal((await settle(c.clerk)).status, 403, 'not by whoever sells');
  assert.equal((await settle(owner, newId('tkt'))).body.code, 'till.unknown_ticket');
  assert.deepEqual([(await settle(owner)).status, (await settle(owner)).status], [204, 204]);
  assert.deepEqual(await forks(), []);
  assert.equal((await device()).body.blocked, false);
  assert.equal((await post(resumed)).status, 201, 'a person has looked');
  await sound(c.app.database);
});

test('the last unit at the till and on the web: exactly one sale', async (t) => {
  const c = await counter(t, { stock: 1 });
  const till = await openTill(c);
  const [counterSale, webOrder] = await Promise.all([
    sell(c, till, [[at(c, 0), 1]]),
    placeOrder(c.app.database, webDraft(c.shop, [[at(c, 0), 1]])),
  ]);
  assert.equal(Number(counterSale.status === 201) + Number(webOrder.ok), 1);
  if (counterSale.status !== 201) assert.equal(counterSale.body.code, 'inventory.short');
  await sound(c.app.database);
});

test('a price that changed meanwhile is announced with both prices; too little cash is refused', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const changed = await sell(c, till, [[at(c, 0), 1]], { unit: 900 });
  assert.equal(changed.body.code, 'orders.price_changed');
  assert.deepEqual(changed.body.changed, [{ skuId: at(c, 0), expected: 900, actual: 1_000 }]);
  const short = await sell(c, till, [[at(c, 0), 1]], { received: 999 });
  assert.equal(short.body.code, 'till.cash_short');
  const paid = await sell(c, till, [[at(c, 0), 1]], { received: 2_000 });
  const view = await c.app.call('GET', `/api/till/tickets/${paid.body.ticketId}`, { as: c.clerk });
  assert.equal(view.body.payments[0].change.minor, 1_000);
  assert.equal(view.body.payments[0].amount.minor, 1_000);
  assert.match(view.body.link, /\/orders\/[0-9A-Z]{10}\?t=/);
});

test('beyond the books the seller decides: a breach is recorded, no shelf goes below zero', async (t) => {
  const c = await counter(t, { stock: 1 });
  const till = await openTill(c);
  const short = await sell(c, till, [[at(c, 0), 2]]);
  assert.equal(short.body.code, 'inventory.short');
  const sold = await sell(c, till, [[at(c, 0), 2]], { override: true });
  assert.equal(sold.status, 201, sold.text);
  assert.equal(await count(c.app.database, 'breach'), 1);
  const [shelf] = await shelvesOf(c.app.database, [at(c, 0)]);
  assert.equal(shelf?.onHand, 0);
  await sound(c.app.database);
});

const ask = (c: Counter, till: Till, body: object, token: string) => {
  const { payment, ...rest } = body as { payment: { paymentId: string } };
  const asked = { ...rest, paymentId: payment.paymentId, card: { token } };
  return c.app.call('POST', '/api/till/card', { as: c.clerk, cookies: till.cookies, body: asked });
};

test('a card is asked first: approved it pays the ticket, declined or unanswered it posts none', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const post = (body: object) => c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
  const unasked = sale(till, [[at(c, 0), 1]], { unit: 1_000, method: 'card' });
  assert.equal((await post(unasked)).body.code, 'till.card_open', 'nobody asked the card');
  assert.equal((await ask(c, till, unasked, 'tok_declined')).body.state, 'declined');
  assert.equal((await post(unasked)).body.code, 'till.card_open');
  const second = { ...unasked, payment: { ...unasked.payment, paymentId: newId('pay') } };
  assert.equal((await ask(c, till, second, 'tok_lost_answer')).body.state, 'unknown');
  assert.equal((await post(second)).body.code, 'till.card_open', 'we do not know: no ticket');
  assert.equal((await ask(c, till, second, 'tok_lost_answer')).body.state, 'authorised', 'asked again it is looked up');
  const posted = await post(second);
  assert.equal(posted.status, 201, posted.text);
  assert.equal((await paymentById(c.app.database, second.payment.paymentId))?.claimedAt === null, false);
  assert.equal(await free(c.app.database, at(c, 0)), 9);
  await sound(c.app.database);
});

test('a card that paid no ticket is released; one that paid is kept', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const body = sale(till, [[at(c, 0), 1]], { unit: 1_000, method: 'card' });
  assert.equal((await ask(c, till, body, 'tok_ok')).body.state, 'authorised');
  const drop = (paymentId: string) =>
    c.app.call('DELETE', `/api/till/card/${paymentId}`, { as: c.clerk, cookies: till.cookies });
  assert.equal((await drop(body.payment.paymentId)).status, 204);
  const late = await c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
  assert.equal(late.body.code, 'till.card_open', 'released money pays nothing');
  const cash = await sell(c, till, [[at(c, 0), 1]]);
  assert.equal(cash.status, 201, cash.text);
  assert.equal((await drop(cash.body.ticketId.replace('tkt_', 'pay_'))).body.code, 'payments.not_found');
});

test('a webhook that comes before the ticket takes no money: the ticket does', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const body = sale(till, [[at(c, 0), 1]], { unit: 1_000, method: 'card' });
  const { paymentId } = body.payment;
  await ask(c, till, body, 'tok_ok');
  const told = await settleOrder(c.app.database, { paymentId, orderId: body.orderId, state: 'authorised' });
  assert.equal(told.ok, false, 'there is no such order yet');
  assert.equal((await paymentById(c.app.database, paymentId))?.claimedAt, null);
  const posted = await c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
  assert.equal(posted.status, 201, posted.text);
  assert.ok((await paymentById(c.app.database, paymentId))?.claimedAt);
  await sound(c.app.database);
});

test('opened again a till goes on with its chain', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const sold = await sell(c, till, [[at(c, 0), 1]]);
  const body = { deviceId: till.deviceId, channelId: c.shop.channels.till, name: 'Caisse' };
  const again = await c.app.call('POST', '/api/till/device', { as: c.clerk, body });
  assert.deepEqual([again.body.lastSequence, again.body.lastHash], [1, sold.body.hash]);
  const web = { ...body, channelId: c.shop.channels.web };
  assert.equal(
    (await c.app.call('POST', '/api/till/device', { as: c.clerk, body: web })).body.code,
    'till.unknown_channel',
  );
});

test('a card is not asked for what the shelf does not hold', async (t) => {
  const c = await counter(t, { stock: 1 });
  const till = await openTill(c);
  forgetSkus(c.app.database, c.shop.skuIds);
  const answer = await ask(c, till, sale(till, [[at(c, 0), 2]], { unit: 1_000, method: 'card' }), 'tok_ok');
  assert.equal(answer.body.code, 'inventory.short');
  assert.equal(await count(c.app.database, 'payment'), 0);
});

test('a cart begun on a phone is found by its shopper, brought here, sold once and closed', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const { person, customerId, code } = await signedIn(c, 'Camille');
  const cart = await phone(c, 'web', person);
  await add(c, cart, at(c, 0), 2);
  const read = (path: string) => c.app.call('GET', path, { as: c.clerk, cookies: till.cookies });
  for (const q of ['camille', 'camille@exemple.fr', code]) {
    const found = await read(`/api/till/carts?q=${encodeURIComponent(q)}`);
    assert.equal(found.body.items[0]?.cartId, cart.cartId, `${q}: ${found.text}`);
  }
  const scanned = await read(`/api/till/lookup?code=${code}`);
  assert.equal(scanned.body.customer.customerId, customerId);
  const brought = await c.app.call('POST', `/api/till/carts/${cart.cartId}/bring`, {
    as: c.clerk,
    cookies: till.cookies,
    body: { customerId },
  });
  assert.deepEqual(brought.body.lines, [{ skuId: at(c, 0), quantity: 2, seenMinor: 1_000 }]);
  const sold = await sell(c, till, [[at(c, 0), 2]], { customerId, cartId: cart.cartId });
  assert.equal(sold.status, 201, sold.text);
  const twice = await sell(c, till, [[at(c, 0), 2]], { customerId, cartId: cart.cartId });
  assert.equal(twice.body.code, 'carts.closed');
  assert.equal((await read(`/api/till/carts?customerId=${customerId}`)).body.items.length, 0);
  await sound(c.app.database);
});

test('an order’s code and a receipt’s link are read: a sale is its ticket, an order to collect itself, another store’s nothing', async (t) => {
  const c = await counter(t);
  const till = await openTill(c);
  const read = (code: string) =>
    c.app.call('GET', `/api/till/lookup?code=${encodeURIComponent(code)}`, { as: c.clerk, cookies: till.cookies });
  const sold = await sell(c, till, [[at(c, 0), 1]]);
  const receipt = await c.app.call('GET', `/api/till/tickets/${sold.body.ticketId}`, { as: c.clerk });
  for (const code of [receipt.body.link, sold.body.number, `  ${sold.body.number.toLowerCase()} `])
    assert.deepEqual((await read(code)).body, { kind: 'ticket', ticketId: sold.body.ticketId }, code);
  const pickup = { method: 'pickup' as const, siteId: c.shop.siteId };
  const order = await placeOrder(c.app.database, { ...webDraft(c.shop, [[at(c, 1), 1]]), delivery: pickup });
  assert.ok(order.ok);
  const link = `https://shop.example/orders/${order.value.number}?t=whatever`;
  for (const code of [order.value.number, link])
    assert.deepEqual((await read(code)).body, { kind: 'order', orderId: order.value.orderId }, code);
  await c.app.database.query(sql`UPDATE orders.order SET site_id = ${newId('sit')}`);
  await c.app.database.query(sql`UPDATE orders.allocation SET place_id = ${newId('plc')}`);
  assert.equal((await read(order.value.number)).body.code, 'till.nothing_found', 'of another store');
  assert.equal((await read('/orders/0000000000')).body.code, 'till.nothing_found');
});

test('only a till of ours sells: PIN, device, and right are looked at', async (t) => {
  const c = await counter(t);
  const stranger = await c.app.call('GET', '/api/till/catalogue', { as: c.clerk });
  assert.equal(stranger.body.code, 'till.unknown_device');
  const till = await openTill(c);
  const nobody = await c.app.call('GET', '/api/till/catalogue', { cookies: till.cookies });
  assert.equal(nobody.status, 401);
  const items = await c.app.call('GET', '/api/till/catalogue', { as: c.clerk, cookies: till.cookies });
  assert.equal(items.body.items.length, 3);
  assert.deepEqual([items.body.items[0].minor, items.body.items[0].here], [1_000, 10]);
  const web = await c.app.call('POST', '/api/till/device', {
    as: c.clerk,
    body: { deviceId: newId('dev'), channelId: c.shop.channels.web, name: 'Caisse' },
  });
  assert.equal(web.body.code, 'till.unknown_channel');
  const sku = await c.app.call('GET', '/api/till/lookup?code=T-1', { as: c.clerk, cookies: till.cookies });
  assert.equal(sku.body.skuId, at(c, 1));
  const none = await c.app.call('GET', '/api/till/lookup?code=nothing', { as: c.clerk, cookies: till.cookies });
  assert.equal(none.body.code, 'till.nothing_found');
});

test('a till is gone on with on another device: one chain, one device; by who manages, or who sold on it last', async (t) => {
  const c = await counter(t);
  const { app, shop, clerk } = c;
  const till = await openTill(c);
  assert.equal((await sell(c, till, [[at(c, 0), 1]])).status, 201);
  const [picker, manager] = [await app.staff('picker'), await app.staff('manager')];
  const shown = async (as: typeof clerk) =>
    (await app.call('GET', '/api/till/devices', { as })).body.items.map((one: { deviceId: string }) => one.deviceId);
  assert.deepEqual([await shown(clerk), await shown(manager)], [[till.deviceId], [till.deviceId]]);
  const take = (as: typeof clerk) =>
    app.call('POST', '/api/till/device/take-over', { as, body: { deviceId: till.deviceId } });
  assert.equal((await take(picker)).body.code, 'request.forbidden');
  const taken = await take(manager);
  assert.deepEqual([taken.status, taken.body.lastSequence, taken.body.lastHash], [200, 1, till.lastHash]);
  const old = await sell(c, { ...till }, [[at(c, 0), 1]]);
  assert.equal(old.body.code, 'till.unknown_device', 'the old device sells no more');
  const { halle_device: token = '' } = taken.cookies;
  const here: Till = { ...till, cookies: { halle_device: token } };
  assert.equal((await sell(c, here, [[at(c, 0), 1]])).body.sequence, 2, 'the new one goes on with its numbers');
  assert.deepEqual(await shown(clerk), [till.deviceId], 'who sold last may go on with it');
  const other = await sell({ ...c, clerk: manager }, here, [[at(c, 0), 1]]);
  assert.equal(other.status, 201, other.text);
  assert.deepEqual(await shown(clerk), [], 'and another seller may not');
  assert.equal((await take(clerk)).body.code, 'till.unknown_till');
  assert.equal(shop.channels.till, taken.body.channel.channelId);
  await sound(app.database);
});

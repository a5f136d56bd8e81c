import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { canonicalJson, sha256 } from '#base/canonical';
import { newId } from '#base/ids';
import { setPrices } from '#pricing';
import { settleOrder } from '#orders';
import { paymentById } from '#payments';
import { testApp, type TestApp } from '../../test/support/app.ts';
import { add, device as shopperDevice, signedIn, setStock } from '../../test/support/carts.ts';
import { count, free, sound } from '../../test/support/orders.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';
import { askCard, post, sale, testTill, type TestTill } from '../../test/support/till.ts';
import { ticketsById } from './queries.ts';

type Counter = { app: TestApp; shop: TestShop; till: TestTill };

async function counter(t: TestContext, stock = 10): Promise<Counter> {
  const app = await testApp(t);
  const shop = await testShop(app.database, { stock });
  return { app, shop, till: await testTill(app, shop) };
}

const sku = (shop: TestShop, i: number): string => shop.skuIds[i] ?? '';

test('a cash sale: goods handed over, money in the drawer, the ticket follows the one before', async (t) => {
  const { app, shop, till } = await counter(t);
  const before = till.hash;
  const first = await post(app, till, sale(shop, till, [[0, 2]], {}));
  assert.equal(first.status, 201, first.text);
  assert.deepEqual(first.body.total, { minor: 2_000, currency: 'EUR' });
  const second = await post(app, till, sale(shop, till, [[1, 1]]));
  assert.equal(second.body.sequence, 2);
  assert.equal(second.body.previousHash, first.body.hash);
  assert.equal(await free(app.database, sku(shop, 0)), 8);
  const ticket = (await ticketsById(app.database, [first.body.ticketId])).get(first.body.ticketId);
  assert.ok(ticket);
  assert.equal(ticket.hash, sha256(`${before}\n${canonicalJson(ticket.body)}`));
  assert.deepEqual(ticket.body.taxGroups, [{ rate: 200_000, grossMinor: 2_000, netMinor: 1_667, taxMinor: 333 }]);
  const shown = await app.call('GET', `/api/till/tickets/${first.body.ticketId}`, { as: till.as });
  assert.equal(shown.status, 200, shown.text);
  assert.equal(shown.body.payments[0].change.minor, 998_000);
  await sound(app.database);
});

test('the same ticket again gives its receipt, also when the price has changed since; another content is refused', async (t) => {
  const { app, shop, till } = await counter(t);
  const body = sale(shop, till, [[0, 1]]);
  const [a, b] = await Promise.all([post(app, till, body), post(app, till, body)]);
  assert.ok([a, b].some((answer) => answer.status === 201));
  await app.database.transaction({ actor: 'test' }, (tx) =>
    setPrices(tx, { listId: shop.listId, prices: [{ skuId: sku(shop, 0), minor: 1_500 }] }),
  );
  const again = await post(app, till, body);
  assert.equal(again.status, 201, again.text);
  assert.deepEqual(again.body, (a.status === 201 ? a : b).body);
  const other = await post(app, till, { ...body, lines: [{ skuId: sku(shop, 1), quantity: 1, unitMinor: 1_001 }] });
  assert.equal(other.body.code, 'request.id_reused');
  assert.equal(await count(app.database, 'order'), 1);
  await sound(app.database);
});

test('a fork is refused and says where the till stands: a number again, or another past', async (t) => {
  const { app, shop, till } = await counter(t);
  const clone = { ...till };
  await post(app, till, sale(shop, till, [[0, 1]]));
  const forked = await post(app, clone, sale(shop, clone, [[1, 1]]));
  assert.equal(forked.status, 409);
  assert.equal(forked.body.code, 'till.fork');
  assert.equal(forked.body.lastSequence, 1);
  assert.equal(forked.body.lastHash, till.hash);
  const past = await post(app, till, sale(shop, till, [[1, 1]], { previousHash: sha256('another') }));
  assert.equal(past.body.code, 'till.fork');
  assert.equal(await count(app.database, 'order'), 1);
  assert.equal(await free(app.database, sku(shop, 1)), 10);
  const back = await testTill(app, shop, till.deviceId);
  assert.deepEqual([back.sequence, back.hash], [1, till.hash], 'enrolled again it goes on with its chain');
});

test('the price shown is the price paid: another is refused with both', async (t) => {
  const { app, shop, till } = await counter(t);
  const answer = await post(
    app,
    till,
    sale(shop, till, [], { lines: [{ skuId: sku(shop, 0), quantity: 1, unitMinor: 900 }] }),
  );
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, 'orders.price_changed');
  assert.deepEqual(answer.body.changed, [{ skuId: sku(shop, 0), expected: 900, actual: 1_000 }]);
});

test('what the shelf does not hold is refused; the seller may override, and it is a breach', async (t) => {
  const { app, shop, till } = await counter(t, 1);
  const short = await post(app, till, sale(shop, till, [[0, 2]]));
  assert.equal(short.status, 409);
  assert.deepEqual(short.body.short, [{ skuId: sku(shop, 0), wanted: 2, available: 1 }]);
  const sold = await post(app, till, sale(shop, till, [[0, 2]], { override: true }));
  assert.equal(sold.status, 201, sold.text);
  assert.equal(await count(app.database, 'breach'), 1);
  await sound(app.database);
});

test('too little cash is refused', async (t) => {
  const { app, shop, till } = await counter(t);
  const payment = { method: 'cash', paymentId: newId('pay'), receivedMinor: 999 };
  const answer = await post(app, till, sale(shop, till, [[0, 1]], { payment }));
  assert.equal(answer.body.code, 'till.cash_short');
});

test('a card is approved before the ticket, which takes its money; no answer, or a decline, and no ticket stands on it', async (t) => {
  const { app, shop, till } = await counter(t);
  const payment = () => ({ method: 'card' as const, paymentId: newId('pay') });
  const good = sale(shop, till, [[0, 1]], { payment: payment() });
  assert.equal((await post(app, till, good)).body.code, 'till.card_open', 'not asked yet');
  const asked = await askCard(app, till, good, 'tok_ok');
  assert.deepEqual([asked.status, asked.body.state], [200, 'authorised'], asked.text);
  const posted = await post(app, till, good);
  assert.equal(posted.status, 201, posted.text);
  const paid = await paymentById(app.database, good.payment.paymentId);
  assert.ok(paid?.claimedAt);

  const bad = sale(shop, till, [[0, 1]], { payment: payment() });
  assert.equal((await askCard(app, till, bad, 'tok_declined')).body.state, 'declined');
  assert.equal((await post(app, till, bad)).body.code, 'till.card_open');
  const cash = { ...bad, payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: 1_000 } };
  assert.equal((await post(app, till, cash)).status, 201, 'after a decline the same sale may be paid in cash');
  await sound(app.database);
});

test('a webhook that comes before the ticket takes no money: the ticket does', async (t) => {
  const { app, shop, till } = await counter(t);
  const body = sale(shop, till, [[0, 1]], { payment: { method: 'card', paymentId: newId('pay') } });
  await askCard(app, till, body, 'tok_ok');
  const { paymentId } = body.payment;
  const told = await settleOrder(app.database, { paymentId, orderId: body.orderId, state: 'authorised' });
  assert.equal(told.ok, false);
  assert.equal((await paymentById(app.database, paymentId))?.claimedAt, null);
  assert.equal((await post(app, till, body)).status, 201);
  assert.ok((await paymentById(app.database, paymentId))?.claimedAt);
  await sound(app.database);
});

test('a card without an answer bars cash until it is released', async (t) => {
  const { app, shop, till } = await counter(t);
  const body = sale(shop, till, [[0, 1]], { payment: { method: 'card', paymentId: newId('pay') } });
  assert.equal((await askCard(app, till, body, 'tok_late_webhook')).body.state, 'unknown');
  const cash = { ...body, payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: 1_000 } };
  assert.equal((await post(app, till, cash)).body.code, 'till.card_open');
  const { as, cookies } = till;
  const dropped = await app.call('DELETE', `/api/till/card/${body.payment.paymentId}`, { as, cookies });
  assert.equal(dropped.status, 204, dropped.text);
  assert.equal((await post(app, till, cash)).status, 201);
  await sound(app.database);
});

test('what the ticket would be refused for is told before the card is asked', async (t) => {
  const { app, shop, till } = await counter(t, 1);
  const body = sale(shop, till, [[0, 2]], { payment: { method: 'card', paymentId: newId('pay') } });
  assert.equal((await askCard(app, till, body, 'tok_ok')).body.code, 'inventory.short');
  assert.equal(await count(app.database, 'payment'), 0);
});

test('a shopper’s cart is found by name, brought here, and closed with the ticket; once', async (t) => {
  const { app, shop, till } = await counter(t);
  const town = { app, shop };
  const { person, customerId, code } = await signedIn(town, 'Camille');
  const cart = await shopperDevice(town, 'web', person);
  await add(town, cart, sku(shop, 0), 2);
  const { as, cookies } = till;
  const byName = await app.call('GET', '/api/till/carts?q=camille', { as, cookies });
  assert.equal(byName.body.items[0]?.cartId, cart.cartId, byName.text);
  const found = await app.call('GET', `/api/till/lookup?code=${code}`, { as, cookies });
  assert.deepEqual([found.body.kind, found.body.customer?.customerId], ['customer', customerId], found.text);
  const brought = await app.call('POST', `/api/till/carts/${cart.cartId}/bring`, { as, cookies, body: { customerId } });
  assert.deepEqual(brought.body.lines, [{ skuId: sku(shop, 0), quantity: 2 }], brought.text);
  const sold = await post(app, till, sale(shop, till, [[0, 2]], { cartId: cart.cartId, customerId }));
  assert.equal(sold.status, 201, sold.text);
  const twice = await post(app, till, sale(shop, till, [[0, 2]], { cartId: cart.cartId, customerId }));
  assert.equal(twice.body.code, 'carts.closed');
  await sound(app.database);
});

test('the catalogue says what is here, and what has a code is found', async (t) => {
  const { app, shop, till } = await counter(t);
  await setStock({ app, shop }, sku(shop, 1), 3);
  const { as, cookies } = till;
  const all = await app.call('GET', '/api/till/catalogue', { as, cookies });
  assert.equal(all.status, 200, all.text);
  assert.deepEqual(
    all.body.items.map((item: { sku: string; minor: number; here: number }) => [item.sku, item.minor, item.here]),
    [
      ['T-0', 1_000, 10],
      ['T-1', 1_001, 3],
      ['T-2', 1_002, 10],
    ],
  );
  const found = await app.call('GET', '/api/till/lookup?code=t-1', { as, cookies });
  assert.deepEqual(found.body, { kind: 'sku', skuId: sku(shop, 1) });
  assert.equal((await app.call('GET', '/api/till/lookup?code=nothing', { as, cookies })).status, 404);
});

test('nobody sells without a till, or at the till of another channel’s chain', async (t) => {
  const { app, shop, till } = await counter(t);
  const bare = await app.call('POST', '/api/till/tickets', { as: till.as, body: sale(shop, till, [[0, 1]]) });
  assert.equal(bare.body.code, 'till.unknown_device');
  const nobody = await app.call('POST', '/api/till/tickets', {
    cookies: till.cookies,
    body: sale(shop, till, [[0, 1]]),
  });
  assert.equal(nobody.status, 401);
  const web = { deviceId: newId('dev'), channelId: shop.channels.web, name: 'x' };
  assert.equal(
    (await app.call('POST', '/api/till/device', { as: till.as, body: web })).body.code,
    'till.unknown_channel',
  );
  const odd = await post(app, till, sale(shop, till, [[0, 1]], { at: '2026-99-99T00:00:00.000Z' }));
  assert.equal(odd.status, 400);
});

test('tills of one house sell the last units at once: each unit once, every chain whole', async (t) => {
  const { app, shop, till } = await counter(t, 20);
  const tills = [till, ...(await Promise.all([1, 2, 3].map(() => testTill(app, shop))))];
  const sold = await Promise.all(
    tills.map(async (one) => {
      let n = 0;
      for (let i = 0; i < 8; i++) if ((await post(app, one, sale(shop, one, [[0, 1]]))).status === 201) n++;
      return n;
    }),
  );
  assert.equal(
    sold.reduce((a, b) => a + b, 0),
    20,
  );
  assert.equal(await free(app.database, sku(shop, 0)), 0);
  await sound(app.database);
});

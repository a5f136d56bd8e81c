import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { timeline } from '#base/journal';
import { expireOrders } from '#orders';
import { setPrices } from '#pricing';
import { onOrders } from './reopen.ts';
import {
  add,
  device,
  headers,
  setStock,
  show,
  signedIn,
  sku,
  town,
  type Device,
  type Town,
} from '../../test/support/carts.ts';
import { count, sound } from '../../test/support/orders.ts';

const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };
const address = { name: 'Ada Essai', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };

const bodyOf = (given: object = {}) => ({
  orderId: newId('ord'),
  contact,
  delivery: { method: 'delivery', address },
  payment: { method: 'promise', paymentId: newId('pay') },
  ...given,
});
const pay = ({ app }: Town, at: Device, body = bodyOf()) =>
  app.call('POST', `/api/carts/${at.cartId}/checkout`, { as: at.as, headers: headers(at), body });

test('from cart to order', async (t) => {
  const here = await town(t, { articles: 5, stock: 10 });
  const { app, shop } = here;
  const { database } = app;
  const filled = async (i = 0, quantity = 2): Promise<Device> => {
    const at = await device(here);
    await add(here, at, sku(shop, i), quantity);
    return at;
  };

  const reprice = (i: number, minor: number): Promise<unknown> =>
    database.transaction({ actor: 'test' }, (tx) =>
      setPrices(tx, { listId: shop.listId, prices: [{ skuId: sku(shop, i), minor }] }),
    );

  await t.test('the order holds what the cart held, at the price shown; the cart became it', async () => {
    const at = await filled();
    const { status, body, text } = await pay(here, at);
    assert.equal(status, 201, text);
    assert.deepEqual([body.state, body.total.minor], ['placed', 2_000 + 490]);
    const cart = await show(here, at);
    assert.deepEqual([cart.body.status, cart.body.became], ['ordered', body.orderId]);
    const order = await app.call('GET', `/api/shop/orders/${body.number}?token=${body.token}`);
    assert.deepEqual([order.body.lines[0].skuId, order.body.lines[0].ordered], [sku(shop, 0), 2]);
    assert.equal((await add(here, at, sku(shop, 1))).body.code, 'carts.closed');
  });

  await t.test(
    'the same checkout again is the same receipt, in flight and after; other content is refused',
    async () => {
      const at = await filled(1);
      const body = bodyOf();
      const answers = await Promise.all([1, 2, 3].map(() => pay(here, at, body)));
      assert.deepEqual(
        answers.map((answer) => answer.status),
        [201, 201, 201],
      );
      const later = await pay(here, at, body);
      assert.deepEqual(later.body, answers[0]?.body);
      const other = await pay(here, at, { ...body, contact: { ...contact, name: 'Eve' } });
      assert.deepEqual([other.status, other.body.code], [422, 'request.id_reused']);
      await reprice(1, 5_555);
      assert.equal((await pay(here, at, body)).status, 201, 'a price that changed later changes no receipt');
    },
  );

  await t.test('two checkouts of one cart under two ids: one order, the other is told which', async () => {
    const before = await count(database, 'order');
    const at = await filled(2);
    const answers = await Promise.all([pay(here, at), pay(here, at), pay(here, at)]);
    const won = answers.filter((answer) => answer.status === 201);
    assert.equal(won.length, 1);
    for (const lost of answers.filter((answer) => answer.status !== 201))
      assert.deepEqual([lost.status, lost.body.code, lost.body.became], [409, 'carts.closed', won[0]?.body.orderId]);
    assert.equal(await count(database, 'order'), before + 1);
  });

  await t.test('a price that rose since it was shown is refused with both, until the shopper has seen it', async () => {
    const at = await filled(3, 1);
    await reprice(3, 1_500);
    const refused = await pay(here, at);
    assert.deepEqual([refused.status, refused.body.code], [409, 'orders.price_changed']);
    assert.deepEqual(refused.body.changed, [{ skuId: sku(shop, 3), expected: 1_003, actual: 1_500 }]);
    const wrong = await pay(here, at, bodyOf({ agreedMinor: 1_493 }));
    assert.deepEqual([wrong.body.code, wrong.body.expected, wrong.body.actual], ['orders.price_changed', 1_493, 1_990]);
    await app.call('POST', `/api/carts/${at.cartId}/seen`, { headers: headers(at), body: {} });
    assert.equal((await pay(here, at)).status, 201);
  });

  await t.test('stock that is gone refuses the whole order and leaves the cart open', async () => {
    const at = await filled(4, 3);
    await setStock(here, sku(shop, 4), 2);
    const refused = await pay(here, at);
    assert.deepEqual([refused.status, refused.body.code], [409, 'inventory.short']);
    assert.deepEqual(refused.body.short, [{ skuId: sku(shop, 4), wanted: 3, available: 2 }]);
    assert.equal((await show(here, at)).body.status, 'open');
  });

  await t.test('somebody else’s cart is not found, an empty one is refused', async () => {
    const [mine, theirs] = [await filled(0, 1), await device(here)];
    const stranger = await pay(here, { cartId: mine.cartId, token: theirs.token });
    assert.deepEqual([stranger.status, stranger.body.code], [404, 'carts.not_found']);
    const nobody = await app.call('POST', `/api/carts/${mine.cartId}/checkout`, { body: bodyOf() });
    assert.equal(nobody.status, 404);
    assert.equal((await pay(here, theirs)).body.code, 'carts.empty');
  });

  await t.test('a known customer’s order is in their history; another customer’s is not found', async () => {
    const { person, customerId } = await signedIn(here, 'Camille');
    const at = await device(here, 'web', person);
    await add(here, at, sku(shop, 0));
    const { body } = await pay(here, at);
    const history = await app.call('GET', '/api/shop/orders', { as: person });
    assert.deepEqual(
      history.body.items.map((item: { orderId: string; customerId: string }) => [item.orderId, item.customerId]),
      [[body.orderId, customerId]],
    );
    const { person: other } = await signedIn(here, 'Eve');
    assert.equal((await app.call('GET', `/api/shop/orders/${body.orderId}`, { as: other })).status, 404);
  });

  await t.test('a declined card may be followed by another, never by two at once', async () => {
    const at = await filled(0, 1);
    const body = bodyOf({ payment: { method: 'card', paymentId: newId('pay') } });
    const { body: receipt } = await pay(here, at, body);
    assert.equal(receipt.state, 'awaiting_payment');
    const charge = (paymentId: string, token: string) =>
      app.call('POST', `/api/shop/orders/${receipt.orderId}/pay`, {
        body: { paymentId, card: { token }, orderToken: receipt.token },
      });
    const early = await charge(newId('pay'), 'tok_ok');
    assert.deepEqual([early.status, early.body.code], [422, 'orders.payment']);
    const declined = await charge((body.payment as { paymentId: string }).paymentId, 'tok_declined');
    assert.deepEqual([declined.status, declined.body.code], [422, 'orders.declined']);
    const second = newId('pay');
    const twice = await Promise.all([charge(second, 'tok_ok'), charge(second, 'tok_ok')]);
    assert.deepEqual(
      twice.map((answer) => [answer.status, answer.body.state]),
      [
        [200, 'placed'],
        [200, 'placed'],
      ],
    );
  });

  await t.test('placed, paid, cancelled: a repetition of each gets the answer of the first', async () => {
    const direct = {
      orderId: newId('ord'),
      channelId: shop.channels.web,
      lines: [{ skuId: sku(shop, 0), quantity: 1, unitMinor: 1_000 }],
      contact,
      delivery: { method: 'delivery', address },
      payment: { method: 'card', paymentId: newId('pay') },
    };
    const at = await filled(0, 1);
    const body = bodyOf({ payment: { method: 'card', paymentId: newId('pay') } });
    const place = [
      { once: () => app.call('POST', '/api/shop/orders', { body: direct }), ...direct.payment },
      { once: () => pay(here, at, body), ...(body.payment as { paymentId: string }) },
    ];
    const clerk = await app.staff('owner');
    for (const { once, paymentId } of place) {
      const first = await once();
      assert.deepEqual([first.status, first.body.state], [201, 'awaiting_payment'], first.text);
      const { orderId, token } = first.body;
      const charge = () =>
        app.call('POST', `/api/shop/orders/${orderId}/pay`, {
          body: { paymentId, card: { token: 'tok_ok' }, orderToken: token },
        });
      const paid = await charge();
      assert.deepEqual([paid.status, paid.body.state], [200, 'placed'], paid.text);
      assert.deepEqual((await once()).body, first.body, 'once it is paid');
      const cancel = { as: clerk, body: { reason: 'the shopper asked' } };
      assert.equal((await app.call('POST', `/api/orders/${orderId}/cancel`, cancel)).status, 204);
      assert.deepEqual([(await once()).body, (await charge()).body], [first.body, paid.body], 'once it is cancelled');
      const now = await app.call('GET', `/api/shop/orders/${orderId}?token=${token}`);
      assert.equal(now.body.state, 'cancelled', 'what it is now, the order tells');
      const other = await app.call('POST', `/api/shop/orders/${orderId}/pay`, {
        body: { paymentId: newId('pay'), card: { token: 'tok_ok' }, orderToken: token },
      });
      assert.equal(other.body.code, 'orders.expired', 'another payment is not answered for it');
    }
  });

  await t.test('a card order that nobody paid gives its cart back, once', async () => {
    const at = await filled(0, 1);
    const body = bodyOf({ payment: { method: 'card', paymentId: newId('pay') } });
    assert.equal((await pay(here, at, body)).status, 201);
    await database.query(
      sql`UPDATE orders.order SET expires_at = now() - interval '1 minute' WHERE order_id = ${body.orderId}`,
    );
    await expireOrders(database);
    const [expired] = (await timeline(database, body.orderId)).filter((event) => event.type === 'orders.expired');
    assert.ok(expired);
    for (let twice = 0; twice < 2; twice++)
      await database.transaction({ actor: 'reaction:carts.reopen' }, (tx) => onOrders(tx, [expired]));
    const cart = await show(here, at);
    assert.deepEqual([cart.body.status, cart.body.units], ['open', 1]);
    assert.equal((await pay(here, at)).status, 201);
    await database.transaction({ actor: 'reaction:carts.reopen' }, (tx) => onOrders(tx, [expired]));
    assert.equal((await show(here, at)).body.status, 'ordered', 'the order that came after keeps its cart');
  });

  await sound(database);
});

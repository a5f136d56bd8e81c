/** Money that comes after its order had expired: what the shopper's cart had got back is in the order, and only there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cartsModule } from '#carts';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { expireOrders, findOrder, settleOrder } from '#orders';
import { authorisePayment } from '#payments';
import {
  add,
  device,
  headers,
  setStock,
  show,
  signedIn,
  sku,
  town,
  units,
  type Device,
  type Town,
} from '../support/carts.ts';
import { sound } from '../support/orders.ts';
import { react as reactToEnd } from '../support/react.ts';

const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };
const address = { name: 'Ada Essai', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };

const react = ({ app }: Town): Promise<void> => reactToEnd(app.database, cartsModule.reactions ?? []);

type Ordered = { orderId: string; number: string; approve: () => Promise<unknown> };

/** A cart checked out by card, approved by the bank in time, which we do not know yet; the time to pay is over. */
async function lapsed(here: Town, at: Device): Promise<Ordered> {
  const { app } = here;
  const [orderId, paymentId] = [newId('ord'), newId('pay')];
  const body = { orderId, contact, delivery: { method: 'delivery', address }, payment: { method: 'card', paymentId } };
  const path = `/api/carts/${at.cartId}/checkout`;
  const answer = await app.call('POST', path, { as: at.as, headers: headers(at), body });
  assert.equal(answer.status, 201, answer.text);
  const { settlement } = await authorisePayment(app.database, { paymentId, card: 'tok_ok' });
  await app.database.query(
    sql`UPDATE orders.order SET expires_at = now() - interval '1 minute' WHERE order_id = ${orderId}`,
  );
  const approve = (): Promise<unknown> => settleOrder(app.database, { ...settlement, orderId });
  return { orderId, number: answer.body.number, approve };
}

const set = ({ app }: Town, at: Device, skuId: string, quantity: number) =>
  app.call('PUT', `/api/carts/${at.cartId}/lines/${skuId}`, { as: at.as, headers: headers(at), body: { quantity } });

test('a late approval takes out of the cart what came back from its order, and tells it', async (t) => {
  const here = await town(t, { articles: 4, stock: 60 });
  const { app, shop } = here;
  const filled = async (as?: Device['as']): Promise<Device> => {
    const at = await device(here, 'web', as);
    await add(here, at, sku(shop, 0), 2);
    await add(here, at, sku(shop, 1), 3);
    return at;
  };
  const expired = async (at: Device): Promise<Ordered> => {
    const order = await lapsed(here, at);
    await expireOrders(app.database);
    await react(here);
    assert.equal((await show(here, at)).body.status, 'open');
    return order;
  };

  await t.test('what the shopper put in since stays; told again, nothing more goes', async () => {
    const at = await filled();
    const { number, approve } = await expired(at);
    await add(here, at, sku(shop, 0), 1); // one more of what came back
    await set(here, at, sku(shop, 1), 0); // thrown out, and then wanted after all: theirs, not the order's
    await add(here, at, sku(shop, 1), 1);
    await add(here, at, sku(shop, 2), 4);
    for (let twice = 0; twice < 2; twice++) {
      await approve();
      await react(here);
    }
    const cart = await show(here, at);
    assert.deepEqual(
      new Map(units(cart)),
      new Map([
        [sku(shop, 0), 1],
        [sku(shop, 1), 1],
        [sku(shop, 2), 4],
      ]),
    );
    assert.deepEqual(cart.body.notices, [{ kind: 'ordered', number, count: 2 }]);
    await app.call('POST', `/api/carts/${at.cartId}/seen`, { headers: headers(at), body: {} });
    assert.deepEqual((await show(here, at)).body.notices, [], 'told until seen');
  });

  await t.test('an untouched cart is empty and open, not ordered twice', async () => {
    const at = await filled();
    const { approve } = await expired(at);
    await approve();
    await react(here);
    const cart = await show(here, at);
    assert.deepEqual([cart.body.status, cart.body.units, cart.body.notices[0]?.count], ['open', 0, 5]);
  });

  await t.test('an approval before the cart was given back leaves it with its order', async () => {
    const at = await filled();
    const { orderId, approve } = await lapsed(here, at);
    await expireOrders(app.database);
    await approve();
    await react(here);
    const cart = await show(here, at);
    assert.deepEqual([cart.body.status, cart.body.became], ['ordered', orderId]);
  });

  await t.test('lines that went into the customer’s one cart at sign-in are found there', async () => {
    const { person } = await signedIn(here, 'Camille');
    const home = await device(here, 'web', person);
    await add(here, home, sku(shop, 0), 1);
    const phone = await filled();
    const { approve } = await expired(phone);
    const claimed = await app.call('POST', '/api/carts/claim', {
      as: person,
      headers: headers(phone),
      body: { cartId: phone.cartId, channel: 'web' },
    });
    assert.equal(claimed.body.cart?.cartId, home.cartId, claimed.text);
    await approve();
    await react(here);
    assert.deepEqual(units(await show(here, home)), [[sku(shop, 0), 1]]);
  });

  await t.test('money for goods that are gone stands as an order too: they leave the cart, once', async () => {
    const at = await device(here);
    await add(here, at, sku(shop, 3), 2);
    const { orderId, approve } = await expired(at);
    await setStock(here, sku(shop, 3), 0);
    await approve();
    await react(here);
    assert.equal((await findOrder(app.database, orderId))?.state, 'needs_decision');
    assert.equal((await show(here, at)).body.units, 0);
  });

  await t.test('a cart that was ordered again meanwhile keeps what that order says', async () => {
    const at = await filled();
    const { approve } = await expired(at);
    const again = await lapsed(here, at);
    await approve();
    await react(here);
    const cart = await show(here, at);
    assert.deepEqual([cart.body.status, cart.body.became, cart.body.units], ['ordered', again.orderId, 5]);
  });
  await sound(app.database);
});

test('the approval races the expiry, the reactions and the shopper’s hand: each unit is in the order or in the cart', async (t) => {
  const here = await town(t, { articles: 2, stock: 5_000 });
  const { app, shop } = here;
  const [article, other] = [sku(shop, 0), sku(shop, 1)];
  const seen = new Map<string, number>();
  for (let round = 0; round < 12; round++) {
    const at = await device(here);
    await add(here, at, article, 2);
    const order = await lapsed(here, at);
    if (round % 3 > 0) await expireOrders(app.database);
    if (round % 3 > 1) await react(here);
    let kept = 0;
    const shopper = async (): Promise<void> => {
      for (let i = 0; i < 4; i++) {
        if ((await add(here, at, article, 1)).status === 200) kept++;
        await add(here, at, other, 1);
      }
    };
    await Promise.all([shopper(), order.approve(), expireOrders(app.database), react(here)]);
    await order.approve();
    await react(here);
    const cart = await show(here, at);
    assert.equal((await findOrder(app.database, order.orderId))?.state, 'placed');
    const state: string = cart.body.status;
    seen.set(state, (seen.get(state) ?? 0) + 1);
    const inCart = new Map(units(cart)).get(article) ?? 0;
    if (state === 'ordered') assert.deepEqual([kept, cart.body.became], [0, order.orderId]);
    else assert.equal(inCart, kept, 'what was ordered is out, what was added since is in');
  }
  assert.ok((seen.get('open') ?? 0) >= 4, `the cart came back too seldom to prove anything: ${[...seen].join(' ')}`);
  await sound(app.database);
});

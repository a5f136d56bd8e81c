/** One cart on several devices and channels, and in the hands of staff, as far as the levels allow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { timeline } from '#base/journal';
import { setLevels, type Level } from '#channels';
import type { Person } from '../../test/support/app.ts';
import { add, device, headers, kinds, show, signedIn, sku, town, type Device } from '../../test/support/carts.ts';
import { admitCarts, cartForOrder, closeCarts, reopenCarts } from './index.ts';

test('signing in', async (t) => {
  const here = await town(t, { articles: 4, stock: 5 });
  const { app, shop } = here;
  const claim = (as: Person, at?: Device, channel = 'web') =>
    app.call('POST', '/api/carts/claim', {
      as,
      ...(at ? { headers: headers(at) } : {}),
      body: { channel, ...(at ? { cartId: at.cartId } : {}) },
    });

  await t.test(
    'the device’s cart becomes the customer’s; the secret no longer opens it, the session does, on any device',
    async () => {
      const { person, customerId } = await signedIn(here, 'Alice');
      const phone = await device(here, 'app');
      await add(here, phone, sku(shop, 0), 2);
      const claimed = await claim(person, phone, 'app');
      assert.deepEqual([claimed.body.cart.cartId, claimed.body.cart.customerId], [phone.cartId, customerId]);
      assert.equal((await show(here, phone)).status, 404);
      const computer = await app.call('GET', '/api/carts/mine?channel=web', { as: person });
      assert.deepEqual([computer.body.cart.cartId, computer.body.cart.units], [phone.cartId, 2]);
      assert.equal((await claim(person, undefined, 'web')).body.cart.cartId, phone.cartId);
    },
  );

  await t.test(
    'merge keeps both, sums to what is available and says so until seen; a repeated claim changes nothing',
    async () => {
      const { person } = await signedIn(here, 'Bruno');
      const home = await device(here, 'web', person);
      assert.equal(home.token, null);
      await add(here, home, sku(shop, 0), 3);
      await add(here, home, sku(shop, 1), 1);
      const phone = await device(here, 'app');
      await add(here, phone, sku(shop, 0), 4);
      await add(here, phone, sku(shop, 2), 1);
      const merged = (await claim(person, phone)).body.cart;
      assert.equal(merged.cartId, home.cartId);
      const lines = merged.lines.map((line: { skuId: string; quantity: number }) => [line.skuId, line.quantity]);
      assert.deepEqual(
        new Map(lines),
        new Map([
          [sku(shop, 0), 5],
          [sku(shop, 1), 1],
          [sku(shop, 2), 1],
        ]),
      );
      const told = [
        { kind: 'merged', count: 2 },
        { kind: 'limited', skuId: sku(shop, 0), wanted: 7, available: 5 },
      ];
      assert.deepEqual(merged.notices, told);
      assert.deepEqual((await show(here, home)).body.notices, told);
      const again = (await claim(person, phone)).body.cart;
      assert.deepEqual([again.version, again.units], [merged.version, 7]);
      await app.call('POST', `/api/carts/${home.cartId}/seen`, { as: person, body: {} });
      assert.deepEqual(kinds(await show(here, home)), []);
      const old = await show(here, phone);
      assert.deepEqual([old.body.status, old.body.became], ['merged', home.cartId]);
      assert.equal((await add(here, phone, sku(shop, 0))).body.code, 'carts.closed');
      assert.equal((await timeline(app.database, phone.cartId))[0]?.type, 'carts.merged');
    },
  );

  await t.test('four devices signing in at once end in one cart with everything', async () => {
    const { person, customerId } = await signedIn(here, 'Chloe');
    const devices = await Promise.all([0, 1, 2, 3].map(() => device(here)));
    await Promise.all(devices.map((at, i) => add(here, at, sku(shop, i), 1)));
    const answers = await Promise.all(devices.map((at) => claim(person, at)));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200],
    );
    const open = await app.database.query(
      sql`SELECT cart_id FROM carts.cart WHERE customer_id = ${customerId} AND status = 'open'`,
    );
    assert.equal(open.length, 1);
    assert.equal((await claim(person)).body.cart.units, 4);
  });

  await t.test('nobody claims a cart without its secret, nor another customer’s', async () => {
    const [one, two] = [await signedIn(here, 'David'), await signedIn(here, 'Emma')];
    const phone = await device(here);
    assert.equal((await claim(one.person, { cartId: phone.cartId, token: null })).status, 404);
    await claim(one.person, phone);
    assert.equal((await claim(two.person, phone)).status, 404);
    assert.equal((await show(here, { cartId: phone.cartId, token: null, as: two.person })).status, 404);
    assert.equal((await claim(two.person)).body.cart, null);
    const stolen = await app.call('POST', '/api/carts', {
      as: two.person,
      body: { cartId: phone.cartId, channel: 'web' },
    });
    assert.equal(stolen.body.code, 'carts.exists');
    assert.equal((await app.call('GET', '/api/carts/mine', { as: two.person })).body.cart, null);
  });

  await t.test(
    'ordered once: closing is repeatable, a second order is barred; never paid, it opens again',
    async () => {
      const { person, customerId } = await signedIn(here, 'Farid');
      const at = await device(here, 'web', person);
      await add(here, at, sku(shop, 3), 2);
      const { quote, view } = await cartForOrder(app.database, { cartId: at.cartId, access: { customerId } });
      assert.deepEqual(quote.expected, [{ skuId: sku(shop, 3), quantity: 2, unitMinor: 1_003 }]);
      assert.deepEqual([quote.total.minor, quote.version], [2_006, view.quote.version]);
      const orders = [newId('ord'), newId('ord')].map((orderId) => ({ draft: { orderId, cartId: at.cartId } }));
      const barred = await app.database.transaction({ actor: 'test' }, (tx) => admitCarts(tx, orders));
      assert.deepEqual([...barred.keys()], [orders[1]?.draft.orderId]);
      const orderId = orders[0]?.draft.orderId ?? '';
      const close = (id: string) =>
        app.database.transaction({ actor: 'test' }, (tx) =>
          closeCarts(tx, [{ cartId: at.cartId, orderId: id, actor: 'test' }]),
        );
      assert.deepEqual(
        (await close(orderId)).map((o) => o.ok),
        [true],
      );
      assert.deepEqual(
        (await close(orderId)).map((o) => o.ok),
        [true],
      );
      assert.deepEqual(
        (await close(newId('ord'))).map((o) => o.ok),
        [false],
      );
      assert.deepEqual(
        [...(await app.database.transaction({ actor: 'test' }, (tx) => admitCarts(tx, orders.slice(0, 1)))).keys()],
        [orderId],
      );
      assert.equal((await add(here, at, sku(shop, 0))).body.became, orderId);
      assert.equal((await app.call('GET', '/api/carts/mine', { as: person })).body.cart, null);
      const types = (await timeline(app.database, orderId)).map((fact) => fact.type);
      assert.deepEqual(types, ['carts.ordered']);
      await app.database.transaction({ actor: 'test' }, (tx) =>
        reopenCarts(tx, [{ cartId: at.cartId, orderId, actor: 'test' }]),
      );
      assert.equal((await app.call('GET', '/api/carts/mine', { as: person })).body.cart.units, 2);
      await close(orderId);
      const next = await device(here, 'web', person);
      assert.notEqual(next.cartId, at.cartId);
    },
  );
});

/** What two channels with these levels let a known shopper and staff do. */
const expected: Record<
  Level,
  { mine: boolean; copy: number; see: number; bring: number; bringKnown: number; work: number }
> = {
  isolated: { mine: false, copy: 409, see: 409, bring: 409, bringKnown: 409, work: 409 },
  bridged: { mine: false, copy: 201, see: 409, bring: 409, bringKnown: 409, work: 409 },
  synchronised: { mine: true, copy: 201, see: 200, bring: 409, bringKnown: 200, work: 409 },
  unified: { mine: true, copy: 201, see: 200, bring: 200, bringKnown: 200, work: 200 },
};
const order: readonly Level[] = ['isolated', 'bridged', 'synchronised', 'unified'];

test('the levels of a phone’s channel and a till’s, each pair', async (t) => {
  const here = await town(t, { articles: 2, stock: 1_000 });
  const { app, shop } = here;
  const clerk = await app.staff('clerk');
  const level = (channelId: string, carts: Level) =>
    app.database.transaction({ actor: 'test' }, (tx) => setLevels(tx, { channelId, levels: { carts }, by: 'test' }));
  for (const phoneLevel of order) {
    for (const tillLevel of order) {
      const lower = order[Math.min(order.indexOf(phoneLevel), order.indexOf(tillLevel))] as Level;
      await t.test(`${phoneLevel} phone, ${tillLevel} till: ${lower}`, async () => {
        await level(shop.channels.app, phoneLevel);
        await level(shop.channels.web, phoneLevel);
        await level(shop.channels.till, tillLevel);
        const want = expected[lower];
        const { person, customerId } = await signedIn(here, `P${phoneLevel}${tillLevel}`);
        const phone = await device(here, 'app', person);
        const shared = order.indexOf(phoneLevel) >= 2;
        assert.equal(phone.token === null, shared);
        await add(here, phone, sku(shop, 0), 2);
        const computer = (await app.call('GET', '/api/carts/mine?channel=web', { as: person })).body.cart;
        assert.equal(computer?.cartId, shared ? phone.cartId : undefined);
        const atTill = (await app.call('GET', '/api/carts/mine?channel=till', { as: person })).body.cart;
        assert.equal(atTill?.cartId, want.mine ? phone.cartId : undefined);
        const path = `/api/carts/${phone.cartId}`;
        const see = await app.call('GET', `${path}/assisted?channel=till`, { as: clerk });
        assert.equal(see.status, want.see, see.text);
        if (see.status === 409)
          assert.deepEqual([see.body.code, see.body.level, see.body.needed], ['carts.level', lower, 'synchronised']);
        const till = { channel: 'till', till: 'dev_1' };
        assert.equal((await app.call('POST', `${path}/bring`, { as: clerk, body: till })).status, want.bring);
        assert.equal(
          (await app.call('POST', `${path}/bring`, { as: clerk, body: { ...till, customerId } })).status,
          want.bringKnown,
        );
        const body = { addId: newId('add'), skuId: sku(shop, 1), quantity: 1, channel: 'till' };
        assert.equal((await app.call('POST', `${path}/assisted/lines`, { as: clerk, body })).status, want.work);
        const link = await app.call('POST', `${path}/copy`, { as: person, headers: headers(phone) });
        assert.equal(link.status, phoneLevel === 'isolated' ? 409 : 201);
        if (link.status === 201) {
          const copy = await app.call('POST', `/api/cart-links/${link.body.code}/copies`, {
            body: { cartId: newId('crt'), channel: 'till' },
          });
          assert.equal(copy.status, want.copy);
          if (copy.status === 201) assert.equal(copy.body.cart.lines.length, want.work === 200 ? 2 : 1);
        }
      });
    }
  }

  await t.test('lowering a level keeps the cart, for its customer on its own channel', async () => {
    for (const channelId of Object.values(shop.channels)) await level(channelId, 'unified');
    const { person } = await signedIn(here, 'Lowered');
    const phone = await device(here, 'app', person);
    await add(here, phone, sku(shop, 0));
    await level(shop.channels.app, 'isolated');
    assert.equal((await show(here, phone)).status, 200);
    assert.equal((await show(here, phone, 'web')).body.code, 'carts.level');
    assert.equal((await app.call('GET', '/api/carts/mine?channel=web', { as: person })).body.cart, null);
    await level(shop.channels.app, 'unified');
    assert.equal((await app.call('GET', '/api/carts/mine?channel=web', { as: person })).body.cart.cartId, phone.cartId);
  });
});

test('staff', async (t) => {
  const here = await town(t, { articles: 3, stock: 9 });
  const { app, shop } = here;
  const clerk = await app.staff('clerk');
  const { person, customerId, code } = await signedIn(here, 'Zoé');
  const phone = await device(here, 'app', person);
  await add(here, phone, sku(shop, 0), 2);
  const find = (q: string) => app.call('GET', `/api/carts?channel=till&q=${encodeURIComponent(q)}`, { as: clerk });

  await t.test('find a cart by name, without its accent, by e-mail, by telephone and by QR code', async () => {
    const customer = (
      await app.database.query<{ email: string; phone: string }>(
        sql`SELECT email, phone FROM customers.customer WHERE customer_id = ${customerId}`,
      )
    )[0];
    const keys = ['Zoé Martin', 'zoe', customer?.email ?? '', (customer?.phone ?? '').replace('+33', '0'), code];
    for (const key of keys) {
      const answer = await find(key);
      assert.deepEqual(
        answer.body.items.map((item: { cartId: string }) => item.cartId),
        [phone.cartId],
        `by ${key}`,
      );
      assert.deepEqual([answer.body.items[0].customer.name, answer.body.items[0].canSee], ['Zoé Martin', true]);
    }
    assert.deepEqual((await find('nobody at all')).body.items, []);
  });

  await t.test('bringing is journaled with who and where; the phone sees it; leaving gives it back', async () => {
    const path = `/api/carts/${phone.cartId}/bring`;
    const body = { channel: 'till', till: 'dev_7' };
    const brought = await app.call('POST', path, { as: clerk, body });
    assert.deepEqual([brought.status, brought.body.till, brought.body.viewedOn], [200, 'dev_7', shop.channels.till]);
    const again = await app.call('POST', path, { as: clerk, body });
    assert.equal(again.body.version, brought.body.version);
    const [fact] = await timeline(app.database, phone.cartId);
    assert.deepEqual([fact?.type, fact?.actor, fact?.body.till], ['carts.brought', clerk.id, 'dev_7']);
    assert.ok(fact?.mentions.includes(customerId));
    assert.equal((await show(here, phone)).body.till, 'dev_7');
    assert.equal((await app.call('DELETE', path, { as: clerk })).status, 200);
    assert.equal((await show(here, phone)).body.till, undefined);
  });

  await t.test('work in it: the phone has what staff added, and the journal says who', async () => {
    const body = { addId: newId('add'), skuId: sku(shop, 1), quantity: 1, channel: 'till' };
    assert.equal(
      (await app.call('POST', `/api/carts/${phone.cartId}/assisted/lines`, { as: clerk, body })).status,
      200,
    );
    assert.equal((await show(here, phone)).body.units, 3);
    assert.equal((await timeline(app.database, phone.cartId))[0]?.actor, clerk.id);
    const set = await app.call('PUT', `/api/carts/${phone.cartId}/assisted/lines/${sku(shop, 1)}`, {
      as: clerk,
      body: { quantity: 0 },
    });
    assert.equal(set.body.units, 2);
  });

  await t.test('list all carts, newest first, page by page', async () => {
    const made = [await device(here), await device(here)].map((at) => at.cartId).reverse();
    const first = await app.call('GET', '/api/carts?limit=2', { as: clerk });
    assert.deepEqual(
      first.body.items.map((item: { cartId: string }) => item.cartId),
      made,
    );
    const second = await app.call('GET', `/api/carts?limit=2&after=${encodeURIComponent(first.body.next)}`, {
      as: clerk,
    });
    assert.deepEqual(
      second.body.items.map((item: { cartId: string }) => item.cartId),
      [phone.cartId],
    );
  });

  await t.test('a visitor’s cart is set aside and taken back; a customer’s is not', async () => {
    const visitor = await device(here);
    await add(here, visitor, sku(shop, 1), 2);
    const put = (cartId: string, status: string) =>
      app.call('PUT', `/api/carts/${cartId}/status`, { as: clerk, body: { status } });
    for (const status of ['abandoned', 'abandoned', 'open']) {
      const { body } = await put(visitor.cartId, status);
      assert.equal(body.status, status);
    }
    assert.equal((await show(here, visitor)).body.units, 2, 'nothing was lost');
    const theirs = await put(phone.cartId, 'abandoned');
    assert.equal(theirs.body.code, 'carts.of_customer');
  });

  await t.test('a shopper is not staff', async () => {
    assert.equal((await app.call('GET', '/api/carts', {})).status, 401);
    assert.equal((await app.call('GET', '/api/carts', { as: person })).status, 403);
    assert.equal((await app.call('GET', `/api/carts/${phone.cartId}/assisted`, { as: person })).status, 403);
  });
});

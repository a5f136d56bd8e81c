import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId, newSecret } from '#base/ids';
import { timeline } from '#base/journal';
import { setPrices } from '#pricing';
import { add, device, headers, kinds, setStock, show, signedIn, sku, town, units } from '../../test/support/carts.ts';
import { abandonIdleCarts, cartById } from './index.ts';

test('one device', async (t) => {
  const here = await town(t, { articles: 205, stock: 10 });
  const { app, shop } = here;
  const { database } = app;

  await t.test('the price shown × quantity is what the cart costs; net and tax sum to it', async () => {
    const at = await device(here);
    const { body } = await add(here, at, sku(shop, 5), 3);
    assert.deepEqual(
      [body.lines[0].unit.minor, body.lines[0].total.minor, body.totals.items.minor],
      [1_005, 3_015, 3_015],
    );
    assert.equal(body.totals.net.minor + body.totals.tax.minor, 3_015);
    assert.deepEqual([body.units, body.version, body.lines[0].available], [3, 2, 10]);
  });

  await t.test('a repeated POST adds once, also when both are in flight; each id adds', async () => {
    const at = await device(here);
    const addId = newId('add');
    const answers = await Promise.all([1, 2, 3].map(() => add(here, at, sku(shop, 0), 2, addId)));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200],
    );
    assert.deepEqual(units(await show(here, at)), [[sku(shop, 0), 2]]);
    assert.equal((await add(here, at, sku(shop, 0), 3, addId)).status, 422);
    await Promise.all([1, 2, 3].map(() => add(here, at, sku(shop, 0), 1)));
    assert.deepEqual(units(await show(here, at)), [[sku(shop, 0), 5]]);
  });

  await t.test('the cart id alone opens nothing, and neither does somebody else’s secret', async () => {
    const [mine, theirs] = [await device(here), await device(here)];
    await add(here, mine, sku(shop, 0));
    for (const token of [null, theirs.token, 'x'.repeat(32)]) {
      const stranger = { cartId: mine.cartId, token };
      const answers = [
        await show(here, stranger),
        await add(here, stranger, sku(shop, 1)),
        await app.call('PUT', `/api/carts/${mine.cartId}/lines/${sku(shop, 0)}`, {
          headers: headers(stranger),
          body: { quantity: 0 },
        }),
        await app.call('DELETE', `/api/carts/${mine.cartId}/lines/${sku(shop, 0)}`, { headers: headers(stranger) }),
        await app.call('POST', `/api/carts/${mine.cartId}/seen`, { headers: headers(stranger), body: {} }),
        await app.call('POST', `/api/carts/${mine.cartId}/copy`, { headers: headers(stranger) }),
      ];
      for (const answer of answers) assert.deepEqual([answer.status, answer.body.code], [404, 'carts.not_found']);
    }
    assert.equal((await show(here, { cartId: newId('crt'), token: mine.token })).body.code, 'carts.not_found');
    assert.deepEqual(units(await show(here, mine)), [[sku(shop, 0), 1]]);
  });

  await t.test('the cookie opens it as the header does', async () => {
    const answer = await app.call('POST', '/api/carts', { body: { cartId: newId('crt'), channel: 'web' } });
    const cookies = { halle_cart: answer.cookies.halle_cart ?? '' };
    const { cartId } = answer.body.cart;
    assert.equal((await app.call('GET', `/api/carts/${cartId}`, { cookies })).status, 200);
    const [row] = await database.query<{ hash: string }>(
      sql`SELECT token_hash AS hash FROM carts.cart WHERE cart_id = ${cartId}`,
    );
    assert.notEqual(row?.hash, cookies.halle_cart);
  });

  await t.test(
    'beginning a cart is repeatable with a secret of one’s own; an id or a secret is taken once',
    async () => {
      const body = { cartId: newId('crt'), channel: 'web', token: newSecret() };
      const twice = await Promise.all([1, 2].map(() => app.call('POST', '/api/carts', { body })));
      assert.deepEqual(
        twice.map((answer) => [answer.status, answer.body.cart.cartId]),
        [1, 2].map(() => [201, body.cartId]),
      );
      assert.equal((await app.call('POST', '/api/carts', { body: { ...body, token: newSecret() } })).status, 409);
      assert.equal((await app.call('POST', '/api/carts', { body: { ...body, cartId: newId('crt') } })).status, 409);
      assert.equal((await timeline(database, body.cartId)).length, 1);
    },
  );

  await t.test('setting, taking out', async () => {
    const at = await device(here);
    await add(here, at, sku(shop, 0), 2);
    const line = `/api/carts/${at.cartId}/lines/${sku(shop, 0)}`;
    const put = (quantity: number) => app.call('PUT', line, { headers: headers(at), body: { quantity } });
    assert.deepEqual(units(await put(5)), [[sku(shop, 0), 5]]);
    assert.deepEqual(units(await put(5)), [[sku(shop, 0), 5]]);
    assert.deepEqual(units(await put(0)), []);
    const gone = await app.call('DELETE', line, { headers: headers(at) });
    assert.deepEqual([gone.status, gone.body.version], [200, 4]);
  });

  await t.test('adds up to what is available and says so; sold out, unknown and off sale are refused', async () => {
    const at = await device(here);
    const answer = await add(here, at, sku(shop, 1), 25);
    assert.deepEqual(units(answer), [[sku(shop, 1), 10]]);
    assert.deepEqual(answer.body.notices, [{ kind: 'limited', skuId: sku(shop, 1), wanted: 25, available: 10 }]);
    await setStock(here, sku(shop, 2), 0);
    assert.deepEqual([(await add(here, at, sku(shop, 2))).body.code], ['carts.out_of_stock']);
    assert.equal((await add(here, at, newId('sku'))).body.code, 'carts.unknown_sku');
    await setStock(here, sku(shop, 1), 4);
    assert.deepEqual((await show(here, at)).body.notices, [
      { kind: 'short', skuId: sku(shop, 1), wanted: 10, available: 4 },
    ]);
  });

  await t.test('a price that changed is told, old and new, until it is seen', async () => {
    const at = await device(here);
    await add(here, at, sku(shop, 3));
    await database.transaction({ actor: 'test' }, (tx) =>
      setPrices(tx, { listId: shop.listId, prices: [{ skuId: sku(shop, 3), minor: 1_500 }] }),
    );
    const changed = {
      kind: 'price_changed',
      skuId: sku(shop, 3),
      was: { minor: 1_003, currency: 'EUR' },
      now: { minor: 1_500, currency: 'EUR' },
    };
    assert.deepEqual((await show(here, at)).body.notices, [changed]);
    assert.deepEqual((await show(here, at)).body.notices, [changed]);
    const seen = await app.call('POST', `/api/carts/${at.cartId}/seen`, { headers: headers(at), body: {} });
    assert.deepEqual([seen.status, seen.body.notices], [200, []]);
    assert.deepEqual(kinds(await show(here, at)), []);
  });

  await t.test('200 lines: the 201st article is refused, a further unit is not', async () => {
    const at = await device(here);
    for (let i = 0; i < 200; i++) assert.equal((await add(here, at, sku(shop, i + 4))).status, 200);
    assert.equal((await add(here, at, sku(shop, 0))).body.code, 'carts.full');
    const again = await add(here, at, sku(shop, 4));
    assert.deepEqual([again.status, again.body.lines.length, again.body.units], [200, 200, 201]);
  });

  await t.test('every change is one fact with the cart’s next version', async () => {
    const at = await device(here);
    await add(here, at, sku(shop, 0));
    await Promise.all([add(here, at, sku(shop, 0)), add(here, at, sku(shop, 4))]);
    const facts = await timeline(database, at.cartId);
    const versions = facts.map((fact) => fact.version).reverse();
    assert.deepEqual(
      versions,
      versions.map((_, i) => i + 1),
    );
    assert.deepEqual(new Set(facts.map((fact) => fact.type)), new Set(['carts.opened', 'carts.changed']));
    assert.equal(facts[0]?.body.lines, 2);
  });

  await t.test('nonsense is refused, never broken', async () => {
    const at = await device(here);
    const path = `/api/carts/${at.cartId}/lines`;
    const good = { addId: newId('add'), skuId: sku(shop, 0), quantity: 1 };
    const bad = [
      { ...good, quantity: 0 },
      { ...good, quantity: 1.5 },
      { ...good, quantity: 10_000 },
      { ...good, skuId: 'x' },
      { ...good, more: 1 },
      {},
      [],
    ];
    for (const body of bad) assert.equal((await app.call('POST', path, { headers: headers(at), body })).status, 400);
    assert.equal(
      (await app.call('POST', path, { headers: headers(at), body: { ...good, channel: 'nowhere' } })).body.code,
      'carts.unknown_channel',
    );
  });

  await t.test('a cart nobody touched for a month is abandoned, kept, and told', async () => {
    const at = await device(here);
    await add(here, at, sku(shop, 0));
    const fresh = await device(here);
    await database.query(sql`UPDATE carts.cart SET active_on = active_on - 31 WHERE cart_id = ${at.cartId}`);
    await abandonIdleCarts(database);
    assert.deepEqual(
      [(await show(here, at)).body.status, (await show(here, fresh)).body.status],
      ['abandoned', 'open'],
    );
    assert.equal((await timeline(database, at.cartId))[0]?.type, 'carts.abandoned');
    assert.equal((await add(here, at, sku(shop, 0))).body.code, 'carts.closed');
    assert.deepEqual(units(await show(here, at)), [[sku(shop, 0), 1]]);
  });
});

test('links', async (t) => {
  const here = await town(t, { articles: 2, stock: 9 });
  const { app, shop } = here;
  const { person } = await signedIn(here, 'Lina');
  const phone = await device(here, 'app', person);
  await add(here, phone, sku(shop, 0), 2);
  const link = (await app.call('POST', `/api/carts/${phone.cartId}/copy`, { as: person })).body;

  await t.test('show articles and quantities, nothing personal; the owner is told it is theirs', async () => {
    const shown = await app.call('GET', `/api/cart-links/${link.code}`);
    assert.deepEqual([shown.body.mine, shown.body.units, link.path], [false, 2, `/cart/open/${link.code}`]);
    assert.doesNotMatch(shown.text, /cus_|Lina|crt_/);
    assert.equal((await app.call('GET', `/api/cart-links/${link.code}`, { as: person })).body.mine, true);
  });

  await t.test('a copy is a cart of its own; making it twice makes one', async () => {
    const body = { cartId: newId('crt'), channel: 'web', token: newSecret() };
    const path = `/api/cart-links/${link.code}/copies`;
    const made = [await app.call('POST', path, { body }), await app.call('POST', path, { body })];
    assert.deepEqual(
      made.map((answer) => [answer.status, answer.body.cart.units]),
      [
        [201, 2],
        [201, 2],
      ],
    );
    const copy = { cartId: body.cartId, token: body.token };
    await add(here, copy, sku(shop, 1));
    assert.equal((await show(here, phone)).body.units, 2);
    assert.equal((await cartById(app.database, body.cartId))?.copiedFrom, phone.cartId);
  });

  await t.test('an unknown or expired code is not found', async () => {
    assert.equal((await app.call('GET', `/api/cart-links/${newSecret(10)}`)).body.code, 'carts.link_not_found');
    await app.database.query(sql`UPDATE carts.link SET expires_at = now() - interval '1 minute'`);
    assert.equal((await app.call('GET', `/api/cart-links/${link.code}`)).status, 404);
  });
});

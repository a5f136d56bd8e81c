/** One cart, many clicks: it becomes one order, or none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { sleep } from '#base/time';
import { add, device, headers, setStock, signedIn, sku, town, type Device, type Town } from '../support/carts.ts';
import { count, free, sound } from '../support/orders.ts';

const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };
const checkout = (at: Town, { shop }: Town, from: Device, orderId = newId('ord'), paymentId = newId('pay')) =>
  at.app.call('POST', `/api/carts/${from.cartId}/checkout`, {
    headers: headers(from),
    body: {
      orderId,
      contact,
      delivery: { method: 'pickup', siteId: shop.siteId },
      payment: { method: 'promise', paymentId },
    },
  });

test('two tabs order one cart at once: one order; the other tab is told what the cart became', async (t) => {
  const here = await town(t);
  await setStock(here, sku(here.shop, 0), 100);
  for (let round = 0; round < 10; round++) {
    const phone = await device(here);
    await add(here, phone, sku(here.shop, 0), 2);
    const ids = [newId('ord'), newId('ord'), newId('ord')];
    const answers = await Promise.all(ids.map((orderId) => checkout(here, here, phone, orderId)));
    const won = answers.filter((answer) => answer.status === 201);
    assert.equal(won.length, 1, answers.map((answer) => answer.text).join('\n'));
    for (const answer of answers.filter((one) => one.status !== 201)) {
      assert.deepEqual([answer.status, answer.body.code], [409, 'carts.closed']);
      assert.equal(answer.body.became, won[0]?.body.orderId);
    }
  }
  assert.equal(await count(here.app.database, 'order'), 10);
  assert.equal(await free(here.app.database, sku(here.shop, 0)), 80);
  await sound(here.app.database);
});

test('a double click, and a retry an hour later, get the receipt of the first', async (t) => {
  const here = await town(t);
  for (let round = 0; round < 3; round++) {
    const phone = await device(here);
    await add(here, phone, sku(here.shop, 0), 1);
    const [orderId, paymentId] = [newId('ord'), newId('pay')];
    const click = () => checkout(here, here, phone, orderId, paymentId);
    const answers = [...(await Promise.all([click(), click(), click()])), await click()];
    for (const answer of answers) {
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual(answer.body, answers[0]?.body);
    }
    const other = await checkout(here, here, phone, orderId);
    assert.equal(other.body.code, 'request.id_reused', 'the same order paid in another way is not the same order');
  }
  assert.equal(await count(here.app.database, 'order'), 3);
  await sound(here.app.database);
});

test('a cart that changes while it is ordered is ordered as it was shown, or not at all', async (t) => {
  const here = await town(t);
  for (const skuId of here.shop.skuIds) await setStock(here, skuId, 100);
  const seen = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const phone = await device(here);
    await add(here, phone, sku(here.shop, 0), 1);
    const orderId = newId('ord');
    const [ordered, added] = await Promise.all([
      checkout(here, here, phone, orderId),
      add(here, phone, sku(here.shop, 1), 3),
    ]);
    const units = await here.app.database.query<{ skuId: string; ordered: number }>(
      sql`SELECT sku_id AS "skuId", ordered FROM orders.line WHERE order_id = ${orderId} ORDER BY line_no`,
    );
    if (ordered.status === 201) {
      const late = added.status === 200;
      const both = units.length === 2;
      assert.ok(both ? late : added.status === 409, `added: ${added.text}, ordered ${units.length} lines`);
      assert.equal(ordered.body.total.minor, both ? 1_000 + 3 * 1_001 : 1_000);
    } else {
      assert.deepEqual([ordered.status, ordered.body.code], [409, 'carts.changed']);
      assert.equal(units.length, 0);
    }
    seen.add(ordered.status === 201 ? `ordered ${units.length}` : ordered.body.code);
  }
  t.diagnostic([...seen].join(', '));
  await sound(here.app.database);
});

test('carts for the last units: as many orders as units, and the losers keep their carts', async (t) => {
  const here = await town(t);
  await setStock(here, sku(here.shop, 0), 5);
  const devices = await Promise.all(Array.from({ length: 40 }, () => device(here)));
  await Promise.all(devices.map((one) => add(here, one, sku(here.shop, 0), 1)));
  const answers = await Promise.all(devices.map((one) => checkout(here, here, one)));
  assert.equal(answers.filter((answer) => answer.status === 201).length, 5);
  for (const answer of answers.filter((one) => one.status !== 201))
    assert.deepEqual([answer.status, answer.body.code], [409, 'inventory.short']);
  const [open] = await here.app.database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM carts.cart WHERE status = 'open'`,
  );
  assert.equal(open?.n, 35);
  await sound(here.app.database);
});

test('a cart that somebody signs in to while a stranger to it orders is not ordered by the stranger', async (t) => {
  const here = await town(t);
  const { database } = here.app;
  await setStock(here, sku(here.shop, 0), 5);
  const phone = await device(here);
  await add(here, phone, sku(here.shop, 0), 1);
  const { customerId } = await signedIn(here, 'nora');
  let ordered: ReturnType<typeof checkout> | undefined;
  await database.transaction({ actor: 'test' }, async (tx) => {
    await tx.query(sql`UPDATE carts.cart SET token_hash = NULL, customer_id = ${customerId}, version = version + 1
      WHERE cart_id = ${phone.cartId}`);
    ordered = checkout(here, here, phone); // priced while its secret was right; now it waits for the cart
    for (let waiting = 0, i = 0; waiting === 0 && i < 200; i++) {
      await sleep(20);
      const [row] = await database.query<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          OR (NOT granted AND locktype = 'transactionid')`,
      );
      waiting = row?.n ?? 0;
    }
  });
  const answer = await ordered;
  assert.deepEqual([answer?.status, answer?.body.code], [404, 'carts.not_found']);
  assert.equal(await count(database, 'order'), 0);
  assert.equal(await free(database, sku(here.shop, 0)), 5);
  await sound(database);
});

/**
 * RELIABILITY, G24; GDPR, articles 15, 17 and 20: a customer who has left something in every module is told all of it and taken out
 * of all of it; what the law keeps stays, sums and chains are as before. The whole database is searched, column by column.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '#base/db';
import { raw, sql } from '#base/db';
import { newId } from '#base/ids';
import { registerShopper, sayConsent } from '#customers';
import { cancelOrder, findOrder, placeOrder, shipOrder } from '#orders';
import { unwrap } from '#base/refusal';
import { baseModule, modules } from '../src/modules.ts';
import { askReturn, closeUnpaid } from '#returns';
import { addWishes, makeWishList } from '../src/shop/wish-lists.ts';
import { askForBack } from '../src/shop/back.ts';
import type { Person } from './support/app.ts';
import { add, device, sku } from './support/carts.ts';
import { sound, webDraft } from './support/orders.ts';
import { browser, openStreet } from './support/storefront.ts';
import { counter, openTill, sell, type Counter } from './support/till.ts';

const MARK = 'kanarie';
const password = 'lumière du soir 7';
const by = { actor: 'test' };
const address = {
  name: `${MARK} Huis`,
  line1: `1 rue ${MARK}`,
  postcode: '69001',
  city: `${MARK}ville`,
  country: 'FR',
};

let here: Counter;
let customerId: string;
let me: Person;
let placed: string;
const undo: (() => unknown)[] = [];

before(async () => {
  here = await counter({ after: (fn: () => unknown) => void undo.push(fn) }, { stock: 50 });
  await leaveTraces();
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

async function buy(database: Database): Promise<string> {
  const draft = webDraft(here.shop, [[sku(here.shop, 0), 1]]);
  const mine = {
    ...draft,
    customerId,
    contact: { name: `${MARK} Jansen`, email: `${MARK}@exemple.fr`, phone: '+33698765432' },
    delivery: { method: 'delivery' as const, address: { ...address, phone: '+33698765432' } },
  };
  unwrap(await placeOrder(database, mine));
  return mine.orderId;
}

/** Something of the customer in every module that knows of people. */
async function leaveTraces(): Promise<void> {
  const { app, shop } = here;
  const { database } = app;
  customerId = newId('cus');
  await registerShopper(database, {
    ...{ customerId, name: `${MARK} Jansen`, email: `${MARK}@exemple.fr`, password, language: 'fr', ip: '192.0.2.1' },
    channelId: shop.channels.web,
  });
  me = await app.shopper(customerId);
  await app.call('PATCH', '/api/shop/me', { as: me, body: { phone: '+33698765432' } });
  const saved = await app.call('POST', '/api/shop/addresses', {
    as: me,
    body: { addressId: newId('adr'), address, preferred: true },
  });
  assert.ok(saved.status < 300, saved.text);
  const consent = { customerId, consentId: newId('con'), purpose: 'newsletter', granted: true, wording: 1 } as const;
  await database.transaction(by, (tx) => sayConsent(tx, { ...consent, source: 'account' }));
  await add(here, await device(here, 'web', me), sku(shop, 1));
  placed = await buy(database);
  await database.transaction(by, (tx) => shipOrder(tx, { orderId: placed }));
  const order = await findOrder(database, placed);
  assert.ok(order);
  const request = { returnId: newId('rtn'), orderId: placed, source: 'shopper', reason: 'other' } as const;
  const asked = { ...request, lines: [{ lineNo: 1, quantity: 1 }], note: `too small for ${MARK}` };
  await database.transaction(by, (tx) => askReturn(tx, asked));
  await database.transaction(by, (tx) => closeUnpaid(tx, { ...request, answer: `Dear ${MARK}` }));
  const sold = await sell(here, await openTill(here), [[sku(shop, 2), 1]], { customerId });
  assert.equal(sold.status, 201, sold.text);
  await makeWishList(database, { listId: newId('wsl'), customerId, name: `${MARK}s birthday`, mainName: 'Mine' });
  const wish = { productId: order.lines[0]?.snapshot.productId ?? '', seenMinor: 1_000, seenThere: true };
  await addWishes(database, { customerId, mainName: 'Mine' }, [wish]);
  await askForBack(database, {
    ...{ skuId: sku(shop, 0), productId: wish.productId, channelId: shop.channels.web },
    ...{ email: `${MARK}@exemple.fr`, language: 'fr', ip: '192.0.2.1', actor: customerId },
  });
  await database.transaction(by, async (tx) => {
    await tx.query(sql`
      INSERT INTO push.subscription (subscription_id, customer_id, endpoint, p256dh, auth, language, created_at)
      VALUES ('s', ${customerId}, ${`https://push.exemple.fr/${MARK}`}, 'p', 'a', 'fr', now())`);
    await tx.query(sql`
      INSERT INTO base.command (principal, route, id, body_hash, receipt, at)
      VALUES (${customerId}, 'POST /x', 'k', 'h', ${JSON.stringify({ name: MARK })}::jsonb, now())`);
  });
}

/** The tables in which a text is found, whatever the column, with the rows. */
async function where(database: Database, text: string): Promise<Map<string, string[]>> {
  const tables = await database.query<{ schema: string; name: string }>(sql`
    SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`);
  const found = new Map<string, string[]>();
  for (const { schema, name } of tables) {
    const rows = await database.query<{ row: string }>(
      sql`SELECT t::text AS row FROM ${raw(`"${schema}"."${name}"`)} t WHERE t::text ILIKE ${`%${text}%`}`,
    );
    if (rows.length > 0)
      found.set(
        `${schema}.${name}`,
        rows.map(({ row }) => row),
      );
  }
  return found;
}

test('every module whose tables name a customer or an order tells and erases what it knows', async () => {
  const rows = await here.app.database.query<{ schema: string }>(sql`
    SELECT DISTINCT table_schema AS schema FROM information_schema.columns WHERE column_name IN ('customer_id', 'order_id')`);
  const known = new Map([baseModule, ...modules].map((module) => [module.name, module.personal]));
  // Of `privacy` itself the id is all there is.
  const silent = rows.filter(({ schema }) => schema !== 'privacy' && known.get(schema) === undefined);
  assert.deepEqual(silent, []);
  assert.ok(rows.length > 4);
});

test('a customer takes along all that is known of them, from every module, and nobody else’s', async () => {
  const answer = await here.app.call('POST', '/api/shop/my-data', { as: me });
  assert.equal(answer.status, 200, answer.text);
  const { data } = answer.body;
  assert.equal(data.customers.profile.email, `${MARK}@exemple.fr`);
  assert.equal(data.customers.addresses.length, 1);
  assert.equal(data.orders.orders.length, 2, 'of the web and of the till');
  assert.deepEqual(
    [data.till.tickets, data.shop.wishLists, data.shop.waitsFor, data.returns.returns].map((list) => list.length),
    [1, 2, 1, 1],
  );
  assert.deepEqual([data.carts.carts.length, data.push.devices.length, data.payments.payments.length], [1, 1, 2]);
  assert.doesNotMatch(answer.text, /argon2|_hash|token|Ada Essai/);
  const clerk = await here.app.call('POST', `/api/customers/${customerId}/data`, { as: here.clerk });
  assert.equal(clerk.status, 403);
});

test('what is under way is finished first, and a wrong password erases nobody', async () => {
  const { app } = here;
  const open = await buy(app.database);
  const erase = (word: string) =>
    app.call('POST', '/api/shop/my-data/erase', { as: me, body: { password: word, forEver: true } });
  const early = await erase(password);
  assert.deepEqual([early.status, early.body.code, early.body.detail], [409, 'privacy.not_yet', 'order']);
  await app.database.transaction(by, (tx) => cancelOrder(tx, { orderId: open, reason: 'mind changed' }));
  assert.equal((await erase('not this one')).status, 401);
  const careless = await app.call('POST', '/api/shop/my-data/erase', { as: me, body: { password } });
  assert.equal(careless.status, 400);
  assert.ok((await where(app.database, MARK)).has('customers.customer'));
});

test('erased: only what the law keeps is left, chains and sums hold, and again is once', async () => {
  const { app } = here;
  await app.call('PUT', '/api/shop/erasure', { as: me });
  const body = { password, forEver: true };
  const erased = await app.call('POST', '/api/shop/my-data/erase', { as: me, body });
  assert.equal(erased.status, 200, erased.text);
  const kept = new Map(erased.body.kept.map((one: { what: string; count: number }) => [one.what, one.count]));
  assert.deepEqual([kept.get('orders'), kept.get('tickets'), kept.get('consents')], [3, 1, 1]);

  const left = await where(app.database, MARK);
  assert.deepEqual([...left.keys()], ['orders.order'], 'name and address of what was bought: ten years');
  assert.doesNotMatch([...left.values()].flat().join(), new RegExp(`${MARK}@|98765432`));
  assert.deepEqual([...(await where(app.database, '98765432')).keys()], []);
  await sound(app.database);

  assert.equal((await app.call('GET', '/api/shop/me', { as: me })).status, 401);
  const again = { email: `${MARK}@exemple.fr`, password, as: 'bearer' };
  assert.equal((await app.call('POST', '/api/shop/session', { body: again })).status, 401);
  const owner = await app.staff('owner');
  const list = await app.call('GET', `/api/customers?q=${MARK}`, { as: owner });
  assert.deepEqual(list.body.items, []);
  const twice = await app.call('POST', `/api/customers/${customerId}/erase`, {
    as: owner,
    body: { reason: 'not_needed' },
  });
  assert.deepEqual([twice.status, twice.body.reason], [200, 'asked']);
  const story = await app.call('GET', `/api/customers/${customerId}/timeline`, { as: owner });
  const told = story.body.items.map((one: { type: string }) => one.type);
  assert.equal(told.filter((type: string) => type === 'privacy.erased').length, 1);
  assert.ok(told.includes('privacy.exported') && told.includes('customers.erasure_closed'));
  const write = await app.call('PATCH', `/api/customers/${customerId}`, {
    as: owner,
    body: { name: 'Back', version: 1 },
  });
  assert.deepEqual([write.status, write.body.code], [409, 'customers.erased']);
});

test('in the shop, without scripts: a file to take along, and an account that ends in two steps', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  const member = { name: 'Camille', email: 'camille@halle.test', password };
  assert.equal((await shopper.post('/account/register', member)).status, 200);
  assert.match((await shopper.get('/account/privacy')).html, /action="\/account\/data".*href="\/account\/delete"/s);
  const file = await shopper.post('/account/data', {});
  assert.equal(JSON.parse(file.html).data.customers.profile.email, member.email);
  assert.match((await shopper.get('/account/delete')).html, /name="forEver"/);
  assert.equal((await shopper.post('/account/delete', { password })).status, 422, 'the box is not ticked');
  assert.equal((await shopper.post('/account/delete', { password: 'not this one', forEver: 'yes' })).status, 401);
  const done = await shopper.post('/account/delete', { password, forEver: 'yes' });
  assert.deepEqual([done.status, /Votre compte est supprimé/.test(done.html)], [200, true]);
  assert.match((await shopper.get('/account/privacy')).path, /sign-in/);
});

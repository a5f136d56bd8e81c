/**
 * Who may call what, from the route table: every route × nobody, customer and each role, and for records that belong to a shopper
 * everybody else's. A refusal comes before anything of the request is read.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import type { Permission, Route } from '#base/route';
import { roles, type HouseRole } from '#identity';
import { modules, rights, routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { testApp, type Answer, type CallOptions, type Person, type TestApp } from './support/app.ts';
import { add, device, headers, signedIn, sku, type Device } from './support/carts.ts';
import { testShop, type TestShop } from './support/shop.ts';

const all: readonly Route[] = [...routes, ...houseRoutes()];
const nameOf = (route: Route): string => `${route.method} ${route.path}`;

let app: TestApp;
let shop: TestShop;
let customer: Person;
const undo: (() => unknown)[] = [];

before(async () => {
  app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) }, { more: houseRoutes() });
  shop = await testShop(app.database, { stock: 1_000 });
  customer = (await signedIn({ app, shop }, 'Maud')).person;
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

type Who = 'nobody' | 'customer' | HouseRole;
const everybody: readonly Who[] = ['nobody', 'customer', ...roles];
const personOf = async (who: Who): Promise<Person | undefined> =>
  who === 'nobody' ? undefined : who === 'customer' ? customer : app.staff(who);

/** What the permission says of a caller: 401 for who is not known, 403 for who is and may not. */
function expected(permission: Permission, who: Who): 'in' | 401 | 403 {
  if (permission === 'public' || permission === 'shopper' || permission === 'webhook') return 'in';
  if (permission === 'customer') return who === 'customer' ? 'in' : who === 'nobody' ? 401 : 403;
  if (who === 'nobody') return 401;
  if (who === 'customer') return 403;
  return mayBeRole(who, permission.slice('staff:'.length)) ? 'in' : 403;
}

/** Said again, in other words than the product's: who holds a right by their role. */
function mayBeRole(role: HouseRole, right: string): boolean {
  if (role === 'owner') return true;
  if (role === 'manager') return right !== 'roles.write' && right !== 'keys.write';
  if (role === 'read_only') return right === 'self' || right.endsWith('.read');
  return rights[right]?.roles.includes(role) ?? false;
}

/** A call that nothing could be done with: broken JSON, ids that are none. Refusals of the caller come first all the same. */
function nonsense(route: Route, as: Person | undefined): { path: string; options: CallOptions } {
  const path = `${route.path.replace(/:\w+/g, '%20')}?nonsense=1`;
  const body = route.method === 'GET' ? {} : { body: '{"nonsense":', headers: { 'content-type': 'application/json' } };
  return { path, options: { as, ...body } };
}

test('every permission names a right that is declared, and every right is asked for', () => {
  const asked = new Set(all.map((route) => route.permission).filter((p) => p.startsWith('staff:')));
  const undeclared = [...asked].filter((permission) => !Object.hasOwn(rights, permission.slice('staff:'.length)));
  assert.deepEqual(undeclared, []);
  const declared = modules.flatMap((module) => Object.keys(module.rights ?? {}));
  assert.equal(new Set(declared).size, declared.length, 'a right is declared by one module');
  const waiting = declared.filter((right) => !asked.has(`staff:${right}`));
  assert.deepEqual(waiting, [], 'a right that no route asks for');
});

test('routes are unique, and every write says how it is repeated', () => {
  const shapes = all.map((route) => nameOf(route).replace(/:\w+/g, ':'));
  assert.deepEqual(
    shapes.filter((shape, i) => shapes.indexOf(shape) !== i),
    [],
  );
  const silent = all.filter((route) => route.method !== 'GET' && route.idempotency === undefined);
  assert.deepEqual(silent.map(nameOf), []);
});

for (const route of all) {
  test(`${nameOf(route)} (${route.permission})`, async () => {
    for (const who of everybody) {
      const want = expected(route.permission, who);
      if (want === 'in' && route.stream) continue; // heard below, over a real connection
      const { path, options } = nonsense(route, await personOf(who));
      const answer = await app.call(route.method, path, options);
      const told = `${who}: ${answer.status} ${answer.text.slice(0, 200)}`;
      if (want === 'in') {
        assert.ok(!/request\.(unauthenticated|forbidden)/.test(String(answer.body?.code)), told);
        assert.ok(answer.status < 500, told);
      } else {
        assert.equal(answer.status, want, told);
        assert.equal(answer.body.code, want === 401 ? 'request.unauthenticated' : 'request.forbidden');
        assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
      }
    }
  });
}

test('a session that is made up, closed or of the other kind opens nothing', async () => {
  const clerk = await app.staff('clerk');
  const guess = clerk.token.replace(/^./, (letter) => (letter === 'a' ? 'b' : 'a'));
  for (const cookie of [
    `halle_session=${guess}`,
    `halle_session=${customer.token}`,
    'halle_session=',
    'halle_session=x',
  ])
    assert.equal((await app.call('GET', '/api/orders', { headers: { cookie } })).status, 401, cookie);
  for (const token of [guess, '', 'x'.repeat(5_000), `${clerk.token} `])
    assert.equal((await app.call('GET', '/api/orders', { headers: { authorization: `Bearer ${token}` } })).status, 401);
  const bearer = { authorization: `Bearer ${clerk.token}` };
  assert.equal((await app.call('GET', '/api/orders', { headers: bearer })).status, 200);
  const goer = await app.shopper((await signedIn({ app, shop }, 'Gone')).customerId);
  assert.equal((await app.call('GET', '/api/shop/me', { as: goer })).status, 200);
  assert.equal((await app.call('DELETE', '/api/shop/session', { as: goer })).status, 204);
  assert.equal((await app.call('GET', '/api/shop/me', { as: goer })).status, 401, 'at once, in the same process');
});

test('another site’s page can write nothing with our cookies', async () => {
  const owner = await app.staff('owner');
  for (const route of all.filter((one) => one.method !== 'GET' && !one.raw)) {
    for (const given of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await app.call(route.method, route.path.replace(/:\w+/g, 'x'), { as: owner, headers: given });
      assert.equal(answer.body?.code, 'request.csrf', `${nameOf(route)} ${JSON.stringify(given)} ${answer.text}`);
    }
  }
});

test('streams let in whom they should, and say so before the first event', async () => {
  const url = await app.app.listen({ port: 0, host: '127.0.0.1' });
  for (const route of all.filter((one) => one.stream)) {
    for (const who of everybody) {
      const person = await personOf(who);
      const stop = new AbortController();
      const response = await fetch(url + route.path, {
        signal: stop.signal,
        headers: person ? { cookie: person.cookie } : {},
      });
      const want = expected(route.permission, who);
      assert.equal(response.status, want === 'in' ? 200 : want, `${nameOf(route)} ${who}`);
      stop.abort();
    }
  }
});

/** What one shopper has: a cart, an order on it, a saved address. */
type Belongings = {
  person: Person;
  cart: Device;
  orderId: string;
  number: string;
  paymentId: string;
  addressId: string;
  wishListId: string;
};
const address = { name: 'Ada', line1: '1 rue Haute', postcode: '69001', city: 'Lyon', country: 'FR' };
const contact = { name: 'Ada', email: 'ada@exemple.fr' };

async function shopperWithThings(word: string): Promise<Belongings> {
  const { person } = await signedIn({ app, shop }, word);
  const cart = await device({ app, shop }, 'web', person);
  await add({ app, shop }, cart, sku(shop, 0), 1);
  const [orderId, paymentId, addressId] = [newId('ord'), newId('pay'), newId('adr')];
  const lines = [{ skuId: sku(shop, 0), quantity: 1, unitMinor: 1_000 }];
  const delivery = { method: 'pickup', siteId: shop.siteId };
  const payment = { method: 'card', paymentId };
  const body = { orderId, channelId: shop.channels.web, lines, contact, delivery, payment };
  const order = await app.call('POST', '/api/shop/orders', { as: person, body });
  assert.equal(order.status, 201, order.text);
  const saved = await app.call('POST', '/api/shop/addresses', { as: person, body: { addressId, address } });
  assert.equal(saved.status, 201, saved.text);
  const wishListId = newId('wsl');
  const wishes = await app.call('POST', '/api/shop/wish-lists', {
    as: person,
    body: { listId: wishListId, name: word },
  });
  assert.equal(wishes.status, 201, wishes.text);
  return { person, cart, orderId, number: order.body.number, paymentId, addressId, wishListId };
}

type Attempt = { path: string; body?: unknown; status: number };
const line = (): object => ({ addId: newId('add'), skuId: sku(shop, 0), quantity: 1 });
const checkout = (): object => ({
  orderId: newId('ord'),
  contact,
  delivery: { method: 'pickup', siteId: shop.siteId },
  payment: { method: 'promise', paymentId: newId('pay') },
});

/** How a stranger would try each route that names a shopper's record, with all else as it should be. */
const attempts: Record<string, (victim: Belongings) => Attempt[]> = {
  // That a stranger, the buyer and a colleague decide nothing of a real one stands with approvals themselves.
  'POST /api/shop/approvals/:askId/decide': (v) => [
    { path: `/api/shop/approvals/${v.orderId.replace('ord', 'bap')}/decide`, body: { approve: true }, status: 404 },
  ],
  'GET /api/carts/:cartId': (v) => [{ path: `/api/carts/${v.cart.cartId}`, status: 404 }],
  'POST /api/carts/:cartId/lines': (v) => [{ path: `/api/carts/${v.cart.cartId}/lines`, body: line(), status: 404 }],
  'PUT /api/carts/:cartId/lines/:skuId': (v) => [
    { path: `/api/carts/${v.cart.cartId}/lines/${sku(shop, 0)}`, body: { quantity: 5 }, status: 404 },
  ],
  'PATCH /api/carts/:cartId/lines/:skuId': (v) => [
    { path: `/api/carts/${v.cart.cartId}/lines/${sku(shop, 0)}`, body: { quantity: 0 }, status: 404 },
  ],
  'DELETE /api/carts/:cartId/lines/:skuId': (v) => [
    { path: `/api/carts/${v.cart.cartId}/lines/${sku(shop, 0)}`, status: 404 },
  ],
  'POST /api/carts/:cartId/cards': (v) => [
    {
      path: `/api/carts/${v.cart.cartId}/cards`,
      body: { cardKey: newId('gcd'), skuId: sku(shop, 0), amountMinor: 5_000 },
      status: 404,
    },
  ],
  'DELETE /api/carts/:cartId/cards/:cardKey': (v) => [
    { path: `/api/carts/${v.cart.cartId}/cards/gcd_00000000`, status: 404 },
  ],
  'POST /api/carts/:cartId/codes': (v) => [
    { path: `/api/carts/${v.cart.cartId}/codes`, body: { code: 'BIENVENUE' }, status: 404 },
  ],
  'DELETE /api/carts/:cartId/codes/:code': (v) => [
    { path: `/api/carts/${v.cart.cartId}/codes/BIENVENUE`, status: 404 },
  ],
  'POST /api/carts/:cartId/seen': (v) => [{ path: `/api/carts/${v.cart.cartId}/seen`, body: {}, status: 404 }],
  'POST /api/carts/:cartId/copy': (v) => [{ path: `/api/carts/${v.cart.cartId}/copy`, status: 404 }],
  'POST /api/carts/:cartId/checkout': (v) => [
    { path: `/api/carts/${v.cart.cartId}/checkout`, body: checkout(), status: 404 },
  ],
  'GET /api/shop/orders/:orderId': (v) => [
    { path: `/api/shop/orders/${v.orderId}`, status: 404 },
    { path: `/api/shop/orders/${v.number}`, status: 404 },
    { path: `/api/shop/orders/${v.number}?token=${'A'.repeat(32)}`, status: 404 },
  ],
  'POST /api/shop/orders/:orderId/pay': (v) => [
    {
      path: `/api/shop/orders/${v.orderId}/pay`,
      body: { paymentId: v.paymentId, card: { token: 'tok_ok' } },
      status: 404,
    },
  ],
  'GET /api/shopper/documents/:documentId/pdf': () => [
    { path: `/api/shopper/documents/${newId('doc')}/pdf`, status: 404 },
  ],
  'POST /api/shopper/documents/:documentId/mail': () => [
    { path: `/api/shopper/documents/${newId('doc')}/mail`, body: {}, status: 404 },
  ],
  'GET /api/shop/orders/:orderId/documents': (v) => [
    { path: `/api/shop/orders/${v.orderId}/documents`, status: 404 },
    { path: `/api/shop/orders/${v.number}/documents?token=${'A'.repeat(32)}`, status: 404 },
  ],
  'GET /api/shop/orders/:orderId/documents/:documentId': (v) => [
    { path: `/api/shop/orders/${v.orderId}/documents/${newId('doc')}`, status: 404 },
  ],
  'POST /api/shop/orders/:orderId/invoice': (v) => [
    { path: `/api/shop/orders/${v.orderId}/invoice`, body: {}, status: 404 },
  ],
  'POST /api/shop/orders/:orderId/cancel': (v) => [
    { path: `/api/shop/orders/${v.orderId}/cancel`, body: { editId: newId('edt') }, status: 404 },
  ],
  'POST /api/shop/orders/:orderId/balance': (v) => [
    {
      path: `/api/shop/orders/${v.orderId}/balance`,
      body: { paymentId: newId('pay'), card: { token: 'tok_ok' } },
      status: 404,
    },
  ],
  'DELETE /api/shop/addresses/:addressId': (v) => [{ path: `/api/shop/addresses/${v.addressId}`, status: 404 }],
  'PATCH /api/shop/wish-lists/:wishListId': (v) => [
    { path: `/api/shop/wish-lists/${v.wishListId}`, body: { shared: true }, status: 404 },
  ],
  'DELETE /api/shop/wish-lists/:wishListId': (v) => [{ path: `/api/shop/wish-lists/${v.wishListId}`, status: 404 }],
  'GET /api/shop/wish-lists/:wishListId/items': (v) => [
    { path: `/api/shop/wish-lists/${v.wishListId}/items`, status: 404 },
  ],
  'PUT /api/shop/wish-lists/:wishListId/items/:productId': (v) => [
    { path: `/api/shop/wish-lists/${v.wishListId}/items/${newId('prd')}`, status: 404 },
  ],
  'DELETE /api/shop/wish-lists/:wishListId/items/:productId': (v) => [
    { path: `/api/shop/wish-lists/${v.wishListId}/items/${newId('prd')}`, status: 404 },
  ],
  // A device is known by its secret endpoint; somebody else's is taken out of nothing, and under a wrong id nothing is put in.
  'GET /api/push/subscriptions/:subscriptionId': () => [
    { path: `/api/push/subscriptions/${'A'.repeat(43)}`, status: 200 },
  ],
  'DELETE /api/push/subscriptions/:subscriptionId': () => [
    { path: `/api/push/subscriptions/${'A'.repeat(43)}`, status: 204 },
  ],
  'PUT /api/push/subscriptions/:subscriptionId': () => [
    {
      path: `/api/push/subscriptions/${'A'.repeat(43)}`,
      body: {
        endpoint: 'https://push.example.com/send/1',
        keys: { p256dh: 'B'.repeat(87), auth: 'C'.repeat(22) },
        language: 'fr',
        wording: 1,
      },
      status: 422,
    },
  ],
};
/** Knowing the code of a link, or the name of something on sale, is the permission. */
const forAnyone = new Set(['GET /api/cart-links/:code', 'POST /api/cart-links/:code/copies']);

const named = (route: Route): boolean => /:/.test(route.path) && /^(shopper|customer)$/.test(route.permission);

test('for every route that names a shopper’s record it is written down how a stranger would try it', () => {
  const known = new Set([...Object.keys(attempts), ...forAnyone]);
  assert.deepEqual(all.filter((route) => named(route) && !known.has(nameOf(route))).map(nameOf), []);
});

test('a stranger finds nothing: the same answer as for a record that does not exist', async () => {
  const [victim, other] = [await shopperWithThings('Vera'), await shopperWithThings('Otto')];
  const nowhere: Belongings = {
    ...victim,
    cart: { cartId: newId('crt'), token: null },
    orderId: newId('ord'),
    number: 'ZZZZZZZZZZ',
    addressId: newId('adr'),
    wishListId: newId('wsl'),
  };
  const guest = await device({ app, shop });
  const clerk = await app.staff('clerk');
  const before = await picture(victim);
  const plain = ({ body, status }: Answer, path: string): unknown => {
    const { detail: _detail, ...rest } = (body ?? {}) as Record<string, unknown>;
    return { status, rest, detailIsAsked: _detail === undefined || path.includes(String(_detail)) };
  };
  for (const [name, tries] of Object.entries(attempts)) {
    const method = name.split(' ')[0] as Route['method'];
    const needsSession = all.find((route) => nameOf(route) === name)?.permission === 'customer';
    const strangers: [string, CallOptions][] = [['another customer', { as: other.person }]];
    strangers.push(['with another cart’s secret', { as: other.person, headers: headers(guest) }]);
    if (!needsSession) strangers.push(['nobody', {}], ['a clerk, as a shopper', { as: clerk }]);
    for (const [who, options] of strangers) {
      for (const [i, attempt] of tries(victim).entries()) {
        const answer = await app.call(method, attempt.path, { ...options, body: attempt.body });
        const told = `${name} by ${who}: ${answer.status} ${answer.text.slice(0, 200)}`;
        assert.equal(answer.status, attempt.status, told);
        const absent = tries(nowhere)[i];
        if (!absent) continue;
        const nothing = await app.call(method, absent.path, { ...options, body: absent.body });
        assert.deepEqual(plain(answer, attempt.path), plain(nothing, absent.path), told);
      }
    }
  }
  assert.deepEqual(await picture(victim), before, 'and nothing of the victim’s has changed');
});

test('a stranger who brings a victim’s id in a body takes over nothing', async () => {
  const [victim, thief] = [await shopperWithThings('Vida'), await shopperWithThings('Theo')];
  const before = await picture(victim);
  const as = thief.person;
  const call = (path: string, body: object, options: CallOptions = {}): Promise<Answer> =>
    app.call('POST', path, { as, ...options, body });
  const own = checkout();
  const lines = [{ skuId: sku(shop, 0), quantity: 1, unitMinor: 1_000 }];
  const whole = { ...own, channelId: shop.channels.web, lines };
  const refused: [string, Answer, number][] = [
    [
      'a cart’s id, as nobody',
      await call('/api/carts', { cartId: victim.cart.cartId, channel: 'web' }, { as: undefined }),
      409,
    ],
    ['a cart to claim', await call('/api/carts/claim', { cartId: victim.cart.cartId, channel: 'web' }), 404],
    ['an order’s id', await call('/api/shop/orders', { ...whole, orderId: victim.orderId }), 422],
    [
      'a payment’s id',
      await call('/api/shop/orders', { ...whole, payment: { method: 'promise', paymentId: victim.paymentId } }),
      422,
    ],
    [
      'an order’s id at checkout',
      await call(`/api/carts/${thief.cart.cartId}/checkout`, { ...own, orderId: victim.orderId }),
      422,
    ],
    [
      'a payment’s id to pay by',
      await call(`/api/shop/orders/${thief.orderId}/pay`, { paymentId: victim.paymentId, card: { token: 'tok_ok' } }),
      422,
    ],
  ];
  for (const [what, answer, status] of refused)
    assert.equal(answer.status, status, `${what}: ${answer.status} ${answer.text}`);
  const opened = await call('/api/carts', { cartId: victim.cart.cartId, channel: 'till' });
  assert.equal(opened.body.cart.cartId, thief.cart.cartId, 'who has a cart gets their own, whatever id they bring');
  const theirs = await call('/api/shop/addresses', {
    addressId: victim.addressId,
    address: { ...address, city: 'Paris' },
  });
  assert.ok(theirs.status < 500, theirs.text);
  const register = {
    customerId: victim.person.id,
    name: 'Thief',
    email: 'thief@exemple.fr',
    password: 'a long enough one',
  };
  const made = await call('/api/shop/register', register, { as: undefined });
  assert.ok(made.status < 500 && made.body.customerId !== victim.person.id, made.text);
  assert.deepEqual(await picture(victim), before);
});

/** All that the records of a shopper are, as they see it. */
async function picture(of: Belongings): Promise<unknown> {
  const read = async (path: string): Promise<unknown> => {
    const answer = await app.call('GET', path, { as: of.person });
    assert.equal(answer.status, 200, answer.text);
    const { quote: _fresh, ...rest } = answer.body;
    return rest;
  };
  const payments = await app.database.query(
    sql`SELECT payment_id, state, version FROM payments.payment WHERE order_id = ${of.orderId} ORDER BY 1`,
  );
  return [
    await read(`/api/carts/${of.cart.cartId}`),
    await read(`/api/shop/orders/${of.orderId}`),
    await read('/api/shop/orders'),
    await read('/api/shop/addresses'),
    await read('/api/shop/wish-lists'),
    await read('/api/shop/me'),
    payments,
  ];
}

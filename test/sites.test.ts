/**
 * Staff of another site: every route by which a site's orders, stock, tills or people are seen or changed, tried by somebody who may
 * do all that can be held at a site, at the site next door.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import type { Route } from '#base/route';
import { createStaff, hashSecret, isHouseRight, openSession, staffCookie } from '#identity';
import { createSite, sites } from '#org';
import { defaultPolicy } from '#sourcing/model';
import { openCount } from '#counts';
import { placeOrder } from '#orders';
import { unwrap } from '#base/refusal';
import { createTransfer } from '#transfers';
import { routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { testApp, type Answer, type CallOptions, type Person } from './support/app.ts';
import { testShop } from './support/shop.ts';
import { invoiceNow, invoiceTries } from './support/invoice-tries.ts';
import { editTries } from './support/edit-tries.ts';
import { fulfilmentTries, prepareOne } from './support/fulfilment.ts';
import { webDraft } from './support/orders.ts';
import { buy, purchasingTries } from './support/purchasing.ts';
import { returnAtWork, returnTries } from './support/return-tries.ts';
import { voucherTries } from './support/voucher-tries.ts';
import { pickupTries } from './support/pickup-tries.ts';
import { openTill, sell, type Counter, type Till } from './support/till.ts';

const all: readonly Route[] = [...routes, ...houseRoutes()];
const nameOf = (route: Route): string => `${route.method} ${route.path}`;

let here: Counter;
let till: Till;
/** Manager at the other site. */
let stranger: Person;
/** Manager at the site where all happens: may do what the other may not. */
let own: Person;
let other: string;
let sold: { orderId: string; ticketId: string; number: string };
let web: string;
let document: string;
/** Half of it has left in a parcel. */
let sending: string;
const undo: (() => unknown)[] = [];

async function managerAt(name: string, siteId: string): Promise<Person> {
  const staffId = newId('stf');
  const passwordHash = await hashSecret('open sesame');
  const person = { staffId, email: `${name}@halle.test`, name, role: 'manager', siteId, passwordHash } as const;
  return here.app.database.transaction({ actor: 'test' }, async (tx) => {
    await createStaff(tx, person);
    const { token } = await openSession(tx, { kind: 'staff', subjectId: staffId });
    return { id: staffId, token, cookie: `${staffCookie}=${token}` };
  });
}

before(async () => {
  const app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) }, { more: houseRoutes() });
  const shop = await testShop(app.database);
  here = { app, shop, clerk: await app.staff('clerk') };
  const [first] = await sites(app.database);
  assert.ok(first);
  other = newId('sit');
  await app.database.transaction({ actor: 'test' }, (tx) =>
    createSite(tx, { ...first, siteId: other, code: 'nantes', name: 'Nantes', siret: null, hours: [] }),
  );
  [stranger, own] = await Promise.all([managerAt('stranger', other), managerAt('own', shop.siteId)]);
  till = await openTill(here);
  const answer = await sell(here, till, [[shop.skuIds[0] ?? '', 1]]);
  assert.equal(answer.status, 201, answer.text);
  sold = answer.body;
  web = newId('ord');
  const placed = await app.call('POST', '/api/shop/orders', {
    body: {
      orderId: web,
      channelId: shop.channels.web,
      lines: [{ skuId: shop.skuIds[0], quantity: 1, unitMinor: 1_000 }],
      contact: { name: 'Ada', email: 'ada@exemple.fr' },
      delivery: { method: 'pickup', siteId: shop.siteId },
      payment: { method: 'promise', paymentId: newId('pay') },
    },
  });
  assert.equal(placed.status, 201, placed.text);
  document = await invoiceNow(app.database, web);
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

/** What these rights show and change is one for all sites: products, prices, shoppers and their carts, channels, settings. */
const shared = new Set(['self', 'catalog.read', 'channels.read', 'customers.read', 'customers.write', 'settings.read']);
for (const right of ['carts.read', 'carts.write']) shared.add(right);

type Try = CallOptions & { readonly path?: string };
const sku = (): string => here.shop.skuIds[0] ?? '';
const line = (): object => ({ skuId: sku(), quantity: 1 });
const at = (siteId: string): object => ({ siteId, kind: 'sellable' });
const emptyList = ({ body }: Answer): void => assert.deepEqual(body.items, []);
const emptyFile = ({ text }: Answer): void => assert.equal(text.trim().split('\n').length, 1);
const refused =
  (...statuses: number[]) =>
  (answer: Answer): void =>
    assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text.slice(0, 300)}`);
const withTill = (): CallOptions => ({ cookies: till.cookies });

const transferId = newId('trf');
/** A transfer that neither leaves nor reaches the stranger's site. */
const transferOf =
  (path: string, body?: object): (() => Try) =>
  () => ({ path: `/api/transfers/${transferId}${path}`, ...(body ? { body } : {}) });

const countId = newId('cnt');
const countAt =
  (path: string, body?: object): (() => Try) =>
  () => ({ path: `/api/counts/${countId}${path}`, ...(body ? { body } : {}) });

/** How each is tried, and what must come of it. */
const tries: Record<string, { with?: () => Try; must: (answer: Answer) => void }> = {
  'GET /api/orders': { must: emptyList },
  'GET /api/exports/orders': { must: emptyFile },
  'GET /api/orders/:orderId': { with: () => ({ path: `/api/orders/${web}` }), must: refused(404) },
  'GET /api/orders/:orderId/timeline': { with: () => ({ path: `/api/orders/${web}/timeline` }), must: emptyList },
  'GET /api/orders/:orderId/decision': {
    with: () => ({ path: `/api/orders/${web}/decision` }),
    must: ({ body }) => assert.equal(body.decision, null),
  },
  'GET /api/orders/:orderId/why': { with: () => ({ path: `/api/orders/${web}/why` }), must: refused(404) },
  'POST /api/orders/:orderId/sourcing': {
    with: () => ({ path: `/api/orders/${web}/sourcing`, body: { rules: defaultPolicy } }),
    must: refused(404),
  },
  ...invoiceTries(() => ({ web, document })),
  // Rules, and what is sold beyond stock, are the channel's or the house's; no site's.
  'GET /api/sourcing/policies': { must: refused(200) },
  'GET /api/sourcing/later': { must: refused(200) },
  'GET /api/exports/later': { must: refused(200) },
  'POST /api/orders/:orderId/cancel': {
    with: () => ({ path: `/api/orders/${web}/cancel`, body: { reason: 'no' } }),
    must: refused(404),
  },
  ...editTries(() => web),
  'POST /api/orders/:orderId/retry': {
    with: () => ({ path: `/api/orders/${web}/retry`, body: {} }),
    must: refused(404),
  },
  'POST /api/orders/:orderId/wait': { with: () => ({ path: `/api/orders/${web}/wait` }), must: refused(404) },
  'POST /api/orders/:orderId/ready': {
    with: () => ({ path: `/api/orders/${web}/ready`, body: {} }),
    must: refused(404),
  },
  'POST /api/orders/:orderId/ship': { with: () => ({ path: `/api/orders/${web}/ship`, body: {} }), must: refused(404) },
  ...returnTries(() => ({ web, returnId, siteId: here.shop.siteId, cookies: till.cookies })),
  'GET /api/now': {
    must: ({ body }) => assert.deepEqual([body.orders, body.salesToday.minor, body.toPrepare], [0, 0, []]),
  },
  'GET /api/sales': { must: ({ body }) => assert.deepEqual([body.orders, body.total.minor], [0, 0]) },
  'GET /api/stock': { must: emptyList },
  'GET /api/exports/stock': { must: emptyFile },
  'GET /api/stock/movements': { must: emptyList },
  'GET /api/exports/movements': { must: emptyFile },
  'GET /api/stock/:skuId/as-of': {
    with: () => ({ path: `/api/stock/${sku()}/as-of?at=2090-01-01T00:00:00Z` }),
    must: ({ body }) => assert.deepEqual(body.places, []),
  },
  'GET /api/stock/:skuId/leases': { with: () => ({ path: `/api/stock/${sku()}/leases` }), must: emptyList },
  'GET /api/stock/as-of': {
    with: () => ({ path: '/api/stock/as-of?at=2090-01-01T00:00:00Z' }),
    must: emptyList,
  },
  'GET /api/stock/difference': {
    with: () => ({ path: '/api/stock/difference?from=2000-01-01T00:00:00Z&to=2090-01-01T00:00:00Z' }),
    must: emptyList,
  },
  'GET /api/stock/lookup': { with: () => ({ path: '/api/stock/lookup?code=T-0' }), must: refused(200) },
  'GET /api/stock/breaches': { must: emptyList },
  'GET /api/exports/breaches': { must: emptyFile },
  'GET /api/stock/:skuId/why': {
    with: () => ({ path: `/api/stock/${sku()}/why` }),
    must: ({ text }) => assert.ok(!text.includes(here.shop.siteId), text),
  },
  'POST /api/stock/receipts': {
    with: () => ({ body: { siteId: here.shop.siteId, document: 'd', lines: [line()] } }),
    must: refused(403),
  },
  'POST /api/stock/counts': {
    with: () => ({ body: { siteId: here.shop.siteId, document: 'd', lines: [line()] } }),
    must: refused(403),
  },
  'POST /api/stock/moves': {
    with: () => ({
      body: {
        document: 'd',
        reason: 'r',
        moves: [{ skuId: sku(), from: at(here.shop.siteId), to: at(other), quantity: 1 }],
      },
    }),
    must: refused(403),
  },
  'POST /api/stock/leases': {
    with: () => ({
      body: { channelId: here.shop.channels.web, skuId: sku(), siteId: here.shop.siteId, quantity: 1 },
    }),
    must: refused(403),
  },
  'DELETE /api/stock/:skuId/leases/:leaseId': {
    with: () => ({ path: `/api/stock/${sku()}/leases/${leaseId}` }),
    must: refused(403),
  },
  'POST /api/stock/:skuId/breaches/:breachId/compensation': {
    with: () => ({ path: `/api/stock/${sku()}/breaches/${breachId}/compensation`, body: { compensation: 'c' } }),
    must: refused(403),
  },
  'GET /api/transfers': { must: emptyList },
  'GET /api/transfers/incoming': { must: emptyList },
  'GET /api/transfers/:transferId': { with: transferOf(''), must: refused(404) },
  'POST /api/transfers': {
    with: () => ({
      body: { transferId: newId('trf'), fromSite: here.shop.siteId, toSite: newId('sit'), lines: [line()] },
    }),
    must: refused(403),
  },
  'PATCH /api/transfers/:transferId': { with: transferOf('', { version: 1, note: 'x' }), must: refused(404) },
  'POST /api/transfers/:transferId/cancel': { with: transferOf('/cancel', { reason: 'x' }), must: refused(404) },
  'POST /api/transfers/:transferId/pick': { with: transferOf('/pick', {}), must: refused(404) },
  'POST /api/transfers/:transferId/unpick': { with: transferOf('/unpick'), must: refused(404) },
  'POST /api/transfers/:transferId/ship': { with: transferOf('/ship', {}), must: refused(404) },
  'POST /api/transfers/:transferId/receipts': {
    with: () => transferOf('/receipts', { lines: [{ skuId: sku(), received: 1 }] })(),
    must: refused(404),
  },
  'POST /api/transfers/:transferId/close': { with: transferOf('/close', {}), must: refused(404) },
  'POST /api/transfers/:transferId/send-back': {
    with: transferOf('/send-back', { backId: newId('trf') }),
    must: refused(404),
  },
  'GET /api/counts': { must: emptyList },
  'GET /api/counts/proposal': {
    with: () => ({ path: `/api/counts/proposal?siteId=${here.shop.siteId}` }),
    must: refused(403),
  },
  'GET /api/counts/shrinkage': {
    with: () => ({ path: '/api/counts/shrinkage?from=2000-01-01T00:00:00Z&to=2090-01-01T00:00:00Z' }),
    must: emptyList,
  },
  ...Object.fromEntries(
    [
      ...['stock-as-of?at=2090-01-01T00:00:00Z', 'transfers', 'incoming', 'counts'],
      'stock-difference?from=2000-01-01T00:00:00Z&to=2090-01-01T00:00:00Z',
      'shrinkage?from=2000-01-01T00:00:00Z&to=2090-01-01T00:00:00Z',
    ].map((file) => [
      `GET /api/exports/${file.split('?')[0] ?? ''}`,
      {
        with: (): Try => ({ path: `/api/exports/${file}` }),
        must: ({ text }: Answer): void => assert.equal(text.trim().split('\n').length, 1),
      },
    ]),
  ),
  'GET /api/counts/:countId': { with: countAt(''), must: refused(404) },
  'GET /api/counts/:countId/lines': { with: countAt('/lines'), must: refused(404) },
  'POST /api/counts': {
    with: () => ({ body: { countId: newId('cnt'), siteId: here.shop.siteId, scope: 'full', name: 'x' } }),
    must: refused(403),
  },
  'POST /api/counts/:countId/scans': {
    with: () => countAt('/scans', { scans: [{ scanId: newId('scn'), skuId: sku(), quantity: 1 }] })(),
    must: refused(404),
  },
  'POST /api/counts/:countId/none': { with: countAt('/none', {}), must: refused(404) },
  'POST /api/counts/:countId/finish': { with: countAt('/finish', {}), must: refused(404) },
  'POST /api/counts/:countId/reopen': { with: countAt('/reopen'), must: refused(404) },
  'POST /api/counts/:countId/cancel': { with: countAt('/cancel', { reason: 'x' }), must: refused(404) },
  'POST /api/counts/:countId/approval': { with: countAt('/approval', { version: 1 }), must: refused(404) },
  'POST /api/devices': {
    with: () => ({ body: { deviceId: newId('dev'), siteId: here.shop.siteId, name: 'x' } }),
    must: refused(403),
  },
  'GET /api/devices': { must: emptyList },
  'GET /api/exports/devices': { must: emptyFile },
  'DELETE /api/devices/:deviceId': { with: () => ({ path: `/api/devices/${till.deviceId}` }), must: refused(403) },
  'POST /api/till/device': {
    with: () => ({ body: { deviceId: newId('dev'), channelId: here.shop.channels.till, name: 'x' } }),
    must: refused(403),
  },
  'GET /api/till/device': { with: withTill, must: refused(403) },
  'GET /api/till/devices': { must: emptyList },
  'POST /api/till/device/take-over': { with: () => ({ body: { deviceId: till.deviceId } }), must: refused(404) },
  'GET /api/till/forks': { must: emptyList },
  'POST /api/till/forks/:ticketId/settle': {
    with: () => ({ path: `/api/till/forks/${forkId}/settle` }),
    must: refused(403),
  },
  'GET /api/till/catalogue': { with: withTill, must: refused(403) },
  'GET /api/till/promotions': { with: withTill, must: refused(403) },
  'GET /api/till/lookup': { with: () => ({ ...withTill(), path: '/api/till/lookup?code=T-0' }), must: refused(403) },
  'GET /api/till/customers': { with: () => ({ ...withTill(), path: '/api/till/customers?q=a' }), must: refused(403) },
  'GET /api/till/carts': { with: () => ({ ...withTill(), path: '/api/till/carts?q=a' }), must: refused(403) },
  'POST /api/till/carts/:cartId/bring': {
    with: () => ({ ...withTill(), path: `/api/till/carts/${newId('crt')}/bring`, body: {} }),
    must: refused(403),
  },
  'DELETE /api/till/carts/:cartId/bring': {
    with: () => ({ ...withTill(), path: `/api/till/carts/${newId('crt')}/bring` }),
    must: refused(403),
  },
  'POST /api/till/card': { with: () => ({ ...withTill(), body: cardBody() }), must: refused(403) },
  'DELETE /api/till/card/:paymentId': {
    with: () => ({ ...withTill(), path: `/api/till/card/${newId('pay')}` }),
    must: refused(403),
  },
  'POST /api/till/tickets': { with: () => ({ ...withTill(), body: saleBody() }), must: refused(403) },
  'POST /api/till/sent': {
    with: () => ({ ...withTill(), body: { lines: saleLines(), to: { method: 'pickup', siteId: newId('sit') } } }),
    must: refused(403),
  },
  ...pickupTries(() => ({ ...withTill(), orderId: web, link: linkBody() }), refused(403)),
  ...voucherTries(withTill, refused(403)),
  'GET /api/till/tickets': { with: withTill, must: refused(403) },
  'GET /api/till/tickets/:ticketId': {
    with: () => ({ path: `/api/till/tickets/${sold.ticketId}` }),
    must: refused(404),
  },
  'GET /api/staff': {
    must: ({ body }) =>
      assert.deepEqual(
        body.items.filter((one: { siteId: string | null }) => one.siteId === here.shop.siteId),
        [],
      ),
  },
  'POST /api/staff': {
    with: () => ({ body: { ...newPerson(), staffId: newId('stf'), password: 'long enough' } }),
    must: refused(403),
  },
  'PATCH /api/staff/:staffId': {
    with: () => ({ path: `/api/staff/${own.id}`, body: { name: 'x' } }),
    must: refused(403),
  },
  'DELETE /api/staff/:staffId/sessions': {
    with: () => ({ path: `/api/staff/${own.id}/sessions` }),
    must: refused(403),
  },
  'DELETE /api/staff/:staffId/second-factor': {
    with: () => ({ path: `/api/staff/${own.id}/second-factor` }),
    must: refused(403),
  },
  'GET /api/invitations': { must: emptyList },
  'POST /api/invitations': {
    with: () => ({ body: { ...newPerson(), invitationId: newId('inv'), language: 'fr' } }),
    must: refused(403),
  },
  'DELETE /api/invitations/:invitationId': {
    with: () => ({ path: `/api/invitations/${invitationId}` }),
    must: refused(403),
  },
  'GET /api/roles': { must: refused(200) },
  'GET /api/audit': { must: refused(403) },
  'GET /api/exports/audit': { must: refused(403) },
  'GET /api/exports/staff': { must: ({ text }) => assert.ok(!text.includes('own@halle.test'), text) },
  ...fulfilmentTries(() => ({ siteId: here.shop.siteId, orderId: sending }), { refused, emptyList }),
  ...purchasingTries(() => ({ siteId: here.shop.siteId, skuId: sku() }), { refused, emptyList }),
};

const invitationId = newId('inv');
const [leaseId, breachId, forkId, returnId] = [newId('lea'), newId('brc'), newId('tkt'), newId('rtn')];
const newPerson = (): object => ({
  email: `${newId('x')}@halle.test`,
  name: 'New',
  role: 'clerk',
  siteId: here.shop.siteId,
});
const linkBody = (): object => ({
  ...{ ticketId: newId('tkt'), at: '2026-01-01T10:00:00Z' },
  ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash },
});
const saleLines = (): object[] => [{ skuId: sku(), quantity: 1, unitMinor: 1_000 }];
const saleBody = (): object => ({
  ...{ ticketId: newId('tkt'), orderId: newId('ord'), at: '2026-01-01T10:00:00Z' },
  lines: saleLines(),
  ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash },
  payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: 1_000 },
});
const cardBody = (): object => {
  const { payment: _cash, ...rest } = saleBody() as Record<string, unknown>;
  return { ...rest, paymentId: newId('pay'), card: { token: 'tok_ok' } };
};

/** Heard by its own test: a stream has no end. */
const heard = new Set(['GET /api/events', 'GET /api/events/past']);
const bound = all.filter((route) => {
  const right = route.permission.startsWith('staff:') ? route.permission.slice('staff:'.length) : 'self';
  return !isHouseRight(right) && !shared.has(right) && !heard.has(nameOf(route));
});

test('for every route of a right that may be held at a site it is written down how a stranger would try it', () => {
  const names = bound.map(nameOf);
  assert.deepEqual(
    names.filter((name) => !Object.hasOwn(tries, name)),
    [],
  );
  assert.deepEqual(
    Object.keys(tries).filter((name) => !names.includes(name)),
    [],
  );
});

test('staff of another site see nothing of a site and change nothing of it', async () => {
  const { app, shop } = here;
  await plant();
  const before = await picture();
  for (const [name, { with: given = (): Try => ({}), must }] of Object.entries(tries)) {
    const [method = '', path = ''] = name.split(' ');
    const { path: where = path, body, ...options } = given();
    const call = { as: stranger, ...options, ...(body === undefined ? {} : { body }) };
    const answer = await app.call(method as Route['method'], where, call);
    try {
      assert.notEqual(answer.status, 400, answer.text);
      must(answer);
    } catch (error) {
      throw new Error(`${name}: ${answer.status} ${answer.text.slice(0, 300)}`, { cause: error });
    }
  }
  assert.deepEqual(await picture(), before);
  const mine = await app.call('GET', '/api/orders', { as: own });
  assert.deepEqual(
    mine.body.items.map((one: { orderId: string }) => one.orderId).sort(),
    [sold.orderId, web, sending].sort(),
  );
  assert.equal((await app.call('GET', `/api/orders/${web}`, { as: own })).status, 200);
  const stock = await app.call('GET', '/api/stock', { as: own });
  assert.equal(stock.body.items.length, shop.skuIds.length, 'who works there sees it');
  const heardThere = await app.call('GET', '/api/events/past?limit=1000', { as: stranger });
  for (const event of heardThere.body.items)
    if (/^(orders|till)\./.test(event.type)) assert.deepEqual([event.body, event.mentions], [{}, []], event.type);
});

test('rights of the whole house do not come with a role at one site', async () => {
  const me = await here.app.call('GET', '/api/session', { as: stranger });
  const rights: string[] = me.body.staff.rights;
  assert.ok(rights.includes('stock.write') && rights.includes('staff.write'));
  assert.deepEqual(rights.filter(isHouseRight), []);
  const price = await here.app.call('PUT', `/api/price-lists/${here.shop.listId}/prices`, { as: stranger, body: {} });
  assert.equal(price.status, 403);
});

/** A lease, a breach, a forked ticket and an invitation of the site where all happens. */
async function plant(): Promise<void> {
  const { app, shop } = here;
  await buy(app.database, shop.siteId, sku());
  sending = unwrap(await placeOrder(app.database, webDraft(shop, [[sku(), 2]]))).orderId;
  await prepareOne(app.database, { orderId: sending, siteId: shop.siteId, quantity: 2 });
  const place = shop.siteId.replace('sit_', 'plc_');
  await app.database.query(sql`
    INSERT INTO inventory.lease (lease_id, sku_id, place_id, holder, quantity, made_at)
    VALUES (${leaseId}, ${sku()}, ${place}, ${shop.channels.web}, 1, now())`);
  await app.database.query(sql`
    INSERT INTO inventory.breach (breach_id, sku_id, place_id, quantity, cause, document, at)
    VALUES (${breachId}, ${sku()}, ${place}, 1, 'till', 'd', now())`);
  await app.database.query(sql`
    INSERT INTO till.forked_ticket (ticket_id, device_id, sequence, previous_hash, hash, order_id, body, stood_sequence, stood_hash, at, received_at)
    VALUES (${forkId}, ${till.deviceId}, 9, 'a', 'b', 'c', '{"lines":[],"totalMinor":0,"currency":"EUR","staffId":""}', 1, 'd', now(), now())`);
  await returnAtWork(here.app.database, web, returnId);
  const [fromSite, lines] = [shop.siteId, [{ skuId: sku(), quantity: 1 }]];
  await app.database.transaction({ actor: 'test' }, (tx) =>
    createTransfer(tx, { transferId, fromSite, toSite: newId('sit'), lines }),
  );
  const [counted, never] = [shop.siteId, { recountUnits: null, recountPercent: null }];
  await app.database.transaction({ actor: 'test' }, (tx) =>
    openCount(tx, { countId, siteId: counted, scope: 'zone', name: 'x', blind: true, skuIds: [], ...never }),
  );
  const body = { email: 'i@halle.test', name: 'I', role: 'clerk', siteId: shop.siteId, invitationId, language: 'fr' };
  const invited = await app.call('POST', '/api/invitations', { as: own, body });
  assert.equal(invited.status, 201, invited.text);
}

async function picture(): Promise<unknown> {
  const { database } = here.app;
  return Promise.all([
    database.query(sql`SELECT * FROM orders.order ORDER BY order_id`),
    database.query(sql`SELECT * FROM purchasing.purchase ORDER BY purchase_id`),
    database.query(sql`SELECT * FROM purchasing.cost_entry ORDER BY sku_id, entry_no`),
    database.query(sql`SELECT * FROM inventory.shelf ORDER BY sku_id, place_id`),
    database.query(sql`SELECT * FROM inventory.lease ORDER BY lease_id`),
    database.query(sql`SELECT * FROM inventory.breach ORDER BY breach_id`),
    database.query(sql`SELECT * FROM counts.count ORDER BY count_id`),
    database.query(sql`SELECT * FROM transfers.transfer ORDER BY transfer_id`),
    database.query(sql`SELECT * FROM fulfilment.wave ORDER BY wave_id`),
    database.query(sql`SELECT * FROM fulfilment.pick ORDER BY order_id`),
    database.query(sql`SELECT * FROM fulfilment.parcel ORDER BY parcel_id`),
    database.query(sql`SELECT * FROM till.device ORDER BY device_id`),
    database.query(sql`SELECT * FROM till.ticket ORDER BY ticket_id`),
    database.query(sql`SELECT staff_id, version, active FROM identity.staff ORDER BY staff_id`),
    database.query(sql`SELECT * FROM identity.invitation ORDER BY invitation_id`),
    database.query(sql`SELECT * FROM returns.request ORDER BY return_id`),
    database.query(sql`SELECT * FROM returns.due ORDER BY due_id`),
  ]);
}

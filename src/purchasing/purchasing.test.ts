/** Buying on real PostgreSQL: orders, deliveries in parts, costs, what only some may see; after each the oracles are silent. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { countStock, moveStock, shelvesOf } from '#inventory';
import { testApp, type TestApp } from '../../test/support/app.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';
import { addLandedCost, returnToSupplier } from './give-back.ts';
import { createPurchase, sendPurchase } from './order.ts';
import { purchasingOracles } from './oracles.ts';
import { incomingOf, purchaseLines, supplierReturns } from './queries.ts';
import { receivePurchase } from './receive.ts';
import { createSupplier, setSupplies } from './suppliers.ts';
import { costHistory, stockWorth, totalWorth } from './worth.ts';

const by = { actor: 'test' };
type Scene = { database: Database; shop: TestShop; supplierId: string };

async function silent(database: Database): Promise<void> {
  for (const oracle of purchasingOracles) assert.deepEqual(await database.query(oracle.violations), [], oracle.code);
}

let app: TestApp;
let shop: TestShop;
let used = 0;
const undo: (() => unknown)[] = [];
before(async () => {
  app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) });
  shop = await testShop(app.database, { articles: 30, stock: 0 });
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

/** Three articles of one's own and a supplier of the first two: 5.00 a piece, and 12 to a pack for 1.20 each. */
async function scene(tolerancePercent = 10): Promise<Scene> {
  const { database } = app;
  const supplierId = newId('sup');
  const skuIds = shop.skuIds.slice(used, used + 3);
  used += 3;
  const [a = '', b = ''] = skuIds;
  await database.transaction(by, async (tx) => {
    await createSupplier(tx, {
      ...{
        supplierId,
        name: 'Filature du Rhône',
        currency: 'EUR',
        leadDays: 9,
        minOrderMinor: 5_000,
        tolerancePercent,
      },
      ...{ language: 'fr', email: 'ventes@filature.example', contacts: [], note: '' },
    });
    const article = { supplierSku: null, leadDays: null, preferred: true };
    await setSupplies(tx, supplierId, [
      { ...article, skuId: a, packUnits: 1, costMilli: 500_000 },
      { ...article, skuId: b, packUnits: 12, costMilli: 120_000 },
    ]);
  });
  return { database, supplierId, shop: { ...shop, skuIds } };
}

async function sent({ database, shop, supplierId }: Scene, lines: [number, number][]): Promise<string> {
  const purchaseId = newId('por');
  await database.transaction(by, async (tx) => {
    const goods = lines.map(([i, quantity]) => ({ skuId: shop.skuIds[i] ?? '', quantity }));
    await createPurchase(tx, { purchaseId, supplierId, siteId: shop.siteId, lines: goods });
    await sendPurchase(tx, purchaseId, { how: 'file', anyAmount: true });
  });
  return purchaseId;
}

type Came = { skuId: string; quantity: number; state: 'good' | 'damaged' | 'wrong' };
const receive = (database: Database, purchaseId: string, lines: Came[], receiptId = newId('rcp')) =>
  database.transaction(by, (tx) => receivePurchase(tx, { receiptId, purchaseId, deliveryNote: 'BL-1', lines }));
const onHand = async (database: Database, skuId: string) =>
  Object.fromEntries((await shelvesOf(database, [skuId])).map((shelf) => [shelf.kind, shelf.onHand]));
const refuses = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('an order is received in parts, to the places its goods belong, once for each id', async () => {
  const here = await scene();
  const { database, shop } = here;
  const [a = '', , c = ''] = shop.skuIds;
  const purchaseId = await sent(here, [[0, 10]]);
  assert.deepEqual(
    (await incomingOf(database, [a])).map((one) => [one.siteId, one.quantity]),
    [[shop.siteId, 10]],
  );
  const receiptId = newId('rcp');
  const first: Came[] = [
    { skuId: a, quantity: 6, state: 'good' },
    { skuId: a, quantity: 1, state: 'damaged' },
    { skuId: c, quantity: 2, state: 'wrong' },
  ];
  const once = await receive(database, purchaseId, first, receiptId);
  assert.deepEqual(await receive(database, purchaseId, first, receiptId), once, 'the same again is the same delivery');
  await assert.rejects(receive(database, purchaseId, first.slice(0, 1), receiptId), refuses('request.id_reused'));
  assert.deepEqual(await onHand(database, a), { sellable: 6, damaged: 1 });
  assert.deepEqual(await onHand(database, c), { quarantine: 2 });
  assert.deepEqual([once.state, once.open, (await incomingOf(database, [a]))[0]?.quantity], ['sent', 3, 3]);
  await assert.rejects(
    receive(database, purchaseId, [{ skuId: a, quantity: 5, state: 'good' }]),
    refuses('purchasing.over_receipt'),
  );
  const last = await receive(database, purchaseId, [{ skuId: a, quantity: 4, state: 'good' }]);
  assert.deepEqual(
    [last.state, last.open, await incomingOf(database, [a])],
    ['closed', 0, []],
    'one more than ordered',
  );
  await silent(database);
});

test('two deliveries of the same order at the same moment never take in more than is allowed', async () => {
  const here = await scene(0);
  const { database, shop } = here;
  const skuId = shop.skuIds[0] ?? '';
  const purchaseId = await sent(here, [[0, 10]]);
  const goods: Came[] = [{ skuId, quantity: 4, state: 'good' }];
  const all = await Promise.allSettled([1, 2, 3, 4].map(() => receive(database, purchaseId, goods)));
  assert.equal(all.filter((one) => one.status === 'fulfilled').length, 2);
  const receiptId = newId('rcp');
  const rest: Came[] = [{ skuId, quantity: 2, state: 'good' }];
  const twins = await Promise.allSettled([1, 2, 3].map(() => receive(database, purchaseId, rest, receiptId)));
  assert.ok(
    twins.every((one) => one.status === 'fulfilled'),
    'the same id at once is the same delivery',
  );
  assert.deepEqual(await onHand(database, skuId), { sellable: 10 });
  await silent(database);
});

test('costs: average over deliveries, freight spread by value, back to the supplier at the average', async () => {
  const here = await scene();
  const { database, shop, supplierId } = here;
  const [a = '', b = ''] = shop.skuIds;
  const first = newId('rcp');
  const purchaseId = await sent(here, [
    [0, 10],
    [1, 24],
  ]);
  const goods: Came[] = [
    { skuId: a, quantity: 10, state: 'good' },
    { skuId: b, quantity: 24, state: 'good' },
  ];
  await receive(database, purchaseId, goods, first);
  const landed = { landedId: newId('lnd'), receiptId: first, kind: 'freight' as const, minor: 1_000 };
  for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => addLandedCost(tx, landed));
  const worth = await stockWorth(database, { skuIds: [a, b], limit: 10 });
  // 50.00 and 28.80 of goods: the freight of 10.00 is 6.345 and 3.655.
  assert.deepEqual(
    new Map(worth.map((row) => [row.skuId, row.valueMilli])),
    new Map([
      [a, 5_634_518],
      [b, 3_245_482],
    ]),
  );
  const lines = [{ skuId: a, kind: 'sellable' as const, quantity: 3 }];
  const back = { returnId: newId('ret'), supplierId, purchaseId, siteId: shop.siteId, reason: 'défaut', lines };
  for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => returnToSupplier(tx, back));
  assert.deepEqual(await onHand(database, a), { sellable: 7 });
  assert.equal((await stockWorth(database, { skuIds: [a], limit: 1 }))[0]?.valueMilli, 5_634_518 - 1_690_355);
  await assert.rejects(
    database.transaction(by, (tx) =>
      returnToSupplier(tx, { ...back, returnId: newId('ret'), lines: [{ skuId: a, kind: 'sellable', quantity: 8 }] }),
    ),
    refuses('inventory.short'),
  );
  assert.deepEqual(
    (await costHistory(database, a)).map((entry) => entry.kind),
    ['returned', 'landed', 'receipt'],
  );
  // What a customer gave back for the supplier lies on a shelf of its own; the number of the credit note stays with it.
  const at = (kind: 'sellable' | 'vendor') => ({ siteId: shop.siteId, kind });
  await database.transaction(by, (tx) =>
    moveStock(tx, [
      { skuId: b, quantity: 2, from: at('sellable'), to: at('vendor'), reason: 'return', document: newId('rtn') },
    ]),
  );
  const credited = {
    ...back,
    returnId: newId('ret'),
    creditNote: 'AV-2041',
    lines: [{ skuId: b, kind: 'vendor' as const, quantity: 2 }],
  };
  await database.transaction(by, (tx) => returnToSupplier(tx, credited));
  assert.deepEqual(await onHand(database, b), { sellable: 22, vendor: 0 });
  const gone = await supplierReturns(database, { purchaseId, limit: 5 });
  assert.deepEqual(new Set(gone.map((one) => one.creditNote)), new Set(['', 'AV-2041']));
  const all = (await stockWorth(database, { limit: 100 })).reduce((sum, row) => sum + row.valueMilli, 0);
  assert.equal((await totalWorth(database))[0]?.minor, Math.floor(all / 1_000));
  await assert.rejects(database.query(sql`UPDATE purchasing.cost_entry SET units = 1`), /never changed/);
  await silent(database);
});

test('any sequence of deliveries, returns, freight and counts leaves the oracles silent and the stock as a model has it', async () => {
  const here = await scene(20);
  const { database, shop, supplierId } = here;
  const skuId = shop.skuIds[0] ?? '';
  const step = fc.record({
    kind: fc.constantFrom('good', 'good', 'damaged', 'back', 'land', 'count'),
    quantity: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const purchaseId = await sent(here, [[0, 20]]);
      let [came, receiptId] = [0, ''];
      let sellable = (await onHand(database, skuId)).sellable ?? 0;
      for (const { kind, quantity } of steps) {
        if (kind === 'good' || kind === 'damaged') {
          const id = newId('rcp');
          const done = await receive(database, purchaseId, [{ skuId, quantity, state: kind }], id).catch(refusalOf);
          // All came: closed. More than 24: too many.
          assert.equal(done instanceof Refusal, came >= 20 || came + quantity > 24);
          if (done instanceof Refusal) continue;
          [came, receiptId] = [came + quantity, id];
          if (kind === 'good') sellable += quantity;
        } else if (kind === 'count') {
          await database.transaction(by, (tx) => countStock(tx, [{ ...where(shop, skuId), quantity, document: 'c' }]));
          sellable = quantity;
        } else if (kind === 'back') {
          const lines = [{ skuId, kind: 'sellable' as const, quantity }];
          const back = { returnId: newId('ret'), supplierId, purchaseId, siteId: shop.siteId, reason: 'r', lines };
          const done = await database.transaction(by, (tx) => returnToSupplier(tx, back)).catch(refusalOf);
          assert.equal(done instanceof Refusal, quantity > sellable);
          if (!(done instanceof Refusal)) sellable -= quantity;
        } else if (receiptId !== '') {
          const landed = { landedId: newId('lnd'), receiptId, kind: 'other' as const, minor: quantity };
          await database.transaction(by, (tx) => addLandedCost(tx, landed));
        }
      }
      assert.equal((await onHand(database, skuId)).sellable ?? 0, sellable);
      const [line] = await purchaseLines(database, purchaseId);
      assert.equal((line?.good ?? 0) + (line?.damaged ?? 0), came);
      await silent(database);
    }),
    { numRuns: 8 },
  );
});

const where = (shop: TestShop, skuId: string) => ({ skuId, siteId: shop.siteId });
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

test('over HTTP: from a proposal to a delivery; a picker receives and sees no price', async () => {
  const { database, shop: own, supplierId } = await scene();
  const [owner, picker, accountant] = await Promise.all([
    app.staff('owner'),
    app.staff('picker'),
    app.staff('accountant'),
  ]);
  const [a = ''] = own.skuIds;
  const rule = { skuId: a, min: 5, max: 30, targetDays: null, skip: false };
  const rules = await app.call('PUT', `/api/sites/${shop.siteId}/reorder-rules`, {
    as: owner,
    body: { rules: [rule] },
  });
  assert.equal(rules.status, 200, rules.text);
  const proposed = await app.call('GET', `/api/purchase-proposals?supplierId=${supplierId}`, { as: owner });
  const [one] = proposed.body.items;
  assert.deepEqual([one.skuId, one.quantity, one.why.because, one.cost.minor], [a, 30, 'below_min', 15_000]);
  const lines = [{ skuId: a, siteId: shop.siteId, supplierId, quantity: one.quantity }];
  const key = newId('key');
  const drafted = await app.call('POST', '/api/purchase-proposals/orders', { as: owner, body: { lines }, key });
  const again = await app.call('POST', '/api/purchase-proposals/orders', { as: owner, body: { lines }, key });
  assert.deepEqual([drafted.status, again.body], [201, drafted.body], drafted.text);
  const { purchaseId, number } = drafted.body.items[0];
  const path = `/api/purchases/${purchaseId}`;
  const received = {
    receiptId: newId('rcp'),
    deliveryNote: 'BL 7',
    lines: [{ skuId: a, quantity: 30, state: 'good' }],
  };
  const early = await app.call('POST', `${path}/receipts`, { as: picker, body: received });
  assert.equal(early.body.code, 'purchasing.not_open', 'a draft waits for nothing');
  assert.equal((await app.call('POST', `${path}/send`, { as: owner, body: { how: 'mail' } })).status, 200);
  const after = await app.call('GET', `/api/purchase-proposals?supplierId=${supplierId}`, { as: owner });
  assert.deepEqual(after.body.items, [], 'what is on its way is not proposed again');
  const file = await app.call('GET', `${path}/file`, { as: owner });
  assert.match(
    file.text,
    new RegExp(`^\\uFEFFCommande;Ligne.*\\r\\n${number};1;;T-\\d+;;"Essai 0, \\d+";30;1;5.00;EUR;`, 's'),
  );
  const done = await app.call('POST', `${path}/receipts`, { as: picker, body: received });
  assert.deepEqual([done.status, done.body.state], [201, 'closed'], done.text);
  const seen = (await app.call('GET', path, { as: picker })).body;
  assert.deepEqual([seen.total, seen.lines[0].costMilli, seen.receipts[0].value], [null, null, null]);
  assert.deepEqual([seen.status, seen.arrived], ['closed', 30]);
  const told = (await app.call('GET', path, { as: accountant })).body;
  assert.deepEqual([told.total.minor, told.receipts[0].value.minor], [15_000, 15_000]);
  for (const cost of ['/api/stock-value', '/api/stock-value/totals', `/api/stock-value/${a}`]) {
    assert.equal((await app.call('GET', cost, { as: picker })).status, 403);
    assert.equal((await app.call('GET', cost, { as: accountant })).status, 200);
  }
  assert.equal(
    (await app.call('GET', `/api/purchases?q=filature&supplierId=${supplierId}`, { as: picker })).body.items.length,
    1,
  );
  const [event] = await database.query<{ mentions: string[]; body: Record<string, unknown> }>(
    sql`SELECT mentions, body FROM journal.event WHERE type = 'purchasing.received' AND subject_id = ${purchaseId}`,
  );
  assert.ok(
    [a, shop.siteId].every((id) => event?.mentions.includes(id)),
    'back-orders find article and site',
  );
  await silent(database);
});

test('a draft is checked where it is sent: minimum, rate, mail; what was sent is not changed any more', async () => {
  const { shop: own, supplierId } = await scene();
  const as = await app.staff('owner');
  const post = (path: string, body: object) => app.call('POST', path, { as, body });
  const purchaseId = newId('por');
  const lines = [{ skuId: own.skuIds[0], quantity: 2 }];
  const body = { purchaseId, supplierId, siteId: shop.siteId, lines, expectedOn: '2027-02-31' };
  assert.equal((await post('/api/purchases', body)).body.code, 'purchasing.bad_day');
  const draft = await post('/api/purchases', { ...body, expectedOn: '2027-02-28' });
  assert.equal(draft.status, 201, draft.text);
  const small = await post(`/api/purchases/${purchaseId}/send`, { how: 'file' });
  assert.deepEqual([small.body.code, small.body.minimum.minor], ['purchasing.below_minimum', 5_000]);
  const more = [{ skuId: own.skuIds[0], quantity: 20, costMilli: 480_000 }];
  const changed = await app.call('PATCH', `/api/purchases/${purchaseId}`, { as, body: { version: 1, lines: more } });
  assert.equal(changed.body.version, 2, changed.text);
  assert.equal((await post(`/api/purchases/${purchaseId}/send`, { how: 'file' })).status, 200);
  const late = await app.call('PATCH', `/api/purchases/${purchaseId}`, { as, body: { version: 3, lines: more } });
  assert.equal(late.body.code, 'purchasing.not_draft');
  const whole = (await app.call('GET', `/api/purchases/${purchaseId}`, { as })).body;
  assert.deepEqual([whole.status, whole.expectedOn, whole.total.minor], ['sent', '2027-02-28', 9_600]);
  assert.equal((await post(`/api/purchases/${purchaseId}/cancel`, { reason: 'doublon' })).status, 200);
  assert.equal((await post(`/api/purchases/${purchaseId}/close`, { reason: 'x' })).body.code, 'purchasing.not_open');
  const dollars = newId('sup');
  const supplier = {
    ...{ supplierId: dollars, name: 'Yankee', currency: 'USD', leadDays: 30, minOrderMinor: 0, tolerancePercent: 0 },
    ...{ language: 'en', email: null, contacts: [], note: '' },
  };
  assert.equal((await post('/api/suppliers', supplier)).status, 201);
  const article = {
    skuId: own.skuIds[2],
    supplierSku: 'Y-1',
    packUnits: 1,
    costMilli: 10_000,
    leadDays: null,
    preferred: true,
  };
  await app.call('PUT', `/api/suppliers/${dollars}/articles`, { as, body: { articles: [article] } });
  const abroad = {
    ...body,
    purchaseId: newId('por'),
    supplierId: dollars,
    expectedOn: null,
    lines: [{ skuId: own.skuIds[2], quantity: 3 }],
  };
  assert.equal((await post('/api/purchases', abroad)).status, 201);
  const send = (how: string) => post(`/api/purchases/${abroad.purchaseId}/send`, { how });
  assert.equal((await send('mail')).body.code, 'purchasing.no_mail');
  assert.equal((await send('file')).body.code, 'purchasing.fx_needed');
});

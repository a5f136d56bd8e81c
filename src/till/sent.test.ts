/** The endless aisle: what lies elsewhere is sold at a counter, paid there, and sent or collected like any other order. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { must } from '#base/assert';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { receiveStock } from '#inventory';
import { findOrder, shipOrder } from '#orders';
import { createSite, entity, sites } from '#org';
import { paymentsOf } from '#payments';
import { changeSeller } from '#tax';
import { sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

const address = { name: 'Ada Essai', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };

async function elsewhere(t: TestContext) {
  const c = await counter(t, { stock: 0 });
  const { database } = c.app;
  const [skuId = ''] = c.shop.skuIds;
  const [first] = await sites(database);
  assert.ok(first);
  const siteId = newId('sit');
  await database.transaction({ actor: 'test' }, async (tx) => {
    await createSite(tx, { ...first, siteId, code: 'nantes', name: 'Nantes', siret: null, hours: [], pickup: true });
    await receiveStock(tx, [{ skuId, siteId, quantity: 3, document: newId('rcv') }]);
  });
  const till = await openTill(c);
  const post = async (body: object) => {
    const answer = await c.app.call('POST', '/api/till/tickets', { as: c.clerk, cookies: till.cookies, body });
    if (answer.status === 201) Object.assign(till, { lastSequence: till.lastSequence + 1, lastHash: answer.body.hash });
    return answer;
  };
  return { c, database, skuId, siteId, till, post };
}

test('what lies in another store is paid at the till and sent home: an order, a ticket, and no name in the chain', async (t) => {
  const { c, database, skuId, siteId, till, post } = await elsewhere(t);
  const carried = await post(sale(till, [[skuId, 1]]));
  assert.equal(carried.body.code, 'inventory.short', 'here is none to carry away');
  const body = {
    ...sale(till, [[skuId, 1]], { received: 5_000 }),
    sent: { to: { method: 'delivery', address }, contact },
  };
  const sold = await post(body);
  assert.equal(sold.status, 201, sold.text);
  assert.deepEqual((await post(body)).body, sold.body, 'said twice it is one sale');
  const order = await findOrder(database, body.orderId);
  assert.deepEqual([order?.state, order?.fulfilment, order?.delivery.method], ['placed', 'open', 'delivery']);
  assert.equal(order?.lines[0]?.allocations[0]?.siteId, siteId);
  const [paid] = await paymentsOf(database, body.orderId);
  assert.deepEqual([paid?.state, paid?.amountMinor], ['captured', order?.total.minor]);
  const [ticket] = await database.query<{ body: string }>(sql`SELECT body FROM till.ticket`);
  assert.ok(!/Ada|Longue/.test(ticket?.body ?? 'Ada'), 'a ticket holds ids, never names');
  const path = `/api/till/tickets/${body.ticketId}`;
  const receipt = (await c.app.call('GET', path, { as: c.clerk, cookies: till.cookies })).body;
  const sum = receipt.lines.reduce((minor: number, line: { total: { minor: number } }) => minor + line.total.minor, 0);
  assert.equal(sum, receipt.total.minor, 'its lines, the carriage too, add up to what was paid');
  await database.transaction({ actor: 'test' }, (tx) => shipOrder(tx, { orderId: body.orderId }));
  await sound(database);
});

test('or collected at the other store; what nobody has is refused, whatever the counter would like', async (t) => {
  const { database, skuId, siteId, till, post } = await elsewhere(t);
  const to = { method: 'pickup', siteId };
  const sold = await post({ ...sale(till, [[skuId, 2]]), sent: { to, contact } });
  assert.equal(sold.status, 201, sold.text);
  const order = await findOrder(database, sold.body.orderId);
  assert.deepEqual(order?.delivery, to);
  const more = { ...sale(till, [[skuId, 2]], { override: true }), sent: { to, contact } };
  assert.equal((await post(more)).body.code, 'inventory.short');
  await sound(database);
});

test('what is carried away and what is sent are one ticket: the first leaves at once, the second from where it lies', async (t) => {
  const { c, database, skuId, siteId, till, post } = await elsewhere(t);
  const [, other = ''] = c.shop.skuIds;
  const here = c.shop.siteId;
  await database.transaction({ actor: 'test' }, (tx) =>
    receiveStock(tx, [
      { skuId, siteId: here, quantity: 1, document: newId('rcv') },
      { skuId: other, siteId: here, quantity: 2, document: newId('rcv') },
    ]),
  );
  const to = { method: 'delivery', address };
  const plain = sale(till, [
    [skuId, 1],
    [other, 2],
    [skuId, 2],
  ]);
  const unitOf = (one: string): number => 1_000 + c.shop.skuIds.indexOf(one);
  const lines = plain.lines.map((line, i) => ({ ...line, unitMinor: unitOf(line.skuId), carried: i < 2 }));
  const asked = await c.app.call('POST', '/api/till/sent', { as: c.clerk, cookies: till.cookies, body: { lines, to } });
  assert.equal(asked.status, 200, asked.text);
  assert.deepEqual(asked.body.from, [{ lineNo: 3, skuId, siteId, quantity: 2 }]);
  assert.ok(asked.body.why.some((one: { siteId: string; gives: number }) => one.siteId === siteId && one.gives === 2));
  const payment = { ...plain.payment, receivedMinor: asked.body.total.minor };
  const body = { ...plain, lines, payment, sent: { to, contact } };
  const sold = await post(body);
  assert.equal(sold.status, 201, sold.text);
  assert.deepEqual(sold.body.total, asked.body.total, 'what was told is what is paid');
  const order = await findOrder(database, body.orderId);
  assert.equal(order?.fulfilment, 'partly');
  assert.deepEqual(
    order?.lines.map(({ shipped, allocations: [one] }) => [shipped, one?.siteId, one?.state]),
    [
      [1, here, 'posted'],
      [2, here, 'posted'],
      [0, siteId, 'pending'],
    ],
  );
  const all = { ...sale(till, [[skuId, 1]]), sent: { to, contact } };
  const nothingSent = { ...all, lines: all.lines.map((line) => ({ ...line, carried: true })) };
  assert.equal((await post(nothingSent)).body.code, 'request.invalid', 'nothing is to be sent');
  const twice = [1, 1].map((quantity): [string, number] => [skuId, quantity]);
  const gone = sale(till, twice, { received: 5_000 });
  const short = { ...gone, lines: gone.lines.map((line, i) => ({ ...line, carried: i === 0 })), sent: { to, contact } };
  assert.equal((await post(short)).body.code, 'inventory.short', 'what is carried lies here or nowhere');
  assert.deepEqual((await post(body)).body, sold.body, 'said twice it is one sale');
  await sound(database);
});

test('carried here, the rest collected at the other store', async (t) => {
  const { c, database, skuId, siteId, till, post } = await elsewhere(t);
  await database.transaction({ actor: 'test' }, (tx) =>
    receiveStock(tx, [{ skuId, siteId: c.shop.siteId, quantity: 1, document: newId('rcv') }]),
  );
  const plain = sale(till, [
    [skuId, 1],
    [skuId, 3],
  ]);
  const to = { method: 'pickup', siteId };
  const lines = plain.lines.map((line, i) => (i === 0 ? { ...line, carried: true } : line));
  const sold = await post({ ...plain, lines, sent: { to, contact } });
  assert.equal(sold.status, 201, sold.text);
  const order = await findOrder(database, sold.body.orderId);
  assert.deepEqual(
    order?.lines.map(({ shipped, allocations: [one] }) => [shipped, one?.siteId]),
    [
      [1, c.shop.siteId],
      [0, siteId],
    ],
  );
  await database.transaction({ actor: 'test' }, (tx) => shipOrder(tx, { orderId: sold.body.orderId }));
  await sound(database);
});

test('sent across a border of VAT it bears the destination’s, told before anybody pays; what is carried away stays taxed here', async (t) => {
  const { c, database, skuId, till, post } = await elsewhere(t);
  const [, other = ''] = c.shop.skuIds;
  const own = must(await entity(database), 'the merchant').entityId;
  await database.transaction({ actor: 'test' }, async (tx) => {
    await changeSeller(tx, { entityId: own, oss: true, always: true });
    await receiveStock(tx, [
      { skuId, siteId: c.shop.siteId, quantity: 20, document: newId('rcv') },
      { skuId: other, siteId: c.shop.siteId, quantity: 20, document: newId('rcv') },
    ]);
  });
  const to = (country: string, postcode: string) => ({
    ...{ method: 'delivery', address: { ...address, country, postcode } },
  });
  const ask = (body: object) => c.app.call('POST', '/api/till/sent', { as: c.clerk, cookies: till.cookies, body });
  const table = [
    ['FR', '75001', null, 200_000],
    ['FR', '20200', 'domestic', 200_000],
    ['FR', '97400', 'export', 0],
    ['CH', '1204', 'export', 0],
    ['DE', '10119', 'oss', 190_000],
  ] as const;
  for (const [country, postcode, scheme, rate] of table) {
    const plain = sale(till, [[skuId, 2]]);
    const sent = to(country, postcode);
    const told = await ask({ lines: plain.lines, to: sent });
    assert.equal(told.status, 200, told.text);
    const label = `${country} ${postcode}`;
    assert.deepEqual([told.body.vat?.scheme ?? null, told.body.taxGroups[0].rate], [scheme, rate], label);
    if (scheme !== null) assert.ok(told.body.vat.why.length > 0, 'and why');
    const payment = { ...plain.payment, receivedMinor: told.body.total.minor };
    const sold = await post({ ...plain, payment, sent: { to: sent, contact } });
    assert.equal(sold.status, 201, sold.text);
    assert.deepEqual(sold.body.total, told.body.total, label);
    const order = await findOrder(database, plain.orderId);
    assert.deepEqual([order?.vat?.scheme, order?.lines[0]?.taxRate], [scheme ?? 'domestic', rate]);
    // With something that is carried away: in one VAT it goes, across two it is refused.
    const both = sale(till, [
      [skuId, 1],
      [other, 1],
    ]);
    const lines = both.lines.map((line, i) => ({ ...line, ...(i === 1 ? { carried: true, unitMinor: 1_001 } : {}) }));
    const mixed = await ask({ lines, to: sent });
    assert.equal(mixed.body.code, rate === 200_000 ? undefined : 'till.other_vat', `${label} ${mixed.text}`);
  }
  await sound(database);
});

/** Other money than euros over the counter: exact in its own minor units, cash rounded where small coins are gone, and booked. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { balancesOf } from '#payments';
import { sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

async function town(t: TestContext, country: string, currency: string) {
  const c = await counter(t, { articles: 2, stock: 20, country, currency });
  const { app, clerk } = c;
  const { database } = app;
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  await database.query(sql`
    INSERT INTO invoicing.profile (entity_id, content, changed_at)
    SELECT entity_id, ${JSON.stringify({ exchange: { [currency]: '0.5' } })}::jsonb, now() FROM org.entity`);
  const till = await openTill(c);
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.call(method, `/api/till${path}`, { as: clerk, cookies: till.cookies, ...(body ? { body } : {}) });
  const post = async (path: string, body: { sequence: number } & Record<string, unknown>) => {
    const answer = await call('POST', path, body);
    if (answer.status === 201)
      Object.assign(till, { lastSequence: body.sequence, lastHash: (answer.body.ticket ?? answer.body).hash });
    return answer;
  };
  const back = (orderId: string, quantity: number) => ({
    ...{ ticketId: newId('tkt'), orderId, returnId: newId('rtn'), receiptId: newId('rtc'), dueId: newId('due') },
    ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
    lines: [{ lineNo: 1, quantity, condition: 'new', disposition: 'sellable' }],
  });
  const held = async (account: string): Promise<number> =>
    (await balancesOf(database, [account])).reduce((sum, one) => sum + one.balance, 0);
  return { ...c, database, till, call, post, back, held };
}

test('francs: the sale to the centime, the cash to five, the difference on an account of its own', async (t) => {
  const { shop, database, till, call, post, back, held } = await town(t, 'CH', 'CHF');
  const [, odd = ''] = shop.skuIds;
  const drawer = `drawer:${till.deviceId}`;
  assert.equal((await call('GET', '/device')).body.cashStep, 5);
  const body = sale(till, [[odd, 3]], { unit: 1_001, received: 3_100 });
  assert.equal(
    (await post('/tickets', { ...body, payment: { ...body.payment, receivedMinor: 3_004 } })).body.code,
    'till.cash_short',
  );
  const sold = await post('/tickets', body);
  assert.equal(sold.status, 201, sold.text);
  assert.deepEqual(sold.body.total, { minor: 3_003, currency: 'CHF' });
  const paper = (await call('GET', `/tickets/${body.ticketId}`)).body;
  const [paid] = paper.payments;
  assert.deepEqual([paid.amount.minor, paid.rounding.minor, paid.change.minor], [3_003, 2, 95]);
  assert.equal(await held(drawer), 3_005, 'the drawer holds what was counted');
  const taken = await post('/returns', back(body.orderId, 1));
  assert.equal(taken.status, 201, taken.text);
  const given = (await call('GET', `/tickets/${taken.body.ticket.ticketId}`)).body;
  assert.deepEqual([given.payments[0].amount.minor, given.payments[0].rounding.minor], [-1_001, 1]);
  assert.equal(await held(drawer), 2_005, 'ten francs went back, not 10.01');
  const rounded = await database.query<{ minor: number }>(sql`
    SELECT sum(CASE WHEN to_account LIKE 'drawer:%' THEN minor ELSE -minor END)::int AS minor FROM payments.movement WHERE reason = 'cash_rounding'`);
  assert.deepEqual(rounded, [{ minor: 3 }]);
  const card = sale(till, [[odd, 1]], { unit: 1_001, method: 'card' });
  const { payment, ...asked } = card;
  const approved = await call('POST', '/card', { ...asked, paymentId: payment.paymentId, card: { token: 'tok_ok' } });
  assert.equal(approved.body.state, 'authorised', approved.text);
  assert.equal((await post('/tickets', card)).status, 201);
  assert.equal(
    (await call('GET', `/tickets/${card.ticketId}`)).body.payments[0].rounding,
    undefined,
    'a card pays to the centime',
  );
  await sound(database);
});

for (const [currency, what] of [
  ['JPY', 'yen have no decimals'],
  ['KWD', 'dinars have three'],
] as const)
  test(`${what}: sold, brought back in part, invoiced, exact`, async (t) => {
    const { shop, database, till, call, post, back, held } = await town(t, 'FR', currency);
    const [a = ''] = shop.skuIds;
    const body = sale(till, [[a, 3]], { received: 3_000 });
    assert.deepEqual((await post('/tickets', body)).body.total, { minor: 3_000, currency });
    const taken = await post('/returns', back(body.orderId, 1));
    assert.deepEqual(taken.body.ticket?.total, { minor: -1_000, currency }, taken.text);
    assert.equal(await held(`drawer:${till.deviceId}`), 2_000);
    const paper = (await call('GET', `/tickets/${body.ticketId}`)).body;
    for (const { gross, net, tax } of paper.taxGroups) assert.equal(net.minor + tax.minor, gross.minor);
    const address = { name: 'Ada', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
    const issued = await call('POST', `/tickets/${body.ticketId}/invoice`, { person: { name: 'Ada', address } });
    assert.equal(issued.status, 200, issued.text);
    const rows = await database.query<{ kind: string; grossMinor: number; currency: string }>(sql`
      SELECT kind, gross_minor AS "grossMinor", currency FROM invoicing.document ORDER BY issued_at, sequence`);
    assert.deepEqual(
      rows.map((row) => [row.kind, row.grossMinor, row.currency]),
      [
        ['invoice', 3_000, currency],
        ['credit_note', 1_000, currency],
      ],
    );
    await sound(database);
  });

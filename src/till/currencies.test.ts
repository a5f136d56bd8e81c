/** Other money than euros over the counter: exact in its own minor units, cash rounded where small coins are gone, and booked. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { unwrap } from '#base/refusal';
import { editOrder, placeOrder } from '#orders';
import { balancesOf, giveCard, printCode } from '#payments';
import { sound, webDraft } from '../../test/support/orders.ts';
import { blankCode, counter, openTill, sale, type Counter } from '../../test/support/till.ts';

async function town(t: TestContext, country: string, currency: string) {
  const c = await counter(t, { articles: 2, stock: 20, country, currency });
  const { database } = c.app;
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  await database.query(sql`
    INSERT INTO invoicing.profile (entity_id, content, changed_at)
    SELECT entity_id, ${JSON.stringify({ exchange: { [currency]: '0.5' } })}::jsonb, now() FROM org.entity`);
  return c;
}

/** A till of its own, with an empty drawer. */
async function tillIn(c: Counter) {
  const { app, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const drawer = `drawer:${till.deviceId}`;
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
  const held = async (): Promise<number> =>
    (await balancesOf(database, [drawer])).reduce((sum, one) => sum + one.balance, 0);
  /** What the account of roundings has of this drawer. */
  const rounded = async (): Promise<number> => {
    const [row] = await database.query<{ minor: number }>(sql`
      SELECT coalesce(sum(CASE WHEN to_account = 'rounding' THEN minor ELSE -minor END), 0)::int AS minor FROM payments.movement
      WHERE 'rounding' IN (from_account, to_account) AND ${drawer} IN (from_account, to_account) AND reason = 'cash_rounding'`);
    return row?.minor ?? 0;
  };
  return { ...c, database, till, call, post, back, held, rounded };
}

test('francs', async (t) => {
  const c = await town(t, 'CH', 'CHF');
  await t.test('the sale to the centime, the cash to five, the difference on an account of its own', async () => {
    const { shop, database, till, call, post, back, held, rounded } = await tillIn(c);
    const [, odd = ''] = shop.skuIds;
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
    assert.equal(await held(), 3_005, 'the drawer holds what was counted');
    const taken = await post('/returns', back(body.orderId, 1));
    assert.equal(taken.status, 201, taken.text);
    const given = (await call('GET', `/tickets/${taken.body.ticket.ticketId}`)).body;
    assert.deepEqual([given.payments[0].amount.minor, given.payments[0].rounding.minor], [-1_001, 1]);
    assert.equal(await held(), 2_005, 'ten francs went back, not 10.01');
    assert.equal(await rounded(), -3);
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

  await t.test(
    'cash for what is collected here, and cash given back for its change, is rounded once each and booked',
    async () => {
      const { shop, database, till, call, post, held, rounded } = await tillIn(c);
      const [, odd = ''] = shop.skuIds;
      const draft = {
        ...webDraft(shop, [[odd, 3]], 'promise'),
        delivery: { method: 'pickup' as const, siteId: shop.siteId },
      };
      const { orderId } = unwrap(await placeOrder(database, draft));
      const [waiting] = (await call('GET', '/pickups?q=')).body.items;
      assert.deepEqual(waiting.due, { minor: 3_003, currency: 'CHF' });
      const next = () => ({
        ...{ ticketId: newId('tkt'), at: clock() },
        ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash },
      });
      const cash = (receivedMinor: number) => ({
        ...{ ...next(), dueMinor: 3_003 },
        payment: { method: 'cash', paymentId: newId('pay'), receivedMinor },
      });
      const path = `/pickups/${orderId}`;
      assert.equal((await post(`${path}/pay`, cash(3_004))).body.code, 'till.cash_short');
      const body = cash(3_020);
      const paid = await post(`${path}/pay`, body);
      assert.equal(paid.status, 201, paid.text);
      assert.deepEqual((await call('POST', `${path}/pay`, body)).body, paid.body, 'said twice it is one payment');
      const [part] = (await call('GET', `/tickets/${body.ticketId}`)).body.payments;
      assert.deepEqual([part.amount.minor, part.rounding.minor, part.change.minor], [3_003, 2, 15]);
      assert.deepEqual([await held(), await rounded()], [3_005, -2]);

      const how = { why: 'asked', by: 'staff', kind: 'edited' } as const;
      const edit = { lines: [{ lineNo: 1, quantity: 1 }] };
      await editOrder(database, { ...how, orderId, edit, editId: newId('edt') }, 'test');
      const given = { ...next(), owedMinor: 2_002 };
      const back = await post(`${path}/give-back`, given);
      assert.equal(back.status, 201, back.text);
      const [gone] = (await call('GET', `/tickets/${given.ticketId}`)).body.payments;
      assert.deepEqual([gone.amount.minor, gone.rounding.minor, gone.change.minor], [-2_002, 2, 0]);
      assert.deepEqual([await held(), await rounded()], [1_005, -4], '20.00 went out, not 20.02');
      await sound(database);
    },
  );

  await t.test('of a split tender only the cash is rounded, and what a gift card pays is to the centime', async () => {
    const { shop, database, till, call, post, held } = await tillIn(c);
    const [, odd = ''] = shop.skuIds;
    const cardId = newId('gft');
    const code = blankCode();
    const by = { actor: 'test' };
    await database.transaction(by, (tx) => giveCard(tx, { cardId, minor: 718, currency: 'CHF', reason: 'test' }));
    await database.transaction(by, (tx) => printCode(tx, { cardId, code, pin: '4711' }));
    const shown = await call('POST', '/gift-cards/look', { code, pin: '4711' });
    assert.equal(shown.status, 200, shown.text);
    const body = sale(till, [[odd, 1]], { unit: 1_001, received: 285 });
    const split = { ...body, vouchers: [{ paymentId: newId('pay'), proof: shown.body.proof, minor: 718 }] };
    const sold = await post('/tickets', split);
    assert.equal(sold.status, 201, sold.text);
    const parts = (await call('GET', `/tickets/${body.ticketId}`)).body.payments as Record<string, { minor: number }>[];
    assert.deepEqual(
      parts.map(({ amount, rounding, change }) => [amount?.minor, rounding?.minor, change?.minor]),
      [
        [718, undefined, 0],
        [283, 2, 0],
      ],
    );
    assert.equal(await held(), 285);
    await sound(database);
  });

  await t.test('the difference of an exchange is rounded in cash, either way', async () => {
    const { shop, database, till, call, post, held, rounded } = await tillIn(c);
    const [plain = '', odd = ''] = shop.skuIds;
    const swap = (orderId: string, quantity: number, skuId: string, units: number) => ({
      ...{ exchangeId: newId('exc'), sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock() },
      back: {
        ...{ ticketId: newId('tkt'), orderId, returnId: newId('rtn'), receiptId: newId('rtc'), dueId: newId('due') },
        ...{ reason: 'size', lines: [{ lineNo: 1, quantity, condition: 'new', disposition: 'sellable' }] },
      },
      sale: { ticketId: newId('tkt'), orderId: newId('ord'), wanted: [{ skuId, quantity: units }] },
    });
    const exchange = async (body: ReturnType<typeof swap>, paid: object) => {
      const answer = await call('POST', '/exchanges', { ...body, ...paid });
      if (answer.status === 201)
        Object.assign(till, { lastSequence: body.sequence + 1, lastHash: answer.body.sale.hash });
      return answer;
    };
    const first = sale(till, [[plain, 2]], { received: 2_000 });
    assert.equal((await post('/tickets', first)).status, 201);
    // 10.00 comes back, 2 × 10.01 are wanted: 10.02 is due, 10.00 is paid.
    const dear = swap(first.orderId, 1, odd, 2);
    const owes = { payMinor: 1_002, backMinor: 0 };
    const cash = (receivedMinor: number) => ({ method: 'cash', paymentId: newId('pay'), receivedMinor });
    assert.equal((await exchange(dear, { ...owes, payment: cash(999) })).body.code, 'till.cash_short');
    const done = await exchange(dear, { ...owes, payment: cash(1_000) });
    assert.equal(done.status, 201, done.text);
    const paper = (await call('GET', `/tickets/${dear.sale.ticketId}`)).body;
    const paid = paper.payments.find((one: { method: string }) => one.method === 'cash');
    assert.deepEqual([paid.amount.minor, paid.rounding.minor, paid.change.minor], [1_002, -2, 0]);
    assert.deepEqual([await held(), await rounded()], [3_000, 2]);
    // Both of them come back for one at 10.00: 10.02 is owed, 10.00 is given.
    const cheap = swap(dear.sale.orderId, 2, plain, 1);
    const given = await exchange(cheap, { payMinor: 0, backMinor: 1_002 });
    assert.equal(given.status, 201, given.text);
    assert.deepEqual([await held(), await rounded()], [2_000, 0]);
    await sound(database);
  });
});

for (const [currency, what] of [
  ['JPY', 'yen have no decimals'],
  ['KWD', 'dinars have three'],
] as const)
  test(`${what}: sold, brought back in part, invoiced, exact`, async (t) => {
    const { shop, database, till, call, post, back, held } = await tillIn(await town(t, 'FR', currency));
    const [a = ''] = shop.skuIds;
    const body = sale(till, [[a, 3]], { received: 3_000 });
    assert.deepEqual((await post('/tickets', body)).body.total, { minor: 3_000, currency });
    const taken = await post('/returns', back(body.orderId, 1));
    assert.deepEqual(taken.body.ticket?.total, { minor: -1_000, currency }, taken.text);
    assert.equal(await held(), 2_000);
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

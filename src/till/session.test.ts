/** A till's day: its float, a blind count, the difference on its account, and reports that follow each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { balancesOf } from '#payments';
import { sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

test('a day is opened once, counted without being told, closed once; the next begins where it ended', async (t) => {
  const c = await counter(t, { articles: 1, stock: 30 });
  const { app, shop, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const other = await openTill(c);
  const [a = ''] = shop.skuIds;
  const call = (method: 'GET' | 'POST', path: string, body?: object, at = till) =>
    app.call(method, `/api/till${path}`, { as: clerk, cookies: at.cookies, ...(body ? { body } : {}) });
  const sell = async (units: number): Promise<void> => {
    const body = sale(till, [[a, units]], { received: 20_000 });
    const sold = await call('POST', '/tickets', body);
    assert.equal(sold.status, 201, sold.text);
    Object.assign(till, { lastSequence: body.sequence, lastHash: sold.body.hash });
  };
  const drawer = async (): Promise<number> =>
    (await balancesOf(database, [`drawer:${till.deviceId}`])).reduce((sum, one) => sum + one.balance, 0);
  const between = async (account: string): Promise<number> => {
    const [row] = await database.query<{ minor: number }>(sql`
      SELECT coalesce(sum(CASE WHEN to_account = ${account} THEN minor ELSE -minor END), 0)::int AS minor FROM payments.movement
      WHERE ${account} IN (from_account, to_account)`);
    return row?.minor ?? 0;
  };
  // Sold before anybody opened a day: the first day tells it.
  await sell(1);
  const opening = { sessionId: newId('ses'), floatMinor: 15_000 };
  const opened = await call('POST', '/session', opening);
  assert.equal(opened.status, 201, opened.text);
  assert.deepEqual((await call('POST', '/session', opening)).body, opened.body, 'said twice it is one day');
  assert.equal((await call('POST', '/session', { ...opening, floatMinor: 1 })).body.code, 'request.id_reused');
  const second = { sessionId: newId('ses'), floatMinor: 0 };
  assert.equal((await call('POST', '/session', second)).body.code, 'till.session_open');
  assert.deepEqual([await drawer(), await between('safe')], [15_000, -14_000], 'the float less what lay there');
  await sell(2);
  const now = (await call('GET', '/session')).body;
  assert.deepEqual([now.open.number, now.since.sales, now.last], [1, { count: 2, minor: 3_000 }, null]);
  assert.deepEqual([now.open.expectedMinor, now.open.report], [null, null], 'nobody is told what there should be');

  const close = { sessionId: opening.sessionId, countedMinor: 16_950, leftMinor: 10_000 };
  assert.equal((await call('POST', '/session/close', { ...close, leftMinor: 20_000 })).body.code, 'till.left_too_much');
  assert.equal((await call('POST', '/session/close', close, other)).body.code, 'till.session_none', 'another till’s');
  const closed = await call('POST', '/session/close', close);
  assert.equal(closed.status, 200, closed.text);
  assert.deepEqual((await call('POST', '/session/close', close)).body, closed.body, 'closed once, the report stays');
  const changed = await call('POST', '/session/close', { ...close, countedMinor: 17_000 });
  assert.equal(changed.body.code, 'request.id_reused');
  const { expectedMinor, countedMinor, report } = closed.body;
  assert.deepEqual([expectedMinor, countedMinor], [17_000, 16_950]);
  assert.deepEqual([report.first, report.last, report.sales.minor, report.grandMinor], [1, 2, 3_000, 3_000]);
  assert.deepEqual([await drawer(), await between('cash_differences')], [10_000, 50], 'fifty cents are missing');
  assert.equal(await between('safe'), -14_000 + 6_950);

  const next = await call('POST', '/session', { ...second, floatMinor: 10_000 });
  assert.deepEqual([next.body.number, await drawer()], [2, 10_000]);
  await sell(1);
  const more = { sessionId: second.sessionId, countedMinor: 11_000, leftMinor: 11_000 };
  const last = (await call('POST', '/session/close', more)).body;
  assert.deepEqual(
    [last.number, last.report.first, last.report.last, last.report.sales.minor, last.report.grandMinor],
    [2, 3, 3, 1_000, 4_000],
    'and the grand total goes on',
  );
  const { items } = (await call('GET', '/sessions')).body;
  assert.deepEqual(
    items.map((one: { number: number }) => one.number),
    [2, 1],
  );
  assert.deepEqual((await call('GET', '/sessions', undefined, other)).body.items, []);
  await sound(database);
});

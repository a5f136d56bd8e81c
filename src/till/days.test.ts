/** The list of all tills' days in the office, and a day with its tickets and copies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { sound } from '../../test/support/orders.ts';
import { counter, openTill, sell, type Till } from '../../test/support/till.ts';

test('days of all tills are found, sorted and read row by row; a day tells its tickets, money moved and copies', async (t) => {
  const c = await counter(t, { articles: 1, stock: 50 });
  const { app, shop, clerk } = c;
  const accountant = await app.staff('accountant');
  const [a = ''] = shop.skuIds;
  const at = (till: Till) => (path: string, body: object) =>
    app.call('POST', `/api/till${path}`, { as: clerk, cookies: till.cookies, body });
  const read = async (path: string) => (await app.call('GET', `/api/till-days${path}`, { as: accountant })).body;
  const days: string[] = [];
  const tills = [await openTill(c), await openTill(c)];
  for (const [i, till] of tills.entries()) {
    const sessionId = newId('ses');
    days.push(sessionId);
    assert.equal((await at(till)('/session', { sessionId, floatMinor: 5_000 })).status, 201);
    await sell(c, till, [[a, i + 1]]);
    const close = { sessionId, countedMinor: 6_000 + 1_000 * i - 10 * i, leftMinor: 5_000 };
    assert.equal((await at(till)('/session/close', close)).status, 200);
  }
  const [first] = tills as [Till, Till];
  const open = newId('ses');
  await at(first)('/session', { sessionId: open, floatMinor: 5_000 });
  const sold = await sell(c, first, [[a, 3]]);
  const ticketId = sold.body.ticketId as string;
  for (let i = 0; i < 3; i++) await at(first)(`/tickets/${ticketId}/prints`, { printId: newId('prt') });
  await at(first)('/cash', { moveId: newId('cmv'), reason: 'expense', minor: 700, note: 'Timbres' });

  const ids = async (query: string): Promise<string[]> =>
    (await read(query)).items.map((one: { sessionId: string }) => one.sessionId);
  assert.deepEqual(await ids('?sort=oldest'), [...days, open]);
  assert.deepEqual(await ids(''), [open, ...days.toReversed()]);
  assert.deepEqual(await ids('?show=open'), [open]);
  assert.deepEqual(await ids('?show=differs'), [days[1]]);
  assert.equal((await ids('?sort=difference'))[0], days[1]);
  assert.deepEqual(await ids(`?q=${encodeURIComponent('introuvable')}`), []);
  assert.equal((await ids(`?siteId=${shop.siteId}`)).length, 3);
  assert.deepEqual(await ids(`?siteId=${newId('sit')}`), []);
  for (const sort of ['newest', 'oldest', 'difference']) {
    const walked: string[] = [];
    for (let after = ''; ;) {
      const page = await read(`?sort=${sort}&limit=1${after ? `&after=${after}` : ''}`);
      walked.push(...page.items.map((one: { sessionId: string }) => one.sessionId));
      if (page.next === null) break;
      after = encodeURIComponent(page.next);
    }
    assert.deepEqual(walked, await ids(`?sort=${sort}`), sort);
  }
  const closed = await read(`/${days[1]}`);
  assert.deepEqual(
    [closed.day.expectedMinor, closed.day.countedMinor, closed.sums.sales.minor, closed.sums.grandMinor],
    [7_000, 6_990, 2_000, 2_000],
  );
  const now = await read(`/${open}`);
  assert.deepEqual(
    [now.day.report, now.day.expectedMinor],
    [null, null],
    'while it is open nobody is told what there should be',
  );
  assert.deepEqual(
    [now.sums.sales, now.sums.moves, now.day.copies],
    [{ count: 1, minor: 3_000 }, [{ reason: 'expense', count: 1, minor: -700 }], 2],
  );
  assert.equal(now.moves[0].note, 'Timbres');
  const { items } = await read(`/${open}/tickets`);
  assert.deepEqual(
    items.map((one: { ticketId: string; sequence: number; copies: number; methods: string[] }) => [
      ...[one.ticketId, one.sequence, one.copies],
      ...one.methods,
    ]),
    [[ticketId, 2, 2, 'cash']],
  );
  const picker = await app.staff('picker');
  assert.equal((await app.call('GET', '/api/till-days', { as: picker })).status, 403);
  assert.equal((await read(`/${newId('ses')}`)).code, 'till.session_none');
  await sound(app.database);
});

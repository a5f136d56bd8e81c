/** Money into a drawer and out of it without a sale: in its arithmetic, in X and Z, in the accounts; and copies of receipts. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { must } from '#base/assert';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { balancesOf } from '#payments';
import { cashReasons, type CashReason } from '#payments/model';
import { rollOf } from '../simulate/roll.ts';
import { sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

async function drawer(t: TestContext) {
  const c = await counter(t, { articles: 1, stock: 200 });
  const { app, shop, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const [a = ''] = shop.skuIds;
  const call = (method: 'GET' | 'POST', path: string, body?: object, as = clerk) =>
    app.call(method, `/api/till${path}`, { as, cookies: till.cookies, ...(body ? { body } : {}) });
  const sell = async (units: number): Promise<string> => {
    const body = sale(till, [[a, units]]);
    const sold = await call('POST', '/tickets', body);
    assert.equal(sold.status, 201, sold.text);
    Object.assign(till, { lastSequence: body.sequence, lastHash: sold.body.hash });
    return body.ticketId;
  };
  const move = (reason: CashReason, minor: number, more: object = {}) =>
    call('POST', '/cash', { moveId: newId('cmv'), reason, minor, note: 'Essai', ...more });
  const held = async (): Promise<number> =>
    (await balancesOf(database, [`drawer:${till.deviceId}`])).reduce((sum, one) => sum + one.balance, 0);
  const begin = async (floatMinor: number): Promise<string> => {
    const sessionId = newId('ses');
    assert.equal((await call('POST', '/session', { sessionId, floatMinor })).status, 201);
    return sessionId;
  };
  return { c, database, till, call, sell, move, held, begin };
}

test('each reason moves the drawer and its own account, is told once, and needs words where it says nothing itself', async (t) => {
  const { database, call, move, held, begin } = await drawer(t);
  await begin(10_000);
  const table: readonly (readonly [CashReason, number, string])[] = [
    ['expense', -1_250, 'petty'],
    ['bank', -3_000, 'cash_to_bank'],
    ['to_safe', -1_000, 'safe'],
    ['from_safe', 2_000, 'safe'],
    ['other_in', 500, 'other'],
    ['other_out', -250, 'other'],
  ];
  assert.deepEqual(table.map(([reason]) => reason).toSorted(), Object.keys(cashReasons).toSorted());
  let due = 10_000;
  for (const [reason, signed, account] of table) {
    const body = { moveId: newId('cmv'), reason, minor: Math.abs(signed), note: 'Essai' };
    const moved = await call('POST', '/cash', body);
    assert.deepEqual([moved.status, moved.body.minor], [201, signed], moved.text);
    assert.deepEqual((await call('POST', '/cash', body)).body, moved.body, 'said twice it moves once');
    assert.equal((await call('POST', '/cash', { ...body, minor: body.minor + 1 })).body.code, 'request.id_reused');
    due += signed;
    assert.equal(await held(), due, reason);
    const [booked] = await database.query<{ from: string; to: string }>(sql`
      SELECT m.from_account AS "from", m.to_account AS "to" FROM payments.movement m JOIN till.cash_move c USING (movement_id)
      WHERE c.move_id = ${body.moveId}`);
    assert.equal(signed > 0 ? booked?.from : booked?.to, account);
  }
  for (const reason of ['expense', 'other_in', 'other_out'] as const)
    assert.equal((await move(reason, 1, { note: ' ' })).body.code, 'request.invalid', reason);
  assert.equal((await move('bank', 1, { note: '' })).status, 201);
  assert.equal(
    (await move('to_safe', due)).body.code,
    'till.drawer_short',
    'the cent that went to the bank is missing',
  );
  assert.equal(await held(), due - 1, 'and nothing was moved');
  await sound(database);
});

test('who may not, can’t; X and Z tell it by reason, also what was moved while no day was open', async (t) => {
  const { c, database, call, sell, move, begin } = await drawer(t);
  const picker = await c.app.staff('picker');
  assert.equal((await call('POST', '/cash', { moveId: newId('cmv'), reason: 'bank', minor: 1 }, picker)).status, 403);
  await sell(2);
  assert.equal((await move('expense', 300)).status, 201, 'before anybody opened a day');
  const sessionId = await begin(5_000);
  await sell(3);
  await move('expense', 450);
  await move('bank', 2_000);
  const now = (await call('GET', '/session')).body;
  const byReason = [
    { reason: 'bank', count: 1, minor: -2_000 },
    { reason: 'expense', count: 2, minor: -750 },
  ];
  assert.deepEqual(now.since.moves, byReason);
  assert.deepEqual(
    now.moves.map((one: { reason: string; minor: number; note: string }) => [one.reason, one.minor, one.note]),
    [
      ['expense', -300, 'Essai'],
      ['expense', -450, 'Essai'],
      ['bank', -2_000, 'Essai'],
    ],
  );
  const close = { sessionId, countedMinor: 5_550, leftMinor: 5_000 };
  const closed = (await call('POST', '/session/close', close)).body;
  assert.equal(
    closed.expectedMinor,
    5_000 + 3_000 - 450 - 2_000,
    'the float, what was sold since, less what was taken out',
  );
  assert.deepEqual(closed.report.moves, byReason);
  const next = await begin(5_000);
  assert.deepEqual((await call('GET', '/session')).body.moves, [], 'the next day begins without any');
  assert.ok(next);
  await sound(database);
});

test('whatever is sold and moved, the drawer is what a person would reckon, and never below zero', async (t) => {
  const { database, call, sell, move, held, begin } = await drawer(t);
  const roll = rollOf(7);
  const reasons = Object.keys(cashReasons) as CashReason[];
  for (let day = 0; day < 2; day++) {
    let due = roll.int(0, 5_000);
    const sessionId = await begin(due);
    for (let i = 0; i < 8; i++) {
      if (roll.chance(30)) {
        const units = roll.int(1, 3);
        await sell(units);
        due += 1_000 * units;
        continue;
      }
      const [reason, minor] = [must(roll.pick(reasons), 'a reason'), roll.int(1, 3_000)];
      const signed = cashReasons[reason].way === 'in' ? minor : -minor;
      const moved = await move(reason, minor);
      if (due + signed < 0) assert.equal(moved.body.code, 'till.drawer_short');
      else {
        assert.equal(moved.status, 201, moved.text);
        due += signed;
      }
      assert.equal(await held(), due);
    }
    const closed = await call('POST', '/session/close', { sessionId, countedMinor: due, leftMinor: due });
    assert.equal(closed.body.expectedMinor, due);
  }
  await sound(database);
});

test('a receipt is printed once; each paper after it is a numbered copy, counted whoever asks', async (t) => {
  const { c, database, call, sell } = await drawer(t);
  const ticketId = await sell(1);
  const print = (printId = newId('prt')) => call('POST', `/tickets/${ticketId}/prints`, { printId });
  const first = newId('prt');
  assert.equal((await print(first)).body.copy, 0);
  assert.equal((await print(first)).body.copy, 0, 'a lost answer that is asked for again is no copy');
  assert.deepEqual([(await print()).body.copy, (await print()).body.copy], [1, 2]);
  assert.equal((await call('GET', `/tickets/${ticketId}`)).body.prints, 3);
  const other = await sell(1);
  assert.equal((await call('POST', `/tickets/${other}/prints`, { printId: first })).body.code, 'request.id_reused');
  const stranger = await openTill(c);
  assert.equal(
    (
      await c.app.call('POST', `/api/till/tickets/${newId('tkt')}/prints`, {
        ...{ as: c.clerk, cookies: stranger.cookies, body: { printId: newId('prt') } },
      })
    ).body.code,
    'till.unknown_ticket',
  );
  const together = await Promise.all([print(), print(), print()]);
  assert.deepEqual(together.map((one) => one.body.copy).toSorted(), [3, 4, 5], 'also at once');
  const [told] = await database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM journal.event WHERE type = 'till.ticket_printed'`,
  );
  assert.equal(told?.n, 6);
  await sound(database);
});

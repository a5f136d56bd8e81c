/** An oracle that never failed is no evidence: each invariant of tickets is broken on purpose, and must be named. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql, type Sql } from '#base/db';
import { counter, openTill, sell, type Counter } from '../../test/support/till.ts';
import { tillOracles } from './oracles.ts';

let c: Counter;
const closers: (() => unknown)[] = [];

before(async () => {
  c = await counter({ after: (close) => void closers.unshift(close as () => unknown) });
  const till = await openTill(c);
  for (let i = 0; i < 3; i++) assert.equal((await sell(c, till, [[c.shop.skuIds[0] as string, 1]])).status, 201);
});
after(async () => {
  for (const close of closers.reverse()) await close();
});

/** What the oracles say when a fault is planted; it is taken back. */
async function planted(fault: Sql): Promise<string[]> {
  const found: string[] = [];
  await c.app.database
    .transaction({ actor: 'test' }, async (tx) => {
      await tx.query(sql`ALTER TABLE till.ticket DISABLE TRIGGER ticket_immutable`);
      await tx.query(fault);
      for (const { code, violations } of tillOracles)
        for (const { what } of await tx.query<{ what: string }>(violations)) found.push(`${code} ${what}`);
      throw new Error('undo');
    })
    .catch((error: unknown) => assert.equal((error as Error).message, 'undo'));
  return found;
}

test('a sound chain has no violation', async () => {
  assert.deepEqual(await planted(sql`SELECT 1`), []);
});

const faults: readonly (readonly [string, RegExp, Sql])[] = [
  [
    'a changed body',
    /POS1 .*was changed/,
    sql`UPDATE till.ticket SET body = replace(body, '"cash"', '"card"') WHERE sequence = 2`,
  ],
  ['a changed hash', /POS1 .*does not follow/, sql`UPDATE till.ticket SET hash = repeat('0', 64) WHERE sequence = 2`],
  ['a missing ticket', /POS1 .*is number 3 where 2/, sql`DELETE FROM till.ticket WHERE sequence = 2`],
  ['a missing last ticket', /POS2 .*stands at 3/, sql`DELETE FROM till.ticket WHERE sequence = 3`],
  ['a missing first ticket', /POS1 .*is number 2 where 1/, sql`DELETE FROM till.ticket WHERE sequence = 1`],
  [
    'an order that says another total',
    /POS1 .*the ticket says/,
    sql`UPDATE orders.order SET gross_minor = gross_minor + 1, net_minor = net_minor + 1, items_minor = items_minor + 1 WHERE order_id = (SELECT order_id FROM till.ticket WHERE sequence = 1)`,
  ],
  [
    'a discount that its line knows nothing of',
    /POS5 .*a line of/,
    sql`UPDATE till.ticket SET body = jsonb_set(body::jsonb, '{lines,0,discounts}', '[{"promotionId": "prm_x", "minor": 1}]')::text WHERE sequence = 2`,
  ],
  [
    'a rounding that nobody booked',
    /POS6 .*rounded by 2, booked is 0/,
    sql`UPDATE till.ticket SET body = jsonb_set(body::jsonb, '{payments,0,roundingMinor}', '2')::text WHERE sequence = 2`,
  ],
  [
    'a rounding that no ticket says',
    /POS6 .*rounded by 0, booked is -3/,
    sql`INSERT INTO payments.movement (movement_id, from_account, to_account, minor, currency, payment_id, order_id, reason, actor, at)
      SELECT 'mny_x', 'drawer:' || device_id, 'rounding', 3, 'EUR', body::jsonb->'payments'->0->>'paymentId', order_id, 'cash_rounding', 'test', now() FROM till.ticket WHERE sequence = 2`,
  ],
  [
    'money out of a drawer that nobody booked',
    /POS8 .*is -5 for expense, booked is 0/,
    sql`INSERT INTO till.cash_move (move_id, device_id, session_number, reason, minor, currency, note, movement_id, staff_id, at)
      SELECT 'cmv_x', device_id, 1, 'expense', -5, 'EUR', 'x', 'mny_none', 'test', now() FROM till.device`,
  ],
  [
    'money booked out of a drawer that no move tells',
    /POS8 .*is 0 for .*booked is 5/,
    sql`INSERT INTO payments.movement (movement_id, from_account, to_account, minor, currency, reason, actor, at)
      SELECT 'mny_y', 'drawer:' || device_id, 'petty', 5, 'EUR', 'cash_moved', 'test', now() FROM till.device`,
  ],
  [
    'a copy of a receipt that was not counted',
    /POS8 .*copy 3 where 0 was due/,
    sql`INSERT INTO till.print (print_id, ticket_id, device_id, copy, staff_id, at)
      SELECT 'prt_x', ticket_id, device_id, 3, 'test', now() FROM till.ticket WHERE sequence = 1`,
  ],
  ['a device set back', /POS2 .*stands at 2/, sql`UPDATE till.device SET last_sequence = 2`],
];

for (const [name, expected, fault] of faults) {
  test(`${name} is named`, async () => {
    const found = await planted(fault);
    assert.ok(
      found.some((what) => expected.test(what)),
      `${name}: ${found.join('; ') || 'nothing was found'}`,
    );
  });
}

test('the database itself refuses to change or delete a ticket', async () => {
  await assert.rejects(c.app.database.query(sql`UPDATE till.ticket SET body = '{}'`), /never changed/);
  await assert.rejects(c.app.database.query(sql`DELETE FROM till.ticket`), /never changed/);
});

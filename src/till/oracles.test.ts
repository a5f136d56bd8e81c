/** Each invariant catches its planted fault, or it is no evidence. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql, type Database } from '#base/db';
import { testApp } from '../../test/support/app.ts';
import { sound } from '../../test/support/orders.ts';
import { testShop } from '../../test/support/shop.ts';
import { post, sale, testTill } from '../../test/support/till.ts';
import { verify } from '../verify.ts';
import { tillOracles } from './oracles.ts';

async function threeTickets(t: TestContext): Promise<Database> {
  const app = await testApp(t);
  const shop = await testShop(app.database);
  const till = await testTill(app, shop);
  for (let i = 0; i < 3; i++) assert.equal((await post(app, till, sale(shop, till, [[i, 1]]))).status, 201);
  await sound(app.database);
  return app.database;
}

async function found(database: Database): Promise<string[]> {
  const findings = await verify(database.url, tillOracles);
  return findings.flatMap(({ code, violations }) => violations.map((what) => `${code} ${what}`));
}

/** Somebody with the keys of the database changes what may not be changed. */
async function plant(database: Database, fault: ReturnType<typeof sql>): Promise<string[]> {
  await database.query(sql`ALTER TABLE till.ticket DISABLE TRIGGER ticket_immutable`);
  await database.query(fault);
  return found(database);
}

test('a ticket can’t be changed or deleted by the house itself', async (t) => {
  const database = await threeTickets(t);
  await assert.rejects(database.query(sql`UPDATE till.ticket SET body = body || ' '`));
  await assert.rejects(database.query(sql`DELETE FROM till.ticket WHERE sequence = 3`));
});

test('a changed amount is seen', async (t) => {
  const database = await threeTickets(t);
  const what = await plant(
    database,
    sql`UPDATE till.ticket SET body = replace(body, '"totalMinor":1001', '"totalMinor":1') WHERE sequence = 2`,
  );
  assert.ok(
    what.some((line) => /^POS1 .* was changed/.test(line)),
    what.join('\n'),
  );
  assert.ok(
    what.some((line) => /^POS1 .*the ticket says 1$/.test(line)),
    what.join('\n'),
  );
});

test('a changed amount with a hash made to fit is seen at the next ticket', async (t) => {
  const database = await threeTickets(t);
  const what = await plant(
    database,
    sql`UPDATE till.ticket SET body = body || ' ', hash = encode(sha256(convert_to(previous_hash || E'\\n' || body || ' ', 'UTF8')), 'hex') WHERE sequence = 2`,
  );
  assert.deepEqual(what.length, 1);
  assert.match(what[0] ?? '', /^POS1 .* does not follow/);
});

test('a ticket taken out of the middle is seen', async (t) => {
  const database = await threeTickets(t);
  const what = await plant(database, sql`DELETE FROM till.ticket WHERE sequence = 2`);
  assert.ok(what.some((line) => /is number 3 where 2 was due/.test(line)));
});

test('a deleted last ticket is seen by the tail', async (t) => {
  const database = await threeTickets(t);
  const what = await plant(database, sql`DELETE FROM till.ticket WHERE sequence = 3`);
  assert.match(what.join(), /^POS2 till dev_.* stands at 3, its last ticket is 2$/);
});

test('a ticket without its order is seen', async (t) => {
  const database = await threeTickets(t);
  const what = await plant(
    database,
    sql`DELETE FROM orders.order WHERE order_id = (SELECT order_id FROM till.ticket WHERE sequence = 1)`,
  );
  assert.match(what.join(), /^POS1 .* is missing for/);
});

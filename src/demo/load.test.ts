/** The demo's past in a real database: three days of it, and a sale of today after them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { firstHash, postTicket, ticketHash, tillById, type TicketBody } from '#till';
import { sound } from '../../test/support/orders.ts';
import { testDatabase } from '../../test/support/database.ts';
import { idFor } from './ids.ts';
import { loadDemo } from './load.ts';
import { seedDemo } from './seed.ts';

const closers: (() => unknown)[] = [];
let database: Database;

before(async () => {
  process.env.HALLE_DEMO_DAYS = '4';
  database = await testDatabase({ after: (close) => void closers.unshift(close as () => unknown) });
  const load = await seedDemo(database);
  await load();
});
after(async () => {
  delete process.env.HALLE_DEMO_DAYS;
  for (const close of closers) await close();
});

type Row = {
  ticketId: string | null;
  deviceId: string;
  sequence: number;
  previousHash: string;
  hash: string;
  body: string;
  at: string;
  receivedAt: string;
  orderId: string;
  openedAt: string;
  channelId: string;
  siteId: string;
  customerId: string | null;
};

const sales = (): Promise<Row[]> =>
  database.query<Row>(sql`
    SELECT t.ticket_id AS "ticketId", t.device_id AS "deviceId", t.sequence, t.previous_hash AS "previousHash", t.hash, t.body, t.at,
      t.received_at AS "receivedAt", o.order_id AS "orderId", o.opened_at AS "openedAt", o.channel_id AS "channelId", o.site_id AS "siteId",
      o.customer_id AS "customerId"
    FROM orders.order o JOIN channels.channel c USING (channel_id) LEFT JOIN till.ticket t USING (order_id)
    WHERE c.kind = 'till' ORDER BY t.device_id, t.sequence`);

test('each sale at a till of the past is a ticket of its store’s till, at the time of its order', async () => {
  const rows = await sales();
  assert.ok(rows.length > 30, `${rows.length} sales at tills`);
  for (const row of rows) {
    assert.ok(row.ticketId, `${row.orderId} has no ticket`);
    const body = JSON.parse(row.body) as TicketBody;
    assert.deepEqual([row.at, row.receivedAt, body.at], [row.openedAt, row.openedAt, row.openedAt]);
    assert.deepEqual([body.channelId, body.siteId], [row.channelId, row.siteId]);
    assert.equal(body.customerId ?? null, row.customerId);
    assert.match(body.staffId, /^stf_/);
    assert.ok((body.payments[0]?.changeMinor ?? -1) >= 0);
  }
  assert.equal(new Set(rows.map((row) => row.deviceId)).size, 4);
});

test('goods left and money came at the moment of the ticket', async () => {
  const apart = await database.query(sql`
    SELECT t.ticket_id FROM till.ticket t WHERE
      NOT EXISTS (SELECT FROM inventory.movement m WHERE m.document = t.order_id AND m.at = t.at)
      OR EXISTS (SELECT FROM inventory.movement m WHERE m.document = t.order_id AND m.at <> t.at)
      OR NOT EXISTS (SELECT FROM payments.movement m WHERE m.order_id = t.order_id AND m.at = t.at)
      OR EXISTS (SELECT FROM payments.movement m WHERE m.order_id = t.order_id AND m.at <> t.at)`);
  assert.deepEqual(apart, []);
});

test('the chain of each till is unbroken and in the order of its business', async () => {
  const chains = Map.groupBy(await sales(), (row) => row.deviceId);
  for (const [deviceId, chain] of chains) {
    let last = { sequence: 0, hash: firstHash(deviceId), at: '' };
    for (const row of chain) {
      assert.equal(row.sequence, last.sequence + 1);
      assert.equal(row.previousHash, last.hash);
      assert.equal(row.hash, ticketHash(last.hash, row.body));
      assert.ok(row.at >= last.at, `${row.ticketId} is older than the one before it`);
      last = row;
    }
  }
});

test('money and stock are sound after it', () => sound(database));

test('a sale of today continues the chain of its till', async () => {
  const deviceId = idFor('dev', 'till-lyo-1');
  const till = await tillById(database, deviceId);
  assert.ok(till && till.lastSequence > 0);
  const [good] = await database.query<{ skuId: string; minor: number }>(sql`
    SELECT s.sku_id AS "skuId", p.minor FROM inventory.shelf s JOIN pricing.price p USING (sku_id) JOIN pricing.price_list l USING (list_id)
    WHERE l.code = 'base' AND s.place_id LIKE ${`%${till.siteId.slice(4)}%`} AND s.on_hand - s.reserved > 1 AND p.minor IS NOT NULL LIMIT 1`);
  assert.ok(good);
  const draft = {
    ticketId: newId('tkt'),
    orderId: newId('ord'),
    sequence: till.lastSequence + 1,
    previousHash: till.lastHash,
    at: clock(),
    lines: [{ skuId: good.skuId, quantity: 1, unitMinor: good.minor }],
    payment: { method: 'cash' as const, paymentId: newId('pay'), receivedMinor: good.minor },
    override: false,
  };
  const receipt = await postTicket(database, draft, till, idFor('stf', 'ines'));
  assert.deepEqual([receipt.sequence, receipt.previousHash], [till.lastSequence + 1, till.lastHash]);
  await sound(database);
});

test('loaded again nothing is sold twice, and a till opened meanwhile keeps its token', async () => {
  const before = await counts();
  await loadDemo(database);
  assert.deepEqual(await counts(), before);
  await sound(database);
});

async function counts(): Promise<unknown> {
  const [row] = await database.query<object>(sql`
    SELECT (SELECT count(*)::int FROM orders.order WHERE opened_at < now() - interval '2 minutes') AS orders,
      (SELECT count(*)::int FROM till.ticket WHERE at < now() - interval '2 minutes') AS tickets,
      (SELECT string_agg(token_hash, ',' ORDER BY device_id) FROM identity.device) AS tokens`);
  return row;
}

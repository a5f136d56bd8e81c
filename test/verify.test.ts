/**
 * An oracle that never failed is no evidence. A small honest past is made through the house's own commands; then, in transactions
 * with the walls taken down, each invariant is broken on purpose, and `verify` must name what was broken.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { connectionOf, sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { grantLease, placeOf } from '#inventory';
import { cancelOrder, payOrder, placeOrder, shipOrder } from '#orders';
import { carryOut, refundPayment } from '#payments';
import { rememberedCommand } from '../src/http/command.ts';
import { oracles } from '../src/modules.ts';
import { look, verify, type Finding } from '../src/verify.ts';
import { testApp, type TestApp } from './support/app.ts';
import { runHalle } from './support/house.ts';
import { changedOrder, editFaults } from './support/edit-faults.ts';
import { fulfilmentFaults, prepareOne } from './support/fulfilment.ts';
import { marketDraft, marketTown, placeTogether, stock, tillDraft, webDraft } from './support/orders.ts';
import { buy, purchasingFaults } from './support/purchasing.ts';
import { returnFaults, returnPast } from './support/returns.ts';
import { orderBeyondStock, sourcingFaults } from './support/sourcing.ts';
import { stockFaults, stockPast } from './support/stock-faults.ts';
import { openTill, sell } from './support/till.ts';

/** What the faults speak of: one record of each kind that the honest past has made. */
const made = {
  open: '',
  shipped: '',
  card: '',
  cardPayment: '',
  cash: '',
  drawer: '',
  skuId: '',
  leaseSku: '',
  transfer: '',
  picked: '',
  count: '',
  shelf: '',
  waits: '',
  back: '',
  item: '',
  part: '',
  due: '',
  backOrder: '',
  backTicket: '',
  exchange: '',
  changed: '',
};
let source: string;
const undo: (() => unknown)[] = [];

before(async () => {
  const app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) });
  source = app.database.url;
  await honestPast(app);
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

/** Orders of every channel and fate, paid in every way. */
async function honestPast(app: TestApp): Promise<void> {
  const { database } = app;
  const by = { actor: 'test' };
  const shop = await marketTown(database, 3);
  const [a = '', b = '', c = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 20);
  const [open, shipped, cancelled] = [webDraft(shop, [[a, 2]]), webDraft(shop, [[a, 1]]), webDraft(shop, [[b, 1]])];
  const [card, cash] = [webDraft(shop, [[a, 1]], 'card'), tillDraft(shop, [[a, 1]])];
  for (const draft of [open, shipped, cancelled, card, cash]) unwrap(await placeOrder(database, draft));
  await placeTogether(database, [marketDraft(shop, [[c, 2]])]); // nothing of it is there: a breach
  const paymentId = card.payments[0]?.paymentId ?? '';
  await payOrder(database, { orderId: card.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  await carryOut(database);
  await refundPayment(database, { refundId: newId('rfd'), paymentId, minor: 100, currency: 'EUR', reason: 'test' });
  await database.transaction(by, (tx) => shipOrder(tx, { orderId: shipped.orderId }));
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId: cancelled.orderId, reason: 'test' }));
  await buy(database, shop.siteId, c);
  const prepared = webDraft(shop, [[a, 3]]);
  unwrap(await placeOrder(database, prepared));
  await prepareOne(database, { orderId: prepared.orderId, siteId: shop.siteId, quantity: 3 });
  const placeId = placeOf(shop.siteId);
  await database.transaction(by, (tx) =>
    grantLease(tx, { holder: shop.marketId, skuId: b, placeId, quantity: 3, expiresAt: null }),
  );
  const counter = { app, shop, clerk: await app.staff('clerk') };
  const till = await openTill(counter);
  for (let i = 0; i < 3; i++) assert.equal((await sell(counter, till, [[b, 1]])).status, 201);
  made.changed = await changedOrder(database, shop, a);
  Object.assign(made, await returnPast(counter, till, b));
  made.waits = await orderBeyondStock(database, shop, a);
  Object.assign(made, await stockPast(database, shop.siteId, b));
  const key = { principal: 'test', route: 'POST /test', key: newId('key'), input: {} };
  await rememberedCommand(database, by, key, () => Promise.resolve({ done: true }));
  // What the provider did a moment ago may be under way; an hour ago it may not.
  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = now() - interval '1 hour'`);
  Object.assign(made, { open: open.orderId, shipped: shipped.orderId, card: card.orderId, cardPayment: paymentId });
  Object.assign(made, { cash: cash.payments[0]?.paymentId, drawer: `drawer:${cash.payments[0]?.deviceId}` });
  Object.assign(made, { skuId: a, leaseSku: b, shelf: placeId });
}

/** The walls that would refuse the faults: they are what a migration may lose, and what the oracles stand behind. */
const walls = `
  ALTER TABLE inventory.shelf DROP CONSTRAINT shelf_floor;
  ALTER TABLE purchasing.cost DROP CONSTRAINT cost_empty;
  SET LOCAL session_replication_role = replica;
  DROP INDEX journal.event_version;
  ALTER TABLE payments.movement DROP CONSTRAINT movement_sum;
  ALTER TABLE payments.payment DROP CONSTRAINT payment_floor;
  ALTER TABLE payments.account DROP CONSTRAINT account_floor;
  DO $$ DECLARE wall record; BEGIN
    FOR wall IN SELECT conname, conrelid::regclass AS tab FROM pg_constraint
      WHERE contype = 'c' AND conrelid IN ('orders.order'::regclass, 'orders.line'::regclass, 'inventory.lease'::regclass, 'sourcing.later'::regclass)
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', wall.tab, wall.conname); END LOOP;
  END $$`;

/** A fault: SQL that breaks one thing, where `:name` stands for a record of `made`, and what the oracle must say of it. */
type Fault = { code: string; promise: RegExp; plant: string; says: string };

const faults: Record<string, Fault> = {
  ...stockFaults,
  ...purchasingFaults,
  ...fulfilmentFaults,
  ...sourcingFaults,
  ...returnFaults,
  ...editFaults,
  'a missing version': {
    code: 'EVT1',
    promise: /dense/,
    plant: `UPDATE journal.event SET version = 3 WHERE subject_id = :shipped AND version = 2`,
    says: ':shipped',
  },
  'a version twice': {
    code: 'EVT1',
    promise: /dense/,
    plant: `INSERT INTO journal.event (at, type, subject_kind, subject_id, version, actor)
      SELECT at, 'orders.changed', subject_kind, subject_id, version, actor FROM journal.event WHERE subject_id = :open AND version = 1`,
    says: ':open',
  },
  'a follower beyond the end': {
    code: 'EVT2',
    promise: /follower/,
    plant: `INSERT INTO journal.cursor (follower, epoch, xid, seq) VALUES ('hasty', 1, '9223372036854775807', 5)`,
    says: 'hasty',
  },
  'a follower of another epoch': {
    code: 'EVT2',
    promise: /follower/,
    plant: `INSERT INTO journal.cursor (follower, epoch, xid, seq) VALUES ('stranger', 9, '0', 0)`,
    says: 'stranger',
  },
  'half a receipt': {
    code: 'EVT3',
    promise: /receipt/,
    plant: `UPDATE base.command SET receipt = NULL`,
    says: 'test',
  },
  'a name that outlived its erasure': {
    code: 'PRV1',
    promise: /erased/,
    plant: `WITH kept AS (INSERT INTO customers.customer (customer_id, name, language, code, content_hash, created_at, erased_at)
        VALUES ('cus_erased', 'Ada', 'fr', 'zzzzzzzzzz', '', now(), now()) RETURNING customer_id)
      INSERT INTO privacy.erasure SELECT customer_id, 'asked', 'stf_x', now(), '[]' FROM kept`,
    says: 'cus_erased',
  },
  'a channel without a level': {
    code: 'CHN1',
    promise: /eight domains/,
    plant: `DELETE FROM channels.channel_level WHERE domain = 'stock' AND channel_id = (SELECT channel_id FROM channels.channel WHERE code = 'web')`,
    says: '7 domains',
  },
  'a variant without its option': {
    code: 'CAT1',
    promise: /option/,
    plant: `UPDATE catalog.variant SET option_values = '[]' WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a publication of nothing': {
    code: 'CAT2',
    promise: /exist/,
    plant: `INSERT INTO catalog.publication (product_id, channel_id) VALUES ('prd_nowhere', 'chn_nowhere')`,
    says: 'prd_nowhere',
  },
  'a value of an attribute that is gone': {
    code: 'CAT3',
    promise: /name what exists/,
    plant: `INSERT INTO catalog.attribute_value (product_id, attribute, value) SELECT product_id, 'nothing', '1' FROM catalog.product LIMIT 1`,
    says: 'nothing',
  },
  'an exception to no rule': {
    code: 'ASS1',
    promise: /rule/,
    plant: `INSERT INTO assortment.exception (product_id, channel_id, published) VALUES ('prd_nowhere', 'chn_nowhere', true)`,
    says: 'chn_nowhere',
  },
  'a unit that came from nowhere': {
    code: 'STK1',
    promise: /movements/,
    plant: `UPDATE inventory.shelf SET on_hand = on_hand + 1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a movement that was deleted': {
    code: 'STK1',
    promise: /movements/,
    plant: `DELETE FROM inventory.movement WHERE sku_id = :skuId AND reason = 'receipt'`,
    says: ':skuId',
  },
  'a shelf that was deleted': {
    code: 'STK1',
    promise: /movements/,
    plant: `DELETE FROM inventory.shelf WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a promise that nobody holds': {
    code: 'STK2',
    promise: /pending/,
    plant: `UPDATE inventory.shelf SET reserved = reserved + 1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a reservation that the shelf forgot': {
    code: 'STK2',
    promise: /pending/,
    plant: `UPDATE inventory.reservation SET quantity = 9 WHERE holder = :open`,
    says: ':skuId',
  },
  'more promised than there is': {
    code: 'STK3',
    promise: /more than it holds/,
    plant: `UPDATE inventory.shelf SET reserved = on_hand + 1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'less than nothing reserved': {
    code: 'STK3',
    promise: /more than it holds/,
    plant: `UPDATE inventory.shelf SET reserved = -1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a reservation posted without a movement': {
    code: 'STK4',
    promise: /posted/,
    plant: `UPDATE inventory.reservation SET state = 'posted' WHERE holder = :open`,
    says: 'posted',
  },
  'a reservation voided after it was posted': {
    code: 'STK4',
    promise: /posted/,
    plant: `UPDATE inventory.reservation SET state = 'voided' WHERE holder = :shipped`,
    says: 'voided',
  },
  'a sale of another quantity': {
    code: 'STK4',
    promise: /posted/,
    plant: `UPDATE inventory.movement m SET quantity = 7 FROM inventory.reservation r WHERE r.holder = :shipped AND m.movement_id = r.reservation_id`,
    says: '7',
  },
  'a reservation past its time': {
    code: 'STK5',
    promise: /expiry/,
    plant: `UPDATE inventory.reservation SET expires_at = now() - interval '2 minutes' WHERE holder = :open`,
    says: ':open',
  },
  'a lease that the shelf forgot': {
    code: 'STK6',
    promise: /leased/,
    plant: `UPDATE inventory.shelf SET leased = 0 WHERE sku_id = :leaseSku`,
    says: ':leaseSku',
  },
  'a lease used behind the shelf': {
    code: 'STK6',
    promise: /leased/,
    plant: `UPDATE inventory.lease SET used = 1 WHERE sku_id = :leaseSku`,
    says: ':leaseSku',
  },
  'a breach without its movement': {
    code: 'STK6',
    promise: /breach/,
    plant: `UPDATE inventory.breach SET quantity = quantity + 1`,
    says: 'breach',
  },
  'a payment that took nothing': {
    code: 'MON1',
    promise: /taken/,
    plant: `UPDATE payments.payment SET captured_minor = captured_minor - 1 WHERE payment_id = :cash`,
    says: ':cash',
  },
  'more taken than asked for': {
    code: 'MON1',
    promise: /taken/,
    plant: `UPDATE payments.payment SET amount_minor = 1 WHERE payment_id = :cash`,
    says: ':cash',
  },
  'more given back than taken': {
    code: 'MON3',
    promise: /given back/,
    plant: `UPDATE payments.payment SET refunded_minor = captured_minor + 1 WHERE payment_id = :cardPayment`,
    says: ':cardPayment',
  },
  'a payment without an outcome': {
    code: 'MON2',
    promise: /15 minutes/,
    plant: `UPDATE payments.payment SET state = 'unknown', created_at = now() - interval '16 minutes' WHERE payment_id = :cardPayment`,
    says: ':cardPayment',
  },
  'a charge that we never made': {
    code: 'MON2',
    promise: /provider/,
    plant: `UPDATE pretend_psp.charge SET captured_minor = captured_minor - 1 WHERE reference = :cardPayment`,
    says: ':cardPayment',
  },
  'a movement of another currency': {
    code: 'MON4',
    promise: /one currency/,
    plant: `UPDATE payments.movement SET currency = 'USD' WHERE payment_id = :cash`,
    says: 'USD',
  },
  'a drawer that holds more than came in': {
    code: 'ACC1',
    promise: /balance/,
    plant: `UPDATE payments.account SET balance = balance + 1 WHERE account_id = :drawer`,
    says: ':drawer',
  },
  'a line shipped that nobody took': {
    code: 'ORD1',
    promise: /per line/,
    plant: `UPDATE orders.line SET shipped = 1 WHERE order_id = :open`,
    says: ':open',
  },
  'a line whose stock was given away': {
    code: 'ORD1',
    promise: /per line/,
    plant: `DELETE FROM orders.allocation WHERE order_id = :open`,
    says: ':open',
  },
  'an allocation of what is not reserved': {
    code: 'ORD2',
    promise: /allocation/,
    plant: `UPDATE orders.allocation SET quantity = quantity + 1 WHERE order_id = :open`,
    says: ':open',
  },
  'a reservation that feeds two orders': {
    code: 'ORD2',
    promise: /allocation/,
    plant: `INSERT INTO orders.allocation SELECT :card, line_no, reservation_id, sku_id, place_id, quantity FROM orders.allocation WHERE order_id = :open`,
    says: ':card',
  },
  'a reservation that feeds no order': {
    code: 'ORD2',
    promise: /allocation/,
    plant: `DELETE FROM orders.allocation WHERE order_id = :open`,
    says: ':open',
  },
  'a ticket that was changed': {
    code: 'POS1',
    promise: /hash/,
    plant: `UPDATE till.ticket SET body = replace(body, '"cash"', '"card"') WHERE sequence = 2`,
    says: 'was changed',
  },
  'a ticket that was left out': {
    code: 'POS1',
    promise: /hash/,
    plant: `DELETE FROM till.ticket WHERE sequence = 2`,
    says: 'does not follow',
  },
  'a ticket of another total': {
    code: 'POS1',
    promise: /order/,
    plant: `UPDATE orders.order SET gross_minor = gross_minor + 1 WHERE order_id = (SELECT order_id FROM till.ticket WHERE sequence = 1)`,
    says: 'the ticket says',
  },
  'a last ticket that is missing': {
    code: 'POS2',
    promise: /tail/,
    plant: `DELETE FROM till.ticket WHERE sequence = 8`,
    says: 'stands at 8',
  },
  'cash for what was due that no ticket tells of': {
    code: 'POS4',
    promise: /money/,
    plant: `INSERT INTO orders.balance (order_id, entry_id, kind, minor, at)
      SELECT order_id, payment_id || ':paid', 'paid', -amount_minor, now() FROM payments.payment WHERE payment_id = :cash`,
    says: 'without a ticket',
  },
  'an order that the journal never heard of': {
    code: 'ORD3',
    promise: /journal/,
    plant: `DELETE FROM journal.event WHERE subject_id = :open`,
    says: ':open',
  },
  'an order placed twice': {
    code: 'ORD3',
    promise: /journal/,
    plant: `INSERT INTO journal.event (at, type, subject_kind, subject_id, version, actor)
      SELECT at, type, subject_kind, subject_id, 2, actor FROM journal.event WHERE subject_id = :open AND type = 'orders.placed'`,
    says: ':open',
  },
  'a line that the total forgot': {
    code: 'ORD3',
    promise: /journal/,
    plant: `UPDATE orders.line SET total_minor = total_minor + 1 WHERE order_id = :open`,
    says: ':open',
  },
  'an order without its payment': {
    code: 'ORD3',
    promise: /money/,
    plant: `DELETE FROM payments.payment WHERE order_id = :open`,
    says: ':open',
  },
  'an order on a payment that came to nothing': {
    code: 'ORD3',
    promise: /money/,
    plant: `UPDATE payments.payment SET state = 'declined' WHERE payment_id = :cardPayment`,
    says: ':card',
  },
};

const filled = (text: string, quote: (value: string) => string): string =>
  text.replace(/(?<![:\w]):(\w+)/g, (all, name: string) =>
    Object.hasOwn(made, name) ? quote(made[name as keyof typeof made]) : all,
  );

/** Works in a transaction whose walls are down, and takes all of it back. */
async function without(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(connectionOf(source));
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(walls);
    await work(client);
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

const told = (findings: readonly Finding[]): string[] =>
  findings.flatMap((finding) => finding.violations.map((what) => `${finding.code} ${finding.promise}: ${what}`));

test('an honest past breaks nothing', async () => {
  const findings = await verify(source, oracles);
  assert.equal(findings.length, oracles.length);
  assert.deepEqual(told(findings), []);
});

for (const [name, fault] of Object.entries(faults)) {
  test(`${fault.code} names ${name}`, async () => {
    await without(async (client) => {
      const { rowCount } = await client.query(filled(fault.plant, (value) => client.escapeLiteral(value)));
      assert.ok((rowCount ?? 0) > 0, 'the fault was planted');
      const findings = await look(client, oracles);
      const named = findings.filter((finding) => finding.code === fault.code && fault.promise.test(finding.promise));
      assert.ok(named.length > 0, `there is such an oracle as ${fault.code} ${String(fault.promise)}`);
      const says = filled(fault.says, (value) => value);
      assert.ok(
        named.some((finding) => finding.violations.some((what) => what.includes(says))),
        `nobody named ${says}: ${told(findings).join('; ')}`,
      );
    });
  });
}

test('every oracle of the house is broken by a fault of this file', () => {
  const unproven = oracles.filter(
    (oracle) =>
      !Object.values(faults).some((fault) => fault.code === oracle.code && fault.promise.test(oracle.promise)),
  );
  assert.deepEqual(
    unproven.map((oracle) => `${oracle.code} ${oracle.promise}`),
    [],
  );
});

test('more than twenty violations are told as twenty and more', async () => {
  await without(async (client) => {
    await client.query(`INSERT INTO catalog.publication SELECT 'prd_' || n, 'chn_x' FROM generate_series(1, 30) n`);
    const finding = (await look(client, oracles)).find((one) => one.code === 'CAT2');
    assert.equal(finding?.violations.length, 20);
    assert.equal(finding?.more, true);
  });
});

test('the command exits with 0 over honest books, and with 1 and the name over others', async () => {
  const env = { DATABASE_URL: source };
  const honest = await runHalle(['verify'], env);
  assert.equal(honest.code, 0, honest.output);
  assert.ok(!honest.output.includes('BROKEN'), honest.output);
  const client = new pg.Client(connectionOf(source));
  await client.connect();
  try {
    await client.query(
      filled(faults['a unit that came from nowhere']?.plant ?? '', (value) => client.escapeLiteral(value)),
    );
  } finally {
    await client.end();
  }
  const broken = await runHalle(['verify'], env);
  assert.equal(broken.code, 1, broken.output);
  assert.match(broken.output, /^BROKEN {2}STK1/m);
  assert.ok(broken.output.includes(made.skuId), broken.output);
  const json = await runHalle(['verify', '--json'], env);
  assert.equal(json.code, 1);
  const finding = (JSON.parse(json.output) as Finding[]).find((one) => one.code === 'STK1');
  assert.equal(finding?.violations.length, 1);
});

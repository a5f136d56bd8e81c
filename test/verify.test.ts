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
import { approvalFaults, owingOrder } from './support/approval-faults.ts';
import { bankFaults, bankPast } from './support/bank-faults.ts';
import { cardFaults, cardPast } from './support/card-faults.ts';
import { changedOrder, editFaults } from './support/edit-faults.ts';
import { fulfilmentFaults, prepareOne } from './support/fulfilment.ts';
import { moneyAndStockFaults, type Fault } from './support/faults.ts';
import { invoicedOrders, invoiceFaults } from './support/invoice-faults.ts';
import { marketDraft, marketTown, placeTogether, stock, tillDraft, webDraft } from './support/orders.ts';
import { promotionFaults } from './support/promotion-faults.ts';
import { buy, purchasingFaults } from './support/purchasing.ts';
import { returnFaults, returnPast } from './support/returns.ts';
import { orderBeyondStock, sourcingFaults } from './support/sourcing.ts';
import { taxFaults } from './support/tax-faults.ts';
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
  owes: '',
  invoice: '',
  invoiced: '',
  giftCard: '',
  giftHeld: '',
  giftOld: '',
  owedBy: '',
  receivable: '',
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
  made.owes = await owingOrder(database, shop, a);
  Object.assign(made, await invoicedOrders(database, shop, b));
  Object.assign(made, await returnPast(counter, till, b));
  made.waits = await orderBeyondStock(database, shop, a);
  Object.assign(made, await cardPast(database));
  Object.assign(made, await bankPast(database));
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

const faults: Record<string, Fault> = {
  ...stockFaults,
  ...purchasingFaults,
  ...fulfilmentFaults,
  ...sourcingFaults,
  ...returnFaults,
  ...invoiceFaults,
  ...editFaults,
  ...approvalFaults,
  ...promotionFaults,
  ...taxFaults,
  ...cardFaults,
  ...bankFaults,
  ...moneyAndStockFaults,
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

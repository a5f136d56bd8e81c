/** The accounts: every entry is balanced, days tie, the file has the form the law gives it; reports go by the periods of the regime. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import type { Day } from '#base/time';
import { askInvoice } from '#invoicing';
import { payOrder, placeOrder, shipOrder } from '#orders';
import { bookReceipt, carryOut, carryOutRefunds, receivableAccount } from '#payments';
import { giveKindness } from '#returns';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, stock, tillDraft, webDraft } from '../../test/support/orders.ts';
import { testCustomer } from '../../test/support/shop.ts';
import { dayTotals, entriesOf, type Sale, type Tender } from './book.ts';
import { fecColumns, fecName, fecOf } from './fec.ts';
import { defaultProfile } from './profile.ts';
import { periodOf, reportOf } from './reports.ts';
import { bookOf, keepReport, reportsOf } from './tell.ts';

const { accounts } = defaultProfile;
const anyDay = fc.integer({ min: 1, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, '0')}` as Day);
const anySale = fc.record({
  day: anyDay,
  told: fc.constantFrom('total' as const, 'document' as const),
  kind: fc.constantFrom('sale' as const, 'return' as const, 'deposit' as const),
  ref: fc.constantFrom('web', 'till', 'F2026-000001'),
  orderId: fc.constant('ord_1'),
  customer: fc.constant(null),
  groups: fc.array(
    fc.record({
      rate: fc.constantFrom(200_000, 55_000, 0),
      netMinor: fc.integer({ min: -9_999, max: 99_999 }),
      taxMinor: fc.integer({ min: 0, max: 999 }),
      outside: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
const anyTender = fc.record({
  day: anyDay,
  account: fc.constantFrom('psp:pretend', 'drawer:dev_1', 'bank', 'vouchers', 'exchanges'),
  minor: fc.integer({ min: -9_999, max: 99_999 }),
});

test('whatever was sold and paid: each entry is balanced, and on each day sales − returns = tenders + receivables', () => {
  fc.assert(
    fc.property(
      fc.array(anySale, { maxLength: 40 }),
      fc.array(anyTender, { maxLength: 40 }),
      (sales: Sale[], tenders: Tender[]) => {
        const entries = entriesOf(sales, tenders, accounts);
        for (const { lines } of entries)
          assert.equal(
            lines.reduce((sum, one) => sum + one.debitMinor - one.creditMinor, 0),
            0,
          );
        const sold = sales
          .flatMap((sale) => sale.groups)
          .reduce((sum, group) => sum + group.netMinor + group.taxMinor, 0);
        const paid = tenders.reduce((sum, one) => sum + one.minor, 0);
        const days = dayTotals(entries, accounts);
        for (const day of days) assert.equal(day.salesMinor - day.returnsMinor, day.tendersMinor + day.receivableMinor);
        assert.equal(
          days.reduce((sum, day) => sum + day.salesMinor - day.returnsMinor, 0),
          sold,
        );
        assert.equal(
          days.reduce((sum, day) => sum + day.tendersMinor, 0),
          paid,
        );
      },
    ),
  );
});

test('the file has 18 columns, tabs, a comma in amounts, and a name that says whose and until when', () => {
  const sale: Sale = {
    ...{ day: '2026-11-20' as Day, told: 'total', kind: 'sale', ref: 'web', orderId: 'ord_1', customer: null },
    groups: [{ rate: 200_000, netMinor: 10_005, taxMinor: 2_001, outside: false }],
  };
  const text = fecOf(
    entriesOf([sale], [{ day: sale.day, account: 'psp:pretend', minor: 12_006 }], accounts),
    '2026-11-30' as Day,
  );
  const [head = '', ...rows] = text.slice(0, -2).split('\r\n');
  assert.deepEqual(head.split('\t'), [...fecColumns]);
  assert.equal(rows.length, 5);
  for (const row of rows) assert.equal(row.split('\t').length, 18);
  assert.ok(
    rows.some((row) => row.includes('\t707000\t') && row.includes('\t0,00\t100,05\t')),
    text,
  );
  assert.equal(fecName('732829320', '2026-11-30' as Day), '732829320FEC20261130.txt');
});

test('periods: ten days, a month, two months; the end of a month is its own', () => {
  const of = (regime: Parameters<typeof periodOf>[0], day: string) =>
    Object.values(periodOf(regime, day as Day)).join(' ');
  assert.equal(of('monthly', '2026-02-10'), '2026-02-01 2026-02-10 2026-02-20');
  assert.equal(of('monthly', '2026-02-28'), '2026-02-21 2026-02-28 2026-03-10');
  assert.equal(of('monthly', '2026-12-31'), '2026-12-21 2026-12-31 2027-01-10');
  assert.equal(of('quarterly', '2026-12-05'), '2026-12-01 2026-12-31 2027-01-10');
  assert.equal(of('exempt', '2026-12-05'), '2026-11-01 2026-12-31 2027-01-25');
});

test('over real orders the accounts of customers are what the orders leave open; a late sale is told as a next version of its period', async (t) => {
  const database = await testDatabase(t, { max: 6 });
  const shop = await marketTown(database);
  const [a = ''] = shop.skuIds;
  await stock(database, shop, a, 50);
  const by = { actor: 'test' };
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) {
    const draft = webDraft(shop, [[a, i + 1]], i === 3 ? 'promise' : 'card');
    unwrap(await placeOrder(database, draft));
    if (i < 3)
      await payOrder(database, {
        orderId: draft.orderId,
        paymentId: draft.payments[0]?.paymentId ?? '',
        card: 'tok_ok',
        actor: 'test',
      });
    ids.push(draft.orderId);
  }
  await carryOut(database);
  for (const orderId of ids) await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  await database.transaction(by, (tx) =>
    giveKindness(tx, {
      returnId: newId('ret'),
      dueId: newId('due'),
      orderId: ids[0] ?? '',
      lines: [],
      goodwillMinor: 200,
      note: 'x',
    }),
  );
  await carryOutRefunds(database);
  await database.transaction(by, (tx) => askInvoice(tx, { orderId: ids[1] ?? '', atOnce: false }));
  const [entity] = await database.query<{ entityId: string }>(sql`SELECT entity_id AS "entityId" FROM org.entity`);
  const entityId = entity?.entityId ?? '';
  const [from, to] = ['2020-01-01' as Day, '2090-01-01' as Day];
  const { days } = await bookOf(database, entityId, from, to);
  const [left] = await database.query<{ minor: number; sold: number }>(sql`
    SELECT sum(o.gross_minor)::bigint AS sold, (sum(o.gross_minor) - (SELECT sum(entitled_minor) FROM returns.due)
      - (SELECT sum(captured_minor - refunded_minor) FROM payments.payment))::bigint AS minor FROM orders.order o`);
  assert.equal(
    days.reduce((sum, day) => sum + day.salesMinor, 0),
    left?.sold,
  );
  assert.equal(
    days.reduce((sum, day) => sum + day.receivableMinor, 0),
    left?.minor,
  );
  await database.query(
    sql`INSERT INTO invoicing.profile (entity_id, content, changed_at) VALUES (${entityId}, '{}', now())`,
  );
  const period = { from: '2026-11-01' as Day, to: '2026-11-10' as Day, dueBy: '2026-11-20' as Day };
  const sale = (netMinor: number): Sale => ({
    ...{ day: period.from, told: 'total', kind: 'sale', ref: 'web', orderId: 'ord_1', customer: null },
    groups: [{ rate: 200_000, netMinor, taxMinor: netMinor / 5, outside: false }],
  });
  const keep = (sales: Sale[]) =>
    database.transaction(by, (tx) => keepReport(tx, entityId, reportOf(period, sales, [], 'goods')));
  assert.deepEqual(
    [await keep([sale(1_000)]), await keep([sale(1_000)]), await keep([sale(1_000), sale(500)])],
    [true, false, true],
  );
  assert.deepEqual(
    (await reportsOf(database, entityId)).map((one) => [one.version, one.report.transactions[0]?.netMinor]),
    [
      [2, 1_500],
      [1, 1_000],
    ],
  );
});

test('what a company buys on account is owed and no money; what it pays is in the bank and owed no more', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 10);
  const by = { actor: 'test' };
  const { companyId } = await testCompany(database, { terms: { days: 30, endOfMonth: false, limitMinor: 9_000 } });
  const { customerId } = await testCustomer(database, 'Ada');
  await joinCompany(database, companyId, customerId);
  const draft = tillDraft(shop, [[skuId, 3]]);
  const payment = { paymentId: newId('pay'), method: 'account', provider: 'on-account' } as const;
  const accountId = receivableAccount(companyId);
  unwrap(await placeOrder(database, { ...draft, companyId, customerId, payments: [{ ...payment, accountId }] }));
  const [entity] = await database.query<{ entityId: string }>(sql`SELECT entity_id AS "entityId" FROM org.entity`);
  const money = async (): Promise<number[]> => {
    const { entries } = await bookOf(database, entity?.entityId ?? '', '2020-01-01' as Day, '2090-01-01' as Day);
    const lines = entries.filter(({ journal }) => journal !== 'VE').flatMap((entry) => entry.lines);
    const on = (account: string): number =>
      lines.reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);
    return [on(accounts.bank), on(accounts.customers)];
  };
  assert.deepEqual(await money(), [0, 0], 'nothing was paid');
  const receipt = { receiptId: newId('rcp'), companyId, minor: 1_200, currency: 'EUR', reference: 'x' };
  await database.transaction(by, (tx) => bookReceipt(tx, { ...receipt, receivedOn: '2026-11-22' as Day }));
  assert.deepEqual(await money(), [1_200, -1_200]);
});

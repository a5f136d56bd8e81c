/** Bought on account: two orders at once do not pass a company's limit, and what it owes is what its purchases leave open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { dayIn, clock } from '#base/time';
import { placeOrder, type OrderDraft } from '#orders';
import {
  agedReceivables,
  bookReceipt,
  openRefunds,
  receivableAccount,
  receivablesOf,
  remindCompany,
  statementOf,
} from '#payments';
import { joinCompany, testCompany } from '../support/buyers.ts';
import { testDatabase } from '../support/database.ts';
import { marketTown, secondProcess, sound, stock, tillDraft } from '../support/orders.ts';
import { testCustomer } from '../support/shop.ts';

const by = { actor: 'test' };
const onAccount = (draft: OrderDraft, companyId: string, customerId: string): OrderDraft => ({
  ...draft,
  ...{ companyId, customerId },
  payments: [
    { paymentId: newId('pay'), method: 'account', provider: 'on-account', accountId: receivableAccount(companyId) },
  ],
});

test('forty orders at once stay within the limit; receipts, refunds and reminders tie', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 100);
  const terms = { days: 30, endOfMonth: false, limitMinor: 7_500 };
  const { companyId } = await testCompany(database, { terms });
  const { customerId } = await testCustomer(database, 'Ada');
  await joinCompany(database, companyId, customerId);
  const draft = () => onAccount(tillDraft(shop, [[skuId, 1]]), companyId, customerId);
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, i) => placeOrder(i % 2 === 0 ? other : database, draft())),
  );
  assert.equal(outcomes.filter((one) => one.ok).length, 7, 'seven of 10.00 fit into 75.00');
  assert.deepEqual(
    new Set(outcomes.flatMap((one) => (one.ok ? [] : [one.refusal.code]))),
    new Set(['payments.over_limit']),
  );
  const today = dayIn(clock(), 'Europe/Paris');
  const receipt = {
    receiptId: newId('rcp'),
    companyId,
    minor: 2_500,
    currency: 'EUR',
    receivedOn: today,
    reference: 'x',
  };
  await Promise.all([database, other, database].map((one) => one.transaction(by, (tx) => bookReceipt(tx, receipt))));
  const open = await receivablesOf(database, companyId, true);
  assert.equal(
    open.reduce((sum, one) => sum + one.openMinor, 0),
    4_500,
    'booked once, the oldest first',
  );
  await assert.rejects(
    database.transaction(by, (tx) => bookReceipt(tx, { ...receipt, receiptId: newId('rcp'), minor: 4_501 })),
    { code: 'payments.receipt_too_much' },
  );
  const last = open.at(-1);
  assert.ok(last);
  const refund = { refundId: newId('rfd'), paymentId: last.paymentId, minor: 1_000, currency: 'EUR', reason: 'back' };
  unwrap((await database.transaction(by, (tx) => openRefunds(tx, [refund])))[0] ?? assert.fail());
  assert.equal((await statementOf(database, companyId)).credit.openMinor, 3_500);
  assert.ok(unwrap(await placeOrder(database, draft())), 'there is room again');
  await sound(database);

  await database.query(
    sql`UPDATE payments.receivable SET due_on = ${today}::date - 35 WHERE payment_id = ${open[1]?.paymentId}`,
  );
  const late = unwrapCode(await placeOrder(database, draft()));
  assert.equal(late, 'payments.company_overdue');
  assert.deepEqual((await statementOf(database, companyId)).bars, ['company_overdue'], 'and the office can say why');
  const [row] = await agedReceivables(database, { late: true, limit: 10 });
  assert.deepEqual([row?.lateDays, row?.remind, row?.byAge.to60], [35, 1, open[1]?.openMinor]);
  const reminderId = newId('rmd');
  for (let twice = 0; twice < 2; twice++)
    await database.transaction(by, (tx) => remindCompany(tx, { reminderId, companyId }));
  const { reminders } = await statementOf(database, companyId);
  assert.deepEqual(
    reminders.map(({ level }) => level),
    [1],
  );
  const told = await database.query(sql`SELECT 1 FROM journal.event WHERE type = 'payments.reminded'`);
  assert.equal(told.length, 1, 'told once');
  await sound(database);
});

test('nobody buys on the account of a company without terms, that is blocked, or that is another', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 10);
  const none = await testCompany(database);
  const good = await testCompany(database, {
    ...{ siren: null, vatNumber: null },
    terms: { days: 30, endOfMonth: true, limitMinor: null },
  });
  const { customerId } = await testCustomer(database, 'Ada');
  for (const { companyId } of [none, good]) await joinCompany(database, companyId, customerId);
  const draft = onAccount(tillDraft(shop, [[skuId, 1]]), none.companyId, customerId);
  assert.equal(unwrapCode(await placeOrder(database, draft)), 'payments.no_terms');
  const others = { ...onAccount(tillDraft(shop, [[skuId, 1]]), good.companyId, customerId), companyId: none.companyId };
  assert.equal(unwrapCode(await placeOrder(database, others)), 'payments.no_terms');
  unwrap(await placeOrder(database, onAccount(tillDraft(shop, [[skuId, 1]]), good.companyId, customerId)));
  await sound(database);
});

function unwrapCode(outcome: Awaited<ReturnType<typeof placeOrder>>): string {
  return outcome.ok ? 'placed' : outcome.refusal.code;
}

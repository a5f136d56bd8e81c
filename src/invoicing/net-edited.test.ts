/** A company's order priced without VAT that is changed: its documents say the VAT of the net, and take back what they said before, to the cent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { askInvoice, workTasks } from '#invoicing';
import { editOrder, findOrder, placeOrder, shipOrder, type OrderEdit } from '#orders';
import { setPrices } from '#pricing';
import { setBasis } from '#tax';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { testDatabase } from '../../test/support/database.ts';
import { normErrors, rulesAt } from '../../test/support/invoices.ts';
import { marketTown, sound, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { testCustomer } from '../../test/support/shop.ts';
import { ordersModule } from '../orders/module.ts';
import { wrongSums, type Content } from './model.ts';
import { invoicingModule } from './module.ts';

test('an order without VAT in its prices, invoiced, changed and sent: every document bears the VAT of its net', async (t) => {
  const database = await testDatabase(t, { max: 6 });
  const by = { actor: 'test' };
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 20);
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  const prices = [a, b].map((skuId) => ({ skuId, minor: 838 }));
  await database.transaction(by, (tx) => setPrices(tx, { listId: shop.listId, prices }));
  await database.transaction(by, (tx) => setBasis(tx, { channelId: shop.channels.web, basis: 'net' }));
  const { companyId } = await testCompany(database, {});
  const { customerId } = await testCustomer(database, 'Ada');
  await joinCompany(database, companyId, customerId);
  const plain = webDraft(shop, [
    [a, 1],
    [b, 2],
  ]);
  const { orderId } = plain;
  const lines = plain.lines.map((line) => ({ ...line, unitMinor: 838 }));
  unwrap(await placeOrder(database, { ...plain, lines, companyId, customerId }));
  await database.transaction(by, (tx) => askInvoice(tx, { orderId, atOnce: true }));
  const goOn = async (): Promise<Content[]> => {
    const all = [ordersModule, invoicingModule].flatMap((module) => module.reactions ?? []);
    await react(database, all);
    await workTasks(database);
    const rows = await database.query<{ content: string }>(
      sql`SELECT content FROM invoicing.document WHERE order_id = ${orderId} ORDER BY issued_at, sequence`,
    );
    return rows.map(({ content }) => JSON.parse(content) as Content);
  };
  const check = async (issued: readonly Content[]): Promise<void> => {
    const order = await findOrder(database, orderId);
    const last = issued.findLast(({ kind }) => kind === 'invoice');
    assert.deepEqual(
      [last?.totals.grossMinor, last?.totals.netMinor, last?.totals.taxMinor],
      [order?.totals.gross.minor, order?.totals.net.minor, order?.totals.tax.minor],
    );
    for (const { rate, net, tax } of order?.taxGroups ?? [])
      assert.equal(tax.minor, Math.round((net.minor * rate) / 1_000_000));
    for (const one of issued) {
      assert.deepEqual(wrongSums(one), []);
      if (rulesAt !== undefined) assert.deepEqual(normErrors(one), []);
    }
    await sound(database);
  };
  await check(await goOn());
  const change = (edit: OrderEdit) =>
    editOrder(database, { orderId, editId: newId('edt'), edit, why: 'asked', by: 'staff', kind: 'edited' }, 'test');
  await change({ lines: [{ lineNo: 2, quantity: 1 }] });
  const [first, back, second, ...none] = await goOn();
  assert.ok(first && back && second && none.length === 0);
  assert.deepEqual([first.kind, back.kind, second.kind], ['invoice', 'credit_note', 'invoice']);
  assert.deepEqual(back.groups, first.groups, 'what was said is taken back as it was said');
  await check([first, back, second]);
  await change({ add: [{ skuId: a, quantity: 4 }] });
  await goOn();
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  const all = await goOn();
  const sum = (pick: (one: Content) => number): number =>
    all.reduce((minor, one) => minor + (one.kind === 'invoice' ? 1 : -1) * pick(one), 0);
  const order = await findOrder(database, orderId);
  assert.deepEqual(
    [
      sum(({ totals }) => totals.netMinor),
      sum(({ totals }) => totals.taxMinor),
      sum(({ totals }) => totals.grossMinor),
    ],
    [order?.totals.net.minor, order?.totals.tax.minor, order?.totals.gross.minor],
  );
  for (const one of all) assert.deepEqual(wrongSums(one), []);
  await sound(database);
});

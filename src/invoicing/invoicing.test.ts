/** Documents of real orders: what is issued when, what is taken back, what can never be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, unwrap } from '#base/refusal';
import { askInvoice, reverseInvoice, settleOrderDocuments, workTasks } from '#invoicing';
import { cancelOrder, editOrder, payOrder, placeOrder, shipOrder, shipUnits } from '#orders';
import { carryOut } from '#payments';
import { giveKindness } from '#returns';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, sound, stock, webDraft, type Market } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { invoicingModule } from './module.ts';
import { wrongSums, type Content } from './model.ts';

type Town = { database: Database; shop: Market; a: string; b: string };

async function town(t: Parameters<typeof testDatabase>[0]): Promise<Town> {
  const database = await testDatabase(t, { max: 6 });
  const shop = await marketTown(database);
  const [a = '', b = ''] = shop.skuIds;
  for (const skuId of [a, b]) await stock(database, shop, skuId, 50);
  return { database, shop, a, b };
}

async function bought({ database, shop }: Town, lines: [string, number][]): Promise<string> {
  const draft = webDraft(shop, lines, 'card');
  unwrap(await placeOrder(database, draft));
  const paymentId = draft.payments[0]?.paymentId ?? '';
  await payOrder(database, { orderId: draft.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  await carryOut(database);
  return draft.orderId;
}

const by = { actor: 'test' };
const ask = ({ database }: Town, orderId: string, atOnce = false) =>
  database.transaction(by, (tx) => askInvoice(tx, { orderId, atOnce }));
const ship = ({ database }: Town, orderId: string) => database.transaction(by, (tx) => shipOrder(tx, { orderId }));
async function look(place: Town): Promise<void> {
  await react(place.database, invoicingModule.reactions ?? []);
  await workTasks(place.database);
}
async function papers({ database }: Town, orderId: string): Promise<(Content & { documentId: string })[]> {
  const rows = await database.query<{ documentId: string; content: string }>(sql`
    SELECT document_id AS "documentId", content FROM invoicing.document WHERE order_id = ${orderId} ORDER BY issued_at, kind, sequence`);
  return rows.map(({ documentId, content }) => ({ documentId, ...(JSON.parse(content) as Content) }));
}
const policy = ({ database, shop }: Town, content: object) =>
  database.query(sql`
    INSERT INTO invoicing.profile (entity_id, content, changed_at)
    SELECT entity_id, ${JSON.stringify(content)}::jsonb, now() FROM org.site WHERE site_id = ${shop.siteId}`);
const codeOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

test('nobody asked: a person who bought gets a receipt and no invoice', async (t) => {
  const place = await town(t);
  const orderId = await bought(place, [[place.a, 2]]);
  await ship(place, orderId);
  await look(place);
  assert.deepEqual(await papers(place, orderId), []);
});

test('one that was asked for is made when all has left, once, for what was paid', async (t) => {
  const place = await town(t);
  const orderId = await bought(place, [
    [place.a, 2],
    [place.b, 1],
  ]);
  assert.deepEqual(await ask(place, orderId), []);
  await ship(place, orderId);
  for (let i = 0; i < 3; i++) await look(place);
  await place.database.transaction(by, (tx) => settleOrderDocuments(tx, orderId));
  const [invoice, ...more] = await papers(place, orderId);
  assert.deepEqual(more, []);
  assert.ok(invoice);
  assert.equal(invoice.process, 'B2');
  assert.equal(invoice.totals.grossMinor, 3_001 + 490);
  assert.equal(invoice.totals.dueMinor, 0);
  assert.deepEqual(wrongSums(invoice), []);
  assert.match(invoice.number, /^F\d{4}-000001$/);
  await sound(place.database);
});

test('goodwill afterwards is a credit note that cites the invoice and its day; an order without an invoice has none', async (t) => {
  const place = await town(t);
  const [orderId, other] = [await bought(place, [[place.a, 1]]), await bought(place, [[place.a, 1]])];
  for (const id of [orderId, other]) await ship(place, id);
  await ask(place, orderId);
  for (const id of [orderId, other])
    await place.database.transaction(by, (tx) =>
      giveKindness(tx, {
        returnId: newId('ret'),
        dueId: newId('due'),
        orderId: id,
        lines: [],
        goodwillMinor: 300,
        note: 'late',
      }),
    );
  await look(place);
  assert.deepEqual(await papers(place, other), []);
  const [credit, invoice] = (await papers(place, orderId)).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  assert.equal(credit?.kind, 'credit_note');
  assert.equal(credit.totals.grossMinor, 300);
  assert.deepEqual(credit.prior, [{ documentId: invoice?.documentId, number: invoice?.number, day: invoice?.day }]);
  await sound(place.database);
});

test('changed after it was invoiced: a credit note of all of it and a new invoice; what was issued stays as it was', async (t) => {
  const place = await town(t);
  const orderId = await bought(place, [[place.a, 3]]);
  await ask(place, orderId, true);
  const [before] = await papers(place, orderId);
  await editOrder(
    place.database,
    {
      orderId,
      editId: newId('edt'),
      edit: { lines: [{ lineNo: 1, quantity: 1 }] },
      why: 'x',
      by: 'staff',
      kind: 'edited',
    },
    'test',
  );
  await look(place);
  const all = await papers(place, orderId);
  assert.deepEqual(all.map((one) => one.kind).toSorted(), ['credit_note', 'invoice', 'invoice']);
  assert.deepEqual(
    all.find((one) => one.documentId === before?.documentId),
    before,
  );
  const latest = all.find((one) => one.kind === 'invoice' && one.documentId !== before?.documentId);
  assert.equal(latest?.totals.grossMinor, 1_000 + 490);
  assert.equal(all.find((one) => one.kind === 'credit_note')?.totals.grossMinor, 3_000 + 490);
  await sound(place.database);
});

test('a cancelled order takes its invoice back', async (t) => {
  const place = await town(t);
  const orderId = await bought(place, [[place.a, 1]]);
  await ask(place, orderId, true);
  await place.database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
  await look(place);
  assert.deepEqual((await papers(place, orderId)).map((one) => one.kind).toSorted(), ['credit_note', 'invoice']);
  await sound(place.database);
});

test('by shipment: each part has its invoice, and together they are the order, to the cent', async (t) => {
  const place = await town(t);
  await policy(place, { policy: { moment: 'shipment', consumers: 'always' } });
  const orderId = await bought(place, [[place.a, 5]]);
  for (const quantity of [2, 2, 1]) {
    await place.database.transaction(by, (tx) =>
      shipUnits(tx, { orderId, units: [{ lineNo: 1, siteId: place.shop.siteId, quantity }] }),
    );
    await look(place);
  }
  const all = await papers(place, orderId);
  assert.deepEqual(
    all.map((one) => one.lines[0]?.quantity),
    [2, 2, 1],
  );
  const [order] = await place.database.query<{ gross: number; net: number }>(
    sql`SELECT gross_minor AS gross, net_minor AS net FROM orders.order WHERE order_id = ${orderId}`,
  );
  assert.equal(
    all.reduce((sum, one) => sum + one.totals.grossMinor, 0),
    order?.gross,
  );
  assert.equal(
    all.reduce((sum, one) => sum + one.totals.netMinor, 0),
    order?.net,
  );
  assert.equal(all.filter((one) => one.extras.length > 0).length, 1, 'carriage once');
  await sound(place.database);
});

test('taken back by hand, none is made again until one is asked for; in another name it is another', async (t) => {
  const place = await town(t);
  const orderId = await bought(place, [[place.a, 1]]);
  await ship(place, orderId);
  const [first] = await ask(place, orderId);
  const back = (id: string) => place.database.transaction(by, (tx) => reverseInvoice(tx, id, 'Mauvais nom'));
  assert.equal((await back(first?.documentId ?? '')).length, 1);
  assert.equal(await codeOf(back(first?.documentId ?? '')), 'invoicing.nothing_due');
  assert.equal(await codeOf(back(newId('doc'))), 'invoicing.unknown');
  await look(place);
  assert.equal((await papers(place, orderId)).length, 2);
  const address = { name: 'Rey', line1: '3 quai', postcode: '69001', city: 'Lyon', country: 'FR' };
  const buyer = { companyId: 'com_x', name: 'Atelier Rey', siren: null, vatNumber: null, address };
  await place.database.transaction(by, (tx) => askInvoice(tx, { orderId, atOnce: false, buyer }));
  const all = await papers(place, orderId);
  assert.equal(all.length, 3);
  assert.equal(all.filter((one) => one.buyer.name === 'Atelier Rey').length, 1);
  await place.database.transaction(by, (tx) =>
    askInvoice(tx, { orderId, atOnce: false, buyer: { ...buyer, name: 'Rey SAS' } }),
  );
  const kinds = (await papers(place, orderId)).map((one) => `${one.kind} ${one.buyer.name}`);
  assert.ok(kinds.includes('credit_note Atelier Rey') && kinds.includes('invoice Rey SAS'), kinds.join());
  await sound(place.database);
});

test('a document is never changed, and what is rolled back took no number', async (t) => {
  const place = await town(t);
  const ids = [await bought(place, [[place.a, 1]]), await bought(place, [[place.a, 1]])];
  for (const id of ids) await ship(place, id);
  await ask(place, ids[0] ?? '');
  await assert.rejects(place.database.query(sql`UPDATE invoicing.document SET buyer_name = 'x'`), /never changed/);
  await assert.rejects(place.database.query(sql`DELETE FROM invoicing.document`), /never changed/);
  await assert.rejects(
    place.database.transaction(by, async (tx) => {
      await askInvoice(tx, { orderId: ids[1] ?? '', atOnce: false });
      throw new Error('lost');
    }),
    /lost/,
  );
  const [second] = await ask(place, ids[1] ?? '');
  assert.match(second?.number ?? '', /-000002$/);
  await sound(place.database);
});

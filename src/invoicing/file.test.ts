/** Invoices between companies on their way to the platform: sent once, whatever is lost, and what it says comes back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { unwrap } from '#base/refusal';
import { askInvoice } from '#invoicing';
import { placeOrder, shipOrder } from '#orders';
import { company } from '../../test/support/invoices.ts';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, sound, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { fileDocuments } from './file.ts';
import { invoicingModule } from './module.ts';

test('a lost answer is asked again under the same id: one deposit; the status stands on the document, each fact told once', async (t) => {
  const database = await testDatabase(t, { max: 6 });
  const shop = await marketTown(database);
  const [a = ''] = shop.skuIds;
  await stock(database, shop, a, 5);
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  await database.query(sql`
    INSERT INTO invoicing.profile (entity_id, content, changed_at) SELECT entity_id, '{"platform": "pretend"}', now() FROM org.entity`);
  const draft = webDraft(shop, [[a, 1]]);
  const { orderId } = draft;
  unwrap(await placeOrder(database, draft));
  const [receipt] = await database.transaction({ actor: 'test' }, async (tx) => {
    await shipOrder(tx, { orderId });
    return askInvoice(tx, { orderId, atOnce: false, buyer: company });
  });
  const person = webDraft(shop, [[a, 1]]);
  unwrap(await placeOrder(database, person));
  await database.transaction({ actor: 'test' }, (tx) => askInvoice(tx, { orderId: person.orderId, atOnce: true }));
  await react(
    database,
    (invoicingModule.reactions ?? []).filter((one) => one.name === 'invoicing.filing'),
  );
  const filings = await database.query<{ id: string }>(sql`SELECT document_id AS id FROM invoicing.filing`);
  assert.deepEqual(
    filings.map((one) => one.id),
    [receipt?.documentId],
    'a person’s invoice goes to no platform',
  );
  await fileDocuments(database);
  // The answer was lost, and the worker began anew.
  await database.query(sql`UPDATE invoicing.filing SET state = 'asked', external_id = NULL, due_at = now()`);
  await database.query(sql`UPDATE pretend_platform.status SET tell_at = now() WHERE tell_at > now()`);
  for (let i = 0; i < 3; i++) {
    await database.query(sql`UPDATE invoicing.filing SET due_at = now()`);
    await fileDocuments(database);
  }
  const [{ deposits } = { deposits: 0 }] = await database.query<{ deposits: number }>(
    sql`SELECT count(*)::int AS deposits FROM pretend_platform.deposit`,
  );
  assert.equal(deposits, 1);
  const statuses = await database.query<{ code: number }>(sql`SELECT code FROM invoicing.status ORDER BY at, code`);
  assert.deepEqual(
    statuses.map((one) => one.code),
    [200, 205],
  );
  const [filing] = await database.query<{ state: string; code: number }>(sql`SELECT state, code FROM invoicing.filing`);
  assert.deepEqual(filing, { state: 'sent', code: 205 });
  const told = await database.query(sql`SELECT 1 FROM journal.event WHERE type = 'invoicing.status'`);
  assert.equal(told.length, 2);
  await sound(database);
});

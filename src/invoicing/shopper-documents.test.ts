/** The documents in a shopper's account: their own, those of a company for who approves its orders, and nobody else's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { shipUnits } from '#orders';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { add, device, headers, signedIn, town } from '../../test/support/carts.ts';
import { react } from '../../test/support/react.ts';
import { modules } from '../modules.ts';
import { askInvoice, workTasks } from './index.ts';

const by = { actor: 'test' };
const reactions = modules
  .flatMap((module) => module.reactions ?? [])
  .filter(({ name }) => name.startsWith('invoicing.') || name === 'notifications.documents');

test('documents are listed page by page, had as PDF and by mail, by whose they are', async (t) => {
  const here = await town(t, { stock: 100 });
  const { app, shop } = here;
  const { database } = app;
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  const [ada, bea, eve] = [await signedIn(here, 'Ada'), await signedIn(here, 'Bea'), await signedIn(here, 'Eve')];
  const { companyId } = await testCompany(database);
  await joinCompany(database, companyId, ada.customerId);
  await joinCompany(database, companyId, bea.customerId, { role: 'approver' });
  await joinCompany(database, companyId, eve.customerId);

  const buy = async (): Promise<string> => {
    const at = await device(here, 'web', ada.person);
    await add(here, at, shop.skuIds[0] ?? '', 1);
    const orderId = newId('ord');
    const placed = await app.call('POST', `/api/carts/${at.cartId}/checkout`, {
      as: ada.person,
      headers: headers(at),
      body: {
        ...{ orderId, contact: { name: 'Ada', email: 'ada@exemple.test' } },
        delivery: { method: 'pickup', siteId: shop.siteId },
        payment: { method: 'promise', paymentId: newId('pay') },
      },
    });
    assert.equal(placed.status, 201, placed.text);
    await database.transaction(by, (tx) =>
      shipUnits(tx, { orderId, units: [{ lineNo: 1, siteId: shop.siteId, quantity: 1 }] }),
    );
    await database.transaction(by, (tx) => askInvoice(tx, { orderId, atOnce: false }));
    return orderId;
  };
  for (let i = 0; i < 3; i++) await buy();
  await react(database, reactions);
  await workTasks(database);
  await react(database, reactions);

  const list = (who: typeof ada, query = '') => app.call('GET', `/api/shopper/documents${query}`, { as: who.person });
  const whole = await list(ada);
  assert.equal(whole.status, 200, whole.text);
  assert.deepEqual(
    whole.body.items.map((one: { kind: string }) => one.kind),
    ['invoice', 'invoice', 'invoice'],
  );
  const paged: string[] = [];
  for (let after = ''; ;) {
    const page = await list(ada, `?limit=1${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    paged.push(...page.body.items.map((one: { documentId: string }) => one.documentId));
    if (!page.body.next || page.body.items.length === 0) break;
    after = page.body.next;
  }
  assert.deepEqual(
    paged,
    whole.body.items.map((one: { documentId: string }) => one.documentId),
  );
  assert.equal((await list(ada, '?kind=credit_note')).body.items.length, 0);
  assert.equal((await list(ada, '?after=zzz')).status, 400);

  // Who approves its orders sees what its buyers bought for the company; who only buys for it does not.
  assert.deepEqual([(await list(bea)).body.items.length, (await list(eve)).body.items.length], [3, 0]);
  const documentId = paged[0] ?? '';
  const file = (who: typeof ada) => app.call('GET', `/api/shopper/documents/${documentId}/pdf`, { as: who.person });
  assert.deepEqual([(await file(ada)).status, (await file(bea)).status, (await file(eve)).status], [200, 200, 404]);
  assert.match((await file(ada)).text, /^%PDF-/);
  assert.equal((await app.call('GET', `/api/shopper/documents/${documentId}/pdf`)).status, 401);

  const mail = (who: typeof ada) =>
    app.call('POST', `/api/shopper/documents/${documentId}/mail`, { as: who.person, body: {} });
  assert.equal((await mail(eve)).status, 404);
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push((await mail(ada)).status);
  assert.deepEqual(answers, [202, 202, 202, 429], 'a letter is not a way to fill a mailbox');
  await react(database, reactions);
  const queued = await database.query<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM notifications.message WHERE kind = 'document' AND subject_id LIKE ${`${documentId}%`}`,
  );
  assert.equal(queued[0]?.count, 3);
});

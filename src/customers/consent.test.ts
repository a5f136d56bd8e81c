import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { timeline } from '#base/journal';
import { consenting, registerCustomer } from '#customers';
import { testApp } from '../../test/support/app.ts';

test('consents and the wish to be forgotten', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const customers: string[] = [];
  for (const name of ['Maud', 'Jean']) {
    const customerId = newId('cus');
    const email = `${name.toLowerCase()}@halle.test`;
    await database.transaction({ actor: 'test' }, (tx) =>
      registerCustomer(tx, { customerId, name, email, phone: null, language: 'fr', country: 'FR' }),
    );
    customers.push(customerId);
  }
  const [maud = '', jean = ''] = customers;
  const as = await app.shopper(maud);
  const say = (granted: boolean, more: object = {}) =>
    app.call('POST', '/api/shop/consents', {
      as,
      body: { consentId: newId('con'), purpose: 'newsletter', granted, wording: 1, ...more },
    });

  await t.test('nobody agrees by silence', async () => {
    assert.deepEqual((await app.call('GET', '/api/shop/consents', { as })).body.items, []);
    assert.equal((await consenting(database, customers, 'newsletter')).size, 0);
  });

  await t.test('said for one purpose, kept with its wording and time; taken back as easily', async () => {
    const given = await say(true);
    assert.equal(given.status, 201, given.text);
    assert.deepEqual([...(await consenting(database, customers, 'newsletter'))], [maud]);
    assert.equal((await consenting(database, customers, 'suggestions')).size, 0, 'one purpose is not another');
    await say(true); // the same again says nothing new
    await say(false);
    assert.equal((await consenting(database, customers, 'newsletter')).size, 0);
    const rows = await database.query<{ granted: boolean }>(
      sql`SELECT granted FROM customers.consent WHERE customer_id = ${maud} ORDER BY at, consent_id`,
    );
    assert.deepEqual(
      rows.map((row) => row.granted),
      [true, false],
      'what was said stays as proof',
    );
    const told = (await timeline(database, maud)).map((event) => event.type);
    assert.ok(told.includes('customers.consent_given') && told.includes('customers.consent_withdrawn'));
  });

  await t.test('an id is spent once, and unknown purposes are refused', async () => {
    const consentId = newId('con');
    assert.equal((await say(true, { consentId })).status, 201);
    assert.equal((await say(false, { consentId })).body.code, 'request.id_reused');
    assert.equal((await say(true, { purpose: 'everything' })).status, 400);
  });

  await t.test('who asks to be forgotten waits for a person, and may take it back', async () => {
    const clerk = await app.staff('clerk');
    const waiting = async () => (await app.call('GET', '/api/erasures', { as: clerk })).body.items;
    for (let i = 0; i < 2; i++) assert.equal((await app.call('PUT', '/api/shop/erasure', { as })).status, 204);
    assert.equal((await waiting()).length, 1);
    assert.equal((await app.call('DELETE', '/api/shop/erasure', { as })).status, 204);
    assert.equal((await waiting()).length, 0);
    const close = (id: string) => app.call('POST', `/api/customers/${id}/erasure/close`, { as: clerk });
    assert.equal((await close(jean)).body.code, 'customers.no_erasure');
    await app.call('PUT', '/api/shop/erasure', { as });
    assert.equal((await close(maud)).status, 204);
    const seen = await app.call('GET', `/api/customers/${maud}/consents`, { as: clerk });
    assert.equal(seen.body.erasure.state, 'closed');
    assert.equal(seen.body.items[0].granted, true);
  });
});

/** What the house decides about money: who may, what is refused, and that a key is never told again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '#base/db';
import { testApp, type TestApp } from '../../test/support/app.ts';

let app: TestApp;
const undo: (() => unknown)[] = [];
before(async () => {
  app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) });
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

test('an accountant decides, a clerk only sees; a stale decision and half an order of refunds are refused', async () => {
  const [boss, clerk] = [await app.staff('accountant'), await app.staff('clerk')];
  const { body: now } = await app.call('GET', '/api/payments/settings', { as: clerk });
  assert.deepEqual([now.captureOn, now.cardProvider, now.stripe], ['order', 'pretend', null]);
  const { stripe: _none, ...wanted } = now;
  const put = (as: typeof boss, body: object) => app.call('PUT', '/api/payments/settings', { as, body });
  assert.equal((await put(clerk, { ...wanted, captureOn: 'shipment' })).status, 403);
  assert.equal((await put(boss, { ...wanted, captureOn: 'shipment' })).status, 200);
  assert.equal((await put(boss, { ...wanted, captureOn: 'order' })).body.code, 'payments.changed');
  const next = { ...wanted, version: wanted.version + 1 };
  assert.equal((await put(boss, { ...next, refundOrder: ['card', 'card'] })).body.code, 'payments.refund_order');
  assert.equal((await put(boss, { ...next, cardProvider: 'stripe' })).body.code, 'payments.no_key');
});

test('a key is taken, sealed, and only its end is ever told', async () => {
  const boss = await app.staff('accountant');
  const secretKey = 'sk_test_abcdefgh12345678';
  const body = { secretKey, webhookSecret: 'whsec_abcdefgh12345678' };
  assert.equal((await app.call('PUT', '/api/payments/stripe-key', { as: boss, body })).status, 204);
  const told = await app.call('GET', '/api/payments/settings', { as: boss });
  assert.deepEqual(told.body.stripe, { hint: '5678' });
  const kept = await app.database.query(sql`
    SELECT secret AS text FROM payments.provider_secret UNION ALL SELECT secret FROM payments.webhook_secret
    UNION ALL SELECT body::text FROM journal.event`);
  assert.ok(!JSON.stringify(kept).includes('abcdefgh'), 'it rests nowhere readable');
});

/** RELIABILITY, G23: what one person may not do alone waits for another: a price near nothing, a refund beyond a limit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { testApp, type Answer, type Person } from './support/app.ts';
import { testShop } from './support/shop.ts';

test('four eyes over prices and refunds', async (t) => {
  const app = await testApp(t);
  const shop = await testShop(app.database);
  const manager = await app.staff('manager');
  const [skuId = ''] = shop.skuIds;
  const set = (as: Person, minor: number): Promise<Answer> =>
    app.call('PUT', `/api/price-lists/${shop.listId}/prices`, { as, body: { prices: [{ skuId, minor }] } });
  const decide = (as: Person, id: string, approve: boolean): Promise<Answer> =>
    app.call('POST', `/api/approvals/${id}/decide`, { as, body: { approve } });
  const asked = (answer: Answer): string => {
    assert.deepEqual([answer.status, answer.body.code], [403, 'identity.approval_needed'], answer.text);
    return answer.body.detail;
  };
  const told = async (): Promise<string[]> =>
    (
      await app.database.query<{ type: string }>(
        sql`SELECT type FROM journal.event WHERE type LIKE 'identity.appr%' ORDER BY seq`,
      )
    ).map(({ type }) => type);

  await t.test('a house of one goes on, and its journal says so', async () => {
    assert.equal((await set(manager, 1)).status, 200);
    assert.deepEqual(await told(), ['identity.approved_alone']);
    assert.equal((await set(manager, 1_000)).status, 200);
  });

  const owner = await app.staff('owner');
  await t.test('half the price and more is set by one; below, another is asked, once', async () => {
    assert.equal((await set(manager, 500)).status, 200);
    const id = asked(await set(manager, 249));
    assert.equal(asked(await set(manager, 249)), id);
    assert.equal((await decide(manager, id, true)).body.code, 'identity.own_approval');
    assert.equal((await decide(await app.staff('clerk'), id, true)).status, 404);
    assert.equal((await decide(owner, id, true)).status, 200);
    assert.equal((await decide(owner, id, false)).body.code, 'identity.approval_over');
    assert.notEqual(asked(await set(manager, 248)), id, 'good for that very price alone');
    assert.notEqual(asked(await set(owner, 249)), id, 'and for who asked');
    assert.equal((await set(manager, 249)).status, 200);
    assert.equal((await set(manager, 600)).status, 200);
    assert.notEqual(asked(await set(manager, 249)), id, 'good once');
  });

  await t.test('refused is refused, and an old yes is none', async () => {
    const refused = asked(await set(manager, 1));
    assert.equal((await decide(owner, refused, false)).status, 200);
    const again = asked(await set(manager, 1));
    assert.notEqual(again, refused);
    assert.equal((await decide(owner, again, true)).status, 200);
    await app.database.query(
      sql`UPDATE identity.approval SET expires_at = now() - interval '1 s' WHERE approval_id = ${again}`,
    );
    assert.notEqual(asked(await set(manager, 1)), again);
  });

  await t.test('a refund counts with those before it; who agrees may give back as much themselves', async () => {
    const paymentId = newId('pay');
    await app.database.query(sql`
      INSERT INTO payments.payment (payment_id, order_id, method, provider, currency, amount_minor, state, authorised_minor, captured_minor,
        refunded_minor, claimed_at, created_at, updated_at)
      VALUES (${paymentId}, ${newId('ord')}, 'given', 'marketplace', 'EUR', 90000, 'captured', 90000, 90000, 45000, now(), now(), now())`);
    const giveBack = (as: Person, minor: number, refundId = newId('rfd')): Promise<Answer> =>
      app.call('POST', `/api/payments/${paymentId}/refunds`, {
        as,
        body: { refundId, amount: { minor, currency: 'EUR' }, reason: 'kindness' },
      });
    const id = asked(await giveBack(manager, 5_001));
    assert.equal((await decide(await app.staff('agent'), id, true)).status, 403, 'beyond their own limit');
    assert.equal((await decide(owner, id, true)).status, 200);
    const refundId = newId('rfd');
    const done = await giveBack(manager, 5_001, refundId);
    assert.equal(done.status, 201, done.text);
    assert.equal((await giveBack(manager, 5_001, refundId)).status, 201, 'told again');
    const limit = await app.call('PUT', '/api/refund-limits/agent', { as: owner, body: { minor: 100_000 } });
    assert.equal(limit.status, 204);
    assert.equal((await giveBack(await app.staff('agent'), 10_000)).status, 201);
  });
  assert.ok((await told()).includes('identity.approval_given'));
});

/** RELIABILITY, G23: what one person may not do alone waits for another: a price near nothing, a refund beyond a limit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { testApp, type Answer, type Person } from './support/app.ts';
import { putAway, receive, sentOrder } from './support/returns.ts';
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

test('four eyes over what goes back for a return or without goods, and over what goes back to oneself', async (t) => {
  const app = await testApp(t);
  const shop = await testShop(app.database);
  const [owner, agent] = [await app.staff('owner'), await app.staff('agent')];
  const [skuId = ''] = shop.skuIds;
  const limit = await app.call('PUT', '/api/refund-limits/agent', { as: owner, body: { minor: 500 } });
  assert.equal(limit.status, 204);
  const { orderId } = await sentOrder(app.database, shop, [[skuId, 3]]);
  const kindness = (goodwillMinor: number, of = orderId) => ({
    path: `/api/orders/${of}/kindness`,
    body: { returnId: newId('rtn'), dueId: newId('due'), goodwillMinor, note: 'pardon' },
  });
  const give = ({ path, body }: { path: string; body: object }, as = agent): Promise<Answer> =>
    app.call('POST', path, { as, body });
  const asked = (answer: Answer): string => {
    assert.deepEqual([answer.status, answer.body.code], [403, 'identity.approval_needed'], answer.text);
    return answer.body.detail;
  };
  const agree = (id: string, as = owner): Promise<Answer> =>
    app.call('POST', `/api/approvals/${id}/decide`, { as, body: { approve: true } });
  const back = async (of = orderId): Promise<number> => {
    const [row] = await app.database.query<{ minor: number }>(
      sql`SELECT sum(refunded_minor + refunding_minor)::bigint AS minor FROM payments.payment WHERE order_id = ${of}`,
    );
    return row?.minor ?? 0;
  };

  await t.test('small kindnesses count together; refused, nothing has moved', async () => {
    const first = kindness(400);
    assert.equal((await give(first)).status, 201);
    assert.equal((await give(first)).status, 201, 'told again, though no more could be given');
    const more = kindness(200);
    const id = asked(await give(more));
    assert.equal(await back(), 400);
    assert.equal((await agree(id, agent)).body.code, 'identity.own_approval');
    assert.equal((await agree(id)).status, 200);
    assert.notEqual(asked(await give(kindness(201))), id, 'good for that amount alone');
    assert.equal((await give(more)).status, 201);
    assert.equal(await back(), 600);
  });

  await t.test('money for goods that came: beyond the limit another agrees', async () => {
    const request = { returnId: newId('rtn'), lines: [{ lineNo: 1, quantity: 1 }], reason: 'size' };
    const opened = await app.call('POST', `/api/orders/${orderId}/returns`, { as: agent, body: request });
    assert.equal(opened.status, 201, opened.text);
    const approve = await app.call('POST', `/api/returns/${request.returnId}/approve`, { as: agent, body: {} });
    assert.ok(approve.status < 300, approve.text);
    await receive(app.database, request.returnId, shop.siteId, [[1, 1]]);
    await putAway(app.database, request.returnId);
    const due = {
      path: `/api/returns/${request.returnId}/dues`,
      body: { dueId: newId('due'), lines: [{ lineNo: 1, quantity: 1 }] },
    };
    const id = asked(await give(due));
    assert.equal(await back(), 600);
    assert.equal((await agree(id)).status, 200);
    const done = await give(due);
    assert.equal(done.status, 201, done.text);
    assert.ok((await back()) > 1_000);
    assert.equal((await give(due)).status, 201, 'told again');
  });

  await t.test('to oneself never alone, however little', async () => {
    const own = await sentOrder(app.database, shop, [[skuId, 1]]);
    await app.database.query(sql`
      UPDATE orders.order SET contact = contact || '{"email": " Agent@Halle.test "}' WHERE order_id = ${own.orderId}`);
    const one = kindness(1, own.orderId);
    const id = asked(await give(one));
    assert.equal(await back(own.orderId), 0);
    assert.equal((await agree(id)).status, 200);
    assert.equal((await give(one)).status, 201);
    assert.equal((await give(kindness(1, own.orderId), owner)).status, 201, 'it is not the owner’s');
  });
});

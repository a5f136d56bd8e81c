/** Money over a counter beyond what a role gives by itself, over HTTP: another person agrees by their PIN where both stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { hashSecret } from '#identity';
import { duesOf } from '#returns';
import type { Answer } from '../../test/support/app.ts';
import { counter, openTill, sell } from '../../test/support/till.ts';

test('four eyes at a till', async (t) => {
  const here = await counter(t, { articles: 2, stock: 20 });
  const { app, shop, clerk } = here;
  const [owner, other, till] = [await app.staff('owner'), await app.staff('picker'), await openTill(here)];
  const hash = await hashSecret('2468');
  await app.database.query(
    sql`UPDATE identity.staff SET pin_hash = ${hash} WHERE staff_id = ANY(${[owner.id, other.id, clerk.id]}::text[])`,
  );
  const limit = await app.call('PUT', '/api/refund-limits/clerk', { as: owner, body: { minor: 1_500 } });
  assert.equal(limit.status, 204);
  const call = (path: string, body: object): Promise<Answer> =>
    app.call('POST', path, { as: clerk, cookies: till.cookies, body });
  const [a = '', b = ''] = shop.skuIds;
  const next = () => ({ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock() });
  const back = (orderId: string, quantity: number) => ({
    ...{ ticketId: newId('tkt'), orderId, returnId: newId('rtn'), receiptId: newId('rtc'), dueId: newId('due') },
    reason: 'size',
    lines: [{ lineNo: 1, quantity, condition: 'new', disposition: 'sellable' }],
  });
  const asked = (answer: Answer): string => {
    assert.deepEqual([answer.status, answer.body.code], [403, 'identity.approval_needed'], answer.text);
    return answer.body.detail;
  };
  const agree = async (id: string, staffId: string, pin = '2468'): Promise<string> => {
    const { status, body } = await call(`/api/approvals/${id}/agree`, { staffId, pin });
    return status === 200 ? body.state : body.code;
  };
  const sold = (await sell(here, till, [[a, 6]])).body.orderId as string;

  await t.test('small returns count together; who agrees does so by PIN, and holds the right themselves', async () => {
    const first = { ...back(sold, 1), ...next() };
    const done = await call('/api/till/returns', first);
    assert.equal(done.status, 201, done.text);
    [till.lastSequence, till.lastHash] = [first.sequence, done.body.ticket.hash];
    assert.equal((await call('/api/till/returns', first)).status, 201, 'told again, though no more may be given');
    const more = { ...back(sold, 1), ...next() };
    const id = asked(await call('/api/till/returns', more));
    assert.equal((await duesOf(app.database, [sold])).length, 1, 'nothing has moved');
    assert.equal(await agree(id, clerk.id), 'identity.own_approval');
    assert.equal(await agree(id, owner.id, '1357'), 'identity.wrong_pin');
    assert.equal(await agree(id, other.id), 'identity.unknown_approval', 'a picker gives no money back');
    assert.equal(await agree(id, owner.id), 'approved');
    const given = await call('/api/till/returns', more);
    assert.equal(given.status, 201, given.text);
    [till.lastSequence, till.lastHash] = [more.sequence, given.body.ticket.hash];
    asked(await call('/api/till/returns', { ...back(sold, 1), ...next() }));
  });

  await t.test(
    'goods for goods are no money; what is left of them is, and to oneself neither is given alone',
    async () => {
      const order = (await sell(here, till, [[a, 5]])).body.orderId as string;
      const exchange = (orderId: string, quantity: number, wanted: number) => ({
        ...{ exchangeId: newId('exc'), ...next(), back: back(orderId, quantity) },
        sale: { ticketId: newId('tkt'), orderId: newId('ord'), wanted: [{ skuId: b, quantity: wanted }] },
      });
      const post = async (body: ReturnType<typeof exchange>, payMinor: number, backMinor: number): Promise<Answer> => {
        const payment =
          payMinor > 0 ? { payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: 9_999 } } : {};
        const answer = await call('/api/till/exchanges', { ...body, payMinor, backMinor, ...payment });
        if (answer.status === 201) [till.lastSequence, till.lastHash] = [body.sequence + 1, answer.body.sale.hash];
        return answer;
      };
      const even = await post(exchange(order, 2, 2), 2, 0);
      assert.equal(even.status, 201, even.text);
      asked(await post(exchange(order, 3, 1), 0, 1_999));
      await app.database.query(sql`
      UPDATE orders.order SET contact = jsonb_build_object('name', 'Moi', 'email', (SELECT email FROM identity.staff WHERE staff_id = ${clerk.id}))
      WHERE order_id = ${order}`);
      asked(await post(exchange(order, 1, 1), 1, 0));
    },
  );
});

/** A till's day says what its tickets say: by tender, by rate, and since the first ticket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { giveCredit } from '#payments';
import { signedIn } from '../../test/support/carts.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

test('the day of a till: sales, returns, tenders and rates tie, and another till’s are not in it', async (t) => {
  const c = await counter(t, { articles: 2, stock: 20 });
  const { app, shop, clerk } = c;
  const till = await openTill(c);
  const other = await openTill(c);
  const [a = ''] = shop.skuIds;
  const call = (method: 'GET' | 'POST', path: string, body?: object, at = till) =>
    app.call(method, `/api/till${path}`, { as: clerk, cookies: at.cookies, ...(body ? { body } : {}) });
  const post = async (path: string, body: { sequence: number } & Record<string, unknown>, at = till) => {
    const answer = await call('POST', path, body, at);
    assert.equal(answer.status, 201, answer.text);
    const end = answer.body.ticket ?? answer.body;
    Object.assign(at, { lastSequence: body.sequence, lastHash: end.hash });
    return answer;
  };
  assert.deepEqual((await call('GET', '/day')).body.sales, { count: 0, minor: 0 });
  const first = sale(till, [[a, 3]], { received: 5_000 });
  await post('/tickets', first);
  const { customerId } = await signedIn(c, 'Nadia');
  await app.database.transaction({ actor: 'test' }, (tx) =>
    giveCredit(tx, { movementId: newId('mny'), customerId, minor: 700, currency: 'EUR', reason: 'test' }),
  );
  const { proof } = (await call('GET', `/store-credit/${customerId}`)).body.credit;
  const mixed = sale(till, [[a, 1]], { customerId, received: 300 });
  await post('/tickets', { ...mixed, vouchers: [{ paymentId: newId('pay'), proof, minor: 700 }] });
  await post('/returns', {
    ...{
      ticketId: newId('tkt'),
      orderId: first.orderId,
      returnId: newId('rtn'),
      receiptId: newId('rtc'),
      dueId: newId('due'),
    },
    ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
    lines: [{ lineNo: 1, quantity: 1, condition: 'new', disposition: 'sellable' }],
  });
  await post('/tickets', sale(other, [[a, 1]]), other);
  const { body } = await call('GET', '/day');
  assert.deepEqual(
    [body.sales, body.returns, body.payments, body.first, body.last, body.grandMinor],
    [{ count: 2, minor: 4_000 }, { count: 1, minor: -1_000 }, { count: 0, minor: 0 }, 1, 3, 3_000],
  );
  assert.deepEqual(body.tenders, [
    { method: 'cash', count: 3, inMinor: 3_300, outMinor: 1_000 },
    { method: 'gift_card', count: 1, inMinor: 700, outMinor: 0 },
  ]);
  const net = (of: 'inMinor' | 'outMinor'): number =>
    body.tenders.reduce((sum: number, one: Record<string, number>) => sum + (one[of] ?? 0), 0);
  const gross = body.rates.reduce((sum: number, one: { grossMinor: number }) => sum + one.grossMinor, 0);
  assert.deepEqual([net('inMinor') - net('outMinor'), gross], [3_000, 3_000], 'money, rates and sales are one sum');
  for (const one of body.rates) assert.equal(one.netMinor + one.taxMinor, one.grossMinor);
  assert.equal((await call('GET', '/day?day=2020-02-29')).body.last, null);
  assert.equal((await call('GET', '/day?day=2020-02-30')).status, 400);
});

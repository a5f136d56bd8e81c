/** LEVELS.md, row "customers": what a till knows of the web’s customers and an account of the till’s sales, at each pair of levels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { setLevels } from '#channels';
import { levels, lowerOf, type Level } from '#channels/model';
import { accountApi } from '../src/shop/account.ts';
import { counter, openTill, sell } from './support/till.ts';
import { sku } from './support/carts.ts';

const expected: Readonly<Record<Level, { byName: boolean; bySelf: boolean; history: readonly string[] }>> = {
  isolated: { byName: false, bySelf: false, history: ['web'] },
  bridged: { byName: false, bySelf: true, history: ['web'] },
  synchronised: { byName: true, bySelf: true, history: ['till', 'web'] },
  unified: { byName: true, bySelf: true, history: ['till', 'web'] },
};

test('a customer of the web at the till and in their account, each pair of levels', async (t) => {
  const here = await counter(t, { articles: 1, stock: 100 });
  const { app, shop, clerk } = here;
  const { database } = app;
  const till = await openTill(here);
  const level = (channelId: string, customers: Level): Promise<unknown> =>
    database.transaction({ actor: 'test' }, (tx) => setLevels(tx, { channelId, levels: { customers }, by: 'test' }));

  const made = await app.call('POST', '/api/shop/register', {
    body: { customerId: newId('cus'), name: 'Camille Noyer', email: 'camille@x.test', password: 'a good one' },
  });
  assert.equal(made.status, 201, made.text);
  const { customerId } = made.body;
  const [web, phone] = [made.cookies, '06 12 34 56 78'];
  const { code } = (await app.call('GET', '/api/shop/me', { cookies: web })).body;
  const changed = await app.call('PATCH', `/api/customers/${customerId}`, { as: clerk, body: { phone, version: 1 } });
  assert.equal(changed.status, 200, changed.text);

  const order = await app.call('POST', '/api/shop/orders', {
    cookies: web,
    body: {
      orderId: newId('ord'),
      channelId: shop.channels.web,
      lines: [{ skuId: sku(shop, 0), quantity: 1, unitMinor: 1_000 }],
      contact: { name: 'Camille Noyer', email: 'camille@x.test' },
      delivery: { method: 'pickup', siteId: shop.siteId },
      payment: { method: 'promise', paymentId: newId('pay') },
    },
  });
  assert.equal(order.status, 201, order.text);
  const sold = await sell(here, till, [[sku(shop, 0), 1]], { customerId });
  assert.equal(sold.status, 201, sold.text);

  const find = async (q: string): Promise<boolean> => {
    const path = `/api/till/customers?q=${encodeURIComponent(q)}`;
    const answer = await app.call('GET', path, { as: clerk, cookies: till.cookies });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items.some((one: { customerId: string }) => one.customerId === customerId);
  };
  const scan = async (): Promise<boolean> => {
    const path = `/api/till/lookup?code=${code}`;
    const answer = await app.call('GET', path, { as: clerk, cookies: till.cookies });
    return answer.body.customer?.customerId === customerId;
  };
  const account = accountApi({ database, demo: false, channel: 'web' });
  const ask = { lang: 'fr', who: { customerId }, origin: '' } as const;

  for (const onWeb of levels)
    for (const atTill of levels) {
      const lower = lowerOf(onWeb, atTill);
      await t.test(`web ${onWeb}, till ${atTill}: ${lower}`, async () => {
        await level(shop.channels.web, onWeb);
        await level(shop.channels.till, atTill);
        const want = expected[lower];
        for (const q of ['camille noyer', 'Noyer', 'camille@', '06 12 34'])
          assert.equal(await find(q), want.byName, `a part of the profile: ${q}`);
        for (const q of ['camille@x.test', ' CAMILLE@X.test ', phone, '+33612345678', code])
          assert.equal(await find(q), want.bySelf, `what the person gives: ${q}`);
        assert.equal(await scan(), want.bySelf, 'their card');
        const kinds = ((await account.account(ask))?.purchases ?? []).map((purchase) => purchase.channel);
        assert.deepEqual(kinds.toSorted(), want.history);
        const api = await app.call('GET', '/api/shop/orders', { cookies: web });
        assert.equal(api.body.items.length, want.history.length, api.text);
        if (!want.bySelf) {
          const another = await sell(here, till, [[sku(shop, 0), 1]], { customerId });
          assert.equal(another.body.code, 'till.unknown_customer', 'a sale is not theirs either');
        }
        const office = await app.call('GET', '/api/customers?q=Noyer', { as: clerk });
        assert.equal(office.body.items.length, 1, 'the house itself always finds its customers');
      });
    }

  await t.test('a profile made by the house is known on every channel', async () => {
    const body = { customerId: newId('cus'), name: 'Ode Maison', email: null, phone: null };
    assert.equal((await app.call('POST', '/api/customers', { as: clerk, body })).status, 201);
    await level(shop.channels.till, 'isolated');
    const answer = await app.call('GET', '/api/till/customers?q=Maison', { as: clerk, cookies: till.cookies });
    assert.deepEqual(
      answer.body.items.map((one: { customerId: string }) => one.customerId),
      [body.customerId],
    );
  });
});

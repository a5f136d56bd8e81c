/** Whose prices a ticket may show: the server prices it again for who is named on it, and tells both figures where they differ. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { createPriceList, setPrices } from '#pricing';
import { testGroup } from '../../test/support/buyers.ts';
import { signedIn } from '../../test/support/carts.ts';
import { count, sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

test('a group’s price is honest for who is in it, and a forged one is refused with both figures and leaves nothing', async (t) => {
  const c = await counter(t, { articles: 2, stock: 20 });
  const { app, shop, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const [a = '', b = ''] = shop.skuIds;
  const member = await signedIn(c, 'Nadia');
  const stranger = await signedIn(c, 'Ada');
  const groupId = await testGroup(database, 'ateliers', [member.customerId]);
  const listId = newId('prl');
  await database.transaction({ actor: 'test' }, async (tx) => {
    await createPriceList(tx, {
      listId,
      code: 'ateliers',
      name: 'Ateliers',
      currency: 'EUR',
      channelId: null,
      groupId,
    });
    await setPrices(tx, {
      listId,
      prices: [
        { skuId: a, minor: 800, fromUnits: 1 },
        { skuId: a, minor: 700, fromUnits: 5 },
      ],
    });
  });
  const post = async (body: ReturnType<typeof sale>) => {
    const answer = await app.call('POST', '/api/till/tickets', { as: clerk, cookies: till.cookies, body });
    if (answer.status === 201) Object.assign(till, { lastSequence: body.sequence, lastHash: answer.body.hash });
    return answer;
  };
  const told = await app.call('GET', `/api/till/promotions?customerId=${member.customerId}&skuIds=${a},${b}`, {
    as: clerk,
    cookies: till.cookies,
  });
  const own = told.body.ownPrices.find((one: { skuId: string }) => one.skuId === a).prices as { minor: number }[];
  assert.deepEqual(own.map(({ minor }) => minor).toSorted(), [700, 800], 'the till is told them');

  const honest = await post(sale(till, [[a, 2]], { unit: 800, customerId: member.customerId }));
  assert.equal(honest.status, 201, honest.text);
  assert.equal(honest.body.total.minor, 1_600);
  const many = await post(sale(till, [[a, 5]], { unit: 700, customerId: member.customerId }));
  assert.equal(many.body.total?.minor, 3_500, many.text);

  const before = await count(database, 'order');
  const forged = [
    [
      'of a group that the buyer is not in',
      sale(till, [[a, 2]], { unit: 800, customerId: stranger.customerId }),
      1_000,
    ],
    ['of a group, for nobody', sale(till, [[a, 2]], { unit: 800 }), 1_000],
    ['of five, for two', sale(till, [[a, 2]], { unit: 700, customerId: member.customerId }), 800],
    ['of a cent', sale(till, [[a, 2]], { unit: 1, customerId: member.customerId }), 800],
    ['of the public, for who pays less', sale(till, [[a, 2]], { unit: 1_000, customerId: member.customerId }), 800],
    ['of what has no price of the group’s', sale(till, [[b, 1]], { unit: 800, customerId: member.customerId }), 1_001],
  ] as const;
  for (const [what, body, actual] of forged) {
    const answer = await post(body);
    assert.equal(answer.body.code, 'orders.price_changed', what);
    const [line] = answer.body.changed as { actual: number; shown?: number; expected?: number }[];
    assert.equal(line?.actual, actual, `${what}: ${JSON.stringify(answer.body.changed)}`);
  }
  const off = sale(till, [[a, 2]], { unit: 800, received: 1_000, customerId: member.customerId });
  const discounted = { ...off, lines: off.lines.map((line) => ({ ...line, discountMinor: 600 })) };
  assert.equal((await post(discounted)).body.code, 'orders.price_changed', 'nor a reduction that no promotion gives');
  assert.equal(await count(database, 'order'), before, 'a refused ticket leaves no order');
  const again = await post(sale(till, [[a, 1]], { unit: 800, customerId: member.customerId }));
  assert.equal(again.status, 201, 'and the chain goes on where it was');
  await sound(database);
});

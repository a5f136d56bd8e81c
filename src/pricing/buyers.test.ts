import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { choosePrice, createPriceList, rulesFor, setPrices, shownPrices } from '#pricing';
import { chooseCompany } from '#customers';
import { joinCompany, testCompany, testGroup } from '../../test/support/buyers.ts';
import { add, device, kinds, show, signedIn, town, type Town } from '../../test/support/carts.ts';

let shop: Town;
const undo: (() => unknown)[] = [];
before(async () => {
  shop = await town({ after: (fn: () => unknown) => void undo.push(fn) } as never, { stock: 1_000 });
});
test.after(async () => {
  for (const fn of undo.reverse()) await fn();
});

const by = { actor: 'test' };
const sku = (): string => shop.shop.skuIds[0] ?? '';

async function listFor(
  buyer: { groupId?: string; companyId?: string },
  prices: readonly { minor: number; fromUnits?: number }[],
): Promise<string> {
  const listId = newId('prl');
  await shop.app.database.transaction(by, async (tx) => {
    await createPriceList(tx, {
      ...{ listId, code: listId.slice(4).toLowerCase(), name: 'Négocié', currency: 'EUR', channelId: null },
      ...buyer,
    });
    await setPrices(tx, { listId, prices: prices.map((one) => ({ skuId: sku(), ...one })) });
  });
  return listId;
}

const unitOf = async (customerId: string | null, quantity = 1, at?: Instant): Promise<number | undefined> => {
  const rules = await rulesFor(shop.app.database, shop.shop.channels.web, [sku()], at, { customerId });
  return choosePrice(rules, rules.goods.get(sku())?.prices ?? [], quantity)?.minor;
};

test('a company’s price is its own: cart, steps and order gate agree, and nobody else sees it', async () => {
  const { app } = shop;
  const { database } = app;
  const company = await testCompany(database);
  const { person, customerId } = await signedIn(shop, 'Maud');
  await joinCompany(database, company.companyId, customerId);
  const listId = await listFor({ companyId: company.companyId }, [{ minor: 900 }, { minor: 850, fromUnits: 10 }]);
  assert.deepEqual([await unitOf(customerId), await unitOf(customerId, 10), await unitOf(null)], [900, 850, 1_000]);
  assert.equal((await shownPrices(database, shop.shop.channels.web, [sku()])).get(sku())?.price.minor, 1_000);

  const mine = await device(shop, 'web', person);
  const few = await add(shop, mine, sku(), 9);
  assert.equal(few.body.lines[0].unit.minor, 900, few.text);
  const many = await add(shop, mine, sku(), 1);
  assert.deepEqual([many.body.lines[0].unit.minor, many.body.totals.items.minor], [850, 8_500]);
  assert.deepEqual(kinds(await show(shop, mine)), [], 'who reaches a step is not told that the price has changed');
  const stranger = await device(shop, 'web', (await signedIn(shop, 'Nina')).person);
  assert.equal((await add(shop, stranger, sku(), 10)).body.lines[0].unit.minor, 1_000);

  const placed = await app.call('POST', `/api/carts/${mine.cartId}/checkout`, {
    as: person,
    body: {
      orderId: newId('ord'),
      contact: { name: 'Maud' },
      delivery: { method: 'pickup', siteId: shop.shop.siteId },
      payment: { method: 'promise', paymentId: newId('pay') },
      reference: 'BC 12',
    },
  });
  assert.deepEqual([placed.status, placed.body.total?.minor], [201, 8_500], placed.text);
  const owner = await app.staff('owner');
  const { body } = await app.call('GET', `/api/orders/${placed.body.orderId}`, { as: owner });
  assert.deepEqual([body.buyer.companyId, body.buyer.reference], [company.companyId, 'BC 12']);
  assert.deepEqual([body.vat.scheme, body.vat.country], ['domestic', 'FR'], 'the office is told which VAT it bears');

  const asked = `/api/prices/explain?skuId=${sku()}&quantity=10&companyId=${company.companyId}`;
  const why = await app.call('GET', asked, { as: owner });
  assert.equal(why.body.unit.minor, 850);
  assert.deepEqual(
    why.body.trace.slice(0, 3).map((step: { reason: string }) => step.reason),
    ['overridden', 'other_step', 'company_list'],
  );
  const then = placed.body.openedAt as Instant;
  await database.transaction(by, (tx) =>
    setPrices(tx, { listId, prices: [{ skuId: sku(), minor: null, fromUnits: 10 }] }),
  );
  assert.deepEqual(
    [await unitOf(customerId, 10), await unitOf(customerId, 10, then)],
    [900, 850],
    'the past keeps its step',
  );
});

test('a stranger who names the company gets neither its prices nor an order', async () => {
  const { app } = shop;
  const company = await testCompany(app.database);
  await listFor({ companyId: company.companyId }, [{ minor: 1 }]);
  const { person } = await signedIn(shop, 'Zoé');
  const answer = await app.call('POST', '/api/shop/orders', {
    as: person,
    body: {
      orderId: newId('ord'),
      channelId: shop.shop.channels.web,
      lines: [{ skuId: sku(), quantity: 1, unitMinor: 1 }],
      contact: { name: 'Zoé' },
      delivery: { method: 'pickup', siteId: shop.shop.siteId },
      payment: { method: 'promise', paymentId: newId('pay') },
      companyId: company.companyId,
    },
  });
  assert.equal(answer.body.code, 'orders.not_a_member', answer.text);
});

test('a group’s price follows who is in it, and the choice of whom one buys for', async () => {
  const { database } = shop.app;
  const { customerId } = await signedIn(shop, 'Lou');
  const groupId = await testGroup(database, 'fideles', [customerId]);
  await listFor({ groupId }, [{ minor: 970 }]);
  assert.equal(await unitOf(customerId), 970);
  const company = await testCompany(database);
  await joinCompany(database, company.companyId, customerId);
  assert.equal(await unitOf(customerId), 1_000, 'for the company, at the company’s conditions');
  await database.transaction(by, (tx) => chooseCompany(tx, customerId, null));
  assert.equal(await unitOf(customerId), 970);
});

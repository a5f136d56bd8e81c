import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '#base/ids';
import { sql } from '#base/db';
import { instant, type Instant } from '#base/time';
import { choosePrice, createPriceList, rulesFor, setPrices, shownPrices } from '#pricing';
import { changeGroupMembers, chooseCompany, removeMember } from '#customers';
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
  const member = await now();
  await database.transaction(by, (tx) => removeMember(tx, company.companyId, customerId));
  assert.equal(await unitOf(customerId), 1_000, 'who left pays what everybody pays');
  const past = await rulesFor(database, shop.shop.channels.web, [sku()], member, {
    customerId,
    companyId: company.companyId,
  });
  assert.equal(
    choosePrice(past, past.goods.get(sku())?.prices ?? [])?.minor,
    900,
    'and paid the company’s while with it',
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

  const then = await now();
  await database.transaction(by, (tx) => changeGroupMembers(tx, { groupId, add: [], remove: [customerId] }));
  assert.deepEqual(
    [await unitOf(customerId), await unitOf(customerId, 1, then)],
    [1_000, 970],
    'past prices are asked with the groups of that day',
  );
});

test('prices at an instant: the database chooses the list as the engine does, for whoever buys, then and now', async () => {
  const { app } = shop;
  const { database } = app;
  const owner = await app.staff('owner');
  const company = await testCompany(database);
  const groupId = await testGroup(database, 'instant', [company.companyId]);
  const skuIds = shop.shop.skuIds;
  const list = async (over: object, prices: readonly { skuId: string; minor: number | null; fromUnits?: number }[]) => {
    const listId = newId('prl');
    await database.transaction(by, async (tx) => {
      const code = listId.slice(4).toLowerCase();
      await createPriceList(tx, { ...{ listId, code, name: code, currency: 'EUR', channelId: null }, ...over });
      await setPrices(tx, { listId, prices });
    });
    return listId;
  };
  const [a = '', b = '', c = ''] = skuIds;
  await list({ groupId }, [
    { skuId: a, minor: 700 },
    { skuId: b, minor: 720 },
    { skuId: b, minor: 600, fromUnits: 5 },
  ]);
  await list({ groupId, priority: 50 }, [{ skuId: b, minor: 760 }]);
  await list({ groupId, channelId: shop.shop.channels.app }, [{ skuId: a, minor: 1 }]);
  const own = await list({ companyId: company.companyId }, [{ skuId: c, minor: 650 }]);
  const [then] = await database.query<{ now: Instant }>(sql`SELECT now()`);
  await database.transaction(by, (tx) => setPrices(tx, { listId: own, prices: [{ skuId: c, minor: null }] }));
  const planned = instant('2100-01-01T00:00:00Z');
  await database.transaction(by, (tx) =>
    setPrices(tx, { listId: own, prices: [{ skuId: a, minor: 5 }], from: planned }),
  );
  const ask = async (query: string) =>
    (await app.call('GET', `/api/prices/articles?${query}`, { as: owner })).body.items as {
      skuId: string;
      price: { minor: number };
      asked: { minor: number } | null;
      steps: number;
    }[];
  const buyer = [`company:${company.companyId}`, `group:${groupId}`];
  for (const at of [undefined, then?.now, planned]) {
    const query = `companyId=${company.companyId}&sort=amount${at === undefined ? '' : `&at=${at}`}`;
    const rules = await rulesFor(database, shop.shop.channels.web, skuIds, at ?? (await now()), { buyer });
    const items = await ask(query);
    assert.deepEqual(
      new Map(items.map((one) => [one.skuId, one.price.minor])),
      new Map(
        skuIds
          .map((id) => [id, choosePrice(rules, rules.goods.get(id)?.prices ?? [])?.minor ?? 0] as const)
          .toSorted((x, y) => x[1] - y[1]),
      ),
      `at ${at ?? 'now'}`,
    );
    const amounts = items.map((one) => one.price.minor);
    assert.deepEqual(
      amounts,
      amounts.toSorted((x, y) => x - y),
    );
    for (const one of items) assert.equal(one.asked?.minor, one.price.minor, 'no promotion is on');
  }
  const inList = await ask(`listId=${own}&at=${planned}`);
  assert.deepEqual(
    inList.map((one) => [one.skuId, one.price.minor, one.asked]),
    [[a, 5, null]],
    'what is out of the list is not in it',
  );
  assert.equal((await ask('sort=-amount')).find((one) => one.skuId === a)?.price.minor, 1_000, 'nobody else sees them');
  const why = await app.call('GET', `/api/prices/explain?skuId=${b}&groupId=${groupId}`, { as: owner });
  assert.equal(why.body.unit.minor, 760);
  const wrong = await app.call('GET', '/api/prices/articles?sort=amount&after=zzz', { as: owner });
  assert.equal(wrong.status, 400, wrong.text);
});

const now = async (): Promise<Instant> => {
  const [row] = await shop.app.database.query<{ now: Instant }>(sql`SELECT now()`);
  return row?.now ?? instant('2026-01-01T00:00:00Z');
};

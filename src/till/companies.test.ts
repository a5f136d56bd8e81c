/** A ticket for a company: its prices, its account by its terms, its VAT where goods are sent, its name on the receipt and the invoice. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { must } from '#base/assert';
import { newId } from '#base/ids';
import { findOrder } from '#orders';
import { entity } from '#org';
import { statementOf } from '#payments';
import { createPriceList, setPrices } from '#pricing';
import { changeSeller, checkVat } from '#tax';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { signedIn } from '../../test/support/carts.ts';
import { count, sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';

const terms = { days: 30, endOfMonth: false, limitMinor: 5_000 };

async function trade(t: TestContext, over: Parameters<typeof testCompany>[1] = { terms }) {
  const c = await counter(t, { articles: 2, stock: 50 });
  const { app, shop, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const [skuId = ''] = shop.skuIds;
  const company = await testCompany(database, over);
  const member = await signedIn(c, 'Nadia');
  await joinCompany(database, company.companyId, member.customerId);
  await database.transaction({ actor: 'test' }, async (tx) => {
    const list = { listId: newId('prl'), code: 'contrat', name: 'Contrat', currency: 'EUR', channelId: null };
    await createPriceList(tx, { ...list, companyId: company.companyId });
    await setPrices(tx, { listId: list.listId, prices: [{ skuId, minor: 800 }] });
  });
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.call(method, `/api/till${path}`, { as: clerk, cookies: till.cookies, ...(body ? { body } : {}) });
  const post = async (body: object) => {
    const answer = await call('POST', '/tickets', body);
    if (answer.status === 201) Object.assign(till, { lastSequence: answer.body.sequence, lastHash: answer.body.hash });
    return answer;
  };
  /** As a till would say it: `account` has nothing in hand. */
  const ticket = (units: number, more: { unit?: number; method?: 'cash' | 'account'; who?: object } = {}) => {
    const { unit = 800, method = 'cash', who = { companyId: company.companyId } } = more;
    const body = sale(till, [[skuId, units]], { unit });
    const payment = method === 'cash' ? body.payment : { method, paymentId: body.payment.paymentId };
    return { ...body, payment, ...who };
  };
  return { c, app, database, till, skuId, company, member, call, post, ticket };
}

test('a company is found by number, by name and by who buys for it, and says how it may pay', async (t) => {
  const { c, call, company, member } = await trade(t);
  const found = async (query: string) => (await call('GET', `/companies?${query}`)).body.items;
  for (const query of [
    'number=732829320',
    'q=732%20829%20320',
    'q=FR44732829320',
    'q=atel',
    `customerId=${member.customerId}`,
  ])
    assert.equal((await found(query))[0]?.companyId, company.companyId, query);
  const [mine] = await found(`q=essai&customerId=${member.customerId}`);
  assert.deepEqual(mine.member, { role: 'buyer', limitMinor: null });
  assert.deepEqual(mine.account, { ...terms, openMinor: 0, bars: [] });
  const stranger = await signedIn(c, 'Ada');
  assert.equal((await found(`q=essai&customerId=${stranger.customerId}`))[0].member, null);
  assert.deepEqual(await found(`customerId=${stranger.customerId}`), []);
  assert.deepEqual(await found('q=nobody'), []);
});

test('its negotiated price is told to the till and honoured, its name is on ticket and order, and no stranger has it', async (t) => {
  const { c, call, post, ticket, database, company, member, skuId } = await trade(t);
  const { companyId } = company;
  const told = await call('GET', `/promotions?companyId=${companyId}&skuIds=${skuId}`);
  assert.deepEqual(
    told.body.ownPrices[0].prices.map((one: { minor: number }) => one.minor),
    [800],
  );
  const vouched = ticket(2);
  const sold = await post(vouched);
  assert.equal(sold.status, 201, sold.text);
  assert.deepEqual((await post(vouched)).body, sold.body, 'said twice it is one sale');
  assert.equal((await post({ ...vouched, companyId: newId('com') })).body.code, 'request.id_reused');
  const order = await findOrder(database, vouched.orderId);
  assert.deepEqual([order?.buyer?.name, order?.buyer?.siren], [company.name, company.siren]);
  const receipt = (await call('GET', `/tickets/${vouched.ticketId}`)).body;
  assert.deepEqual(receipt.company, { name: company.name, siren: company.siren, vatNumber: company.vatNumber });

  const mine = { companyId, customerId: member.customerId };
  assert.equal((await post(ticket(1, { who: mine }))).status, 201);
  const before = await count(database, 'order');
  const stranger = await signedIn(c, 'Ada');
  const refused = [
    ['orders.not_a_member', ticket(1, { who: { companyId, customerId: stranger.customerId } })],
    // That it lies on the counter opens no company's prices.
    ['orders.not_a_member', { ...ticket(1, { who: { companyId, customerId: stranger.customerId } }), override: true }],
    ['orders.price_changed', ticket(1, { who: {} })],
    ['orders.price_changed', ticket(1, { who: { customerId: member.customerId } })],
    ['orders.price_changed', ticket(1, { unit: 700 })],
    ['orders.not_a_member', ticket(1, { who: { companyId: newId('com') } })],
  ] as const;
  for (const [code, body] of refused) assert.equal((await post(body)).body.code, code);
  assert.equal(await count(database, 'order'), before, 'what is refused leaves nothing');
  await sound(database);
});

test('on account its people buy up to its limit, and not a cent beyond; others pay at once', async (t) => {
  const { call, post, ticket, database, company, member } = await trade(t);
  const { companyId } = company;
  const who = { companyId, customerId: member.customerId };
  const nobody = await post(ticket(1, { method: 'account' }));
  assert.equal(nobody.body.code, 'orders.not_a_member', 'who owes has to be one of its people');
  assert.equal((await post(ticket(1, { unit: 1_000, method: 'account', who: {} }))).body.code, 'payments.no_terms');
  const first = ticket(5, { method: 'account', who });
  const sold = await post(first);
  assert.equal(sold.status, 201, sold.text);
  assert.deepEqual((await post(first)).body, sold.body);
  const receipt = (await call('GET', `/tickets/${first.ticketId}`)).body;
  assert.deepEqual([receipt.payments[0].method, receipt.payments[0].amount.minor], ['account', 4_000]);
  const over = await post(ticket(2, { method: 'account', who }));
  assert.deepEqual([over.body.code, over.body.left], ['payments.over_limit', { minor: 1_000, currency: 'EUR' }]);
  const forced = await post({ ...ticket(2, { method: 'account', who }), override: true });
  assert.equal(forced.body.code, 'payments.over_limit', 'whatever lies on the counter');
  assert.equal((await post(ticket(1, { method: 'account', who }))).status, 201);
  const { receivables, credit } = await statementOf(database, companyId);
  assert.deepEqual([receivables.length, credit.openMinor], [2, 4_800]);
  const [row] = (await call('GET', `/companies?customerId=${member.customerId}`)).body.items;
  assert.equal(row.account.openMinor, 4_800);
  const day = (await call('GET', '/day')).body;
  assert.deepEqual(
    day.tenders.map(({ method, inMinor }: { method: string; inMinor: number }) => [method, inMinor]),
    [['account', 4_800]],
  );
  await sound(database);
});

test('a company without terms, or blocked, or beyond what its buyer may spend, is refused by name', async (t) => {
  const { post, ticket, database, company, member } = await trade(t, { terms: null });
  const who = { companyId: company.companyId, customerId: member.customerId };
  assert.equal((await post(ticket(1, { method: 'account', who }))).body.code, 'payments.no_terms');
  await joinCompany(database, company.companyId, member.customerId, { limitMinor: 1_000 });
  const much = ticket(2, { who });
  assert.equal((await post(much)).body.code, 'orders.over_limit');
  assert.equal((await post({ ...much, override: true })).body.code, 'orders.over_limit');
  assert.equal((await post(ticket(1, { who }))).status, 201);
  await sound(database);
});

test('sent to another country it is exempt with proof, and where the net stays till and server agree; carried away it is taxed', async (t) => {
  const { c, call, post, ticket, database, company, member, skuId } = await trade(t, {
    ...{ name: 'Werkstatt Test', legalForm: 'GmbH', siren: null, vatNumber: 'DE136695976' },
    address: { name: 'Werkstatt Test', line1: 'Lange Str. 2', postcode: '10119', city: 'Berlin', country: 'DE' },
  });
  const own = must(await entity(database), 'the merchant').entityId;
  await database.transaction({ actor: 'test' }, (tx) =>
    changeSeller(tx, { entityId: own, oss: true, always: true, netStays: ['*'], register: 'pretend' }),
  );
  const who = { companyId: company.companyId, customerId: member.customerId };
  const to = (country: string, postcode: string) => ({
    method: 'delivery',
    address: { name: 'Nadia', line1: 'Lange Str. 2', postcode, city: 'Ville', country },
  });
  const contact = { name: 'Nadia' };
  const unitAt = (rate: number) => Math.round((800 * (1_000_000 + rate)) / 1_200_000);
  const send = async (country: string, postcode: string, rate: number, scheme: string) => {
    const plain = ticket(2, { who });
    const asked = { lines: plain.lines, to: to(country, postcode), ...who };
    const told = await call('POST', '/sent', asked);
    assert.equal(told.status, 200, told.text);
    assert.deepEqual([told.body.tax.scheme, told.body.tax.stays, told.body.taxGroups[0].rate], [scheme, 'net', rate]);
    const lines = plain.lines.map((line) => ({ ...line, unitMinor: unitAt(rate) }));
    const payment = { ...plain.payment, receivedMinor: told.body.total.minor };
    const sold = await post({ ...plain, lines, payment, sent: { to: asked.to, contact } });
    assert.equal(sold.status, 201, `${country} ${sold.text}`);
    assert.deepEqual(sold.body.total, told.body.total);
    const home = { ...ticket(2, { who }), sent: { to: asked.to, contact } };
    if (rate !== 200_000)
      assert.equal((await post(home)).body.code, 'orders.price_changed', 'the price of home is another');
  };
  // Nobody has said yet that its number is in force.
  await send('DE', '10119', 190_000, 'oss');
  await checkVat(database, { checkId: newId('vch'), vatNumber: 'DE136695976', actor: 'test' });
  await send('DE', '10119', 0, 'intra_eu');
  await send('CH', '1204', 0, 'export');
  await send('FR', '97400', 0, 'export');
  const carried = ticket(1, { who });
  assert.equal((await post(carried)).status, 201);
  const order = await findOrder(database, carried.orderId);
  assert.deepEqual([order?.vat?.scheme, order?.lines[0]?.taxRate], ['domestic', 200_000]);
  assert.equal(c.shop.skuIds[0], skuId);
  await sound(database);
});

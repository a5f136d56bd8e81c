/** A till finds by itself what the server finds, from what it was told; another figure is refused with both. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import { clock, type Instant } from '#base/time';
import { findOrder } from '#orders';
import { addCodes, savePromotion, type NewVersion } from '#pricing';
import { pricingOf } from '../../web/till/price.ts';
import { catalogueOf } from '../../web/till/catalogue.ts';
import { change, emptyTicket, shownTicket, type Act } from '../../web/till/ticket.ts';
import { counter, openTill, sale, type Counter, type Till } from '../../test/support/till.ts';
import { modules } from '../modules.ts';

/** What the oracles of prices, orders and tickets say (DIS1, COU1, COU2, POS1, POS5 among them). */
async function verifyAll(database: Counter['app']['database']): Promise<string[]> {
  const oracles = modules
    .filter((one) => ['pricing', 'orders', 'till'].includes(one.name))
    .flatMap((one) => one.oracles ?? []);
  const found = await Promise.all(oracles.map(({ violations }) => database.query<{ what: string }>(violations)));
  return found.flat().map((one) => one.what);
}

type More = Partial<NewVersion['rule']> & Partial<Pick<NewVersion, 'maxUses' | 'maxEach' | 'budgetMinor'>>;

let here: Counter;
let till: Till;
let a: string;
let b: string;
const closers: (() => unknown)[] = [];
const on: NewVersion[] = [];

before(async () => {
  here = await counter({ after: (close) => void closers.unshift(close as () => unknown) }, { articles: 2, stock: 90 });
  till = await openTill(here);
  [a = '', b = ''] = here.shop.skuIds;
});
afterEach(async () => {
  for (const one of on.splice(0))
    await here.app.database.transaction({ actor: 'test' }, (tx) =>
      savePromotion(tx, { ...one, version: 1, state: 'off' }),
    );
});
after(async () => {
  for (const close of closers) await close();
});

async function promote(effect: NewVersion['rule']['effect'], more: More = {}): Promise<string> {
  const { maxUses = null, maxEach = null, budgetMinor = null, ...rule } = more;
  const made: NewVersion = {
    ...{ promotionId: newId('prm'), version: 0, state: 'on', note: '', maxUses, maxEach, budgetMinor },
    rule: {
      ...{ name: { fr: 'Essai', en: 'Trial' }, currency: 'EUR', from: '2026-01-01T00:00:00Z' as Instant, until: null },
      ...{ hours: null, audience: { channelIds: null, siteIds: null, buyers: null }, of: { anyOf: [], noneOf: [] } },
      ...{ effect, coded: false, minimumMinor: 0, minimumUnits: 0, priority: 10, stacks: 'all', set: null },
      ...rule,
    },
  };
  await here.app.database.transaction({ actor: 'test' }, (tx) => savePromotion(tx, made));
  on.push(made);
  return made.promotionId;
}

/** The ticket as the till's own screen makes it, from what the server tells it. */
async function screen(till: Till, acts: readonly Act[], codes: readonly string[] = []) {
  const { app, clerk } = here;
  const as = { as: clerk, cookies: till.cookies };
  const part = await app.call('GET', '/api/till/catalogue?limit=500', as);
  const told = await app.call('GET', `/api/till/promotions?codes=${codes.join(',')}`, as);
  assert.equal(told.status, 200, told.text);
  const ticket = [...acts, ...codes.map((code): Act => ({ act: 'code', code }))].reduce(change, emptyTicket);
  return shownTicket(ticket, catalogueOf([part.body as never]), pricingOf(told.body as never, clock()), clock());
}

/** Posts what a screen shows. */
async function post(till: Till, shown: Awaited<ReturnType<typeof screen>>, more: object = {}) {
  const { app, clerk } = here;
  const body = { ...sale(till, [], { received: shown.total.minor }), lines: shown.sale, ...more };
  const answer = await app.call('POST', '/api/till/tickets', { as: clerk, cookies: till.cookies, body });
  if (answer.status === 201) {
    till.lastSequence = body.sequence;
    till.lastHash = answer.body.hash as string;
  }
  return answer;
}

const add = (skuId: string, quantity: number): Act => ({ act: 'add', skuId, quantity });

test('what the till shows is what is paid, frozen by line, and named on the receipt', async () => {
  const promotionId = await promote({
    kind: 'buy_get',
    buy: 2,
    get: 1,
    of: null,
    rate: percent('100'),
    times: null,
  });
  await promote({ kind: 'price_percent', rate: percent('20') });
  const shown = await screen(till, [add(a, 2), add(b, 1)]);
  assert.deepEqual([shown.total.minor, shown.less[0]?.minor], [1_601, 800]);
  const sold = await post(till, shown);
  assert.equal(sold.status, 201, sold.text);
  assert.equal(sold.body.total.minor, 1_601);
  const order = await findOrder(here.app.database, sold.body.orderId);
  assert.deepEqual(
    order?.lines.map((line) => line.discount.minor),
    shown.sale.map((line) => line.discountMinor),
  );
  const path = `/api/till/tickets/${sold.body.ticketId}`;
  const { body: receipt } = await here.app.call('GET', path, { as: here.clerk, cookies: till.cookies });
  const less = receipt.lines.flatMap((line: { less: unknown[] }) => line.less);
  assert.deepEqual(less, [{ name: { fr: 'Essai', en: 'Trial' }, amount: { minor: 800, currency: 'EUR' } }]);
  assert.deepEqual(
    order?.reductions.map((one) => one.promotionId),
    [promotionId],
  );
  assert.deepEqual(await verifyAll(here.app.database), []);
});

test('another discount than the one shown is refused with both figures, and nothing is sold', async () => {
  const shownBefore = await screen(till, [add(a, 3)]);
  await promote({ kind: 'percent', rate: percent('50'), capMinor: null });
  const refusedAt = till.lastSequence + 1;
  const refusal = await post(till, shownBefore);
  assert.equal(refusal.body.code, 'orders.price_changed', refusal.text);
  assert.deepEqual(refusal.body.changed, [{ skuId: a, expected: 3_000, actual: 1_500, of: 'line' }]);
  const after = await screen(till, [add(a, 3)]);
  const sold = await post(till, after);
  assert.deepEqual(
    [sold.status, sold.body.total?.minor, sold.body.sequence],
    [201, 1_500, refusedAt],
    'a refused ticket took no number',
  );
});

test('a repeated ticket says the same discounts, or it is another ticket', async () => {
  await promote({ kind: 'amount', minor: 300 });
  const shown = await screen(till, [add(a, 1)]);
  const body = { ...sale(till, [], { received: 700 }), lines: shown.sale };
  const as = { as: here.clerk, cookies: till.cookies };
  const [first, again] = [
    await here.app.call('POST', '/api/till/tickets', { ...as, body }),
    await here.app.call('POST', '/api/till/tickets', { ...as, body }),
  ];
  assert.deepEqual([first.status, again.body.hash], [201, first.body.hash]);
  Object.assign(till, { lastSequence: body.sequence, lastHash: first.body.hash });
  const other = { ...body, lines: shown.sale.map((line) => ({ ...line, discountMinor: 0 })) };
  assert.equal(
    (await here.app.call('POST', '/api/till/tickets', { ...as, body: other })).body.code,
    'request.id_reused',
  );
});

test('the last use of a code is given once, over two tills', async () => {
  const promotionId = await promote({ kind: 'amount', minor: 300 }, { coded: true, maxUses: 1 });
  await here.app.database.transaction({ actor: 'test' }, (tx) =>
    addCodes(tx, { promotionId, codes: ['BIENVENUE'], maxUses: null }),
  );
  const tills = [await openTill(here), await openTill(here)] as const;
  const shown = await Promise.all(tills.map((one) => screen(one, [add(a, 1)], ['BIENVENUE'])));
  assert.deepEqual(
    shown.map((one) => [one.total.minor, one.codes[0]?.state]),
    [
      [700, 'applied'],
      [700, 'applied'],
    ],
  );
  const codes = { codes: ['BIENVENUE'] };
  const answers = await Promise.all(tills.map((one, i) => post(one, shown[i] as never, codes)));
  assert.deepEqual(answers.map((one) => one.status).toSorted(), [201, 409]);
  const late = answers.find((one) => one.status === 409);
  assert.ok(['orders.promotion_used_up', 'orders.price_changed'].includes(late?.body.code), late?.text);
  const [once] = tills;
  assert.equal((await screen(once, [add(a, 1)], ['BIENVENUE'])).codes[0]?.state, 'used_up');
  const found = await here.app.call('GET', '/api/till/lookup?code=bienvenue', {
    as: here.clerk,
    cookies: once.cookies,
  });
  assert.deepEqual([found.body.kind, found.body.code], ['promotion_code', 'BIENVENUE']);
  assert.deepEqual(await verifyAll(here.app.database), []);
});

test('a promotion of this store counts here, also for goods that are sent; one of another store does not', async () => {
  const { body: device } = await here.app.call('GET', '/api/till/device', { as: here.clerk, cookies: till.cookies });
  const all = { channelIds: null, buyers: null };
  await promote({ kind: 'amount', minor: 100 }, { audience: { ...all, siteIds: [device.site.siteId] } });
  await promote({ kind: 'amount', minor: 500 }, { audience: { ...all, siteIds: [newId('sit')] } });
  const shown = await screen(till, [add(a, 1), { act: 'send', skuId: a, units: 1 }]);
  assert.equal(shown.total.minor, 900);
  const address = { name: 'Ada', line1: '1 rue du Bac', postcode: '69002', city: 'Lyon', country: 'FR' };
  const body = { lines: shown.sale, to: { method: 'delivery', address } };
  const quote = await here.app.call('POST', '/api/till/sent', { as: here.clerk, cookies: till.cookies, body });
  assert.equal(quote.status, 200, quote.text);
  assert.equal(quote.body.total.minor, 900 + quote.body.carriage.minor);
});

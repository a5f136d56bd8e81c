/** An order beyond its buyer's limit: asked of the company's approvers, placed by their yes, once, as it was asked. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { findOrder, payByLink, payLinkSecret } from '#orders';
import { paymentsOf } from '#payments';
import { setPrices } from '#pricing';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { add, device, show, signedIn, town, type Town } from '../../test/support/carts.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { react } from '../../test/support/react.ts';
import { modules } from '../modules.ts';
import { payLinksOf } from '../orders/pay-links.ts';
import { sweepHeld } from './approval-hold.ts';
import { cartsPersonal } from './personal.ts';
import { free, sound } from '../../test/support/orders.ts';
import { sendQueued } from '../notifications/send.ts';

let place: Town;
const undo: (() => unknown)[] = [];
before(async () => {
  place = await town({ after: (fn: () => unknown) => void undo.push(fn) } as never, { stock: 1_000 });
});
test.after(async () => {
  for (const fn of undo.reverse()) await fn();
});

const terms = { days: 30, endOfMonth: false, limitMinor: null };

async function house(limit: number | null = 5_000) {
  const { database } = place.app;
  const company = await testCompany(database, { terms });
  const [buyer, boss, colleague] = [
    await signedIn(place, `Buyer${newId('x').slice(-4)}`),
    await signedIn(place, `Boss${newId('x').slice(-4)}`),
    await signedIn(place, `Peer${newId('x').slice(-4)}`),
  ];
  await joinCompany(database, company.companyId, buyer.customerId, { limitMinor: limit });
  await joinCompany(database, company.companyId, boss.customerId, { role: 'approver' });
  await joinCompany(database, company.companyId, colleague.customerId, { role: 'buyer' });
  const cart = await device(place, 'web', buyer.person);
  await add(place, cart, place.shop.skuIds[0] ?? '', 8);
  const ask = (askId = newId('bap')) =>
    place.app.call('POST', '/api/shop/approvals', {
      as: buyer.person,
      body: {
        ...{ askId, cartId: cart.cartId, contact: { name: 'Ada' }, method: 'account', note: 'Pour le salon' },
        delivery: { method: 'pickup', siteId: place.shop.siteId },
      },
    });
  const decide = (askId: string, approve: boolean, as = boss.person) =>
    place.app.call('POST', `/api/shop/approvals/${askId}/decide`, { as, body: { approve, answer: 'Vu' } });
  return { company, buyer, boss, colleague, cart, ask, decide };
}

test('beyond the limit the gate refuses; an approver’s yes places the very order, once, in the buyer’s name', async () => {
  const { buyer, boss, colleague, cart, ask, decide } = await house();
  const { app, shop } = place;
  const direct = await app.call('POST', `/api/carts/${cart.cartId}/checkout`, {
    as: buyer.person,
    body: {
      ...{ orderId: newId('ord'), contact: { name: 'Ada' }, delivery: { method: 'pickup', siteId: shop.siteId } },
      payment: { method: 'promise', paymentId: newId('pay') },
    },
  });
  assert.equal(direct.body.code, 'orders.over_limit', direct.text);
  const forged = await app.call('POST', `/api/carts/${cart.cartId}/checkout`, {
    as: buyer.person,
    body: {
      ...{ orderId: newId('ord'), contact: { name: 'Ada' }, delivery: { method: 'pickup', siteId: shop.siteId } },
      ...{ payment: { method: 'promise', paymentId: newId('pay') }, approved: true },
    },
  });
  assert.equal(forged.status, 400, 'nobody agrees to their own order by saying so');

  const askId = newId('bap');
  const asked = await ask(askId);
  assert.deepEqual([asked.status, asked.body.totalMinor, asked.body.state], [201, 8_000, 'waiting'], asked.text);
  assert.equal((await ask(askId)).body.askId, askId, 'told again');
  assert.equal((await ask()).body.code, 'carts.approval_open');
  const lists = async (as: typeof boss.person) =>
    (await app.call('GET', '/api/shop/approvals', { as })).body.items.map(
      (one: { askId: string; mayDecide: boolean; state: string }) => [one.askId, one.mayDecide, one.state],
    );
  assert.deepEqual(await lists(boss.person), [[askId, true, 'waiting']]);
  assert.deepEqual(await lists(buyer.person), [[askId, false, 'waiting']]);
  assert.deepEqual(await lists(colleague.person), []);
  const stranger = await signedIn(place, `Str${newId('x').slice(-4)}`);
  for (const as of [buyer.person, colleague.person, stranger.person])
    assert.equal((await decide(askId, true, as)).body.code, 'carts.unknown_approval');

  const both = await Promise.all([decide(askId, true), decide(askId, true)]);
  assert.deepEqual(
    both.map((one) => one.status),
    [200, 200],
    both.map((one) => one.text).join(),
  );
  assert.equal(both[0]?.body.number, both[1]?.body.number, 'a yes said twice is one order');
  const order = (await app.call('GET', `/api/orders/${both[0]?.body.orderId}`, { as: await app.staff('owner') })).body;
  assert.deepEqual(
    [order.customerId, order.totals.gross.minor, order.buyer.name],
    [buyer.customerId, 8_000, 'Atelier Essai'],
  );
  assert.equal((await show(place, cart)).body.status, 'ordered');
  assert.deepEqual(await lists(buyer.person), [[askId, false, 'approved']]);
  assert.equal((await decide(askId, false)).body.code, 'carts.approval_decided');
});

test('what is another price or another cart by now waits on; a no leaves the cart open and asks no more', async () => {
  const { database } = place.app;
  const { cart, ask, decide } = await house();
  const askId = newId('bap');
  await ask(askId);
  const { listId, skuIds } = place.shop;
  const price = (minor: number) =>
    database.transaction({ actor: 'test' }, (tx) =>
      setPrices(tx, { listId, prices: [{ skuId: skuIds[0] ?? '', minor }] }),
    );
  await price(1_100);
  assert.equal((await decide(askId, true)).body.code, 'orders.price_changed');
  await price(1_000);
  await add(place, cart, skuIds[1] ?? '', 1);
  assert.equal((await decide(askId, true)).body.code, 'carts.changed');
  assert.equal((await decide(askId, false)).status, 200);
  assert.equal((await show(place, cart)).body.status, 'open');
  assert.equal((await ask()).status, 201, 'asked for anew');
  const within = await house(null);
  assert.equal((await within.ask()).body.code, 'carts.no_approval_needed');
});

test('those who may agree are written to, and who asked hears their answer', async (t) => {
  const { database } = place.app;
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const reactions = modules
    .flatMap((one) => one.reactions ?? [])
    .filter(({ name }) => name === 'notifications.approvals');
  await react(database, reactions);
  await sendQueued(database);
  mails.length = 0;
  const { ask, decide } = await house();
  const told = async (): Promise<string[]> => {
    await react(database, reactions);
    await sendQueued(database);
    return mails.splice(0).map((mail) => /^To: ([a-z]+)/m.exec(mail)?.[1]?.slice(0, 4) ?? '');
  };
  const askId = newId('bap');
  await ask(askId);
  assert.deepEqual(await told(), ['boss'], 'not who asked, nor who may not agree');
  await decide(askId, false);
  assert.deepEqual(await told(), ['buye']);
  assert.deepEqual(await told(), [], 'once');
});

test('what is asked for is set aside until somebody decides, or its week is over; who may agree is told a day before', async () => {
  const { database } = place.app;
  const skuId = place.shop.skuIds[0] ?? '';
  const freeNow = (): Promise<number> => free(database, skuId);
  const before = await freeNow();
  const refused = await house();
  const first = newId('bap');
  await Promise.all([refused.ask(first), refused.ask(first)]);
  assert.equal(await freeNow(), before - 8, 'once, however often it is said');
  assert.equal((await refused.ask()).body.code, 'carts.approval_open');
  assert.equal(await freeNow(), before - 8);
  assert.equal((await refused.decide(first, false)).status, 200);
  assert.equal(await freeNow(), before);

  const agreed = await house();
  const second = newId('bap');
  await agreed.ask(second);
  const yes = await Promise.all([agreed.decide(second, true), agreed.decide(second, true)]);
  assert.deepEqual(
    yes.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(await freeNow(), before - 8, 'what was set aside is what the order has');

  const waiting = await house();
  const third = newId('bap');
  await waiting.ask(third);
  const told = async (): Promise<string[]> =>
    (
      await database.query<{ type: string }>(
        sql`SELECT type FROM journal.event WHERE subject_id = ${third} ORDER BY seq`,
      )
    ).map(({ type }) => type.slice('carts.approval_'.length));
  const later = (days: number) =>
    database.query(
      sql`UPDATE carts.approval SET held_until = now() + make_interval(days => ${days}::int) WHERE ask_id = ${third}`,
    );
  await sweepHeld(database);
  assert.deepEqual(await told(), ['asked']);
  await later(0);
  await database.query(sql`UPDATE carts.approval SET held_until = now() + interval '3 hours' WHERE ask_id = ${third}`);
  await Promise.all([sweepHeld(database), sweepHeld(database)]);
  assert.deepEqual(await told(), ['asked', 'ending']);
  await later(-1);
  await Promise.all([sweepHeld(database), sweepHeld(database)]);
  assert.deepEqual(await told(), ['asked', 'ending', 'freed']);
  assert.equal(await freeNow(), before - 8);
  assert.equal((await waiting.decide(third, true)).status, 200, 'it waits on, and takes what lies there');
  assert.equal(await freeNow(), before - 16);
  await sound(database);
});

test('by card: agreed to, its buyer is sent a link, pays by it, and the order stands', async () => {
  const { database } = place.app;
  const { buyer, cart, decide } = await house();
  const askId = newId('bap');
  const asked = await place.app.call('POST', '/api/shop/approvals', {
    as: buyer.person,
    body: {
      ...{ askId, cartId: cart.cartId, contact: { name: 'Ada', email: 'ada@exemple.fr' }, method: 'card' },
      delivery: { method: 'pickup', siteId: place.shop.siteId },
    },
  });
  assert.equal(asked.status, 201, asked.text);
  const both = await Promise.all([decide(askId, true), decide(askId, true)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  );
  const orderId = both[0]?.body.orderId;
  const order = await findOrder(database, orderId);
  assert.equal(order?.state, 'awaiting_payment');
  const [link, ...others] = await payLinksOf(database, orderId);
  assert.equal(others.length, 0, 'one link');
  const secret = await payLinkSecret(database, link?.linkId ?? '');
  await payByLink(database, { secret, paymentId: newId('pay'), card: 'tok_ok' });
  assert.equal((await findOrder(database, orderId))?.state, 'placed');
  const paid = (await paymentsOf(database, orderId)).filter(({ authorisedMinor }) => authorisedMinor > 0);
  assert.equal(paid.length, 1);
  await sound(database);
});

test('staff find requests by company, buyer and state, read why each line costs what it costs, and decide nothing', async () => {
  const { company, buyer, boss, ask, decide } = await house();
  const owner = await place.app.staff('owner');
  const askId = newId('bap');
  await ask(askId);
  const find = async (query: string) => {
    const answer = await place.app.call('GET', `/api/order-approvals?${query}`, { as: owner });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items as { askId: string; state: string; note: string; buyer: { customerId: string } }[];
  };
  const ids = async (query: string) => (await find(query)).map((one) => one.askId);
  assert.equal((await find('state=waiting'))[0]?.note, 'Pour le salon');
  const { name } = (await place.app.call('GET', `/api/customers/${buyer.customerId}`, { as: owner })).body;
  assert.deepEqual(await ids(`q=${encodeURIComponent(name)}`), [askId]);
  assert.ok((await ids(`q=${encodeURIComponent(company.name)}&limit=100`)).includes(askId));
  assert.deepEqual(await ids('q=nobody-of-that-name'), []);
  assert.ok(!(await ids('state=approved&limit=100')).includes(askId));
  const read = async () => (await place.app.call('GET', `/api/order-approvals/${askId}`, { as: owner })).body;
  const asked = await read();
  assert.deepEqual([asked.method, asked.delivery, asked.order, asked.answer], ['account', 'pickup', null, '']);
  const [line] = asked.lines;
  assert.ok(
    line.trace.some((step: { rule: string; applied: boolean }) => step.rule.startsWith('list:') && step.applied),
  );
  assert.equal((await decide(askId, true, owner)).status, 403, 'the company decides, not the house');
  const number = (await decide(askId, true)).body.number;
  const after = await read();
  assert.deepEqual(
    [after.state, after.decidedBy.customerId, after.answer, after.order.number],
    ['approved', boss.customerId, 'Vu', number],
  );
  assert.equal((await place.app.call('GET', `/api/order-approvals/${newId('bap')}`, { as: owner })).status, 404);
  const file = await place.app.call('GET', '/api/exports/order-approvals?lang=en&bom=0&state=approved', { as: owner });
  assert.ok(file.text.startsWith('Company'), file.text);
  assert.ok(file.text.includes(askId), file.text);
});

test('who is forgotten while they wait for a yes holds no goods any more, and nobody is written to about it', async () => {
  const { database } = place.app;
  const { buyer, ask } = await house();
  const before = await free(database, place.shop.skuIds[0] ?? '');
  const askId = newId('bap');
  await ask(askId);
  await database.transaction({ actor: 'test' }, (tx) =>
    cartsPersonal.erase(tx, { customerId: buyer.customerId } as never),
  );
  await sweepHeld(database);
  assert.equal(await free(database, place.shop.skuIds[0] ?? ''), before);
  const told = await database.query(sql`
    SELECT 1 FROM journal.event WHERE subject_id = ${askId} AND type = 'carts.approval_freed'`);
  assert.equal(told.length, 0);
  await sound(database);
});

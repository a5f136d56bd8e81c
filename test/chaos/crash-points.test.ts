/**
 * Every place where a process may die between us and the outside, one after the other: the process is killed there, or an error is
 * thrown. Then the others work on. All invariants hold, nobody was charged or refunded twice, the marketplace shows what we have, and
 * each mail and each message is one, however often it was sent.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { armCrashPoints, crashPoints, type CrashPoint } from '#base/crash-point';
import { must } from '#base/assert';
import { declareLockOrder, sql } from '#base/db';
import { unwrap } from '#base/refusal';
import { MINUTE } from '#base/time';
import { sayConsent } from '#customers';
import { closeParcel, openParcel, shipParcel } from '#fulfilment';
import { receiveStock } from '#inventory';
import { marketOrderId, pullMarketplaces, pushOffers, tellEverything } from '#marketplaces';
import { keptFor, placeOrder, shipOrder } from '#orders';
import { setPrices } from '#pricing';
import { askReturn, oweReturn, receiveReturn } from '#returns';
import { reactions, workRound } from '../../src/simulate/actors/machines.ts';
import { learn } from '../../src/simulate/model.ts';
import { townOracles } from '../../src/simulate/oracles.ts';
import { passTime } from '../../src/simulate/pass.ts';
import { letRest } from '../../src/simulate/run.ts';
import { rollOf } from '../../src/simulate/roll.ts';
import { address, openTown, type Town } from '../../src/simulate/town.ts';
import { lockOrder } from '../../src/modules.ts';
import { subscribe } from '../../src/push/subscribe.ts';
import { createEndpoint } from '../../src/webhooks/endpoints.ts';
import { testDatabase } from '../support/database.ts';
import { pickOne } from '../support/fulfilment.ts';
import { mailServer } from '../support/mail-server.ts';
import { sound } from '../support/orders.ts';
import { pushService, type PushService } from '../support/push-service.ts';
import { react } from '../support/react.ts';
import { outside, type Given, type OutsideCommand } from './support/outside.ts';

const roll = rollOf(Number(process.env.SEED ?? 4));
const ends = ['kill -9', 'throw'] as const;
type End = (typeof ends)[number];

/** Which command reaches the place. */
const commandOf = (point: CrashPoint): OutsideCommand => {
  if (/^(payments.authorise|orders.pay)/.test(point)) return 'pay';
  if (point.startsWith('payments.wish')) return 'capture';
  if (point.startsWith('payments.told')) return 'told';
  if (point.startsWith('payments.renew')) return 'renew';
  if (point.startsWith('payments.refund')) return 'refund';
  if (point.startsWith('notifications')) return 'mail';
  if (point.startsWith('webhooks')) return 'webhook';
  if (point.startsWith('fulfilment.label')) return 'label';
  if (point.startsWith('fulfilment.track')) return 'track';
  if (point.startsWith('push')) return 'tell';
  return must(/\.(pull|push|acknowledge)/.exec(point)?.[1], point) as OutsideCommand;
};

/** Each place with the command that passes it; refunds of returns pass those of refunds too, but for the first: they are opened in a transaction. */
const cases: readonly { point: CrashPoint; command: OutsideCommand }[] = [
  ...crashPoints.map((point) => ({ point, command: commandOf(point) })),
  ...crashPoints
    .filter((point) => point.startsWith('payments.refund') && point !== 'payments.refund.opened')
    .map((point) => ({ point, command: 'back' as const })),
];

async function die(
  town: Town,
  end: End,
  { point, command, given }: (typeof cases)[number] & { given: Given },
): Promise<void> {
  if (end === 'kill -9') {
    const args = [join(import.meta.dirname, 'support/victim.ts'), town.url, point, command, JSON.stringify(given)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += String(part)));
    const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
    return assert.equal(signal, 'SIGKILL', `${command} was killed at ${point}: ${said}`);
  }
  let reached = false;
  armCrashPoints((at) => {
    if (at !== point || reached) return;
    reached = true;
    throw new Error(`thrown at ${point}`);
  });
  try {
    // A lane of webhooks and a reaction write such an error into the log, the others throw it.
    await outside[command](must(town.homes[1], 'another home'), given).catch(() => undefined);
  } finally {
    armCrashPoints(undefined);
  }
  assert.ok(reached, `${command} passes ${point}`);
}

/** An order by card, as far as its place in the story wants it; what its buyer knows is learnt. */
async function order(town: Town, paid: boolean, customerId?: string): Promise<{ orderId: string; paymentId: string }> {
  const home = must(town.homes[0], 'a home');
  const asked = { orderId: roll.id('ord'), paymentId: roll.id('pay'), method: 'card' } as const;
  const skuId = must(roll.pick(town.skuIds), 'an article');
  const receipt = unwrap(
    await placeOrder(home, {
      ...{ orderId: asked.orderId, channelId: town.channels.web, price: 'ours', short: 'refuse' },
      ...(customerId === undefined ? {} : { customerId }),
      contact: { name: 'Ada Essai', email: 'ada@exemple.fr' },
      delivery: { method: 'delivery', address },
      lines: [{ skuId, quantity: 1, unitMinor: town.model.prices.get(skuId) ?? 0 }],
      payments: [{ paymentId: asked.paymentId, method: 'card', provider: 'pretend' }],
    }),
  );
  learn(town.model, { told: 'opened', order: asked, receipt, placed: false });
  if (paid) {
    await outside.pay(home, asked);
    learn(town.model, { told: 'placed', orderId: asked.orderId });
  }
  return asked;
}

/** An order whose parcel is packed and waits for its label. */
async function packed(town: Town): Promise<{ orderId: string; parcelId: string }> {
  const home = must(town.homes[0], 'a home');
  const { orderId } = await order(town, true);
  const kept = must((await keptFor(home, [orderId])).get(orderId)?.[0], 'a unit that is kept');
  const parcelId = roll.id('pcl');
  await pickOne(home, { orderId, siteId: kept.siteId, quantity: 1 });
  await home.transaction({ actor: 'test' }, (tx) =>
    openParcel(tx, { parcelId, orderId, siteId: kept.siteId, all: true }),
  );
  await home.transaction({ actor: 'test' }, (tx) => closeParcel(tx, { parcelId, weightG: 900, carrier: 'pretend' }));
  return { orderId, parcelId };
}

/** An order that was paid and has left, whole. */
async function gone(town: Town, customerId?: string): Promise<{ orderId: string; paymentId: string }> {
  const home = must(town.homes[0], 'a home');
  const paid = await order(town, true, customerId);
  await outside.capture(home, paid);
  await home.transaction({ actor: 'test' }, (tx) => shipOrder(tx, paid));
  learn(town.model, { told: 'shipped', orderId: paid.orderId });
  return paid;
}

/** A return that came, and money that is on its way back for it. */
async function owed(town: Town): Promise<Given> {
  const home = must(town.homes[0], 'a home');
  const { orderId } = await gone(town);
  const [returnId, receiptId, dueId] = [roll.id('rtn'), roll.id('rtc'), roll.id('due')];
  const line = { lineNo: 1, quantity: 1 };
  const asked = { returnId, orderId, source: 'office', reason: 'size', note: '', lines: [line] } as const;
  const due = {
    returnId,
    dueId,
    lines: [{ ...line, deductMinor: 0 }],
    goodwillMinor: 0,
    way: 'original',
    reason: '',
  } as const;
  const siteId = town.sites.store;
  await home.transaction({ actor: 'test' }, (tx) => askReturn(tx, asked));
  await home.transaction({ actor: 'test' }, (tx) => receiveReturn(tx, { returnId, receiptId, siteId, items: [line] }));
  await home.transaction({ actor: 'test' }, (tx) => oweReturn(tx, due, { ahead: false }));
  const [came] = await home.query<{ skuId: string }>(
    sql`SELECT sku_id AS "skuId" FROM returns.item WHERE receipt_id = ${receiptId}`,
  );
  learn(town.model, { told: 'returned', orderId, skuId: must(came, 'what came').skuId, units: 1 });
  return { dueId };
}

async function buyThere(town: Town): Promise<{ externalId: string; orderId: string; paymentId: string }> {
  const body = JSON.stringify({ sku: roll.pick([...town.skus.values()]), qty: 1 });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${town.market.url}/buy`, { method: 'POST', headers, body });
  const { id: externalId } = (await answer.json()) as { id: string };
  assert.ok(answer.ok, 'it is sold there');
  const [orderId, paymentId] = (['ord', 'pay'] as const).map((kind) =>
    marketOrderId(kind, town.channels.market, externalId),
  ) as [string, string];
  learn(town.model, { told: 'sold_elsewhere', order: { orderId, paymentId, method: 'given' } });
  return { externalId, orderId, paymentId };
}

/** What must be there before the command has anything to do; gives what it is called with. */
async function prepare(town: Town, command: OutsideCommand): Promise<Given> {
  const home = must(town.homes[0], 'a home');
  switch (command) {
    case 'pay':
      return order(town, false);
    case 'capture':
      return order(town, true);
    case 'told': {
      const known = await order(town, true);
      await home.query(sql`INSERT INTO payments.look_up (payment_id, told_at) VALUES (${known.paymentId}, now())`);
      return known;
    }
    case 'renew': {
      const held = await order(town, true);
      await home.query(sql`
        UPDATE payments.payment SET wish = NULL, wanted_minor = 0, lapses_at = now() + interval '1 hour' WHERE payment_id = ${held.paymentId}`);
      return held;
    }
    case 'refund': {
      const paid = await order(town, true);
      await outside.capture(home, paid);
      return { ...paid, refundId: roll.id('rfd') };
    }
    case 'pull':
      return buyThere(town);
    case 'push': {
      const [skuId, minor] = [must(roll.pick(town.skuIds), 'an article'), roll.int(500, 2_000)];
      await home.transaction({ actor: 'test' }, (tx) =>
        setPrices(tx, { listId: town.listId, prices: [{ skuId, minor }] }),
      );
      learn(town.model, { told: 'priced', skuId, minor });
      await react(home, reactions);
      return {};
    }
    case 'acknowledge': {
      const { externalId } = await buyThere(town);
      await pullMarketplaces(home);
      return { channelId: town.channels.market, externalId, number: `N-${externalId}` };
    }
    case 'label':
      return packed(town);
    case 'track': {
      const { orderId, parcelId } = await packed(town);
      await outside.label(home, { parcelId });
      await home.transaction({ actor: 'test' }, (tx) => shipParcel(tx, parcelId));
      learn(town.model, { told: 'shipped', orderId });
      await passTime(home, 5 * MINUTE); // until its carrier has something to tell
      return { parcelId };
    }
    case 'tell':
      await gone(town, town.customers[0]);
      await react(home, reactions);
      return {};
    case 'back':
      return owed(town);
    case 'mail':
    case 'webhook':
      await order(town, true);
      await react(home, reactions);
      return {};
  }
}

/** After it: whoever asked may ask again (the thrown ones do), then the worker goes on for some minutes. */
async function goOn(town: Town, end: End, command: OutsideCommand, given: Given): Promise<void> {
  const home = must(town.homes[0], 'a home');
  const { orderId = '' } = given;
  if (command === 'refund') {
    if (end === 'throw') await outside.refund(home, given);
    learn(town.model, { told: 'refunded', orderId, minor: 100 }); // it had begun: it comes to its end
  }
  if (command === 'pay' && end === 'throw') {
    const { state } = await outside.pay(home, given);
    if (state === 'placed') learn(town.model, { told: 'placed', orderId });
  }
  if (command === 'label') await outside.label(home, given); // so is this one
  if (command === 'acknowledge') await outside.acknowledge(home, given); // the job is run again
  if (command === 'renew') await outside.renew(home, given); // its schedule comes again, and what is set aside is taken
  await passTime(home, 2 * MINUTE);
  await workRound(town, roll, true);
  await react(home, reactions);
  await outside.mail(home);
  await outside.webhook(home);
  await outside.tell(home);
}

test('at each crash point, killed or thrown: the books hold, and nothing happened twice outside', async (t) => {
  const { mails, hooks, phone, town } = await world(t);
  for (const { point, command } of cases)
    for (const end of ends) {
      const given = await prepare(town, command);
      await die(town, end, { point, command, given });
      await goOn(town, end, command, given);
      if (command === 'push') await shownAsItIs(town, `${end} at ${point}`);
    }
  await letRest(town, roll);
  await outside.mail(must(town.homes[0], 'a home'));
  await outside.webhook(must(town.homes[0], 'a home'));
  await sound(must(town.homes[0], 'a home'));
  for (const oracle of townOracles) assert.deepEqual(await oracle.violations(town), [], oracle.promise);
  await acknowledged(town);
  await shownAsItIs(town);
  await toldOnce(town, mails(), hooks);
  await carriedOnce(town);
  await paidBackOnce(town);
  pushedOnce(phone);
  t.diagnostic(`${cases.length * ends.length} cases`);
});

type World = { town: Town; mails: () => string[]; hooks: string[]; phone: PushService };

/** The town with a mail server and a receiver of webhooks outside. */
async function world(t: TestContext): Promise<World> {
  declareLockOrder(lockOrder);
  const { url } = await testDatabase(t);
  const post = await mailServer(t);
  const hooks: string[] = [];
  const server = createServer((request, response) => {
    hooks.push(String(request.headers['webhook-id']));
    request.resume();
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  const hookUrl = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/`;
  Object.assign(process.env, { HALLE_SMTP: post.url, HALLE_WEBHOOKS_PRIVATE: '1' });
  const town = await openTown(url, roll);
  t.after(async () => {
    await town.close();
    server.closeAllConnections();
    server.close();
  });
  await must(town.homes[0], 'a home').transaction({ actor: 'test' }, (tx) =>
    createEndpoint(tx, { endpointId: roll.id('whe'), name: 'Ecoute', url: hookUrl, eventTypes: ['orders.placed'] }),
  );
  const receipts = town.skuIds.map((skuId) => ({
    skuId,
    siteId: town.sites.warehouse,
    quantity: 100,
    document: 'more',
  }));
  await must(town.homes[0], 'a home').transaction({ actor: 'test' }, (tx) => receiveStock(tx, receipts));
  for (const { skuId, quantity } of receipts) learn(town.model, { told: 'received', skuId, units: quantity });
  const phone = await phoneOf(t, town);
  await pushOffers(must(town.homes[0], 'a home'));
  const ids = (): string[] => post.mails.map((text) => must(/^Message-ID: (.*)$/im.exec(text)?.[1], 'an id'));
  return { town, mails: ids, hooks, phone };
}

/** The first customer's phone, which wants to hear of everything. */
async function phoneOf(t: TestContext, town: Town): Promise<PushService> {
  process.env.HALLE_PUSH_PRIVATE = '1';
  t.after(() => delete process.env.HALLE_PUSH_PRIVATE);
  const phone = await pushService(t);
  const { endpoint, subscriptionId, keys } = phone;
  const customerId = must(town.customers[0], 'a customer');
  await must(town.homes[0], 'a home').transaction({ actor: 'test' }, async (tx) => {
    const agreed = { purpose: 'messages', granted: true, wording: 1, source: 'account' } as const;
    await sayConsent(tx, { ...agreed, consentId: roll.id('con'), customerId });
    await subscribe(tx, { subscriptionId, customerId, endpoint, ...keys, language: 'fr', wording: 1 });
  });
  return phone;
}

/** Each parcel has one label, whoever had died over it, and the carrier’s own book has it once. */
async function carriedOnce(town: Town): Promise<void> {
  const rows = await must(town.homes[0], 'a home').query<{ state: string; tracking: string; theirs: string }>(sql`
    SELECT p.label_state AS state, p.tracking, string_agg(s.tracking, ' ') AS theirs FROM fulfilment.parcel p
    LEFT JOIN pretend_carrier.shipment s ON s.reference = p.parcel_id GROUP BY p.parcel_id`);
  assert.ok(rows.length > 0);
  for (const { state, tracking, theirs } of rows) assert.deepEqual([state, theirs], ['known', tracking]);
}

/** Each return was paid back, whole and once. */
async function paidBackOnce(town: Town): Promise<void> {
  const rows = await must(town.homes[0], 'a home').query<{ owed: number; back: number; paid: boolean }>(sql`
    SELECT d.minor AS owed, d.paid_at IS NOT NULL AS paid,
      (SELECT coalesce(sum(f.minor), 0)::bigint FROM returns.payback b JOIN payments.refund f USING (refund_id)
        WHERE b.due_id = d.due_id AND f.state = 'done') AS back FROM returns.due d`);
  assert.ok(rows.length > 0);
  for (const { owed: minor, back, paid } of rows) assert.deepEqual([back, paid], [minor, true]);
}

/** A message that is sent again replaces the first: same topic, same tag. */
function pushedOnce({ got }: PushService): void {
  const tags = got.map(({ text }) => (JSON.parse(text) as { tag: string }).tag);
  const topics = new Set(got.map(({ headers }) => String(headers['topic'])));
  assert.equal(new Set(tags).size, topics.size);
  const orders = cases.filter(({ command }) => command === 'tell').length * ends.length;
  assert.equal(new Set(tags.filter((tag) => tag.startsWith('shipped'))).size, orders, 'each is told');
  assert.ok(tags.length > new Set(tags).size, 'some were sent again, after a death');
}

async function acknowledged(town: Town): Promise<void> {
  const told = [...town.market.orders.values()].filter((one) => one.ack?.startsWith('N-'));
  assert.equal(told.length, ends.length, 'each order there knows our number');
}

/** What the marketplace shows after all that is what we would tell it now. */
async function shownAsItIs(town: Town, when = 'at the end'): Promise<void> {
  const shown = (): string =>
    JSON.stringify(
      [...town.market.offers.values()].map(({ sku, quantity, unitMinor }) => [sku, quantity, unitMinor]).sort(),
    );
  const before = shown();
  const home = must(town.homes[0], 'a home');
  await home.transaction({ actor: 'test' }, (tx) => tellEverything(tx, town.channels.market, town.skuIds));
  await pushOffers(home);
  assert.equal(before, shown(), when);
}

/** One mail and one message for each order that was placed: a repetition carries the same id. */
async function toldOnce(town: Town, mails: string[], hooks: string[]): Promise<void> {
  const home = must(town.homes[0], 'a home');
  const [placed] = await home.query<{ all: number; web: number }>(sql`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE channel_id = ${town.channels.web})::int AS web
    FROM orders.order o WHERE EXISTS (SELECT FROM journal.event e WHERE e.subject_id = o.order_id AND e.type = 'orders.placed')`);
  const [sent] = await home.query<{ all: number; placed: number }>(sql`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE kind = 'order_placed')::int AS placed FROM notifications.message WHERE state = 'sent'`);
  assert.equal(new Set(mails).size, sent?.all, 'one mail a message');
  assert.equal(sent?.placed, placed?.web, 'one message that it is placed an order');
  assert.equal(new Set(hooks).size, placed?.all, 'one message an order');
  assert.ok(
    mails.length > new Set(mails).size && hooks.length > new Set(hooks).size,
    'some were sent again, after a death',
  );
}

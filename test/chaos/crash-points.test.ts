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
import { marketOrderId, pullMarketplaces, pushOffers, tellEverything } from '#marketplaces';
import { placeOrder } from '#orders';
import { setPrices } from '#pricing';
import { reactions, workRound } from '../../src/simulate/actors/machines.ts';
import { learn } from '../../src/simulate/model.ts';
import { townOracles } from '../../src/simulate/oracles.ts';
import { passTime } from '../../src/simulate/pass.ts';
import { letRest } from '../../src/simulate/run.ts';
import { rollOf } from '../../src/simulate/roll.ts';
import { address, openTown, type Town } from '../../src/simulate/town.ts';
import { lockOrder } from '../../src/modules.ts';
import { createEndpoint } from '../../src/webhooks/endpoints.ts';
import { testDatabase } from '../support/database.ts';
import { mailServer } from '../support/mail-server.ts';
import { sound } from '../support/orders.ts';
import { react } from '../support/react.ts';
import { outside, type Given, type OutsideCommand } from './support/outside.ts';

const roll = rollOf(Number(process.env.SEED ?? 4));
const ends = ['kill -9', 'throw'] as const;
type End = (typeof ends)[number];

/** Which command reaches the place. */
const commandOf = (point: CrashPoint): OutsideCommand => {
  if (/^(payments.authorise|orders.pay)/.test(point)) return 'pay';
  if (point.startsWith('payments.wish')) return 'capture';
  if (point.startsWith('payments.refund')) return 'refund';
  if (point.startsWith('notifications')) return 'mail';
  if (point.startsWith('webhooks')) return 'webhook';
  return must(/\.(pull|push|acknowledge)/.exec(point)?.[1], point) as OutsideCommand;
};

async function die(town: Town, end: End, point: CrashPoint, given: Given): Promise<void> {
  const command = commandOf(point);
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
async function order(town: Town, paid: boolean): Promise<{ orderId: string; paymentId: string }> {
  const home = must(town.homes[0], 'a home');
  const asked = { orderId: roll.id('ord'), paymentId: roll.id('pay'), method: 'card' } as const;
  const skuId = must(roll.pick(town.skuIds), 'an article');
  const receipt = unwrap(
    await placeOrder(home, {
      ...{ orderId: asked.orderId, channelId: town.channels.web, price: 'ours', short: 'refuse' },
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
  if (command === 'acknowledge') await outside.acknowledge(home, given); // the job is run again
  await passTime(home, 2 * MINUTE);
  await workRound(town, roll, true);
  await react(home, reactions);
  await outside.mail(home);
  await outside.webhook(home);
}

test('at each crash point, killed or thrown: the books hold, and nothing happened twice outside', async (t) => {
  const { mails, hooks, town } = await world(t);
  for (const point of crashPoints)
    for (const end of ends) {
      const command = commandOf(point);
      const given = await prepare(town, command);
      await die(town, end, point, given);
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
  t.diagnostic(`${crashPoints.length * ends.length} cases`);
});

type World = { town: Town; mails: () => string[]; hooks: string[] };

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
  await pushOffers(must(town.homes[0], 'a home'));
  const ids = (): string[] => post.mails.map((text) => must(/^Message-ID: (.*)$/im.exec(text)?.[1], 'an id'));
  return { town, mails: ids, hooks };
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
  assert.equal(new Set(mails).size, placed?.web, 'one mail an order');
  assert.equal(new Set(hooks).size, placed?.all, 'one message an order');
  assert.ok(
    mails.length > new Set(mails).size && hooks.length > new Set(hooks).size,
    'some were sent again, after a death',
  );
}

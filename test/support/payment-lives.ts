/** Waves of card orders, each lived from a seed over the real commands, with everything that goes wrong; and what must hold at the end. */
import { must } from '#base/assert';
import { armCrashPoints } from '#base/crash-point';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, Unavailable, unwrap } from '#base/refusal';
import { cancelOrder, expireOrders, findOrder, payOrder, placeOrder, retryOrder, shipOrder } from '#orders';
import {
  carryOut,
  carryOutRefunds,
  disputeCharge,
  lookUpTold,
  openPage,
  paymentsOf,
  readBooks,
  renewHeld,
  refundable,
  refundPayment,
  sweepPayments,
  type Payment,
} from '#payments';
import { modules } from '../../src/modules.ts';
import { eachAtMost } from '../../src/payments/deadline.ts';
import { voidPayment } from '../../src/payments/flows.ts';
import { bounceRefund, refundCharge, tell } from '../../src/payments/providers/pretend/psp.ts';
import { rollOf, type Roll } from '../../src/simulate/roll.ts';
import { passTime } from '../../src/simulate/pass.ts';
import { stock, webDraft } from './orders.ts';
import {
  breakNetwork,
  carryPost,
  inProcess,
  killWorkers,
  mayDie,
  note,
  rollFor,
  tellOfIntent,
  writeWebhook,
  writeWrongWebhook,
  type World,
} from './payment-faults.ts';
import { finish, heldTooLong, intentsOf, ways, type Life, type Wave, type WaveReport } from './payment-ends.ts';
import { react } from './react.ts';
import { testShop } from './shop.ts';
import type { StripeServer } from './stripe-server.ts';

const reactions = modules
  .filter(({ name }) => name === 'payments' || name === 'orders')
  .flatMap((module) => module.reactions ?? []);

/** Plays so many lives from their first click to a month later; `count` orders over one fresh database. */
export async function playWave(options: {
  readonly database: Database;
  readonly stripe: StripeServer;
  readonly seed: number;
  readonly count: number;
}): Promise<WaveReport> {
  const { database, stripe, seed, count } = options;
  const names = new Map<string, string>();
  const keyOf = (paymentId: string): string => names.get(paymentId) ?? paymentId;
  const world: World = {
    ...{ database, stripe, seed, flaky: true, faults: new Map(), late: [], asked: new Map(), post: [] },
  };
  const shop = await testShop(database, { articles: 2, stock: 0 });
  const [plenty = '', scarce = ''] = shop.skuIds;
  await stock(database, shop, plenty, count * 3);
  await stock(database, shop, scarce, Math.ceil(count / 6));
  await database.query(sql`UPDATE payments.setting SET capture_on = ${seed % 3 === 0 ? 'shipment' : 'order'}`);
  breakNetwork(world, database, keyOf);
  killWorkers(world, 40);
  const lives = Array.from({ length: count }, (_, i): Life => {
    const roll = rollOf(seed * 1_000 + i);
    const way = roll.weighted(ways).name;
    const onPage = way === 'page' || way === 'late page';
    const provider = onPage || roll.chance(45) ? 'stripe' : 'pretend';
    const draft = webDraft(shop, [[roll.chance(35) ? scarce : plenty, roll.int(1, 3)]], 'card');
    const payments = draft.payments.map((one) => ({ ...one, provider }) as const);
    names.set(payments[0]?.paymentId ?? '', `life ${i}`);
    return { name: `life ${i}`, draft: { ...draft, payments }, provider, roll, way };
  });
  const wave: Wave = { world, lives };
  try {
    await play(wave, keyOf, names);
  } finally {
    armCrashPoints(undefined);
  }
  return finish(wave);
}

/** From the first click to the day when everything is at rest; minutes pass as `pass` says. */
async function play(wave: Wave, keyOf: (id: string) => string, names: Map<string, string>): Promise<void> {
  const { world, lives } = wave;
  const act = (what: string, each: (life: Life) => Promise<unknown>): Promise<unknown> =>
    eachAtMost(6, lives, (life) => answered(world, `${what} ${life.name}`, () => each(life)));
  await act('orders', (life) =>
    inProcess(world, `place ${life.name}`, keyOf, async (database) => placed(await placeOrder(database, life.draft))),
  );
  await act('pays', (life) => pay(world, life, keyOf, names));
  await pass(world, 35);
  await act('tells', (life) => tellSome(world, life));
  await act('early', (life) => meddle(wave, life, keyOf));
  await pass(world, 300);
  await act('tells', (life) => tellSome(world, life));
  await pass(world, 505); // the fourteenth minute is over
  world.flaky = false; // a provider that answers by the fifteenth
  await pass(world, 31);
  await pass(world, 2); // what was found out is carried out a second later
  await heldTooLong(wave);
  world.flaky = true;
  await act('late', (life) => lateMoney(world, life));
  await pass(world, 90);
  await pass(world, 600);
  await act('days', (life) => giveBack(world, life, keyOf));
  await pass(world, 3_600);
  await act('days', (life) => afterwards(world, life));
  await pass(world, 86_400);
  await act('tells', (life) => tellSome(world, life));
  await pass(world, 3_600);
  world.flaky = false;
  armCrashPoints(undefined);
  for (const seconds of [31, 61, 900, 61]) await pass(world, seconds);
  await decide(wave);
  for (const seconds of [31, 61, 86_400, 61, 259_200, 61, 86_400, 61, 31]) await pass(world, seconds);
}

/** What people are refused they take as an answer; who hears nothing comes back later. */
async function answered(world: World, about: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return note(world, `refused ${error.code}`.replace(/^/, '(') + ')');
    if (error instanceof Unavailable) return;
    throw Object.assign(new Error(`${about}: ${error instanceof Error ? error.stack : String(error)}`), {
      cause: error,
    });
  }
}

const placed = (outcome: Awaited<ReturnType<typeof placeOrder>>): void => {
  if (!outcome.ok && outcome.refusal.code !== 'inventory.short') unwrap(outcome);
};

/** Time passes, and the worker does all of its work; what was on the road arrives. */
async function pass(world: World, seconds: number): Promise<void> {
  const { database } = world;
  const roll = rollFor(world, 'pass');
  await passTime(database, seconds * 1_000);
  if (!world.flaky) world.stripe.faults.length = 0;
  for (const call of world.late.splice(0)) await call().catch(() => undefined);
  await carryPost(world, roll);
  const duties = [carryOut, carryOutRefunds, sweepPayments, lookUpTold, readBooks, renew, expireOrders];
  for (const duty of world.flaky ? roll.shuffled(duties) : duties) await mayDie(() => duty(database));
  await react(database, reactions);
}

const renew = (database: Database): Promise<void> => renewHeld(database);

const cardOf = (life: Life, provider: string): string => {
  if (life.way === 'a bank that decides late') return provider === 'stripe' ? 'pm_processing' : 'tok_late_webhook';
  if (provider === 'stripe') return 'pm_ok';
  return must(life.roll.pick(['tok_ok', 'tok_ok', 'tok_lost_answer', 'tok_double_webhook']), 'a card');
};

async function pay(world: World, life: Life, keyOf: (id: string) => string, names: Map<string, string>): Promise<void> {
  const { draft, provider, way, name } = life;
  const { orderId } = draft;
  const paymentId = draft.payments[0]?.paymentId ?? '';
  const call = (id: string, card: string) =>
    inProcess(world, `pay ${name}`, keyOf, (database) =>
      payOrder(database, { orderId, paymentId: id, card, actor: 'test' }),
    );
  switch (way) {
    case 'never':
      return;
    case 'page':
    case 'late page': {
      const page = {
        title: name,
        lang: 'fr',
        returnUrl: 'https://shop.example/a',
        cancelUrl: 'https://shop.example/b',
      } as const;
      life.page = (await openPage(world.database, paymentId, page))?.url ?? '';
      if (way === 'page') await payOnPage(world, life);
      return;
    }
    case 'twice at once':
      await Promise.allSettled([call(paymentId, cardOf(life, provider)), call(paymentId, cardOf(life, provider))]);
      note(world, 'paid twice at once');
      return;
    case 'declined, then another card': {
      await call(paymentId, provider === 'stripe' ? 'pm_declined' : 'tok_declined').catch(onlyRefusals);
      note(world, 'declined');
      const second = newId('pay');
      names.set(second, `${name} again`);
      await call(second, 'tok_ok');
      return;
    }
    default:
      await call(paymentId, cardOf(life, provider));
  }
}

function onlyRefusals(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

async function payOnPage(world: World, life: Life): Promise<void> {
  if (!life.page) return;
  const before = new Set(world.stripe.intents.keys());
  world.stripe.payOnPage(life.page);
  const made = [...world.stripe.intents.values()].filter(({ id }) => !before.has(id));
  if (!life.roll.chance(60)) return note(world, 'paid on a page, told by nobody');
  for (const intent of made) await tellOfIntent(world, intent);
}

/** The provider tells of what it did, truly and otherwise. */
async function tellSome(world: World, life: Life): Promise<void> {
  for (const payment of await paymentsOf(world.database, life.draft.orderId)) {
    if (payment.provider === 'pretend') {
      if (life.roll.chance(60)) await writeWebhook(world, payment.paymentId);
      if (life.roll.chance(4)) await writeWrongWebhook(world, payment.paymentId, life.roll);
    }
    for (const intent of intentsOf(world, payment.paymentId))
      if (life.roll.chance(60)) await tellOfIntent(world, intent);
  }
}

/** Its buyer changes their mind, or the office is quick. */
async function meddle(wave: Wave, life: Life, keyOf: (id: string) => string): Promise<void> {
  const { world } = wave;
  const { orderId } = life.draft;
  const chance = life.roll.int(1, 100);
  if (chance <= 22) {
    note(world, 'cancelled while its money was on the road');
    await inProcess(world, `cancel ${life.name}`, keyOf, (database) =>
      database.transaction({ actor: 'test' }, (tx) => cancelOrder(tx, { orderId, reason: 'test' })),
    );
  } else if (chance <= 50) {
    await world.database.transaction({ actor: 'test' }, (tx) => shipOrder(tx, { orderId }));
  }
}

/** When the order is over: pages that were left open, banks that took their time, stock that others bought meanwhile. */
async function lateMoney(world: World, life: Life): Promise<void> {
  if (life.way === 'late page') {
    note(world, 'paid on a page after the order was over');
    await payOnPage(world, life);
    return;
  }
  if (life.way !== 'a bank that decides late' || life.provider !== 'stripe') return;
  const paymentId = life.draft.payments[0]?.paymentId ?? '';
  for (const intent of intentsOf(world, paymentId)) {
    if (intent.status !== 'processing') continue;
    note(world, 'a bank decided after the order was over');
    const until = Math.floor(Number(new Date(0)) / 1_000) + 4_000_000_000;
    const yes = life.roll.chance(80);
    Object.assign(intent, {
      ...{ status: yes ? 'requires_capture' : 'canceled', amount_capturable: yes ? intent.amount : 0 },
      latest_charge: { id: `ch_${intent.id}`, payment_method_details: { card: { capture_before: until } } },
    });
    await tellOfIntent(world, intent);
  }
}

/** Staff give some of it back, twice at once and more than there is; the provider's own people do too. */
async function giveBack(world: World, life: Life, keyOf: (id: string) => string): Promise<void> {
  const { roll, draft } = life;
  const taken = (await paymentsOf(world.database, draft.orderId)).filter(
    (one) => refundable(one) > 0 && one.state === 'captured',
  );
  for (const payment of taken) {
    const { paymentId, currency } = payment;
    if (roll.chance(60)) {
      const ask = (minor: number) => {
        const refundId = newId('rfd');
        return inProcess(world, `refund ${life.name}`, keyOf, (database) =>
          refundPayment(database, { refundId, paymentId, minor, currency, reason: 'test' }),
        ).catch(onlyRefusals);
      };
      const half = Math.ceil(refundable(payment) / 2);
      if (roll.chance(50)) note(world, 'refunds at once, more than there is');
      await Promise.all(roll.chance(50) ? [ask(half), ask(half), ask(half)] : [ask(roll.int(1, half))]);
    } else if (roll.chance(12) && payment.provider === 'pretend') {
      note(world, 'given back by the provider’s own people');
      await refundCharge(world.database, { reference: paymentId, refund: newId('own'), amount: 100, tell: true });
    }
  }
}

/** Days later: refunds come back from the buyer's bank, and buyers dispute, some of them what they got back already. */
async function afterwards(world: World, life: Life): Promise<void> {
  const { roll, draft } = life;
  for (const payment of await paymentsOf(world.database, draft.orderId)) {
    if (payment.capturedMinor === 0) continue;
    if (roll.chance(60)) await bounceSome(world, payment, roll);
    if (roll.chance(20)) await dispute(world, payment, roll);
  }
}

async function bounceSome(world: World, { paymentId, provider }: Payment, roll: Roll): Promise<void> {
  const done = await world.database.query<{ refundId: string }>(
    sql`SELECT refund_id AS "refundId" FROM payments.refund WHERE payment_id = ${paymentId} AND state = 'done' ORDER BY created_at`,
  );
  for (const { refundId } of done) {
    if (!roll.chance(60)) continue;
    note(world, 'a refund came back days later');
    if (provider === 'pretend') await bounceRefund(world.database, { reference: paymentId, refund: refundId });
    const theirs = world.stripe.refunds.find(
      (one) => (one.metadata as Record<string, string>)['refund_id'] === refundId,
    );
    if (!theirs) continue;
    Object.assign(theirs, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
    for (const intent of intentsOf(world, paymentId)) await tellOfIntent(world, intent);
  }
}

async function dispute(world: World, { paymentId, capturedMinor, provider }: Payment, roll: Roll): Promise<void> {
  const amount = roll.chance(50) ? capturedMinor : Math.ceil(capturedMinor / 3);
  note(world, 'a dispute');
  const id = newId('dsp');
  const states = roll.shuffled(['open', must(roll.pick(['lost', 'won'] as const), 'an end')] as const);
  if (provider === 'pretend') {
    for (const state of states)
      await disputeCharge(world.database, { id, reference: paymentId, amount, reason: 'fraud', state });
    await tell(world.database, paymentId);
    return;
  }
  for (const intent of intentsOf(world, paymentId)) {
    if (intent.status !== 'succeeded') continue;
    const row = {
      id,
      payment_intent: intent.id,
      amount,
      reason: 'fraudulent',
      status: 'needs_response',
      evidence_details: {},
    };
    world.stripe.disputes.push(row);
    await tellOfIntent(world, intent);
    if (states[1] !== 'open') Object.assign(row, { status: states[1] });
  }
}

/** People decide what waits for them: quarantined money goes back; orders whose stock is gone are placed when there is some, or cancelled. */
async function decide({ world, lives }: Wave): Promise<void> {
  const { database } = world;
  for (const { draft, roll } of lives) {
    const { orderId } = draft;
    for (const payment of await paymentsOf(database, orderId))
      if (payment.state === 'quarantined')
        await voidPayment(database, { paymentId: payment.paymentId, reason: 'quarantine' });
    const order = await findOrder(database, orderId);
    if (order?.state !== 'needs_decision') continue;
    note(world, '(an order needed a decision)');
    try {
      if (roll.chance(50)) {
        await database.transaction({ actor: 'test' }, (tx) => retryOrder(tx, { orderId }));
        continue;
      }
    } catch (error) {
      onlyRefusals(error);
    }
    await database.transaction({ actor: 'test' }, (tx) => cancelOrder(tx, { orderId, reason: 'stock gone' }));
  }
}

/** The people at their devices, over HTTP, as their programs do it: each asks again with the same id until it knows, or gives up. */
import { must } from '#base/assert';
import { marketOrderId } from '#marketplaces';
import { clock, elapsed, sleep } from '#base/time';
import type { Told } from '../model.ts';
import type { Roll } from '../roll.ts';
import { address, type Town } from '../town.ts';
import type { Heard, History, Question } from './history.ts';
import type { Machines } from './machines.ts';

export type Counter = {
  readonly cookie: string;
  readonly deviceId: string;
  lastSequence: number;
  lastHash: string;
};

export type World = {
  readonly town: Town;
  machines: Machines;
  readonly history: History;
  /** Session of a manager. */
  readonly office: string;
  readonly counters: readonly Counter[];
  /** Articles and what each costs, minor units. */
  readonly prices: ReadonlyMap<string, number>;
  /** Orders of the web, with their payment: what the office may touch. */
  readonly orders: { readonly orderId: string; readonly paymentId: string }[];
  /** Answers of the five hundreds but 503, and what the machines say of them: our bugs. */
  readonly broken: string[];
  readonly over: () => boolean;
};

type Call = { readonly path: string; readonly body: object; readonly cookie?: string; readonly key?: string };
type Answered = Readonly<Record<string, unknown>>;

/** Asks one of the APIs; `told` reads what a good answer says. */
async function call(world: World, roll: Roll, what: Call, told: (body: Answered) => Told[]): Promise<Heard> {
  const machine = must(roll.pick(world.machines.apis), 'an API');
  const headers = {
    'content-type': 'application/json',
    ...(what.cookie === undefined ? {} : { cookie: what.cookie }),
    ...(what.key === undefined ? {} : { 'idempotency-key': what.key }),
  };
  let answer: { status: number; body: Answered };
  try {
    const init = { method: 'POST', headers, body: JSON.stringify(what.body), signal: AbortSignal.timeout(8_000) };
    const got = await fetch(machine.url + what.path, init);
    const text = await got.text();
    answer = { status: got.status, body: text === '' ? {} : (JSON.parse(text) as Answered) };
  } catch {
    return { how: 'unknown' };
  }
  const { status, body } = answer;
  if (status < 300) return { how: 'ok', told: told(body) };
  const code = String(body.code);
  if (status === 503 || code === 'request.in_flight') return { how: 'unknown' };
  if (status >= 500) world.broken.push(`${what.path}: ${status} ${JSON.stringify(body)}`);
  return status >= 500 ? { how: 'unknown' } : { how: 'fail', code };
}

const TRIES = 25;

/** Asks until there is an answer; nine of ten do not give up before many tries, the tenth at the first silence. */
async function ask(world: World, roll: Roll, question: Question): Promise<Heard> {
  const tries = roll.chance(90) ? TRIES : 1;
  for (let i = 1; ; i++) {
    const heard = await world.history.ask(question);
    if (heard.how !== 'unknown' || i >= tries || world.over()) return heard;
    await sleep(100 + 200 * roll.next());
  }
}

const refused: Heard = { how: 'fail', code: '' };

function goods(world: World, roll: Roll, most: number) {
  const wanted = roll.shuffled([...world.prices]).slice(0, roll.int(1, 2));
  return wanted.map(([skuId, unitMinor]) => ({ skuId, quantity: roll.int(1, most), unitMinor }));
}

/** Orders on the web, for home or for the shop, paid later or by card; some fingers are nervous. */
export async function shopper(world: World, name: string, roll: Roll): Promise<void> {
  const { town } = world;
  while (!world.over()) {
    const [orderId, paymentId, card] = [roll.id('ord'), roll.id('pay'), roll.chance(35)];
    const order = { orderId, paymentId, method: card ? 'card' : 'promise' } as const;
    const home = { method: 'delivery', address };
    const body = {
      ...{ orderId, channelId: town.channels.web, lines: goods(world, roll, 2) },
      contact: { name: 'Ada Essai', email: 'ada@exemple.fr' },
      delivery: roll.chance(50) ? home : { method: 'pickup', siteId: town.sites.store },
      payment: { method: order.method, paymentId },
    };
    let token: unknown;
    const question: Question = {
      ...{ who: name, what: 'order', id: orderId },
      send: () =>
        call(world, roll, { path: '/api/shop/orders', body }, (receipt) => {
          token = receipt.token;
          const placed = receipt.state === 'placed';
          return [{ told: 'opened', order, receipt: receipt as never, placed }];
        }),
    };
    const heard = await ask(world, roll, question);
    if (roll.chance(10) && heard.how === 'ok') await world.history.ask(question);
    if (heard.how === 'ok') {
      world.orders.push({ orderId, paymentId });
      if (card && roll.chance(90)) await pay(world, name, roll, { orderId, paymentId, token });
    }
    await sleep(roll.int(5, 80));
  }
}

const cards = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_lost_answer', 'tok_double_webhook'] as const;

async function pay(
  world: World,
  who: string,
  roll: Roll,
  order: { orderId: string; paymentId: string; token: unknown },
): Promise<void> {
  const { orderId, paymentId, token } = order;
  const body = { paymentId, card: { token: roll.pick(cards) }, orderToken: token };
  await ask(world, roll, {
    ...{ who, what: 'pay', id: `pay ${paymentId}` },
    send: () =>
      call(world, roll, { path: `/api/shop/orders/${orderId}/pay`, body }, ({ state }) =>
        state === 'placed' ? [{ told: 'placed', orderId }] : [],
      ),
  });
}

/** Sells over the counter; a till that has heard nothing of a ticket makes no other before it knows. */
export async function clerk(world: World, name: string, roll: Roll, counter: Counter): Promise<void> {
  while (!world.over()) {
    const [orderId, paymentId, ticketId] = [roll.id('ord'), roll.id('pay'), roll.id('tkt')];
    const lines = goods(world, roll, 1);
    const receivedMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
    const body = {
      ...{ ticketId, orderId, at: clock(), lines },
      ...{ sequence: counter.lastSequence + 1, previousHash: counter.lastHash },
      payment: { method: 'cash', paymentId, receivedMinor },
    };
    const order = { orderId, paymentId, method: 'cash' } as const;
    const question: Question = {
      ...{ who: name, what: 'ticket', id: ticketId },
      send: () =>
        call(world, roll, { path: '/api/till/tickets', body, cookie: counter.cookie }, (receipt) => {
          counter.lastSequence = body.sequence;
          counter.lastHash = String(receipt.hash);
          const told = { ...receipt, openedAt: receipt.receivedAt } as never;
          return [{ told: 'carried_away', order, receipt: told, ticketId }];
        }),
    };
    let heard: Heard = { how: 'unknown' };
    while (heard.how === 'unknown' && !world.over()) {
      heard = await world.history.ask(question);
      if (heard.how === 'unknown') await sleep(100 + 200 * roll.next());
    }
    await sleep(roll.int(10, 120));
  }
}

/** Ships, cancels, gives money back, receives and moves goods. */
export async function office(world: World, name: string, roll: Roll): Promise<void> {
  while (!world.over()) {
    const act = roll.weighted([
      { act: ship, weight: 40 },
      { act: cancel, weight: 14 },
      { act: refund, weight: 8 },
      { act: receive, weight: 12 },
      { act: move, weight: 12 },
    ]).act;
    await act(world, name, roll);
    await sleep(roll.int(20, 150));
  }
}

type Act = (world: World, who: string, roll: Roll) => Promise<Heard>;

const ship: Act = async (world, who, roll) => {
  const order = roll.recent(world.orders, 60);
  if (!order) return refused;
  const { orderId } = order;
  const what = { path: `/api/orders/${orderId}/ship`, body: {}, cookie: world.office };
  const send = (): Promise<Heard> => call(world, roll, what, () => [{ told: 'shipped', orderId }]);
  return ask(world, roll, { who, what: 'ship', id: `ship ${orderId}`, send });
};

const cancel: Act = async (world, who, roll) => {
  const order = roll.recent(world.orders, 30);
  if (!order) return refused;
  const { orderId } = order;
  const what = { path: `/api/orders/${orderId}/cancel`, body: { reason: 'chaos' }, cookie: world.office };
  const send = (): Promise<Heard> => call(world, roll, what, () => [{ told: 'cancelled', orderId }]);
  return ask(world, roll, { who, what: 'cancel', id: `cancel ${orderId}`, send });
};

const refund: Act = async (world, who, roll) => {
  const order = roll.recent(world.orders, 60);
  if (!order) return refused;
  const { orderId, paymentId } = order;
  const [refundId, minor] = [roll.id('rfd'), roll.int(1, 400)];
  const body = { refundId, amount: { minor, currency: 'EUR' }, reason: 'kindness' };
  const what = { path: `/api/payments/${paymentId}/refunds`, body, cookie: world.office };
  const told = (): Told[] => [{ told: 'refunded', orderId, minor }];
  return ask(world, roll, { who, what: 'refund', id: refundId, send: () => call(world, roll, what, told) });
};

const receive: Act = async (world, who, roll) => {
  const [skuId, siteId] = [must(roll.pick([...world.prices.keys()]), 'an article'), world.town.sites.store];
  const [key, quantity] = [roll.id('key'), roll.int(1, 30)];
  const body = { siteId, document: key, lines: [{ skuId, quantity }] };
  const what = { path: '/api/stock/receipts', body, cookie: world.office, key };
  const told = (): Told[] => [{ told: 'received', skuId, units: quantity }];
  return ask(world, roll, { who, what: 'receive', id: key, send: () => call(world, roll, what, told) });
};

const move: Act = async (world, who, roll) => {
  const { store, warehouse } = world.town.sites;
  const [skuId, back] = [must(roll.pick([...world.prices.keys()]), 'an article'), roll.chance(50)];
  const [from, to] = back ? [store, warehouse] : [warehouse, store];
  const key = roll.id('key');
  const sellable = (siteId: string) => ({ siteId, kind: 'sellable' });
  const moves = [{ skuId, from: sellable(from), to: sellable(to), quantity: roll.int(1, 10) }];
  const body = { moves, reason: 'transfer', document: key };
  const what = { path: '/api/stock/moves', body, cookie: world.office, key };
  return ask(world, roll, { who, what: 'move', id: key, send: () => call(world, roll, what, () => []) });
};

/** Somebody buys at the marketplace, whose book is its own; its answer always comes. */
export async function stranger(world: World, name: string, roll: Roll): Promise<void> {
  const { market, skus, channels } = world.town;
  while (!world.over()) {
    const began = elapsed();
    const body = JSON.stringify({ sku: roll.pick([...skus.values()]), qty: 1 });
    const buy = async (): Promise<Heard> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${market.url}/buy`, { method: 'POST', headers, body });
      const { id = '' } = (await answer.json()) as { id?: string };
      if (answer.status >= 400) return { how: 'fail', code: String(answer.status) };
      const [orderId, paymentId] = (['ord', 'pay'] as const).map((kind) => marketOrderId(kind, channels.market, id));
      const order = { orderId: must(orderId, 'an id'), paymentId: must(paymentId, 'an id'), method: 'given' } as const;
      return { how: 'ok', told: [{ told: 'sold_elsewhere', order }] };
    };
    await world.history.ask({ who: name, what: 'sold elsewhere', id: roll.id('mkt'), send: buy });
    await sleep(Math.max(0, 300 + 900 * roll.next() - (elapsed() - began)));
  }
}

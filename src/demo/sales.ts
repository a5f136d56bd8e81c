/** The past's sales, replayed by the code that sells today: over the counter as chained tickets, elsewhere through the gate. */
import { must } from '#base/assert';
import type { Database, Tx } from '#base/db';
import { unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { placeOf } from '#inventory';
import { placeOrders, prepareOrder, type OrderDraft, type PreparedOrder } from '#orders';
import { openPayments, seedPretendBook, settlePayments } from '#payments';
import { counterOrder, enrolTill, lockTills, postTickets, tillById, type Device, type TicketDraft } from '#till';
import { idFor } from './ids.ts';
import { channels } from './merchant.ts';
import { customers } from './seed.ts';
import type { SaleFact } from './types.ts';

/** Articles by SKU: their ids, and what they cost. */
export type Goods = {
  readonly skuIds: ReadonlyMap<string, string>;
  readonly prices: ReadonlyMap<string, number>;
};

type Unchained = Omit<TicketDraft, 'sequence' | 'previousHash'>;
export type PastSale = {
  readonly fact: SaleFact;
  readonly order: PreparedOrder;
  /** At a till: the ticket but for its place in the chain. */
  readonly ticket?: Unchained;
};

const tills = channels.filter((channel) => channel.kind === 'till' && channel.live);
const tillHandles = new Set(tills.map((channel) => channel.handle));

/** The tills that stood in the stores, each of its own chain; one that is opened already goes on with it. */
export async function openTills(database: Database, at: Instant): Promise<void> {
  await database.transaction({ actor: idFor('stf', 'louise'), at }, async (tx) => {
    for (const { handle } of tills) {
      const deviceId = idFor('dev', handle);
      if (await tillById(tx, deviceId)) continue;
      await enrolTill(tx, { deviceId, channelId: idFor('chn', handle), name: 'Caisse 1' });
      tx.lockRank = -1;
    }
  });
}

/** Decides a sale as it was decided then: at its prices, from the places that served it. */
export async function prepareSale(database: Database, fact: SaleFact, goods: Goods, at: Instant): Promise<PastSale> {
  const ticket = tillHandles.has(fact.channel) ? ticketOf(fact, goods, at) : undefined;
  const draft: OrderDraft = { ...(ticket ? atCounter(fact, ticket) : elsewhere(fact, goods)), price: 'given' };
  const actor = fact.staff === undefined ? 'demo' : idFor('stf', fact.staff);
  const order = unwrap(await prepareOrder(database, draft, { actor, at }));
  const places = [...new Set(fact.lines.map((line) => placeOf(idFor('sit', line.from))))];
  // It left from where it left: no rule of today chooses among all places.
  const { choose: _rules, leave: _kept, ...take } = order.take;
  return {
    fact,
    order: { ...order, take: { ...take, places, pool: true } },
    ...(ticket ? { ticket } : {}),
  };
}

/** The card provider's own book, which commits apart from ours. */
export async function tellProvider(database: Database, sales: readonly PastSale[]): Promise<void> {
  await seedPretendBook(
    database,
    sales.filter(byCard).map(({ fact, order }) => {
      const { minor, currency } = order.priced.totals.gross;
      const paymentId = idFor('pay', fact.key);
      return { paymentId, externalId: `ch_${paymentId}`, currency, minor };
    }),
  );
}

/** Makes sales of one moment, in their order: cards first, then each store's tickets one behind the other, then the others. */
export async function makeSales(tx: Tx, sales: readonly PastSale[]): Promise<void> {
  await chargeCards(tx, sales.filter(byCard));
  await makeTickets(tx, sales);
  const others = sales.filter((sale) => !sale.ticket).map((sale) => sale.order);
  tx.lockRank = -1;
  if (others.length > 0) for (const outcome of await placeOrders(tx, others)) unwrap(outcome);
}

/** A device posts one ticket at a time: each round holds the next of every till. */
async function makeTickets(tx: Tx, sales: readonly PastSale[]): Promise<void> {
  const queues = new Map<string, PastSale[]>();
  for (const sale of sales) {
    if (!sale.ticket) continue;
    const deviceId = idFor('dev', sale.fact.channel);
    queues.set(deviceId, [...(queues.get(deviceId) ?? []), sale]);
  }
  if (queues.size === 0) return;
  const tails = await lockTills(tx, [...queues.keys()]); // a sale of today on the same till waits for this one
  while (queues.size > 0) {
    const round = [...queues].flatMap(([deviceId, queue]) => {
      const sale = queue.shift();
      if (queue.length === 0) queues.delete(deviceId);
      return sale?.ticket ? [chained(sale, sale.ticket, must(tails.get(deviceId), deviceId))] : [];
    });
    tx.lockRank = -1;
    const outcomes = await postTickets(tx, round);
    for (const [i, { device }] of round.entries()) {
      const { sequence, hash } = unwrap(must(outcomes[i], 'an outcome'));
      tails.set(device.deviceId, { ...device, lastSequence: sequence, lastHash: hash });
    }
  }
}

function chained({ order }: PastSale, ticket: Unchained, device: Device) {
  const draft: TicketDraft = { ...ticket, sequence: device.lastSequence + 1, previousHash: device.lastHash };
  return { draft, device, staffId: order.actor, order, cashStep: 1 };
}

const byCard = ({ fact, order }: PastSale): boolean => fact.tender === 'card' && order.priced.totals.gross.minor > 0;

/** Cards were charged long ago: written down as taken. A ticket claims its money itself. */
async function chargeCards(tx: Tx, sales: readonly PastSale[]): Promise<void> {
  if (sales.length === 0) return;
  tx.lockRank = -1;
  const opened = await openPayments(
    tx,
    sales.map(({ fact, order, ticket }) => ({
      paymentId: idFor('pay', fact.key),
      orderId: order.draft.orderId,
      method: 'card' as const,
      provider: 'pretend' as const,
      amountMinor: order.priced.totals.gross.minor,
      currency: order.currency,
      ...(ticket ? { deviceId: idFor('dev', fact.channel) } : {}),
    })),
  );
  for (const outcome of opened) unwrap(outcome);
  tx.lockRank = -1;
  const settled = await settlePayments(
    tx,
    sales.map(({ fact, ticket }) => {
      const paymentId = idFor('pay', fact.key);
      const taken = { paymentId, state: 'captured' as const, externalId: `ch_${paymentId}` };
      return ticket ? taken : { ...taken, claim: 'capture' as const };
    }),
  );
  for (const outcome of settled) unwrap(outcome);
}

const buyerOf = (fact: SaleFact) => customers.find((one) => one.key === fact.customer);
const siteOf = (fact: SaleFact): string => idFor('sit', fact.lines[0]?.from ?? 'LYO');

function linesOf(fact: SaleFact, { skuIds, prices }: Goods): OrderDraft['lines'] {
  return fact.lines.map(({ sku, quantity }) => ({
    skuId: skuIds.get(sku) ?? sku,
    quantity,
    unitMinor: prices.get(sku) ?? 0,
  }));
}

const FIVE_EUROS = 500;

/** Cash is given in notes: rounded up to the next five euros. */
function ticketOf(fact: SaleFact, goods: Goods, at: Instant): Unchained {
  const lines = linesOf(fact, goods);
  const paymentId = idFor('pay', fact.key);
  const due = lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
  return {
    ticketId: idFor('tkt', fact.key),
    orderId: idFor('ord', fact.key),
    at,
    lines,
    payment:
      fact.tender === 'cash'
        ? { method: 'cash', paymentId, receivedMinor: Math.ceil(due / FIVE_EUROS) * FIVE_EUROS }
        : { method: 'card', paymentId },
    ...(fact.customer === undefined ? {} : { customerId: idFor('cus', fact.customer) }),
    override: false,
  };
}

function atCounter(fact: SaleFact, ticket: Unchained): OrderDraft {
  const customer = buyerOf(fact);
  const device = {
    deviceId: idFor('dev', fact.channel),
    channelId: idFor('chn', fact.channel),
    siteId: siteOf(fact),
  };
  const named = customer && { name: `${customer.firstName} ${customer.lastName}`, email: customer.email };
  return counterOrder(ticket, device, named);
}

function elsewhere(fact: SaleFact, goods: Goods): OrderDraft {
  const customer = buyerOf(fact);
  const name = customer ? `${customer.firstName} ${customer.lastName}` : (fact.buyer ?? 'Client');
  const paymentId = idFor('pay', fact.key);
  return {
    orderId: idFor('ord', fact.key),
    channelId: idFor('chn', fact.channel),
    ...(customer ? { customerId: idFor('cus', customer.key) } : {}),
    ...(fact.tender === 'marketplace' ? { sourceRef: `GM-${fact.key}` } : {}),
    contact: { name, ...(customer ? { email: customer.email } : {}) },
    delivery: deliveryOf(fact, name, customer?.address),
    lines: linesOf(fact, goods),
    payments:
      fact.tender === 'marketplace'
        ? [{ paymentId, method: 'given', provider: 'marketplace' }]
        : fact.tender === 'promise'
          ? [{ paymentId, method: 'promise', provider: 'promise' }]
          : [],
    price: 'given',
    short: 'refuse',
  };
}

function deliveryOf(
  fact: SaleFact,
  name: string,
  address: (typeof customers)[number]['address'] | undefined,
): OrderDraft['delivery'] {
  if (fact.receive === 'pickup') return { method: 'pickup', siteId: siteOf(fact) };
  if (fact.tender === 'marketplace' || !address) return { method: 'marketplace' };
  return { method: 'delivery', address: { name, ...address } };
}

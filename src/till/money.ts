/** Money of an order that is collected here, taken or given back at a till: a ticket of its own that sells nothing. */
import type { Database, Tx } from '#base/db';
import { announce } from '#base/journal';
import { money, type Money } from '#base/money';
import { Refusal, refuse, unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { findOrder, giveBackAtCounter, openCardAtCounter, orderTouches, takeAtCounter, type Order } from '#orders';
import { authorisePayment, settlePayments } from '#payments';
import type { CardAnswer } from './card.ts';
import { admitTicket, chainTicket, orPutAside, type Link } from './chain.ts';
import { blockedTills } from './forks.ts';
import { changeOf, dueIn, withRounding, type Device, type Tender, type TicketBody } from './model.ts';
import { ticketsById } from './queries.ts';
import { cashStepAt, roundTicket } from './rounding.ts';

/** As the till tells it: what it showed as due, above zero taken by `payment`, below zero given back. */
export type MoneyDraft = Link & { readonly dueMinor: number; readonly payment?: Tender | undefined };
export type MoneyReceipt = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly number: string;
  readonly sequence: number;
  readonly hash: string;
  readonly total: Money;
  readonly receivedAt: Instant;
};

/** An order that concerns this till's store. Refuses `orders.not_found`. */
export async function orderHere(database: Database, orderId: string, { siteId }: Device): Promise<Order> {
  const order = (await orderTouches(database, orderId, [siteId])) ? await findOrder(database, orderId) : undefined;
  return order ?? refuse('orders.not_found', { detail: orderId });
}

type CardCall = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly dueMinor: number;
  readonly card: string;
};

/**
 * Asks a card for all that is due for an order, before the ticket. Again with the same payment an open answer is looked up. Refuses
 * `orders.not_found`, `orders.nothing_due`, `orders.due_changed` (with what is due), `orders.payment`, `till.blocked`.
 */
export async function askDueCard(
  database: Database,
  { orderId, paymentId, dueMinor, card }: CardCall,
  device: Device,
  staffId: string,
): Promise<CardAnswer> {
  if ((await blockedTills(database, [device.deviceId])).size > 0) refuse('till.blocked', { detail: device.code });
  await orderHere(database, orderId, device);
  const { deviceId } = device;
  const paid = await database.transaction({ actor: staffId }, (tx) =>
    openCardAtCounter(tx, { orderId, paymentId, deviceId, dueMinor }),
  );
  if (paid) return { state: 'authorised' };
  const { state, code, settlement } = await authorisePayment(database, { paymentId, card });
  if (state !== 'unknown')
    await database.transaction({ actor: staffId }, async (tx) => {
      for (const outcome of await settlePayments(tx, [settlement])) unwrap(outcome);
    });
  return { state, ...(code === undefined ? {} : { code }) };
}

type Part = TicketBody['payments'][number];

/**
 * Takes what is due for an order, or gives back what we owe for it, and chains the ticket that says so: all or nothing. The same ticket
 * again gives its receipt. Refuses as `takeAtCounter` and `giveBackAtCounter`, and `till.cash_short`, `till.fork`, `till.blocked`. Cash is rounded where it is elsewhere.
 */
export async function settleAtTill(
  database: Database,
  draft: MoneyDraft,
  device: Device,
  staffId: string,
): Promise<MoneyReceipt> {
  const order = await orderHere(database, draft.orderId, device);
  const known = await knownMoney(database, draft, order);
  if (known) return known;
  const { payment, dueMinor } = draft;
  const step = await cashStepAt(database, device, order.total.currency);
  if (payment && changeOf(payment, dueIn(payment, dueMinor, step)) < 0)
    refuse('till.cash_short', { detail: String(dueMinor) });
  const told = (): TicketBody[] => [
    moneyBody(draft, device, staffId, order, withRounding(payment ? [partOf(payment, dueMinor)] : [], step)),
  ];
  try {
    return await orPutAside(database, { link: draft, device, staffId }, told, () =>
      database.transaction({ actor: staffId, channelId: device.channelId }, (tx) =>
        settleHere(tx, draft, device, { staffId, order, step }),
      ),
    );
  } catch (error) {
    // Its twin, sent at the same moment, may have been first.
    const came = error instanceof Refusal ? await knownMoney(database, draft, order) : undefined;
    if (came) return came;
    throw error;
  }
}

async function settleHere(
  tx: Tx,
  draft: MoneyDraft,
  device: Device,
  { staffId, order, step }: { staffId: string; order: Order; step: number },
): Promise<MoneyReceipt> {
  const { ticketId, orderId, sequence, dueMinor, payment } = draft;
  const { deviceId } = device;
  const parts = payment
    ? [partOf(payment, (await takeAtCounter(tx, { ...payment, orderId, deviceId, dueMinor })).minor)]
    : (await giveBackAtCounter(tx, { orderId, deviceId, dueMinor })).map(({ paymentId, method, minor }): Part => ({
        ...{ paymentId, method, amountMinor: -minor, receivedMinor: 0, changeMinor: 0 },
      }));
  const body = moneyBody(draft, device, staffId, order, withRounding(parts, step));
  await roundTicket(tx, body);
  await admitTicket(tx, draft, device);
  const hash = await chainTicket(tx, draft, device, { body, kind: 'payment' });
  const total = money(body.totalMinor, body.currency);
  announce(tx, {
    type: 'till.ticket_posted',
    subjectKind: 'ticket',
    subjectId: ticketId,
    version: 1,
    channelId: device.channelId,
    mentions: [deviceId, orderId, ...(order.customerId === null ? [] : [order.customerId])],
    body: { orderId, sequence, hash, totalMinor: total.minor, currency: total.currency, kind: 'payment' },
  });
  return { ticketId, orderId, number: order.number, sequence, hash, total, receivedAt: tx.now };
}

const partOf = (payment: Tender, amountMinor: number): Part => ({
  ...{ paymentId: payment.paymentId, method: payment.method, amountMinor },
  receivedMinor: payment.method === 'cash' ? payment.receivedMinor : amountMinor,
  changeMinor: changeOf(payment, amountMinor),
});

/** It holds no goods and no VAT: the order it speaks of has both. */
function moneyBody(
  { ticketId, orderId, sequence, at }: MoneyDraft,
  { deviceId, channelId, siteId }: Device,
  staffId: string,
  order: Pick<Order, 'customerId' | 'total'>,
  payments: readonly Part[],
): TicketBody {
  return {
    ...{ ticketId, orderId, deviceId, channelId, siteId, staffId, sequence, at, payments },
    ...(order.customerId === null ? {} : { customerId: order.customerId }),
    kind: 'payment',
    override: false,
    currency: order.total.currency,
    lines: [],
    taxGroups: [],
    totalMinor: payments.reduce((sum, one) => sum + one.amountMinor, 0),
  };
}

async function knownMoney(db: Database, draft: MoneyDraft, order: Order): Promise<MoneyReceipt | undefined> {
  const { ticketId, orderId, payment } = draft;
  const known = (await ticketsById(db, [ticketId])).get(ticketId);
  if (!known) return undefined;
  const { body, sequence, hash, receivedAt } = known;
  const same = body.kind === 'payment' && known.orderId === orderId && sequence === draft.sequence;
  if (!same || (payment && body.payments[0]?.paymentId !== payment.paymentId))
    refuse('request.id_reused', { detail: ticketId });
  const total = money(body.totalMinor, body.currency);
  return { ticketId, orderId, number: order.number, sequence, hash, total, receivedAt };
}

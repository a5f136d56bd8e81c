/** Other goods for what comes back over the counter: the return and the sale, two tickets that follow each other, in one transaction. */
import { contentHash } from '#base/canonical';
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { money, type Money } from '#base/money';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { customerById, customerReach, isKnown } from '#customers';
import { findOrder, type Order, type OrderDraft, type PreparedOrder } from '#orders';
import {
  bringIn,
  exchangeById,
  exchangeHeld,
  paybacksOf,
  planExchange,
  prepareWants,
  returnById,
  wishesOf,
  type Exchanged,
  type ExchangePlan,
} from '#returns';
import { askAmount, type CardAnswer } from './card.ts';
import { admitTicket, orPutAside } from './chain.ts';
import { blockedTills } from './forks.ts';
import { bodyText, changeOf, dueIn, soldBody, ticketHash, withRounding } from './model.ts';
import type { Device, Tender, TicketBody } from './model.ts';
import { ticketsById } from './queries.ts';
import { returnBody, type ReturnDraft } from './return-model.ts';
import { cashStepAt, roundTicket } from './rounding.ts';
import { checkTaken } from './prepare.ts';
import { returnLevel } from './take-back.ts';
import { toldExchange } from './told.ts';

/** An exchange as the till tells it: the return's ticket is the next of its chain, the sale's the one after. */
export type ExchangeDraft = {
  readonly exchangeId: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly at: Instant;
  readonly back: Pick<
    ReturnDraft,
    'ticketId' | 'orderId' | 'returnId' | 'receiptId' | 'dueId' | 'reason' | 'note' | 'lines'
  >;
  readonly sale: {
    readonly ticketId: string;
    readonly orderId: string;
    readonly wanted: readonly { readonly skuId: string; readonly quantity: number }[];
    /** The goods lie on the counter whatever the books say. */
    readonly override: boolean;
  };
};
/** As the till showed it: another amount is refused. `payment` only where the buyer owes something. */
export type ExchangePaid = {
  readonly payMinor: number;
  readonly backMinor: number;
  readonly payment?: Tender | undefined;
};

export type ExchangeReceipt = {
  readonly exchangeId: string;
  readonly returnId: string;
  readonly orderId: string;
  readonly number: string;
  readonly back: TicketEnd;
  readonly sale: TicketEnd;
};
type TicketEnd = {
  readonly ticketId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly total: Money;
  readonly receivedAt: Instant;
};

/** What comes back and what is wanted for it. */
export type ExchangeLook = Pick<ReturnDraft, 'orderId' | 'reason'> & {
  readonly returnId?: string | undefined;
  readonly lines: readonly { readonly lineNo: number; readonly quantity: number }[];
  readonly wanted: ExchangeDraft['sale']['wanted'];
};

/** What an exchange at this till would come to. Refuses as `planExchange`, and `returns.level`. */
export async function planAtTill(
  database: Database,
  { orderId, returnId, reason, lines, wanted }: ExchangeLook,
  device: Device,
): Promise<ExchangePlan> {
  const order = (await findOrder(database, orderId)) ?? refuse('orders.not_found', { detail: orderId });
  await checkLevel(database, order, device);
  const asked = returnId === undefined ? undefined : await returnById(database, returnId);
  const wish = { orderId, reason: asked?.reason ?? reason, back: wishesOf(lines), wanted };
  return planExchange(database, { ...wish, channelId: device.channelId });
}

/** Only a till that may pay for what a channel sold may exchange it: what was sold elsewhere and is paid there is brought back alone. */
async function checkLevel(database: Database, order: Order, device: Device): Promise<void> {
  const level = await returnLevel(database, order.channelId, device.channelId);
  if (level === 'isolated' || level === 'bridged') refuse('returns.level', { detail: order.number });
}

/**
 * Asks a card for what the buyer owes for an exchange, before it. Repeatable by the payment's id; money that no exchange claims goes back.
 * Refuses as `planAtTill`, and `till.blocked`, `returns.exchange_changed`, `inventory.short`.
 */
export async function askExchangeCard(
  database: Database,
  draft: ExchangeDraft,
  device: Device,
  { staffId, ...card }: { payMinor: number; paymentId: string; card: string; staffId: string },
): Promise<CardAnswer> {
  if ((await blockedTills(database, [device.deviceId])).size > 0) refuse('till.blocked', { detail: device.code });
  const { plan, order } = await prepare(database, draft, device, staffId);
  if (plan.payMinor !== card.payMinor || plan.payMinor === 0) refuse('returns.exchange_changed', { ...shownOf(plan) });
  await checkTaken(database, order.take, draft.sale.override);
  const { paymentId } = card;
  const amount = { paymentId, orderId: draft.sale.orderId, amountMinor: plan.payMinor, currency: plan.currency };
  return askAmount(database, { ...amount, deviceId: device.deviceId }, { card: card.card, staffId });
}

const shownOf = ({ payMinor, backMinor, valueMinor, totalMinor }: ExchangePlan) => ({
  ...{ payMinor, backMinor, valueMinor, totalMinor },
});

async function prepare(
  database: Database,
  draft: ExchangeDraft,
  device: Device,
  staffId: string,
): Promise<{ plan: ExchangePlan; old: Order; order: PreparedOrder }> {
  const { back, sale } = draft;
  const plan = await planAtTill(database, { ...back, wanted: sale.wanted }, device);
  const old = must(await findOrder(database, back.orderId), 'the order');
  const buyer = old.customerId === null ? undefined : await customerById(database, old.customerId);
  const known = buyer && isKnown(await customerReach(database, device.channelId), buyer);
  const order: Parameters<typeof prepareWants>[1] = {
    ...{ orderId: sale.orderId, channelId: device.channelId, contact: old.contact },
    ...(known ? { customerId: buyer.customerId } : {}),
    delivery: { method: 'handover', siteId: device.siteId },
    short: sale.override ? 'accept' : 'refuse',
  };
  return { plan, old, order: await prepareWants(database, order, plan.wants, staffId) };
}

/**
 * Exchanges at a till: goods in, goods out, the difference paid or given back, and both tickets in the chain, or nothing of it. The same
 * exchange again gives its receipt. Refuses as `returnAtCounter` and `exchangeHeld`, and `returns.level`, `till.fork`, `till.blocked`,
 * `till.cash_short`, `request.id_reused`.
 */
export async function exchangeAtTill(
  database: Database,
  draft: ExchangeDraft,
  paid: ExchangePaid,
  { device, staffId }: { device: Device; staffId: string },
): Promise<ExchangeReceipt> {
  const hash = contentHash({ draft, paid, deviceId: device.deviceId });
  const known = await repeated(database, draft, hash);
  if (known) return known;
  const { payment, payMinor } = paid;
  const prepared = await prepare(database, draft, device, staffId);
  const step = await cashStepAt(database, device, prepared.plan.currency);
  if (payment && changeOf(payment, dueIn(payment, payMinor, step)) < 0)
    refuse('till.cash_short', { detail: String(payMinor) });
  const { ticketId, orderId } = draft.back;
  const { sequence, previousHash, at } = draft;
  const link = { ticketId, orderId, sequence, previousHash, at };
  return orPutAside(
    database,
    { link, device, staffId },
    () => toldExchange(draft, device, staffId, prepared),
    () => exchangeHere(database, draft, paid, { device, staffId, hash, prepared, step }),
  );
}

type Here = {
  readonly device: Device;
  readonly staffId: string;
  readonly hash: string;
  readonly step: number;
  readonly prepared: { readonly plan: ExchangePlan; readonly order: PreparedOrder };
};

function exchangeHere(
  database: Database,
  draft: ExchangeDraft,
  { payMinor, backMinor, payment }: ExchangePaid,
  { device, staffId, hash, prepared, step }: Here,
): Promise<ExchangeReceipt> {
  return database.transaction({ actor: staffId, channelId: device.channelId }, async (tx) => {
    const { orderId, returnId, receiptId, dueId, reason, note, lines } = draft.back;
    const { siteId, deviceId } = device;
    const input = { ...{ returnId, orderId, receiptId, siteId, reason, note, lines, deviceId } };
    const also = { take: prepared.order.take, holder: draft.exchangeId, orderId: draft.sale.orderId };
    const { held, wishes, request } = await bringIn(tx, input, (inner) => admitTicket(inner, draft, device), also);
    const done = await exchangeHeld(tx, held, request, {
      ...{ exchangeId: draft.exchangeId, dueId, deviceId, back: wishes, wants: prepared.plan.wants },
      ...{ order: prepared.order, contentHash: hash, ahead: false, shown: { payMinor, backMinor } },
      paid: payment && tenderOf(payment, deviceId),
    });
    return chainBoth(tx, draft, { device, staffId, held: held.order, order: prepared.order, done, payment, step });
  });
}

const tenderOf = ({ method, paymentId }: Tender, deviceId: string): OrderDraft['payments'][number] =>
  method === 'cash'
    ? { paymentId, method, provider: 'cash', deviceId }
    : { paymentId, method, provider: 'pretend', deviceId, there: true };

type Both = {
  readonly device: Device;
  readonly staffId: string;
  /** The order that things came back of. */
  readonly held: Order;
  readonly order: PreparedOrder;
  readonly done: Exchanged;
  readonly payment: Tender | undefined;
  /** To how many minor units cash is rounded here. */
  readonly step: number;
};

async function chainBoth(tx: Tx, draft: ExchangeDraft, both: Both): Promise<ExchangeReceipt> {
  const { back, exchangeId, sequence, previousHash, at } = draft;
  const { held, done } = both;
  const first = { ...back, sequence, previousHash, way: 'original' as const, at };
  const owed = {
    ...done.due,
    lines: done.due.lines.map((line) => ({
      ...line,
      skuId: held.lines.find((one) => one.lineNo === line.lineNo)?.skuId ?? '',
    })),
    paybacks: await paybacksOf(tx, back.dueId),
  };
  const backBody = {
    ...returnBody(first, both.device, both.staffId, held.customerId, owed, both.step),
    exchangeId,
  };
  const saleBody = saleOf(draft, both);
  for (const body of [backBody, saleBody]) await roundTicket(tx, body);
  const backEnd = await chain(tx, both, backBody, { previousHash, dueId: back.dueId });
  const saleEnd = await chain(tx, both, saleBody, { previousHash: backEnd.hash, dueId: null });
  await tx.query(sql`
    UPDATE till.device SET last_sequence = ${saleEnd.sequence}, last_hash = ${saleEnd.hash} WHERE device_id = ${both.device.deviceId}`);
  const { orderId, number } = done.order;
  return { exchangeId, returnId: back.returnId, orderId, number, back: backEnd, sale: saleEnd };
}

function saleOf({ exchangeId, sale, back, sequence, at }: ExchangeDraft, both: Both): TicketBody {
  const { device, staffId, order, done, payment, held, step } = both;
  const { customerId } = order.draft;
  const said = {
    ...{ ticketId: sale.ticketId, orderId: sale.orderId, sequence: sequence + 1, at, override: sale.override },
  };
  const payments = done.payments.map(({ paymentId, method, amountMinor = 0 }) => {
    const receivedMinor = method === 'cash' && payment?.method === 'cash' ? payment.receivedMinor : amountMinor;
    const how = method === 'exchange' || method === 'cash' || method === 'gift_card' ? method : ('card' as const);
    return { paymentId, method: how, amountMinor, receivedMinor, changeMinor: receivedMinor - amountMinor };
  });
  const { lines } = order.draft;
  return {
    ...soldBody({ ...said, lines, ...(customerId === undefined ? {} : { customerId }) }, device, staffId, order.priced),
    ...{ payments: withRounding(payments, step), exchangeId, backTicketId: back.ticketId, backOrderId: held.orderId },
  };
}

/** One ticket more behind the last; the tail of the device is moved once, after both. */
async function chain(
  tx: Tx,
  { device, staffId, held }: Both,
  body: TicketBody,
  { previousHash, dueId }: { previousHash: string; dueId: string | null },
): Promise<TicketEnd> {
  const { ticketId, sequence, orderId, at, totalMinor, currency } = body;
  const { deviceId, channelId } = device;
  const text = bodyText(body);
  const hash = ticketHash(previousHash, text);
  const kind = dueId === null ? 'sale' : 'return';
  await tx.query(sql`
    INSERT INTO till.ticket (ticket_id, device_id, sequence, previous_hash, hash, order_id, body, at, received_at, kind, due_id)
    VALUES (${ticketId}, ${deviceId}, ${sequence}, ${previousHash}, ${hash}, ${orderId}, ${text}, ${at}::timestamptz, ${tx.now}::timestamptz, ${kind}, ${dueId})`);
  announce(tx, {
    type: 'till.ticket_posted',
    subjectKind: 'ticket',
    subjectId: ticketId,
    version: 1,
    channelId,
    actor: staffId,
    mentions: [deviceId, orderId, ...(held.customerId === null ? [] : [held.customerId])],
    body: { orderId, sequence, hash, totalMinor, currency, exchangeId: body.exchangeId, kind },
  });
  return { ticketId, sequence, hash, total: money(totalMinor, currency), receivedAt: tx.now };
}

/** The receipt of an exchange that stands. */
async function repeated(db: Database, draft: ExchangeDraft, hash: string): Promise<ExchangeReceipt | undefined> {
  const known = await exchangeById(db, draft.exchangeId);
  if (!known) return undefined;
  const { back, sale, exchangeId } = draft;
  if (known.contentHash !== hash) refuse('request.id_reused', { detail: exchangeId });
  const [tickets, order] = [
    await ticketsById(db, [back.ticketId, sale.ticketId]),
    await findOrder(db, known.newOrderId),
  ];
  const endOf = (ticketId: string): TicketEnd => {
    const { sequence, hash: own, receivedAt, body } = must(tickets.get(ticketId), ticketId);
    return { ticketId, sequence, hash: own, receivedAt, total: money(body.totalMinor, body.currency) };
  };
  const { orderId, number } = must(order, 'the new order');
  return {
    exchangeId,
    returnId: back.returnId,
    orderId,
    number,
    back: endOf(back.ticketId),
    sale: endOf(sale.ticketId),
  };
}

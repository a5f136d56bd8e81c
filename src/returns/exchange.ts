/** Other goods for what comes back, in one transaction: the return, what it is worth, the new order, and the difference. */
import { sql, type Database, type Db, type Sql, type Tx } from '#base/db';
import { must } from '#base/assert';
import { refuse, unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { closeReservations } from '#inventory';
import { paidBy, placeOrders, prepareOrder, type OrderDraft, type OrderReceipt, type PreparedOrder } from '#orders';
import { settlePayments, type Payment } from '#payments';
import { shownPrices } from '#pricing';
import {
  backUnits,
  priceExchange,
  settleExchange,
  type ExchangeState,
  type PricedWant,
  type Settlement,
} from './exchange-model.ts';
import { advance, duesOf, lookAtOrder, onHeldRows, type DueRow, type Held, type Return } from './hold.ts';
import type { DueWish, Reason } from './model.ts';
import { oweHeld, paidUnitsOf, planHeld } from './owe.ts';

export type ExchangeRow = {
  readonly exchangeId: string;
  readonly returnId: string;
  readonly orderId: string;
  readonly newOrderId: string;
  readonly channelId: string;
  readonly state: ExchangeState;
  readonly wants: readonly PricedWant[];
  readonly currency: string;
  readonly expiresAt: Instant | null;
  readonly dueId: string | null;
  readonly valueMinor: number | null;
  readonly totalMinor: number;
  readonly tenderMinor: number | null;
  readonly contentHash: string;
  readonly at: Instant;
  readonly closedAt: Instant | null;
};

export const exchangeColumns: Sql = sql`x.exchange_id AS "exchangeId", x.return_id AS "returnId", x.order_id AS "orderId", x.new_order_id AS "newOrderId",
  x.channel_id AS "channelId", x.state, x.wants, x.currency, x.expires_at AS "expiresAt", x.due_id AS "dueId", x.value_minor AS "valueMinor",
  x.total_minor AS "totalMinor", x.tender_minor AS "tenderMinor", x.content_hash AS "contentHash", x.at, x.closed_at AS "closedAt"`;

/** The exchanges of a return, the newest first. */
export async function exchangesOf(db: Db, returnId: string): Promise<ExchangeRow[]> {
  return db.query<ExchangeRow>(
    sql`SELECT ${exchangeColumns} FROM returns.exchange x WHERE return_id = ${returnId} ORDER BY at DESC, exchange_id DESC`,
  );
}

/** The exchanges of all returns of an order, the newest first. */
export async function exchangesOfOrder(db: Db, orderId: string): Promise<ExchangeRow[]> {
  return db.query<ExchangeRow>(
    sql`SELECT ${exchangeColumns} FROM returns.exchange x WHERE order_id = ${orderId} ORDER BY at DESC, exchange_id DESC`,
  );
}

export async function exchangeById(db: Db, exchangeId: string): Promise<ExchangeRow | undefined> {
  const [row] = await db.query<ExchangeRow>(
    sql`SELECT ${exchangeColumns} FROM returns.exchange x WHERE exchange_id = ${exchangeId}`,
  );
  return row;
}

export type ExchangeWish = {
  readonly orderId: string;
  readonly reason: Reason;
  /** Units that come back, by line of the order. */
  readonly back: readonly DueWish[];
  readonly wanted: readonly { readonly skuId: string; readonly quantity: number }[];
  /** Where the new goods are sold. */
  readonly channelId: string;
};
/** What an exchange comes to, as it stands now. */
export type ExchangePlan = Settlement & {
  readonly valueMinor: number;
  readonly totalMinor: number;
  readonly currency: string;
  readonly wants: readonly PricedWant[];
};

/**
 * What an exchange would come to, without locks: the command looks again. Refuses `orders.not_found`, `returns.too_much`,
 * `returns.no_money` (less was taken than the goods are worth), `orders.unknown_sku`, `orders.not_on_sale`, `returns.currency`.
 */
export async function planExchange(database: Database, wish: ExchangeWish): Promise<ExchangePlan> {
  const held = await lookAtOrder(database, wish.orderId);
  const wants = await priceWants(database, held, wish);
  const totalMinor = totalOf(wants);
  return { ...valueOf(held, wish, totalMinor), totalMinor, wants, currency: held.order.total.currency };
}

const totalOf = (wants: readonly PricedWant[]): number =>
  wants.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0);

/** What these units are worth in an exchange, and who owes whom for goods of this total. Refuses `returns.too_much`, `returns.no_money`. */
export function valueOf(held: Held, { reason, back }: Pick<ExchangeWish, 'reason' | 'back'>, totalMinor: number) {
  const plan = planHeld(held, { withdrawal: false, reason }, { lines: back, goodwillMinor: 0, way: 'exchange' });
  if (plan.minor < plan.entitledMinor) refuse('returns.no_money', { leftMinor: plan.minor });
  return { valueMinor: plan.minor, ...settleExchange(plan.minor, totalMinor) };
}

/** Today's prices of both sides, and what the new goods cost for it. */
async function priceWants(
  database: Database,
  held: Held,
  { back, wanted, channelId }: ExchangeWish,
): Promise<PricedWant[]> {
  const old = back.flatMap(({ lineNo }) => held.lines.find((line) => line.lineNo === lineNo)?.skuId ?? []);
  const skuIds = [...new Set([...old, ...wanted.map((one) => one.skuId)])];
  const [facts, prices] = await Promise.all([skuFacts(database, skuIds), shownPrices(database, channelId, skuIds)]);
  const { currency } = held.order.total;
  const goodOf = (skuId: string) => {
    const price = prices.get(skuId)?.price;
    if (price && price.currency !== currency) refuse('returns.currency', { detail: price.currency });
    return { skuId, productId: facts.get(skuId)?.productId ?? '', nowMinor: price?.minor ?? null };
  };
  for (const { skuId } of wanted) if (!facts.has(skuId)) refuse('orders.unknown_sku', { detail: skuId });
  const units = backUnits(held.lines, paidUnitsOf(held), back, goodOf);
  const wants = priceExchange(
    units,
    wanted.map(({ skuId, quantity }) => ({ ...goodOf(skuId), quantity })),
  );
  return wants ?? refuse('orders.not_on_sale', { detail: 'it has no price here' });
}

/** The new order of an exchange, all decided that can be before the transaction. Its goods are there, or it is refused. */
export async function prepareWants(
  database: Database,
  draft: Omit<OrderDraft, 'lines' | 'payments' | 'price' | 'carriage'>,
  wants: readonly PricedWant[],
  actor: string,
): Promise<PreparedOrder> {
  const lines = wants.map(({ skuId, quantity, unitMinor }) => ({ skuId, quantity, unitMinor }));
  const whole: OrderDraft = { ...draft, lines, payments: [], price: 'given', carriage: 'none' };
  const order = unwrap(await prepareOrder(database, whole, { actor }));
  const { laterHolder: _none, ...take } = order.take;
  return { ...order, take, later: new Map() };
}

export type ExchangeCommand = {
  readonly exchangeId: string;
  readonly dueId: string;
  readonly deviceId?: string | undefined;
  /** The units that pay. */
  readonly back: readonly DueWish[];
  readonly wants: readonly PricedWant[];
  readonly order: PreparedOrder;
  /** What who asks was shown: another amount is refused. */
  readonly shown: { readonly payMinor: number; readonly backMinor: number };
  /** How the difference is paid: by a payment that the gate opens, or by a card that was asked before; absent where nothing is. */
  readonly paid?: OrderDraft['payments'][number] | undefined;
  readonly contentHash: string;
  /** Before the goods came, or without them: who says it has the right to. */
  readonly ahead: boolean;
};
export type Exchanged = {
  readonly request: Return;
  readonly due: DueRow;
  readonly order: OrderReceipt;
  readonly settlement: Settlement;
  readonly payments: OrderDraft['payments'];
};

/**
 * Exchanges under the locks of `holdOrder` with `also`, for a return that is held. Whole or not at all: what came back is worth its frozen
 * share, as much of it as the new goods cost pays for them, what is left goes to what was paid with, what is missing is paid. Refuses
 * `returns.exchange_changed` (it comes to something else than was shown, or prices did), `returns.exchange_pay` (the difference is not
 * paid), `returns.no_money`, `returns.too_much`, `returns.ahead`, `inventory.short`.
 */
export async function exchangeHeld(tx: Tx, held: Held, at: Return, command: ExchangeCommand): Promise<Exchanged> {
  const { exchangeId, dueId, deviceId, back, wants, order, shown, paid } = command;
  const total = order.priced.totals.gross;
  let settlement = settleExchange(0, total.minor);
  const due = {
    returnId: at.returnId,
    dueId,
    lines: back,
    goodwillMinor: 0,
    way: 'exchange' as const,
    deviceId,
    reason: '',
  };
  const owed = await oweHeld(tx, held, at, due, {
    ...{ ahead: command.ahead, strict: deviceId !== undefined },
    exchange: (plan) => {
      settlement = settleExchange(plan.minor, total.minor);
      const same = settlement.payMinor === shown.payMinor && settlement.backMinor === shown.backMinor;
      if (!same || totalOf(wants) !== total.minor) refuse('returns.exchange_changed', { ...settlement });
      return { orderId: order.draft.orderId, minor: settlement.tenderMinor };
    },
  });
  checkPaid(held.also.payments, paid, settlement.payMinor, order);
  const written = must(
    (await duesOf(tx, [held.order.orderId])).find((one) => one.dueId === dueId),
    'the due just written',
  );
  const payments = [
    ...(await tendersFrom(tx, dueId)),
    ...(settlement.payMinor > 0 && paid ? [{ ...paid, amountMinor: settlement.payMinor }] : []),
  ];
  const receipt = await onHeldRows(tx, async () => {
    // What was set aside for it is free again under this lock, and taken by the order at once.
    await closeReservations(tx, held.also.reservations, 'voided', 'exchange');
    const [outcome] = await placeOrders(tx, [paidBy(order, payments)]);
    const placed = unwrap(must(outcome, 'an outcome'));
    const asked = payments.filter((payment) => payment.method === 'card');
    for (const one of await settlePayments(
      tx,
      asked.map(({ paymentId }) => ({ paymentId, claim: 'capture' as const })),
      true,
    ))
      unwrap(one);
    return placed;
  });
  await writeDone(tx, at, held, { ...command, settlement, totalMinor: total.minor, valueMinor: written.minor });
  const request = await advance(tx, owed, {
    ...{ to: owed.state, type: 'exchanged', orderId: receipt.orderId },
    body: {
      ...{ exchangeId, dueId, newOrderId: receipt.orderId, newNumber: receipt.number, currency: total.currency },
      ...{ valueMinor: written.minor, totalMinor: total.minor, ...settlement },
    },
  });
  return { request, due: written, order: receipt, settlement, payments };
}

/** The payments of the new order that came out of this due. */
async function tendersFrom(tx: Tx, dueId: string): Promise<OrderDraft['payments'][number][]> {
  const rows = await tx.query<{ paymentId: string; minor: number }>(sql`
    SELECT p.payment_id AS "paymentId", p.amount_minor AS minor FROM returns.payback b JOIN payments.exchange e USING (refund_id)
    JOIN payments.payment p ON p.payment_id = e.payment_id WHERE b.due_id = ${dueId} ORDER BY p.payment_id`);
  const how = { method: 'exchange', provider: 'exchange', there: true } as const;
  return rows.map(({ paymentId, minor }) => ({ paymentId, amountMinor: minor, ...how }));
}

/** A card was approved for just the difference; where nothing is missing nothing is paid, and no other attempt may still bring money. */
function checkPaid(
  known: readonly Payment[],
  paid: ExchangeCommand['paid'],
  payMinor: number,
  { currency }: PreparedOrder,
): void {
  const other = known.find(({ paymentId, state, wish }) => {
    const over = state === 'declined' || state === 'failed' || state === 'voided';
    return paymentId !== paid?.paymentId && !over && wish !== 'void';
  });
  if (other) refuse('returns.exchange_pay', { detail: `${other.paymentId} is ${other.state}` });
  if (payMinor > 0 !== (paid !== undefined)) refuse('returns.exchange_pay', { payMinor });
  if (paid?.method !== 'card') return;
  const card = known.find((one) => one.paymentId === paid.paymentId);
  const good =
    card !== undefined &&
    card.wish !== 'void' &&
    (card.state === 'authorised' || card.state === 'captured') &&
    card.amountMinor === payMinor &&
    card.currency === currency;
  if (!good) refuse('returns.exchange_pay', { detail: `the card is ${card?.state ?? 'unknown'}`, payMinor });
}

type Done = ExchangeCommand & {
  readonly settlement: Settlement;
  readonly totalMinor: number;
  readonly valueMinor: number;
};

/** The row is guarded by its return's lock. */
async function writeDone(tx: Tx, at: Return, held: Held, done: Done): Promise<void> {
  const { exchangeId, dueId, order, wants, settlement, totalMinor, valueMinor } = done;
  const rows = await tx.query(sql`
    INSERT INTO returns.exchange AS x (exchange_id, return_id, order_id, new_order_id, channel_id, state, wants, currency, due_id, value_minor, total_minor,
      tender_minor, content_hash, by, at, closed_at)
    VALUES (${exchangeId}, ${at.returnId}, ${held.order.orderId}, ${order.draft.orderId}, ${order.draft.channelId}, 'done', ${JSON.stringify(wants)}::jsonb,
      ${order.currency}, ${dueId}, ${valueMinor}, ${totalMinor}, ${settlement.tenderMinor}, ${done.contentHash}, ${tx.caller.actor}, ${tx.now}::timestamptz,
      ${tx.now}::timestamptz)
    ON CONFLICT (exchange_id) DO UPDATE SET state = 'done', due_id = excluded.due_id, value_minor = excluded.value_minor, tender_minor = excluded.tender_minor,
      closed_at = excluded.closed_at, expires_at = NULL
    WHERE x.state = 'held' AND x.return_id = excluded.return_id AND x.new_order_id = excluded.new_order_id
    RETURNING 1`);
  if (rows.length === 0) refuse('returns.exchange_over', { detail: exchangeId });
}

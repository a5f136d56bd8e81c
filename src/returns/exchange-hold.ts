/** Goods set aside for an exchange from afar: from when it is asked for until the others have come, it is given up, or its time is over. */
import { contentHash } from '#base/canonical';
import { sql, type Database, type Tx } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import { DAY, plus } from '#base/time';
import { must } from '#base/assert';
import { channelById } from '#channels';
import { closeReservations, lockReservations, takeStock, type OpenReservation } from '#inventory';
import { findOrder, type OrderDraft, type PreparedOrder } from '#orders';
import { askReturn, type NewReturn } from './ask.ts';
import { HELD_DAYS } from './exchange-model.ts';
import {
  exchangeById,
  exchangeHeld,
  exchangesOf,
  planExchange,
  prepareWants,
  valueOf,
  type ExchangePlan,
  type ExchangeRow,
} from './exchange.ts';
import { advance, holdOrder, holdReturn, lookAtOrder, seeReturn, type AnnouncedLine, type Return } from './hold.ts';
import { isOver, type DueWish, type Reason } from './model.ts';

export type NewExchange = {
  readonly exchangeId: string;
  /** The new order's id, made by who asks. */
  readonly newOrderId: string;
  readonly orderId: string;
  readonly reason: Reason;
  readonly back: readonly DueWish[];
  readonly wanted: readonly { readonly skuId: string; readonly quantity: number }[];
};
/** Whole units that come back, as they are announced. */
export const unitsBack = (lines: readonly AnnouncedLine[]): DueWish[] =>
  lines.map(({ lineNo, quantity }) => ({ lineNo, quantity, deductMinor: 0 }));

/** The exchange that somebody asks for together with a return. */
export const exchangeFor = (
  { orderId, reason, lines }: Pick<NewReturn, 'orderId' | 'reason' | 'lines'>,
  wish: { readonly exchangeId: string; readonly orderId: string; readonly wanted: NewExchange['wanted'] },
): NewExchange => ({
  ...{ exchangeId: wish.exchangeId, newOrderId: wish.orderId, orderId, reason },
  ...{ back: unitsBack(lines), wanted: wish.wanted },
});

export type PreparedExchange = {
  readonly input: NewExchange;
  readonly plan: ExchangePlan;
  readonly order: PreparedOrder;
};

/**
 * Decides what can be before the transaction: what the new goods cost, and where they may be set aside. They are sold where the old ones
 * were and go where those went. Refuses as `planExchange`, and `returns.exchange_channel` for what was sold over a counter or by a
 * marketplace: that is exchanged in a store.
 */
export async function prepareHold(database: Database, input: NewExchange, actor: string): Promise<PreparedExchange> {
  const draft = await draftOf(database, input);
  const plan = await planExchange(database, { ...input, channelId: draft.channelId });
  return { input, plan, order: await prepareWants(database, draft, plan.wants, actor) };
}

type Draft = Omit<OrderDraft, 'lines' | 'payments' | 'price' | 'carriage'>;

/** The new order without its lines. Refuses `orders.not_found`, `returns.exchange_channel`. */
export async function draftOf(database: Database, input: { orderId: string; newOrderId: string }): Promise<Draft> {
  const { orderId, newOrderId } = input;
  const order = (await findOrder(database, orderId)) ?? refuse('orders.not_found', { detail: orderId });
  const { channelId, delivery, contact, customerId } = order;
  const channel = await channelById(database, channelId);
  const afar = channel?.kind === 'web' || channel?.kind === 'app';
  if (!afar || (delivery.method !== 'delivery' && delivery.method !== 'pickup'))
    refuse('returns.exchange_channel', { detail: order.number });
  const known = customerId === null ? {} : { customerId };
  return { orderId: newOrderId, channelId, contact, delivery, short: 'refuse', ...known };
}

/**
 * Sets the new goods aside, before the return is locked or made: shelves come first. Says whether it was done before: the same id with the
 * same wishes is the same exchange. Refuses `inventory.short`, `request.id_reused`.
 */
export async function setAside(tx: Tx, { input, order }: PreparedExchange): Promise<ExchangeRow | undefined> {
  const known = await exchangeById(tx, input.exchangeId);
  if (known)
    return known.contentHash === contentHash(input) ? known : refuse('request.id_reused', { detail: input.exchangeId });
  const take = {
    ...order.take,
    holder: input.exchangeId,
    as: 'reserve' as const,
    expiresAt: plus(tx.now, HELD_DAYS * DAY),
  };
  unwrap(must((await takeStock(tx, [take]))[0], 'an outcome'));
  return undefined;
}

/** Writes the exchange down for a return that is held and whose goods were set aside. Refuses `returns.state`, `returns.exchange_open`. */
export async function insertHeld(tx: Tx, at: Return, { input, plan, order }: PreparedExchange): Promise<Return> {
  const { exchangeId, newOrderId, orderId } = input;
  if (isOver(at.state) || at.orderId !== orderId) refuse('returns.state', { detail: at.state });
  const open = (await exchangesOf(tx, at.returnId)).some((one) => one.state === 'held');
  if (open) refuse('returns.exchange_open', { detail: at.number });
  await tx.query(sql`
    INSERT INTO returns.exchange (exchange_id, return_id, order_id, new_order_id, channel_id, state, wants, currency, expires_at, total_minor, content_hash, by, at)
    VALUES (${exchangeId}, ${at.returnId}, ${orderId}, ${newOrderId}, ${order.draft.channelId}, 'held', ${JSON.stringify(plan.wants)}::jsonb, ${plan.currency},
      ${plus(tx.now, HELD_DAYS * DAY)}::timestamptz, ${plan.totalMinor}, ${contentHash(input)}, ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  const units = plan.wants.reduce((sum, want) => sum + want.quantity, 0);
  return advance(tx, at, { to: at.state, type: 'exchange_held', body: { exchangeId, units } });
}

/** Sets goods aside for a return that is there. Refuses as `setAside` and `insertHeld`. */
export async function holdExchange(tx: Tx, returnId: string, prepared: PreparedExchange): Promise<Return> {
  const known = await setAside(tx, prepared);
  const at = await holdReturn(tx, returnId);
  return known ? at : insertHeld(tx, at, prepared);
}

/**
 * Writes a return down, and sets goods aside for it in the same transaction: both or neither. Told again with the same ids, nothing more
 * happens. Refuses as `askReturn`, `setAside` and `insertHeld`; `returns.exchange_withdrawal` for who ends the contract.
 */
export async function askExchange(tx: Tx, input: NewReturn, prepared: PreparedExchange): Promise<Return> {
  if (input.reason === 'withdrawal') refuse('returns.exchange_withdrawal', { detail: input.returnId });
  const known = await setAside(tx, prepared);
  const { request } = await askReturn(tx, input);
  return known ? request : insertHeld(tx, await holdReturn(tx, request.returnId), prepared);
}

/** The exchange that is set aside for a return. Refuses `returns.exchange_none`. */
async function heldOf(db: Database | Tx, returnId: string): Promise<ExchangeRow> {
  const found = await exchangesOf(db, returnId);
  return found.find((one) => one.state === 'held') ?? refuse('returns.exchange_none', { detail: returnId });
}

/** What an exchange that is set aside comes to with these units. Refuses `returns.unknown`, `returns.exchange_none`, as `valueOf`. */
export async function planHeldExchange(
  database: Database,
  returnId: string,
  back: readonly DueWish[],
): Promise<ExchangePlan> {
  const at = await seeReturn(database, returnId);
  const { wants, totalMinor, currency } = await heldOf(database, returnId);
  const held = await lookAtOrder(database, at.orderId);
  return { ...valueOf(held, { reason: at.reason, back }, totalMinor), totalMinor, currency, wants };
}

export type Completion = {
  readonly returnId: string;
  readonly dueId: string;
  readonly back: readonly DueWish[];
  readonly shown: { readonly payMinor: number; readonly backMinor: number };
  /** How the difference is promised, where the buyer owes one. */
  readonly promise?: { readonly paymentId: string } | undefined;
};

/** What the completion of an exchange needs before its transaction. Refuses `returns.exchange_none`, and as `prepareOrder`. */
export async function prepareCompletion(
  database: Database,
  returnId: string,
  actor: string,
): Promise<{ exchange: ExchangeRow; order: PreparedOrder }> {
  const found = await exchangesOf(database, returnId);
  const exchange = found.find((one) => one.state === 'held') ?? found.find((one) => one.state === 'done');
  if (!exchange) refuse('returns.exchange_none', { detail: returnId });
  const order = await prepareWants(database, await draftOf(database, exchange), exchange.wants, actor);
  return { exchange, order };
}

/**
 * The goods have come, or somebody who may says that they need not: the new ones are sold for what they are worth. Done before by the same
 * due, it changes nothing. Refuses as `exchangeHeld`, and `returns.exchange_over`.
 */
export async function completeExchange(
  tx: Tx,
  { exchange, order }: { readonly exchange: ExchangeRow; readonly order: PreparedOrder },
  { returnId, dueId, back, shown, promise }: Completion,
  ahead: boolean,
): Promise<Return> {
  const { exchangeId, newOrderId } = exchange;
  const held = await holdOrder(tx, exchange.orderId, [], { take: order.take, holder: exchangeId, orderId: newOrderId });
  const at = await holdReturn(tx, returnId);
  const now = must(await exchangeById(tx, exchangeId), 'the exchange');
  if (now.state === 'done' && now.dueId === dueId) return at;
  if (now.state !== 'held') refuse('returns.exchange_over', { detail: exchangeId });
  const paid = promise && { paymentId: promise.paymentId, method: 'promise' as const, provider: 'promise' as const };
  const command = {
    exchangeId,
    dueId,
    back,
    wants: now.wants,
    order,
    shown,
    paid,
    contentHash: now.contentHash,
    ahead,
  };
  return (await exchangeHeld(tx, held, at, command)).request;
}

/** Gives an exchange up: what was set aside is free again. Given up before, nothing changes. Refuses `returns.unknown`. */
export async function releaseExchange(tx: Tx, returnId: string, why: 'given_up' | 'expired' | 'over'): Promise<Return> {
  const seen = (await exchangesOf(tx, returnId)).find((one) => one.state === 'held');
  const open = seen ? await lockReservations(tx, [seen.exchangeId]) : [];
  const at = await holdReturn(tx, returnId);
  return seen ? releaseHeld(tx, at, seen.exchangeId, { open, why }) : at;
}

async function releaseHeld(
  tx: Tx,
  at: Return,
  exchangeId: string,
  { open, why }: { open: readonly OpenReservation[]; why: string },
): Promise<Return> {
  const rows = await tx.query(sql`
    UPDATE returns.exchange SET state = 'released', closed_at = ${tx.now}::timestamptz WHERE exchange_id = ${exchangeId} AND state = 'held' RETURNING 1`);
  if (rows.length === 0) return at;
  await closeReservations(tx, open, why === 'expired' ? 'expired' : 'voided', why === 'expired' ? 'expired' : 'voided');
  return advance(tx, at, { to: at.state, type: 'exchange_released', body: { exchangeId, why } });
}

/** Frees what was set aside for returns that did not come in time, or are over. Repeatable. */
export async function sweepExchanges(database: Database): Promise<void> {
  const late = await database.query<{ returnId: string; expired: boolean }>(sql`
    SELECT x.return_id AS "returnId", x.expires_at < now() AS expired FROM returns.exchange x JOIN returns.request r USING (return_id)
    WHERE x.state = 'held' AND (x.expires_at < now() OR r.state IN ('resolved', 'refused', 'cancelled')) ORDER BY x.expires_at LIMIT 50`);
  for (const { returnId, expired } of late)
    await database.transaction({ actor: 'schedule:returns.exchanges' }, (tx) =>
      releaseExchange(tx, returnId, expired ? 'expired' : 'over'),
    );
}

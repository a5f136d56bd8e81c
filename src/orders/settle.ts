import { createBatcher, type Batcher } from '#base/batcher';
import { perDatabase, sql, lock, type Database, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { granted, refused, type Outcome } from '#base/refusal';
import { closeReservations, keepStock, pendingHolders, takeStock, type Taken, type TakeRequest } from '#inventory';
import {
  claimOf,
  heldFor,
  isReleased,
  lockPaymentsById,
  paymentsById,
  settlePayments,
  type Settlement,
} from '#payments';
import { writeEntries } from './balance-entries.ts';
import type { OrderState } from './model.ts';
import { candidatePlaces } from './prepare.ts';

export type SettledOrder = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly payment: string;
  readonly state: OrderState;
};

export type Head = {
  orderId: string;
  state: OrderState;
  version: number;
  channelId: string;
  customerId: string | null;
  /** A person said that nothing is to be done with it for now. */
  onHold: boolean;
};

/** What a provider said of a payment, and the order it pays for. */
export type OrderSettlement = Omit<Settlement, 'claim'> & { readonly orderId: string };

/**
 * The second half of a card order: what the provider said becomes the payment's state, and an approved order is placed with its
 * stock kept. An approval that comes after the order gave its stock back takes it again; where it is gone the order is *paid, needs
 * a decision* and only holds the money: never money without an order. Repeatable; facts may come in any order, any number of times.
 */
export async function settleOrders(tx: Tx, settlements: readonly OrderSettlement[]): Promise<Outcome<SettledOrder>[]> {
  const paid = [
    ...new Set(settlements.filter((s) => s.state !== 'declined' && s.state !== 'failed').map((s) => s.orderId)),
  ];
  const [before, { claimable, deposits }] = await Promise.all([headsOf(tx, paid), lookAtMoney(tx, settlements)]);
  const lost = before
    .filter((head) => head.open && !head.held && claimable.has(head.orderId))
    .map((head) => head.orderId);
  const retaken = new Map(
    (await retakeStock(tx, lost)).flatMap((outcome) => (outcome.ok ? [[outcome.value.holder, outcome.value]] : [])),
  );
  const holding = before.filter((head) => head.open && head.held).map((head) => head.orderId);
  const kept = new Set((await keepStock(tx, holding)).map((reservation) => reservation.holder));
  const aside = await heldFor(tx, paid);
  // What gift cards have set aside for these orders is locked with the money that is settled, because it is taken with it.
  await lockPaymentsById(tx, [...settlements.map((s) => s.paymentId), ...aside.keys()]);
  const claim = await claimOf(tx.database);
  // A deposit is taken before the goods, whenever those are paid.
  const claimFor = (orderId: string, paymentId: string): 'capture' | 'hold' => {
    if (lost.includes(orderId) && !retaken.has(orderId)) return 'hold';
    return deposits.has(paymentId) ? 'capture' : claim;
  };
  const outcomes = await settlePayments(
    tx,
    // Money for an order that is not there (yet): a till asks the card first, and its ticket claims the money.
    settlements.map(({ orderId, ...fact }) =>
      before.every((head) => head.orderId !== orderId) ? fact : { ...fact, claim: claimFor(orderId, fact.paymentId) },
    ),
    true,
  );
  const heads = new Map(
    (
      await lockHeads(
        tx,
        settlements.map((s) => s.orderId),
      )
    ).map((head) => [head.orderId, head]),
  );
  const moves: Move[] = [];
  const results = settlements.map((settlement, i): Outcome<SettledOrder> => {
    const outcome = outcomes[i];
    const head = heads.get(settlement.orderId);
    if (!outcome || !head) return refused('orders.not_found', { detail: settlement.orderId });
    if (!outcome.ok) return outcome;
    const { state: payment, paymentId, claimed } = outcome.value;
    if (claimed && (head.state === 'awaiting_payment' || head.state === 'cancelled')) {
      const seen = before.find((one) => one.orderId === head.orderId);
      if (!seen || seen.state !== head.state || (seen.open && seen.held && !kept.has(head.orderId)))
        throw raced(head.orderId);
      const taken = retaken.get(head.orderId);
      const to = taken || !seen.open || kept.has(head.orderId) ? 'placed' : 'needs_decision';
      moves.push({ head: { ...head }, to, ...(taken ? { taken } : {}) });
      head.state = to;
    }
    return granted({ orderId: head.orderId, paymentId, payment, state: head.state });
  });
  const unused = [...retaken.values()].filter((taken) => !moves.some((move) => move.taken === taken));
  const stands = new Set(moves.flatMap(({ head, to }) => (to === 'placed' ? [head.orderId] : [])));
  const taking = [...aside].flatMap(([paymentId, orderId]) => (stands.has(orderId) ? [paymentId] : []));
  await settlePayments(
    tx,
    taking.map((paymentId) => ({ paymentId, state: 'captured', claim: 'capture' })),
    true,
  );
  await giveBack(tx, unused); // the money could not be claimed after all
  await advance(tx, moves);
  return results;
}

type Known = { readonly claimable: ReadonlySet<string>; readonly deposits: ReadonlySet<string> };

/** Orders whose money may be claimed (what is on its way back may not: no stock is taken again for it), and the payments that are deposits. */
async function lookAtMoney(tx: Tx, settlements: readonly OrderSettlement[]): Promise<Known> {
  const payments = await paymentsById(
    tx,
    settlements.map((settlement) => settlement.paymentId),
  );
  return {
    claimable: new Set(payments.flatMap((payment) => (isReleased(payment) ? [] : [payment.orderId]))),
    deposits: new Set(payments.flatMap(({ purpose, paymentId }) => (purpose === 'deposit' ? [paymentId] : []))),
  };
}

/** The order changed between our look and our lock: the transaction runs again and sees it. */
export function raced(orderId: string): Error {
  return Object.assign(new Error(`raced with another change of ${orderId}`), { code: '40001' });
}

/**
 * What was locked of an order's stock is all that it holds, now that the order is locked too. Else the transaction runs again: it took stock
 * after we looked (paid late, decided by a person), or what it held was split, a part shipped, a part given up.
 */
export async function checkHeld(
  tx: Tx,
  orderId: string,
  open: readonly { readonly reservationId: string }[],
): Promise<void> {
  const [row] = await tx.query<{ held: number }>(
    sql`SELECT count(*)::int AS held FROM inventory.reservation WHERE holder = ${orderId} AND state = 'pending'`,
  );
  if ((row?.held ?? 0) !== open.length) throw raced(orderId);
}

/** An order as it is seen before its stock is locked: is anything left to be served, and does it hold stock for it? */
type Seen = Head & { readonly open: boolean; readonly held: boolean };

async function headsOf(tx: Tx, orderIds: readonly string[]): Promise<Seen[]> {
  if (orderIds.length === 0) return [];
  const looked = tx.query<Head & { open: boolean }>(sql`
    SELECT order_id AS "orderId", state, version, channel_id AS "channelId", customer_id AS "customerId", held_at IS NOT NULL AS "onHold",
      state IN ('awaiting_payment', 'cancelled') AND EXISTS (SELECT FROM orders.line l WHERE l.order_id = o.order_id AND l.ordered > l.shipped + l.backordered) AS open
    FROM orders.order o WHERE order_id = ANY(${orderIds}::text[])`);
  const [heads, holders] = await Promise.all([looked, pendingHolders(tx, orderIds)]);
  return heads.map((head) => ({ ...head, held: holders.has(head.orderId) }));
}

/** Undoes takes of this transaction, whose shelves it still has locked. */
async function giveBack(tx: Tx, unused: readonly Taken[]): Promise<void> {
  const open = unused.flatMap(({ holder, reservations }) => reservations.map((r) => ({ ...r, holder })));
  await closeReservations(tx, open, 'voided', 'voided');
}

/** Locks orders in id order. */
export async function lockHeads(tx: Tx, orderIds: readonly string[]): Promise<Head[]> {
  lock(tx, 'orders.order');
  return tx.query<Head>(sql`
    SELECT order_id AS "orderId", state, version, channel_id AS "channelId", customer_id AS "customerId", held_at IS NOT NULL AS "onHold"
    FROM orders.order WHERE order_id = ANY(${orderIds}::text[]) ORDER BY order_id FOR NO KEY UPDATE`);
}

/** Takes stock again for what these orders have left to serve: where each may be served from, or at the store that is given. */
export async function retakeStock(tx: Tx, orderIds: readonly string[], siteId?: string): Promise<Outcome<Taken>[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.query<{
    orderId: string;
    lineNo: number;
    skuId: string;
    quantity: number;
    delivery: { method: string; siteId?: string };
  }>(sql`
    SELECT l.order_id AS "orderId", l.line_no AS "lineNo", l.sku_id AS "skuId", l.ordered - l.shipped - l.backordered AS quantity, o.delivery
    FROM orders.line l JOIN orders.order o USING (order_id) WHERE l.order_id = ANY(${orderIds}::text[]) AND l.ordered > l.shipped + l.backordered ORDER BY l.order_id, l.line_no`);
  const requests: TakeRequest[] = [];
  for (const orderId of orderIds) {
    const lines = rows.filter((row) => row.orderId === orderId);
    const delivery = lines[0]?.delivery;
    if (!delivery) continue;
    const places = await candidatePlaces(tx.database, siteId ?? delivery.siteId);
    requests.push({ holder: orderId, lines, places, pool: true, as: 'reserve', short: 'refuse', reason: 'sale' });
  }
  return takeStock(tx, requests);
}

type Move = {
  readonly head: Head;
  readonly to: OrderState;
  readonly taken?: Taken;
  /** What its fact says besides. */
  readonly told?: Readonly<Record<string, unknown>>;
};

/** Orders go on, each at most once here: placed with the stock they took, or waiting for a person. Announced. */
export async function advance(tx: Tx, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const ids = moves.map(({ head }) => head.orderId);
  const rows = tx.query<{
    orderId: string;
    number: string;
    totalMinor: number;
    currency: string;
    siteId: string | null;
    units: number;
  }>(sql`
    UPDATE orders.order o SET state = m.state, version = o.version + 1, expires_at = NULL, placed_at = coalesce(o.placed_at, ${tx.now}::timestamptz)
    FROM unnest(${ids}::text[], ${moves.map((move) => move.to)}::text[]) AS m(order_id, state) WHERE o.order_id = m.order_id
    RETURNING o.order_id AS "orderId", o.number, o.gross_minor AS "totalMinor", o.currency, o.site_id AS "siteId",
      (SELECT sum(ordered) FROM orders.line l WHERE l.order_id = o.order_id)::bigint AS units`);
  const [facts] = await Promise.all([rows, reviveLines(tx, moves), allocate(tx, moves)]);
  const byId = new Map(facts.map(({ orderId, ...fact }) => [orderId, fact]));
  announce(
    tx,
    moves.map(({ head, to, told }) => ({
      type: to === 'placed' ? 'orders.placed' : 'orders.needs_decision',
      subjectKind: 'order',
      subjectId: head.orderId,
      version: head.version + 1,
      channelId: head.channelId,
      mentions: head.customerId === null ? [] : [head.customerId],
      body: { ...byId.get(head.orderId), ...told },
    })),
  );
}

/** What had been given up is wanted again; what could not be had is flagged. */
async function reviveLines(tx: Tx, moves: readonly Move[]): Promise<void> {
  const revived = moves.filter(({ taken, to }) => taken !== undefined || to === 'needs_decision');
  if (revived.length === 0) return;
  await tx.query(sql`
    UPDATE orders.line l SET cancelled = 0, flagged = CASE WHEN m.missing THEN l.ordered - l.shipped - l.backordered ELSE 0 END
    FROM unnest(${revived.map(({ head }) => head.orderId)}::text[], ${revived.map(({ taken }) => taken === undefined)}::boolean[])
      AS m(order_id, missing) WHERE l.order_id = m.order_id`);
}

async function allocate(tx: Tx, moves: readonly Move[]): Promise<void> {
  const made = moves.flatMap(({ head, taken }) =>
    (taken?.reservations ?? []).map((reservation) => ({ ...reservation, orderId: head.orderId })),
  );
  if (made.length === 0) return;
  await tx.query(sql`
    INSERT INTO orders.allocation (order_id, line_no, reservation_id, sku_id, place_id, quantity)
    SELECT * FROM unnest(${made.map((r) => r.orderId)}::text[], ${made.map((r) => r.lineNo)}::int[], ${made.map((r) => r.reservationId)}::text[],
      ${made.map((r) => r.skuId)}::text[], ${made.map((r) => r.placeId)}::text[], ${made.map((r) => r.quantity)}::bigint[])`);
}

const settler: (database: Database) => Batcher<OrderSettlement, SettledOrder> = perDatabase((database) =>
  createBatcher(database, {
    name: 'orders.settle',
    caller: { actor: 'payments' },
    lanes: 1,
    run: (tx, items) => settleOrders(tx, items),
  }),
);

/** Settles one payment's result through the batcher. */
export function settleOrder(database: Database, settlement: OrderSettlement): Promise<Outcome<SettledOrder>> {
  return settler(database).submit(settlement);
}

/** What was learnt of a payment by webhook or sweep, and that no order stands on yet: the same command, run by the journal. */
export async function onPaymentsSettled(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const settlements = events.flatMap(({ body, subjectId }) => {
    const { orderId, state, claimed } = body as { orderId?: string; state?: string; claimed?: boolean };
    return orderId && !claimed && (state === 'authorised' || state === 'captured')
      ? [{ paymentId: subjectId, orderId }]
      : [];
  });
  if (settlements.length > 0) await settleOrders(tx, settlements);
  const transferred = events.filter(({ body }) => body.method === 'transfer' || body.method === 'promise');
  if (transferred.length > 0) await writeShort(tx, [...new Set(transferred.map(({ subjectId }) => subjectId))]);
}

/** A person took less than was due and lets the order go on: the rest is due, once. */
async function writeShort(tx: Tx, paymentIds: readonly string[]): Promise<void> {
  const payments = (await paymentsById(tx, paymentIds)).filter(
    ({ state, capturedMinor, amountMinor, claimedAt }) =>
      state === 'captured' && claimedAt !== null && capturedMinor < amountMinor,
  );
  if (payments.length === 0) return;
  const heads = await lockHeads(tx, [...new Set(payments.map(({ orderId }) => orderId))].sort());
  for (const { paymentId, orderId, amountMinor, capturedMinor } of payments) {
    const head = heads.find((one) => one.orderId === orderId);
    if (head?.state !== 'placed' && head?.state !== 'needs_decision') continue;
    await writeEntries(tx, orderId, [
      { entryId: `${paymentId}:short`, kind: 'short', minor: amountMinor - capturedMinor },
    ]);
  }
}

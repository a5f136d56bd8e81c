/** A return under its locks: shelves, payments, the order, then the return ("Locks" in ARCHITECTURE.md); and how its rows are read. */
import { lock, sql, type Db, type Sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import {
  freeUnderLock,
  lockForTakes,
  lockPlaces,
  lockReservations,
  type OpenReservation,
  type TakeRequest,
} from '#inventory';
import { findOrder, lockOrder, type Order } from '#orders';
import { EXCHANGES, lockPayments, paymentsOf, type Payment } from '#payments';
import type {
  Condition,
  Disposition,
  DueLine,
  DuePlan,
  ItemKind,
  OrderLine,
  RatePart,
  Reason,
  Source,
  State,
} from './model.ts';

export type Return = {
  readonly returnId: string;
  readonly number: string;
  readonly orderId: string;
  readonly customerId: string | null;
  readonly source: Source;
  readonly reason: Reason;
  readonly withdrawal: boolean;
  readonly note: string;
  readonly answer: string;
  readonly state: State;
  readonly siteId: string | null;
  readonly tracking: string;
  readonly contentHash: string;
  readonly version: number;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly sentAt: Instant | null;
  readonly receivedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly payBy: Instant | null;
};
export type AnnouncedLine = { readonly lineNo: number; readonly quantity: number };
export type ItemRow = {
  readonly itemId: string;
  readonly receiptId: string;
  readonly returnId: string;
  readonly kind: ItemKind;
  readonly lineNo: number | null;
  readonly skuId: string | null;
  readonly label: string;
  readonly quantity: number;
  readonly reason: Reason;
  readonly siteId: string;
  readonly at: Instant;
};
export type PartRow = {
  readonly partId: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly condition: Condition;
  readonly disposition: Disposition | null;
  readonly by: string;
  readonly at: Instant;
};
export type DueRow = {
  readonly dueId: string;
  readonly returnId: string;
  readonly lines: readonly DueLine[];
  readonly carriage: readonly RatePart[];
  readonly goodwillMinor: number;
  readonly entitledMinor: number;
  readonly minor: number;
  readonly currency: string;
  readonly why: DuePlan['why'];
  readonly way: 'original' | 'cash' | 'exchange' | 'credit';
  readonly deviceId: string | null;
  /** Whose store credit it becomes. */
  readonly creditOf: string | null;
  readonly reason: string;
  readonly contentHash: string;
  readonly by: string;
  readonly at: Instant;
  readonly tries: number;
  readonly nextTryAt: Instant | null;
  readonly paidAt: Instant | null;
  /** Given back, and on its way. What is in neither is still owed. */
  readonly doneMinor: number;
  readonly openMinor: number;
  /** Of what is given back: what pays for the order that came in exchange. */
  readonly exchangedMinor: number;
};

export const returnColumns: Sql = sql`r.return_id AS "returnId", r.number, r.order_id AS "orderId", r.customer_id AS "customerId", r.source, r.reason,
  r.withdrawal, r.note, r.answer, r.state, r.site_id AS "siteId", r.tracking, r.content_hash AS "contentHash", r.version, r.asked_by AS "askedBy",
  r.asked_at AS "askedAt", r.answered_at AS "answeredAt", r.sent_at AS "sentAt", r.received_at AS "receivedAt", r.closed_at AS "closedAt",
  r.pay_by AS "payBy"`;

export async function returnById(db: Db, returnId: string): Promise<Return | undefined> {
  const [row] = await db.query<Return>(
    sql`SELECT ${returnColumns} FROM returns.request r WHERE return_id = ${returnId}`,
  );
  return row;
}

/** What was announced of these returns. */
export async function announcedOf(
  db: Db,
  returnIds: readonly string[],
): Promise<(AnnouncedLine & { returnId: string })[]> {
  return db.query(sql`
    SELECT return_id AS "returnId", line_no AS "lineNo", quantity FROM returns.line WHERE return_id = ANY(${returnIds}::text[])
    ORDER BY return_id, line_no`);
}

/** What came, oldest first. */
export async function itemsOf(db: Db, returnIds: readonly string[]): Promise<ItemRow[]> {
  return db.query(sql`
    SELECT i.item_id AS "itemId", i.receipt_id AS "receiptId", i.return_id AS "returnId", i.kind, i.line_no AS "lineNo", i.sku_id AS "skuId",
      i.label, i.quantity, i.reason, c.site_id AS "siteId", c.at
    FROM returns.item i JOIN returns.receipt c USING (receipt_id) WHERE i.return_id = ANY(${returnIds}::text[]) ORDER BY c.at, i.item_id`);
}

export async function partsOf(db: Db, returnId: string): Promise<PartRow[]> {
  return db.query(sql`
    SELECT part_id AS "partId", item_id AS "itemId", quantity, condition, disposition, by, at
    FROM returns.part WHERE return_id = ${returnId} ORDER BY at, part_id`);
}

/** What is owed for an order, with what became of it in the money ledger; oldest first. */
export async function duesOf(db: Db, orderIds: readonly string[]): Promise<(DueRow & { orderId: string })[]> {
  return db.query(sql`
    SELECT d.due_id AS "dueId", d.return_id AS "returnId", d.order_id AS "orderId", d.lines, d.carriage, d.goodwill_minor AS "goodwillMinor",
      d.entitled_minor AS "entitledMinor", d.minor, d.currency, d.why, d.way, d.device_id AS "deviceId", d.credit_of AS "creditOf", d.reason, d.content_hash AS "contentHash",
      d.by, d.at, d.tries, d.next_try_at AS "nextTryAt", d.paid_at AS "paidAt",
      coalesce(sum(f.minor) FILTER (WHERE f.state = 'done'), 0)::bigint AS "doneMinor",
      coalesce(sum(f.minor) FILTER (WHERE f.state = 'open'), 0)::bigint AS "openMinor",
      coalesce(sum(f.minor) FILTER (WHERE f.account = ${EXCHANGES}), 0)::bigint AS "exchangedMinor"
    FROM returns.due d LEFT JOIN returns.payback b USING (due_id) LEFT JOIN payments.refund f USING (refund_id)
    WHERE d.order_id = ANY(${orderIds}::text[]) GROUP BY d.due_id ORDER BY d.at, d.due_id`);
}

export type PaybackRow = {
  readonly refundId: string;
  readonly paymentId: string;
  readonly minor: number;
  /** From which account of ours: a drawer, a card provider. */
  readonly account: string;
};

/** The refunds by which a due is paid, those that came to nothing left out. */
export async function paybacksOf(db: Db, dueId: string): Promise<PaybackRow[]> {
  return db.query(sql`
    SELECT b.refund_id AS "refundId", b.payment_id AS "paymentId", b.minor, f.account FROM returns.payback b JOIN payments.refund f USING (refund_id)
    WHERE b.due_id = ${dueId} AND f.state <> 'refused' ORDER BY b.at, b.refund_id`);
}

/** All that decides about an order's returns, under the locks. */
export type Held = {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
  readonly payments: readonly Payment[];
  readonly dues: readonly DueRow[];
  /** What may leave each locked place, by `article|place`. */
  readonly free: Map<string, number>;
  /** What `also` asked to be held too. */
  readonly also: { readonly payments: readonly Payment[]; readonly reservations: readonly OpenReservation[] };
};

/** What an exchange touches besides: the new goods, what is set aside of them, and the payments of their order. */
export type Also = { readonly take: TakeRequest; readonly holder: string; readonly orderId: string };

/** Locks what an order's return touches, in order; the places are those that goods will enter or leave. Refuses `orders.not_found`. */
export async function holdOrder(
  tx: Tx,
  orderId: string,
  places: readonly { readonly skuId: string; readonly placeId: string }[] = [],
  also?: Also,
): Promise<Held> {
  const taken = also
    ? also.take.lines.flatMap(({ skuId }) => also.take.places.map((placeId) => ({ skuId, placeId })))
    : [];
  const shelves = await lockPlaces(tx, places, taken);
  if (also) await lockForTakes(tx, [also.take]);
  const reservations = also ? await lockReservations(tx, [also.holder]) : [];
  const payments = await lockPayments(tx, [orderId, ...(also ? [also.orderId] : [])]);
  const order = await lockOrder(tx, orderId);
  const dues = await duesOf(tx, [orderId]);
  const [mine, others] = [of(payments, orderId), payments.filter((one) => one.orderId !== orderId)];
  return {
    ...{ order, lines: linesOf(order), payments: mine, dues, free: freeUnderLock(shelves) },
    also: { payments: others, reservations },
  };
}

const of = (payments: readonly Payment[], orderId: string): Payment[] =>
  payments.filter((payment) => payment.orderId === orderId);

/** The same without locks, for what is only shown. Refuses `orders.not_found`. */
export async function lookAtOrder(db: Db, orderId: string): Promise<Held> {
  const [order, payments, dues] = [
    await findOrder(db, orderId),
    await paymentsOf(db, orderId),
    await duesOf(db, [orderId]),
  ];
  if (!order) refuse('orders.not_found', { detail: orderId });
  return { order, lines: linesOf(order), payments, dues, free: new Map(), also: { payments: [], reservations: [] } };
}

/** Locks a return of an order that is held. Refuses `returns.unknown`. */
export async function holdReturn(tx: Tx, returnId: string): Promise<Return> {
  lock(tx, 'returns.request');
  const [found] = await tx.query<Return>(
    sql`SELECT ${returnColumns} FROM returns.request r WHERE return_id = ${returnId} FOR NO KEY UPDATE`,
  );
  return found ?? refuse('returns.unknown', { detail: returnId });
}

/** A return as it is now, without a lock: to know what to lock. Refuses `returns.unknown`. */
export async function seeReturn(db: Db, returnId: string): Promise<Return> {
  return (await returnById(db, returnId)) ?? refuse('returns.unknown', { detail: returnId });
}

export const linesOf = (order: Order): OrderLine[] =>
  order.lines.map(({ lineNo, skuId, ordered, cancelled, shipped, returned, total, net, tax, taxRate }) => ({
    ...{ lineNo, skuId, ordered, cancelled, shipped, returned, taxRate },
    totalMinor: total.minor,
    netMinor: net.minor,
    taxMinor: tax.minor,
  }));

export type Move = {
  readonly to: State;
  readonly type: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly siteId?: string;
  readonly answer?: string;
  readonly tracking?: string;
  /** Another order that it concerns. */
  readonly orderId?: string;
};

/** Takes a locked return to a state, dates it, and tells what happened; returns it as it is after. */
export async function advance(tx: Tx, before: Return, move: Move): Promise<Return> {
  const { to } = move;
  const over = to === 'resolved' || to === 'refused' || to === 'cancelled';
  const [after] = await tx.query<Return>(sql`
    UPDATE returns.request r SET state = ${to}, version = version + 1, answer = ${move.answer ?? before.answer}, tracking = ${move.tracking ?? before.tracking},
      answered_at = CASE WHEN ${to}::text IN ('approved', 'refused') THEN ${tx.now}::timestamptz ELSE answered_at END,
      sent_at = CASE WHEN ${to}::text = 'in_transit' THEN coalesce(sent_at, ${tx.now}::timestamptz) ELSE sent_at END,
      received_at = CASE WHEN ${move.type}::text = 'received' THEN coalesce(received_at, ${tx.now}::timestamptz) ELSE received_at END,
      closed_at = CASE WHEN ${over}::boolean THEN coalesce(closed_at, ${tx.now}::timestamptz) END,
      closed_by = CASE WHEN ${over}::boolean THEN coalesce(closed_by, ${tx.caller.actor}) END
    WHERE return_id = ${before.returnId} RETURNING ${returnColumns}`);
  const now = after ?? before;
  tell(tx, now, move.type, move.body ?? {}, move.siteId, move.orderId);
  return now;
}

/** Tells a fact of a return; its version counts them. Mentions the order, the customer and the site, for their timelines. */
export function tell(
  tx: Tx,
  at: Return,
  type: string,
  body: Readonly<Record<string, unknown>>,
  ...also: readonly (string | undefined)[]
): void {
  announce(tx, {
    type: `returns.${type}`,
    subjectKind: 'return',
    subjectId: at.returnId,
    version: at.version,
    mentions: [at.orderId, at.customerId, ...also].filter((id) => id != null),
    body: { orderId: at.orderId, number: at.number, ...body },
  });
}

/**
 * Money and goods of rows that this transaction holds already: the drawers are locked last by everybody, so that the order of classes,
 * which speaks of the rows before them, begins again.
 */
export async function onHeldRows<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const rank = tx.lockRank;
  tx.lockRank = 0;
  try {
    return await work();
  } finally {
    tx.lockRank = Math.max(rank, tx.lockRank);
  }
}

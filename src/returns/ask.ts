/** A return begins: asked for by the shopper or by staff, answered, sent, given up. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { timeline, type JournalEvent } from '#base/journal';
import { refuse } from '#base/refusal';
import { DAY, plus } from '#base/time';
import { channelById } from '#channels';
import { cancelOrder, findOrder, lockOrder, type Order } from '#orders';
import { settings } from '#org';
import {
  advance,
  announcedOf,
  holdReturn,
  returnById,
  returnColumns,
  tell,
  type AnnouncedLine,
  type Return,
} from './hold.ts';
import {
  ASSUMED_TRANSIT_DAYS,
  REFUND_DAYS,
  returnable,
  returnNumber,
  steps,
  type Reason,
  type Receipt,
  type Source,
} from './model.ts';
import { periodOf, type Period } from './period.ts';

/** When the last of the goods reached the buyer, by what we were told; null while something is still to come. */
export async function receiptOfOrder(db: Db, order: Order): Promise<Receipt> {
  if (order.delivery.method === 'handover') return { at: order.openedAt, assumed: false };
  if (order.fulfilment !== 'done') return null;
  const facts = await timeline(db, order.orderId);
  return lastReceipt(facts, order.delivery.method === 'pickup');
}

type Fact = Pick<JournalEvent, 'type' | 'at' | 'subjectId' | 'body'>;

/** Of all that left, when the last came: as its carrier told, at once where it was collected, else assumed. Pure. */
export function lastReceipt(facts: readonly Fact[], collected: boolean): Receipt {
  const legs = facts
    .filter((fact) => fact.type === 'orders.shipped')
    .map(({ at, body }) => {
      const told = facts.find((fact) => fact.type === 'fulfilment.delivered' && fact.subjectId === body['parcelId']);
      if (collected || told) return { at: told?.at ?? at, assumed: false };
      return { at: plus(at, ASSUMED_TRANSIT_DAYS * DAY), assumed: true };
    });
  return legs.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1) ?? null;
}

/** The period in which this order may be withdrawn from, now. What is sold over a counter has none. */
export async function withdrawalOf(database: Database, db: Db, order: Order, now = order.openedAt): Promise<Period> {
  const [channel, house, received] = await Promise.all([
    channelById(database, order.channelId),
    settings(database),
    receiptOfOrder(db, order),
  ]);
  const distance = channel?.kind !== 'till' && order.state !== 'cancelled';
  return periodOf({ distance, received, zone: house.timeZone, country: house.country }, now);
}

export type NewReturn = {
  readonly returnId: string;
  readonly orderId: string;
  readonly source: Source;
  readonly reason: Reason;
  readonly note: string;
  readonly lines: readonly AnnouncedLine[];
  /** Where the goods are expected; absent: at whichever site of ours. */
  readonly siteId?: string | undefined;
};

export type Asked = { readonly request: Return; readonly fresh: boolean };

/**
 * Writes a return down; the same id again is the same return. A withdrawal needs nobody's approval: it has its effect when it is said,
 * and the money is due within fourteen days; of an order that has not left it cancels the whole. Refuses `returns.lines` (more than
 * there is, or nothing), `returns.open` (the order has one that waits), `returns.not_placed`, `returns.period_over`, `request.id_reused`.
 */
export async function askReturn(tx: Tx, input: NewReturn): Promise<Asked> {
  const hash = contentHash(input);
  const known = await returnById(tx, input.returnId);
  if (known) return sameAs(known, hash);
  const seen = (await findOrder(tx, input.orderId)) ?? refuse('orders.not_found', { detail: input.orderId });
  const unsent =
    input.reason === 'withdrawal' && seen.state !== 'cancelled' && isWhole(seen, input.lines) && unshipped(seen);
  // Locks stock, payments and the order, in their order.
  if (unsent) await cancelOrder(tx, { orderId: seen.orderId, reason: 'withdrawal' });
  const order = unsent ? seen : await lockOrder(tx, input.orderId);
  lock(tx, 'returns.request');
  const again = await returnById(tx, input.returnId);
  if (again) return sameAs(again, hash);
  if (order.state !== 'placed' && !unsent) refuse('returns.not_placed', { detail: order.state });
  checkLines(order, input.lines);
  const open = await tx.query(sql`
    SELECT 1 FROM returns.request WHERE order_id = ${order.orderId} AND state IN ('requested', 'approved', 'in_transit') LIMIT 1`);
  if (open.length > 0 && input.source !== 'counter') refuse('returns.open', { detail: order.number });
  const period = await withdrawalOf(tx.database, tx, order, tx.now);
  if (input.reason === 'withdrawal' && !period.open && !unsent) refuse('returns.period_over', { until: period.until });
  return {
    request: await insertReturn(tx, order, input, { hash, withdrawal: period.open || unsent, unsent }),
    fresh: true,
  };
}

function sameAs(known: Return, hash: string): Asked {
  if (known.contentHash !== hash) refuse('request.id_reused', { detail: known.returnId });
  return { request: known, fresh: false };
}

const unshipped = (order: Order): boolean => order.lines.every((line) => line.shipped === 0);

/** Whether these lines are all that the order still has. */
const isWhole = (order: Order, lines: readonly AnnouncedLine[]): boolean =>
  order.lines.every((line) => returnable(line) === (lines.find(({ lineNo }) => lineNo === line.lineNo)?.quantity ?? 0));

function checkLines(order: Order, lines: readonly AnnouncedLine[]): void {
  const fits = lines.every(({ lineNo, quantity }) => {
    const line = order.lines.find((one) => one.lineNo === lineNo);
    return line !== undefined && quantity >= 1 && quantity <= returnable(line);
  });
  const distinct = new Set(lines.map((line) => line.lineNo)).size === lines.length;
  if (lines.length === 0 || !fits || !distinct) refuse('returns.lines', { detail: order.number });
}

/** Inserts a return whose order is locked, and tells it. */
export async function insertReturn(
  tx: Tx,
  order: Order,
  input: NewReturn,
  how: { readonly hash: string; readonly withdrawal: boolean; readonly unsent: boolean },
): Promise<Return> {
  const { returnId, source, reason, note, lines, siteId = null } = input;
  const state = reason === 'withdrawal' || source !== 'shopper' ? 'approved' : 'requested';
  const payBy = reason === 'withdrawal' ? plus(tx.now, REFUND_DAYS * DAY) : null;
  const answered = state === 'requested' ? null : tx.now;
  const [made] = await tx.query<Return>(sql`
    INSERT INTO returns.request AS r (return_id, number, order_id, customer_id, source, reason, withdrawal, note, state, site_id, content_hash, asked_by,
      asked_at, answered_at, pay_by)
    VALUES (${returnId}, ${returnNumber(returnId)}, ${order.orderId}, ${order.customerId}, ${source}, ${reason}, ${how.withdrawal}, ${note}, ${state}, ${siteId},
      ${how.hash}, ${tx.caller.actor}, ${tx.now}::timestamptz, ${answered}::timestamptz, ${payBy}::timestamptz)
    RETURNING ${returnColumns}`);
  if (!made) return refuse('returns.unknown', { detail: returnId });
  await tx.query(sql`
    INSERT INTO returns.line (return_id, line_no, quantity)
    SELECT ${returnId}, * FROM unnest(${lines.map((l) => l.lineNo)}::int[], ${lines.map((l) => l.quantity)}::bigint[])`);
  const units = lines.reduce((sum, line) => sum + line.quantity, 0);
  const type = reason === 'withdrawal' ? 'withdrawn' : 'requested';
  tell(tx, made, type, { source, units, order: order.number, ...(how.unsent ? { cancelled: true } : {}) });
  return how.unsent ? advance(tx, made, { to: 'resolved', type: 'resolved', body: { cancelled: true } }) : made;
}

/** Staff say yes. Approving twice is approving once. Refuses `returns.unknown`, `returns.state`. */
export async function approveReturn(tx: Tx, input: { returnId: string; answer: string }): Promise<Return> {
  const at = await holdReturn(tx, input.returnId);
  if (at.state === 'approved') return at;
  if (!(steps.approve as readonly string[]).includes(at.state)) refuse('returns.state', { detail: at.state });
  return advance(tx, at, { to: 'approved', type: 'approved', answer: input.answer });
}

/** Staff say no, and why. A withdrawal cannot be refused. Refuses `returns.unknown`, `returns.state`. */
export async function refuseReturn(tx: Tx, input: { returnId: string; answer: string }): Promise<Return> {
  const at = await holdReturn(tx, input.returnId);
  if (at.state === 'refused') return at;
  const may = (steps.refuse as readonly string[]).includes(at.state) && at.reason !== 'withdrawal';
  if (!may) refuse('returns.state', { detail: at.state });
  return advance(tx, at, { to: 'refused', type: 'refused', answer: input.answer });
}

/** The buyer keeps the goods after all. Refuses `returns.unknown`, `returns.state` once something came. */
export async function cancelReturn(tx: Tx, { returnId }: { returnId: string }): Promise<Return> {
  const at = await holdReturn(tx, returnId);
  if (at.state === 'cancelled') return at;
  if (!(steps.cancel as readonly string[]).includes(at.state)) refuse('returns.state', { detail: at.state });
  return advance(tx, at, { to: 'cancelled', type: 'cancelled' });
}

/** The goods are on their way; what is told of it proves it. Told again, the new proof stands. Refuses `returns.unknown`, `returns.state`. */
export async function sendReturn(tx: Tx, input: { returnId: string; tracking: string }): Promise<Return> {
  const at = await holdReturn(tx, input.returnId);
  if (at.state === 'in_transit' && at.tracking === input.tracking) return at;
  if (!(steps.send as readonly string[]).includes(at.state)) refuse('returns.state', { detail: at.state });
  const { tracking } = input;
  return advance(tx, at, { to: 'in_transit', type: 'sent', tracking, body: { proof: tracking !== '' } });
}

/** What was announced of a return. */
export async function announcedLines(db: Db, returnId: string): Promise<AnnouncedLine[]> {
  return (await announcedOf(db, [returnId])).map(({ lineNo, quantity }) => ({ lineNo, quantity }));
}

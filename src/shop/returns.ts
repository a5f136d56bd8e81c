/** Requests to give goods back or to withdraw: asked by the shopper on the order's page, answered by a person in the office. */
import { sql, sqlState, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import type { Order } from '#orders';

/** `withdrawal` needs no reason (Directive 2011/83/EU, article 9); the others help us. */
export const returnReasons = ['withdrawal', 'size', 'different', 'damaged', 'mistake', 'other'] as const;
export type ReturnReason = (typeof returnReasons)[number];

export type ReturnLine = { readonly lineNo: number; readonly quantity: number };
export type ReturnRequest = {
  readonly requestId: string;
  readonly orderId: string;
  readonly reason: ReturnReason;
  readonly note: string;
  readonly lines: readonly ReturnLine[];
  readonly state: 'open' | 'closed';
  readonly answer: string;
  readonly askedAt: Instant;
  readonly closedAt: Instant | null;
};

const columns = sql`request_id AS "requestId", order_id AS "orderId", reason, note, lines, state, answer, asked_at AS "askedAt",
  closed_at AS "closedAt"`;

/** Requests of an order, the newest first. */
export async function returnsOf(db: Db, orderId: string): Promise<ReturnRequest[]> {
  return db.query<ReturnRequest>(sql`
    SELECT ${columns} FROM shop.return_request WHERE order_id = ${orderId} ORDER BY asked_at DESC, request_id DESC`);
}

export async function returnById(db: Db, requestId: string): Promise<ReturnRequest | undefined> {
  const [row] = await db.query<ReturnRequest>(
    sql`SELECT ${columns} FROM shop.return_request WHERE request_id = ${requestId}`,
  );
  return row;
}

/** Requests that wait for a person, the oldest first. */
export async function openReturns(db: Db, limit: number): Promise<ReturnRequest[]> {
  return db.query<ReturnRequest>(sql`
    SELECT ${columns} FROM shop.return_request WHERE state = 'open' ORDER BY asked_at, request_id LIMIT ${limit}`);
}

/** What may be asked back of a line: ordered, and neither cancelled nor returned. */
export const returnable = (line: Pick<Order['lines'][number], 'ordered' | 'cancelled' | 'returned'>): number =>
  line.ordered - line.cancelled - line.returned;

export type NewReturn = Pick<ReturnRequest, 'requestId' | 'reason' | 'note' | 'lines'>;

/**
 * Writes the request down; the same id again is the same request. Refuses shop.return_lines (more than there is, or nothing),
 * shop.return_open (the order has an open request), request.id_reused.
 */
export async function askReturn(tx: Tx, order: Order, input: NewReturn): Promise<void> {
  const { requestId, reason, note, lines } = input;
  const fits = lines.every(({ lineNo, quantity }) => {
    const line = order.lines.find((known) => known.lineNo === lineNo);
    return line !== undefined && quantity >= 1 && quantity <= returnable(line);
  });
  const distinct = new Set(lines.map((line) => line.lineNo)).size === lines.length;
  if (lines.length === 0 || !fits || !distinct) refuse('shop.return_lines', { detail: order.number });
  const [known] = await tx.query<ReturnRequest>(
    sql`SELECT ${columns} FROM shop.return_request WHERE request_id = ${requestId}`,
  );
  if (known) {
    const same = known.orderId === order.orderId && known.reason === reason && known.note === note;
    if (!same || JSON.stringify(known.lines) !== JSON.stringify(lines))
      refuse('request.id_reused', { detail: requestId });
    return;
  }
  try {
    await tx.query(sql`
      INSERT INTO shop.return_request (request_id, order_id, reason, note, lines, state, asked_at)
      VALUES (${requestId}, ${order.orderId}, ${reason}, ${note}, ${JSON.stringify(lines)}::jsonb, 'open', ${tx.now}::timestamptz)`);
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    refuse('shop.return_open', { detail: order.number });
  }
  announce(tx, {
    type: 'shop.return_asked',
    subjectKind: 'return',
    subjectId: requestId,
    mentions: order.customerId === null ? [order.orderId] : [order.orderId, order.customerId],
    body: { reason, orderId: order.orderId, number: order.number },
  });
}

/** Notes what was done about a request; closing twice is closing once. Refuses shop.unknown_return. */
export async function closeReturn(
  tx: Tx,
  { requestId, answer, by }: { requestId: string; answer: string; by: string },
): Promise<ReturnRequest> {
  const [before] = await tx.query<ReturnRequest>(
    sql`SELECT ${columns} FROM shop.return_request WHERE request_id = ${requestId} FOR NO KEY UPDATE`,
  );
  if (!before) return refuse('shop.unknown_return', { detail: requestId });
  if (before.state === 'closed') return before;
  await tx.query(sql`
    UPDATE shop.return_request SET state = 'closed', answer = ${answer}, closed_at = ${tx.now}::timestamptz, closed_by = ${by}
    WHERE request_id = ${requestId}`);
  announce(tx, {
    type: 'shop.return_closed',
    subjectKind: 'return',
    subjectId: requestId,
    mentions: [before.orderId],
  });
  return { ...before, state: 'closed', answer, closedAt: tx.now };
}

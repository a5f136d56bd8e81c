import { empty, maybeOne, sql, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';
import { paymentColumns, refundColumns, type Refund } from './ledger.ts';
import { bodiesIn } from './references.ts';
import type { Payment, PaymentMethod, PaymentState } from './model.ts';

export async function paymentById(db: Db, paymentId: string): Promise<Payment | undefined> {
  return maybeOne(
    db.query<Payment>(sql`SELECT ${paymentColumns} FROM payments.payment p WHERE payment_id = ${paymentId}`),
  );
}

export async function paymentsById(db: Db, paymentIds: readonly string[]): Promise<Payment[]> {
  if (paymentIds.length === 0) return [];
  return db.query<Payment>(
    sql`SELECT ${paymentColumns} FROM payments.payment p WHERE payment_id = ANY(${paymentIds}::text[])`,
  );
}

/** The payments of an order, oldest first. */
export async function paymentsOf(db: Db, orderId: string): Promise<Payment[]> {
  return db.query<Payment>(sql`
    SELECT ${paymentColumns} FROM payments.payment p WHERE order_id = ${orderId} ORDER BY created_at, payment_id`);
}

/** The payments of many orders, by order. Every id asked for is in the map. */
export async function paymentsOfOrders(db: Db, orderIds: readonly string[]): Promise<Map<string, Payment[]>> {
  const found = new Map<string, Payment[]>(orderIds.map((id) => [id, []]));
  const rows = await db.query<Payment>(sql`
    SELECT ${paymentColumns} FROM payments.payment p WHERE order_id = ANY(${orderIds}::text[]) ORDER BY created_at, payment_id`);
  for (const row of rows) found.get(row.orderId)?.push(row);
  return found;
}

/** Whether these payments of an order are there, each with its amount: set aside or taken, and not on their way back. */
export async function standsFor(
  db: Db,
  orderId: string,
  wanted: readonly { readonly paymentId: string; readonly amountMinor: number }[],
): Promise<boolean> {
  const rows = await db.query<{ paymentId: string; minor: number }>(sql`
    SELECT payment_id AS "paymentId", amount_minor AS minor FROM payments.payment
    WHERE order_id = ${orderId} AND payment_id = ANY(${wanted.map((one) => one.paymentId)}::text[]) AND state IN ('authorised', 'captured')
      AND wish IS DISTINCT FROM 'void' AND refunded_minor + refunding_minor = 0`);
  const found = new Map(rows.map((row) => [row.paymentId, row.minor]));
  return wanted.every(({ paymentId, amountMinor }) => found.get(paymentId) === amountMinor);
}

/** Which of these orders have money that is set aside for them and may still be taken. */
export async function ordersWithMoneyAside(db: Db, orderIds: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ orderId: string }>(sql`
    SELECT DISTINCT order_id AS "orderId" FROM payments.payment WHERE order_id = ANY(${orderIds}::text[])
      AND state IN ('authorised', 'captured') AND method = 'card' AND claimed_at IS NOT NULL AND authorised_minor > captured_minor + released_minor ORDER BY 1`);
  return rows.map((row) => row.orderId);
}

export type PaymentFilter = {
  readonly state?: PaymentState | undefined;
  readonly orderId?: string | undefined;
  readonly method?: PaymentMethod | undefined;
  readonly q?: string | undefined;
  readonly sort?: 'id' | 'newest' | 'oldest' | undefined;
  /** The last of the page before; `at` where they are sorted by time. */
  readonly after?: { readonly at?: Instant; readonly id: string } | undefined;
  readonly limit: number;
};

function pageOf({ sort = 'id', after }: PaymentFilter): Sql {
  const { at = null, id = '' } = after ?? {};
  if (sort === 'oldest')
    return sql`AND (${at}::timestamptz IS NULL OR (created_at, payment_id) > (${at}::timestamptz, ${id})) ORDER BY created_at, payment_id`;
  if (sort === 'newest')
    return sql`AND (${at}::timestamptz IS NULL OR (created_at, payment_id) < (${at}::timestamptz, ${id})) ORDER BY created_at DESC, payment_id DESC`;
  return sql`AND payment_id > ${id} ORDER BY payment_id`;
}

/** Payments as a filter asks, by id or by time. */
export async function listPayments(db: Db, filter: PaymentFilter): Promise<Payment[]> {
  const { state, orderId, method, q, limit } = filter;
  const ofMethod = method === undefined ? empty : sql`AND method = ${method}`;
  const body = q === undefined ? undefined : (bodiesIn(q)[0] ?? '');
  // By the payment, its order, what its provider calls it, or the reference of a transfer.
  const said =
    q === undefined
      ? empty
      : sql`AND (payment_id = ${q} OR order_id = ${q} OR external_id = ${q} OR (right(payment_id, 12) = ${body} AND method IN ('transfer', 'account')))`;
  const ofState = state === undefined ? empty : sql`AND state = ${state}`;
  const ofOrder = orderId === undefined ? empty : sql`AND order_id = ${orderId}`;
  return db.query<Payment>(sql`
    SELECT ${paymentColumns} FROM payments.payment p
    WHERE true ${ofState} ${ofOrder} ${ofMethod} ${said} ${pageOf(filter)} LIMIT ${limit}`);
}

export async function refundById(db: Db, refundId: string): Promise<Refund | undefined> {
  return maybeOne(db.query<Refund>(sql`SELECT ${refundColumns} FROM payments.refund WHERE refund_id = ${refundId}`));
}

export async function refundsOf(db: Db, paymentId: string): Promise<Refund[]> {
  return db.query<Refund>(sql`
    SELECT ${refundColumns} FROM payments.refund WHERE payment_id = ${paymentId} ORDER BY created_at, refund_id`);
}

export type MovementRow = {
  movementId: string;
  from: string;
  to: string;
  minor: number;
  currency: string;
  reason: string;
  actor: string;
  at: Instant;
};

/** The movements of a payment, oldest first. */
export async function movementsOf(db: Db, paymentId: string): Promise<MovementRow[]> {
  return db.query<MovementRow>(sql`
    SELECT movement_id AS "movementId", from_account AS "from", to_account AS "to", minor, currency, reason, actor, at
    FROM payments.movement WHERE payment_id = ${paymentId} ORDER BY at, movement_id`);
}

/** What lies in the accounts that keep a balance. */
export async function balancesOf(
  db: Db,
  accounts: readonly string[],
): Promise<{ account: string; currency: string; balance: number }[]> {
  return db.query(sql`
    SELECT account_id AS account, currency, balance FROM payments.account WHERE account_id = ANY(${accounts}::text[])
    ORDER BY account_id, currency`);
}

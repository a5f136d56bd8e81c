/**
 * The only writer of the money tables. Lock, decide, write: in separate statements of one READ COMMITTED transaction, because a
 * statement that locks and changes a guarded row at once reads it by an old snapshot (CORE.md).
 */
import { lock, sql, type Sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { keepsBalance, type Payment } from './model.ts';

export const paymentColumns: Sql = sql`p.payment_id AS "paymentId", p.order_id AS "orderId", p.method, p.provider, p.currency,
  p.amount_minor AS "amountMinor", p.state, p.external_id AS "externalId", p.authorised_minor AS "authorisedMinor",
  p.captured_minor AS "capturedMinor", p.refunded_minor AS "refundedMinor", p.refunding_minor AS "refundingMinor",
  p.wanted_minor AS "wantedMinor", p.ceiling_minor AS "ceilingMinor", p.released_minor AS "releasedMinor",
  p.disputed_minor AS "disputedMinor", p.lapses_at AS "lapsesAt", p.released_at AS "releasedAt",
  p.device_id AS "deviceId", p.account_id AS "accountId", p.purpose, p.code, p.wish, p.claimed_at AS "claimedAt", p.called_at AS "calledAt", p.created_at AS "createdAt",
  p.updated_at AS "updatedAt", p.version`;

/** Locks payments in id order; what does not exist is absent. `held`: the caller has locked them before, and higher classes since. */
export async function lockPaymentRows(
  tx: Tx,
  paymentIds: readonly string[],
  held = false,
): Promise<Map<string, Payment>> {
  if (paymentIds.length === 0) return new Map();
  if (!held) lock(tx, 'payments.payment');
  const rows = await tx.query<Payment>(sql`
    SELECT ${paymentColumns} FROM unnest(${paymentIds}::text[]) AS w(payment_id) JOIN payments.payment p USING (payment_id)
    ORDER BY p.payment_id FOR NO KEY UPDATE OF p`);
  return new Map(rows.map((row) => [row.paymentId, row]));
}

/** Locks the payments of orders, in id order. */
export async function lockPayments(tx: Tx, orderIds: readonly string[]): Promise<Payment[]> {
  const ids = await idsOfOrders(tx, orderIds);
  return [...(await lockPaymentRows(tx, ids)).values()];
}

/** Locks payments by their ids, in their order; what does not exist is absent. */
export async function lockPaymentsById(tx: Tx, paymentIds: readonly string[]): Promise<Payment[]> {
  return [...(await lockPaymentRows(tx, [...new Set(paymentIds)])).values()];
}

/** The payments' ids of orders. */
export async function idsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    sql`SELECT payment_id AS id FROM payments.payment WHERE order_id = ANY(${orderIds}::text[])`,
  );
  return rows.map((row) => row.id);
}

/** Inserts new payments; returns the ids that were new. One whose id is being inserted elsewhere waits for that. */
export async function insertPayments(tx: Tx, payments: readonly Payment[]): Promise<Set<string>> {
  const sorted = [...payments].sort((a, b) => (a.paymentId < b.paymentId ? -1 : 1));
  const rows = await tx.query<{ id: string }>(sql`
    INSERT INTO payments.payment (payment_id, order_id, method, provider, currency, amount_minor, state, authorised_minor, captured_minor,
      device_id, account_id, claimed_at, wanted_minor, purpose, created_at, updated_at)
    SELECT n.*, ${tx.now}::timestamptz, ${tx.now}::timestamptz
    FROM unnest(${sorted.map((p) => p.paymentId)}::text[], ${sorted.map((p) => p.orderId)}::text[], ${sorted.map((p) => p.method)}::text[],
      ${sorted.map((p) => p.provider)}::text[], ${sorted.map((p) => p.currency)}::text[], ${sorted.map((p) => p.amountMinor)}::bigint[],
      ${sorted.map((p) => p.state)}::text[], ${sorted.map((p) => p.authorisedMinor)}::bigint[], ${sorted.map((p) => p.capturedMinor)}::bigint[],
      ${sorted.map((p) => p.deviceId)}::text[], ${sorted.map((p) => p.accountId)}::text[], ${sorted.map((p) => p.claimedAt)}::timestamptz[], ${sorted.map((p) => p.wantedMinor)}::bigint[], ${sorted.map((p) => p.purpose)}::text[]) AS n
    ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id AS id`);
  return new Set(rows.map((row) => row.id));
}

/** Takes out again what this transaction inserted, and what came to nothing before anybody could see it. */
export async function deletePayments(tx: Tx, paymentIds: readonly string[]): Promise<void> {
  if (paymentIds.length === 0) return;
  await tx.query(
    sql`DELETE FROM payments.payment WHERE payment_id = ANY(${paymentIds}::text[]) AND created_at = ${tx.now}::timestamptz`,
  );
}

/** Writes locked payments as they are now. */
export async function updatePayments(tx: Tx, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return;
  await tx.query(sql`
    UPDATE payments.payment p SET state = n.state, external_id = n.external_id, authorised_minor = n.authorised, captured_minor = n.captured,
      refunded_minor = n.refunded, refunding_minor = n.refunding, code = n.code, wish = n.wish, claimed_at = n.claimed_at,
      called_at = n.called_at, updated_at = n.updated_at, version = n.version, wanted_minor = n.wanted, ceiling_minor = n.ceiling,
      released_minor = n.released, disputed_minor = n.disputed, lapses_at = n.lapses_at, released_at = n.released_at
    FROM unnest(${payments.map((p) => p.paymentId)}::text[], ${payments.map((p) => p.state)}::text[], ${payments.map((p) => p.externalId)}::text[],
      ${payments.map((p) => p.authorisedMinor)}::bigint[], ${payments.map((p) => p.capturedMinor)}::bigint[],
      ${payments.map((p) => p.refundedMinor)}::bigint[], ${payments.map((p) => p.refundingMinor)}::bigint[], ${payments.map((p) => p.code)}::text[],
      ${payments.map((p) => p.wish)}::text[], ${payments.map((p) => p.claimedAt)}::timestamptz[], ${payments.map((p) => p.calledAt)}::timestamptz[],
      ${payments.map((p) => p.updatedAt)}::timestamptz[], ${payments.map((p) => p.version)}::int[],
      ${payments.map((p) => p.wantedMinor)}::bigint[], ${payments.map((p) => p.ceilingMinor)}::bigint[], ${payments.map((p) => p.releasedMinor)}::bigint[],
      ${payments.map((p) => p.disputedMinor)}::bigint[], ${payments.map((p) => p.lapsesAt)}::timestamptz[], ${payments.map((p) => p.releasedAt)}::timestamptz[])
      AS n(payment_id, state, external_id, authorised, captured, refunded, refunding, code, wish, claimed_at, called_at, updated_at, version,
        wanted, ceiling, released, disputed, lapses_at, released_at)
    WHERE p.payment_id = n.payment_id`);
}

export type NewMovement = {
  readonly movementId: string;
  readonly from: string;
  readonly to: string;
  readonly minor: number;
  readonly currency: string;
  readonly paymentId?: string;
  readonly orderId?: string;
  readonly reason: string;
};

export const newMovementId = (): string => newId('mny');

/**
 * Posts movements, and the balances of the accounts that keep one. Accounts that money leaves must be locked by the caller, who has
 * checked that they hold it.
 */
export async function postMovements(tx: Tx, movements: readonly NewMovement[]): Promise<void> {
  if (movements.length === 0) return;
  await Promise.all([insertMovements(tx, movements), changeAccounts(tx, movements)]);
}

async function insertMovements(tx: Tx, movements: readonly NewMovement[]): Promise<void> {
  await tx.query(sql`
    INSERT INTO payments.movement (movement_id, from_account, to_account, minor, currency, payment_id, order_id, reason, actor, at)
    SELECT m.*, ${tx.caller.actor}, ${tx.now}::timestamptz
    FROM unnest(${movements.map((m) => m.movementId)}::text[], ${movements.map((m) => m.from)}::text[], ${movements.map((m) => m.to)}::text[],
      ${movements.map((m) => m.minor)}::bigint[], ${movements.map((m) => m.currency)}::text[], ${movements.map((m) => m.paymentId ?? null)}::text[],
      ${movements.map((m) => m.orderId ?? null)}::text[], ${movements.map((m) => m.reason)}::text[]) AS m`);
}

/** Net changes of kept balances. Only raises go through the upsert: an account that falls exists, since it was locked. */
async function changeAccounts(tx: Tx, movements: readonly NewMovement[]): Promise<void> {
  const net = new Map<string, { account: string; currency: string; minor: number }>();
  for (const { from, to, minor, currency } of movements) {
    for (const [account, change] of [
      [from, -minor],
      [to, minor],
    ] as const) {
      if (!keepsBalance(account)) continue;
      const key = `${account} ${currency}`;
      net.set(key, { account, currency, minor: (net.get(key)?.minor ?? 0) + change });
    }
  }
  const sorted = [...net.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
  const rises = sorted.filter((change) => change.minor > 0);
  const falls = sorted.filter((change) => change.minor < 0);
  if (sorted.length > 0) lock(tx, 'payments.account');
  if (rises.length > 0) {
    await tx.query(sql`
      INSERT INTO payments.account AS a (account_id, currency, balance)
      SELECT * FROM unnest(${rises.map((c) => c.account)}::text[], ${rises.map((c) => c.currency)}::text[], ${rises.map((c) => c.minor)}::bigint[])
      ON CONFLICT (account_id, currency) DO UPDATE SET balance = a.balance + excluded.balance`);
  }
  if (falls.length > 0) {
    await tx.query(sql`
      UPDATE payments.account a SET balance = a.balance + c.minor
      FROM unnest(${falls.map((c) => c.account)}::text[], ${falls.map((c) => c.currency)}::text[], ${falls.map((c) => c.minor)}::bigint[])
        AS c(account_id, currency, minor)
      WHERE a.account_id = c.account_id AND a.currency = c.currency`);
  }
}

export type Balance = { account: string; currency: string; balance: number; floor: number };

/** Locks kept accounts in order; one that never held anything is absent. */
export async function lockAccounts(
  tx: Tx,
  accounts: readonly { account: string; currency: string }[],
): Promise<Map<string, Balance>> {
  if (accounts.length === 0) return new Map();
  lock(tx, 'payments.account');
  const rows = await tx.query<Balance>(sql`
    SELECT a.account_id AS account, a.currency, a.balance, a.floor
    FROM (SELECT DISTINCT * FROM unnest(${accounts.map((a) => a.account)}::text[], ${accounts.map((a) => a.currency)}::text[])) AS w(account_id, currency)
    JOIN payments.account a USING (account_id, currency)
    ORDER BY a.account_id, a.currency FOR NO KEY UPDATE OF a`);
  return new Map(rows.map((row) => [`${row.account} ${row.currency}`, row]));
}

/** Makes an account that nothing was booked on yet, so that it can be locked: of two who book on it first, one waits for the other. */
export async function openAccount(tx: Tx, account: string, currency: string): Promise<void> {
  lock(tx, 'payments.account');
  await tx.query(sql`
    INSERT INTO payments.account (account_id, currency, balance) VALUES (${account}, ${currency}, 0) ON CONFLICT DO NOTHING`);
}

export type RefundState = 'open' | 'done' | 'refused';
export type Refund = {
  readonly refundId: string;
  readonly paymentId: string;
  readonly minor: number;
  readonly reason: string;
  readonly account: string;
  readonly state: RefundState;
  readonly code: string | null;
};

export const refundColumns: Sql = sql`refund_id AS "refundId", payment_id AS "paymentId", minor, reason, account, state, code`;

/** Refunds by id; the payments they belong to are locked by the caller. */
export async function refundsById(tx: Tx, refundIds: readonly string[]): Promise<Map<string, Refund>> {
  const rows = await tx.query<Refund>(
    sql`SELECT ${refundColumns} FROM payments.refund WHERE refund_id = ANY(${refundIds}::text[])`,
  );
  return new Map(rows.map((row) => [row.refundId, row]));
}

/** Locks refunds in the order of their ids, so that of two who tie one to something the second waits. */
export async function lockRefunds(tx: Tx, refundIds: readonly string[]): Promise<void> {
  if (refundIds.length === 0) return;
  await tx.query(
    sql`SELECT FROM payments.refund WHERE refund_id = ANY(${[...refundIds]}::text[]) ORDER BY refund_id FOR NO KEY UPDATE`,
  );
}

/** Inserts refunds; their payments are locked, and their ids were looked for under that lock. */
export async function insertRefunds(tx: Tx, refunds: readonly Refund[]): Promise<void> {
  if (refunds.length === 0) return;
  await tx.query(sql`
    INSERT INTO payments.refund (refund_id, payment_id, minor, reason, account, state, code, created_at, closed_at)
    SELECT n.*, ${tx.now}::timestamptz, CASE WHEN n.state <> 'open' THEN ${tx.now}::timestamptz END
    FROM unnest(${refunds.map((r) => r.refundId)}::text[], ${refunds.map((r) => r.paymentId)}::text[], ${refunds.map((r) => r.minor)}::bigint[],
      ${refunds.map((r) => r.reason)}::text[], ${refunds.map((r) => r.account)}::text[], ${refunds.map((r) => r.state)}::text[],
      ${refunds.map((r) => r.code)}::text[]) AS n(refund_id, payment_id, minor, reason, account, state, code)`);
}

/** Closes refunds whose payments are locked. */
export async function closeRefunds(tx: Tx, refunds: readonly Refund[]): Promise<void> {
  if (refunds.length === 0) return;
  await tx.query(sql`
    UPDATE payments.refund r SET state = n.state, code = n.code, closed_at = ${tx.now}::timestamptz
    FROM unnest(${refunds.map((r) => r.refundId)}::text[], ${refunds.map((r) => r.state)}::text[], ${refunds.map((r) => r.code)}::text[])
      AS n(refund_id, state, code)
    WHERE r.refund_id = n.refund_id`);
}

/** Tells a change of a payment; its version counts these facts. */
export function announcePayment(
  tx: Tx,
  type: 'settled' | 'quarantined' | 'refunded' | 'refund_failed' | 'disputed' | 'dispute_closed' | 'lapsing',
  payment: Payment,
  body: Readonly<Record<string, unknown>> = {},
): void {
  announce(tx, {
    type: `payments.${type}`,
    subjectKind: 'payment',
    subjectId: payment.paymentId,
    version: payment.version,
    mentions: [payment.orderId],
    body: {
      orderId: payment.orderId,
      method: payment.method,
      state: payment.state,
      currency: payment.currency,
      ...body,
    },
  });
}

/** Through which payment money came to us that now pays for another order: it goes back by the same way. */
import { sql, type Db } from '#base/db';
import type { Payment } from './model.ts';

/** The payment through which money came at first, as far as giving it back needs it. */
export type Root = Pick<Payment, 'paymentId' | 'provider' | 'externalId' | 'deviceId' | 'accountId'>;

/** The roots of those payments that are exchanges; the others are their own, and absent. */
export async function rootsOf(db: Db, payments: readonly Payment[]): Promise<Map<string, Root>> {
  const moved = payments.filter((payment) => payment.method === 'exchange').map((payment) => payment.paymentId);
  if (moved.length === 0) return new Map();
  const rows = await db.query<Root & { of: string }>(sql`
    SELECT e.payment_id AS "of", p.payment_id AS "paymentId", p.provider, p.external_id AS "externalId", p.device_id AS "deviceId",
      p.account_id AS "accountId"
    FROM payments.exchange e JOIN payments.payment p ON p.payment_id = e.root_payment_id WHERE e.payment_id = ANY(${moved}::text[])`);
  return new Map(rows.map(({ of, ...root }) => [of, root]));
}

/** Whose refunds these are that a provider told of a root: of the payment that they were asked for. Refunds we never asked for are absent. */
export async function ownersOfRefunds(db: Db, refundIds: readonly string[]): Promise<Map<string, string>> {
  if (refundIds.length === 0) return new Map();
  const rows = await db.query<{ refundId: string; paymentId: string }>(sql`
    SELECT r.refund_id AS "refundId", r.payment_id AS "paymentId" FROM payments.refund r JOIN payments.exchange e USING (payment_id)
    WHERE r.refund_id = ANY(${refundIds}::text[])`);
  return new Map(rows.map((row) => [row.refundId, row.paymentId]));
}

/** Refunds that go out by transfer, and the debits that show them: a statement never counts one a second time. */
import { sql, type Db, type Tx } from '#base/db';
import type { Instant } from '#base/time';
import { lockRefunds } from '#payments';
import type { Entry, Part } from './ledger.ts';
import type { BankRefund } from './model.ts';

export type OpenRefund = BankRefund & { readonly orderId: string; readonly name: string; readonly at: Instant };

/** Refunds from our bank that no statement has shown yet, the oldest first; at most 500. `refundIds`: of these alone. */
export async function openBankRefunds(db: Db, refundIds?: readonly string[]): Promise<OpenRefund[]> {
  const some = refundIds ?? null;
  return db.query<OpenRefund>(sql`
    SELECT r.refund_id AS "refundId", r.payment_id AS "paymentId", p.order_id AS "orderId", r.minor, p.currency, r.created_at AS at,
      coalesce(b.ibans, '{}') AS ibans, coalesce(b.name, '') AS name
    FROM payments.refund r JOIN payments.payment p USING (payment_id) LEFT JOIN LATERAL (
      SELECT array_agg(DISTINCT e.counter_iban) AS ibans, max(e.name) AS name
      FROM bank.entry_part t JOIN bank.entry e USING (entry_id) WHERE t.target = r.payment_id AND t.what = 'payment') b ON true
    WHERE r.account = 'bank' AND r.state = 'done' AND (${some}::text[] IS NULL OR r.refund_id = ANY(${some}::text[]))
      AND NOT EXISTS (SELECT FROM bank.entry_part t WHERE t.target = r.refund_id AND t.what = 'refund')
    ORDER BY r.created_at, r.refund_id LIMIT 500`);
}

/** Locks refunds, so that no other statement shows them meanwhile; gives those that are still to be shown. */
export async function lockBankRefunds(tx: Tx, refundIds: readonly string[]): Promise<OpenRefund[]> {
  if (refundIds.length === 0) return [];
  await lockRefunds(tx, refundIds);
  return openBankRefunds(tx, refundIds);
}

/** The part of a debit that is a refund. */
export const refundPart = (
  partId: string,
  debit: Entry,
  refundId: string,
  minor: number,
): Part & Pick<Entry, 'currency' | 'credit' | 'entityId'> => ({
  ...{ partId, entryId: debit.entryId, what: 'refund', minor, target: refundId, words: '' },
  ...{ currency: debit.currency, credit: false, entityId: debit.entityId },
});

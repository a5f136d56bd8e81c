/** The entries whose sum is what is owed for the changes of an order. */
import { sql, type Tx } from '#base/db';

export type Entry = {
  readonly entryId: string;
  readonly kind:
    | 'edit'
    | 'asked'
    | 'paid'
    | 'promised'
    | 'promise_ended'
    | 'refund'
    | 'refund_failed'
    | 'cancelled'
    | 'unheld'
    | 'lapsed'
    | 'short';
  readonly minor: number;
};

/** Writes entries and the balance they sum to; the order is locked. What is written already is not written again. */
export async function writeEntries(tx: Tx, orderId: string, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(sql`
    INSERT INTO orders.balance (order_id, entry_id, kind, minor, at)
    SELECT ${orderId}, n.*, ${tx.now}::timestamptz
    FROM unnest(${entries.map((e) => e.entryId)}::text[], ${entries.map((e) => e.kind)}::text[], ${entries.map((e) => e.minor)}::bigint[]) AS n
    ON CONFLICT DO NOTHING`);
  await tx.query(sql`
    UPDATE orders.order SET balance_minor = (SELECT sum(minor) FROM orders.balance b WHERE b.order_id = ${orderId}) WHERE order_id = ${orderId}`);
}

/** Whether what is due of an order is a deposit: one was asked for. */
export const asksDeposit = (entries: ReadonlySet<string>): boolean =>
  [...entries].some((entry) => entry.endsWith(':deposit'));

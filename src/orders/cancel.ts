import { lock, sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { closeReservations, lockReservations } from '#inventory';
import { lockPayments, paymentsOfOrders, releasePayments } from '#payments';
import { writeEntries } from './balance-entries.ts';
import type { AskedBy } from './edit-preview.ts';
import { checkHeld, lockHeads, raced } from './settle.ts';
import { giveUpWaiting, lockWaiting, waitingOf, type WaitingUnits } from './waiting.ts';

export type CancelOrder = {
  readonly orderId: string;
  readonly reason: string;
  /** Its buyer may cancel until somebody begins to pick it; the house until it leaves. */
  readonly by?: AskedBy | undefined;
};

/**
 * Cancels an order that has not left, whole: stock goes back to the places it was taken from, payments are released (voided, or owed
 * back where captured), carriage included. Refuses `orders.not_found`, `orders.shipped`, for its buyer `orders.picking`. Cancelling a
 * cancelled order changes nothing.
 */
export async function cancelOrder(tx: Tx, { orderId, reason, by = 'staff' }: CancelOrder): Promise<void> {
  const waiting = await waitingOf(tx, [orderId]);
  const open = await lockReservations(tx, [orderId]);
  await lockWaiting(tx, waiting);
  await lockPayments(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (head.state === 'cancelled') return;
  await checkHeld(tx, orderId, open);
  await checkWaiting(tx, [orderId], waiting);
  const [now] = await tx.query<{ shipped: number; begun: boolean; balanceMinor: number }>(sql`
    SELECT (SELECT coalesce(sum(shipped), 0) FROM orders.line WHERE order_id = ${orderId})::bigint AS shipped,
      coalesce(picking_at, ready_at) IS NOT NULL AS begun, balance_minor AS "balanceMinor" FROM orders.order WHERE order_id = ${orderId}`);
  if ((now?.shipped ?? 0) > 0) refuse('orders.shipped', { detail: orderId });
  if (by === 'buyer' && now?.begun) refuse('orders.picking', { detail: orderId });
  await closeReservations(tx, open, 'voided', 'voided');
  await giveUpWaiting(tx, waiting);
  await writeCancelled(tx, [head], 'cancelled', reason);
  await releasePayments(tx, [orderId], reason);
  // Nobody owes anything for the changes of what is no more.
  const owed = now?.balanceMinor ?? 0;
  if (owed !== 0) await writeEntries(tx, orderId, [{ entryId: 'cancelled', kind: 'cancelled', minor: -owed }]);
}

/** Stock may have come between the look and the locks: then what was given for it is seen by running again. */
async function checkWaiting(tx: Tx, orderIds: readonly string[], seen: readonly WaitingUnits[]): Promise<void> {
  if (seen.length === 0) return;
  if (JSON.stringify(await waitingOf(tx, orderIds)) !== JSON.stringify(seen)) throw raced(orderIds.join(', '));
}

async function writeCancelled(
  tx: Tx,
  heads: readonly { orderId: string; version: number; channelId: string; customerId: string | null }[],
  type: string,
  reason: string,
): Promise<void> {
  const ids = heads.map((head) => head.orderId);
  await Promise.all([
    tx.query(
      sql`UPDATE orders.order SET state = 'cancelled', version = version + 1, expires_at = NULL WHERE order_id = ANY(${ids}::text[])`,
    ),
    tx.query(
      sql`UPDATE orders.line SET cancelled = ordered - shipped, flagged = 0, backordered = 0 WHERE order_id = ANY(${ids}::text[])`,
    ),
  ]);
  announce(
    tx,
    heads.map((head) => ({
      type: `orders.${type}`,
      subjectKind: 'order',
      subjectId: head.orderId,
      version: head.version + 1,
      channelId: head.channelId,
      mentions: head.customerId === null ? [] : [head.customerId],
      body: { reason },
    })),
  );
}

/** Those of these orders that wait for a transfer, or for a deposit beside which the rest is promised or owed. */
async function awaitedTransfers(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  const payments = [...(await paymentsOfOrders(tx, orderIds)).values()].flat();
  return [
    ...new Set(
      payments.filter(({ method }) => /^(transfer|promise|account)$/.test(method)).map(({ orderId }) => orderId),
    ),
  ].sort();
}

/**
 * Orders that waited too long for their payment give their stock back. Nothing else does: a reservation has no end of its own, so that an
 * order and its stock end in one transaction, however late the worker comes to it.
 */
export async function expireOrders(database: Database): Promise<void> {
  const late = await database.query<{ orderId: string }>(sql`
    SELECT order_id AS "orderId" FROM orders.order WHERE state = 'awaiting_payment' AND expires_at < now() ORDER BY expires_at LIMIT 200`);
  if (late.length === 0) return;
  const ids = late.map((row) => row.orderId);
  await database.transaction({ actor: 'schedule:orders.expire' }, async (tx) => {
    const waiting = await waitingOf(tx, ids);
    const open = await lockReservations(tx, ids);
    await lockWaiting(tx, waiting);
    const transfers = await awaitedTransfers(tx, ids);
    await lockPayments(tx, transfers);
    lock(tx, 'orders.order');
    const heads = await tx.query<{
      orderId: string;
      version: number;
      channelId: string;
      customerId: string | null;
    }>(sql`
      SELECT order_id AS "orderId", version, channel_id AS "channelId", customer_id AS "customerId" FROM orders.order
      WHERE order_id = ANY(${ids}::text[]) AND state = 'awaiting_payment' AND expires_at < ${tx.now}::timestamptz ORDER BY order_id FOR NO KEY UPDATE`);
    const expired = new Set(heads.map((head) => head.orderId));
    const given = waiting.filter(({ orderId }) => expired.has(orderId));
    await checkWaiting(tx, [...expired], given);
    await giveUpWaiting(tx, given);
    await closeReservations(
      tx,
      open.filter((reservation) => expired.has(reservation.holder)),
      'expired',
      'expired',
    );
    await writeCancelled(tx, heads, 'expired', 'payment');
    // A card may still be approved and is given back by the sweep; a transfer that comes now is a person's to decide.
    await releasePayments(
      tx,
      transfers.filter((orderId) => expired.has(orderId)),
      'expired_order',
    );
  });
}

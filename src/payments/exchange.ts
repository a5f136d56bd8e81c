/** What came back of one order pays for another. */
import { sql, type Tx } from '#base/db';
import { unwrap } from '#base/refusal';
import { insertPayments, postMovements, type Refund } from './ledger.ts';
import type { Payment } from './model.ts';
import { takenMovement } from './open.ts';
import { exchange } from './providers/exchange.ts';
import { openRefunds } from './refund.ts';
import { rootsOf } from './roots.ts';

export type Exchanged = {
  /** Made by the caller: the refund of the old order, and the payment of the new one. */
  readonly refundId: string;
  readonly paymentId: string;
  /** A payment of the old order, and how much of it. */
  readonly from: Payment;
  readonly minor: number;
  /** The new order. */
  readonly orderId: string;
  readonly reason: string;
};

/**
 * Moves money that was taken for one order to another: it is given back there and taken here at once, and no provider hears of it. What is
 * given back of the new order later goes through the payment by which the money came at first. The payments are held, and the ids are new:
 * who calls knows what it has done already. Refuses as `openRefunds`, whole.
 */
export async function exchangePayments(tx: Tx, moves: readonly Exchanged[]): Promise<Refund[]> {
  if (moves.length === 0) return [];
  const refunds = await openRefunds(
    tx,
    moves.map(({ refundId, from, minor, reason }) => ({
      ...{ refundId, minor, reason, paymentId: from.paymentId, currency: from.currency, by: 'exchange' as const },
    })),
    true,
  );
  const done = refunds.map(unwrap);
  const payments = moves.map((move) => paymentOf(tx, move));
  await insertPayments(tx, payments);
  const roots = await rootsOf(
    tx,
    moves.map(({ from }) => from),
  );
  const rootIds = moves.map(({ from }) => roots.get(from.paymentId)?.paymentId ?? from.paymentId);
  await Promise.all([
    postMovements(
      tx,
      payments.map((payment) => takenMovement(payment, exchange)),
    ),
    tx.query(sql`
      INSERT INTO payments.exchange (payment_id, refund_id, root_payment_id)
      SELECT * FROM unnest(${moves.map((move) => move.paymentId)}::text[], ${moves.map((move) => move.refundId)}::text[], ${rootIds}::text[])`),
  ]);
  return done;
}

function paymentOf(tx: Tx, { paymentId, orderId, from, minor }: Exchanged): Payment {
  return {
    ...{ paymentId, orderId, currency: from.currency, method: 'exchange', provider: 'exchange', state: 'captured' },
    ...{ amountMinor: minor, authorisedMinor: minor, capturedMinor: minor, refundedMinor: 0, refundingMinor: 0 },
    ...{ wantedMinor: minor, ceilingMinor: null, releasedMinor: 0, disputedMinor: 0, lapsesAt: null, releasedAt: null },
    ...{
      externalId: null,
      deviceId: null,
      accountId: null,
      purpose: null,
      code: null,
      wish: null,
      calledAt: null,
      version: 0,
    },
    ...{ claimedAt: tx.now, createdAt: tx.now, updatedAt: tx.now },
  };
}

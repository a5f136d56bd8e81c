/** Taking what is set aside in parts, and asking for more time before it lapses. */
import { crashPoint } from '#base/crash-point';
import { sql, type Database, type Tx } from '#base/db';
import { answered } from './carry-out.ts';
import { eachAtMost, withDeadline } from './deadline.ts';
import { applyFacts } from './facts.ts';
import { announcePayment, lockPaymentRows, lockPayments, paymentColumns, updatePayments } from './ledger.ts';
import { ceilingOf, heldMinor, lower, want, type Payment } from './model.ts';
import { providerOf } from './providers/index.ts';

export type Wanted = {
  readonly orderId: string;
  /** What all that has left by now is worth, minor units: the parcels before included. */
  readonly minor: number;
  /** Nothing more will leave: what is still set aside then goes back. */
  readonly final: boolean;
};

/**
 * Wants the share of what has left of orders, out of what is set aside for them: what was taken by other payments counts first. A provider
 * that takes once takes all of it with the first parcel. Repeatable: the same worth again wants nothing more. Over-capture is impossible
 * (`want`). The worker asks the provider.
 */
export async function wantCaptures(tx: Tx, asked: readonly Wanted[]): Promise<void> {
  const payments = await lockPayments(
    tx,
    asked.map(({ orderId }) => orderId),
  );
  const next = asked.flatMap(({ orderId, minor, final }) => {
    const mine = payments.filter((payment) => payment.orderId === orderId);
    const held = mine.filter(
      (payment) => payment.method === 'card' && heldMinor(payment) > 0 && payment.claimedAt !== null,
    );
    let left = minor - mine.reduce((sum, one) => sum + (held.includes(one) ? 0 : one.capturedMinor), 0);
    return held.flatMap((payment) => {
      const once = providerOf(tx.database, payment).captures === 'once';
      const share = Math.min(Math.max(0, left), ceilingOf(payment));
      left -= share;
      const wanted = want(
        payment,
        once && share > 0 && !final ? ceilingOf(payment) : share,
        final || (once && share > 0),
      );
      return wanted === payment ? [] : [{ ...wanted, updatedAt: tx.now }];
    });
  });
  await updatePayments(tx, next);
}

/**
 * Lowers what may ever be taken of money that is only set aside, by up to `minor` in all: its order became cheaper. The payments are locked.
 * Says by how much each was lowered.
 */
export async function lowerHeld(
  tx: Tx,
  parts: readonly { readonly paymentId: string; readonly minor: number }[],
): Promise<{ readonly paymentId: string; readonly minor: number }[]> {
  const payments = await lockPaymentRows(
    tx,
    parts.map((part) => part.paymentId),
    true,
  );
  const done = parts.flatMap(({ paymentId, minor }) => {
    const payment = payments.get(paymentId);
    const { next, loweredMinor } = payment ? lower(payment, minor) : { next: payment, loweredMinor: 0 };
    return next && loweredMinor > 0 ? [{ next: { ...next, updatedAt: tx.now }, loweredMinor }] : [];
  });
  await updatePayments(
    tx,
    done.map((one) => one.next),
  );
  return done.map(({ next, loweredMinor }) => ({ paymentId: next.paymentId, minor: loweredMinor }));
}

/** How long before money that is set aside lapses more time is asked for, and after how long that is tried again. */
const RENEW = { beforeS: 36 * 3_600, againS: 6 * 3_600 } as const;

/**
 * Asks for more time for what orders stand on, before it lapses; where the provider gives none, `payments.lapsing` tells people, once for
 * each time that runs out. Repeatable, in any number of workers.
 */
export async function renewHeld(database: Database, beforeS: number = RENEW.beforeS): Promise<void> {
  const due = await database.transaction({ actor: 'payments.renew' }, (tx) =>
    tx.query<Payment>(sql`
      WITH due AS (
        SELECT payment_id FROM payments.payment
        WHERE state IN ('authorised', 'captured') AND lapses_at IS NOT NULL AND claimed_at IS NOT NULL AND wish IS NULL
          AND authorised_minor > captured_minor + released_minor AND lapses_at <= ${tx.now}::timestamptz + make_interval(secs => ${beforeS})
          AND lapses_at > ${tx.now}::timestamptz AND (renewed_at IS NULL OR renewed_at <= ${tx.now}::timestamptz - make_interval(secs => ${RENEW.againS}))
        ORDER BY lapses_at LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE payments.payment p SET renewed_at = ${tx.now}::timestamptz FROM due WHERE p.payment_id = due.payment_id RETURNING ${paymentColumns}`),
  );
  if (due.length === 0) return;
  crashPoint('payments.renew.marked');
  const answers = await eachAtMost(8, due, async (payment) => {
    const { renew } = providerOf(database, payment);
    return renew && answered(payment.paymentId, withDeadline(renew(payment)));
  });
  crashPoint('payments.renew.answered');
  await database.transaction({ actor: 'payments.renew' }, async (tx) => {
    await applyFacts(
      tx,
      answers.filter((facts) => facts !== undefined),
    );
    const now = await lockPaymentRows(
      tx,
      due.map((payment) => payment.paymentId),
    );
    const still = due.flatMap((before) => {
      const payment = now.get(before.paymentId);
      return payment && heldMinor(payment) > 0 && payment.lapsesAt === before.lapsesAt ? [payment] : [];
    });
    const told = still.map((payment) => ({ ...payment, updatedAt: tx.now, version: payment.version + 1 }));
    await updatePayments(tx, told);
    for (const payment of told) announcePayment(tx, 'lapsing', payment, { lapsesAt: payment.lapsesAt ?? '' });
  });
}

import type { Tx } from '#base/db';
import { newId } from '#base/ids';
import { idsOfOrders, lockPaymentRows, updatePayments } from './ledger.ts';
import { heldMinor, isOver, refundable, type Payment } from './model.ts';
import { providerOf } from './providers/index.ts';
import { openRefunds, type RefundRequest } from './refund.ts';
import { rootsOf } from './roots.ts';
import { settlePayments } from './settle.ts';

export type Released = {
  readonly paymentId: string;
  /** The refund that was begun, for a card whose money had been taken. */
  readonly refundId?: string;
  /** What lies with us (cash, bank, marketplace) is not given back by itself: a person does, and it is owed until then. */
  readonly owedMinor: number;
};

/**
 * The orders do not stand on their payments any more. Final: a released payment can't be claimed. A promise is voided at once; a card
 * is voided, or refunded where its money was taken, by the worker; what a company owes it owes no more; other money that was taken stays owed. Repeatable. The caller has
 * locked the payments with `lockPayments`, so it may be called under the locks of higher modules.
 */
export async function releasePayments(tx: Tx, orderIds: readonly string[], reason: string): Promise<Released[]> {
  return releaseById(tx, await idsOfOrders(tx, orderIds), reason, true);
}

/** The same for payments by id; `held` as in `lockPaymentRows`. */
export async function releaseById(
  tx: Tx,
  paymentIds: readonly string[],
  reason: string,
  held = false,
): Promise<Released[]> {
  const payments = [...(await lockPaymentRows(tx, paymentIds, held)).values()];
  const live = payments.filter((payment) => !isOver(payment));
  const roots = await rootsOf(tx, payments);
  const local = (payment: Payment): boolean => providerOf(tx.database, roots.get(payment.paymentId) ?? payment).local;
  const pending = live.filter((payment) => payment.capturedMinor === 0);
  const wished = live.filter(
    (payment) => (payment.capturedMinor === 0 || heldMinor(payment) > 0) && !local(payment) && payment.wish !== 'void',
  );
  await updatePayments(
    tx,
    live.map((payment) => ({
      ...{ ...payment, releasedAt: payment.releasedAt ?? tx.now },
      ...(wished.includes(payment) ? { wish: 'void' as const, calledAt: null, updatedAt: tx.now } : {}),
    })),
  );
  await settlePayments(
    tx,
    pending.filter(local).map(({ paymentId }) => ({ paymentId, state: 'voided' as const, code: reason })),
    held,
  );
  const taken = live.filter((payment) => refundable(payment) > 0);
  const refunds = taken
    .filter((payment) => payment.method === 'account' || !local(payment))
    .map((payment) => refundOfRest(payment, reason));
  const opened = await openRefunds(tx, refunds, held);
  return payments.map((payment) => {
    const i = refunds.findIndex((refund) => refund.paymentId === payment.paymentId);
    const refund = opened[i];
    const owed = taken.includes(payment) && !refund?.ok;
    return {
      paymentId: payment.paymentId,
      ...(refund?.ok ? { refundId: refund.value.refundId } : {}),
      owedMinor: owed ? refundable(payment) : 0,
    };
  });
}

/** The refund of all that is left of a captured payment. */
export const refundOfRest = (payment: Payment, reason: string): RefundRequest => ({
  refundId: newId('rfd'),
  paymentId: payment.paymentId,
  minor: refundable(payment),
  currency: payment.currency,
  reason: reason.slice(0, 200),
});

/** One payment taken further by one call: command, provider, command. Without an answer the worker goes on from the row. */
import type { Database } from '#base/db';
import { crashPoint } from '#base/crash-point';
import { must } from '#base/assert';
import { refuse, unwrap } from '#base/refusal';
import { carryOut, carryOutRefunds } from './carry-out.ts';
import type { Refund } from './ledger.ts';
import type { Payment } from './model.ts';
import { paymentById, refundById } from './queries.ts';
import { openRefunds, type RefundRequest } from './refund.ts';
import { releaseById } from './release.ts';
import { claimPayments } from './settle.ts';

/** Claims a payment and captures it now; says how it stands then. Throws `payments.not_found`, `payments.closed` (nothing to take). */
export async function capturePayment(
  database: Database,
  { paymentId }: { paymentId: string },
): Promise<Pick<Payment, 'state' | 'capturedMinor'>> {
  await database.transaction({ actor: 'payments.capture' }, async (tx) => {
    const { claimed, state } = unwrap(must((await claimPayments(tx, [paymentId]))[0], 'an outcome'));
    if (!claimed) refuse('payments.closed', { detail: state });
  });
  await carryOut(database, { only: [paymentId] });
  return must(await paymentById(database, paymentId), paymentId);
}

/** Releases a payment and asks the provider now; says how it stands then. Throws `payments.not_found`. */
export async function voidPayment(
  database: Database,
  { paymentId, reason, actor = 'payments.void' }: { paymentId: string; reason: string; actor?: string },
): Promise<Payment> {
  const released = await database.transaction({ actor }, (tx) => releaseById(tx, [paymentId], reason));
  const { refundId } = released[0] ?? refuse('payments.not_found', { detail: paymentId });
  await carryOut(database, { only: [paymentId] });
  if (refundId !== undefined) await carryOutRefunds(database, { only: [refundId] });
  return must(await paymentById(database, paymentId), paymentId);
}

/**
 * Gives money back: begins the refund, asks the provider outside any transaction, and says what is known: `done`, `refused` (still
 * owed), or `open` (no answer yet: asked again under the same id). Throws the refusals of `openRefunds`.
 */
export async function refundPayment(
  database: Database,
  request: RefundRequest,
  actor = 'payments.refund',
): Promise<Refund> {
  const refund = await database.transaction({ actor, commandId: request.refundId }, async (tx) =>
    unwrap(must((await openRefunds(tx, [request]))[0], 'an outcome')),
  );
  if (refund.state !== 'open') return refund;
  crashPoint('payments.refund.opened');
  await carryOutRefunds(database, { only: [refund.refundId] });
  return must(await refundById(database, refund.refundId), refund.refundId);
}

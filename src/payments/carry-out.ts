/**
 * The worker's half of a payment: what the house wishes of a provider is a row; here it is asked for, outside any transaction, and the
 * answer is written. What was asked and not answered is asked again under the same id, so that a crash anywhere is healed.
 */
import { crashPoint } from '#base/crash-point';
import { sql, type Database, type Tx } from '#base/db';
import { log } from '#base/log';
import { Unavailable } from '#base/refusal';
import { eachAtMost, withDeadline } from './deadline.ts';
import { applyFacts } from './facts.ts';
import {
  announcePayment,
  lockPaymentRows,
  paymentColumns,
  refundColumns,
  updatePayments,
  type Refund,
} from './ledger.ts';
import { heldMinor, isFinal, type Payment } from './model.ts';
import { providerOf } from './providers/index.ts';
import type { ProviderFacts } from './providers/provider.ts';
import { paymentsById } from './queries.ts';
import { openRefunds, settleRefunds, type RefundFact } from './refund.ts';
import { refundOfRest } from './release.ts';
import { rootsOf } from './roots.ts';

/** Seconds after which a call without an answer is made again. */
export const ASK_AGAIN_S = 30;
const BATCH = 200;
const AT_ONCE = 8;

type Options = { readonly only?: readonly string[]; readonly askAgainS?: number; readonly deadlineMs?: number };

/** Captures and voids what is wished for. Repeatable; several workers may run it at once. */
export async function carryOut(database: Database, options: Options = {}): Promise<void> {
  for (;;) {
    const due = await takeDue(database, options);
    if (due.length > 0) crashPoint('payments.wish.marked');
    const answers = await eachAtMost(AT_ONCE, due, (payment) => ask(database, payment, options.deadlineMs));
    if (due.length > 0) crashPoint('payments.wish.answered');
    await settleAnswers(
      database,
      answers.filter((facts) => facts !== undefined),
    );
    if (due.length > 0) crashPoint('payments.wish.settled');
    await refundCaptured(
      database,
      due.map((payment) => payment.paymentId),
    );
    if (due.length < BATCH || options.only) return;
  }
}

/** Marks what is due as called, and gives it; who else looks passes by. */
async function takeDue(database: Database, { only, askAgainS = ASK_AGAIN_S }: Options): Promise<Payment[]> {
  return database.transaction({ actor: 'payments.carry_out' }, (tx) =>
    tx.query<Payment>(sql`
      WITH due AS (
        SELECT payment_id FROM payments.payment
        WHERE wish IS NOT NULL AND (called_at IS NULL OR called_at <= ${tx.now}::timestamptz - make_interval(secs => ${askAgainS}))
          AND (${only ?? null}::text[] IS NULL OR payment_id = ANY(${only ?? null}::text[]))
        ORDER BY updated_at LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE payments.payment p SET called_at = ${tx.now}::timestamptz FROM due WHERE p.payment_id = due.payment_id
      RETURNING ${paymentColumns}`),
  );
}

async function ask(database: Database, payment: Payment, deadlineMs?: number): Promise<ProviderFacts | undefined> {
  const provider = providerOf(database, payment);
  if (payment.wish === 'void' && payment.capturedMinor > 0 && heldMinor(payment) === 0) return undefined;
  return answered(
    payment.paymentId,
    withDeadline(
      payment.wish === 'capture'
        ? provider.capture(payment, payment.wantedMinor, isFinal(payment))
        : provider.void(payment),
      deadlineMs,
    ),
  );
}

/** The answer, or undefined when there is none: it will be asked for again. A provider's bug must not stop the others. */
export async function answered(id: string, call: Promise<ProviderFacts>): Promise<ProviderFacts | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Unavailable))
      log.error({ id, error: error instanceof Error ? error.message : 'unknown' }, 'a provider failed');
    return undefined;
  }
}

async function settleAnswers(database: Database, facts: readonly ProviderFacts[]): Promise<void> {
  if (facts.length === 0) return;
  await database.transaction({ actor: 'payments.carry_out' }, async (tx) => {
    await applyFacts(tx, facts);
    await leaveQuarantine(
      tx,
      facts.filter((fact) => fact.state === 'voided').map((fact) => fact.paymentId),
    );
  });
}

/** A payment in quarantine that was given back by a person's decision is over. */
async function leaveQuarantine(tx: Tx, paymentIds: readonly string[]): Promise<void> {
  const payments = await lockPaymentRows(tx, paymentIds, true); // locked by what was just settled
  const over = [...payments.values()].filter(
    (payment) => payment.state === 'quarantined' && payment.wish === 'void' && payment.capturedMinor === 0,
  );
  const next = over.map((payment): Payment => ({
    ...payment,
    state: 'voided',
    wish: null,
    updatedAt: tx.now,
    version: payment.version + 1,
  }));
  await updatePayments(tx, next);
  for (const payment of next) announcePayment(tx, 'settled', payment, { previous: 'quarantined', claimed: false });
}

/** Released, but the money had been taken meanwhile: it goes back as a refund. */
async function refundCaptured(database: Database, paymentIds: readonly string[]): Promise<void> {
  const seen = await paymentsById(database, paymentIds);
  const taken = seen.filter(
    (payment) => payment.wish === 'void' && payment.capturedMinor > 0 && heldMinor(payment) === 0,
  );
  if (taken.length === 0) return;
  const opened = await database.transaction({ actor: 'payments.carry_out' }, async (tx) => {
    const payments = await lockPaymentRows(
      tx,
      taken.map((payment) => payment.paymentId),
    );
    const due = [...payments.values()].filter(
      (payment) => payment.wish === 'void' && payment.capturedMinor > 0 && heldMinor(payment) === 0,
    );
    await updatePayments(
      tx,
      due.map((payment) => ({ ...payment, wish: null, calledAt: null })),
    );
    return openRefunds(
      tx,
      due.map((payment) => refundOfRest(payment, 'released')),
    );
  });
  await carryOutRefunds(database, { only: opened.flatMap((o) => (o.ok ? [o.value.refundId] : [])) });
}

/** Asks providers for the refunds that are open. Repeatable; the refund's id makes it one at the provider. */
export async function carryOutRefunds(database: Database, options: Options = {}): Promise<void> {
  for (;;) {
    const due = await takeDueRefunds(database, options);
    if (due.length > 0) crashPoint('payments.refund.marked');
    const payments = new Map(
      (
        await paymentsById(
          database,
          due.map((refund) => refund.paymentId),
        )
      ).map((payment) => [payment.paymentId, payment]),
    );
    const roots = await rootsOf(database, [...payments.values()]);
    const answers = await eachAtMost(AT_ONCE, due, async (refund): Promise<RefundFact | undefined> => {
      const payment = payments.get(refund.paymentId);
      if (!payment) return undefined;
      const { refundId, paymentId, minor } = refund;
      const way = { ...payment, ...roots.get(paymentId) };
      const call = providerOf(database, way).refund(way, refund);
      const facts = await answered(refundId, withDeadline(call, options.deadlineMs));
      const done = facts?.refunds.some((known) => known.refundId === refundId);
      if (facts?.openRefunds?.includes(refundId)) return undefined;
      const bounced = facts?.bouncedRefunds?.find((known) => known.refundId === refundId);
      if (bounced) return { ...bounced, paymentId, minor, outcome: 'bounced' };
      return facts && { refundId, paymentId, minor, outcome: done ? 'done' : 'refused' };
    });
    const known = answers.filter((fact) => fact !== undefined);
    if (known.length > 0) crashPoint('payments.refund.answered');
    if (known.length > 0) await database.transaction({ actor: 'payments.carry_out' }, (tx) => settleRefunds(tx, known));
    if (known.length > 0) crashPoint('payments.refund.settled');
    if (due.length < BATCH || options.only) return;
  }
}

async function takeDueRefunds(database: Database, { only, askAgainS = ASK_AGAIN_S }: Options): Promise<Refund[]> {
  return database.transaction({ actor: 'payments.carry_out' }, (tx) =>
    tx.query<Refund>(sql`
      WITH due AS (
        SELECT refund_id AS id FROM payments.refund
        WHERE state = 'open' AND (called_at IS NULL OR called_at <= ${tx.now}::timestamptz - make_interval(secs => ${askAgainS}))
          AND (${only ?? null}::text[] IS NULL OR refund_id = ANY(${only ?? null}::text[]))
        ORDER BY created_at LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE payments.refund SET called_at = ${tx.now}::timestamptz FROM due WHERE refund_id = due.id
      RETURNING ${refundColumns}`),
  );
}

/** What buyers' banks take back: facts of providers, joined, each moving its money once. */
import { empty, sql, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import {
  announcePayment,
  lockPaymentRows,
  newMovementId,
  postMovements,
  updatePayments,
  type NewMovement,
} from './ledger.ts';
import { refundable, type Payment } from './model.ts';
import { providerOf } from './providers/index.ts';
import type { DisputeFact } from './providers/provider.ts';

export type DisputeState = DisputeFact['state'];
export type Dispute = {
  readonly disputeId: string;
  readonly provider: string;
  readonly externalId: string;
  readonly paymentId: string;
  readonly minor: number;
  /** Of it, what was left with us of the payment; and what had been given back before, so that it is out of our own pocket. */
  readonly movedMinor: number;
  readonly overMinor: number;
  readonly currency: string;
  readonly state: DisputeState;
  readonly reason: string;
  readonly answerBy: Instant | null;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
};

const columns = sql`d.dispute_id AS "disputeId", d.provider, d.external_id AS "externalId", d.payment_id AS "paymentId", d.minor,
  d.moved_minor AS "movedMinor", d.over_minor AS "overMinor", d.currency, d.state, d.reason, d.answer_by AS "answerBy", d.opened_at AS "openedAt",
  d.closed_at AS "closedAt"`;

// A bank that changes its mind does so for us: what is won stays won, whatever arrives late.
const rank: Readonly<Record<DisputeState, number>> = { open: 0, lost: 1, won: 2 };

/** The account in which disputed money lies by the state of its dispute; what is won lies with the provider again. */
const accountOf = (state: DisputeState, provider: string): string =>
  state === 'open' ? 'disputed' : state === 'lost' ? 'losses' : provider;

/**
 * Writes what providers said of disputes, repeatably, in any order: the money moves to `disputed`, from there to `losses`, or back. One may
 * be for more than is left of the payment: the bank takes it all the same, so it moves too, and is told as `overMinor`, because who shows
 * the bank what was given back before gets it again.
 */
export async function settleDisputes(
  tx: Tx,
  facts: readonly (DisputeFact & { readonly paymentId: string })[],
): Promise<void> {
  if (facts.length === 0) return;
  const payments = await lockPaymentRows(tx, [...new Set(facts.map((fact) => fact.paymentId))], true);
  const rows = await tx.query<Dispute>(sql`
    SELECT ${columns} FROM payments.dispute d WHERE external_id = ANY(${facts.map((fact) => fact.externalId)}::text[])`);
  const known = new Map(rows.map((row) => [`${row.provider} ${row.externalId}`, row]));
  const movements: NewMovement[] = [];
  const touched = new Map<string, Payment>();
  for (const fact of facts) {
    const payment = touched.get(fact.paymentId) ?? payments.get(fact.paymentId);
    if (!payment) continue;
    const key = `${payment.provider} ${fact.externalId}`;
    const before = known.get(key);
    if (before && (before.paymentId !== payment.paymentId || rank[fact.state] <= rank[before.state])) continue;
    const { dispute, next, moves } = joined(tx, payment, fact, before);
    known.set(key, dispute);
    touched.set(payment.paymentId, next);
    movements.push(...moves);
    await writeDispute(tx, dispute);
    const { disputeId, minor, overMinor, state, answerBy } = dispute;
    announcePayment(tx, 'disputed', next, {
      disputeId,
      minor,
      dispute: state,
      ...(overMinor > 0 ? { overMinor } : {}),
      ...(answerBy ? { answerBy } : {}),
    });
  }
  await Promise.all([updatePayments(tx, [...touched.values()]), postMovements(tx, movements)]);
}

function joined(tx: Tx, payment: Payment, fact: DisputeFact, before: Dispute | undefined) {
  const { paymentId, orderId, currency } = payment;
  const way = providerOf(tx.database, payment).account(payment);
  const movedMinor = before?.movedMinor ?? Math.min(fact.minor, Math.max(0, refundable(payment)));
  const overMinor = before?.overMinor ?? fact.minor - movedMinor;
  const dispute: Dispute = {
    ...{ disputeId: before?.disputeId ?? newId('dsp'), provider: payment.provider, externalId: fact.externalId },
    ...{ paymentId, minor: before?.minor ?? fact.minor, movedMinor, overMinor, currency, state: fact.state },
    ...{ reason: before?.reason ?? fact.reason.slice(0, 100), answerBy: fact.answerBy ?? before?.answerBy ?? null },
    ...{ openedAt: before?.openedAt ?? tx.now, closedAt: fact.state === 'open' ? null : tx.now },
  };
  const counted = (state: DisputeState | undefined): number => (state === 'open' || state === 'lost' ? movedMinor : 0);
  const next: Payment = {
    ...payment,
    disputedMinor: payment.disputedMinor + counted(fact.state) - counted(before?.state),
    updatedAt: tx.now,
    version: payment.version + 1,
  };
  const from = before ? accountOf(before.state, way) : way;
  const to = accountOf(fact.state, way);
  const moves: NewMovement[] =
    movedMinor + overMinor === 0 || from === to
      ? []
      : [
          {
            movementId: newMovementId(),
            from,
            to,
            minor: movedMinor + overMinor,
            currency,
            paymentId,
            orderId,
            reason: `dispute_${fact.state}`,
          },
        ];
  return { dispute, next, moves };
}

async function writeDispute(tx: Tx, dispute: Dispute): Promise<void> {
  const {
    disputeId,
    provider,
    externalId,
    paymentId,
    minor,
    movedMinor,
    overMinor,
    currency,
    state,
    reason,
    answerBy,
  } = dispute;
  await tx.query(sql`
    INSERT INTO payments.dispute (dispute_id, provider, external_id, payment_id, minor, moved_minor, over_minor, currency, state, reason, answer_by,
      opened_at, closed_at)
    VALUES (${disputeId}, ${provider}, ${externalId}, ${paymentId}, ${minor}, ${movedMinor}, ${overMinor}, ${currency}, ${state}, ${reason},
      ${answerBy}::timestamptz, ${dispute.openedAt}::timestamptz, ${dispute.closedAt}::timestamptz)
    ON CONFLICT (dispute_id) DO UPDATE SET state = excluded.state, answer_by = excluded.answer_by, closed_at = excluded.closed_at`);
}

/** The disputes of a payment, oldest first. */
export async function disputesOf(db: Db, paymentId: string): Promise<Dispute[]> {
  return db.query<Dispute>(
    sql`SELECT ${columns} FROM payments.dispute d WHERE payment_id = ${paymentId} ORDER BY opened_at, dispute_id`,
  );
}

/** Disputes, those whose answer is due first at the top; by id after that. */
export async function listDisputes(
  db: Db,
  filter: { readonly state?: DisputeState | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<(Dispute & { readonly orderId: string; readonly key: string })[]> {
  const { state, after = '', limit } = filter;
  const ofState = state === undefined ? empty : sql`AND d.state = ${state}`;
  const key = sql`coalesce(to_char(d.answer_by AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS'), '9') || d.dispute_id`;
  return db.query(sql`
    SELECT ${columns}, p.order_id AS "orderId", ${key} AS key FROM payments.dispute d JOIN payments.payment p USING (payment_id)
    WHERE ${key} > ${after} ${ofState} ORDER BY ${key} LIMIT ${limit}`);
}

/** What buyers' banks take back: facts of providers, joined, each moving its money once. */
import { empty, maybeOne, sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { DAY, plus, type Instant } from '#base/time';
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
import { paymentsById } from './queries.ts';

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
    if (state === 'open') continue;
    // A fact of its own: a version of a payment is told once.
    const closed = { ...next, version: next.version + 1 };
    touched.set(payment.paymentId, closed);
    announcePayment(tx, 'dispute_closed', closed, { disputeId, dispute: state });
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

export const disputeSorts = ['answer', '-answer', 'newest', 'oldest'] as const;
export type DisputeFilter = {
  readonly state?: DisputeState | undefined;
  /** What the provider calls it, its payment or its order; or a part of its reason. */
  readonly q?: string | undefined;
  /** `answer`: whose answer is due first, `-answer`: last; else by when it was opened. */
  readonly sort: (typeof disputeSorts)[number];
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};
export type ListedDispute = Dispute & { readonly orderId: string; readonly key: string };

/** Disputes as a filter asks; those without a day to answer come last. `key` is what the list is sorted by. */
export async function listDisputes(db: Db, filter: DisputeFilter): Promise<ListedDispute[]> {
  const { state, q, sort, after, limit } = filter;
  const ofState = state === undefined ? empty : sql`AND d.state = ${state}`;
  const like = q === undefined ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const said =
    q === undefined
      ? empty
      : sql`AND (d.external_id = ${q} OR d.payment_id = ${q} OR p.order_id = ${q} OR d.reason ILIKE ${like})`;
  const byAnswer = sort === 'answer' || sort === '-answer';
  const down = sort === 'newest' || sort === '-answer';
  const at = byAnswer ? sql`d.answer_by` : sql`d.opened_at`;
  const key = sql`coalesce(to_char(${at} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'), ${down ? '0' : '9'})`;
  const from =
    after === undefined
      ? empty
      : down
        ? sql`AND (${key}, d.dispute_id) < (${after.key}, ${after.id})`
        : sql`AND (${key}, d.dispute_id) > (${after.key}, ${after.id})`;
  const order = down ? sql`ORDER BY ${key} DESC, d.dispute_id DESC` : sql`ORDER BY ${key}, d.dispute_id`;
  return db.query<ListedDispute>(sql`
    SELECT ${columns}, p.order_id AS "orderId", ${key} AS key FROM payments.dispute d JOIN payments.payment p USING (payment_id)
    WHERE true ${ofState} ${said} ${from} ${order} LIMIT ${limit}`);
}

/** What may be a key of the list. */
export const disputeKey = /^(?:\d{20}|[09])$/;

export async function disputeById(db: Db, disputeId: string): Promise<(Dispute & { orderId: string }) | undefined> {
  return maybeOne(
    db.query<Dispute & { orderId: string }>(sql`
      SELECT ${columns}, p.order_id AS "orderId" FROM payments.dispute d JOIN payments.payment p USING (payment_id)
      WHERE d.dispute_id = ${disputeId}`),
  );
}

/** Evidence is gathered in a working day or two: those who look after money are reminded so long before it is due. */
const REMIND_DAYS = 3;

/** Tells of disputes whose answer is due soon, each once, however many workers look. */
export async function remindDisputes(database: Database): Promise<void> {
  await database.transaction({ actor: 'payments.disputes' }, async (tx) => {
    const due = await tx.query<{
      disputeId: string;
      paymentId: string;
      minor: number;
      currency: string;
      answerBy: Instant;
    }>(sql`
      SELECT dispute_id AS "disputeId", payment_id AS "paymentId", minor, currency, answer_by AS "answerBy" FROM payments.dispute
      WHERE state = 'open' AND reminded_at IS NULL AND answer_by > ${tx.now}::timestamptz
        AND answer_by <= ${plus(tx.now, REMIND_DAYS * DAY)}::timestamptz
      ORDER BY dispute_id LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED`);
    if (due.length === 0) return;
    await tx.query(sql`
      UPDATE payments.dispute SET reminded_at = ${tx.now}::timestamptz WHERE dispute_id = ANY(${due.map((one) => one.disputeId)}::text[])`);
    const payments = await paymentsById(
      tx,
      due.map((one) => one.paymentId),
    );
    announce(
      tx,
      due.map(({ disputeId, paymentId, minor, currency, answerBy }) => {
        const orderId = payments.find((payment) => payment.paymentId === paymentId)?.orderId ?? '';
        return {
          ...{ type: 'payments.dispute_due', subjectKind: 'payment', subjectId: paymentId, mentions: [orderId] },
          body: { disputeId, orderId, minor, currency, answerBy },
        };
      }),
    );
  });
}

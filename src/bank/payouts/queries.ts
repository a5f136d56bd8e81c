/** Payouts beside our ledger: what differs is worked out when it is asked for, so that what was mended differs no more. */
import { empty, maybeOne, sql, type Db, type Sql } from '#base/db';
import type { Day } from '#base/time';
import { entryColumns, type Entry } from '../ledger.ts';
import type { LineKind } from './model.ts';

export const differences = ['missing_here', 'currency', 'amount', 'other'] as const;
export type Difference = (typeof differences)[number];

/** All that the provider told of a payment, beside what we know: taken, given back and disputed, each with its sign. */
const judged: Sql = sql`
  SELECT l.*, CASE
    WHEN l.kind = 'fee' THEN NULL
    WHEN l.kind = 'other' THEN 'other'
    WHEN p.payment_id IS NULL THEN 'missing_here'
    WHEN p.currency <> l.currency THEN 'currency'
    WHEN (SELECT sum(o.gross_minor) FROM bank.payout_line o WHERE o.payment_id = l.payment_id AND o.kind = l.kind)
      <> CASE l.kind WHEN 'charge' THEN p.captured_minor WHEN 'dispute' THEN -p.disputed_minor ELSE -(SELECT coalesce(sum(r.minor), 0)
        FROM payments.refund r WHERE r.payment_id = l.payment_id AND r.state = 'done' AND r.account = 'psp:' || l.provider) END THEN 'amount'
    END AS difference, p.order_id
  FROM bank.payout_line l LEFT JOIN payments.payment p ON p.payment_id = l.payment_id`;

export type Payout = {
  readonly payoutId: string;
  readonly provider: string;
  readonly externalRef: string;
  readonly currency: string;
  readonly paidOn: Day;
  readonly minor: number;
  readonly statedMinor: number | null;
  readonly feeMinor: number;
  readonly entryId: string | null;
  readonly lines: number;
  readonly differences: number;
};

const columns: Sql = sql`y.payout_id AS "payoutId", y.provider, y.external_ref AS "externalRef", y.currency, y.paid_on AS "paidOn", y.minor,
  y.stated_minor AS "statedMinor", y.fee_minor AS "feeMinor", y.entry_id AS "entryId"`;

/** `unseen`: our bank has not shown it; `late`: it should have by now; `differs`: a line of it is not what we know, or it is not what its file says. */
export const payoutShows = ['all', 'unseen', 'late', 'differs'] as const;
export type PayoutShow = (typeof payoutShows)[number];

export type PayoutFilter = {
  readonly show: PayoutShow;
  /** The day before which a payout should have been seen, for `late`. */
  readonly before: Day;
  readonly provider?: string | undefined;
  /** A part of what the provider calls it, or of the name of its file. */
  readonly q?: string | undefined;
  readonly sort: 'newest' | 'oldest';
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

const judgedOf = sql`CROSS JOIN LATERAL (
  SELECT count(*)::int AS lines, count(difference)::int AS differences FROM (${judged} WHERE l.payout_id = y.payout_id) d) j`;

/** Payouts by the day on which they were paid. */
export async function listPayouts(db: Db, filter: PayoutFilter): Promise<Payout[]> {
  const { show, before, provider, q, sort, after, limit } = filter;
  const unseen = sql`AND y.entry_id IS NULL AND y.minor <> 0`;
  const shown =
    show === 'unseen'
      ? unseen
      : show === 'late'
        ? sql`${unseen} AND y.paid_on < ${before}::date`
        : show === 'differs'
          ? sql`AND (j.differences > 0 OR y.stated_minor <> y.minor)`
          : empty;
  const ofProvider = provider === undefined ? empty : sql`AND y.provider = ${provider}`;
  const like = q === undefined ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const said = q === undefined ? empty : sql`AND (y.external_ref ILIKE ${like} OR y.file_name ILIKE ${like})`;
  const from =
    after === undefined
      ? empty
      : sort === 'oldest'
        ? sql`AND (y.paid_on, y.payout_id) > (${after.key}::date, ${after.id})`
        : sql`AND (y.paid_on, y.payout_id) < (${after.key}::date, ${after.id})`;
  const order =
    sort === 'oldest' ? sql`ORDER BY y.paid_on, y.payout_id` : sql`ORDER BY y.paid_on DESC, y.payout_id DESC`;
  return db.query<Payout>(sql`
    SELECT ${columns}, j.lines, j.differences FROM bank.payout y ${judgedOf}
    WHERE true ${shown} ${ofProvider} ${said} ${from} ${order} LIMIT ${limit}`);
}

export async function payoutById(db: Db, payoutId: string): Promise<Payout | undefined> {
  return maybeOne(
    db.query<Payout>(sql`
      SELECT ${columns}, j.lines, j.differences FROM bank.payout y ${judgedOf} WHERE y.payout_id = ${payoutId}`),
  );
}

/** Lines of our bank that a payout could be, the likeliest first: its way and currency, enough left; nearest in amount, then in days. At most 20. */
export async function payoutCandidates(db: Db, { minor, currency, paidOn }: Payout): Promise<Entry[]> {
  return db.query<Entry>(sql`
    SELECT ${entryColumns} FROM bank.entry e
    WHERE e.left_minor >= ${Math.abs(minor)} AND e.left_minor > 0 AND e.credit = ${minor > 0} AND e.currency = ${currency}
    ORDER BY e.left_minor, abs(e.booked_on - ${paidOn}::date), e.entry_id LIMIT 20`);
}

export type PayoutRow = {
  readonly lineRef: string;
  readonly kind: LineKind;
  readonly theirRef: string;
  readonly paymentId: string | null;
  readonly orderId: string | null;
  readonly currency: string;
  readonly grossMinor: number;
  readonly feeMinor: number;
  readonly madeOn: Day;
  readonly difference: Difference | null;
};

/** Lines of a payout, those that differ first; at most 1,000. */
export async function payoutLines(db: Db, payoutId: string): Promise<PayoutRow[]> {
  return db.query<PayoutRow>(sql`
    SELECT line_ref AS "lineRef", kind, their_ref AS "theirRef", payment_id AS "paymentId", order_id AS "orderId", currency, gross_minor AS "grossMinor",
      fee_minor AS "feeMinor", made_on AS "madeOn", difference
    FROM (${judged} WHERE l.payout_id = ${payoutId}) d ORDER BY difference IS NULL, line_ref LIMIT 1000`);
}

export type MissingThere = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly at: string;
};

/** Money we took through a provider that none of its files tells of, although they tell of later days; the oldest first, at most 200. */
export async function missingThere(db: Db, provider: string): Promise<MissingThere[]> {
  return db.query<MissingThere>(sql`
    SELECT p.payment_id AS "paymentId", p.order_id AS "orderId", p.currency, p.captured_minor AS "capturedMinor", p.created_at AS at FROM payments.payment p
    WHERE p.provider = ${provider} AND p.captured_minor > 0
      AND p.created_at::date BETWEEN (SELECT min(made_on) FROM bank.payout_line WHERE provider = ${provider} AND kind = 'charge')
        AND (SELECT max(made_on) FROM bank.payout_line WHERE provider = ${provider} AND kind = 'charge') - 2
      AND NOT EXISTS (SELECT 1 FROM bank.payout_line l WHERE l.payment_id = p.payment_id AND l.kind = 'charge')
    ORDER BY p.created_at, p.payment_id LIMIT 200`);
}

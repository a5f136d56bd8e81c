/** Payouts beside our ledger: what differs is worked out when it is asked for, so that what was mended differs no more. */
import { empty, sql, type Db, type Sql } from '#base/db';
import type { Day } from '#base/time';
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
    WHEN (SELECT sum(o.gross_minor) FROM payments.payout_line o WHERE o.payment_id = l.payment_id AND o.kind = l.kind)
      <> CASE l.kind WHEN 'charge' THEN p.captured_minor WHEN 'dispute' THEN -p.disputed_minor ELSE -(SELECT coalesce(sum(r.minor), 0)
        FROM payments.refund r WHERE r.payment_id = l.payment_id AND r.state = 'done' AND r.account = 'psp:' || l.provider) END THEN 'amount'
    END AS difference, p.order_id
  FROM payments.payout_line l LEFT JOIN payments.payment p ON p.payment_id = l.payment_id`;

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

/** Payouts, the last first. */
export async function listPayouts(
  db: Db,
  {
    after,
    limit,
  }: { readonly after?: { readonly key: string; readonly id: string } | undefined; readonly limit: number },
): Promise<Payout[]> {
  const from = after === undefined ? empty : sql`WHERE (y.paid_on, y.payout_id) < (${after.key}::date, ${after.id})`;
  return db.query<Payout>(sql`
    SELECT ${columns}, j.lines, j.differences FROM payments.payout y CROSS JOIN LATERAL (
      SELECT count(*)::int AS lines, count(difference)::int AS differences FROM (${judged} WHERE l.payout_id = y.payout_id) d) j
    ${from} ORDER BY y.paid_on DESC, y.payout_id DESC LIMIT ${limit}`);
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
      AND p.created_at::date BETWEEN (SELECT min(made_on) FROM payments.payout_line WHERE provider = ${provider} AND kind = 'charge')
        AND (SELECT max(made_on) FROM payments.payout_line WHERE provider = ${provider} AND kind = 'charge') - 2
      AND NOT EXISTS (SELECT 1 FROM payments.payout_line l WHERE l.payment_id = p.payment_id AND l.kind = 'charge')
    ORDER BY p.created_at, p.payment_id LIMIT 200`);
}

/** What references name, as it stands now: awaited transfers and what companies owe. */
import { sql, type Db } from '#base/db';
import type { Claim } from './references.ts';

type Row = {
  readonly body: string;
  readonly paymentId: string;
  readonly method: 'transfer' | 'account';
  readonly state: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly openMinor: number | null;
  readonly companyId: string | null;
  /** Its order was paid in another way. */
  readonly otherwise: boolean;
};
export type Named = Claim & { readonly companyId: string | null };

/** Claims by the bodies of references; several where one body names several. */
export async function claimsBy(db: Db, bodies: readonly string[]): Promise<Map<string, Named[]>> {
  if (bodies.length === 0) return new Map();
  const rows = await db.query<Row>(sql`
    SELECT right(p.payment_id, 12) AS body, p.payment_id AS "paymentId", p.method, p.state, p.currency, p.amount_minor AS "amountMinor",
      p.captured_minor - p.refunded_minor - r.received_minor AS "openMinor", r.company_id AS "companyId",
      EXISTS (SELECT FROM payments.payment o WHERE o.order_id = p.order_id AND o.payment_id <> p.payment_id
        AND o.created_at >= p.created_at
        AND (o.captured_minor > o.refunded_minor + o.refunding_minor OR (o.state = 'authorised' AND o.claimed_at IS NOT NULL AND o.wish IS DISTINCT FROM 'void'))) AS otherwise
    FROM payments.payment p LEFT JOIN payments.receivable r USING (payment_id)
    WHERE right(p.payment_id, 12) = ANY(${[...bodies]}::text[]) AND p.method IN ('transfer', 'account') ORDER BY p.payment_id`);
  const claims = rows.map(({ body, ...row }) => ({ body, claim: claimOf(row) }));
  return new Map(
    [...Map.groupBy(claims, ({ body }) => body)].map(([body, mine]) => [body, mine.map(({ claim }) => claim)]),
  );
}

function claimOf(row: Omit<Row, 'body'>): Named {
  const { paymentId, method, state, currency, amountMinor, openMinor, companyId, otherwise } = row;
  const named = { paymentId, currency, companyId };
  if (method === 'account') {
    const dueMinor = Math.max(0, openMinor ?? 0);
    return { ...named, kind: 'receivable', dueMinor, state: dueMinor > 0 ? 'waits' : 'paid' };
  }
  const waits = state === 'promised';
  const over = state === 'voided' || state === 'failed' || state === 'declined';
  return {
    ...{ ...named, kind: 'transfer', dueMinor: waits || over ? amountMinor : 0 },
    state: waits ? 'waits' : over ? (otherwise ? 'otherwise' : 'over') : 'paid',
  };
}

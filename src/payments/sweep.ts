import { sql, type Database, type Sql, type Tx } from '#base/db';
import { MINUTE, msOf } from '#base/time';
import { answered } from './carry-out.ts';
import { eachAtMost, withDeadline } from './deadline.ts';
import { applyFacts, settlementOf } from './facts.ts';
import { paymentColumns } from './ledger.ts';
import type { Payment, Settlement } from './model.ts';
import { providerOf } from './providers/index.ts';
import type { ProviderFacts } from './providers/provider.ts';
import { releaseById } from './release.ts';
import { settlePayments } from './settle.ts';

/** An unanswered call is looked up after 30 s; what is not settled or claimed after 14 minutes is given back, before MON2's fifteen. */
export const SWEEP = { lookUpAfterMs: 30_000, giveUpAfterMs: 14 * MINUTE } as const;

/** So many are taken at once, and so many times over while there are more: a rush that came to nothing is done with in one round. */
const PAGE = 100;
const PAGES = 50;

async function pageByPage(takePage: () => Promise<number>): Promise<void> {
  for (let page = 0; page < PAGES; page++) if ((await takePage()) < PAGE) return;
}

type Ages = { readonly lookUpAfterMs: number; readonly giveUpAfterMs: number; readonly deadlineMs?: number };

/**
 * Leaves neither money without an order nor a payment without an outcome: asks the provider by our id what became of calls without an
 * answer, and settles them; shuts what never reached it; releases money that no order claimed. Repeatable, in any number of workers.
 */
export async function sweepPayments(database: Database, ages: Ages = SWEEP): Promise<void> {
  const { lookUpAfterMs, giveUpAfterMs } = ages;
  const unknown = sql`state = 'unknown' AND coalesce(called_at, created_at) <= now() - ${ms(lookUpAfterMs)}`;
  const left = sql`state = 'intent' AND created_at <= now() - ${ms(giveUpAfterMs)}
      AND (called_at IS NULL OR called_at <= now() - ${ms(lookUpAfterMs)})`;
  await pageByPage(() => lookUp(database, ages, unknown));
  await pageByPage(() => lookUp(database, ages, left));
  await pageByPage(() => releaseUnclaimed(database, giveUpAfterMs));
  await pageByPage(() => releaseHolds(database, giveUpAfterMs + 2 * MINUTE));
  await giveBackAgain(database);
}

const ms = (value: number): Sql => sql`make_interval(secs => ${value / 1_000})`;

async function lookUp(database: Database, ages: Ages, which: Sql): Promise<number> {
  const due = await database.transaction({ actor: 'payments.sweep' }, (tx) => takeDue(tx, which));
  const found = await eachAtMost(8, due, (payment) => lookUpOne(database, payment, ages));
  const settlements = found.flatMap((answer) => (answer?.settlement ? [answer.settlement] : []));
  const facts = found.flatMap((answer) => (answer?.facts ? [answer.facts] : []));
  if (settlements.length + facts.length > 0)
    await database.transaction({ actor: 'payments.sweep' }, async (tx) => {
      await applyFacts(tx, facts);
      await settlePayments(tx, settlements);
    });
  return due.length;
}

async function takeDue(tx: Tx, which: Sql): Promise<Payment[]> {
  return tx.query<Payment>(sql`
    WITH due AS (SELECT payment_id FROM payments.payment WHERE ${which} ORDER BY created_at LIMIT ${PAGE} FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE payments.payment p SET called_at = now() FROM due WHERE p.payment_id = due.payment_id RETURNING ${paymentColumns}`);
}

/** Looked up; what the provider never heard of, or can't decide for too long, is shut there, so that it can't be charged later. */
async function lookUpOne(
  database: Database,
  payment: Payment,
  { giveUpAfterMs, deadlineMs }: Ages,
): Promise<{ facts?: ProviderFacts; settlement?: Settlement } | undefined> {
  const provider = providerOf(database, payment);
  const facts = await answered(payment.paymentId, withDeadline(provider.lookup(payment), deadlineMs));
  const old = msOf(payment.calledAt ?? payment.createdAt) - msOf(payment.createdAt) >= giveUpAfterMs;
  if (!facts || (facts.state === 'pending' && !old)) return undefined;
  if (facts.state !== 'none' && facts.state !== 'pending') return { facts };
  const shut = await answered(payment.paymentId, withDeadline(provider.void(payment), deadlineMs));
  if (shut?.state !== 'voided') return shut && { facts: shut };
  return { settlement: { ...settlementOf(shut), state: 'failed', code: 'no_charge' } };
}

/** Money that was set aside or taken for an order that never came to stand on it. */
async function releaseUnclaimed(database: Database, giveUpAfterMs: number): Promise<number> {
  return database.transaction({ actor: 'payments.sweep' }, async (tx) => {
    const late = await tx.query<{ id: string }>(sql`
      SELECT payment_id AS id FROM payments.payment
      WHERE claimed_at IS NULL AND released_at IS NULL AND state IN ('authorised', 'captured') AND wish IS NULL AND updated_at <= now() - ${ms(giveUpAfterMs)}
        AND (captured_minor = 0 OR captured_minor > refunded_minor + refunding_minor)
      ORDER BY updated_at LIMIT ${PAGE}`);
    if (late.length > 0)
      await releaseById(
        tx,
        late.map((row) => row.id),
        'unclaimed',
      );
    return late.length;
  });
}

/**
 * What gift cards set aside for an order goes back when every other payment of it came to nothing, after its buyer's time to pay is over:
 * a card that was declined may be followed by another until then.
 */
async function releaseHolds(database: Database, afterMs: number): Promise<number> {
  return database.transaction({ actor: 'payments.sweep' }, async (tx) => {
    const late = await tx.query<{ id: string }>(sql`
      SELECT payment_id AS id FROM payments.payment p
      WHERE method = 'gift_card' AND state = 'authorised' AND wish IS NULL AND updated_at <= now() - ${ms(afterMs)}
        AND NOT EXISTS (SELECT FROM payments.payment o WHERE o.order_id = p.order_id AND o.method <> 'gift_card'
          AND o.state NOT IN ('declined', 'voided', 'failed'))
      ORDER BY updated_at LIMIT ${PAGE}`);
    if (late.length > 0)
      await releaseById(
        tx,
        late.map((row) => row.id),
        'unpaid',
      );
    return late.length;
  });
}

/** How often what is owed of a released payment is tried anew by itself, and the first pause; each is three times the one before. */
const AGAIN = { tries: 7, firstS: 600 } as const;

/**
 * What was released and is with us all the same is given back anew: its refund was refused, came back from the buyer's bank days later, or a
 * dispute about it was won. After the last try it stays owed, and a person finds another way.
 */
async function giveBackAgain(database: Database): Promise<void> {
  await database.transaction({ actor: 'payments.sweep' }, async (tx) => {
    const due = await tx.query<{ id: string }>(sql`
      SELECT p.payment_id AS id FROM payments.payment p LEFT JOIN payments.exchange e USING (payment_id)
      LEFT JOIN payments.payment root ON root.payment_id = e.root_payment_id
      CROSS JOIN LATERAL (SELECT count(*) AS n, max(r.closed_at) AS at FROM payments.refund r WHERE r.payment_id = p.payment_id AND r.state = 'refused') f
      WHERE p.released_at IS NOT NULL AND p.captured_minor > p.refunded_minor + p.refunding_minor + p.disputed_minor AND p.wish IS NULL
        AND coalesce(root.method, p.method) IN ('card', 'gift_card') AND f.n < ${AGAIN.tries}
        AND coalesce(f.at + make_interval(secs => ${AGAIN.firstS} * power(3, f.n - 1)), p.updated_at + interval '1 minute') <= now()
      ORDER BY p.updated_at LIMIT ${PAGE}`);
    if (due.length > 0)
      await releaseById(
        tx,
        due.map((row) => row.id),
        'owed',
      );
  });
}

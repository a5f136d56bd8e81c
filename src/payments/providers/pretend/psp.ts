/**
 * The pretend card provider itself: an outside system with a book of its own (`pretend_psp`), written statement by statement and
 * never inside a transaction of ours. What it does is told by the card's token; see the README of this folder.
 */
import { sql, sqlState, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Unavailable } from '#base/refusal';
import { sleep } from '#base/time';

/** A charge as this provider speaks of it: another vocabulary than ours, on purpose. */
export type Charge = {
  readonly reference: string;
  readonly id: string;
  readonly state: 'pending' | 'authorised' | 'captured' | 'voided' | 'declined';
  readonly code: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly captured: number;
  /** Still set aside, and until when. */
  readonly held: number;
  readonly lapses: string | null;
  readonly disputes: readonly {
    readonly id: string;
    readonly amount: number;
    readonly reason: string;
    readonly state: 'open' | 'lost' | 'won';
    readonly answerBy: string;
  }[];
  readonly refunds: readonly { readonly reference: string; readonly amount: number; readonly bounced: boolean }[];
};

export const testCards = {
  tok_ok: 'approved',
  tok_declined: 'declined',
  tok_timeout: 'approved, but the answer comes after every deadline',
  tok_lost_answer: 'approved, but the connection breaks before the answer',
  tok_late_webhook: 'no decision yet; approved two seconds later, told by webhook',
  tok_double_webhook: 'approved, and told twice more by webhook',
} as const;

const SLOW_MS = 12_000;
const LATE_MS = 2_000;

const chargeJson = sql`jsonb_build_object('reference', c.reference, 'id', c.charge_id, 'state', c.state, 'code', c.code, 'currency', c.currency,
  'amount', c.amount_minor, 'captured', c.captured_minor,
  'held', CASE WHEN c.state IN ('authorised', 'captured') THEN c.amount_minor - c.captured_minor - c.released_minor ELSE 0 END,
  'lapses', c.lapses_at, 'disputes', coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', d.dispute_id, 'amount', d.minor, 'reason', d.reason, 'state', d.state, 'answerBy', d.answer_by) ORDER BY d.at, d.dispute_id)
    FROM pretend_psp.dispute d WHERE d.reference = c.reference), '[]'), 'refunds', coalesce((
    SELECT jsonb_agg(jsonb_build_object('reference', r.refund_reference, 'amount', r.minor, 'bounced', r.bounced_at IS NOT NULL) ORDER BY r.at, r.refund_reference)
    FROM pretend_psp.refund r WHERE r.reference = c.reference), '[]'))`;

const eventJson = (eventId: string) =>
  sql`jsonb_build_object('id', ${eventId}::text, 'type', 'charge.updated', 'charge', ${chargeJson})::text`;

/** Asks for money under a reference of the caller. The same reference again is the same charge, whatever else it says. */
export async function createCharge(
  database: Database,
  request: { reference: string; token: string; amount: number; currency: string },
): Promise<Charge> {
  const { reference, token, amount, currency } = request;
  const known = Object.hasOwn(testCards, token);
  const late = token === 'tok_late_webhook';
  const state = !known || token === 'tok_declined' ? 'declined' : late ? 'pending' : 'authorised';
  const code = state === 'declined' ? (known ? 'card_declined' : 'unknown_card') : null;
  const eventId = newId('evt');
  const [made] = await database.query<{ charge: Charge }>(sql`
    WITH c AS (
      INSERT INTO pretend_psp.charge (reference, charge_id, token, currency, amount_minor, state, code, approve_at, lapses_at)
      VALUES (${reference}, ${newId('chg')}, ${token}, ${currency}, ${amount}, ${state}, ${code},
        CASE WHEN ${late} THEN now() + make_interval(secs => ${LATE_MS / 1000}) END, now() + interval '7 days')
      ON CONFLICT (reference) DO NOTHING RETURNING *),
    told AS (
      INSERT INTO pretend_psp.webhook (event_id, body, copies, due_at)
      SELECT ${eventId}, ${eventJson(eventId)}, 2, now() FROM c WHERE ${token} = 'tok_double_webhook')
    SELECT ${chargeJson} AS charge FROM c`);
  if (token === 'tok_timeout') await sleep(SLOW_MS, { unref: true });
  if (token === 'tok_lost_answer') throw new Unavailable('the connection to the card provider broke');
  return made?.charge ?? (await readCharge(database, reference)) ?? lost(reference);
}

/** The charge of a reference, or undefined when none was ever asked for. */
export async function readCharge(database: Database, reference: string): Promise<Charge | undefined> {
  const [row] = await database.query<{ charge: Charge }>(
    sql`SELECT ${chargeJson} AS charge FROM pretend_psp.charge c WHERE c.reference = ${reference}`,
  );
  return row?.charge;
}

/**
 * Takes `amount` in all, the parts before included: said again, it takes nothing more, and what is past what was authorised is not taken.
 * After the final one the rest goes back to the card.
 */
export async function captureCharge(
  database: Database,
  reference: string,
  amount: number,
  final = true,
): Promise<Charge> {
  const [taken] = await database.query<{ charge: Charge }>(sql`
    UPDATE pretend_psp.charge c SET state = 'captured', captured_minor = greatest(captured_minor, ${amount}), updated_at = now(),
      released_minor = CASE WHEN ${final} THEN amount_minor - greatest(captured_minor, ${amount}) ELSE released_minor END
    WHERE reference = ${reference} AND state IN ('authorised', 'captured') AND amount_minor - released_minor >= ${amount}
      AND amount_minor > captured_minor + released_minor
    RETURNING ${chargeJson} AS charge`);
  return taken?.charge ?? (await readCharge(database, reference)) ?? lost(reference);
}

/** Shuts a reference: what was authorised goes back to the card; a charge not yet known can't be approved any more. */
export async function voidCharge(
  database: Database,
  request: { reference: string; currency: string; amount: number },
): Promise<Charge> {
  await database.query(sql`
    INSERT INTO pretend_psp.charge (reference, charge_id, token, currency, amount_minor, state)
    VALUES (${request.reference}, ${newId('chg')}, 'none', ${request.currency}, ${request.amount}, 'voided')
    ON CONFLICT (reference) DO UPDATE SET state = CASE WHEN charge.state = 'captured' THEN 'captured' ELSE 'voided' END, updated_at = now(),
      released_minor = CASE WHEN charge.state = 'captured' THEN charge.amount_minor - charge.captured_minor ELSE 0 END
    WHERE charge.state IN ('pending', 'authorised')
      OR (charge.state = 'captured' AND charge.amount_minor > charge.captured_minor + charge.released_minor)`);
  return (await readCharge(database, request.reference)) ?? lost(request.reference);
}

/** Keeps what is set aside for another seven days, from now. */
export async function renewCharge(database: Database, reference: string): Promise<Charge> {
  await database.query(sql`
    UPDATE pretend_psp.charge SET lapses_at = now() + interval '7 days', updated_at = now()
    WHERE reference = ${reference} AND state IN ('authorised', 'captured') AND lapses_at > now()`);
  return (await readCharge(database, reference)) ?? lost(reference);
}

/** What was set aside for too long goes back to the card, and that is told. */
export async function lapseCharges(database: Database): Promise<void> {
  const lapsed = await database.query<{ reference: string }>(sql`
    UPDATE pretend_psp.charge SET updated_at = now(), code = CASE WHEN captured_minor > 0 THEN code ELSE 'expired' END,
      released_minor = CASE WHEN captured_minor > 0 THEN amount_minor - captured_minor ELSE 0 END,
      state = CASE WHEN captured_minor > 0 THEN state ELSE 'voided' END
    WHERE lapses_at <= now() AND state IN ('authorised', 'captured') AND amount_minor > captured_minor + released_minor
    RETURNING reference`);
  for (const { reference } of lapsed) await tell(database, reference);
}

/** A buyer disputes part of a charge, or the bank decides: the same id again is the same dispute, going on. Told by webhook. */
export async function disputeCharge(
  database: Database,
  dispute: { id: string; reference: string; amount: number; reason: string; state: 'open' | 'lost' | 'won' },
): Promise<void> {
  const { id, reference, amount, reason, state } = dispute;
  await database.query(sql`
    INSERT INTO pretend_psp.dispute (dispute_id, reference, minor, reason, state, answer_by)
    VALUES (${id}, ${reference}, ${amount}, ${reason}, ${state}, now() + interval '10 days')
    ON CONFLICT (dispute_id) DO UPDATE SET state = excluded.state`);
  await tell(database, reference);
}

/** Gives back part of what was captured, once for each refund reference; never more than was captured. */
export async function refundCharge(
  database: Database,
  request: { reference: string; refund: string; amount: number; tell?: boolean },
): Promise<Charge> {
  const { reference, refund, amount } = request;
  try {
    await database.query(sql`
      WITH c AS (
        UPDATE pretend_psp.charge SET refunded_minor = refunded_minor + ${amount}, updated_at = now()
        WHERE reference = ${reference} AND captured_minor - refunded_minor >= ${amount}
          AND NOT EXISTS (SELECT FROM pretend_psp.refund WHERE refund_reference = ${refund})
        RETURNING reference)
      INSERT INTO pretend_psp.refund (refund_reference, reference, minor) SELECT ${refund}, reference, ${amount} FROM c`);
  } catch (error) {
    if (sqlState(error) !== '23505') throw error; // the same refund came twice at once: the other one did it
  }
  if (request.tell) await tell(database, reference);
  return (await readCharge(database, reference)) ?? lost(reference);
}

/** The buyer's bank sends a refund back, days later: the money is with this provider again. Told by webhook; once is once. */
export async function bounceRefund(database: Database, refund: { reference: string; refund: string }): Promise<void> {
  await database.query(sql`
    WITH r AS (UPDATE pretend_psp.refund SET bounced_at = now() WHERE refund_reference = ${refund.refund} AND reference = ${refund.reference}
      AND bounced_at IS NULL RETURNING reference, minor)
    UPDATE pretend_psp.charge c SET refunded_minor = refunded_minor - r.minor, updated_at = now() FROM r WHERE c.reference = r.reference`);
  await tell(database, refund.reference);
}

/** Sends the present picture of a charge as a webhook: what happens on this provider's own side is told so. */
export async function tell(database: Database, reference: string): Promise<void> {
  const eventId = newId('evt');
  await database.query(sql`INSERT INTO pretend_psp.webhook (event_id, body, due_at)
    SELECT ${eventId}, ${eventJson(eventId)}, now() FROM pretend_psp.charge c WHERE c.reference = ${reference}`);
}

/** Decides what was left pending, and tells it. */
export async function decidePending(database: Database): Promise<void> {
  const ripe = await database.query<{ reference: string }>(sql`
    UPDATE pretend_psp.charge SET state = 'authorised', updated_at = now() WHERE state = 'pending' AND approve_at <= now()
    RETURNING reference`);
  for (const { reference } of ripe) await tell(database, reference);
}

/** Writes captured charges into the book at once: for the demo's history, whose cards were charged long ago. */
export async function seedPretendBook(
  database: Database,
  charges: readonly { paymentId: string; externalId: string; currency: string; minor: number }[],
): Promise<void> {
  await database.query(sql`
    INSERT INTO pretend_psp.charge (reference, charge_id, token, currency, amount_minor, state, captured_minor)
    SELECT reference, charge_id, 'tok_ok', currency, minor, 'captured', minor
    FROM unnest(${charges.map((c) => c.paymentId)}::text[], ${charges.map((c) => c.externalId)}::text[],
      ${charges.map((c) => c.currency)}::text[], ${charges.map((c) => c.minor)}::bigint[]) AS c(reference, charge_id, currency, minor)
    ON CONFLICT DO NOTHING`);
}

function lost(reference: string): never {
  throw new Unavailable(`the card provider does not know ${reference}`);
}

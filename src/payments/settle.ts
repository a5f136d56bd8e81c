import { sql, type Tx } from '#base/db';
import { granted, refused, type Outcome } from '#base/refusal';
import { backFromHeld } from './cards/hold.ts';
import { announcePayment, lockPaymentRows, postMovements, updatePayments, type NewMovement } from './ledger.ts';
import { isClaimable, isClaimed, isOver, settle, type Payment, type PaymentState, type Settlement } from './model.ts';
import { takenMovement } from './open.ts';
import { providerOf } from './providers/index.ts';

export type SettledPayment = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly state: PaymentState;
  readonly changed: boolean;
  /** True when an order may stand on the money: it is there, it was claimed, and it is not on its way back. */
  readonly claimed: boolean;
};

/**
 * Writes what is now known of payments: set-wise, repeatable, and with the same end whatever the order of facts. Facts that
 * contradict the payment (amount, currency, another charge) put it into quarantine, told by `payments.quarantined`; every other
 * change is told by `payments.settled`. With `claim`, an order takes the money: see `SettledPayment.claimed`. Refuses per item:
 * `payments.not_found`. `held` says that the caller has locked these payments already, and higher classes since.
 */
export async function settlePayments(
  tx: Tx,
  facts: readonly Settlement[],
  held = false,
): Promise<Outcome<SettledPayment>[]> {
  if (facts.length === 0) return [];
  const ids = [...new Set(facts.map((fact) => fact.paymentId))];
  const [payments, externals] = await Promise.all([lockPaymentRows(tx, ids, held), ownersOfExternalIds(tx, facts)]);
  const before = new Map(payments);
  const movements: NewMovement[] = [];
  const outcomes = facts.map((fact): Outcome<SettledPayment> => {
    const payment = payments.get(fact.paymentId);
    if (!payment) return refused('payments.not_found', { detail: fact.paymentId });
    const owner = fact.externalId === undefined ? undefined : externals.get(`${payment.provider} ${fact.externalId}`);
    const taken = owner !== undefined && owner !== payment.paymentId;
    const { next, changed, takenMinor } = settle(payment, fact, tx.now, taken);
    payments.set(next.paymentId, next);
    if (next.externalId !== null) externals.set(`${next.provider} ${next.externalId}`, next.paymentId);
    if (takenMinor > 0) movements.push(takenMovement(next, providerOf(tx.database, next), takenMinor));
    if (changed) tellChange(tx, payment, next, takenMinor);
    const { paymentId, orderId, state } = next;
    return granted({ paymentId, orderId, state, changed, claimed: isClaimed(next) });
  });
  const touched = [...payments.values()].filter((payment) => before.get(payment.paymentId) !== payment);
  const ended = touched.filter(
    (payment) => payment.method === 'gift_card' && isOver(payment) && !wasOver(before, payment),
  );
  if (ended.length > 0) movements.push(...(await backFromHeld(tx, ended)));
  await Promise.all([updatePayments(tx, touched), postMovements(tx, movements)]);
  return outcomes;
}

/** An order stands on this money: `capture` has it taken soon, `hold` keeps it set aside. Not possible once it was released. */
export async function claimPayments(
  tx: Tx,
  paymentIds: readonly string[],
  claim: 'capture' | 'hold' = 'capture',
): Promise<Outcome<SettledPayment>[]> {
  return settlePayments(
    tx,
    paymentIds.map((paymentId) => ({ paymentId, claim })),
  );
}

const wasOver = (before: ReadonlyMap<string, Payment>, { paymentId }: Payment): boolean => {
  const was = before.get(paymentId);
  return was !== undefined && isOver(was);
};

function tellChange(tx: Tx, payment: Payment, next: Payment, takenMinor: number): void {
  const type = next.state === 'quarantined' && payment.state !== 'quarantined' ? 'quarantined' : 'settled';
  announcePayment(tx, type, next, {
    previous: payment.state,
    claimed: isClaimed(next),
    claimable: isClaimable(next),
    ...(takenMinor > 0 ? { takenMinor } : {}),
    ...(next.code === null ? {} : { code: next.code }),
  });
}

/** Whose the providers' ids are: one charge of theirs is one payment of ours (RELIABILITY B12). Read after the lock. */
async function ownersOfExternalIds(tx: Tx, facts: readonly Settlement[]): Promise<Map<string, string>> {
  const ids = [...new Set(facts.flatMap((fact) => fact.externalId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ provider: string; externalId: string; paymentId: string }>(sql`
    SELECT provider, external_id AS "externalId", payment_id AS "paymentId" FROM payments.payment
    WHERE external_id = ANY(${ids}::text[]) AND external_id IS NOT NULL`);
  return new Map(rows.map((row) => [`${row.provider} ${row.externalId}`, row.paymentId]));
}

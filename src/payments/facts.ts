/** From what a provider says to what our ledger writes. */
import type { Tx } from '#base/db';
import type { Outcome } from '#base/refusal';
import { settleDisputes } from './disputes.ts';
import { lockPaymentRows } from './ledger.ts';
import type { Settlement } from './model.ts';
import type { ProviderFacts } from './providers/provider.ts';
import { settleRefunds, type RefundFact } from './refund.ts';
import { ownersOfRefunds } from './roots.ts';
import { settlePayments, type SettledPayment } from './settle.ts';

/** Facts as a settlement; what is not decided yet settles nothing. Pure. */
export function settlementOf(facts: ProviderFacts): Settlement {
  const { paymentId, state, externalId, currency, authorisedMinor, capturedMinor, code, heldMinor, lapsesAt } = facts;
  if (state === 'none' || state === 'pending') return { paymentId };
  return {
    paymentId,
    state,
    currency,
    authorisedMinor,
    capturedMinor,
    ...(externalId === undefined ? {} : { externalId }),
    ...(code === undefined ? {} : { code }),
    ...(heldMinor === undefined ? {} : { heldMinor }),
    ...(lapsesAt === undefined ? {} : { lapsesAt }),
  };
}

/** Writes what providers said: states and captures first, then the refunds they know of. Repeatable, in any order. */
export async function applyFacts(tx: Tx, facts: readonly ProviderFacts[]): Promise<Outcome<SettledPayment>[]> {
  const told = facts.flatMap(({ paymentId, refunds: given, bouncedRefunds: bounced = [] }): RefundFact[] => [
    ...given.map(({ refundId, minor }) => ({ refundId, minor, paymentId, outcome: 'done' as const })),
    ...bounced.map((refund) => ({ ...refund, paymentId, outcome: 'bounced' as const })),
  ]);
  const owners = await ownersOfRefunds(
    tx,
    told.map((refund) => refund.refundId),
  );
  // All are locked first: what goes back to a card of ours locks its account, which comes after every payment.
  await lockPaymentRows(tx, [...new Set([...facts.map(({ paymentId }) => paymentId), ...owners.values()])]);
  const outcomes = await settlePayments(tx, facts.map(settlementOf), true);
  const refunds = told.map((fact) => ({ ...fact, paymentId: owners.get(fact.refundId) ?? fact.paymentId }));
  await settleRefunds(tx, refunds, true);
  await settleDisputes(
    tx,
    facts.flatMap(({ paymentId, disputes = [] }) => disputes.map((dispute) => ({ ...dispute, paymentId }))),
  );
  return outcomes;
}

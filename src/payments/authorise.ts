import { perDatabase, type Database, type Tx } from '#base/db';
import { createBatcher } from '#base/batcher';
import { crashPoint } from '#base/crash-point';
import { granted, refuse, refused, Unavailable, unwrap, type Outcome } from '#base/refusal';
import { withDeadline } from './deadline.ts';
import { settlementOf } from './facts.ts';
import { lockPaymentRows, updatePayments } from './ledger.ts';
import { contradiction, holdsCardNumber, type Payment, type PaymentState, type Settlement } from './model.ts';
import { providerOf } from './providers/index.ts';
import type { ProviderFacts } from './providers/provider.ts';

export type Authorisation = {
  readonly state: 'authorised' | 'declined' | 'unknown';
  readonly code?: string;
  /** To be given to `settlePayments` in the transaction that acts on it; settles nothing while the outcome is unknown. */
  readonly settlement: Settlement;
};

/**
 * Asks the provider for the money of one payment, outside any transaction, under the payment's own id: never a second charge. That
 * we asked is written first, so that a crash leaves an `unknown` payment that the sweeper looks up. A payment whose outcome is
 * unknown is looked up before it is asked for again. Writes no result: the caller settles. Throws `payments.not_found`,
 * `payments.closed` (nothing can be authorised on it), `payments.card_number` (a card number instead of a token).
 */
export async function authorisePayment(
  database: Database,
  request: { paymentId: string; card: string; deadlineMs?: number },
): Promise<Authorisation> {
  const { paymentId, card, deadlineMs } = request;
  if (holdsCardNumber(card)) refuse('payments.card_number');
  if (!/^[\w-]{1,100}$/.test(card)) refuse('request.invalid', { fields: [{ field: 'card', rule: 'a card token' }] });
  const { payment, was } = unwrap(await calls(database).submit(paymentId));
  crashPoint('payments.authorise.noted');
  if (payment.state !== 'unknown' || payment.wish === 'void') return settledAnswer(payment);
  const provider = providerOf(database, payment);
  try {
    const found = was === 'intent' ? undefined : await withDeadline(provider.lookup(payment), deadlineMs);
    const facts =
      found && found.state !== 'none' ? found : await withDeadline(provider.authorise(payment, card), deadlineMs);
    crashPoint('payments.authorise.answered');
    return answerOf(payment, facts);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { state: 'unknown', settlement: { paymentId } };
  }
}

type Called = { readonly payment: Payment; readonly was: PaymentState };

/** Concurrent shoppers share one commit for the note that their provider is being called. */
const calls = perDatabase((database) =>
  createBatcher<string, Called>(database, {
    name: 'payments.call',
    caller: { actor: 'payments.authorise' },
    lanes: 1,
    run: markCalled,
  }),
);

// That we ask is not a fact of the payment yet: it is neither told nor counted as a version.
async function markCalled(tx: Tx, paymentIds: readonly string[]): Promise<Outcome<Called>[]> {
  const payments = await lockPaymentRows(tx, [...new Set(paymentIds)]);
  const before = new Map(payments);
  for (const payment of before.values()) {
    if (payment.state !== 'intent' || payment.wish === 'void') continue;
    payments.set(payment.paymentId, { ...payment, state: 'unknown', calledAt: tx.now, updatedAt: tx.now });
  }
  await updatePayments(
    tx,
    [...payments.values()].filter((payment) => before.get(payment.paymentId) !== payment),
  );
  const first = new Set<string>();
  return paymentIds.map((id) => {
    const payment = payments.get(id);
    if (!payment) return refused('payments.not_found', { detail: id });
    const was = first.has(id) ? payment.state : (before.get(id)?.state ?? payment.state);
    first.add(id);
    return granted({ payment, was });
  });
}

function answerOf(payment: Payment, facts: ProviderFacts): Authorisation {
  const settlement = settlementOf(facts);
  const { state, code } = facts;
  if (contradiction(payment, settlement) !== undefined) return { state: 'unknown', code: 'quarantined', settlement };
  if (state === 'authorised' || state === 'captured') return { state: 'authorised', settlement };
  if (state === 'declined' || state === 'voided') return { state: 'declined', code: code ?? 'closed', settlement };
  return { state: 'unknown', settlement };
}

/** What is already known answers a repeated request. */
function settledAnswer(payment: Payment): Authorisation {
  const settlement = { paymentId: payment.paymentId };
  const { state, wish } = payment;
  if (wish === 'void') return { state: 'declined', code: 'closed', settlement };
  if (state === 'authorised' || (state === 'captured' && payment.method === 'card'))
    return { state: 'authorised', settlement };
  if (state === 'declined' || state === 'failed' || state === 'voided')
    return { state: 'declined', code: payment.code ?? 'closed', settlement };
  if (state === 'quarantined') return { state: 'unknown', code: 'quarantined', settlement };
  return refuse('payments.closed', { detail: `${payment.method} is ${state}` });
}

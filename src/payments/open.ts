import type { Tx } from '#base/db';
import { idPattern } from '#base/ids';
import { granted, refused, type Outcome } from '#base/refusal';
import { holdVouchers } from './cards/hold.ts';
import { HELD } from './cards/model.ts';
import { openReceivables } from './receivables/ledger.ts';
import { companyOfAccount } from './receivables/model.ts';
import { deletePayments, insertPayments, lockPaymentRows, newMovementId, postMovements } from './ledger.ts';
import type { Payment, PaymentMethod, ProviderName } from './model.ts';
import { providerFor } from './providers/index.ts';
import type { Provider } from './providers/provider.ts';

export type PaymentRequest = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly method: PaymentMethod;
  readonly provider: ProviderName;
  readonly amountMinor: number;
  readonly currency: string;
  /** The till that takes cash. */
  readonly deviceId?: string;
  /** The gift card or store credit that pays (`gift:…`, `credit:…`), the company that owes (`receivable:…`). Whose it is, who calls has looked at. */
  readonly accountId?: string;
  /** What is paid before the goods, as a part of the price. */
  readonly purpose?: 'deposit';
  /** The order stands now: what a gift card pays is taken at once, else it is set aside. */
  readonly takeNow?: boolean;
};

const paymentIdShape = new RegExp(idPattern('pay'));

/**
 * Begins payments, each on its own, in a fixed number of statements: cash and given money is captured at once, a promise is
 * recorded, a card becomes an intent that `authorisePayment` takes further, what a gift card or store credit pays is set aside on it. The
 * same id with the same content is the same payment. Refuses per item: `payments.amount` (not a positive safe integer),
 * `payments.needs_device` (cash without a till), what `holdVouchers` refuses, `request.id_reused`. Says nothing in the journal: the order's own fact tells how it is paid.
 */
export async function openPayments(tx: Tx, requests: readonly PaymentRequest[]): Promise<Outcome<Payment>[]> {
  const planned = new Map<string, { payment: Payment; provider: Provider }>();
  const outcomes = requests.map((request): Outcome<Payment> => {
    const plan = planOne(tx, request);
    if (!plan.ok) return plan;
    const twin = planned.get(request.paymentId);
    if (!twin) planned.set(request.paymentId, plan.value);
    return granted((twin ?? plan.value).payment);
  });
  const plans = [...planned.values()];
  if (plans.length === 0) return outcomes;
  const made = await insertPayments(
    tx,
    plans.map((plan) => plan.payment),
  );
  const known = await lockPaymentRows(
    tx,
    plans.flatMap(({ payment }) => (made.has(payment.paymentId) ? [] : [payment.paymentId])),
  );
  const fresh = plans.filter(({ payment }) => made.has(payment.paymentId));
  const by = (method: PaymentMethod): Payment[] =>
    fresh.flatMap(({ payment }) => (payment.method === method ? [payment] : []));
  // A company's row comes before the accounts of cards: locks are taken in one order.
  const owing = await openReceivables(tx, by('account'));
  const bars = new Map([...owing, ...(await holdVouchers(tx, by('gift_card')))]);
  await deletePayments(tx, [...bars.keys()]);
  await postMovements(
    tx,
    fresh.flatMap(({ payment, provider }) =>
      payment.capturedMinor > 0 && !bars.has(payment.paymentId) ? [takenMovement(payment, provider)] : [],
    ),
  );
  return outcomes.map((outcome, i) => {
    const request = requests[i];
    if (!outcome.ok || !request) return outcome;
    const payment = known.get(request.paymentId) ?? outcome.value;
    const bar = bars.get(request.paymentId);
    if (bar) return bar;
    return isSame(payment, request) ? granted(payment) : refused('request.id_reused', { detail: request.paymentId });
  });
}

function planOne(tx: Tx, request: PaymentRequest): Outcome<{ payment: Payment; provider: Provider }> {
  const { paymentId, orderId, method, currency, amountMinor, deviceId = null, accountId = null } = request;
  const provider = providerFor(tx.database, request.provider, method);
  // What came back of another order is moved (`exchangePayments`), never made.
  const moved = method === 'exchange';
  if (!provider || moved || !paymentIdShape.test(paymentId) || !/^[A-Z]{3}$/.test(currency)) {
    return refused('request.invalid', { detail: `${method} through ${request.provider} in ${currency}` });
  }
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0)
    return refused('payments.amount', { detail: String(amountMinor) });
  if (method === 'cash' && !deviceId?.startsWith('dev_')) return refused('payments.needs_device');
  if (method === 'account' && companyOfAccount(accountId) === undefined) return refused('payments.no_terms');
  if (method !== 'account' && (method === 'gift_card') !== (accountId !== null))
    return refused('payments.card_unknown');
  const takeNow = provider.opens === 'captured' || (provider.opens === 'authorised' && request.takeNow === true);
  const captured = takeNow ? amountMinor : 0;
  // A transfer is awaited: its order stands when it has come.
  const stands = (provider.local && method !== 'transfer') || provider.opens === 'authorised';
  const payment: Payment = {
    paymentId,
    orderId,
    method,
    provider: request.provider,
    currency,
    amountMinor,
    state: takeNow ? 'captured' : provider.opens,
    externalId: null,
    authorisedMinor: provider.opens === 'authorised' ? amountMinor : captured,
    capturedMinor: captured,
    refundedMinor: 0,
    refundingMinor: 0,
    ...{
      wantedMinor: captured,
      ceilingMinor: null,
      releasedMinor: 0,
      disputedMinor: 0,
      lapsesAt: null,
      releasedAt: null,
    },
    deviceId,
    accountId,
    purpose: request.purpose ?? null,
    code: null,
    wish: null,
    claimedAt: stands ? tx.now : null,
    calledAt: null,
    createdAt: tx.now,
    updatedAt: tx.now,
    version: 0,
  };
  return granted({ payment, provider });
}

/** The movement by which a customer's money reaches us: from outside, or from what was set aside of a card of ours. */
export function takenMovement(payment: Payment, provider: Provider, minor = payment.capturedMinor) {
  const { paymentId, orderId, currency } = payment;
  const to = provider.account(payment);
  const from = payment.method === 'gift_card' ? HELD : 'customers';
  return { movementId: newMovementId(), from, to, minor, currency, paymentId, orderId, reason: 'capture' };
}

function isSame(payment: Payment, request: PaymentRequest): boolean {
  return (
    payment.orderId === request.orderId &&
    payment.method === request.method &&
    payment.provider === request.provider &&
    payment.amountMinor === request.amountMinor &&
    payment.currency === request.currency &&
    payment.deviceId === (request.deviceId ?? null) &&
    payment.accountId === (request.accountId ?? null) &&
    payment.purpose === (request.purpose ?? null)
  );
}

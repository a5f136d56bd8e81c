import type { Tx } from '#base/db';
import { must } from '#base/assert';
import { granted, refused, type Outcome } from '#base/refusal';
import { heirsOf } from './cards/hold.ts';
import { creditAccount, VOUCHERS } from './cards/model.ts';
import {
  announcePayment,
  closeRefunds,
  insertRefunds,
  lockAccounts,
  lockPaymentRows,
  newMovementId,
  postMovements,
  refundsById,
  updatePayments,
  type Balance,
  type NewMovement,
  type Refund,
} from './ledger.ts';
import { drawerOf, EXCHANGES, keepsBalance, refundable, type Payment } from './model.ts';
import { providerOf } from './providers/index.ts';
import { rootsOf, type Root } from './roots.ts';

export type RefundRequest = {
  readonly refundId: string;
  readonly paymentId: string;
  readonly minor: number;
  readonly currency: string;
  readonly reason: string;
  /** The till whose drawer pays cash back, when it is not the one that took it. */
  readonly deviceId?: string;
  /**
   * By another way than it was paid: out of the drawer of `deviceId`, as store credit of `customerId`, or to another order
   * (`exchangePayments` alone). Moves at once, and its provider hears nothing of it.
   */
  readonly by?: 'drawer' | 'credit' | 'exchange';
  /** Who gets the store credit. */
  readonly customerId?: string;
};

/**
 * Begins refunds, each on its own. Money that lies with us (cash, bank, marketplace) moves at once; a card's refund is counted as
 * under way, and the provider is asked by `carryOutRefunds`. The same id with the same content is the same refund. Refuses per item:
 * `payments.not_found`, `payments.amount`, `payments.refund_too_large`, `payments.drawer_short`, `request.id_reused`.
 */
export async function openRefunds(
  tx: Tx,
  requests: readonly RefundRequest[],
  held = false,
): Promise<Outcome<Refund>[]> {
  if (requests.length === 0) return [];
  const work = await lockForRefunds(tx, requests, held);
  const outcomes = requests.map((request) => openOne(tx, work, request));
  await writeRefundWork(tx, work);
  return outcomes;
}

type RefundWork = {
  payments: Map<string, Payment>;
  /** Of payments that are exchanges: through which their money goes back. */
  roots: Map<string, Root>;
  /** Of payments by gift card or store credit: where the money goes back to. */
  heirs: Map<string, string>;
  touched: Set<string>;
  known: Map<string, Refund>;
  fresh: Map<string, Refund>;
  closed: Map<string, Refund>;
  balances: Map<string, Balance>;
  movements: NewMovement[];
};

/** Locks the payments, then the drawers that may pay; the known refunds are read under the payments' lock. */
async function lockForRefunds(
  tx: Tx,
  requests: readonly Pick<RefundRequest, 'refundId' | 'paymentId' | 'deviceId' | 'by'>[],
  held = false,
): Promise<RefundWork> {
  const payments = await lockPaymentRows(tx, [...new Set(requests.map((request) => request.paymentId))], held);
  const roots = await rootsOf(tx, [...payments.values()]);
  const heirs = await heirsOf(
    tx,
    [...payments.values()].map((payment) => ({
      ...payment,
      accountId: (roots.get(payment.paymentId) ?? payment).accountId,
    })),
  );
  const drawers = requests.flatMap((request) => {
    const payment = payments.get(request.paymentId);
    const account = payment && accountFor(tx, roots.get(payment.paymentId) ?? payment, request);
    return payment && account && keepsBalance(account) ? [{ account, currency: payment.currency }] : [];
  });
  const [known, balances] = await Promise.all([
    refundsById(
      tx,
      requests.map((request) => request.refundId),
    ),
    lockAccounts(tx, drawers),
  ]);
  return {
    payments,
    roots,
    heirs,
    known,
    balances,
    fresh: new Map(),
    closed: new Map(),
    touched: new Set(),
    movements: [],
  };
}

function accountFor(tx: Tx, payment: Root, { deviceId, by }: Pick<RefundRequest, 'deviceId' | 'by'>): string {
  if (by === 'exchange') return EXCHANGES;
  if (by === 'credit') return VOUCHERS;
  if (by === 'drawer') return drawerOf(must(deviceId, 'a till whose drawer pays'));
  return providerOf(tx.database, payment).account({ ...payment, deviceId: deviceId ?? payment.deviceId });
}

function openOne(tx: Tx, work: RefundWork, request: RefundRequest): Outcome<Refund> {
  const { refundId, paymentId, minor, reason } = request;
  const payment = work.payments.get(paymentId);
  if (!payment) return refused('payments.not_found', { detail: paymentId });
  const twin = work.known.get(refundId) ?? work.fresh.get(refundId);
  if (twin)
    return twin.paymentId === paymentId && twin.minor === minor
      ? granted(twin)
      : refused('request.id_reused', { detail: refundId });
  if (!Number.isSafeInteger(minor) || minor <= 0 || request.currency !== payment.currency)
    return refused('payments.amount', { detail: `${minor} ${request.currency}` });
  const rest = refundable(payment);
  if (minor > rest) return refused('payments.refund_too_large', { left: { minor: rest, currency: payment.currency } });
  const way = work.roots.get(paymentId) ?? payment;
  const account = accountFor(tx, way, request);
  const balance = work.balances.get(`${account} ${payment.currency}`);
  if (keepsBalance(account) && (!balance || balance.balance - minor < balance.floor))
    return refused('payments.drawer_short', {
      available: { minor: balance ? balance.balance - balance.floor : 0, currency: payment.currency },
    });
  if (balance) work.balances.set(`${account} ${payment.currency}`, { ...balance, balance: balance.balance - minor });
  const refund: Refund = { refundId, paymentId, minor, reason, account, state: 'open', code: null };
  work.fresh.set(refundId, refund);
  setPayment(work, { ...payment, refundingMinor: payment.refundingMinor + minor });
  const atOnce = request.by !== undefined || providerOf(tx.database, way).local;
  const to = request.by === 'credit' ? creditAccount(must(request.customerId, 'whose credit')) : undefined;
  return granted(atOnce ? finish(tx, work, refund, to) : refund);
}

export type RefundFact = {
  readonly refundId: string;
  readonly paymentId: string;
  readonly minor: number;
  /** `bounced`: it came to nothing for good, also where it was done before. */
  readonly outcome: 'done' | 'refused' | 'bounced';
  readonly code?: string;
};

/**
 * Writes what became of refunds, repeatably. One that the provider made on its own is booked too; one that contradicts what we know
 * puts the payment into quarantine. A refused refund is still owed: `payments.refund_failed` says so.
 */
export async function settleRefunds(tx: Tx, facts: readonly RefundFact[], held = false): Promise<void> {
  if (facts.length === 0) return;
  const work = await lockForRefunds(tx, facts, held);
  for (const fact of facts) settleOne(tx, work, fact);
  await writeRefundWork(tx, work);
}

function settleOne(tx: Tx, work: RefundWork, fact: RefundFact): void {
  const payment = work.payments.get(fact.paymentId);
  if (!payment) return;
  const { refundId, paymentId, minor } = fact;
  const known = work.closed.get(refundId) ?? work.fresh.get(refundId) ?? work.known.get(refundId);
  if (fact.outcome === 'bounced') return bounce(tx, work, payment, fact, known);
  if (known?.code === BOUNCED) return; // said before it bounced, and heard after
  if (known?.state === 'done' && known.paymentId === paymentId && known.minor === minor) return;
  if (fact.outcome === 'refused') {
    if (known?.state === 'open') giveUp(tx, work, payment, known, fact.code);
    return;
  }
  if (known && (known.paymentId !== paymentId || known.minor !== minor))
    return quarantine(tx, work, payment, 'refund_differs');
  if (known?.state === 'open') return void finish(tx, work, known);
  if (minor > refundable(payment)) return quarantine(tx, work, payment, 'refund_too_large');
  const account = accountFor(tx, work.roots.get(paymentId) ?? payment, {});
  const refund = known ?? { refundId, paymentId, minor, reason: 'by the provider', account, state: 'open', code: null };
  if (!known) work.fresh.set(refundId, refund);
  setPayment(work, { ...payment, refundingMinor: payment.refundingMinor + minor });
  finish(tx, work, refund);
}

/** The money is back: from under way to given back, and the movement. */
function finish(tx: Tx, work: RefundWork, refund: Refund, to?: string): Refund {
  const payment = work.payments.get(refund.paymentId);
  if (!payment) return refund;
  const { refundId, minor, account } = refund;
  const done: Refund = { ...refund, state: 'done', code: null };
  if (work.fresh.has(refundId)) work.fresh.set(refundId, done);
  else work.closed.set(refundId, done);
  const next = {
    ...payment,
    refundingMinor: payment.refundingMinor - minor,
    refundedMinor: payment.refundedMinor + minor,
    updatedAt: tx.now,
    version: payment.version + 1,
  };
  setPayment(work, next);
  const { paymentId, orderId, currency } = payment;
  work.movements.push({
    movementId: newMovementId(),
    from: account,
    to: to ?? (account === VOUCHERS ? must(work.heirs.get(paymentId), paymentId) : 'customers'),
    minor,
    currency,
    paymentId,
    orderId,
    reason: 'refund',
  });
  announcePayment(tx, 'refunded', next, { refundId, minor });
  return done;
}

/** Why a refund is refused that a provider had taken and that came back: final, whatever is heard later. */
const BOUNCED = 'bounced';

/** The buyer's bank sent it back: what was given back is with us again, and owed. One that we never heard of is noted. */
function bounce(tx: Tx, work: RefundWork, payment: Payment, fact: RefundFact, known: Refund | undefined): void {
  const { refundId, paymentId, minor } = fact;
  if (known?.code === BOUNCED || (known && known.paymentId !== paymentId)) return;
  if (known?.state === 'open') return giveUp(tx, work, payment, known, BOUNCED);
  const account = known?.account ?? accountFor(tx, work.roots.get(paymentId) ?? payment, {});
  const refund: Refund = known ?? {
    refundId,
    paymentId,
    minor,
    reason: 'by the provider',
    account,
    state: 'open',
    code: null,
  };
  const over: Refund = { ...refund, state: 'refused', code: BOUNCED };
  if (known && !work.fresh.has(refundId)) work.closed.set(refundId, over);
  else work.fresh.set(refundId, over);
  if (refund.state !== 'done') return;
  const { orderId, currency } = payment;
  const next = {
    ...payment,
    refundedMinor: payment.refundedMinor - refund.minor,
    updatedAt: tx.now,
    version: payment.version + 1,
  };
  setPayment(work, next);
  work.movements.push({
    ...{ movementId: newMovementId(), from: 'customers', to: account, minor: refund.minor, currency },
    ...{ paymentId, orderId, reason: 'refund_bounced' },
  });
  announcePayment(tx, 'refund_failed', next, { refundId, minor: refund.minor, code: fact.code ?? BOUNCED });
}

function giveUp(tx: Tx, work: RefundWork, payment: Payment, refund: Refund, code = 'refused'): void {
  const next = {
    ...payment,
    refundingMinor: payment.refundingMinor - refund.minor,
    updatedAt: tx.now,
    version: payment.version + 1,
  };
  setPayment(work, next);
  work.closed.set(refund.refundId, { ...refund, state: 'refused', code });
  announcePayment(tx, 'refund_failed', next, { refundId: refund.refundId, minor: refund.minor, code });
}

function quarantine(tx: Tx, work: RefundWork, payment: Payment, code: string): void {
  if (payment.state === 'quarantined') return;
  const next: Payment = {
    ...payment,
    state: 'quarantined',
    code,
    updatedAt: tx.now,
    version: payment.version + 1,
  };
  setPayment(work, next);
  announcePayment(tx, 'quarantined', next, { previous: payment.state, code });
}

function setPayment(work: RefundWork, payment: Payment): void {
  work.payments.set(payment.paymentId, payment);
  work.touched.add(payment.paymentId);
}

async function writeRefundWork(tx: Tx, work: RefundWork): Promise<void> {
  await Promise.all([
    updatePayments(
      tx,
      [...work.touched].flatMap((id) => work.payments.get(id) ?? []),
    ),
    insertRefunds(tx, [...work.fresh.values()]),
    closeRefunds(tx, [...work.closed.values()]),
    postMovements(tx, work.movements),
  ]);
}

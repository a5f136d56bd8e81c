/** Nouns and arithmetic of the money ledger: pure, no transaction, no clock. */
import { assert } from '#base/assert';
import type { Instant } from '#base/time';

export { VOUCHERS } from './cards/model.ts';
export { bodiesIn, bodyOf, inFours, isIban, plainIban, referenceOf, type Claim } from './references.ts';
export { holdsCardNumber, maskCardNumbers } from '#base/card-numbers';

/**
 * How somebody pays. `given`: a marketplace took it; `exchange`: what came back of another order pays; `transfer`: to our bank account, with
 * a reference; `account`: on the buyer's account, by terms; `gift_card`: out of a gift card or store credit.
 */
export const paymentMethods = [
  'card',
  'cash',
  'promise',
  'given',
  'exchange',
  'transfer',
  'account',
  'gift_card',
] as const;
export type PaymentMethod = (typeof paymentMethods)[number];
export type ProviderName =
  | 'pretend'
  | 'stripe'
  | 'cash'
  | 'promise'
  | 'marketplace'
  | 'exchange'
  | 'bank-transfer'
  | 'on-account'
  | 'gift-card';

/**
 * `intent` we mean to ask; `unknown` we asked and have no answer; `promised` to be paid later; `authorised` set aside for us;
 * `captured` taken; `declined`, `voided`, `failed` over without money; `quarantined` what we were told contradicts what we asked for:
 * a person decides.
 */
export type PaymentState =
  | 'intent'
  | 'unknown'
  | 'promised'
  | 'authorised'
  | 'captured'
  | 'declined'
  | 'voided'
  | 'failed'
  | 'quarantined';

export type Payment = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly method: PaymentMethod;
  readonly provider: ProviderName;
  readonly currency: string;
  readonly amountMinor: number;
  readonly state: PaymentState;
  readonly externalId: string | null;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly refundingMinor: number;
  /** What the house wants taken by now, and the most that it may ever want; null: the amount. */
  readonly wantedMinor: number;
  readonly ceilingMinor: number | null;
  /** Of what was set aside: gone back to the card without having been taken, beside what was. */
  readonly releasedMinor: number;
  /** What the buyer's bank took back, or asks for. */
  readonly disputedMinor: number;
  /** Until when the money stays set aside; null where the provider does not say. */
  readonly lapsesAt: Instant | null;
  /** Since when it is given back for good: no order may claim it any more, and what comes back of a refund goes out again. */
  readonly releasedAt: Instant | null;
  readonly deviceId: string | null;
  /** Whose kept money pays: a gift card's or a store credit's account; null for all others. */
  readonly accountId: string | null;
  /** `deposit`: paid before the goods, as a part of the price (acompte); null: for the goods themselves. */
  readonly purpose: 'deposit' | null;
  readonly code: string | null;
  readonly wish: 'capture' | 'void' | null;
  readonly claimedAt: Instant | null;
  readonly calledAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
};

/**
 * What is now known of a payment. `claim` says that an order stands on the money: `capture` takes it, `hold` keeps it set aside.
 * Amounts default to the payment's own; amounts that differ from it put it into quarantine.
 */
export type Settlement = {
  readonly paymentId: string;
  readonly state?: 'authorised' | 'captured' | 'declined' | 'voided' | 'failed';
  readonly externalId?: string;
  readonly currency?: string;
  readonly authorisedMinor?: number;
  readonly capturedMinor?: number;
  /** What is still set aside beside what was taken; nothing, unless it is said. */
  readonly heldMinor?: number;
  readonly lapsesAt?: Instant;
  readonly code?: string;
  readonly claim?: 'capture' | 'hold';
};

export type Settled = {
  readonly next: Payment;
  readonly changed: boolean;
  /** Money newly taken, to be moved. */
  readonly takenMinor: number;
};

// What is learnt of a payment is joined, not followed: the higher state wins whatever the order in which facts arrive (RELIABILITY B5).
const rank: Readonly<Record<PaymentState, number>> = {
  intent: 0,
  promised: 0,
  unknown: 1,
  failed: 2,
  declined: 3,
  authorised: 4,
  voided: 5,
  captured: 6,
  quarantined: 7,
};

/**
 * Joins a fact into a payment. Repeatable, and the result does not depend on the order of facts. `externalIdTaken` tells that the
 * provider's id already belongs to another payment.
 */
export function settle(payment: Payment, fact: Settlement, now: Instant, externalIdTaken = false): Settled {
  const problem = externalIdTaken ? 'external_id_of_another_payment' : contradiction(payment, fact);
  const told = fact.state ?? payment.state;
  const good = problem === undefined;
  const state = higher(payment.state, good ? told : 'quarantined');
  const paid = good && (told === 'authorised' || told === 'captured') && fact.state !== undefined;
  const authorisedMinor = Math.max(payment.authorisedMinor, paid ? payment.amountMinor : 0);
  const capturedMinor = Math.max(
    payment.capturedMinor,
    paid && told === 'captured' ? (fact.capturedMinor ?? payment.amountMinor) : 0,
  );
  const releasedMinor = releasedBy(payment, { fact, good, authorisedMinor, capturedMinor });
  const changed =
    state !== payment.state || capturedMinor > payment.capturedMinor || releasedMinor > payment.releasedMinor;
  const settled: Payment = {
    ...payment,
    state,
    authorisedMinor,
    capturedMinor,
    releasedMinor,
    // What comes late all the same is new money: an order takes it, or a person decides.
    ...(payment.state === 'voided' && pushed(payment) && capturedMinor > payment.capturedMinor
      ? { releasedAt: null, claimedAt: null }
      : {}),
    lapsesAt: good ? later(payment.lapsesAt, fact.lapsesAt) : payment.lapsesAt,
    externalId: payment.externalId ?? (good ? (fact.externalId ?? null) : null),
    code: changed ? (problem ?? fact.code ?? payment.code) : payment.code,
    calledAt: changed ? null : payment.calledAt,
    updatedAt: changed ? now : payment.updatedAt,
    version: payment.version + (changed ? 1 : 0),
  };
  const next = withWish(settled, fact.claim, now);
  const same =
    !changed &&
    next.wantedMinor === payment.wantedMinor &&
    next.lapsesAt === payment.lapsesAt &&
    next.authorisedMinor === payment.authorisedMinor &&
    next.externalId === payment.externalId &&
    next.wish === payment.wish;
  return {
    next: same && next.claimedAt === payment.claimedAt ? payment : next,
    changed,
    takenMinor: capturedMinor - payment.capturedMinor,
  };
}

/** Its buyer sends it, when they like: nobody can shut it. */
const pushed = ({ method }: Payment): boolean => method === 'transfer' || method === 'promise';

/** What of the money set aside is now known to have gone back untaken. Both what is taken and what goes back only grow, so facts join. */
function releasedBy(
  { amountMinor, releasedMinor, state }: Payment,
  now: { fact: Settlement; good: boolean; authorisedMinor: number; capturedMinor: number },
): number {
  const { fact, good, authorisedMinor, capturedMinor } = now;
  if (!good || capturedMinor === 0) return releasedMinor;
  // Void is over, but what was taken before it stays taken: the rest is what went back.
  const voided = fact.state === 'voided' || state === 'voided';
  if (!voided && fact.state !== 'captured') return releasedMinor;
  const taken = voided ? capturedMinor : (fact.capturedMinor ?? amountMinor);
  const back = authorisedMinor - taken - (voided ? 0 : (fact.heldMinor ?? 0));
  return Math.min(authorisedMinor - capturedMinor, Math.max(releasedMinor, back));
}

const later = (a: Instant | null, b: Instant | undefined): Instant | null =>
  b !== undefined && (a === null || b > a) ? b : a;

/** What is set aside for us and neither taken nor gone back. */
export const heldMinor = (
  payment: Pick<Payment, 'state' | 'authorisedMinor' | 'capturedMinor' | 'releasedMinor'>,
): number =>
  payment.state === 'authorised' || payment.state === 'captured'
    ? payment.authorisedMinor - payment.capturedMinor - payment.releasedMinor
    : 0;

/** The most that may be taken of it. */
export const ceilingOf = (payment: Pick<Payment, 'amountMinor' | 'ceilingMinor'>): number =>
  payment.ceilingMinor ?? payment.amountMinor;

/** True when nothing more is wanted of what is set aside, but for its end: the rest goes back with the next word to the provider. */
export const isFinal = (payment: Pick<Payment, 'amountMinor' | 'ceilingMinor' | 'wantedMinor'>): boolean =>
  payment.wantedMinor >= ceilingOf(payment);

/** Claims live money, and drops wishes that are fulfilled or can't be. A wish to void is final: what is given back is not claimed. */
function withWish(payment: Payment, claim: Settlement['claim'], now: Instant): Payment {
  const live = isLive(payment);
  if (isOver(payment)) return { ...payment, wish: null };
  if (payment.wish === 'capture' && isFulfilled(payment)) return withWish({ ...payment, wish: null }, claim, now);
  if (claim === undefined || !live || isReleased(payment)) return payment;
  const takes = claim === 'capture' && heldMinor(payment) > 0;
  const wish = takes ? 'capture' : payment.wish;
  const wantedMinor = takes ? ceilingOf(payment) : payment.wantedMinor;
  return { ...payment, wish, wantedMinor, claimedAt: payment.claimedAt ?? now, calledAt: null };
}

/** What was wished to be taken is: nothing is set aside any more, or as much was taken as was wanted by now and more may be. */
const isFulfilled = (payment: Payment): boolean =>
  payment.state === 'captured' &&
  (heldMinor(payment) === 0 || (payment.capturedMinor >= payment.wantedMinor && !isFinal(payment)));

/**
 * Wants more of what is set aside: by now `wantedMinor` in all; `final`: and nothing after that, so that the rest goes back. Never less
 * than was wanted before, never more than its ceiling (over-capture is impossible); money that is on its way back is not wanted.
 */
export function want(payment: Payment, wantedMinor: number, final: boolean): Payment {
  if (payment.wish === 'void' || heldMinor(payment) === 0) return payment;
  const wanted = Math.min(ceilingOf(payment), Math.max(payment.wantedMinor, wantedMinor));
  const ceilingMinor = final ? wanted : payment.ceilingMinor;
  if (wanted === payment.wantedMinor && ceilingMinor === payment.ceilingMinor) return payment;
  const next = { ...payment, wantedMinor: wanted, ceilingMinor };
  const asks = wanted > payment.capturedMinor || isFinal(next);
  // Nothing of it is wanted at all: it goes back whole.
  const wish = wanted === 0 && final ? ('void' as const) : asks ? ('capture' as const) : payment.wish;
  return { ...next, wish, calledAt: null };
}

/** Lowers what may ever be taken of money that is only set aside; says by how much it could. */
export function lower(payment: Payment, byMinor: number): { readonly next: Payment; readonly loweredMinor: number } {
  const free = payment.wish === null && heldMinor(payment) > 0 ? ceilingOf(payment) - payment.wantedMinor : 0;
  const loweredMinor = Math.min(free, byMinor);
  return {
    next: loweredMinor > 0 ? { ...payment, ceilingMinor: ceilingOf(payment) - loweredMinor } : payment,
    loweredMinor,
  };
}

/** Where a payment is in its life, in the words of a person who looks after money. Derived: the state and the amounts say it. */
export type Life = PaymentState | 'partly_captured' | 'partly_refunded' | 'refunded' | 'disputed' | 'expired';
export function lifeOf(payment: Payment): Life {
  if (payment.state === 'quarantined') return 'quarantined';
  if (payment.disputedMinor > 0) return 'disputed';
  if (payment.state === 'voided' && payment.code === 'expired') return 'expired';
  if (payment.state !== 'captured') return payment.state;
  if (payment.refundedMinor >= payment.capturedMinor) return 'refunded';
  if (payment.refundedMinor > 0) return 'partly_refunded';
  return heldMinor(payment) > 0 ? 'partly_captured' : 'captured';
}

/** It is on its way back, or back, for good. */
export const isReleased = (payment: Pick<Payment, 'wish' | 'releasedAt'>): boolean =>
  payment.wish === 'void' || payment.releasedAt !== null;

/** True when an order may stand on this payment's money. */
export const isClaimed = (payment: Payment): boolean =>
  payment.claimedAt !== null && !isReleased(payment) && isLive(payment);

/** True when money is there that no order stands on yet, and that was not released. */
export const isClaimable = (payment: Payment): boolean =>
  payment.claimedAt === null && !isReleased(payment) && isLive(payment);

/** Money is set aside or taken, and not all of it is on its way back. */
const isLive = (payment: Payment): boolean =>
  payment.state === 'authorised' ||
  (payment.state === 'captured' && (refundable(payment) > 0 || heldMinor(payment) > 0));

function higher(a: PaymentState, b: PaymentState): PaymentState {
  return rank[b] > rank[a] ? b : a;
}

/** Why a fact can't be about this payment; undefined when it can. */
export function contradiction(payment: Payment, fact: Settlement): string | undefined {
  if (fact.currency !== undefined && fact.currency !== payment.currency) return 'currency_differs';
  const { externalId } = fact;
  if (externalId !== undefined && payment.externalId !== null && payment.externalId !== externalId)
    return 'second_external_id';
  if (fact.state !== 'authorised' && fact.state !== 'captured') return undefined;
  if (fact.authorisedMinor !== undefined && fact.authorisedMinor !== payment.amountMinor) return 'amount_differs';
  const captured = fact.capturedMinor;
  if (captured !== undefined && (!Number.isSafeInteger(captured) || captured < 0 || captured > payment.amountMinor))
    return 'amount_differs';
  const held = fact.heldMinor ?? 0;
  if (!Number.isSafeInteger(held) || held < 0 || held + (captured ?? 0) > payment.amountMinor) return 'amount_differs';
  return undefined;
}

/** What may still be given back: taken − given back − on its way back − disputed. */
export const refundable = (payment: Payment): number =>
  payment.capturedMinor - payment.refundedMinor - payment.refundingMinor - payment.disputedMinor;

export type MoneyState = {
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Total − (captured − refunded): what the customer owes; negative when we owe it to them. */
  readonly owedMinor: number;
  readonly status: 'unpaid' | 'promised' | 'pending' | 'authorised' | 'partly_paid' | 'paid' | 'refunded' | 'attention';
};

/** The payment state of an order is derived from its payments and its present total. All payments are of one currency. */
export function paymentState(payments: readonly Payment[], totalMinor?: number): MoneyState {
  const currency = payments[0]?.currency;
  let [authorisedMinor, capturedMinor, refundedMinor, liveMinor] = [0, 0, 0, 0];
  for (const payment of payments) {
    assert(
      payment.currency === currency,
      `an order is paid in one currency, not in ${currency} and ${payment.currency}`,
    );
    if (payment.state === 'authorised' || payment.state === 'captured') authorisedMinor += payment.authorisedMinor;
    if (!isOver(payment)) liveMinor += payment.amountMinor;
    capturedMinor += payment.capturedMinor;
    refundedMinor += payment.refundedMinor;
  }
  const owedMinor = (totalMinor ?? liveMinor) - (capturedMinor - refundedMinor);
  return { authorisedMinor, capturedMinor, refundedMinor, owedMinor, status: statusOf(payments, owedMinor) };
}

function statusOf(payments: readonly Payment[], owedMinor: number): MoneyState['status'] {
  const has = (state: PaymentState): boolean => payments.some((payment) => payment.state === state);
  const captured = payments.some((payment) => payment.capturedMinor > 0);
  const kept = payments.some((payment) => payment.capturedMinor > payment.refundedMinor);
  if (has('quarantined')) return 'attention';
  if (captured && !kept) return 'refunded';
  if (kept) return owedMinor > 0 ? 'partly_paid' : 'paid';
  if (has('authorised')) return 'authorised';
  if (has('unknown') || has('intent')) return 'pending';
  return has('promised') ? 'promised' : 'unpaid';
}

/** True when no money came of it and none will. */
export const isOver = (payment: Pick<Payment, 'state' | 'capturedMinor'>): boolean =>
  payment.capturedMinor === 0 &&
  (payment.state === 'declined' || payment.state === 'voided' || payment.state === 'failed');

/** The till's drawer as an account: its balance is kept, and never below zero. */
export function drawerOf(deviceId: string): string {
  assert(deviceId.startsWith('dev_'), `not a device: ${deviceId}`);
  return `drawer:${deviceId}`;
}

/** Through which money goes from one order to another; empty but for the moment between. */
export const EXCHANGES = 'exchanges';
/** By how much counted cash differs from what it settled. */
export const ROUNDING = 'rounding';
/** By how much drawers were found to differ from the book when they were counted. */
export const DIFFERENCES = 'cash_differences';
/** Cash on its way to the bank, and what small things were bought with. */
export const CASH_TO_BANK = 'cash_to_bank';
export const PETTY = 'petty';
/**
 * Why money goes into a drawer or out of it without a sale, and from or to which account of ours: a petty expense, a deposit at the bank,
 * change from the safe or to it, anything else with words of its own.
 */
export const cashReasons = {
  expense: { way: 'out', account: PETTY },
  bank: { way: 'out', account: CASH_TO_BANK },
  to_safe: { way: 'out', account: 'safe' },
  from_safe: { way: 'in', account: 'safe' },
  other_out: { way: 'out', account: 'other' },
  other_in: { way: 'in', account: 'other' },
} as const satisfies Record<string, { readonly way: 'in' | 'out'; readonly account: string }>;
export type CashReason = keyof typeof cashReasons;
export { cashStep, roundedCash } from './rounding/model.ts';

/** Accounts whose balance is kept because they may run empty; all others are the sum of their movements. */
export const keepsBalance = (account: string): boolean => /^(drawer|gift|credit):/.test(account);

/** An order paid in several ways: which payment pays how much. Pure. */
import { createHash } from 'node:crypto';
import { crockford } from '#base/ids';
import { granted, refused, type Outcome } from '#base/refusal';
import type { DraftPayment } from './model.ts';

/** A payment and its part of the total, minor units. */
export type Part = DraftPayment & { readonly amountMinor: number };

/** An order waits for its card, and for its transfer. */
export const isAwaited = ({ method, there }: DraftPayment): boolean =>
  (method === 'card' || method === 'transfer') && !there;

/**
 * What each payment pays. One without an amount pays all of it. Several say their amounts, each above zero, and these are the total. An order
 * waits for one card or transfer at most, and beside it stands only what can be set aside meanwhile (gift cards, store credit), because an order stands
 * at the first money that comes; where what it waits for is a deposit, the rest may be promised, or owed by its company. What costs nothing is not paid. Refuses `orders.payment_split`.
 */
export function partsOf(payments: readonly DraftPayment[], totalMinor: number): Outcome<Part[]> {
  const [first] = payments;
  if (first === undefined || (totalMinor === 0 && payments.every((one) => one.amountMinor === undefined)))
    return granted([]);
  if (payments.length === 1 && first.amountMinor === undefined) return granted([{ ...first, amountMinor: totalMinor }]);
  const parts = payments.map((payment) => ({ ...payment, amountMinor: payment.amountMinor ?? 0 }));
  const sum = parts.reduce((minor, part) => minor + part.amountMinor, 0);
  const whole = parts.every(({ amountMinor }) => Number.isSafeInteger(amountMinor) && amountMinor > 0);
  const distinct = new Set(parts.map((part) => part.paymentId)).size === parts.length;
  const waited = parts.filter((part) => isAwaited(part));
  const beside = parts.filter((part) => !waited.includes(part));
  const waits =
    waited.length === 0 ||
    (waited.length === 1 &&
      beside.every((part) => part.method === 'gift_card' || (isLater(part) && waited[0]?.purpose === 'deposit')));
  return whole && distinct && waits && sum === totalMinor
    ? granted(parts)
    : refused('orders.payment_split', { totalMinor, sumMinor: sum });
}

/** What is paid after the goods: promised, or owed by its company. */
const isLater = ({ method }: DraftPayment): boolean => method === 'promise' || method === 'account';

/** The id of the promise beside a deposit: made of the deposit's own, so that a repeated click names the same one. */
export const restOf = (paymentId: string): string => besideOf(paymentId, 'rest');
/** The id of the deposit beside what a company owes, made of that one's. */
export const firstOf = (paymentId: string): string => besideOf(paymentId, 'deposit');
const besideOf = (paymentId: string, what: string): string =>
  `pay_${crockford(createHash('sha256').update(`${paymentId}:${what}`).digest().subarray(0, 17), 26)}`;

/** What a deposit of a part of a total comes to, minor units: rounded up, and never all of it. */
export const depositOf = (totalMinor: number, ppm: number): number =>
  Math.min(totalMinor - 1, Math.ceil((totalMinor * ppm) / 1_000_000));

/**
 * The payments of a draft that asks for a deposit: what a card would pay is only a part, and the rest is promised; what would be owed by its
 * company is the rest, and a card pays the deposit before. Others stay.
 */
export function withDeposit(
  payments: readonly DraftPayment[],
  totalMinor: number,
  { ppm, cardProvider }: { readonly ppm: number; readonly cardProvider: DraftPayment['provider'] },
): readonly DraftPayment[] {
  const [first] = payments;
  if (
    payments.length !== 1 ||
    first === undefined ||
    first.amountMinor !== undefined ||
    (first.method !== 'card' && first.method !== 'account') ||
    first.there ||
    totalMinor < 2
  )
    return payments;
  const amountMinor = depositOf(totalMinor, ppm);
  if (first.method === 'account') {
    const paymentId = firstOf(first.paymentId);
    return [
      { paymentId, method: 'card', provider: cardProvider, amountMinor, purpose: 'deposit' },
      { ...first, amountMinor: totalMinor - amountMinor },
    ];
  }
  const rest = { paymentId: restOf(first.paymentId), method: 'promise', provider: 'promise' } as const;
  return [
    { ...first, amountMinor, purpose: 'deposit' },
    { ...rest, amountMinor: totalMinor - amountMinor },
  ];
}

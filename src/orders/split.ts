/** An order paid in several ways: which payment pays how much. Pure. */
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
 * at the first money that comes. What costs nothing is not paid. Refuses `orders.payment_split`.
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
  const waits = waited.length === 0 || (waited.length === 1 && beside.every((part) => part.method === 'gift_card'));
  return whole && distinct && waits && sum === totalMinor
    ? granted(parts)
    : refused('orders.payment_split', { totalMinor, sumMinor: sum });
}

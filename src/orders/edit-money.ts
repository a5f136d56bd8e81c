/** What becomes of the money of an order whose total changed: pure. */
import { ceilingOf, heldMinor, type Payment } from '#payments/model';

/** Above zero the buyer owes it, below zero we do; minor units. */
export type Squaring = {
  /** Promises to pay that end: their payments' ids, and one in their place where something is left to be paid. */
  readonly endPromises: readonly { readonly paymentId: string; readonly minor: number }[];
  readonly promiseMinor: number;
  /** Money that is only set aside: by how much less of it will be taken. */
  readonly lowers: readonly { readonly paymentId: string; readonly minor: number }[];
  /** Money that goes back to the card it came from. */
  readonly refunds: readonly { readonly paymentId: string; readonly minor: number }[];
  /** What stays open after that: owed by the buyer, or by us until a person gives it back or the card has been charged. */
  readonly balanceMinor: number;
};

type Known = Pick<
  Payment,
  'paymentId' | 'method' | 'state' | 'amountMinor' | 'capturedMinor' | 'refundedMinor' | 'refundingMinor' | 'wish'
> &
  Partial<Pick<Payment, 'authorisedMinor' | 'releasedMinor' | 'wantedMinor' | 'ceilingMinor'>>;

/** What is set aside of a payment and not taken, and how much of that nobody wants yet. */
function asideOf(payment: Known): { heldMinor: number; freeMinor: number } {
  const { authorisedMinor = 0, releasedMinor = 0, wantedMinor = 0, ceilingMinor = null } = payment;
  const held = Math.max(0, heldMinor({ ...payment, authorisedMinor, releasedMinor }));
  return {
    heldMinor: held,
    freeMinor: held > 0 && payment.wish === null ? ceilingOf({ ...payment, ceilingMinor }) - wantedMinor : 0,
  };
}

/** Payments in the order in which they give back: the last made first. */
const lastFirst = <T extends Known>(payments: readonly T[]): T[] =>
  payments.toSorted((a, b) => (a.paymentId < b.paymentId ? 1 : -1));

/**
 * Squares a balance. Who owes less first has their promise lowered, or their company's debt, since no money moves by that; then money goes back to the cards it
 * was taken from, the last first, never more than is left of each. Of what is only set aside until the goods leave, less will be taken; a card that
 * is about to be charged waits until it is; cash and what a
 * marketplace collected is given back by a person. What is owed to us is promised where the order is paid that way, else it waits for
 * its payment. A change and its undoing find a balance of zero: nothing moves.
 */
export function squareOf(balanceMinor: number, payments: readonly Known[], by: 'link' | 'promise'): Squaring {
  if (balanceMinor >= 0) {
    const promiseMinor = by === 'promise' ? balanceMinor : 0;
    return { endPromises: [], promiseMinor, lowers: [], refunds: [], balanceMinor: balanceMinor - promiseMinor };
  }
  let owed = -balanceMinor;
  let promiseMinor = 0;
  const endPromises: { paymentId: string; minor: number }[] = [];
  for (const { paymentId, state, amountMinor } of lastFirst(payments)) {
    if (owed === 0 || state !== 'promised') continue;
    const cut = Math.min(owed, amountMinor);
    endPromises.push({ paymentId, minor: amountMinor });
    promiseMinor += amountMinor - cut;
    owed -= cut;
  }
  const lowers: { paymentId: string; minor: number }[] = [];
  for (const payment of lastFirst(payments)) {
    const minor = Math.min(owed, asideOf(payment).freeMinor);
    if (minor <= 0) continue;
    lowers.push({ paymentId: payment.paymentId, minor });
    owed -= minor;
  }
  const refunds: { paymentId: string; minor: number }[] = [];
  // What a company owes it owes less, before any money moves.
  const order = lastFirst(payments).toSorted((a, b) => Number(b.method === 'account') - Number(a.method === 'account'));
  for (const payment of order) {
    const { paymentId, method, state, capturedMinor, refundedMinor, refundingMinor, wish } = payment;
    const left = capturedMinor - refundedMinor - refundingMinor;
    if (
      owed === 0 ||
      (method !== 'card' && method !== 'account') ||
      state !== 'captured' ||
      wish === 'void' ||
      left <= 0
    )
      continue;
    if (asideOf(payment).heldMinor > 0) continue;
    refunds.push({ paymentId, minor: Math.min(owed, left) });
    owed -= Math.min(owed, left);
  }
  return { endPromises, promiseMinor, lowers, refunds, balanceMinor: owed === 0 ? 0 : -owed };
}

/** How a further amount is paid unless somebody says otherwise: as the order is. */
export const wayOf = (payments: readonly Pick<Payment, 'state'>[]): 'link' | 'promise' =>
  payments.some(({ state }) => state === 'promised') ? 'promise' : 'link';

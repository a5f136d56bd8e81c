/**
 * What a payment provider is. A provider translates and transports: it decides nothing, and it touches no table of ours. Our
 * payment id (and refund id) is the provider's idempotency key: the same id again is the same charge, never a second one.
 */
import type { Instant } from '#base/time';
import type { Payment, PaymentMethod, ProviderName } from '../model.ts';

/** All that a provider knows of one payment: the whole picture each time, so that the order of answers does not matter. */
export type ProviderFacts = {
  readonly paymentId: string;
  /** `none`: it has never heard of it; `pending`: it will tell later. */
  readonly state: 'none' | 'pending' | 'declined' | 'authorised' | 'captured' | 'voided';
  readonly externalId?: string;
  readonly code?: string;
  readonly currency: string;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  /** What is still set aside beside what was taken; nothing, unless it is said. */
  readonly heldMinor?: number;
  /** Until when it stays set aside. */
  readonly lapsesAt?: Instant;
  readonly refunds: readonly { readonly refundId: string; readonly minor: number }[];
  /** Refunds that were asked for and are not decided there. */
  readonly openRefunds?: readonly string[];
  /** Refunds that came to nothing for good, also after they were said to be done: the buyer's bank sent the money back. */
  readonly bouncedRefunds?: readonly { readonly refundId: string; readonly minor: number; readonly code?: string }[];
  readonly disputes?: readonly DisputeFact[];
};

/** What a page of the provider's own is made with: addresses of ours to come back to. */
export type PayPage = {
  readonly title: string;
  readonly lang: 'fr' | 'en';
  readonly returnUrl: string;
  readonly cancelUrl: string;
};

/** What a buyer's bank did about a payment, under the provider's own id of it. */
export type DisputeFact = {
  readonly externalId: string;
  readonly minor: number;
  readonly reason: string;
  readonly state: 'open' | 'lost' | 'won';
  readonly answerBy?: Instant;
};

/** Throws Unavailable when there was no answer: the outcome is then unknown, and is looked up by our id. */
export type Provider = {
  readonly name: ProviderName;
  readonly methods: readonly PaymentMethod[];
  /** It speaks to no outside system: its money is where our ledger says, so its answers are given inside the transaction. */
  readonly local: boolean;
  /** The state in which a payment begins. */
  readonly opens: 'intent' | 'promised' | 'authorised' | 'captured';
  /** Where money taken through it lies. */
  readonly account: (payment: Pick<Payment, 'deviceId' | 'accountId'>) => string;
  readonly authorise: (payment: Payment, card: string) => Promise<ProviderFacts>;
  /** Whether it takes what it set aside in several parts, or once, after which the rest goes back. */
  readonly captures: 'several' | 'once';
  /** Takes up to `minor` in all, the parts before included; `final`: what is still set aside then goes back to the card. */
  readonly capture: (payment: Payment, minor: number, final: boolean) => Promise<ProviderFacts>;
  /** A page of the provider's own on which the buyer pays; the same payment again is the same page. */
  readonly page?: (payment: Payment, page: PayPage) => Promise<{ url: string }>;
  /** Keeps what is set aside for longer, where that can be had. */
  readonly renew?: (payment: Payment) => Promise<ProviderFacts>;
  /** Gives back what is set aside, and shuts the id: a request still under way under it must not be approved any more. */
  readonly void: (payment: Payment) => Promise<ProviderFacts>;
  readonly refund: (payment: Payment, refund: { refundId: string; minor: number }) => Promise<ProviderFacts>;
  readonly lookup: (payment: Payment) => Promise<ProviderFacts>;
  /** Its book: every charge since then that bears a payment's id of ours, as it stands. Of providers whose book is not our own. */
  readonly book?: (since: Instant) => Promise<readonly TheirCharge[]>;
};

/** A charge in a provider's own book. */
export type TheirCharge = {
  readonly externalId: string;
  /** The payment that it says it belongs to. */
  readonly paymentId: string;
  readonly currency: string;
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
};

/** What our own ledger knows, as facts: the book of the local providers. */
export function factsOfPayment(payment: Payment): ProviderFacts {
  const { state } = payment;
  return {
    paymentId: payment.paymentId,
    state:
      state === 'authorised' || state === 'captured' || state === 'declined' || state === 'voided' ? state : 'pending',
    currency: payment.currency,
    authorisedMinor: payment.authorisedMinor,
    capturedMinor: payment.capturedMinor,
    refunds: [],
  };
}

/** A provider without an outside: what the cashier, the bank statement or the marketplace says is done. */
export function localProvider(
  kind: Pick<Provider, 'name' | 'methods' | 'account'> & { opens: 'promised' | 'captured' },
): Provider {
  const over = (payment: Payment): boolean => payment.state === 'voided' || payment.state === 'captured';
  const taken = (payment: Payment, minor: number): ProviderFacts => ({
    ...factsOfPayment(payment),
    state: 'captured',
    authorisedMinor: payment.amountMinor,
    capturedMinor: Math.max(minor, payment.capturedMinor),
  });
  return {
    ...kind,
    local: true,
    captures: 'several',
    authorise: async (payment) =>
      over(payment) || kind.opens === 'promised' ? factsOfPayment(payment) : taken(payment, payment.amountMinor),
    capture: async (payment, minor) =>
      payment.state === 'voided' || minor > payment.amountMinor ? factsOfPayment(payment) : taken(payment, minor),
    void: async (payment) =>
      payment.capturedMinor > 0 ? factsOfPayment(payment) : { ...factsOfPayment(payment), state: 'voided' },
    refund: async (payment, refund) => ({
      ...factsOfPayment(payment),
      refunds: payment.capturedMinor - payment.refundedMinor >= refund.minor ? [refund] : [],
    }),
    lookup: async (payment) => factsOfPayment(payment),
  };
}

import { VOUCHERS } from '../cards/model.ts';
import type { Payment } from '../model.ts';
import { factsOfPayment, type Provider, type ProviderFacts } from './provider.ts';

const isShut = ({ state }: Payment): boolean => state === 'voided' || state === 'captured';

const told = (payment: Payment, state: 'authorised' | 'captured', capturedMinor: number): ProviderFacts => ({
  ...factsOfPayment(payment),
  ...{ state, authorisedMinor: payment.amountMinor, capturedMinor },
});

/**
 * Gift cards and store credit: our own ledger is the outside, so nothing is asked over a network. The money is set aside in the transaction
 * that opens the payment (`holdVouchers`), taken when the order stands, and goes back to the card it came from. Like a card's it is voided
 * and refunded by the worker, also where rows of higher modules are locked.
 */
export const giftCard: Provider = {
  name: 'gift-card',
  methods: ['gift_card'],
  local: false,
  captures: 'once',
  opens: 'authorised',
  account: () => VOUCHERS,
  authorise: async (payment) =>
    isShut(payment) ? factsOfPayment(payment) : told(payment, 'authorised', payment.capturedMinor),
  capture: async (payment, minor) =>
    payment.state === 'voided' || minor > payment.amountMinor
      ? factsOfPayment(payment)
      : told(payment, 'captured', Math.max(minor, payment.capturedMinor)),
  void: async (payment) =>
    payment.capturedMinor > 0
      ? factsOfPayment(payment)
      : { ...factsOfPayment(payment), state: 'voided', authorisedMinor: 0 },
  refund: async (payment, refund) => ({
    ...factsOfPayment(payment),
    refunds: payment.capturedMinor - payment.refundedMinor >= refund.minor ? [refund] : [],
  }),
  lookup: async (payment) => factsOfPayment(payment),
};

import type { RefusalCodes } from '#base/refusal';

export const paymentsRefusals = {
  'payments.not_found': { status: 404, title: 'No such payment' },
  'payments.amount': { status: 422, title: 'This is not an amount that can be paid' },
  'payments.needs_device': { status: 422, title: 'Cash needs a till' },
  'payments.declined': { status: 422, title: 'The payment was declined' },
  'payments.closed': { status: 409, title: 'The payment is over' },
  'payments.refund_too_large': { status: 409, title: 'More than what was taken can not be given back' },
  'payments.drawer_short': { status: 409, title: 'There is not enough cash in the drawer' },
  'payments.bad_signature': { status: 401, title: 'The signature is wrong, or too old' },
  'payments.not_quarantined': { status: 409, title: 'Only a payment in quarantine is given back by hand' },
  'payments.card_number': { status: 422, title: 'This text holds a card number; never write one down' },
} as const satisfies RefusalCodes;

import type { RefusalCodes } from '#base/refusal';

export const tillRefusals = {
  'till.unknown_device': { status: 403, title: 'This device is not a till of ours yet' },
  'till.unknown_till': { status: 404, title: 'No such till, or not one of yours' },
  'till.unknown_channel': { status: 404, title: 'No such till channel' },
  'till.device_elsewhere': { status: 409, title: 'This device is the till of another channel' },
  'till.fork': { status: 409, title: 'The ticket does not follow the last one of this till' },
  'till.blocked': { status: 409, title: 'This till waits for a person: a ticket did not follow its chain' },
  'till.other_vat': {
    status: 409,
    title: 'What is carried away bears another VAT than what is sent there: ring them up apart',
  },
  'till.cash_short': { status: 422, title: 'The cash received is less than the total' },
  'till.card_open': { status: 409, title: 'The card has not been approved, or another attempt is still open' },
  'till.card_taken': { status: 409, title: 'The card has paid a ticket already' },
  'till.voucher_proof': { status: 409, title: 'Show the gift card at this till again' },
  'till.no_address': { status: 422, title: 'There is no e-mail address to send it to' },
  'till.unknown_customer': { status: 404, title: 'No such customer' },
  'till.nothing_found': { status: 404, title: 'Nothing has this code' },
  'till.session_open': { status: 409, title: 'The day of this till is open already' },
  'till.session_none': { status: 409, title: 'The day of this till is not open' },
  'till.drawer_short': { status: 409, title: 'By the book the drawer does not hold so much' },
  'till.left_too_much': { status: 422, title: 'More is left in the drawer than was counted' },
  'till.unknown_ticket': { status: 404, title: 'No such ticket' },
} as const satisfies RefusalCodes;

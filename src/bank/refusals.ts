import type { RefusalCodes } from '#base/refusal';

export const bankRefusals = {
  'bank.not_a_statement': { status: 422, title: 'This file is no bank statement' },
  'bank.columns': { status: 422, title: 'It is not known which columns hold the day and the amount' },
  'bank.not_a_payout': { status: 422, title: 'This file is no payout of a payment provider' },
  'bank.entry_unknown': { status: 404, title: 'No such line of a statement' },
  'bank.entry_done': { status: 409, title: 'All of this line is decided' },
  'bank.entry_amount': { status: 409, title: 'That is more than is left of the line, or due' },
  'bank.entry_debit': { status: 409, title: 'Money that left is linked to what was given back, or set aside' },
  'bank.entry_currency': { status: 409, title: 'The line is of another currency' },
  'bank.entry_target': { status: 409, title: 'There is nothing that this line could pay' },
  'bank.entry_words': { status: 422, title: 'A line is set aside with a reason' },
  'bank.payout_unknown': { status: 404, title: 'No such payout' },
  'bank.payout_seen': { status: 409, title: 'A line of the bank shows this payout already' },
  'bank.no_entity': { status: 404, title: 'No such legal entity' },
} as const satisfies RefusalCodes;

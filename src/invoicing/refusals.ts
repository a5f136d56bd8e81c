import type { RefusalCodes } from '#base/refusal';

export const invoicingRefusals = {
  'invoicing.no_entity': { status: 409, title: 'No legal entity sells here yet' },
  'invoicing.no_rate': {
    status: 409,
    title: 'No rate of this currency is known for this day, and the accounts are kept in euros',
  },
  'invoicing.unsound': { status: 409, title: 'This document would not hold: something is missing or does not add up' },
  'invoicing.needs_person': {
    status: 409,
    title: 'A person must decide: goods of this order came back before it was changed',
  },
  'invoicing.unknown': { status: 404, title: 'No such document' },
  'invoicing.nothing_due': { status: 409, title: 'This order needs no document now' },
  'invoicing.no_address': { status: 409, title: 'There is no address to which this document could be mailed' },
  'invoicing.no_xml': { status: 409, title: 'This document has no electronic form' },
  'invoicing.changed_meanwhile': { status: 409, title: 'Somebody else changed these settings meanwhile' },
  'invoicing.bad_value': { status: 422, title: 'This value cannot be' },
} as const satisfies RefusalCodes;

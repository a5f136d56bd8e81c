import type { RefusalCodes } from '#base/refusal';

export const customersRefusals = {
  'customers.unknown': { status: 404, title: 'No such customer' },
  'customers.email_taken': { status: 409, title: 'Another customer has this e-mail' },
  'customers.wrong_password': { status: 401, title: 'E-mail and password do not fit' },
  'customers.weak_password': { status: 422, title: 'This password is too easy to guess' },
  'customers.bad_phone': { status: 422, title: 'This is not a telephone number' },
  'customers.bad_address': { status: 422, title: 'The address is not complete' },
  'customers.too_many_addresses': { status: 422, title: 'There are too many addresses' },
  'customers.unknown_address': { status: 404, title: 'No such address' },
  'customers.no_erasure': { status: 409, title: 'This customer has not asked to be forgotten' },
  'customers.erased': { status: 409, title: 'This customer was erased' },
  'customers.unknown_company': { status: 404, title: 'No such company' },
  'customers.bad_company_number': { status: 422, title: 'This is not the number of a company' },
  'customers.bad_terms': { status: 422, title: 'Longer terms of payment than the law allows' },
  'customers.unknown_member': { status: 404, title: 'This customer does not buy for this company' },
  'customers.too_many_members': { status: 422, title: 'Too many people buy for this company' },
  'customers.unknown_group': { status: 404, title: 'No such group' },
  'customers.group_taken': { status: 409, title: 'Another group has this code' },
  'customers.changed_meanwhile': { status: 409, title: 'Somebody else changed this meanwhile' },
} as const satisfies RefusalCodes;

import type { RefusalCodes } from '#base/refusal';

export const identityRefusals = {
  'identity.wrong_password': { status: 401, title: 'E-mail and password do not fit' },
  'identity.wrong_pin': { status: 401, title: 'The PIN does not fit' },
  'identity.unknown_device': { status: 401, title: 'This device has not been opened with a password yet' },
  'identity.email_taken': { status: 409, title: 'Somebody of the staff has this e-mail' },
  'identity.unknown_staff': { status: 404, title: 'No such person' },
  'identity.unknown_site': { status: 404, title: 'No such site' },
  'identity.last_owner': { status: 409, title: 'There must be an owner who can sign in' },
  'identity.weak_password': { status: 422, title: 'This password is too easy to guess' },
  'identity.changed_meanwhile': { status: 409, title: 'Somebody else changed this meanwhile' },
} as const satisfies RefusalCodes;

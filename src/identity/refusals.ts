import type { RefusalCodes } from '#base/refusal';

export const identityRefusals = {
  'identity.wrong_password': { status: 401, title: 'E-mail and password do not fit' },
  'identity.wrong_pin': { status: 401, title: 'The PIN does not fit' },
  'identity.unknown_device': { status: 401, title: 'This device has not been opened with a password yet' },
  'identity.code_needed': { status: 401, title: 'The code of your second factor is needed too' },
  'identity.wrong_code': { status: 401, title: 'This code does not fit, or was used already' },
  'identity.email_taken': { status: 409, title: 'Somebody of the staff has this e-mail' },
  'identity.unknown_staff': { status: 404, title: 'No such person' },
  'identity.unknown_site': { status: 404, title: 'No such site' },
  'identity.unknown_entity': { status: 404, title: 'No such company' },
  'identity.unknown_role': { status: 404, title: 'No such role' },
  'identity.unknown_right': { status: 422, title: 'No such right' },
  'identity.role_held': { status: 409, title: 'Somebody holds this role' },
  'identity.more_than_own': { status: 403, title: 'Nobody gives or changes more than what they hold themselves' },
  'identity.last_owner': { status: 409, title: 'There must be an owner who can sign in' },
  'identity.weak_password': { status: 422, title: 'This password is too easy to guess' },
  'identity.changed_meanwhile': { status: 409, title: 'Somebody else changed this meanwhile' },
  'identity.invitation_over': { status: 404, title: 'This invitation has been used, withdrawn, or is too old' },
  'identity.second_factor_on': { status: 409, title: 'A second factor is set up already' },
  'identity.second_factor_off': { status: 409, title: 'No second factor is being set up' },
  'identity.outside_refused': { status: 401, title: 'The company’s sign-in did not let this person in' },
} as const satisfies RefusalCodes;

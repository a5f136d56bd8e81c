import type { RefusalCodes } from '#base/refusal';

export const orgRefusals = {
  'org.unknown_site': { status: 404, title: 'No such site' },
  'org.unknown_entity': { status: 404, title: 'No such legal entity' },
  'org.code_taken': { status: 409, title: 'Another site has this code' },
  'org.bad_address': { status: 422, title: 'The address is not complete' },
  'org.bad_value': { status: 422, title: 'This value cannot be' },
  'org.changed_meanwhile': { status: 409, title: 'Somebody else changed this meanwhile' },
} as const satisfies RefusalCodes;

import type { RefusalCodes } from '#base/refusal';

export const sourcingRefusals = {
  'sourcing.unknown_channel': { status: 422, title: 'No such channel' },
  'sourcing.unknown_site': { status: 422, title: 'No such site' },
  'sourcing.unknown_sku': { status: 404, title: 'No such article' },
  'sourcing.bad_rules': { status: 422, title: 'The rules cannot be as described' },
  'sourcing.version_changed': { status: 409, title: 'Somebody changed this meanwhile; look at it again' },
  'sourcing.cap_below_promised': { status: 409, title: 'The cap is lower than what is already promised' },
} as const satisfies RefusalCodes;

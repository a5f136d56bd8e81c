import type { RefusalCodes } from '#base/refusal';

export const countRefusals = {
  'counts.unknown': { status: 404, title: 'No such count' },
  'counts.unknown_sku': { status: 404, title: 'No such article' },
  'counts.unknown_site': { status: 404, title: 'No such site' },
  'counts.nothing': { status: 422, title: 'There is nothing to count' },
  'counts.state': { status: 409, title: 'The count has gone further, or not yet far enough' },
  'counts.below_zero': { status: 422, title: 'Less than nothing would have been counted' },
  'counts.recount_missing': { status: 409, title: 'Some articles wait for their second count' },
  'counts.unscanned': { status: 409, title: 'This article has been counted' },
  'counts.changed_meanwhile': { status: 409, title: 'Somebody else changed it meanwhile' },
} as const satisfies RefusalCodes;

import type { RefusalCodes } from '#base/refusal';

export const pricingRefusals = {
  'pricing.list_not_found': { status: 404, title: 'There is no such price list' },
  'pricing.list_exists': { status: 409, title: 'This channel and currency already have a price list' },
  'pricing.unknown_sku': { status: 422, title: 'There is no such article' },
  'pricing.unknown_channel': { status: 404, title: 'There is no such channel' },
  'pricing.unknown_buyer': { status: 422, title: 'There is no such group or company' },
  'pricing.bad_price': { status: 422, title: 'A price must be from 0 to 10,000,000.00' },
  'pricing.bad_period': { status: 422, title: 'A price begins now or later, and ends after it begins' },
  'pricing.promotion_not_found': { status: 404, title: 'There is no such promotion' },
  'pricing.bad_promotion': { status: 422, title: 'A promotion like this makes no sense' },
  'pricing.version_changed': { status: 409, title: 'Somebody changed it meanwhile: look again' },
  'pricing.code_taken': { status: 409, title: 'This code opens another promotion' },
} as const satisfies RefusalCodes;

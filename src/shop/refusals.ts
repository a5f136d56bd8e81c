import type { RefusalCodes } from '#base/refusal';

export const shopRefusals = {
  'shop.unknown_product': { status: 404, title: 'There is no such product on sale here' },
  'shop.unknown_channel': { status: 404, title: 'There is no such channel' },
} as const satisfies RefusalCodes;

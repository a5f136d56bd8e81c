import type { RefusalCodes } from '#base/refusal';

export const shopRefusals = {
  'shop.unknown_product': { status: 404, title: 'There is no such product on sale here' },
  'shop.unknown_channel': { status: 404, title: 'There is no such channel' },
  'shop.return_lines': { status: 422, title: 'These articles cannot be given back from this order' },
  'shop.return_open': { status: 409, title: 'This order has a return request that waits for an answer' },
  'shop.unknown_return': { status: 404, title: 'There is no such return request' },
} as const satisfies RefusalCodes;

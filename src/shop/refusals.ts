import type { RefusalCodes } from '#base/refusal';

export const shopRefusals = {
  'shop.unknown_product': { status: 404, title: 'There is no such product on sale here' },
  'shop.unknown_channel': { status: 404, title: 'There is no such channel' },
  'shop.wish_list_unknown': { status: 404, title: 'There is no such wish list of yours' },
  'shop.wish_list_full': { status: 409, title: 'A wish list holds 200 products at most' },
  'shop.too_many_lists': { status: 409, title: 'One can have 20 wish lists at most' },
  'shop.main_list': { status: 409, title: 'The main wish list stays' },
  'shop.unknown_store': { status: 404, title: 'There is no such store' },
  'shop.unknown_picture': { status: 404, title: 'There is no such picture' },
} as const satisfies RefusalCodes;

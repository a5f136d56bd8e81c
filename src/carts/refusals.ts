import type { RefusalCodes } from '#base/refusal';

export const cartRefusals = {
  'carts.not_found': { status: 404, title: 'There is no such cart, or it is not yours' },
  'carts.exists': { status: 409, title: 'This cart exists already' },
  'carts.closed': { status: 409, title: 'This cart is closed' },
  'carts.changed': { status: 409, title: 'The cart was changed while it was being ordered' },
  'carts.level': { status: 409, title: 'The channel’s integration level does not allow this with carts' },
  'carts.unknown_channel': { status: 404, title: 'There is no such channel' },
  'carts.unknown_sku': { status: 422, title: 'There is no such article' },
  'carts.not_on_sale': { status: 409, title: 'This article is not on sale on this channel' },
  'carts.out_of_stock': { status: 409, title: 'This article is sold out' },
  'carts.full': { status: 409, title: 'The cart holds as many different articles as it may' },
  'carts.too_many_changes': { status: 429, title: 'This cart was changed too often' },
  'carts.link_not_found': { status: 404, title: 'This link is unknown or has expired' },
  'carts.unknown_code': { status: 422, title: 'This code opens nothing' },
  'carts.too_many_codes': { status: 409, title: 'The cart holds as many codes as it may' },
  'carts.empty': { status: 409, title: 'The cart is empty' },
  'carts.of_customer': { status: 409, title: 'The cart is a known customer’s, on every channel' },
  'carts.at_till': { status: 409, title: 'The cart is at a till' },
  'carts.wrong_customer': { status: 409, title: 'The cart belongs to another customer than the one at the till' },
} as const satisfies RefusalCodes;

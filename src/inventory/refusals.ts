import type { RefusalCodes } from '#base/refusal';

export const inventoryRefusals = {
  'inventory.short': { status: 409, title: 'There is not enough stock' },
  'inventory.quantity': { status: 400, title: 'This is not a quantity' },
  'inventory.same_place': { status: 422, title: 'Both ends of the move are the same place' },
  'inventory.count_below_promised': { status: 409, title: 'The count is lower than what is already promised' },
  'inventory.breach_settled': { status: 409, title: 'This breach is settled, or does not exist' },
  'inventory.unknown_sku': { status: 404, title: 'No such article' },
  'inventory.unknown_site': { status: 404, title: 'No such site' },
  'inventory.unknown_channel': { status: 404, title: 'No such channel' },
  'inventory.no_allotment': { status: 409, title: 'This channel sells from the common stock: it has no allotment' },
} as const satisfies RefusalCodes;

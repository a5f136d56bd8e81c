import type { RefusalCodes } from '#base/refusal';

export const transferRefusals = {
  'transfers.unknown': { status: 404, title: 'No such transfer' },
  'transfers.unknown_sku': { status: 404, title: 'No such article' },
  'transfers.unknown_site': { status: 404, title: 'No such site' },
  'transfers.same_site': { status: 422, title: 'A transfer goes from one site to another' },
  'transfers.sku_twice': { status: 422, title: 'An article stands on one line only' },
  'transfers.nothing': { status: 422, title: 'There is nothing in it' },
  'transfers.not_asked': { status: 422, title: 'More would be picked than was asked for' },
  'transfers.state': { status: 409, title: 'The transfer has gone further, or not yet far enough' },
  'transfers.more_than_sent': { status: 409, title: 'Less than that is under way' },
  'transfers.more_than_lost': { status: 409, title: 'Less than that was lost' },
  'transfers.under_way': { status: 409, title: 'Some of it is still under way' },
  'transfers.changed_meanwhile': { status: 409, title: 'Somebody else changed it meanwhile' },
} as const satisfies RefusalCodes;

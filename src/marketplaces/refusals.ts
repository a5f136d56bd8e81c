import type { RefusalCodes } from '#base/refusal';

export const marketplaceRefusals = {
  'marketplaces.unknown_connector': { status: 422, title: 'No such connector' },
  'marketplaces.not_joined': { status: 404, title: 'This channel is joined to no marketplace' },
  'marketplaces.unknown_sku': { status: 422, title: 'The marketplace sold an article we do not know' },
  'marketplaces.not_placed': { status: 409, title: 'The order could not be placed' },
} as const satisfies RefusalCodes;

import type { RefusalCodes } from '#base/refusal';

export const fulfilmentRefusals = {
  'fulfilment.unknown_wave': { status: 404, title: 'No such pick list' },
  'fulfilment.unknown_parcel': { status: 404, title: 'No such parcel' },
  'fulfilment.unknown_site': { status: 404, title: 'No such site' },
  'fulfilment.nothing': { status: 409, title: 'There is nothing to prepare' },
  'fulfilment.in_wave': { status: 409, title: 'The order is on another pick list already' },
  'fulfilment.wave_closed': { status: 409, title: 'The pick list is closed' },
  'fulfilment.not_in_wave': { status: 409, title: 'This article is not on the pick list' },
  'fulfilment.picked_already': { status: 409, title: 'This has been picked already' },
  'fulfilment.packed_already': { status: 409, title: 'This lies in a parcel already' },
  'fulfilment.parcel_state': { status: 409, title: 'The parcel is further on, or not yet far enough' },
  'fulfilment.wrong_article': { status: 409, title: 'This article does not belong to this order' },
  'fulfilment.surplus': { status: 409, title: 'That is more than this order gets' },
  'fulfilment.not_picked': { status: 409, title: 'This has not been picked yet' },
  'fulfilment.empty': { status: 409, title: 'There is nothing in the parcel' },
  'fulfilment.no_label': { status: 409, title: 'The carrier has not given the label yet' },
  'fulfilment.wrong_code': { status: 409, title: 'This is not the code of this order' },
  'fulfilment.elsewhere': { status: 409, title: 'The order lies in another store' },
  'fulfilment.changed_meanwhile': { status: 409, title: 'Somebody else changed it meanwhile' },
} as const satisfies RefusalCodes;

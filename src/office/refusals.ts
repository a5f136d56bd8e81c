import type { RefusalCodes } from '#base/refusal';

export const officeRefusals = {
  'office.unknown_view': { status: 404, title: 'There is no such view' },
  'office.view_of_another': { status: 403, title: 'This view belongs to somebody else' },
  'office.too_many_views': { status: 409, title: 'There are too many views of this list' },
  'office.unknown_notice': { status: 404, title: 'There is no such notice' },
} as const satisfies RefusalCodes;

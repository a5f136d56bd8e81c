import type { RefusalCodes } from '#base/refusal';

export const channelsRefusals = {
  'channels.unknown': { status: 404, title: 'No such channel' },
  'channels.code_taken': { status: 409, title: 'Another channel has this code' },
  'channels.unknown_site': { status: 404, title: 'No such site' },
  'channels.site_needed': { status: 422, title: 'A till stands in a site' },
  'channels.above_ceiling': { status: 422, title: 'This channel cannot reach that level' },
  'channels.changed_meanwhile': { status: 409, title: 'Somebody else changed this meanwhile' },
} as const satisfies RefusalCodes;

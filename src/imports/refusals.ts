import type { RefusalCodes } from '#base/refusal';

export const importRefusals = {
  'imports.unreadable': { status: 422, title: 'The file cannot be read as a catalogue' },
  'imports.site_needed': { status: 422, title: 'The file has stock: say at which site it lies' },
  'imports.site_unknown': { status: 422, title: 'There is no such site' },
  'imports.family_unknown': { status: 422, title: 'There is no such family' },
  'imports.unknown': { status: 404, title: 'There is no such import' },
  'imports.no_prices': { status: 409, title: 'The shop has no price list of its currency' },
} as const satisfies RefusalCodes;

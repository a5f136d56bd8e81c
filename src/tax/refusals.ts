import type { RefusalCodes } from '#base/refusal';

export const taxRefusals = {
  'tax.no_rate': { status: 422, title: 'We know no tax rate for this country and class' },
  'tax.bad_number': { status: 422, title: 'This is not a VAT number' },
  'tax.bad_rate': { status: 422, title: 'A rate like this makes no sense' },
  'tax.unknown_entity': { status: 404, title: 'There is no such company' },
  'tax.unknown_channel': { status: 404, title: 'There is no such channel' },
  'tax.changed_meanwhile': { status: 409, title: 'Somebody changed it meanwhile: look again' },
} as const satisfies RefusalCodes;

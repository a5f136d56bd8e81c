import type { RefusalCodes } from '#base/refusal';

export const taxRefusals = {
  'tax.no_rate': { status: 422, title: 'We know no tax rate for this country and class' },
} as const satisfies RefusalCodes;

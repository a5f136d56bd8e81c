import type { RefusalCodes } from '#base/refusal';

export const privacyRefusals = {
  'privacy.not_yet': {
    status: 409,
    title: 'Something is still under way with this person: an order, money or a return',
  },
} as const satisfies RefusalCodes;

import type { RefusalCodes } from '#base/refusal';

export const pushRefusals = {
  'push.bad_subscription': { status: 422, title: 'This device cannot be sent messages' },
} satisfies RefusalCodes;

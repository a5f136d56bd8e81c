import type { RefusalCodes } from '#base/refusal';

export const webhookRefusals = {
  'webhooks.unknown_endpoint': { status: 404, title: 'No such webhook endpoint' },
  'webhooks.unknown_delivery': { status: 404, title: 'No such delivery' },
  'webhooks.unknown_type': { status: 422, title: 'No such type of event' },
  'webhooks.bad_url': { status: 422, title: 'Nothing can be sent to this address' },
  'webhooks.too_many': { status: 409, title: 'There are as many endpoints as there may be' },
  'webhooks.changed_meanwhile': { status: 409, title: 'The endpoint was changed meanwhile' },
  'webhooks.not_active': { status: 409, title: 'The endpoint is off: switch it on first' },
  'webhooks.bad_range': { status: 422, title: 'This span cannot be sent again' },
} as const satisfies RefusalCodes;

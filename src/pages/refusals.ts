import type { RefusalCodes } from '#base/refusal';

export const pagesRefusals = {
  'pages.unknown_text': { status: 404, title: 'There is no such text' },
  'pages.bad_look': { status: 422, title: 'The shop cannot look like this' },
  'pages.changed_meanwhile': { status: 409, title: 'Somebody else changed this meanwhile' },
} as const satisfies RefusalCodes;

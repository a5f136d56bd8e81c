import type { RefusalCodes } from '#base/refusal';

export const assortmentRefusals = {
  'assortment.rule_unknown': { status: 404, title: 'This channel has no rule' },
  'assortment.rule_invalid': { status: 422, title: 'The rule cannot be as described' },
  'assortment.version_changed': { status: 409, title: 'Somebody changed the rule meanwhile; look at it again' },
} as const satisfies RefusalCodes;

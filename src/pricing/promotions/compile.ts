/** Promotions made ready to be applied: sorted, and their selections as functions. */
import { isOfPrice, type Effect, type Promotion, type Selection } from './model.ts';

export type Rule = { readonly promotion: Promotion; readonly picks: Picks; readonly extra: readonly Picks[] };
export type Picks = (traits: readonly string[]) => boolean;

/**
 * Promotions ready to be applied: sorted, their selections as sets; in `sets` those of which one wins stand together, at the place of the
 * first. Made once per change of the promotions.
 */
export type Compiled = {
  readonly ofPrice: readonly Rule[];
  readonly ofBasket: readonly Rule[];
  readonly sets: { readonly ofPrice: readonly (readonly Rule[])[]; readonly ofBasket: readonly (readonly Rule[])[] };
};

/** Sorts and prepares promotions. Ties of priority go to the older one: ids rise with time. */
export function compile(promotions: readonly Promotion[]): Compiled {
  // The same selection is the same function, so that a basket is gone through once for all that choose alike.
  const known = new Map<string, Picks>();
  const picking = ({ anyOf, noneOf }: Selection): Picks => {
    const key = JSON.stringify([anyOf, noneOf]);
    const picks = known.get(key) ?? picksOf({ anyOf, noneOf });
    known.set(key, picks);
    return picks;
  };
  const rules = promotions
    .toSorted((a, b) => a.priority - b.priority || (a.promotionId < b.promotionId ? -1 : 1))
    .map((promotion): Rule => {
      const { of, effect } = promotion;
      return { promotion, picks: picking(of), extra: extraOf(effect).map(picking) };
    });
  const ofPrice = rules.filter((rule) => isOfPrice(rule.promotion));
  const ofBasket = rules.filter((rule) => !isOfPrice(rule.promotion));
  return { ofPrice, ofBasket, sets: { ofPrice: bySet(ofPrice), ofBasket: bySet(ofBasket) } };
}

/** Promotions in their order; those of one set together, at the place of the first. */
function bySet(rules: readonly Rule[]): Rule[][] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = rule.promotion.set === null ? rule.promotion.promotionId : `set ${rule.promotion.set}`;
    const group = groups.get(key);
    if (group) group.push(rule);
    else groups.set(key, [rule]);
  }
  return [...groups.values()];
}

function picksOf({ anyOf, noneOf }: Selection): Picks {
  const any = new Set(anyOf);
  const none = new Set(noneOf);
  // What is money (a gift card) is reduced only by a promotion that names it.
  return (traits) =>
    (any.size === 0 ? !traits.includes('voucher') : traits.some((trait) => any.has(trait))) &&
    (none.size === 0 || !traits.some((trait) => none.has(trait)));
}

function extraOf(effect: Effect): readonly Selection[] {
  if (effect.kind === 'bundle') return effect.parts.map((part) => part.of);
  return effect.kind === 'buy_get' && effect.of ? [effect.of] : [];
}

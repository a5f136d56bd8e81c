/**
 * What promotions take off a basket, pure. The result does not depend on the order in which promotions or lines were written down; no
 * line and no total falls below zero; each promotion leaves its step in the trace, also when it was passed over, with the reason.
 */
import type { Rate } from '#base/rate';
import type { Instant } from '#base/time';
import { basketOf, freeOf, isFree, takingOf, type Basket, type Item, type Taking } from './basket.ts';
import type { Compiled, Rule } from './compile.ts';
import { offOf, share, type Off } from './effects.ts';
import type { Effect, Hours, Promotion } from './model.ts';

export type { Item } from './basket.ts';

/** Why a promotion took nothing off. */
export type PassedOver =
  | 'not_here'
  | 'not_now'
  | 'not_for_you'
  | 'needs_code'
  | 'needs_buyer'
  /** It is limited, and who computes can't ask what is left. */
  | 'cannot_ask'
  | 'below_minimum'
  | 'nothing_chosen'
  | 'used_up'
  | 'excluded'
  | 'better_one'
  | 'no_gain';

/** What a limited promotion has left for a buyer. */
export type Remaining = {
  readonly uses: number;
  readonly minor: number | null;
  /** It is limited by buyer, and nobody said who buys. */
  readonly needsBuyer?: boolean;
  readonly cannotAsk?: boolean;
};

/** Who buys, where and when; what of limited promotions is left. */
export type Circumstances = {
  readonly channelId: string;
  /** The channel keeps its promotions to itself (isolated, bridged): only those that name it count. */
  readonly ownOnly: boolean;
  readonly siteId: string | null;
  readonly currency: string;
  readonly buyer: ReadonlySet<string>;
  readonly at: Instant;
  /** By the shop's clock: Monday is 1, and minutes of the day. */
  readonly weekday: number;
  readonly minute: number;
  /** Promotions whose code was given, and holds. */
  readonly coded: ReadonlySet<string>;
  /** What is left of a limited promotion: uses, and money in minor units (null: no budget). Absent: not limited. */
  readonly left: ReadonlyMap<string, Remaining>;
};

export type Step = {
  /** Index of the item; null concerns the basket. */
  readonly item: number | null;
  readonly promotionId: string;
  /** What was taken off (≥ 0); for `below_minimum` what is missing. */
  readonly minor: number;
  readonly passedOver?: PassedOver;
};

export type Discounted = {
  /** What each item lost, by promotion, in the order in which they were applied. */
  readonly items: readonly (readonly { readonly promotionId: string; readonly minor: number }[])[];
  readonly delivery: readonly { readonly promotionId: string; readonly rate: Rate }[];
  /** Gifts that the basket has earned and does not hold. */
  readonly offered: readonly { readonly promotionId: string; readonly skuId: string; readonly quantity: number }[];
  readonly steps: readonly Step[];
};

/** Whether a promotion holds here and now for this buyer; the reason where it does not. */
export function refusalOf(promotion: Promotion, now: Circumstances): PassedOver | undefined {
  const { audience } = promotion;
  if (promotion.currency !== now.currency) return 'not_here';
  if (audience.channelIds === null ? now.ownOnly : !audience.channelIds.includes(now.channelId)) return 'not_here';
  if (audience.siteIds !== null && (now.siteId === null || !audience.siteIds.includes(now.siteId))) return 'not_here';
  if (promotion.from > now.at || (promotion.until !== null && promotion.until <= now.at)) return 'not_now';
  if (promotion.hours && !isWithin(promotion.hours, now)) return 'not_now';
  if (audience.buyers !== null && !audience.buyers.some((trait) => now.buyer.has(trait))) return 'not_for_you';
  if (promotion.coded && !now.coded.has(promotion.promotionId)) return 'needs_code';
  const left = now.left.get(promotion.promotionId);
  if (left?.cannotAsk) return 'cannot_ask';
  if (left?.needsBuyer) return 'needs_buyer';
  if (left && (left.uses <= 0 || (left.minor !== null && left.minor <= 0))) return 'used_up';
  return undefined;
}

/** The promotions that hold now, with their versions: as long as these are the same, they take off the same. */
export const holding = ({ ofPrice, ofBasket }: Compiled, now: Circumstances): string[] =>
  [...ofPrice, ...ofBasket].flatMap(({ promotion }) =>
    refusalOf(promotion, now) === undefined ? [`${promotion.promotionId}@${promotion.version}`] : [],
  );

function isWithin({ days, from, until }: Hours, { weekday, minute }: Circumstances): boolean {
  if (from < until) return days.includes(weekday) && minute >= from && minute < until;
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  return (days.includes(weekday) && minute >= from) || (days.includes(dayBefore) && minute < until);
}

/** The price of one article after the promotions of prices, a unit; `steps` in the order in which they were applied. */
export function reducedPrice(
  compiled: Compiled,
  now: Circumstances,
  traits: readonly string[],
  listMinor: number,
): { readonly minor: number; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  const taken = takingOf([listMinor]);
  for (const members of compiled.sets.ofPrice) {
    const tried = members.map((rule): Tried => {
      const no = rule.picks(traits) ? (refusalOf(rule.promotion, now) ?? barred(rule, taken, [0])) : 'nothing_chosen';
      if (no) return { rule, no };
      const off = offPrice(rule.promotion.effect, taken.left[0] ?? 0);
      return off > 0 ? { rule, off: [off], total: off } : { rule, no: 'no_gain' };
    });
    settle(tried, taken, steps, true);
  }
  return { minor: taken.left[0] ?? 0, steps };
}

function offPrice(effect: Effect, price: number): number {
  if (effect.kind === 'price_percent') return Math.min(price, share(price, effect.rate));
  if (effect.kind === 'price_less') return Math.min(price, effect.minor);
  return effect.kind === 'price_fixed' ? Math.max(0, price - effect.minor) : 0;
}

type Tried = {
  readonly rule: Rule;
  readonly no?: PassedOver;
  readonly missing?: number;
  readonly off?: Off;
  readonly total?: number;
  /** What it gives beside the items: carriage, a gift to add. */
  readonly beside?: boolean;
};

/**
 * What the promotions of the basket take off its items. Quantities are whole and positive. `brief`: the steps tell of the basket only; what
 * each item lost stands in `items` anyway.
 */
export function discount(
  compiled: Compiled,
  now: Circumstances,
  items: readonly Item[],
  { brief = false }: { readonly brief?: boolean | undefined } = {},
): Discounted {
  // In an order of their own, so that the odd cent does not depend on which line was written first.
  const order = items.map((_, i) => i).sort((a, b) => compareItems(items[a] as Item, items[b] as Item));
  const sorted = order.map((i) => items[i] as Item);
  const found = discountSorted(compiled, now, sorted, !brief);
  const pieces: Discounted['items'][number][] = items.map(() => []);
  order.forEach((i, k) => (pieces[i] = found.items[k] ?? []));
  for (const step of found.steps) if (step.item !== null) step.item = order[step.item] ?? null;
  return { ...found, items: pieces };
}

type OwnStep = Step & { item: number | null };

const compareItems = (a: Item, b: Item): number =>
  a.skuId === b.skuId ? b.quantity - a.quantity || b.unitMinor - a.unitMinor : a.skuId < b.skuId ? -1 : 1;

function discountSorted(
  compiled: Compiled,
  now: Circumstances,
  items: readonly Item[],
  tellsItems: boolean,
): Discounted & { readonly steps: OwnStep[] } {
  const basket = basketOf(items);
  const { taken } = basket;
  const steps: OwnStep[] = [];
  const delivery: { promotionId: string; rate: Rate }[] = [];
  const offered: { promotionId: string; skuId: string; quantity: number }[] = [];
  for (const members of compiled.sets.ofBasket) {
    const tried = members.map((rule) => tryOut(rule, now, basket));
    const won = settle(tried, taken, steps, tellsItems);
    const effect = won?.promotion.effect;
    if (!won || !effect) continue;
    const { promotionId } = won.promotion;
    if (effect.kind === 'delivery') delivery.push({ promotionId, rate: effect.rate });
    if (effect.kind === 'gift') {
      const held = items.reduce((sum, item) => sum + (item.skuId === effect.skuId ? item.quantity : 0), 0);
      if (held < effect.quantity) offered.push({ promotionId, skuId: effect.skuId, quantity: effect.quantity - held });
    }
  }
  return { items: taken.pieces, delivery, offered, steps };
}

/** What stacking forbids: items that may be taken, or the reason why none may. */
function barred(rule: Rule, taken: Taking, chosen: readonly number[]): PassedOver | undefined {
  if (taken.all) return 'excluded';
  if (rule.promotion.stacks === 'basket' && taken.touched.size > 0) return 'excluded';
  return chosen.length > 0 && chosen.every((i) => !isFree(rule, taken, i)) ? 'excluded' : undefined;
}

/** What one promotion would take off now, or why it would not. Changes nothing. */
function tryOut(rule: Rule, now: Circumstances, basket: Basket): Tried {
  const { promotion } = rule;
  const no = refusalOf(promotion, now);
  if (no) return { rule, no };
  const { effect } = promotion;
  // What is given does not help to earn it.
  const chosen = effect.kind === 'gift' ? basket.without(rule.picks, effect.skuId) : basket.chosenBy(rule.picks);
  if (chosen.items.length === 0) return { rule, no: 'nothing_chosen' };
  const missing = promotion.minimumMinor - chosen.worth;
  if (missing > 0) return { rule, no: 'below_minimum', missing };
  if (chosen.units < promotion.minimumUnits) return { rule, no: 'below_minimum' };
  const { taken } = basket;
  const beside = effect.kind === 'delivery' || effect.kind === 'gift';
  const bar = barred(rule, taken, beside ? [] : chosen.items);
  if (bar) return { rule, no: bar };
  const off = offOf(rule, basket, freeOf(rule, taken, chosen.items));
  const total = off.reduce((sum, minor) => sum + minor, 0);
  const budget = now.left.get(promotion.promotionId)?.minor ?? null;
  if (budget !== null && total > budget) return { rule, no: 'used_up' };
  return total > 0 || beside ? { rule, off, total, beside } : { rule, no: 'no_gain' };
}

/** Of the promotions tried together the best is applied; it comes back. Of equals, the first in order. */
function settle(tried: readonly Tried[], taken: Taking, steps: Step[], tellsItems: boolean): Rule | undefined {
  let best: Tried | undefined;
  for (const one of tried) if (!one.no && (best === undefined || (one.total ?? 0) > (best.total ?? 0))) best = one;
  for (const one of tried) {
    const { promotionId } = one.rule.promotion;
    if (one !== best) {
      steps.push({ item: null, promotionId, minor: one.missing ?? one.total ?? 0, passedOver: one.no ?? 'better_one' });
    }
  }
  if (!best) return undefined;
  const { promotionId, stacks } = best.rule.promotion;
  best.off?.forEach((minor, item) => {
    if (minor <= 0) return;
    taken.left[item] = (taken.left[item] ?? 0) - minor;
    taken.pieces[item]?.push({ promotionId, minor });
    taken.touched.add(item);
    if (stacks === 'line') taken.closed.add(item);
    if (tellsItems) steps.push({ item, promotionId, minor });
  });
  if (best.beside) steps.push({ item: null, promotionId, minor: 0 });
  if (stacks === 'basket') taken.all = true;
  return best.rule;
}

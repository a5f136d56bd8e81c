/**
 * What promotions take off a basket, pure. The result does not depend on the order in which promotions or lines were written down; no
 * line and no total falls below zero; each promotion leaves its step in the trace, also when it was passed over, with the reason.
 */
import { scale, splitMinor } from '#base/money';
import { RATE_SCALE, type Rate } from '#base/rate';
import type { Instant } from '#base/time';
import { isOfPrice, type Effect, type Hours, type Promotion, type Selection } from './model.ts';

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

export type Item = {
  readonly skuId: string;
  readonly quantity: number;
  /** The price shown, a unit. */
  readonly unitMinor: number;
  readonly traits: readonly string[];
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

type Rule = { readonly promotion: Promotion; readonly picks: Picks; readonly extra: readonly Picks[] };
type Picks = (traits: readonly string[]) => boolean;

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

const share = (amount: number, by: Rate): number => scale(amount, by, RATE_SCALE, 'half_up');

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

/** What the basket has left of each item, and what bars later promotions. */
type Taking = {
  readonly left: number[];
  readonly touched: Set<number>;
  readonly closed: Set<number>;
  all: boolean;
  readonly pieces: { promotionId: string; minor: number }[][];
};

/** What comes off each item, by its index. */
type Off = number[];

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

/** What a selection chooses of a basket: the items' indexes, rising; what they are worth before anything comes off; their units. */
type Chosen = {
  readonly items: readonly number[];
  readonly has: readonly boolean[];
  readonly worth: number;
  readonly units: number;
};

/** A basket while promotions are tried on it. */
type Basket = {
  readonly items: readonly Item[];
  readonly taken: Taking;
  readonly chosenBy: (picks: Picks) => Chosen;
  readonly without: (picks: Picks, skuId: string) => Chosen;
  /** All items by what a unit still costs, as last sorted: little changes from one promotion to the next. */
  readonly byCost: number[];
};

const takingOf = (left: number[]): Taking => ({
  ...{ left, touched: new Set(), closed: new Set(), all: false },
  pieces: left.map(() => []),
});

function basketOf(items: readonly Item[]): Basket {
  const before = items.map((item) => item.unitMinor * item.quantity);
  const known = new Map<Picks, Chosen>();
  const chosenBy = (picks: Picks): Chosen => {
    let chosen = known.get(picks);
    if (!chosen) known.set(picks, (chosen = choose(items, before, (item) => picks(item.traits))));
    return chosen;
  };
  const without = (picks: Picks, skuId: string): Chosen =>
    choose(items, before, (item) => item.skuId !== skuId && picks(item.traits));
  return { items, taken: takingOf([...before]), chosenBy, without, byCost: [...items.keys()] };
}

function choose(items: readonly Item[], before: readonly number[], isChosen: (item: Item) => boolean): Chosen {
  const has = items.map(isChosen);
  const chosen = [...items.keys()].filter((i) => has[i]);
  const worth = chosen.reduce((sum, i) => sum + (before[i] ?? 0), 0);
  return { items: chosen, has, worth, units: countOf(items, chosen) };
}

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

const isFree = ({ promotion }: Rule, taken: Taking, item: number): boolean =>
  !taken.closed.has(item) && (promotion.stacks !== 'line' || !taken.touched.has(item));

/** Those of some items that a promotion may take from. */
function freeOf(rule: Rule, taken: Taking, items: readonly number[]): readonly number[] {
  const all = taken.closed.size === 0 && (rule.promotion.stacks !== 'line' || taken.touched.size === 0);
  return all ? items : items.filter((i) => isFree(rule, taken, i));
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

/** What an effect takes off: of the chosen items that may be taken (`able`), or of all such where it gives something else. */
function offOf(rule: Rule, basket: Basket, able: readonly number[]): Off {
  const { effect } = rule.promotion;
  const { items, taken } = basket;
  const off: Off = items.map(() => 0);
  const leftOf = (i: number): number => taken.left[i] ?? 0;
  const sumOf = (chosen: readonly number[]): number => chosen.reduce((sum, i) => sum + leftOf(i), 0);
  switch (effect.kind) {
    case 'amount':
      return spread(off, Math.min(effect.minor, sumOf(able)), able, leftOf);
    case 'percent': {
      const all = sumOf(able);
      const less = share(all, effect.rate);
      return spread(off, Math.min(less, effect.capMinor ?? less, all), able, leftOf);
    }
    case 'tiers': {
      const all = sumOf(able);
      const reached = effect.by === 'value' ? all : countOf(items, able);
      const tier = effect.tiers.findLast((one) => one.from <= reached);
      return tier ? spread(off, Math.min(share(all, tier.rate), all), able, leftOf) : off;
    }
    case 'buy_get':
      return buyGet(off, effect, rule, basket, able);
    case 'bundle':
      return bundle(off, effect, rule.extra, basket, able);
    case 'gift': {
      let wanted = effect.quantity;
      for (const i of freeOf(rule, taken, [...items.keys()])) {
        const item = items[i];
        if (item?.skuId !== effect.skuId) continue;
        const units = Math.min(wanted, item.quantity);
        wanted -= units;
        off[i] = part(leftOf(i), units, item.quantity);
      }
      return off;
    }
    default:
      return off;
  }
}

/** The exact share of some units of a line, rounded down; all of them are all of it. */
const part = (amount: number, units: number, of: number): number => scale(amount, units, of, 'down');

/** An amount over items in proportion to what is left of them, by largest remainder: the parts sum to it. */
function spread(off: Off, amount: number, able: readonly number[], weightOf: (item: number) => number): Off {
  if (amount <= 0 || able.length === 0) return off;
  splitMinor(amount, able.map(weightOf)).forEach((less, k) => (off[able[k] ?? 0] = less));
  return off;
}

type Units = { readonly item: number; readonly units: number };

/** Some units of items, those first that come first in `order`. */
function takeUnits(items: readonly Item[], order: readonly number[], wanted: number): Units[] {
  const found: Units[] = [];
  for (const item of order) {
    const units = Math.min(wanted, items[item]?.quantity ?? 0);
    if (units > 0) found.push({ item, units });
    wanted -= units;
  }
  return found;
}

const countOf = (items: readonly Item[], chosen: readonly number[]): number =>
  chosen.reduce((sum, i) => sum + (items[i]?.quantity ?? 0), 0);

/**
 * Items by what one unit of them still costs, the cheapest first; of equals, by their order. Quotients are rounded, but never past each
 * other: only where two are the same are they compared exactly, as a/b < c/d is a×d < c×b.
 */
function cheapestFirst({ items, taken: { left }, byCost }: Basket, isChosen: (i: number) => boolean): number[] {
  const unitsOf = (i: number): number => items[i]?.quantity ?? 1;
  const leftOf = (i: number): number => left[i] ?? 0;
  const cost = items.map((_, i) => leftOf(i) / unitsOf(i));
  byCost.sort(
    (a, b) => (cost[a] ?? 0) - (cost[b] ?? 0) || difference(leftOf(a), unitsOf(b), leftOf(b), unitsOf(a)) || a - b,
  );
  return byCost.filter(isChosen);
}

/** The sign of a×m − b×n: by numbers while they are exact, which is nearly always and much faster. */
function difference(a: number, m: number, b: number, n: number): number {
  const [one, other] = [a * m, b * n];
  if (one <= Number.MAX_SAFE_INTEGER && other <= Number.MAX_SAFE_INTEGER) return one - other;
  const exact = BigInt(a) * BigInt(m) - BigInt(b) * BigInt(n);
  return exact < 0n ? -1 : exact > 0n ? 1 : 0;
}

function buyGet(
  off: Off,
  effect: Extract<Effect, { kind: 'buy_get' }>,
  rule: Rule,
  basket: Basket,
  able: readonly number[],
): Off {
  const { items, taken, chosenBy } = basket;
  const got = rule.extra[0] && chosenBy(rule.extra[0]);
  const given = new Set(got ? freeOf(rule, taken, got.items) : able);
  const bought = got ? able.filter((i) => !got.has[i]) : able;
  const reached = Math.floor(countOf(items, bought) / (got ? effect.buy : effect.buy + effect.get));
  const times = Math.min(reached, effect.times ?? reached);
  if (times < 1) return off;
  const order = cheapestFirst(basket, (i) => given.has(i));
  for (const { item, units } of takeUnits(items, order, times * effect.get)) {
    const value = part(taken.left[item] ?? 0, units, items[item]?.quantity ?? 1);
    off[item] = Math.min(value, share(value, effect.rate));
  }
  return off;
}

/** The dearest units make the sets: what the buyer would choose. An item that fits two parts counts for the first. */
function bundle(
  off: Off,
  effect: Extract<Effect, { kind: 'bundle' }>,
  picks: readonly Picks[],
  basket: Basket,
  able: readonly number[],
): Off {
  const { items, taken, chosenBy } = basket;
  const fits = picks.map((pick) => chosenBy(pick).has);
  const parts = effect.parts.map(({ quantity }, k) => ({
    quantity,
    chosen: new Set(able.filter((i) => fits.findIndex((has) => has[i]) === k)),
  }));
  const times = Math.min(...parts.map((one) => Math.floor(countOf(items, [...one.chosen]) / one.quantity)));
  if (times < 1) return off;
  const units = parts.flatMap((one) =>
    takeUnits(items, cheapestFirst(basket, (i) => one.chosen.has(i)).toReversed(), times * one.quantity),
  );
  const worth = new Map(
    units.map(({ item, units: n }) => [item, part(taken.left[item] ?? 0, n, items[item]?.quantity ?? 1)]),
  );
  const total = [...worth.values()].reduce((sum, value) => sum + value, 0);
  return spread(off, total - times * effect.minor, [...worth.keys()], (i) => worth.get(i) ?? 0);
}

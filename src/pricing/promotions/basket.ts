/** A basket while promotions are tried on it: what each item still costs, what selections choose of it, and what bars later promotions. */
import type { Picks, Rule } from './compile.ts';

export type Item = {
  readonly skuId: string;
  readonly quantity: number;
  /** The price shown, a unit. */
  readonly unitMinor: number;
  readonly traits: readonly string[];
};

/** What the basket has left of each item, and what bars later promotions. */
export type Taking = {
  readonly left: number[];
  readonly touched: Set<number>;
  readonly closed: Set<number>;
  all: boolean;
  readonly pieces: { promotionId: string; minor: number }[][];
};

/** What a selection chooses of a basket: the items' indexes, rising; what they are worth before anything comes off; their units. */
type Chosen = {
  readonly items: readonly number[];
  readonly has: readonly boolean[];
  readonly worth: number;
  readonly units: number;
};

/** A basket while promotions are tried on it. */
export type Basket = {
  readonly items: readonly Item[];
  readonly taken: Taking;
  readonly chosenBy: (picks: Picks) => Chosen;
  readonly without: (picks: Picks, skuId: string) => Chosen;
  /** All items by what a unit still costs, as last sorted: little changes from one promotion to the next. */
  readonly byCost: number[];
};

export const takingOf = (left: number[]): Taking => ({
  ...{ left, touched: new Set(), closed: new Set(), all: false },
  pieces: left.map(() => []),
});

export function basketOf(items: readonly Item[]): Basket {
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

export const isFree = ({ promotion }: Rule, taken: Taking, item: number): boolean =>
  !taken.closed.has(item) && (promotion.stacks !== 'line' || !taken.touched.has(item));

/** Those of some items that a promotion may take from. */
export function freeOf(rule: Rule, taken: Taking, items: readonly number[]): readonly number[] {
  const all = taken.closed.size === 0 && (rule.promotion.stacks !== 'line' || taken.touched.size === 0);
  return all ? items : items.filter((i) => isFree(rule, taken, i));
}

export const countOf = (items: readonly Item[], chosen: readonly number[]): number =>
  chosen.reduce((sum, i) => sum + (items[i]?.quantity ?? 0), 0);

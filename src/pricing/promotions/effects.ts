/** What each kind of effect takes off a basket, pure. Amounts are minor units, whole, and never more than an item still costs. */
import { scale, splitMinor } from '#base/money';
import { RATE_SCALE, type Rate } from '#base/rate';
import { countOf, freeOf, type Basket, type Item } from './basket.ts';
import type { Picks, Rule } from './compile.ts';
import type { Effect } from './model.ts';

/** What comes off each item, by its index. */
export type Off = number[];

export const share = (amount: number, by: Rate): number => scale(amount, by, RATE_SCALE, 'half_up');

/** What an effect takes off: of the chosen items that may be taken (`able`), or of all such where it gives something else. */
export function offOf(rule: Rule, basket: Basket, able: readonly number[]): Off {
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

/** The one source of chance of a run: the same seed, the same rolls. */
import { crockford } from '#base/ids';

export type Roll = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number;
  /** True in so many of a hundred. */
  chance(percent: number): boolean;
  pick<T>(items: readonly T[]): T | undefined;
  /** One of the last `recent`: what is new is where things happen. */
  recent<T>(items: readonly T[], recent: number): T | undefined;
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T;
  /** An id as its caller would make it, but from the seed. */
  id(prefix: string): string;
  shuffled<T>(items: readonly T[]): T[];
  /** Another source that depends on this one, for choices that are made while others run. */
  fork(): Roll;
};

/** mulberry32. */
export function rollOf(seed: number): Roll {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(next() * items.length)];
  return {
    next,
    int,
    pick,
    chance: (percent) => next() * 100 < percent,
    recent: (items, recent) => pick(items.slice(-recent)),
    weighted: (items) => {
      let left = next() * items.reduce((sum, item) => sum + item.weight, 0);
      for (const item of items) if ((left -= item.weight) < 0) return item;
      return items.at(-1) as (typeof items)[number];
    },
    id: (prefix) =>
      `${prefix}_${crockford(
        Uint8Array.from({ length: 17 }, () => int(0, 255)),
        26,
      )}`,
    shuffled: (items) => {
      const left = [...items];
      return items.map(() => left.splice(int(0, left.length - 1), 1)[0] as (typeof items)[number]);
    },
    fork: () => rollOf(int(0, 2 ** 32 - 1)),
  };
}

// Chance that repeats: the same seed gives the same sequence on every machine, so that the demonstration merchant's past is
// the same for everybody and a test can name what it expects. Not for secrets.

export type Chance = {
  /** A fraction in [0, 1) with 32 bits of resolution. */
  next(): number;
  /** An integer in [from, to], both included. */
  between(from: number, to: number): number;
  /** True with the given probability. */
  happens(probability: number): boolean;
  /** One element; throws on an empty list, which is a mistake of ours. */
  pick<T>(list: readonly T[]): T;
  /** An index chosen in proportion to the weights; at least one must be positive. */
  weighted(weights: readonly number[]): number;
  /** An independent sequence: drawing from it changes nothing here, so that one part of a plan can grow alone. */
  fork(label: string): Chance;
};

/** Hash of a text to 32 bits (FNV-1a), the same everywhere. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * A sequence of pseudo-random numbers: a counter that advances by the golden ratio (so that it visits all 2^32 states),
 * whitened by two multiply-and-shift rounds. Small, quick, and good enough to look like a shop.
 */
export function seeded(seed: string | number): Chance {
  const start = hash32(String(seed));
  let counter = start;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x7feb352d);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new Error('pick: nothing to choose from');
      return list[between(0, list.length - 1)]!;
    },
    weighted: (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      if (!(total > 0)) throw new Error('weighted: no positive weight');
      let left = next() * total;
      for (const [index, weight] of weights.entries()) {
        left -= weight;
        if (left < 0) return index;
      }
      return weights.findLastIndex((weight) => weight > 0);
    },
    fork: (label) => seeded(`${start}/${label}`),
  };
}

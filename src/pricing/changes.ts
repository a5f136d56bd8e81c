/** What a change of prices appends, pure. */
import { minor, type Minor } from '#base/money';

/** A price as a command takes it: null takes the SKU out of the list. */
export type NewPrice = {
  readonly skuId: string;
  readonly minor: number | null;
  readonly compareAtMinor?: number | null;
  /** From how many units of a line on; absent: from the first. */
  readonly fromUnits?: number;
};

/** An article and a number of units: what has a price of its own in a list. */
export const stepKey = (skuId: string, fromUnits = 1): string => `${skuId} ${fromUnits}`;

/** The rows to append, by `stepKey`: those that differ from what is in force. A price before reduction that is no higher says nothing, so it is dropped. */
export function changesOf(
  wanted: readonly NewPrice[],
  inForce: ReadonlyMap<string, { minor: number | null; compareAtMinor: number | null }>,
): { skuId: string; fromUnits: number; minor: Minor | null; compareAtMinor: Minor | null }[] {
  const last = new Map(wanted.map((entry) => [stepKey(entry.skuId, entry.fromUnits), entry]));
  return [...last].flatMap(([key, entry]) => {
    const before = inForce.get(key) ?? { minor: null, compareAtMinor: null };
    const compareAt = entry.compareAtMinor ?? null;
    const reduced = entry.minor !== null && compareAt !== null && compareAt > entry.minor;
    const after = { minor: entry.minor, compareAtMinor: reduced ? compareAt : null };
    if (before.minor === after.minor && before.compareAtMinor === after.compareAtMinor) return [];
    return [
      {
        skuId: entry.skuId,
        fromUnits: entry.fromUnits ?? 1,
        minor: after.minor === null ? null : minor(after.minor),
        compareAtMinor: after.compareAtMinor === null ? null : minor(after.compareAtMinor),
      },
    ];
  });
}

/**
 * A price nobody means: less than half of the one in force, or no more than one minor unit. `before` undefined or null: there was
 * none. Free articles (0) that were free stay free.
 */
export const isSuspicious = (minor: number, before: number | null | undefined): boolean =>
  minor <= 1 || (typeof before === 'number' && minor * 2 < before);

/** Prices changed by a share or by an amount, and brought to an ending. Pure, in minor units; never through a float. */

export type Ending = 'none' | '00' | '90' | '95' | '99';
export const endings: readonly Ending[] = ['none', '00', '90', '95', '99'];

export type Change = {
  /** Hundredths of a per cent, or minor units; below zero makes it cheaper. */
  readonly by: { readonly kind: 'percent' | 'amount'; readonly value: number };
  /** The last two digits, of a currency that has two: the nearest price that ends so, the higher of two as near. */
  readonly ending: Ending;
};

/** The new price; none below zero. A half is rounded up. */
export function changedPrice(minor: number, { by, ending }: Change): number {
  const moved = by.kind === 'amount' ? minor + by.value : Math.floor((minor * (10_000 + by.value) + 5_000) / 10_000);
  const price = Math.max(0, moved);
  if (ending === 'none' || price === 0) return price;
  const digits = Number(ending);
  const below = Math.floor((price - digits) / 100) * 100 + digits;
  const nearest = price - below < below + 100 - price ? below : below + 100;
  return nearest > 0 ? nearest : nearest + 100;
}

/** A price of an article in a list, from so many units on; null: there is none. */
export type Step = { readonly fromUnits: number; readonly minor: number | null };
type Priced = {
  readonly minor: number;
  readonly steps: readonly { readonly fromUnits: number; readonly minor: number }[];
};

/**
 * The prices that a change makes of an article: from one unit on its price, with its steps or without; from more units on that step, made of the
 * price of one unit. Each with what was there before; what stays the same is left out.
 */
export function changedSteps(
  { minor, steps }: Priced,
  change: Change,
  { fromUnits, withSteps }: { readonly fromUnits: number; readonly withSteps: boolean },
): { readonly before: Step; readonly to: Step }[] {
  const move = (from: number, before: number | null, to: number) => ({
    before: { fromUnits: from, minor: before },
    to: { fromUnits: from, minor: to },
  });
  const known = steps.find((step) => step.fromUnits === fromUnits)?.minor ?? null;
  const moved =
    fromUnits > 1
      ? [move(fromUnits, known, changedPrice(minor, change))]
      : [
          move(1, minor, changedPrice(minor, change)),
          ...(withSteps ? steps.map((step) => move(step.fromUnits, step.minor, changedPrice(step.minor, change))) : []),
        ];
  return moved.filter(({ before, to }) => before.minor !== to.minor);
}

/** `-12,5` or `+3` as hundredths; undefined where it is no such number. */
export function hundredthsOf(typed: string): number | undefined {
  const match = /^([+\-−]?)(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.replaceAll(/[\s%€]/g, ''));
  if (!match) return undefined;
  const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '' || match[1] === '+' ? value : -value;
}

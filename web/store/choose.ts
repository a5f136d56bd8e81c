/** Choosing among a product's variants: pure, so that server, browser and tests agree on what a click leads to. */
import type { VariantBrief } from './views.ts';

/** A value of one option, seen from the variant on screen. */
export type Pick = {
  value: string;
  /** The variant this click leads to: the same otherwise where it exists, else the nearest one that has this value. */
  skuId: string;
  chosen: boolean;
  state: 'available' | 'out' | 'none';
  arrives?: string;
};

/** The picks of option `index` beside the chosen variant. `none`: this value does not exist with the other chosen values. */
export function picks(
  variants: readonly VariantBrief[],
  chosen: readonly string[],
  index: number,
  values: readonly string[],
): Pick[] {
  return values.flatMap((value): Pick[] => {
    const wanted = chosen.map((current, i) => (i === index ? value : current));
    const exact = variants.find((variant) => same(variant.options, wanted));
    const target =
      exact ??
      nearest(
        variants.filter((variant) => variant.options[index] === value),
        wanted,
      );
    if (!target) return [];
    const state = exact ? (exact.available === 'none' ? 'out' : 'available') : 'none';
    return [
      {
        value,
        skuId: target.skuId,
        chosen: chosen[index] === value,
        state,
        ...(state === 'out' && exact?.arrives ? { arrives: exact.arrives } : {}),
      },
    ];
  });
}

/**
 * The variant a shopper means who has submitted these values (a form without JavaScript): the exact one, else the nearest that keeps
 * what was changed against the variant shown before.
 */
export function variantFor(
  variants: readonly VariantBrief[],
  wanted: readonly string[],
  before: readonly string[],
): VariantBrief | undefined {
  const exact = variants.find((variant) => same(variant.options, wanted));
  if (exact) return exact;
  const changed = wanted.findIndex((value, i) => value !== before[i]);
  const kept = variants.filter((variant) => changed < 0 || variant.options[changed] === wanted[changed]);
  return nearest(kept, wanted);
}

function nearest(variants: readonly VariantBrief[], wanted: readonly string[]): VariantBrief | undefined {
  const score = (variant: VariantBrief): number =>
    variant.options.filter((value, i) => value === wanted[i]).length * 2 + (variant.available === 'none' ? 0 : 1);
  return variants.reduce<VariantBrief | undefined>(
    (best, variant) => (best && score(best) >= score(variant) ? best : variant),
    undefined,
  );
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

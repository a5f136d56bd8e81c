/**
 * Facets: by what a list can be narrowed, and how many products each further choice would leave. Pure: one pass over the list. A
 * product counts for a value when it fits everything chosen in the other facets; what belongs to variants (options, price, stock)
 * must fit one and the same variant: a red 36 and a blue 38 are no red 38.
 */
import type { Text } from '#catalog';
import { readBand, type Chosen } from '../../web/store/chosen.ts';

/** One value of one facet. */
export type Trait = { readonly facet: string; readonly value: string; readonly name: Text; readonly label: Text };
export type VariantTraits = {
  readonly traits: readonly Trait[];
  readonly minor: number;
  readonly sites: ReadonlyMap<string, number>;
};
export type Candidate<T> = {
  readonly item: T;
  /** Of the product: brand, attributes. */
  readonly own: readonly Trait[];
  /** Of all variants together, each once. */
  readonly together: readonly Trait[];
  /** Those that have a price. */
  readonly variants: readonly VariantTraits[];
};
export type FacetValue = { readonly value: string; readonly label: Text; readonly count: number };
export type Facet = { readonly key: string; readonly name: Text; readonly values: readonly FacetValue[] };
export type Narrowed<T> = { readonly kept: readonly T[]; readonly facets: readonly Facet[] };

/** What is asked for beside the facets of goods: in stock somewhere, or at a site. */
export type Where = { readonly inStock?: boolean | undefined; readonly siteId?: string | undefined };

type Tally = { readonly trait: Trait; count: number; last: number };
type Wanted = {
  /** Facet → its bit and the values that satisfy it. */
  readonly slots: ReadonlyMap<string, { readonly bit: number; readonly values: ReadonlySet<string> }>;
  readonly ownMask: number;
  readonly variantMask: number;
  readonly bands: readonly { readonly from: number; readonly to: number }[];
  readonly where: Where;
};

const STOCK = 'stock';
const SITE = 'at';
export const PRICE = 'price';

/** Belongs to a variant; the others to the product. */
const ofVariant = (facet: string): boolean =>
  facet.startsWith('o.') || facet === PRICE || facet === STOCK || facet === SITE;

function wantedOf(chosen: Chosen, where: Where): Wanted {
  const all: [string, readonly string[]][] = Object.entries(chosen);
  if (where.siteId !== undefined) all.push([SITE, [where.siteId]]);
  else if (where.inStock) all.push([STOCK, ['1']]);
  const slots = new Map(all.map(([facet, values], i) => [facet, { bit: 1 << i, values: new Set(values) }]));
  const maskOf = (variant: boolean): number =>
    all.reduce((mask, [facet], i) => (ofVariant(facet) === variant ? mask | (1 << i) : mask), 0);
  return {
    slots,
    ownMask: maskOf(false),
    variantMask: maskOf(true),
    bands: (chosen[PRICE] ?? []).flatMap((value) => readBand(value) ?? []),
    where,
  };
}

/** Bits of what these traits leave unsatisfied. */
function missing(mask: number, traits: readonly Trait[], { slots }: Wanted): number {
  let left = mask;
  for (const { facet, value } of traits) {
    const slot = slots.get(facet);
    if (slot?.values.has(value)) left &= ~slot.bit;
  }
  return left;
}

function missingOf(variant: VariantTraits, wanted: Wanted): number {
  const { slots, bands, where } = wanted;
  let left = missing(wanted.variantMask, variant.traits, wanted);
  if (bands.some(({ from, to }) => variant.minor >= from && variant.minor < to)) left &= ~(slots.get(PRICE)?.bit ?? 0);
  if (where.siteId !== undefined && variant.sites.has(where.siteId)) left &= ~(slots.get(SITE)?.bit ?? 0);
  else if (variant.sites.size > 0) left &= ~(slots.get(STOCK)?.bit ?? 0);
  return left;
}

/** At most one bit. */
const atMostOne = (mask: number): boolean => (mask & (mask - 1)) === 0;

/** Narrows a list; `cuts` part its prices into bands, in minor units. */
export function narrow<T>(
  all: readonly Candidate<T>[],
  chosen: Chosen,
  where: Where,
  cuts: readonly Trait[],
): Narrowed<T> {
  const wanted = wantedOf(chosen, where);
  const tallies = new Map<string, Map<string, Tally>>();
  const kept: T[] = [];
  all.forEach((candidate, i) => {
    if (countOne(candidate, i, { wanted, tallies, cuts })) kept.push(candidate.item);
  });
  return { kept, facets: [...tallies].map(([key, values]) => facetOf(key, values)) };
}

type Pass = {
  readonly wanted: Wanted;
  readonly tallies: Map<string, Map<string, Tally>>;
  readonly cuts: readonly Trait[];
};

/** Counts one product where it counts; true when it fits everything. */
function countOne<T>({ own, together, variants }: Candidate<T>, i: number, { wanted, tallies, cuts }: Pass): boolean {
  const ownLeft = wanted.ownMask === 0 ? 0 : missing(wanted.ownMask, own, wanted);
  if (!atMostOne(ownLeft) || variants.length === 0) return false;
  const add = (trait: Trait): void => tally(tallies, trait, i);
  let fits = wanted.variantMask === 0;
  if (fits) {
    if (ownLeft === 0) {
      for (const trait of together) add(trait);
      for (const { minor } of variants) addBand(cuts, minor, add);
    }
  } else {
    for (const variant of variants) {
      const left = missingOf(variant, wanted);
      if (left === 0) fits = true;
      if (ownLeft !== 0 || !atMostOne(left)) continue;
      for (const trait of variant.traits) if (left === 0 || wanted.slots.get(trait.facet)?.bit === left) add(trait);
      if (left === 0 || wanted.slots.get(PRICE)?.bit === left) addBand(cuts, variant.minor, add);
    }
  }
  if (!fits) return false;
  for (const trait of own) if (ownLeft === 0 || wanted.slots.get(trait.facet)?.bit === ownLeft) add(trait);
  return ownLeft === 0;
}

function addBand(cuts: readonly Trait[], minor: number, add: (trait: Trait) => void): void {
  for (const cut of cuts) {
    const { from, to } = bandOf(cut);
    if (minor >= from && minor < to) return add(cut);
  }
}

const bands = new WeakMap<Trait, { readonly from: number; readonly to: number }>();
function bandOf(cut: Trait): { readonly from: number; readonly to: number } {
  let band = bands.get(cut);
  if (!band) bands.set(cut, (band = readBand(cut.value) ?? { from: 0, to: 0 }));
  return band;
}

function tally(tallies: Pass['tallies'], trait: Trait, i: number): void {
  let values = tallies.get(trait.facet);
  if (!values) tallies.set(trait.facet, (values = new Map()));
  const known = values.get(trait.value);
  if (!known) values.set(trait.value, { trait, count: 1, last: i });
  else if (known.last !== i) {
    known.last = i;
    known.count++;
  }
}

function facetOf(key: string, values: ReadonlyMap<string, Tally>): Facet {
  const first = values.values().next().value;
  return {
    key,
    name: first?.trait.name ?? { fr: key, en: key },
    values: [...values.values()].map(({ trait, count }) => ({ value: trait.value, label: trait.label, count })),
  };
}

const letterSizes = ['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl', '3xl', '4xl', '5xl'];

/** Sizes from small to large, prices upwards, everything else by how much there is of it. */
export function sortValues({ key, values }: Facet): FacetValue[] {
  const size = ({ value }: FacetValue): number => {
    const letter = letterSizes.indexOf(value);
    return letter >= 0 ? letter : /^\d+/.test(value) ? Number(/^\d+/.exec(value)?.[0]) : -1;
  };
  if (key === PRICE) return values.toSorted((a, b) => (readBand(a.value)?.from ?? 0) - (readBand(b.value)?.from ?? 0));
  if (values.every((value) => size(value) >= 0))
    return values.toSorted((a, b) => size(a) - size(b) || (a.value < b.value ? -1 : 1));
  return values.toSorted((a, b) => b.count - a.count || (a.label.fr < b.label.fr ? -1 : 1));
}

/** Amounts at which people part prices: 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5 times a power of ten. */
const steps = [10, 15, 20, 25, 30, 40, 50, 60, 75];

function niceBelow(minor: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, minor))) - 1);
  return (steps.findLast((step) => step * power <= minor) ?? 0) * power;
}

/** Where to part these prices (minor units): near their quarters, at round amounts; none where they hardly differ. */
export function priceCuts(prices: readonly number[]): number[] {
  if (prices.length < 4) return [];
  const sorted = Float64Array.from(prices).toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  const low = sorted[0] ?? 0;
  return [...new Set([0.25, 0.5, 0.75].map((part) => niceBelow(at(part))))].filter((cut) => cut > low);
}

/** The values of bands between cuts. */
export function bandValues(cuts: readonly number[]): string[] {
  if (cuts.length === 0) return [];
  return [...cuts.map((to, i) => `${i === 0 ? '' : cuts[i - 1]}-${to}`), `${cuts.at(-1)}-`];
}

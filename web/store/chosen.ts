/** What is chosen of the facets of a list, as addresses write it: `brand=ourcel&o.taille=38&o.taille=40&price=2500-5000`. Pure. */
import type { Fields } from './forms.ts';

/** Facet → its chosen values; several values of one facet widen, several facets narrow. */
export type Chosen = Readonly<Record<string, readonly string[]>>;

export const nothingChosen: Chosen = {};

/** More than a person ticks; what is beyond does not count. */
const MAX_FACETS = 12;
const MAX_VALUES = 20;

/** Departments, brand, price; `o.` an option of variants, `f.` an attribute. */
const facetKey = /^(?:cat|brand|price|[of]\.[\p{Ll}\p{N}_-]{1,60})$/u;
const facetValue = /^[\p{Ll}\p{N}_.-]{1,80}$/u;

/** Reads what is chosen from a query; what can't be a facet or a value is left out. Sorted, so that one choice has one address. */
export function readChosen(query: Fields): Chosen {
  const entries = Object.keys(query)
    .filter((key) => facetKey.test(key))
    .toSorted()
    .slice(0, MAX_FACETS)
    .map((key) => [key, valuesOf(query[key])] as const)
    .filter(([, values]) => values.length > 0);
  return Object.fromEntries(entries);
}

/** The fields of a query written as text. */
export function fieldsOf(text: string): Fields {
  const query = new URLSearchParams(text);
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]));
}

function valuesOf(given: Fields[string]): string[] {
  const all = typeof given === 'string' ? [given] : (given ?? []);
  return [...new Set(all.filter((value) => facetValue.test(value)))].toSorted().slice(0, MAX_VALUES);
}

/** The same choice with a value taken in or out. */
export function toggled(chosen: Chosen, key: string, value: string): Chosen {
  const before = chosen[key] ?? [];
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value].toSorted();
  const { [key]: _, ...others } = chosen;
  return after.length === 0 ? others : { ...others, [key]: after };
}

/** Writes a choice into a query. */
export function addChosen(query: URLSearchParams, chosen: Chosen): void {
  for (const key of Object.keys(chosen).toSorted()) for (const value of chosen[key] ?? []) query.append(key, value);
}

/** How many values are chosen in all. */
export const chosenCount = (chosen: Chosen): number =>
  Object.values(chosen).reduce((count, values) => count + values.length, 0);

/** A band of prices in minor units, `from` included, `to` not: `2500-5000`, `-2500`, `10000-`. Undefined for anything else. */
export function readBand(value: string): { readonly from: number; readonly to: number } | undefined {
  const match = /^(\d{0,9})-(\d{0,9})$/.exec(value);
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const from = Number(match[1] ?? '');
  const to = match[2] === '' ? Number.MAX_SAFE_INTEGER : Number(match[2]);
  return from < to ? { from, to } : undefined;
}

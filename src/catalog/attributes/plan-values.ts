/** Deciding which values a product has after a change: pure. */
import { canonicalJson } from '#base/canonical';
import type { Change } from '../plan.ts';
import type { Definitions } from './definitions.ts';
import { checkValue, valueField, valueKey, type ProductContent, type StoredValue, type ValueIn } from './model.ts';

export type ValueProblem = { readonly index: number; readonly part: keyof ValueIn; readonly rule: string };
export type ValuePlan = {
  readonly changes: readonly Change[];
  readonly set: readonly StoredValue[];
  readonly cleared: readonly Omit<StoredValue, 'value'>[];
  readonly problems: readonly ValueProblem[];
};

/** What else is known when values are judged: the product's SKUs and the house's channels. */
export type ValueWorld = {
  readonly definitions: Definitions;
  readonly skuIds: ReadonlySet<string>;
  readonly channelIds: ReadonlySet<string>;
};

/**
 * Compares values given with those stored. A value must be of an attribute of the product's family and keep its rules; a value may
 * always be cleared. The last one given for a key counts.
 */
export function planValues(content: ProductContent, given: readonly ValueIn[], world: ValueWorld): ValuePlan {
  const stored = new Map(content.values.map((value) => [valueKey(value), value]));
  const next = new Map<string, ValueIn>();
  const problems: ValueProblem[] = [];
  given.forEach((value, index) => {
    const found = value.value === null ? [] : problemsOf(content, value, world);
    for (const problem of found) problems.push({ index, ...problem });
    next.set(valueKey(value), value);
  });
  const changes: Change[] = [];
  const set: StoredValue[] = [];
  const cleared: Omit<StoredValue, 'value'>[] = [];
  for (const [key, given] of next) {
    const { attribute, skuId, language, channelId, value } = given;
    const old = stored.get(key);
    const from = old?.value ?? null;
    if (canonicalJson(from) === canonicalJson(value)) continue;
    const where = { attribute, skuId, language, channelId };
    if (value === null) cleared.push(where);
    else set.push({ ...where, value });
    changes.push({ field: valueField(where), ...(skuId === null ? {} : { skuId }), from, to: value });
  }
  return { changes, set, cleared, problems };
}

function problemsOf(content: ProductContent, value: ValueIn, world: ValueWorld): Omit<ValueProblem, 'index'>[] {
  const attribute = world.definitions.attributes.get(value.attribute);
  const family = content.family === null ? undefined : world.definitions.families.get(content.family);
  if (!attribute) return [{ part: 'attribute', rule: 'an attribute that exists' }];
  if (family?.attributes.every((one) => one.code !== attribute.code) ?? true)
    return [{ part: 'attribute', rule: 'an attribute of the product’s family' }];
  const found: Omit<ValueProblem, 'index'>[] = [];
  if (attribute.localisable !== (value.language !== null))
    found.push({
      part: 'language',
      rule: attribute.localisable ? 'fr or en' : 'none: it is the same in every language',
    });
  if (value.channelId !== null && !attribute.perChannel)
    found.push({ part: 'channelId', rule: 'none: it is the same on every channel' });
  if (value.channelId !== null && !world.channelIds.has(value.channelId))
    found.push({ part: 'channelId', rule: 'a channel of ours' });
  if (value.skuId !== null && attribute.level !== 'variant')
    found.push({ part: 'skuId', rule: 'none: it is said of the product' });
  if (value.skuId !== null && !world.skuIds.has(value.skuId))
    found.push({ part: 'skuId', rule: 'a variant of the product' });
  for (const rule of value.value === null ? [] : checkValue(attribute, value.value))
    found.push({ part: 'value', rule });
  return found;
}

/** Family and values that a source states with its product: decided beside the rest of the draft, written in the same change. */
import { lock, sql, type Db, type Tx } from '#base/db';
import { lockAttributes } from './set-values.ts';
import { readContents, readDefinitions, type Definitions } from './definitions.ts';
import type { ContentDraft, ProductDraft } from '../model.ts';
import type { Change } from '../plan.ts';
import { valueKey, type ProductContent, type StoredValue, type ValueIn } from './model.ts';
import { planValues, type ValuePlan } from './plan-values.ts';

/** A value that can't be: of the product (`variant` null) or of a variant of the draft; `index` −1: the family itself. */
export type ContentProblem = { readonly variant: number | null; readonly index: number; readonly rule: string };

export type ContentPlan = Pick<ValuePlan, 'set' | 'cleared'> & {
  /** The family that the product moves into; undefined: it stays where it is. */
  readonly family: string | null | undefined;
  readonly changes: readonly Change[];
};

export type ContentWorld = {
  readonly definitions: Definitions;
  readonly contents: ReadonlyMap<string, ProductContent>;
  readonly channelIds: ReadonlySet<string>;
};

/** The place of a value in a source, whichever variant it is of. */
export const statedKey = (value: Omit<StoredValue, 'skuId' | 'value'>, level: 'product' | 'variant'): string =>
  `${level}|${value.attribute}|${value.language ?? ''}|${value.channelId ?? ''}`;

/** Attributes and families that drafts name stay as they are while products are written. Before categories and products are locked. */
export async function lockContent(
  tx: Tx,
  drafts: readonly Pick<ProductDraft, 'content' | 'variants'>[],
): Promise<void> {
  const codes = new Set<string>();
  const families = new Set<string>();
  for (const { content, variants } of drafts) {
    if (!content) continue;
    if (content.family) families.add(content.family);
    for (const { attribute } of content.values) codes.add(attribute);
    for (const { values = [] } of variants) for (const { attribute } of values) codes.add(attribute);
  }
  if (codes.size > 0) await lockAttributes(tx, [...codes]);
  if (families.size === 0) return;
  lock(tx, 'catalog.family');
  await tx.query(
    sql`SELECT 1 FROM catalog.family WHERE code = ANY(${[...families]}::text[]) ORDER BY code FOR KEY SHARE`,
  );
}

/** What the contents of drafts are judged by; undefined when no draft states any. */
export async function contentWorld(
  db: Db,
  drafts: readonly ProductDraft[],
  productIdOf: (handle: string) => string | undefined,
  channelIds: readonly string[],
): Promise<ContentWorld | undefined> {
  const stating = drafts.filter((draft) => draft.content !== undefined);
  if (stating.length === 0) return undefined;
  const known = stating.flatMap((draft) => productIdOf(draft.handle) ?? []);
  return {
    definitions: await readDefinitions(db),
    contents: await readContents(db, known),
    channelIds: new Set(channelIds),
  };
}

/**
 * Compares what a draft states with what is stored. `skuIds`: of each variant of the draft; undefined where it is left out. Values of
 * attributes that the family does not list stay, unseen. Pure.
 */
export function planContent(
  productId: string,
  draft: ProductDraft & { readonly content: ContentDraft },
  skuIds: readonly (string | undefined)[],
  world: ContentWorld,
): { plan: ContentPlan; problems: readonly ContentProblem[] } {
  const stored = world.contents.get(productId);
  const { content } = draft;
  const before = stored?.family ?? null;
  const family = content.family === undefined ? before : content.family;
  const listed = family === null ? undefined : world.definitions.families.get(family);
  const given: ValueIn[] = [];
  const places: Omit<ContentProblem, 'rule'>[] = [];
  content.values.forEach((value, index) => {
    given.push({ ...value, skuId: null });
    places.push({ variant: null, index });
  });
  draft.variants.forEach(({ values = [] }, variant) => {
    const skuId = skuIds[variant];
    if (skuId !== undefined)
      values.forEach((value, index) => {
        given.push({ ...value, skuId });
        places.push({ variant, index });
      });
  });
  const said = new Set(given.map(valueKey));
  const named = new Set(skuIds);
  const codes = new Set(listed?.attributes.map((attribute) => attribute.code));
  for (const { value: _value, ...where } of stored?.values ?? []) {
    const mine = where.skuId === null || named.has(where.skuId);
    const place = statedKey(where, where.skuId === null ? 'product' : 'variant');
    if (mine && codes.has(where.attribute) && content.stated.keys.has(place) && !said.has(valueKey(where)))
      given.push({ ...where, value: null });
  }
  const now: ProductContent = { productId, family, enrichment: 'draft', values: stored?.values ?? [] };
  const values = planValues(now, given, {
    definitions: world.definitions,
    skuIds: new Set(skuIds.filter((id) => id !== undefined)),
    channelIds: world.channelIds,
  });
  const problems: ContentProblem[] = values.problems.flatMap(({ index, rule }) => {
    const place = places[index];
    return place ? [{ ...place, rule }] : [];
  });
  if (family !== null && !listed) problems.unshift({ variant: null, index: -1, rule: 'a family that exists' });
  const moved = family !== before;
  const move: Change[] = moved ? [{ field: 'family', from: before, to: family }] : [];
  return {
    plan: {
      set: values.set,
      cleared: values.cleared,
      family: moved ? family : undefined,
      changes: [...move, ...values.changes],
    },
    problems,
  };
}

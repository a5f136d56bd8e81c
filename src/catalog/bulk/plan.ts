/** What a list of edits makes of one product: pure. A product that a rule refuses is left as it was, and the others go on. */
import { canonicalJson } from '#base/canonical';
import type { ProductContent, StoredValue, Value, ValueIn } from '../attributes/model.ts';
import { planValues, type ValuePlan, type ValueWorld } from '../attributes/plan-values.ts';
import { productStatuses, taxClasses, type Language, type Text } from '../model.ts';
import { MAX_CATEGORIES } from '../assign.ts';
import type { Change, StoredProduct } from '../plan.ts';
import type { ProductPatch } from '../update-product.ts';

export const bulkFields = [
  'name',
  'description',
  'brand',
  'productType',
  'taxClass',
  'status',
  'tags',
  'categories',
  'family',
] as const;
export type BulkField = (typeof bulkFields)[number] | `attribute:${string}`;

export type Edit = {
  readonly op: 'set' | 'clear' | 'append' | 'replace';
  readonly field: BulkField;
  /** Of texts in languages: absent, both. */
  readonly language?: Language;
  readonly channelId?: string;
  /** To set or append: a text, or a list of what a list holds. */
  readonly value?: Value;
  /** To replace: this text, or this member of a list. */
  readonly find?: string;
  readonly with?: string;
};

export type RowPlan = {
  readonly productId: string;
  readonly changes: readonly Change[];
  readonly problems: readonly { readonly field: string; readonly rule: string }[];
  /** What changes on the product itself; undefined: nothing. */
  readonly patch: ProductPatch | undefined;
  /** Undefined: it stays. */
  readonly family: string | null | undefined;
  readonly values: ValuePlan;
};

export type BulkWorld = ValueWorld & { readonly categoryIds: ReadonlySet<string> };

type Draft = {
  name: Text;
  description: Text;
  brand: string | null;
  productType: string | null;
  taxClass: string;
  status: string;
  tags: readonly string[];
  categories: readonly string[];
  family: string | null;
};

/** Decides one product. An edit's field is told as `edits.2`. */
export function planRow(
  stored: StoredProduct,
  content: ProductContent,
  edits: readonly Edit[],
  world: BulkWorld,
): RowPlan {
  const { name, description, brand, productType, taxClass, status, tags } = stored;
  const before: Draft = {
    name,
    description,
    brand,
    productType,
    taxClass,
    status,
    tags,
    categories: stored.categoryIds,
    family: content.family,
  };
  const draft: Draft = { ...before };
  const given: (ValueIn & { readonly edit: number })[] = [];
  const problems: { field: string; rule: string }[] = [];
  edits.forEach((edit, index) => {
    const wrong = (rule: string): void => void problems.push({ field: `edits.${index}`, rule });
    if (edit.field.startsWith('attribute:')) {
      const values = editValues({ ...content, values: latest(content.values, given) }, edit, world, wrong);
      given.push(...values.map((value) => ({ ...value, edit: index })));
    } else editProduct(draft, edit, world, wrong);
  });
  if (draft.family !== null && !world.definitions.families.has(draft.family))
    problems.push({ field: 'family', rule: 'a family that exists' });
  const values = planValues({ ...content, family: draft.family }, given, world);
  for (const { index, rule } of values.problems) problems.push({ field: `edits.${given[index]?.edit ?? 0}`, rule });
  const fields = bulkFields.filter((field) => canonicalJson(before[field]) !== canonicalJson(draft[field]));
  const { categories, family, ...rest } = Object.fromEntries(
    fields.map((field) => [field, draft[field]]),
  ) as Partial<Draft>;
  const patch = { ...rest, ...(categories === undefined ? {} : { categoryIds: categories }) } as ProductPatch;
  return {
    productId: stored.productId,
    changes: [...fields.map((field) => ({ field, from: before[field], to: draft[field] })), ...values.changes],
    problems,
    patch: Object.keys(patch).length > 0 ? patch : undefined,
    family: fields.includes('family') ? family : undefined,
    values,
  };
}

/** Values as they are after the edits before this one. */
function latest(stored: readonly StoredValue[], given: readonly ValueIn[]): StoredValue[] {
  const same = (a: Omit<ValueIn, 'value'>, b: Omit<ValueIn, 'value'>): boolean =>
    a.attribute === b.attribute && a.skuId === b.skuId && a.language === b.language && a.channelId === b.channelId;
  return given.reduce<StoredValue[]>(
    (values, one) => {
      const rest = values.filter((value) => !same(value, one));
      const { attribute, skuId, language, channelId, value } = one;
      return value === null ? rest : [...rest, { attribute, skuId, language, channelId, value }];
    },
    [...stored],
  );
}

type Wrong = (rule: string) => void;
const isWords = (value: Value | undefined): value is readonly string[] => Array.isArray(value);
const wordsOf = (value: Value | undefined): readonly string[] =>
  isWords(value) ? value : typeof value === 'string' ? [value] : [];

/** A text after an edit; undefined when the edit makes no sense for it. */
function editText(now: string, edit: Edit): string | undefined {
  if (edit.op === 'clear') return '';
  if (edit.op === 'replace') return edit.find ? now.replaceAll(edit.find, edit.with ?? '') : undefined;
  if (typeof edit.value !== 'string') return undefined;
  return edit.op === 'set' ? edit.value : now + edit.value;
}

/** A list after an edit: what is appended comes last, once; what is replaced keeps its place. */
function editList(now: readonly string[], edit: Edit): readonly string[] | undefined {
  if (edit.op === 'clear') return [];
  if (edit.op === 'replace') {
    if (!edit.find) return undefined;
    return [...new Set(now.flatMap((one) => (one !== edit.find ? [one] : edit.with ? [edit.with] : [])))];
  }
  const words = wordsOf(edit.value);
  if (words.length === 0) return undefined;
  return [...new Set(edit.op === 'set' ? words : [...now, ...words])];
}

function editProduct(draft: Draft, edit: Edit, world: BulkWorld, wrong: Wrong): void {
  switch (edit.field) {
    case 'name':
    case 'description': {
      const max = edit.field === 'name' ? 500 : 100_000;
      const next = { ...draft[edit.field] };
      for (const language of edit.language ? [edit.language] : (['fr', 'en'] as const)) {
        const text = editText(next[language], edit);
        if (text === undefined) return wrong('a text');
        if (text.length > max) return wrong(`at most ${max} characters`);
        if (edit.field === 'name' && text.trim() === '') return wrong('not empty');
        next[language] = text;
      }
      draft[edit.field] = next;
      return;
    }
    case 'brand':
    case 'productType': {
      const text = editText(draft[edit.field] ?? '', edit);
      if (text === undefined || text.length > 200) return wrong('a text of at most 200 characters');
      draft[edit.field] = text.trim() === '' ? null : text;
      return;
    }
    case 'taxClass':
    case 'status': {
      const known: readonly string[] = edit.field === 'status' ? productStatuses : taxClasses;
      if (edit.op !== 'set' || typeof edit.value !== 'string' || !known.includes(edit.value))
        return wrong(`to set: one of ${known.join(', ')}`);
      draft[edit.field] = edit.value;
      return;
    }
    case 'family':
      if (edit.op === 'clear') draft.family = null;
      else if (edit.op === 'set' && typeof edit.value === 'string') draft.family = edit.value;
      else wrong('to set or to clear');
      return;
    case 'tags': {
      const tags = editList(draft.tags, edit);
      if (!tags || tags.length > 250 || tags.some((tag) => tag.trim() === '' || tag.length > 200))
        return wrong('at most 250 tags of at most 200 characters');
      draft.tags = tags;
      return;
    }
    case 'categories': {
      const ids = editList(draft.categories, edit);
      if (!ids || ids.length > MAX_CATEGORIES) return wrong(`at most ${MAX_CATEGORIES} categories`);
      if (ids.some((id) => !world.categoryIds.has(id) && !draft.categories.includes(id)))
        return wrong('categories that exist');
      draft.categories = ids;
      return;
    }
    default:
      wrong('a field that can be edited');
  }
}

/** The values that an edit gives; rules of the attribute are looked at by `planValues`. */
function editValues(content: ProductContent, edit: Edit, world: BulkWorld, wrong: Wrong): ValueIn[] {
  const code = edit.field.slice('attribute:'.length);
  const attribute = world.definitions.attributes.get(code);
  if (!attribute) {
    wrong('an attribute that exists');
    return [];
  }
  const languages = attribute.localisable
    ? edit.language
      ? [edit.language]
      : (['fr', 'en'] as const)
    : [edit.language ?? null];
  const channelId = edit.channelId ?? null;
  return languages.flatMap((language): ValueIn[] => {
    const where = { attribute: code, skuId: null, language, channelId };
    const now = content.values.find(
      (value) =>
        value.attribute === code &&
        value.skuId === null &&
        value.language === language &&
        value.channelId === channelId,
    )?.value;
    if (edit.op === 'clear') return [{ ...where, value: null }];
    if (attribute.kind === 'choices') {
      const list = editList(isWords(now) ? now : [], edit);
      if (list) return [{ ...where, value: list.length === 0 ? null : list }];
    } else if (attribute.kind === 'text' || attribute.kind === 'rich_text') {
      const text = editText(typeof now === 'string' ? now : '', edit);
      if (text !== undefined) return [{ ...where, value: text === '' ? null : text }];
    } else if (edit.op === 'set' && edit.value !== undefined) return [{ ...where, value: edit.value }];
    else if (edit.op === 'replace' && edit.find && attribute.kind === 'choice')
      return now === edit.find ? [{ ...where, value: edit.with ? edit.with : null }] : [];
    wrong(`${edit.op} means nothing for ${attribute.kind}`);
    return [];
  });
}

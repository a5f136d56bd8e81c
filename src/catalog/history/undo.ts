/** The history of a product, and taking one change back. */
import { canonicalJson } from '#base/canonical';
import { lock, sql, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { applyProducts, readStored, refuseConflicts } from '../apply.ts';
import { readContents } from '../attributes/definitions.ts';
import { fieldValue, valueKey, type ProductContent, type Value, type ValueIn } from '../attributes/model.ts';
import { planValues } from '../attributes/plan-values.ts';
import { lockAttributes, refuseValues, valueWorld, writeValues } from '../attributes/set-values.ts';
import { checkDraft } from '../check.ts';
import { lockFamilies } from '../families/assign.ts';
import { writeProductHandle } from '../handles.ts';
import type { ProductDraft, VariantDraft } from '../model.ts';
import type { Change, StoredProduct } from '../plan.ts';
import {
  componentsOf,
  readRelations,
  refuseComponents,
  relationKinds,
  writeComponents,
  writeRelations,
  type Component,
  type RelationKind,
} from '../relations/relations.ts';
import { setPublication } from '../set-publication.ts';
import { patched, type ProductPatch } from '../update-product.ts';
import { finishChanges, lockProducts, recordChanges, type ChangeKind } from './record.ts';

export type HistoryEntry = {
  readonly changeId: string;
  readonly at: Instant;
  readonly actor: string;
  readonly kind: ChangeKind;
  readonly changes: readonly Change[];
  readonly undoneBy: string | null;
  readonly undoes: string | null;
};

type Row = HistoryEntry & { readonly seq: number };
const columns = sql`change_id AS "changeId", seq, at, actor, kind, changes, undone_by AS "undoneBy", undoes`;

/** What changed on a product, newest first; `after` is the `next` of the page before. */
export async function historyOf(
  db: Db,
  productId: string,
  page: { readonly after?: number; readonly limit: number },
): Promise<{ items: (HistoryEntry & { undoable: boolean })[]; next: string | null }> {
  const rows = await db.query<Row>(sql`
    SELECT ${columns} FROM catalog.change WHERE product_id = ${productId} AND seq < ${page.after ?? Number.MAX_SAFE_INTEGER}
    ORDER BY seq DESC LIMIT ${page.limit + 1}`);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ seq: _seq, ...entry }) => ({ ...entry, undoable: finalFields(entry).length === 0 })),
    next: rows.length > page.limit && last ? String(last.seq) : null,
  };
}

const productFields = [
  'name',
  'description',
  'facts',
  'brand',
  'productType',
  'taxClass',
  'tags',
  'options',
  'status',
  'attributes',
];
const variantField = /^variant .*: (sku|gtin|optionValues|weightG|attributes|status)$/s;
const isRelation = (field: string): boolean => relationKinds.some((kind) => field === `relations:${kind}`);

/** Pictures, new variants and states are not taken back: pictures may be gone, articles may be sold, states move by their own rule. */
const mayReturn = ({ field, skuId }: Change): boolean =>
  productFields.includes(field) ||
  ['handle', 'categories', 'channels', 'family', 'components'].includes(field) ||
  fieldValue(field) !== undefined ||
  isRelation(field) ||
  (skuId !== undefined && variantField.test(field));

/** The fields for which a change can't be undone; all of them when it made the product or is undone already. */
function finalFields(entry: Pick<HistoryEntry, 'kind' | 'undoneBy' | 'changes'>): string[] {
  if (entry.kind === 'made' || entry.undoneBy !== null) return ['change'];
  return entry.changes.flatMap((change) => (mayReturn(change) ? [] : [change.field]));
}

const keyOf = ({ field, skuId }: Change): string => `${field}|${skuId ?? ''}`;

/** Later changes that touch the same fields; those undone since, and their undoings, count for nothing. */
function overlapping(entry: Row, later: readonly Row[]): string[] {
  const keys = new Set(entry.changes.map(keyOf));
  const ids = new Set(later.map((one) => one.changeId));
  return later.flatMap((one) => {
    if (one.undoneBy !== null || (one.undoes !== null && ids.has(one.undoes))) return [];
    return one.changes.some((change) => keys.has(keyOf(change))) ? [one.changeId] : [];
  });
}

/**
 * Takes one change back, whole or not at all: every field it touched is again what it was before it. Refuses `catalog.product_unknown`,
 * `catalog.change_unknown`, `catalog.change_final` for what can't be taken back, `catalog.change_overlapped` with the later changes that
 * touch the same fields, and what the fields' own rules refuse by now.
 */
export async function undoChange(
  tx: Tx,
  { productId, changeId }: { readonly productId: string; readonly changeId: string },
): Promise<{ changeId: string; version: number }> {
  const [entry] = await readChange(tx, productId, changeId);
  if (!entry) return refuse('catalog.change_unknown', { detail: changeId });
  await lockBefore(tx, entry.changes);
  await lockProducts(tx, [productId]);
  const [locked] = await readChange(tx, productId, changeId); // it may have been undone while we waited
  const final = locked ? finalFields(locked) : [];
  if (final.length > 0)
    refuse('catalog.change_final', { fields: final.map((field) => ({ field, rule: 'cannot be taken back' })) });
  const later = await tx.query<Row>(
    sql`SELECT ${columns} FROM catalog.change WHERE product_id = ${productId} AND seq > ${entry.seq} ORDER BY seq`,
  );
  const [stored] = await readStored(tx, [productId]);
  const content = (await readContents(tx, [productId])).get(productId);
  if (!stored || !content) throw new Error('a locked product is gone');
  const overlaps = overlapping(entry, later);
  const other = await otherwise(tx, entry.changes, stored, content);
  if (overlaps.length > 0 || other.length > 0)
    refuse('catalog.change_overlapped', {
      changes: overlaps,
      fields: other.map((field) => ({ field, rule: 'as this change left it' })),
    });
  const back = entry.changes.map((change): Change => ({ ...change, from: change.to, to: change.from }));
  await restoreProduct(tx, back, stored);
  await restoreHandle(tx, back, stored);
  await restoreContent(tx, back, stored, content);
  const [undoing = ''] = await recordChanges(tx, [{ productId, changes: back }], 'undone', changeId);
  await tx.query(sql`UPDATE catalog.change SET undone_by = ${undoing} WHERE change_id = ${changeId}`);
  // An undoing that is undone brings the first change back to life.
  if (entry.undoes !== null)
    await tx.query(sql`UPDATE catalog.change SET undone_by = NULL WHERE change_id = ${entry.undoes}`);
  const [head] = await tx.query<{ version: number }>(
    sql`SELECT version FROM catalog.product WHERE product_id = ${productId}`,
  );
  return { changeId: undoing, version: head?.version ?? stored.version };
}

const readChange = (tx: Tx, productId: string, changeId: string): Promise<Row[]> =>
  tx.query<Row>(sql`SELECT ${columns} FROM catalog.change WHERE change_id = ${changeId} AND product_id = ${productId}`);

/** What the values before name, held before the product is. */
async function lockBefore(tx: Tx, changes: readonly Change[]): Promise<void> {
  await lockAttributes(
    tx,
    changes.flatMap((change) => fieldValue(change.field)?.attribute ?? []),
  );
  const families = changes.flatMap((change) =>
    change.field === 'family' && change.from !== null ? [String(change.from)] : [],
  );
  if (families.length > 0) await lockFamilies(tx, families);
  const categories = changes.flatMap((change) => (change.field === 'categories' ? (change.from as string[]) : []));
  lock(tx, 'catalog.category');
  const known = await tx.query<{ id: string }>(sql`
    SELECT category_id AS id FROM catalog.category WHERE category_id = ANY(${categories}::text[]) ORDER BY category_id FOR KEY SHARE`);
  const missing = categories.find((id) => known.every((row) => row.id !== id));
  if (missing !== undefined) refuse('catalog.category_unknown', { detail: missing });
}

/** The fields that are not as the change left them, although no later change is known. */
async function otherwise(
  tx: Tx,
  changes: readonly Change[],
  stored: StoredProduct,
  content: ProductContent,
): Promise<string[]> {
  const relations = (await readRelations(tx, [stored.productId])).get(stored.productId);
  const components = await componentsOf(
    tx,
    stored.variants.map((variant) => variant.skuId),
  );
  const values = new Map(content.values.map((value) => [valueKey(value), value.value]));
  const nowOf = ({ field, skuId }: Change): unknown => {
    const where = fieldValue(field);
    if (where) return values.get(valueKey({ ...where, skuId: skuId ?? null })) ?? null;
    if (field === 'family') return content.family;
    if (field === 'categories') return stored.categoryIds;
    if (field === 'channels') return [...stored.channels].sort();
    if (field === 'components') return components.get(skuId ?? '') ?? [];
    if (isRelation(field)) return relations?.[field.slice('relations:'.length) as RelationKind];
    const variant = stored.variants.find((one) => one.skuId === skuId);
    const part = variantField.exec(field)?.[1];
    if (part !== undefined) return (variant as unknown as Record<string, unknown>)[part];
    return (stored as unknown as Record<string, unknown>)[field];
  };
  return changes.flatMap((change) => (canonicalJson(nowOf(change)) === canonicalJson(change.to) ? [] : [change.field]));
}

/** Names, texts, categories, variants: through the batch command, which knows their rules. */
async function restoreProduct(tx: Tx, back: readonly Change[], stored: StoredProduct): Promise<void> {
  const fields = back.filter(({ field }) => productFields.includes(field)).map(({ field, to }) => [field, to] as const);
  const categories = back.find(({ field }) => field === 'categories');
  const variants = new Map<string, Partial<VariantDraft> & Pick<VariantDraft, 'optionValues'>>();
  for (const { field, skuId, to } of back) {
    const part = variantField.exec(field)?.[1];
    const now = stored.variants.find((one) => one.skuId === skuId);
    if (part === undefined || !now) continue;
    const known = variants.get(now.skuId) ?? { skuId: now.skuId, optionValues: now.optionValues };
    variants.set(now.skuId, { ...known, [part]: to });
  }
  if (fields.length === 0 && !categories && variants.size === 0) return;
  const patch = {
    ...Object.fromEntries(fields),
    ...(categories ? { categoryIds: categories.to as string[] } : {}),
    variants: [...variants.values()],
  } as ProductPatch;
  const draft: ProductDraft = patched(stored, patch);
  checkDraft(draft);
  const [applied] = await applyProducts(tx, [draft], { channelIds: [], record: false });
  if (applied) refuseConflicts(applied);
}

/** The address it had; the one of between then leads there too. Refuses `catalog.handle_taken` where somebody has it by now. */
async function restoreHandle(tx: Tx, back: readonly Change[], { productId, handle }: StoredProduct): Promise<void> {
  const change = back.find(({ field }) => field === 'handle');
  if (!change) return;
  await writeProductHandle(tx, productId, handle, String(change.to));
  await finishChanges(tx, [{ productId, changes: [] }], { record: false });
}

/** Values, family, relations, components, channels. */
async function restoreContent(
  tx: Tx,
  back: readonly Change[],
  stored: StoredProduct,
  content: ProductContent,
): Promise<void> {
  const { productId } = stored;
  const entries = back.filter(
    ({ field }) => fieldValue(field) || field === 'family' || field === 'components' || isRelation(field),
  );
  const family = entries.find(({ field }) => field === 'family');
  if (family)
    await tx.query(
      sql`UPDATE catalog.product SET family = ${family.to as string | null} WHERE product_id = ${productId}`,
    );
  const given = entries.flatMap(({ field, skuId, to }): ValueIn[] => {
    const where = fieldValue(field);
    return where ? [{ ...where, skuId: skuId ?? null, value: to as Value | null }] : [];
  });
  const after = family ? { ...content, family: family.to as string | null } : content;
  const plan = planValues(after, given, await valueWorld(tx.database, tx, [productId]));
  refuseValues(productId, plan);
  await writeValues(tx, new Map([[productId, plan]]));
  for (const { field, skuId, to } of entries) {
    if (isRelation(field))
      await writeRelations(tx, productId, field.slice('relations:'.length) as RelationKind, to as string[]);
    if (field !== 'components' || skuId === undefined) continue;
    await refuseComponents(tx, { productId, skuId, components: to as Component[] });
    await writeComponents(tx, skuId, to as Component[]);
  }
  if (entries.length > 0) await finishChanges(tx, [{ productId, changes: [] }], { record: false });
  const channels = back.find(({ field }) => field === 'channels');
  if (channels) await restoreChannels(tx, productId, channels.from as string[], channels.to as string[]);
}

async function restoreChannels(
  tx: Tx,
  productId: string,
  now: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  for (const published of [true, false]) {
    const channelIds = published ? wanted.filter((id) => !now.includes(id)) : now.filter((id) => !wanted.includes(id));
    if (channelIds.length > 0)
      await setPublication(tx, { productIds: [productId], channelIds, published }, { record: false });
  }
}

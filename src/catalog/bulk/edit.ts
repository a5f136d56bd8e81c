/** One change for many products at once: shown first, then made; refused row by row. */
import { empty, lock, sql, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { channelsOf } from '#channels';
import type { Database } from '#base/db';
import { applyProducts, readStored } from '../apply.ts';
import { readContents } from '../attributes/definitions.ts';
import { lockAttributes, valueWorld, writeValues } from '../attributes/set-values.ts';
import { finishChanges, lockProducts, recordChanges } from '../history/record.ts';
import { foldText, type ProductStatus, type Text } from '../model.ts';
import { patched } from '../update-product.ts';
import { planRow, type BulkWorld, type Edit, type RowPlan } from './plan.ts';

/** Products of one bulk edit; more are edited in several. */
export const MAX_BULK = 1_000;

export type Selection =
  | { readonly productIds: readonly string[] }
  | {
      readonly filter: {
        readonly q?: string;
        readonly status?: ProductStatus;
        readonly categoryId?: string;
        readonly family?: string;
        readonly brand?: string;
      };
    };

export type BulkItem = {
  readonly productId: string;
  readonly name: Text;
  readonly outcome: 'changed' | 'unchanged' | 'refused';
  readonly changes: RowPlan['changes'];
  readonly fields: RowPlan['problems'];
};
export type BulkResult = {
  readonly matched: number;
  readonly changed: number;
  readonly refused: number;
  readonly items: readonly BulkItem[];
};

/** The products of a selection. Refuses `catalog.too_many` past `MAX_BULK`; ids that do not exist are left out. */
async function selected(db: Db, selection: Selection): Promise<string[]> {
  if ('productIds' in selection) {
    const rows = await db.query<{ id: string }>(sql`
      SELECT product_id AS id FROM catalog.product WHERE product_id = ANY(${selection.productIds}::text[]) ORDER BY product_id`);
    return rows.map((row) => row.id);
  }
  const { q, status, categoryId, family, brand } = selection.filter;
  const words = foldText(q ?? '').trim();
  const like = `%${words.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const rows = await db.query<{ id: string }>(sql`
    SELECT p.product_id AS id FROM catalog.product p WHERE true
      ${words === '' ? empty : sql`AND (p.sort_fr || ' ' || p.sort_en || ' ' || p.handle) LIKE ${like}`}
      ${status === undefined ? empty : sql`AND p.status = ${status}`}
      ${family === undefined ? empty : sql`AND p.family = ${family}`}
      ${brand === undefined ? empty : sql`AND p.brand = ${brand}`}
      ${categoryId === undefined ? empty : sql`AND EXISTS (SELECT 1 FROM catalog.product_category c WHERE c.product_id = p.product_id AND c.category_id = ${categoryId})`}
    ORDER BY p.product_id LIMIT ${MAX_BULK + 1}`);
  if (rows.length > MAX_BULK) refuse('catalog.too_many', { most: MAX_BULK });
  return rows.map((row) => row.id);
}

async function planAll(
  database: Database,
  db: Db,
  productIds: readonly string[],
  edits: readonly Edit[],
): Promise<{ plans: RowPlan[]; items: BulkItem[]; stored: Awaited<ReturnType<typeof readStored>> }> {
  const stored = (await readStored(db, productIds)).toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
  const contents = await readContents(db, productIds);
  const categories = await db.query<{ id: string }>(sql`SELECT category_id AS id FROM catalog.category`);
  const world: BulkWorld = {
    ...(await valueWorld(database, db, [])),
    categoryIds: new Set(categories.map((row) => row.id)),
  };
  const plans = stored.flatMap((product) => {
    const content = contents.get(product.productId);
    return content ? [planRow(product, content, edits, world)] : [];
  });
  const items = plans.map((plan, i): BulkItem => {
    const refused = plan.problems.length > 0;
    return {
      productId: plan.productId,
      name: stored[i]?.name ?? { fr: '', en: '' },
      outcome: refused ? 'refused' : plan.changes.length > 0 ? 'changed' : 'unchanged',
      changes: refused ? [] : plan.changes,
      fields: plan.problems,
    };
  });
  return { plans, items, stored };
}

const resultOf = (items: readonly BulkItem[]): BulkResult => ({
  matched: items.length,
  changed: items.filter((item) => item.outcome === 'changed').length,
  refused: items.filter((item) => item.outcome === 'refused').length,
  items,
});

/** What a bulk edit would change, row by row, without changing anything. Refuses `catalog.too_many`, `catalog.channel_unknown`. */
export async function previewBulk(
  database: Database,
  selection: Selection,
  edits: readonly Edit[],
): Promise<BulkResult> {
  await refuseChannels(database, edits);
  return resultOf((await planAll(database, database, await selected(database, selection), edits)).items);
}

async function refuseChannels(database: Database, edits: readonly Edit[]): Promise<void> {
  const known = new Set((await channelsOf(database)).map((channel) => channel.channelId));
  const missing = edits.find((edit) => edit.channelId !== undefined && !known.has(edit.channelId));
  if (missing) refuse('catalog.channel_unknown', { detail: missing.channelId ?? '' });
}

/**
 * Makes a bulk edit in one transaction, set-wise. A product that a rule refuses is left as it was and told; the others are changed,
 * each with its entry in the history. Refuses `catalog.too_many`, `catalog.channel_unknown`.
 */
export async function editInBulk(tx: Tx, selection: Selection, edits: readonly Edit[]): Promise<BulkResult> {
  await refuseChannels(tx.database, edits);
  const codes = edits.flatMap(({ field }) =>
    field.startsWith('attribute:') ? [field.slice('attribute:'.length)] : [],
  );
  await lockAttributes(tx, codes);
  const named = edits.flatMap(({ field, value }) => (typeof value === 'string' ? [{ field, value }] : []));
  const families = named.flatMap(({ field, value }) => (field === 'family' ? [value] : []));
  lock(tx, 'catalog.family');
  await tx.query(sql`SELECT 1 FROM catalog.family WHERE code = ANY(${families}::text[]) ORDER BY code FOR KEY SHARE`);
  lock(tx, 'catalog.category');
  if (edits.some((edit) => edit.field === 'categories'))
    await tx.query(sql`SELECT 1 FROM catalog.category ORDER BY category_id FOR KEY SHARE`);
  const productIds = await selected(tx, selection);
  await lockProducts(tx, productIds);
  const { plans, items, stored } = await planAll(tx.database, tx, productIds, edits);
  const done = plans.filter((plan) => plan.problems.length === 0 && plan.changes.length > 0);
  const byId = new Map(stored.map((product) => [product.productId, product]));
  const drafts = done.flatMap(({ productId, patch }) => {
    const product = byId.get(productId);
    return patch && product ? [patched(product, patch)] : [];
  });
  if (drafts.length > 0) await applyProducts(tx, drafts, { channelIds: [], record: false });
  const moved = done.filter((plan) => plan.family !== undefined);
  if (moved.length > 0)
    await tx.query(sql`
      UPDATE catalog.product p SET family = d.family
      FROM unnest(${moved.map((plan) => plan.productId)}::text[], ${moved.map((plan) => plan.family ?? null)}::text[]) AS d(id, family)
      WHERE p.product_id = d.id`);
  await writeValues(tx, new Map(done.map((plan) => [plan.productId, plan.values])));
  const said = done.filter((plan) => plan.family !== undefined || plan.values.changes.length > 0);
  await finishChanges(tx, said, { record: false });
  await recordChanges(tx, done);
  return resultOf(items);
}

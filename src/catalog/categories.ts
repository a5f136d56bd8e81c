/** The tree of categories: made, renamed, moved, removed; and found by path for imports. */
import { announce } from '#base/journal';
import { lock, maybeOne, sql, type Sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { dropTree } from './cache.ts';
import { categoryChanged, productChanged } from './events.ts';
import { slug, type Text } from './model.ts';
import { touchProducts } from './touch.ts';

export type CategoryInput = {
  readonly categoryId: string;
  readonly handle: string;
  readonly name: Text;
  readonly parentId: string | null;
  readonly position?: number;
};

/** The place behind all others below a parent. */
const lastPlace = (parentId: string | null): Sql =>
  sql`(SELECT coalesce(max(position) + 1, 0) FROM catalog.category WHERE parent_id IS NOT DISTINCT FROM ${parentId})`;

/** Makes a category, last among its sisters unless a position is given. Refuses `catalog.handle_taken` and `catalog.category_unknown` (its parent). The same again changes nothing. */
export async function createCategory(tx: Tx, input: CategoryInput): Promise<{ categoryId: string; version: number }> {
  lock(tx, 'catalog.category');
  if (input.parentId !== null) await mustExist(tx, input.parentId);
  const made = await tx.affected(sql`
    INSERT INTO catalog.category (category_id, handle, parent_id, name, position, version)
    VALUES (${input.categoryId}, ${input.handle}, ${input.parentId}, ${JSON.stringify(input.name)}::jsonb,
      coalesce(${input.position ?? null}::int, ${lastPlace(input.parentId)}), 1)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const known = await maybeOne(
      tx.query<{ id: string; version: number }>(
        sql`SELECT category_id AS id, version FROM catalog.category WHERE handle = ${input.handle}`,
      ),
    );
    if (known?.id !== input.categoryId)
      refuse(known ? 'catalog.handle_taken' : 'request.id_reused', { detail: input.handle });
    return { categoryId: known.id, version: known.version };
  }
  announce(tx, categoryChanged(input.categoryId, 1, ['made']));
  tx.afterCommit(() => dropTree(tx.database));
  return { categoryId: input.categoryId, version: 1 };
}

/** Renames or moves a category; moved, it comes last among its new sisters unless a position is given. Refuses `catalog.category_unknown`, `catalog.version_changed`, `catalog.category_cycle`. */
export async function updateCategory(
  tx: Tx,
  input: {
    readonly categoryId: string;
    readonly version: number;
    readonly name?: Text;
    readonly parentId?: string | null;
    readonly position?: number;
  },
): Promise<{ categoryId: string; version: number }> {
  lock(tx, 'catalog.category');
  // The whole tree is locked: two moves at once could make a circle that neither of them sees.
  const rows = await lockTree(tx);
  const parents = new Map(rows.map((row) => [row.id, row.parentId]));
  const now = rows.find((row) => row.id === input.categoryId);
  if (!now) refuse('catalog.category_unknown', { detail: input.categoryId });
  if (now.version !== input.version) refuse('catalog.version_changed', { version: now.version });
  if (input.parentId) {
    if (!parents.has(input.parentId)) refuse('catalog.category_unknown', { detail: input.parentId });
    for (let id: string | null | undefined = input.parentId; id; id = parents.get(id)) {
      if (id === input.categoryId) refuse('catalog.category_cycle');
    }
  }
  const parentId = input.parentId === undefined ? now.parentId : input.parentId;
  const moved = parentId !== now.parentId;
  await tx.query(sql`
    UPDATE catalog.category SET name = coalesce(${input.name ? JSON.stringify(input.name) : null}::jsonb, name), parent_id = ${parentId},
      position = coalesce(${input.position ?? null}::int, ${moved ? lastPlace(parentId) : sql`position`}), version = version + 1
    WHERE category_id = ${input.categoryId}`);
  const what = [
    ...(input.name ? (['renamed'] as const) : []),
    ...(moved ? (['moved'] as const) : []),
    ...(input.position === undefined ? [] : (['sorted'] as const)),
  ];
  announce(tx, categoryChanged(input.categoryId, now.version + 1, what));
  tx.afterCommit(() => dropTree(tx.database));
  return { categoryId: input.categoryId, version: now.version + 1 };
}

type TreeRow = { id: string; parentId: string | null; position: number; version: number };

const lockTree = (tx: Tx): Promise<TreeRow[]> =>
  tx.query<TreeRow>(
    sql`SELECT category_id AS id, parent_id AS "parentId", position, version FROM catalog.category ORDER BY category_id FOR NO KEY UPDATE`,
  );

/**
 * Puts the categories below a parent (null: the top ones) into this order. Refuses `catalog.version_changed` when they are not exactly
 * those, as when somebody moved one meanwhile. In this order already: nothing changes.
 */
export async function sortCategories(
  tx: Tx,
  { parentId, categoryIds }: { readonly parentId: string | null; readonly categoryIds: readonly string[] },
): Promise<{ changed: number }> {
  lock(tx, 'catalog.category');
  const sisters = (await lockTree(tx)).filter((row) => row.parentId === parentId);
  const wanted = new Map(categoryIds.map((id, i) => [id, i]));
  if (
    wanted.size !== categoryIds.length ||
    sisters.length !== wanted.size ||
    sisters.some((row) => !wanted.has(row.id))
  )
    refuse('catalog.version_changed', { detail: 'others are there now' });
  const changed = sisters.filter((row) => row.position !== wanted.get(row.id));
  await tx.query(sql`
    UPDATE catalog.category c SET position = w.position, version = c.version + 1
    FROM unnest(${changed.map((row) => row.id)}::text[], ${changed.map((row) => wanted.get(row.id) ?? 0)}::int[]) AS w(id, position)
    WHERE c.category_id = w.id`);
  announce(
    tx,
    changed.map((row) => categoryChanged(row.id, row.version + 1, ['sorted'])),
  );
  tx.afterCommit(() => dropTree(tx.database));
  return { changed: changed.length };
}

/** Removes a category; its products stay, without it. Refuses `catalog.category_in_use` while others are below it. */
export async function removeCategory(tx: Tx, categoryId: string): Promise<void> {
  lock(tx, 'catalog.category');
  const [now] = await tx.query<{ version: number }>(
    sql`SELECT version FROM catalog.category WHERE category_id = ${categoryId} FOR UPDATE`,
  );
  if (!now) refuse('catalog.category_unknown', { detail: categoryId });
  // After the lock: who made one below it meanwhile held it, and is seen now.
  if ((await tx.query(sql`SELECT 1 FROM catalog.category WHERE parent_id = ${categoryId} LIMIT 1`)).length > 0)
    refuse('catalog.category_in_use');
  lock(tx, 'catalog.product');
  const products = await tx.query<{ id: string }>(sql`
    SELECT product_id AS id FROM catalog.product p
    WHERE EXISTS (SELECT 1 FROM catalog.product_category c WHERE c.product_id = p.product_id AND c.category_id = ${categoryId})
    ORDER BY product_id FOR NO KEY UPDATE`);
  await tx.query(sql`DELETE FROM catalog.product_category WHERE category_id = ${categoryId}`);
  await tx.query(sql`DELETE FROM catalog.category WHERE category_id = ${categoryId}`);
  const touched = await touchProducts(
    tx,
    products.map((row) => row.id),
  );
  announce(tx, [
    categoryChanged(categoryId, now.version + 1, ['removed']),
    ...touched.map(({ productId, version, skuIds }) => productChanged(productId, version, skuIds)),
  ]);
  tx.afterCommit(() => dropTree(tx.database));
}

/** A category by the names on the way to it, outermost first. */
export type CategoryNames = readonly Text[];

/** The ids of these paths, made where they are missing; by `pathKey`. Handles are the path's words: `vetements-hauts`. */
export async function ensureCategories(tx: Tx, paths: readonly CategoryNames[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const wanted = new Map<string, CategoryNames>();
  for (const path of paths)
    for (let depth = 1; depth <= path.length; depth++)
      wanted.set(pathHandle(path.slice(0, depth)), path.slice(0, depth));
  if (wanted.size === 0) return found;
  const rows = await tx.query<{ id: string; handle: string }>(
    sql`SELECT category_id AS id, handle FROM catalog.category WHERE handle = ANY(${[...wanted.keys()]}::text[])`,
  );
  for (const row of rows) found.set(row.handle, row.id);
  // A category that was given another handle is still the one that files know by its names.
  const moved = await tx.query<{ handle: string; id: string }>(sql`
    SELECT o.handle, o.subject_id AS id FROM catalog.old_handle o JOIN catalog.category c ON c.category_id = o.subject_id
    WHERE o.kind = 'category' AND o.handle = ANY(${[...wanted.keys()]}::text[])`);
  for (const row of moved) if (!found.has(row.handle)) found.set(row.handle, row.id);
  // Parents first, and in one order for all: two imports at once wait for each other instead of deadlocking.
  const order = [...wanted].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
  for (const [handle, path] of order) {
    if (found.has(handle)) continue;
    const parentId = path.length > 1 ? (found.get(pathHandle(path.slice(0, -1))) ?? null) : null;
    const categoryId = newId('cat');
    const made = await tx.affected(sql`
      INSERT INTO catalog.category (category_id, handle, parent_id, name, position, version)
      VALUES (${categoryId}, ${handle}, ${parentId}, ${JSON.stringify(path.at(-1))}::jsonb, 1000, 1) ON CONFLICT DO NOTHING`);
    if (made > 0) {
      found.set(handle, categoryId);
      announce(tx, categoryChanged(categoryId, 1, ['made']));
      tx.afterCommit(() => dropTree(tx.database));
      continue;
    }
    const [other] = await tx.query<{ id: string }>(
      sql`SELECT category_id AS id FROM catalog.category WHERE handle = ${handle}`,
    );
    if (other) found.set(handle, other.id);
  }
  return found;
}

/** A top category keeps its own word as handle; below it the way is part of it, for `hauts` may exist twice. */
export function pathHandle(path: CategoryNames): string {
  return path
    .map((name) => slug(name.fr) || 'c')
    .join('-')
    .slice(0, 160);
}

async function mustExist(tx: Tx, categoryId: string): Promise<void> {
  const [row] = await tx.query(sql`SELECT 1 FROM catalog.category WHERE category_id = ${categoryId} FOR KEY SHARE`);
  if (!row) refuse('catalog.category_unknown', { detail: categoryId });
}

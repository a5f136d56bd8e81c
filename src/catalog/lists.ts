/** Lists for shoppers and the category tree: ids by keyset, cached until the catalogue changes, then joined with cards. */
import { empty, join, sql, type Database, type Sql } from '#base/db';
import { refuse } from '#base/refusal';
import { catalogCache } from './cache.ts';
import type { CategoryNode, ProductCard, Text } from './model.ts';
import { productCards } from './queries.ts';

export type ListSort = 'name_fr' | 'name_en' | 'newest';
export type ListQuery = {
  readonly categoryHandle?: string;
  readonly channelId: string;
  readonly sort: ListSort;
  /** The `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
};
type Page = { readonly ids: readonly string[]; readonly next: string | null };

/**
 * Products on sale on a channel, in a category with all below it. Refuses `catalog.category_unknown`, and `request.invalid` for a
 * mark that is none. Sorting by price is not here, for prices are above: take `productIdsOnSale` and sort it.
 */
export async function listProducts(
  db: Database,
  query: ListQuery,
): Promise<{ items: readonly ProductCard[]; next: string | null }> {
  const page = await pageOf(db, query);
  const cards = await productCards(db, page.ids);
  return { items: page.ids.flatMap((id) => cards.get(id) ?? []), next: page.next };
}

async function pageOf(db: Database, query: ListQuery): Promise<Page> {
  const cache = catalogCache(db);
  const key = `${query.channelId}|${query.categoryHandle ?? ''}|${query.sort}|${query.after ?? ''}|${query.limit}`;
  const known = cache.pages.get(key) as Page | undefined;
  if (known) return known;
  const generation = cache.generation;
  const page = await readPage(db, query);
  if (cache.generation === generation) cache.pages.set(key, page);
  return page;
}

async function readPage(db: Database, query: ListQuery): Promise<Page> {
  const inCategory = await categoryFilter(db, query.categoryHandle);
  const mark = readMark(query.after);
  const column =
    query.sort === 'newest'
      ? sql`to_char(p.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
      : query.sort === 'name_en'
        ? sql`p.sort_en`
        : sql`p.sort_fr`;
  const order = query.sort === 'newest' ? sql`p.created_at DESC, p.product_id DESC` : sql`${column}, p.product_id`;
  const after =
    mark === undefined
      ? empty
      : query.sort === 'newest'
        ? sql`AND (p.created_at, p.product_id) < (${timeMark(mark[0])}::timestamptz, ${mark[1]})`
        : sql`AND (${column}, p.product_id) > (${mark[0]}, ${mark[1]})`;
  const rows = await db.query<{ id: string; key: string }>(sql`
    SELECT p.product_id AS id, ${column} AS key FROM catalog.product p
    WHERE p.status = 'active' ${inCategory} ${after}
      AND EXISTS (SELECT 1 FROM catalog.publication b WHERE b.product_id = p.product_id AND b.channel_id = ${query.channelId})
    ORDER BY ${order} LIMIT ${query.limit + 1}`);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    ids: shown.map((row) => row.id),
    next: rows.length > query.limit && last ? makeMark(last.key, last.id) : null,
  };
}

/** All products on sale on a channel (in a category), by name; for sorting and filtering by what higher modules know. */
export async function productIdsOnSale(
  db: Database,
  channelId: string,
  categoryHandle?: string,
): Promise<readonly string[]> {
  const cache = catalogCache(db);
  const key = `all|${channelId}|${categoryHandle ?? ''}`;
  const known = cache.pages.get(key) as readonly string[] | undefined;
  if (known) return known;
  const generation = cache.generation;
  const inCategory = await categoryFilter(db, categoryHandle);
  const rows = await db.query<{ id: string }>(sql`
    SELECT p.product_id AS id FROM catalog.product p WHERE p.status = 'active' ${inCategory}
      AND EXISTS (SELECT 1 FROM catalog.publication b WHERE b.product_id = p.product_id AND b.channel_id = ${channelId})
    ORDER BY p.sort_fr, p.product_id LIMIT 50000`);
  const ids = rows.map((row) => row.id);
  if (cache.generation === generation) cache.pages.set(key, ids);
  return ids;
}

async function categoryFilter(db: Database, handle: string | undefined): Promise<Sql> {
  if (handle === undefined) return empty;
  const node = findCategory(await categoryTree(db), handle);
  if (!node) return refuse('catalog.category_unknown', { detail: handle });
  return sql`AND EXISTS (SELECT 1 FROM catalog.product_category pc WHERE pc.product_id = p.product_id
    AND pc.category_id IN (${join(idsBelow(node))}))`;
}

const idsBelow = (node: CategoryNode): string[] => [node.categoryId, ...node.children.flatMap(idsBelow)];

/** The node with this handle, anywhere in the tree. */
export function findCategory(tree: readonly CategoryNode[], handle: string): CategoryNode | undefined {
  for (const node of tree) {
    const found = node.handle === handle ? node : findCategory(node.children, handle);
    if (found) return found;
  }
  return undefined;
}

/** From the root to the category: breadcrumbs. Empty when there is no such id. */
export function categoryPath(tree: readonly CategoryNode[], categoryId: string): CategoryNode[] {
  for (const node of tree) {
    if (node.categoryId === categoryId) return [node];
    const below = categoryPath(node.children, categoryId);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}

/** The shop's shelves, cached. */
export async function categoryTree(db: Database): Promise<readonly CategoryNode[]> {
  const cache = catalogCache(db);
  if (cache.tree) return cache.tree;
  const generation = cache.generation;
  const rows = await db.query<{
    categoryId: string;
    handle: string;
    parentId: string | null;
    name: Text;
    version: number;
  }>(sql`
    SELECT category_id AS "categoryId", handle, parent_id AS "parentId", name, version FROM catalog.category ORDER BY position, handle`);
  const byParent = Map.groupBy(rows, (row) => row.parentId);
  const below = (parentId: string | null): CategoryNode[] =>
    (byParent.get(parentId) ?? []).map((row) => ({ ...row, children: below(row.categoryId) }));
  const tree = below(null);
  if (cache.generation === generation) cache.tree = tree;
  return tree;
}

/** How many products on sale a channel has in each category, those below it included; by category id. */
export async function categoryCounts(db: Database, channelId: string): Promise<ReadonlyMap<string, number>> {
  const cache = catalogCache(db);
  const key = `counts|${channelId}`;
  const known = cache.pages.get(key) as ReadonlyMap<string, number> | undefined;
  if (known) return known;
  const generation = cache.generation;
  const rows = await db.query<{ categoryId: string; products: number }>(sql`
    WITH RECURSIVE below AS (
      SELECT category_id AS root, category_id FROM catalog.category
      UNION ALL SELECT b.root, c.category_id FROM below b JOIN catalog.category c ON c.parent_id = b.category_id)
    SELECT b.root AS "categoryId", count(DISTINCT pc.product_id) AS products
    FROM below b JOIN catalog.product_category pc USING (category_id) JOIN catalog.product p USING (product_id)
    JOIN catalog.publication pub ON pub.product_id = p.product_id AND pub.channel_id = ${channelId}
    WHERE p.status = 'active' GROUP BY b.root`);
  const counts = new Map(rows.map((row) => [row.categoryId, row.products]));
  if (cache.generation === generation) cache.pages.set(key, counts);
  return counts;
}

const makeMark = (key: string, id: string): string => Buffer.from(JSON.stringify([key, id])).toString('base64url');

/** Reads a page mark; anything a person made up is refused, for it goes into a comparison. */
export function readMark(text: string | undefined): readonly [string, string] | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (
      Array.isArray(value) &&
      value.length === 2 &&
      value.every((v) => typeof v === 'string' && !v.includes('\u0000'))
    )
      return value as unknown as [string, string];
  } catch {
    // falls through to the refusal
  }
  return refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'the next of the page before' }] });
}

export function timeMark(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) || !Number.isFinite(Date.parse(text)))
    refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'the next of the page before' }] });
  return text;
}

export { makeMark };

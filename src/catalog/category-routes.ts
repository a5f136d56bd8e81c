/** The office's routes over categories, and over which products stand in them. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { assignCategories } from './assign.ts';
import { createCategory, removeCategory, sortCategories, updateCategory, type CategoryInput } from './categories.ts';
import { categoryTree } from './lists.ts';
import type { CategoryNode } from './model.ts';
import { productsByCategory } from './office.ts';
import { assignment, categoryId, categoryIn, categoryOrder, categoryOut, categoryPatch } from './shapes.ts';

const version = z.strictObject({ categoryId: z.string(), version: z.int() });
const changed = z.strictObject({ changed: z.int() });

const categoriesRoute = route({
  method: 'GET',
  path: '/api/categories',
  permission: 'staff:catalog.read',
  summary: 'The tree of categories, from the top, as lines with a depth',
  output: z.strictObject({ items: z.array(categoryOut), next: z.null() }),
  run: async ({ db }) => {
    const [tree, products] = await Promise.all([categoryTree(db), productsByCategory(db)]);
    return { items: flat(tree, products, 0), next: null };
  },
});

function flat(
  nodes: readonly CategoryNode[],
  products: ReadonlyMap<string, number>,
  depth: number,
): z.input<typeof categoryOut>[] {
  return nodes.flatMap(({ children, ...node }) => [
    { ...node, depth, products: products.get(node.categoryId) ?? 0 },
    ...flat(children, products, depth + 1),
  ]);
}

const createCategoryRoute = route({
  method: 'POST',
  path: '/api/categories',
  permission: 'staff:catalog.write',
  summary: 'Make a category',
  idempotency: 'id',
  body: categoryIn,
  output: version,
  status: 201,
  refusals: ['catalog.handle_taken', 'catalog.category_unknown', 'request.id_reused'],
  run: (context, { body }) =>
    context.command((tx) => createCategory(tx, { ...body, parentId: body.parentId ?? null } as CategoryInput)),
});

const updateCategoryRoute = route({
  method: 'PATCH',
  path: '/api/categories/:categoryId',
  permission: 'staff:catalog.write',
  summary: 'Rename or move a category',
  idempotency: 'key',
  params: z.strictObject({ categoryId }),
  body: categoryPatch,
  output: version,
  refusals: ['catalog.category_unknown', 'catalog.version_changed', 'catalog.category_cycle'],
  run: (context, { params, body }) =>
    context.command((tx) =>
      updateCategory(tx, { categoryId: params.categoryId, ...body } as Parameters<typeof updateCategory>[1]),
    ),
});

const removeCategoryRoute = route({
  method: 'DELETE',
  path: '/api/categories/:categoryId',
  permission: 'staff:catalog.write',
  summary: 'Remove a category without others below it; its products stay',
  idempotency: 'key',
  params: z.strictObject({ categoryId }),
  output: z.strictObject({ removed: z.boolean() }),
  refusals: ['catalog.category_unknown', 'catalog.category_in_use'],
  run: (context, { params }) =>
    context.command(async (tx) => {
      await removeCategory(tx, params.categoryId);
      return { removed: true };
    }),
});

const sortCategoriesRoute = route({
  method: 'PUT',
  path: '/api/categories/order',
  permission: 'staff:catalog.write',
  summary: 'Put the categories below one, or the top ones, into an order: all of them, by id',
  idempotency: 'natural',
  body: categoryOrder,
  output: changed,
  refusals: ['catalog.version_changed'],
  run: (context, { body }) => context.command((tx) => sortCategories(tx, body)),
});

const assignRoute = route({
  method: 'POST',
  path: '/api/products/categories',
  permission: 'staff:catalog.write',
  summary: 'Put products into categories, and take them out of others',
  idempotency: 'key',
  body: assignment,
  output: changed,
  refusals: ['catalog.category_unknown', 'catalog.product_unknown', 'catalog.product_invalid'],
  run: (context, { body }) => context.command((tx) => assignCategories(tx, body)),
});

export const categoryRoutes: readonly Route[] = [
  categoriesRoute,
  createCategoryRoute,
  sortCategoriesRoute,
  updateCategoryRoute,
  removeCategoryRoute,
  assignRoute,
];

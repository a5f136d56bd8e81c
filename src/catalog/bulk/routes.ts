/** The office's routes for one change of many products, and for reading what a grid of them shows. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { readStored } from '../apply.ts';
import { contentsOf } from '../attributes/definitions.ts';
import { code, contentOut, language, value } from '../attributes/shapes.ts';
import { categoryId, channelId, productId, status } from '../shapes.ts';
import { editInBulk, MAX_BULK, previewBulk, type BulkResult, type Selection } from './edit.ts';
import { bulkFields, type Edit } from './plan.ts';

const field = z.union([z.enum(bulkFields), z.string().regex(/^attribute:[a-z][a-z0-9_]{0,39}$/)]);
const edit = z.strictObject({
  op: z.enum(['set', 'clear', 'append', 'replace']),
  field,
  language: language.optional(),
  channelId: channelId.optional(),
  value: value.optional(),
  find: z.string().min(1).max(1_000).optional(),
  with: z.string().max(1_000).optional(),
});
const select = z.union([
  z.strictObject({ productIds: z.array(productId).min(1).max(MAX_BULK) }),
  z.strictObject({
    filter: z.strictObject({
      q: z.string().max(200).optional(),
      status: status.optional(),
      categoryId: categoryId.optional(),
      family: code.optional(),
      brand: z.string().max(200).optional(),
    }),
  }),
]);
const anyText = z.strictObject({ fr: z.string(), en: z.string() });
const result = z.strictObject({
  matched: z.int(),
  changed: z.int(),
  refused: z.int(),
  items: z.array(
    z.strictObject({
      productId: z.string(),
      name: anyText,
      outcome: z.enum(['changed', 'unchanged', 'refused']),
      changes: z.array(z.strictObject({ field: z.string(), from: z.unknown(), to: z.unknown() })),
      fields: z.array(z.strictObject({ field: z.string(), rule: z.string() })),
    }),
  ),
});

/** Long texts are told by their beginnings. */
const excerpt = (part: unknown): unknown => {
  const text = JSON.stringify(part) ?? 'null';
  return text.length <= 600 ? part : `${text.slice(0, 600)}…`;
};
const told = (done: BulkResult): z.input<typeof result> => ({
  ...done,
  items: done.items.map((item) => ({
    ...item,
    changes: item.changes.map(({ field, from, to }) => ({ field, from: excerpt(from), to: excerpt(to) })),
    fields: [...item.fields],
  })),
});

const bulkRoute = route({
  method: 'POST',
  path: '/api/products/bulk',
  permission: 'staff:catalog.write',
  summary: 'Set, clear, append or replace fields of many products; with dryRun, only tell what would change',
  idempotency: 'key',
  body: z.strictObject({ select, edits: z.array(edit).min(1).max(20), dryRun: z.boolean() }),
  output: result,
  refusals: ['catalog.too_many', 'catalog.channel_unknown'],
  run: async (context, { body }) => {
    const selection = body.select as Selection;
    const edits = body.edits as unknown as Edit[];
    if (body.dryRun) return told(await previewBulk(context.db, selection, edits));
    return context.command(async (tx) => told(await editInBulk(tx, selection, edits)));
  },
});

const MAX_ROWS = 100;
const gridRow = z.strictObject({
  productId: z.string(),
  version: z.int(),
  name: anyText,
  brand: z.string().nullable(),
  status,
  tags: z.array(z.string()),
  family: z.string().nullable(),
  values: contentOut.shape.values,
});

const valuesRoute = route({
  method: 'GET',
  path: '/api/products/values',
  permission: 'staff:catalog.read',
  summary: 'What these products say, in the order asked for; those that do not exist are left out',
  query: z.strictObject({ productIds: z.string().min(30).max(3_100) }),
  output: z.strictObject({ items: z.array(gridRow), next: z.null() }),
  refusals: ['request.invalid'],
  run: async ({ db }, { query }) => {
    const ids = [...new Set(query.productIds.split(','))];
    if (ids.length > MAX_ROWS || !ids.every((id) => productId.safeParse(id).success))
      refuse('request.invalid', {
        fields: [{ field: 'query.productIds', rule: `at most ${MAX_ROWS} product ids with commas between` }],
      });
    const stored = new Map((await readStored(db, ids)).map((product) => [product.productId, product]));
    const contents = await contentsOf(db, ids);
    const items = ids.flatMap((id): z.input<typeof gridRow>[] => {
      const [product, content] = [stored.get(id), contents.get(id)];
      if (!product || !content) return [];
      const { productId, version, name, brand, status, tags } = product;
      const values = content.values as z.input<typeof gridRow>['values'];
      return [{ productId, version, name, brand, status, tags: [...tags], family: content.family, values }];
    });
    return { items, next: null };
  },
});

export const bulkRoutes: readonly Route[] = [bulkRoute, valuesRoute];

/** The office's route for one change of many products. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { code, language, value } from '../attributes/shapes.ts';
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

export const bulkRoutes: readonly Route[] = [bulkRoute];

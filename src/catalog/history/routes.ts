/** The office's routes over a product's history. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { staffNames } from '#identity';
import { productById } from '../queries.ts';
import { productId } from '../shapes.ts';
import { historyOf, undoChange } from './undo.ts';

const changeId = z.string().regex(new RegExp(idPattern('chg')));
const entry = z.strictObject({
  changeId: z.string(),
  at: z.string(),
  actor: z.string(),
  /** The member of staff who did it; null when it was somebody or something else. */
  actorName: z.string().nullable(),
  kind: z.enum(['made', 'changed', 'undone']),
  changes: z.array(
    z.strictObject({ field: z.string(), skuId: z.string().optional(), from: z.unknown(), to: z.unknown() }),
  ),
  undoneBy: z.string().nullable(),
  undoes: z.string().nullable(),
  undoable: z.boolean(),
});

const historyRoute = route({
  method: 'GET',
  path: '/api/products/:productId/history',
  permission: 'staff:catalog.read',
  summary: 'What changed on a product, by whom, from what to what, newest first',
  params: z.strictObject({ productId }),
  query: z.strictObject({
    after: z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({ items: z.array(entry), next: z.string().nullable() }),
  refusals: ['catalog.product_unknown'],
  run: async ({ db }, { params, query }) => {
    if (!(await productById(db, params.productId))) refuse('catalog.product_unknown', { detail: params.productId });
    const after = query.after === undefined ? {} : { after: Number(query.after) };
    const { items, next } = await historyOf(db, params.productId, { ...after, limit: query.limit });
    const names = await staffNames(db, [...new Set(items.map((item) => item.actor))]);
    const told = items.map((item) => ({ ...item, actorName: names.get(item.actor) ?? null }));
    return { items: told as unknown as z.input<typeof entry>[], next };
  },
});

const undoRoute = route({
  method: 'POST',
  path: '/api/products/:productId/history/:changeId/undo',
  permission: 'staff:catalog.write',
  summary: 'Take one change back; refused with the later changes that touch the same',
  idempotency: 'key',
  params: z.strictObject({ productId, changeId }),
  output: z.strictObject({ changeId: z.string(), version: z.int() }),
  refusals: [
    'catalog.product_unknown',
    'catalog.change_unknown',
    'catalog.change_final',
    'catalog.change_overlapped',
    'catalog.category_unknown',
    'catalog.family_unknown',
    'catalog.value_invalid',
    'catalog.bundle_invalid',
    'catalog.product_invalid',
    'catalog.handle_taken',
    'catalog.sku_taken',
  ],
  run: (context, { params }) => context.command((tx) => undoChange(tx, params)),
});

export const historyRoutes: readonly Route[] = [historyRoute, undoRoute];

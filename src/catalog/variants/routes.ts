/** The office's routes over variants made from options. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { productId } from '../shapes.ts';
import { generateVariants, previewVariants } from './grid.ts';

const params = z.strictObject({ productId });
const name = z.strictObject({ fr: z.string().min(1).max(200), en: z.string().min(1).max(200) });
const options = z.array(z.strictObject({ name, values: z.array(name).min(1).max(200) })).max(3);

const previewRoute = route({
  method: 'POST',
  path: '/api/products/:productId/variants/preview',
  permission: 'staff:catalog.read',
  summary: 'Which variants these options would make, and which are there',
  idempotency: 'natural',
  params,
  body: z.strictObject({ options }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        optionValues: z.array(name),
        sku: z.string(),
        skuId: z.string().nullable(),
        exists: z.boolean(),
      }),
    ),
    made: z.int(),
  }),
  refusals: ['catalog.product_unknown', 'catalog.product_invalid'],
  run: async ({ db }, { params, body }) => {
    const items = await previewVariants(db, params.productId, body.options);
    return {
      items: items.map((item) => ({ ...item, optionValues: [...item.optionValues] })),
      made: items.filter((item) => !item.exists).length,
    };
  },
});

const generateRoute = route({
  method: 'POST',
  path: '/api/products/:productId/variants',
  permission: 'staff:catalog.write',
  summary: 'Make the variants of these options that are missing; those there stay',
  idempotency: 'key',
  params,
  body: z.strictObject({
    version: z.int().min(1),
    options,
    leaveOut: z.array(z.string().max(150)).max(500).default([]),
  }),
  output: z.strictObject({
    version: z.int(),
    made: z.array(z.strictObject({ skuId: z.string(), sku: z.string() })),
  }),
  refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.product_invalid', 'catalog.sku_taken'],
  run: (context, { params, body }) => context.command((tx) => generateVariants(tx, { ...params, ...body })),
});

export const variantRoutes: readonly Route[] = [previewRoute, generateRoute];

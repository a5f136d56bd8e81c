/** The office's routes over handles. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { changeCategoryHandle, changeProductHandle } from './handles.ts';
import { categoryId, productId } from './shapes.ts';

const body = z.strictObject({ handle: z.string().min(1).max(160), version: z.int().min(1) });

export const handleRoutes: readonly Route[] = [
  route({
    method: 'PUT',
    path: '/api/products/:productId/handle',
    permission: 'staff:catalog.write',
    summary: 'Give a product another address; the old one leads to the new for ever',
    idempotency: 'natural',
    params: z.strictObject({ productId }),
    body,
    output: z.strictObject({ productId: z.string(), handle: z.string(), version: z.int() }),
    refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.product_invalid', 'catalog.handle_taken'],
    run: (context, { params, body: said }) =>
      context.command((tx) => changeProductHandle(tx, { productId: params.productId, ...said })),
  }),
  route({
    method: 'PUT',
    path: '/api/categories/:categoryId/handle',
    permission: 'staff:catalog.write',
    summary: 'Give a category another address; the old one leads to the new for ever',
    idempotency: 'natural',
    params: z.strictObject({ categoryId }),
    body,
    output: z.strictObject({ categoryId: z.string(), handle: z.string(), version: z.int() }),
    refusals: [
      'catalog.category_unknown',
      'catalog.version_changed',
      'catalog.product_invalid',
      'catalog.handle_taken',
    ],
    run: (context, { params, body: said }) =>
      context.command((tx) => changeCategoryHandle(tx, { categoryId: params.categoryId, ...said })),
  }),
];

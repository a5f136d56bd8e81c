/** The office's routes over products and categories. */
import { z } from 'zod';
import { sql } from '#base/db';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { channelsOf } from '#channels';
import type { Database } from '#base/db';
import { attributeRoutes } from './attributes/routes.ts';
import { code } from './attributes/shapes.ts';
import { bulkRoutes } from './bulk/routes.ts';
import { categoryRoutes } from './category-routes.ts';
import { createProduct } from './create-product.ts';
import { contentRoutes } from './families/routes.ts';
import { handleRoutes } from './handle-routes.ts';
import { historyRoutes } from './history/routes.ts';
import { mediaRoutes } from './media/routes.ts';
import { plainText, type ProductDraft, type Text } from './model.ts';
import { officeProducts, officeSorts } from './office.ts';
import { productById } from './queries.ts';
import { setPublication } from './set-publication.ts';
import {
  categoryId,
  channelId,
  officeLine,
  productId,
  productIn,
  productOut,
  productPatch,
  receipt,
  status,
} from './shapes.ts';
import { variantRoutes } from './variants/routes.ts';
import { updateProduct, type ProductPatch } from './update-product.ts';

async function checkChannels(db: Database, channelIds: readonly string[]): Promise<void> {
  const known = new Set((await channelsOf(db)).map((channel) => channel.channelId));
  const missing = channelIds.find((id) => !known.has(id));
  if (missing !== undefined) refuse('catalog.channel_unknown', { detail: missing });
}

const listRoute = route({
  method: 'GET',
  path: '/api/products',
  permission: 'staff:catalog.read',
  summary: 'Products of every status, by name or by when they were made',
  query: z.strictObject({
    q: z.string().max(200).optional(),
    status: status.optional(),
    categoryId: categoryId.optional(),
    family: code.optional(),
    sort: z.enum(officeSorts).optional(),
    after: z.string().max(4_000).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({ items: z.array(officeLine), next: z.string().nullable() }),
  run: async ({ db }, { query }) => {
    const { items, next } = await officeProducts(db, query as Parameters<typeof officeProducts>[1]);
    return { items: items.map((item) => ({ ...item, channels: [...item.channels], skuIds: [...item.skuIds] })), next };
  },
});

const oneRoute = route({
  method: 'GET',
  path: '/api/products/:productId',
  permission: 'staff:catalog.read',
  summary: 'A product with its variants and pictures',
  params: z.strictObject({ productId }),
  output: productOut,
  refusals: ['catalog.product_unknown'],
  run: async ({ db }, { params }) => {
    const product = await productById(db, params.productId);
    if (!product) return refuse('catalog.product_unknown', { detail: params.productId });
    const [raw] = await db.query<{ text: Text }>(
      sql`SELECT description AS text FROM catalog.product WHERE product_id = ${params.productId}`,
    );
    return { ...product, rawDescription: raw?.text ?? plainText('') } as unknown as z.input<typeof productOut>;
  },
});

const createRoute = route({
  method: 'POST',
  path: '/api/products',
  permission: 'staff:catalog.write',
  summary: 'Make a product',
  idempotency: 'id',
  body: productIn,
  output: receipt,
  status: 201,
  refusals: [
    'catalog.handle_taken',
    'catalog.sku_taken',
    'catalog.product_invalid',
    'catalog.channel_unknown',
    'catalog.category_unknown',
    'request.id_reused',
  ],
  run: async (context, { body }) => {
    const { channelIds = [], categoryIds = [], variants, ...rest } = body;
    await checkChannels(context.db, channelIds);
    await checkCategories(context.db, categoryIds);
    const draft = {
      description: plainText(''),
      facts: {},
      brand: null,
      productType: null,
      taxClass: 'standard' as const,
      tags: [],
      options: [],
      status: 'active' as const,
      media: [],
      attributes: {},
      ...rest,
      variants: variants.map((v) => ({
        sku: null,
        weightG: null,
        image: null,
        attributes: {},
        ...v,
        gtin: v.gtin ? v.gtin.padStart(14, '0') : null,
      })),
      categoryIds,
      published: channelIds.length > 0,
      sourceHash: null,
    };
    const { skus, ...made } = await context.command((tx) =>
      createProduct(tx, draft as unknown as ProductDraft & { productId: string }, channelIds),
    );
    return { ...made, skus: [...skus] };
  },
});

async function checkCategories(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await db.query<{ id: string }>(
    sql`SELECT category_id AS id FROM catalog.category WHERE category_id = ANY(${ids}::text[])`,
  );
  const missing = ids.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) refuse('catalog.category_unknown', { detail: missing });
}

const updateRoute = route({
  method: 'PATCH',
  path: '/api/products/:productId',
  permission: 'staff:catalog.write',
  summary: 'Change a product; the version says what you saw',
  idempotency: 'key',
  params: z.strictObject({ productId }),
  body: productPatch,
  output: receipt,
  refusals: [
    'catalog.product_unknown',
    'catalog.version_changed',
    'catalog.sku_taken',
    'catalog.product_invalid',
    'catalog.category_unknown',
  ],
  run: async (context, { params, body }) => {
    const { version: seen, ...patch } = body;
    await checkCategories(context.db, patch.categoryIds ?? []);
    const { skus, ...made } = await context.command((tx) =>
      updateProduct(tx, { productId: params.productId, version: seen, patch: patch as unknown as ProductPatch }),
    );
    return { ...made, skus: [...skus] };
  },
});

const publicationRoute = route({
  method: 'PUT',
  path: '/api/products/:productId/publication',
  permission: 'staff:catalog.write',
  summary: 'Offer a product on channels, or take it off them',
  idempotency: 'natural',
  params: z.strictObject({ productId }),
  body: z.strictObject({ channelIds: z.array(channelId).min(1).max(100), published: z.boolean() }),
  output: z.strictObject({ changed: z.int() }),
  refusals: ['catalog.product_unknown', 'catalog.channel_unknown'],
  run: async (context, { params, body }) => {
    await checkChannels(context.db, body.channelIds);
    return context.command((tx) => setPublication(tx, { productIds: [params.productId], ...body }));
  },
});

export const catalogRoutes: readonly Route[] = [
  listRoute,
  oneRoute,
  createRoute,
  updateRoute,
  publicationRoute,
  ...categoryRoutes,
  ...attributeRoutes,
  ...contentRoutes,
  ...historyRoutes,
  ...handleRoutes,
  ...bulkRoutes,
  ...variantRoutes,
  ...mediaRoutes,
];

/** The office's routes over what a product says: family, values, state, relations, components; and what a channel shows of it. */
import { z } from 'zod';
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { channelById } from '#channels';
import { contentsOf } from '../attributes/definitions.ts';
import type { ValueIn } from '../attributes/model.ts';
import { setValues } from '../attributes/set-values.ts';
import {
  componentsIn,
  contentOut,
  enrichmentIn,
  familyOfIn,
  previewOut,
  productReceipt,
  relationsIn,
  valuesIn,
} from '../attributes/shapes.ts';
import { shownAttributes } from '../attributes/shown.ts';
import { productById, productsById, skuFacts } from '../queries.ts';
import { componentsOf, readRelations, setComponents, setRelations } from '../relations/relations.ts';
import { channelId, productId } from '../shapes.ts';
import { setEnrichment, setFamily } from './assign.ts';
import { completenessOf } from './queries.ts';

const params = z.strictObject({ productId });
const changedReceipt = z.strictObject({ productId: z.string(), version: z.int(), changed: z.int() });

const contentRoute = route({
  method: 'GET',
  path: '/api/products/:productId/content',
  permission: 'staff:catalog.read',
  summary: 'What a product says: family, values, how complete it is where, what goes with it',
  params,
  output: contentOut,
  refusals: ['catalog.product_unknown'],
  run: ({ db }, { params }) => contentOf(db, params.productId),
});

async function contentOf(db: Database, id: string): Promise<z.input<typeof contentOut>> {
  const product = await productById(db, id);
  const content = (await contentsOf(db, [id])).get(id);
  if (!product || !content) return refuse('catalog.product_unknown', { detail: id });
  const relations = (await readRelations(db, [id])).get(id);
  const related = await productsById(db, Object.values(relations ?? {}).flat());
  const linesOf = (ids: readonly string[] = []) =>
    ids.flatMap((other) => {
      const { productId, handle, name, image } = related.get(other) ?? {};
      return productId && handle && name && image ? [{ productId, handle, name, image }] : [];
    });
  const bundles = await componentsOf(
    db,
    product.variants.map((variant) => variant.skuId),
  );
  const parts = await skuFacts(
    db,
    [...bundles.values()].flatMap((list) => list.map((component) => component.skuId)),
  );
  return {
    productId: id,
    version: product.version,
    family: content.family,
    enrichment: content.enrichment,
    values: content.values as z.input<typeof contentOut>['values'],
    completeness: ((await completenessOf(db, [id])).get(id) ?? []).map((one) => ({
      ...one,
      missing: [...one.missing],
    })),
    relations: {
      complement: linesOf(relations?.complement),
      alternative: linesOf(relations?.alternative),
      spare_part: linesOf(relations?.spare_part),
    },
    components: [...bundles].map(([skuId, list]) => ({
      skuId,
      components: list.flatMap((one) => {
        const facts = parts.get(one.skuId);
        return facts ? [{ ...one, sku: facts.sku, name: facts.name }] : [];
      }),
    })),
  };
}

const valuesRoute = route({
  method: 'PUT',
  path: '/api/products/:productId/values',
  permission: 'staff:catalog.write',
  summary: 'Set and clear values of a product and its variants; the version says what you saw',
  idempotency: 'key',
  params,
  body: valuesIn,
  output: changedReceipt,
  refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.value_invalid'],
  run: (context, { params: { productId }, body: { version, values } }) =>
    context.command(async (tx) => {
      const { changed } = await setValues(tx, [{ productId, values: values as ValueIn[] }], { version });
      return { productId, version: version + changed, changed };
    }),
});

const familyRoute = route({
  method: 'PUT',
  path: '/api/products/:productId/family',
  permission: 'staff:catalog.write',
  summary: 'Put a product into a family, or out of any',
  idempotency: 'key',
  params,
  body: familyOfIn,
  output: productReceipt,
  refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.family_unknown'],
  run: (context, { params: { productId }, body: { version, family } }) =>
    context.command(async (tx) => {
      const { changed } = await setFamily(tx, { productIds: [productId], family, version });
      return { productId, version: version + changed };
    }),
});

const enrichmentRoute = route({
  method: 'PUT',
  path: '/api/products/:productId/enrichment',
  permission: 'staff:catalog.write',
  summary: 'Move a product’s content from draft to review to ready, or back to draft',
  idempotency: 'key',
  params,
  body: enrichmentIn,
  output: productReceipt,
  refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.move_not_allowed', 'catalog.incomplete'],
  run: (context, { params, body }) => context.command((tx) => setEnrichment(tx, { ...params, ...body })),
});

const relationsRoute = route({
  method: 'PUT',
  path: '/api/products/:productId/relations',
  permission: 'staff:catalog.write',
  summary: 'State which products complement, replace or repair this one: the whole list of a kind, in order',
  idempotency: 'key',
  params,
  body: relationsIn,
  output: productReceipt,
  refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.relation_invalid'],
  run: (context, { params, body }) => context.command((tx) => setRelations(tx, { ...params, ...body })),
});

const componentsRoute = route({
  method: 'PUT',
  path: '/api/products/:productId/components',
  permission: 'staff:catalog.write',
  summary: 'State what an article of this product is made of, when it is a bundle',
  idempotency: 'key',
  params,
  body: componentsIn,
  output: productReceipt,
  refusals: ['catalog.product_unknown', 'catalog.version_changed', 'catalog.bundle_invalid'],
  run: (context, { params, body }) => context.command((tx) => setComponents(tx, { ...params, ...body })),
});

const previewRoute = route({
  method: 'GET',
  path: '/api/products/:productId/preview',
  permission: 'staff:catalog.read',
  summary: 'What a channel would show of a product’s values, and what is missing there',
  params,
  query: z.strictObject({ channelId }),
  output: previewOut,
  refusals: ['catalog.product_unknown', 'catalog.channel_unknown'],
  run: async ({ db }, { params: { productId }, query }) => {
    if (!(await channelById(db, query.channelId))) refuse('catalog.channel_unknown', { detail: query.channelId });
    const product = await productById(db, productId);
    if (!product) return refuse('catalog.product_unknown', { detail: productId });
    const shown = (await shownAttributes(db, [productId], query.channelId)).get(productId) ?? [];
    const lines = (await completenessOf(db, [productId])).get(productId) ?? [];
    return {
      channelId: query.channelId,
      published: product.channels.includes(query.channelId),
      attributes: shown.map(({ code, name, text, html, from }) => ({ code, name, text, html, from })),
      missing: lines.flatMap(({ channelId, language, missing }) =>
        channelId === query.channelId ? [{ language, missing: [...missing] }] : [],
      ),
    };
  },
});

export const contentRoutes: readonly Route[] = [
  contentRoute,
  valuesRoute,
  familyRoute,
  enrichmentRoute,
  relationsRoute,
  componentsRoute,
  previewRoute,
];

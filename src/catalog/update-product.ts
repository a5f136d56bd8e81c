import { maybeOne, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { applyProducts, readStored, refuseConflicts } from './apply.ts';
import { checkDraft } from './check.ts';
import type { ProductReceipt } from './create-product.ts';
import { optionKey, type ProductDraft, type VariantDraft } from './model.ts';
import type { StoredMedia, StoredProduct } from './plan.ts';

/** What may be changed by hand; what is absent stays. Variants are named by `skuId`, or are new. */
export type ProductPatch = Partial<
  Omit<ProductDraft, 'productId' | 'handle' | 'variants' | 'sourceHash' | 'createdAt' | 'attributes'>
> & {
  readonly variants?: readonly (Partial<VariantDraft> & Pick<VariantDraft, 'optionValues'>)[];
};

/**
 * Changes one product. Refuses `catalog.product_unknown`, `catalog.version_changed` when somebody else was faster,
 * `catalog.sku_taken` and `catalog.product_invalid`.
 */
export async function updateProduct(
  tx: Tx,
  input: { readonly productId: string; readonly version: number; readonly patch: ProductPatch },
): Promise<ProductReceipt> {
  const head = await maybeOne(
    tx.query<{ version: number }>(
      sql`SELECT version FROM catalog.product WHERE product_id = ${input.productId} FOR NO KEY UPDATE`,
    ),
  );
  if (!head) refuse('catalog.product_unknown', { detail: input.productId });
  if (head.version !== input.version) refuse('catalog.version_changed', { version: head.version });
  const [stored] = await readStored(tx, [input.productId]);
  if (!stored) throw new Error('a locked product is gone');
  const draft = patched(stored, input.patch);
  checkDraft(draft);
  const [applied] = await applyProducts(tx, [draft], { channelIds: [] });
  if (!applied) throw new Error('no outcome');
  refuseConflicts(applied);
  const skus = applied.plan.skus.map(({ skuId, sku }) => ({ skuId, sku }));
  return { productId: stored.productId, handle: stored.handle, version: applied.plan.version, skus };
}

const asDraft = (media: StoredMedia): ProductDraft['media'][number] => ({
  source: { mediaId: media.mediaId },
  alt: media.alt,
});

/** The stored product as a draft, with the patch over it. */
export function patched(stored: StoredProduct, patch: ProductPatch): ProductDraft {
  const byId = new Map(stored.variants.map((v) => [v.skuId, v]));
  const byOptions = new Map(stored.variants.map((v) => [v.optionKey, v]));
  const kept = stored.variants.map((v): VariantDraft => ({
    skuId: v.skuId,
    sku: v.skuDerived ? null : v.sku,
    gtin: v.gtin,
    optionValues: v.optionValues,
    weightG: v.weightG,
    image: v.mediaId === null ? null : { mediaId: v.mediaId },
    attributes: v.attributes,
    status: v.status,
  }));
  const changed = (patch.variants ?? []).map((variant): VariantDraft => {
    const old =
      (variant.skuId === undefined ? undefined : byId.get(variant.skuId)) ??
      byOptions.get(optionKey(variant.optionValues));
    const base = old && kept.find((k) => k.skuId === old.skuId);
    const { gtin } = variant;
    const next = { sku: null, gtin: null, weightG: null, image: null, attributes: {}, ...base, ...variant };
    return gtin ? { ...next, gtin: gtin.padStart(14, '0') } : next;
  });
  const touched = new Set(changed.map((v) => v.skuId));
  return {
    handle: stored.handle,
    name: stored.name,
    description: stored.description,
    facts: stored.facts,
    brand: stored.brand,
    productType: stored.productType,
    taxClass: stored.taxClass,
    tags: stored.tags,
    options: stored.options,
    status: stored.status,
    attributes: stored.attributes,
    media: stored.media.filter((m) => m.position !== null).map(asDraft),
    ...patch,
    variants: [...kept.filter((v) => !touched.has(v.skuId)), ...changed],
    sourceHash: null,
  };
}

import { sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { applyProducts, refuseConflicts } from './apply.ts';
import { checkDraft } from './check.ts';
import type { ProductDraft } from './model.ts';

export type ProductReceipt = {
  readonly productId: string;
  readonly handle: string;
  readonly version: number;
  readonly skus: readonly { readonly skuId: string; readonly sku: string }[];
};

/**
 * Makes one product with its variants. Refuses `catalog.handle_taken`, `catalog.sku_taken`, `catalog.product_invalid`. The same
 * product id again, with the same content, gives the same receipt; with other content it is `request.id_reused`.
 */
export async function createProduct(
  tx: Tx,
  draft: ProductDraft & { readonly productId: string },
  channelIds: readonly string[],
): Promise<ProductReceipt> {
  checkDraft(draft);
  const [known] = await tx.query<{ handle: string }>(
    sql`SELECT handle FROM catalog.product WHERE product_id = ${draft.productId}`,
  );
  if (known && known.handle !== draft.handle) refuse('request.id_reused', { detail: draft.productId });
  const [applied] = await applyProducts(tx, [draft], { channelIds });
  if (!applied) throw new Error('no outcome');
  refuseConflicts(applied);
  const { plan } = applied;
  if (plan.productId !== draft.productId)
    refuse('catalog.handle_taken', { detail: draft.handle, fields: [{ field: 'body.handle', rule: 'unique' }] });
  if (plan.kind === 'updated') refuse('request.id_reused', { detail: draft.productId });
  const skus = plan.skus.map(({ skuId, sku }) => ({ skuId, sku }));
  return { productId: plan.productId, handle: draft.handle, version: plan.version, skus };
}

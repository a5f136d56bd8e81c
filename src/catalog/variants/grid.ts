/** Variants made from options: every combination, shown first, then made. */
import type { Db, Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { readStored } from '../apply.ts';
import { derivedSku, MAX_OPTIONS, MAX_VARIANTS, optionKey, type Text } from '../model.ts';
import type { StoredProduct } from '../plan.ts';
import { updateProduct } from '../update-product.ts';

export type OptionIn = { readonly name: Text; readonly values: readonly Text[] };
export type Combination = {
  readonly optionValues: readonly Text[];
  /** The SKU it has, or would get. */
  readonly sku: string;
  readonly skuId: string | null;
  readonly exists: boolean;
};

/** All ways to choose one value of each option, the last option turning fastest. */
export function combinations(options: readonly OptionIn[]): Text[][] {
  return options.reduce<Text[][]>(
    (all, option) => all.flatMap((before) => option.values.map((value) => [...before, value])),
    [[]],
  );
}

/**
 * What options would make of a product: its variants that are there keep their SKU; a product of one variant without options gives it to
 * the first combination. Refuses `catalog.product_invalid` for options that can't be, and for variants that would fit none.
 */
export function planGrid(stored: StoredProduct, options: readonly OptionIn[]): Combination[] {
  const wrong = (field: string, rule: string): never =>
    refuse('catalog.product_invalid', { fields: [{ field: `body.${field}`, rule }] });
  if (options.length > MAX_OPTIONS) wrong('options', `at most ${MAX_OPTIONS}`);
  options.forEach((option, i) => {
    const keys = option.values.map((value) => optionKey([value]));
    if (new Set(keys).size !== keys.length) wrong(`options.${i}.values`, 'each value once');
  });
  const count = options.reduce((product, option) => product * option.values.length, 1);
  if (count > MAX_VARIANTS) wrong('options', `at most ${MAX_VARIANTS} variants`);
  const grid = combinations(options);
  const [alone] = stored.variants;
  const adopts = stored.variants.length === 1 && alone?.optionValues.length === 0 && options.length > 0;
  const misfit = stored.variants.some((variant) => variant.optionValues.length !== options.length);
  if (misfit && !adopts) wrong('options', 'as many as its variants have values');
  const known = new Map(stored.variants.map((variant) => [variant.optionKey, variant]));
  return grid.map((optionValues, i) => {
    const old = adopts && i === 0 ? alone : known.get(optionKey(optionValues));
    return {
      optionValues,
      sku: old?.sku ?? derivedSku(stored.handle, optionValues),
      skuId: old?.skuId ?? null,
      exists: old !== undefined,
    };
  });
}

async function storedOf(db: Db, productId: string): Promise<StoredProduct> {
  const [stored] = await readStored(db, [productId]);
  return stored ?? refuse('catalog.product_unknown', { detail: productId });
}

/** The same for a product by id; refuses `catalog.product_unknown` too. */
export const previewVariants = async (
  db: Db,
  productId: string,
  options: readonly OptionIn[],
): Promise<Combination[]> => planGrid(await storedOf(db, productId), options);

/**
 * Makes the variants that are missing, but those whose SKU is left out; what is there stays. Refuses as `planGrid` and `updateProduct` do.
 */
export async function generateVariants(
  tx: Tx,
  input: {
    readonly productId: string;
    readonly version: number;
    readonly options: readonly OptionIn[];
    readonly leaveOut: readonly string[];
  },
): Promise<{ version: number; made: { skuId: string; sku: string }[] }> {
  const { productId, version, options } = input;
  const stored = await storedOf(tx, productId);
  if (stored.version !== version) refuse('catalog.version_changed', { version: stored.version });
  const left = new Set(input.leaveOut);
  const grid = planGrid(stored, options).filter((one) => one.exists || !left.has(one.sku));
  const variants = grid.map(({ skuId, optionValues }) => ({ ...(skuId === null ? {} : { skuId }), optionValues }));
  const patch = { options: options.map((option) => option.name), variants };
  const receipt = await updateProduct(tx, { productId, version, patch });
  const before = new Set(stored.variants.map((variant) => variant.skuId));
  return { version: receipt.version, made: receipt.skus.filter((sku) => !before.has(sku.skuId)) };
}

import type { DemoProduct } from './types.ts';

/** Today's price of each SKU in cents: the demo's past was sold at these. */
export function pricesNow(products: readonly DemoProduct[]): Map<string, number> {
  return new Map(
    products.flatMap((product) => product.variants.map((variant) => [variant.sku, variant.price] as const)),
  );
}

/** Quantities are whole numbers of a SKU's smallest unit (piece, gram, centimetre). */
import { assert } from './assert.ts';

declare const quantityBrand: unique symbol;
export type Quantity = number & { readonly [quantityBrand]: true };

/** No single movement, line or count may name more than this many units. */
export const MAX_QUANTITY = 1_000_000_000;

/** Checks a whole number of units ≥ 0 and brands it. */
export function quantity(value: number): Quantity {
  assert(Number.isInteger(value) && value >= 0 && value <= MAX_QUANTITY, `not a quantity: ${value}`);
  return (value === 0 ? 0 : value) as Quantity;
}

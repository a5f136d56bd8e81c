/** What is left of a price, pure. */

/**
 * The margin in thousandths of the price without VAT: (price − cost) ÷ price; below zero where it is sold below cost, undefined where it
 * costs nothing to buy. Price in minor units, cost in thousandths of one.
 */
export function marginOf(netMinor: number, costMilli: number): number | undefined {
  if (netMinor <= 0) return undefined;
  const left = netMinor * 1_000 - costMilli;
  return Math.sign(left) * Math.floor(Math.abs(left) / netMinor + 0.5) || 0;
}

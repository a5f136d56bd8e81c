/**
 * What a browser keeps for a shopper who has not signed in: products to compare, and wishes. In cookies, so that pages show them
 * without a script; written by the server, read with suspicion. Pure.
 */

/** Side by side more can't be read. */
export const MOST_COMPARED = 4;
/** As many as a cookie carries without weighing on every request. */
export const MOST_WISHES = 40;

/** A wish and what was seen when it was made: the price in minor units, and whether it was sold out. */
export type DeviceWish = { readonly productId: string; readonly minor: number; readonly out: boolean };

const id = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** Products to compare, in the order in which they were chosen. */
export function readCompared(cookie: string | undefined): string[] {
  const ids = (cookie ?? '').split('.').filter((part) => id.test(part));
  return [...new Set(ids)].slice(0, MOST_COMPARED).map((part) => `prd_${part}`);
}

export const writeCompared = (productIds: readonly string[]): string =>
  productIds
    .slice(0, MOST_COMPARED)
    .map((productId) => productId.slice(4))
    .join('.');

/** Wishes, newest first: `<id>-<price in base 36>`, with `!` after it when it was sold out. */
export function readWishes(cookie: string | undefined): DeviceWish[] {
  const wishes = (cookie ?? '').split('.').flatMap((part): DeviceWish[] => {
    const match = /^([0-9a-z]{26})-([0-9a-z]{1,7})(!?)$/.exec(part);
    if (!match?.[1] || !id.test(match[1])) return [];
    return [{ productId: `prd_${match[1]}`, minor: Number.parseInt(match[2] ?? '0', 36), out: match[3] === '!' }];
  });
  const seen = new Set<string>();
  return wishes.filter(({ productId }) => !seen.has(productId) && Boolean(seen.add(productId))).slice(0, MOST_WISHES);
}

export const writeWishes = (wishes: readonly DeviceWish[]): string =>
  wishes
    .slice(0, MOST_WISHES)
    .map(({ productId, minor, out }) => `${productId.slice(4)}-${minor.toString(36)}${out ? '!' : ''}`)
    .join('.');

/**
 * Which of the prices of an article counts, pure. The most specific list wins: a company's own before a group's, a group's before a
 * channel's, a channel's before the base; of a company's or a group's lists one for this channel before one for all. In a list the step
 * that the quantity reaches counts. Of lists as specific as each other the one with the lower priority, then the cheaper price.
 */
import type { Level } from '#channels/model';
import type { Minor } from '#base/money';
import type { Instant } from '#base/time';

/** The price of a SKU in one list. `channelId` null is a list for all channels but the isolated ones. */
export type ListPrice = {
  readonly listId: string;
  readonly listCode: string;
  readonly channelId: string | null;
  readonly minor: Minor;
  readonly compareAtMinor: Minor | null;
  readonly from: Instant;
  /** For whom the list is: `company:…` or `group:…`. Absent: for everybody. */
  readonly buyer?: string;
  /** Absent: 100. */
  readonly priority?: number;
  /** From how many units of a line on. Absent: from the first. */
  readonly fromUnits?: number;
};

export type ListScope = 'company_list' | 'group_list' | 'channel_list' | 'base_list';
/** Why a price of a list does not count. */
export type ListPassedOver = 'overridden' | 'isolated' | 'below_step' | 'other_step' | 'lower_priority' | 'dearer';

type Asking = { readonly channelId: string; readonly level: Level };

export const scopeOf = ({ buyer, channelId }: Pick<ListPrice, 'buyer' | 'channelId'>): ListScope =>
  buyer === undefined
    ? channelId === null
      ? 'base_list'
      : 'channel_list'
    : buyer.startsWith('company:')
      ? 'company_list'
      : 'group_list';

const rankOf = ({ buyer, channelId }: ListPrice): number =>
  (buyer === undefined ? 0 : buyer.startsWith('company:') ? 4 : 2) + (channelId === null ? 0 : 1);

const stepOf = (price: ListPrice): number => price.fromUnits ?? 1;
const priorityOf = (price: ListPrice): number => price.priority ?? 100;

const isHeard = ({ channelId, level }: Asking, price: ListPrice): boolean =>
  price.channelId === null ? level !== 'isolated' : price.channelId === channelId;

/** Below zero: `a` goes before `b`. */
const order = (a: ListPrice, b: ListPrice): number =>
  rankOf(b) - rankOf(a) || priorityOf(a) - priorityOf(b) || a.minor - b.minor;

/** The list price that counts for so many units; undefined where there is none. */
export function choosePrice(asking: Asking, prices: readonly ListPrice[], quantity = 1): ListPrice | undefined {
  let best: ListPrice | undefined;
  for (const price of prices) {
    if (!isHeard(asking, price) || stepOf(price) > quantity) continue;
    // A step that a higher one of its list has passed is no price of that list's.
    if (!isReached(asking, prices, price, quantity)) continue;
    if (best === undefined || order(price, best) < 0) best = price;
  }
  return best;
}

const isReached = (asking: Asking, prices: readonly ListPrice[], price: ListPrice, quantity: number): boolean =>
  !prices.some(
    (other) =>
      other.fromUnits !== undefined &&
      other.listId === price.listId &&
      other.fromUnits > stepOf(price) &&
      other.fromUnits <= quantity &&
      isHeard(asking, other),
  );

/** Why a price does not count beside the one that was chosen; undefined: nobody is told of it, for it is another channel's. */
export function passedOver(
  asking: Asking,
  price: ListPrice,
  chosen: ListPrice | undefined,
  quantity: number,
): ListPassedOver | undefined {
  if (price.channelId !== null && price.channelId !== asking.channelId) return undefined;
  if (!isHeard(asking, price)) return chosen ? 'overridden' : 'isolated';
  if (stepOf(price) > quantity) return 'below_step';
  if (chosen === undefined) return 'overridden';
  if (price.listId === chosen.listId) return 'other_step';
  if (rankOf(price) !== rankOf(chosen)) return 'overridden';
  return priorityOf(price) === priorityOf(chosen) ? 'dearer' : 'lower_priority';
}

/** The numbers of units from which another price may count: 1, and each step. Rising. */
export const stepsOf = (asking: Asking, prices: readonly ListPrice[]): number[] =>
  [...new Set([1, ...prices.filter((price) => isHeard(asking, price)).map(stepOf)])].sort((a, b) => a - b);

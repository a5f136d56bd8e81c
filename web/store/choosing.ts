/** Comparing, wishing and waiting for stock: what the pages ask of the server, and what they are given. */
import type { Money } from '#base/money';
import type { Ask } from './api.ts';
import type { DeviceWish } from './device-lists.ts';
import type { Available, CardView } from './views.ts';

/** A variant that can be put into the cart from a list. */
export type VariantChoice = { skuId: string; name: string; available: Available };

/** Products side by side; a row has a value for each of them, empty where there is none. */
export type CompareView = {
  products: readonly { card: CardView; choices: readonly VariantChoice[] }[];
  rows: readonly { name: string; values: readonly string[]; differs: boolean }[];
};

/** What has become better since a product was put on the list. */
export type WishNews = { kind: 'price_fell'; was: Money } | { kind: 'back' };
export type WishView = { card: CardView; choices: readonly VariantChoice[]; news: readonly WishNews[] };
export type WishListView = {
  /** Absent: the list of this device. */
  listId?: string;
  name: string;
  /** The list that a heart fills. It stays. */
  main: boolean;
  items: readonly WishView[];
  /** Where others may look at it. */
  shareUrl?: string;
  /** All lists of the shopper, this one among them; none for a guest. */
  lists: readonly { listId: string; name: string; count: number }[];
};

/** How a list is changed. */
export type ListChange =
  | { kind: 'rename'; name: string }
  | { kind: 'share' }
  | { kind: 'unshare' }
  | { kind: 'remove' };

export interface ChoosingApi {
  /** Products to compare; those not on sale are left out. */
  compare(ask: Ask, productIds: readonly string[]): Promise<CompareView>;
  /** The cards of products, in this order; those not on sale are left out. */
  cardsOf(ask: Ask, productIds: readonly string[]): Promise<readonly CardView[]>;
  /** The shopper's list, or the main one; of a guest the device's. Undefined: no such list of theirs. */
  wishList(ask: Ask, listId?: string): Promise<WishListView | undefined>;
  /** Somebody's list by the code they gave away. */
  sharedList(ask: Ask, code: string): Promise<WishListView | undefined>;
  /** Puts a product on a list, or takes it off. A guest's list comes back, for the device to keep. */
  wish(
    ask: Ask,
    change: { productId: string; on: boolean; listId?: string },
  ): Promise<{ device?: readonly DeviceWish[] }>;
  /** Makes another list; repeatable by `listId`. */
  makeList(ask: Ask, list: { listId: string; name: string }): Promise<void>;
  changeList(ask: Ask, listId: string, change: ListChange): Promise<void>;
  /** Asks for one mail when the article is back. Repeatable: one address waits once for one article. */
  askForBack(ask: Ask, request: { skuId: string; email: string }): Promise<void>;
}

/** The phone in the store: what is asked of the server, and what the pages are given. */
import type { Ask } from './api.ts';
import type { CompareView } from './choosing.ts';
import type { CardView, ProductView, StoreView } from './views.ts';

/** An article as a label names it, on sale on this channel. */
export type Scanned = { handle: string; skuId: string };

/** A variant of the product on the shelf of this store. */
export type HereVariant = { skuId: string; name: string; here: number; chosen: boolean };

export type InStoreView = {
  store: StoreView;
  product: ProductView;
  /** Units of the chosen variant in this store, free to be sold on this channel. */
  here: number;
  variants: readonly HereVariant[];
  /** One can pay on the phone and take it away: the store hands over orders. */
  canPay: boolean;
};

/** A product beside others: units of it in this store, and which variants those are. */
export type ComparedOne = { card: CardView; here: number; names: readonly string[] };
export type ComparedHere = { store: StoreView; products: readonly ComparedOne[]; rows: CompareView['rows'] };

export interface InStoreApi {
  /** By GTIN, with or without leading zeros, or by the article's own code. Undefined: nothing here has it. */
  scan(ask: Ask, code: string): Promise<Scanned | undefined>;
  /** A store by its id or its code. Undefined: there is none, or it sells to nobody. */
  store(ask: Ask, idOrCode: string): Promise<StoreView | undefined>;
  product(ask: Ask, siteId: string, handle: string, skuId?: string): Promise<InStoreView | undefined>;
  /** What this device compares, as it lies in this store. */
  compared(ask: Ask, siteId: string): Promise<ComparedHere | undefined>;
}

/**
 * What a merchant may promise, as typed data: for whom, when, on which articles, and what is taken off. No code of a merchant's runs:
 * `discount.ts` gives each kind its one meaning, the same on server, till and in the browser.
 */
import type { Rate } from '#base/rate';
import type { Instant } from '#base/time';

/**
 * Articles by their traits, such as `product:prd_…`, `category:cat_…` (with all above it), `brand:…`, `tag:…`, `sku:sku_…`: those
 * with any of `anyOf` (none named: every article) and with none of `noneOf`.
 */
export type Selection = { readonly anyOf: readonly string[]; readonly noneOf: readonly string[] };

export const everything: Selection = { anyOf: [], noneOf: [] };

/** Who is promised it; null means whoever comes. Several are an *and*: of that group and in that store. */
export type Audience = {
  /** Null: each channel that shares its promotions. A channel that keeps its own counts only where it is named. */
  readonly channelIds: readonly string[] | null;
  readonly siteIds: readonly string[] | null;
  /** Customer groups, segments and companies, by trait: `group:…`, `segment:…`, `company:…`; any of them. */
  readonly buyers: readonly string[] | null;
};

/** Hours of some days of the week by the shop's clock: Monday is 1. `until` below `from` runs over midnight. Minutes of the day. */
export type Hours = { readonly days: readonly number[]; readonly from: number; readonly until: number };

/** From a number of units or an amount on, so much per cent. Steps rise. */
export type Tier = { readonly from: number; readonly rate: Rate };

/** What is taken off. Amounts are tax-inclusive minor units of the promotion's currency. */
export type Effect =
  /** Of the price of each article: seen on its page. Rounded on the unit, so that the price shown × the quantity is what is paid. */
  | { readonly kind: 'price_percent'; readonly rate: Rate }
  | { readonly kind: 'price_less'; readonly minor: number }
  | { readonly kind: 'price_fixed'; readonly minor: number }
  /** Of the chosen lines together, once: 10.00 off is 10.00 off, tax included. */
  | { readonly kind: 'amount'; readonly minor: number }
  | { readonly kind: 'percent'; readonly rate: Rate; readonly capMinor: number | null }
  | { readonly kind: 'tiers'; readonly by: 'units' | 'value'; readonly tiers: readonly Tier[] }
  /** Of each `buy + get` units the `get` cheapest bear `rate` less; with `of`, those articles are got, and do not count as bought. */
  | {
      readonly kind: 'buy_get';
      readonly buy: number;
      readonly get: number;
      readonly of: Selection | null;
      readonly rate: Rate;
      readonly times: number | null;
    }
  /** So many of each part together for one price. */
  | {
      readonly kind: 'bundle';
      readonly parts: readonly { readonly of: Selection; readonly quantity: number }[];
      readonly minor: number;
    }
  /** Units of an article that lie in the basket cost nothing; an article that could be added is offered. */
  | { readonly kind: 'gift'; readonly skuId: string; readonly quantity: number }
  /** Of the carriage. */
  | { readonly kind: 'delivery'; readonly rate: Rate };

export type Promotion = {
  readonly promotionId: string;
  readonly version: number;
  /** What a receipt says. */
  readonly name: { readonly fr: string; readonly en: string };
  readonly currency: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly hours: Hours | null;
  readonly audience: Audience;
  readonly of: Selection;
  readonly effect: Effect;
  /** Needs a code that was typed or scanned. */
  readonly coded: boolean;
  /** The chosen articles' amount or number from which it holds, before any discount of the basket. 0: from the first. */
  readonly minimumMinor: number;
  readonly minimumUnits: number;
  /** The lower comes first; of equals, the older. */
  readonly priority: number;
  /**
   * `all`: stacks on what came before. `line`: takes only lines that no other has touched, and nothing follows on them. `basket`:
   * only where nothing came before, and nothing follows.
   */
  readonly stacks: 'all' | 'line' | 'basket';
  /** Of the promotions of one set, the one that gives most wins. */
  readonly set: string | null;
};

/** True where the effect is of the price itself, seen before any basket. */
export const isOfPrice = ({ effect }: Pick<Promotion, 'effect'>): boolean => effect.kind.startsWith('price_');

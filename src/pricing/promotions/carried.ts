/** Promotions as a till takes them along, pure: from the same facts it finds what the server finds, also while it can't ask. */
import type { Instant } from '#base/time';
import type { Circumstances, Remaining } from './discount.ts';
import { compile, type Compiled } from './compile.ts';
import type { Promotion } from './model.ts';
import { shopTime } from './shop-time.ts';

/** All that promotions look at besides the basket and the clock, in JSON. */
export type Carried = {
  readonly channelId: string;
  /** The store whose counter it is. */
  readonly siteId: string | null;
  readonly ownOnly: boolean;
  readonly currency: string;
  readonly timeZone: string;
  /** Those that are on and may hold here, now or later. */
  readonly promotions: readonly Promotion[];
  /** What is known of the buyer: `group:…`, `segment:…`, `company:…`. */
  readonly buyer: readonly string[];
  /** Codes that open something; one that is unknown or used up is absent. */
  readonly opened: readonly { readonly code: string; readonly promotionId: string; readonly limited: boolean }[];
  /** What is left of limited promotions for this buyer; null: without end. */
  readonly left: readonly {
    readonly promotionId: string;
    readonly uses: number | null;
    readonly minor: number | null;
    readonly needsBuyer: boolean;
  }[];
};

/**
 * The promotions with the occasion, at a moment. `asks` false: whoever computes can't ask what is left, so that nothing limited is
 * promised (`cannot_ask`), nor a code for one use.
 */
export function promotedFrom(
  carried: Carried,
  compiled: Compiled,
  at: Instant,
  asks: boolean,
): { readonly compiled: Compiled; readonly now: Circumstances } {
  const { channelId, siteId, ownOnly, currency, timeZone, buyer, opened, left } = carried;
  const limited = [...left, ...opened.filter((one) => one.limited)].map((one) => one.promotionId);
  const known = left.map(({ promotionId, uses, minor, needsBuyer }) => {
    const needs = needsBuyer ? { needsBuyer } : {};
    return [promotionId, { uses: uses ?? Infinity, minor, ...needs }] as const;
  });
  const unknown = limited.map((promotionId) => [promotionId, { uses: 0, minor: null, cannotAsk: true }] as const);
  return {
    compiled,
    now: {
      ...{ channelId, ownOnly, siteId, currency, at },
      ...shopTime(at, timeZone),
      buyer: new Set(buyer),
      coded: new Set(opened.map((one) => one.promotionId)),
      left: new Map<string, Remaining>(asks ? known : unknown),
    },
  };
}

/** Ready to be applied; made once per change of what is carried. */
export const compiledOf = ({ promotions }: Pick<Carried, 'promotions'>): Compiled => compile(promotions);

/**
 * What to buy, decided by one pure function over facts: how fast an article leaves a site, what is there and on its way, how long the
 * supplier takes. It gives its reasons, so that the same facts with other parameters are a what-if.
 */
import { DAY, msOf, type Day, type Instant } from '#base/time';

export type Parameters = {
  /** Days of sales looked at. */
  readonly windowDays: number;
  /** Days of sales that stock should last beyond the supplier's delay. */
  readonly targetDays: number;
  /** Days of sales kept as a reserve against a late delivery. */
  readonly safetyDays: number;
  /** Instead of what the suppliers say. */
  readonly leadDays?: number | undefined;
};
export const standard: Parameters = { windowDays: 28, targetDays: 21, safetyDays: 7 };

export type SiteFacts = {
  readonly siteId: string;
  /** Units that left for customers in the window. */
  readonly sold: number;
  /** On hand and promised to nobody. */
  readonly free: number;
  readonly incoming: number;
  /** The first day on which some of it should be there. */
  readonly nextOn: Day | null;
  readonly rule: { readonly min: number; readonly max: number } | null;
  /** Instead of the house's days. */
  readonly targetDays: number | null;
  /** A person said: not here. */
  readonly skip: boolean;
};
export type SupplyFacts = { readonly supplierId: string; readonly leadDays: number; readonly packUnits: number };

export type Because = 'skipped' | 'below_min' | 'above_min' | 'no_sales' | 'below_point' | 'above_point';
export type Why = {
  readonly because: Because;
  readonly sold: number;
  readonly windowDays: number;
  readonly free: number;
  readonly incoming: number;
  readonly nextOn: Day | null;
  readonly leadDays: number;
  readonly safetyDays: number;
  readonly targetDays: number;
  /** At or below this many, free and on the way, we order. */
  readonly point: number;
  /** Up to this many. */
  readonly upTo: number;
  readonly need: number;
  /** Whole days until none is free at this rate; null: nothing sells. */
  readonly lastsDays: number | null;
};
export type Transfer = { readonly fromSiteId: string; readonly quantity: number };
export type Proposal = {
  readonly siteId: string;
  readonly need: number;
  /** What other sites have too much of: proposed before anything is bought. */
  readonly transfers: readonly Transfer[];
  readonly packs: number;
  readonly packUnits: number;
  readonly quantity: number;
  readonly why: Why;
};

/** Units sold in `days` days at the rate of the window, rounded up: half an article is not enough. */
const soldIn = (sold: number, windowDays: number, days: number): number => Math.ceil((sold * days) / windowDays);

function wanted(facts: SiteFacts, supply: SupplyFacts, parameters: Parameters): Why {
  const { sold, free, incoming, nextOn, rule } = facts;
  const { windowDays, safetyDays } = parameters;
  const leadDays = parameters.leadDays ?? supply.leadDays;
  const targetDays = facts.targetDays ?? parameters.targetDays;
  const position = free + incoming;
  const byRate = soldIn(sold, windowDays, leadDays + safetyDays);
  const point = rule ? rule.min : byRate;
  const upTo = rule ? rule.max : soldIn(sold, windowDays, leadDays + safetyDays + targetDays);
  // A rule's least is what should never be passed; the rate's point is reached when it is reached.
  const low = rule ? position < point : position <= point;
  const because: Because = facts.skip
    ? 'skipped'
    : rule
      ? low
        ? 'below_min'
        : 'above_min'
      : sold === 0
        ? 'no_sales'
        : low
          ? 'below_point'
          : 'above_point';
  const orders = because === 'below_min' || because === 'below_point';
  return {
    because,
    sold,
    windowDays,
    free,
    incoming,
    nextOn,
    leadDays,
    safetyDays,
    targetDays,
    point,
    upTo,
    need: orders ? Math.max(0, upTo - position) : 0,
    lastsDays: sold === 0 ? null : Math.floor((Math.max(0, free) * windowDays) / sold),
  };
}

/**
 * Decides one article over all sites that hold it: what each needs, how much of that other sites have beyond their own target, and the
 * rest in whole packs of its supplier. A unit is proposed once; sites are asked in the order given, the most plentiful one first.
 */
export function propose(
  sites: readonly SiteFacts[],
  supply: SupplyFacts,
  parameters: Parameters = standard,
): Proposal[] {
  const decided = sites.map((facts) => ({ facts, why: wanted(facts, supply, parameters) }));
  const spare = decided
    .map(({ facts, why }) => ({ siteId: facts.siteId, left: why.need > 0 ? 0 : Math.max(0, facts.free - why.upTo) }))
    .toSorted((a, b) => b.left - a.left);
  return decided.map(({ facts, why }) => {
    let missing = why.need;
    const transfers: Transfer[] = [];
    for (const other of spare) {
      const quantity = other.siteId === facts.siteId ? 0 : Math.min(missing, other.left);
      if (quantity === 0) continue;
      other.left -= quantity;
      missing -= quantity;
      transfers.push({ fromSiteId: other.siteId, quantity });
    }
    const packs = Math.ceil(missing / supply.packUnits);
    const { packUnits } = supply;
    return { siteId: facts.siteId, need: why.need, transfers, packs, packUnits, quantity: packs * packUnits, why };
  });
}

/** Whole days from a moment to a calendar day; below zero once it is past. */
export const daysUntil = (now: Instant, day: Day): number =>
  Math.ceil((msOf(`${day}T00:00:00.000Z` as Instant) - msOf(now)) / DAY);

/** Which site serves which line: facts, rules as data, and what is said of a decision. Types and defaults; `decide.ts` decides. */
export { decide, source } from './decide.ts';
export { promiseOf, publicHoliday, type DayRange, type PromiseFacts } from './promise.ts';

/** What is known of a site before anything is locked: the same for all lines of an order. */
export type SiteFacts = {
  readonly siteId: string;
  readonly kind: 'store' | 'warehouse';
  /** The merchant's order: lower is asked first. */
  readonly priority: number;
  /** Whole kilometres to the delivery, as the crow flies; null: we don't know where one of the two is. */
  readonly km: number | null;
  /** Somebody is there at the moment of the order. */
  readonly open: boolean;
  /** Parcels it was given today; null: nobody counted, since no rule asked. */
  readonly sentToday: number | null;
};

export type SourcingFacts = {
  readonly sites: readonly SiteFacts[];
  /** Units wanted of each article, each article once. */
  readonly needs: readonly { readonly skuId: string; readonly quantity: number }[];
  /** Free units by need, then by site, in the order of both lists. */
  readonly free: readonly (readonly number[])[];
};

/** What a policy says of one site. */
export type SiteRule = {
  /** False: nothing is sent from here. */
  readonly sends?: boolean | undefined;
  /** Minor units that a parcel from here costs, instead of the policy's own figure. */
  readonly costMinor?: number | undefined;
  /** Parcels a day; beyond them it is full. */
  readonly capacity?: number | undefined;
  /** Units of each article that stay for the counter: never sent away, still sold and collected here. */
  readonly keep?: number | undefined;
  /** Safety stock: units of each article that this channel leaves alone here, instead of the policy's own figure. */
  readonly safety?: number | undefined;
  /** Working days it takes to make a parcel ready, instead of the policy's own figure. */
  readonly prepDays?: number | undefined;
};

/** Points against a site; the fewest win. Whole numbers, so that a replay gives the same to the point. */
export type Weights = {
  /** For each step of the site's priority. */
  readonly priority: number;
  /** For being a store: whose goods are on display, whose people serve. */
  readonly store: number;
  /** For each 100 km. */
  readonly distance: number;
  /** For each 100 minor units that a parcel costs. */
  readonly cost: number;
  /** For taking the last unit of a shelf; in proportion for taking a part of it. */
  readonly depth: number;
  /** For having nobody there now. */
  readonly closed: number;
};

/** Days on the way, by country and distance; the first row that fits holds. */
export type TransitRow = {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Up to so many kilometres; null: no limit, and where the distance is not known. */
  readonly maxKm: number | null;
  readonly minDays: number;
  readonly maxDays: number;
};

export type PromiseRule = {
  /** `HH:MM` at the site: what is ordered later leaves a working day later. Null: no delivery is promised. */
  readonly cutOff: string | null;
  readonly prepDays: number;
  /** ISO weekdays on which carriers take and bring. */
  readonly carrierDays: readonly number[];
  readonly transit: readonly TransitRow[];
};

export type SourcingPolicy = {
  readonly weights: Weights;
  /** Points for each parcel beyond the first. */
  readonly split: number;
  /** Parcels at most; 1: an order is never split. */
  readonly maxParcels: number;
  /** Minor units that a parcel costs from a warehouse and from a store. */
  readonly warehouseCostMinor: number;
  readonly storeCostMinor: number;
  /** Safety stock: units of each article that the channel leaves alone at every site. */
  readonly safety: number;
  /** By site id. */
  readonly sites: Readonly<Record<string, SiteRule>>;
  readonly promise: PromiseRule;
};

/** In force until the house says otherwise: warehouses before stores by their priority, as few parcels as can be; nothing is promised. */
export const defaultPolicy: SourcingPolicy = {
  weights: { priority: 10, store: 20_000, distance: 0, cost: 0, depth: 0, closed: 0 },
  split: 100_000,
  maxParcels: 10,
  warehouseCostMinor: 0,
  storeCostMinor: 0,
  safety: 0,
  sites: {},
  promise: { cutOff: null, prepDays: 0, carrierDays: [1, 2, 3, 4, 5, 6], transit: [] },
};

/** Parcels that a policy may at most allow. */
export const MOST_PARCELS = 10;
/** Where we don't know how far it is, it counts as far. */
export const UNKNOWN_KM = 1_000;

export type Points = {
  readonly priority: number;
  readonly store: number;
  readonly distance: number;
  readonly cost: number;
  readonly depth: number;
  readonly closed: number;
};

/**
 * `whole`: serves all of it. `part`: serves a part. `points`: could serve, another has fewer points. `short`: has some of it, and
 * another way needs fewer parcels or points. Refused: `not_sending`, `full` (capacity), `nothing` (no free unit), `kept` (what is free
 * stays for the counter or is safety stock).
 */
export type CandidateVerdict = 'whole' | 'part' | 'points' | 'short' | 'not_sending' | 'full' | 'nothing' | 'kept';

export type Candidate = {
  readonly siteId: string;
  readonly km: number | null;
  readonly open: boolean;
  readonly costMinor: number;
  readonly points: Points;
  readonly total: number;
  /** Units of the order it could give, and those it gives. */
  readonly can: number;
  readonly gives: number;
  readonly verdict: CandidateVerdict;
};

export type PlanLine = { readonly skuId: string; readonly siteId: string; readonly quantity: number };
export type Plan = {
  readonly lines: readonly PlanLine[];
  /** Units that no site gives within the parcels allowed, by article. */
  readonly missing: readonly { readonly skuId: string; readonly quantity: number }[];
};
export type SourcingWhy = {
  /** The chosen first, then by points, refused ones last. */
  readonly candidates: readonly Candidate[];
  readonly parcels: number;
  readonly splitPoints: number;
  /** Points of the plan: of its sites, and for its splits. */
  readonly total: number;
  readonly costMinor: number;
};
export type Sourced = { readonly plan: Plan; readonly why: SourcingWhy };

/** What a policy says of a site, with its own figures where the site has none. */
export function siteRule(
  policy: SourcingPolicy,
  site: Pick<SiteFacts, 'siteId' | 'kind'>,
): Required<{ [K in keyof SiteRule]: NonNullable<SiteRule[K]> }> {
  const own = policy.sites[site.siteId];
  return {
    sends: own?.sends ?? true,
    costMinor: own?.costMinor ?? (site.kind === 'store' ? policy.storeCostMinor : policy.warehouseCostMinor),
    capacity: own?.capacity ?? Number.POSITIVE_INFINITY,
    keep: own?.keep ?? 0,
    safety: own?.safety ?? policy.safety,
    prepDays: own?.prepDays ?? policy.promise.prepDays,
  };
}

/** Units of each article that a channel may not have sent from a site: kept for the counter, and its safety stock. */
export function heldBack(policy: SourcingPolicy, site: Pick<SiteFacts, 'siteId' | 'kind'>): number {
  const rule = siteRule(policy, site);
  return rule.sends ? rule.keep + rule.safety : Number.POSITIVE_INFINITY;
}

/** Facts as an order keeps them: ids and numbers. */
export type StoredSourcing = {
  /** The version of the rules; null: the rules the house begins with. */
  readonly p: string | null;
  /** Sites: id, store (1) or warehouse (0), priority, km or -1, open, parcels today or -1. */
  readonly s: readonly (readonly [string, 0 | 1, number, number, 0 | 1, number])[];
  /** Needs: article and units. */
  readonly n: readonly (readonly [string, number])[];
  /** Free units by need, then by site. */
  readonly f: readonly (readonly number[])[];
};

export const storedSites = (sites: readonly SiteFacts[]): StoredSourcing['s'] =>
  sites.map(({ siteId, kind, priority, km, open, sentToday }) => [
    siteId,
    kind === 'store' ? 1 : 0,
    priority,
    km ?? -1,
    open ? 1 : 0,
    sentToday ?? -1,
  ]);

/** The facts that an order was decided by. */
export const restoreFacts = ({ s, n, f }: StoredSourcing): SourcingFacts => ({
  sites: s.map(([siteId, store, priority, km, open, sent]) => ({
    siteId,
    kind: store === 1 ? 'store' : 'warehouse',
    priority,
    km: km < 0 ? null : km,
    open: open === 1,
    sentToday: sent < 0 ? null : sent,
  })),
  needs: n.map(([skuId, quantity]) => ({ skuId, quantity })),
  free: f,
});

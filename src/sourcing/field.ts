/** All that can be known of an order's sites before anything is locked: distance, hours, cost, rules; and the decision to take under the lock. */
import { perDatabase, type Database } from '#base/db';
import type { Day, Instant } from '#base/time';
import { placeOf } from '#inventory';
import type { Choose } from '#inventory/model';
import { houseOf, type House, type Site } from '#org';
import { addressPoint, distanceKm, openState, sitePoint, type Point } from '#org/model';
import { decide, rankedSites } from './decide.ts';
import {
  heldBack,
  promiseOf,
  siteRule,
  storedSites,
  type DayRange,
  type SiteFacts,
  type SourcingPolicy,
} from './model.ts';
import { policyAt, type InForce } from './policies.ts';

/** Where an order goes; null: not known, so distance decides nothing and nothing is promised. */
export type Destination = { readonly country: string; readonly postcode: string } | null;

/** Sites for an order of a channel to a destination at a minute. */
export type Field = InForce & {
  /** Open sites, the fewest points first. */
  readonly sites: readonly SiteFacts[];
  /** Their sellable places, in the same order. */
  readonly places: readonly string[];
  /** By place: units of each article that are left alone there; absent: none. */
  readonly leave: ReadonlyMap<string, number>;
  /** By site: units of each article that even a pick-up there leaves alone; absent: none. */
  readonly safety: ReadonlyMap<string, number>;
  /** Decides under the lock; undefined where there is nothing to decide, since one site is all. */
  readonly choose: Choose | undefined;
  /** From when to when a parcel from this site comes; undefined: nothing is promised. */
  promise(siteId: string, notBefore?: Day): DayRange | undefined;
};

/** Parcels of today by site, counted when a rule asks for them. */
export type CountParcels = () => Promise<ReadonlyMap<string, number>>;

type Kept = { house: House | undefined; fields: Map<string, Promise<Field>> };
const kept = perDatabase((): Kept => ({ house: undefined, fields: new Map() }));

/** How many fields are kept: a minute’s destinations of all channels. */
const MOST_KEPT = 500;

/** The field of an order; kept for a minute, or for ten seconds where parcels are counted. */
export async function fieldOf(
  database: Database,
  channelId: string,
  to: Destination,
  at: Instant,
  count: CountParcels,
): Promise<Field> {
  const [house, rules] = await Promise.all([houseOf(database), policyAt(database, channelId, at)]);
  const cache = kept(database);
  if (cache.house !== house || cache.fields.size > MOST_KEPT) {
    cache.house = house;
    cache.fields.clear();
  }
  const counted = countsParcels(rules.policy);
  const area = to === null ? '' : `${to.country}${to.country === 'FR' ? to.postcode.trim().slice(0, 3) : ''}`;
  const key = `${channelId}|${rules.policyId}|${area}|${at.slice(0, counted ? 18 : 16)}`;
  let field = cache.fields.get(key);
  if (!field) {
    field = (async () => makeField(house, rules, to, at, counted ? await count() : undefined))();
    cache.fields.set(key, field);
    field.catch(() => cache.fields.delete(key));
  }
  return field;
}

/** Whether a rule asks how many parcels a site was given today. */
function countsParcels({ sites }: SourcingPolicy): boolean {
  for (const siteId in sites) if (sites[siteId]?.capacity !== undefined) return true;
  return false;
}

function makeField(
  house: House,
  rules: InForce,
  to: Destination,
  at: Instant,
  sent: ReadonlyMap<string, number> | undefined,
): Field {
  const point = to === null ? undefined : addressPoint(to);
  const facts = house.sites.filter((site) => site.open).map((site) => factsOf(site, point, at, sent));
  const sites = rankedSites(facts, rules.policy);
  const held = sites.map((site) => [placeOf(site.siteId), heldBack(rules.policy, site)] as const);
  return {
    ...rules,
    sites,
    places: held.map(([placeId]) => placeId),
    leave: new Map(held.filter(([, units]) => units > 0)),
    safety: new Map(
      sites.flatMap((site) => {
        const { safety } = siteRule(rules.policy, site);
        return safety > 0 ? [[site.siteId, safety] as const] : [];
      }),
    ),
    choose: sites.length < 2 ? undefined : chooserOf(sites, rules),
    promise: promiser(house, sites, rules, to, at),
  };
}

function factsOf(
  site: Site,
  to: Point | undefined,
  at: Instant,
  sent: ReadonlyMap<string, number> | undefined,
): SiteFacts {
  const from = sitePoint(site);
  return {
    siteId: site.siteId,
    kind: site.kind,
    priority: site.priority,
    km: from && to ? Math.round(distanceKm(from, to)) : null,
    open: openState(site, at).open,
    sentToday: sent ? (sent.get(site.siteId) ?? 0) : null,
  };
}

/** The decision over what the lock returned; `why` is the text of `StoredSourcing`. */
function chooserOf(sites: readonly SiteFacts[], { policyId, policy }: InForce): Choose {
  const places = sites.map((site) => placeOf(site.siteId));
  const placeAt = new Map(sites.map((site, i) => [site.siteId, places[i] ?? '']));
  const head = `{"p":${JSON.stringify(policyId)},"s":${JSON.stringify(storedSites(sites))},"n":`;
  return (wanted, freeAt) => {
    const sums = new Map<string, number>();
    for (const { skuId, quantity } of wanted) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
    const needs = [...sums].map(([skuId, quantity]) => ({ skuId, quantity }));
    const free = needs.map(({ skuId }) => places.map((placeId) => freeAt(skuId, placeId)));
    const { lines } = decide({ sites, needs, free }, policy);
    const left = lines.map((line) => ({ ...line }));
    const picks = wanted.flatMap(({ lineNo, skuId, quantity }) => {
      let missing = quantity;
      return left.flatMap((part) => {
        const taken = part.skuId === skuId ? Math.min(missing, part.quantity) : 0;
        if (taken === 0) return [];
        part.quantity -= taken;
        missing -= taken;
        return [{ lineNo, skuId, placeId: placeAt.get(part.siteId) ?? '', quantity: taken }];
      });
    });
    return { picks, why: `${head}${JSON.stringify([...sums])},"f":${JSON.stringify(free)}}` };
  };
}

function promiser(
  house: House,
  sites: readonly SiteFacts[],
  { policy }: InForce,
  to: Destination,
  at: Instant,
): Field['promise'] {
  const known = new Map<string, DayRange | undefined>();
  if (to === null || policy.promise.cutOff === null) return () => undefined;
  return (siteId, notBefore) => {
    const key = `${siteId}${notBefore ?? ''}`;
    if (known.has(key)) return known.get(key);
    const site = house.siteById.get(siteId);
    const facts = sites.find((one) => one.siteId === siteId);
    const range =
      site &&
      facts &&
      promiseOf({
        at,
        site,
        prepDays: siteRule(policy, facts).prepDays,
        rule: policy.promise,
        country: to.country,
        km: facts.km,
        notBefore,
      });
    known.set(key, range);
    return range;
  };
}

/** A parcel that comes last decides; undefined where one of them is not promised. */
export function promiseOfAll(ranges: readonly (DayRange | undefined)[]): DayRange | undefined {
  let all: DayRange | undefined;
  for (const range of ranges) {
    if (!range) return undefined;
    all = {
      earliest: all && all.earliest > range.earliest ? all.earliest : range.earliest,
      latest: all && all.latest > range.latest ? all.latest : range.latest,
    };
  }
  return all;
}

/** What a shopper is told of stock and time: pure, from facts. */
import { instantOfMs, MINUTE, msOf, plus, type Day, type Instant } from '#base/time';
import { openState, type Opening, type Site } from '#org/model';

/** `low`: few enough that the number is worth saying. */
export type Available = 'in_stock' | 'low' | 'none';

/** From this many units on nobody needs to hurry. */
const ENOUGH = 4;

export const levelOf = (units: number): Available => (units <= 0 ? 'none' : units < ENOUGH ? 'low' : 'in_stock');

/** What a channel may sell of a SKU: in all, and by site. A site without units is absent. */
export type Stock = {
  readonly total: number;
  readonly sites: ReadonlyMap<string, number>;
  /** Of the total, units that are not there yet: sold as back-order or pre-order, expected on a day, or nobody knows when. */
  readonly later?: Later;
};

/** What is sold before it is there. */
export type Later = {
  readonly units: number;
  readonly expected: Day | null;
  readonly kind: 'back_order' | 'pre_order';
};

/** Units that are there. */
export const thereOf = ({ total, later }: Stock): number => total - (later?.units ?? 0);

export const noStock: Stock = { total: 0, sites: new Map() };

export type StockPlace = { readonly siteId: string; readonly free: number };

/**
 * What a channel may sell by its level in the domain `stock` (LEVELS.md): *unified* the pool; *synchronised* the pool and what it
 * holds itself; below only what it holds itself.
 */
export function stockOf(
  pool: { readonly total: number; readonly places: readonly StockPlace[] },
  own: readonly StockPlace[],
  shares: 'pool' | 'both' | 'own',
): Stock {
  const parts = [...(shares === 'own' ? [] : pool.places), ...(shares === 'pool' ? [] : own)];
  const sites = new Map<string, number>();
  let total = 0;
  for (const { siteId, free } of parts) {
    if (free <= 0) continue;
    sites.set(siteId, (sites.get(siteId) ?? 0) + free);
    total += free;
  }
  return { total, sites };
}

/** When a store opens next, not counting the opening it is in; undefined where it does not within a week. */
export function nextOpening(site: Opening, at: Instant): Instant | undefined {
  let then = at;
  for (let i = 0; i < 48 && openState(site, then).open; i++) then = plus(then, 30 * MINUTE);
  const state = openState(site, then);
  return state.open ? undefined : state.next?.at;
}

/**
 * When an order made at `at` can be collected: so many minutes later while the store is open, else so long after it opens next; a
 * store without minutes prepares by its next opening. Rounded up to ten minutes. Undefined: no pick-up here.
 */
export function pickupReady(site: Site, at: Instant): Instant | undefined {
  if (!site.pickup || !site.open) return undefined;
  if (site.pickupMinutes !== null && openState(site, at).open) {
    const ready = roundUp(plus(at, site.pickupMinutes * MINUTE));
    if (openState(site, ready).open && msOf(ready) - msOf(at) < 12 * 60 * MINUTE) return ready;
  }
  const opens = nextOpening(site, at);
  return opens && roundUp(plus(opens, (site.pickupMinutes ?? 0) * MINUTE));
}

const roundUp = (at: Instant): Instant => instantOfMs(Math.ceil(msOf(at) / (10 * MINUTE)) * 10 * MINUTE);

/** When a site can send a parcel: today while somebody is there, else when it opens next. */
export function dispatchAt(site: Opening, at: Instant): Instant | undefined {
  const state = openState(site, at);
  return state.open ? at : state.next?.at;
}

/** Sites in the order in which the order gate asks them for a delivery: warehouses before stores, each by their priority. */
export function rankedSites(all: readonly Site[]): Site[] {
  return all
    .filter((site) => site.open)
    .sort((a, b) => (a.kind === b.kind ? a.priority - b.priority : a.kind === 'warehouse' ? -1 : 1));
}

/** Stores where shoppers may go, by priority. */
export const storesOf = (all: readonly Site[]): Site[] =>
  all.filter((site) => site.open && site.kind === 'store').sort((a, b) => a.priority - b.priority);

/** A short hash-free code as people read it: `ab12cd34…` in capitals, in groups of four. */
export const grouped = (code: string): string => code.toUpperCase().replace(/(.{4})(?=.)/g, '$1-');

/** What somebody typed or scanned of such a code: no case, no dashes, the letters Crockford takes for digits. */
export function ungrouped(text: string): string {
  return text.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
}

/** What marketplaces tell and are told: pure types and arithmetic. */
import type { Address } from '#org/model';

/** An order as a marketplace tells it, translated; `version` grows with each change it tells of the same order. */
export type MarketOrder = {
  readonly externalId: string;
  readonly version: number;
  readonly state: 'placed' | 'cancelled';
  readonly placedAt: string;
  readonly buyer: { readonly name: string; readonly address?: Address | undefined };
  readonly currency: string;
  /** `unitMinor` tax included, as the buyer paid it. */
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitMinor: number }[];
};

/** What a marketplace should show of an article. */
export type Offer = {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitMinor: number;
  readonly currency: string;
  readonly image: string;
};

/** At most so many units are set apart for a marketplace, so that the own channels keep the most. */
export const MAX_LEASE = 5;

/**
 * How much to lease to a channel that learns of sales only after its lag: half of what is free, at most five. The last unit is never
 * shown there: it stays with the channels that can ask.
 */
export function leaseTarget(free: number, leased: number): number {
  return Math.min(MAX_LEASE, Math.floor((free + leased) / 2));
}

/** Leases are changed only when they are far from their target, or every sale would move two of them. */
export function leaseIsOff(leased: number, target: number): boolean {
  return leased > target || (target > 0 && leased * 2 < target) || (leased === 0 && target > 0);
}

/** What the office reads and writes of sourcing. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Candidate, SourcingPolicy, SourcingWhy } from '#sourcing/model';

export type Version = {
  readonly policyId: string;
  readonly channelId: string | null;
  readonly version: number;
  readonly rules: SourcingPolicy | null;
  readonly validFrom: string;
  readonly note: string;
  readonly madeByName: string | null;
  readonly madeAt: string;
};
export type Policies = { readonly items: readonly Version[]; readonly begun: SourcingPolicy };

export type Told = SourcingWhy & {
  readonly candidates: readonly Candidate[];
  readonly missing: readonly { readonly skuId: string; readonly quantity: number }[];
};

type Outcome = {
  readonly parcels: number;
  readonly split: number;
  readonly measured: number;
  readonly km: number;
  readonly costMinor: number;
  readonly unserved: number;
  readonly bySite: readonly { readonly siteId: string; readonly parcels: number }[];
};
export type Simulation = {
  readonly orders: number;
  readonly exact: number;
  readonly cut: boolean;
  readonly now: Outcome;
  readonly then: Outcome;
  readonly moved: readonly {
    readonly orderId: string;
    readonly number: string;
    readonly from: readonly string[];
    readonly to: readonly string[];
  }[];
  readonly movedCount: number;
};

export const usePolicies = (): UseQueryResult<Policies> =>
  useQuery({
    queryKey: ['sourcing', 'policies'],
    queryFn: ({ signal }) => api<Policies>('GET', '/api/sourcing/policies', { signal }),
  });

/** The versions of a channel, or of the house, the newest first; and the one in force at a moment. */
export function versionsOf({ items }: Policies, channelId: string | null, at: string) {
  const mine = items.filter((one) => one.channelId === channelId).toSorted((a, b) => b.version - a.version);
  const begun = mine.filter((one) => one.validFrom <= at).toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  return { mine, last: mine[0]?.version ?? 0, inForce: begun[0] };
}

/** The rules that hold: the channel's, else the house's, else those the house began with. */
export function rulesOf(policies: Policies, channelId: string | null, at: string): SourcingPolicy {
  const own = channelId === null ? undefined : versionsOf(policies, channelId, at).inForce?.rules;
  return own ?? versionsOf(policies, null, at).inForce?.rules ?? policies.begun;
}

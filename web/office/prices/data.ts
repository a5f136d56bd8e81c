/** What the office reads and writes of prices. */
import {
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api } from '#kit/api';
import { batchesOf, type Text } from '../stock/data.ts';
import type { Money } from '#base/money';
import type { Instant } from '#base/time';

export type PriceList = {
  readonly listId: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly channelId: string | null;
  readonly groupId: string | null;
  readonly companyId: string | null;
  readonly priority: number;
  readonly createdAt: Instant;
};
export type Shown = { readonly skuId: string; readonly price: Money; readonly compareAt?: Money };
export type PricePeriod = {
  readonly from: Instant;
  readonly to: Instant | null;
  /** From how many units of a line on. */
  readonly fromUnits: number;
  readonly minor: number | null;
  readonly compareAtMinor: number | null;
  readonly actor: string;
};
export type TraceStep = {
  readonly lineNo: number | null;
  readonly rule: string;
  readonly amount: Money;
  readonly applied: boolean;
  readonly reason: string;
};
export type Explained = {
  readonly at: Instant;
  readonly level: string;
  readonly version: string;
  readonly unit: Money | null;
  readonly total: Money | null;
  readonly trace: readonly TraceStep[];
};

const LISTS = '/api/price-lists';
const PRICES = '/api/prices';

export function usePriceLists(): UseQueryResult<readonly PriceList[]> {
  return useQuery({
    queryKey: ['prices', 'lists'],
    queryFn: async ({ signal }) => (await api<{ items: readonly PriceList[] }>('GET', LISTS, { signal })).items,
    staleTime: 60_000,
  });
}

/** Prices of articles as a channel shows them, by article; one without a price is absent. */
export function useShownPrices(skuIds: readonly string[], channel = 'web') {
  return useQueries({
    queries: batchesOf(skuIds).map((ids) => ({
      queryKey: ['prices', 'shown', channel, ids],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await api<{ items: readonly Shown[] }>('GET', PRICES, { query: { skuIds: ids.join(','), channel }, signal }))
          .items,
    })),
    combine: (found) => ({
      data: new Map(found.flatMap((one) => one.data ?? []).map((item) => [item.skuId, item])),
      isPending: found.some((one) => one.isPending),
      error: found.find((one) => one.error)?.error ?? null,
    }),
  });
}

export function usePriceHistory(listId: string | undefined, skuId: string): UseQueryResult<readonly PricePeriod[]> {
  return useQuery({
    queryKey: ['prices', 'history', listId, skuId],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly PricePeriod[] }>('GET', `${LISTS}/${listId}/prices/${skuId}`, { signal })).items,
    enabled: listId !== undefined,
  });
}

/** Who pays, and when: nobody in particular now, unless told. */
export type AskedFor = {
  readonly at?: string | undefined;
  readonly groupId?: string | undefined;
  readonly companyId?: string | undefined;
  readonly customerId?: string | undefined;
};

export function useExplained(
  skuId: string,
  channel: string,
  quantity: number,
  enabled = true,
  who: AskedFor = {},
): UseQueryResult<Explained> {
  return useQuery({
    queryKey: ['prices', 'explain', skuId, channel, quantity, who],
    queryFn: ({ signal }) =>
      api<Explained>('GET', `${PRICES}/explain`, { query: { skuId, channel, quantity, ...who }, signal }),
    enabled,
  });
}

export type Listed = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly minor: number;
  readonly compareAtMinor: number | null;
  /** Other prices from more units of a line on. */
  readonly steps: readonly { readonly fromUnits: number; readonly minor: number }[];
};

/** What a list says of these articles now, in their order; one that is not in the list is absent. */
export function useListed(listId: string, skuIds: readonly string[]) {
  return useQueries({
    queries: batchesOf(skuIds).map((ids) => ({
      queryKey: ['prices', 'listed', listId, ids],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (
          await api<{ items: readonly Listed[] }>('GET', `${LISTS}/${listId}/prices`, {
            query: { skuIds: ids.join(',') },
            signal,
          })
        ).items,
      enabled: listId !== '',
    })),
    combine: (found) => ({
      items: found.flatMap((one) => one.data ?? []),
      isPending: found.some((one) => one.isPending),
      error: found.find((one) => one.error)?.error ?? null,
    }),
  });
}

export type PriceWish = {
  readonly listId: string;
  readonly prices: readonly {
    readonly skuId: string;
    readonly minor: number | null;
    readonly compareAtMinor?: number | null;
    /** From how many units of a line on. */
    readonly fromUnits?: number;
  }[];
  readonly from?: string;
  readonly until?: string;
};

/** Sets prices of a list from now, or from a moment on. */
export function useSetPrices(): UseMutationResult<{ changed: number; unchanged: number }, Error, PriceWish> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ listId, ...body }: PriceWish) =>
      api<{ changed: number; unchanged: number }>('PUT', `${LISTS}/${listId}/prices`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['prices'] }),
  });
}

export type NewList = Omit<PriceList, 'createdAt'>;

export function useNewList(): UseMutationResult<PriceList, Error, NewList> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewList) => api<PriceList>('POST', LISTS, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['prices', 'lists'] }),
  });
}

/** What the office reads and writes of stock. */
import {
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Instant } from '#base/time';
import type { Level } from '#channels/model';
import { useParam } from '../parts/views.ts';

export type Text = { readonly fr: string; readonly en: string };
export const placeKinds = ['sellable', 'damaged', 'display', 'quarantine', 'refurbish', 'scrap', 'vendor'] as const;
export type PlaceKind = (typeof placeKinds)[number];
export type Shelf = {
  readonly skuId: string;
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly onHand: number;
  readonly reserved: number;
  readonly leased: number;
  readonly free: number;
};
export type StockLine = {
  readonly skuId: string;
  readonly sku: string;
  readonly productId: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly leased: number;
  readonly free: number;
  readonly shelves: readonly Shelf[];
};
export type Movement = {
  readonly movementId: string;
  readonly skuId: string;
  readonly from: string;
  readonly fromSite: string | null;
  readonly to: string;
  readonly toSite: string | null;
  readonly quantity: number;
  readonly reason: string;
  readonly document: string | null;
  readonly actor: string;
  readonly at: Instant;
};
export type Lease = {
  readonly leaseId: string;
  readonly siteId: string | null;
  readonly holder: string;
  readonly quantity: number;
  readonly used: number;
  readonly grantedAt: Instant;
  readonly expiresAt: Instant | null;
};
export type Breach = {
  readonly breachId: string;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
  readonly cause: string;
  readonly document: string;
  readonly at: Instant;
};
type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

const STOCK = '/api/stock';
const MOST_IDS = 100;

/** Stock of named articles, asked for in batches. */
export async function stockOf(skuIds: readonly string[], signal: AbortSignal): Promise<readonly StockLine[]> {
  const batches = batchesOf(skuIds).map((ids) =>
    api<Page<StockLine>>('GET', STOCK, { query: { skuIds: ids.join(','), limit: 200 }, signal }),
  );
  return (await Promise.all(batches)).flatMap((page) => page.items);
}

/** Stock of these articles by id, in batches that stay the same while a list grows. */
export function useStockOf(skuIds: readonly string[]) {
  return useQueries({
    queries: batchesOf(skuIds).map((ids) => ({
      queryKey: ['stock', 'of', ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => stockOf(ids, signal),
    })),
    combine: (found) => ({
      data: new Map(found.flatMap((one) => one.data ?? []).map((line) => [line.skuId, line])),
      isPending: found.some((one) => one.isPending),
      error: found.find((one) => one.error)?.error ?? null,
      refetch: () => Promise.all(found.map((one) => one.refetch())),
    }),
  });
}

/** Ids in parts that fit an address. */
/** The articles that the address names, `skus=a,b`: those chosen in the list of stock. */
export function useNamedArticles(): { readonly isNamed: boolean; readonly items: readonly StockLine[] } {
  const [skus] = useParam('skus');
  const { data } = useStockOf(skus === '' ? [] : skus.split(','));
  return { isNamed: skus !== '', items: [...data.values()] };
}

export function batchesOf(ids: readonly string[], size = MOST_IDS): (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size));
}

export type ShelfReason = {
  readonly siteId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly leased: number;
  readonly free: number;
  /** Of what is free, what the channel leaves alone. */
  readonly held: number;
  /** Held by the channel's own leases. */
  readonly own: number;
  /** What the shelf brings to the channel. */
  readonly counts: number;
  readonly why: 'counts' | 'closed' | 'elsewhere' | 'allotment_only';
};
export type ChannelWhy = {
  readonly channelId: string;
  readonly level: Level;
  readonly draw: 'pool' | 'both' | 'lease' | 'held';
  readonly onSale: boolean;
  readonly available: number;
  /** Sold besides, before it is there. */
  readonly beyond: number;
  readonly shelves: readonly ShelfReason[];
};

/** What each live channel may sell of an article, and why. */
export function useAvailabilityWhy(skuId: string): UseQueryResult<readonly ChannelWhy[]> {
  return useQuery({
    queryKey: ['stock', 'why', skuId],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly ChannelWhy[] }>('GET', `${STOCK}/${skuId}/why`, { signal })).items,
  });
}

export function useLeases(skuId: string): UseQueryResult<readonly Lease[]> {
  return useQuery({
    queryKey: ['stock', 'leases', skuId],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Lease[] }>('GET', `${STOCK}/${skuId}/leases`, { signal })).items,
  });
}

export type AsOf = {
  readonly at: Instant;
  readonly places: readonly { readonly siteId: string; readonly kind: PlaceKind; readonly onHand: number }[];
};

/** On hand by place at a past moment; `at` null asks nothing. */
export function useAsOf(skuId: string, at: string | null): UseQueryResult<AsOf> {
  return useQuery({
    queryKey: ['stock', 'as-of', skuId, at],
    queryFn: ({ signal }) => api<AsOf>('GET', `${STOCK}/${skuId}/as-of`, { query: { at }, signal }),
    enabled: at !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useBreaches(): UseQueryResult<readonly Breach[]> {
  return useQuery({
    queryKey: ['stock', 'breaches'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Breach[] }>('GET', `${STOCK}/breaches`, { signal })).items,
    refetchInterval: 30_000,
  });
}

type Place = { readonly siteId: string; readonly kind: PlaceKind };
export type StockAct =
  | {
      readonly act: 'receipts';
      readonly siteId: string;
      readonly document: string;
      readonly skuId: string;
      readonly quantity: number;
    }
  | {
      readonly act: 'counts';
      readonly siteId: string;
      readonly document: string;
      readonly skuId: string;
      readonly quantity: number;
    }
  | {
      readonly act: 'moves';
      readonly document: string;
      readonly reason: string;
      readonly skuId: string;
      readonly from: Place;
      readonly to: Place;
      readonly quantity: number;
    }
  | {
      readonly act: 'leases';
      readonly channelId: string;
      readonly siteId: string;
      readonly skuId: string;
      readonly quantity: number;
    };

function bodyOf(act: StockAct): unknown {
  switch (act.act) {
    case 'receipts':
    case 'counts':
      return {
        siteId: act.siteId,
        document: act.document,
        lines: [{ skuId: act.skuId, quantity: act.quantity }],
      };
    case 'moves':
      return {
        document: act.document,
        reason: act.reason,
        moves: [{ skuId: act.skuId, from: act.from, to: act.to, quantity: act.quantity }],
      };
    case 'leases':
      return { channelId: act.channelId, skuId: act.skuId, siteId: act.siteId, quantity: act.quantity };
  }
}

/** Does one act on stock; the key makes a second press of the same form the same act. */
export function useStockAct(): UseMutationResult<unknown, Error, { readonly act: StockAct; readonly key: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, key }) => api<unknown>('POST', `${STOCK}/${act.act}`, { body: bodyOf(act), key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['stock'] }),
  });
}

export function useReturnLease(): UseMutationResult<void, Error, { readonly skuId: string; readonly leaseId: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ skuId, leaseId }) => api<void>('DELETE', `${STOCK}/${skuId}/leases/${leaseId}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['stock'] }),
  });
}

export function useSettleBreach(): UseMutationResult<
  void,
  Error,
  { readonly skuId: string; readonly breachId: string; readonly compensation: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ skuId, breachId, compensation }) =>
      api<void>('POST', `${STOCK}/${skuId}/breaches/${breachId}/compensation`, { body: { compensation } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['stock'] }),
  });
}

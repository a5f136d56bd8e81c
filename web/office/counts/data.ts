/** What the office reads and writes of counts. */
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Text } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';
import type { Article } from '../stock/scanner.tsx';

export type State = 'open' | 'recount' | 'review' | 'posted' | 'cancelled';
export type Scope = 'full' | 'category' | 'articles' | 'zone';
export const tones: Readonly<Record<State, Tone>> = {
  open: 'info',
  recount: 'note',
  review: 'warn',
  posted: 'ok',
  cancelled: 'plain',
};
export const reasons = ['count', 'count_theft', 'count_broken', 'count_misplaced', 'count_clerical'] as const;
export type Reason = (typeof reasons)[number];

export type Count = {
  readonly countId: string;
  readonly number: string;
  readonly siteId: string;
  readonly scope: Scope;
  readonly state: State;
  readonly name: string;
  readonly blind: boolean;
  readonly recountUnits: number | null;
  readonly recountPercent: number | null;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly finishedAt: string | null;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly lines: number;
  readonly scanned: number;
  readonly recount: number;
  readonly counters: number;
  readonly more: number;
  readonly fewer: number;
};
export type Line = Article & {
  readonly expected: boolean;
  readonly standing: 'unscanned' | 'counted' | 'recount' | 'posted';
  readonly round: number;
  readonly accepted: boolean;
  readonly counted: number | null;
  readonly book: number | null;
  readonly difference: number | null;
  readonly why: 'moved' | 'large' | null;
  readonly first: number | null;
  readonly counters: number;
  readonly reason: string | null;
};
export type Loss = {
  readonly siteId: string | null;
  readonly categoryId: string | null;
  readonly reason: string | null;
  readonly skuId: string | null;
  readonly name: Text | null;
  readonly lost: number;
  readonly gained: number;
  readonly lostMinor: number;
  readonly gainedMinor: number;
  readonly atCost: number;
  readonly atPrice: number;
  readonly unvalued: number;
};
export type Shrinkage = { readonly currency: string; readonly items: readonly Loss[]; readonly total: Loss };

const PATH = '/api/counts';

export function useCount(countId: string): UseQueryResult<Count> {
  return useQuery({
    queryKey: ['counts', 'one', countId],
    queryFn: ({ signal }) => api<Count>('GET', `${PATH}/${countId}`, { signal }),
  });
}

/** Lines of a count that a filter shows, the first two hundred: for screens that are not lists. */
export function useLines(countId: string, standing: string): UseQueryResult<readonly Line[]> {
  return useQuery({
    queryKey: ['counts', 'lines', countId, standing],
    queryFn: async ({ signal }) =>
      (
        await api<{ items: readonly Line[] }>('GET', `${PATH}/${countId}/lines`, {
          query: { standing, limit: 200 },
          signal,
        })
      ).items,
  });
}

/** One act on a count; what is shown of counts and stock is read again after it, also after a refusal. */
export function useCountAct<T = unknown>(countId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body, key }: { path: string; body?: object; key?: string }) =>
      api<T>('POST', `${PATH}/${countId}${path}`, { ...(body === undefined ? {} : { body }), key }),
    onSettled: () =>
      Promise.all(
        [['counts'], ['stock'], ['story', countId]].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

export type NewCount = {
  readonly countId: string;
  readonly siteId: string;
  readonly scope: Scope;
  readonly name: string;
  readonly blind: boolean;
  readonly recountUnits: number | null;
  readonly categoryId?: string;
  readonly skuIds?: readonly string[];
};

export function useOpenCount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewCount) => api<{ number: string }>('POST', PATH, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['counts'] }),
  });
}

export type Proposal = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: Text;
  readonly onHand: number;
  readonly countedAt: string | null;
};

/** Which articles to count next at a site; asked only where a cycle is wanted. */
export function useProposal(siteId: string, limit: number, wanted: boolean): UseQueryResult<readonly Proposal[]> {
  return useQuery({
    queryKey: ['counts', 'proposal', siteId, limit],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Proposal[] }>('GET', `${PATH}/proposal`, { query: { siteId, limit }, signal }))
        .items,
    enabled: wanted && siteId !== '',
  });
}

export function useCategories(wanted: boolean) {
  type Node = { readonly categoryId: string; readonly name: Text; readonly depth: number };
  return useQuery({
    queryKey: ['categories', 'flat'],
    queryFn: async ({ signal }) => (await api<{ items: readonly Node[] }>('GET', '/api/categories', { signal })).items,
    enabled: wanted,
  });
}

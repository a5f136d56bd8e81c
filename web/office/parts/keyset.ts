/** Lists read page by page, each page naming where the next begins. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, type ApiOptions } from '#kit/api';
import { sortRows, type SortBy } from './sort.ts';
import { useParam } from './views.ts';

export type Keyset<T> = {
  readonly rows: readonly T[];
  readonly isPending: boolean;
  /** The rows are those of the question before. */
  readonly isStale: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly more: () => void;
};

type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

/**
 * Reads `path` with `query`; `key` begins the cache's key, so that `useLive` can name it. `cursor` is `before` where a list is read
 * back in time.
 */
export function useKeyset<T>(
  key: string,
  path: string,
  query: ApiOptions['query'] = {},
  limit = 50,
  cursor: 'after' | 'before' = 'after',
): Keyset<T> {
  const list = useInfiniteQuery({
    queryKey: [key, 'list', path, query],
    queryFn: ({ pageParam, signal }) =>
      api<Page<T>>('GET', path, { query: { ...query, limit, [cursor]: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  return {
    rows: list.data?.pages.flatMap((page) => page.items) ?? [],
    isPending: list.isPending,
    isStale: list.isPlaceholderData,
    error: list.error,
    retry: () => void list.refetch(),
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    more: () => void list.fetchNextPage(),
  };
}

type Whole<T> = {
  readonly data: readonly T[] | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
};

/** A list that comes whole, in the shape of one that is paged, sorted here. */
export function useWhole<T>(query: Whole<T>, by: SortBy<T> = {}): Keyset<T> {
  const [sort] = useParam('sort');
  return {
    rows: sortRows(query.data ?? [], sort, by),
    isPending: query.isPending,
    isStale: false,
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: false,
    isLoadingMore: false,
    more: () => undefined,
  };
}

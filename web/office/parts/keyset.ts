/** Lists read page by page, each page naming where the next begins. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, type ApiOptions } from '#kit/api';

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

/** Reads `path` with `query`; `key` begins the cache's key, so that `useLive` can name it. */
export function useKeyset<T>(key: string, path: string, query: ApiOptions['query'] = {}, limit = 50): Keyset<T> {
  const list = useInfiniteQuery({
    queryKey: [key, 'list', path, query],
    queryFn: ({ pageParam, signal }) =>
      api<Page<T>>('GET', path, { query: { ...query, limit, after: pageParam }, signal }),
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

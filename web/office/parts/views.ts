/** Views of a list kept on the server: mine, and those that others share. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { api } from '#kit/api';

/** Lists that may have views, as the server names them. */
export type ViewList =
  | 'orders'
  | 'returns'
  | 'documents'
  | 'carts'
  | 'customers'
  | 'companies'
  | 'order-approvals'
  | 'products'
  | 'stock'
  | 'breaches'
  | 'movements'
  | 'prices'
  | 'promotions'
  | 'payments'
  | 'statement-lines'
  | 'gift-cards'
  | 'store-credits'
  | 'receivables'
  | 'statements'
  | 'payouts'
  | 'till-days'
  | 'disputes'
  | 'media'
  | 'transfers'
  | 'counts'
  | 'purchases'
  | 'suppliers'
  | 'proposals'
  | 'costs'
  | 'rules';
export type SavedView = {
  readonly viewId: string;
  readonly list: ViewList;
  readonly name: string;
  readonly search: string;
  readonly shared: boolean;
  readonly version: number;
  readonly mayChange: boolean;
};

export function useSavedViews(list: ViewList) {
  const client = useQueryClient();
  const key = ['views', list];
  const read = useQuery({
    queryKey: key,
    queryFn: () => api<{ items: SavedView[] }>('GET', '/api/views', { query: { list } }),
    staleTime: 60_000,
  });
  const again = () => client.invalidateQueries({ queryKey: key });
  const save = useMutation({
    mutationFn: ({ viewId, name, search, shared }: Pick<SavedView, 'viewId' | 'name' | 'search' | 'shared'>) =>
      api<SavedView>('PUT', `/api/views/${viewId}`, { body: { list, name, search, shared } }),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (viewId: string) => api('DELETE', `/api/views/${viewId}`),
    onSuccess: again,
  });
  return { items: read.data?.items ?? [], save, remove };
}

/** The query of the present address, its names in one order, so that two that say the same are the same. */
export function useHere(): { readonly search: string; readonly goTo: (search: string) => void } {
  const [path, go] = useLocation();
  const params = new URLSearchParams(useSearch());
  params.sort();
  return { search: params.toString(), goTo: (search) => go(search === '' ? path : `${path}?${search}`) };
}

/** One name of the address's query, with a way to change it without a step in the history. */
export function useParam(name: string): readonly [value: string, set: (value: string) => void] {
  const [path, go] = useLocation();
  const search = useSearch();
  const set = (value: string): void => {
    const params = new URLSearchParams(search);
    if (value === '') params.delete(name);
    else params.set(name, value);
    const tail = params.toString();
    go(tail === '' ? path : `${path}?${tail}`, { replace: true });
  };
  return [new URLSearchParams(search).get(name) ?? '', set];
}

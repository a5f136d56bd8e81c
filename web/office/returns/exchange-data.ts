/** Exchanges as the API tells them, and what is being chosen for one. */
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Text } from '../parts/format.ts';
import type { Article } from '../stock/scanner.tsx';

export type ExchangeState = 'held' | 'done' | 'released';
export type Want = {
  readonly skuId: string;
  readonly quantity: number;
  readonly unitMinor: number;
  /** For what was paid for a unit that comes back. */
  readonly kept: boolean;
};
export type Exchange = {
  readonly exchangeId: string;
  readonly newOrderId: string;
  readonly newNumber: string | null;
  readonly state: ExchangeState;
  readonly wants: readonly (Want & { readonly sku: string; readonly name: Text; readonly optionText: Text })[];
  readonly totalMinor: number;
  readonly valueMinor: number | null;
  readonly expiresAt: string | null;
};
export type ExchangePlan = {
  readonly wants: readonly Want[];
  readonly currency: string;
  readonly valueMinor: number;
  readonly totalMinor: number;
  readonly payMinor: number;
  readonly backMinor: number;
};
/** An article that may take the place of a line's, `free` units of which lie there. */
export type Choice = {
  readonly skuId: string;
  readonly sku: string;
  readonly optionText: Text;
  readonly image: string;
  readonly minor: number;
  readonly free: number;
};
export type LineChoices = { readonly lineNo: number; readonly articles: readonly Choice[] };
/** Units of an order that come back. */
export type BackLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly quantity: number;
};
export type Chosen = { readonly article: Article; readonly quantity: number };

export function useChoices(orderId: string): UseQueryResult<readonly LineChoices[]> {
  return useQuery({
    queryKey: ['returns', 'choices', orderId],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly LineChoices[] }>('GET', `/api/orders/${orderId}/exchange/choices`, { signal }))
        .items,
    retry: false,
  });
}

/** What an exchange would come to; undefined: there is nothing to ask. The last answer stays while the next one comes. */
export function useExchangePlan(path: string, body: object | undefined): UseQueryResult<ExchangePlan> {
  return useQuery({
    queryKey: ['returns', 'exchange-plan', path, body],
    queryFn: ({ signal }) => api<ExchangePlan>('POST', path, { body: body ?? {}, signal }),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export const wantedOf = (chosen: readonly Chosen[]): { skuId: string; quantity: number }[] =>
  chosen.map(({ article: { skuId }, quantity }) => ({ skuId, quantity }));

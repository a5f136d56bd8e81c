/** Why a product is offered on a channel, which channel suits it, and what a channel would show of it. */
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Text } from '../products/data.ts';

export type Reason = {
  readonly condition: Readonly<Record<string, unknown>>;
  readonly met: boolean;
  readonly fact: string;
};
export type Explained = {
  readonly channelId: string;
  readonly published: boolean;
  readonly by: 'hand' | 'exception' | 'rule';
  readonly rule: {
    readonly version: number;
    readonly inForce: boolean;
    readonly matches: boolean;
    readonly reasons: readonly Reason[];
  } | null;
};
export type Advice = {
  readonly channelId: string;
  readonly score: number;
  readonly verdict: 'suits' | 'possible' | 'not_yet';
  readonly reasons: readonly {
    readonly code: string;
    readonly points: number;
    readonly of: number;
    readonly text: Text;
  }[];
  readonly unknown: readonly { readonly code: string; readonly text: Text }[];
};
export type Preview = {
  readonly channelId: string;
  readonly published: boolean;
  readonly attributes: readonly {
    readonly code: string;
    readonly name: Text;
    readonly text: Text;
    readonly html: boolean;
    readonly from: 'channel' | 'all';
  }[];
  readonly missing: readonly { readonly language: 'fr' | 'en'; readonly missing: readonly string[] }[];
};

const useOf = <T>(productId: string, what: string, query: Readonly<Record<string, string>> = {}) =>
  useQuery({
    queryKey: ['products', productId, what, query],
    queryFn: ({ signal }) => api<T>('GET', `/api/products/${productId}/${what}`, { signal, query }),
  });

export const useExplained = (productId: string) => useOf<{ items: readonly Explained[] }>(productId, 'publication');
export const useAdvice = (productId: string) => useOf<{ items: readonly Advice[] }>(productId, 'advice');
export const usePreview = (productId: string, channelId: string) => useOf<Preview>(productId, 'preview', { channelId });

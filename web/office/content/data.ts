/** What the office reads and writes of a product's content: families, values, relations, history, and the channels it suits. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Text } from '../products/data.ts';

export const kinds = ['text', 'rich_text', 'number', 'measure', 'yes_no', 'choice', 'choices', 'date'] as const;
export type Kind = (typeof kinds)[number];
export const enrichments = ['draft', 'review', 'ready'] as const;
export type Enrichment = (typeof enrichments)[number];
export type RawValue =
  | string
  | number
  | boolean
  | readonly string[]
  | { readonly amount: number; readonly unit: string };
export type Attribute = {
  readonly code: string;
  readonly name: Text;
  readonly kind: Kind;
  readonly level: 'product' | 'variant';
  readonly localisable: boolean;
  readonly perChannel: boolean;
  readonly facetable: boolean;
  readonly unit: string | null;
  readonly rules: Readonly<Record<string, number | string>>;
  readonly choices: readonly { readonly code: string; readonly name: Text }[];
  readonly position: number;
  readonly version: number;
};
/** On which channels it must be said: nowhere, everywhere, or on these. */
export type Required = 'no' | 'everywhere' | readonly string[];
export type Family = {
  readonly code: string;
  readonly name: Text;
  readonly attributes: readonly { readonly code: string; readonly required: Required }[];
  readonly position: number;
  readonly version: number;
  readonly products: number;
};
type List<T> = { readonly items: readonly T[] };

/** Where a value stands: which variant, language and channel it is for; null is all of them. */
export type Place = {
  readonly attribute: string;
  readonly skuId: string | null;
  readonly language: 'fr' | 'en' | null;
  readonly channelId: string | null;
};
export type Value = Place & { readonly value: RawValue };
/** A value to set; null clears it. */
export type ValueEdit = Place & { readonly value: RawValue | null };
export type Completeness = {
  readonly channelId: string;
  readonly language: 'fr' | 'en';
  readonly required: number;
  readonly present: number;
  readonly missing: readonly string[];
};
export type Line = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  readonly image: string;
};
export const relationKinds = ['complement', 'alternative', 'spare_part'] as const;
export type RelationKind = (typeof relationKinds)[number];
export type Component = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: Text;
  readonly quantity: number;
};
export type Content = {
  readonly productId: string;
  readonly version: number;
  readonly family: string | null;
  readonly enrichment: Enrichment;
  readonly values: readonly Value[];
  readonly completeness: readonly Completeness[];
  readonly relations: Readonly<Record<RelationKind, readonly Line[]>>;
  readonly components: readonly { readonly skuId: string; readonly components: readonly Component[] }[];
};

const key = (productId: string) => ['products', productId, 'content'];

export const useContent = (productId: string) =>
  useQuery({
    queryKey: key(productId),
    queryFn: ({ signal }) => api<Content>('GET', `/api/products/${productId}/content`, { signal }),
  });

export const useAttributes = () =>
  useQuery({
    queryKey: ['attributes'],
    queryFn: async ({ signal }) => (await api<List<Attribute>>('GET', '/api/attributes', { signal })).items,
    staleTime: 60_000,
  });

export const useFamilies = () =>
  useQuery({
    queryKey: ['families'],
    queryFn: async ({ signal }) => (await api<List<Family>>('GET', '/api/families', { signal })).items,
    staleTime: 60_000,
  });

export type Unit = {
  readonly unit: string;
  readonly dimension: string;
  readonly symbol: string;
  readonly name: Text;
};
export const useUnits = () =>
  useQuery({
    queryKey: ['units'],
    queryFn: async ({ signal }) => (await api<List<Unit>>('GET', '/api/units', { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** One change of a product's content; each says the version it was made over. */
export type ContentAct =
  | { readonly act: 'values'; readonly values: readonly ValueEdit[] }
  | { readonly act: 'family'; readonly family: string | null }
  | { readonly act: 'enrichment'; readonly to: Enrichment }
  | { readonly act: 'relations'; readonly kind: RelationKind; readonly productIds: readonly string[] }
  | {
      readonly act: 'components';
      readonly skuId: string;
      readonly components: readonly { readonly skuId: string; readonly quantity: number }[];
    };

export function useContentAct(productId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, version, ...body }: ContentAct & { readonly version: number }) =>
      api<{ version: number }>('PUT', `/api/products/${productId}/${act}`, { body: { version, ...body } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

export type DefinitionAct =
  | { readonly noun: 'attributes' | 'families'; readonly act: 'make'; readonly body: object }
  | {
      readonly noun: 'attributes' | 'families';
      readonly act: 'change';
      readonly code: string;
      readonly body: { readonly version: number };
    }
  | { readonly noun: 'attributes' | 'families'; readonly act: 'remove'; readonly code: string };

export function useDefinitionAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: DefinitionAct) => {
      if (wish.act === 'make') return api('POST', `/api/${wish.noun}`, { body: wish.body });
      if (wish.act === 'change') return api('PATCH', `/api/${wish.noun}/${wish.code}`, { body: wish.body });
      return api('DELETE', `/api/${wish.noun}/${wish.code}`);
    },
    onSuccess: async () => {
      for (const queryKey of [['attributes'], ['families'], ['products']]) await client.invalidateQueries({ queryKey });
    },
  });
}

export type Change = {
  readonly changeId: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName?: string | null;
  readonly kind: 'made' | 'changed' | 'undone';
  readonly changes: readonly {
    readonly field: string;
    readonly skuId?: string | null;
    readonly from: unknown;
    readonly to: unknown;
  }[];
  readonly undoneBy: string | null;
  readonly undoes: string | null;
  readonly undoable: boolean;
};

export const useHistory = (productId: string) =>
  useQuery({
    queryKey: ['products', productId, 'history'],
    queryFn: ({ signal }) =>
      api<{ items: readonly Change[]; next: string | null }>('GET', `/api/products/${productId}/history`, {
        signal,
        query: { limit: 100 },
      }),
  });

export function useUndo(productId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changeId: string) => api('POST', `/api/products/${productId}/history/${changeId}/undo`, { body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

/** What the office reads and writes of promotions. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Effect, Promotion, Selection } from '../../../src/pricing/promotions/model.ts';
import type { Amount } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';

export type { Effect, Selection };
export type Text = { readonly fr: string; readonly en: string };
export type Rule = Omit<Promotion, 'promotionId' | 'version'>;
export type State = 'draft' | 'on' | 'off';
export const standings = ['draft', 'upcoming', 'in_force', 'ended', 'stopped'] as const;
export type Standing = (typeof standings)[number];

/** Null: without end. */
export type Limits = {
  readonly maxUses: number | null;
  readonly maxEach: number | null;
  readonly budgetMinor: number | null;
};
export type Version = Limits & {
  readonly promotionId: string;
  readonly version: number;
  readonly state: State;
  readonly rule: Rule;
  readonly note: string;
  readonly madeBy: string;
  readonly madeAt: string;
};
export type PromotionRow = Version & {
  readonly uses: number;
  readonly spentMinor: number;
  readonly codes: number;
  readonly standing: Standing;
  readonly says: Text;
};
export type PromotionRecord = PromotionRow & {
  readonly history: readonly (Version & { readonly says: Text })[];
  readonly names: Readonly<Record<string, Text>>;
};

export const tones: Readonly<Record<Standing, Tone>> = {
  draft: 'plain',
  upcoming: 'info',
  in_force: 'ok',
  ended: 'plain',
  stopped: 'warn',
};

const PATH = '/api/promotions';

export type ListQuery = { readonly q?: string; readonly standing?: string };

export const usePromotions = (query: ListQuery = {}): UseQueryResult<readonly PromotionRow[]> =>
  useQuery({
    queryKey: ['promotions', 'list', query],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly PromotionRow[] }>('GET', PATH, { query, signal })).items,
  });

export const usePromotion = (promotionId: string): UseQueryResult<PromotionRecord> =>
  useQuery({
    queryKey: ['promotions', promotionId],
    queryFn: ({ signal }) => api<PromotionRecord>('GET', `${PATH}/${promotionId}`, { signal }),
  });

export type Saving = Limits & {
  readonly promotionId: string;
  readonly version: number;
  readonly state: State;
  readonly rule: Rule;
  readonly note: string;
};

/** Saves the next version; what shows prices or promotions is read again. */
export function useSave(): (saving: Saving) => Promise<void> {
  const client = useQueryClient();
  return async ({ promotionId, ...body }) => {
    await api('PUT', `${PATH}/${promotionId}`, { body });
    await Promise.all([
      client.invalidateQueries({ queryKey: ['promotions'] }),
      client.invalidateQueries({ queryKey: ['prices'] }),
    ]);
  };
}

export type Choice = {
  readonly trait: string;
  readonly kind: 'category' | 'brand' | 'tag' | 'product' | 'sku';
  readonly name: Text;
  readonly note: Text | null;
};

export const useChoices = (q: string): UseQueryResult<readonly Choice[]> =>
  useQuery({
    queryKey: ['promotions', 'choices', q],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Choice[] }>('GET', `${PATH}/choices`, { query: { q }, signal })).items,
    staleTime: 30_000,
  });

export type TraceStep = {
  readonly lineNo: number | null;
  readonly rule: string;
  readonly amount: Amount;
  readonly applied: boolean;
  readonly reason: string;
};
export type Side = {
  readonly lines: readonly {
    readonly lineNo: number;
    readonly skuId: string;
    readonly quantity: number;
    readonly unit: Amount;
    readonly discount: Amount;
    readonly total: Amount;
  }[];
  readonly unpriced: readonly string[];
  readonly offered: readonly { readonly promotionId: string; readonly skuId: string; readonly quantity: number }[];
  readonly delivery: Amount | null;
  readonly gross: Amount;
  readonly trace: readonly TraceStep[];
};
export type Seen = {
  readonly at: string;
  readonly says: Text;
  readonly baskets: readonly { readonly before: Side; readonly after: Side }[];
  readonly articles: readonly {
    readonly skuId: string;
    readonly sku: string;
    readonly name: Text;
    readonly optionText: Text;
    readonly image: string;
  }[];
  readonly promotions: readonly { readonly promotionId: string; readonly name: Text; readonly ofPrice: boolean }[];
};
export type BasketLine = { readonly skuId: string; readonly quantity: number };

export type Asked = {
  readonly promotionId: string;
  readonly rule: Rule;
  readonly channelId: string;
  readonly baskets?: readonly (readonly BasketLine[])[];
};
export const preview = (body: Asked, signal: AbortSignal): Promise<Seen> =>
  api<Seen>('POST', `${PATH}/preview`, { body, signal });

export type WhatIf = {
  readonly orders: number;
  readonly cut: boolean;
  readonly touched: number;
  readonly takenMinor: number;
  readonly worthMinor: number;
  readonly byChannel: readonly {
    readonly channelId: string;
    readonly orders: number;
    readonly touched: number;
    readonly takenMinor: number;
  }[];
  readonly passedOver: Readonly<Record<string, number>>;
  readonly examples: readonly { readonly orderId: string; readonly number: string; readonly takenMinor: number }[];
};
export const whatIf = (
  body: Limits & { readonly promotionId: string; readonly rule: Rule; readonly days: number },
): Promise<WhatIf> => api<WhatIf>('POST', `${PATH}/what-if`, { body });

export type Code = { readonly code: string; readonly maxUses: number | null; readonly uses: number };
export const codesPath = (promotionId: string): string => `${PATH}/${promotionId}/codes`;

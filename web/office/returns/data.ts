/** What the office reads and writes of returns. */
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Amount, Text } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';
import type { Exchange, ExchangeState } from './exchange-data.ts';

export type ReturnState =
  | 'requested'
  | 'approved'
  | 'in_transit'
  | 'received'
  | 'inspected'
  | 'resolved'
  | 'refused'
  | 'cancelled';
export type Reason = 'withdrawal' | 'size' | 'different' | 'damaged' | 'mistake' | 'other';
export const conditions = ['new', 'opened', 'worn', 'damaged', 'incomplete'] as const;
export type Condition = (typeof conditions)[number];
export const dispositions = ['sellable', 'refurbish', 'scrap', 'vendor'] as const;
export type Disposition = (typeof dispositions)[number];
/** What a condition suggests; the person decides. */
export const suggested: Readonly<Record<Condition, Disposition>> = {
  new: 'sellable',
  opened: 'refurbish',
  worn: 'scrap',
  damaged: 'scrap',
  incomplete: 'vendor',
};

export const returnTone: Readonly<Record<ReturnState, Tone>> = {
  requested: 'warn',
  approved: 'info',
  in_transit: 'info',
  received: 'warn',
  inspected: 'warn',
  resolved: 'ok',
  refused: 'plain',
  cancelled: 'plain',
};

export type ReturnRow = {
  readonly returnId: string;
  readonly number: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly channelId: string;
  readonly customerId: string | null;
  readonly customerName: string;
  readonly source: 'shopper' | 'office' | 'counter' | 'kindness';
  readonly reason: Reason;
  readonly withdrawal: boolean;
  readonly state: ReturnState;
  readonly siteId: string | null;
  readonly askedAt: string;
  readonly receivedAt: string | null;
  readonly closedAt: string | null;
  readonly payBy: string | null;
  readonly announced: number;
  readonly came: number;
  readonly owed: Amount;
  readonly paid: Amount;
  readonly exchangeState: ExchangeState | null;
};
export type WhyStep = { readonly rule: WhyRule; readonly minor: number; readonly lineNo?: number };
export type WhyRule = 'frozen_share' | 'deduction' | 'carriage_whole' | 'carriage_kept' | 'goodwill' | 'paid_only';
export type Plan = { readonly minor: number; readonly why: readonly WhyStep[] };
export type Due = Plan & {
  readonly dueId: string;
  readonly way: 'original' | 'cash' | 'exchange' | 'credit';
  readonly currency: string;
  readonly at: string;
  readonly paidAt: string | null;
  readonly doneMinor: number;
  readonly openMinor: number;
  readonly lines: readonly { readonly quantity: number }[];
};
export type ReturnLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly sku: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly returned: number;
  readonly announced: number;
  readonly came: number;
  readonly paid: number;
};
export type ReturnItem = {
  readonly itemId: string;
  readonly kind: 'line' | 'surplus' | 'foreign';
  readonly lineNo: number | null;
  readonly skuId: string | null;
  readonly sku: string;
  readonly name: Partial<Text>;
  readonly label: string;
  readonly quantity: number;
  readonly reason: Reason;
  readonly siteId: string;
  readonly at: string;
  readonly parts: readonly {
    readonly partId: string;
    readonly quantity: number;
    readonly condition: Condition;
    readonly disposition: Disposition | null;
  }[];
};
export type ReturnRecordData = ReturnRow & {
  readonly note: string;
  readonly answer: string;
  readonly tracking: string;
  readonly version: number;
  readonly lines: readonly ReturnLine[];
  readonly items: readonly ReturnItem[];
  readonly dues: readonly Due[];
  /** The last one, whatever became of it. */
  readonly exchange: Exchange | null;
};

export function useReturn(returnId: string): UseQueryResult<ReturnRecordData> {
  return useQuery({
    queryKey: ['returns', 'one', returnId],
    queryFn: ({ signal }) => api<ReturnRecordData>('GET', `/api/returns/${returnId}`, { signal }),
  });
}

/** What these units would come to; undefined where there is nothing to ask. */
export function usePlan(
  { returnId, version }: ReturnRecordData,
  lines: readonly { lineNo: number; quantity: number; deductMinor: number }[],
): UseQueryResult<Plan> {
  return useQuery({
    queryKey: ['return-plan', returnId, version, lines],
    queryFn: ({ signal }) => api<Plan>('POST', `/api/returns/${returnId}/dues/preview`, { body: { lines }, signal }),
    enabled: lines.length > 0,
    retry: false,
  });
}

/** One act on a return; what is shown of it is read again after it, also after a refusal. */
export function useReturnAct(returnId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body = {} }: { path: string; body?: object }) =>
      api<{ state: ReturnState }>('POST', `/api/returns/${returnId}${path}`, { body }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['returns'] }),
        client.invalidateQueries({ queryKey: ['story', returnId] }),
      ]),
  });
}

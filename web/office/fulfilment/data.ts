/** What the office reads and writes of preparing: a site's queue, pick lists, parcels. */
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Order } from '../orders/data.ts';
import type { Tone } from '../parts/tag.tsx';
import type { Article } from '../stock/scanner.tsx';

export const steps = ['to_pick', 'to_pack', 'to_send', 'to_hand_over'] as const;
export type Step = (typeof steps)[number];
export const stepTones: Readonly<Record<Step, Tone>> = {
  to_pick: 'warn',
  to_pack: 'info',
  to_send: 'note',
  to_hand_over: 'ok',
};

export type QueueRow = {
  readonly orderId: string;
  readonly number: string;
  readonly placedAt: string;
  readonly readyAt: string | null;
  readonly method: string;
  readonly customerName: string;
  readonly promisedBy: string | null;
  readonly held: boolean;
  readonly step: Step;
  readonly units: number;
  readonly toPick: number;
  readonly toPack: number;
  readonly parcels: number;
  readonly waveId: string | null;
};

type Line = Article & {
  readonly lineNo: number;
  readonly kept: number;
  readonly picked: number;
  readonly packed: number;
};
export type WaveLine = Line & {
  readonly orderId: string;
  readonly number: string;
  readonly method: string;
  readonly held: boolean;
};
export type WaveRow = {
  readonly waveId: string;
  readonly number: string;
  readonly siteId: string;
  readonly state: 'open' | 'closed';
  readonly madeAt: string;
  readonly orders: number;
};
export type Wave = WaveRow & { readonly lines: readonly WaveLine[] };

/** Of a line: still to be picked, and picked but in no parcel. The same arithmetic as the server's. */
export const toPick = (line: Pick<Line, 'kept' | 'picked'>): number => Math.max(0, line.kept - line.picked);
export const toPack = (line: Pick<Line, 'kept' | 'picked' | 'packed'>): number =>
  Math.max(0, Math.min(line.kept, line.picked) - line.packed);

export const trackingKinds = ['accepted', 'under_way', 'out_for_delivery', 'problem', 'delivered', 'returned'] as const;
export type TrackingKind = (typeof trackingKinds)[number];

export type Parcel = {
  readonly parcelId: string;
  readonly number: string;
  readonly siteId: string;
  readonly state: 'packing' | 'packed' | 'left' | 'dropped';
  readonly weightG: number | null;
  readonly carrier: string | null;
  readonly labelState: 'none' | 'asked' | 'known' | 'refused';
  readonly tracking: string | null;
  readonly status: TrackingKind | null;
  readonly leftAt: string | null;
  readonly deliveredAt: string | null;
  readonly lines: readonly (Article & { readonly lineNo: number; readonly quantity: number })[];
  readonly events: readonly { readonly kind: TrackingKind; readonly at: string; readonly place: string }[];
};
export type Packing = {
  readonly orderId: string;
  readonly number: string;
  readonly sites: readonly { readonly siteId: string; readonly lines: readonly Line[] }[];
  readonly parcels: readonly Parcel[];
};
export type Setting = {
  readonly siteId: string;
  readonly collectDays: number;
  readonly remindDays: number;
  readonly gs1Prefix: string | null;
  readonly carrier: 'pretend' | 'sscc' | 'none';
  readonly version: number;
};

const PATH = '/api/fulfilment';

export function useWave(waveId: string): UseQueryResult<Wave> {
  return useQuery({
    queryKey: ['fulfilment', 'wave', waveId],
    queryFn: ({ signal }) => api<Wave>('GET', `${PATH}/waves/${waveId}`, { signal }),
  });
}

export function usePacking(orderId: string): UseQueryResult<Packing> {
  return useQuery({
    queryKey: ['fulfilment', 'order', orderId],
    queryFn: ({ signal }) => api<Packing>('GET', `${PATH}/orders/${orderId}`, { signal }),
  });
}

export function useOrder(orderId: string): UseQueryResult<Order> {
  return useQuery({
    queryKey: ['orders', 'one', orderId],
    queryFn: ({ signal }) => api<Order>('GET', `/api/orders/${orderId}`, { signal }),
  });
}

export function useSetting(siteId: string): UseQueryResult<Setting> {
  return useQuery({
    queryKey: ['fulfilment', 'setting', siteId],
    queryFn: ({ signal }) => api<Setting>('GET', `${PATH}/settings/${siteId}`, { signal }),
    enabled: siteId !== '',
  });
}

type Act = {
  readonly path: string;
  readonly body?: object;
  readonly key?: string;
  readonly method?: 'POST' | 'PUT' | 'DELETE';
};

/**
 * One act after the other, as the beeps came: the last answer shown is the last act's. What is shown of preparing, orders and stock is
 * read again after it, also after a refusal.
 */
export function useAct<T = unknown>() {
  const client = useQueryClient();
  return useMutation({
    scope: { id: 'fulfilment' },
    mutationFn: ({ path, body, key, method = 'POST' }: Act) =>
      api<T>(method, `${PATH}${path}`, {
        ...(body === undefined ? {} : { body }),
        ...(key === undefined ? {} : { key }),
      }),
    onSettled: () =>
      Promise.all([['fulfilment'], ['orders'], ['stock']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const labelUrl = (parcelId: string, as: 'svg' | 'zpl'): string => `${PATH}/parcels/${parcelId}/label?as=${as}`;

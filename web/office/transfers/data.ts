/** What the office reads and writes of transfers. */
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Tone } from '../parts/tag.tsx';
import type { Article } from '../stock/scanner.tsx';

export const states = ['draft', 'picked', 'shipped', 'receiving', 'closed', 'cancelled'] as const;
export type State = (typeof states)[number];
export const tones: Readonly<Record<State, Tone>> = {
  draft: 'plain',
  picked: 'warn',
  shipped: 'info',
  receiving: 'note',
  closed: 'ok',
  cancelled: 'plain',
};

type Head = {
  readonly transferId: string;
  readonly number: string;
  readonly fromSite: string;
  readonly toSite: string;
  readonly state: State;
  readonly note: string;
  readonly reference: string;
  readonly expectedAt: string | null;
  readonly promisable: boolean;
  readonly reverseOf: string | null;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly shippedAt: string | null;
  readonly closedAt: string | null;
};
export type TransferRow = Head & {
  readonly articles: number;
  readonly asked: number;
  readonly shipped: number;
  readonly received: number;
  readonly underWay: number;
  readonly discrepancies: number;
};
export type Line = Article & {
  readonly asked: number;
  readonly picked: number;
  readonly shipped: number;
  readonly received: number;
  readonly damaged: number;
  readonly lost: number;
  readonly sentBack: number;
  readonly extra: number;
  readonly found: number;
  readonly underWay: number;
  readonly free: number;
};
export type Transfer = Head & { readonly lines: readonly Line[] };
export type Incoming = Article & {
  readonly siteId: string;
  readonly transferId: string;
  readonly number: string;
  readonly quantity: number;
  readonly expectedAt: string | null;
  readonly promisable: boolean;
};

const PATH = '/api/transfers';

export function useTransfer(transferId: string): UseQueryResult<Transfer> {
  return useQuery({
    queryKey: ['transfers', 'one', transferId],
    queryFn: ({ signal }) => api<Transfer>('GET', `${PATH}/${transferId}`, { signal }),
  });
}

type Act = { readonly path: string; readonly body?: object; readonly key?: string; readonly method?: 'POST' | 'PATCH' };

/** One act on a transfer; what is shown of transfers and stock is read again after it, also after a refusal. */
export function useTransferAct(transferId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body, key, method = 'POST' }: Act) =>
      api<{ number?: string; transferId: string }>(method, `${PATH}/${transferId}${path}`, {
        ...(body === undefined ? {} : { body }),
        key,
      }),
    onSettled: () =>
      Promise.all(
        [['transfers'], ['stock'], ['story', transferId]].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

export type NewTransfer = {
  readonly transferId: string;
  readonly fromSite: string;
  readonly toSite: string;
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
  readonly note: string;
  readonly expectedAt: string | null;
  readonly promisable: boolean;
};

export function useCreateTransfer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTransfer) => api<{ transferId: string; number: string }>('POST', PATH, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['transfers'] }),
  });
}

/** What a date field gives (`2026-11-20T14:30`, the clock of this device) as an instant; null while it is empty. */
export function instantOf(typed: string): string | null {
  const ms = Date.parse(typed);
  return typed === '' || Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** An instant as a date field shows it. */
export function fieldOf(at: string | null): string {
  if (at === null) return '';
  const here = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}T${two(here.getHours())}:${two(here.getMinutes())}`;
}

/** Payments, statements and disputes as the API tells them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Amount } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';

export const methods = ['card', 'cash', 'transfer', 'account', 'gift_card', 'promise', 'given', 'exchange'] as const;
export type Method = (typeof methods)[number];
export const states = [
  'promised',
  'authorised',
  'captured',
  'declined',
  'voided',
  'failed',
  'unknown',
  'intent',
  'quarantined',
] as const;
export type State = (typeof states)[number];

export type Payment = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly method: Method;
  readonly provider: string;
  readonly state: State;
  readonly code: string | null;
  readonly amount: Amount;
  readonly captured: Amount;
  readonly refunded: Amount;
  readonly reference: string | null;
  readonly createdAt: string;
};
export const stateTone: Readonly<Record<State, Tone>> = {
  ...{ promised: 'warn', authorised: 'ok', captured: 'ok', declined: 'bad', voided: 'plain', failed: 'bad' },
  ...{ unknown: 'warn', intent: 'plain', quarantined: 'bad' },
};

export const whys = [
  'less',
  'more',
  'late',
  'paid',
  'otherwise',
  'no_reference',
  'unknown',
  'several',
  'currency',
  'debit',
] as const;
export type Why = (typeof whys)[number];
export const shows = ['waiting', 'back', 'aside', 'all'] as const;

export type Line = {
  readonly entryId: string;
  readonly statementId: string;
  readonly bankRef: string;
  readonly bookedOn: string;
  readonly credit: boolean;
  readonly amount: Amount;
  readonly left: Amount;
  readonly name: string;
  readonly iban: string;
  readonly words: string;
  readonly paymentId: string | null;
  readonly why: Why | null;
};
export type Part = {
  readonly partId: string;
  readonly what: 'payment' | 'receipt' | 'credit' | 'give_back' | 'given_back' | 'set_aside' | 'payout' | 'refund';
  readonly amount: Amount;
  readonly target: string | null;
  readonly words: string;
  readonly closedBy: string | null;
  readonly undoneAt: string | null;
  readonly at: string;
};
export type Decision = 'apply' | 'give_back' | 'credit' | 'set_aside' | 'given_back';
export type Statement = {
  readonly statementId: string;
  readonly fileName: string;
  readonly format: string;
  readonly iban: string;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  readonly newLines: number;
  readonly knownLines: number;
  readonly waiting: number;
  readonly bad: readonly { readonly row: number; readonly code: string; readonly detail: string }[];
  readonly at: string;
};
export type Dispute = {
  readonly disputeId: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly provider: string;
  readonly amount: Amount;
  readonly state: 'open' | 'lost' | 'won';
  readonly reason: string;
  readonly answerBy: string | null;
  readonly openedAt: string;
};
export type OrderName = { readonly orderId: string; readonly number: string; readonly customerName: string };

export const moneyEvents = ['payments.'];
const keys = ['payments', 'statement-lines', 'statements', 'disputes', 'payouts', 'story'];

/** Numbers and buyers of orders, for lists that know their ids alone. */
export function useOrderNames(orderIds: readonly string[]): ReadonlyMap<string, OrderName> {
  const ids = [...new Set(orderIds)].sort();
  const query = useQuery({
    queryKey: ['orders', 'named', ids],
    queryFn: async ({ signal }) => {
      const found: OrderName[] = [];
      for (let i = 0; i < ids.length; i += 100) {
        const some = ids.slice(i, i + 100).join(',');
        const page = await api<{ items: OrderName[] }>('GET', '/api/orders', {
          query: { ids: some, limit: 100 },
          signal,
        });
        found.push(...page.items);
      }
      return found;
    },
    enabled: ids.length > 0,
    staleTime: 60_000,
    retry: false,
  });
  return new Map((query.data ?? []).map((one) => [one.orderId, one]));
}

export const usePayment = (paymentId: string | null) =>
  useQuery({
    queryKey: ['payments', 'one', paymentId],
    queryFn: ({ signal }) => api<{ payment: Payment }>('GET', `/api/payments/${paymentId ?? ''}`, { signal }),
    enabled: paymentId !== null,
  });

export const useLine = (entryId: string) =>
  useQuery({
    queryKey: ['statement-lines', entryId],
    queryFn: ({ signal }) => api<{ entry: Line; parts: Part[] }>('GET', `/api/statement-lines/${entryId}`, { signal }),
  });

export type GiveBack = {
  readonly at: string;
  readonly entryId: string;
  readonly partId: string;
  readonly amount: Amount;
  readonly name: string;
  readonly iban: string;
};
export type TransferRefund = {
  readonly at: string;
  readonly refundId: string;
  readonly orderId: string;
  readonly amount: Amount;
  readonly name: string;
  readonly reference: string;
};
export const useGiveBacks = (enabled: boolean) =>
  useQuery({
    queryKey: ['statement-lines', 'back'],
    queryFn: ({ signal }) =>
      api<{ items: GiveBack[]; refunds: TransferRefund[] }>('GET', '/api/give-backs', { signal }),
    enabled,
  });

export const useDecide = (entryId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => api('POST', `/api/statement-lines/${entryId}/decisions`, { body }),
    onSettled: () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
};

export type Looked = {
  readonly format: 'camt' | 'csv';
  readonly heads: readonly string[];
  readonly columns: readonly { readonly kind: string; readonly at: number }[];
  readonly enough: boolean;
  readonly rows: readonly (readonly string[])[];
  readonly lines: number;
};
export type Taken = {
  readonly newLines: number;
  readonly knownLines: number;
  readonly applied: number;
  readonly waiting: number;
  readonly bad: Statement['bad'];
};

/** A file as the API takes it: a statement in XML or CSV, whatever the device calls it. */
export const asUpload = (file: File): Blob =>
  new Blob([file], { type: /\.xml$/i.test(file.name) ? 'application/xml' : 'text/csv' });

export function useTake() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, query }: { file: File; query: Readonly<Record<string, string | undefined>> }) =>
      api<Taken>('POST', '/api/statements', { query, body: asUpload(file) }),
    onSettled: () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

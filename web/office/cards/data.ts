/** Gift cards, credits and receivables as the API tells them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Amount } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';

export type GiftCard = {
  readonly cardId: string;
  readonly last4: string;
  readonly state: 'active' | 'blocked' | 'moved';
  readonly bar: 'blocked' | 'expired' | null;
  readonly value: Amount;
  readonly balance: Amount;
  readonly hasPin: boolean;
  readonly orderId: string | null;
  readonly customerId: string | null;
  readonly movedTo: string | null;
  readonly expiresOn: string | null;
  readonly reason: string;
  readonly toldAt: string | null;
  readonly madeAt: string;
};
export type Movement = {
  readonly movementId: string;
  readonly amount: Amount;
  readonly reason: string;
  readonly orderId: string | null;
  readonly at: string;
};
export type Shown = 'active' | 'blocked' | 'moved' | 'expired';
export const shownOf = ({ state, bar }: Pick<GiftCard, 'state' | 'bar'>): Shown =>
  state === 'active' && bar === 'expired' ? 'expired' : state;
export const tones: Readonly<Record<Shown, Tone>> = { active: 'ok', blocked: 'bad', moved: 'plain', expired: 'warn' };

export type Credit = { readonly customerId: string; readonly name: string; readonly balance: Amount };
export type Owed = { readonly gift: Amount; readonly credit: Amount; readonly held: Amount };

export const ageNames = ['notDue', 'to30', 'to60', 'to90', 'over90'] as const;
export type Aged = {
  readonly companyId: string;
  readonly name: string;
  readonly open: Amount;
  readonly byAge: Readonly<Record<(typeof ageNames)[number], number>>;
  readonly lateDays: number;
  readonly remind: number;
  readonly reminded: number;
};
export type Bar = 'company_blocked' | 'no_terms' | 'company_overdue' | 'over_limit';
export type Statement = {
  readonly receivables: readonly {
    readonly paymentId: string;
    readonly orderId: string;
    readonly amount: Amount;
    readonly creditedMinor: number;
    readonly receivedMinor: number;
    readonly openMinor: number;
    readonly dueOn: string;
    readonly lateDays: number;
    readonly reminded: number;
  }[];
  readonly receipts: readonly {
    readonly receiptId: string;
    readonly amount: Amount;
    readonly receivedOn: string;
    readonly reference: string;
  }[];
  readonly reminders: readonly {
    readonly reminderId: string;
    readonly level: number;
    readonly amount: Amount;
    readonly at: string;
  }[];
  readonly credit: {
    readonly limitMinor: number | null;
    readonly openMinor: number;
    readonly lateDays: number;
  };
  readonly bars: readonly Bar[];
};

export const cardEvents = ['payments.'];

export const useCard = (cardId: string) =>
  useQuery({
    queryKey: ['gift-cards', cardId],
    queryFn: ({ signal }) =>
      api<{ card: GiftCard; movements: Movement[] }>('GET', `/api/gift-cards/${cardId}`, { signal }),
  });

export const useStatement = (companyId: string) =>
  useQuery({
    queryKey: ['receivables', companyId],
    queryFn: ({ signal }) => api<Statement>('GET', `/api/receivables/${companyId}`, { signal }),
  });

export const useOwed = () =>
  useQuery({
    queryKey: ['store-credits', 'owed'],
    queryFn: ({ signal }) => api<{ owed: Owed[] }>('GET', '/api/store-credits', { query: { limit: 1 }, signal }),
  });

export const useCompanyName = (companyId: string) =>
  useQuery({
    queryKey: ['companies', companyId, 'name'],
    queryFn: ({ signal }) => api<{ name: string }>('GET', `/api/companies/${companyId}`, { signal }),
    retry: false,
  });

/** Writes, and reads again what it may have changed. */
export function useWrite<T = unknown>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => api<T>('POST', path, { body }),
    onSuccess: () =>
      Promise.all(
        ['gift-cards', 'store-credits', 'receivables', 'story'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

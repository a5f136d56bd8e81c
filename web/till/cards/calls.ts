/** Gift cards and store credit: what this till asks of the server. */
import type { Money } from '#base/money';
import { api } from '../../kit/api.ts';

/** A card or credit that was shown here; `proof` lets a ticket pay with it. */
export type ShownVoucher = {
  /** The last characters of the card's code; absent: store credit. */
  readonly last4?: string;
  readonly balance: Money;
  readonly expiresOn: string | null;
  readonly bar: 'blocked' | 'expired' | null;
  readonly proof: string;
};
/** A card that a ticket sold; `untold`: its code can be told, once. */
export type SoldCard = {
  readonly cardId: string;
  readonly value: Money;
  readonly last4: string;
  readonly expiresOn: string | null;
  readonly untold: boolean;
};
export type Secret = { readonly code: string; readonly pin: string };

export const lookAtCard = (code: string, pin?: string) =>
  api<ShownVoucher>('POST', '/api/till/gift-cards/look', { body: { code, ...(pin ? { pin } : {}) } });
export const creditFor = async (customerId: string): Promise<ShownVoucher | null> =>
  (await api<{ credit: ShownVoucher | null }>('GET', `/api/till/store-credit/${customerId}`)).credit;

const sold = (ticketId: string, cardId: string): string => `/api/till/tickets/${ticketId}/cards/${cardId}`;
export const tellSold = (ticketId: string, cardId: string) => api<Secret>('POST', `${sold(ticketId, cardId)}/tell`);
export const printSold = (ticketId: string, cardId: string, code: string) =>
  api<undefined>('POST', `${sold(ticketId, cardId)}/print`, { body: { code } });
export const mailSold = (ticketId: string, cardId: string) => api<undefined>('POST', `${sold(ticketId, cardId)}/mail`);

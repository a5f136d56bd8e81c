/** Orders that are collected here: which wait, what is owed for them, and handing them over. */
import type { Money } from '#base/money';
import { api } from '../../kit/api.ts';
import type { CardState, PaymentBody } from '../api.ts';

/** The code alone, or as the buyer's QR code says it: number, a point, six digits. Undefined when it is neither. */
export const codeIn = (text: string): string | undefined =>
  /(?:^|\.)(\d{3}) ?(\d{3})$/.exec(text.trim())?.slice(1).join('');

/** By the code that is shown, or by a name that was looked at. */
export const collectOrder = (orderId: string, siteId: string, check: { code: string } | { name: true }) =>
  api<{ units: number }>('POST', `/api/fulfilment/orders/${orderId}/hand-over`, { body: { siteId, check } });

export type Pickup = {
  readonly orderId: string;
  readonly number: string;
  readonly customerName: string;
  readonly placedAt: string;
  /** Null: nobody has laid it ready yet. */
  readonly readyAt: string | null;
  readonly held: boolean;
  readonly units: number;
  /** Above zero its buyer owes it, below zero we do. */
  readonly due: Money;
};
export const pickups = async (q: string, signal?: AbortSignal): Promise<readonly Pickup[]> =>
  (await api<{ items: readonly Pickup[] }>('GET', '/api/till/pickups', { query: { q }, signal })).items;
export const dueOf = async (orderId: string): Promise<Money> =>
  (await api<{ due: Money }>('GET', `/api/till/pickups/${orderId}/due`)).due;

/** The place of a ticket in the chain of its till. */
export type Link = {
  readonly ticketId: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly at: string;
};
export type MoneyTicket = { readonly ticketId: string; readonly sequence: number; readonly hash: string };
export const askDueCard = (orderId: string, body: { paymentId: string; dueMinor: number; card: { token: string } }) =>
  api<{ state: CardState; code?: string }>('POST', `/api/till/pickups/${orderId}/card`, { body });
export const payDue = (orderId: string, body: Link & { dueMinor: number; payment: PaymentBody }) =>
  api<MoneyTicket>('POST', `/api/till/pickups/${orderId}/pay`, { body });
export const giveBack = (orderId: string, body: Link & { owedMinor: number }) =>
  api<MoneyTicket>('POST', `/api/till/pickups/${orderId}/give-back`, { body });

/** Carts as the API tells them to staff. */
import type { Amount, Text } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';

export type Level = 'isolated' | 'bridged' | 'synchronised' | 'unified';
export type Status = 'open' | 'ordered' | 'merged' | 'abandoned';
export type CartHead = {
  readonly cartId: string;
  readonly status: Status;
  readonly channelId: string;
  readonly customer: { readonly customerId: string; readonly name: string; readonly code: string } | null;
  readonly till: string | null;
  readonly lines: number;
  readonly units: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly level: Level;
  readonly canSee: boolean;
  readonly canWork: boolean;
};
export type CartLine = {
  readonly skuId: string;
  readonly quantity: number;
  readonly unit?: Amount;
  readonly compareAt?: Amount;
  readonly total?: Amount;
  readonly available: number;
  readonly sku?: string;
  readonly name?: Text;
  readonly optionText?: Text;
  readonly image?: string;
  readonly addedChannelId: string;
  readonly addedAt: string;
  /** A gift card of a chosen amount. */
  readonly card?: { readonly cardKey: string };
};
export type Notice = {
  readonly kind: 'price_changed' | 'short' | 'unavailable' | 'limited' | 'merged' | 'ordered';
  readonly skuId?: string;
  readonly was?: Amount;
  readonly now?: Amount;
  readonly available?: number;
  readonly count?: number;
  /** Of an order. */
  readonly number?: string;
};
export type Cart = {
  readonly cartId: string;
  readonly status: Status;
  readonly channelId: string;
  readonly customerId?: string;
  readonly till?: string;
  readonly became?: string;
  readonly units: number;
  readonly lines: readonly CartLine[];
  readonly totals: { readonly items: Amount; readonly net: Amount; readonly tax: Amount };
  readonly taxGroups: readonly { rate: number; tax: Amount }[];
  readonly notices: readonly Notice[];
  readonly quote: { readonly version: string; readonly expiresAt: string };
};

export const statuses = ['open', 'ordered', 'merged', 'abandoned'] as const;
export const statusTones: Readonly<Record<Status, Tone>> = {
  open: 'info',
  ordered: 'ok',
  merged: 'plain',
  abandoned: 'plain',
};
export const levelNumbers = { isolated: 1, bridged: 2, synchronised: 3, unified: 4 } as const;

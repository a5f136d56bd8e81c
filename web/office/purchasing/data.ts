/** Buying as the API tells it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Amount, Text } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';

export type Article = {
  readonly skuId: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
};
export type Status = 'draft' | 'sent' | 'partial' | 'closed' | 'cancelled';
export const tones: Readonly<Record<Status, Tone>> = {
  draft: 'plain',
  sent: 'info',
  partial: 'warn',
  closed: 'ok',
  cancelled: 'plain',
};
export type Purchase = {
  readonly purchaseId: string;
  readonly number: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly siteId: string;
  readonly status: Status;
  readonly expectedOn: string | null;
  readonly reference: string;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly ordered: number;
  readonly arrived: number;
  readonly total: Amount | null;
};
export type PurchaseLine = Article & {
  readonly lineNo: number;
  readonly ordered: number;
  readonly good: number;
  readonly damaged: number;
  readonly open: number;
  readonly allowed: number;
  readonly supplierSku: string | null;
  readonly packUnits: number;
  readonly costMilli: number | null;
};
export type Delivery = {
  readonly receiptId: string;
  readonly deliveryNote: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly lines: readonly (Article & { quantity: number; state: 'good' | 'damaged' | 'wrong' })[];
  readonly value: Amount | null;
  readonly landed: readonly { landedId: string; kind: LandedKind; minor: number; at: string }[];
};
export const landedKinds = ['freight', 'customs', 'insurance', 'other'] as const;
export type LandedKind = (typeof landedKinds)[number];
export type GoneBack = {
  readonly returnId: string;
  readonly reason: string;
  readonly creditNote: string;
  readonly at: string;
  readonly lines: readonly (Article & { kind: string; quantity: number })[];
};
export type Contact = { readonly name: string; readonly role: string; readonly email: string; readonly phone: string };
export type Supplier = {
  readonly supplierId: string;
  readonly name: string;
  readonly currency: string;
  readonly leadDays: number;
  readonly minOrderMinor: number;
  readonly tolerancePercent: number;
  readonly language: 'fr' | 'en';
  readonly email: string | null;
  readonly contacts: readonly Contact[];
  readonly note: string;
  readonly active: boolean;
  readonly version: number;
};
export type SupplierLine = Supplier & { readonly articles: number; readonly openPurchases: number };
export type Supply = Article & {
  readonly supplierSku: string | null;
  readonly packUnits: number;
  readonly costMilli: number | null;
  readonly leadDays: number | null;
  readonly preferred: boolean;
};
export type WholePurchase = Purchase & {
  readonly currency: string;
  readonly fxNano: number | null;
  readonly tolerancePercent: number;
  readonly note: string;
  readonly sentHow: 'mail' | 'file' | null;
  readonly closedAt: string | null;
  readonly version: number;
  readonly supplier: Supplier;
  readonly lines: readonly PurchaseLine[];
  readonly receipts: readonly Delivery[];
  readonly returns: readonly GoneBack[];
};
export type Because = 'skipped' | 'below_min' | 'above_min' | 'no_sales' | 'below_point' | 'above_point';
export type Proposal = Article & {
  readonly siteId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly need: number;
  readonly transfers: readonly { fromSiteId: string; quantity: number }[];
  readonly packs: number;
  readonly packUnits: number;
  readonly quantity: number;
  readonly cost: Amount | null;
  readonly why: {
    readonly because: Because;
    readonly sold: number;
    readonly windowDays: number;
    readonly free: number;
    readonly incoming: number;
    readonly nextOn: string | null;
    readonly leadDays: number;
    readonly safetyDays: number;
    readonly targetDays: number;
    readonly point: number;
    readonly upTo: number;
    readonly need: number;
    readonly lastsDays: number | null;
  };
};
export type Worth = Article & {
  readonly entityId: string;
  readonly onHand: number;
  readonly averageMilli: number;
  readonly value: Amount;
};

type Page<T> = { readonly items: readonly T[]; readonly next: string | null };
export const purchasingEvents = ['purchasing.'];

export const usePurchase = (purchaseId: string) =>
  useQuery({
    queryKey: ['purchases', 'one', purchaseId],
    queryFn: ({ signal }) => api<WholePurchase>('GET', `/api/purchases/${purchaseId}`, { signal }),
  });

/** The currency of our own books. */
export const useHouseCurrency = (): string =>
  useQuery({
    queryKey: ['shop'],
    queryFn: () => api<{ shopName: string; currency: string }>('GET', '/api/shop'),
    staleTime: 300_000,
  }).data?.currency ?? 'EUR';

export const useSupplier = (supplierId: string) =>
  useQuery({
    queryKey: ['suppliers', 'one', supplierId],
    enabled: supplierId !== '',
    queryFn: ({ signal }) => api<Supplier>('GET', `/api/suppliers/${supplierId}`, { signal }),
  });

/** Suppliers to choose from. */
export const useSuppliers = () =>
  useQuery({
    queryKey: ['suppliers', 'all'],
    queryFn: ({ signal }) =>
      api<Page<SupplierLine>>('GET', '/api/suppliers', { query: { active: true, limit: 200 }, signal }),
    select: (page) => page.items,
  });

export const useSupplies = (supplierId: string) =>
  useQuery({
    queryKey: ['suppliers', 'articles', supplierId],
    enabled: supplierId !== '',
    queryFn: ({ signal }) =>
      api<Page<Supply>>('GET', `/api/suppliers/${supplierId}/articles`, { query: { limit: 200 }, signal }),
    select: (page) => page.items,
  });

/** A write; what it may have changed is read again. */
export function useWrite<B, T = unknown>(path: string, method: 'POST' | 'PUT' | 'PATCH' = 'POST') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key, tail = '' }: { body: B; key?: string; tail?: string }) =>
      api<T>(method, `${path}${tail}`, { body, key }),
    onSuccess: () =>
      Promise.all(
        ['purchases', 'suppliers', 'proposals', 'stock-value', 'story'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

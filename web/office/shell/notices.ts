/** What was told to need a person, and where each leads: read by the bell and by *the shop now*. */
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { IconName } from '#kit/icons';

export type Notice = {
  readonly noticeId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly channelId: string | null;
  readonly siteId: string | null;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly at: string;
  readonly unread: boolean;
};
type Notices = { readonly unread: number; readonly items: readonly Notice[] };

export const NOTICES = ['notices'];
export const looks = {
  'orders.needs_decision': ['receipt', ({ subjectId }: Notice) => `/orders/${subjectId}`],
  'orders.vat_to_verify': ['receipt', ({ subjectId }: Notice) => `/orders/${subjectId}`],
  'orders.vat_refuted': ['receipt', ({ subjectId }: Notice) => `/orders/${subjectId}`],
  'inventory.breached': ['alert', () => '/stock/breaches'],
  'till.forked': ['shield', () => '/settings/devices'],
  'payments.quarantined': ['card', ({ facts }: Notice) => `/orders/${facts['orderId'] ?? ''}`],
  'payments.dispute_due': ['alert', () => '/payments/disputes?state=open'],
  'bank.paid_twice': ['card', ({ subjectId }: Notice) => `/payments/lines/${subjectId}`],
  'payments.refund_failed': ['card', ({ facts }: Notice) => `/orders/${facts['orderId'] ?? ''}`],
  'marketplaces.set_aside': ['tag', ({ channelId }: Notice) => `/channels/${channelId ?? ''}`],
  'marketplaces.late_cancellation': ['truck', ({ subjectId }: Notice) => `/orders/${subjectId}`],
  'returns.requested': ['box', ({ subjectId }: Notice) => `/returns/${subjectId}`],
  'returns.withdrawn': ['box', ({ subjectId }: Notice) => `/returns/${subjectId}`],
  'returns.refund_failed': ['box', ({ subjectId }: Notice) => `/returns/${subjectId}`],
  'customers.erasure_asked': ['user', ({ subjectId }: Notice) => `/customers/${subjectId}`],
  'identity.approval_asked': ['shield', () => '/people/approvals'],
  'webhooks.endpoint_disabled': ['flow', () => '/developers'],
} as const satisfies Record<string, readonly [IconName, (notice: Notice) => string]>;
type Known = keyof typeof looks;
export const isKnown = (kind: string): kind is Known => kind in looks;

export const useNotices = () =>
  useQuery({ queryKey: NOTICES, queryFn: () => api<Notices>('GET', '/api/notices'), staleTime: 30_000 });

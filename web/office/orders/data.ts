/** Orders as the API tells them. */
import type { Amount, Text } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';

export type OrderHead = {
  readonly orderId: string;
  readonly number: string;
  readonly channelId: string;
  readonly siteId: string | null;
  readonly customerId: string | null;
  readonly customerName: string;
  readonly sourceRef: string | null;
  readonly openedAt: string;
  readonly placedAt: string | null;
  readonly readyAt: string | null;
  readonly heldAt: string | null;
  readonly state: string;
  readonly fulfilment: string;
  readonly total: Amount;
  readonly units: number;
};
export type OrderLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly sku: string;
  readonly productId: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly flagged: number;
  readonly backordered: number;
  readonly unit: Amount;
  readonly total: Amount;
  /** What those units that are still wanted cost. */
  readonly worth: Amount;
  readonly net: Amount;
  readonly tax: Amount;
  /** In millionths. */
  readonly taxRate: number;
  readonly allocations: readonly { siteId: string; quantity: number; state: string }[];
};
/** Who gets a gift card of a line; `day` null: told at once. */
export type CardFor = {
  readonly lineNo: number;
  readonly name: string;
  readonly email: string;
  readonly day: string | null;
};
export type OrderPayment = {
  readonly paymentId: string;
  readonly method: string;
  readonly state: string;
  /** Paid before the goods. */
  readonly purpose: 'deposit' | null;
  readonly currency: string;
  readonly amountMinor: number;
  readonly refundedMinor: number;
  readonly createdAt: string;
};
export type TraceStep = {
  readonly lineNo: number | null;
  readonly rule: string;
  readonly amount: Amount;
  readonly applied: boolean;
  readonly reason: string;
};
export type Order = OrderHead & {
  readonly cardsFor: readonly CardFor[];
  readonly contact: { readonly name: string; readonly email?: string; readonly phone?: string };
  readonly delivery: {
    readonly method: string;
    readonly siteId?: string;
    readonly address?: Readonly<Record<string, string>>;
  };
  readonly cartId: string | null;
  /** The company it was bought for, as it was then. */
  readonly buyer: {
    readonly companyId: string;
    readonly name: string;
    readonly siren: string | null;
    readonly vatNumber: string | null;
    readonly reference: string | null;
  } | null;
  readonly expiresAt: string | null;
  readonly version: number;
  /** What it was worth when it was bought; null: it never changed. */
  readonly firstTotal: Amount | null;
  /** What is owed for its changes: above zero by the buyer, below zero by us. */
  readonly balanceMinor: number;
  readonly heldUntil: string | null;
  readonly pickingAt: string | null;
  /** From when to when the buyer was told that it comes. */
  readonly promise: { readonly earliest: string; readonly latest: string } | null;
  readonly lines: readonly OrderLine[];
  readonly taxGroups: readonly { rate: number; gross: Amount; net: Amount; tax: Amount }[];
  readonly totals: { items: Amount; delivery: Amount; gross: Amount; net: Amount; tax: Amount };
  readonly payments: readonly OrderPayment[];
  readonly trace: readonly TraceStep[] | null;
};

const tones = {
  open: 'warn',
  ready: 'ok',
  partly: 'info',
  done: 'ok',
  awaiting_payment: 'warn',
  needs_decision: 'note',
  cancelled: 'plain',
} as const satisfies Record<string, Tone>;
export type ShownState = keyof typeof tones;

/** One word for where an order stands: its state, and once placed, how far it has gone. */
export function shownState(order: Pick<OrderHead, 'state' | 'fulfilment' | 'readyAt'>): {
  key: ShownState;
  tone: Tone;
} {
  const left = order.fulfilment === 'open' && order.readyAt !== null ? 'ready' : order.fulfilment;
  const word = order.state === 'placed' ? left : order.state;
  const key = word in tones ? (word as ShownState) : 'open';
  return { key, tone: tones[key] };
}

/** What happens to an order is told by events of these families. */
export const orderEvents = ['orders.', 'payments.', 'inventory.breach'];

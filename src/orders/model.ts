/** What an order is: pure types and arithmetic. */
import { createHash } from 'node:crypto';
import { crockford } from '#base/ids';
import type { Money } from '#base/money';
import type { Day, Instant } from '#base/time';
import type { OrderBuyer } from '#customers';
import type { TakeRequest } from '#inventory';
import type { Address } from '#org/model';
import type { DepositReason } from '#payments';
import type { PaymentMethod, ProviderName } from '#payments/model';
import type { Limits, Use } from '#pricing';
import type { Priced } from '#pricing/model';
import type { Field, Later } from '#sourcing';
import type { TaxCase } from '#tax/model';

export type OrderState = 'awaiting_payment' | 'placed' | 'needs_decision' | 'cancelled';

export type Contact = {
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
};
export type Delivery =
  | { readonly method: 'delivery'; readonly address: Address }
  | { readonly method: 'pickup'; readonly siteId: string }
  /** Carried away at the counter of a site. */
  | { readonly method: 'handover'; readonly siteId: string }
  /** The marketplace told us where to send it; the address comes with its own label. */
  | { readonly method: 'marketplace'; readonly address?: Address };

/** How the order is paid. `promise`: later, e.g. at the pick-up counter; `given`: a marketplace has collected it; `exchange`: by what came back. */
export type DraftPayment = {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly provider: ProviderName;
  readonly deviceId?: string;
  /** The gift card or store credit that pays (`gift:…`, `credit:…`); that the buyer may use it, who makes the draft has looked at. */
  readonly accountId?: string;
  /** Its part of the total, minor units; absent: all of it. See `partsOf`. */
  readonly amountMinor?: number;
  /** What is paid before the goods; a promise beside it is the rest. */
  readonly purpose?: 'deposit';
  /** It stands already, made and looked at in this transaction by who places the order: the gate opens nothing for it. */
  readonly there?: true;
};

/** Who gets a gift card, by mail, with a few words of its buyer. */
export type CardFor = {
  readonly name: string;
  readonly email: string;
  /** In the merchant's calendar, told in the morning; null: as soon as it is paid. */
  readonly day: Day | null;
  readonly words: string;
};

export type DraftLine = {
  readonly skuId: string;
  readonly quantity: number;
  /** The price the buyer saw, a unit. */
  readonly unitMinor: number;
  /** What the buyer saw come off the line; absent: it was not shown, so it is not compared. */
  readonly discountMinor?: number | undefined;
  /** Of a gift card: who gets it; absent: its buyer. */
  readonly card?: CardFor;
};

/** A wish to buy, from any channel. Its id is the order's id and the key by which a repetition is known. */
export type OrderDraft = {
  readonly orderId: string;
  readonly channelId: string;
  readonly customerId?: string;
  /** The company it is bought for; its customer must be among those who buy for it. */
  readonly companyId?: string;
  /** Staff at a counter names the company and nobody of it: it pays at once, so that nobody's word is taken for what it owes. */
  readonly vouched?: true;
  /** The buyer’s own number of the purchase; with a company. */
  readonly reference?: string;
  readonly cartId?: string;
  /** The number a marketplace gave it: a reference, never an id. */
  readonly sourceRef?: string;
  readonly contact: Contact;
  readonly delivery: Delivery;
  readonly lines: readonly DraftLine[];
  readonly payments: readonly DraftPayment[];
  /** Codes of promotions, as they were given. */
  readonly codes?: readonly string[];
  /** `none`: nothing is charged for sending it, as for goods that take the place of others. */
  readonly carriage?: 'none';
  /** The store whose counter sells it, where its goods are sent or collected elsewhere: its promotions count. */
  readonly soldAt?: string;
  /** Somebody of the company has agreed to what is beyond its buyer's limit. Set by who kept the agreement, never by a request. */
  readonly approved?: true;
  /** `ours`: our price at this moment, refused when the buyer saw another. `given`: it has been sold at this price. */
  readonly price: 'ours' | 'given';
  /** `accept`: it has already happened; what is missing becomes a breach and a task for a person. */
  readonly short: 'refuse' | 'accept';
};

/** What an order keeps of its VAT: the case, how its prices are read, and the rounding of its document. */
export type OrderTax = TaxCase & {
  /** Whether the unit prices of its lines are with VAT or without. */
  readonly basis: 'gross' | 'net';
  /** Where they are without: rounded once a rate, or line by line; null where they are with. */
  readonly onNet: 'global' | 'per_line' | null;
  /** Gross less net less the VAT that the net states: other than 0 where no whole net gives the gross (docs/decisions/0007). */
  readonly roundingMinor: number;
};

export type Snapshot = {
  readonly sku: string;
  readonly productId: string;
  readonly handle: string;
  readonly name: Readonly<Record<string, string>>;
  readonly optionText: Readonly<Record<string, string>>;
  readonly image: string;
};

/** A draft with all that can be decided before the transaction: facts, price, places. */
export type PreparedOrder = {
  readonly draft: OrderDraft;
  /** Who placed it, for the journal. */
  readonly actor: string;
  readonly contentHash: string;
  readonly currency: string;
  readonly siteId: string | null;
  /** The company it is bought for, as it is now: frozen with the order. */
  readonly buyer: OrderBuyer | null;
  readonly priced: Priced;
  /** Which VAT it bears, and why: frozen with the order. */
  readonly tax: TaxCase;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly take: TakeRequest;
  /** Limited promotions it uses, and their limits: taken under a lock, or the order is refused. */
  readonly uses: readonly Use[];
  readonly limited: ReadonlyMap<string, Limits>;
  /** A card order waits for its payment; the others are placed at once. */
  readonly awaitsPayment: boolean;
  /** Why a part of it is paid before the goods. */
  readonly deposit?: DepositReason;
  /** What is known of the sites that may serve it, and what a parcel from each of them promises. */
  readonly field: Pick<Field, 'promise'>;
  /** Which of its articles are sold beyond stock somewhere: their counters are locked. */
  readonly later: ReadonlyMap<string, readonly Later[]>;
};

/**
 * The receipt of a success, made of what never changes. `state` is the one in which the gate took the order: a repetition is told the
 * same, whatever has become of the order since; what it is now, the order itself tells.
 */
export type OrderReceipt = {
  readonly orderId: string;
  readonly number: string;
  readonly state: OrderState;
  readonly total: Money;
  readonly openedAt: Instant;
};

/** The receipt of an order as it was first given: one that awaited its payment is never placed at the moment it was opened. */
export function receiptOf(order: Omit<OrderReceipt, 'state'> & { readonly placedAt: Instant | null }): OrderReceipt {
  const { orderId, number, total, openedAt, placedAt } = order;
  return { orderId, number, state: placedAt === openedAt ? 'placed' : 'awaiting_payment', total, openedAt };
}

/** Minutes that stock stays promised to an order that waits for its payment. */
export const PAYMENT_MINUTES = 15;

/** The order's number: ten Crockford characters derived from its id; `attempt` gives the next one on collision. */
export function orderNumber(orderId: string, attempt = 0): string {
  const digest = createHash('sha256').update(`${orderId}:${attempt}`).digest();
  return crockford(digest.subarray(0, 7), 10).toUpperCase();
}

export type LineQuantities = {
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly returned: number;
  readonly flagged: number;
  /** Sold beyond stock, waiting for it. */
  readonly backordered: number;
};

/** How far an order is, from its lines: nothing is stored that the quantities tell. */
export function fulfilmentOf(lines: readonly LineQuantities[]): 'open' | 'partly' | 'done' {
  const left = lines.some((line) => line.ordered - line.cancelled - line.shipped > 0);
  const gone = lines.some((line) => line.shipped > 0);
  return left ? (gone ? 'partly' : 'open') : 'done';
}

/** Whether its buyer may cancel an order, or units of it: until somebody begins to gather it. */
export const buyerMayCancel = (order: {
  readonly state: OrderState;
  readonly pickingAt: Instant | null;
  readonly readyAt: Instant | null;
  readonly lines: readonly Pick<LineQuantities, 'shipped'>[];
}): boolean =>
  order.state !== 'cancelled' &&
  order.pickingAt === null &&
  order.readyAt === null &&
  order.lines.every((line) => line.shipped === 0);

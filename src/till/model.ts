/** What a ticket is: types, its body and its place in the device's chain. Pure. */
import { canonicalJson, sha256 } from '#base/canonical';
import { refused, granted, type Outcome } from '#base/refusal';
import type { Instant } from '#base/time';
import type { Contact, Delivery, DraftLine } from '#orders/model';
import { roundedCash } from '#payments/model';
import type { Priced } from '#pricing/model';

export type Device = {
  readonly deviceId: string;
  readonly channelId: string;
  readonly siteId: string;
  readonly number: number;
  readonly code: string;
  readonly name: string;
  readonly lastSequence: number;
  readonly lastHash: string;
};

export type TicketLine = {
  readonly skuId: string;
  readonly quantity: number;
  readonly unitMinor: number;
  /** What the till showed to come off the line; absent: it showed none of it, and nothing is compared. */
  readonly discountMinor?: number | undefined;
  /** In a ticket with goods to be sent: these leave at once, over this counter. */
  readonly carried?: boolean | undefined;
  /** Codes printed on blank gift cards that this line sells, one a unit at most. In no ticket: they are worth money. */
  readonly blanks?: readonly string[] | undefined;
};
/** What a gift card or store credit pays of a ticket; minor units. */
export type VoucherPart = { readonly paymentId: string; readonly accountId: string; readonly minor: number };
export type Tender =
  | { readonly method: 'cash'; readonly paymentId: string; readonly receivedMinor: number }
  | { readonly method: 'card'; readonly paymentId: string };

/** How a sale is paid; `account`: owed by the company it is for, by its terms. */
export type SaleTender = Tender | { readonly method: 'account'; readonly paymentId: string };

/** A sale as the till tells it. Unit prices are those it showed; another price is refused. */
export type TicketDraft = {
  readonly ticketId: string;
  readonly orderId: string;
  /** The device's own counter, and the hash of its last ticket. */
  readonly sequence: number;
  readonly previousHash: string;
  readonly at: Instant;
  readonly lines: readonly TicketLine[];
  /** Pays what vouchers leave; absent: they pay all of it. */
  readonly payment?: SaleTender | undefined;
  /** Gift cards and store credit that were shown at this till. */
  readonly vouchers?: readonly VoucherPart[] | undefined;
  readonly customerId?: string | undefined;
  /** The company it is bought for: of the customer, or, where none is named, by who sells it. */
  readonly companyId?: string | undefined;
  readonly cartId?: string | undefined;
  /** Codes of promotions, as they were typed or scanned. */
  readonly codes?: readonly string[] | undefined;
  /** The goods lie on the counter whatever the books say: sell beyond the stock, as a breach. */
  readonly override: boolean;
  /** Sent home, or collected at another store, from wherever it lies: all lines but those that are carried away. */
  readonly sent?: Sent | undefined;
};

/** Where goods that were paid at a counter go, and who is told. */
export type Sent = {
  readonly to: Extract<Delivery, { method: 'delivery' | 'pickup' }>;
  readonly contact: Contact;
};

/** What the chain is made of: ids and amounts. */
export type TicketBody = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly deviceId: string;
  readonly channelId: string;
  readonly siteId: string;
  readonly staffId: string;
  readonly customerId?: string;
  readonly companyId?: string;
  readonly cartId?: string;
  readonly sequence: number;
  readonly at: Instant;
  readonly currency: string;
  readonly lines: readonly (Omit<TicketLine, 'discountMinor' | 'blanks'> & {
    /** After discounts. */
    readonly totalMinor: number;
    readonly taxRate: number;
    /** What each promotion of the basket took off the line; absent where none did. */
    readonly discounts?: readonly { readonly promotionId: string; readonly minor: number }[];
  })[];
  readonly taxGroups: readonly {
    readonly rate: number;
    readonly grossMinor: number;
    readonly netMinor: number;
    readonly taxMinor: number;
  }[];
  readonly totalMinor: number;
  readonly payments: readonly {
    readonly paymentId: string;
    readonly method: 'cash' | 'card' | 'exchange' | 'gift_card' | 'account';
    readonly amountMinor: number;
    readonly receivedMinor: number;
    readonly changeMinor: number;
    /** Cash that was counted, less what it settled; absent where they are the same. */
    readonly roundingMinor?: number;
  }[];
  readonly override: boolean;
  /** How it goes to its buyer when it was not carried away, and what that costs; where to and to whom, its order knows. */
  readonly sent?: { readonly method: 'delivery' | 'pickup'; readonly carriageMinor: number };
  /** Absent for a sale. A return's lines, taxes and total are below zero; a payment has a total alone, below zero when we give back. */
  readonly kind?: 'return' | 'payment';
  readonly returnId?: string;
  readonly dueId?: string;
  /** Carriage that goes back with the goods, by rate; below zero. */
  readonly carriage?: readonly { readonly rate: number; readonly grossMinor: number }[];
  /** What is not given back of the lines and carriage, because it was not paid, or for wear. */
  readonly keptMinor?: number;
  /** Goods taken for goods: the same on both its tickets; the sale's names the other. */
  readonly exchangeId?: string;
  readonly backTicketId?: string;
  readonly backOrderId?: string;
};

/** The hash before the first ticket of a device: a chain can't be moved to another till. */
export const firstHash = (deviceId: string): string => sha256(deviceId);

/** `sha256(previous ‖ newline ‖ canonical JSON of the body)`, RELIABILITY POS1. */
export const ticketHash = (previousHash: string, bodyText: string): string => sha256(`${previousHash}\n${bodyText}`);

export const bodyText = (body: TicketBody): string => canonicalJson(body);

/** Does a ticket follow the last one of its device? A repeated number or another past is a fork: a cloned or restored till. */
export function followsOn(
  device: Device,
  draft: Pick<TicketDraft, 'sequence' | 'previousHash'>,
): Outcome<{ sequence: number }> {
  const sequence = device.lastSequence + 1;
  if (draft.sequence === sequence && draft.previousHash === device.lastHash) return granted({ sequence });
  return refused('till.fork', {
    detail: `${device.code} stands at ${device.lastSequence}`,
    lastSequence: device.lastSequence,
    lastHash: device.lastHash,
  });
}

/** Cash to give back, minor units; negative when too little was received. */
export const changeOf = (tender: SaleTender, totalMinor: number): number =>
  tender.method === 'cash' ? tender.receivedMinor - totalMinor : 0;

/** Whether a line of a ticket with goods to be sent is carried away; lines are numbered from 1. */
export const isCarried = (
  { sent, lines = [] }: Pick<TicketDraft, 'sent'> & Partial<Pick<TicketDraft, 'lines'>>,
  lineNo: number,
): boolean => sent !== undefined && lines[lineNo - 1]?.carried === true;

/** What vouchers leave of a total, minor units. */
export const restOf = ({ vouchers = [] }: Pick<TicketDraft, 'vouchers'>, totalMinor: number): number =>
  totalMinor - vouchers.reduce((sum, { minor }) => sum + minor, 0);

/** What is counted for an amount: cash is rounded where its smallest coins are gone. */
export const dueIn = ({ method }: Pick<SaleTender, 'method'>, minor: number, cashStep: number): number =>
  method === 'cash' ? roundedCash(minor, cashStep) : minor;

/**
 * Payments with what rounding makes of their cash: all of it changes hands at once, so it is rounded once, and the last part in cash says by
 * how much. Change is less by it; no other part is touched.
 */
export function withRounding(payments: TicketBody['payments'], cashStep: number): TicketBody['payments'] {
  const cash = payments.filter(({ method }) => method === 'cash').reduce((sum, one) => sum + one.amountMinor, 0);
  const roundingMinor = roundedCash(cash, cashStep) - cash;
  const last = payments.findLastIndex(({ method }) => method === 'cash');
  if (roundingMinor === 0) return payments;
  return payments.map((one, i) =>
    i === last
      ? { ...one, roundingMinor, changeMinor: one.amountMinor < 0 ? 0 : one.changeMinor - roundingMinor }
      : one,
  );
}

export function bodyOf(
  draft: TicketDraft,
  device: Pick<Device, 'deviceId' | 'channelId' | 'siteId'>,
  staffId: string,
  priced: Priced,
  cashStep = 1,
): TicketBody {
  const { payment, vouchers = [] } = draft;
  const rest = restOf(draft, priced.totals.gross.minor);
  const other = payment && {
    ...{ paymentId: payment.paymentId, method: payment.method, amountMinor: rest },
    receivedMinor: payment.method === 'cash' ? payment.receivedMinor : rest,
    changeMinor: changeOf(payment, rest),
  };
  const shown = vouchers.map(({ paymentId, minor }) => ({
    ...{ paymentId, method: 'gift_card' as const, amountMinor: minor, receivedMinor: minor, changeMinor: 0 },
  }));
  return {
    ...soldBody(draft, device, staffId, priced),
    payments: withRounding([...shown, ...(other ? [other] : [])], cashStep),
  };
}

/** What a sale's ticket says but for how it was paid. */
export function soldBody(
  draft: Omit<TicketDraft, 'payment' | 'vouchers' | 'previousHash'>,
  device: Pick<Device, 'deviceId' | 'channelId' | 'siteId'>,
  staffId: string,
  priced: Priced,
): Omit<TicketBody, 'payments'> {
  const { ticketId, orderId, sequence, at, customerId, companyId, cartId, override } = draft;
  const { deviceId, channelId, siteId } = device;
  const totalMinor = priced.totals.gross.minor;
  return {
    ...{ ticketId, orderId, deviceId, channelId, siteId, staffId, sequence, at, override, totalMinor },
    ...(customerId === undefined ? {} : { customerId }),
    ...(companyId === undefined ? {} : { companyId }),
    ...(cartId === undefined ? {} : { cartId }),
    ...(draft.sent ? { sent: { method: draft.sent.to.method, carriageMinor: priced.totals.delivery.minor } } : {}),
    currency: priced.totals.gross.currency,
    lines: priced.lines.map(({ lineNo, skuId, quantity, unit, total, taxRate, discounts }) => ({
      skuId,
      quantity,
      unitMinor: unit.minor,
      totalMinor: total.minor,
      taxRate,
      ...(discounts.length > 0 ? { discounts } : {}),
      ...(isCarried(draft, lineNo) ? { carried: true } : {}),
    })),
    taxGroups: priced.taxGroups.map(({ rate, gross, net, tax }) => ({
      rate,
      grossMinor: gross.minor,
      netMinor: net.minor,
      taxMinor: tax.minor,
    })),
  };
}

/** A line as it was shown: another price, or another discount, is refused. */
export const lineOf = ({ skuId, quantity, unitMinor, discountMinor }: TicketLine): DraftLine => ({
  ...{ skuId, quantity, unitMinor },
  ...(discountMinor === undefined ? {} : { discountMinor }),
});

const offOf = (line: TicketBody['lines'][number] | undefined): number =>
  (line?.discounts ?? []).reduce((sum, one) => sum + one.minor, 0);

/** Does a repeated ticket say what the first one said? */
export function sameTicket(body: TicketBody, draft: TicketDraft, deviceId: string): boolean {
  const said = (lines: readonly TicketLine[]): string =>
    lines
      .map(({ skuId, quantity, unitMinor, carried }) => `${skuId} ${quantity} ${unitMinor} ${carried === true}`)
      .join();
  return (
    body.deviceId === deviceId &&
    body.orderId === draft.orderId &&
    body.sequence === draft.sequence &&
    body.customerId === draft.customerId &&
    body.companyId === draft.companyId &&
    body.cartId === draft.cartId &&
    body.sent?.method === draft.sent?.to.method &&
    said(body.lines) === said(draft.lines.map((line, i) => ({ ...line, carried: isCarried(draft, i + 1) }))) &&
    draft.lines.every(
      ({ discountMinor }, i) => discountMinor === undefined || discountMinor === offOf(body.lines[i]),
    ) &&
    samePayments(body.payments, draft)
  );
}

function samePayments(paid: TicketBody['payments'], { payment, vouchers = [] }: TicketDraft): boolean {
  const cards = paid.filter(({ method }) => method === 'gift_card');
  const other = paid.find(({ method }) => method !== 'gift_card');
  return (
    cards.length === vouchers.length &&
    vouchers.every(({ paymentId, minor }, i) => cards[i]?.paymentId === paymentId && cards[i].amountMinor === minor) &&
    other?.paymentId === payment?.paymentId &&
    other?.method === payment?.method &&
    (payment?.method !== 'cash' || other?.receivedMinor === payment.receivedMinor)
  );
}

/** What the pages ask of the server beside selling: the account's inside, orders without an account, returns, the shop's texts. */
import type { Money } from '#base/money';
import type { Day, Instant } from '#base/time';
import type { QrPath } from '#kit/qr';
import type { Ask } from './api.ts';
import type { AddressView, Available, OrderLineView, OrderView, PurchaseView, TotalsView } from './views.ts';

export type SavedAddressView = AddressView & { addressId: string; preferred: boolean };
export type AddressForm = AddressView & { addressId: string; preferred: boolean };

/** How purchases are narrowed; `year` as `2026`. */
export type PurchaseChoice = { where: 'all' | 'online' | 'store' | 'market'; year?: number; after?: string };
export type PurchasesView = {
  choice: PurchaseChoice;
  years: readonly number[];
  purchases: readonly PurchaseView[];
  next?: string;
};

/** What came on a card or left it; `back`: an order gave it back. */
export type VoucherMove = {
  at: Instant;
  amount: Money;
  what: 'given' | 'spent' | 'back' | 'expired' | 'moved';
};
/** A gift card, by the last characters of its code; without them the store credit. */
export type VoucherView = {
  last4?: string;
  balance: Money;
  expiresOn: Day | null;
  bar: 'blocked' | 'expired' | null;
  movements: readonly VoucherMove[];
};
export type CardsView = { credits: readonly VoucherView[]; cards: readonly VoucherView[] };
export type CardProblem = 'unknown' | 'taken' | 'often';

export const paperKinds = ['invoice', 'credit_note', 'deposit', 'delivery'] as const;
export type PaperKind = (typeof paperKinds)[number];
/** A document in the account; `buyer`: in whose name it is. */
export type PaperView = {
  documentId: string;
  kind: PaperKind;
  number: string;
  day: Day;
  order: string;
  buyer: string;
  /** Absent for one that shows no amounts. */
  total?: Money;
  /** Another document took it back. */
  over: boolean;
};
export type PapersView = { papers: readonly PaperView[]; kind?: PaperKind; next?: string };
export type MailProblem = 'often' | 'nowhere';

export const consentPurposes = ['newsletter', 'suggestions', 'messages'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];
/** The version of the sentences on the page; raise it when their meaning changes, and the new ones are asked anew. */
export const CONSENT_WORDING = 1;
export type PrivacyView = {
  consents: readonly { purpose: ConsentPurpose; granted: boolean; since?: Instant }[];
  /** Since when the customer asks to be forgotten. */
  erasureAsked?: Instant;
};

/** What is not finished between a customer and the shop. */
export const heldBys = ['order', 'payment', 'return'] as const;
export type HeldBy = (typeof heldBys)[number];

/** A receipt to print: who sold what to whom, with its taxes. It is no invoice, and says so. */
export type ReceiptView = {
  order: OrderView;
  seller: { name: string; address: string; siren?: string; vat?: string };
  lines: readonly OrderLineView[];
  totals: TotalsView;
  buyer: string;
};

export const returnReasons = ['withdrawal', 'size', 'different', 'damaged', 'mistake', 'other'] as const;
export type ReturnReason = (typeof returnReasons)[number];
export type ReturnState =
  | 'requested'
  | 'approved'
  | 'in_transit'
  | 'received'
  | 'inspected'
  | 'resolved'
  | 'refused'
  | 'cancelled';
export type ReturnRequestView = {
  returnId: string;
  /** What its QR code says, while the goods are still to come. */
  number: string;
  qr?: QrPath;
  state: ReturnState;
  reason: ReturnReason;
  askedAt: Instant;
  answer: string;
  tracking: string;
  lines: readonly { name: string; quantity: number }[];
  /** Other goods for them: set aside until then, sent with an order of its own, or free again. */
  exchange?: {
    state: 'held' | 'done' | 'released';
    lines: readonly { name: string; quantity: number }[];
    until?: Instant;
    /** Of the order that sends them. */
    code?: string;
  };
  /** What is owed, and what of it is back. */
  owed?: Money;
  paid?: Money;
  payBy?: Instant;
  /** Nothing came yet: it may be told as sent, or given up. */
  open: boolean;
};
/** A size or colour that may take an article's place at no further cost, and whether it is there. `same`: the article itself, another piece. */
export type InsteadView = { skuId: string; name: string; available: Available; same: boolean };
/** What may be asked back; an empty list when nothing may. */
export type ReturnView = {
  code: string;
  lines: readonly (OrderLineView & { most: number })[];
  requests: readonly ReturnRequestView[];
  /** Present while one may withdraw from the contract; `until` where the period has begun to run. */
  withdrawal?: { until?: Day; assumed: boolean };
  /** Who bought, for the statement, and where its acknowledgement goes. */
  buyer: string;
  email?: string;
};
export type ReturnForm = {
  requestId: string;
  reason: ReturnReason;
  note: string;
  /** `instead`: the article wanted in its place; without it, money. */
  lines: readonly { lineNo: number; quantity: number; instead?: string }[];
};

/** One of the shop's own texts. */
export type TextView = { slug: string; title: string; body: string; version: number; validFrom: string };

/** A part of the site map: its name in its address, and when something in it last changed. */
export type SitePart = { name: string; changedAt?: Instant };
/** A public address without language: `/p/robe-bellecour`. */
export type SitePath = { path: string; changedAt?: Instant };
/** Addresses in one part, each in two languages: search engines take 50,000 a file (sitemaps.org). */
export const SITE_PART = 25_000;

/** What a payment link opens: `elsewhere`, it is paid on a page of the card provider's. */
export type PayLinkView = {
  code: string;
  state: 'pay' | 'wait' | 'done' | 'over';
  amount: Money;
  elsewhere: boolean;
  /** Demo only. */
  outcomes?: readonly { code: string; name: string }[];
};
export interface PayLinkApi {
  /** Undefined for a secret that we never made. */
  payLink(ask: Ask, secret: string): Promise<PayLinkView | undefined>;
  /** Pays, or says where that is done. Repeatable by `attemptId`. Refuses orders.link_over, orders.payment. */
  payByLink(
    ask: Ask,
    secret: string,
    attempt: { attemptId: string; outcome?: string; backUrl: string },
  ): Promise<{ url: string } | { declined: true } | undefined>;
}

export interface ServiceApi extends PayLinkApi {
  siteParts(): Promise<readonly SitePart[]>;
  /** Undefined: there is no such part. */
  sitePart(name: string): Promise<readonly SitePath[] | undefined>;
  /** True where something was once sold at this handle and is not any more. */
  isGone(handle: string): Promise<boolean>;
  /** The present handle of what was once found under this one; undefined where nothing was, or something else is now. */
  movedTo(kind: 'product' | 'category', handle: string): Promise<string | undefined>;

  /** Undefined: nobody is signed in. */
  purchases(ask: Ask, choice: PurchaseChoice): Promise<PurchasesView | undefined>;
  addresses(ask: Ask): Promise<readonly SavedAddressView[] | undefined>;
  cards(ask: Ask): Promise<CardsView | undefined>;
  /** Invoices and the like, of the shopper and of companies they approve for. Undefined: nobody is signed in. */
  papers(ask: Ask, choice: { kind?: PaperKind; after?: string }): Promise<PapersView | undefined>;
  /** Sends one of them by mail, where its buyer's documents go; why not, else. Refuses what is not theirs. */
  mailPaper(ask: Ask, documentId: string): Promise<MailProblem | undefined>;
  /** Keeps a gift card in the account; why not, else. */
  keepCard(ask: Ask, code: string): Promise<CardProblem | undefined>;
  saveAddress(ask: Ask, form: AddressForm): Promise<void>;
  removeAddress(ask: Ask, addressId: string): Promise<void>;
  /** Refuses customers.wrong_password, customers.weak_password. All other sessions end. */
  /** The session goes on under a new token. */
  changePassword(
    ask: Ask,
    form: { current: string; next: string },
  ): Promise<{ readonly sessionToken: string; readonly maxAgeS: number }>;
  privacy(ask: Ask): Promise<PrivacyView | undefined>;
  sayConsents(ask: Ask, said: Readonly<Record<ConsentPurpose, boolean>>): Promise<void>;
  /** The wish to be forgotten: asked, or taken back. */
  askErasure(ask: Ask, wish: boolean): Promise<void>;
  /** All that is known of the customer, as JSON for a file; undefined: nobody is signed in. Refuses request.rate_limited. */
  myData(ask: Ask): Promise<string | undefined>;
  /** What is under way that keeps the account from being deleted; undefined: nobody is signed in. */
  heldBy(ask: Ask): Promise<readonly HeldBy[] | undefined>;
  /** Deletes the account for ever. Refuses customers.wrong_password, privacy.not_yet, request.rate_limited. */
  eraseMe(ask: Ask, password: string): Promise<void>;

  /** What opens an order for who knows its number and its e-mail; undefined alike for anything that does not fit. */
  openOrder(ask: Ask, form: { number: string; email: string }): Promise<{ code: string; token: string } | undefined>;
  receipt(ask: Ask, code: string, token?: string): Promise<ReceiptView | undefined>;
  returns(ask: Ask, code: string, token?: string): Promise<ReturnView | undefined>;
  /** By line of the order: what may take its place. Nothing where it can't be exchanged from afar, or is not this visitor's. */
  insteads(ask: Ask, code: string, token?: string): Promise<ReadonlyMap<number, readonly InsteadView[]>>;
  /** Refuses returns.lines, returns.open, returns.not_placed, returns.period_over, orders.not_found. */
  /** Pays by card what is due for the changes of an order. `attemptId` makes it repeatable. */
  payBalance(
    ask: Ask,
    code: string,
    token: string | undefined,
    attempt: { attemptId: string; outcome?: string },
  ): Promise<void>;
  /** Cancels units of an order, or all of it, while nobody prepares it. Repeatable by `editId`. */
  /** Asks for the invoice of one's own order, made once all of it has left. Refuses orders.not_found, and what issuing refuses. */
  askInvoice(ask: Ask, code: string, token: string | undefined): Promise<void>;
  cancelOrder(
    ask: Ask,
    code: string,
    token: string | undefined,
    form: { editId: string; lines?: readonly { lineNo: number; quantity: number }[] },
  ): Promise<void>;
  askReturn(ask: Ask, code: string, token: string | undefined, form: ReturnForm): Promise<void>;
  /** The goods were sent, with the number that proves it; or they stay with the buyer. Refuses returns.unknown, returns.state. */
  changeReturn(
    ask: Ask,
    code: string,
    token: string | undefined,
    change: { returnId: string; step: 'sent' | 'cancel'; tracking: string },
  ): Promise<void>;

  /** Undefined: there is no such text. */
  text(ask: Ask, slug: string): Promise<TextView | undefined>;
}

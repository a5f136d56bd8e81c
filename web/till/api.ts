/** What the till asks of the server, with the shapes of its answers. */
import type { TaxCase } from '#tax/model';
import type { Money } from '#base/money';
import type { TaxClass, TaxGroup } from '#tax/model';
import { api } from '../kit/api.ts';
import type { SoldCard } from './cards/calls.ts';
import type { Told } from './price.ts';

export { ApiProblem, SIGNED_OUT } from '../kit/api.ts';

export type Text = { readonly fr: string; readonly en: string };
export type Device = {
  readonly deviceId: string;
  readonly code: string;
  readonly name: string;
  readonly number: number;
  readonly channel: {
    readonly channelId: string;
    readonly code: string;
    readonly name: Text;
    readonly currency: string;
  };
  readonly site: { readonly siteId: string; readonly name: string; readonly city: string };
  readonly lastSequence: number;
  readonly lastHash: string;
  /** It sells nothing until a person has looked at a ticket that did not follow. */
  readonly blocked: boolean;
  /** To how many minor units cash is rounded here; 1: to none. */
  readonly cashStep: number;
};
/** A price of a list, before promotions. */
export type ItemPrice = {
  readonly code: string;
  readonly own: boolean;
  readonly minor: number;
  readonly compareAtMinor: number | null;
  readonly fromUnits?: number;
  readonly buyer?: string;
  readonly priority?: number;
};
export type Item = {
  readonly skuId: string;
  readonly productId: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly name: Text;
  readonly option: Text;
  readonly image: string;
  readonly minor: number | null;
  readonly compareAtMinor: number | null;
  readonly taxRate: number;
  readonly taxClass: TaxClass;
  readonly prices: readonly ItemPrice[];
  readonly priorMinor: number | null;
  readonly traits: readonly string[];
  readonly here: number;
  /** A gift card: what may be chosen to be on it; null: it costs what it costs. */
  readonly card?: { readonly leastMinor: number; readonly mostMinor: number; readonly currency: string } | null;
  readonly elsewhere: readonly { readonly siteId: string; readonly free: number }[];
  readonly categoryIds: readonly string[];
};
/** A store or warehouse of ours; `pickup`: orders can be collected there. */
export type Place = {
  readonly siteId: string;
  readonly name: string;
  readonly city: string;
  readonly pickup: boolean;
};
export type CataloguePart = {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly categories: readonly { readonly categoryId: string; readonly name: Text }[];
  readonly sites: readonly Place[];
};
export type Customer = {
  readonly customerId: string;
  readonly name: string;
  readonly code: string;
  readonly email: string | null;
  readonly phone: string | null;
};
export type Cart = {
  readonly cartId: string;
  readonly channel: { readonly kind: string; readonly name: Text } | null;
  readonly customer: Customer | null;
  readonly units: number;
  readonly updatedAt: string;
  readonly canWork: boolean;
};
export type Found = {
  readonly kind: 'sku' | 'customer' | 'cart' | 'ticket' | 'order' | 'promotion_code' | 'gift_card' | 'blank_card';
  readonly code?: string;
  readonly skuId?: string;
  readonly customer?: Customer;
  readonly cart?: Cart;
  readonly ticketId?: string;
  readonly orderId?: string;
};
/** What a counter needs of an order of another channel. */
export type WebOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly customerName: string;
  readonly state: string;
  readonly fulfilment: string;
  readonly readyAt: string | null;
  readonly total: Money;
  readonly delivery: { readonly method: string; readonly siteId?: string };
  readonly lines: readonly {
    readonly lineNo: number;
    readonly name: Text;
    readonly optionText: Text;
    readonly image: string;
    readonly ordered: number;
    readonly cancelled: number;
  }[];
};
export type Brought = {
  readonly cartId: string;
  readonly customer: Customer | null;
  readonly lines: readonly {
    readonly skuId: string;
    readonly quantity: number;
    readonly seenMinor: number | null;
    /** Gift cards: what was chosen to be on each. */
    readonly amounts?: readonly number[];
  }[];
  /** Codes of promotions that were given to the cart. */
  readonly codes: readonly string[];
};
export type SaleLine = {
  readonly skuId: string;
  readonly quantity: number;
  readonly unitMinor: number;
  /** What the screen showed to come off. */
  readonly discountMinor: number;
  /** Beside goods that are sent: this one leaves at once. */
  readonly carried?: boolean;
  /** Codes of blank gift cards that it sells. */
  readonly blanks?: readonly string[];
};
export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
};
export type Contact = { readonly name: string; readonly email?: string; readonly phone?: string };
export type SendTo =
  | { readonly method: 'delivery'; readonly address: Address }
  | { readonly method: 'pickup'; readonly siteId: string };
/** What sending costs, from where it comes, why, and when: told before anybody pays. */
export type SendQuote = {
  readonly carriage: Money;
  readonly total: Money;
  readonly taxGroups: readonly TaxGroup[];
  /** The VAT it bears: what is shown is priced with it. */
  readonly tax: TaxCase;
  /** Which VAT it bears and why, where that is another than of what is handed over. */
  readonly vat: Pick<TaxCase, 'mention' | 'why'> | null;
  readonly promise: { readonly earliest: string; readonly latest: string } | null;
  readonly from: readonly {
    readonly lineNo: number;
    readonly skuId: string;
    readonly siteId: string;
    readonly quantity: number;
  }[];
  readonly why: readonly {
    readonly siteId: string;
    readonly km: number | null;
    readonly can: number;
    readonly gives: number;
    readonly verdict: string;
  }[];
};
export type SaleBody = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly at: string;
  readonly lines: readonly SaleLine[];
  readonly customerId?: string;
  readonly companyId?: string;
  readonly cartId?: string;
  readonly codes?: readonly string[];
  readonly override: boolean;
  readonly sent?: { readonly to: SendTo; readonly contact: Contact };
  readonly vouchers?: readonly { readonly paymentId: string; readonly proof: string; readonly minor: number }[];
};
export type PaymentBody = {
  readonly method: 'cash' | 'card' | 'account';
  readonly paymentId: string;
  readonly receivedMinor?: number;
};
export type Posted = {
  readonly ticketId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly number: string;
  readonly total: Money;
};
export type CardState = 'authorised' | 'declined' | 'unknown';
export type Receipt = {
  readonly ticketId: string;
  readonly number: string;
  readonly sequence: number;
  readonly hash: string;
  readonly at: string;
  readonly till: { readonly code: string; readonly name: string };
  readonly site: {
    readonly name: string;
    readonly line1: string;
    readonly postcode: string;
    readonly city: string;
    readonly country: string;
  };
  /** A return's amounts are below zero. */
  readonly kind: 'sale' | 'return' | 'payment';
  /** The ticket of what came back, where this one was paid with it. */
  readonly backTicketId: string | null;
  readonly seller: string;
  readonly customer: string | null;
  readonly company: { readonly name: string; readonly siren: string | null; readonly vatNumber: string | null } | null;
  readonly lines: readonly {
    readonly skuId: string;
    readonly name: Text;
    readonly option: Text;
    readonly quantity: number;
    readonly unit: Money;
    readonly total: Money;
    readonly less: readonly { readonly name: Text; readonly amount: Money }[];
    readonly taxRate: number;
    readonly sent?: 'delivery' | 'pickup';
  }[];
  readonly taxGroups: readonly {
    readonly rate: number;
    readonly gross: Money;
    readonly net: Money;
    readonly tax: Money;
  }[];
  readonly total: Money;
  readonly promise: { readonly earliest: string; readonly latest: string } | null;
  /** The order's page, for the customer's own phone. */
  readonly link: string;
  readonly qr: { readonly size: number; readonly path: string };
  readonly payments: readonly {
    readonly paymentId: string;
    readonly method: 'cash' | 'card' | 'exchange' | 'gift_card' | 'account';
    readonly amount: Money;
    readonly received: Money;
    readonly change: Money;
    readonly rounding?: Money;
    readonly voucher?: { readonly last4: string | null; readonly rest: Money | null };
  }[];
  /** Gift cards that it sold. */
  /** How often it went on paper already. */
  readonly prints: number;
  readonly cards: readonly SoldCard[];
};
export type TicketRow = {
  readonly ticketId: string;
  readonly sequence: number;
  readonly at: string;
  readonly total: Money;
};
export type Person = { readonly staffId: string; readonly name: string };
export type Staff = Person & { readonly siteId: string | null };
export type TillChannel = {
  readonly channelId: string;
  readonly code: string;
  readonly name: Text;
  readonly siteId: string;
};

export type ReturnReason = 'withdrawal' | 'size' | 'different' | 'damaged' | 'mistake' | 'other';
/** An order whose goods may come back here. */
export type Returnable = {
  readonly orderId: string;
  readonly number: string;
  readonly channel: { readonly kind: string; readonly name: Text } | null;
  readonly placedAt: string;
  readonly name: string;
  readonly level: string;
  readonly paid: readonly string[];
  readonly lines: readonly {
    readonly lineNo: number;
    readonly skuId: string;
    readonly name: Text;
    readonly option: Text;
    readonly image: string;
    readonly left: number;
    readonly unit: Money;
  }[];
  readonly request: {
    readonly returnId: string;
    readonly number: string;
    readonly reason: ReturnReason;
    readonly lines: readonly { readonly lineNo: number; readonly quantity: number }[];
  } | null;
};
export type ReturnTicket = { readonly ticketId: string; readonly sequence: number; readonly hash: string };
export type ReturnBody = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly returnId: string;
  readonly receiptId: string;
  readonly dueId: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly at: string;
  readonly reason: ReturnReason;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly quantity: number;
    readonly condition: string;
    readonly disposition: string;
  }[];
};

/** What is told of goods that come back in exchange. */
export type ExchangeBack = Omit<ReturnBody, 'sequence' | 'previousHash' | 'at'>;
export type ExchangePlan = {
  readonly wants: readonly {
    readonly skuId: string;
    readonly quantity: number;
    readonly unitMinor: number;
    readonly kept: boolean;
  }[];
  readonly currency: string;
  readonly valueMinor: number;
  readonly totalMinor: number;
  readonly payMinor: number;
  readonly backMinor: number;
};
type Articles = readonly { readonly skuId: string; readonly quantity: number }[];
export type ExchangeBody = Pick<ReturnBody, 'sequence' | 'previousHash' | 'at'> & {
  readonly exchangeId: string;
  readonly back: ExchangeBack;
  readonly sale: { readonly ticketId: string; readonly orderId: string; readonly wanted: Articles };
};

type List<T> = { readonly items: readonly T[] };

export const whoIsIn = async (): Promise<Staff | null> =>
  (await api<{ staff: Staff | null }>('GET', '/api/session')).staff;
export const knownDevice = () =>
  api<{ device: { deviceId: string; siteId: string; name: string } | null; people: readonly Person[] }>(
    'GET',
    '/api/session/device',
  );
export const signIn = (email: string, password: string) =>
  api<{ staffId: string }>('POST', '/api/session', { body: { email, password } });
export const signInByPin = (staffId: string, pin: string) =>
  api<{ staffId: string }>('POST', '/api/session/pin', { body: { staffId, pin } });
/** Another person agrees to what the one signed in has asked. */
export const agreeByPin = (approvalId: string, staffId: string, pin: string) =>
  api<{ state: string }>('POST', `/api/approvals/${approvalId}/agree`, { body: { staffId, pin } });
export const signOut = () => api<undefined>('DELETE', '/api/session');

export async function tillChannels(): Promise<TillChannel[]> {
  const { items } = await api<List<TillChannel & { kind: string; siteId: string | null }>>('GET', '/api/channels');
  return items.filter((channel) => channel.kind === 'till' && channel.siteId !== null);
}
export const enrol = (body: { deviceId: string; channelId: string; name: string }) =>
  api<Device>('POST', '/api/till/device', { body });
/** A till that may be gone on with here; its old device sells no more. */
export type TillToTake = {
  readonly deviceId: string;
  readonly channelId: string;
  readonly code: string;
  readonly name: string;
  readonly lastSequence: number;
  readonly lastAt: string | null;
  readonly blocked: boolean;
};
export const tillsToTake = async (): Promise<readonly TillToTake[]> =>
  (await api<List<TillToTake>>('GET', '/api/till/devices')).items;
export const takeOver = (deviceId: string) => api<Device>('POST', '/api/till/device/take-over', { body: { deviceId } });
export const thisTill = () => api<Device>('GET', '/api/till/device');

export const cataloguePart = (after: string | undefined) =>
  api<CataloguePart>('GET', '/api/till/catalogue', { query: { after, limit: 1_000 } });
export const someItems = (skuIds: readonly string[]) =>
  api<CataloguePart>('GET', '/api/till/catalogue', { query: { skuIds } });
/** For whoever buys, with the codes they gave: what is left of limited promotions, and what the codes open. */
export const pricingFor = (who: { customerId?: string; companyId?: string } = {}, codes = '', skuIds = '') =>
  api<Told>('GET', '/api/till/promotions', {
    query: { ...who, codes: codes === '' ? undefined : codes, skuIds: skuIds === '' ? undefined : skuIds },
  });
export const lookUp = (code: string) => api<Found>('GET', '/api/till/lookup', { query: { code } });
export const findCustomers = async (q: string, signal?: AbortSignal): Promise<readonly Customer[]> =>
  (await api<List<Customer>>('GET', '/api/till/customers', { query: { q, limit: 4 }, signal })).items;
export const cartsOf = async (customerId: string): Promise<readonly Cart[]> =>
  (await api<List<Cart>>('GET', '/api/till/carts', { query: { customerId } })).items;
export const bringCart = (cartId: string, customerId: string | undefined) =>
  api<Brought>('POST', `/api/till/carts/${cartId}/bring`, { body: customerId === undefined ? {} : { customerId } });
export const leaveCart = (cartId: string) => api<undefined>('DELETE', `/api/till/carts/${cartId}/bring`);

export const quoteSent = (sale: Pick<SaleBody, 'lines' | 'customerId' | 'companyId' | 'codes'>, to: SendTo) =>
  api<SendQuote>('POST', '/api/till/sent', { body: { ...sale, to } });
export const askCard = (sale: SaleBody, paymentId: string, token: string) =>
  api<{ state: CardState; code?: string }>('POST', '/api/till/card', { body: { ...sale, paymentId, card: { token } } });
export const dropCard = (paymentId: string) => api<undefined>('DELETE', `/api/till/card/${paymentId}`);
/** Without `payment` its vouchers pay all of it. */
export const postTicket = (sale: SaleBody, payment: PaymentBody | undefined) =>
  api<Posted>('POST', '/api/till/tickets', { body: { ...sale, ...(payment ? { payment } : {}) } });
export const receiptOf = (ticketId: string) => api<Receipt>('GET', `/api/till/tickets/${ticketId}`);
export const lastTickets = async (): Promise<readonly TicketRow[]> =>
  (await api<List<TicketRow>>('GET', '/api/till/tickets', { query: { limit: 20 } })).items;

export const findReturns = async (code: string): Promise<readonly Returnable[]> =>
  (await api<List<Returnable>>('GET', '/api/till/returns', { query: { code } })).items;
export type ReturnWay = 'original' | 'cash' | 'credit';
/** `customerId`: whose store credit it becomes, if not that of the customer of the order. */
export const postReturn = (body: ReturnBody & { readonly customerId?: string }, way: ReturnWay) =>
  api<{ ticket: ReturnTicket | null }>('POST', way === 'original' ? '/api/till/returns' : `/api/till/returns/${way}`, {
    body,
  });

export const previewExchange = (look: {
  readonly orderId: string;
  readonly returnId: string;
  readonly reason: ReturnReason;
  readonly lines: readonly { readonly lineNo: number; readonly quantity: number }[];
  readonly wanted: Articles;
}) => api<ExchangePlan>('POST', '/api/till/exchanges/preview', { body: look });
/** The pretend terminal approves; a real one is asked by the same call. */
export const askExchangeCard = (body: ExchangeBody, payMinor: number, paymentId: string) =>
  api<{ state: CardState }>('POST', '/api/till/exchanges/card', {
    body: { ...body, payMinor, paymentId, card: { token: 'tok_ok' } },
  });
export const postExchange = (
  body: ExchangeBody & { readonly payMinor: number; readonly backMinor: number; readonly payment?: PaymentBody },
) => api<{ sale: ReturnTicket }>('POST', '/api/till/exchanges', { body });

export const orderById = (orderId: string) => api<WebOrder>('GET', `/api/orders/${orderId}`);
export const readyOrder = (orderId: string) => api<undefined>('POST', `/api/orders/${orderId}/ready`, { body: {} });
/** Counts a receipt that goes on paper: 0 is the receipt itself, any other a copy. */
export const countPrint = async (ticketId: string, printId: string): Promise<number> =>
  (await api<{ copy: number }>('POST', `/api/till/tickets/${ticketId}/prints`, { body: { printId } })).copy;

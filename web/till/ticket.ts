/** The ticket while it is made: lines, whose it is, what it comes to. Pure; the server prices it again by the same functions. */
import { money, type Money } from '#base/money';
import type { Rate } from '#base/rate';
import { taxGroups, type TaxGroup } from '#tax/model';
import type { Cart, Contact, Customer, Item, SaleLine, SendQuote, SendTo } from './api.ts';
import type { Catalogue } from './catalogue.ts';

export type Line = {
  readonly skuId: string;
  readonly quantity: number;
  /** The unit price that was told when it came to the ticket; a later one is announced. */
  readonly toldMinor?: number | null;
  /** How many of them are sent from another place, instead of carried away. */
  readonly sent?: number;
};
/** Where what is sent goes, who is told, and what that costs; the quote holds for just these lines. */
export type Sending = { readonly to: SendTo; readonly contact: Contact; readonly quote: SendQuote | null };
export type Ticket = {
  readonly lines: readonly Line[];
  /** The line that is open for changes. */
  readonly selected: string | null;
  readonly customer: Customer | null;
  /** The shopper's cart that was brought in. */
  readonly cart: { readonly cartId: string; readonly units: number } | null;
  /** Absent in tickets parked before there was such a thing. */
  readonly sending?: Sending | null;
};

export const emptyTicket: Ticket = { lines: [], selected: null, customer: null, cart: null, sending: null };
export const MOST = 9_999;

export type Act =
  | { readonly act: 'add'; readonly skuId: string; readonly quantity?: number; readonly toldMinor?: number | null }
  | { readonly act: 'set'; readonly skuId: string; readonly quantity: number }
  | { readonly act: 'send'; readonly skuId: string; readonly units: number }
  | { readonly act: 'sending'; readonly sending: Sending }
  | { readonly act: 'select'; readonly skuId: string | null }
  | { readonly act: 'customer'; readonly customer: Customer | null }
  | { readonly act: 'bring'; readonly cart: Cart; readonly customer: Customer | null; readonly lines: readonly Line[] }
  | { readonly act: 'leave' }
  | { readonly act: 'recall'; readonly ticket: Ticket }
  | { readonly act: 'clear' };

/** What is quoted is quoted for just these lines: another line, and it is asked for again. */
export function change(ticket: Ticket, act: Act): Ticket {
  const next = changed(ticket, act);
  if (next.lines === ticket.lines || !next.sending?.quote || act.act === 'recall') return next;
  return { ...next, sending: { ...next.sending, quote: null } };
}

function changed(ticket: Ticket, act: Act): Ticket {
  switch (act.act) {
    case 'add':
      return { ...ticket, lines: added(ticket.lines, { ...act, quantity: act.quantity ?? 1 }), selected: act.skuId };
    case 'set': {
      const quantity = Math.min(MOST, act.quantity);
      const lines =
        quantity <= 0
          ? ticket.lines.filter((line) => line.skuId !== act.skuId)
          : ticket.lines.map((line) =>
              line.skuId === act.skuId ? { ...line, quantity, sent: Math.min(line.sent ?? 0, quantity) } : line,
            );
      return { ...ticket, lines, selected: quantity <= 0 ? null : act.skuId };
    }
    case 'send': {
      const lines = ticket.lines.map((line) =>
        line.skuId === act.skuId ? { ...line, sent: Math.max(0, Math.min(act.units, line.quantity)) } : line,
      );
      return { ...ticket, lines, selected: act.skuId };
    }
    case 'sending':
      return { ...ticket, sending: act.sending };
    case 'select':
      return { ...ticket, selected: act.skuId };
    case 'customer':
      return { ...ticket, customer: act.customer, cart: keepsCart(ticket, act.customer) ? ticket.cart : null };
    case 'bring': {
      const lines = act.lines.reduce((all, line) => added(all, line), ticket.lines);
      const units = act.lines.reduce((sum, line) => sum + line.quantity, 0);
      const customer = act.customer ?? ticket.customer;
      return { ...ticket, lines, selected: null, customer, cart: { cartId: act.cart.cartId, units } };
    }
    case 'leave':
      return { ...ticket, cart: null };
    case 'recall':
      return act.ticket;
    case 'clear':
      return emptyTicket;
  }
}

/** Whether the brought cart stays on the ticket when this customer does: a guest's may become theirs, another's goes back. */
export const keepsCart = ({ customer }: Ticket, next: Customer | null): boolean =>
  next !== null && (customer === null || customer.customerId === next.customerId);

function added(lines: readonly Line[], { skuId, quantity, toldMinor = null }: Line): readonly Line[] {
  if (!lines.some((line) => line.skuId === skuId))
    return [...lines, { skuId, quantity: Math.min(MOST, quantity), toldMinor }];
  return lines.map((line) =>
    line.skuId === skuId ? { ...line, quantity: Math.min(MOST, line.quantity + quantity) } : line,
  );
}

export type ShownLine = {
  readonly item: Item;
  readonly quantity: number;
  readonly totalMinor: number;
  /** Before the reduction, when there is one. */
  readonly wasMinor: number | null;
  /** Units that are sent from another place. */
  readonly sent: number;
  readonly short: boolean;
  /** The unit price that was told before, when it is another now. */
  readonly toldMinor: number | null;
};
export type Shown = {
  readonly lines: readonly ShownLine[];
  readonly units: number;
  readonly sentUnits: number;
  /** What sending costs, once it is known. */
  readonly carriageMinor: number;
  readonly cutMinor: number;
  readonly total: Money;
  readonly taxGroups: readonly TaxGroup[];
};

/** What the ticket shows, from the catalogue as it is now; an article that is no longer sold here, or has no price, falls out. */
export function shownTicket(ticket: Ticket, catalogue: Catalogue, currency: string): Shown {
  const lines = ticket.lines.flatMap(({ skuId, quantity, sent = 0, toldMinor = null }): ShownLine[] => {
    const item = catalogue.bySku.get(skuId)?.item;
    if (!item || item.minor === null) return [];
    const wasMinor = item.compareAtMinor === null ? null : item.compareAtMinor * quantity;
    const told = toldMinor === item.minor ? null : toldMinor;
    const short = quantity - sent > item.here;
    return [{ item, quantity, totalMinor: item.minor * quantity, wasMinor, sent, short, toldMinor: told }];
  });
  const sentUnits = lines.reduce((sum, line) => sum + line.sent, 0);
  const quote = sentUnits > 0 ? ticket.sending?.quote : null;
  const carriageMinor = quote?.carriage.minor ?? 0;
  const { groups } = taxGroups(
    lines.map((line) => ({ gross: money(line.totalMinor, currency), rate: line.item.taxRate as Rate })),
  );
  return {
    lines,
    units: lines.reduce((sum, line) => sum + line.quantity, 0),
    sentUnits,
    carriageMinor,
    cutMinor: lines.reduce((sum, line) => sum + ((line.wasMinor ?? line.totalMinor) - line.totalMinor), 0),
    total: money(
      lines.reduce((sum, line) => sum + line.totalMinor, carriageMinor),
      currency,
    ),
    taxGroups: quote?.taxGroups ?? groups,
  };
}

/** The lines as the server hears them: where some units are sent, the others leave at once. */
export const saleLines = (lines: readonly ShownLine[]): SaleLine[] => {
  const sends = lines.some((line) => line.sent > 0);
  return lines.flatMap(({ item: { skuId, minor }, quantity, sent }) => {
    const line = { skuId, unitMinor: minor ?? 0 };
    if (!sends) return [{ ...line, quantity }];
    return [
      ...(quantity > sent ? [{ ...line, quantity: quantity - sent, carried: true }] : []),
      ...(sent > 0 ? [{ ...line, quantity: sent }] : []),
    ];
  });
};

/** How many more units of an article could come from other places than this one, as far as is known here. */
export const freeElsewhere = (item: Pick<Item, 'elsewhere'>): number =>
  item.elsewhere.reduce((sum, place) => sum + place.free, 0);

/** Round sums that people hand over for a total in euro cents: the exact one, then the next full 1, 5, 10, 20 and 50. */
export function likelyCash(totalMinor: number, count = 4): number[] {
  const sums = new Set([totalMinor]);
  for (const step of [100, 500, 1_000, 2_000, 5_000, 10_000]) sums.add(Math.ceil(totalMinor / step) * step);
  return [...sums].sort((a, b) => a - b).slice(0, count);
}

const pieces = [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

/** Change in the fewest notes and coins of the euro: value in cents and how many. */
export function inPieces(minor: number): { value: number; count: number }[] {
  let left = minor;
  return pieces.flatMap((value) => {
    const count = Math.floor(left / value);
    left -= count * value;
    return count > 0 ? [{ value, count }] : [];
  });
}

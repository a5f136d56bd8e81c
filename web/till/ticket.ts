/** The ticket while it is made: lines, whose it is, what it comes to. Pure; the server prices it again by the same functions. */
import { money, type Money } from '#base/money';
import type { Instant } from '#base/time';
import type { CodeState } from '#kit/promotion-words';
import type { PassedOver, Priced, TraceStep } from '#pricing/model';
import type { TaxCase, TaxGroup } from '#tax/model';
import type { Company } from './company/calls.ts';
import type { Cart, Contact, Customer, Item, SaleLine, SendQuote, SendTo, Text } from './api.ts';
import type { Catalogue } from './catalogue.ts';
import { priceParts, type Pricing } from './price.ts';

export type Line = {
  readonly skuId: string;
  readonly quantity: number;
  /** The unit price that was told when it came to the ticket; a later one is announced. */
  readonly toldMinor?: number | null;
  /** How many of them are sent from another place, instead of carried away. */
  readonly sent?: number;
  /** Gift cards, each with what is on it, and the code of the blank card that it is to be. */
  readonly cards?: readonly Blank[];
};
export type Blank = { readonly amountMinor: number; readonly code?: string };
/** Where what is sent goes, who is told, and what that costs; the quote holds for just these lines. */
export type Sending = { readonly to: SendTo; readonly contact: Contact; readonly quote: SendQuote | null };
export type Ticket = {
  readonly lines: readonly Line[];
  /** The line that is open for changes. */
  readonly selected: string | null;
  readonly customer: Customer | null;
  /** The company it is for; absent in tickets parked before there was such a thing. */
  readonly company?: Company | null;
  /** The shopper's cart that was brought in. */
  readonly cart: { readonly cartId: string; readonly units: number } | null;
  /** Absent in tickets parked before there was such a thing. */
  readonly sending?: Sending | null;
  /** Codes of promotions, in capitals; absent in tickets parked before. */
  readonly codes?: readonly string[];
};

export const emptyTicket: Ticket = {
  ...{ lines: [], selected: null, customer: null, company: null, cart: null, sending: null, codes: [] },
};
export const codesOf = (ticket: Ticket): readonly string[] => ticket.codes ?? [];
const MOST_CODES = 10;
export const MOST = 9_999;

export type Act =
  | { readonly act: 'add'; readonly skuId: string; readonly quantity?: number; readonly toldMinor?: number | null }
  | { readonly act: 'card'; readonly skuId: string; readonly card: Blank }
  | { readonly act: 'set'; readonly skuId: string; readonly quantity: number }
  | { readonly act: 'send'; readonly skuId: string; readonly units: number }
  | { readonly act: 'sending'; readonly sending: Sending }
  | { readonly act: 'select'; readonly skuId: string | null }
  | { readonly act: 'customer'; readonly customer: Customer | null }
  | { readonly act: 'company'; readonly company: Company | null }
  | {
      readonly act: 'bring';
      readonly cart: Cart;
      readonly customer: Customer | null;
      readonly lines: readonly Line[];
      readonly codes: readonly string[];
    }
  | { readonly act: 'code'; readonly code: string }
  | { readonly act: 'uncode'; readonly code: string }
  | { readonly act: 'leave' }
  | { readonly act: 'recall'; readonly ticket: Ticket }
  | { readonly act: 'clear' };

/** What is quoted is quoted for just these lines, buyer and codes: another, and it is asked for again. */
export function change(ticket: Ticket, act: Act): Ticket {
  const next = changed(ticket, act);
  const asBefore =
    next.lines === ticket.lines &&
    next.customer === ticket.customer &&
    next.company === ticket.company &&
    next.codes === ticket.codes;
  if (asBefore || !next.sending?.quote || act.act === 'recall') return next;
  return { ...next, sending: { ...next.sending, quote: null } };
}

function changed(ticket: Ticket, act: Act): Ticket {
  switch (act.act) {
    case 'add':
      return { ...ticket, lines: added(ticket.lines, { ...act, quantity: act.quantity ?? 1 }), selected: act.skuId };
    case 'card':
      return { ...ticket, lines: withCard(ticket.lines, act.skuId, act.card), selected: act.skuId };
    case 'set': {
      const quantity = Math.min(MOST, act.quantity);
      const lines =
        quantity <= 0
          ? ticket.lines.filter((line) => line.skuId !== act.skuId)
          : ticket.lines.map((line) =>
              line.skuId === act.skuId
                ? { ...line, quantity, sent: Math.min(line.sent ?? 0, quantity), ...cardsFor(line, quantity) }
                : line,
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
      return {
        ...{ ...ticket, customer: act.customer, company: keepsCompany(ticket, act.customer) },
        cart: keepsCart(ticket, act.customer) ? ticket.cart : null,
      };
    case 'company':
      return { ...ticket, company: act.company };
    case 'bring': {
      const lines = act.lines.reduce((all, line) => brought(all, line), ticket.lines);
      const units = act.lines.reduce((sum, line) => sum + line.quantity, 0);
      const customer = act.customer ?? ticket.customer;
      const company = keepsCompany(ticket, customer);
      const codes = act.codes.reduce(withCode, codesOf(ticket));
      return { ...ticket, lines, selected: null, customer, company, codes, cart: { cartId: act.cart.cartId, units } };
    }
    case 'code':
      return { ...ticket, codes: withCode(codesOf(ticket), act.code) };
    case 'uncode':
      return { ...ticket, codes: codesOf(ticket).filter((code) => code !== act.code) };
    case 'leave':
      return { ...ticket, cart: null };
    case 'recall':
      return act.ticket;
    case 'clear':
      return emptyTicket;
  }
}

const withCode = (codes: readonly string[], code: string): readonly string[] =>
  codes.includes(code) || codes.length >= MOST_CODES ? codes : [...codes, code];

/** Another person may not buy for it: the company stays with who it was chosen for. */
const keepsCompany = ({ customer, company = null }: Ticket, next: Customer | null): Company | null =>
  customer?.customerId === next?.customerId ? company : null;

/** Whether the brought cart stays on the ticket when this customer does: a guest's may become theirs, another's goes back. */
export const keepsCart = ({ customer }: Ticket, next: Customer | null): boolean =>
  next !== null && (customer === null || customer.customerId === next.customerId);

function added(lines: readonly Line[], { skuId, quantity, toldMinor = null }: Line): readonly Line[] {
  if (!lines.some((line) => line.skuId === skuId))
    return [...lines, { skuId, quantity: Math.min(MOST, quantity), toldMinor }];
  return lines.map((line) => {
    if (line.skuId !== skuId) return line;
    const units = Math.min(MOST, line.quantity + quantity);
    return { ...line, quantity: units, ...cardsFor(line, units) };
  });
}

/** A line of a shopper's cart: its gift cards keep the amounts that were chosen there. */
const brought = (lines: readonly Line[], line: Line): readonly Line[] =>
  line.cards ? line.cards.reduce((all, card) => withCard(all, line.skuId, card), lines) : added(lines, line);

/** One gift card more; a blank card lies on the counter once. */
function withCard(lines: readonly Line[], skuId: string, card: Blank): readonly Line[] {
  const codes = lines.flatMap((line) => line.cards ?? []).map((one) => one.code);
  if (card.code !== undefined && codes.includes(card.code)) return lines;
  const line = lines.find((one) => one.skuId === skuId);
  if (!line) return [...lines, { skuId, quantity: 1, cards: [card] }];
  const plain = Array.from({ length: line.quantity }, () => ({ amountMinor: card.amountMinor }));
  const cards = [...(line.cards ?? plain), card];
  return lines.map((one) => (one === line ? { ...one, quantity: cards.length, cards } : one));
}

/** The cards of another quantity: the last ones go, or the last amount again, without a code. */
function cardsFor({ cards }: Line, quantity: number): Pick<Line, 'cards'> {
  const last = cards?.at(-1);
  if (!cards || !last) return {};
  const more = Array.from({ length: Math.max(0, quantity - cards.length) }, () => ({ amountMinor: last.amountMinor }));
  return { cards: [...cards.slice(0, quantity), ...more] };
}

export type ShownLine = {
  readonly item: Item;
  readonly quantity: number;
  /** The price shown, a unit; of gift cards the first one's. */
  readonly unitMinor: number;
  /** Gift cards: what each of them is to hold. */
  readonly cards: readonly Blank[];
  /** After what promotions of the basket take off. */
  readonly totalMinor: number;
  /** What each of them takes off the line. */
  readonly less: readonly Less[];
  /** Before the reduction of its price, when there is one. */
  readonly wasMinor: number | null;
  /** Units that are sent from another place. */
  readonly sent: number;
  readonly short: boolean;
  /** The unit price that was told before, when it is another now. */
  readonly toldMinor: number | null;
  /** How it came to what it costs. */
  readonly trace: readonly TraceStep[];
  /** The names of the promotions it speaks of. */
  readonly promotions: ReadonlyMap<string, Text>;
};
export type Less = { readonly promotionId: string; readonly name: Text; readonly minor: number };
export type Shown = {
  readonly lines: readonly ShownLine[];
  /** The lines as the server hears them: where some units are sent, the others leave at once. */
  readonly sale: readonly SaleLine[];
  readonly units: number;
  readonly sentUnits: number;
  /** What sending costs, once it is known. */
  readonly carriageMinor: number;
  readonly cutMinor: number;
  /** What each promotion of the basket takes off. */
  readonly less: readonly Less[];
  readonly codes: readonly { readonly code: string; readonly state: CodeState | 'asking' }[];
  /** Gifts that are earned and could be added, those of articles that are sold here. */
  readonly offered: readonly { readonly promotionId: string; readonly item: Item; readonly quantity: number }[];
  /** A promotion is limited, and nobody can be asked what is left of it: it is not offered. */
  readonly unasked: boolean;
  readonly total: Money;
  readonly taxGroups: readonly TaxGroup[];
  /** The VAT of the whole ticket. */
  readonly tax: TaxCase;
};

type Part = {
  readonly item: Item;
  readonly quantity: number;
  readonly carried?: boolean;
  readonly of: Line;
  readonly chosenMinor?: number;
  readonly code?: string | undefined;
};

/** A line that is sent in part is two, as its order will have them. */
function partsOf(line: Line, item: Item, sends: boolean): Part[] {
  const { quantity, sent = 0 } = line;
  // A card is told at the counter: it leaves at once.
  if (line.cards)
    return line.cards.map(({ amountMinor, code }) => ({
      ...{ item, quantity: 1, of: line, chosenMinor: amountMinor, code },
      ...(sends ? { carried: true } : {}),
    }));
  if (!sends) return [{ item, quantity, of: line }];
  return [
    ...(quantity > sent ? [{ item, quantity: quantity - sent, carried: true, of: line }] : []),
    ...(sent > 0 ? [{ item, quantity: sent, of: line }] : []),
  ];
}

/**
 * What the ticket shows, from the catalogue and the promotions as they are now; an article that is no longer sold here, or has no price,
 * falls out.
 */
export function shownTicket(ticket: Ticket, catalogue: Catalogue, pricing: Pricing, now: Instant): Shown {
  const { currency } = pricing.carried;
  const known = ticket.lines.flatMap((line) => {
    const item = catalogue.bySku.get(line.skuId)?.item;
    return item && item.prices.length > 0 ? [{ line, item }] : [];
  });
  const sends = known.some(({ line }) => (line.sent ?? 0) > 0);
  const parts = known.flatMap(({ line, item }) => partsOf(line, item, sends));
  const quote = sends ? (ticket.sending?.quote ?? null) : null;
  const byCarrier = ticket.sending?.to.method === 'delivery';
  const sent = quote ? { tax: quote.tax, delivery: byCarrier ? ('flat' as const) : ('none' as const) } : undefined;
  const priced = priceParts(parts, pricing, now, sent);
  const nameOf = new Map(pricing.carried.promotions.map((one) => [one.promotionId, one.name]));
  const lines = known.map(({ line, item }) => shownLine(line, item, parts, priced, nameOf));
  const sentUnits = lines.reduce((sum, line) => sum + line.sent, 0);
  return {
    lines,
    sale: priced.lines.map(({ lineNo, skuId, quantity, unit, discount }) => ({
      ...{ skuId, quantity, unitMinor: unit.minor, discountMinor: discount.minor },
      ...(parts[lineNo - 1]?.carried ? { carried: true } : {}),
      ...blankOf(parts[lineNo - 1]),
    })),
    units: lines.reduce((sum, line) => sum + line.quantity, 0),
    sentUnits,
    carriageMinor: priced.totals.delivery.minor,
    cutMinor: lines.reduce(
      (sum, { wasMinor, unitMinor, quantity }) => sum + (wasMinor ?? unitMinor * quantity) - unitMinor * quantity,
      0,
    ),
    less: priced.reductions.filter((one) => one.of === 'goods' && one.minor > 0),
    codes: codesOf(ticket).map((code) => ({ code, state: codeState(code, pricing, priced) })),
    offered: priced.offered.flatMap(({ promotionId, skuId, quantity }) => {
      const item = catalogue.bySku.get(skuId)?.item;
      return item && item.prices.length > 0 ? [{ promotionId, item, quantity }] : [];
    }),
    unasked: priced.trace.some((step) => step.reason === 'cannot_ask'),
    total: money(priced.totals.gross.minor, currency),
    taxGroups: priced.taxGroups,
    tax: sent?.tax ?? pricing.tax,
  };
}

const blankOf = (part: Part | undefined): { readonly blanks?: readonly string[] } =>
  part?.code === undefined ? {} : { blanks: [part.code] };

function shownLine(
  line: Line,
  item: Item,
  parts: readonly Part[],
  { lines, trace }: Priced,
  nameOf: ReadonlyMap<string, Text>,
): ShownLine {
  const { quantity, sent = 0, toldMinor = null } = line;
  const mine = lines.filter(({ lineNo }) => parts[lineNo - 1]?.of === line);
  const unitMinor = mine[0]?.unit.minor ?? 0;
  const compareAt = mine[0]?.compareAt;
  const sums = new Map<string, number>();
  for (const { promotionId, minor } of mine.flatMap((one) => one.discounts))
    sums.set(promotionId, (sums.get(promotionId) ?? 0) + minor);
  const first = mine[0]?.lineNo;
  return {
    ...{ item, quantity, unitMinor, sent, cards: line.cards ?? [] },
    totalMinor: mine.reduce((sum, one) => sum + one.total.minor, 0),
    less: [...sums].map(([promotionId, minor]) => ({ promotionId, minor, name: nameOf.get(promotionId) ?? noName })),
    wasMinor: compareAt ? compareAt.minor * quantity : null,
    short: quantity - sent > item.here,
    toldMinor: toldMinor === unitMinor ? null : toldMinor,
    trace: trace.filter((step) => step.lineNo === first || step.lineNo === null),
    promotions: nameOf,
  };
}

const noName: Text = { fr: '', en: '' };

/** `asking`: the server has not said yet what it opens. */
function codeState(code: string, { carried, asks }: Pricing, { trace }: Priced): CodeState | 'asking' {
  const promotionId = carried.opened.find((one) => one.code === code)?.promotionId;
  if (promotionId === undefined) return asks ? 'unknown' : 'asking';
  const steps = trace.filter((step) => step.rule === `promotion:${promotionId}`);
  if (steps.some((step) => step.applied)) return 'applied';
  return (steps[0]?.reason as PassedOver | undefined) ?? 'unknown';
}

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

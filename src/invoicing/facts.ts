/** What decides about the documents of an order: facts, and their arithmetic. Pure; `read.ts` reads them. */
import { divide, scale } from '#base/money';
import type { Day } from '#base/time';
import type { Address, Language, LocalText } from '#org/model';
import { shareOf, type RatePart } from '#returns/model';
import type { Category } from './model.ts';

export type LineFacts = {
  readonly lineNo: number;
  readonly sku: string;
  readonly name: LocalText;
  readonly detail: LocalText;
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  /** Price of one as shown, with VAT in a shop that shows it; before what was taken off. */
  readonly unitMinor: number;
  readonly discountMinor: number;
  readonly totalMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly rate: number;
};

/** A company that bought, as the order froze it, or who was named when an invoice was asked for. */
export type BuyerFacts = {
  readonly companyId?: string;
  /** A person who wants it in this name and with this address. */
  readonly person?: boolean;
  readonly name: string;
  readonly legalForm?: string | null;
  readonly siren?: string | null;
  readonly siret?: string | null;
  readonly vatNumber?: string | null;
  readonly address: Address;
  readonly reference?: string | null;
};

/** How it is taxed, as the order froze it; an order without is taxed at home. */
export type TaxFacts = {
  readonly country: string;
  readonly scheme: 'domestic' | 'oss' | 'reverse_charge' | 'intra_eu' | 'export' | 'exempt';
  readonly reasonCode?: string | null;
  readonly mention?: LocalText | null;
  /** Whether the unit prices of its lines are with VAT or without. */
  readonly basis?: 'gross' | 'net';
};

export type PaymentFacts = {
  readonly paymentId: string;
  readonly method: string;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly deposit: boolean;
  readonly day: Day;
  /** Of what is bought on account: when it is to be paid. */
  readonly dueOn?: Day | undefined;
  /** What a transfer for it has to say (ISO 11649), while one is awaited or it is owed on account; in capitals, without spaces. */
  readonly reference?: string | undefined;
};

export type DueFacts = {
  readonly dueId: string;
  readonly day: Day;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly quantity: number;
    readonly deductMinor: number;
    readonly minor: number;
    readonly netMinor: number;
    readonly rate: number;
  }[];
  readonly carriage: readonly RatePart[];
  readonly goodwillMinor: number;
  /** Given back of it already, and how. */
  readonly doneMinor: number;
  readonly method: string;
};

export type OrderFacts = {
  readonly orderId: string;
  readonly number: string;
  readonly state: string;
  readonly channelId: string;
  readonly siteId: string | null;
  readonly customerId: string | null;
  readonly language: Language;
  readonly currency: string;
  readonly name: string;
  readonly address: Address | null;
  readonly buyer: BuyerFacts | null;
  /** The ticket by which it was sold over a counter: an invoice of it says so. */
  readonly ticket?: { readonly till: string; readonly sequence: number; readonly day: Day } | null | undefined;
  readonly tax: TaxFacts | null;
  /** The last day on which something of it left; null: nothing has. */
  readonly left: Day | null;
  readonly lines: readonly LineFacts[];
  readonly carriage: readonly RatePart[];
  readonly groups: readonly { readonly rate: number; readonly grossMinor: number; readonly netMinor: number }[];
  readonly payments: readonly PaymentFacts[];
  readonly dues: readonly DueFacts[];
};

/** What an invoice says of goods: units of lines from the first on, and whether carriage. */
export type Part = { readonly units: ReadonlyMap<number, number>; readonly carriage: boolean };

export type Amount = { readonly grossMinor: number; readonly netMinor: number };
export type PartLine = Amount & { readonly line: LineFacts; readonly quantity: number };
export type Priced = {
  readonly lines: readonly PartLine[];
  readonly carriage: readonly (Amount & { readonly rate: number })[];
};

export const wanted = (line: Pick<LineFacts, 'ordered' | 'cancelled'>): number => line.ordered - line.cancelled;

/** Whether an order's net amounts are those inside its gross ones, as in a shop that shows prices with VAT. */
export const isGross = (facts: Pick<OrderFacts, 'groups'>): boolean =>
  facts.groups.every(({ rate, grossMinor, netMinor }) => netInside(grossMinor, rate) === netMinor);

const netInside = (grossMinor: number, rate: number): number =>
  scale(grossMinor, 1_000_000, 1_000_000 + rate, 'half_up');

/**
 * The amounts of the units between two states of being invoiced. Per rate: what is inside the sum of all that is invoiced then, less what
 * was inside before, so that parts of an order sum to it to the cent, whatever they are. The frozen shares of lines carry it; what is
 * left over, a cent or two, lies on the largest.
 */
export function amountsOf(facts: OrderFacts, before: Part, after: Part): Priced {
  const lines = facts.lines.flatMap((line): PartLine[] => {
    const [from, to] = [before.units.get(line.lineNo) ?? 0, after.units.get(line.lineNo) ?? 0];
    if (to <= from) return [];
    const { minor, netMinor } = shareOf(line, from, to - from);
    return [{ line, quantity: to - from, grossMinor: minor, netMinor }];
  });
  const carriage =
    after.carriage && !before.carriage
      ? facts.carriage.map(({ rate, minor, netMinor }) => ({ rate, grossMinor: minor, netMinor }))
      : [];
  const rates = new Set([...lines.map((one) => one.line.rate), ...carriage.map((one) => one.rate)]);
  const moved = new Map([...rates].map((rate) => [rate, netOf(facts, after, rate) - netOf(facts, before, rate)]));
  return levelled(lines, carriage, moved);
}

/** Net of a state of being invoiced, for one rate: the order's own where it is all of it. */
function netOf(facts: OrderFacts, part: Part, rate: number): number {
  const mine = facts.lines.filter((line) => line.rate === rate);
  const fees = part.carriage ? facts.carriage.filter((fee) => fee.rate === rate) : [];
  const isAll =
    mine.every((line) => (part.units.get(line.lineNo) ?? 0) === wanted(line)) &&
    (part.carriage || facts.carriage.every((fee) => fee.rate !== rate));
  const group = facts.groups.find((one) => one.rate === rate);
  if (isAll && group) return group.netMinor;
  const shares = mine.map((line) => shareOf(line, 0, part.units.get(line.lineNo) ?? 0));
  const sum = (pick: (one: { minor: number; netMinor: number }) => number): number =>
    [...shares, ...fees].reduce((total, one) => total + pick(one), 0);
  return isGross(facts)
    ? netInside(
        sum((one) => one.minor),
        rate,
      )
    : sum((one) => one.netMinor);
}

/** Puts what a rate's net amounts lack, or have too much, on the largest of them; none goes above its gross or below zero. */
function levelled(
  lines: readonly PartLine[],
  carriage: Priced['carriage'],
  wantedNet: ReadonlyMap<number, number>,
): Priced {
  const all = [
    ...lines.map((one) => ({ rate: one.line.rate, gross: one.grossMinor, net: one.netMinor })),
    ...carriage.map((one) => ({ rate: one.rate, gross: one.grossMinor, net: one.netMinor })),
  ];
  for (const [rate, net] of wantedNet) {
    const mine = all.filter((one) => one.rate === rate).toSorted((a, b) => b.gross - a.gross);
    let off = net - mine.reduce((sum, one) => sum + one.net, 0);
    for (const one of mine) {
      const step = Math.max(-one.net, Math.min(off, one.gross - one.net));
      one.net += step;
      off -= step;
    }
  }
  return {
    lines: lines.map((one, i) => ({ ...one, netMinor: all[i]?.net ?? one.netMinor })),
    carriage: carriage.map((one, i) => ({ ...one, netMinor: all[lines.length + i]?.net ?? one.netMinor })),
  };
}

/** The category of a rate under an order's scheme (EN 16931, UNTDID 5305). */
export function categoryOf(tax: TaxFacts | null, rate: number): Category {
  if (rate > 0) return 'S';
  const byScheme = { domestic: 'E', oss: 'E', reverse_charge: 'AE', intra_eu: 'K', export: 'G', exempt: 'E' } as const;
  return byScheme[tax?.scheme ?? 'domestic'];
}

/** A net price of one in major units with six decimals at most, so that times the quantity it rounds to the whole. */
export function unitPrice(totalMinor: number, quantity: number, decimals: number): string {
  const micro = divide(BigInt(totalMinor) * 10n ** BigInt(6 - decimals), BigInt(quantity), 'half_up');
  const digits = String(micro).padStart(7, '0');
  const [whole, rest] = [digits.slice(0, -6), digits.slice(-6).replace(/0+$/, '')];
  return `${whole}.${rest.padEnd(2, '0')}`;
}

/** What a return is, and what is owed for it: types, states and arithmetic. Pure. Amounts are minor units, VAT included unless said. */
import { createHash } from 'node:crypto';
import { assert } from '#base/assert';
import { crockford } from '#base/ids';
import { divide } from '#base/money';
import type { Instant } from '#base/time';
import type { PlaceKind } from '#inventory/model';

/** `withdrawal` needs no reason (Directive 2011/83/EU, article 9); the others help us. */
export const reasons = ['withdrawal', 'size', 'different', 'damaged', 'mistake', 'other'] as const;
export type Reason = (typeof reasons)[number];

/** Who began it: the shopper on the order's page, staff in the office, a person at a till; `kindness`: money without goods. */
export const sources = ['shopper', 'office', 'counter', 'kindness'] as const;
export type Source = (typeof sources)[number];

export const states = [
  'requested',
  'approved',
  'in_transit',
  'received',
  'inspected',
  'resolved',
  'refused',
  'cancelled',
] as const;
export type State = (typeof states)[number];

export const conditions = ['new', 'opened', 'worn', 'damaged', 'incomplete'] as const;
export type Condition = (typeof conditions)[number];

/** Where a unit goes after somebody has looked at it. */
export const dispositions = ['sellable', 'refurbish', 'scrap', 'vendor'] as const;
export type Disposition = (typeof dispositions)[number];
/** What came and was not looked at yet lies in the receiving site's quarantine. */
export const ARRIVALS: PlaceKind = 'quarantine';

/** What a condition suggests; a person decides. */
export const suggested: Readonly<Record<Condition, Disposition>> = {
  new: 'sellable',
  opened: 'refurbish',
  worn: 'scrap',
  damaged: 'scrap',
  incomplete: 'vendor',
};

/** The return's number as people and QR codes say it: R and ten Crockford characters derived from its id. */
export function returnNumber(returnId: string): string {
  const digest = createHash('sha256').update(returnId).digest();
  return `R${crockford(digest.subarray(0, 7), 10).toUpperCase()}`;
}

/** Whether it still waits for goods or for a person; what is over may begin anew when goods come. */
export const isOver = (state: State): boolean => state === 'resolved' || state === 'refused' || state === 'cancelled';

/** Before anything came: may it be answered, sent, given up? */
export const steps = {
  approve: ['requested'],
  refuse: ['requested', 'approved'],
  cancel: ['requested', 'approved', 'in_transit'],
  send: ['requested', 'approved', 'in_transit'],
  settle: ['requested', 'approved', 'in_transit', 'received', 'inspected'],
} as const satisfies Record<string, readonly State[]>;

/** A line of an order, as far as its money and its units go. */
export type OrderLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly returned: number;
  readonly totalMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly taxRate: number;
};

/** What may still be asked back of a line: neither cancelled nor back already. */
export const returnable = (line: Pick<OrderLine, 'ordered' | 'cancelled' | 'returned'>): number =>
  line.ordered - line.cancelled - line.returned;

export type Share = { readonly minor: number; readonly netMinor: number; readonly taxMinor: number };

/**
 * What was paid for units `from + 1 … from + count` of a line, frozen when it was sold: the line's amount divided over its units by largest
 * remainder, so that all shares sum to it exactly (E3: a part of an order gives back what was paid for that part, whatever rule had lowered
 * it). Units that were cancelled are the last ones, as in `orders`.
 */
export function shareOf(
  line: Pick<OrderLine, 'ordered' | 'totalMinor' | 'netMinor'>,
  from: number,
  count: number,
): Share {
  assert(from >= 0 && count >= 0 && from + count <= line.ordered, 'a share is of units that were ordered');
  const upTo = (total: number, units: number): number => {
    const each = Math.floor(total / line.ordered);
    return each * units + Math.min(units, total - each * line.ordered);
  };
  const minor = upTo(line.totalMinor, from + count) - upTo(line.totalMinor, from);
  const netMinor = upTo(line.netMinor, from + count) - upTo(line.netMinor, from);
  return { minor, netMinor, taxMinor: minor - netMinor };
}

/** A part of an amount under one rate of VAT (millionths). */
export type RatePart = Share & { readonly rate: number };

/**
 * What was paid for carriage, by rate of VAT: what the order's groups hold beyond what its lines are worth. `feeMinor` is the fee itself;
 * where an order was changed so that the groups do not tell, it bears the rate of the dearest line.
 */
export function carriageOf(
  lines: readonly OrderLine[],
  groups: readonly { readonly rate: number; readonly grossMinor: number; readonly netMinor: number }[],
  feeMinor: number,
): RatePart[] {
  if (feeMinor === 0) return [];
  for (const kept of [(line: OrderLine) => line.ordered - line.cancelled, (line: OrderLine) => line.ordered]) {
    const parts = groups.flatMap(({ rate, grossMinor, netMinor }) => {
      const mine = lines.filter((line) => line.taxRate === rate).map((line) => shareOf(line, 0, kept(line)));
      const minor = grossMinor - mine.reduce((sum, share) => sum + share.minor, 0);
      const net = netMinor - mine.reduce((sum, share) => sum + share.netMinor, 0);
      return minor === 0 ? [] : [{ rate, minor, netMinor: net, taxMinor: minor - net }];
    });
    const fits = parts.every((part) => part.minor > 0 && part.netMinor <= part.minor);
    if (fits && parts.reduce((sum, part) => sum + part.minor, 0) === feeMinor) return parts;
  }
  const rate = lines.toSorted((a, b) => b.totalMinor - a.totalMinor)[0]?.taxRate ?? 0;
  const netMinor = Number(divide(BigInt(feeMinor) * MILLION, MILLION + BigInt(rate), 'half_up'));
  return [{ rate, minor: feeMinor, netMinor, taxMinor: feeMinor - netMinor }];
}

/** Rates are millionths. */
const MILLION = 1_000_000n;

/** Units to be paid back of a line; `deductMinor` is kept for loss of value by handling (Directive 2011/83/EU, article 14.2). */
export type DueWish = { readonly lineNo: number; readonly quantity: number; readonly deductMinor: number };
export type DueLine = DueWish & Share & { readonly rate: number };

/** What is owed, and how that came about. */
export type DuePlan = {
  readonly lines: readonly DueLine[];
  readonly carriage: readonly RatePart[];
  readonly goodwillMinor: number;
  /** What the units, carriage and goodwill come to. */
  readonly entitledMinor: number;
  /** The same, but never more than was paid and is not owed or given back already. */
  readonly minor: number;
  readonly why: readonly { readonly rule: WhyRule; readonly minor: number; readonly lineNo?: number }[];
};
export type WhyRule = 'frozen_share' | 'deduction' | 'carriage_whole' | 'carriage_kept' | 'goodwill' | 'paid_only';

export type DueFacts = {
  readonly lines: readonly OrderLine[];
  /** Units of each line for which money was promised already, by this return or another. */
  readonly paidUnits: ReadonlyMap<number, number>;
  readonly carriage: readonly RatePart[];
  /** Carriage goes back once. */
  readonly carriagePaid: boolean;
  /** Money of the order that is neither given back, nor on its way, nor owed. */
  readonly freeMinor: number;
  /** A withdrawal, or our fault: then carriage goes back with the last unit. */
  readonly carriageToo: boolean;
};

/**
 * What is owed for these units. Carriage goes back when no unit of the order stays with the buyer (Directive 2011/83/EU, article 13;
 * Code de la consommation, L221-24: standard delivery; ours has one fee). Undefined: more units than the order still has.
 */
export function planDue(facts: DueFacts, wishes: readonly DueWish[], goodwillMinor = 0): DuePlan | undefined {
  const lines: DueLine[] = [];
  const why: DuePlan['why'][number][] = [];
  const paid = new Map(facts.paidUnits);
  for (const wish of wishes) {
    const line = facts.lines.find((one) => one.lineNo === wish.lineNo);
    const before = paid.get(wish.lineNo) ?? 0;
    if (!line || wish.quantity < 1 || before + wish.quantity > line.ordered - line.cancelled) return undefined;
    const share = shareOf(line, before, wish.quantity);
    if (wish.deductMinor < 0 || wish.deductMinor > share.minor) return undefined;
    paid.set(wish.lineNo, before + wish.quantity);
    lines.push({ ...wish, ...share, rate: line.taxRate });
    why.push({ rule: 'frozen_share', minor: share.minor, lineNo: line.lineNo });
    if (wish.deductMinor > 0) why.push({ rule: 'deduction', minor: -wish.deductMinor, lineNo: line.lineNo });
  }
  const kept = facts.lines.some((line) => (paid.get(line.lineNo) ?? 0) < line.ordered - line.cancelled);
  const whole = lines.length > 0 && !kept && facts.carriageToo && !facts.carriagePaid;
  const carriage = whole ? facts.carriage : [];
  const fee = carriage.reduce((sum, part) => sum + part.minor, 0);
  const charged = facts.carriage.reduce((sum, part) => sum + part.minor, 0);
  if (fee > 0) why.push({ rule: 'carriage_whole', minor: fee });
  else if (lines.length > 0 && charged > 0 && !facts.carriagePaid) why.push({ rule: 'carriage_kept', minor: 0 });
  if (goodwillMinor > 0) why.push({ rule: 'goodwill', minor: goodwillMinor });
  const goods = lines.reduce((sum, line) => sum + line.minor - line.deductMinor, 0);
  const entitledMinor = goods + fee + goodwillMinor;
  const minor = Math.min(entitledMinor, Math.max(0, facts.freeMinor));
  if (minor < entitledMinor) why.push({ rule: 'paid_only', minor: minor - entitledMinor });
  return { lines, carriage, goodwillMinor, entitledMinor, minor, why };
}

export type Tender = { readonly paymentId: string; readonly method: string; readonly refundableMinor: number };

/** To which payments money goes back first unless the house says otherwise: to the gift card that paid, so that none becomes cash; then to what leaves the fewest hands. */
const tenderOrder = ['gift_card', 'account', 'card', 'exchange', 'given', 'transfer', 'promise', 'cash'];

/** Spreads an amount over what was paid with; `left` could not be placed now and stays owed. */
export function planTenders(
  tenders: readonly Tender[],
  minor: number,
  order: readonly string[] = tenderOrder,
): { readonly parts: readonly { readonly paymentId: string; readonly minor: number }[]; readonly left: number } {
  const ranked = tenders.toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  let left = minor;
  const parts = ranked.flatMap(({ paymentId, refundableMinor }) => {
    const part = Math.min(left, Math.max(0, refundableMinor));
    left -= part;
    return part > 0 ? [{ paymentId, minor: part }] : [];
  });
  return { parts, left };
}

/** What somebody says came: a line of the order, another article of ours, or something that is not ours. */
export type Arrival = {
  readonly lineNo?: number | undefined;
  readonly skuId?: string | undefined;
  readonly label?: string | undefined;
  readonly quantity: number;
  readonly reason?: Reason | undefined;
};
/** `line`: units of the order; `surplus`: more of an article than the order had, or another article of ours; `foreign`: not ours. */
export type ItemKind = 'line' | 'surplus' | 'foreign';
export type Item = {
  readonly kind: ItemKind;
  readonly lineNo: number | null;
  readonly skuId: string | null;
  readonly label: string;
  readonly quantity: number;
  readonly reason: Reason;
};

/**
 * Sorts what came: units that the order sent out and that are not back yet belong to their line, what is beyond that is surplus, so that
 * nothing that was laid on the table is lost and no line gets back more than it sent.
 */
export function planArrivals(lines: readonly OrderLine[], said: readonly Arrival[], reason: Reason): Item[] {
  const left = new Map(lines.map((line) => [line.lineNo, line.shipped - line.returned]));
  return said.flatMap((one): Item[] => {
    const why = one.reason ?? reason;
    const line =
      one.lineNo === undefined
        ? lines.find(({ skuId, lineNo }) => skuId === one.skuId && (left.get(lineNo) ?? 0) > 0)
        : lines.find(({ lineNo }) => lineNo === one.lineNo);
    const skuId = line?.skuId ?? one.skuId ?? null;
    const label = one.label ?? '';
    if (skuId === null) return [{ kind: 'foreign', lineNo: null, skuId, label, quantity: one.quantity, reason: why }];
    const fits = line ? Math.min(one.quantity, left.get(line.lineNo) ?? 0) : 0;
    if (line) left.set(line.lineNo, (left.get(line.lineNo) ?? 0) - fits);
    const rest = one.quantity - fits;
    return [
      ...(line && fits > 0
        ? [{ kind: 'line' as const, lineNo: line.lineNo, skuId, label, quantity: fits, reason: why }]
        : []),
      ...(rest > 0 ? [{ kind: 'surplus' as const, lineNo: null, skuId, label, quantity: rest, reason: why }] : []),
    ];
  });
}

/** Where a return stands after goods came, were looked at and money was decided. */
export function stateAfter(facts: {
  readonly received: number;
  readonly inspected: number;
  /** Units of the order's own lines that came, and for how many of them money was decided. */
  readonly owed: number;
  readonly settled: number;
}): Extract<State, 'received' | 'inspected' | 'resolved'> {
  if (facts.inspected < facts.received) return 'received';
  return facts.settled >= facts.owed ? 'resolved' : 'inspected';
}

/** Days after a withdrawal in which all must be given back (article 13.1), and after receipt in which one may withdraw (article 9.1). */
export const REFUND_DAYS = 14;
export const WITHDRAWAL_DAYS = 14;
/** Where no carrier tells us of its arrival, a parcel counts as received so many days after it left: to the buyer's advantage. */
export const ASSUMED_TRANSIT_DAYS = 7;

/** A promise to try again: after 1, 2, 4 … minutes, six hours at most. */
export const retryMinutes = (tries: number): number => Math.min(360, 2 ** Math.min(tries, 9));

/** When the last of an order's goods was in the buyer's hands; null: it is not there yet. */
export type Receipt = { readonly at: Instant; readonly assumed: boolean } | null;

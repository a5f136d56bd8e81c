/** What an order comes to: pure. VAT inside its prices or on top of them, as it was when it was bought. */
import { add, money, subtract, sum, type Money } from '#base/money';
import { times, withoutRate, type Rate } from '#base/rate';
import { chargeParts, taxGroups, taxOnNet, type GrossLine, type TaxGroup } from '#tax/model';

/** Quantities of a line, and what it was bought for: `totalMinor` is the price of all `ordered` units after discounts, VAT included. */
export type EditLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly flagged: number;
  readonly backordered: number;
  /** As the order's prices are: with VAT or without. */
  readonly unitMinor: number;
  readonly totalMinor: number;
  /** The same without VAT; counts where prices are without. */
  readonly netMinor?: number | undefined;
  readonly taxRate: Rate;
  readonly taxClass?: string | null;
};

export type Totals = {
  readonly items: Money;
  readonly delivery: Money;
  readonly gross: Money;
  readonly net: Money;
  readonly tax: Money;
};

/** How an order's prices are read. `carriageNetMinor`: what its carriage is without VAT. */
export type Reading =
  | { readonly basis: 'gross' }
  | { readonly basis: 'net'; readonly onNet: 'global' | 'per_line'; readonly carriageNetMinor: number };
export const WITH_VAT: Reading = { basis: 'gross' };

/** Units of a line that are still wanted, what has left included. */
export const wantedOf = (line: Pick<EditLine, 'ordered' | 'cancelled'>): number => line.ordered - line.cancelled;

/**
 * What the first `units` of a line's `ordered` units were bought for: the frozen share (MISSION E3), by largest remainder, so that the
 * shares of all units sum to the line's total. 120.00 for one unit of 150.00 after a discount; 3.34, 6.67 and 10.00 of three for 10.00.
 */
export function shareOf({ ordered, totalMinor }: Pick<EditLine, 'ordered' | 'totalMinor'>, units: number): number {
  const each = Math.floor(totalMinor / ordered);
  return each * units + Math.min(units, totalMinor - each * ordered);
}

/** The same without VAT. */
export const netShareOf = ({ ordered, netMinor = 0 }: Pick<EditLine, 'ordered' | 'netMinor'>, units: number): number =>
  shareOf({ ordered, totalMinor: netMinor }, units);

export const worthOf = (line: EditLine): number => shareOf(line, wantedOf(line));
const netWorthOf = (line: EditLine): number => netShareOf(line, wantedOf(line));

/** The lines that count: those of which something is wanted; all where nothing is. */
function counted(lines: readonly EditLine[]): readonly EditLine[] {
  const wanted = lines.filter((line) => wantedOf(line) > 0);
  return wanted.length > 0 ? wanted : lines;
}

type Document = {
  readonly totals: Totals;
  readonly taxGroups: readonly TaxGroup[];
  readonly nets: ReadonlyMap<number, number>;
};

/** Totals of what is wanted, VAT by rate group over lines and carriage together (MISSION E1), as when it was bought. */
export function totalsOf(
  currency: string,
  lines: readonly EditLine[],
  carriageMinor: number,
  reading: Reading = WITH_VAT,
): Document {
  if (reading.basis === 'net') return totalsOnNet(currency, lines, carriageMinor, reading);
  const mine = counted(lines);
  const goods = mine.map((line) => ({ gross: money(worthOf(line), currency), rate: line.taxRate }));
  const delivery = money(carriageMinor, currency);
  const { groups, lineNets } = taxGroups([...goods, ...chargeParts(delivery, goods)]);
  const items = goods.map(({ gross }) => gross);
  return {
    totals: sumsOf(currency, groups, sum(currency, items), delivery),
    taxGroups: groups,
    nets: new Map(mine.map((line, i) => [line.lineNo, lineNets[i]?.minor ?? 0])),
  };
}

function sumsOf(currency: string, groups: readonly TaxGroup[], items: Money, delivery: Money): Totals {
  const gross = add(items, delivery);
  const nets = groups.map((group) => group.net);
  const net = sum(currency, nets);
  return { items, delivery, gross, net, tax: subtract(gross, net) };
}

type NetReading = Extract<Reading, { basis: 'net' }>;

/** What carriage is at each rate of the goods, without VAT and with it; together it is what was charged for it. */
function carriageParts(
  currency: string,
  lines: readonly EditLine[],
  carriageMinor: number,
  { carriageNetMinor, onNet }: NetReading,
): {
  readonly parts: readonly GrossLine[];
  readonly gross: ReadonlyMap<Rate, number>;
  readonly groups: readonly TaxGroup[];
} {
  const goods = counted(lines).map((line) => ({ net: money(netWorthOf(line), currency), rate: line.taxRate }));
  const parts = chargeParts(
    money(carriageNetMinor, currency),
    goods.map(({ net, rate }) => ({ gross: net, rate })),
  );
  const { groups, lineTaxes } = taxOnNet([...goods, ...parts.map(({ gross, rate }) => ({ net: gross, rate }))], onNet);
  const gross = new Map(
    parts.map((part, i) => [part.rate, part.gross.minor + (lineTaxes[goods.length + i]?.minor ?? 0)] as const),
  );
  const [first] = parts;
  const off = carriageMinor - [...gross.values()].reduce((total, minor) => total + minor, 0);
  if (first && off !== 0) gross.set(first.rate, (gross.get(first.rate) ?? 0) + off);
  return { parts, gross, groups };
}

/** VAT on top: by rate, what lines and carriage are worth with it, less what they are without. Levelled lines make it that of the net. */
function totalsOnNet(
  currency: string,
  lines: readonly EditLine[],
  carriageMinor: number,
  reading: NetReading,
): Document {
  const mine = counted(lines);
  const { gross: carriage, groups } = carriageParts(currency, lines, carriageMinor, reading);
  const delivery = money(carriageMinor, currency);
  const taxed = groups.map(({ rate, net }): TaxGroup => {
    const worth = mine.reduce((total, line) => total + (line.taxRate === rate ? worthOf(line) : 0), 0);
    const gross = money(worth + (carriage.get(rate) ?? 0), currency);
    const tax = subtract(gross, net);
    const stated = times(net, rate, 'half_up');
    const whole = { rate, gross, net, tax };
    return stated.minor === tax.minor
      ? { ...whole, representable: true }
      : { ...whole, representable: false, rounding: subtract(tax, stated) };
  });
  const items = mine.map((line) => money(worthOf(line), currency));
  return {
    totals: sumsOf(currency, taxed, sum(currency, items), delivery),
    taxGroups: taxed,
    nets: new Map(mine.map((line) => [line.lineNo, netWorthOf(line)])),
  };
}

type Movable = { -readonly [K in keyof EditLine]: EditLine[K] };

/**
 * Makes the VAT of lines priced without it that of their net, by rate, as a document of just these lines bears: what frozen shares are off,
 * a cent or two, is put on lines of which nothing has left, the largest first, then on units of others that have not left, as far as
 * whole cents of their shares allow. Returns by how much they are worth more. What has left keeps its share: what comes back is paid by it.
 */
export function level(currency: string, lines: Movable[], carriageMinor: number, reading: Reading): number {
  if (reading.basis !== 'net') return 0;
  const { gross: carriage, groups } = carriageParts(currency, lines, carriageMinor, reading);
  const before = lines.reduce((total, line) => total + worthOf(line), 0);
  for (const group of groups) {
    const mine = lines.filter((line) => line.taxRate === group.rate);
    const target = group.gross.minor - (carriage.get(group.rate) ?? 0);
    let off = target - mine.reduce((total, line) => total + worthOf(line), 0);
    const free = mine.filter((line) => wantedOf(line) > line.shipped);
    const begun = (line: EditLine): number => (line.shipped > 0 ? 1 : 0);
    for (const line of free.toSorted((a, b) => begun(a) - begun(b) || netWorthOf(b) - netWorthOf(a))) {
      off -= moveWorth(line, off);
      if (off === 0) break;
    }
  }
  return lines.reduce((total, line) => total + worthOf(line), 0) - before;
}

/** Changes what is wanted of a line by so much, never below its net and never what has left of it; returns by how much it could. */
function moveWorth(line: Movable, off: number): number {
  const from = worthOf(line);
  const left = shareOf(line, line.shipped);
  const one = Math.sign(off);
  let totalMinor = line.totalMinor + one;
  for (let best = from; best - from !== off && totalMinor >= (line.netMinor ?? 0); totalMinor += one) {
    const next = { ...line, totalMinor };
    if (shareOf(next, line.shipped) !== left) break;
    if (worthOf(next) === best) continue;
    best = worthOf(next);
    line.totalMinor = totalMinor;
  }
  return worthOf(line) - from;
}

/** A fee with VAT as one without, over goods priced without. */
export function feeOnNet(currency: string, feeMinor: number, lines: readonly EditLine[]): number {
  const goods = counted(lines).map((line) => ({ gross: money(worthOf(line), currency), rate: line.taxRate }));
  const parts = chargeParts(money(feeMinor, currency), goods);
  return parts.reduce((total, { gross, rate }) => total + withoutRate(gross, rate, 'half_up').minor, 0);
}

/** How an order's prices are read, from what it keeps; its carriage without VAT is what its net holds beyond its lines. */
export function readingOf(order: {
  readonly vat?: { readonly basis: 'gross' | 'net'; readonly onNet: 'global' | 'per_line' | null } | null | undefined;
  readonly netMinor?: number | undefined;
  readonly carriageMinor: number;
  readonly lines: readonly EditLine[];
}): Reading {
  const { vat, netMinor = 0, carriageMinor, lines } = order;
  if (vat?.basis !== 'net') return WITH_VAT;
  const goods = lines.reduce((total, line) => total + netWorthOf(line), 0);
  return { basis: 'net', onNet: vat.onNet ?? 'global', carriageNetMinor: carriageMinor === 0 ? 0 : netMinor - goods };
}

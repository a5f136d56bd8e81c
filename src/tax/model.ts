/**
 * VAT, pure: the same function for web, till, receipt and invoice. Tax is computed per rate group of a document, never per line
 * (MISSION E1), because the sum of rounded lines is not the rounded sum.
 */
import { add, money, split, subtract, sum, type Money } from '#base/money';
import { percent, times, withoutRate, type Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import type { Day } from '#base/time';
import { lawRates, upward, type CountryRates } from './rates.ts';

export { memberStates, regionName, regionsOf, zoneOf, type Zone } from './zones.ts';
export {
  ratesKey,
  schemes,
  taxCase,
  type Scheme,
  type SellerFacts,
  type TaxBuyer,
  type TaxCase,
  type TaxFacts,
  type TaxStep,
} from './case.ts';

export const taxClasses = ['standard', 'intermediate', 'reduced', 'super_reduced', 'none'] as const;
export type TaxClass = (typeof taxClasses)[number];
/** Classes that have a rate of their own. `none` is outside the scope of VAT: a multi-purpose voucher (directive (EU) 2016/1065). */
export const ratedClasses = ['standard', 'intermediate', 'reduced', 'super_reduced'] as const;
export type RatedClass = (typeof ratedClasses)[number];

/** A rate of the merchant's own: a class that their goods fall under otherwise, or a change of law that this version doesn't know yet. */
export type OwnRate = {
  /** Country or region, as in the table of the law. */
  readonly zone: string;
  readonly taxClass: RatedClass;
  readonly from: Day;
  /** Null: the law's again. */
  readonly rate: Rate | null;
  readonly source: string;
};

export type RateReason = {
  /** Country or region whose rate it is. */
  readonly country: string;
  readonly taxClass: TaxClass;
  /** The class whose rate it bears; another than its own where the country knows no such tier. */
  readonly as: TaxClass;
  readonly rate: Rate;
  /** The day on which this rate began to be that of the class. */
  readonly from: Day;
  readonly law: string;
  /** Set by the merchant, not by the table of the law. */
  readonly own: boolean;
};

const lawOf = ({ law }: CountryRates, taxClass: RatedClass): string => (typeof law === 'string' ? law : law[taxClass]);

/** The rate of a class in a country or region on a day, and why; undefined where we know none. The merchant's own rate goes first. */
export function findRate(
  zone: string,
  taxClass: TaxClass,
  day: Day,
  own: readonly OwnRate[] = [],
): RateReason | undefined {
  if (taxClass === 'none') {
    const law = 'Directive 2006/112/CE, art. 30 ter';
    return { country: zone, taxClass, as: taxClass, rate: NO_RATE, from: '2019-01-01' as Day, law, own: false };
  }
  let mine: OwnRate | undefined;
  for (const one of own)
    if (one.zone === zone && one.taxClass === taxClass && one.from <= day && (!mine || one.from >= mine.from))
      mine = one;
  if (mine && mine.rate !== null)
    return { country: zone, taxClass, as: taxClass, rate: mine.rate, from: mine.from, law: mine.source, own: true };
  const known = Object.hasOwn(lawRates, zone) ? lawRates[zone] : undefined;
  if (!known) return undefined;
  for (const as of upward[taxClass]) {
    const period = known[as]?.findLast(({ from }) => from <= day);
    if (period) return { country: zone, taxClass, as, ...period, law: lawOf(known, as), own: false };
    if (known[as] && as === taxClass) return undefined;
  }
  return undefined;
}

const NO_RATE = percent('0');

/** The rate of a class in a country on a day. Refuses with `tax.no_rate` (422) where we know none: we never guess a tax. */
export function rateFor(zone: string, taxClass: TaxClass, day: Day, own: readonly OwnRate[] = []): Rate {
  const found = findRate(zone, taxClass, day, own);
  if (!found) refuse('tax.no_rate', { detail: `${zone} ${taxClass} ${day}`, country: zone, taxClass, day });
  return found.rate;
}

/**
 * Why a line bore a rate, where its class was not kept: the class it is the rate of in that country on that day, since when, and the
 * law. In France no two classes share a rate; elsewhere the first that has it. Undefined for a rate that no class had then: we don't guess.
 */
export function explainRate(country: string, rate: Rate, day: Day): RateReason | undefined {
  for (const taxClass of ratedClasses) {
    const reason = findRate(country, taxClass, day);
    if (reason?.rate === rate && reason.as === taxClass) return reason;
  }
  return undefined;
}

/** Every rate of the law that we know, by country or region, for screens and tests. */
export function knownRates(): { country: string; taxClass: RatedClass; from: Day; rate: Rate; law: string }[] {
  return Object.entries(lawRates).flatMap(([country, known]) =>
    ratedClasses.flatMap((taxClass) =>
      (known[taxClass] ?? []).map((period) => ({ country, taxClass, ...period, law: lawOf(known, taxClass) })),
    ),
  );
}

export type TaxGroup = {
  readonly rate: Rate;
  readonly gross: Money;
  readonly net: Money;
  readonly tax: Money;
  /**
   * False when no net amount in whole minor units gives this gross by `net + round(net × rate)`: one gross in six at 20 %. Such a
   * document is still right in law and in sum; what an invoice states then is docs/decisions/0007-vat-of-invoices.md.
   */
  readonly representable: boolean;
  /** Only when not representable: gross − net − round(net × rate), ±1 minor unit: by how much the VAT in the price is not that of the net. */
  readonly rounding?: Money;
};

export type GrossLine = { readonly gross: Money; readonly rate: Rate };
export type NetLine = { readonly net: Money; readonly rate: Rate };

/**
 * VAT inside tax-inclusive lines (after discounts). Per rate: G = Σ gross, N = round half up (G ÷ (1 + rate)), T = G − N; N is then
 * split over the group's lines by largest remainder, so that the lines sum to N. Groups come by falling rate; `lineNets` in the
 * order of the lines. Negative lines (goods taken back) are allowed.
 */
export function taxGroups(lines: readonly GrossLine[]): { groups: TaxGroup[]; lineNets: Money[] } {
  const lineNets: Money[] = [];
  const groups = byRate(lines).map(({ rate, members }) => {
    const grosses = members.map((i) => at(lines, i).gross);
    const gross = sum(at(grosses, 0).currency, grosses);
    const net = withoutRate(gross, rate, 'half_up');
    const shares = spread(net, grosses, (part) => withoutRate(part, rate, 'half_up'));
    members.forEach((line, i) => (lineNets[line] = at(shares, i)));
    return group(rate, gross, net, subtract(gross, net));
  });
  return { groups, lineNets };
}

/**
 * The tax-inclusive parts of a charge that belongs to the goods of a document, carriage above all: it is part of their price (Code
 * général des impôts, article 267 I 2°; directive 2006/112/CE, article 78 b), so it bears their rates, in proportion to the goods sold
 * at each. By value with tax or without is the same here. Largest remainder, to the cent; by falling rate; where all goods are free
 * the highest rate has it all. No goods, no parts.
 */
export function chargeParts(charge: Money, goods: readonly GrossLine[]): GrossLine[] {
  const rates = byRate(goods);
  if (rates.length === 0) return [];
  const worth = rates.map(({ members }) => members.reduce((total, i) => total + at(goods, i).gross.minor, 0));
  return split(charge, worth).flatMap((gross, i) =>
    gross.minor === 0 && rates.length > 1 ? [] : [{ gross, rate: at(rates, i).rate }],
  );
}

/**
 * VAT on top of tax-exclusive lines. `global` rounds once per rate; `per_line` rounds each line and sums: a company chooses once and
 * prints its choice. `lineTaxes` always sum to the groups' taxes.
 */
export function taxOnNet(
  lines: readonly NetLine[],
  method: 'global' | 'per_line',
): { groups: TaxGroup[]; lineTaxes: Money[] } {
  const lineTaxes: Money[] = [];
  const groups = byRate(lines).map(({ rate, members }) => {
    const nets = members.map((i) => at(lines, i).net);
    const currency = at(nets, 0).currency;
    const net = sum(currency, nets);
    const each = nets.map((part) => times(part, rate, 'half_up'));
    const tax = method === 'global' ? times(net, rate, 'half_up') : sum(currency, each);
    const shares = method === 'global' ? spread(tax, nets, (part) => times(part, rate, 'half_up')) : each;
    members.forEach((line, i) => (lineTaxes[line] = at(shares, i)));
    return group(rate, add(net, tax), net, tax);
  });
  return { groups, lineTaxes };
}

function group(rate: Rate, gross: Money, net: Money, tax: Money): TaxGroup {
  const stated = times(net, rate, 'half_up');
  // The rounded net is the only candidate, since another lies more than half a unit away from gross ÷ (1 + rate).
  if (stated.minor === tax.minor) return { rate, gross, net, tax, representable: true };
  return { rate, gross, net, tax, representable: false, rounding: subtract(tax, stated) };
}

/** Indexes of the lines of each rate, highest rate first. */
function byRate(lines: readonly { rate: Rate }[]): { rate: Rate; members: number[] }[] {
  const groups = new Map<Rate, number[]>();
  lines.forEach(({ rate }, i) => {
    const members = groups.get(rate);
    if (members) members.push(i);
    else groups.set(rate, [i]);
  });
  return [...groups].map(([rate, members]) => ({ rate, members })).sort((a, b) => b.rate - a.rate);
}

/** Splits a total over amounts by largest remainder. With both signs, the positive amounts get their own share and the rest the rest. */
function spread(total: Money, amounts: readonly Money[], shareOf: (part: Money) => Money): Money[] {
  const minus = amounts.map((amount) => Math.max(0, -amount.minor));
  if (!minus.some((weight) => weight > 0)) {
    return split(
      total,
      amounts.map((amount) => amount.minor),
    );
  }
  const plus = amounts.map((amount) => Math.max(0, amount.minor));
  const positive = shareOf(
    money(
      plus.reduce((a, b) => a + b, 0),
      total.currency,
    ),
  );
  const up = split(positive, plus);
  const down = split(subtract(total, positive), minus);
  return amounts.map((_, i) => add(at(up, i), at(down, i)));
}

function at<T>(items: readonly T[], i: number): T {
  return items[i] as T;
}

/**
 * VAT, pure: the same function for web, till, receipt and invoice. Tax is computed per rate group of a document, never per line
 * (MISSION E1), because the sum of rounded lines is not the rounded sum.
 */
import { add, money, split, subtract, sum, type Money } from '#base/money';
import { percent, times, withoutRate, type Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import type { Day } from '#base/time';

export const taxClasses = ['standard', 'intermediate', 'reduced', 'super_reduced', 'none'] as const;
export type TaxClass = (typeof taxClasses)[number];
/** Classes that have a rate of their own. `none` is outside the scope of VAT: a multi-purpose voucher (directive (EU) 2016/1065). */
export const ratedClasses = ['standard', 'intermediate', 'reduced', 'super_reduced'] as const;
type RatedClass = (typeof ratedClasses)[number];

type Validity = { readonly from: Day; readonly rate: Rate };

const since = (from: string, text: string): Validity => ({ from: from as Day, rate: percent(text) });

/**
 * Rates by country and class, oldest first, each valid until the next. Mainland France: Code général des impôts, articles 278 to
 * 281 nonies; the rates of 2014 are still in force.
 */
const rates: Readonly<Record<string, Readonly<Record<RatedClass, readonly Validity[]>>>> = {
  FR: {
    standard: [since('2000-04-01', '19.6'), since('2014-01-01', '20')],
    intermediate: [since('2012-01-01', '7'), since('2014-01-01', '10')],
    reduced: [since('1989-09-08', '5.5')],
    super_reduced: [since('1989-09-08', '2.1')],
  },
};

/** The rate of a class in a country on a day. Refuses with `tax.no_rate` (422) where we know none: we never guess a tax. */
export function rateFor(country: string, taxClass: TaxClass, day: Day): Rate {
  if (taxClass === 'none') return percent('0');
  const periods = Object.hasOwn(rates, country) ? rates[country]?.[taxClass] : undefined;
  const found = periods?.findLast((period) => period.from <= day);
  if (found === undefined) refuse('tax.no_rate', { detail: `${country} ${taxClass} ${day}`, country, taxClass, day });
  return found.rate;
}

/** Where the classes of a country stand in its law. */
const laws: Readonly<Record<string, Readonly<Record<RatedClass, string>>>> = {
  FR: {
    standard: 'Code général des impôts, art. 278',
    intermediate: 'Code général des impôts, art. 278 bis, 278 quater, 279',
    reduced: 'Code général des impôts, art. 278-0 bis',
    super_reduced: 'Code général des impôts, art. 281 quater à 281 nonies',
  },
};

export type RateReason = {
  readonly country: string;
  readonly taxClass: TaxClass;
  readonly rate: Rate;
  /** The day on which this rate began to be that of the class. */
  readonly from: Day;
  readonly law: string;
};

/**
 * Why a line bore a rate: the class it is the rate of in that country on that day, since when, and the law. No two classes of a country
 * share a rate, so that a document keeps the rate alone. Undefined for a rate that no class had then: we don't guess.
 */
export function explainRate(country: string, rate: Rate, day: Day): RateReason | undefined {
  const classes = Object.hasOwn(rates, country) ? rates[country] : undefined;
  for (const taxClass of classes ? ratedClasses : []) {
    const period = classes?.[taxClass].findLast(({ from }) => from <= day);
    if (period?.rate === rate) return { country, taxClass, ...period, law: laws[country]?.[taxClass] ?? '' };
  }
  return undefined;
}

/** Every rate we know, for screens and tests. */
export function knownRates(): { country: string; taxClass: TaxClass; from: Day; rate: Rate }[] {
  return Object.entries(rates).flatMap(([country, classes]) =>
    ratedClasses.flatMap((taxClass) => classes[taxClass].map((period) => ({ country, taxClass, ...period }))),
  );
}

export type TaxGroup = {
  readonly rate: Rate;
  readonly gross: Money;
  readonly net: Money;
  readonly tax: Money;
  /**
   * False when no net amount in whole minor units gives this gross by `net + round(net × rate)`: one gross in six at 20 %. Such a
   * document is still right in law and in sum; its EN 16931 form states `rounding`.
   */
  readonly representable: boolean;
  /** Only when not representable: gross − net − round(net × rate), the rounding amount of the invoice (BT-114), ±1 minor unit. */
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

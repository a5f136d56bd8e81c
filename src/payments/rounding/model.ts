/**
 * Cash where the smallest coins are gone: what is paid or given back in cash is rounded, the sale is not. Pure.
 *
 * The table says the countries whose law or custom has shops round the cash total, from when, and where that is written. Only what is paid in
 * the country's own money is rounded; cards, transfers and gift cards pay to the cent.
 */
import type { Day } from '#base/time';

export type CashRounding = {
  readonly country: string;
  readonly currency: string;
  /** Minor units that are the smallest step. */
  readonly stepMinor: number;
  readonly from: Day;
  readonly source: string;
};

const rule = (country: string, currency: string, stepMinor: number, from: string, source: string): CashRounding => ({
  ...{ country, currency, stepMinor, source },
  from: from as Day,
});

export const cashRoundings: readonly CashRounding[] = [
  rule(
    'CH',
    'CHF',
    5,
    '2007-01-01',
    'Swissmint: coins of one rappen are no means of payment since 2007, of two since 1978',
  ),
  rule('FI', 'EUR', 5, '2002-01-01', 'Laki eräiden euromääräisten maksujen pyöristämisestä (890/2000)'),
  rule('NL', 'EUR', 5, '2004-09-01', 'De Nederlandsche Bank: afronden op vijf cent, agreed with shops since 2004'),
  rule('BE', 'EUR', 5, '2019-12-01', 'Code de droit économique, art. VI.7/1: all that is paid in cash'),
  rule('IE', 'EUR', 5, '2015-10-28', 'Central Bank of Ireland: national rounding, by the buyer’s leave'),
  rule('IT', 'EUR', 5, '2018-01-01', 'D.L. 50/2017, art. 13-quater'),
  rule('SK', 'EUR', 5, '2022-07-01', 'Zákon č. 18/1996 o cenách, § 3a'),
  rule('EE', 'EUR', 5, '2025-01-01', 'Eesti Pank: ümardamisreegel, Võlaõigusseadus § 25'),
  rule('LT', 'EUR', 5, '2025-05-01', 'Lietuvos bankas: grynųjų pinigų apvalinimas'),
  rule('SE', 'SEK', 100, '2010-10-01', 'Lag (1970:1029) om avrundning av vissa öresbelopp'),
  rule('NO', 'NOK', 100, '2012-05-01', 'Norges Bank: the coin of 50 øre is withdrawn'),
  rule('DK', 'DKK', 50, '2008-10-01', 'Lov om mønter: the coin of 25 øre is withdrawn'),
];

/** The step to which cash is rounded there on a day; 1: nothing is rounded. */
export const cashStep = (country: string, currency: string, day: Day): number =>
  cashRoundings.find((one) => one.country === country && one.currency === currency && one.from <= day)?.stepMinor ?? 1;

/** An amount of cash rounded to the step, half up in amount; below zero like above it. */
export function roundedCash(minor: number, stepMinor: number): number {
  const size = Math.abs(minor);
  const rest = size % stepMinor;
  const rounded = rest * 2 >= stepMinor ? size - rest + stepMinor : size - rest;
  return minor < 0 ? -rounded : rounded;
}

/** How prices meet VAT, pure: which rate a class bears here, and what a price is where the net stays instead of the price to pay. */
import { money, scale, type Money } from '#base/money';
import { RATE_SCALE, type Rate } from '#base/rate';
import { rateFor, ratesKey, type OwnRate, type TaxClass } from '#tax/model';
import type { PriceInput, PriceRules, Shown } from './model.ts';

/** How a channel's prices are read. */
export type VatReading = {
  readonly basis: 'gross' | 'net';
  /** Where prices are without VAT: is it rounded once a rate, or line by line? A company chooses once and prints it (MISSION E1). */
  readonly onNet: 'global' | 'per_line';
  readonly own: readonly OwnRate[];
};

export type Vat = {
  readonly rateOf: (taxClass: TaxClass) => Rate;
  /** The rate inside the prices of the lists. */
  readonly homeRateOf: (taxClass: TaxClass) => Rate;
  /** Whether prices are to be turned from home's rate to the one charged. */
  readonly turns: boolean;
  /** The same object where the price stays. */
  readonly shownAs: (shown: Shown, taxClass: TaxClass) => Shown;
};

const NONE = 0 as Rate;

/** The VAT of one document: rates are looked up once a class. */
export function vatOf({ country, day, tax }: PriceInput, { vat }: PriceRules): Vat {
  const charged = !tax || tax.scheme === 'domestic' || tax.scheme === 'oss';
  const key = tax ? ratesKey(tax) : country;
  const rateOf = once((taxClass) => (charged ? rateFor(key, taxClass, day, vat?.own) : NONE));
  const homeRateOf = once((taxClass) => rateFor(tax?.home ?? country, taxClass, day, vat?.own));
  const turns = tax?.stays === 'net' && vat?.basis !== 'net';
  const shownAs = (shown: Shown, taxClass: TaxClass): Shown => {
    const [from, to] = turns ? [homeRateOf(taxClass), rateOf(taxClass)] : [NONE, NONE];
    if (from === to) return shown;
    const price = turned(shown.price, from, to);
    return shown.compareAt ? { price, compareAt: turned(shown.compareAt, from, to) } : { price };
  };
  return { rateOf, homeRateOf, turns, shownAs };
}

/** The price to pay under another rate, for the same net: p × (1 + to) ÷ (1 + from), rounded half up to the unit that is paid. */
export const turned = ({ minor, currency }: Money, from: Rate, to: Rate): Money =>
  money(scale(minor, RATE_SCALE + to, RATE_SCALE + from, 'half_up'), currency);

function once(look: (taxClass: TaxClass) => Rate): (taxClass: TaxClass) => Rate {
  const known = new Map<TaxClass, Rate>();
  return (taxClass) => {
    const found = known.get(taxClass) ?? look(taxClass);
    known.set(taxClass, found);
    return found;
  };
}

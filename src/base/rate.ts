/** Rates are integers in parts per million: 20 % = 200 000, 5.5 % = 55 000, 2.1 % = 21 000. */
import { assert } from './assert.ts';
import { money, scale, type Money, type Rounding } from './money.ts';

declare const rateBrand: unique symbol;
export type Rate = number & { readonly [rateBrand]: true };
export const RATE_SCALE = 1_000_000;

/** Makes a rate from parts per million. */
export function rate(ppm: number): Rate {
  assert(Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= 1_000 * RATE_SCALE, `not a rate: ${ppm}`);
  return ppm as Rate;
}

/** `percent('5.5')` → 55 000. A string, so that no float rounds a law's rate. */
export function percent(text: string): Rate {
  const match = /^(\d{1,5})(?:\.(\d{1,4}))?$/.exec(text);
  assert(match, `not a percentage: ${text}`);
  return rate(Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0')));
}

/** The percentage as text: 55 000 → `"5.5"`. */
export function percentText(value: Rate): string {
  const whole = Math.floor(value / 10_000);
  const rest = String(value % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}

/** amount × rate, rounded as named. */
export function times(amount: Money, by: Rate, rounding: Rounding): Money {
  return money(scale(amount.minor, by, RATE_SCALE, rounding), amount.currency);
}

/** gross ÷ (1 + rate), rounded as named: the net inside a tax-inclusive amount. */
export function withoutRate(gross: Money, by: Rate, rounding: Rounding): Money {
  return money(scale(gross.minor, RATE_SCALE, RATE_SCALE + by, rounding), gross.currency);
}

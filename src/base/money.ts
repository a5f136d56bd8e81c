/** Money is an integer count of a currency's minor units. No float ever holds an amount. */
import { assert } from './assert.ts';

declare const minorBrand: unique symbol;
/** A safe integer of minor units (cents for EUR, yen for JPY, fils for KWD). */
export type Minor = number & { readonly [minorBrand]: true };
export type Money = { readonly minor: Minor; readonly currency: string };

export type Rounding = 'half_up' | 'half_even' | 'down' | 'up';

const zeroDecimals = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const threeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Number of decimals of a currency (ISO 4217). */
export function decimalsOf(currency: string): number {
  return zeroDecimals.has(currency) ? 0 : threeDecimals.has(currency) ? 3 : 2;
}

/** Checks that a number is a safe integer and brands it. */
export function minor(value: number): Minor {
  assert(Number.isSafeInteger(value), `not a safe integer of minor units: ${value}`);
  return (value === 0 ? 0 : value) as Minor;
}

/** Makes money from minor units: `money(1990, 'EUR')` is 19,90 €. */
export function money(value: number, currency: string): Money {
  return { minor: minor(value), currency };
}

export const zero = (currency: string): Money => money(0, currency);

/** Adds amounts of one currency; mixing currencies is our bug, never a rate. */
export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}

export function sum(currency: string, amounts: Iterable<Money>): Money {
  let total = 0;
  for (const amount of amounts) {
    assert(amount.currency === currency, `currency mix: ${amount.currency} in a sum of ${currency}`);
    total = minor(total + amount.minor);
  }
  return money(total, currency);
}

/** Amount of `quantity` units; exact, and refused past 2^53−1. */
export function timesQuantity(unit: Money, quantity: number): Money {
  assert(Number.isSafeInteger(quantity), 'quantity must be a whole number');
  const product = BigInt(unit.minor) * BigInt(quantity);
  return money(fromBig(product), unit.currency);
}

/** value × numerator ÷ denominator in exact arithmetic, rounded as named. The one place where money meets a fraction. */
export function scale(value: number, numerator: bigint, denominator: bigint, rounding: Rounding): number {
  assert(denominator > 0n, 'denominator must be positive');
  return fromBig(divide(BigInt(value) * numerator, denominator, rounding));
}

/**
 * Splits a total over weights by largest remainder: parts always sum to the total, each part is within one minor unit of its
 * exact share, ties go to the earlier weight. All-zero weights put the whole amount on the first part.
 */
export function split(total: Money, weights: readonly number[]): Money[] {
  assert(weights.length > 0, 'split needs at least one weight');
  const sign = total.minor < 0 ? -1 : 1;
  const amount = BigInt(Math.abs(total.minor));
  const big = weights.map((weight) => {
    assert(Number.isSafeInteger(weight) && weight >= 0, 'weights are whole numbers ≥ 0');
    return BigInt(weight);
  });
  const all = big.reduce((a, b) => a + b, 0n);
  if (all === 0n) return weights.map((_, i) => money(i === 0 ? total.minor : 0, total.currency));
  const parts = big.map((weight) => (amount * weight) / all);
  const remainders = big.map((weight, i) => ({ i, rest: (amount * weight) % all }));
  let left = Number(amount - parts.reduce((a, b) => a + b, 0n));
  remainders.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
  for (const { i } of remainders) {
    if (left-- <= 0) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
  }
  return parts.map((part) => money(sign * fromBig(part), total.currency));
}

/** Parses a decimal string as files carry it: `"19.9"` → 1990 for EUR. Returns undefined when it is not an exact amount. */
export function parseDecimal(text: string, currency: string): Money | undefined {
  const match = /^(-?)(\d{1,13})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const decimals = decimalsOf(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return undefined;
  const value = Number(`${match[2]}${fraction.padEnd(decimals, '0')}`);
  if (!Number.isSafeInteger(value)) return undefined;
  return money(match[1] === '-' ? -value : value, currency);
}

/** The decimal string of an amount, as files carry it: 1990 EUR → `"19.90"`. */
export function toDecimal(amount: Money): string {
  const decimals = decimalsOf(amount.currency);
  const digits = String(Math.abs(amount.minor)).padStart(decimals + 1, '0');
  const sign = amount.minor < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Integer division with a named rounding; exact for any size. */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const negative = numerator < 0n;
  const n = negative ? -numerator : numerator;
  const quotient = n / denominator;
  const rest = n % denominator;
  const twice = rest * 2n;
  const up =
    rounding === 'up'
      ? rest > 0n
      : rounding === 'down'
        ? false
        : twice > denominator || (twice === denominator && (rounding === 'half_up' || quotient % 2n === 1n));
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
}

function fromBig(value: bigint): number {
  assert(value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER), 'amount past 2^53−1');
  return Number(value);
}

function sameCurrency(a: Money, b: Money): void {
  assert(a.currency === b.currency, `currency mix: ${a.currency} and ${b.currency}`);
}

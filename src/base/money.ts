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
  const product = unit.minor * quantity;
  assert(Math.abs(product) <= Number.MAX_SAFE_INTEGER, 'amount past 2^53−1');
  return money(product, unit.currency);
}

/**
 * value × numerator ÷ denominator in whole numbers, exact and rounded as named. The one place where money meets a fraction. Products that
 * a number holds exactly, which are nearly all, are not made big: pricing does little else.
 */
export function scale(value: number, numerator: number, denominator: number, rounding: Rounding): number {
  assert(denominator > 0, 'denominator must be positive');
  const product = Math.abs(value * numerator);
  if (product * 2 > Number.MAX_SAFE_INTEGER)
    return fromBig(divide(BigInt(value) * BigInt(numerator), BigInt(denominator), rounding));
  const rest = product % denominator;
  const quotient = (product - rest) / denominator;
  const up = rest > 0 && isUp(rounding, rest * 2 - denominator, quotient % 2 === 1);
  const rounded = up ? quotient + 1 : quotient;
  return rounded === 0 || value < 0 === numerator < 0 ? rounded : -rounded;
}

/**
 * Splits a total over weights by largest remainder: parts always sum to the total, each part is within one minor unit of its
 * exact share, ties go to the earlier weight. All-zero weights put the whole amount on the first part.
 */
export const split = ({ minor: total, currency }: Money, weights: readonly number[]): Money[] =>
  splitMinor(total, weights).map((part) => money(part, currency));

/** As `split`, of bare minor units. */
export function splitMinor(total: number, weights: readonly number[]): number[] {
  assert(weights.length > 0, 'split needs at least one weight');
  const amount = Math.abs(total);
  let all = 0;
  let largest = 0;
  for (const weight of weights) {
    assert(Number.isSafeInteger(weight) && weight >= 0, 'weights are whole numbers ≥ 0');
    all += weight;
    if (weight > largest) largest = weight;
  }
  if (all === 0) return weights.map((_, i) => (i === 0 ? total : 0));
  const isExact = all <= Number.MAX_SAFE_INTEGER && amount * largest <= Number.MAX_SAFE_INTEGER;
  const parts = isExact ? partsOf(amount, weights, all) : bigPartsOf(amount, weights);
  return total < 0 ? parts.map((part) => -part) : parts;
}

function partsOf(amount: number, weights: readonly number[], all: number): number[] {
  const rests = new Float64Array(weights.length);
  let left = amount;
  const parts = weights.map((weight, i) => {
    const product = amount * weight;
    // A quotient of whole numbers below 2^53 is off by one at most; `%` would be exact, and five times as slow.
    const near = Math.floor(product / all);
    const part = near * all > product ? near - 1 : near;
    rests[i] = product - part * all;
    left -= part;
    return part;
  });
  return withOdd(parts, rests, rests.toSorted(), left);
}

function bigPartsOf(amount: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const products = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const rests = products.map((product) => product % all);
  const parts = products.map((product) => fromBig(product / all));
  const left = amount - parts.reduce((sum, part) => sum + part, 0);
  const rising = rests.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return withOdd(parts, rests, rising, left);
}

/** One unit more for so many parts of the largest rests; of equals for the earlier. `rising` are the rests, sorted. */
function withOdd<N extends number | bigint>(
  parts: number[],
  rests: ArrayLike<N>,
  rising: ArrayLike<N>,
  count: number,
): number[] {
  if (count === 0) return parts;
  const least = rising[rising.length - count] as N;
  let equal = count;
  for (let i = rising.length - 1; i >= 0 && (rising[i] as N) > least; i--) equal--;
  for (let i = 0; i < parts.length; i++) {
    const rest = rests[i] as N;
    if (rest > least || (rest === least && equal-- > 0)) parts[i] = (parts[i] ?? 0) + 1;
  }
  return parts;
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
  const up = rest > 0n && isUp(rounding, rest * 2n - denominator, quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
}

/** Whether a rest is rounded up; `overHalf` is above, at or below zero as it is above, at or below a half. */
function isUp(rounding: Rounding, overHalf: number | bigint, isOdd: boolean): boolean {
  if (rounding === 'up') return true;
  if (rounding === 'down') return false;
  return overHalf > 0 || (overHalf >= 0 && (rounding === 'half_up' || isOdd));
}

function fromBig(value: bigint): number {
  assert(value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER), 'amount past 2^53−1');
  return Number(value);
}

function sameCurrency(a: Money, b: Money): void {
  assert(a.currency === b.currency, `currency mix: ${a.currency} and ${b.currency}`);
}

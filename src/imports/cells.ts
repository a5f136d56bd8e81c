/** Reading single cells: each returns a value or the name of the rule that the cell breaks. */
import { decimalsOf, parseDecimal } from '#base/money';
import { MAX_QUANTITY } from '#base/quantity';
import { readCell } from '#base/csv';
import type { Header } from './model.ts';

export const MAX_PRICE_MINOR = 100_000_000_000;

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rule: string };
const good = <T>(value: T): Read<T> => ({ ok: true, value });
const bad = (rule: string): { ok: false; rule: string } => ({ ok: false, rule });

/** The cell of a column by name; empty text when the column or the cell is not there. */
export function cellOf(header: Header, cells: readonly string[], name: string): string {
  const index = header.index.get(name);
  const raw = index === undefined ? undefined : cells[index];
  return raw === undefined || raw === '' ? '' : readCell(raw);
}

/** A cell that no database or person can use: bytes of another encoding (decoded as U+FFFD), or control characters. */
export function unreadable(value: string): string | undefined {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 0xfffd) return 'not_utf8';
    if (c < 32 && c !== 9 && c !== 10 && c !== 13) return 'control_character';
  }
  return undefined;
}

/** `19.90`, `19,90` or `19`; nothing with an exponent, a sign, or more decimals than the currency has. */
export function readPrice(text: string, currency: string): Read<number> {
  const value = text.trim();
  if (value === '') return bad('missing');
  if (value.startsWith('-')) return bad('negative');
  const match = /^\d{1,13}(?:[.,](\d+))?$/.exec(value);
  if (!match) return bad('not_an_amount');
  if ((match[1] ?? '').replace(/0+$/, '').length > decimalsOf(currency)) return bad('too_many_decimals');
  const money = parseDecimal(value, currency);
  if (!money) return bad('not_an_amount');
  return money.minor > MAX_PRICE_MINOR ? bad('too_large') : good(money.minor);
}

/** A whole number of units ≥ 0. */
export function readQuantity(text: string): Read<number> {
  const value = text.trim();
  if (/^-\d+$/.test(value)) return bad('negative');
  if (!/^\d{1,10}$/.test(value)) return bad('not_a_quantity');
  const quantity = Number(value);
  return quantity > MAX_QUANTITY ? bad('too_large') : good(quantity);
}

/** Grams; empty is unknown. */
export function readGrams(text: string): Read<number | null> {
  const value = text.trim();
  if (value === '') return good(null);
  const grams = /^\d{1,8}(?:\.\d+)?$/.test(value) ? Math.round(Number(value)) : Number.NaN;
  return Number.isSafeInteger(grams) && grams <= 10_000_000 ? good(grams) : bad('not_grams');
}

export function readFlag(text: string): Read<boolean | undefined> {
  const value = text.trim().toLowerCase();
  if (value === '') return good(undefined);
  if (['true', 'yes', 'oui', '1', 'vrai'].includes(value)) return good(true);
  return ['false', 'no', 'non', '0', 'faux'].includes(value) ? good(false) : bad('true_or_false');
}

/** A picture's web address. */
export function readUrl(text: string): Read<string> {
  const value = text.trim();
  if (value.length > 2_000) return bad('too_long');
  return /^https?:\/\/[^\s"<>]+$/i.test(value) && URL.canParse(value) ? good(value) : bad('not_a_web_address');
}

export const tagsOf = (text: string): string[] =>
  [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    ),
  ].slice(0, 250);

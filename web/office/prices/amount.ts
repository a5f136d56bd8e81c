/** Amounts as people type them: `19,90`, `1 299.5`. */
import { money, parseDecimal, toDecimal } from '#base/money';

/** Minor units of a typed amount, none below zero; null when empty, undefined when it is none. Never through a float. */
export function minorOf(typed: string, currency: string): number | null | undefined {
  const text = typed.replaceAll(/[\s€]/g, '');
  if (text === '') return null;
  const amount = parseDecimal(text, currency);
  return amount === undefined || amount.minor < 0 ? undefined : amount.minor;
}

/** As `minorOf`, with a sign; undefined when it is no amount. */
export function signedMinorOf(typed: string, currency: string): number | undefined {
  const text = typed.trim();
  const minor = minorOf(text.replace(/^[+\-−]/, ''), currency);
  if (minor === null || minor === undefined) return undefined;
  return /^[-−]/.test(text) ? -minor : minor;
}

/** Minor units as they are typed: `1990` is `19,90`. */
export function typedOf(minor: number | null | undefined, currency: string, lang: 'fr' | 'en'): string {
  if (minor === null || minor === undefined) return '';
  const text = toDecimal(money(minor, currency));
  return lang === 'fr' ? text.replace('.', ',') : text;
}

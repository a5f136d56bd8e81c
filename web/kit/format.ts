/**
 * Money, numbers, dates and times as people read them, in French and English. Built on `Intl` with its makers kept, because making
 * one costs a hundred times more than using it. Narrow no-break spaces become ordinary ones: the body font draws them too thin.
 */
import { decimalsOf, toDecimal } from '#base/money';
import type { Money } from '#base/money';
import type { Day, Instant } from '#base/time';

export type Lang = 'fr' | 'en';
export const languages: readonly Lang[] = ['fr', 'en'];

/** The zone of times on screens when nobody says another. */
export const homeZone = 'Europe/Paris';

const locales: Readonly<Record<Lang, string>> = { fr: 'fr-FR', en: 'en-GB' };
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** An amount with its currency: `19,90 €`, `€19.90`. Exact: the digits never pass through a float. */
export function money(lang: Lang, amount: Money): string {
  const decimals = decimalsOf(amount.currency);
  const format = numberFormat(lang, `money ${amount.currency}`, {
    style: 'currency',
    currency: amount.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return readable(format.format(toDecimal(amount) as Intl.StringNumericLiteral));
}

/** A whole or decimal number with its thousands: `18 462`, `18,462`. */
export function number(lang: Lang, value: number): string {
  return readable(numberFormat(lang, 'number', { maximumFractionDigits: 3 }).format(value));
}

/** A share as a percentage: `percent('fr', 0.055)` is `5,5 %`. */
export function percent(lang: Lang, share: number): string {
  return readable(numberFormat(lang, 'percent', { style: 'percent', maximumFractionDigits: 2 }).format(share));
}

/** The cut from one price to a lower one, as announced: `−20 %`; whole percents, rounded towards zero so as never to promise more. */
export function cut(lang: Lang, was: Money, now: Money): string {
  if (was.minor <= 0 || now.minor >= was.minor) return '';
  const whole = Math.floor(((was.minor - now.minor) * 100) / was.minor);
  return `−${percent(lang, whole / 100)}`;
}

/** The time of day: `16 h 10`, `19 h`, `16:10`. */
export function time(lang: Lang, at: Instant, zone = homeZone): string {
  const parts = dateFormat('en', `time ${zone}`, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = '', minute = ''] = parts.format(new Date(at)).split(':');
  if (lang === 'en') return `${hour}:${minute}`;
  return minute === '00' ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

/** A date in words: `mardi 24 novembre`, with the year when asked for. */
export function longDate(lang: Lang, at: Instant | Day, options: { zone?: string; year?: boolean } = {}): string {
  return dateIn(lang, at, options.zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(options.year ? { year: 'numeric' } : {}),
  });
}

/** A date with its year and without its weekday: `24 novembre 2026`. */
export function date(lang: Lang, at: Instant | Day, zone = homeZone): string {
  return dateIn(lang, at, zone, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A date on an axis, where the year is plain: `24 nov.`. */
export function dayOfMonth(lang: Lang, at: Instant | Day, zone = homeZone): string {
  return dateIn(lang, at, zone, { day: 'numeric', month: 'short' });
}

/** A date for tables: `24 nov. 2026`. */
export function shortDate(lang: Lang, at: Instant | Day, zone = homeZone): string {
  return dateIn(lang, at, zone, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** Date and time for tables and timelines: `24 nov. 2026, 16 h 10`. */
export function dateTime(lang: Lang, at: Instant, zone = homeZone): string {
  return `${shortDate(lang, at, zone)}, ${time(lang, at, zone)}`;
}

/** A moment as told at `now`: `aujourd’hui, 16 h 10`, `hier, 9 h`, `demain, 10 h`, else weekday, day and time. */
export function when(lang: Lang, at: Instant, now: Instant, zone = homeZone): string {
  const days = Math.round((dayNumber(at, zone) - dayNumber(now, zone)) / 86_400_000);
  const near = { fr: ['hier', 'aujourd’hui', 'demain'], en: ['yesterday', 'today', 'tomorrow'] }[lang][days + 1];
  const far = dateIn(lang, at, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(Math.abs(days) > 300 ? { year: 'numeric' } : {}),
  });
  return `${near ?? far}, ${time(lang, at, zone)}`;
}

/** `Robe, lampe et encre`: a list as it is spoken. */
export function list(lang: Lang, items: readonly string[]): string {
  return new Intl.ListFormat(locales[lang], { type: 'conjunction' }).format(items);
}

function dateIn(lang: Lang, at: Instant | Day, zone = homeZone, options: Intl.DateTimeFormatOptions): string {
  // A Day has no zone: it is read and written in UTC, so that it stays the same day everywhere.
  const timeZone = at.length === 10 ? 'UTC' : zone;
  const key = `${timeZone} ${Object.entries(options).join()}`;
  return readable(dateFormat(lang, key, { ...options, timeZone }).format(new Date(at)));
}

function dayNumber(at: Instant, zone: string): number {
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const [d, m, y] = dateFormat('en', `day ${zone}`, options).format(new Date(at)).split('/').map(Number);
  return Date.UTC(y ?? 0, (m ?? 1) - 1, d ?? 1);
}

function numberFormat(lang: Lang, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const known = numbers.get(`${lang} ${key}`);
  if (known) return known;
  const made = new Intl.NumberFormat(locales[lang], options);
  numbers.set(`${lang} ${key}`, made);
  return made;
}

function dateFormat(lang: Lang, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = dates.get(`${lang} ${key}`);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locales[lang], options);
  dates.set(`${lang} ${key}`, made);
  return made;
}

// French numbers use U+202F between thousands, and U+2212 reads better than a hyphen before a figure.
function readable(text: string): string {
  return text.replaceAll('\u202f', '\u00a0').replace(/^-/, '−');
}

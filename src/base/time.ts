/** The only file that reads a clock. An Instant is a moment, a Day a date on a calendar; they never mix. */
import { assert } from './assert.ts';

declare const instantBrand: unique symbol;
declare const dayBrand: unique symbol;
/** ISO 8601 in UTC with milliseconds, the same text in code, database and JSON; sorts as it reads. */
export type Instant = string & { readonly [instantBrand]: true };
/** `YYYY-MM-DD`, a date without a time. */
export type Day = string & { readonly [dayBrand]: true };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The process clock. Decisions use the transaction's `now`, the database's; this one is for waiting, caching and logs. */
export function clock(): Instant {
  return new Date().toISOString() as Instant;
}

/** Milliseconds that only go forward, for durations and deadlines. */
export function elapsed(): number {
  return performance.now();
}

/** Milliseconds since 1970, for ids and caches. */
export function epochMs(): number {
  return Date.now();
}

/** Parses any ISO text; refuses what is not a moment. */
export function instant(text: string): Instant {
  const ms = Date.parse(text);
  assert(Number.isFinite(ms), `not an instant: ${text}`);
  return new Date(ms).toISOString() as Instant;
}

export function instantOfMs(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}

export function msOf(at: Instant): number {
  return Date.parse(at);
}

/** Moves an instant by milliseconds. */
export function plus(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString() as Instant;
}

export function before(a: Instant, b: Instant): boolean {
  return a < b;
}

/** Checks `YYYY-MM-DD`, and that the date exists. */
export function day(text: string): Day {
  const at = new Date(`${text}T00:00:00Z`);
  assert(/^\d{4}-\d{2}-\d{2}$/.test(text) && at.toISOString().startsWith(text), `not a day: ${text}`);
  return text as Day;
}

const zones = new Map<string, Intl.DateTimeFormat>();

const lastDays = new Map<string, { quarter: string; day: Day }>();

/** The calendar day of an instant in a time zone (`Europe/Paris`). Days begin at a quarter of an hour everywhere: it is asked for once each. */
export function dayIn(at: Instant, zone: string): Day {
  const quarter = `${at.slice(0, 14)}${Math.floor(Number(at.slice(14, 16)) / 15)}`;
  const last = lastDays.get(zone);
  if (last?.quarter === quarter) return last.day;
  const day = formatDay(at, zone);
  lastDays.set(zone, { quarter, day });
  return day;
}

function formatDay(at: Instant, zone: string): Day {
  let format = zones.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    zones.set(zone, format);
  }
  return format.format(new Date(at)) as Day;
}

/** Waits; the only sleep in the house. `unref` lets a process end while one is pending. */
export function sleep(ms: number, options: { unref?: boolean } = {}): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    if (options.unref) timer.unref();
  });
}

/** When a parcel comes: from the site's days, its cut-off and preparation, the carrier's days and the way. Pure; silent where a fact is missing. */
import { isHoliday } from '#base/holidays';
import { dayIn, type Day, type Instant } from '#base/time';
import { dateAfter, hoursOn, localTime, weekdayOf, type Opening } from '#org/model';
import type { PromiseRule } from './model.ts';

/** The first and the last day on which it may come. */
export type DayRange = { readonly earliest: Day; readonly latest: Day };

export type PromiseFacts = {
  readonly at: Instant;
  /** The site that sends. */
  readonly site: Opening;
  /** Working days of preparation there. */
  readonly prepDays: number;
  readonly rule: PromiseRule;
  /** Where it goes: the country, and whole kilometres where known. */
  readonly country: string;
  readonly km: number | null;
  /** Not there before this day: a back-order's or pre-order's. */
  readonly notBefore?: Day | undefined;
};

/** How far ahead an opening or a carrier's day is looked for: longer than a summer's closing. */
const AHEAD_DAYS = 60;

/**
 * From when to when a parcel comes. Undefined, and then nothing is promised: no cut-off is set, the site has no opening day within sixty
 * days, or no row of the transit table fits.
 */
export function promiseOf(facts: PromiseFacts): DayRange | undefined {
  const { at, site, rule, country, km, notBefore } = facts;
  const way = rule.transit.find(
    (row) => row.country === country && (row.maxKm === null || (km ?? Infinity) <= row.maxKm),
  );
  if (rule.cutOff === null || !way) return undefined;
  const works = (date: string): boolean => hoursOn(site, date).length > 0;
  const carries = (date: string): boolean =>
    rule.carrierDays.includes(weekdayOf(date)) && !publicHoliday(country, date);
  const today = dayIn(at, site.timeZone);
  const time = localTime(at, site.timeZone);
  // Today counts while somebody can still work on it: before the cut-off, and before the last closing.
  const over = time >= rule.cutOff || time >= (hoursOn(site, today).at(-1)?.closes ?? '');
  const first = notBefore !== undefined && notBefore > today ? notBefore : over ? dateAfter(today, 1) : today;
  let date = nextDay(first, works);
  for (let i = 0; i < facts.prepDays && date !== undefined; i++) date = nextDay(dateAfter(date, 1), works);
  const sent = date && nextDay(date, carries);
  if (sent === undefined) return undefined;
  const [earliest, latest] = [after(sent, way.minDays, carries), after(sent, way.maxDays, carries)];
  return earliest && latest && { earliest, latest };
}

/** The first day from `from` on for which it holds. */
function nextDay(from: Day, holds: (date: string) => boolean): Day | undefined {
  for (let ahead = 0, date = from; ahead <= AHEAD_DAYS; ahead++, date = dateAfter(date, 1))
    if (holds(date)) return date;
  return undefined;
}

/** So many days of a kind later. */
function after(from: Day, days: number, holds: (date: string) => boolean): Day | undefined {
  let date: Day | undefined = from;
  for (let i = 0; i < days && date !== undefined; i++) date = nextDay(dateAfter(date, 1), holds);
  return date;
}

/** Whether a date is a public holiday on which parcels rest. Of France alone: other countries' are not known, and have none here. */
export const publicHoliday = (country: string, date: string): boolean => country === 'FR' && isHoliday(date);

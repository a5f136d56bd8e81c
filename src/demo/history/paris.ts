// The shop's wall clock: days and local times of metropolitan France, as instants.
import { DAY, day, instant, instantOfMs, MINUTE, msOf } from '#base/time';
import type { Day, Instant } from '#base/time';

const noon = (date: Day): number => msOf(instant(`${date}T12:00:00Z`));

/** `days` later (earlier when negative). */
export const shift = (date: Day, days: number): Day => day(instantOfMs(noon(date) + days * DAY).slice(0, 10));

/** ISO day of the week, 1 = Monday. */
export const weekday = (date: Day): 1 | 2 | 3 | 4 | 5 | 6 | 7 =>
  // 1 January 1970 was a Thursday.
  (((((Math.floor(noon(date) / DAY) + 3) % 7) + 7) % 7) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;

export const monthOf = (date: Day): number => Number(date.slice(5, 7));

const lastSunday = (year: number, month: number): Day => {
  const last = day(`${year}-${String(month).padStart(2, '0')}-31`);
  return shift(last, -(weekday(last) % 7));
};

/** Summer time runs from the last Sunday of March to the last of October, 1:00 UTC (directive 2000/84/EC). */
function offsetMinutes(utcMs: number): number {
  const year = Number(instantOfMs(utcMs).slice(0, 4));
  const from = msOf(instant(`${lastSunday(year, 3)}T01:00:00Z`));
  const to = msOf(instant(`${lastSunday(year, 10)}T01:00:00Z`));
  return utcMs >= from && utcMs < to ? 120 : 60;
}

/** The instant at which clocks in Paris show `minutes` after midnight (fractions allowed) on that day. */
export function parisTime(date: Day, minutes: number): Instant {
  const asIfUtc = msOf(instant(`${date}T00:00:00Z`)) + Math.round(minutes * MINUTE);
  return instantOfMs(asIfUtc - offsetMinutes(asIfUtc - 60 * MINUTE) * MINUTE);
}

/** `19:30` as minutes after midnight. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Opening hours: every week the same, and days on which something else holds. Pure, in the site's own time zone. */
import { createLru } from '#base/lru';
import type { FieldError } from '#base/refusal';
import { DAY, dayIn, day as dayOf, instantOfMs, MINUTE, type Day, type Instant } from '#base/time';

/** From when to when, local times `HH:MM`, `opens` before `closes` on the same day. */
export type Stretch = { readonly opens: string; readonly closes: string };

/** Opening hours of one stretch of a day: ISO weekday (1 = Monday). A day that is not listed is closed. */
export type OpeningHours = Stretch & { readonly day: number };

/** A day on which other hours hold, a holiday say; without stretches the site is closed. `note` is for shoppers, and may be empty. */
export type SpecialDay = {
  readonly date: string;
  readonly hours: readonly Stretch[];
  readonly note: { readonly fr: string; readonly en: string };
};

/** What a site says of when it is open. */
export type Opening = {
  readonly hours: readonly OpeningHours[];
  readonly specialDays: readonly SpecialDay[];
  readonly timeZone: string;
};

export type OpenState =
  | { readonly open: true; readonly until: string }
  /** The next opening within the days we look ahead, if there is one. */
  | {
      readonly open: false;
      readonly next: { readonly at: Instant; readonly day: number; readonly opens: string } | null;
    };

/** How many days ahead the next opening is looked for: longer than a summer's closing. */
const AHEAD_DAYS = 60;

/** What is wrong with weekly hours, field by field. */
export function checkHours(hours: readonly OpeningHours[]): FieldError[] {
  return hours.flatMap(({ opens, closes }, i) =>
    opens < closes ? [] : [{ field: `hours.${i}`, rule: 'opens before it closes, on the same day' }],
  );
}

/** What is wrong with special days: each date once and in the calendar, stretches apart from each other. */
export function checkSpecialDays(days: readonly SpecialDay[]): FieldError[] {
  const seen = new Set<string>();
  return days.flatMap(({ date, hours }, i): FieldError[] => {
    const wrong: FieldError[] = [];
    if (!isDate(date)) wrong.push({ field: `specialDays.${i}.date`, rule: 'a day of the calendar, YYYY-MM-DD' });
    if (seen.has(date)) wrong.push({ field: `specialDays.${i}.date`, rule: 'each day once' });
    seen.add(date);
    const sorted = hours.toSorted((a, b) => (a.opens < b.opens ? -1 : 1));
    const fits = sorted.every(
      ({ opens, closes }, at) => opens < closes && (at === 0 || (sorted[at - 1]?.closes ?? '') <= opens),
    );
    if (!fits)
      wrong.push({ field: `specialDays.${i}.hours`, rule: 'opens before it closes, one stretch after another' });
    return wrong;
  });
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The ISO weekday of a date, 1 = Monday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;

/** When a site is open on a date, in order: what was said of that very day, else its weekday's hours. */
export function hoursOn(site: Opening, date: string): readonly Stretch[] {
  const special = site.specialDays.find((one) => one.date === date);
  const weekday = weekdayOf(date);
  const hours = special?.hours ?? site.hours.filter((one) => one.day === weekday);
  return hours.toSorted((a, b) => (a.opens < b.opens ? -1 : 1));
}

/** The date so many days after another. */
export const dateAfter = (date: string, days: number): Day =>
  dayOf(new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10));

/** Whether a site is open at an instant, until when, or when it opens next within sixty days. */
export function openState(site: Opening, at: Instant): OpenState {
  const today = dayIn(at, site.timeZone);
  const time = localTime(at, site.timeZone);
  const stretches = hoursOn(site, today);
  const here = stretches.find((one) => one.opens <= time && time < one.closes);
  if (here) return { open: true, until: endOf(here, stretches) };
  for (let ahead = 0; ahead <= AHEAD_DAYS; ahead++) {
    const date = dateAfter(today, ahead);
    const next = (ahead === 0 ? stretches : hoursOn(site, date)).find((one) => ahead > 0 || one.opens > time);
    if (!next) continue;
    return {
      open: false,
      next: { at: instantAt(date, next.opens, site.timeZone), day: weekdayOf(date), opens: next.opens },
    };
  }
  return { open: false, next: null };
}

/** Where one stretch ends as another begins, a shopper need not leave. */
function endOf(here: Stretch, stretches: readonly Stretch[]): string {
  const next = stretches.find((one) => one.opens === here.closes);
  return next ? endOf(next, stretches) : here.closes;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
// Every visitor of the minute asks for the same.
const localTimes = createLru<string>(4_000);

/** The local time of day, `HH:MM`. */
export function localTime(at: Instant, zone: string): string {
  const minute = `${zone}|${at.slice(0, 16)}`;
  const known = localTimes.get(minute);
  if (known !== undefined) return known;
  let format = clocks.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(zone, format);
  }
  const local = format.format(new Date(at));
  localTimes.set(minute, local);
  return local;
}

/** The instant of a local time. One that the clocks jump over in spring is as long after the jump; of one that comes twice, either. */
export function instantAt(date: string, time: string, zone: string): Instant {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const shift = (ms: number): number => {
    const at = instantOfMs(ms);
    return Date.parse(`${dayIn(at, zone)}T${localTime(at, zone)}:00Z`) - Math.floor(ms / MINUTE) * MINUTE;
  };
  const first = wanted - shift(wanted);
  return instantOfMs(wanted - shift(first));
}

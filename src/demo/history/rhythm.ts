// When people buy: by month, by day of the week, by hour, and on which channel. Invented, shaped like a French shop's till roll.
import { minutesOf, monthOf, weekday } from './paris.ts';
import type { Day } from '#base/time';
import type { Chance } from '../seeded.ts';
import type { DemoChannel, DemoSite, OpeningHours } from '../types.ts';

const MONTHS = [1.15, 0.85, 0.9, 0.95, 1, 1, 0.95, 0.7, 1, 1.02, 1.2, 1.6];
const WEEK = { shop: [0.7, 0.8, 0.95, 0.9, 1.1, 1.9, 0.9], line: [1.1, 1, 1, 1, 0.9, 0.85, 1.25] };

/** Each hour's weight, from midnight. Shops: lunch and after work; lines: lunch and the sofa. */
const HOURS = {
  shop: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 6, 7, 6, 5, 6, 7, 9, 9, 5, 1, 0, 0, 0],
  line: [2, 1, 0.4, 0.2, 0.2, 0.4, 1, 3, 4, 5, 5, 5, 7, 6, 4, 4, 4, 5, 6, 7, 9, 11, 9, 5],
};

/** Part of all orders that each kind of channel takes; tills share theirs by site. */
const SHARE = { web: 0.29, app: 0.11, marketplace: 0.13, till: 0.47, social: 0, feed: 0, b2b: 0 };
const TILL_SHARE = { LYO: 0.49, PAR: 0.32, NAN: 0.19, COR: 0, SEC: 0 };

export const openingOn = (site: DemoSite, date: Day): OpeningHours | undefined =>
  site.hours.find((one) => one.day === weekday(date));

/** How much a channel sells that day, against its own average; 0 on days when its shop is closed. */
export function weightOf(channel: DemoChannel, site: DemoSite | undefined, date: Day, age: number): number {
  if (!channel.live || (site && !openingOn(site, date))) return 0;
  const share = SHARE[channel.kind] * (channel.kind === 'till' ? TILL_SHARE[channel.site ?? 'LYO'] : 1);
  const week = channel.kind === 'till' ? WEEK.shop : WEEK.line;
  // A shop that grows by one per cent a week.
  return share * week[weekday(date) - 1]! * MONTHS[monthOf(date) - 1]! * 1.01 ** (-age / 7);
}

/** A local time for an order, minutes after midnight with seconds as a fraction, within the opening hours if there are any. */
export function momentFor(chance: Chance, hours: OpeningHours | undefined): number {
  const opens = hours ? minutesOf(hours.opens) : 0;
  const closes = hours ? minutesOf(hours.closes) : 24 * 60;
  const weights = (hours ? HOURS.shop : HOURS.line).map((weight, hour) =>
    (hour + 1) * 60 > opens && hour * 60 < closes ? weight : 0,
  );
  const hour = chance.weighted(weights);
  const from = Math.max(opens, hour * 60);
  const to = Math.min(closes, (hour + 1) * 60);
  return from + Math.floor(chance.next() * (to - from) * 60) / 60;
}

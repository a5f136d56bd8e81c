/** The period in which one may withdraw from a sale at a distance. Pure. */
import { dayIn, type Day, type Instant } from '#base/time';
import { dateAfter, instantAt, weekdayOf } from '#org/model';
import { publicHoliday } from '#sourcing';
import { WITHDRAWAL_DAYS, type Receipt } from './model.ts';

/**
 * The last day of the period: fourteen days after the day on which the last of the goods was received, that day not counted; one that
 * would end on a Saturday, a Sunday or a public holiday goes on to the next working day (Directive 2011/83/EU, article 9; Regulation
 * 1182/71; Code de la consommation, L221-18 and L221-19).
 */
export function lastDay(receivedAt: Instant, zone: string, country: string): Day {
  let date = dateAfter(dayIn(receivedAt, zone), WITHDRAWAL_DAYS);
  while (weekdayOf(date) > 5 || publicHoliday(country, date)) date = dateAfter(date, 1);
  return date;
}

export type Period = {
  /** Open before the goods came, too: nobody needs to wait for them to change their mind. */
  readonly open: boolean;
  /** The last day, where the receipt is known or assumed; null: the period has not begun to run. */
  readonly until: Day | null;
  /** Nobody told us of the arrival: the day is counted from an assumed one, to the buyer's advantage. */
  readonly assumed: boolean;
};

/** The period as it is now. `distance` false (bought over a counter): there is none. */
export function periodOf(
  facts: { readonly distance: boolean; readonly received: Receipt; readonly zone: string; readonly country: string },
  now: Instant,
): Period {
  if (!facts.distance) return { open: false, until: null, assumed: false };
  if (facts.received === null) return { open: true, until: null, assumed: false };
  const until = lastDay(facts.received.at, facts.zone, facts.country);
  const end = instantAt(dateAfter(until, 1), '00:00', facts.zone);
  return { open: now < end, until, assumed: facts.received.assumed };
}

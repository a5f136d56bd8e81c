/** What requests write alike: instants in queries, cursors of lists. */
import { z } from 'zod';
import { refuse } from './refusal.ts';
import type { Instant } from './time.ts';

const leapDay = '(?:2000|[12](?:\\d[2468][048]|\\d[13579][26]|\\d0[48]))-02-29';
const otherDay =
  '[12]\\d{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?';

/**
 * An instant as a query writes it, in UTC; seconds and their fractions may be left out. One pattern says all of it, since patterns are
 * what is checked at the door, and a day that is not in the calendar would reach the database.
 */
export const instantIn = z.string().regex(new RegExp(`^(?:${leapDay}|${otherDay})T${time}Z$`));

/** A day of the calendar as a request writes it. A pattern too: what is refined in code is not looked at at the door. */
export const dayGiven = z.string().regex(new RegExp(`^(?:${leapDay}|${otherDay})$`));

/**
 * The cursor of a list by time, `at~id` as it was given in `next`; undefined begins at the start. Refuses `request.invalid`, naming the
 * field, for anything else.
 */
export function readCursor(text: string | undefined, field = 'query.after'): { at: Instant; id: string } | undefined {
  if (text === undefined) return undefined;
  const [at = '', id = '', ...more] = text.split('~');
  if (more.length > 0 || !/^[\w-]{1,80}$/.test(id) || !instantIn.safeParse(at).success)
    refuse('request.invalid', { fields: [{ field, rule: 'a cursor as given in next' }] });
  return { at: at as Instant, id };
}

/** What a list may be sorted by besides time: a number, or a calendar day. */
export const numberKey = /^-?\d{1,15}$/;
export const dayKey = /^\d{4}-\d{2}-\d{2}$/;

/** The day that stands for none, so that rows without one are the last of a list by day, whichever way it is sorted. */
export const noDay = (isDescending: boolean): string => (isDescending ? '0001-01-01' : '9999-12-31');

/**
 * The cursor of a list by something else than time, `key~id` as it was given in `next`; undefined begins at the start. Refuses
 * `request.invalid`, naming the field, where the key is not what the list is sorted by.
 */
export function readKeyCursor(
  text: string | undefined,
  key: RegExp,
  field = 'query.after',
): { key: string; id: string } | undefined {
  if (text === undefined) return undefined;
  const [value = '', id = '', ...more] = text.split('~');
  if (more.length > 0 || !/^[\w-]{1,80}$/.test(id) || !key.test(value))
    refuse('request.invalid', { fields: [{ field, rule: 'a cursor as given in next' }] });
  return { key: value, id };
}

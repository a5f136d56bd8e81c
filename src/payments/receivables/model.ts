/** Buying on account: days, ages, limits and reminders. Pure. */
import { assert } from '#base/assert';
import { DAY, day, dayIn, instant, plus, type Day } from '#base/time';

export const receivableAccount = (companyId: string): string => {
  assert(companyId.startsWith('com_'), `not a company: ${companyId}`);
  return `receivable:${companyId}`;
};
export const companyOfAccount = (account: string | null): string | undefined =>
  account !== null && /^receivable:com_[0-9a-hjkmnp-tv-z]{26}$/.test(account)
    ? account.slice('receivable:'.length)
    : undefined;

/** The day some days later, by the calendar. */
export const daysAfter = (from: Day, days: number): Day =>
  dayIn(plus(instant(`${from}T12:00:00.000Z`), days * DAY), 'UTC');

/** Whole days from one day to another; below zero when it lies before. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

/** When something bought that day is due: so many days later, and then at the end of that month where the terms say so. */
export function dueDay(made: Day, terms: { readonly days: number; readonly endOfMonth: boolean }): Day {
  const due = daysAfter(made, terms.days);
  if (!terms.endOfMonth) return due;
  const [year = 0, month = 1] = due.split('-').map(Number);
  const next = day(month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`);
  return daysAfter(next, -1);
}

export const ages = ['notDue', 'to30', 'to60', 'to90', 'over90'] as const;
export type Age = (typeof ages)[number];

/** In which column of an aged list something due that day stands. On the day itself nothing is late. */
export function ageOf(due: Day, today: Day): Age {
  const late = daysBetween(due, today);
  if (late <= 0) return 'notDue';
  return late <= 30 ? 'to30' : late <= 60 ? 'to60' : late <= 90 ? 'to90' : 'over90';
}

/**
 * Days past due from which each reminder is sent. The second names the penalty for late payment, the third asks for it, with the 40 € for
 * each invoice that the law grants (Code de commerce, L441-10 and D441-5).
 */
export const REMIND_AFTER_DAYS = [5, 20, 40] as const;
export const RECOVERY_FEE_MINOR = 4_000;

/** Which reminder is due for something so many days late that was reminded so far: 0 for none. One level at a time. */
export function reminderDue(lateDays: number, reminded: number): 0 | 1 | 2 | 3 {
  const next = reminded + 1;
  const from = REMIND_AFTER_DAYS[next - 1];
  return from !== undefined && lateDays >= from ? (next as 1 | 2 | 3) : 0;
}

export type Credit = {
  readonly blocked: boolean;
  readonly hasTerms: boolean;
  readonly limitMinor: number | null;
  readonly openMinor: number;
  /** Of the oldest that is not paid: days past its day; 0 for none. */
  readonly lateDays: number;
  readonly blockAfterDays: number | null;
};
export type CreditBar = 'company_blocked' | 'no_terms' | 'company_overdue' | 'over_limit';

/** Why a company may not buy for so much on account, all that stand in the way, the gravest first. Empty: it may. */
export function creditBars(credit: Credit, wantedMinor: number): CreditBar[] {
  const { blocked, hasTerms, limitMinor, openMinor, lateDays, blockAfterDays } = credit;
  return [
    ...(blocked ? (['company_blocked'] as const) : []),
    ...(hasTerms ? [] : (['no_terms'] as const)),
    ...(blockAfterDays !== null && lateDays > blockAfterDays ? (['company_overdue'] as const) : []),
    ...(limitMinor !== null && openMinor + wantedMinor > limitMinor ? (['over_limit'] as const) : []),
  ];
}

export type Open = { readonly paymentId: string; readonly openMinor: number };

/**
 * Spreads what came in over what is open, in the order given (the oldest first), or over those that were chosen; never past what is open of
 * each. `left` fits nowhere.
 */
export function spread(
  minor: number,
  open: readonly Open[],
  chosen?: readonly string[],
): { readonly parts: readonly { readonly paymentId: string; readonly minor: number }[]; readonly left: number } {
  let left = minor;
  const among = chosen === undefined ? open : open.filter(({ paymentId }) => chosen.includes(paymentId));
  const parts = among.flatMap(({ paymentId, openMinor }) => {
    const part = Math.min(left, Math.max(0, openMinor));
    left -= part;
    return part > 0 ? [{ paymentId, minor: part }] : [];
  });
  return { parts, left };
}

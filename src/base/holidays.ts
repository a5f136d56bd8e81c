/** The public holidays of France (Code du travail, article L. 3133-1): days on which parcels rest, and that a merchant need not type. */

export type Holiday = { readonly date: string; readonly note: { readonly fr: string; readonly en: string } };

const DAY_MS = 86_400_000;
const pad = (n: number): string => String(n).padStart(2, '0');

/** Easter Sunday of a year, Gregorian (the anonymous computus, as printed by Butcher in 1876). */
export function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return `${year}-${pad(Math.floor(n / 31))}-${pad((n % 31) + 1)}`;
}

const after = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const holiday = (date: string, fr: string, en: string): Holiday => ({ date, note: { fr, en } });

/** The eleven holidays of a year, in order. Alsace-Moselle and overseas have more; those are typed. */
export function holidaysOf(year: number): Holiday[] {
  const sunday = easter(year);
  return [
    holiday(`${year}-01-01`, 'Jour de l’an', 'New Year’s Day'),
    holiday(after(sunday, 1), 'Lundi de Pâques', 'Easter Monday'),
    holiday(`${year}-05-01`, 'Fête du Travail', 'Labour Day'),
    holiday(`${year}-05-08`, 'Victoire de 1945', 'Victory in Europe Day'),
    holiday(after(sunday, 39), 'Ascension', 'Ascension Day'),
    holiday(after(sunday, 50), 'Lundi de Pentecôte', 'Whit Monday'),
    holiday(`${year}-07-14`, 'Fête nationale', 'National Day'),
    holiday(`${year}-08-15`, 'Assomption', 'Assumption'),
    holiday(`${year}-11-01`, 'Toussaint', 'All Saints’ Day'),
    holiday(`${year}-11-11`, 'Armistice de 1918', 'Armistice Day'),
    holiday(`${year}-12-25`, 'Noël', 'Christmas Day'),
  ].toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

const dates = new Map<number, ReadonlySet<string>>();

/** Whether a date, `YYYY-MM-DD`, is one of the eleven. */
export function isHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  const known = dates.get(year) ?? new Set(holidaysOf(year).map((one) => one.date));
  dates.set(year, known);
  return known.has(date);
}

/** The holidays of the twelve months from a day on. */
export function nextHolidays(today: string): Holiday[] {
  const year = Number(today.slice(0, 4));
  const end = `${year + 1}${today.slice(4)}`;
  return [...holidaysOf(year), ...holidaysOf(year + 1)].filter(({ date }) => date >= today && date < end);
}

/** Addresses, sites and opening hours: types and arithmetic, pure. */
import { createLru } from '#base/lru';
import type { FieldError } from '#base/refusal';
import { instantOfMs, msOf, MINUTE, type Instant } from '#base/time';

export type Language = 'fr' | 'en';
export type LocalText = { readonly fr: string; readonly en: string };

/** A postal address anywhere. There is no state or province: the few countries that need one write it in the city's line. */
export type Address = {
  readonly name: string;
  readonly company?: string | undefined;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly phone?: string | undefined;
};

/** Postcode by country where we know its form (Universal Postal Union, "Postal addressing systems"); others take any short text. */
const postcodes: Readonly<Record<string, { form: RegExp; rule: string }>> = {
  FR: { form: /^\d{5}$/, rule: 'five digits' },
  MC: { form: /^980\d{2}$/, rule: '980 and two digits' },
  BE: { form: /^\d{4}$/, rule: 'four digits' },
  CH: { form: /^\d{4}$/, rule: 'four digits' },
  AT: { form: /^\d{4}$/, rule: 'four digits' },
  LU: { form: /^\d{4}$/, rule: 'four digits' },
  DK: { form: /^\d{4}$/, rule: 'four digits' },
  DE: { form: /^\d{5}$/, rule: 'five digits' },
  ES: { form: /^\d{5}$/, rule: 'five digits' },
  IT: { form: /^\d{5}$/, rule: 'five digits' },
  NL: { form: /^\d{4} ?[A-Z]{2}$/, rule: 'four digits and two letters' },
  PT: { form: /^\d{4}-\d{3}$/, rule: 'four digits, a dash, three digits' },
  PL: { form: /^\d{2}-\d{3}$/, rule: 'two digits, a dash, three digits' },
  GB: { form: /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/, rule: 'a postcode such as SW1A 1AA' },
};

/** What is wrong with an address, field by field; empty when it is fine. The country decides. */
export function checkAddress(address: Address, field = 'address'): FieldError[] {
  const wrong: FieldError[] = [];
  for (const name of ['name', 'line1', 'city'] as const)
    if (address[name].trim() === '') wrong.push({ field: `${field}.${name}`, rule: 'must not be empty' });
  if (!/^[A-Z]{2}$/.test(address.country)) wrong.push({ field: `${field}.country`, rule: 'two letters, ISO 3166-1' });
  const known = postcodes[address.country];
  if (known && !known.form.test(address.postcode.trim().toUpperCase()))
    wrong.push({ field: `${field}.postcode`, rule: known.rule });
  return wrong;
}

/** Opening hours of one stretch of a day: ISO weekday (1 = Monday), local times `HH:MM`, `opens` before `closes`. */
export type OpeningHours = { readonly day: number; readonly opens: string; readonly closes: string };

export type Site = {
  readonly siteId: string;
  readonly entityId: string;
  readonly code: string;
  readonly kind: 'store' | 'warehouse';
  readonly name: string;
  readonly siret: string | null;
  readonly phone: string | null;
  readonly address: Address;
  readonly hours: readonly OpeningHours[];
  readonly timeZone: string;
  /** Whether orders can be collected here; minutes until ready while open, null = at the next opening. */
  readonly pickup: boolean;
  readonly pickupMinutes: number | null;
  /** Sourcing asks sites with a lower number first. */
  readonly priority: number;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** False: the site no longer trades; its history stays. */
  readonly open: boolean;
  readonly version: number;
};

export function checkHours(hours: readonly OpeningHours[]): FieldError[] {
  return hours.flatMap(({ opens, closes }, i) =>
    opens < closes ? [] : [{ field: `hours.${i}`, rule: 'opens before it closes, on the same day' }],
  );
}

export type OpenState =
  | { readonly open: true; readonly until: string }
  /** The next opening within a week, if there is one. */
  | {
      readonly open: false;
      readonly next: { readonly at: Instant; readonly day: number; readonly opens: string } | null;
    };

type LocalTime = { readonly day: number; readonly time: string };

const clocks = new Map<string, Intl.DateTimeFormat>();
// A shop that is closed looks through a week of quarters; every visitor of the minute asks for the same.
const localTimes = createLru<LocalTime>(4_000);

function localTime(at: Instant, zone: string): LocalTime {
  const minute = `${zone}|${at.slice(0, 16)}`;
  let local = localTimes.get(minute);
  if (!local) localTimes.set(minute, (local = formatLocal(at, zone)));
  return local;
}

function formatLocal(at: Instant, zone: string): LocalTime {
  let format = clocks.get(zone);
  if (!format) {
    const options = { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-GB', options);
    clocks.set(zone, format);
  }
  const part = (type: string, parts: Intl.DateTimeFormatPart[]): string =>
    parts.find((p) => p.type === type)?.value ?? '';
  const parts = format.formatToParts(new Date(at));
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday', parts)) + 1;
  return { day, time: `${part('hour', parts)}:${part('minute', parts)}` };
}

/** Whether a site is open at an instant, until when, or when it opens next. Steps by quarters of an hour, so DST needs no rule here. */
export function openState(site: Pick<Site, 'hours' | 'timeZone'>, at: Instant): OpenState {
  const now = localTime(at, site.timeZone);
  const here = site.hours.find((h) => h.day === now.day && h.opens <= now.time && now.time < h.closes);
  if (here) return { open: true, until: here.closes };
  const step = 15 * MINUTE;
  for (let ms = Math.ceil(msOf(at) / step) * step, i = 0; i < 8 * 24 * 4; i++, ms += step) {
    const then = localTime(instantOfMs(ms), site.timeZone);
    const hours = site.hours.find((h) => h.day === then.day && h.opens <= then.time && then.time < h.closes);
    if (hours) return { open: false, next: { at: instantOfMs(ms), day: hours.day, opens: hours.opens } };
  }
  return { open: false, next: null };
}

export type Entity = {
  readonly entityId: string;
  readonly name: string;
  readonly siren: string | null;
  readonly vatNumber: string | null;
  readonly address: Address;
  readonly version: number;
};

export type Settings = {
  readonly shopName: string;
  readonly shopText: LocalText;
  readonly email: string | null;
  readonly phone: string | null;
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly currency: string;
  readonly country: string;
  readonly timeZone: string;
  /** Minor units of `currency`, VAT included. */
  readonly deliveryFlatMinor: number;
  /** Orders from this amount on are delivered free; null = never. */
  readonly freeDeliveryFromMinor: number | null;
  readonly version: number;
};

/** True when Intl knows the zone (`Europe/Paris`). */
export function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Addresses and sites: types and checks, pure. Opening hours are in `hours.ts`. */
import type { FieldError } from '#base/refusal';
import type { OpeningHours, SpecialDay } from './hours.ts';

export {
  checkHours,
  checkSpecialDays,
  dateAfter,
  hoursOn,
  instantAt,
  localTime,
  openState,
  weekdayOf,
  type Opening,
  type OpeningHours,
  type OpenState,
  type SpecialDay,
  type Stretch,
} from './hours.ts';

export { departmentOf, departments, largeTowns, type Department, type Point, type Town } from './departments.ts';
export { addressPoint, distanceKm, sitePoint } from './geo.ts';

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
  readonly specialDays: readonly SpecialDay[];
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

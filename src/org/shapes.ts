/** Shapes of requests and answers that several modules share. */
import { z } from 'zod';
import { idPattern } from '#base/ids';

const text = (max: number) => z.string().min(1).max(max);
export const localText = (max: number) => z.strictObject({ fr: z.string().max(max), en: z.string().max(max) });
export const language = z.enum(['fr', 'en']);
export const siteIdShape = z.string().regex(new RegExp(idPattern('sit')));
export const entityIdShape = z.string().regex(new RegExp(idPattern('ent')));

/** A postal address as it comes in and goes out; the country's own rules are `checkAddress`. */
export const addressShape = z.strictObject({
  name: text(120),
  company: z.string().max(120).optional(),
  line1: text(120),
  line2: z.string().max(120).optional(),
  postcode: z.string().max(12),
  city: text(80),
  country: z.string().regex(/^[A-Z]{2}$/),
  phone: z.string().max(30).optional(),
});

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const hoursShape = z.array(z.strictObject({ day: z.int().min(1).max(7), opens: time, closes: time })).max(28);

/** Days on which other hours hold; whether a date is one is `checkSpecialDays`. */
export const specialDaysShape = z
  .array(
    z.strictObject({
      date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      hours: z.array(z.strictObject({ opens: time, closes: time })).max(4),
      note: localText(80),
    }),
  )
  .max(100);

/** What can be told of a site, at its making and at each change. */
export const siteFields = {
  name: text(120),
  siret: z
    .string()
    .regex(/^\d{14}$/)
    .nullable(),
  phone: z.string().max(30).nullable(),
  address: addressShape,
  hours: hoursShape,
  specialDays: specialDaysShape,
  timeZone: text(60),
  pickup: z.boolean(),
  pickupMinutes: z.int().min(0).max(10_080).nullable(),
  priority: z.int().min(0).max(1_000),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  open: z.boolean(),
} as const;

export const entityFields = {
  name: text(120),
  siren: z
    .string()
    .regex(/^\d{9}$/)
    .nullable(),
  vatNumber: z
    .string()
    .regex(/^[A-Z]{2}[0-9A-Z]{2,13}$/)
    .nullable(),
  address: addressShape,
} as const;

export const siteShape = z.strictObject({
  siteId: z.string(),
  entityId: z.string(),
  code: z.string(),
  kind: z.enum(['store', 'warehouse']),
  ...siteFields,
  version: z.int(),
});
export const entityShape = z.strictObject({ entityId: z.string(), ...entityFields, version: z.int() });

export const settingsFields = {
  shopName: text(80),
  shopText: localText(500),
  email: z.string().max(254).nullable(),
  phone: z.string().max(30).nullable(),
  languages: z.array(language).min(1).max(2),
  defaultLanguage: language,
  currency: z.string().regex(/^[A-Z]{3}$/),
  country: z.string().regex(/^[A-Z]{2}$/),
  timeZone: text(60),
  deliveryFlatMinor: z.int().min(0).max(1_000_000_000),
  freeDeliveryFromMinor: z.int().min(0).max(1_000_000_000_000).nullable(),
} as const;
export const settingsShape = z.strictObject({ ...settingsFields, version: z.int() });

/** The version the caller has seen; another one now is refused instead of overwritten. */
export const seenVersion = z.int().min(1).max(2_000_000_000).optional();

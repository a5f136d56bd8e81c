/** What companies and groups look like in JSON. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { addressShape, language } from '#org';
import { memberRoles } from './model.ts';

export const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
const email = z
  .string()
  .max(254)
  .regex(/^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/)
  .nullable();
const minorUnits = z.int().min(0).max(1_000_000_000_000).nullable();

export const termsShape = z
  .strictObject({ days: z.int().min(0).max(365), endOfMonth: z.boolean(), limitMinor: minorUnits })
  .nullable();

export const companyFields = {
  name: z.string().trim().min(1).max(120),
  legalForm: z.string().trim().max(40),
  siren: z.string().max(30).nullable(),
  siret: z.string().max(30).nullable(),
  vatNumber: z.string().max(30).nullable(),
  address: addressShape,
  language,
  invoiceEmail: email,
  serviceCode: z.string().max(100).nullable(),
  terms: termsShape,
  blocked: z.boolean(),
} as const;

export const companyShape = z.strictObject({
  companyId: z.string(),
  ...companyFields,
  name: z.string(),
  legalForm: z.string(),
  version: z.int(),
  createdAt: z.string(),
});

export const memberInput = z.strictObject({ role: z.enum(memberRoles), limitMinor: minorUnits });
export const memberShape = z.strictObject({
  companyId: z.string(),
  customerId: z.string(),
  role: z.enum(memberRoles),
  limitMinor: z.int().nullable(),
  chosen: z.boolean(),
});

const word = z.string().trim().min(1).max(80);
export const groupNames = z.strictObject({ fr: word, en: word });
export const groupShape = z.strictObject({
  groupId: z.string(),
  code: z.string(),
  names: z.strictObject({ fr: z.string(), en: z.string() }),
  version: z.int(),
  createdAt: z.string(),
});

/** The facts of a record, newest first. */
export const factShape = z.strictObject({
  at: z.string(),
  type: z.string(),
  actor: z.string(),
  /** The member of staff who did it; null when it was somebody or something else. */
  actorName: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
});

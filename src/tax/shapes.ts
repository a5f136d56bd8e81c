/** How a decision of which VAT a sale bears is told over HTTP. */
import { z } from 'zod';
import { schemes } from './model.ts';

/** A `TaxCase`. */
export const taxCaseShape = z.strictObject({
  scheme: z.enum(schemes),
  country: z.string(),
  region: z.string().nullable(),
  destination: z.string(),
  destinationRegion: z.string().nullable(),
  reasonCode: z.string().nullable(),
  mention: z.strictObject({ fr: z.string(), en: z.string() }).nullable(),
  law: z.string(),
  entityId: z.string().nullable(),
  sellerVatNumber: z.string().nullable(),
  buyerVatNumber: z.string().nullable(),
  proof: z.string().nullable(),
  stays: z.enum(['gross', 'net']),
  home: z.string(),
  why: z.array(z.strictObject({ rule: z.string(), law: z.string() })),
});

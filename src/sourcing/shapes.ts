/** The shapes of rules and of what is sold beyond stock, on the wire. */
import { z } from 'zod';
import { idPattern } from '#base/ids';

export const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
const points = z.int().min(0).max(1_000_000);
const units = z.int().min(0).max(1_000_000);
const days = z.int().min(0).max(60);
const minor = z.int().min(0).max(1_000_000);

export const rulesShape = z.strictObject({
  weights: z.strictObject({
    priority: points,
    store: points,
    distance: points,
    cost: points,
    depth: points,
    closed: points,
  }),
  split: points,
  maxParcels: z.int().min(1).max(10),
  warehouseCostMinor: minor,
  storeCostMinor: minor,
  safety: units,
  sites: z.record(
    id('sit'),
    z.strictObject({
      sends: z.boolean().optional(),
      costMinor: minor.optional(),
      capacity: z.int().min(0).max(1_000_000).optional(),
      keep: units.optional(),
      safety: units.optional(),
      prepDays: days.optional(),
    }),
  ),
  promise: z.strictObject({
    cutOff: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .nullable(),
    prepDays: days,
    carrierDays: z.array(z.int().min(1).max(7)).max(7),
    transit: z
      .array(
        z.strictObject({
          country: z.string().regex(/^[A-Z]{2}$/),
          maxKm: z.int().min(0).max(40_000).nullable(),
          minDays: days,
          maxDays: days,
        }),
      )
      .max(60),
  }),
});

export const versionShape = z.strictObject({
  policyId: z.string(),
  channelId: z.string().nullable(),
  version: z.int(),
  rules: rulesShape.nullable(),
  validFrom: z.string(),
  note: z.string(),
  madeBy: z.string(),
  madeAt: z.string(),
});

export const laterShape = z.strictObject({
  skuId: z.string(),
  channelId: z.string(),
  kind: z.enum(['none', 'back_order', 'pre_order']),
  cap: z.int(),
  expected: z.string().nullable(),
  taken: z.int(),
  waiting: z.int(),
  version: z.int(),
});

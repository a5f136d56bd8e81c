import { z } from 'zod';
import { idPattern } from '#base/ids';
import { reasons, scopes, states } from './model.ts';
import { MOST_AGO_MS } from './scan.ts';

export const countId = z.string().regex(new RegExp(idPattern('cnt')));
export const skuId = z.string().regex(new RegExp(idPattern('sku')));
export const siteId = z.string().regex(new RegExp(idPattern('sit')));
const units = z.int().min(0).max(1_000_000_000);

export const newCount = z.strictObject({
  countId,
  siteId,
  scope: z.enum(scopes),
  name: z.string().min(1).max(120),
  blind: z.boolean().default(false),
  recountUnits: units.nullable().default(null),
  recountPercent: z.int().min(0).max(100).nullable().default(null),
  categoryId: z
    .string()
    .regex(new RegExp(idPattern('cat')))
    .optional(),
  skuIds: z.array(skuId).max(2_000).optional(),
});

export const scan = z.strictObject({
  scanId: z.string().regex(new RegExp(idPattern('scn'))),
  skuId,
  quantity: z.int().min(-1_000_000).max(1_000_000),
  /** How long ago it was scanned, by the scanner's own clock. */
  agoMs: z.int().min(0).max(MOST_AGO_MS).default(0),
  zone: z.string().max(60).default(''),
});

export const reason = z.enum(reasons);

export const count = z.strictObject({
  countId: z.string(),
  number: z.string(),
  siteId: z.string(),
  scope: z.enum(scopes),
  state: z.enum(states),
  name: z.string(),
  blind: z.boolean(),
  recountUnits: z.int().nullable(),
  recountPercent: z.int().nullable(),
  version: z.int(),
  madeBy: z.string(),
  madeAt: z.string(),
  finishedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  lines: z.int(),
  scanned: z.int(),
  recount: z.int(),
  counters: z.int(),
  more: z.int(),
  fewer: z.int(),
});

const text = z.record(z.string(), z.string());
export const line = z.strictObject({
  skuId: z.string(),
  sku: z.string(),
  name: text,
  optionText: text,
  image: z.string(),
  expected: z.boolean(),
  standing: z.enum(['unscanned', 'counted', 'recount', 'posted']),
  round: z.int(),
  accepted: z.boolean(),
  counted: z.int().nullable(),
  book: z.int().nullable(),
  difference: z.int().nullable(),
  scannedAt: z.string().nullable(),
  why: z.enum(['moved', 'large']).nullable(),
  first: z.int().nullable(),
  counters: z.int(),
  reason: z.string().nullable(),
});

export const lossLine = z.strictObject({
  siteId: z.string().nullable(),
  categoryId: z.string().nullable(),
  reason: z.string().nullable(),
  skuId: z.string().nullable(),
  name: text.nullable(),
  currency: z.string(),
  lost: z.int(),
  gained: z.int(),
  lostMinor: z.int(),
  gainedMinor: z.int(),
  atCost: z.int(),
  atPrice: z.int(),
  unvalued: z.int(),
});

import { z } from 'zod';
import { idPattern } from '#base/ids';
import { instantIn } from '#base/input';
import { states } from './model.ts';

export const transferId = z.string().regex(new RegExp(idPattern('trf')));
export const skuId = z.string().regex(new RegExp(idPattern('sku')));
export const siteId = z.string().regex(new RegExp(idPattern('sit')));
const units = z.int().min(0).max(1_000_000_000);
export const lines = z
  .array(z.strictObject({ skuId, quantity: units.min(1) }))
  .min(1)
  .max(500);
export const picks = z.array(z.strictObject({ skuId, quantity: units })).max(500);
export const expectedAt = instantIn.nullable();
export const note = z.string().max(300);
export const reference = z.string().max(80);

export const arrival = z.strictObject({
  skuId,
  received: units.default(0),
  damaged: units.default(0),
  lost: units.default(0),
  extra: units.default(0),
  found: units.default(0),
});

const row = {
  transferId: z.string(),
  number: z.string(),
  fromSite: z.string(),
  toSite: z.string(),
  state: z.enum(states),
  note: z.string(),
  reference: z.string(),
  expectedAt: z.string().nullable(),
  promisable: z.boolean(),
  reverseOf: z.string().nullable(),
  version: z.int(),
  madeBy: z.string(),
  madeAt: z.string(),
  pickedAt: z.string().nullable(),
  shippedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
};

export const listed = z.strictObject({
  ...row,
  articles: z.int(),
  asked: z.int(),
  shipped: z.int(),
  received: z.int(),
  underWay: z.int(),
  discrepancies: z.int(),
});

const text = z.record(z.string(), z.string());
export const article = { sku: z.string(), name: text, optionText: text, image: z.string() };

export const whole = z.strictObject({
  ...row,
  lines: z.array(
    z.strictObject({
      skuId: z.string(),
      ...article,
      asked: z.int(),
      picked: z.int(),
      shipped: z.int(),
      received: z.int(),
      damaged: z.int(),
      lost: z.int(),
      sentBack: z.int(),
      extra: z.int(),
      found: z.int(),
      underWay: z.int(),
      /** Free of promises where it comes from, now. */
      free: z.int(),
    }),
  ),
});

export const under = z.strictObject({
  skuId: z.string(),
  ...article,
  siteId: z.string(),
  transferId: z.string(),
  number: z.string(),
  quantity: z.int(),
  expectedAt: z.string().nullable(),
  promisable: z.boolean(),
});

import { z } from 'zod';
import { idPattern } from '#base/ids';
import { carrierNames } from './carriers/carrier.ts';
import { steps, trackingKinds } from './model.ts';

const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const waveId = id('wav');
export const parcelId = id('pcl');
export const missingId = id('mis');
export const orderId = id('ord');
export const siteId = id('sit');
export const lineNo = z.int().min(1).max(10_000);
export const quantity = z.int().min(1).max(10_000);
/** As a scanner types it: an article's code, a GTIN. */
export const code = z.string().min(1).max(80);
export const carrier = z.enum(carrierNames).nullable();

const text = z.record(z.string(), z.string());
const article = { sku: z.string(), gtin: z.string().nullable(), name: text, optionText: text, image: z.string() };
const line = {
  lineNo: z.int(),
  skuId: z.string(),
  kept: z.int(),
  picked: z.int(),
  packed: z.int(),
  ...article,
};

export const queueRow = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  channelId: z.string(),
  placedAt: z.string(),
  readyAt: z.string().nullable(),
  method: z.string(),
  customerName: z.string(),
  promisedBy: z.string().nullable(),
  held: z.boolean(),
  siteId: z.string(),
  step: z.enum(steps),
  units: z.int(),
  toPick: z.int(),
  toPack: z.int(),
  parcels: z.int(),
  waveId: z.string().nullable(),
});

const wave = {
  waveId: z.string(),
  number: z.string(),
  siteId: z.string(),
  state: z.enum(['open', 'closed']),
  rule: z.enum(['chosen', 'until']),
  until: z.string().nullable(),
  madeBy: z.string(),
  madeAt: z.string(),
  closedAt: z.string().nullable(),
  orders: z.int(),
};
export const waveRow = z.strictObject(wave);
export const waveWhole = z.strictObject({
  ...wave,
  lines: z.array(
    z.strictObject({ ...line, orderId: z.string(), number: z.string(), method: z.string(), held: z.boolean() }),
  ),
});
export const picked = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  lineNo: z.int(),
  picked: z.int(),
  /** Of this line still to be picked. */
  left: z.int(),
});

export const parcel = z.strictObject({
  parcelId: z.string(),
  number: z.string(),
  orderId: z.string(),
  siteId: z.string(),
  state: z.enum(['packing', 'packed', 'left', 'dropped']),
  weightG: z.int().nullable(),
  carrier: z.string().nullable(),
  labelState: z.enum(['none', 'asked', 'known', 'refused']),
  tracking: z.string().nullable(),
  status: z.enum(trackingKinds).nullable(),
  version: z.int(),
  madeBy: z.string(),
  madeAt: z.string(),
  packedAt: z.string().nullable(),
  leftAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  lines: z.array(z.strictObject({ lineNo: z.int(), skuId: z.string(), quantity: z.int(), ...article })),
  events: z.array(z.strictObject({ kind: z.enum(trackingKinds), at: z.string(), place: z.string() })),
});

export const packing = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  sites: z.array(z.strictObject({ siteId: z.string(), lines: z.array(z.strictObject(line)) })),
  parcels: z.array(parcel),
});

export const setting = z.strictObject({
  siteId: z.string(),
  collectDays: z.int(),
  remindDays: z.int(),
  carrier: z.enum([...carrierNames, 'none']),
  gs1Prefix: z
    .string()
    .regex(/^[0-9]{7,10}$/)
    .nullable(),
  version: z.int(),
});

/** The shapes of returns on the wire. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { exchangeStates } from './exchange-model.ts';
import { conditions, dispositions, reasons, sources, states } from './model.ts';

export const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const returnId = id('rtn');
export const note = z.string().trim().max(500);
export const answer = z.strictObject({ answer: note.default('') });

const units = z.int().min(1).max(9_999);
const lineNo = z.int().min(1).max(1_000);
export const announced = z
  .array(z.strictObject({ lineNo, quantity: units }))
  .min(1)
  .max(200);
/** Articles that take the place of others. */
export const wanted = z
  .array(z.strictObject({ skuId: id('sku'), quantity: units }))
  .min(1)
  .max(50);
/** Set aside with the return that they are for. */
export const exchanging = z.strictObject({ exchangeId: id('exc'), orderId: id('ord'), wanted });
export const asking = z.strictObject({
  returnId,
  reason: z.enum(reasons),
  note: note.default(''),
  lines: announced,
  siteId: id('sit').optional(),
  /** Other goods instead of money. */
  exchange: exchanging.optional(),
});
export const receipt = z.strictObject({
  receiptId: id('rtc'),
  siteId: id('sit'),
  items: z
    .array(
      z.strictObject({
        lineNo: lineNo.optional(),
        skuId: id('sku').optional(),
        /** What came, in words, where it is no article of ours. */
        label: z.string().trim().max(120).optional(),
        quantity: units,
        reason: z.enum(reasons).optional(),
      }),
    )
    .min(1)
    .max(200),
});
export const inspection = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        partId: id('rtp'),
        itemId: id('rti'),
        quantity: units,
        condition: z.enum(conditions),
        disposition: z.enum(dispositions).optional(),
      }),
    )
    .min(1)
    .max(200),
});
export const amount = z.int().min(0).max(1_000_000_000);
export const dueLines = z.array(z.strictObject({ lineNo, quantity: units, deductMinor: amount.default(0) })).max(200);
export const wish = z.strictObject({ lines: dueLines, goodwillMinor: amount.default(0) });
export const due = wish.extend({ dueId: id('due'), reason: note.default('') });
export const kindness = z.strictObject({
  returnId,
  dueId: id('due'),
  lines: dueLines.default([]),
  goodwillMinor: amount.default(0),
  note: z.string().trim().min(1).max(500),
});

const money = z.strictObject({ minor: z.int(), currency: z.string() });
const texts = z.record(z.string(), z.string());
const nullable = z.string().nullable();
export const headShape = z.strictObject({
  returnId: z.string(),
  number: z.string(),
  orderId: z.string(),
  orderNumber: z.string(),
  channelId: z.string(),
  customerId: nullable,
  customerName: z.string(),
  source: z.enum(sources),
  reason: z.enum(reasons),
  withdrawal: z.boolean(),
  state: z.enum(states),
  siteId: nullable,
  askedAt: z.string(),
  receivedAt: nullable,
  closedAt: nullable,
  payBy: nullable,
  announced: z.int(),
  came: z.int(),
  owed: money,
  paid: money,
  /** Where its last exchange stands. */
  exchangeState: z.enum(exchangeStates).nullable(),
});
const why = z.strictObject({ rule: z.string(), minor: z.int(), lineNo: z.int().optional() });
const ratePart = { minor: z.int(), netMinor: z.int(), taxMinor: z.int(), rate: z.int() };
export const planShape = z.strictObject({
  lines: z.array(z.strictObject({ lineNo: z.int(), quantity: z.int(), deductMinor: z.int(), ...ratePart })),
  carriage: z.array(z.strictObject(ratePart)),
  goodwillMinor: z.int(),
  entitledMinor: z.int(),
  minor: z.int(),
  why: z.array(why),
});
const want = z.strictObject({ skuId: z.string(), quantity: z.int(), unitMinor: z.int(), kept: z.boolean() });
export const lineChoices = z.strictObject({
  lineNo: z.int(),
  articles: z.array(
    z.strictObject({
      skuId: z.string(),
      sku: z.string(),
      optionText: texts,
      image: z.string(),
      minor: z.int(),
      /** Units that may be set aside now. */
      free: z.int(),
    }),
  ),
});
export const exchangePlan = z.strictObject({
  wants: z.array(want),
  currency: z.string(),
  valueMinor: z.int(),
  totalMinor: z.int(),
  tenderMinor: z.int(),
  payMinor: z.int(),
  backMinor: z.int(),
});
const exchangeShape = z.strictObject({
  exchangeId: z.string(),
  newOrderId: z.string(),
  /** Of the new order, once there is one. */
  newNumber: nullable,
  state: z.enum(exchangeStates),
  wants: z.array(want.extend({ sku: z.string(), name: texts, optionText: texts })),
  totalMinor: z.int(),
  valueMinor: z.int().nullable(),
  tenderMinor: z.int().nullable(),
  expiresAt: nullable,
});
export const dueShape = planShape.extend({
  dueId: z.string(),
  currency: z.string(),
  way: z.string(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  tries: z.int(),
  nextTryAt: nullable,
  paidAt: nullable,
  doneMinor: z.int(),
  openMinor: z.int(),
});
const lineShape = z.strictObject({
  lineNo: z.int(),
  skuId: z.string(),
  sku: z.string(),
  name: texts,
  optionText: texts,
  image: z.string(),
  ordered: z.int(),
  cancelled: z.int(),
  shipped: z.int(),
  returned: z.int(),
  total: money,
  /** Announced by this return, received by it, and paid for by any. */
  announced: z.int(),
  came: z.int(),
  paid: z.int(),
});
const itemShape = z.strictObject({
  itemId: z.string(),
  receiptId: z.string(),
  kind: z.string(),
  lineNo: z.int().nullable(),
  skuId: nullable,
  sku: z.string(),
  name: texts,
  label: z.string(),
  quantity: z.int(),
  reason: z.string(),
  siteId: z.string(),
  at: z.string(),
  parts: z.array(
    z.strictObject({
      partId: z.string(),
      quantity: z.int(),
      condition: z.string(),
      disposition: nullable,
      by: z.string(),
      at: z.string(),
    }),
  ),
});
export const recordShape = headShape.extend({
  note: z.string(),
  answer: z.string(),
  tracking: z.string(),
  version: z.int(),
  answeredAt: nullable,
  sentAt: nullable,
  lines: z.array(lineShape),
  items: z.array(itemShape),
  /** The last one, whatever became of it. */
  exchange: exchangeShape.nullable(),
  dues: z.array(dueShape),
  payments: z.array(
    z.strictObject({ paymentId: z.string(), method: z.string(), captured: money, refunded: money, refunding: money }),
  ),
});
export const briefShape = z.strictObject({
  returnId: z.string(),
  number: z.string(),
  reason: z.enum(reasons),
  withdrawal: z.boolean(),
  note: z.string(),
  answer: z.string(),
  state: z.enum(states),
  askedAt: z.string(),
  closedAt: nullable,
  owedMinor: z.int(),
  paidMinor: z.int(),
  lines: z.array(z.strictObject({ lineNo: z.int(), quantity: z.int() })),
});
export const reachedShape = z.strictObject({
  returnId: z.string(),
  number: z.string(),
  state: z.enum(states),
  version: z.int(),
});

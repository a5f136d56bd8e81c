/** The shapes of changes of orders on the wire. */
import { z } from 'zod';
import { contactShape, deliveryShape, id, moneyShape } from './shapes.ts';

const quantity = z.int().min(0).max(9_999);

/** What may be asked of an order. */
export const editShape = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        lineNo: z.int().min(1).max(10_000),
        quantity,
        price: z.enum(['kept', 'today']).default('kept'),
      }),
    )
    .max(200)
    .optional(),
  add: z
    .array(z.strictObject({ skuId: id('sku'), quantity: quantity.min(1) }))
    .max(50)
    .optional(),
  delivery: deliveryShape.optional(),
  contact: contactShape.optional(),
  balance: z.enum(['link', 'promise']).optional(),
});

export const cancelLinesShape = z
  .array(z.strictObject({ lineNo: z.int().min(1).max(10_000), quantity: quantity.min(1) }))
  .min(1)
  .max(200);

const totalsShape = z.object({
  items: moneyShape,
  delivery: moneyShape,
  gross: moneyShape,
  net: moneyShape,
  tax: moneyShape,
});
const sumsShape = z.object({
  totals: totalsShape,
  taxGroups: z.array(z.object({ rate: z.int(), gross: moneyShape, net: moneyShape, tax: moneyShape })),
});
/** Why an amount changed: the rule, for which line and how many units, and by how many minor units. */
const stepShape = z.strictObject({
  rule: z.string(),
  lineNo: z.int().nullable(),
  units: z.int(),
  minor: z.int(),
});
const effectShape = z.strictObject({ skuId: z.string(), siteId: z.string(), quantity: z.int() });
const anyDelivery = z.object({
  method: z.string(),
  siteId: z.string().optional(),
  address: z.record(z.string(), z.string()).optional(),
});
const anyContact = z.object({ name: z.string(), email: z.string().optional(), phone: z.string().optional() });

export const previewShape = z.strictObject({
  number: z.int(),
  changes: z.array(
    z.strictObject({
      lineNo: z.int(),
      skuId: z.string(),
      before: z.int(),
      after: z.int(),
      unitMinor: z.int(),
      worthBefore: z.int(),
      worthAfter: z.int(),
      todayMinor: z.int().nullable(),
    }),
  ),
  before: sumsShape,
  after: sumsShape,
  deltaMinor: z.int(),
  steps: z.array(stepShape),
  money: z.strictObject({
    balanceBefore: z.int(),
    dueMinor: z.int(),
    refundMinor: z.int(),
    oweMinor: z.int(),
    promisedMinor: z.int(),
  }),
  stock: z.strictObject({
    back: z.array(effectShape),
    take: z.array(effectShape),
    later: z.array(z.strictObject({ skuId: z.string(), quantity: z.int() })),
  }),
  delivery: anyDelivery,
  contact: anyContact,
  currency: z.string(),
  hash: z.string(),
});

/** `number` is the version it made; null where nothing was left and the order was cancelled whole. */
export const editReceiptShape = z.strictObject({
  editId: z.string(),
  number: z.int().nullable(),
  deltaMinor: z.int(),
});

export const versionShape = z.strictObject({
  number: z.int(),
  editId: z.string().nullable(),
  kind: z.enum(['bought', 'edited', 'cancelled']),
  actor: z.string(),
  /** The member of staff who did it; null when it was its buyer, or something else. */
  actorName: z.string().nullable(),
  why: z.string(),
  lines: z.array(
    z.strictObject({
      lineNo: z.int(),
      skuId: z.string(),
      quantity: z.int(),
      unitMinor: z.int(),
      worthMinor: z.int(),
      netMinor: z.int(),
      taxRate: z.int(),
    }),
  ),
  totals: totalsShape,
  delivery: anyDelivery,
  contact: anyContact,
  deltaMinor: z.int(),
  steps: z.array(stepShape),
  at: z.string(),
});

export const noteShape = z.strictObject({
  noteId: z.string(),
  audience: z.enum(['internal', 'shopper']),
  about: z.enum(['note', 'hold']),
  /** Null: erased. */
  words: z.string().nullable(),
  actor: z.string(),
  actorName: z.string().nullable(),
  at: z.string(),
});

export const balanceShape = z.strictObject({
  paymentId: z.string(),
  state: z.enum(['paid', 'pending']),
  dueMinor: z.int(),
});

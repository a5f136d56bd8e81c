/** The shapes of orders on the wire. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { addressShape } from '#org';
import { taxCaseShape } from '#tax';

export const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const moneyShape = z.strictObject({ minor: z.int(), currency: z.string() });
export const texts = z.record(z.string(), z.string());

export const contactShape = z.strictObject({
  name: z.string().min(1).max(80),
  email: z
    .string()
    .max(120)
    .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
    .optional(),
  phone: z.string().max(30).optional(),
});
export const deliveryShape = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('delivery'), address: addressShape }),
  z.strictObject({ method: z.literal('pickup'), siteId: id('sit') }),
]);
export const paymentShape = z.strictObject({ method: z.enum(['promise', 'card', 'transfer']), paymentId: id('pay') });

/** The buyer's own number of the purchase. */
export const referenceShape = z.string().trim().min(1).max(60);

/** A whole order in one call. */
export const newOrderShape = z.strictObject({
  orderId: id('ord'),
  channelId: id('chn'),
  lines: z
    .array(
      z.strictObject({
        skuId: id('sku'),
        quantity: z.int().min(1).max(9_999),
        unitMinor: z.int().min(0).max(1_000_000_000),
        /** What was shown to come off the line; another is refused. Absent: nothing was shown, and nothing is compared. */
        discountMinor: z.int().min(0).max(1_000_000_000_000).optional(),
      }),
    )
    .min(1)
    .max(200),
  /** Codes of promotions, as they were typed. */
  codes: z.array(z.string().min(3).max(60)).max(10).optional(),
  contact: contactShape,
  delivery: deliveryShape,
  payment: paymentShape,
  /** For whom it is bought: one of the companies of the signed-in customer. */
  companyId: id('com').optional(),
  reference: referenceShape.optional(),
});

export const receiptShape = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  state: z.string(),
  total: moneyShape,
  openedAt: z.string(),
  token: z.string(),
});

export const headShape = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  channelId: z.string(),
  siteId: z.string().nullable(),
  customerId: z.string().nullable(),
  customerName: z.string(),
  sourceRef: z.string().nullable(),
  openedAt: z.string(),
  placedAt: z.string().nullable(),
  readyAt: z.string().nullable(),
  /** Since when it is on hold. */
  heldAt: z.string().nullable(),
  state: z.string(),
  fulfilment: z.string(),
  total: moneyShape,
  units: z.int(),
});

const lineShape = z.strictObject({
  lineNo: z.int(),
  skuId: z.string(),
  sku: z.string(),
  productId: z.string(),
  handle: z.string(),
  name: texts,
  optionText: texts,
  image: z.string(),
  ordered: z.int(),
  cancelled: z.int(),
  shipped: z.int(),
  returned: z.int(),
  flagged: z.int(),
  backordered: z.int(),
  unit: moneyShape,
  /** What promotions took off all units that were ordered. */
  discount: moneyShape,
  /** What all units that were ordered cost. */
  total: moneyShape,
  /** What those of them that are still wanted cost. */
  worth: moneyShape,
  net: moneyShape,
  tax: moneyShape,
  taxRate: z.int(),
  taxClass: z.string().nullable(),
  allocations: z.array(z.strictObject({ siteId: z.string(), quantity: z.int(), state: z.string() })),
});
const totalsShape = z.strictObject({
  items: moneyShape,
  delivery: moneyShape,
  gross: moneyShape,
  net: moneyShape,
  tax: moneyShape,
});
const anyDelivery = z.object({
  method: z.string(),
  siteId: z.string().optional(),
  address: z.record(z.string(), z.string()).optional(),
});
/** From when to when the buyer was told that it comes; null: nothing was promised. */
const promiseShape = z.strictObject({ earliest: z.string(), latest: z.string() }).nullable();
const groupShape = z.object({ rate: z.int(), gross: moneyShape, net: moneyShape, tax: moneyShape });

/** The company an order was bought for, as it was then. */
const buyerShape = z
  .strictObject({
    companyId: z.string(),
    name: z.string(),
    legalForm: z.string(),
    siren: z.string().nullable(),
    siret: z.string().nullable(),
    vatNumber: z.string().nullable(),
    address: addressShape,
    invoiceEmail: z.string().nullable(),
    serviceCode: z.string().nullable(),
    reference: z.string().nullable(),
  })
  .nullable();

/** Which VAT it bears; null for orders of before that was kept. */
export const vatShape = taxCaseShape
  .extend({
    basis: z.enum(['gross', 'net']),
    onNet: z.enum(['global', 'per_line']).nullable(),
    roundingMinor: z.int(),
  })
  .nullable();

export const shopOrderShape = z.strictObject({
  orderId: z.string(),
  number: z.string(),
  channelId: z.string(),
  state: z.string(),
  fulfilment: z.string(),
  openedAt: z.string(),
  placedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  buyer: buyerShape,
  readyAt: z.string().nullable(),
  onHold: z.boolean(),
  /** What is still to be paid for its changes. */
  due: moneyShape,
  /** Whether its buyer may still cancel it, or units of it. */
  mayCancel: z.boolean(),
  notes: z.array(z.strictObject({ at: z.string(), words: z.string() })),
  promise: promiseShape,
  contact: z.object({ name: z.string(), email: z.string().optional(), phone: z.string().optional() }),
  delivery: anyDelivery,
  /** What each promotion took off when it was bought. */
  reductions: z.array(z.strictObject({ promotionId: z.string(), minor: z.int(), name: texts, of: z.string() })),
  lines: z.array(lineShape),
  taxGroups: z.array(groupShape),
  vat: vatShape,
  totals: totalsShape,
  payments: z.array(z.object({ paymentId: z.string(), method: z.string(), state: z.string(), amount: moneyShape })),
  timeline: z.array(z.strictObject({ at: z.string(), type: z.string() })),
});

/** A payment of an order, in minor units of its currency; nothing of what the provider calls it. */
const orderPaymentShape = z.strictObject({
  paymentId: z.string(),
  orderId: z.string(),
  method: z.string(),
  provider: z.string(),
  state: z.string(),
  code: z.string().nullable(),
  purpose: z.enum(['deposit']).nullable(),
  currency: z.string(),
  amountMinor: z.int(),
  authorisedMinor: z.int(),
  capturedMinor: z.int(),
  refundedMinor: z.int(),
  refundingMinor: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const officeOrderShape = headShape.extend({
  contact: z.object({ name: z.string(), email: z.string().optional(), phone: z.string().optional() }),
  delivery: anyDelivery,
  cartId: z.string().nullable(),
  buyer: buyerShape,
  expiresAt: z.string().nullable(),
  promise: promiseShape,
  version: z.int(),
  /** What it was worth when it was bought; null: it never changed. */
  firstTotal: moneyShape.nullable(),
  /** What is owed for its changes: above zero by the buyer, below zero by us. */
  balanceMinor: z.int(),
  heldUntil: z.string().nullable(),
  pickingAt: z.string().nullable(),
  /** What each promotion took off when it was bought. */
  reductions: z.array(z.strictObject({ promotionId: z.string(), minor: z.int(), name: texts, of: z.string() })),
  lines: z.array(lineShape),
  taxGroups: z.array(groupShape),
  vat: vatShape,
  totals: totalsShape,
  payments: z.array(orderPaymentShape),
  /** Who gets the gift cards among its lines, and when they are told; `day` null: at once. */
  cardsFor: z.array(
    z.strictObject({ lineNo: z.int(), name: z.string(), email: z.string(), day: z.string().nullable() }),
  ),
  trace: z.unknown(),
});

export const decisionShape = z.strictObject({
  cause: z.literal('stock_gone'),
  since: z.string(),
  lines: z.array(z.strictObject({ lineNo: z.int(), skuId: z.string(), missing: z.int(), free: z.int() })),
  mayPlace: z.boolean(),
  otherStores: z.array(z.string()),
});

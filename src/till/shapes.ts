/** What a till says and hears, in JSON. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { instantOfMs, type Instant } from '#base/time';
import { contactShape, deliveryShape } from '#orders';
import { ruleShape } from '#pricing';
import { ratedClasses, taxCaseShape } from '#tax';

export const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const moneyShape = z.strictObject({ minor: z.int(), currency: z.string() });
export const text = z.strictObject({ fr: z.string(), en: z.string() });
const minorShape = z.int().min(0).max(1_000_000_000_000);
const taxGroupShape = z.strictObject({ rate: z.int(), gross: moneyShape, net: moneyShape, tax: moneyShape });
const promiseShape = z.strictObject({ earliest: z.string(), latest: z.string() });
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const paymentBody = z.strictObject({
  method: z.enum(['cash', 'card']),
  paymentId: id('pay'),
  /** Cash put on the counter; with a card it is not looked at. */
  receivedMinor: minorShape.optional(),
});

/** Beside cash and cards: owed by the company of the ticket, by its terms. */
const salePaymentBody = z.strictObject({ ...paymentBody.shape, method: z.enum(['cash', 'card', 'account']) });

export const giftCode = z.string().trim().min(1).max(60);
const codesShape = z.array(z.string().min(3).max(60)).max(20);

const sale = {
  ticketId: id('tkt'),
  orderId: id('ord'),
  sequence: z.int().min(1),
  previousHash: hash,
  /** The device's own clock. */
  at: z.string().max(40),
  lines: z
    .array(
      z.strictObject({
        skuId: id('sku'),
        quantity: z.int().min(1).max(9_999),
        unitMinor: z.int().min(0).max(1_000_000_000),
        /** What the screen showed to come off the line; another is refused. Absent: nothing was shown. */
        discountMinor: minorShape.optional(),
        /** Beside goods that are sent: this one leaves at once. */
        carried: z.boolean().optional(),
        /** Codes printed on blank gift cards that the line sells. */
        blanks: z.array(giftCode).max(50).optional(),
      }),
    )
    .min(1)
    .max(200),
  customerId: id('cus').optional(),
  /** The company it is bought for. */
  companyId: id('com').optional(),
  cartId: id('crt').optional(),
  /** Codes of promotions, as they were typed or scanned. */
  codes: codesShape.optional(),
  override: z.boolean().default(false),
  /** Sent home, or collected at a store, from wherever it lies, but for the lines that are carried: one order, paid here. */
  sent: z.strictObject({ to: deliveryShape, contact: contactShape }).optional(),
};

/** Gift cards and store credit by what the till was told when they were shown. */
const vouchersBody = z
  .array(z.strictObject({ paymentId: id('pay'), proof: z.string().min(1).max(400), minor: minorShape.min(1) }))
  .max(10)
  .optional();
export const shownVoucherShape = z.strictObject({
  last4: z.string().optional(),
  balance: moneyShape,
  expiresOn: z.string().nullable(),
  bar: z.enum(['blocked', 'expired']).nullable(),
  proof: z.string(),
});

/** Without `payment` the vouchers pay all of it. */
export const ticketBody = z.strictObject({ ...sale, payment: salePaymentBody.optional(), vouchers: vouchersBody });
export const cardBody = z.strictObject({
  ...sale,
  paymentId: id('pay'),
  vouchers: vouchersBody,
  card: z.strictObject({ token: z.string().min(1).max(100) }),
});

/** What is to be sent, before anybody pays: asked for its carriage, day and places. */
export const sentBody = z.strictObject({
  lines: sale.lines,
  to: deliveryShape,
  customerId: sale.customerId,
  companyId: sale.companyId,
  codes: sale.codes,
});
export const sentShape = z.strictObject({
  carriage: moneyShape,
  total: moneyShape,
  taxGroups: z.array(taxGroupShape),
  /** The VAT it bears: what the till prices it with. */
  tax: taxCaseShape,
  /** Which VAT it bears and why, where that is another than of what is handed over. */
  vat: taxCaseShape.nullable(),
  /** From which to which day it comes; null: a fact is missing, and nothing is promised. */
  promise: promiseShape.nullable(),
  /** Where each line is taken from. */
  from: z.array(z.strictObject({ lineNo: z.int(), skuId: z.string(), siteId: z.string(), quantity: z.int() })),
  /** Every place that was looked at, the best first: what it could give of what is to be sent, what it gives, and why. */
  why: z.array(
    z.strictObject({ siteId: z.string(), km: z.int().nullable(), can: z.int(), gives: z.int(), verdict: z.string() }),
  ),
});

/** Devices send all sorts of moments; what is none is refused here, not by the database. */
export function momentOf(told: string): Instant {
  const ms = Date.parse(told);
  const year = Number.isFinite(ms) ? new Date(ms).getUTCFullYear() : 0;
  if (year < 2000 || year > 9999) refuse('request.invalid', { fields: [{ field: 'at', rule: 'a moment, ISO 8601' }] });
  return instantOfMs(ms);
}

export const deviceShape = z.strictObject({
  deviceId: z.string(),
  code: z.string(),
  name: z.string(),
  number: z.int(),
  channel: z.strictObject({ channelId: z.string(), code: z.string(), name: text, currency: z.string() }),
  site: z.strictObject({ siteId: z.string(), name: z.string(), city: z.string() }),
  lastSequence: z.int(),
  lastHash: z.string(),
  /** A ticket did not follow; it sells nothing until a person has looked. */
  blocked: z.boolean(),
  /** To how many minor units cash is rounded here; 1: to none. */
  cashStep: z.int(),
});

/** A till that may be gone on with on another device. */
export const tillToTakeShape = z.strictObject({
  deviceId: z.string(),
  channelId: z.string(),
  siteId: z.string(),
  number: z.int(),
  code: z.string(),
  name: z.string(),
  lastSequence: z.int(),
  lastAt: z.string().nullable(),
  blocked: z.boolean(),
});

export const forkShape = z.strictObject({
  ticketId: z.string(),
  deviceId: z.string(),
  code: z.string(),
  name: z.string(),
  siteId: z.string(),
  sequence: z.int(),
  stoodSequence: z.int(),
  staffId: z.string(),
  units: z.int(),
  total: moneyShape,
  at: z.string(),
  receivedAt: z.string(),
  enteredAs: z.int().nullable(),
});

export const receiptShape = z.strictObject({
  ticketId: z.string(),
  orderId: z.string(),
  number: z.string(),
  sequence: z.int(),
  previousHash: z.string(),
  hash: z.string(),
  total: moneyShape,
  receivedAt: z.string(),
});

const priceShape = z.strictObject({
  code: z.string(),
  own: z.boolean(),
  minor: z.int(),
  compareAtMinor: z.int().nullable(),
  fromUnits: z.int().optional(),
  buyer: z.string().optional(),
  priority: z.int().optional(),
});

export const itemShape = z.strictObject({
  skuId: z.string(),
  productId: z.string(),
  sku: z.string(),
  gtin: z.string().nullable(),
  name: text,
  option: text,
  image: z.string(),
  minor: z.int().nullable(),
  compareAtMinor: z.int().nullable(),
  taxRate: z.int(),
  taxClass: z.string(),
  prices: z.array(priceShape),
  priorMinor: z.int().nullable(),
  traits: z.array(z.string()),
  here: z.int(),
  card: z.strictObject({ leastMinor: z.int(), mostMinor: z.int(), currency: z.string() }).nullable().optional(),
  elsewhere: z.array(z.strictObject({ siteId: z.string(), free: z.int() })),
  categoryIds: z.array(z.string()),
});

export const catalogueShape = z.strictObject({
  items: z.array(itemShape),
  next: z.string().nullable(),
  categories: z.array(z.strictObject({ categoryId: z.string(), name: text })),
  sites: z.array(
    z.strictObject({
      siteId: z.string(),
      name: z.string(),
      city: z.string(),
      /** Whether orders can be collected there. */
      pickup: z.boolean(),
    }),
  ),
});

/** How prices are read here: with VAT or without, and rates of the merchant's own. */
const readingShape = z.strictObject({
  basis: z.enum(['gross', 'net']),
  onNet: z.enum(['global', 'per_line']),
  own: z.array(
    z.strictObject({
      zone: z.string(),
      taxClass: z.enum(ratedClasses),
      from: z.string(),
      rate: z.int().nullable(),
      source: z.string(),
    }),
  ),
});

/** What a till prices a ticket with; promotions as they are kept, their rules by kind. */
export const pricingShape = z.strictObject({
  at: z.string(),
  /** The VAT of what is handed over here, and how prices are read. */
  tax: taxCaseShape,
  vat: readingShape.optional(),
  /** Prices of lists for this buyer, by article, of those that were asked for. */
  ownPrices: z.array(z.strictObject({ skuId: z.string(), prices: z.array(priceShape) })),
  level: z.string(),
  delivery: z.strictObject({ flatMinor: z.int(), freeFromMinor: z.int().nullable() }),
  carried: z.strictObject({
    channelId: z.string(),
    siteId: z.string().nullable(),
    ownOnly: z.boolean(),
    currency: z.string(),
    timeZone: z.string(),
    promotions: z.array(ruleShape.extend({ promotionId: z.string(), version: z.int() })),
    buyer: z.array(z.string()),
    opened: z.array(z.strictObject({ code: z.string(), promotionId: z.string(), limited: z.boolean() })),
    left: z.array(
      z.strictObject({
        promotionId: z.string(),
        uses: z.int().nullable(),
        minor: z.int().nullable(),
        needsBuyer: z.boolean(),
      }),
    ),
  }),
});

export const customerShape = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  code: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
});

/** A company that a ticket may be for, and what decides how it may pay. */
export const companyShape = z.strictObject({
  companyId: z.string(),
  name: z.string(),
  siren: z.string().nullable(),
  vatNumber: z.string().nullable(),
  address: z.strictObject({ line1: z.string(), postcode: z.string(), city: z.string(), country: z.string() }),
  invoiceEmail: z.string().nullable(),
  blocked: z.boolean(),
  /** The customer who was asked about is one of its people; null: not, or nobody was named. */
  member: z.strictObject({ role: z.string(), limitMinor: z.int().nullable() }).nullable(),
  /** Its account, as it is now; null: it pays at once. */
  account: z
    .strictObject({
      days: z.int(),
      endOfMonth: z.boolean(),
      limitMinor: z.int().nullable(),
      openMinor: z.int(),
      /** Why it may buy nothing more on account; empty: it may. */
      bars: z.array(z.string()),
    })
    .nullable(),
  /** When a register last said that its VAT number is in force; null: nobody has within ninety days. */
  vatProvenAt: z.string().nullable(),
});

export const cartShape = z.strictObject({
  cartId: z.string(),
  channel: z.strictObject({ kind: z.string(), name: text }).nullable(),
  customer: customerShape.nullable(),
  units: z.int(),
  lines: z.int(),
  updatedAt: z.string(),
  level: z.string(),
  canSee: z.boolean(),
  canWork: z.boolean(),
});

export const foundShape = z.strictObject({
  kind: z.enum(['sku', 'customer', 'cart', 'ticket', 'order', 'promotion_code', 'gift_card', 'blank_card']),
  code: z.string().optional(),
  skuId: z.string().optional(),
  customer: customerShape.optional(),
  cart: cartShape.optional(),
  ticketId: z.string().optional(),
  orderId: z.string().optional(),
});

export const broughtShape = z.strictObject({
  cartId: z.string(),
  customer: customerShape.nullable(),
  /** With the unit price that the shopper last saw. */
  lines: z.array(
    z.strictObject({
      ...{ skuId: z.string(), quantity: z.int(), seenMinor: z.int().nullable() },
      /** Gift cards: what was chosen to be on each. */
      amounts: z.array(z.int()).optional(),
    }),
  ),
  codes: z.array(z.string()),
});

export const receiptViewShape = z.strictObject({
  ticketId: z.string(),
  orderId: z.string(),
  number: z.string(),
  sequence: z.int(),
  hash: z.string(),
  at: z.string(),
  receivedAt: z.string(),
  till: z.strictObject({ deviceId: z.string(), code: z.string(), name: z.string() }),
  site: z.strictObject({
    siteId: z.string(),
    name: z.string(),
    line1: z.string(),
    postcode: z.string(),
    city: z.string(),
    country: z.string(),
  }),
  kind: z.enum(['sale', 'return', 'payment']),
  backTicketId: z.string().nullable(),
  seller: z.string(),
  customer: z.string().nullable(),
  company: z
    .strictObject({ name: z.string(), siren: z.string().nullable(), vatNumber: z.string().nullable() })
    .nullable(),
  lines: z.array(
    z.strictObject({
      skuId: z.string(),
      name: text,
      option: text,
      quantity: z.int(),
      unit: moneyShape,
      total: moneyShape,
      /** What promotions took off the line, by the name of each. */
      less: z.array(z.strictObject({ name: text, amount: moneyShape })),
      taxRate: z.int(),
      sent: z.enum(['delivery', 'pickup']).optional(),
    }),
  ),
  taxGroups: z.array(taxGroupShape),
  total: moneyShape,
  promise: promiseShape.nullable(),
  link: z.string(),
  qr: z.strictObject({ size: z.int(), path: z.string() }),
  payments: z.array(
    z.strictObject({
      paymentId: z.string(),
      method: z.enum(['cash', 'card', 'exchange', 'gift_card', 'account']),
      amount: moneyShape,
      received: moneyShape,
      change: moneyShape,
      rounding: moneyShape.optional(),
      voucher: z.strictObject({ last4: z.string().nullable(), rest: moneyShape.nullable() }).optional(),
    }),
  ),
  prints: z.int(),
  cards: z.array(
    z.strictObject({
      cardId: z.string(),
      lineNo: z.int().nullable(),
      value: moneyShape,
      last4: z.string(),
      expiresOn: z.string().nullable(),
      untold: z.boolean(),
    }),
  ),
});

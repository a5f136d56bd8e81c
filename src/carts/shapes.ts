/** What carts look like in JSON. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { limits } from './model.ts';

const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const cartId = id('crt');
export const skuId = id('sku');
export const customerId = id('cus');
export const channelCode = z.string().min(1).max(40);
/** A secret of the caller's own making: at least 100 random bits. */
export const secret = z.string().regex(/^[0-9a-z]{20,64}$/);
export const linkCode = z.string().regex(/^[0-9a-z]{16}$/);
export const quantity = z.int().min(1).max(limits.quantity);

const money = z.strictObject({ minor: z.int(), currency: z.string() });
const text = z.record(z.string(), z.string());

/** One loose object instead of a union of six: a serializer for a union would check each notice against each kind. */
const notice = z.strictObject({
  kind: z.enum(['price_changed', 'short', 'unavailable', 'limited', 'merged', 'ordered']),
  skuId: z.string().optional(),
  was: money.optional(),
  now: money.optional(),
  wanted: z.int().optional(),
  available: z.int().optional(),
  reason: z.string().optional(),
  count: z.int().optional(),
  number: z.string().optional(),
});

/** Who gets a gift card, by mail. */
export const cardForShape = z.strictObject({
  name: z.string().trim().min(1).max(80),
  email: z
    .string()
    .trim()
    .max(120)
    .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/),
  /** Null: as soon as it is paid. */
  day: z.iso.date().nullable(),
  words: z.string().trim().max(500),
});

export const cartView = z.strictObject({
  cartId: z.string(),
  version: z.int(),
  status: z.enum(['open', 'ordered', 'merged', 'abandoned']),
  channelId: z.string(),
  viewedOn: z.string(),
  customerId: z.string().optional(),
  till: z.string().optional(),
  became: z.string().optional(),
  units: z.int(),
  lines: z.array(
    z.strictObject({
      skuId: z.string(),
      quantity: z.int(),
      unit: money.optional(),
      compareAt: money.optional(),
      total: money.optional(),
      discount: money.optional(),
      available: z.int(),
      sku: z.string().optional(),
      handle: z.string().optional(),
      name: text.optional(),
      optionText: text.optional(),
      image: z.string().optional(),
      addedChannelId: z.string(),
      addedAt: z.string(),
      /** A gift card whose amount was chosen: its unit price is what it will hold. */
      card: z
        .strictObject({
          cardKey: z.string(),
          for: z
            .strictObject({ name: z.string(), email: z.string(), day: z.string().nullable(), words: z.string() })
            .nullable(),
        })
        .optional(),
    }),
  ),
  totals: z.strictObject({ items: money, net: money, tax: money }),
  taxGroups: z.array(
    z.strictObject({
      rate: z.int(),
      gross: money,
      net: money,
      tax: money,
      representable: z.boolean(),
      rounding: money.optional(),
    }),
  ),
  vat: z.strictObject({
    scheme: z.string(),
    country: z.string(),
    region: z.string().nullable(),
    law: z.string(),
    mention: z.strictObject({ fr: z.string(), en: z.string() }).nullable(),
    /** Whether the unit prices are with VAT or without it. */
    basis: z.enum(['gross', 'net']),
    why: z.array(z.strictObject({ rule: z.string(), law: z.string() })),
  }),
  reductions: z.array(z.strictObject({ promotionId: z.string(), minor: z.int(), name: text, of: z.string() })),
  offered: z.array(z.strictObject({ promotionId: z.string(), skuId: z.string(), quantity: z.int() })),
  gifts: z.array(z.strictObject({ promotionId: z.string(), name: text })),
  nearly: z.array(z.strictObject({ of: z.enum(['delivery', 'promotion']), missing: money, name: text.optional() })),
  codes: z.array(z.strictObject({ code: z.string(), state: z.string() })),
  notices: z.array(notice),
  quote: z.strictObject({ version: z.string(), expiresAt: z.string() }),
});

export const openedCart = z.strictObject({ cart: cartView, token: z.string().nullable() });

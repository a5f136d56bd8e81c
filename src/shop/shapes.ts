/** The shop's reads on the wire. */
import { z } from 'zod';

const money = z.strictObject({ minor: z.int(), currency: z.string() });
const text = z.strictObject({ fr: z.string(), en: z.string() });
const available = z.enum(['in_stock', 'low', 'none']);

export const cardShape = z.strictObject({
  productId: z.string(),
  handle: z.string(),
  name: text,
  brand: z.string().nullable(),
  image: z.string(),
  alt: text,
  price: money.nullable(),
  compareAt: money.nullable(),
  from: z.boolean(),
  available,
  quantity: z.int(),
  skuId: z.string().nullable(),
  variants: z.int(),
});
export const facetShape = z.strictObject({
  key: z.string(),
  name: text,
  values: z.array(z.strictObject({ value: z.string(), label: text, count: z.int() })),
});
export const listShape = z.strictObject({
  facets: z.array(facetShape).optional(),
  items: z.array(cardShape),
  count: z.int(),
  next: z.string().nullable(),
});
export const foundShape = z.strictObject({
  q: z.string(),
  corrected: z.string().nullable(),
  items: z.array(cardShape),
  count: z.int(),
  next: z.string().nullable(),
});
export const detailShape = z.strictObject({
  productId: z.string(),
  handle: z.string(),
  name: text,
  description: text,
  facts: z.record(z.string(), text),
  brand: z.string().nullable(),
  image: z.string(),
  alt: text,
  media: z.array(z.strictObject({ mediaId: z.string(), url: z.string(), alt: text })),
  options: z.array(z.strictObject({ name: text, values: z.array(text) })),
  categoryIds: z.array(z.string()),
  tags: z.array(z.string()),
  available,
  quantity: z.int(),
  variants: z.array(
    z.strictObject({
      skuId: z.string(),
      sku: z.string(),
      gtin: z.string().nullable(),
      options: z.array(text),
      image: z.string(),
      price: money.nullable(),
      compareAt: money.nullable(),
      available,
      quantity: z.int(),
      /** What is sold before it is there, and when that is expected; null: only what is there. */
      later: z.strictObject({ kind: z.enum(['back_order', 'pre_order']), expected: z.string().nullable() }).nullable(),
      sites: z.array(z.strictObject({ siteId: z.string(), quantity: z.int() })),
    }),
  ),
  version: z.int(),
});
export const categoriesShape = z.strictObject({
  items: z.array(
    z.strictObject({
      categoryId: z.string(),
      handle: z.string(),
      name: text,
      parentId: z.string().nullable(),
      products: z.int(),
    }),
  ),
  next: z.null(),
});
export const storesShape = z.strictObject({
  items: z.array(
    z.strictObject({
      siteId: z.string(),
      name: z.string(),
      address: z.strictObject({
        name: z.string(),
        company: z.string().optional(),
        line1: z.string(),
        line2: z.string().optional(),
        postcode: z.string(),
        city: z.string(),
        country: z.string(),
        phone: z.string().optional(),
      }),
      phone: z.string().nullable(),
      hours: z.array(z.strictObject({ day: z.int(), opens: z.string(), closes: z.string() })),
      specialDays: z.array(
        z.strictObject({
          date: z.string(),
          hours: z.array(z.strictObject({ opens: z.string(), closes: z.string() })),
          note: text,
        }),
      ),
      timeZone: z.string(),
      open: z.boolean(),
      pickup: z.boolean(),
      readyAt: z.string().nullable(),
      latitude: z.number().nullable(),
      longitude: z.number().nullable(),
      /** As the crow flies, about; null where nobody said from where. */
      distanceKm: z.number().nullable(),
    }),
  ),
  next: z.null(),
});

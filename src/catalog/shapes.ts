/** Shapes of what comes in and goes out over HTTP. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { productStatuses, taxClasses } from './model.ts';

const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const productId = id('prd');
export const skuId = id('sku');
export const categoryId = id('cat');
export const channelId = id('chn');
export const mediaId = id('med');
export const text = (max: number) => z.strictObject({ fr: z.string().max(max), en: z.string().max(max) });
export const status = z.enum(productStatuses);
export const taxClass = z.enum(taxClasses);
export const variantStatus = z.enum(['active', 'withdrawn']);
const name = z.strictObject({ fr: z.string().min(1).max(500), en: z.string().min(1).max(500) });

const drawing = z.strictObject({
  kind: z.string().max(30),
  palette: z.string().max(30),
  pattern: z.string().max(30),
  variant: z.int().min(0).max(3),
});
const source = z.union([
  z.strictObject({
    url: z
      .string()
      .max(2_000)
      .regex(/^https?:\/\/\S+$/),
  }),
  z.strictObject({ drawing }),
  z.strictObject({ mediaId }),
]);
const media = z.array(z.strictObject({ source, alt: text(500) })).max(250);

export const variantIn = z.strictObject({
  skuId: skuId.optional(),
  sku: z.string().min(1).max(150).nullable().optional(),
  gtin: z
    .string()
    .regex(/^\d{8,14}$/)
    .nullable()
    .optional(),
  optionValues: z.array(name).max(3),
  weightG: z.int().min(0).max(10_000_000).nullable().optional(),
  image: source.nullable().optional(),
  status: variantStatus.optional(),
});

const fields = {
  name,
  description: text(100_000),
  facts: z.record(z.string().max(40), text(2_000)),
  brand: z.string().max(200).nullable(),
  productType: z.string().max(200).nullable(),
  taxClass,
  tags: z.array(z.string().min(1).max(200)).max(250),
  options: z.array(name).max(3),
  status,
  media,
  categoryIds: z.array(categoryId).max(50),
} as const;

export const productIn = z.strictObject({
  productId,
  handle: z.string().min(1).max(200),
  name: fields.name,
  description: fields.description.optional(),
  facts: fields.facts.optional(),
  brand: fields.brand.optional(),
  productType: fields.productType.optional(),
  taxClass: taxClass.optional(),
  tags: fields.tags.optional(),
  options: fields.options.optional(),
  status: status.optional(),
  media: media.optional(),
  categoryIds: fields.categoryIds.optional(),
  channelIds: z.array(channelId).max(100).optional(),
  variants: z.array(variantIn).min(1).max(500),
});

export const productPatch = z.strictObject({
  version: z.int().min(1),
  name: fields.name.optional(),
  description: fields.description.optional(),
  facts: fields.facts.optional(),
  brand: fields.brand.optional(),
  productType: fields.productType.optional(),
  taxClass: taxClass.optional(),
  tags: fields.tags.optional(),
  options: fields.options.optional(),
  status: status.optional(),
  media: media.optional(),
  categoryIds: fields.categoryIds.optional(),
  variants: z.array(variantIn).max(500).optional(),
});

export const receipt = z.strictObject({
  productId: z.string(),
  handle: z.string(),
  version: z.int(),
  skus: z.array(z.strictObject({ skuId: z.string(), sku: z.string() })),
});

const anyText = z.strictObject({ fr: z.string(), en: z.string() });
export const officeLine = z.strictObject({
  productId: z.string(),
  handle: z.string(),
  name: anyText,
  brand: z.string().nullable(),
  status,
  image: z.string(),
  variants: z.int(),
  channels: z.array(z.string()),
  skuIds: z.array(z.string()),
  version: z.int(),
  createdAt: z.string(),
});

export const productOut = z.strictObject({
  productId: z.string(),
  handle: z.string(),
  name: anyText,
  brand: z.string().nullable(),
  image: z.string(),
  alt: anyText,
  status,
  taxClass,
  tags: z.array(z.string()),
  skuIds: z.array(z.string()),
  channels: z.array(z.string()),
  categoryIds: z.array(z.string()),
  createdAt: z.string(),
  version: z.int(),
  description: anyText,
  facts: z.record(z.string(), anyText),
  productType: z.string().nullable(),
  options: z.array(z.strictObject({ name: anyText, values: z.array(anyText) })),
  variants: z.array(
    z.strictObject({
      skuId: z.string(),
      sku: z.string(),
      gtin: z.string().nullable(),
      optionValues: z.array(anyText),
      image: z.string(),
      weightG: z.int().nullable(),
      status: variantStatus,
    }),
  ),
  media: z.array(z.strictObject({ mediaId: z.string(), url: z.string(), alt: anyText })),
  /** As it came, for the editor. */
  rawDescription: anyText,
});

export const categoryOut = z.strictObject({
  categoryId: z.string(),
  handle: z.string(),
  name: anyText,
  parentId: z.string().nullable(),
  depth: z.int(),
  /** Products in the category itself, whatever their status. */
  products: z.int(),
  version: z.int(),
});

export const categoryIn = z.strictObject({
  categoryId,
  handle: z
    .string()
    .min(1)
    .max(160)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name,
  parentId: categoryId.nullable().optional(),
  position: z.int().min(0).max(1_000_000).optional(),
});
export const categoryOrder = z.strictObject({
  parentId: categoryId.nullable(),
  categoryIds: z.array(categoryId).min(1).max(1_000),
});
export const assignment = z.strictObject({
  productIds: z.array(productId).min(1).max(200),
  add: z.array(categoryId).max(20),
  remove: z.array(categoryId).max(20),
});
export const categoryPatch = z.strictObject({
  version: z.int().min(1),
  name: name.optional(),
  parentId: categoryId.nullable().optional(),
  position: z.int().min(0).max(1_000_000).optional(),
});

/** Shapes of attributes, families and values over HTTP. */
import { z } from 'zod';
import { channelId, productId, skuId, text } from '../shapes.ts';
import { attributeKinds, attributeLevels, enrichments, MAX_RICH_TEXT } from './model.ts';

const anyText = z.strictObject({ fr: z.string(), en: z.string() });
export const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const name = z.strictObject({ fr: z.string().min(1).max(200), en: z.string().min(1).max(200) });
const position = z.int().min(0).max(1_000_000);
const amount = z.number().min(-1e12).max(1e12);
const length = z.int().min(0).max(MAX_RICH_TEXT);
const isoDay = z.string().max(10);
const version = z.int().min(1);
export const language = z.enum(['fr', 'en']);

const rules = z.strictObject({
  min: amount.optional(),
  max: amount.optional(),
  decimals: z.int().min(0).max(6).optional(),
  minLength: length.optional(),
  maxLength: length.optional(),
  pattern: z.string().min(1).max(100).optional(),
  minDay: isoDay.optional(),
  maxDay: isoDay.optional(),
  maxChoices: z.int().min(1).max(500).optional(),
});
const choices = z.array(z.strictObject({ code, name })).max(500);
const unit = z.string().max(20).nullable();

const attributeFields = {
  code,
  name,
  kind: z.enum(attributeKinds),
  level: z.enum(attributeLevels).default('product'),
  localisable: z.boolean().default(false),
  perChannel: z.boolean().default(false),
  facetable: z.boolean().default(false),
  unit: unit.default(null),
  rules: rules.default({}),
  choices: choices.default([]),
  position: position.default(0),
} as const;
export const attributeIn = z.strictObject(attributeFields);
export const attributeOut = z.strictObject({
  ...attributeFields,
  name: anyText,
  level: z.enum(attributeLevels),
  localisable: z.boolean(),
  perChannel: z.boolean(),
  facetable: z.boolean(),
  unit: z.string().nullable(),
  rules: z.record(z.string(), z.union([z.number(), z.string()])),
  choices: z.array(z.strictObject({ code: z.string(), name: anyText })),
  position: z.int(),
  version: z.int(),
});
export const attributePatch = z.strictObject({
  version,
  name: name.optional(),
  facetable: z.boolean().optional(),
  unit: unit.optional(),
  rules: rules.optional(),
  choices: choices.optional(),
  position: position.optional(),
});

const required = z.union([z.enum(['no', 'everywhere']), z.array(channelId).max(100)]);
const familyAttributes = z.array(z.strictObject({ code, required })).max(200);
export const familyIn = z.strictObject({
  code,
  name,
  attributes: familyAttributes.default([]),
  position: position.default(0),
});
export const familyOut = z.strictObject({
  code: z.string(),
  name: anyText,
  attributes: z.array(
    z.strictObject({ code: z.string(), required: z.union([z.enum(['no', 'everywhere']), z.array(z.string())]) }),
  ),
  position: z.int(),
  version: z.int(),
  products: z.int(),
});
export const familyPatch = z.strictObject({
  version,
  name: name.optional(),
  attributes: familyAttributes.optional(),
  position: position.optional(),
});
export const codeReceipt = z.strictObject({ code: z.string(), version: z.int() });

/** A value of any kind; which one, the attribute says. */
export const value = z.union([
  z.string().max(MAX_RICH_TEXT),
  amount,
  z.boolean(),
  z.array(z.string().max(40)).max(500),
  z.strictObject({ amount, unit: z.string().max(20) }),
]);
const where = {
  attribute: code,
  skuId: skuId.nullable(),
  language: language.nullable(),
  channelId: channelId.nullable(),
} as const;
export const valueIn = z.strictObject({
  attribute: code,
  skuId: where.skuId.default(null),
  language: where.language.default(null),
  channelId: where.channelId.default(null),
  value: value.nullable(),
});
export const valuesIn = z.strictObject({ version, values: z.array(valueIn).min(1).max(2_000) });

const line = z.strictObject({ productId: z.string(), handle: z.string(), name: anyText, image: z.string() });
export const completenessOut = z.strictObject({
  channelId: z.string(),
  language,
  required: z.int(),
  present: z.int(),
  missing: z.array(z.string()),
});
export const contentOut = z.strictObject({
  productId: z.string(),
  version: z.int(),
  family: z.string().nullable(),
  enrichment: z.enum(enrichments),
  values: z.array(
    z.strictObject({
      attribute: z.string(),
      skuId: z.string().nullable(),
      language: language.nullable(),
      channelId: z.string().nullable(),
      value,
    }),
  ),
  completeness: z.array(completenessOut),
  relations: z.strictObject({ complement: z.array(line), alternative: z.array(line), spare_part: z.array(line) }),
  components: z.array(
    z.strictObject({
      skuId: z.string(),
      components: z.array(z.strictObject({ skuId: z.string(), sku: z.string(), name: anyText, quantity: z.int() })),
    }),
  ),
});
export const familyOfIn = z.strictObject({ version, family: code.nullable() });
export const enrichmentIn = z.strictObject({ version, to: z.enum(enrichments) });
export const productReceipt = z.strictObject({ productId: z.string(), version: z.int() });
export const relationsIn = z.strictObject({
  version,
  kind: z.enum(['complement', 'alternative', 'spare_part']),
  productIds: z.array(productId).max(50),
});
export const componentsIn = z.strictObject({
  version,
  skuId,
  components: z.array(z.strictObject({ skuId, quantity: z.int().min(1).max(1_000) })).max(50),
});
export const previewOut = z.strictObject({
  channelId: z.string(),
  published: z.boolean(),
  attributes: z.array(
    z.strictObject({
      code: z.string(),
      name: anyText,
      text: text(1_000_000),
      html: z.boolean(),
      from: z.enum(['channel', 'all']),
    }),
  ),
  missing: z.array(z.strictObject({ language, missing: z.array(z.string()) })),
});

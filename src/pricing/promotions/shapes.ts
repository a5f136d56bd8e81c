/** Promotions on the wire. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { instantIn } from '#base/input';
import { MAX_PRICE_MINOR } from '../model.ts';
import { promotionStates } from './versions.ts';

export const promotionIdShape = z.string().regex(new RegExp(idPattern('prm')));
const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
const minor = z.int().min(0).max(MAX_PRICE_MINOR);
/** Parts per million: 20 % is 200000. */
const rate = z.int().min(0).max(1_000_000);
const units = z.int().min(1).max(9_999);
const trait = z
  .string()
  .max(140)
  .regex(/^(product|category|brand|tag|sku):[^\s].{0,120}$/);
const buyerTrait = z
  .string()
  .max(140)
  .regex(/^(group|segment|company):[^\s].{0,120}$/);
const selection = z.strictObject({ anyOf: z.array(trait).max(500), noneOf: z.array(trait).max(500) });

export const textShape = z.strictObject({ fr: z.string(), en: z.string() });

const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('price_percent'), rate }),
  z.strictObject({ kind: z.literal('price_less'), minor }),
  z.strictObject({ kind: z.literal('price_fixed'), minor }),
  z.strictObject({ kind: z.literal('amount'), minor }),
  z.strictObject({ kind: z.literal('percent'), rate, capMinor: minor.nullable() }),
  z.strictObject({
    kind: z.literal('tiers'),
    by: z.enum(['units', 'value']),
    tiers: z
      .array(z.strictObject({ from: z.int().min(1).max(MAX_PRICE_MINOR), rate }))
      .min(1)
      .max(20),
  }),
  z.strictObject({
    kind: z.literal('buy_get'),
    buy: units,
    get: units,
    of: selection.nullable(),
    rate,
    times: units.nullable(),
  }),
  z.strictObject({
    kind: z.literal('bundle'),
    parts: z
      .array(z.strictObject({ of: selection, quantity: units }))
      .min(1)
      .max(20),
    minor,
  }),
  z.strictObject({ kind: z.literal('gift'), skuId: id('sku'), quantity: units }),
  z.strictObject({ kind: z.literal('delivery'), rate }),
]);

export const ruleShape = z.strictObject({
  name: z.strictObject({ fr: z.string().trim().min(1).max(120), en: z.string().trim().min(1).max(120) }),
  currency: z.string().regex(/^[A-Z]{3}$/),
  from: instantIn,
  until: instantIn.nullable(),
  hours: z
    .strictObject({
      days: z.array(z.int().min(1).max(7)).min(1).max(7),
      from: z.int().min(0).max(1_439),
      until: z.int().min(0).max(1_439),
    })
    .nullable(),
  audience: z.strictObject({
    channelIds: z.array(id('chn')).min(1).max(100).nullable(),
    siteIds: z.array(id('sit')).min(1).max(500).nullable(),
    buyers: z.array(buyerTrait).min(1).max(100).nullable(),
  }),
  of: selection,
  effect,
  coded: z.boolean(),
  minimumMinor: minor,
  minimumUnits: z.int().min(0).max(9_999),
  priority: z.int().min(0).max(9_999),
  stacks: z.enum(['all', 'line', 'basket']),
  set: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .nullable(),
});

export const limitsShape = {
  maxUses: z.int().min(1).max(1_000_000_000).nullable(),
  maxEach: z.int().min(1).max(1_000_000).nullable(),
  budgetMinor: z.int().min(1).max(1_000_000_000_000).nullable(),
};

export const versionShape = z.strictObject({
  promotionId: z.string(),
  version: z.int(),
  state: z.enum(promotionStates),
  rule: ruleShape,
  ...limitsShape,
  note: z.string(),
  madeBy: z.string(),
  madeAt: z.string(),
});

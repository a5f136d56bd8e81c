import { z } from 'zod';
import { idPattern } from '#base/ids';
import { route, type Route } from '#base/route';
import { clock } from '#base/time';
import { homeOf } from '../facts.ts';
import type { Priced } from '../model.ts';
import { namesOf } from './names.ts';
import { previewPromotion } from './preview.ts';
import { sayings } from './sentence.ts';
import { promotionIdShape as promotionId, ruleShape, textShape } from './shapes.ts';
import type { Rule } from './versions.ts';

const money = z.strictObject({ minor: z.int(), currency: z.string() });
const side = z.strictObject({
  lines: z.array(
    z.strictObject({
      lineNo: z.int(),
      skuId: z.string(),
      quantity: z.int(),
      unit: money,
      discount: money,
      total: money,
    }),
  ),
  unpriced: z.array(z.string()),
  offered: z.array(z.strictObject({ promotionId: z.string(), skuId: z.string(), quantity: z.int() })),
  delivery: money.nullable(),
  gross: money,
  trace: z.array(
    z.strictObject({
      lineNo: z.int().nullable(),
      rule: z.string(),
      amount: money,
      applied: z.boolean(),
      reason: z.string(),
    }),
  ),
});

const shown = ({ lines, unpriced, offered, totals, delivery, trace }: Priced): z.infer<typeof side> => ({
  lines: lines.map(({ lineNo, skuId, quantity, unit, discount, total }) => {
    return { lineNo, skuId, quantity, unit, discount, total };
  }),
  unpriced: [...unpriced],
  offered: [...offered],
  delivery: delivery ? totals.delivery : null,
  gross: totals.gross,
  trace: [...trace],
});

/** `POST /api/promotions/preview`: a promotion as it is being edited, tried on baskets; nothing is written. */
export const previewRoute: Route = route({
  method: 'POST',
  path: '/api/promotions/preview',
  permission: 'staff:promotions.write',
  summary: 'What a promotion would do to baskets, beside those in force: prices before and after, each rule and why',
  idempotency: 'natural',
  body: z.strictObject({
    promotionId,
    rule: ruleShape,
    channelId: z.string().regex(new RegExp(idPattern('chn'))),
    /** Absent: examples out of the catalogue. */
    baskets: z
      .array(
        z
          .array(
            z.strictObject({
              skuId: z.string().regex(new RegExp(idPattern('sku'))),
              quantity: z.int().min(1).max(9_999),
            }),
          )
          .min(1)
          .max(50),
      )
      .min(1)
      .max(5)
      .optional(),
  }),
  output: z.strictObject({
    at: z.string(),
    says: textShape,
    baskets: z.array(z.strictObject({ before: side, after: side })),
    articles: z.array(
      z.strictObject({ skuId: z.string(), sku: z.string(), name: textShape, optionText: textShape, image: z.string() }),
    ),
    promotions: z.array(z.strictObject({ promotionId: z.string(), name: textShape, ofPrice: z.boolean() })),
  }),
  refusals: ['pricing.bad_promotion', 'pricing.unknown_channel', 'pricing.unknown_sku', 'tax.no_rate'],
  run: async ({ db }, { body }) => {
    const rule = body.rule as unknown as Rule;
    const [seen, names, { timeZone }] = await Promise.all([
      previewPromotion(db, { ...body, rule }),
      namesOf(db, [rule]),
      homeOf(db),
    ]);
    return {
      at: seen.at,
      says: sayings(rule, { names, now: clock(), timeZone }),
      baskets: seen.baskets.map(({ before, after }) => ({ before: shown(before), after: shown(after) })),
      articles: [...seen.articles].map(([skuId, { sku, name, optionText, image }]) => {
        return { skuId, sku, name: both(name), optionText: both(optionText), image };
      }),
      promotions: [...seen.promotions].map(([id, one]) => ({ promotionId: id, ...one })),
    };
  },
});

const both = (text: { readonly fr: string; readonly en: string }): z.infer<typeof textShape> => ({
  fr: text.fr,
  en: text.en,
});

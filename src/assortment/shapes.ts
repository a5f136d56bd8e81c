/** Shapes of rules over HTTP. Conditions nest two groups deep: `all` of `any` of questions says what merchants say. */
import { z } from 'zod';
import { idPattern } from '#base/ids';

const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const channelId = id('chn');
export const productId = id('prd');
const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const words = z.array(z.string().min(1).max(200)).min(1).max(100);
const amount = z.number().min(-1e12).max(1e12);

const leaf = z.union([
  z.strictObject({ category: id('cat') }),
  z.strictObject({ brand: words }),
  z.strictObject({ family: z.array(code).min(1).max(100) }),
  z.strictObject({ tag: words }),
  z.strictObject({ attribute: code, is: words }),
  z.strictObject({ attribute: code, present: z.boolean() }),
  z.strictObject({ attribute: code, min: amount.optional(), max: amount.optional() }),
  z.strictObject({ completeness: z.int().min(0).max(100) }),
  z.strictObject({ enrichment: z.enum(['draft', 'review', 'ready']) }),
  z.strictObject({ priced: z.boolean() }),
  z.strictObject({ pictures: z.int().min(1).max(250) }),
]);
const group = <T extends z.ZodType>(part: T) =>
  [
    z.strictObject({ all: z.array(part).min(1).max(20) }),
    z.strictObject({ any: z.array(part).min(1).max(20) }),
    z.strictObject({ not: part }),
  ] as const;
export const condition = z.union([leaf, ...group(z.union([leaf, ...group(leaf)]))]);

const moment = z.iso.datetime().nullable().default(null);
export const ruleIn = z.strictObject({
  version: z.int().min(0),
  when: condition,
  from: moment,
  until: moment,
  enabled: z.boolean(),
});
const anyJson = z.record(z.string(), z.unknown());
export const ruleOut = z.strictObject({
  channelId: z.string(),
  when: anyJson,
  from: z.string().nullable(),
  until: z.string().nullable(),
  enabled: z.boolean(),
  version: z.int(),
});
const named = z.strictObject({ productId: z.string(), name: z.strictObject({ fr: z.string(), en: z.string() }) });
export const previewOut = z.strictObject({
  matching: z.int(),
  coming: z.int(),
  going: z.int(),
  comes: z.array(named),
  goes: z.array(named),
});
export const explainedOut = z.strictObject({
  channelId: z.string(),
  /** As it is now. */
  published: z.boolean(),
  by: z.enum(['hand', 'exception', 'rule']),
  rule: z
    .strictObject({
      version: z.int(),
      inForce: z.boolean(),
      matches: z.boolean(),
      reasons: z.array(z.strictObject({ condition: anyJson, met: z.boolean(), fact: z.string() })),
    })
    .nullable(),
});
const text = z.strictObject({ fr: z.string(), en: z.string() });
export const adviceOut = z.strictObject({
  channelId: z.string(),
  score: z.int(),
  verdict: z.enum(['suits', 'possible', 'not_yet']),
  reasons: z.array(z.strictObject({ code: z.string(), points: z.int(), of: z.int(), text })),
  unknown: z.array(z.strictObject({ code: z.string(), text })),
});

import { z } from 'zod';
import { sql, type Database } from '#base/db';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { clock } from '#base/time';
import { foldText } from '#catalog';
import { homeOf } from '../facts.ts';
import { addCodes, codeOf, codesOf, randomCodes } from './codes.ts';
import { findTraits, namesOf } from './names.ts';
import { previewRoute } from './preview-route.ts';
import { sayings } from './sentence.ts';
import { limitsShape, promotionIdShape as promotionId, ruleShape, textShape, versionShape } from './shapes.ts';
import {
  promotionHistory,
  promotionsAt,
  promotionStates,
  savePromotion,
  standingOf,
  standings,
  type PromotionVersion,
  type Rule,
} from './versions.ts';

const listed = versionShape.extend({
  uses: z.int(),
  spentMinor: z.int(),
  codes: z.int(),
  standing: z.enum(standings),
  /** What it does, in one sentence. */
  says: textShape,
});
type Listed = z.infer<typeof listed>;
type Used = { readonly uses: number; readonly spentMinor: number; readonly codes: number };

/** What each promotion does and where it stands, what it was used so far, and how many codes open it. */
async function told(database: Database, versions: readonly PromotionVersion[]): Promise<Listed[]> {
  const rows = await database.query<Used & { promotionId: string }>(sql`
    SELECT promotion_id AS "promotionId", uses, spent_minor AS "spentMinor",
      (SELECT count(*) FROM pricing.promotion_code c WHERE c.promotion_id = t.promotion_id)::int AS codes
    FROM pricing.promotion_tally t WHERE promotion_id = ANY(${versions.map((one) => one.promotionId)}::text[])`);
  const known = new Map<string, Used>(rows.map(({ promotionId: id, ...used }) => [id, used]));
  const none = { uses: 0, spentMinor: 0, codes: 0 };
  const [names, { timeZone }] = await Promise.all([
    namesOf(
      database,
      versions.map((one) => one.rule),
    ),
    homeOf(database),
  ]);
  const now = clock();
  return versions.map((one) => ({
    ...onWire(one),
    ...(known.get(one.promotionId) ?? none),
    standing: standingOf(one, now),
    says: sayings(one.rule, { names, now, timeZone }),
  }));
}

/** The wire's arrays may be changed, ours may not. */
const onWire = (version: PromotionVersion): z.infer<typeof versionShape> =>
  version as unknown as z.infer<typeof versionShape>;

const list = route({
  method: 'GET',
  path: '/api/promotions',
  permission: 'staff:catalog.read',
  summary: 'All promotions as they are now, the newest first, with what they do and what they were used',
  query: z.strictObject({
    state: z.enum(promotionStates).optional(),
    standing: z.enum(standings).optional(),
    /** Part of a name, of what it does, or of its last note. */
    q: z.string().max(200).optional(),
  }),
  output: z.strictObject({ items: z.array(listed), next: z.null() }),
  run: async ({ db }, { query }) => {
    const words = foldText(query.q ?? '').trim();
    const found = ({ rule, says, note }: Listed): boolean =>
      [rule.name.fr, rule.name.en, says.fr, says.en, note].some((text) => foldText(text).includes(words));
    const items = (await told(db, await promotionsAt(db))).filter(
      (one) =>
        (query.state === undefined || one.state === query.state) &&
        (query.standing === undefined || one.standing === query.standing) &&
        (words === '' || found(one)),
    );
    return { items, next: null };
  },
});

const one = route({
  method: 'GET',
  path: '/api/promotions/:promotionId',
  permission: 'staff:catalog.read',
  summary: 'A promotion with all its versions, the newest first, and the names of what it mentions',
  params: z.strictObject({ promotionId }),
  output: listed.extend({
    history: z.array(versionShape.extend({ says: textShape })),
    names: z.record(z.string(), textShape),
  }),
  refusals: ['pricing.promotion_not_found'],
  run: async ({ db }, { params }) => {
    const history = await promotionHistory(db, params.promotionId);
    const [last] = history;
    if (!last) refuse('pricing.promotion_not_found', { detail: params.promotionId });
    const rules = history.map((version) => version.rule);
    const [[now], names, { timeZone }] = await Promise.all([told(db, [last]), namesOf(db, rules), homeOf(db)]);
    if (!now) refuse('pricing.promotion_not_found', { detail: params.promotionId });
    const said = { names, now: clock(), timeZone };
    return {
      ...now,
      history: history.map((version) => ({ ...onWire(version), says: sayings(version.rule, said) })),
      names: Object.fromEntries(names),
    };
  },
});

const traits = route({
  method: 'GET',
  path: '/api/promotions/choices',
  permission: 'staff:promotions.write',
  summary: 'What a promotion may choose articles by: categories, brands, tags, products and articles, by name',
  query: z.strictObject({ q: z.string().max(100).default('') }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        trait: z.string(),
        kind: z.enum(['category', 'brand', 'tag', 'product', 'sku']),
        name: textShape,
        note: textShape.nullable(),
      }),
    ),
  }),
  run: async ({ db }, { query }) => ({ items: await findTraits(db, query.q) }),
});

const save = route({
  method: 'PUT',
  path: '/api/promotions/:promotionId',
  permission: 'staff:promotions.write',
  summary: 'Make a promotion, change it, switch it on or off: each time a version that stays',
  idempotency: 'natural',
  params: z.strictObject({ promotionId }),
  body: z.strictObject({
    /** The version that was seen; 0: a new promotion. */
    version: z.int().min(0).max(2_000_000_000),
    state: z.enum(promotionStates),
    rule: ruleShape,
    ...limitsShape,
    note: z.string().max(200),
  }),
  output: z.strictObject({ promotionId: z.string(), version: z.int() }),
  refusals: ['pricing.bad_promotion', 'pricing.promotion_not_found', 'pricing.version_changed'],
  run: ({ command }, { params, body }) =>
    command((tx) => savePromotion(tx, { ...body, ...params, rule: body.rule as unknown as Rule })),
});

const codes = route({
  method: 'GET',
  path: '/api/promotions/:promotionId/codes',
  permission: 'staff:promotions.write',
  summary: 'The codes that open a promotion, and how often each was used',
  params: z.strictObject({ promotionId }),
  query: z.strictObject({
    after: z
      .string()
      .regex(/^[A-Z0-9-]{3,40}$/)
      .optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.strictObject({
    items: z.array(z.strictObject({ code: z.string(), maxUses: z.int().nullable(), uses: z.int() })),
    next: z.string().nullable(),
  }),
  run: async ({ db }, { params, query }) => {
    const items = await codesOf(db, params.promotionId, query.after ?? '', query.limit);
    return { items, next: items.length === query.limit ? (items.at(-1)?.code ?? null) : null };
  },
});

const newCodes = route({
  method: 'POST',
  path: '/api/promotions/:promotionId/codes',
  permission: 'staff:promotions.write',
  summary: 'Add codes to a promotion: these, or as many as wanted that nobody guesses',
  idempotency: 'key',
  params: z.strictObject({ promotionId }),
  body: z.strictObject({
    codes: z.array(z.string().min(3).max(60)).max(1_000).default([]),
    random: z
      .strictObject({ prefix: z.string().regex(/^[A-Z0-9-]{0,20}$/), count: z.int().min(1).max(1_000) })
      .optional(),
    maxUses: limitsShape.maxUses,
  }),
  output: z.strictObject({ added: z.int(), codes: z.array(z.string()) }),
  status: 201,
  refusals: ['pricing.promotion_not_found', 'pricing.code_taken', 'request.invalid'],
  run: ({ command }, { params, body }) => {
    const typed = body.codes.map(codeOf);
    const wrong = typed.indexOf(undefined);
    if (wrong >= 0) {
      refuse('request.invalid', {
        fields: [{ field: `body.codes.${wrong}`, rule: '3 to 40 letters from A to Z, digits and hyphens' }],
      });
    }
    const random = body.random ? randomCodes(body.random.prefix, body.random.count) : [];
    const all = [...typed.filter((code) => code !== undefined), ...random];
    return command(async (tx) => {
      const { added } = await addCodes(tx, { ...params, codes: all, maxUses: body.maxUses });
      return { added, codes: all };
    });
  },
});

export const promotionRoutes: readonly Route[] = [list, traits, one, save, previewRoute, codes, newCodes];

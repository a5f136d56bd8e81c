/** The office's routes over rules, and the answers to "why is it published here?" and "which channel suits it?". */
import { z } from 'zod';
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { instant } from '#base/time';
import { productById } from '#catalog';
import { channelById } from '#channels';
import type { Condition } from './model.ts';
import { adviceFor, explainPublication, previewRule } from './queries.ts';
import { removeRule, rulesOf, setException, setRule } from './rules.ts';
import { adviceOut, channelId, condition, explainedOut, previewOut, productId, ruleIn, ruleOut } from './shapes.ts';

const ofChannel = z.strictObject({ channelId });
const ofProduct = z.strictObject({ productId });
const listOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.null() });

async function checkChannel(db: Database, id: string): Promise<void> {
  if (!(await channelById(db, id))) refuse('catalog.channel_unknown', { detail: id });
}

const rulesRoute = route({
  method: 'GET',
  path: '/api/assortment/rules',
  permission: 'staff:catalog.read',
  summary: 'Which part of the catalogue each channel offers by rule',
  output: listOf(ruleOut),
  run: async ({ db }) => ({ items: (await rulesOf(db)) as unknown as z.input<typeof ruleOut>[], next: null }),
});

const setRuleRoute = route({
  method: 'PUT',
  path: '/api/assortment/rules/:channelId',
  permission: 'staff:catalog.write',
  summary: 'Set a channel’s rule; what it offers follows within seconds, and from then on at every change',
  idempotency: 'key',
  params: ofChannel,
  body: ruleIn,
  output: z.strictObject({ channelId: z.string(), version: z.int() }),
  refusals: ['catalog.channel_unknown', 'assortment.version_changed', 'assortment.rule_invalid'],
  run: async (context, { params, body }) => {
    await checkChannel(context.db, params.channelId);
    const at = (text: string | null) => (text === null ? null : instant(text));
    const input = { ...params, ...body, when: body.when as Condition, from: at(body.from), until: at(body.until) };
    return context.command((tx) => setRule(tx, input));
  },
});

const removeRuleRoute = route({
  method: 'DELETE',
  path: '/api/assortment/rules/:channelId',
  permission: 'staff:catalog.write',
  summary: 'Remove a channel’s rule; what it offers stays as it is',
  idempotency: 'key',
  params: ofChannel,
  output: z.strictObject({ removed: z.boolean() }),
  refusals: ['assortment.rule_unknown'],
  run: (context, { params }) =>
    context.command(async (tx) => {
      await removeRule(tx, params.channelId);
      return { removed: true };
    }),
});

const previewRoute = route({
  method: 'POST',
  path: '/api/assortment/rules/:channelId/preview',
  permission: 'staff:catalog.read',
  summary: 'What a rule would change on a channel, without changing anything',
  idempotency: 'natural',
  params: ofChannel,
  body: z.strictObject({ when: condition }),
  output: previewOut,
  refusals: ['catalog.channel_unknown'],
  run: ({ db, now }, { params, body }) => previewRule(db, params.channelId, body.when as Condition, now()),
});

const exceptionRoute = route({
  method: 'PUT',
  path: '/api/assortment/rules/:channelId/exceptions/:productId',
  permission: 'staff:catalog.write',
  summary: 'Decide one product by hand against the channel’s rule; null: the rule decides again',
  idempotency: 'natural',
  params: z.strictObject({ channelId, productId }),
  body: z.strictObject({ published: z.boolean().nullable() }),
  output: z.strictObject({ changed: z.boolean() }),
  refusals: ['assortment.rule_unknown', 'catalog.product_unknown'],
  run: async (context, { params, body }) => {
    if (!(await productById(context.db, params.productId)))
      refuse('catalog.product_unknown', { detail: params.productId });
    return context.command((tx) => setException(tx, { ...params, ...body }));
  },
});

const publicationRoute = route({
  method: 'GET',
  path: '/api/products/:productId/publication',
  permission: 'staff:catalog.read',
  summary: 'Why a product is, or is not, offered on each channel',
  params: ofProduct,
  output: listOf(explainedOut),
  refusals: ['catalog.product_unknown'],
  run: async ({ db, now }, { params }) => {
    const items = (await explainPublication(db, params.productId, now())).map((one) => ({
      channelId: one.channelId,
      published: one.offered,
      by: one.by,
      rule:
        one.verdict && one.version !== null
          ? { version: one.version, inForce: one.inForce, matches: one.verdict.matches, reasons: one.verdict.reasons }
          : null,
    }));
    return { items: items as unknown as z.input<typeof explainedOut>[], next: null };
  },
});

const adviceRoute = route({
  method: 'GET',
  path: '/api/products/:productId/advice',
  permission: 'staff:catalog.read',
  summary: 'Which channel suits a product, and why',
  params: ofProduct,
  output: listOf(adviceOut),
  refusals: ['catalog.product_unknown'],
  run: async ({ db, now }, { params }) => ({
    items: (await adviceFor(db, params.productId, now())) as unknown as z.input<typeof adviceOut>[],
    next: null,
  }),
});

export const assortmentRoutes: readonly Route[] = [
  rulesRoute,
  setRuleRoute,
  removeRuleRoute,
  previewRoute,
  exceptionRoute,
  publicationRoute,
  adviceRoute,
];

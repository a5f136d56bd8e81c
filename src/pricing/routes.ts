import { z } from 'zod';
import { contentHash } from '#base/canonical';
import { exactlyOne, sql, type Database, type Db } from '#base/db';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { dayIn, instant, type Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { withApproval, type Ask } from '#identity';
import { createPriceList } from './create-list.ts';
import { channelIdOf, checkBuyers, homeOf, taxClassesOf } from './facts.ts';
import { stepKey } from './changes.ts';
import { isSuspicious, MAX_PRICE_MINOR, price, type NewPrice } from './model.ts';
import {
  listedPrices,
  listedSteps,
  priceHistory,
  priceLists,
  pricesInForce,
  rulesFor,
  shownPrices,
} from './queries.ts';
import { setPrices, type SetPrices } from './set.ts';

const skuId = z.string().regex(new RegExp(idPattern('sku')));
const listId = z.string().regex(new RegExp(idPattern('prl')));
const channelId = z.string().regex(new RegExp(idPattern('chn')));
const groupId = z.string().regex(new RegExp(idPattern('grp')));
const companyId = z.string().regex(new RegExp(idPattern('com')));
const customerId = z.string().regex(new RegExp(idPattern('cus')));
const fromUnits = z.int().min(1).max(9_999);
const channelCode = z.string().min(1).max(40);
const moment = z
  .string()
  .max(30)
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
const money = z.strictObject({ minor: z.int(), currency: z.string() });
const minorUnits = z.int().min(0).max(MAX_PRICE_MINOR).nullable();
const list = z.strictObject({
  listId: z.string(),
  code: z.string(),
  name: z.string(),
  currency: z.string(),
  channelId: z.string().nullable(),
  groupId: z.string().nullable(),
  companyId: z.string().nullable(),
  priority: z.int(),
  createdAt: z.string(),
});

function idsIn(text: string): string[] {
  const skuIds = text.split(',');
  const pattern = new RegExp(idPattern('sku'));
  if (skuIds.length > 100 || !skuIds.every((id) => pattern.test(id))) {
    refuse('request.invalid', {
      fields: [{ field: 'query.skuIds', rule: 'at most 100 article ids with commas between' }],
    });
  }
  return skuIds;
}

const shopPrices = route({
  method: 'GET',
  path: '/api/prices',
  permission: 'public',
  summary: 'Prices of articles on a channel, as shown there',
  query: z.strictObject({ skuIds: z.string().min(30).max(3_100), channel: channelCode.default('web') }),
  output: z.strictObject({
    channelId: z.string(),
    items: z.array(z.strictObject({ skuId: z.string(), price: money, compareAt: money.optional() })),
  }),
  refusals: ['pricing.unknown_channel', 'request.invalid'],
  run: async ({ db }, { query }) => {
    const skuIds = idsIn(query.skuIds);
    const id = await channelIdOf(db, query.channel);
    const shown = await shownPrices(db, id, skuIds);
    return { channelId: id, items: [...shown].map(([sku, prices]) => ({ skuId: sku, ...prices })) };
  },
});

const lists = route({
  method: 'GET',
  path: '/api/price-lists',
  permission: 'staff:catalog.read',
  summary: 'All price lists',
  output: z.strictObject({ items: z.array(list) }),
  run: async ({ db }) => ({ items: await priceLists(db) }),
});

const newList = route({
  method: 'POST',
  path: '/api/price-lists',
  permission: 'staff:prices.write',
  summary:
    'Make a price list: the base of a currency (no channel), a channel’s own, or one for a group or a company, on a channel or on all',
  idempotency: 'id',
  body: z.strictObject({
    listId,
    code: z.string().regex(/^[a-z0-9-]{1,40}$/),
    name: z.string().min(1).max(120),
    currency: z.string().regex(/^[A-Z]{3}$/),
    channelId: channelId.nullable(),
    /** For whom it is, one of both; absent: for everybody. */
    groupId: groupId.nullable().default(null),
    companyId: companyId.nullable().default(null),
    /** Of lists as specific as each other the lower counts; of equals the cheaper price. */
    priority: z.int().min(1).max(1_000).default(100),
  }),
  output: list,
  status: 201,
  refusals: ['pricing.list_exists', 'pricing.unknown_channel', 'pricing.unknown_buyer', 'request.id_reused'],
  run: async ({ db, command }, { body }) => {
    if (body.channelId !== null) await rulesFor(db, body.channelId, []);
    await checkBuyers(db, body);
    return command((tx) => createPriceList(tx, body));
  },
});

const changePrices = route({
  method: 'PUT',
  path: '/api/price-lists/:listId/prices',
  permission: 'staff:prices.write',
  summary: 'Set prices, from now or from a moment on; null takes an article out of the list',
  idempotency: 'natural',
  params: z.strictObject({ listId }),
  body: z.strictObject({
    prices: z
      .array(
        z.strictObject({
          skuId,
          minor: minorUnits,
          compareAtMinor: minorUnits.optional(),
          /** From how many units of a line on. */
          fromUnits: fromUnits.default(1),
        }),
      )
      .min(1)
      .max(500),
    from: moment.optional(),
    until: moment.optional(),
  }),
  output: z.strictObject({ changed: z.int(), unchanged: z.int() }),
  refusals: [
    'pricing.list_not_found',
    'pricing.unknown_sku',
    'pricing.bad_price',
    'pricing.bad_period',
    'identity.approval_needed',
  ],
  run: async (context, { params, body }) => {
    const { db, command } = context;
    const from = momentOf('body.from', body.from);
    const until = momentOf('body.until', body.until);
    const prices = body.prices.map(({ compareAtMinor, ...entry }) => ({
      ...entry,
      compareAtMinor: compareAtMinor ?? null,
    }));
    const known = await taxClassesOf(
      db,
      prices.map((entry) => entry.skuId),
    );
    const missing = prices.findIndex((entry) => !known.has(entry.skuId));
    if (missing >= 0)
      refuse('pricing.unknown_sku', { fields: [{ field: `body.prices.${missing}.skuId`, rule: 'exists' }] });
    const given = { listId: params.listId, prices, ...(from ? { from } : {}), ...(until ? { until } : {}) };
    return withApproval(context, await fourEyes(db, given), () => command((tx) => setPrices(tx, given)));
  },
});

/** Prices a slip of the hand or a hand of bad will would make: less than half of the one in force, or next to nothing. */
async function fourEyes(db: Db, given: SetPrices): Promise<Ask | undefined> {
  const now = await pricesInForce(
    db,
    given.listId,
    given.prices.map((entry) => entry.skuId),
  );
  const inForce = ({ skuId: sku, fromUnits: from }: NewPrice) => now.get(stepKey(sku, from)) ?? now.get(stepKey(sku));
  const low = given.prices.filter((entry) => {
    const { minor } = entry;
    const before = inForce(entry);
    return minor !== null && minor !== before && isSuspicious(minor, before);
  });
  const [first] = low;
  if (!first) return undefined;
  return {
    kind: 'price',
    subjectId: given.listId,
    right: 'prices.write',
    facts: {
      skuId: first.skuId,
      minor: first.minor,
      before: inForce(first) ?? null,
      articles: low.length,
      content: contentHash(given),
    },
  };
}

/** The pattern lets 31 February through; Date does not. */
function momentOf(field: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  if (!Number.isFinite(Date.parse(text)))
    refuse('request.invalid', { fields: [{ field, rule: 'an existing moment' }] });
  return instant(text);
}

const inList = route({
  method: 'GET',
  path: '/api/price-lists/:listId/prices',
  permission: 'staff:catalog.read',
  summary:
    'What a list says of articles now, whatever channels make of it; an article that is not in the list is absent',
  params: z.strictObject({ listId }),
  query: z.strictObject({ skuIds: z.string().min(30).max(3_100) }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        skuId: z.string(),
        sku: z.string(),
        name: z.record(z.string(), z.string()),
        optionText: z.record(z.string(), z.string()),
        minor: z.int(),
        compareAtMinor: z.int().nullable(),
        /** Other prices from more units of a line on. */
        steps: z.array(z.strictObject({ fromUnits: z.int(), minor: z.int() })),
      }),
    ),
  }),
  refusals: ['request.invalid'],
  run: async ({ db }, { params, query }) => {
    const skuIds = idsIn(query.skuIds);
    const [found, steps, articles] = await Promise.all([
      listedPrices(db, params.listId, skuIds),
      listedSteps(db, params.listId, skuIds),
      skuFacts(db, skuIds),
    ]);
    const items = [...articles].flatMap(([id, { sku, name, optionText }]) => {
      const said = found.get(id);
      return said ? [{ skuId: id, sku, name, optionText, ...said, steps: steps.get(id) ?? [] }] : [];
    });
    return { items };
  },
});

const history = route({
  method: 'GET',
  path: '/api/price-lists/:listId/prices/:skuId',
  permission: 'staff:catalog.read',
  summary: 'Every price an article ever had in a list, newest first',
  params: z.strictObject({ listId, skuId }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        from: z.string(),
        to: z.string().nullable(),
        fromUnits: z.int(),
        minor: z.int().nullable(),
        compareAtMinor: z.int().nullable(),
        actor: z.string(),
      }),
    ),
  }),
  run: async ({ db }, { params }) => ({ items: await priceHistory(db, params.listId, params.skuId) }),
});

const explain = route({
  method: 'GET',
  path: '/api/prices/explain',
  permission: 'staff:catalog.read',
  summary:
    'Why an article costs what it costs on a channel, now or at another moment: each rule that applied or was passed over',
  query: z.strictObject({
    skuId,
    channel: channelCode.default('web'),
    quantity: z.int().min(1).max(9_999).default(1),
    /** Who buys: this customer, for whom they have chosen; or `none`, for themselves; or a company, whoever buys for it. */
    customerId: customerId.optional(),
    companyId: companyId.or(z.literal('none')).optional(),
    /** Or somebody of this group, whoever it is. */
    groupId: groupId.optional(),
    at: moment.optional(),
  }),
  output: z.strictObject({
    at: z.string(),
    level: z.string(),
    version: z.string(),
    unit: money.nullable(),
    total: money.nullable(),
    trace: z.array(
      z.strictObject({
        lineNo: z.int().nullable(),
        rule: z.string(),
        amount: money,
        applied: z.boolean(),
        reason: z.string(),
      }),
    ),
  }),
  refusals: ['pricing.unknown_channel', 'pricing.unknown_sku', 'request.invalid', 'tax.no_rate'],
  run: async ({ db }, { query }) => {
    const at = momentOf('query.at', query.at) ?? (await databaseNow(db));
    const id = await channelIdOf(db, query.channel);
    const rules = await rulesFor(db, id, [query.skuId], at, {
      ...(query.customerId ? { customerId: query.customerId } : {}),
      ...(query.companyId ? { companyId: query.companyId === 'none' ? null : query.companyId } : {}),
      ...(query.groupId ? { buyer: [`group:${query.groupId}`] } : {}),
    });
    if (!rules.goods.has(query.skuId)) refuse('pricing.unknown_sku', { detail: query.skuId });
    const lines = [{ lineNo: 1, skuId: query.skuId, quantity: query.quantity }];
    const { country, timeZone } = await homeOf(db);
    const priced = price({ country, day: dayIn(at, timeZone), lines, delivery: 'none' }, rules);
    const [line] = priced.lines;
    return {
      at,
      level: rules.level,
      version: priced.version,
      unit: line?.unit ?? null,
      total: line?.total ?? null,
      trace: [...priced.trace],
    };
  },
});

async function databaseNow(db: Database): Promise<Instant> {
  return (await exactlyOne(db.query<{ now: Instant }>(sql`SELECT now()`))).now;
}

export const pricingRoutes: readonly Route[] = [shopPrices, lists, newList, inList, changePrices, history, explain];
